"""What applications use, by its names: workload types, traits and scope types that rules allow."""

from __future__ import annotations

from oamc.diagnostics.codes import platform as codes
from oamc.diagnostics.reports import Related
from oamc.platform.rules import IN_WORDS
from oamc.platform.values import HERE
from oamc.platform.wording import breaks, words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.platform.rules import Platform
    from oamc.spans import Span


def names_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of something, and those without group and version."""
    return tuple(dict.fromkeys((*names, *(name.rpartition(".")[2] for name in names))))


def is_allowed(key: str, names: tuple[str, ...], written: str, at: Span, platform: Platform, reports: Reports) -> bool:
    """Tell whether rules allow what has some names; report what they do not."""
    for listed in platform.lists_of(key):
        if breaks(listed, names_of(names)):
            reports.add(
                codes.NAME_NOT_ALLOWED,
                at=at,
                related=[Related(span=listed.span, message=HERE)],
                hint=words_of(listed),
                what=IN_WORDS[key],
                name=written,
            )
            return False
    return True
