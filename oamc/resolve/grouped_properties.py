"""Properties in groups: what a document writes as a mapping, and the properties that are declared for its entries.

A property named `pdb.minAvailable` is the entry `minAvailable` of the property `pdb` in a document, and a value at that path of
the output: one entry can be overridden without the others.

    pdb: {minAvailable: 2}    is read as    pdb.minAvailable: 2
"""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import listing, printable
from oamc.model.application import Property as GivenProperty
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from oamc.capabilities.contracts import Property
    from oamc.diagnostics.reports import Reports
    from oamc.spans import Span


def ungrouped(
    declared: tuple[Property, ...], given: tuple[GivenProperty, ...], what: str, empty: dict[str, Span], reports: Reports
) -> tuple[GivenProperty, ...]:
    """Return the given properties with the entries of groups in the place of these.

    A group that is no mapping is reported; what an empty one says nothing about has its place in `empty`.
    """
    names = [prop.name for prop in declared if "." in prop.name]
    if not names:
        return given
    found: list[GivenProperty] = []
    for item in given:
        if item.name.value in names:
            group, _, name = item.name.value.rpartition(".")
            hint = f"write {printable(name)} inside {printable(group)}"
            reports.add(codes.UNKNOWN_PROPERTY, at=item.name.span, what=what, property=item.name.value, hint=hint)
        else:
            found.extend(_entries(item, names, what, empty, reports))
    return tuple(found)


def _entries(
    item: GivenProperty, names: list[str], what: str, empty: dict[str, Span], reports: Reports
) -> Iterator[GivenProperty]:
    """Yield a property, or the entries of a group, at any depth."""
    group = f"{item.name.value}."
    known = [name.removeprefix(group) for name in names if name.startswith(group)]
    if not known:
        yield item
        return
    value = item.value
    if not isinstance(value, Mapping):
        if is_null(value):
            empty[item.name.value] = item.name.span
            return
        first = listing([name.partition(".")[0] for name in known])
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
        yield from _entries(GivenProperty(name=name, value=entry.value), names, what, empty, reports)


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
