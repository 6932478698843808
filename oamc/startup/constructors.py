"""Constructors of records written out, for those types of which a run makes some.

A record takes its fields by keyword, and one function for all types goes through them in a loop. A function that names the
fields of one type takes half of that time. To compile one takes as long as sixty calls of the other one. So a function is
compiled for a number of fields alone, and types with as many fields share its code: each gets a copy in which its parameters
have the names of its fields, which costs no more than two calls.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CodeType
    from typing import Any

WORTH_IT = 32
"""Constructions of one type after which its constructor is written out. One application has few types of which it makes so
many."""
_COMPILED: dict[int, CodeType] = {}


def written_out(setters: Mapping[str, Callable[[object, object], None]], defaults: Mapping[str, object]) -> Callable[..., None]:
    """Return a constructor that takes the fields of a record by keyword, and sets each by its setter.

    The fields are names of Python: annotations of a class cannot be others.
    """
    assert "self" not in setters
    code = _compiled(len(setters)).replace(co_varnames=("self", *setters))
    scope = {f"set_{number}": setter for number, setter in enumerate(setters.values())}
    function: Any = type(written_out)
    made: Any = function(code, scope, "__init__")
    made.__kwdefaults__ = dict(defaults)
    constructor: Callable[..., None] = made
    return constructor


def _compiled(count: int) -> CodeType:
    """Return the code of a constructor of so many fields, which are numbered. Its text comes from nowhere but from here."""
    if count not in _COMPILED:
        numbers = range(count)
        head = (
            f"def __init__(self, *, {', '.join(f'field_{number}' for number in numbers)}):"
            if count
            else "def __init__(self): pass"
        )
        scope: dict[str, Any] = {}
        exec("\n".join([head, *(f"    set_{number}(self, field_{number})" for number in numbers)]), scope)  # noqa: S102 - a fixed text
        _COMPILED[count] = scope["__init__"].__code__
    return _COMPILED[count]
