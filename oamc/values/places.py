"""Where a value was given: a path of the values comes in, a span of a values file or the words for a flag come out.

Nothing is noted while sources are read: places are wanted for diagnostics only, and are then looked up in the sources again.
"""

from __future__ import annotations

from oamc.records import Record, replace
from oamc.source.nodes import Mapping
from oamc.startup.caching import cached_property
from oamc.values.grammar import assigned_places, parse_set_json
from oamc.values.overrides import alone, describe, top_layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.holes import Path
    from oamc.source.nodes import Plain
    from oamc.spans import Span
    from oamc.values.given import Assignment, Given, GivenLayer


class Place(Record):
    """Where a value was given: at a `span` of a values file, or by a `flag`, which `given_by` then describes with the column.

    `given_by` also names the `layer` below the command line that gave it.

    What stands `behind_a_comma` of a flag may be the end of a value in which the comma is not escaped.
    """

    span: Span | None = None
    flag: str = ""
    given_by: str = ""
    behind_a_comma: bool = False
    layer: str = ""

    @property
    def words(self) -> str:
        """Return what a message says behind the path of the value."""
        return f" (given by {self.given_by})" if self.given_by else ""


class Places:
    """The places of one set of overrides, the source that counts most first."""

    def __init__(self, given: Given) -> None:
        self._layers = [_Layer(layer) for layer in (top_layer(given), *reversed(given.below))]

    def find(self, path: Path) -> Place:
        """Return the place of the last source that says anything at, above or below `path`."""
        found = (layer.find(path) for layer in self._layers)
        return next((place for place in found if place is not None), Place())

    def history(self, path: Path) -> Iterator[tuple[Plain, Place]]:
        """Yield what each layer gives at `path`, with its place, the lowest layer first. A null takes away."""
        for layer in reversed(self._layers):
            place = layer.find(path)
            node: Plain = layer.values if place is not None else None
            for name in path:
                node = node.get(name) if isinstance(node, dict) else None
            if place is not None:
                yield node, place


class _Layer:
    """One layer of the overrides. Its assignments are looked through when something is asked for the first time."""

    def __init__(self, given: GivenLayer) -> None:
        self.given = given

    @cached_property
    def values(self) -> dict[str, Plain]:
        """What the layer gives by itself."""
        return alone((self.given,))

    @cached_property
    def assigned(self) -> list[tuple[Path, int, Assignment]]:
        """What the assignments name, each with its column, the last one first."""
        return [
            (names, column, assignment)
            for assignment in reversed(self.given.assignments)
            for names, column in reversed(assigned_places(assignment.flag, assignment.text))
        ]

    def find(self, path: Path) -> Place | None:
        """Return the place of the last source that says anything at, above or below `path`; nothing where none does."""
        for names, column, assignment in self.assigned:
            if all(map(str.__eq__, names, path)) and (names or _reaches(assignment, path)):
                given_by = f"{describe(assignment, self.given.assignments)}, column {column}"
                if self.given.origin:
                    given_by = f"{self.given.origin}: {given_by.removeprefix('--')}"
                place = Place(span=assignment.span, flag=assignment.flag, given_by=given_by, layer=self.given.origin)
                return replace(place, behind_a_comma=column > 1)
        for root in reversed(self.given.roots):
            span = _key_span(root, path)
            if span is not None:
                return Place(span=span, given_by=self.given.origin, layer=self.given.origin)
        return None


def _reaches(assignment: Assignment, path: Path) -> bool:
    """Tell whether the mapping that a `--set-json` text spells says anything at `path` or above."""
    below: dict[str, Plain] = {}
    parse_set_json(assignment.text, below)
    node: Plain = below
    for name in path:
        if not isinstance(node, dict):
            return True
        if name not in node:
            return False
        node = node[name]
    return True


def _key_span(root: Mapping, path: Path) -> Span | None:
    """Return the span of the key at `path`, or of the key above it whose value has no keys; nothing where neither is."""
    span = None
    node: object = root
    for name in path:
        if not isinstance(node, Mapping):
            return span
        entry = node.entries.get(name)
        if entry is None:
            return None
        span = entry.key_span
        node = entry.value
    return span
