"""Whether the parts of a run have nothing to do with one another.

In: what came of each part. Out: a yes, or a no, which may be wrong: then the run takes longer. What one compilation of
everything would find between two parts, it finds by a name that both have.
"""

from __future__ import annotations

from oamc.diagnostics.reports import MOST_CANDIDATES, MOST_SEARCHES
from oamc.source.limits import FREE_COPIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.fleets.part import Name, Part
    from oamc.source.limits import Limits


class Names:
    """The names of the parts of a run, as they come: where two have one, the rest need not be compiled."""

    def __init__(self) -> None:
        self._taken: set[Name] = set()

    def take(self, part: Part) -> bool:
        """Take the names of a part, or return false where one is taken."""
        if not self._taken.isdisjoint(part.names):
            return False
        self._taken |= part.names
        return True


def are_independent(parts: Sequence[Part], limits: Limits, characters: int) -> bool:
    """Tell whether parts that have no name in common are what one compilation of everything would make of them.

    `characters` is the length of all inputs. Limits hold for the whole run, and findings without a place for no part alone.
    """
    return (
        _within_limits(parts, limits, characters)
        and len({name for part in parts for name in part.front_ends}) == 1
        and sum(any(one.span is None for one in part.findings) for part in parts) <= 1
    )


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
