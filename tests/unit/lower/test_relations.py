"""What traits and scopes of one instance do to each other and to storage: built-in ones, and some that exist only here."""

from __future__ import annotations

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import PODS, Change, Patch, Property, Scope, Trait
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.expressions.types import NumberType, TextType
from oamc.lower.changes import apply_changes
from oamc.objects.patch_marks import ABSENT, each
from oamc.records import replace
from tests.contracts.building import Built
from tests.support.documents import RESOURCES, application, component, container
from tests.support.documents import trait as use

SCOPE_TYPE = "example.com/v1.HostScope"
BINDING = {"name": "inner", "type": SCOPE_TYPE, "properties": []}


def pod(**spec):
    return {"spec": {"template": {"spec": spec}}}


def changing(name, *trees, objects=lambda _: (), distinct=""):
    def change(_, subject):
        return Change(patches=tuple(Patch(tree=tree) for tree in trees), objects=objects(subject))

    return Trait(
        names=(name,), summary="A trait of a test.", properties=(), needs=frozenset({PODS}), change=change, distinct=distinct
    )


def built(*traits, volumes=(), catalog=CATALOG, **fields):
    """Return a Server with traits, those of a test and uses of others."""
    own = tuple(one for one in traits if isinstance(one, Trait))
    uses = [{"name": one.name} if isinstance(one, Trait) else one for one in traits]
    document = application(*uses)
    document["spec"] |= fields
    given = component("Server", container(resources={**RESOURCES, "volumes": list(volumes)}))
    return Built(given, document, catalog=catalog.extended(traits=own))


SETS = changing("sets", pod(hostname="a"))
REMOVES = changing("removes", pod(hostname=ABSENT))


@pytest.mark.parametrize("traits", [(SETS, REMOVES), (REMOVES, SETS)], ids=["sets first", "removes first"])
def test_what_one_takes_away_is_gone_in_any_order_and_that_is_told(traits):
    found = built(*traits)
    (finding,) = found.reports.found
    assert finding.code.id == "OAM556"
    assert finding.message == (
        'trait "removes" of instance "shop-web" takes away spec.template.spec.hostname, which trait "sets" sets'
    )
    assert [related.message for related in finding.related] == ["the other one is here"]
    assert finding.hint == "keep one of them"
    assert finding.span.line == 1
    assert "hostname" not in found.objects["Deployment/shop-web"]["spec"]["template"]["spec"]


def test_a_conflict_is_told_before_what_is_taken_away():
    both = changing("both", pod(hostname=ABSENT, dnsPolicy="Default"))
    other = changing("other", pod(hostname="a", dnsPolicy="None"))
    (finding,) = built(both, other).reports.found
    assert finding.message == 'trait "both" and trait "other" of instance "shop-web" both write spec.template.spec.dnsPolicy'


def test_a_patch_that_sets_and_takes_away_comes_after_one_that_sets():
    both = changing("both", pod(hostname=ABSENT, dnsPolicy="Default"))
    spec = built(both, SETS).objects["Deployment/shop-web"]["spec"]["template"]["spec"]
    assert spec["dnsPolicy"] == "Default"
    assert "hostname" not in spec


def test_an_item_of_a_list_is_named_by_its_key():
    one = changing("one", pod(containers=[{"name": "log", "image": "a", "tty": True}]))
    other = changing("other", pod(containers=[{"name": "log", "image": "a", "tty": False}]))
    assert "spec.template.spec.containers[log].image" in built(one, other).reports.found[0].message


def test_every_item_of_a_list_is_named_by_a_star():
    one = changing("one", pod(containers=each({"tty": True})))
    other = changing("other", pod(containers=[{"name": "web", "tty": False}]))
    assert built(one, other).reports.found[0].message.endswith("spec.template.spec.containers[*].tty")
    assert built(other, one).reports.found[0].message.endswith("spec.template.spec.containers[web].tty")


def test_a_scope_and_a_trait_that_write_one_field_are_told():
    scope = Scope(
        names=(SCOPE_TYPE,),
        summary="Members have a name.",
        properties=(),
        overlap=True,
        change=lambda _, __: Change(patches=(Patch(tree=pod(hostname="b")),)),
    )
    catalog = CATALOG.extended(scopes=(scope,))
    document = application({"name": "sets"})
    document["spec"]["scopes"] = [BINDING]
    document["spec"]["components"][0]["applicationScopes"] = [document["metadata"]["name"]]
    found = Built(component(), document, catalog=catalog.extended(traits=(SETS,)), scopes="emit")
    (finding,) = [one for one in found.reports.found if one.code.id == "OAM555"]
    assert finding.message == (
        f'scope "{SCOPE_TYPE}" and trait "sets" of instance "shop-web" both write spec.template.spec.hostname'
    )


def serving(name, *trees):
    """Return a trait that changes the Service of its instance."""

    def change(_, subject):
        return Change(patches=tuple(Patch(tree=tree, target=("Service", subject.name)) for tree in trees))

    return Trait(names=(name,), summary="A trait of a test.", properties=(), needs=frozenset({PODS}), change=change)


def test_two_that_write_one_field_of_another_object_are_told_with_that():
    one, other = serving("one", {"spec": {"type": "NodePort"}}), serving("other", {"spec": {"type": "LoadBalancer"}})
    (finding,) = built(one, other).reports.found
    assert finding.message.endswith("both write spec.type of Service shop-web")


def test_items_of_another_object_are_told_apart_by_their_keys():
    ports = [[{"name": name, "port": 81 + index, "appProtocol": "http"}] for index, name in enumerate("ab")]
    one, other = (serving(f"t{index}", {"spec": {"ports": listed}}) for index, listed in enumerate(ports))
    assert built(one, other).codes == []


def test_one_field_of_two_objects_is_no_conflict():
    one = changing("one", {"metadata": {"annotations": {"a": "1"}}})
    assert built(one, serving("other", {"metadata": {"annotations": {"a": "2"}}})).codes == []


def test_a_main_object_that_is_named_is_the_main_object():
    def change(_, subject):
        return Change(patches=(Patch(tree=pod(hostname="b"), target=("Deployment", subject.name)),))

    named = Trait(names=("named",), summary="A trait of a test.", properties=(), needs=frozenset({PODS}), change=change)
    assert built(SETS, named).codes == ["OAM555"]


def test_the_two_scalers_are_told_at_the_one_that_takes_the_number_away():
    scaler = use("auto-scaler", minimum=1, maximum=2, cpu=50)
    (finding,) = built(scaler, use("manual-scaler", replicaCount=3)).reports.found
    assert finding.code.id == "OAM522"
    assert finding.hint == "keep one of them"
    assert [related.message for related in finding.related] == ["the manual-scaler is here"]


def test_a_scope_may_make_an_object_for_each_member_and_one_that_two_make_is_told():
    scope = Scope(
        names=(SCOPE_TYPE,),
        summary="Members have a budget.",
        properties=(),
        overlap=True,
        change=lambda _, subject: Change(objects=budget(subject)),
    )
    document = application()
    document["spec"]["scopes"] = [BINDING, {**BINDING, "name": "outer"}]
    document["spec"]["components"][0]["applicationScopes"] = [document["metadata"]["name"]]
    found = Built(component(), document, catalog=CATALOG.extended(scopes=(scope,)), scopes="emit")
    (finding,) = [one for one in found.reports.found if one.severity == "error"]
    assert "PodDisruptionBudget" in finding.message


def test_an_object_that_two_traits_make_is_told():
    (finding,) = built(changing("one", objects=budget), changing("other", objects=budget)).reports.found
    assert finding.code.id == "OAM555"
    assert "PodDisruptionBudget" in finding.message


def test_what_traits_change_has_its_fields_in_the_order_of_kubernetes():
    early = changing("early", {"spec": {"strategy": {"type": "Recreate"}}, "metadata": {"namespace": "n"}})
    spec = built(early).objects["Deployment/shop-web"]["spec"]
    assert list(spec) == ["selector", "strategy", "template"]


def test_what_nobody_changes_keeps_the_order_in_which_it_was_written():
    own = built().sets[0].objects
    deployment = next(item for item in own if item.kind == "Deployment")
    turned = replace(deployment, body=dict(reversed(deployment.body.items())))
    assert apply_changes((turned,), turned, ())[0] is turned


def budget(subject):
    return (kube_object(subject.instance, ("policy/v1", "PodDisruptionBudget"), subject.name, labels={}, fields=()),)


@pytest.mark.parametrize(("distinct", "hint"), [("", "keep one of them"), ("size", "two uses must differ in size")])
def test_a_use_that_makes_what_another_one_makes_is_told_with_the_first(distinct, hint):
    double = changing("double", objects=budget, distinct=distinct)
    found = built(double, {"name": "double"})
    (finding,) = [one for one in found.reports.found if one.hint == hint]
    assert [related.message for related in finding.related] == ["the first one is here"]


DISK = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
CLAIM = use("volume-mounter", volumeName="data", storageClass="a")


def counting(*, known=None, live=True):
    """Return a trait that sets the number of replicas by its second property, or to a known number."""

    def change(bound, subject):
        count = located(bound, "count") if known is None else known
        return Change(patches=(Patch(tree=subject.workload_type.scale(count)),))

    number = NumberType(whole=True, minimum=0)
    return Trait(
        names=("counting",),
        summary="Count.",
        properties=(
            Property(name="spare", type=number, description="A number.", default=1, live=live),
            Property(name="count", type=number, description="A number.", default=3),
            Property(name="text", type=TextType(), description="A text.", default="x"),
        ),
        needs=frozenset({PODS}),
        change=change,
    )


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        (counting(), True),
        (counting(live=False), True),
        (counting(known=3), True),
        (counting(known=2), True),
        (counting(known=1), False),
        (counting(known=0), False),
    ],
    ids=["of a value", "beside a fixed one", "3", "2", "1", "0"],
)
def test_more_replicas_than_one_cannot_share_a_disk(counted, told):
    found = [one for one in built(counted, CLAIM, volumes=[DISK]).reports.found if one.code.id == "OAM534"]
    assert len(found) == told
    for one in found:
        assert [related.message for related in one.related] == ["the volume is here"]


def test_a_number_that_nobody_knows_is_no_number_of_replicas():
    def change(bound, subject):
        return Change(patches=(Patch(tree=subject.workload_type.scale(located(bound, "text"))),))

    properties = (Property(name="text", type=TextType(), description="A text.", default="x"),)
    texts = Trait(names=("texts",), summary="A text.", properties=properties, needs=frozenset({PODS}), change=change)
    assert "OAM534" not in built(texts, CLAIM, volumes=[DISK]).codes


def test_who_takes_another_field_away_does_not_scale():
    assert built(REMOVES, CLAIM, volumes=[DISK]).codes == []


def test_what_no_trait_changes_keeps_the_order_of_its_fields():
    settings = [{"name": "spec", "value": {"b": {"name": 1, "apiVersion": 2}, "a": 3}}]
    given = component("example.com/v1.Thing")
    given["spec"] = {"workloadType": "example.com/v1.Thing", "workloadSettings": settings}
    found = Built(given, application()).objects["Thing/shop-web"]
    assert list(found["spec"]) == ["b", "a"]
    assert list(found["spec"]["b"]) == ["name", "apiVersion"]


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim"])
def test_a_workload_of_a_kind_that_others_need_first_is_written_once(kind):
    given = component("example.com/v1.Thing")
    given["spec"] = {"workloadType": f"example.com/v1.{kind}", "workloadSettings": [{"name": "spec", "value": {"a": 1}}]}
    found = Built(given, application())
    assert list(found.objects) == [f"{kind}/shop-web"]
    found.check_agreement()


def made(kind):
    def objects(subject):
        return (
            kube_object(subject.instance, ("example.com/v1", kind), f"{subject.name}-{kind.lower()}", labels={}, fields=()),
        )

    return changing(f"makes-{kind}", objects=objects)


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret", "ServiceAccount", "PersistentVolumeClaim"])
def test_what_a_workload_needs_comes_before_it_and_the_rest_after(kind):
    kinds = [name.partition("/")[0] for name in built(made("Other"), made(kind)).objects]
    assert kinds == [kind, "Deployment", "Service", "Other"]
