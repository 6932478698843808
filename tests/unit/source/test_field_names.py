"""The names of fields that a message of the reader may repeat are those of the schemas."""

import json

from oamc.source.field_names import FIELD_NAMES, key_in_words
from tests.golden_files import GOLDEN

SCHEMAS = sorted((GOLDEN.parent / "schemas").glob("*.json"))
OF_OTHERS = {"fromVariable"}
"""Written by people, and read only to be told what it is called."""


def properties(node):
    match node:
        case dict():
            own = node.get("properties")
            yield from own if isinstance(own, dict) else ()
            for below in node.values():
                yield from properties(below)
        case list():
            for below in node:
                yield from properties(below)


def test_every_name_is_that_of_a_field():
    known = {name for path in SCHEMAS for name in properties(json.loads(path.read_text(encoding="utf-8")))}
    assert known
    assert known >= FIELD_NAMES - OF_OTHERS


def test_a_key_is_named_only_where_it_is_the_name_of_a_field():
    assert key_in_words("containers") == 'the key "containers"'
    assert key_in_words("<<") == 'the key "<<"'
    assert key_in_words("swordfish") == "a key"
