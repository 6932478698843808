"""Parameters as a tree: the form that `values.yaml`, its schema and the check of overrides share."""

from __future__ import annotations

from oamc.diagnostics.reports import printable
from oamc.expressions.numbers import quote_json
from oamc.expressions.types import BooleanType, NumberType, TextType
from oamc.source.scalars import ambiguity, resolve
from oamc.startup.patterns import Pattern
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from oamc.expressions.holes import Path
    from oamc.expressions.types import ValueType
    from oamc.values.parameters import Parameter

    Shape: TypeAlias = "dict[str, Shape | Parameter]"

GLOBAL = "global"
"""One of two names at the top that a chart does not declare: Helm hands it down from a parent chart."""

ENABLED = "enabled"
"""The other one: a parent chart may name it as the condition of its dependency. Helm reads it then, and nothing here does."""

_PLAIN_NAME = Pattern(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
VARIABLES = "variables"
"""The mapping of the values that holds those of variables."""

REFERENCES = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
"""The names below which the values of a reference stand, each with the kind of object. No others stand below a parameter."""

SPECIAL_IN_NAMES = Pattern(r"[\\.,=\[]")


def shape(parameters: Iterable[Parameter]) -> Shape:
    """Return the parameters as a tree by their paths, in their order. No path is the beginning of another one."""
    root: Shape = {}
    branch = root
    parents: tuple[str, ...] = ()
    for parameter in parameters:
        if parameter.path[:-1] != parents:  # most parameters stand beside the one before
            branch, parents = root, parameter.path[:-1]
            for name in parents:
                below = branch.setdefault(name, {})
                assert isinstance(below, dict), f"a parameter stands above {parameter.path}"
                branch = below
        assert parameter.path[-1] not in branch, f"two parameters at {parameter.path}"
        branch[parameter.path[-1]] = parameter
    return root


def defaults(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Return the tree that `values.yaml` holds: every mapping on the way, and the value of every parameter that has one.

    A mapping without values is there, empty: the schema demands it, and templates may look into it.
    """
    return _defaults(shape(parameters))


def _defaults(branch: Shape) -> dict[str, Any]:
    """Return the defaults below one mapping."""
    return {
        name: _defaults(below) if isinstance(below, dict) else below.value
        for name, below in branch.items()
        if isinstance(below, dict) or has_default(below)
    }


def has_default(parameter: Parameter) -> bool:
    """Tell whether the parameter has a value of its own. A default of null is none: Helm drops it."""
    return not parameter.follows and parameter.value is not UNSET and parameter.value is not None


def assignment_of(path: Path, value_type: ValueType) -> str:
    """Return how a value of a type is given, with a word in its place."""
    match value_type:
        case TextType():
            flag, word = "--set-string", "TEXT"
        case BooleanType():
            flag, word = "--set", "true"
        case NumberType():
            flag, word = "--set" if value_type.whole else "--set-json", "NUMBER"
        case _:
            flag, word = "--set-json", "JSON"
    return f"{flag} {spell_path(path)}={word}"


def binding_text(parameter: str) -> str:
    """Return the YAML that binds a parameter to a Secret, for a hint; quotes stand where a name could be no text."""
    is_text = _PLAIN_NAME.fullmatch(parameter) is not None and resolve(parameter) == parameter and not ambiguity(parameter)
    name = parameter if is_text else printable(quote_json(parameter))
    return f"parameterValues: [{{name: {name}, valueFrom: {{secretKeyRef: {{name: SECRET, key: KEY}}}}}}]"


def spell_path(path: Path) -> str:
    """Return a path as `--set` takes it."""
    return ".".join(SPECIAL_IN_NAMES.sub(r"\\\g<0>", name) for name in path)
