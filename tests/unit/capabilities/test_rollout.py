"""Two versions of an instance side by side (docs/spec/rollouts.md)."""

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.tracks import edited
from oamc.capabilities.traits.rollout import ENGINES
from oamc.expressions.holes import IsTrue, When
from oamc.objects.tree import At
from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait

CANARY = trait("rollout", strategy="canary")
VALUES = "shop-web.traits.rollout"
DATA = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
INSTANCE, TRACK = "oam.dev/instance-name", "app.kubernetes.io/instance"


def by_name(found, kind):
    return {item["metadata"]["name"]: item for item in found.objects if item["kind"] == kind}


def selects(selector, pod):
    labels = pod["spec"]["template"]["metadata"]["labels"]
    return all(labels.get(key) == value for key, value in selector.items())


@pytest.mark.parametrize("kind", ["Server", "Worker"])
def test_what_runs_stays_as_it_is_when_a_canary_comes_and_goes(kind):
    given = component(kind, container(ports=None if kind == "Worker" else [HTTP]))
    before, after = compiled(given, application()), compiled(given, application(CANARY))
    assert not after.codes
    canary = by_name(after, "Deployment")["shop-web-canary"]
    assert [item for item in after.objects if item != canary] == before.objects
    assert canary["spec"]["replicas"] == 0


def test_a_canary_has_all_that_other_traits_make_of_the_instance():
    traits = (trait("manual-scaler", replicaCount=4), trait("env", env={"A": "b"}), CANARY)
    sets = (f"{VALUES}.canary.replicas=2", f"{VALUES}.canary.image=example/web:2")
    first, second = by_name(compiled(component(), application(*traits), sets=sets), "Deployment").values()
    assert (first["spec"]["replicas"], second["spec"]["replicas"]) == (4, 2)
    one, other = (item["spec"]["template"]["spec"]["containers"][0] for item in (first, second))
    assert (one.pop("image"), other.pop("image")) == ("example/web:1", "example/web:2")
    assert one == other


@pytest.mark.parametrize("strategy", ["canary", "blueGreen"])
def test_the_second_deployment_selects_its_own_pods_only_and_a_budget_those_of_both(strategy):
    traits = (trait("upgrade", pdb={"maxUnavailable": 1}), trait("rollout", strategy=strategy))
    found = compiled(component(), application(*traits), sets=("namePrefix=eu-",))
    first, second = by_name(found, "Deployment").values()
    own = second["spec"]["selector"]["matchLabels"]
    assert own == {INSTANCE: "eu-shop-web", TRACK: second["metadata"]["name"]}
    assert selects(own, second)
    assert not selects(own, first)
    budget = found.only("PodDisruptionBudget")["spec"]["selector"]["matchLabels"]
    assert selects(budget, first)
    assert selects(budget, second)


@pytest.mark.parametrize("active", ["blue", "green"])
def test_each_service_leads_to_one_of_two_versions(active):
    found = compiled(
        component(), application(trait("rollout", strategy="blueGreen")), sets=(f"{VALUES}.blueGreen.active={active}",)
    )
    versions, services = by_name(found, "Deployment"), by_name(found, "Service")
    names = {"blue": "shop-web", "green": "shop-web-green"}
    other = names["blue" if active == "green" else "green"]
    for service, name in (("shop-web", names[active]), ("shop-web-preview", other)):
        selector = services[service]["spec"]["selector"]
        assert [key for key, item in versions.items() if selects(selector, item)] == [name]
    assert services["shop-web"]["spec"]["ports"] == services["shop-web-preview"]["spec"]["ports"]


@pytest.mark.parametrize(("active", "expected"), [("blue", [4, 1]), ("green", [1, 4])])
def test_the_version_that_does_not_answer_may_have_fewer_replicas(active, expected):
    rollout = trait("rollout", strategy="blueGreen", blueGreen={"previewReplicas": 1, "active": active})
    given = (component(), application(trait("manual-scaler", replicaCount=4), rollout))
    few, all_ = compiled(*given), compiled(*given, sets=(f"{VALUES}.blueGreen.previewReplicas=null",))
    assert [item["spec"]["replicas"] for item in by_name(few, "Deployment").values()] == expected
    assert [item["spec"]["replicas"] for item in by_name(all_, "Deployment").values()] == [4, 4]


@pytest.mark.parametrize(
    ("kind", "properties", "codes"),
    [
        ("Server", {}, ["OAM507"]),
        ("Server", {"strategy": "rainbow"}, ["OAM508"]),
        ("Server", {"strategy": "canary", "engine": "steam"}, ["OAM508"]),
        ("Server", {"strategy": "canary", "canary": {"replicas": -1}}, ["OAM508"]),
        ("Server", {"strategy": "canary", "canary": {"replicas": 2**40}}, ["OAM508"]),
        ("Server", {"strategy": "canary", "canary": {"image": "no image"}}, ["OAM508"]),
        ("Server", {"strategy": "canary", "container": "proxy"}, ["OAM508"]),
        ("Server", {"strategy": "blueGreen", "canary": {"replicas": 1}}, ["OAM980"]),
        ("Worker", {"strategy": "blueGreen"}, ["OAM593"]),
        ("SingletonServer", {"strategy": "canary"}, ["OAM501"]),
    ],
)
def test_what_makes_no_rollout_is_one_finding(kind, properties, codes):
    given = component(kind, container(ports=None if kind == "Worker" else [HTTP]))
    assert compiled(given, application(trait("rollout", **properties))).codes == codes


@pytest.mark.parametrize("strategy", ["canary", "blueGreen"])
def test_of_a_component_without_containers_nothing_more_is_told(strategy):
    empty = component("Server")
    empty["spec"]["containers"] = []
    assert compiled(empty, application(trait("rollout", strategy=strategy))).codes == ["OAM307"]


def test_an_autoscaler_and_a_volume_of_one_pod_are_refused():
    assert compiled(component(), application(CANARY, trait("auto-scaler", cpu=50))).codes == ["OAM673"]
    assert compiled(component(), application(trait("auto-scaler", cpu=50), CANARY)).codes == ["OAM673"]
    given = component("Server", container(resources={**RESOURCES, "volumes": [DATA]}))
    claimed = trait("volume-mounter", volumeName="data", storageClass="standard")
    assert compiled(given, application(claimed, CANARY)).codes == ["OAM674"]


@pytest.mark.parametrize("intent", ["cannot-be-scaled", "stateful"])
def test_intents_that_want_one_pod_of_a_name_at_a_time_refuse_a_second_version(intent):
    given = component()
    given["metadata"]["annotations"] = {"oamc.dev/intents": intent}
    assert "OAM674" in compiled(given, application(CANARY)).codes


def test_of_several_containers_one_is_named():
    given = component("Server", container(), container("proxy", image="example/proxy:1", ports=None))
    assert compiled(given, application(CANARY)).codes == ["OAM593"]
    found = compiled(
        given,
        application(trait("rollout", strategy="canary", container="proxy", canary={"image": "example/proxy:2"})),
    )
    images = [
        part["image"] for part in by_name(found, "Deployment")["shop-web-canary"]["spec"]["template"]["spec"]["containers"]
    ]
    assert images == ["example/web:1", "example/proxy:2"]


@pytest.mark.parametrize(("length", "codes"), [(55, []), (56, ["OAM607"])])
def test_names_leave_room_for_the_second_version(length, codes):
    assert compiled(component(), application(CANARY, instance=length * "a")).codes == codes


def test_a_part_is_changed_wherever_it_stands():
    tree = At({"a": When(condition=IsTrue(path=("x",)), then={"b": 1}, otherwise={"b": 2})}, None)
    found = edited(tree, ("a", "b"), lambda value: value + 1)
    assert isinstance(found, At)
    assert found.tree["a"].then == {"b": 2}
    assert found.tree["a"].otherwise == {"b": 3}
    assert edited({"a": 1}, ("b",), lambda _: None) == {"a": 1}
    assert edited([When(condition=IsTrue(path=("x",)), then={"name": "a", "c": 1})], ("a", "c"), lambda _: 2)[0].then == {
        "name": "a",
        "c": 2,
    }
    with pytest.raises(AssertionError, match="nothing at"):
        edited(1, ("a",), lambda _: None)


def test_engines_have_the_same_properties_under_one_name():
    properties = {}
    for engine in ENGINES.values():
        for owned in engine.properties:
            assert properties.setdefault(owned.property.name, owned.property) is owned.property
    assert list(properties) == [prop.name for prop in CATALOG.trait("rollout").properties][2:]


@pytest.mark.parametrize("properties", [{}, {"strategy": "rainbow"}, {"strategy": "canary", "engine": "steam"}])
def test_beside_a_wrong_choice_nothing_of_the_rollout_is_told(properties):
    chosen, other = trait("rollout", container="web", **properties), trait("auto-scaler", cpu=0)
    assert compiled(component(), application(chosen, other)).codes[-1:] == ["OAM508"]
    assert len(compiled(component(), application(chosen, other)).codes) == 2
