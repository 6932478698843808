"""Whether every name that the user gives is one of some part of a run.

In: what came of each part, which takes a name that it does not have for one of another part. Out: which kind of names is in no
part. Who gets such an answer compiles everything, and tells which name is wrong.
"""

from __future__ import annotations

from oamc.diagnostics.reports import Reports
from oamc.values.given import Overrides
from oamc.values.overrides import assigned, combine
from oamc.values.sharing import together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from oamc.fleets.part import Part
    from oamc.options import Options
    from oamc.values.sharing import Names


def unknown_names(parts: Sequence[Part], options: Options) -> str:
    """Say which kind of names that the user gives is in no part, the empty text where each name is in one."""
    environment = options.environment
    if environment is not None:
        applications = {*environment.elsewhere, *(name for part in parts for name in part.applications)}
        if not all(applications.issuperset(part.asked) for part in parts):
            return "an application that the project file or a patch names is in no part"
        if not any(part.coming_out for part in parts):
            return "no part has an application that comes out"
    given = combine(options.overrides, Reports(), options.limits) if options.overrides != Overrides() else None
    if given is not None and given.values:
        left_out = {name for part in parts for name in part.left_out}.difference(assigned(given))
        known = together(part.known for part in parts)
        if not _all_known({name: value for name, value in given.values.items() if name not in left_out - {*known}}, known):
            return "a value has a name that no part knows"
    return ""


def _all_known(values: Mapping[str, Any], known: Names) -> bool:
    """Tell whether all names of values are known, as far down as those who know them look."""
    for name, value in values.items():
        if name not in known:
            return False
        below = known[name]
        if isinstance(value, dict) and isinstance(below, dict) and not _all_known(value, below):
            return False
    return True
