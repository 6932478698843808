"""What the matrix says of other engines and providers, and of traits of KubeVela, is what builds of both do."""

import json

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import Variant
from oamc.choices import FIXED, MANIFESTS
from oamc.compiler import Compilation
from oamc.diagnostics.codes.capabilities import CHANGES_MEET
from oamc.diagnostics.reports import Reports
from oamc.expressions.types import TextType
from oamc.model.vocabularies import KUBEVELA
from oamc.options import Options
from oamc.records import replace
from oamc.reference.examples import application, component, use_of
from oamc.reference.relations import (
    APART,
    BOTH_SET,
    COMPOSABLE,
    CONFLICTING,
    IN_PART,
    IN_TURN,
    ORTHOGONAL,
    REFUSES,
    NoExampleError,
    use_on,
)
from oamc.reference.variants import ways_of
from oamc.reference.vela_relations import built, built_in_traits, component_types, name_of
from oamc.spans import SourceFile
from tests.support.trait_relations import relations_of_kubevela, relations_of_the_catalog, relations_of_variants

# What the tables say is compiled from all examples, which takes seconds: no module does that while tests are collected.
pytestmark = pytest.mark.slow

VELA = CATALOGS[KUBEVELA]
KINDS = {kind.short_name: kind for kind in CATALOG.named_workload_types}
CHOICES = ("engine", "provider", "api", "cni")
"""Properties that choose who does what a trait is about."""


def variant_of(name):
    """Return the trait of a name of the matrix, and its variant."""
    trait = CATALOG.trait(name.partition(" ")[0])
    words = name.partition(" ")[2].strip("()")
    return trait, next((each for each in trait.variants if each.words == words), None)


def uses(name, kind):
    """Return the uses of traits that a name of the matrix stands for."""
    trait, variant = variant_of(name)
    if variant is None:
        return [use_on(kind, trait, CATALOG)]
    beside = [{"name": other, "properties": dict(given)} for other, given in variant.beside.items()]
    return [*beside, {"name": trait.name, "properties": dict(variant.properties)}]


def errors_of(kind, *parts):
    """Return the errors of a build with these uses of traits, each trait that is beside them once."""
    beside = {use["name"]: use for part in parts for use in part[:-1]}
    items = [component(kind, has_volume=True, is_shared=True), application(*beside.values(), *(part[-1] for part in parts))]
    source = SourceFile(path="example", label="example", text=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    compilation = Compilation((source,), Options(format=MANIFESTS, job_names=FIXED), Reports())
    assert compilation.checked is not None
    return [found for found in compilation.reports.found if found.severity == "error"]


def test_every_row_of_a_variant_says_what_a_build_makes_of_both():
    rows = [one for one in relations_of_variants() if one.kind != APART]
    assert len(rows) > 40
    for found in rows:
        a_row_says_what_a_build_makes_of_both(found)


def a_row_says_what_a_build_makes_of_both(found):
    """Hold one row against builds of both on each workload type that takes them."""
    refused = []
    for kind in map(KINDS.get, found.workload_types):
        first, second = uses(found.first, kind), uses(found.second, kind)
        if found.reason == IN_PART:
            part, whole = (second, first) if variant_of(found.second)[1] is None else (first, second)
            if not errors_of(kind, part, whole):
                continue  # this type of workload leaves the same properties out on its own
            kept = {key: value for key, value in part[-1]["properties"].items() if key not in found.field.split(", ")}
            assert not errors_of(kind, [{**part[-1], "properties": kept}], whole), found
            continue
        refused.append(errors_of(kind, first, second))
    if found.kind == CONFLICTING:
        codes = {error.code.id for errors in refused for error in errors}
        assert (found.field if found.reason == REFUSES else CHANGES_MEET.id) in codes, found
    else:
        assert not any(refused), found


def test_what_differs_by_the_engine_is_shown():
    shown = {(one.first, one.second): (one.kind, one.reason, one.field) for one in relations_of_variants()}
    assert shown["auto-scaler", "rollout (engine: argo)"] == (ORTHOGONAL, "", "")
    assert shown["rollout (engine: flagger)", "service"][:2] == (CONFLICTING, REFUSES)
    assert shown["upgrade", "rollout (engine: argo)"] == (COMPOSABLE, IN_PART, "type, maxSurge, maxUnavailable")
    usual = {(one.first, one.second): one.kind for one in relations_of_the_catalog()}
    for (first, second), (kind, _, _) in shown.items():
        assert kind != usual[first.partition(" ")[0], second.partition(" ")[0]] or " (" in first + second


def test_each_engine_and_provider_of_a_trait_has_an_example():
    for trait in CATALOG.traits:
        items = trait.schema.items if trait.schema is not None else ()
        choices = {item.name: item.shape for item in items} | {prop.name: prop.type for prop in trait.properties}
        usual = use_of(trait).get("properties", {})
        for name in CHOICES:
            given = choices.get(name)
            if isinstance(given, TextType) and trait.name != "dynamic-qos":
                shown = {variant.properties.get(name) for variant in trait.variants} | {usual.get(name)}
                assert len(set(given.choices) - shown) <= 1, (trait.name, name)


def test_a_variant_that_fits_no_workload_type_is_a_fault_of_its_example():
    broken = replace(CATALOG.trait("rollout"), variants=(Variant(words="engine: none", properties={"strategy": "none"}),))
    with pytest.raises(NoExampleError):
        ways_of(broken, CATALOG)


def test_every_pair_of_traits_of_kubevela_has_a_cell():
    names = [name_of(trait) for trait in built_in_traits(VELA)]
    assert len(names) == len(VELA.trait_names())
    assert len({frozenset((one.first, one.second)) for one in relations_of_kubevela()}) == len(names) * (len(names) - 1) // 2


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["webservice", "task"])
def test_a_cell_of_kubevela_says_what_a_build_makes_of_both_in_both_orders(name):
    (kind,) = (each for each in component_types(VELA) if each.name == name)
    traits = {name_of(trait): trait for trait in built_in_traits(VELA)}
    met = [one for one in relations_of_kubevela() if kind.name in one.workload_types]
    assert len(met) > 100
    for found in met:
        first, second = traits[found.first], traits[found.second]
        there, back = built(kind, first, second), built(kind, second, first)
        if found.kind in {ORTHOGONAL, COMPOSABLE}:
            assert there is not None, found
            assert back is not None, found
            assert as_sets(there) == as_sets(back), found


def test_conflicts_of_kubevela_are_refused_and_those_in_turn_depend_on_the_order():
    traits = {name_of(trait): trait for trait in built_in_traits(VELA)}
    kinds = {kind.name: kind for kind in component_types(VELA)}
    seen = set()
    for found in (one for one in relations_of_kubevela() if one.kind in {CONFLICTING, IN_TURN}):
        pair = traits[found.first], traits[found.second]
        ends = [(built(kinds[name], *pair), built(kinds[name], *pair[::-1])) for name in found.workload_types]
        if found.kind == CONFLICTING:
            assert (None, None) in ends, found
        if found.kind == IN_TURN:
            assert any(there != back for there, back in ends), found
        seen.add((found.kind, found.reason))
    assert (CONFLICTING, BOTH_SET) in seen
    assert IN_TURN in {kind for kind, _ in seen}


def as_sets(tree):
    """Return a tree in which the order of lists says nothing."""
    if isinstance(tree, dict):
        return frozenset((key, as_sets(part)) for key, part in tree.items())
    return frozenset(map(as_sets, tree)) if isinstance(tree, (list, tuple)) else tree
