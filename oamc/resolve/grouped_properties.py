"""Properties in groups: what a document writes as a mapping, and the properties that are declared for its entries.

A property named `pdb.minAvailable` is the entry `minAvailable` of the property `pdb` in a document, and a value at that path of
the output: one entry can be overridden without the others.

    pdb: {minAvailable: 2}    is read as    pdb.minAvailable: 2

One named `rules[].host` is that entry of each item of the list `rules`. An item is called by its number, from 0:

    rules: [{host: a}, {host: b}]    is read as    rules.0.host: a, rules.1.host: b

A list may stand in a group: `canary.steps[].weight` is that entry of each item of `steps`, an entry of `canary`.
"""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import listing, printable
from oamc.model.application import Property as GivenProperty
from oamc.records import replace
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping, Sequence
from oamc.spans import Located
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Mapping as AbstractMapping
    from typing import Any, TypeVar

    from oamc.capabilities.contracts import Property
    from oamc.diagnostics.reports import Reports
    from oamc.spans import Span

    T = TypeVar("T")

MOST_REMEMBERED = 256
NO_ITEMS: AbstractMapping[str, int] = {}


def of_declared(
    known: dict[int, tuple[tuple[Property, ...], T]], declared: tuple[Property, ...], make: Callable[[tuple[Property, ...]], T]
) -> T:
    """Return what `make` makes of declared properties, made once for each capability: many instances use the same one.

    It is remembered by identity, which holds as long as the properties are kept beside it.
    """
    found = known.get(id(declared))
    if found is None:
        if len(known) == MOST_REMEMBERED:
            known.clear()
        found = known[id(declared)] = (declared, make(declared))
    return found[1]


class _Groups:
    """Declared properties with one for each item of a list, the names of those in groups, and the lists among the groups."""

    __slots__ = ("lists", "names", "properties")

    def __init__(self, declared: tuple[Property, ...], counts: AbstractMapping[str, int] = NO_ITEMS) -> None:
        """Look through the properties; `counts` are the items of each list that has some."""
        self.lists = {prop.name.partition("[]")[0] for prop in declared if "[]" in prop.name}
        self.properties = tuple(_for_items(declared, counts)) if self.lists else declared
        self.names = [prop.name for prop in self.properties if "." in prop.name]


_GROUPS: dict[int, tuple[tuple[Property, ...], _Groups]] = {}


def ungrouped(
    declared: tuple[Property, ...], given: tuple[GivenProperty, ...], what: str, empty: dict[str, Span], reports: Reports
) -> tuple[tuple[Property, ...], tuple[GivenProperty, ...]]:
    """Return the declared properties, one for each item of a list, and the given ones, with entries in the place of groups.

    A group that is no mapping, or no list, is reported; one that says nothing has its place in `empty`.
    """
    groups = of_declared(_GROUPS, declared, _Groups)
    lists = groups.lists
    if not lists and not groups.names:
        return declared, given
    counts = dict(_lengths(given, lists))
    if any(counts.values()):
        groups = _Groups(declared, counts)
    declared, names = groups.properties, groups.names
    found: list[GivenProperty] = []
    for item in given:
        if item.name.value in names:
            group, _, name = item.name.value.rpartition(".")
            hint = f"write {printable(name)} inside {printable(group)}"
            reports.add(codes.UNKNOWN_PROPERTY, at=item.name.span, what=what, property=item.name.value, hint=hint)
        else:
            found.extend(_entries(item, names, lists, what, empty, reports))
    return declared, tuple(found)


def _lengths(given: tuple[GivenProperty, ...], lists: set[str]) -> Iterator[tuple[str, int]]:
    """Yield how many items each list has that is given, by the name of its properties; one may stand in a group."""
    for item in given:
        inside = item.value if isinstance(item.value, Mapping) else ()
        found = ((item.name.value, item.value), *((f"{item.name.value}.{entry.key}", entry.value) for entry in inside))
        yield from ((name, len(value.items)) for name, value in found if name in lists and isinstance(value, Sequence))


def _for_items(declared: tuple[Property, ...], counts: AbstractMapping[str, int]) -> Iterator[Property]:
    """Yield the declared properties, with one for each item of a list that is given; without items there is nothing to need."""
    done = set()
    for prop in declared:
        group, is_listed, _ = prop.name.partition("[].")
        if not is_listed:
            yield prop
        elif not counts.get(group):
            yield _without_needs(prop)
        elif group not in done:
            done.add(group)
            listed = tuple(other for other in declared if other.name.startswith(f"{group}[]."))
            for number in range(counts[group]):  # item by item, as the values have them
                yield from (replace(other, name=other.name.replace("[]", f".{number}", 1)) for other in listed)


def _without_needs(prop: Property) -> Property:
    """Return a property of items of which there are none: nothing is needed, and nothing has a default."""
    if not prop.required and prop.default is UNSET and prop.default_of is None:
        return prop
    return replace(prop, required=False, default=UNSET, default_of=None)


def _entries(
    item: GivenProperty, names: list[str], lists: set[str], what: str, empty: dict[str, Span], reports: Reports
) -> Iterator[GivenProperty]:
    """Yield a property, or the entries of a group, at any depth."""
    value = item.value
    if item.name.value in lists and not (isinstance(value, Sequence) and value.items):
        if isinstance(value, Sequence) or is_null(value):
            empty[item.name.value] = item.name.span
        else:
            reports.add(codes.WRONG_PROPERTY, at=value.span, property=item.name.value, what=what, problem="must be a list")
        return
    group = f"{item.name.value}."
    known = [name.removeprefix(group) for name in names if name.startswith(group)]
    if not known:
        yield item
        return
    if isinstance(value, Sequence) and all(name[:1].isdigit() for name in known):
        of_items: dict[str, list[str]] = {}
        for one in known:
            of_items.setdefault(one.partition(".")[0], []).append(f"{group}{one}")
        for number, part in enumerate(value.items):
            name, own = Located(value=f"{group}{number}", span=part.span), of_items[str(number)]
            empty.update((one, part.span) for one in own)  # where to say that an item lacks something
            yield from _entries(GivenProperty(name=name, value=part), own, lists, what, empty, reports)
        return
    if not isinstance(value, Mapping):
        if is_null(value):
            empty[item.name.value] = item.name.span
            return
        first = listing([name.partition(".")[0].removesuffix("[]") for name in known])
        reports.add(
            codes.WRONG_PROPERTY,
            at=value.span,
            property=item.name.value,
            what=what,
            problem="must be a mapping",
            hint=f"it may have {first}",
        )
        return
    if not value.entries:
        empty[item.name.value] = item.name.span
    for entry in value:
        name = Located(value=f"{group}{entry.key}", span=entry.key_span)
        yield from _entries(GivenProperty(name=name, value=entry.value), names, lists, what, empty, reports)


def grouped(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return properties as a document writes them: those of a group in a mapping.

    >>> grouped([("type", "Recreate"), ("pdb.minAvailable", 2)])
    {'type': 'Recreate', 'pdb': {'minAvailable': 2}}
    """
    found: dict[str, Any] = {}
    for name, value in values:
        *groups, last = name.split(".")
        held = found
        for group in groups:
            held = held.setdefault(group, {})
        held[last] = value
    return found
