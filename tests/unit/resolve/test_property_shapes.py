"""Properties that are entries of any name, parts of objects, or the content of a Secret."""

from oamc.capabilities.property_schema import TEXT, Free, Item, Listed, Mapped, Struct
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole
from oamc.ir.properties import known_of
from oamc.resolve.property_trees import PropertyBinder
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile


def bound(schema, text):
    """Return bound properties, the binder and its reports."""
    reports = Reports()
    (document,) = read(SourceFile(path="p.yaml", label="p.yaml", text=text), reports)
    binder = PropertyBinder('trait "x"', reports)
    return binder.bind(schema, document.root, ("web", "traits", "x"), document.root.span), binder, reports


def test_all_properties_may_be_entries_of_one_type_and_null_is_none():
    group, binder, reports = bound(Mapped(item=TEXT, nullable=True, description="A label."), "b: two\na: null\nc: ''\n")
    assert not reports.found
    assert group.parts["a"] is None
    assert [(parameter.path[-1], parameter.value, parameter.description) for parameter in binder.parameters] == [
        ("b", "two", "A label."),
        ("c", "", "A label."),
    ]


def test_null_is_refused_where_entries_cannot_be_null_and_the_entry_is_named():
    _, _, reports = bound(Mapped(item=TEXT), "a: null\n")
    (found,) = reports.found
    assert (found.code.id, found.message.split('"')[1]) == ("OAM508", "a")


def test_nothing_given_is_no_entry():
    reports = Reports()
    (document,) = read(SourceFile(path="p.yaml", label="p.yaml", text="a: b\n"), reports)
    binder = PropertyBinder('trait "x"', reports)
    assert binder.bind(Mapped(item=TEXT), None, ("web",), document.root.span).parts == {}


def test_a_part_of_an_object_is_kept_whole_and_is_no_value():
    schema = Struct(items=(Item(name="operations", shape=Listed(item=Free()), description="Parts."),))
    group, binder, reports = bound(schema, "operations: [null, {a: [1, x]}, 1.5]\n")
    assert not reports.found
    assert binder.parameters == []
    assert [plain(leaf.known) for leaf in group.leaves("operations")] == [None, {"a": [1, "x"]}, 1.5]


def test_the_content_of_a_secret_is_known_and_neither_a_value_nor_told():
    schema = Struct(items=(Item(name="data", shape=Mapped(item=TEXT), description="Content.", secret=True),))
    group, binder, _ = bound(schema, "data: {pin: '1234'}\n")
    assert binder.parameters == []
    assert known_of(group) == {"data": {"pin": "1234"}}


def test_more_entries_than_can_be_live_are_fixed():
    schema = Struct(items=(Item(name="http", shape=Mapped(item=TEXT, live_up_to=2), description="Paths."),))
    for text, is_live in (("http: {a: x, b: x}\n", True), ("http: {a: x, b: x, c: x}\n", False)):
        group, binder, _ = bound(schema, text)
        leaves = group.group("http").parts.values()
        assert [isinstance(leaf.value, Hole) for leaf in leaves] == [is_live] * len(leaves)
        assert [parameter.fixed for parameter in binder.parameters] == [not is_live] * len(leaves)
