"""What the everyday traits write, and what they refuse. Rules: docs/spec/everyday-traits.md."""

import json

import pytest

from tests.support.documents import application, compiled, component, container, trait

PATH = "shop-web.traits"


def metadata(found, kind="Deployment"):
    """Return the metadata of the workload or the Service, and that of the pods."""
    item = found.only(kind)
    return item["metadata"], item.get("spec", {}).get("template", {}).get("metadata", {})


@pytest.mark.parametrize("name", ["labels", "annotations"])
def test_entries_go_to_the_workload_and_its_pods_or_to_one_object_alone(name):
    use = trait(name, team="shop", workload={"a": "1"}, pods={"b": "2"}, service={"c": "3"})
    found = compiled(component(), application(use))
    assert found.codes == []
    workload, pods = (part[name] for part in metadata(found))
    (service, _) = metadata(found, "Service")
    assert {key: workload.get(key) for key in ("team", "a", "b", "c")} == {"team": "shop", "a": "1", "b": None, "c": None}
    assert {key: pods.get(key) for key in ("team", "a", "b", "c")} == {"team": "shop", "a": None, "b": "2", "c": None}
    assert {key: service[name].get(key) for key in ("team", "a", "b", "c")} == {"team": None, "a": None, "b": None, "c": "3"}


def test_labels_of_the_trait_win_over_those_of_the_component():
    given = component()
    given["metadata"]["labels"] = {"team": "unknown", "tier": "front"}
    found = compiled(given, application(trait("labels", team="shop")))
    for part in metadata(found):
        assert (part["labels"]["team"], part["labels"]["tier"]) == ("shop", "front")


@pytest.mark.parametrize("key", ["oam.dev/instance-name", "oam.dev/role", "app.kubernetes.io/name"])
@pytest.mark.parametrize("place", ["", "workload", "pods", "service"])
def test_labels_by_which_objects_are_found_cannot_be_set(key, place):
    properties = {place: {key: "x"}} if place else {key: "x"}
    found = compiled(component(), application(trait("labels", **properties)))
    assert found.codes == ["OAM508"]
    assert "is a label that oamc sets" in found.messages[0]


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"a key": "x"}, ["OAM508"]),
        ({"team": "a b"}, ["OAM508"]),
        ({"team": 1}, ["OAM508"]),
        ({"pods": "x"}, ["OAM508"]),
        ({"team": "a", "pods": {"team": "b"}}, ["OAM508"]),
        ({"team": "a", "service": {"team": "b"}}, []),
        ({"team": None, "pods": {"team": None}}, []),
        ({}, []),
    ],
)
def test_what_labels_take(properties, codes):
    assert compiled(component(), application(trait("labels", **properties))).codes == codes


def test_an_instance_without_a_service_takes_nothing_for_it():
    uses = (trait("annotations", service={"a": "b"}),)
    assert compiled(component("Worker", container(ports=None)), application(*uses)).codes == ["OAM593"]


def test_a_job_has_labels_on_its_pods():
    found = compiled(component("Task", container(ports=None)), application(trait("labels", team="data")))
    assert [part["labels"]["team"] for part in metadata(found, "Job")] == ["data", "data"]


def test_values_follow_variables():
    given = application(
        trait("labels", stage="[fromVariable(S)]", owner="[fromVariable(S)]-team", pods="[fromVariable(M)]"),
        variables=[{"name": "S", "value": "test"}, {"name": "M", "value": {"level": "low"}}],
    )
    now = metadata(compiled(component(), given))
    assert now[1]["labels"].items() >= {"stage": "test", "owner": "test-team", "level": "low"}.items()
    then = metadata(compiled(component(), given, sets=("variables.S=live", f"{PATH}.labels.pods.level=high")))
    assert then[1]["labels"].items() >= {"stage": "live", "owner": "live-team", "level": "high"}.items()
    assert compiled(component(), given, sets=("variables.M.level=high",)).codes == ["OAM450"]
    undefined = compiled(component(), application(trait("labels", stage="[fromVariable(S)]")))
    assert undefined.codes == ["OAM401"]


def definition(**spec):
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": "Trait", "metadata": {"name": "labels"}, "spec": spec}


def test_what_a_trait_document_has_rules_about_is_fixed():
    rules = definition(properties=[{"name": "team", "type": "string", "enum": ["shop", "data"]}])
    uses = application(trait("labels", team="shop", stage="test"))
    found = compiled(component(), uses, rules)
    assert found.codes == []
    assert metadata(found)[0]["labels"]["team"] == "shop"
    assert compiled(component(), uses, rules, sets=(f"{PATH}.labels.team=data",)).codes == ["OAM450"]
    assert compiled(component(), uses, rules, sets=(f"{PATH}.labels.stage=live",)).codes == []
    wrong = compiled(component(), application(trait("labels", team="other")), rules)
    assert wrong.codes == ["OAM543"]


def test_a_trait_document_with_a_schema_is_kept():
    schema = json.dumps({"type": "object", "properties": {"team": {"type": "string", "enum": ["shop"]}}})
    found = compiled(component(), application(trait("labels", team="data")), definition(properties=schema))
    assert found.codes == ["OAM543"]
