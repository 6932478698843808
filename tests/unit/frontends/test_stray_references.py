"""References in texts that nothing replaces, and parameters where a value is wanted."""

import pytest

COMPONENT = "apiVersion: core.oam.dev/v1alpha1\nkind: ComponentSchematic\nmetadata: {name: web}\nspec:\n"
TYPE = "  workloadType: core.oam.dev/v1alpha1.Worker\n"


def container(lines):
    return f"{COMPONENT}{TYPE}  containers:\n    - name: web\n      image: example/web:1\n      {lines}\n"


@pytest.mark.parametrize(
    ("lines", "place", "hint"),
    [
        ('env: [{name: A, value: "x [fromParam(p)]"}]', "spec.containers[0].env[0].value", "fromParam: NAME"),
        ('config: [{path: /a, value: "[fromParam(p)]"}]', "spec.containers[0].config[0].value", "fromParam: NAME"),
        ('args: [a, "[fromParam(p)]"]', "spec.containers[0].args[1]", "$(VARIABLE)"),
        ('cmd: ["[fromParam(p)]"]', "spec.containers[0].cmd[0]", "$(VARIABLE)"),
        ('imagePullSecret: "[fromParam(p)]"', "spec.containers[0].imagePullSecret", "write the text itself"),
        ('env: [{name: A, value: "http://[instanceName(p)]:80"}]', "spec.containers[0].env[0].value", "workloadSettings"),
        ('args: ["[instanceName()]"]', "spec.containers[0].args[0]", "workloadSettings"),
        ('env: [{name: A, value: "[fromVariable(v)]"}]', "spec.containers[0].env[0].value", "parameterValues"),
    ],
)
def test_a_reference_that_nothing_replaces_is_told(decoded, lines, place, hint):
    found = decoded(container(lines)).found
    assert (found.code.id, found.severity) == ("OAM243", "warning")
    assert found.message.startswith((f'{place} has "[from', f'{place} has "[instanceName('))
    assert "(p)" not in found.message
    assert hint in found.hint


@pytest.mark.parametrize(
    "lines",
    [
        "env: [{name: A, fromParam: p}]",
        'env: [{name: A, value: "[fromparam(p)]"}, {name: B, value: "[fromParam]"}, {name: C, value: "fromParam(p)"}]',
        "args: [x]  # [fromParam(p)]",
    ],
)
def test_other_texts_are_not_told(decoded, lines):
    assert decoded(container(lines)).codes == []


def test_descriptions_and_settings_are_not_looked_into(decoded):
    spec = (
        "  workloadType: example.com/v1.Queue\n"
        "  parameters: [{name: p, type: string, description: 'as [fromParam(p)]'}]\n"
        "  workloadSettings: [{name: a, value: '[fromParam(p)]'}]\n"
    )
    assert decoded(COMPONENT + spec).codes == []


@pytest.mark.parametrize("image", ["'a:[fromParam(p)]'", "'[fromVariable(v)]'", "{name: 'a:[fromParam(p)]'}"])
def test_references_in_images_are_looked_at_later(decoded, image):
    assert decoded(container("").replace("example/web:1", image)).codes == (["OAM235"] if "{" in image else [])


@pytest.mark.parametrize("image", ["[fromParam(p)]", "[a, b]"])
def test_an_image_that_yaml_takes_for_a_list_needs_quotes(decoded, image):
    found = decoded(container("").replace("example/web:1", image)).found
    assert (found.code.id, "in quotes" in found.hint) == ("OAM211", True)


def test_an_alias_of_a_text_is_told_once(decoded):
    assert decoded(container('args: [&a "[fromParam(p)]", *a, *a]')).codes == ["OAM243"]


def test_an_application_takes_variables_and_no_parameters(decoded):
    head = COMPONENT.replace("ComponentSchematic", "ApplicationConfiguration")
    spec = "  components:\n    - componentName: web\n      instanceName: w\n      parameterValues:\n"
    values = "        - {name: a, value: '[fromVariable(v)]'}\n        - {name: b, value: '[fromParam(p)]'}\n"
    found = decoded(head + spec + values).found
    assert (found.code.id, found.span.line) == ("OAM243", 10)
    assert "fromVariable" in found.hint
    found = decoded(head + spec + values.replace("fromParam", "instanceName")).found
    assert (found.code.id, "workloadSettings" in found.hint) == ("OAM243", True)


@pytest.mark.parametrize(
    ("lines", "place", "hint"),
    [
        ("image: {fromParam: p}", "spec.containers[0].image", "INSTANCE.containers.web.image "),
        ("image: a\nresources: {cpu: {fromParam: p}}", "spec.containers[0].resources.cpu", "CONTAINER.resources.cpu "),
        (
            "image: a\nresources: {memory: {required: {fromParam: p}}}",
            "spec.containers[0].resources.memory.required",
            "CONTAINER.resources.memory ",
        ),
        ("image: a\nresources: {gpu: {fromParam: p}}", "spec.containers[0].resources.gpu", "write the value itself"),
        ("image: a\nargs: [{fromParam: p}]", "spec.containers[0].args[0]", "write the value itself"),
        ("image: a\nenv: {fromParam: p}", "spec.containers[0].env", "write the value itself"),
    ],
)
def test_a_parameter_where_a_value_is_wanted_is_one_error(component, lines, place, hint):
    spec = "containers:\n  - name: web\n" + "".join(f"    {line}\n" for line in lines.splitlines())
    found = component(spec).found
    assert (found.code.id, found.message) == ("OAM242", f"{place} takes no parameter")
    assert hint in found.hint


def test_a_pull_policy_takes_no_parameter(component):
    found = component("containers:\n  - name: web\n    image: a\n    imagePullPolicy: {fromParam: p}")
    assert sorted(found.codes) == ["OAM223", "OAM242"]
