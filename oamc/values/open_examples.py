"""Examples of values that nobody has given yet, so that objects can be looked at before somebody does."""

from __future__ import annotations

from oamc.expressions.examples import example
from oamc.values.merge import merge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.expressions.holes import Path
    from oamc.source.nodes import Plain
    from oamc.values.parameters import Parameter


def with_examples(values: dict[str, Plain], parameters: Iterable[Parameter]) -> dict[str, Plain]:
    """Return `values` with an example for each open parameter whose type has one."""
    for parameter in parameters:
        value = example(parameter.type) if parameter.is_open else None
        if value is not None:
            values = merge(values, _tree(parameter.path, value))
    return values


def _tree(path: Path, value: Plain) -> dict[str, Plain]:
    """Return a value at its path."""
    return {path[0]: value if len(path) == 1 else _tree(path[1:], value)}
