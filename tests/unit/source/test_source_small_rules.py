"""Small rules of the reader, each on its own: limits, constants, tags, gaps, characters nobody sees, texts as written."""

import json
import math

import pytest

from oamc.source.field_names import FIELD_NAMES
from oamc.source.limits import FREE_COPIES, FREE_EXPANSION, Limits, nodes_of, raising
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.source.scalar_nodes import tag_in_words
from oamc.source.scalars import resolve
from oamc.source.text_places import outside_of_texts
from tests.unit.source.test_field_names import SCHEMAS, properties


def test_the_limits_are_those_that_the_documentation_states():
    assert {name: getattr(Limits(), name) for name in Limits.__annotations__} == {
        "file": 4_194_304,
        "inputs": 33_554_432,
        "depth": 64,
        "nodes": 500_000,
        "expansion": 10,
        "documents": 10_000,
        "scalar": 1_048_576,
        "key": 1024,
        "number": 64,
        "components": 10_000,
        "copies": 2,
    }
    assert (FREE_EXPANSION, FREE_COPIES) == (10_000, 100_000)


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 1), ("x" * 63, 1), ("x" * 64, 2), ("x" * 127, 2), ("x" * 128, 3), ("x\n" * 31, 1), ("x\n" * 32, 2 + 32)],
)
def test_a_long_text_counts_for_its_length_and_its_lines(text, count):
    assert nodes_of(text) == count


def test_a_limit_is_raised_to_twice_what_it_is():
    assert raising("depth", 64) == "raise the limit with --limit depth=128"
    assert raising("depth", 0) == "raise the limit with --limit depth=1"


CONSTANTS = {
    None: ["", "~", "null", "Null", "NULL"],
    True: ["true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"],
    False: ["false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"],
    math.inf: [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"],
    -math.inf: ["-.inf", "-.Inf", "-.INF"],
}


@pytest.mark.parametrize(("value", "text"), [(value, text) for value, texts in CONSTANTS.items() for text in texts])
def test_a_constant_has_these_spellings_and_no_others(value, text):
    assert resolve(text) is value or (isinstance(value, float) and resolve(text) == value)
    assert resolve(f"{text}x") == f"{text}x"


def test_what_is_no_number_is_not_equal_to_itself_in_three_spellings():
    assert all(math.isnan(resolve(text)) for text in (".nan", ".NaN", ".NAN"))
    assert resolve(".Nan") == ".Nan"


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("tag:yaml.org,2002:str", 'the tag "!!str"'),
        ("tag:yaml.org,2002:set", 'the tag "!!set"'),
        ("tag:yaml.org,2002:secret", "the tag"),
        ("!secret", "the tag"),
        ("set", "the tag"),
    ],
)
def test_only_a_tag_of_yaml_is_repeated(tag, words):
    assert tag_in_words(tag) == words


METADATA_OF_CLUSTERS = {
    "clusterName",
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
}
WORDS_OF_SCHEMAS = {"not", "anyOf"}


def test_every_field_that_people_write_is_named():
    known = {name for path in SCHEMAS for name in properties(json.loads(path.read_text(encoding="utf-8")))}
    assert known - METADATA_OF_CLUSTERS - WORDS_OF_SCHEMAS <= FIELD_NAMES


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("a: 1\n", False),
        ("a: 1\n? [b]\n: 2\n", True),
        ("a: 1\n~: 2\n", True),
        (f"a: 1\n? {'b' * 20}\n: 2\n", True),
        ("a: *none\n", True),
        ("a: 1\na: 2\n", False),
    ],
)
def test_a_document_has_a_gap_where_a_key_or_an_alias_was_refused(reading, text, gap):
    (document,) = reading(text, key=10).documents
    assert document.has_gap == gap


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: x\u2028y\u2029z\n", [(1, 5)]),
        ("a: x\u2029y\u2028z\n", [(1, 5)]),
        ("a: x\u0085y\n", [(1, 5)]),
        ("a: xy\ufeffz\n", [(1, 6)]),
    ],
)
def test_the_first_character_that_nobody_sees_is_shown_as_one(reading, text, places):
    found = [item.span for item in reading(text).diagnostics]
    assert [(span.line, span.column) for span in found][:1] == places
    assert found[0].end_column == found[0].column + 1 or found[0].end_line == found[0].line + 1


def test_a_mistake_names_what_is_open_only_where_something_is(reading):
    (opened,) = reading("a: [1, 2\nb: 3\n").diagnostics
    assert [related.message for related in opened.related] == ["it is opened here"]
    (other,) = reading("a: b\n c: d\n").diagnostics
    assert other.related == ()


def scalars_outside(reading, text):
    """Return the numbers of a text that stand where no text is taken."""
    root = reading(text).root
    known = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            if isinstance(node.value, int):
                known[id(node)] = node
        else:
            waiting += [entry.value for entry in node] if isinstance(node, Mapping) else list(node)
    assert isinstance(root, (Mapping, Sequence))
    return sorted(node.value for node in outside_of_texts(root, known.keys()))


def test_values_of_variables_parameters_and_files_are_texts_and_nothing_else_is(reading):
    assert scalars_outside(reading, "env: [{name: 1, value: 2}]\nconfig: [{path: 3, value: 4}]\n") == [1, 3]
    assert scalars_outside(reading, "parameterValues: [{name: 1, value: 2}]\nvariables: [{name: 3, value: 4}]\n") == [1, 3]
    assert scalars_outside(reading, "parameters: [{name: 1, default: 2, type: string}, {default: 3, type: String}]\n") == [1]
    assert scalars_outside(reading, "parameters: [{default: 2, type: number}, {default: 3}]\nenv: [{default: 4}]\n") == [
        2,
        3,
        4,
    ]
    assert scalars_outside(reading, "other: [{value: 1}]\nvalue: 2\n") == [1, 2]


@pytest.mark.parametrize("field", ["default", "properties", "settings", "value", "workloadSettings"])
def test_below_a_free_form_names_of_fields_mean_nothing(reading, field):
    assert scalars_outside(reading, f"{field}:\n  env: [{{value: 1}}]\n  more: {{env: [{{value: 2}}]}}\n") == [1, 2]
    assert scalars_outside(reading, "spec:\n  env: [{value: 1}]\n") == []


@pytest.mark.parametrize("anchored", ["{b: 1}", "[b]", "{}"])
def test_an_alias_is_as_deep_as_what_it_repeats_and_no_deeper(reading, anchored):
    text = f"a: &x {anchored}\nc: [*x]\n"
    assert reading(text, depth=3).codes == []
    assert reading(text, depth=2).codes == ["OAM150"]
