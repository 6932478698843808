"""Workload types, traits, scopes and intents as plain data: what commands print of them and what the pages of reference say.

In: a capability. Out: mappings whose keys are stable (`schemas/results/types.v1.schema.json`).
"""

from __future__ import annotations

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Intent, Scope, Trait, WorkloadType, applies
from oamc.expressions.type_words import type_in_words
from oamc.expressions.types import ChoiceType, TextType
from oamc.kubernetes.cluster_needs import NEEDS, need_of_kind
from oamc.reference.examples import example_text
from oamc.reference.property_lines import lines_of
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Property, TypeOf, Variant
    from oamc.ir.program import Capability
    from oamc.reference.property_lines import Line


def page(capability: Capability, catalog: Catalog = CATALOG) -> dict[str, object]:
    """Return what is known about one capability as plain data."""
    result: dict[str, object] = {
        "kind": _kind(capability),
        "name": capability.name,
        "aliases": list(capability.names[1:]),
        "summary": capability.summary,
    }
    if capability.source:
        result["defined"] = capability.source
    own: tuple[Property, ...] = ()
    match capability:
        case WorkloadType(schema=schema) | Trait(schema=schema) if schema is not None and is_of_kubevela(capability):
            if capability.definition is not None:
                result["defined"] = str(capability.definition.name.span)
                result["appliesTo"] = list(capability.definition.applies_to)
                result["conflictsWith"] = list(capability.definition.conflicts_with)
            elif isinstance(capability, Trait):
                result["makes"] = list(capability.produces)
            result["requires"] = list(needs_of(capability))
            result["properties"] = [_line(line) for line in lines_of(schema)]
            return result
        case WorkloadType():
            result["features"] = sorted(capability.features)
            own = capability.settings
        case Trait():
            result["appliesTo"] = [known.name for known in catalog.named_workload_types if applies(capability, known)]
            result["makes"] = list(capability.produces)
            result["optional"] = capability.optional
            if capability.variants:
                result["variants"] = [_variant(one) for one in capability.variants]
            own = capability.properties
        case Scope():
            own = capability.properties
        case Intent():
            result["fits"] = sorted(capability.kinds)
            result["contradicts"] = sorted(capability.contradicts)
            own = capability.properties
    result["requires"] = list(needs_of(capability))
    tree = capability.schema if isinstance(capability, Trait) else None
    result["properties"] = [_property(entry) for entry in own] if tree is None else [_line(line) for line in lines_of(tree)]
    example = example_text(capability, catalog)
    return {**result, **({"example": example} if example else {})}


def _variant(variant: Variant) -> dict[str, object]:
    """Return another way to use a trait as plain data, with the traits that it needs beside it."""
    beside = {name: dict(properties) for name, properties in variant.beside.items()}
    return {"words": variant.words, "properties": dict(variant.properties), **({"beside": beside} if beside else {})}


def relations_page(capability: Capability, catalog: Catalog = CATALOG) -> dict[str, object]:
    """Return what a trait of OAM writes into the objects of an instance, and the traits that it meets there, as plain data."""
    if not isinstance(capability, Trait) or is_of_kubevela(capability) or catalog.trait(capability.name) is None:
        return {}
    from oamc.reference.relations import APART, ORTHOGONAL, claims_in_words, effects_of, relations_of

    met = [one for one in relations_of(capability, catalog) if one.kind not in {APART, ORTHOGONAL}]
    return {
        "claims": list(claims_in_words(effects_of(capability, catalog).values())),
        "provides": list(capability.provides),
        "wants": list(capability.wants),
        "meets": [{"trait": one.second, "relation": one.kind, "reason": one.reason, "field": one.field} for one in met],
    }


def needs_of(capability: Capability) -> tuple[str, ...]:
    """Return what the cluster must have for a capability, by the names of `kubernetes/cluster_needs.py`, in their order."""
    found = set(_needs_of(capability))
    return tuple(name for name in NEEDS if name in found)


def _needs_of(capability: Capability) -> Iterator[str]:
    """Yield what a capability says that it needs, and who brings the kinds that it makes, or acts on them."""
    if isinstance(capability, (WorkloadType, Trait, Scope)):
        yield from capability.requires
    made = capability.produces if isinstance(capability, Trait) else ()
    for words in made:
        api_version, _, kind = words.partition(" ")
        yield need_of_kind(api_version.rpartition("/")[0], kind)


def _kind(capability: Capability) -> str:
    """Name what a capability is."""
    if is_of_kubevela(capability):
        return "KubeVela component type" if isinstance(capability, WorkloadType) else "KubeVela trait"
    if isinstance(capability, WorkloadType):
        return "workload type"
    return "trait" if isinstance(capability, Trait) else "intent" if isinstance(capability, Intent) else "scope"


def is_of_kubevela(capability: Capability) -> bool:
    """Tell whether a capability is a word of KubeVela's. Where OAM has the same word, it is found as `kubevela/NAME`."""
    if not isinstance(capability, (WorkloadType, Trait)) or capability.schema is None:
        return False
    return not (isinstance(capability, Trait) and CATALOG.trait(capability.name) is capability)


def _line(line: Line) -> dict[str, object]:
    """Return one property of a tree as plain data."""
    item = line.item
    result: dict[str, object] = {
        "name": line.path,
        "type": line.type,
        "required": item.required,
        "live": line.live,
        "description": item.description,
    }
    if item.default is not UNSET:
        result["default"] = item.default
    return {**result, **_allowed(item.shape)}


def _property(entry: Property) -> dict[str, object]:
    """Return one property as plain data. `default` is missing where there is none."""
    result: dict[str, object] = {
        "name": entry.name,
        "type": type_words(entry.type),
        "required": entry.required,
        "live": entry.live,
        "description": entry.description,
    }
    if entry.default is not UNSET:
        result["default"] = entry.default
    return {**result, **_allowed(entry.type)}


def _allowed(value_type: object) -> dict[str, object]:
    """Return the values that a type allows, where it names them."""
    choices = value_type.choices if isinstance(value_type, (ChoiceType, TextType)) else ()
    return {"allowed": list(choices)} if choices else {}


def type_words(value_type: TypeOf) -> str:
    """Say in words what a property may hold. A type that depends on the component is known only there."""
    return "depends on the component" if callable(value_type) else type_in_words(value_type)
