"""One run tells the mistakes of all stages, and nothing that only follows from another one."""

import pytest

from tests.support.documents import application, compiled, component, container, trait


def instances(*uses):
    """Return an application with one instance of the component `web` for each list of traits."""
    given = application()
    (use,) = given["spec"]["components"]
    given["spec"]["components"] = [
        {**use, "instanceName": f"web-{number}", "traits": list(traits)} for number, traits in enumerate(uses)
    ]
    return given


UNKNOWN = trait("ingres", hostname="shop.example.com")
MISTYPED = trait("manual-scaler", replicaCount="many")
CROSSED = trait("auto-scaler", minimum=5, maximum=2, cpu=50)
"""Mistakes that are found while traits are looked up, while their properties are checked, and while objects are made."""


def test_a_mistake_in_one_instance_hides_none_in_another():
    found = compiled(component(), instances([UNKNOWN], [MISTYPED], [CROSSED]))
    assert sorted(found.codes) == ["OAM502", "OAM508", "OAM528"]
    assert found.objects == []


@pytest.mark.parametrize("first", [UNKNOWN, MISTYPED, CROSSED], ids=["unknown", "mistyped", "crossed"])
def test_an_object_that_the_server_would_refuse_is_told_beside_every_other_mistake(first):
    broken = component(
        "apps/v1.DaemonSet", workloadSettings=[{"name": "spec", "value": {"template": {"spec": {}}}}], name="node"
    )
    uses = instances([first])
    uses["spec"]["components"].append({"componentName": "node", "instanceName": "node"})
    found = compiled(component(), broken, uses)
    assert {"OAM502", "OAM508", "OAM528"} & set(found.codes)
    assert "OAM605" in found.codes


def test_what_is_left_out_is_not_missed_by_anybody():
    scaled = [trait("volume-mounter", volumeName="data", storageClass=7)]
    volume = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
    given = component(
        "Server", container(resources={"cpu": {"required": 1}, "memory": {"required": "1G"}, "volumes": [volume]})
    )
    assert compiled(given, instances(scaled)).codes == ["OAM508"]


def test_overrides_are_not_looked_at_where_something_was_left_out():
    found = compiled(component(), instances([MISTYPED]), sets=("web-0.traits.manual-scaler.replicaCount=3", "nothing.at=all"))
    assert found.codes == ["OAM508"]


def test_a_field_that_nobody_knows_hides_no_mistake_of_a_later_stage():
    misspelled = component()
    misspelled["spec"]["discription"] = "a shop"
    found = compiled(misspelled, instances([UNKNOWN], [MISTYPED], [CROSSED]))
    assert sorted(found.codes) == ["OAM216", "OAM502", "OAM508", "OAM528"]
    assert found.objects == []


def test_after_a_field_that_nobody_knows_there_is_no_warning_that_may_follow_from_it():
    bare = container()
    resources = bare.pop("resources")
    assert "OAM323" in compiled(component("Server", bare), instances([])).codes
    assert compiled(component("Server", {**bare, "resorces": resources}), instances([])).codes == ["OAM216"]


WRONG = component()
WRONG["metadata"]["name"] = "wrong"
del WRONG["spec"]["containers"][0]["image"]


def test_a_wrong_component_hides_no_mistake_elsewhere_and_nobody_misses_it():
    uses = instances([UNKNOWN], [MISTYPED], [CROSSED])
    uses["spec"]["components"] += [
        {"componentName": "wrong", "instanceName": "one"},
        {"componentName": "absent", "instanceName": "two"},
        {"componentName": "wrong", "instanceName": "three", "traits": [UNKNOWN]},
    ]
    found = compiled(component(), WRONG, uses)
    assert sorted(found.codes) == ["OAM210", "OAM319", "OAM502", "OAM502", "OAM508", "OAM528"]
    assert found.objects == []


def test_a_wrong_application_hides_no_mistake_elsewhere_and_nobody_misses_its_scopes():
    wrong = instances([])
    wrong["metadata"]["name"] = "wrong"
    del wrong["spec"]["components"][0]["componentName"]
    uses = instances([UNKNOWN], [])
    uses["spec"]["components"][1]["applicationScopes"] = ["wrong"]
    health = {"probe-method": "kube-get", "probe-endpoint": ".status", "probe-interval": 30, "health-threshold-percentage": 100}
    properties = [{"name": name, "value": found} for name, found in health.items()]
    uses["spec"]["scopes"] = [{"name": "a", "type": "core.oam.dev/v1alpha1.HealthScope", "properties": properties}]
    found = compiled(component(), wrong, uses)
    assert sorted(found.codes) == ["OAM210", "OAM502"]


@pytest.mark.parametrize("name", [None, 3, "web"], ids=["none", "number", "taken"])
def test_a_wrong_component_of_which_nobody_can_tell_who_uses_it_ends_the_run(name):
    wrong = {**WRONG, "metadata": {**WRONG["metadata"], "name": name}}
    found = compiled(component(), wrong, instances([UNKNOWN]))
    assert "OAM502" not in found.codes


def test_a_wrong_definition_ends_the_run():
    wrong = {"apiVersion": "core.oam.dev/v1alpha1", "kind": "Trait", "metadata": {"name": "ingres"}, "spec": {"appliesTo": 3}}
    assert "OAM502" not in compiled(component(), wrong, instances([UNKNOWN])).codes


def test_a_misspelled_name_of_a_field_that_must_be_there_is_one_mistake():
    misspelled = component()
    container_of = misspelled["spec"]["containers"][0]
    container_of["imgae"] = container_of.pop("image")
    assert compiled(misspelled, application()).codes == ["OAM216"]
    container_of["colour"] = container_of.pop("imgae")
    assert sorted(compiled(misspelled, application()).codes) == ["OAM210", "OAM216"]


def test_what_must_be_there_is_missed_where_unknown_fields_are_allowed():
    misspelled = component()
    container_of = misspelled["spec"]["containers"][0]
    container_of["imgae"] = container_of.pop("image")
    found = compiled(misspelled, application(), allow_unknown=True)
    assert sorted(found.codes) == ["OAM210", "OAM216"]


@pytest.mark.parametrize("absent", ["apiVersion", "kind", "metadata", "spec"])
def test_what_a_document_lacks_is_told(absent):
    lacking = component()
    del lacking[absent]
    codes = compiled(lacking, application()).codes
    assert set(codes) & {"OAM210", "OAM152", "OAM201", "OAM202"}
