"""What the rules of a platform fix: properties and parameters that nobody sets get the one value that they may have.

They stand at the line of the rule, as if an application had written them there, so they are bound and checked like any other.
One that an application sets stays: whether it is the value that is fixed is checked when all values are known
(docs/spec/platform.md, 4).
"""

from __future__ import annotations

from oamc.expressions.numbers import spell_json
from oamc.model.application import GivenValue, Property
from oamc.platform.rules import PARAMETER, TRAIT
from oamc.platform.wording import matches
from oamc.records import replace
from oamc.source.nodes import Entry, Mapping, Scalar
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.capabilities.contracts import Property as Declared
    from oamc.capabilities.contracts import Trait
    from oamc.model.application import Component, InstanceUse, TraitUse
    from oamc.platform.rules import Platform, Rule


def with_fixed_properties(
    trait: Trait, declared: tuple[Declared, ...], given: tuple[Property, ...], platform: Platform
) -> tuple[Property, ...]:
    """Return the properties of a use of a trait with those that rules fix and that are not given."""
    there = {item.name.value for item in given}
    added: dict[str, Property] = {}
    for rule in _rules_of(trait, platform):
        for prop in declared:
            if not matches(rule.path, _of_items(prop.name)) or there & {prop.name, *prop.aliases}:
                continue
            added.setdefault(prop.name, Property(name=Located(value=prop.name, span=rule.span), value=_node(rule)))
    return (*given, *added.values())


def with_fixed_tree(trait: Trait, use: TraitUse, platform: Platform) -> TraitUse:
    """Return a use of a trait that takes a tree of properties, with those that rules fix and that are not given."""
    for rule in _rules_of(trait, platform):
        steps = rule.path.split(".")
        if "[]" in rule.path or "*" in rule.path:
            continue  # which items there are, and which names, the application alone says
        use = replace(use, mapping=_with(use.mapping or Mapping({}, use.name.span), steps, rule))
        own = {item.name.value: Entry(item.name.value, item.name.span, item.value) for item in use.properties}
        changed = _with(Mapping(own, use.span), steps, rule)
        properties = (Property(name=Located(value=entry.key, span=entry.key_span), value=entry.value) for entry in changed)
        use = replace(use, properties=tuple(properties))
    return use


def with_fixed_values(use: InstanceUse, component: Component, platform: Platform) -> InstanceUse:
    """Return an instance with values for the parameters of its component that rules fix and that are not given."""
    there = {given.name.value for given in use.values}
    added = [
        GivenValue(name=Located(value=declared.name.value, span=rule.span), value=_node(rule), span=rule.span)
        for rule in platform.fixed_of(PARAMETER)
        for declared in component.parameters
        if matches(rule.path, declared.name.value) and declared.name.value not in there
    ]
    return replace(use, values=(*use.values, *added)) if added else use


def _rules_of(trait: Trait, platform: Platform) -> Iterator[Rule]:
    """Yield the rules that fix properties of a trait."""
    for rule in platform.fixed_of(TRAIT):
        if any(matches(rule.subject, name) for name in trait.names):
            yield rule


def _of_items(name: str) -> str:
    """Return the name of a property as rules write it: that of an item of a list, without its number."""
    return ".".join("[]" if part.isdigit() else part for part in name.split(".")).replace(".[]", "[]")


def _node(rule: Rule) -> Scalar:
    """Return the value that a rule fixes as a document would write it."""
    value: Any = rule.fixed
    text = value if isinstance(value, str) else spell_json(value)
    return Scalar(text, isinstance(value, str), value, rule.span)


def _with(mapping: Mapping, steps: list[str], rule: Rule) -> Mapping:
    """Return a mapping with the value of a rule at the end of some steps, unless something stands in its way."""
    name, *rest = steps
    found = mapping.get(name)
    if found is not None and not (rest and isinstance(found, Mapping)):
        return mapping
    below = found if isinstance(found, Mapping) else Mapping({}, rule.span)
    value = _with(below, rest, rule) if rest else _node(rule)
    own = mapping.entries.get(name)
    return Mapping({**mapping.entries, name: Entry(name, own.key_span if own is not None else rule.span, value)}, mapping.span)
