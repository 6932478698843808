"""What developers intend, held against what comes out (docs/spec/intents.md, 2).

In: the objects of an application with the values in force. Out: reports of what breaks an intent now, and the same objects with
values that cannot break one later: their types are narrowed where that says it all, and else conditions are added, which both
outputs ask.
"""

from __future__ import annotations

from oamc.diagnostics.codes import intents as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import (
    AtMost,
    Equals,
    Expression,
    Fits,
    Hole,
    IsSet,
    IsTrue,
    Not,
    Text,
    TextOf,
    all_of,
    any_of,
    holes_in,
)
from oamc.expressions.intersection import intersect
from oamc.expressions.numbers import LARGEST_INTEGER, spell_json
from oamc.expressions.problems import misfit
from oamc.expressions.types import BooleanType, ChoiceType, NumberType, TextType
from oamc.kubernetes.plain_data import part_at
from oamc.objects.demands import INTENT, LEVEL, below, found_by
from oamc.objects.object_set import Requirement
from oamc.objects.reading import paths_of
from oamc.objects.tree import INSTANCE, bare
from oamc.records import replace
from oamc.values.parameters import OVERRIDE
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Condition, Path
    from oamc.expressions.types import ValueType
    from oamc.objects.demands import Demand, Found, Promise
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span
    from oamc.values.parameters import Parameter

CODES = {
    (INTENT, False): codes.INTENT_BROKEN,
    (INTENT, True): codes.INTENT_DOUBTFUL,
    (LEVEL, False): codes.LEVEL_BROKEN,
}
HINTS = {
    INTENT: "change it, or let the developer of the component take the intent back",
    LEVEL: "change it, or choose another level",
}
YES, NO = ChoiceType(choices=(True,)), ChoiceType(choices=(False,))


def hold_intents(objects: ObjectSet, filler: Filler, reports: Reports) -> ObjectSet | None:
    """Report what breaks an intent with the values in force, and return objects whose values cannot break one.

    None after a report: other checks would say the same in other words.
    """
    errors = reports.errors
    run = _Run(objects, filler, reports)
    of_instances: dict[str, list[KubeObject]] = {}
    for item in objects.objects:
        of_instances.setdefault(item.owner.name if item.owner.kind == INSTANCE else "", []).append(item)
    for promise in objects.promises:
        for item in of_instances.get(promise.instance, ()):
            run.hold(promise, item)
    if reports.errors > errors:
        return None
    return replace(
        objects,
        parameters=tuple(run.parameters.values()),
        requirements=(*objects.requirements, *run.requirements.values()),
    )


class _Run:
    """The promises of one application."""

    def __init__(self, objects: ObjectSet, filler: Filler, reports: Reports) -> None:
        self.parameters = {parameter.path: parameter for parameter in objects.parameters}
        self.requirements: dict[str, Requirement] = {}
        self._told: set[tuple[str, str, str]] = set()
        self._filler = filler
        self._reports = reports

    def hold(self, promise: Promise, item: KubeObject) -> None:
        """Hold one object to the demands of a promise."""
        for demand in promise.demands:
            if item.kind in demand.kinds:
                for found in found_by(demand, item):
                    self._judge(promise, demand, item, found)

    def _judge(self, promise: Promise, demand: Demand, item: KubeObject, found: Found) -> None:
        """Report what breaks a demand now, or see to it that it never does. Of a value that is still open nobody knows."""
        is_open = any(known.is_open for hole in holes_in(found.tree) for known in self._chain(hole.path))
        if not is_open and all(map(self._filler.holds, found.conditions)) and not self._is_met(demand, found):
            self._report(promise, demand, item, found)
        elif not demand.is_warning:
            self._secure(promise, demand, found)

    def _is_met(self, demand: Demand, found: Found) -> bool:
        """Tell whether what stands at the place of a demand meets it, with the values in force."""
        if found.tree is None or demand.forbids:
            return found.tree is None and not demand.is_required
        value = self._filler.fill(found.tree)
        if demand.includes:
            return isinstance(value, list) and demand.includes in value
        if demand.same:
            first, second = (part_at(value, path) for path in demand.same)
            return first is None or second is None or first == second
        return demand.type is None or misfit(demand.type, value) is None

    def _secure(self, promise: Promise, demand: Demand, found: Found) -> None:
        """See to it that what stands at the place of a demand meets it for each value that may be chosen."""
        tree = found.tree
        if demand.same:
            self._secure_same(promise, demand, found)
        elif tree is None or demand.forbids or not isinstance(tree, Expression):
            if not (found.conditions and self._never_meets(demand, tree)):
                self._pin_parts(promise, demand, found)
            elif len(found.conditions) > 1 or not self._exclude(found.conditions[0]):
                self._require(promise, demand, found, None)
        elif not self._narrow(tree, demand):
            self._require(promise, demand, found, self._fits(tree, demand.type))

    def _never_meets(self, demand: Demand, tree: Tree) -> bool:
        """Tell whether what is known, or nothing, breaks a demand wherever it stands."""
        if tree is None or demand.forbids:
            return demand.is_required if tree is None else True
        if any(isinstance(part, Expression) for part in _leaves(tree)):
            return False
        value = self._filler.fill(tree)
        if demand.includes:
            return not (isinstance(value, list) and demand.includes in value)
        return demand.type is not None and misfit(demand.type, value) is not None

    def _pin_parts(self, promise: Promise, demand: Demand, found: Found) -> None:
        """Hold the values in a list that must have an item, as they are now."""
        if demand.includes:
            holes = {hole.path: hole for part in _leaves(found.tree) for hole in holes_in(part)}
            for hole in holes.values():
                self._require(promise, demand, found, self._pinned(hole))

    def _secure_same(self, promise: Promise, demand: Demand, found: Found) -> None:
        """See to it that two amounts stay the same: they are one value, or else neither may change."""
        first, second = ([part for part in below(found, path) if part.tree is not None] for path in demand.same)
        if not first or not second or [_identity(one) for one in first] == [_identity(one) for one in second]:
            return
        holes = {hole.path: hole for part in (*first, *second) for hole in holes_in(part.tree)}
        for hole in holes.values():
            self._require(promise, demand, found, self._pinned(hole))

    def _exclude(self, condition: Condition) -> bool:
        """Narrow the value of which a condition speaks, so that it never holds; tell whether that was possible."""
        match condition:
            case IsTrue(path=path):
                return self._retype(path, NO, (BooleanType(),)) and self.parameters[path].built is None
            case Not(condition=IsTrue(path=path)):
                return self._retype(path, YES, (BooleanType(),)) and self.parameters[path].built is None
            case Not(condition=IsSet(path=path)) if path in self.parameters:
                parameter = self.parameters[path]
                if parameter.built is None and parameter.history:
                    self.parameters[path] = replace(parameter, optional=False)
                    return True
                return False
            case _:
                return False

    def _narrow(self, tree: Expression, demand: Demand) -> bool:
        """Narrow the type of a value that stands somewhere as it is; tell whether that says all."""
        wanted = demand.type
        if not isinstance(tree, Hole) or wanted is None:
            return wanted is None
        is_met_unset = tree.otherwise is None or misfit(wanted, tree.otherwise) is None
        return self._retype(tree.path, wanted, demand.wider) and is_met_unset and self.parameters[tree.path].built is None

    def _retype(self, path: Path, wanted: ValueType, wider: tuple[ValueType, ...]) -> bool:
        """Narrow the type of a value to another one, where its value in force is of that; tell whether it was."""
        parameter = self.parameters.get(path)
        if parameter is None:
            return False
        both = wanted if parameter.type in wider else intersect(parameter.type, wanted)
        value = self._filler.at(path)
        if both is None or (value is not None and misfit(both, value) is not None):
            return False
        self.parameters[path] = replace(parameter, type=both)
        return True

    def _fits(self, tree: Expression, wanted: ValueType | None) -> Condition:
        """Return the condition that an expression is of a type; that it stays what it is, where no condition says that."""
        if isinstance(tree, (Hole, Text, TextOf)) and isinstance(wanted, TextType) and not _is_no_text(tree):
            fits: Condition = Fits(value=tree, type=wanted)
            return self._unless_unset(tree, fits) if isinstance(tree, Hole) else fits
        if isinstance(tree, Hole) and isinstance(tree.type, NumberType) and isinstance(wanted, NumberType):
            bounds: list[Condition] = []
            if wanted.maximum < LARGEST_INTEGER:
                bounds.append(AtMost(path=tree.path, bound=int(wanted.maximum)))
            if wanted.minimum > -LARGEST_INTEGER:
                bounds.append(Not(condition=AtMost(path=tree.path, bound=int(wanted.minimum) - 1)))
            return self._unless_unset(tree, all_of(tuple(bounds)))
        if isinstance(tree, Hole) and isinstance(wanted, ChoiceType):
            choices: tuple[Condition, ...] = tuple(Equals(path=tree.path, value=choice) for choice in wanted.choices)
            return self._unless_unset(tree, any_of(choices))
        return all_of(tuple(self._pinned(hole) for hole in {hole.path: hole for hole in holes_in(tree)}.values()))

    def _unless_unset(self, hole: Hole, condition: Condition) -> Condition:
        """Return a condition on a value that need not hold while it has none."""
        parameter = self.parameters.get(hole.path)
        may_be_unset = parameter is not None and parameter.may_be_null
        return any_of((Not(condition=IsSet(path=hole.path)), condition)) if may_be_unset else condition

    def _pinned(self, hole: Hole) -> Condition:
        """Return the condition that a value stays what it is."""
        value = self._filler.at(hole.path)
        if value is None:
            return Not(condition=IsSet(path=hole.path))
        text: Hole | TextOf = TextOf(hole=hole) if _is_no_text(hole) else hole
        same = Fits(value=text, type=TextType(choices=(str(value) if text is hole else spell_json(value),)))
        parameter = self.parameters.get(hole.path)
        return all_of((IsSet(path=hole.path), same)) if parameter is not None and parameter.may_be_null else same

    def _require(self, promise: Promise, demand: Demand, found: Found, condition: Condition | None) -> None:
        """Add the condition that must hold while a part is there; without one, the part must never be there."""
        off = tuple(Not(condition=one) for one in found.conditions)
        asked = any_of(off if condition is None else (*off, condition))
        message = f'{promise.in_words} of "{promise.instance}": {found.path or found.rule} {demand.rule}'
        known = self.requirements.get(message)
        asked = asked if known is None else all_of((known.condition, asked))
        self.requirements[message] = Requirement(condition=asked, message=message, span=promise.span)

    def _report(self, promise: Promise, demand: Demand, item: KubeObject, found: Found) -> None:
        """Report what breaks a demand, of several one alone: at the value of the operator, with the place of the developer."""
        broken = (item.kind, item.name, found.path)
        if broken in self._told:
            return
        self._told.add(broken)
        cause = self._cause(found)
        last = None if cause is None or not cause.history else cause.history[-1]
        span: Span | None = found.span
        maker = _maker(found.rule)
        by = maker or "the component itself"
        if cause is not None and last is not None:
            span = last.via or last.span or (None if last.given_by else found.span)
            if last.source == OVERRIDE:
                given_by = f" (given by {last.given_by})" if last.given_by else ""
                by = f'value "{spell_path(cause.path)}"{f" of {maker}" if maker else ""}{given_by}'
        says = f'the developer says "{promise.name}" here' if promise.kind == INTENT else "the level is chosen here"
        related = [] if span in {None, promise.span} else [Related(span=promise.span, message=says)]
        self._reports.add(
            CODES[promise.kind, demand.is_warning],
            at=promise.span if span is None else span,
            related=related,
            promise=promise.in_words,
            instance=promise.instance,
            reason=by,
            what=f"{item.kind}/{item.name} {found.path}".rstrip(),
            rule=demand.rule,
            hint=demand.hint or HINTS[promise.kind],
        )

    def _cause(self, found: Found) -> Parameter | None:
        """Return the value by which a part is there, or is what it is: one that is overridden, if there is one."""
        paths = [hole.path for hole in holes_in(found.tree)]
        paths += [path for condition in found.conditions for path in paths_of(condition)]
        known = [known for path in paths for known in self._chain(path)]
        given = [one for one in known if one.history and one.history[-1].source == OVERRIDE]
        return next(iter(given), known[0] if known and isinstance(found.tree, Expression) else None)

    def _chain(self, path: Path) -> Iterator[Parameter]:
        """Yield the value at a path, and those that it is made of while it has none of its own."""
        parameter = self.parameters.get(path)
        if parameter is not None:
            yield parameter
            if parameter.follows:
                for hole in holes_in(parameter.built):
                    yield from self._chain(hole.path)


def _maker(rule: str) -> str:
    """Return what messages call the trait or scope that wrote a part; the empty text where the component itself did."""
    kind, _, name = rule.partition(" ")
    return f'{kind} "{name}"' if kind in {"trait", "scope", "intent"} else ""


def _leaves(tree: Tree) -> Iterator[Tree]:
    """Yield the leaves of a part, and the conditional parts in it as they are."""
    known = bare(tree)
    parts = known.values() if isinstance(known, dict) else known if isinstance(known, (list, tuple)) else None
    if parts is None:
        yield known
    else:
        for part in parts:
            yield from _leaves(part)


def _identity(found: Found) -> tuple[object, ...]:
    """Return what two parts share that are always the same."""
    tree = bare(found.tree)
    return ("expression", tree) if isinstance(tree, Expression) else ("known", tree), found.conditions


def _is_no_text(tree: Expression) -> bool:
    """Tell whether an expression is a value that is not a text."""
    return isinstance(tree, Hole) and not isinstance(tree.type, TextType)
