"""What is repeated is counted: what each value weighs, and when it is too much."""

from types import SimpleNamespace

import pytest

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.records import Record
from oamc.resolve import copies, definitions
from oamc.resolve.copies import Copies, weight
from oamc.source.limits import FREE_COPIES, FREE_TRAITS, Limits, nodes_of
from oamc.source.reader import read
from oamc.spans import SourceFile, Span

PLACE = Span(SourceFile(path="a", label="a", text=""), 1, 1, 1, 1)


class Pair(Record):
    first: object
    second: object


def node(text):
    """Return what a YAML text is."""
    (document,) = read(SourceFile(path="a.yaml", label="a.yaml", text=text), Reports())
    return document.root


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", nodes_of("x")),
        ("x" * 10_000, nodes_of("x" * 10_000)),
        (3, 1),
        (1.5, 1),
        (True, 1),
        (None, 0),
        ([], 1),
        ([1, 2, 3], 4),
        ((1, (2,)), 4),
        ({}, 1),
        ({"a": 1, "b": [2]}, 1 + nodes_of("a") + 1 + nodes_of("b") + 2),
        (Pair(first=1, second=[2, 3]), 1 + 1 + 3),
        (node("a: 12\nb: [x, y]\n"), 1 + nodes_of("a") + nodes_of("12") + nodes_of("b") + 1 + nodes_of("x") + nodes_of("y")),
    ],
    ids=str,
)
def test_each_key_and_each_value_counts_once_and_long_texts_more(value, expected):
    assert weight(value) == expected


def counted(characters=0, limit=1):
    reports = Reports()
    return Copies(characters, reports, Limits(copies=limit)), reports


def test_the_first_use_is_free_and_each_further_one_counts():
    copies, reports = counted()
    value = list(range(FREE_COPIES // 2))
    assert copies.take(value, PLACE)
    assert copies.take(value, PLACE)
    assert not copies.take(value, PLACE)
    assert copies.exceeded
    assert [found.code.id for found in reports.found] == ["OAM198"]


def test_too_much_is_told_once_and_stops_everything():
    copies, reports = counted()
    assert copies.spend(FREE_COPIES, PLACE)
    assert not copies.spend(1, PLACE)
    assert not copies.spend(0, PLACE)
    assert not copies.take("new", PLACE)
    (found,) = reports.found
    assert found.span == PLACE
    assert found.hint.startswith("build fewer instances at once, or ")


def test_the_limit_grows_with_the_input():
    copies, _ = counted(characters=100, limit=7)
    assert copies.spend(FREE_COPIES + 700, PLACE)
    assert not copies.spend(1, PLACE)


@pytest.mark.parametrize(("traits", "refused"), [(FREE_TRAITS, []), (FREE_TRAITS + 1, ["OAM198"])])
def test_traits_beyond_the_free_ones_count_as_copies(traits, refused, monkeypatch):
    monkeypatch.setattr(copies, "FREE_COPIES", 0)
    trait = "    - {type: annotations, properties: {k@: a}}\n"
    text = (
        "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: shop}\nspec:\n  components:\n"
        "  - name: web\n    type: worker\n    properties: {image: a/b}\n    traits:\n"
    ) + "".join(trait.replace("@", str(number)) for number in range(traits))
    reports = Reports()
    build((SourceFile(path="a.yaml", label="a.yaml", text=text),), Options(limits=Limits(copies=0)), reports)
    found = [found for found in reports.found if found.severity == "error"]
    assert [error.code.id for error in found] == refused
    assert all(error.span.line == 9 + traits for error in found)
    assert all(error.hint.startswith("attach fewer traits to one component, or ") for error in found)


@pytest.mark.parametrize("schema", ['{"type": "object"}', '{"type": "object", "properties": {"a": {"type": "integer"}}}'])
def test_a_few_rules_cost_nothing(schema):
    spent = []
    copies = SimpleNamespace(exceeded=False, spend=lambda steps, _: spent.append(steps))
    definition = SimpleNamespace(schema_text=SimpleNamespace(value=schema, span=PLACE))
    assert definitions._broken_rule(definition, {"a": 1}, copies, PLACE, Reports()) is None
    assert spent == [0]
