"""What follows variables: the template and the manifests are the same objects, whatever is given of both."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.backends.helm.spell import TemplateSpeller
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Fits, Hole, IsGiven, Text
from oamc.expressions.types import TextType
from oamc.objects.fill import Filler
from oamc.options import Options
from oamc.values.given import Assignment, Overrides
from tests.strategies.texts import NUMBERS, PIECES
from tests.support.agreement import chart_values, compiled, disagreement, objects, source
from tests.support.documents import application, component, container, trait
from tests.support.helm import helm_versions, shared_engine, shared_program

REFERENCE = "[fromVariable({})]"
KINDS = {"text": "string", "joined": "string", "number": "number", "flag": "boolean", "tree": "object", "items": "array"}
GIVEN = {
    "text": REFERENCE.format("word"),
    "joined": f"{{{{ {REFERENCE.format('word')} <no value> {REFERENCE.format('size')}",
    "number": REFERENCE.format("size"),
    "flag": REFERENCE.format("on"),
    "tree": {"a.b": REFERENCE.format("word"), "list": [REFERENCE.format("size"), 2.5, None, {}][:2], "{{": {"x": "<no value>"}},
    "items": [REFERENCE.format("on"), f"-{REFERENCE.format('word')}-"],
}
VARIABLES = {"word": "shop", "size": 3, "on": True, "host": "example.com"}
ENVIRONMENT = [{"name": name.upper(), "fromParam": name} for name in KINDS]
FILES = [{"path": "/etc/joined", "fromParam": "joined"}]
WEB = component(
    "Server",
    container(env=ENVIRONMENT, config=FILES),
    parameters=[{"name": name, "type": kind} for name, kind in KINDS.items()],
)
SHOP = application(
    trait(
        "ingress", hostname="shop.[fromVariable(host)]", servicePort=8080, tlsHosts=["[fromVariable(host)]"], tlsSecretName="a"
    ),
    variables=[{"name": name, "value": value} for name, value in VARIABLES.items()],
    parameterValues=[{"name": name, "value": value} for name, value in GIVEN.items()],
)
TEXT = "---\n".join(f"{json.dumps(document)}\n" for document in (WEB, SHOP))
(CHART,) = compiled(TEXT, Options())[0].values()
INGRESS = ("shop-web", "traits", "ingress")


def nested(path, value):
    """Return the tree that has a value at a path."""
    for key in reversed(path):
        value = {key: value}
    return value


def manifests(overrides):
    """Return the objects of the manifests with some overrides, and the errors."""
    files = (source(json.dumps(overrides), "values.yaml"),)
    outputs, errors = compiled(TEXT, Options(format="manifests", overrides=Overrides(files=files)))
    return objects(outputs["shop"]) if outputs else [], errors


def environment(found):
    """Return the variables of the one container, by name."""
    (deployment,) = (item for item in found if item["kind"] == "Deployment")
    env = deployment["spec"]["template"]["spec"]["containers"][0]["env"]
    return {entry["name"]: entry.get("value", "") for entry in env}


def test_everything_follows_a_variable():
    found, errors = manifests({"variables": {"word": "<no value>{{", "size": 0.5, "on": False, "host": "a.b"}})
    assert errors == []
    assert environment(found) == {
        "TEXT": "<no value>{{",
        "JOINED": "{{ <no value>{{ <no value> 0.5",
        "NUMBER": "0.5",
        "FLAG": "false",
        "TREE": '{"a.b":"<no value>{{","list":[0.5,2.5],"{{":{"x":"<no value>"}}',
        "ITEMS": '[false,"-<no value>{{-"]',
    }
    (ingress,) = (item for item in found if item["kind"] == "Ingress")
    assert (ingress["spec"]["rules"][0]["host"], ingress["spec"]["tls"][0]["hosts"]) == ("shop.a.b", ["a.b"])


TODAY = {
    "text": "shop",
    "joined": "{{ shop <no value> 3",
    "number": 3,
    "flag": True,
    "tree": {"a.b": "shop", "list": [3, 2.5], "{{": {"x": "<no value>"}},
    "items": [True, "-shop-"],
}


@pytest.mark.parametrize("name", TODAY)
def test_to_give_what_the_variables_make_changes_nothing(name):
    before, _ = manifests({})
    override = nested(("shop-web", "parameters", name), TODAY[name])
    assert manifests(override) == (before, [])
    assert disagreement(shared_engine(), TEXT, CHART, override) == ""


@pytest.mark.parametrize(
    ("name", "value"), [("text", ""), ("joined", ""), ("number", 0), ("flag", False), ("tree", {}), ("items", [])]
)
def test_a_value_that_is_empty_wins_too(name, value):
    override = nested(("shop-web", "parameters", name), value) | {"variables": {"word": "other"}}
    found, _ = manifests(override)
    assert environment(found)[name.upper()] == ("" if value == "" else json.dumps(value))
    assert disagreement(shared_engine(), TEXT, CHART, override) == ""


TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), st.text(max_size=6)).filter(
    lambda text: "\0" not in text
)
NUMBER = st.one_of(st.integers(1 - 2**53, 2**53 - 1), st.sampled_from(NUMBERS))
HOSTS = st.sampled_from(
    ["a", "a.b", "1", "a-b.c", "A", "", "-", "1.2.3.4", "a" * 64, ".".join("a" * 62 for _ in range(4)), "a b"]
)


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries({}, optional={"word": TEXTS, "size": NUMBER, "on": st.booleans(), "host": HOSTS}),
    st.fixed_dictionaries({}, optional={"text": TEXTS | st.none(), "number": NUMBER, "items": st.lists(TEXTS, max_size=2)}),
    st.fixed_dictionaries({}, optional={"hostname": HOSTS | st.none(), "tlsHosts": st.lists(HOSTS, max_size=2)}),
)
def test_both_outputs_agree_whatever_is_given(variables, parameters, ingress):
    values = {"variables": variables, "shop-web": {"parameters": parameters, "traits": {"ingress": ingress}}}
    assert disagreement(shared_engine(), TEXT, CHART, values) == ""


LONG = ".".join("a" * 62 for _ in range(4))


@pytest.mark.parametrize("overrides", [{"variables": {"host": LONG}}, {"variables": {"host": "a" * 63 + "b"}}])
def test_what_a_text_would_become_is_asked_in_both_outputs(overrides):
    own = overrides | nested((*INGRESS, "hostname"), "own.example.com")
    found, errors = manifests(overrides)
    assert found == []
    assert len(errors) == 1
    assert disagreement(shared_engine(), TEXT, CHART, overrides) == ""
    assert manifests(own)[1] == ([] if overrides["variables"]["host"] == LONG else errors)
    assert disagreement(shared_engine(), TEXT, CHART, own) == ""


def test_a_condition_between_values_sees_what_follows_a_variable():
    scaled = application(
        trait("auto-scaler", minimum="[fromVariable(least)]", maximum=5, cpu=50), variables=[{"name": "least", "value": 2}]
    )
    text = "---\n".join(f"{json.dumps(document)}\n" for document in (component(), scaled))
    (chart,) = compiled(text, Options())[0].values()
    for least, own, refused in ((5, None, False), (6, None, True), (6, 5, False), (1, 6, True)):
        values = {"variables": {"least": least}} | nested(("shop-web", "traits", "auto-scaler", "minimum"), own)
        assert disagreement(shared_engine(), text, chart, values) == ""
        assert ("minimum must not be greater" in shared_engine().render(chart, values).refusal) == refused


def test_both_outputs_refuse_a_text_in_the_same_words():
    refused = shared_engine().render(CHART, {"variables": {"host": LONG}}).refusal
    _, (error,) = manifests({"variables": {"host": LONG}})
    words = "shop-web.traits.ingress.hostname, which follows variables.host, must be empty or a host name"
    assert (words in refused, words in error) == (True, True)


@pytest.mark.parametrize("pattern", ["[é😀]", "\u2028|😀", '"|\\\\|😀', "}}|😀", "\\{\\{ fail|😀"])
def test_the_words_of_a_pattern_are_in_a_template_that_can_be_read(pattern):
    rules = component(
        "Worker",
        container(ports=None, env=[{"name": "A", "fromParam": "a"}]),
        parameters=[{"name": "a", "type": "string", "pattern": pattern}],
    )
    shop = application(variables=[{"name": "x", "value": "1"}], parameterValues=[{"name": "a", "value": "😀[fromVariable(x)]"}])
    text = "---\n".join(f"{json.dumps(document, ensure_ascii=False)}\n" for document in (rules, shop))
    (chart,) = compiled(text, Options())[0].values()
    for values in ({}, {"variables": {"x": "2"}}, {"shop-web": {"parameters": {"a": "3"}}}):
        assert disagreement(shared_engine(), text, chart, values) == ""
    assert shared_engine().render(chart, {"variables": {"x": "2"}}).refusal == ""


@helm_versions
@pytest.mark.parametrize(
    "values", [{}, {"variables": {"word": "other", "size": 1}, "shop-web": {"parameters": {"text": "own"}}}]
)
def test_a_chart_that_is_a_dependency_follows_its_variables(version, values):
    parent = {"Chart.yaml": "apiVersion: v2\nname: parent\nversion: 1.0.0\n", "values.yaml": "", "templates/none.yaml": ""}
    files = parent | {f"charts/shop/{name}": text for name, text in CHART.items()}
    expected, _ = manifests(values)
    for program in (shared_program(version), shared_engine()):
        rendered = program.render(files, {"shop": values})
        assert rendered.refusal == ""
        ordered = sorted((item["kind"], json.dumps(item, sort_keys=True)) for item in rendered.documents)
        assert ordered == sorted((item["kind"], json.dumps(item, sort_keys=True)) for item in expected)


def built_with(*sets):
    """Return the values of a chart that is built with overrides, and its files."""
    assignments = tuple(Assignment(flag="--set", text=text) for text in sets)
    (output,) = build((source(TEXT),), Options(overrides=Overrides(assignments=assignments)), Reports())
    return chart_values(output.files), output.files


def test_an_override_of_a_variable_becomes_its_default_and_what_follows_stays_null():
    values, files = built_with("variables.word=other")
    assert (values["variables"]["word"], values["shop-web"]["parameters"]["text"]) == ("other", None)
    assert 'Where it is null, it is variables.word, now "other".' in " ".join(files["values.yaml"].replace("#", "").split())


@pytest.mark.parametrize("text", ["own", "shop", ""])
def test_an_override_of_what_follows_is_a_default_of_its_own(text):
    values, files = built_with(f"shop-web.parameters.text={text}")
    assert values["shop-web"]["parameters"]["text"] == text
    again = shared_engine().render(files, {"variables": {"word": "other"}})
    assert environment(again.documents)["TEXT"] == text
    follows = shared_engine().render(files, nested(("shop-web", "parameters", "text"), None) | {"variables": {"word": "other"}})
    assert environment(follows.documents)["TEXT"] == "other"


def test_variables_of_a_template_have_names_of_their_own():
    paths = [
        ("web", "a", "x-y"),
        ("web", "b", "x-y"),
        ("web", "c", "x_y_2"),
        ("web", "instance"),
        ("web", "d", "x.y"),
        ("web", "é"),
    ]
    hole = Hole(path=("variables", "v"), type=TextType())
    speller = TemplateSpeller("web", built=dict.fromkeys(paths, hole))
    names = [speller.path(path) for path in paths]
    assert names == ["$x_y", "$x_y_2", "$x_y_2_2", "$instance_2", "$x_y_3", "$_"]
    assert [speller.path(path) for path in paths] == names
    assert speller.followers().count(":= ternary .Values.variables.v ") == len(paths)


def test_an_unbuilt_parameter_has_no_variable():
    speller = TemplateSpeller("web", built={("web", "a"): Hole(path=("variables", "v"), type=TextType())})
    assert (speller.path(("web", "b")), speller.followers()) == ("$instance.b", "")


STRICT = TextType(pattern="[a-z]+", forbidden="x", rule="must be letters", minimum_length=2, maximum_length=3)


@pytest.mark.parametrize(
    ("text_type", "text", "fits"),
    [
        *((STRICT, text, text == "abc") for text in ("abc", "a", "abcd", "ab1", "axb", "abc\n", "")),
        *((TextType(choices=("a", "")), text, text != "b") for text in ("a", "b", "")),
        *((TextType(contains=("[0-9]$", "a")), text, text == "ba1") for text in ("ba1", "a", "1", "ba1\n", "")),
        *((TextType(maximum_length=2), text, len(text) <= 2) for text in ("éé", "ééé", "\n\n", "\n\n\n")),
    ],
)
def test_a_template_asks_for_a_type_as_the_check_does(text_type, text, fits):
    condition = Fits(value=Text(parts=("", Hole(path=("variables", "v"), type=TextType()))), type=text_type)
    assert Filler({"variables": {"v": text}}).holds(condition) == fits
    template = f"{{{{ if {TemplateSpeller().condition(condition)} }}}}a: true{{{{ else }}}}a: false{{{{ end }}}}\n"
    files = {
        "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
        "values.yaml": "{}\n",
        "templates/a.yaml": f"apiVersion: v1\nkind: A\nmetadata: {{name: a}}\n{template}",
    }
    (found,) = shared_engine().render(files, {"variables": {"v": text}}).documents
    assert found["a"] == fits


def test_a_value_is_given_unless_it_was_built():
    path = ("web", "a")
    values = {"web": {"a": ""}}
    assert Filler(values).holds(IsGiven(path=path))
    assert not Filler(values, frozenset([path])).holds(IsGiven(path=path))
    assert not Filler({}).holds(IsGiven(path=path))
