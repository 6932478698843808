"""The limit of components: how many of them, and how many instances, one run takes, whatever versions they are of."""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.source.limits import raising

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.contract import Decoded
    from oamc.source.limits import Limits
    from oamc.spans import Located


def within_components(documents: Sequence[Decoded], reports: Reports, limits: Limits) -> bool:
    """Tell whether the components, and the instances, are within the limit; the first one beyond it is reported."""
    components = [name for document in documents for name in document.front_end.components((document.typed,))]
    instances = [name for document in documents for name in document.front_end.instances((document.typed,))]
    within = [_within(names, what, reports, limits) for what, names in (("components", components), ("instances", instances))]
    return all(within)


def _within(names: Sequence[Located[str]], what: str, reports: Reports, limits: Limits) -> bool:
    """Compare one number with the limit."""
    if len(names) <= limits.components:
        return True
    hint = f"build fewer of them at once, or {raising('components', limits.components)}"
    reports.add(codes.TOO_MANY_COMPONENTS, at=names[limits.components].span, what=what, limit=limits.components, hint=hint)
    return False
