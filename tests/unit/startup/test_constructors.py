"""Constructors that are written out do what the one for all records does."""

import copy

import pytest

from oamc.records import Record, items, replace
from oamc.startup.constructor_forms import FORMS
from oamc.startup.constructors import WORTH_IT
from tests.constructor_forms import MOST_FIELDS, PLACE, forms


def family():
    """Return two types of records, made anew: one with the fields of the other and one more."""

    class Point(Record):
        x: int
        y: int = 0

    class Marked(Point):
        mark: str = "none"

    return Point, Marked


def heated(record_type, **given):
    """Return a type of which so many values were made that its constructor is written out."""
    for _ in range(WORTH_IT + 1):
        record_type(**given)
    assert record_type.__init__ is not Record.__init__
    return record_type


def test_values_are_the_same():
    point, _ = family()
    before = [point(x=1), point(x=1, y=2)]
    heated(point, x=3)
    assert [point(x=1), point(y=2, x=1)] == before
    assert replace(before[1], x=5) == point(x=5, y=2)
    assert copy.deepcopy(before) == before
    assert repr(point(x=1)) == repr(before[0])


@pytest.mark.parametrize("given", [{}, {"y": 1}, {"x": 1, "z": 1}])
def test_wrong_fields_are_refused(given):
    point, _ = family()
    with pytest.raises(TypeError):
        point(**given)
    heated(point, x=1)
    with pytest.raises(TypeError):
        point(**given)


def test_fields_stand_by_keyword_alone_and_stay():
    point = heated(family()[0], x=1)
    with pytest.raises(TypeError):
        point(1)
    with pytest.raises(AttributeError):
        point(x=1).x = 2


def test_a_type_below_keeps_its_own_fields():
    point, marked = family()
    heated(point, x=1)
    assert marked.__init__ is Record.__init__
    assert repr(marked(x=1, mark="a")) == "Marked(x=1, y=0, mark='a')"
    heated(marked, x=1)
    assert repr(marked(x=1, mark="a")) == "Marked(x=1, y=0, mark='a')"

    class Later(point):
        z: int

    assert repr(Later(x=1, z=2)) == "Later(x=1, y=0, z=2)"


def test_a_type_without_fields_is_written_out_too():
    class Nothing(Record):
        pass

    heated(Nothing)
    assert Nothing() == Nothing()
    with pytest.raises(TypeError):
        Nothing(x=1)


def test_types_with_as_many_fields_keep_their_own_names_and_defaults():
    class First(Record):
        left: int
        right: int = 1

    class Second(Record):
        name: str = "none"
        left: int

    heated(First, left=0)
    heated(Second, left=0)
    assert repr(First(left=2)) == "First(left=2, right=1)"
    assert repr(Second(left=3)) == "Second(name='none', left=3)"
    with pytest.raises(TypeError, match="name"):
        First(left=2, name="x")


def test_the_forms_are_written_as_they_are_generated():
    assert PLACE.read_text(encoding="utf-8") == forms()
    assert len(FORMS) == MOST_FIELDS + 1


def wide(count):
    """Return a type of records with so many fields, the last of which has a default, and values of all fields."""
    names = [f"name_{number}" for number in range(count)]
    made = type(Record)("Wide", (Record,), {"__annotations__": dict.fromkeys(names, "int"), names[-1]: -1})
    return made, {name: number for number, name in enumerate(names)}


@pytest.mark.parametrize("count", [1, 2, MOST_FIELDS - 1, MOST_FIELDS])
def test_each_number_of_fields_has_a_form(count):
    record_type, given = wide(count)
    heated(record_type, **given)
    assert dict(items(record_type(**given))) == given
    last = f"name_{count - 1}"
    assert getattr(record_type(**{name: value for name, value in given.items() if name != last}), last) == -1
    with pytest.raises(TypeError, match=r"^__init__\(\) got an unexpected keyword argument 'other'"):
        record_type(**given, other=1)


def test_a_type_with_more_fields_than_any_form_keeps_the_constructor_of_all_types():
    record_type, given = wide(MOST_FIELDS + 1)
    made = [record_type(**given) for _ in range(WORTH_IT + 3)]
    assert record_type.__init__ is Record.__init__
    assert dict(items(made[-1])) == given
