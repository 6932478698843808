"""Laws of comparisons: nothing has changed in what is the same, no object is too broken, what is added is removed backwards."""

import copy
import json
import random

import pytest
from jsonschema import Draft202012Validator

from oamc.changes.compare import compare
from oamc.changes.defaults import effective
from oamc.changes.json_text import json_of
from oamc.changes.markdown import markdown_of
from oamc.changes.model import ADDED, HARMLESS, RATINGS, REMOVED
from oamc.changes.text import text_of
from oamc.changes.unified import unified_of
from oamc.diagnostics.text import PLAIN
from oamc.kubernetes.table import load_table
from oamc.resources import read_text
from tests.assurance.table.changes import SPECIMENS, changed

NAMES = [f"{body['kind']}/{body['metadata']['name']}" for body in SPECIMENS]
BROKEN = 1_500
SHAPE = Draft202012Validator(json.loads(read_text("schemas", "results", "diff.v1.schema.json")))


def nowhere(*_):
    return ""


@pytest.mark.parametrize("body", SPECIMENS, ids=NAMES)
def test_nothing_has_changed_in_an_object_that_is_stored(body):
    stored = effective(body)
    stored["metadata"] |= {key: body["metadata"][key] for key in ("name", "namespace") if key in body["metadata"]}
    assert compare([body], [copy.deepcopy(body)]) == ()
    assert compare([body], [stored]) == (), "the defaults are written out"
    assert effective(stored) == effective(body)


@pytest.mark.parametrize("body", SPECIMENS, ids=NAMES)
def test_a_new_object_is_one_that_goes_in_the_other_direction(body):
    (come,), (gone,) = compare([], [body]), compare([body], [])
    assert (come.verb, gone.verb) == (ADDED, REMOVED)
    assert come.words
    assert gone.words


@pytest.mark.slow
def test_no_object_is_too_broken_to_be_compared_and_told():
    table, rated = load_table(), 0
    for number in range(BROKEN):
        old = SPECIMENS[number % len(SPECIMENS)]
        new = changed(old, table, "1.37", random.Random(number))
        changes = compare([old], [new])
        again = compare([old], [copy.deepcopy(new)])
        text = json_of(changes, lambda *_: "app.yaml:1:1" if number % 2 else "", shows_values=True)  # noqa: B023 - called at once
        assert json_of(changes, nowhere, shows_values=True) == json_of(again, nowhere, shows_values=True)
        SHAPE.validate(json.loads(text))
        assert text_of(changes, PLAIN, nowhere, shows_noise=True, shows_values=False)
        assert markdown_of(changes, shows_noise=True, shows_values=False)
        unified_of([old], [new], shows_values=False)
        for change in changes:
            assert set(change.words) <= set(RATINGS)
            assert HARMLESS not in change.words or change.words == (HARMLESS,)
            assert change.words or not change.is_rated, change
            assert all(field.ratings for field in change.fields) or not change.is_rated
            rated += change.is_rated
    assert rated > BROKEN // 4


@pytest.mark.parametrize("value", [None, 1, "text", [], [None], {}, {"name": None}, {"name": ["a"]}])
def test_parts_of_any_shape_are_no_fault(value):
    for body in SPECIMENS:
        for field in ("metadata", "spec", "data", "rules"):
            compare([body], [{**body, field: value}])
            compare([{**body, field: value}], [body])
