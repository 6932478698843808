"""The check of a type and its schema accept the same values, however types are made of one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from oamc.expressions.problems import misfit, problem
from oamc.expressions.types import (
    COUNT_OR_PERCENT,
    AnyListType,
    BooleanType,
    ChoiceType,
    Field,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    QuantityType,
    StructType,
    TextMapType,
    TextType,
    UnionType,
)
from oamc.values.schema import FREE_DEFINITION, type_schema

NAMES = st.sampled_from(["a", "b", "c"])
KNOWN_SCALARS = [True, False, 0, 1, 2, 5, 0.5, 1.0, 2.5, -1, 2**53, "", "a", "ab", "1", "25%", "100m", "1Gi", "b\n"]
SCALARS = st.sampled_from(KNOWN_SCALARS)
KNOWN_TYPES = [
    BooleanType(),
    NumberType(),
    NumberType(whole=True, minimum=0, maximum=5),
    NumberType(minimum=0, maximum=5, above=0, below=2.5),
    NumberType(minimum=0.5, maximum=2.5),
    NumberType(whole=True, multiple=5),
    NumberType(whole=True, multiple=2, above=-1, maximum=2),
    ListType(item=TextType(), unique=True),
    ListType(item=NumberType(whole=True), minimum_length=1, unique=True),
    AnyListType(minimum_length=1, maximum_length=2),
    ChoiceType(choices=(1, 2)),
    ChoiceType(choices=(1, "a", True)),
    ChoiceType(choices=("a", "")),
    ChoiceType(choices=(0.5, False)),
    TextType(),
    TextType(choices=("a", "ab")),
    TextType(pattern="[a-z]+", rule="must be letters"),
    TextType(minimum_length=1, maximum_length=1),
    QuantityType(unit="cpu"),
    QuantityType(unit="bytes"),
    TextMapType(),
    TextMapType(fields=(("a", TextType()), ("b", TextType(minimum_length=1)))),
    ObjectType(),
    AnyListType(),
    COUNT_OR_PERCENT,
    TextType(contains=("[ab]",), maximum_length=9),
    TextType(contains=("^a", "b"), minimum_length=1),
    TextType(pattern="[a-z]+", rule="must be letters", contains=("^.b",)),
]
SIMPLE = st.sampled_from(KNOWN_TYPES)


def structures(types):
    fields = st.dictionaries(NAMES, st.tuples(types, st.booleans()), min_size=1, max_size=3)
    return fields.map(
        lambda found: StructType(
            fields=tuple(Field(name=name, type=kind, required=required) for name, (kind, required) in found.items())
        )
    )


TYPES = st.recursive(
    SIMPLE,
    lambda types: st.one_of(
        st.builds(ListType, item=types, minimum_length=st.integers(0, 2), maximum_length=st.sampled_from([None, 2, 3])),
        structures(types),
        st.builds(MapType, item=types),
        st.lists(types, min_size=1, max_size=3).map(lambda options: UnionType(options=tuple(options))),
    ),
    max_leaves=6,
)
VALUES = st.recursive(
    SCALARS, lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(NAMES, below, max_size=3)), max_leaves=6
)


def fitting(value_type):
    """Values that mostly fit a type: where any could be drawn, few would."""
    match value_type:
        case ListType():
            return st.lists(fitting(value_type.item), max_size=4)
        case StructType():
            return st.fixed_dictionaries(
                {field.name: fitting(field.type) for field in value_type.fields if field.required},
                optional={field.name: fitting(field.type) for field in value_type.fields if not field.required},
            )
        case MapType():
            return st.dictionaries(NAMES, fitting(value_type.item), max_size=2)
        case UnionType():
            return st.one_of([fitting(option) for option in value_type.options])
        case ChoiceType():
            return st.sampled_from([*value_type.choices, 3])
        case _:
            return st.one_of(SCALARS, VALUES)


PAIRS = TYPES.flatmap(
    lambda kind: st.tuples(st.just(kind), st.lists(st.one_of(VALUES, fitting(kind), fitting(kind)), min_size=20, max_size=30))
)


def agree(kind, value):
    schema = {**type_schema(kind), "$defs": {"free": FREE_DEFINITION}}
    assert (problem(kind, value) == "") == Draft202012Validator(schema).is_valid(value), (kind, value)


@pytest.mark.parametrize("kind", KNOWN_TYPES, ids=str)
def test_the_check_of_a_simple_type_accepts_what_its_schema_accepts(kind):
    for value in (*KNOWN_SCALARS, [], {}, ["a"], {"a": "a"}, {"a": ""}, {"b": ""}, {"c": "a"}):
        agree(kind, value)


@pytest.mark.parametrize("least", [0, 1, 2])
@pytest.mark.parametrize("most", [None, 2, 3])
def test_the_lengths_of_a_list_are_those_of_its_schema(least, most):
    for length in range(5):
        agree(ListType(item=TextType(), minimum_length=least, maximum_length=most), ["a"] * length)


def test_a_structure_is_closed_and_wants_what_is_required():
    kind = StructType(fields=(Field(name="a", type=TextType(), required=True), Field(name="b", type=BooleanType())))
    for value in ({}, {"a": "x"}, {"a": "x", "b": True}, {"b": True}, {"a": "x", "c": 1}, {"a": 1}, {"a": "x", "b": "x"}):
        agree(kind, value)


@pytest.mark.slow
@given(PAIRS)
def test_the_check_accepts_what_the_schema_accepts(pair):
    kind, values = pair
    for value in values:
        agree(kind, value)


@pytest.mark.slow
@given(PAIRS)
def test_a_problem_has_the_path_of_the_part_that_is_wrong(pair):
    kind, values = pair
    for value in values:
        found = misfit(kind, value)
        if found is not None:
            part = value
            for step in found[0]:
                part = part[step]
            assert found[1].startswith(("must ", "has "))
