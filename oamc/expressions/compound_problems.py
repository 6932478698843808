"""Lists, mappings and structures against types: what does not fit, where, and by which rule.

A value is never quoted: it may be a secret. What looks at the parts of a value is given by `expressions/problems.py`, which
knows all types.
"""

from __future__ import annotations

from oamc.expressions.scalar_problems import number_problem, text_problem
from oamc.expressions.types import AnyListType, ListType, MapType, NumberType, ObjectType, StructType, TextMapType, UnionType
from oamc.records import unreachable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from oamc.expressions.types import CompoundType, ValueType

    Place: TypeAlias = tuple[str | int, ...]
    """The path of a part of a value."""
    Misfit: TypeAlias = Callable[[ValueType, object], tuple[Place, str] | None]
    """What tells the first part of a value that does not fit a type, by its path, with the rule that it breaks."""


def compound_misfit(value_type: CompoundType, value: object, misfit: Misfit) -> tuple[Place, str] | None:
    """Return the first part of `value` that does not fit, by its path, with the rule that it breaks; None where all fits."""
    match value_type:
        case ListType():
            return _list_misfit(value_type, value, misfit)
        case StructType():
            return _struct_misfit(value_type, value, misfit)
        case MapType():
            if not isinstance(value, dict):
                return (), "must be a mapping"
            return _first((key, misfit(value_type.item, item)) for key, item in value.items())
        case UnionType():
            return _union_misfit(value_type, value, misfit)
        case TextMapType():
            return _map_misfit(value_type, value)
        case ObjectType():
            return _at_top(_mapping_problem(value_type, value))
        case AnyListType():
            return _at_top(_length_problem(value_type, value) or _tree_problem(value))
        case _:
            return unreachable(value_type)


def _at_top(rule: str) -> tuple[Place, str] | None:
    """Return a problem of a value as a whole."""
    return ((), rule) if rule else None


def _first(parts: Iterable[tuple[str | int, tuple[Place, str] | None]]) -> tuple[Place, str] | None:
    """Return the first problem of the parts of a value, at its path."""
    return next((((step, *found[0]), found[1]) for step, found in parts if found is not None), None)


def _list_misfit(value_type: ListType, value: object, misfit: Misfit) -> tuple[Place, str] | None:
    """Return what is wrong with a list."""
    found = _length_problem(value_type, value)
    if found:
        return (), found
    assert isinstance(value, (list, tuple))
    wrong = _first((number, misfit(value_type.item, item)) for number, item in enumerate(value))
    if wrong is None and value_type.unique and len(set(value)) < len(value):
        return (), "must not have two items that are alike"
    return wrong


def _length_problem(value_type: ListType | AnyListType, value: object) -> str:
    """Say why a value is no list of the right length."""
    if not isinstance(value, (list, tuple)):
        return "must be a list"
    least, most = value_type.minimum_length, value_type.maximum_length
    if len(value) < least:
        return "must not be empty" if least == 1 else f"must have at least {least} items"
    if most is not None and len(value) > most:
        return f"must have at most {most} item{'' if most == 1 else 's'}"
    return ""


def _struct_misfit(value_type: StructType, value: object, misfit: Misfit) -> tuple[Place, str] | None:
    """Return what is wrong with a structure."""
    if not isinstance(value, dict):
        return (), "must be a mapping"
    known = {field.name: field for field in value_type.fields}
    if not value.keys() <= known.keys():
        return (), f"must have no other keys than {_listed(list(known))}"
    missing = [field.name for field in value_type.fields if field.required and field.name not in value]
    if missing:
        return (), f"must have {_listed(missing)}"
    return _first((name, misfit(known[name].type, item)) for name, item in value.items())


def _union_misfit(value_type: UnionType, value: object, misfit: Misfit) -> tuple[Place, str] | None:
    """Return what is wrong with a value that may be of several types: of the one that it is most like."""
    found = [misfit(option, value) for option in value_type.options]
    if None in found:
        return None
    deepest = max((problem for problem in found if problem is not None), key=lambda problem: len(problem[0]))
    if deepest[0] or not value_type.rule:
        return deepest
    return (), value_type.rule


def _listed(names: list[str]) -> str:
    """Return names as a list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _map_misfit(value_type: TextMapType, value: object) -> tuple[Place, str] | None:
    """Return what is wrong with a mapping of texts."""
    if not isinstance(value, dict):
        return (), "must be a mapping"
    known = dict(value_type.fields)
    if not known:
        if not all(isinstance(item, str) for item in value.values()):
            return (), "must have strings as values"
        found = next(filter(None, (text_problem(value_type.item, item) for item in value.values())), "")
        return _at_top(f"has a wrong value: it {found}" if found else "")
    if not value.keys() <= known.keys():
        return (), f"must have no other keys than {_listed(list(known))}"
    return _first((name, _at_top(text_problem(known[name], item))) for name, item in value.items())


def _mapping_problem(value_type: ObjectType, value: object) -> str:
    """Say why `value` is no such mapping."""
    if not isinstance(value, dict):
        return "must be a mapping"
    if value_type.of_chart:
        return "" if isinstance(value.get("enabled"), (bool, type(None))) else 'has a wrong "enabled": it must be true or false'
    return _tree_problem(value)


def _tree_problem(value: object) -> str:
    """Say why a free-form value cannot be carried by a chart."""
    match value:
        case bool() | str():
            return ""
        case int() | float():
            found = number_problem(NumberType(), value)
            return f"has a wrong number in it: it {found}" if found else ""
        case None:
            return "must not contain null"
        case dict():
            return next((found for found in map(_tree_problem, value.values()) if found), "")
        case list() | tuple():
            return next((found for found in map(_tree_problem, value) if found), "")
        case _:
            raise TypeError(f"not a plain value: {type(value).__name__}")
