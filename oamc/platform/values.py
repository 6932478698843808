"""Parameters narrowed to what rules allow: the types of values become those that a platform takes.

A `Values` holds the parameters of one application while rules are applied. What a value that may be chosen must be becomes its
type, and so stands in the schema of the chart; whether the value in force is so is checked with the overrides
(`values/check.py`). What is fixed when the output is built is checked here.
"""

from __future__ import annotations

from fractions import Fraction

from oamc.diagnostics.codes import platform as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Fits, Hole, IsGiven, Not, Text, TextOf, any_of
from oamc.expressions.problems import problem
from oamc.expressions.quantity_bounds import bound_problem
from oamc.expressions.types import ChoiceType, QuantityType
from oamc.kubernetes.quantities import ONE, parse
from oamc.objects.object_set import Requirement
from oamc.platform.wording import as_texts, narrowed
from oamc.records import Record, replace
from oamc.values.parameters import APPLICATION, DECLARED_DEFAULT, PLATFORM, VARIABLE, Assignment, Ruling, Unset
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Condition, Path, ValueTree
    from oamc.expressions.types import ValueType
    from oamc.platform.rules import Rule
    from oamc.spans import Span
    from oamc.values.parameters import Parameter

HERE = "the platform says it here"
NO_LIST = "it is a tree, and no schema of a chart could say what of it is allowed"
NO_VALUE = "no value that it may have is allowed"


class Demand(Record):
    """What a rule demands of a value: its type, words for it, and the place of the rule. It may fix the value."""

    type: ValueType
    words: str
    span: Span
    fixes: bool = False


def demand_of(rule: Rule) -> Demand:
    """Return what a rule demands, which has a type."""
    assert rule.type is not None
    return Demand(type=rule.type, words=rule.words, span=rule.span, fixes=rule.is_fixed)


class Values:
    """The parameters of an application while the rules of a platform are applied to them."""

    def __init__(self, parameters: Iterable[Parameter], reports: Reports, refused: Iterable[Span] = ()) -> None:
        """Begin with all parameters. What is `refused` as a whole is not told once more in other words."""
        self.reports = reports
        self._refused = tuple(refused)
        self._left: set[Path] = set()
        self._told: set[tuple[Span | None, str]] = set()
        self.known = {parameter.path: parameter for parameter in parameters}
        self.requirements: list[Requirement] = []

    def narrow(self, path: Path, demand: Demand, *, must_be_there: bool = False) -> None:
        """Narrow the parameter at a path, and whatever gives it its value. One that is fixed is checked."""
        parameter = self.known[path]
        if path in self._left or self.is_refused(parameter.declared):
            return
        if parameter.fixed:
            self.check(parameter, demand)
            return
        if any((one.span, one.words) == (demand.span, demand.words) for one in parameter.ruled):
            self.known[path] = replace(parameter, optional=parameter.optional and not must_be_there)
            return
        given = _given_by_platform(parameter, demand)
        narrow = narrowed(parameter.type, demand.type)
        if narrow is None:
            self._cannot(parameter, demand)
            return
        built = parameter.built
        if demand.fixes:
            given, built = replace(given, optional=given.optional and not given.history), None
        if must_be_there:
            given = replace(given, optional=False)
        ruling = Ruling(span=demand.span, words=demand.words, before=parameter.type, fixes=demand.fixes)
        self.known[path] = replace(given, type=narrow, built=built, ruled=(*given.ruled, ruling))
        if built is not None:
            self._follow(parameter, built, demand)

    def leave(self, path: Path) -> None:
        """Leave a parameter alone from now on: what is wrong with it is told."""
        self._left.add(path)

    def is_refused(self, at: Span | None) -> bool:
        """Tell whether a place lies in what is refused as a whole."""
        return at is not None and any(_is_within(at, whole) for whole in self._refused)

    def keep_unset(self, path: Path, demand: Demand) -> None:
        """Let a parameter that has no value, and may be without one, stay so."""
        parameter = self.known[path]
        if not parameter.fixed and parameter.may_be_null:
            ruling = Ruling(span=demand.span, words=demand.words, before=parameter.type)
            self.known[path] = replace(parameter, type=ChoiceType(choices=()), ruled=(*parameter.ruled, ruling))

    def check(self, parameter: Parameter, demand: Demand) -> None:
        """Report the value of a parameter that is fixed when the output is built, where a rule does not allow it."""
        value = parameter.value
        if isinstance(value, Unset):
            return
        last = parameter.history[-1]
        self.check_known(value, demand, last.via or last.span or parameter.declared, spell_path(parameter.path))

    def check_known(self, value: object, demand: Demand, at: Span | None, path: str) -> None:
        """Report a value that nobody can change, where a rule does not allow it. Of a list its items are looked at."""
        for item in value if isinstance(value, (list, tuple)) else (value,):
            if _breaks(demand.type, item):
                self._report(demand, at, path)
                return

    def check_absent(self, demand: Demand, words: str, at: Span | None, path: str) -> None:
        """Report what is not there, where a rule demands it."""
        self._report(replace(demand, words=words), at, path)

    def _report(self, demand: Demand, at: Span | None, path: str) -> None:
        """Report a value that a rule does not allow, once, unless it is refused as a part of something."""
        if not self.is_refused(at) and (at, path) not in self._told:
            self._told.add((at, path))
            report(demand, at, path, self.reports)

    def fit(self, text: Text | TextOf, demand: Demand, conditions: tuple[Condition, ...], at: Span | None, path: str) -> None:
        """Demand that a text that is made of values is as a rule says, where it is written."""
        texts = as_texts(demand.type)
        if texts is None or at is None:
            self.cannot(path, "it is made of other values", at, demand.span)
            return
        fits: Condition = Fits(value=text, type=texts)
        off = tuple(Not(condition=condition) for condition in conditions)
        self.requirements.append(
            Requirement(condition=any_of((*off, fits)), message=f"{path} {demand.words}, the platform says", span=at)
        )

    def cannot(self, path: str, reason: str, at: Span | None, rule: Span) -> None:
        """Report what no rule can be held for: to build it would be to let anything through."""
        if self.is_refused(at):
            return
        self.reports.add(
            codes.RULE_CANNOT_HOLD,
            at=at,
            path=path,
            reason=reason,
            related=[Related(span=rule, message=HERE)],
            hint="write a value of its own there",
        )

    def _cannot(self, parameter: Parameter, demand: Demand) -> None:
        """Report a parameter whose type has nothing in common with what a rule demands."""
        value = parameter.value
        last = parameter.history[-1] if parameter.history else None
        at = parameter.declared if last is None else last.via or last.span or parameter.declared
        path = spell_path(parameter.path)
        if not isinstance(value, (Unset, dict, list, tuple)) and narrowed(ChoiceType(choices=(value,)), demand.type) is None:  # type: ignore[arg-type]  # a scalar
            self._report(demand, at, path)
        else:
            self.cannot(path, NO_LIST if isinstance(value, (dict, list, tuple)) else NO_VALUE, at, demand.span)

    def _follow(self, parameter: Parameter, built: ValueTree, demand: Demand) -> None:
        """Demand the same of whatever a parameter is made of while it has no value of its own."""
        last = parameter.history[-1] if parameter.history else None
        at = parameter.declared if last is None else last.via or last.span
        match built:
            case Hole() if built.path in self.known:
                self.narrow(built.path, demand)
            case Text() | TextOf():
                self.fit(built, demand, (Not(condition=IsGiven(path=parameter.path)),), at, spell_path(parameter.path))
            case list() | tuple():
                for item in built:
                    self._follow(parameter, item, demand)
            case str() | bool() | int() | float():
                self.check_known(built, demand, at, spell_path(parameter.path))
            case _:
                self.cannot(spell_path(parameter.path), NO_LIST, at, demand.span)


def report(demand: Demand, at: Span | None, path: str, reports: Reports, given_by: str = "") -> None:
    """Report a value that a rule does not allow."""
    related = [Related(span=demand.span, message=HERE)]
    if demand.fixes:
        hint = "leave it out: the platform sets it"
        reports.add(codes.FIXED_BY_PLATFORM, at=at, related=related, hint=hint, path=path, given_by=given_by)
    else:
        hint = "give another value, or ask whoever runs the platform"
        reports.add(
            codes.NOT_ALLOWED_BY_PLATFORM, at=at, related=related, hint=hint, path=path, given_by=given_by, rule=demand.words
        )


def _breaks(value_type: ValueType, value: object) -> bool:
    """Tell whether a known value is not of a type. Amounts are read as Kubernetes reads them."""
    if not isinstance(value_type, QuantityType) or isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return bool(problem(value_type, value))
    amount = parse(value)
    return amount is None or bool(bound_problem(value_type, Fraction(amount, ONE)))


def _is_within(inner: Span, outer: Span) -> bool:
    """Tell whether a place lies within another one."""
    begins = (outer.line, outer.column) <= (inner.line, inner.column)
    return inner.source is outer.source and begins and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


def _given_by_platform(parameter: Parameter, demand: Demand) -> Parameter:
    """Return a parameter that a rule fixes with its one value, where nobody else gives it one."""
    if not demand.fixes or not isinstance(demand.type, ChoiceType):
        return parameter
    last = parameter.history[-1] if parameter.history else None
    if last is not None and last.source in {APPLICATION, VARIABLE, DECLARED_DEFAULT} and last.span != demand.span:
        return parameter
    ours = Assignment(source=PLATFORM, value=demand.type.choices[0], span=demand.span)
    return replace(
        parameter, history=(*parameter.history[: -1 if last is not None and last.span == demand.span else None], ours)
    )
