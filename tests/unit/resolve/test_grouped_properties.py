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


def given_in(text):
    (document,) = read(SourceFile(path="a", label="a", text=text), Reports())
    return tuple(
        GivenProperty(name=Located(value=entry.key, span=entry.key_span), value=entry.value) for entry in document.root
    )


def split(text, declared=DECLARED):
    reports, given, empty = Reports(), given_in(text), {}
    _, found = ungrouped(declared, given, 'trait "x"', empty, reports)
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


LISTED = (
    Property(name="plain", type=BooleanType(), description="Plain."),
    Property(name="rules[].host", type=NUMBER, description="Host.", required=True),
    Property(name="rules[].port", type=NUMBER, description="Port.", default=1),
)


def test_items_of_lists_are_called_by_their_numbers():
    text = "{rules: [{host: 1}, {port: 2}]}"
    found, empty, codes = split(text, LISTED)
    assert found == {"rules.0.host": 1, "rules.1.port": 2}
    assert empty == {"rules.0.host", "rules.0.port", "rules.1.host", "rules.1.port"}
    assert codes == []
    declared, _ = ungrouped(LISTED, given_in(text), "x", {}, Reports())
    assert [prop.name for prop in declared] == ["plain", "rules.0.host", "rules.0.port", "rules.1.host", "rules.1.port"]


def test_a_list_without_items_needs_nothing():
    assert split("{rules: []}", LISTED) == ({}, {"rules"}, [])
    assert split("{rules: null}", LISTED) == ({}, {"rules"}, [])
    declared, _ = ungrouped(LISTED, (), "x", {}, Reports())
    assert [prop.required for prop in declared] == [False, False, False]


def test_what_is_no_list_is_reported():
    assert split("{rules: {host: 1}}", LISTED)[2] == ["OAM508"]
    assert split("{rules: [3]}", LISTED)[2] == ["OAM508"]
    assert split('{"rules[].host": 3}', LISTED)[2] == ["OAM506"]


def test_the_schema_of_a_list_is_that_of_its_items():
    schema = properties_schema(LISTED, "summary")
    assert "allOf" not in schema
    item = schema["properties"]["rules"]["items"]
    assert (set(item["properties"]), item["required"]) == ({"host", "port"}, ["host"])


def test_grouping_undoes_it():
    assert grouped([("a", 1), ("b.c.d", 2), ("b.e", 3)]) == {"a": 1, "b": {"c": {"d": 2}, "e": 3}}


def test_the_schema_of_a_group_is_that_of_a_mapping():
    schema = properties_schema(DECLARED, "summary")["properties"]["behavior"]
    assert schema["type"] == ["object", "null"]
    assert set(schema["properties"]) == {"up", "fast"}
    assert set(schema["properties"]["up"]["properties"]) == {"window", "limit"}
    assert schema["properties"]["up"]["additionalProperties"] is False
