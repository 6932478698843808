"""The check of overrides, the schema of the values, and the engine: they accept the same."""

import json
import re

import helm_python
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from oamc.diagnostics.reports import Reports
from oamc.expressions.types import (
    BYTES_TEXT,
    CPU_TEXT,
    QUANTITY_PATTERNS,
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextMapType,
    TextType,
)
from oamc.values.check import effective, problems
from oamc.values.overrides import Assignment, Given, Overrides, combine
from oamc.values.parameters import Assignment as History
from oamc.values.parameters import Parameter
from oamc.values.schema import type_schema, values_schema
from oamc.values.shape import defaults
from tests.support.laws import examples

NAME = TextType(
    pattern="[a-z]([a-z0-9-]*[a-z0-9])?", rule="must be a name of lower-case letters, digits and hyphens", maximum_length=6
)


def parameter(path, value_type, *values, optional=False, description=""):
    history = tuple(History(source="declared default", value=value, span=None) for value in values)
    return Parameter(path=tuple(path.split("/")), type=value_type, description=description, history=history, optional=optional)


AMOUNTS = TextMapType(fields=(("cpu", CPU_TEXT), ("a", BYTES_TEXT)))

PARAMETERS = (
    parameter("namePrefix", TextType(), ""),
    parameter("web/parameters/text", TextType(minimum_length=1, maximum_length=3), "x", description="A short text"),
    parameter("web/parameters/name", NAME, "web"),
    parameter("web/parameters/choice", TextType(choices=("a", "b")), "a", optional=True),
    parameter("web/parameters/none", TextType(), optional=True),
    parameter("web/parameters/count", NumberType(whole=True, minimum=0, maximum=9), 1),
    parameter("web/parameters/ratio", NumberType(), 0.5, optional=True),
    parameter("web/parameters/one-of", ChoiceType(choices=(1, 3)), 3),
    parameter("web/parameters/on", BooleanType(), True),
    parameter("web/parameters/list", ListType(item=NAME, minimum_length=1), ["a"]),
    parameter("web/parameters/marks", TextMapType(), {"a": "b"}),
    parameter("web/parameters/amounts", AMOUNTS, {"cpu": "100m"}, optional=True),
    parameter("web/parameters/object", ObjectType(), {"a": {"b": 1, "c": [2]}}),
    parameter("web/parameters/anything", AnyListType(), [], optional=True),
    parameter("web/containers/main/cpu", QuantityType(unit="cpu"), "100m"),
    parameter("web/containers/main/memory", QuantityType(unit="bytes"), "1Mi", optional=True),
    parameter("web/optional/one", BooleanType(), optional=True),
    parameter("web/needed", NumberType(), 1),
)
KNOWN_PATHS = [item.path for item in PARAMETERS]
LARGEST = 2**53 - 1

texts = st.one_of(
    st.sampled_from(
        [
            "",
            "a",
            "b",
            "c",
            "abc",
            "a\n",
            "a\n\n",
            "\n",
            "a\r",
            "\U0001f600\U0001f600\U0001f600",
            "\U0001f600" * 4,
            "a-",
            "abcdefg",
        ]
    ),
    st.sampled_from(
        [
            "0",
            "0m",
            "0.0",
            "1",
            "1.5",
            "0.001",
            "1.0001",
            "100m",
            "100m\n",
            "01",
            "0Mi",
            "0.0Gi",
            "1Mi",
            "1Mi\n",
            "1mi",
            "1e3",
            "٣",
        ]
    ),
    st.from_regex(QUANTITY_PATTERNS["cpu"]),
    st.from_regex(QUANTITY_PATTERNS["bytes"]),
)
numbers = st.sampled_from(
    [
        *(0, 1, 3, 9, 10, -1, 1.0, 3.0, 1.5, 9.0, 0.001, 0.0009, 999_999_999, 1e9, -0.0, 1e20, 1e-9),
        *(LARGEST, LARGEST + 2, -LARGEST, -LARGEST - 2, float(LARGEST), 0.1 + 0.2),
    ]
)
leaves = st.one_of(texts, numbers, st.booleans(), st.none())
values = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.lists(below, max_size=2), st.dictionaries(st.sampled_from(["a", "b", "c", "cpu"]), below, max_size=2)
    ),
    max_leaves=4,
)
wrong_paths = st.sampled_from(
    [*("web", "web/parameters", "web/containers/main", "web/parameters/nothing", "nothing"), "global", "web/optional"]
)
paths = st.one_of(st.sampled_from(KNOWN_PATHS), wrong_paths.map(lambda text: tuple(text.split("/"))))


def nest(tree, path, value):
    """Put a value into a tree; a path through something else is left out."""
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
        if not isinstance(tree, dict):
            return
    tree[path[-1]] = value


FREE = st.dictionaries(
    st.sampled_from(["a", "b", "c"]), st.recursive(st.sampled_from([1, "x", True, {}]), st.lists), max_size=2
)
FITTING = {
    "namePrefix": texts,
    "text": st.sampled_from(["a", "abc"]),
    "name": st.sampled_from(["a", "a-b"]),
    "choice": st.sampled_from(["a", "b", None]),
    "none": st.one_of(texts, st.none()),
    "count": st.integers(0, 9),
    "ratio": st.one_of(st.floats(-5, 5), st.none()),
    "one-of": st.sampled_from([1, 3.0]),
    "on": st.booleans(),
    "list": st.lists(st.just("b"), min_size=1, max_size=3),
    "marks": st.dictionaries(st.sampled_from(["a", "b"]), st.one_of(texts, st.just("x")), max_size=2),
    "amounts": st.one_of(st.sampled_from([{}, {"cpu": "1"}, {"a": "64Mi"}, {"cpu": None}, {"cpu": 1}, {"b": "1"}]), st.none()),
    "object": st.one_of(FREE, st.just({"a": {"b": None}}), st.fixed_dictionaries({"a": FREE})),
    "anything": st.one_of(st.lists(FREE, max_size=2), st.none()),
    "cpu": st.from_regex("[1-9][0-9]?m?", fullmatch=True),
    "memory": st.from_regex("[1-9][0-9]?[MG]i?", fullmatch=True),
    "one": st.one_of(st.booleans(), st.none()),
    "needed": st.integers(-LARGEST, LARGEST),
}


@st.composite
def override_trees(draw):
    tree = {}
    for known in draw(st.lists(st.sampled_from(KNOWN_PATHS), max_size=4)):
        nest(tree, known, draw(FITTING[known[-1]]))
    if draw(st.booleans()):
        nest(tree, draw(paths), draw(values))
    return tree


class Engine:
    """A chart in a folder, made of parameters, that the engine renders."""

    def __init__(self, folder, parameters):
        (folder / "templates").mkdir()
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n")
        (folder / "templates" / "values.yaml").write_text("{{ toRawJson .Values }}")
        (folder / "values.yaml").write_text(json.dumps(defaults(parameters)))
        (folder / "values.schema.json").write_text(json.dumps(values_schema(parameters)))
        self.chart = helm_python.Chart.load(folder)

    def values(self, overrides):
        """Return `.Values`, or nothing where the schema refuses them."""
        try:
            return json.loads(self.chart.render(overrides)["shop/templates/values.yaml"])
        except helm_python.HelmError as error:
            assert "meet the specifications of the schema" in str(error)  # noqa: PT017
            return None


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return Engine(tmp_path_factory.mktemp("chart"), PARAMETERS)


@pytest.fixture(scope="module")
def validator():
    return Draft202012Validator(values_schema(PARAMETERS))


def check(tree, parameters=PARAMETERS):
    reports = Reports()
    problems(Given(values=tree), parameters, reports)
    return reports


def counted_by_helm(value):
    """Return a value with its numbers as Helm has them, of 64 bits with a fraction: unchecked ones may lose digits."""
    if isinstance(value, dict):
        return {key: counted_by_helm(item) for key, item in value.items()}
    if isinstance(value, list):
        return [counted_by_helm(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.slow
@settings(max_examples=examples(500), deadline=None)
@given(tree=override_trees())
@example(tree={"global": {"a": 2**53 + 1}})
@example(tree={"enabled": "true"})
@example(tree={"enabled": None})
@example(tree={"enabled": True})
def test_the_check_accepts_what_the_schema_accepts_in_python_and_in_helm(engine, validator, tree):
    merged = effective(PARAMETERS, tree)
    by_helm = engine.values(tree)
    assert not check(tree).found == validator.is_valid(merged) == (by_helm is not None)
    assert by_helm is None or counted_by_helm(by_helm) == counted_by_helm(merged)


@pytest.mark.slow
@pytest.mark.parametrize("known", PARAMETERS, ids=lambda known: known.path[-1])
def test_each_type_accepts_the_same_in_all_three(engine, validator, known):
    @settings(max_examples=examples(60), deadline=None)
    @given(st.one_of(texts, leaves, st.lists(texts, max_size=2), values))
    def agree(value):
        tree = {}
        nest(tree, known.path, value)
        accepted = engine.values(tree) is not None
        assert not check(tree).found == validator.is_valid(effective(PARAMETERS, tree)) == accepted

    agree()


@pytest.mark.parametrize(
    ("path", "fitting", "misfit"),
    [
        *[
            ("text", "abc", ""),
            ("text", "\U0001f600" * 3, "abcd"),
            ("name", "a-b", "a\n"),
            ("choice", "b", "c"),
            ("choice", None, 1),
        ],
        *[("none", "\n", 1), ("count", 9.0, 1.5), ("count", 0, True), ("ratio", LARGEST, LARGEST + 2), ("ratio", None, "1")],
        *[("one-of", 1.0, 2), ("one-of", 3, True), ("on", False, 0), ("list", ["a", "b"], []), ("list", ["a"], ["a\n"])],
        *[("object", {"z": [1.5, {"y": False}]}, {"z": -LARGEST - 2}), ("object", {}, []), ("anything", [{}, [1]], [None])],
    ],
)
def test_every_type_accepts_and_refuses_something(engine, validator, path, fitting, misfit):
    for value, fits in ((fitting, True), (misfit, False)):
        tree = {"web": {"parameters": {path: value}}}
        assert (
            (engine.values(tree) is not None)
            == (not check(tree).found)
            == validator.is_valid(effective(PARAMETERS, tree))
            == fits
        )


def test_a_null_in_a_free_mapping_takes_away_a_default_and_is_refused_elsewhere(engine):
    accepted = {"web": {"parameters": {"object": {"a": {"b": None}}}}}
    assert not check(accepted).found
    assert engine.values(accepted)["web"]["parameters"]["object"] == {"a": {"c": [2]}}
    for refused in ({"a": {"z": None}}, {"z": {"y": None}}, {"z": [None]}):
        tree = {"web": {"parameters": {"object": refused}}}
        assert [found.code.id for found in check(tree).found] == ["OAM754"]
        assert engine.values(tree) is None


def test_a_parameter_that_is_not_optional_keeps_a_value(tmp_path):
    parameters = (parameter("web/a", TextType(), "y"), parameter("web/b", TextType(), optional=True))
    engine = Engine(tmp_path, parameters)
    for removed in ({"web": {"a": None}}, {"web": None}):
        assert [found.code.id for found in check(removed, parameters).found] == ["OAM755"]
        assert engine.values(removed) is None
    assert not check({"web": {"b": None}}, parameters).found
    assert engine.values({"web": {"b": None}})["web"]["a"] == "y"


def test_global_values_are_let_through(engine):
    tree = {"global": {"anything": [None, 2**54]}}
    assert not check(tree).found
    assert engine.values(tree)["global"] == tree["global"]


@pytest.mark.parametrize("enabled", [True, False, None])
def test_whether_a_parent_chart_enables_a_chart_is_let_through(engine, enabled):
    tree = {"enabled": enabled}
    assert [found.code.id for found in check(tree).found] == (["OAM710"] if enabled is False else [])
    assert engine.values(tree).get("enabled") == enabled
    assert engine.values({}).keys() & {"enabled", "global"} == set()


def test_a_chart_that_is_not_enabled_is_no_error_where_warnings_are():
    """The chart takes the value, however strict the build of the manifests is."""
    reports = Reports(strict=True)
    problems(Given(values={"enabled": False}), PARAMETERS, reports)
    assert [(found.code.id, found.severity) for found in reports.found] == [("OAM710", "warning")]


@pytest.mark.parametrize("enabled", ["false", 0, {}, []])
def test_whether_a_chart_is_enabled_is_true_or_false(engine, enabled):
    found = check({"enabled": enabled}).found
    assert [(item.code.id, item.message) for item in found] == [("OAM754", 'value "enabled" must be true or false')]
    assert engine.values({"enabled": enabled}) is None


def test_only_at_the_top_are_the_values_of_parents_known():
    assert [item.code.id for item in check({"web": {"enabled": True, "global": {}}}).found] == ["OAM753", "OAM753"]


def test_the_schema_is_closed_and_refers_only_to_itself():
    schema = values_schema(PARAMETERS)
    Draft202012Validator.check_schema(schema)
    depths = []

    def walk(node, depth):
        depths.append(depth)
        for key, below in node.items() if isinstance(node, dict) else enumerate(node):
            if key == "$ref":
                assert below == "#/$defs/free"
            if key == "properties" and below.keys() != {"global"}:
                assert node["additionalProperties"] is False
            if isinstance(below, (dict, list)):
                walk(below, depth + 1)

    walk(schema, 0)
    assert max(depths) <= 20
    assert "default" not in schema["properties"]["web"]["properties"]["parameters"]["properties"]["text"]
    assert schema["properties"]["web"]["properties"]["parameters"]["properties"]["text"]["description"] == "A short text"


def test_the_defaults_meet_the_schema_and_hold_every_mapping(engine):
    assert defaults(PARAMETERS)["web"]["optional"] == {}
    assert not check({}).found
    assert engine.values({}) == defaults(PARAMETERS) == effective(PARAMETERS, {})


def messages(*assignments):
    reports = Reports()
    given = combine(Overrides(assignments=tuple(Assignment(flag=flag, text=text) for flag, text in assignments)), reports)
    problems(given, PARAMETERS, reports)
    return [(found.code.id, found.message, found.hint) for found in reports.found]


@pytest.mark.parametrize(
    ("flag", "text", "code", "message", "hint"),
    [
        ("--set", "web.parameters.text=1", "OAM754", "must be a string (given by --set, column 1)", "give it by --set-string"),
        (
            "--set",
            "namePrefix=a,web.parameters.text=1",
            "OAM754",
            "must be a string (given by --set, column 14)",
            "--set-string",
        ),
        ("--set-json", "web.parameters.text=1", "OAM754", "must be a string (given by --set-json, column 1)", "in quotes"),
        (
            "--set-json",
            '{"web":{"parameters":{"text":1}}}',
            "OAM754",
            "must be a string (given by --set-json, column 1)",
            "in quotes",
        ),
        (
            "--set-string",
            "web.parameters.count=1",
            "OAM754",
            "must be a whole number (given by --set-string",
            "--set or --set-json",
        ),
        ("--set", "web.parameters.ratio=1.5", "OAM754", "must be a number (given by --set", "--set-json"),
        ("--set", "web.parameters.list=a", "OAM754", "must be a list (given by --set", "{FIRST,SECOND}"),
        ("--set", "web.parameters.list={a,1}", "OAM754", "has a wrong item (number 2): it must be a string", "--set-string"),
        ("--set", "web.parameters.list[1]=a", "OAM754", "has a wrong item (number 1): it must be a string", "--set-string"),
        ("--set-string", "web.containers=x", "OAM754", 'value "web.containers" must be a mapping', ""),
        ("--set", "web.parameters.cuont=1", "OAM753", 'no value is called "web.parameters.cuont"', '"web.parameters.count"?'),
        ("--set", "memory=1", "OAM753", 'no value is called "memory"', '"web.containers.main.memory"?'),
        (
            "--set",
            "web.zzzzzz=1",
            "OAM753",
            'no value is called "web.zzzzzz"',
            '"parameters", "containers", "optional" and "needed"',
        ),
        ("--set", "web.x\\.y=1", "OAM753", r'no value is called "web.x\.y"', ""),
        (
            "--set",
            "web.needed=null",
            "OAM755",
            'value "web.needed" cannot be removed (given by --set, column 1)',
            "so that the value of the document counts",
        ),
        ("--set", "web.parameters=null", "OAM755", 'value "web.parameters" cannot be removed', ""),
    ],
)
def test_a_problem_is_told_with_its_place_and_what_to_do(flag, text, code, message, hint):
    ((found_code, found_message, found_hint),) = messages((flag, text))
    assert found_code == code
    assert message in found_message
    assert hint in found_hint


def test_the_last_source_is_named():
    found = messages(
        ("--set", "web.parameters.text=1"), ("--set", "web.parameters.text=2"), ("--set-json", "web.parameters.text=3")
    )
    assert [message for _, message, _ in found] == [
        'value "web.parameters.text" must be a string (given by --set number 2, column 1)'
    ]


def test_messages_never_hold_a_value():
    for known in PARAMETERS:
        for flag, secret in (
            ("--set", "s3cret"),
            ("--set-string", "s3cret"),
            ("--set-json", '"s3cret"'),
            ("--set-json", '["s3cret",null]'),
        ):
            path = ".".join(known.path)
            assert not re.search("s3cret", str(messages((flag, f"{path}={secret}"))))


def test_a_list_may_be_empty_where_no_length_is_said():
    known = parameter("web/list", ListType(item=NAME), [])
    schema = values_schema([known])["properties"]["web"]["properties"]["list"]
    assert schema.keys() == {"title", "type", "items"}
    assert not check({"web": {"list": []}}, [known]).found


CPU_PATTERN, BYTES_PATTERN = (f"^(?:{QUANTITY_PATTERNS[unit]})$" for unit in ("cpu", "bytes"))
NOT_ZERO = {"type": "string", "pattern": r"\n$|^(?:[0.]+[A-Za-z]*)$"}
FREE = {"$ref": "#/$defs/free"}
SCHEMAS = [
    (BooleanType(), {"type": "boolean"}),
    (NumberType(), {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}),
    (NumberType(whole=True, minimum=0, maximum=9), {"type": "integer", "minimum": 0, "maximum": 9}),
    (ChoiceType(choices=(1, 3)), {"type": "integer", "enum": [1, 3]}),
    (TextType(), {"type": "string"}),
    (TextType(choices=("a", "b")), {"type": "string", "enum": ["a", "b"]}),
    (TextType(minimum_length=1, maximum_length=3), {"type": "string", "minLength": 1, "maxLength": 3}),
    (TextType(forbidden="x"), {"type": "string", "not": {"type": "string", "pattern": "x"}}),
    (TextType(pattern="a|b"), {"type": "string", "pattern": "^(?:a|b)$", "not": {"type": "string", "pattern": r"\n$"}}),
    (
        TextType(pattern="[a-z]+", forbidden="xx"),
        {"type": "string", "pattern": "^(?:[a-z]+)$", "not": {"type": "string", "pattern": r"\n$|xx"}},
    ),
    (
        QuantityType(unit="cpu"),
        {"type": ["number", "string"], "minimum": 0.001, "maximum": 999_999_999, "pattern": CPU_PATTERN, "not": NOT_ZERO},
    ),
    (QuantityType(unit="bytes"), {"type": "string", "pattern": BYTES_PATTERN, "not": NOT_ZERO}),
    (
        ListType(item=TextType(minimum_length=1), minimum_length=2),
        {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 2},
    ),
    (TextMapType(), {"type": "object", "additionalProperties": {"type": "string"}}),
    (
        TextMapType(fields=(("a", TextType(choices=("b",))),)),
        {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string", "enum": ["b"]}}},
    ),
    (ObjectType(), {"type": "object", "additionalProperties": FREE}),
    (AnyListType(), {"type": "array", "items": FREE}),
    (AnyListType(minimum_length=1, maximum_length=2), {"type": "array", "items": FREE, "minItems": 1, "maxItems": 2}),
    (ListType(item=BooleanType(), unique=True), {"type": "array", "items": {"type": "boolean"}, "uniqueItems": True}),
    (
        NumberType(whole=True, minimum=0, maximum=9, above=0, below=9, multiple=4),
        {"type": "integer", "minimum": 0, "maximum": 9, "exclusiveMinimum": 0, "exclusiveMaximum": 9, "multipleOf": 4},
    ),
]


@pytest.mark.parametrize(("value_type", "schema"), SCHEMAS, ids=[str(schema) for _, schema in SCHEMAS])
def test_each_type_has_its_schema_and_null_is_one_more_choice_of_an_optional_value(value_type, schema):
    assert type_schema(value_type) == schema
    known = values_schema([parameter("web/it", value_type, optional=True)])
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    optional = {**schema, "title": "it", "type": [*types, "null"]}
    if "enum" in schema:
        optional["enum"] = [*schema["enum"], None]
    assert known["properties"]["web"]["properties"]["it"] == optional
    assert "required" not in known["properties"]["web"]
    assert known["required"] == ["web"]
    assert ("$defs" in known) == (FREE in schema.values())


def test_a_free_value_is_anything_but_null_with_numbers_that_helm_can_hold():
    schema = values_schema([parameter("web/it", AnyListType(), [])])
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["global"] == {"type": "object"}
    assert schema["properties"]["enabled"]["type"] == ["boolean", "null"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"] == {
        "free": {
            "type": ["boolean", "number", "string", "array", "object"],
            "minimum": -LARGEST,
            "maximum": LARGEST,
            "items": FREE,
            "additionalProperties": FREE,
        }
    }


def only(values, parameters):
    """Return the one finding about values."""
    (found,) = check(values, parameters).found
    return found


def test_a_rule_that_is_too_long_for_the_message_is_told_by_the_hint():
    for length, told in ((80, True), (81, False)):
        rule = "must be " + "x" * (length - 8)
        found = only({"a": "b"}, [parameter("a", TextType(pattern="c", rule=rule), "c")])
        assert (rule in found.message, found.hint) == (told, "" if told else f"it {rule}")
        assert told or "does not fit" in found.message
    long_list = ChoiceType(choices=tuple(range(1000, 1030)))
    found = only({"a": "1000"}, [parameter("a", long_list, 1000)])
    assert found.hint.startswith("it must be one of 1000, 1001")


def test_both_the_rule_and_what_to_do_are_in_the_hint_where_both_are_needed():
    rule = "must be " + "x" * 90
    known = [
        parameter("a", TextType(rule=rule, pattern="c"), "c"),
        parameter("b", ListType(item=TextType(rule=rule, pattern="c")), []),
    ]
    found = only({"b": ["x" * 3, 4]}, known)
    assert found.hint.startswith("it has a wrong item (number 1): it must be")
    assert found.hint.endswith("; write it in quotes")


@pytest.mark.parametrize(("count", "hint"), [(8, ' and "n7"'), (9, ', "n7" and 1 more'), (20, ', "n7" and 12 more')])
def test_so_many_names_are_listed_and_no_more(count, hint):
    parameters = [parameter(f"n{number}", TextType(), "") for number in range(count)]
    found = only({"something": 1}, parameters)
    assert found.hint.startswith('known here: "n0", "n1"')
    assert found.hint.endswith(hint)


def test_where_nothing_can_be_set_that_is_said():
    assert only({"something": 1}, []).hint == "nothing can be set here"


def test_after_many_mistakes_nothing_is_searched_any_more():
    reports = Reports()
    reports.may_search = lambda: False
    problems(Given(values={"web": {"cuont": 1}}), [parameter("web/count", NumberType(), 1)], reports)
    assert [(found.code.id, found.hint) for found in reports.found] == [("OAM753", "")]


@pytest.mark.parametrize("value", [1, "text", [], None])
def test_what_comes_from_a_parent_chart_is_a_mapping(value):
    found = check({"global": value}, [parameter("a", TextType(), "")]).found
    assert [item.code.id for item in found] == ["OAM754"]
    assert all('value "global" must be a mapping' in item.message for item in found)


def test_what_stands_behind_a_comma_may_be_the_end_of_a_secret_and_is_not_shown():
    ((_, message, hint),) = messages(("--set", "namePrefix=a,s3cret9=1"))
    assert "s3cret9" not in message
    assert hint.startswith(r"a comma in a value is written \,; ")
    ((_, message, hint),) = messages(("--set", "namePrefix=a,web.s3cret9=1"))
    assert "s3cret9" in message
    assert "comma" not in hint
