"""Objectives, read from the bound properties of a use of `slo`; what is wrong with one is reported and left out."""

from __future__ import annotations

from oamc.capabilities.objectives.properties import (
    ERROR_RATE,
    FLAGGER,
    IN_PERCENT,
    LATENCY,
    RATIOS,
    SUCCESS_RATE,
)
from oamc.diagnostics.codes.objectives import WRONG_OBJECTIVE
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Hole, TextOf
from oamc.expressions.numbers import spell_json
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.objectives.queries import Parts
    from oamc.expressions.holes import Value
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group, Leaf
    from oamc.spans import Span

OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""The comparison that holds where another one does not."""
STRICT = ("<", ">")
HUNDRED, THOUSAND = 100, 1000
LONGEST_TIME = 600
"""The longest time of an answer, in seconds, that is no mistake of milliseconds."""


class Comparison(Record):
    """A comparison of the measured number. `value` is what stands in objects, `known` what the document says."""

    operator: str
    value: Value
    known: float
    span: Span

    @property
    def text(self) -> Parts:
        """Return the number as parts of a text."""
        return (TextOf(hole=self.value),) if isinstance(self.value, Hole) else (spell_json(self.known),)

    @property
    def failing(self) -> Parts:
        """Return the comparison that holds where this one does not."""
        return (f"{OPPOSITES[self.operator]} ", *self.text)

    @property
    def is_upwards(self) -> bool:
        """Tell whether larger numbers are better."""
        return self.operator.startswith(">")

    def is_looser(self, other: Comparison) -> bool:
        """Tell whether everything meets this comparison that meets the other one, and something else does, too."""
        if self.known == other.known:
            return self.operator not in STRICT and other.operator in STRICT
        return self.known < other.known if self.is_upwards else self.known > other.known


class Objective(Record):
    """One objective: what is measured, by a built-in indicator `sli` or by a `query`, and what it must be."""

    name: str
    sli: str
    query: Leaf | None
    passing: Comparison
    warning: Comparison | None
    group: Group

    @property
    def is_ratio(self) -> bool:
        """Tell whether it is a share of requests."""
        return self.sli in RATIOS

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Return its comparisons."""
        return (self.passing,) if self.warning is None else (self.passing, self.warning)


def objectives_of(use: BoundTrait, subject: Subject, tree: Group) -> tuple[Objective, ...]:
    """Return the objectives of a use that are right."""
    engine = str(tree.known("engine"))
    found: dict[str, Objective] = {}
    for group in tree.groups("objectives"):
        objective = _objective(use, subject, group)
        if objective is None or not _is_good(use, subject, objective, engine):
            continue
        earlier = found.setdefault(objective.name, objective)
        if earlier is not objective:
            related = [Related(span=earlier.group.span_of("name"), message="the first one is here")]
            _wrong(use, subject, group, "is there twice", at=group.span_of("name"), hint="choose another name", related=related)
    return tuple(found.values())


def _objective(use: BoundTrait, subject: Subject, group: Group) -> Objective | None:
    """Return one objective, None where a part of it is missing, which is reported."""
    passing, name = _comparison(group, "pass"), group.known("name")
    if passing is None or not isinstance(name, str):
        return None
    sli, query = group.known("sli"), group.leaf("query")
    if (sli is None) == (query is None):
        if query is None:
            _wrong(use, subject, group, "says nothing of what is measured", at=group.span_of("name"), hint="set sli, or query")
        else:
            _wrong(use, subject, group, "says twice what is measured", at=query.span, hint="leave sli or query out")
        return None
    warning = _comparison(group, "warn")
    return Objective(name=name, sli=sli or "", query=query, passing=passing, warning=warning, group=group)


def _comparison(group: Group, name: str) -> Comparison | None:
    """Return a comparison; None where it is not given."""
    part = group.group(name)
    number = None if part is None else part.leaf("number")
    if part is None or number is None or "operator" not in part:
        return None
    return Comparison(operator=str(part.known("operator")), value=number.value, known=number.known, span=number.span)


def _is_good(use: BoundTrait, subject: Subject, objective: Objective, engine: str) -> bool:
    """Check that comparisons fit what is measured, one another and the engine; tell whether they do."""
    for problem, at, hint in (*_unlikely(objective), *_contradictory(objective), *_for_engine(objective, engine)):
        _wrong(use, subject, objective.group, problem, at=at, hint=hint)
        return False
    return True


def _unlikely(objective: Objective) -> Iterator[tuple[str, Span, str]]:
    """Yield what does not fit what is measured."""
    for one in objective.comparisons:
        if objective.sli == SUCCESS_RATE and not one.is_upwards:
            yield "asks for few requests that succeed", one.span, "write >= for a success-rate, or choose the sli error-rate"
        elif objective.sli in (ERROR_RATE, LATENCY) and one.is_upwards:
            what = "errors" if objective.sli == ERROR_RATE else "time"
            yield (
                f"asks for much {what}" if what == "time" else f"asks for many {what}",
                one.span,
                f"write <= for the sli {objective.sli}",
            )
        elif objective.is_ratio and not 0 <= one.known <= 1:
            share = f": {spell_json(one.known / HUNDRED)} is {spell_json(one.known)}%" if 1 < one.known <= HUNDRED else ""
            yield "is about a share of requests, which is from 0 to 1", one.span, f"write a number from 0 to 1{share}"
        elif objective.sli == SUCCESS_RATE and one.known == 0:
            yield "is met when every request fails", one.span, "write what share of requests must succeed, such as >=0.99"
        elif objective.sli == ERROR_RATE and one.known == 1:
            yield "is met when every request fails", one.span, "write what share of requests may fail, such as <=0.01"
        elif objective.sli == LATENCY and not 0 < one.known <= LONGEST_TIME:
            hint = (
                f"{spell_json(one.known)} milliseconds are {spell_json(one.known / THOUSAND)}"
                if one.known > 0
                else "write <=0.5"
            )
            yield f"is about a time in seconds, above 0 and up to {LONGEST_TIME}", one.span, hint


def _contradictory(objective: Objective) -> Iterator[tuple[str, Span, str]]:
    """Yield a warning that is none."""
    passing, warning = objective.passing, objective.warning
    if warning is None:
        return
    if warning.is_upwards != passing.is_upwards:
        yield "passes in one direction and warns in the other one", warning.span, f"compare by {passing.operator} in both"
    elif not warning.is_looser(passing):
        hint = f"write a number {'below' if passing.is_upwards else 'above'} {spell_json(passing.known)}, or leave warn out"
        yield "never warns: whatever meets warn meets pass", warning.span, hint


def _for_engine(objective: Objective, engine: str) -> Iterator[tuple[str, Span, str]]:
    """Yield what an engine cannot say."""
    if engine in IN_PERCENT and not objective.is_ratio:
        yield (
            f"is no share of requests, and engine {engine} knows nothing else",
            objective.group.span_of("name"),
            "set sli to success-rate or error-rate, or choose the engine prometheus",
        )
    if engine == FLAGGER and objective.passing.operator in STRICT:
        operator = objective.passing.operator
        yield (
            f"passes by {operator} a number, and Flagger takes the number itself as good",
            objective.passing.span,
            f"write {operator}=, with another number where that one must fail",
        )


def _wrong(
    use: BoundTrait, subject: Subject, group: Group, problem: str, *, at: Span, hint: str, related: list[Related] | None = None
) -> None:
    """Report what is wrong with an objective."""
    subject.context.reports.add(
        WRONG_OBJECTIVE,
        at=at,
        related=related or [],
        objective=group.known("name"),
        trait=use.trait.name,
        problem=problem,
        hint=hint,
    )
