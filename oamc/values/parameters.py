"""Parameters: the leaves of a chart's values, each with the history of its value.

The last assignment wins. Diagnostics, the comments in `values.yaml` and the dump of a program all read from the history.
"""

from __future__ import annotations

from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from oamc.expressions.holes import Known, Path, ValueTree
    from oamc.expressions.types import ValueType
    from oamc.spans import Span

BUILT_IN = "built-in default"
OF_DEFINITION = "default of a definition"
DECLARED_DEFAULT = "declared default"
APPLICATION = "application"
VARIABLE = "variable"
OVERRIDE = "override"
LOCK = "lock file"
PLATFORM = "platform"
OF_PROFILE = "profile"

THE_SHAPE = "the shape of the objects depends on it"
"""Why a parameter is fixed, where it has no other reason."""


class Unset:
    """The value of a parameter that has none."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


class Assignment(Record):
    """One value that a parameter was given: by whom (`source`), and where in the input.

    A value that came through a variable has the place of the variable's value as `span`, and the place that refers to the
    variable as `via`. One that came by a flag has no span: `given_by` names the flag and the column of its text, or the profile
    that has it as a default.
    """

    source: str
    value: Known
    span: Span | None
    via: Span | None = None
    given_by: str = ""


class Ruling(Record):
    """A rule of the platform that has narrowed a parameter, whose type was `before` that another one.

    It stands at `span`, `words` say what it demands, and it `fixes` the value where there is one alone.
    """

    span: Span
    words: str
    before: ValueType
    fixes: bool = False


class Parameter(Record):
    """A value that the installer of the output may choose.

    `path` is its place in the values; `declared` the place of its declaration. An `optional` parameter may be without a
    value. A `fixed` one shapes the output: it is not a value of the output but told as fixed when the output was built, `why`
    where that is not the shape of its own part, and `fixed_by` the place that this is about.
    `built` is what the document makes of variables, or of other parameters: the value while none is given, be the parameter
    optional or not. Such a parameter has no history where another one, of which it is made, has no value yet.
    """

    path: Path
    type: ValueType
    description: str
    history: tuple[Assignment, ...]
    optional: bool = False
    declared: Span | None = None
    fixed: bool = False
    why: str = ""
    fixed_by: Span | None = None
    built: ValueTree = None
    ruled: tuple[Ruling, ...] = ()

    @property
    def follows(self) -> bool:
        """Tell whether the value in force is what variables, or other parameters, make of it, not a value of its own."""
        return self.built is not None and (not self.history or self.history[-1].source != OVERRIDE)

    @property
    def may_be_null(self) -> bool:
        """Tell whether the output takes null for the parameter: no value, or the one that follows variables."""
        return self.optional or self.built is not None

    @property
    def value(self) -> Known | Unset:
        """Return the value in force, or `UNSET`."""
        return self.history[-1].value if self.history else UNSET

    @property
    def is_open(self) -> bool:
        """Tell whether it has no value, and must get one before anything can be made of the output."""
        return not self.history and not self.may_be_null and not self.fixed


def assign(parameter: Parameter, assignment: Assignment) -> Parameter:
    """Return the parameter with one more assignment."""
    return replace(parameter, history=(*parameter.history, assignment))
