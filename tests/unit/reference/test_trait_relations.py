"""The relations of traits follow from what they write: those of the catalog, and those of traits that exist only here."""

import json
from itertools import combinations

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import PODS, Change, Patch, Property, Trait
from oamc.capabilities.pods import kube_object
from oamc.cli.commands.types import matrix_text, relation_page
from oamc.expressions.types import NumberType
from oamc.objects.patch_marks import ABSENT, each
from oamc.reference.relations import APART, COMPOSABLE, CONFLICTING, ORTHOGONAL, relations


def trait(name, *trees, needs=(PODS,), objects=lambda _: ()):
    def change(_, subject):
        return Change(patches=tuple(Patch(tree=tree) for tree in trees), objects=objects(subject))

    return Trait(names=(name,), summary="A trait of a test.", properties=(), needs=frozenset(needs), change=change)


def budget(subject):
    return (kube_object(subject.instance, ("policy/v1", "PodDisruptionBudget"), subject.name, labels={}, fields=()),)


def pod(spec):
    return {"spec": {"template": {"spec": spec}}}


def between(first, second):
    """Return how two traits get on."""
    catalog = CATALOG.extended(traits=(first, second))
    (found,) = (one for one in relations(catalog) if {one.first, one.second} == {first.name, second.name})
    return found.kind, found.field


def test_few_built_in_traits_meet():
    met = [found for found in relations(CATALOG) if found.kind not in {ORTHOGONAL, APART}]
    assert [(found.first, found.second, found.kind, found.field) for found in met] == [
        ("auto-scaler", "manual-scaler", COMPOSABLE, "spec.replicas"),
        ("security-policy", "service-account", CONFLICTING, "spec.template.spec.automountServiceAccountToken"),
        ("service", "load-balancer", CONFLICTING, "spec.type of Service web"),
    ]
    assert met[0].workload_types == ("Server", "Worker")


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
            (ORTHOGONAL, ""),
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
    relations(CATALOG.extended(traits=(counted,)))
    assert set(seen) == {2}


def test_text_and_json_say_the_same():
    found = relations(CATALOG)
    lines = matrix_text(found).splitlines()
    assert len(lines) == len(found) == len(list(combinations(CATALOG.traits, 2)))
    for line, relation in zip(lines, found, strict=True):
        shown = json.loads(json.dumps(relation_page(relation)))
        words = (shown["first"], shown["second"], shown["relation"], *shown["field"].split())
        assert line.split() == list(words)
