"""Values against types: what does not fit, where, and by which rule. A value is never quoted: it may be a secret."""

from __future__ import annotations

from oamc.expressions.scalar_problems import scalar_problem
from oamc.expressions.types import BooleanType, ChoiceType, NumberType, QuantityType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.compound_problems import Place
    from oamc.expressions.types import ValueType


def problem(value_type: ValueType, value: object) -> str:
    """Say why `value` does not fit `value_type`, or return the empty text. The value itself is never quoted."""
    found = misfit(value_type, value)
    if found is None:
        return ""
    path, rule = found
    if not path:
        return rule
    if len(path) == 1 and isinstance(path[0], int):
        return f"has a wrong item (number {path[0] + 1}): it {rule}"
    return f'has a wrong "{spell_place(path)}": it {rule}'


def spell_place(path: Place) -> str:
    """Return the place of a part inside a value: `rules[0].port`. Items count from 0, as in values."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def misfit(value_type: ValueType, value: object) -> tuple[Place, str] | None:
    """Return the first part of `value` that does not fit, by its path, with the rule that it breaks; None where all fits."""
    match value_type:
        case BooleanType() | NumberType() | ChoiceType() | TextType() | QuantityType():
            rule = scalar_problem(value_type, value)
            return ((), rule) if rule else None
        case _:
            from oamc.expressions.compound_problems import compound_misfit

            return compound_misfit(value_type, value, misfit)
