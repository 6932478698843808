"""Policies of definitions in CUE: the objects that they make, what they see of components, and where nobody knows these."""

import pytest

from oamc.values.given import Assignment, Overrides
from tests.support.own_definitions import CONFIG, Run, application, definition

QUOTA = 'output: {apiVersion: "v1", kind: "ConfigMap", data: size: "\\(parameter.size)"}\nparameter: size: int\n'
COPIED = 'output: {apiVersion: "v1", kind: "ConfigMap", data: text: parameter.text}\nparameter: text: *"a" | string\n'
READER = """
output: {
  apiVersion: "v1", kind: "ConfigMap"
  data: {text: context.artifacts.web.workload.data.text, kind: context.artifacts.web.workload.kind}
}
outputs: beside: {
  apiVersion: "v1", kind: "ConfigMap", metadata: name: "seen"
  data: {for name, of in context.artifacts {(name): "\\(len(of))"}}
}
parameter: {}
"""
HEAD = "metadata: {name: shop, namespace: home, labels: {a: b}}"


def run(policy, *, policies="{name: bound, type: quota}", further="", rest="", **options):
    """Compile an Application with one component and a policy of a definition."""
    files = {
        "note.yaml": definition("component", "note", CONFIG),
        "quota.yaml": definition("PolicyDefinition", "quota", policy),
        "app.yaml": application(
            "{name: web, type: note, properties: {text: hello}}", head=HEAD, rest=f"  policies: [{policies}]\n{rest}"
        ),
    }
    return Run({**files, **({"further.yaml": further} if further else {})}, **options)


def codes(found):
    """Return the codes of what was reported."""
    return [one.code.id for one in found.reports.found]


def named(found, name):
    """Return the object of a name."""
    (item,) = (item for item in found.objects if item["metadata"]["name"] == name)
    return item


def test_a_policy_makes_objects_with_fewer_labels_than_a_component():
    found = run(QUOTA, policies="{name: bound, type: quota, properties: {size: 3}}")
    assert codes(found) == []
    made = named(found, "bound")
    labels = {"app.oam.dev/name": "shop", "app.oam.dev/component": "bound", "app.oam.dev/appRevision": ""}
    assert made["metadata"] == {"name": "bound", "namespace": "home", "labels": labels}
    assert made["data"] == {"size": "3"}
    assert [item["metadata"]["name"] for item in found.objects] == ["web", "bound"]


def test_a_property_that_is_only_copied_is_a_value():
    overrides = Overrides(assignments=(Assignment(flag="--set", text="bound.properties.text=other"),))
    assert named(run(COPIED, overrides=overrides), "bound")["data"] == {"text": "other"}


@pytest.mark.parametrize(
    ("properties", "code"), [("{}", "OAM507"), ("{size: many}", "OAM508"), ("{size: 1, sise: 2}", "OAM506")]
)
def test_properties_are_checked_by_the_template(properties, code):
    found = run(QUOTA, policies=f"{{name: bound, type: quota, properties: {properties}}}")
    assert code in codes(found)
    assert all('policy "bound"' in one.message for one in found.reports.found if one.code.id == code)


def test_what_a_policy_sees_of_components_is_fixed():
    found = run(READER)
    assert codes(found) == []
    assert named(found, "bound")["data"] == {"text": "hello", "kind": "ConfigMap"}
    assert named(found, "seen")["data"] == {"web": "1"}
    overrides = Overrides(assignments=(Assignment(flag="--set", text="web.properties.text=other"),))
    assert codes(run(READER, overrides=overrides)) == ["OAM450"]


def test_objects_stay_in_the_namespace_of_the_application():
    place = "{name: place, type: topology, properties: {namespace: live}}"
    found = run(COPIED, policies=f"{{name: bound, type: quota}}, {place}")
    assert [item["metadata"]["namespace"] for item in found.objects] == ["live", "home"]


def test_with_several_targets_nobody_knows_which_has_the_objects():
    places = ", ".join(f"{{name: {name}, type: topology, properties: {{namespace: {name}}}}}" for name in ("one", "two"))
    found = run(COPIED, policies=f"{{name: bound, type: quota}}, {places}")
    assert codes(found) == ["OAM282"]
    assert "several targets" in found.reports.found[0].message
    assert [len(output.files) for output in found.outputs] == [1, 1]


def test_a_policy_with_the_name_of_a_component_makes_nothing():
    found = run(COPIED, policies="{name: web, type: quota}")
    assert codes(found) == ["OAM282"]
    assert [item["data"] for item in found.objects] == [{"text": "hello"}]


def test_a_policy_document_of_its_own_and_one_without_a_template_are_told():
    satellite = "apiVersion: core.oam.dev/v1alpha1\nkind: Policy\nmetadata: {name: bound}\ntype: quota\n"
    steps = "  workflow: {steps: [{name: go, type: deploy, properties: {policies: [bound]}}]}\n"
    found = run(COPIED, policies="", further=satellite, rest=steps)
    assert "OAM282" in codes(found)
    without = "apiVersion: core.oam.dev/v1beta1\nkind: PolicyDefinition\nmetadata: {name: other}\nspec: {}\n"
    assert "OAM282" in codes(run(COPIED, policies="{name: bound, type: other}", further=without))


def test_two_policies_of_one_definition_make_objects_each():
    found = run(COPIED, policies="{name: bound, type: quota}, {name: other, type: quota, properties: {text: b}}")
    assert (named(found, "bound")["data"], named(found, "other")["data"]) == ({"text": "a"}, {"text": "b"})
