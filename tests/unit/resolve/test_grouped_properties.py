"""Properties in groups: a mapping in the document, a value for each of its entries."""

from oamc.capabilities.contracts import Property
from oamc.diagnostics.reports import Reports
from oamc.expressions.types import BooleanType, NumberType
from oamc.model.application import Property as GivenProperty
from oamc.reference.schemas import properties_schema
from oamc.resolve.grouped_properties import grouped, ungrouped
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import Located, SourceFile

NUMBER = NumberType(whole=True)
DECLARED = (
    Property(name="plain", type=BooleanType(), description="Plain."),
    Property(name="behavior.up.window", type=NUMBER, description="Window."),
    Property(name="behavior.up.limit", type=NUMBER, description="Limit."),
    Property(name="behavior.fast", type=BooleanType(), description="Fast."),
)


def split(text, declared=DECLARED):
    reports = Reports()
    (document,) = read(SourceFile(path="a", label="a", text=text), reports)
    given = tuple(
        GivenProperty(name=Located(value=entry.key, span=entry.key_span), value=entry.value) for entry in document.root
    )
    empty = {}
    found = ungrouped(declared, given, 'trait "x"', empty, reports)
    return {item.name.value: plain(item.value) for item in found}, set(empty), [item.code.id for item in reports.found]


def test_entries_at_any_depth_are_properties_of_their_own():
    text = "{plain: true, behavior: {fast: true, up: {window: 3, limit: null, unknown: 1}}, other: {a: 1}}"
    found = {
        "plain": True,
        "behavior.fast": True,
        "behavior.up.window": 3,
        "behavior.up.limit": None,
        "behavior.up.unknown": 1,
        "other": {"a": 1},
    }
    assert split(text) == (found, set(), [])


def test_empty_groups_are_remembered():
    assert split("{behavior: {up: {}}}") == ({}, {"behavior.up"}, [])
    assert split("{behavior: null}") == ({}, {"behavior"}, [])


def test_what_is_no_group_is_reported():
    assert split("{behavior: [1]}") == ({}, set(), ["OAM508"])
    assert split("{behavior.fast: true}") == ({}, set(), ["OAM506"])


def test_without_groups_nothing_changes():
    assert split("{behavior: {up: 1}}", DECLARED[:1]) == ({"behavior": {"up": 1}}, set(), [])


def test_grouping_undoes_it():
    assert grouped([("a", 1), ("b.c.d", 2), ("b.e", 3)]) == {"a": 1, "b": {"c": {"d": 2}, "e": 3}}


def test_the_schema_of_a_group_is_that_of_a_mapping():
    schema = properties_schema(DECLARED, "summary")["properties"]["behavior"]
    assert schema["type"] == ["object", "null"]
    assert set(schema["properties"]) == {"up", "fast"}
    assert set(schema["properties"]["up"]["properties"]) == {"window", "limit"}
    assert schema["properties"]["up"]["additionalProperties"] is False
