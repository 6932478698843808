"""Names that must be unique within one list."""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.spans import Located


def report_duplicates(names: Iterable[Located[str]], what: str, where: str, reports: Reports) -> list[Located[str]]:
    """Report every name that occurs a second time, and return these."""
    first: dict[str, Located[str]] = {}
    again: list[Located[str]] = []
    for name in names:
        earlier = first.setdefault(name.value, name)
        if earlier is not name:
            again.append(name)
            reports.add(
                codes.DUPLICATE_NAME,
                at=name.span,
                related=[Related(span=earlier.span, message="the first one is here")],
                hint="names must be unique here: rename or remove one",
                what=what,
                name=name.value,
                where=where,
            )
    return again
