"""Whether the parts of a run have nothing to do with one another.

In: what came of each part. Out: what speaks against it, which may be wrong: then the run takes longer. What one compilation of
everything would find between two parts, it finds by a name that both have.
"""

from __future__ import annotations

from oamc.diagnostics.reports import MOST_CANDIDATES, MOST_SEARCHES
from oamc.source.limits import FREE_COPIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Diagnostic
    from oamc.fleets.part import Name, Part
    from oamc.source.limits import Limits
    from oamc.spans import SourceFile


class Names:
    """The names of the parts of a run, as they come: where two have one, the rest need not be compiled."""

    def __init__(self) -> None:
        self._taken: set[Name] = set()

    def take(self, part: Part) -> str:
        """Take the names of a part, or say what it has in common with another one: which kind of name."""
        common = self._taken & part.names
        self._taken |= part.names
        if not common:
            return ""
        return f"two parts have a name in common: that of {_ARTICLES[min(str(name[0]) for name in common)]}"


_ARTICLES = {
    "document": "a document",
    "folder": "an output",
    "instance": "an instance",
    "instance with values": "an instance that an environment gives values to",
    "object": "an object",
    "output": "an output",
    "route": "a route",
    "scope": "a scope",
}
"""What the kinds of names are called."""


def dependence(parts: Sequence[Part], limits: Limits, characters: int) -> str:
    """Say why parts that have no name in common may not be what one compilation of everything would make of them.

    `characters` is the length of all inputs. Limits hold for the whole run, and findings without a place for no part alone.
    The text is empty where nothing speaks against it.
    """
    if not _within_limits(parts, limits, characters):
        return "all parts together come near a limit of the run"
    if len({name for part in parts for name in part.front_ends}) != 1:
        return "the documents are of several versions of OAM"
    if sum(any(one.span is None for one in part.findings) for part in parts) > 1:
        return "several parts have something to tell that has no place"
    return ""


def joined(parts: Sequence[Part], inputs: Sequence[tuple[SourceFile, ...]]) -> list[Diagnostic] | None:
    """Return the findings of all parts, in their order; nothing where their order is not known.

    At a place that is in none of the inputs, as in a file of values, several parts may say the same, which is said once. Where
    they say something else of it, one compilation of everything has another order.
    """
    found: list[Diagnostic] = []
    shared: dict[tuple[object, ...], tuple[int, list[Diagnostic]]] = {}
    for number, (part, sources) in enumerate(zip(parts, inputs, strict=True)):
        own = {id(source) for source in sources}
        outside: dict[tuple[object, ...], list[Diagnostic]] = {}
        for one in part.findings:
            if one.span is None or id(one.span.source) in own:
                found.append(one)
            else:
                outside.setdefault(one.span.key(), []).append(one)
        for place, said in outside.items():
            first, known = shared.setdefault(place, (number, said))
            if first == number:
                found += said
            elif known != said:
                return None
    return found


def _within_limits(parts: Sequence[Part], limits: Limits, characters: int) -> bool:
    """Tell whether all parts together stay within what a run may have."""
    if not parts:
        return False
    each = zip(*(part.counts for part in parts), strict=True)
    components, instances, copies, searches, candidates = map(sum, each)
    return (
        max(components, instances) <= limits.components
        and copies <= limits.copies * characters + FREE_COPIES
        and searches < MOST_SEARCHES
        and candidates < MOST_CANDIDATES
    )
