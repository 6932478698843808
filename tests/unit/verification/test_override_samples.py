"""`draw`: what it draws, the schema allows; what the schema allows, it draws."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from oamc.verification.patterns import matching
from oamc.verification.samples import HOSTILE_TEXTS, Undrawable, draw, merged
from tests.support.helm import shared_engine

PORT = {"type": "integer", "minimum": 1, "maximum": 65_535}
SCHEMA = {
    "$defs": {"port": PORT, "a/b": {"$ref": "#/$defs/port"}},
    "type": "object",
    "additionalProperties": False,
    "required": ["web"],
    "properties": {
        "prefix": {"type": "string", "pattern": "^([a-z]([-a-z0-9]*[a-z0-9])?-)?$", "maxLength": 20},
        "web": {
            "type": "object",
            "required": ["image"],
            "additionalProperties": False,
            "properties": {
                "image": {"type": "string", "minLength": 1, "maxLength": 300, "not": {"pattern": "[\\x00-\\x1f]"}},
                "port": {"$ref": "#/$defs/port"},
                "other": {"$ref": "#/$defs/a~1b"},
                "share": {"type": "number", "minimum": 0, "maximum": 1},
                "step": {"type": "integer", "minimum": 3, "multipleOf": 5},
                "cpu": {"anyOf": [{"type": "string", "pattern": "^[0-9]+m$"}, {"type": "integer", "minimum": 0}]},
                "one": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
                "list": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": ["string", "null"]}},
                "enum": {"enum": ["a", 1, True]},
                "const": {"const": "c"},
                "enabled": {"type": "boolean"},
                "map": {"type": "object", "additionalProperties": {"type": "boolean"}},
                "any": True,
                "never": False,
            },
        },
    },
}
DEFAULTS = {"prefix": "", "web": {"image": "a", "port": 80, "enabled": True}}


@example(358_194)
@given(st.integers(0, 2**32))
def test_overrides_merged_into_the_defaults_satisfy_the_schema(seed):
    for overrides in draw(SCHEMA, seed, 3, DEFAULTS):
        Draft202012Validator(SCHEMA).validate(merged(DEFAULTS, overrides))


@given(st.integers(0, 2**32))
def test_without_defaults_the_overrides_alone_satisfy_the_schema(seed):
    for overrides in draw(SCHEMA, seed, 3):
        Draft202012Validator(SCHEMA).validate(merged({}, overrides))


def test_helm_accepts_every_sample():
    chart = {
        "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
        "values.yaml": json.dumps(DEFAULTS),
        "values.schema.json": json.dumps(SCHEMA),
    }
    for overrides in draw(SCHEMA, 7, 200, DEFAULTS):
        assert shared_engine().render(chart, overrides).refusal == "", overrides


def test_every_key_is_sometimes_there_and_sometimes_not():
    samples = list(draw(SCHEMA, 1, 200, DEFAULTS))
    webs = [sample.get("web", {}) for sample in samples]
    for key in set(SCHEMA["properties"]["web"]["properties"]) - {"map", "never"}:
        share = sum(key in web for web in webs) / len(webs)
        assert 0.25 < share < 0.75, key
    assert not all("map" in web for web in webs)
    assert not any("never" in web for web in webs)


def test_null_is_drawn_only_for_optional_keys_that_the_defaults_have():
    nulls = {
        key
        for sample in draw(SCHEMA, 2, 400, DEFAULTS)
        for key, value in {**sample, **sample.get("web", {})}.items()
        if value is None
    }
    assert nulls == {"prefix", "port", "enabled"}


def test_all_alternatives_and_types_are_drawn():
    webs = [sample["web"] for sample in draw(SCHEMA, 3, 400)]
    assert {type(web["cpu"]) for web in webs if "cpu" in web} >= {str, int}
    assert {web["enum"] for web in webs if web.get("enum") is not None} == {"a", 1}
    items = [item for web in webs for item in web.get("list") or ()]
    assert None in items
    assert any(isinstance(item, str) for item in items)
    assert any(len(web["map"]) > 1 for web in webs if web.get("map"))


def test_texts_are_hostile():
    texts = {sample["t"] for sample in draw({"properties": {"t": {"type": "string"}}, "required": ["t"]}, 4, 3000)}
    assert set(HOSTILE_TEXTS) <= texts
    assert any(len(text) == 5000 for text in texts)


def test_a_pattern_that_admits_hostile_texts_gets_them():
    schema = {"properties": {"t": {"type": "string", "pattern": "^[^\\x00-\\x1f]*$"}}, "required": ["t"]}
    texts = {sample["t"] for sample in draw(schema, 5, 1000)}
    assert {"<no value>", "{{ .Values }}", '"', "true", " a"} <= texts


def test_numbers_reach_the_edges_of_their_range():
    ports = {sample["p"] for sample in draw({"properties": {"p": PORT}, "required": ["p"]}, 6, 300)}
    assert {1, 65_535} <= ports
    assert any(isinstance(port, float) for port in ports)


def test_numbers_without_bounds_are_those_that_are_printed_wrong():
    schema = {"properties": {"n": {"type": "number"}}, "required": ["n"]}
    numbers = {sample["n"] for sample in draw(schema, 6, 2000)}
    assert {1_000_000, 1e21, 1e-7, 2**53 - 1, 0.1} <= numbers


@pytest.mark.parametrize(
    ("rules", "some"),
    [
        ({"type": "integer", "multipleOf": 3, "exclusiveMinimum": 0, "exclusiveMaximum": 10}, {3, 6, 9}),
        ({"type": "number", "exclusiveMinimum": 0.1, "exclusiveMaximum": 0.11}, {(0.1 + 0.11) / 2}),
        ({"type": "number", "minimum": 0, "exclusiveMaximum": 1}, {0, 0.5}),
    ],
)
def test_numbers_are_found_between_bounds_that_are_no_values(rules, some):
    widest = {"minimum": -(2**53) + 1, "maximum": 2**53 - 1}
    schema = {"properties": {"n": {**widest, **rules}}, "required": ["n"]}
    assert some <= {sample["n"] for sample in draw(schema, 5, 200)}


def test_lists_without_two_items_alike_are_found():
    items = {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 3}, "minItems": 2, "uniqueItems": True}
    found = [sample["n"] for sample in draw({"properties": {"n": items}, "required": ["n"]}, 5, 50)]
    assert {len(one) for one in found} == {2, 3}


def test_no_text_holds_half_a_character():
    schema = {"properties": {"t": {"type": "string", "pattern": "^[ -\U0010ffff]+$"}}, "required": ["t"]}
    for sample in draw(schema, 8, 500):
        sample["t"].encode()


def test_a_schema_that_admits_nothing_is_named():
    schema = {"properties": {"a": {"properties": {"b": {"type": "string", "minLength": 3, "maxLength": 2}}, "required": ["b"]}}}
    with pytest.raises(Undrawable, match=r"a\.b"):
        list(draw({**schema, "required": ["a"]}, 1, 1))


def test_a_recursive_schema_comes_to_an_end():
    schema = {"$defs": {"n": {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}}}, "$ref": "#/$defs/n"}
    assert any("n" in sample for sample in draw(schema, 1, 50))


def test_a_seed_gives_the_same_samples_in_every_process():
    script = (
        "import json, sys; from oamc.verification.samples import draw; "
        "schema, defaults = json.load(sys.stdin); print(json.dumps(list(draw(schema, 9, 20, defaults))))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps([SCHEMA, DEFAULTS]),
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert outputs == {json.dumps(list(draw(SCHEMA, 9, 20, DEFAULTS))) + "\n"}
    first, second = (json.dumps(list(draw(SCHEMA, seed, 20, DEFAULTS))) for seed in (9, 10))
    assert first != second


PATTERNS = (
    *("^[a-z]([-a-z0-9]*[a-z0-9])?$", "a|b+|", "^(?!x)[\\w.]+$", "\\d{3,5}[^\\d]", "^(?:GET|POST) /\\S*$", "[^\\s]", "a.c"),
    *("^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$", "(?i)abc", "a{2}b{0,1}c{3,}", "[\\]\\-^]", "\\.\\*\\\\", "[^a]x*?"),
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_texts_match_their_pattern(pattern):
    texts = {matching(pattern, Random(seed)) for seed in range(40)}
    assert None not in texts
    for text in texts:
        assert re.fullmatch(pattern, text, re.ASCII), "classes are those of Go"
    assert len(texts) > 1 or pattern in {"(?i)abc", "\\.\\*\\\\"}


def test_classes_are_those_of_go():
    for pattern, seed in itertools.product(("^\\d{9}$", "^\\w{9}$", "^\\s{9}$"), range(40)):
        assert matching(pattern, Random(seed)).isascii()


def test_a_pattern_without_a_match_gives_none():
    assert matching("^a(?!b)b$", Random(1)) is None


@pytest.mark.parametrize(
    ("default", "override", "result"),
    [
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}, {"a": {"c": 2}}),
        ({"a": {"b": 1}}, {"a": 3}, {"a": 3}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ],
)
def test_merging_is_that_of_helm(default, override, result):
    assert merged(default, override) == result
    chart = {
        "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
        "values.yaml": json.dumps(default),
        "templates/a.yaml": "v: {{ toJson .Values }}\n",
    }
    assert shared_engine().render(chart, override).documents == ({"v": result},)
