"""Applications of KubeVela as documents: what stands in the wrong place or has an older name, and what nobody has filled."""

import pytest

from tests.support.vela_applications import HEAD, WEB, Compiled, document


def component(more):
    """Compile a component with further fields, in one line of YAML."""
    return Compiled(document(components=f"components:\n  - {{name: web, type: webservice{more}}}\n"))


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (", properties: text", "OAM211", 'write "properties:", and below it every property as NAME: VALUE'),
        (", properties: [a]", "OAM211", "must be a mapping, not a list"),
        (", settings: {image: a}", "OAM286", 'write "properties"'),
        (", properties: {image: a}, settings: {}", "OAM216", "settings"),
        (", properties: {image: a}, traits: [{name: scaler}]", "OAM286", 'write "type"'),
        (", properties: {image: a}, traits: [{type: scaler, name: a}]", "OAM216", "name"),
        (", properties: {image: a}, traits: {type: scaler}", "OAM211", "must be a list"),
        (", properties: {image: a}, trait: []", "OAM216", 'did you mean "traits"?'),
        (", properties: {image: a}, dependsOn: db", "OAM211", "must be a list"),
        (", properties: {image: a}, inputs: [{parameterKey: a}]", "OAM210", "from"),
        (", properties: {image: a}, inputs: [{from: a}]", "OAM331", "no component has one"),
    ],
)
def test_mistakes_of_a_component(more, code, said):
    found = component(more)
    assert code in found.codes
    assert said in found.messages
    assert found.targets == {}


@pytest.mark.parametrize("field", ["traits", "properties", "dependsOn"])
def test_what_stands_beside_the_components_belongs_to_one(field):
    found = Compiled(document(f"{field}: []\n"))
    assert found.codes == ["OAM216"]
    assert "to a component: write" in found.messages


def test_fields_of_which_nothing_comes_are_taken():
    assert component(', properties: {image: a}, externalRevision: v1, scopes: {"a": b}').codes == []


def test_a_workflow_is_no_list():
    found = Compiled(document("workflow: [{name: a, type: suspend}]\n"))
    assert found.codes == ["OAM211"]
    assert 'write "steps:" below it' in found.messages


@pytest.mark.parametrize(("workflow", "codes"), [("{ref: a, steps: [{type: suspend}]}", {"OAM289", "OAM283"}), ("{}", set())])
def test_a_workflow_has_steps_or_the_name_of_some(workflow, codes):
    assert set(Compiled(document(f"workflow: {workflow}\n")).codes) == codes


@pytest.mark.parametrize(
    ("annotations", "codes"),
    [
        ('{app.oam.dev/autoUpdate: "true", app.oam.dev/publishVersion: v1}', ["OAM289"]),
        ('{app.oam.dev/autoUpdate: "false", app.oam.dev/publishVersion: v1}', []),
        ('{app.oam.dev/autoUpdate: "true"}', []),
    ],
)
def test_a_published_version_does_not_change_by_itself(annotations, codes):
    head = HEAD.replace("{name: shop}", f"{{name: shop, annotations: {annotations}}}")
    assert Compiled(document(head=head)).codes == codes


def test_components_take_nothing_from_one_another():
    components = """
        components:
          - name: web
            type: webservice
            properties: {image: "example/web:1"}
            inputs: [{from: address, parameterKey: image}, {from: adress}]
          - name: db
            type: webservice
            properties: {image: "example/db:1"}
            outputs: [{name: address, valueFrom: output.status.ip}]
    """
    found = Compiled(document(components=components))
    assert found.codes == ["OAM288", "OAM331"]
    assert 'did you mean "address"?' in found.messages
    assert found.reports.in_order()[0].related[0].span.line == 13


def test_what_a_component_gives_and_nobody_takes_matters_not():
    assert component(", properties: {image: a}, outputs: [{name: a, valueFrom: output.x}]").codes == []


@pytest.mark.parametrize(
    "value",
    ["<your-value>", "<Your Value>", "<A>", "https://<host>/x", "<name>.example.com", "a<b>c<d>", "{NAME}", "{MY_NAME_2}"],
)
def test_a_placeholder_is_told(value):
    quoted = value if value.startswith("{") else f'"{value}"'
    found = component(f", properties: {{image: a, env: [{{name: A, value: {quoted}}}]}}")
    assert "OAM287" in found.codes
    assert value not in found.messages
    strict = Compiled(document(components=WEB).replace("example/web:1", "<image>"), strict=True)
    assert "OAM287" in strict.codes


@pytest.mark.parametrize(
    "value",
    [
        '"a < b > c"', '"<b>bold</b>"', '"echo <in >out"', '"<>"', '"<1>"', '"<a"', '"a>"', '"<!-- x -->"', '"<a b=\\"c\\">"',
        '"<a><"', "name", '"if a<b and c>d"', f'"<{"a" * 600}>"',
    ],
)  # fmt: skip
def test_other_texts_with_these_signs_are_not_told(value):
    assert component(f", properties: {{image: a, env: [{{name: A, value: {value}}}]}}").codes == []


def test_a_name_without_a_value_in_a_block_is_no_placeholder():
    head = document(components="components:\n  - name: web\n    type: webservice\n    properties:\n      IMAGE:\n")
    assert "OAM287" not in Compiled(head).codes
