"""Names of instances in the settings of extended workload types (docs/spec/oam-v1alpha1.md, 9.2.1)."""

import pytest

from oamc.expressions.holes import Text
from oamc.objects.naming import prefixed
from oamc.objects.tree import At
from tests.support.documents import application, compiled, compiled_objects, component

KIND = "example.com/v1.Thing"


def thing(value, *parameters, **fields):
    """Return a component of an extended type whose spec has one field."""
    settings = [{"name": "spec", "value": {"field": value}}]
    return component(KIND, parameters=list(parameters), workloadSettings=settings, **fields)


def field_of(found):
    """Return the field in the manifests."""
    return found.only("Thing")["spec"]["field"]


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("[instanceName(shop-web)]", "p-shop-web"),
        ("[instanceName()]", "p-shop-web"),
        ("[instanceName()]-tls", "p-shop-web-tls"),
        ("a [instanceName()] b [instanceName(shop-web)]", "a p-shop-web b p-shop-web"),
        ("[instanceName()][instanceName()]", "p-shop-webp-shop-web"),
        ("[instanceName()].[fromParam(domain)]", "p-shop-web.example.com"),
        ("[fromParam(domain)][instanceName()]", "example.comp-shop-web"),
        (["[instanceName()]", {"a": "[instanceName()]"}], ["p-shop-web", {"a": "p-shop-web"}]),
        ({"[instanceName()]": 1}, {"[instanceName()]": 1}),
        ("[instancename()]", "[instancename()]"),
        ("[instanceName( shop-web )]", "[instanceName( shop-web )]"),
        ("[instanceName(fromParam(domain))]", "[instanceName(fromParam(domain))]"),
    ],
)
def test_a_reference_is_the_name_with_the_prefix(written, becomes):
    documents = thing(written, {"name": "domain", "type": "string", "default": "example.com"}), application()
    found = compiled(*documents, sets=("namePrefix=p-",))
    assert field_of(found) == becomes
    assert {code for code in found.codes if code != "OAM414"} == set()


def test_a_whole_reference_is_a_name_as_objects_have_it():
    (objects,) = compiled_objects(thing("[instanceName()]"), application())
    (item,) = objects.objects
    tree = item.body
    for step in ("spec", "field"):
        tree = tree.tree if isinstance(tree, At) else tree
        tree = tree[step]
    assert tree.tree == prefixed("shop-web")
    assert isinstance(tree.tree, Text)


def test_a_name_that_the_application_does_not_have_is_told_once():
    found = compiled(thing(["[instanceName(shop-wep)]", "[instanceName()]"]), application())
    assert found.codes == ["OAM477"]
    (report,) = found.reports.found
    assert ('"shop-wep"' in report.message, '"shop"' in report.message, report.hint) == (True, True, 'did you mean "shop-web"?')


def test_an_instance_with_mistakes_counts_as_one():
    made = application()
    made["spec"]["components"].append({"componentName": "none", "instanceName": "other"})
    found = compiled(thing("[instanceName(other)]"), made)
    assert found.codes == ["OAM319"]


def test_a_component_that_nobody_instantiates_may_name_any_instance():
    assert "OAM477" not in compiled(thing("[instanceName(other)]")).codes


def test_a_type_with_settings_of_its_own_keeps_the_text_and_says_so():
    settings = [{"name": "image", "value": "a:1"}, {"name": "handler", "value": "h [instanceName()]"}]
    settings.append({"name": "annotations", "value": {"a": "[instanceName(x)]"}})
    made = component("openfaas.com/v1.Function", workloadSettings=settings)
    found = compiled(made, application())
    assert found.codes == ["OAM243", "OAM243"]
    assert found.only("Function")["spec"]["handler"] == "h [instanceName()]"
