"""Names by which the user speaks to applications of a whole run: in values, and in the table of an environment.

In: the compilation of a part, which takes a name that it does not have for one of another part. Out: which of the names it has.
`addressees` looks whether every name is one of some part.
"""

from __future__ import annotations

from oamc.values.given import Overrides
from oamc.values.shape import shape
from oamc.values.sharing import together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.compiler import Compilation
    from oamc.options import Options
    from oamc.values.sharing import Names


def speaks_of_names(options: Options) -> bool:
    """Tell whether a run has values or an environment."""
    return options.overrides != Overrides() or options.environment is not None


def known_names(compilation: Compilation) -> dict[str, Any]:
    """Return the names of values that are given to all applications, as far as applications of a part know them."""
    given = compilation.given
    if given is None or not given.values:
        return {}
    shapes = (shape(objects.known_parameters) for _, objects in compilation.objects if objects is not None)
    return _both(given.values, together(shapes))


def instances_with_values(compilation: Compilation) -> Iterator[str]:
    """Yield the instances of a part that the values of an environment may mean: only one application may have each of them."""
    given = compilation.given
    if compilation.options.environment is None or given is None or not given.values:
        return
    for application in compilation.applications:
        for use in application.instances:
            if use.name.value in given.values:
                yield use.name.value


def _both(values: Names, known: Names) -> dict[str, Any]:
    """Return the names that are in both trees."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in known:
            below = known[name]
            found[name] = _both(value, below) if isinstance(value, dict) and isinstance(below, dict) else None
    return found
