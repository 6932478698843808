"""The relations of traits follow from what they write: those of the catalog, and those of traits that exist only here."""

import json
from itertools import combinations

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import PODS, Change, Patch, Property, Trait
from oamc.capabilities.pods import kube_object
from oamc.cli.commands.types import matrix_text, relation_page
from oamc.compiler import Compilation
from oamc.diagnostics.codes.capabilities import CHANGES_MEET
from oamc.diagnostics.reports import Reports
from oamc.expressions.types import NumberType
from oamc.objects.patch_marks import ABSENT, each
from oamc.options import Options
from oamc.reference.examples import application, component
from oamc.reference.relations import (
    APART,
    BOTH_SET,
    BOTH_SHAPE,
    COMPOSABLE,
    CONFLICTING,
    ORTHOGONAL,
    SHARED,
    WANTED,
    relations,
    relations_of,
)
from oamc.spans import SourceFile
from tests.support.trait_relations import catalog_of, relations_of_the_catalog


def trait(name, *trees, needs=(PODS,), objects=lambda _: (), **further):
    def change(_, subject):
        return Change(patches=tuple(Patch(tree=tree) for tree in trees), objects=objects(subject))

    return Trait(names=(name,), summary="A trait of a test.", properties=(), needs=frozenset(needs), change=change, **further)


def budget(subject):
    return (kube_object(subject.instance, ("policy/v1", "PodDisruptionBudget"), subject.name, labels={}, fields=()),)


def pod(spec):
    return {"spec": {"template": {"spec": spec}}}


def between(first, second):
    """Return how two traits get on."""
    (found,) = relations(catalog_of((first, second)))
    assert (found.first, found.second) == (first.name, second.name)
    return found.kind, found.field


def test_few_built_in_traits_meet():
    met = [found for found in relations_of_the_catalog() if found.reason not in {"", SHARED}]
    shown = [(found.first, found.second, found.kind, found.reason, found.field) for found in met]
    token = "spec.template.spec.automountServiceAccountToken"
    assert {
        ("auto-scaler", "manual-scaler", CONFLICTING, BOTH_SET, "spec.labels.com.openfaas.scale.min"),
        ("auto-scaler", "schedule", CONFLICTING, BOTH_SHAPE, "kind"),
        ("security-policy", "service-account", CONFLICTING, BOTH_SET, token),
        ("ingress", "service", COMPOSABLE, WANTED, "service.object"),
        ("service", "load-balancer", CONFLICTING, BOTH_SET, "spec.type of Service web"),
    } <= set(shown)
    assert met[0].workload_types == ("Server", "Worker", "Task", "Function")


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (
            [pod({"hostname": "a"})],
            [pod({"hostname": "b"})],
            (CONFLICTING, "spec.template.spec.hostname"),
        ),
        ([pod({"hostname": "a"})], [pod({"dnsPolicy": "Default"})], (ORTHOGONAL, "")),
        (
            [pod({"hostname": "a"})],
            [pod({"hostname": ABSENT})],
            (COMPOSABLE, "spec.template.spec.hostname"),
        ),
        ([pod({"hostname": ABSENT})], [pod({"hostname": ABSENT})], (ORTHOGONAL, "")),
        (
            [pod({"containers": each({"tty": True})})],
            [pod({"containers": [{"name": "web", "tty": False}]})],
            (CONFLICTING, "spec.template.spec.containers[*].tty"),
        ),
        (
            [pod({"containers": [{"name": "log", "tty": True}]})],
            [pod({"containers": [{"name": "web", "tty": False}]})],
            (COMPOSABLE, "spec.template.spec.containers"),
        ),
        (
            [pod({"containers": each({"tty": True})})],
            [pod({"containers": [{"name": "web", "stdin": False}]})],
            (ORTHOGONAL, ""),
        ),
        (
            [{"metadata": {"labels": {"a": "1"}}}],
            [{"metadata": {"labels": {"b": "1"}}}],
            (COMPOSABLE, "metadata.labels"),
        ),
        (
            [{"metadata": {"labels": {"a": "1"}}}],
            [{"metadata": {"labels": {"a": "1"}}}],
            (CONFLICTING, "metadata.labels.a"),
        ),
        (
            [pod({"volumes": [{"name": "a", "emptyDir": {"medium": "Memory"}}]})],
            [pod({"volumes": [{"name": "a", "emptyDir": {"sizeLimit": "1Gi"}}]})],
            (ORTHOGONAL, ""),
        ),
    ],
)
def test_two_traits_get_on_by_the_fields_that_they_write(one, other, wanted):
    assert between(trait("one", *one), trait("other", *other)) == wanted


def test_two_traits_that_make_one_object_are_in_conflict():
    assert between(trait("one", objects=budget), trait("other", objects=budget)) == (CONFLICTING, "PodDisruptionBudget")


def test_a_trait_that_provides_what_another_one_wants_is_composable_with_it_in_either_order():
    giving, wanting = trait("giving", provides=("route",)), trait("wanting", wants=("route",))
    assert between(giving, wanting) == (COMPOSABLE, "route")
    assert between(wanting, giving) == (COMPOSABLE, "route")
    assert between(giving, trait("other", wants=("road",))) == (ORTHOGONAL, "")


def test_the_strictest_relation_of_all_workload_types_counts():
    def some(_, subject):
        own = subject.workload_type.short_name
        trees = {"Server": {"hostname": "a"}, "Worker": {"volumes": [{"name": "one", "emptyDir": {"medium": "Memory"}}]}}
        return Change(patches=(subject.pod(trees[own]),) if own in trees else ())

    one = Trait(names=("one",), summary="One.", properties=(), needs=frozenset((PODS,)), change=some)
    other = trait("other", pod({"hostname": "b", "volumes": [{"name": "two", "emptyDir": {"medium": "Memory"}}]}))
    assert between(one, other) == (CONFLICTING, "spec.template.spec.hostname")


def test_the_relations_of_one_trait_are_those_of_the_matrix():
    found = relations_of(CATALOG.trait("ingress"), CATALOG)
    assert [one.second for one in found] == [known.name for known in CATALOG.traits if known.name != "ingress"]
    whole = {frozenset((one.first, one.second)): (one.kind, one.reason, one.field) for one in relations_of_the_catalog()}
    assert all(whole[frozenset(("ingress", one.second))] == (one.kind, one.reason, one.field) for one in found)


def test_traits_that_no_workload_type_takes_together_are_apart():
    function = trait("function", needs=("openfaas.com/v1.Function",))
    assert between(trait("one"), function) == (APART, "")


def test_a_required_property_needs_an_example_or_a_type_that_gives_one():
    count = Property(name="count", type=NumberType(whole=True, minimum=2), description="A count.", required=True)
    seen = []

    def change(use, _):
        seen.append(use.known("count"))
        return Change()

    counted = Trait(names=("counted",), summary="Count.", properties=(count,), needs=frozenset(), change=change)
    relations(catalog_of((counted,)))
    assert set(seen) == {2}


def test_text_and_json_say_the_same():
    found = relations_of_the_catalog()
    lines = matrix_text(found).splitlines()
    assert len(lines) == len(found) == len(list(combinations(CATALOG.traits, 2)))
    for line, relation in zip(lines, found, strict=True):
        shown = json.loads(json.dumps(relation_page(relation)))
        words = f"{shown['reason']}: {shown['field']}" if shown["reason"] else ""
        assert line.split() == [shown["first"], shown["second"], shown["relation"], *words.split()]


def test_a_build_with_two_traits_that_make_one_object_names_both_and_both_places():
    traits = trait("one", objects=budget), trait("other", objects=budget)
    kind = CATALOG.workload_type("core.oam.dev/v1alpha1.Server")
    documents = [component(kind), application(*traits)]
    text = "\n---\n".join(json.dumps(document, indent=1) for document in documents)
    source, reports = SourceFile(path="app.yaml", label="app.yaml", text=text), Reports()
    assert Compilation((source,), Options(), reports, CATALOG.extended(traits=traits)).outputs == ()
    (found,) = reports.found
    assert found.code == CHANGES_MEET
    assert found.message == 'trait "one" and trait "other" of instance "web" both write PodDisruptionBudget web'
    lines = [text.splitlines()[span.line - 1].strip() for span in (found.related[0].span, found.span)]
    assert lines == ['"name": "one"', '"name": "other"']
