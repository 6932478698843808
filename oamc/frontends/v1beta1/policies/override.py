"""override: changes components before anything is made of them (docs/spec/oam-v1beta1.md, 11.2).

What a policy writes keeps its own place, so that whatever is wrong with it is reported in the policy.
"""

from __future__ import annotations

from oamc.diagnostics.codes.vela import MORE_THAN_IT_SEEMS, REFUSED_PROPERTIES, SELECTS_NOTHING, UNKNOWN_NAME
from oamc.diagnostics.reports import listing
from oamc.frontends.v1beta1.entries import ComponentEntry, TraitEntry
from oamc.frontends.v1beta1.properties import properties_of
from oamc.records import Record, replace
from oamc.source.nodes import Entry, Mapping
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.fields import Fields
    from oamc.source.nodes import Node
    from oamc.spans import Span

    Components = tuple[ComponentEntry, ...]

NAME_HINT = "write a pattern that matches fewer components, or leave the type out"
LONGEST_NAME = 253
"""No object has a longer name: what a pattern costs grows with it."""
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
"""What a name has that is no pattern."""


class TraitPatch(Record):
    """What becomes of a trait: it gets further properties, is added where it is not there, or is taken away."""

    type: Located[str]
    properties: Mapping | None
    disabled: bool
    span: Span


class ComponentPatch(Record):
    """What becomes of components: of those whose name a pattern matches, those of a type, or all."""

    name: Located[str] | None
    type: Located[str] | None
    properties: Mapping | None
    traits: tuple[TraitPatch, ...]
    span: Span


class Override(Record):
    """Changes of components, and the names of those that stay, None where all do."""

    components: tuple[ComponentPatch, ...]
    selector: tuple[Located[str], ...] | None


def decode_override(fields: Fields) -> Override:
    """Decode the properties."""
    components = decode_components(fields)
    return Override(components=components, selector=fields.texts("selector") if fields.value("selector") is not None else None)


def decode_components(fields: Fields) -> tuple[ComponentPatch, ...]:
    """Decode the changes of components."""
    return fields.each("components", _component)


def _component(fields: Fields) -> ComponentPatch:
    """Decode the change of a component."""
    fields.dropped("externalRevision")
    return ComponentPatch(
        name=fields.optional_text("name"),
        type=fields.optional_text("type"),
        properties=properties_of(fields),
        traits=fields.each("traits", _trait),
        span=fields.span,
    )


def _trait(fields: Fields) -> TraitPatch:
    """Decode the change of a trait."""
    return TraitPatch(
        type=fields.text("type"),
        properties=properties_of(fields),
        disabled=fields.boolean("disable"),
        span=fields.span,
    )


def places_of(override: Override) -> Iterator[Span]:
    """Yield the places of the properties that a policy writes."""
    for component in override.components:
        for properties in (component.properties, *(trait.properties for trait in component.traits)):
            if properties is not None:
                yield properties.span


class Overriding:
    """Applies override policies to components, one after the other. `spend` counts what is copied, up to a limit."""

    def __init__(self, reports: Reports, spend: Callable[[int], bool]) -> None:
        self._reports = reports
        self._spend = spend

    def apply(self, policy: str, override: Override, components: Components) -> Components:
        """Return the components that a policy, which messages call `policy`, makes of others."""
        changed = list(components)
        for patch in override.components:
            if not self._spend(len(changed)):
                return components
            if patch.name is None:
                changed = [
                    self._merged(policy, patch, entry) if patch.type is None or patch.type.value == entry.type.value else entry
                    for entry in changed
                ]
            else:
                changed = self._by_name(policy, patch, patch.name, changed)
        if override.selector is None:
            return tuple(changed)
        kept = {name.value for name in override.selector}
        names = dict.fromkeys(entry.name.value for entry in changed)
        report_missing(policy, override.selector, names, "component", self._reports)
        return tuple(entry for entry in changed if entry.name.value in kept)

    def _by_name(
        self, policy: str, patch: ComponentPatch, pattern: Located[str], entries: list[ComponentEntry]
    ) -> list[ComponentEntry]:
        """Change the components that a pattern matches; where it matches none, it is the name of a further one."""
        matches = matcher(pattern.value)
        changed: list[ComponentEntry] = []
        found: list[str] = []
        for entry in entries:
            if not matches(entry.name.value):
                changed.append(entry)
                continue
            found.append(entry.name.value)
            if patch.type is None or patch.type.value == entry.type.value:
                changed.append(self._merged(policy, patch, entry))
            elif pattern.value.removeprefix("^").removesuffix("$") == entry.name.value:
                name = Located(value=entry.name.value, span=pattern.span)
                changed.append(self._whole(patch, name, patch.type))
            else:
                reason = f'"{pattern.value}" matches component "{entry.name.value}" of another type, and would be its new name'
                self._reports.add(REFUSED_PROPERTIES, at=pattern.span, what=policy, reason=reason, hint=NAME_HINT)
                changed.append(entry)
        if found:
            self._tell_of_others(policy, pattern, found)
            return changed
        if patch.type is None:
            names = [entry.name.value for entry in entries]
            near = self._reports.nearest(pattern.value, names)
            hint = f'did you mean "{near}"?' if near else f"the components are {listing(names)}"
            self._reports.add(UNKNOWN_NAME, at=pattern.span, what=policy, kind="component", name=pattern.value, hint=hint)
            return changed
        return [*changed, self._whole(patch, pattern, patch.type)]

    def _tell_of_others(self, policy: str, pattern: Located[str], found: list[str]) -> None:
        """Tell that what looks like a name stands in the names of other components too."""
        others = [name for name in found if name != pattern.value]
        if others and PLAIN.issuperset(pattern.value):
            reason = f'the name "{pattern.value}" is a pattern, and changes {listing(others)} too'
            hint = f'write "^{pattern.value}$" for this component alone, or "*{pattern.value}*" for all of them'
            self._reports.add(MORE_THAN_IT_SEEMS, at=pattern.span, what=policy, reason=reason, hint=hint)

    def _merged(self, policy: str, patch: ComponentPatch, entry: ComponentEntry) -> ComponentEntry:
        """Return a component with further properties and traits."""
        properties = self._mappings(entry.properties, patch.properties)
        return replace(entry, properties=properties, traits=self._traits(policy, patch, entry))

    def _whole(self, patch: ComponentPatch, name: Located[str], type_of: Located[str]) -> ComponentEntry:
        """Return a component that a policy describes."""
        traits = tuple(
            TraitEntry(type=trait.type, properties=trait.properties, span=trait.span)
            for trait in patch.traits
            if not trait.disabled
        )
        return ComponentEntry(
            name=name, type=type_of, properties=patch.properties, traits=traits, depends_on=(), span=patch.span
        )

    def _traits(self, policy: str, patch: ComponentPatch, entry: ComponentEntry) -> tuple[TraitEntry, ...]:
        """Return the traits of a component with the changes: by their types, further ones at the end.

        Of two traits of one type, KubeVela knows the last one only, and its properties are used for both.
        """
        if not patch.traits:
            return entry.traits
        if not self._spend(len(entry.traits) + len(patch.traits)):
            return entry.traits
        last = {trait.type.value: trait for trait in entry.traits}
        made: dict[str, TraitEntry | None] = {}
        for change in patch.traits:
            type_of = change.type.value
            before = made[type_of] if type_of in made else last.get(type_of)
            if change.disabled:
                if type_of not in last:
                    known = list(last)
                    what = f'{policy}, which takes traits of component "{entry.name.value}" away,'
                    report_missing(what, (change.type,), known, "trait", self._reports)
                made[type_of] = None
            elif before is None:
                made[type_of] = TraitEntry(type=change.type, properties=change.properties, span=change.span)
            else:
                made[type_of] = replace(before, properties=self._mappings(before.properties, change.properties))
            self._tell_of_twins(policy, change, entry)
        kept = [made.get(trait.type.value, trait) for trait in entry.traits]
        added = [trait for type_of, trait in made.items() if type_of not in last]
        return tuple(trait for trait in (*kept, *added) if trait is not None)

    def _tell_of_twins(self, policy: str, change: TraitPatch, entry: ComponentEntry) -> None:
        """Tell that a policy makes equal what a component has twice."""
        twins = [trait for trait in entry.traits if trait.type.value == change.type.value]
        if len(twins) > 1 and not change.disabled:
            reason = f'all traits "{change.type.value}" of component "{entry.name.value}" get the properties of the last one'
            hint = "a policy cannot tell two traits of one type apart: change them in the component"
            self._reports.add(MORE_THAN_IT_SEEMS, at=change.type.span, what=policy, reason=reason, hint=hint)

    def _mappings(self, base: Mapping | None, patch: Mapping | None) -> Mapping | None:
        """Return a mapping with another one in it: a mapping goes into a mapping, and anything else takes the place."""
        if base is None or patch is None:
            return base if patch is None else patch
        if not self._spend(len(base.entries) + len(patch.entries)):
            return base
        entries = dict(base.entries)
        for entry in patch:
            before = entries.get(entry.key)
            value: Node | None = entry.value
            if before is not None and isinstance(before.value, Mapping) and isinstance(entry.value, Mapping):
                value = self._mappings(before.value, entry.value)
            assert value is not None
            entries[entry.key] = entry if value is entry.value else Entry(entry.key, entry.key_span, value)
        return Mapping(entries, base.span)


def report_missing(policy: str, names: Iterable[Located[str]], known: Collection[str], kind: str, reports: Reports) -> None:
    """Tell of the names that a policy selects and that are not there."""
    for name in names:
        if name.value not in known:
            near = reports.nearest(name.value, known)
            hint = f'did you mean "{near}"?' if near else f"known are {listing(known)}" if known else "there is none"
            reports.add(SELECTS_NOTHING, at=name.span, what=policy, kind=kind, name=name.value, hint=hint)


def matcher(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a name of a component matches: the pattern may stand anywhere in it, and `*` is any text.

    Everything else of a regular expression means what it means there. One that is none matches nothing.
    """
    if PLAIN.issuperset(pattern):
        return lambda name: pattern in name
    from oamc.expressions.patterns import PatternError, read_pattern

    try:
        found = read_pattern(pattern.replace("*", ".*"))
    except PatternError:
        return lambda _: False
    return lambda name: len(name) <= LONGEST_NAME and found.search(name)
