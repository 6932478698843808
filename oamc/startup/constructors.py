"""Constructors of records written out, for those types of which a run makes some.

A record takes its fields by keyword, and one function for all types goes through them in a loop. A function that names the
fields of one type takes half of that time. `constructor_forms.py` has one for each number of fields; a type gets a copy of it
in which its parameters have the names of its fields, which costs no more than two calls of the other one.
"""

from __future__ import annotations

from oamc.startup.constructor_forms import FORMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

WORTH_IT = 4
"""Constructions of one type after which its constructor is written out."""


def written_out(
    setters: tuple[tuple[str, Callable[[object, object], None]], ...], defaults: Mapping[str, object]
) -> Callable[..., None] | None:
    """Return a constructor that takes the fields of a record by keyword, and sets each by its setter.

    Nothing where there are more fields than any form has: of such types no run makes many values.
    """
    if len(setters) >= len(FORMS):
        return None
    form: Any = FORMS[len(setters)]
    fields = [field for field, _ in setters]
    assert "self" not in fields
    scope = {f"set_{number}": setter for number, (_, setter) in enumerate(setters)}
    made: Any = type(form)(form.__code__.replace(co_varnames=("self", *fields)), scope)
    made.__name__ = made.__qualname__ = "__init__"
    made.__kwdefaults__ = defaults
    constructor: Callable[..., None] = made
    return constructor
