"""Constructors of records written out, for those types of which a run makes many.

A record takes its fields by keyword, and one function for all types goes through them in a loop. A function that names the
fields of one type takes half of that time; to write and compile it takes as long as some hundred calls of the other one. A
function that is made of a text runs code that comes from nowhere but from here: the names of fields in the classes of oamc.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

WORTH_IT = 250
"""Constructions of one type after which its constructor is written out. One application has hardly a type of which it makes so
many."""


def written_out(setters: Mapping[str, Callable[[object, object], None]], defaults: Mapping[str, object]) -> Callable[..., None]:
    """Return a constructor that takes the fields of a record by keyword, and sets each by its setter.

    The fields are names of Python: annotations of a class cannot be others.
    """
    assert all(map(str.isidentifier, setters))
    scope: dict[str, Any] = {f"set_{field}": setter for field, setter in setters.items()}
    head = f"def __init__(self, *, {', '.join(setters)}):" if setters else "def __init__(self): pass"
    lines = [head, *(f"    set_{field}(self, {field})" for field in setters)]
    exec("\n".join(lines), scope)  # noqa: S102 - a text of names of fields
    made: Any = scope["__init__"]
    made.__kwdefaults__ = dict(defaults)
    constructor: Callable[..., None] = made
    return constructor
