"""Objects of Dapr as components, and what names them in one application (docs/spec/dapr.md, 4 and 5)."""

import pytest

from tests.support.documents import application, compiled, component, container, trait

HEALTH = {"appPort": 8080, "health": {}}
FOR_ACTORS = [{"name": "actorStateStore", "value": "true"}]


def dapr(kind, name, **settings):
    """Return a component that is an object of Dapr."""
    version = "v2alpha1" if kind == "Subscription" else "v1alpha1"
    listed = [{"name": key, "value": value} for key, value in settings.items()]
    return component(f"dapr.io/{version}.{kind}", name=name, workloadSettings=listed)


def store(name="store", **settings):
    return dapr("Component", name, **{"type": "state.redis", "metadata": FOR_ACTORS, **settings})


def subscription(**settings):
    return dapr(
        "Subscription", "orders", **{"pubsubname": "broker", "topic": "orders", "routes": {"default": "/a"}, **settings}
    )


def built(*components, sets=(), parameters=None, **properties):
    """Compile an application of these components, with one sidecar beside them."""
    document = application(trait("dapr", **properties))
    uses = [{"componentName": one["metadata"]["name"], "instanceName": one["metadata"]["name"]} for one in components]
    for use in uses:
        use.update({"parameterValues": parameters} if parameters and use["componentName"] == "store" else {})
    document["spec"]["components"] += uses
    return compiled(component("Server", container()), *components, document, sets=sets)


def test_a_component_has_the_version_and_the_list_that_its_api_wants():
    made = built(dapr("Component", "broker", type="pubsub.kafka"))
    assert made.codes == []
    assert made.only("Component")["spec"] == {"type": "pubsub.kafka", "version": "v1", "metadata": []}


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (dapr("Component", "a", type="redis"), ["OAM538"]),
        (dapr("Component", "a"), ["OAM537"]),
        (dapr("Component", "a", type="state.redis", initTimeout="soon"), ["OAM538"]),
        (dapr("Component", "a", type="state.redis", metadata={}), ["OAM538"]),
        (dapr("Component", "a", type="state.redis", metadata="x"), ["OAM538"]),
        (dapr("Component", "a", type="state.redis", metadata=[{"value": 1}]), ["OAM605"]),
        (dapr("Component", "a", type="state.redis", auth={"store": "a"}), ["OAM538"]),
        (dapr("Component", "a", type="state.redis", other="a"), ["OAM539"]),
        (dapr("Configuration", "a", scopes=["shop-web"]), ["OAM539"]),
        (dapr("Configuration", "a", tracing={"samplingRate": 0.1}), ["OAM605"]),
        (dapr("Configuration", "a", tracing={"samplingRate": "often"}), ["OAM606"]),
        (dapr("HTTPEndpoint", "a", baseUrl="example.com"), ["OAM538"]),
        (dapr("HTTPEndpoint", "a", baseUrl="https://a", headers=[{"name": "Api-Key", "value": "x"}]), ["OAM320"]),
        (dapr("Resiliency", "a", policies={"retries": {"b": {"policy": "linear"}}}, targets={}), ["OAM606"]),
        (subscription(auth={"secretStore": "a"}), ["OAM539"]),
    ],
)
def test_a_wrong_setting_is_one_finding(given, codes):
    assert built(given).codes == codes


def test_a_value_that_looks_like_a_secret_is_told():
    literal = [{"name": "redisPassword", "value": "hunter2"}]
    assert built(store(metadata=literal)).codes == ["OAM320"]
    reference = [{"name": "redisPassword", "secretKeyRef": {"name": "redis", "key": "password"}}]
    assert built(store(metadata=reference)).codes == []


def test_parameters_stand_anywhere_in_settings_that_may_hold_anything():
    listed = store(
        metadata=[{"name": "redisHost", "value": "[fromParam(host)]:6379"}, {"name": "own", "value": "[instanceName()]"}]
    )
    listed["spec"]["parameters"] = [{"name": "host", "type": "string", "default": "redis"}]
    made = built(listed, sets=("store.parameters.host=other", "namePrefix=x-"))
    assert made.codes == []
    assert [entry["value"] for entry in made.only("Component")["spec"]["metadata"]] == ["other:6379", "x-store"]


def test_scopes_are_app_ids_with_the_prefix_of_names():
    prefix = ("namePrefix=x-",)
    assert built(store(scopes=["shop-web"]), sets=prefix).only("Component")["scopes"] == ["x-shop-web"]
    assert built(store(scopes=["web"]), sets=prefix, appId="web").only("Component")["scopes"] == ["web"]
    assert built(store(scopes=["other"])).codes == ["OAM668"]
    assert compiled(store(), application()).codes != []


def test_scopes_of_an_application_without_sidecars_name_nobody():
    document = application()
    document["spec"]["components"] = [{"componentName": "store", "instanceName": "store"}]
    made = compiled(store(scopes=["web"]), document)
    assert made.codes == ["OAM668"]
    assert "attach the trait dapr" in made.reports.found[0].hint


def test_a_subscription_needs_a_broker_and_a_port():
    broker = dapr("Component", "broker", type="pubsub.kafka")
    made = built(broker, subscription(), sets=("namePrefix=x-",))
    assert made.codes == []
    assert made.only("Subscription")["spec"]["pubsubname"] == "x-broker"
    assert built(broker, subscription(pubsubname="other")).codes == ["OAM668"]
    assert built(subscription(pubsubname="of-the-cluster")).codes == []
    assert built(store("broker"), subscription()).codes == ["OAM669"]
    assert built(store("broker"), dapr("Component", "real", type="pubsub.kafka"), subscription()).codes == ["OAM669"]
    assert built(broker, subscription(scopes=["shop-web"])).codes == ["OAM593"]
    assert built(broker, subscription(scopes=["shop-web"]), appPort=8080).codes == []


def test_a_configuration_of_the_application_has_the_prefix_of_its_name():
    given = dapr("Configuration", "tracing", tracing={"samplingRate": "1"})

    def named(*sets, config="tracing"):
        made = built(given, sets=sets, config=config)
        return made.codes, made.only("Deployment")["spec"]["template"]["metadata"]["annotations"]["dapr.io/config"]

    assert named("namePrefix=x-") == ([], "x-tracing")
    assert named("namePrefix=x-", "shop-web.traits.dapr.config=other") == ([], "other")
    assert named(config="other") == (["OAM668"], "other")
    assert built(config="of-the-cluster").codes == []


@pytest.mark.parametrize(
    ("stores", "codes"),
    [
        ([], []),
        ([store()], []),
        ([store(scopes=["shop-web"])], []),
        ([store(scopes=[])], []),
        ([store(metadata=[{"name": "actorStateStore", "value": True}])], []),
        ([store(metadata=[{"name": "actorStateStore", "value": "false"}])], ["OAM670"]),
        ([store(metadata=[])], ["OAM670"]),
        ([store(type="pubsub.redis")], ["OAM670"]),
        ([store("other")], ["OAM668"]),
        ([store(), store("other")], ["OAM670"]),
        ([store(), store("other", metadata=[])], []),
        ([store(), dapr("Component", "broker", type="pubsub.kafka", metadata=FOR_ACTORS)], []),
    ],
)
def test_actors_have_one_state_store(stores, codes):
    assert built(*stores, **HEALTH, actors={"types": ["Cart"], "stateStore": "store"}).codes == codes


def test_a_store_that_others_use_is_not_one_of_these_actors():
    scoped = store(scopes=["elsewhere"])
    found = built(scoped, **HEALTH, actors={"types": ["Cart"], "stateStore": "store"}).codes
    assert sorted(found) == ["OAM668", "OAM670"]


def test_the_whole_spec_may_be_one_setting():
    spec = {"type": "state.redis", "version": "v1", "metadata": FOR_ACTORS}
    made = built(dapr("Component", "store", spec=spec), **HEALTH, actors={"types": ["Cart"], "stateStore": "store"})
    assert made.codes == []
    assert made.only("Component")["spec"] == spec
    assert built(dapr("Component", "store", spec={"type": "state.redis"})).codes == ["OAM619", "OAM619"]


def test_the_list_of_kinds_that_are_allowed_holds_for_objects_of_dapr():
    document = application()
    document["spec"]["components"] = [{"componentName": "store", "instanceName": "store"}]
    assert compiled(store(), document, extended_kinds=("example.com/*",)).codes == ["OAM583"]
    assert compiled(store(), document, extended_kinds=("dapr.io/*",)).codes == []


def test_a_type_that_a_parameter_says_is_not_judged():
    given = dapr("Component", "store", metadata=FOR_ACTORS)
    given["spec"]["workloadSettings"].append({"name": "type", "fromParam": "kind", "required": True})
    given["spec"]["parameters"] = [{"name": "kind", "type": "string", "default": "state.redis"}]
    assert built(given, **HEALTH, actors={"types": ["Cart"], "stateStore": "store"}).codes == []


@pytest.mark.parametrize(
    ("wrong", "properties"),
    [
        (dapr("Component", "store"), {**HEALTH, "actors": {"types": ["a"], "stateStore": "store"}}),
        (dapr("Configuration", "tracing", unknown=1), {"config": "tracing"}),
        (dapr("Component", "broker"), {"appPort": 8080}),
    ],
)
def test_of_an_object_in_which_something_is_wrong_only_that_is_told(wrong, properties):
    others = (
        store("other", metadata=[]),
        dapr("Configuration", "b"),
        dapr("Component", "queue", type="pubsub.kafka"),
        subscription(),
    )
    named = [one for one in others if one["metadata"]["name"] != "orders" or wrong["metadata"]["name"] == "broker"]
    alone = built(wrong).codes
    assert len(alone) == 1
    assert built(wrong, *named, **properties).codes == alone


def test_of_app_ids_nothing_is_told_while_an_instance_is_wrong():
    scoped = store(scopes=["app"])
    assert built(scoped).codes == ["OAM668"]
    assert built(scoped, dapr("Component", "broken")).codes == built(dapr("Component", "broken")).codes
