"""What numbers of objectives may be, and budgets that nothing burns fast enough (docs/spec/objectives.md, 3.4 and 3.5)."""

from __future__ import annotations

from fractions import Fraction

from oamc.capabilities.objectives.properties import ERROR_RATE, PROMETHEUS, PYRRA, SLOTH
from oamc.diagnostics.codes.objectives import BEYOND_REACH
from oamc.diagnostics.reports import listing
from oamc.expressions.holes import Fits, Hole, TextOf
from oamc.expressions.types import TextType
from oamc.objects.object_set import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.objectives.reading import Comparison, Objective
    from oamc.expressions.holes import Path
    from oamc.ir.program import BoundTrait

AT_ONCE: dict[str, tuple[str, str]] = {PROMETHEUS: ("14.4", "6"), SLOTH: ("14.4", "6"), PYRRA: ("14", "7")}
"""How many times too fast a budget burns for each alert that is for a person at once, by who makes the alerts."""
NEXT_DAY: dict[str, tuple[str, str]] = {PROMETHEUS: ("3", "1"), SLOTH: ("3", "1"), PYRRA: ("2", "1")}
"""The same of alerts for the next day."""
REACHABLE_SUCCESS = TextType(
    pattern=r"1|0\.(8[4-9]|9[0-9])[0-9]{0,18}|0\.9",
    rule="must be from 0.84 to 1: with less, not even an outage burns the budget of errors 6 times too fast, and no critical "
    "alert can come",
)
REACHABLE_ERRORS = TextType(
    pattern=r"0|0\.0[0-9]{1,19}|0\.1([0-5][0-9]{0,18})?|0\.16|[1-9](\.[0-9]{1,20})?e-[0-9]{1,3}",
    rule="must be from 0 to 0.16: with more, not even an outage burns the budget of errors 6 times too fast, and no critical "
    "alert can come",
)
"""Shares, as a text, with which one of two critical alerts can come at least."""


_SHARE = TextType(
    pattern=r"0|1|0\.[0-9]{1,20}|[1-9](\.[0-9]{1,20})?e-[0-9]{1,3}", rule="must be from 0 to 1, since it is a share of requests"
)
_SECONDS = TextType(
    pattern=r"0\.[0-9]{1,20}|[1-9][0-9]{0,2}(\.[0-9]{1,20})?|[1-9](\.[0-9]{1,20})?e-[0-9]{1,3}",
    rule="must be above 0 and below 1000, since it is a time in seconds",
)
"""How such numbers are spelled as a text."""


def requirements_of(objectives: tuple[Objective, ...], idle: Container[Path], engine: str) -> Iterator[Requirement]:
    """Yield that numbers which the installer chooses are of what is measured, unless nothing is made of them.

    Where critical alerts can come with what the document says, they still can: the installer of a chart sees no warning.
    """
    for objective in objectives:
        has_alerts = objective.is_ratio and engine == PROMETHEUS and can_be_critical(objective, engine)
        for one in objective.comparisons:
            if isinstance(one.value, Hole) and objective.sli and one.value.path not in idle:
                text_type = _SHARE if objective.is_ratio else _SECONDS
                if has_alerts and one is critical(objective):
                    text_type = reachable(objective)
                yield Requirement(
                    condition=Fits(value=TextOf(hole=one.value), type=text_type),
                    message=f"{'.'.join(one.value.path)} {text_type.rule}",
                    span=one.span,
                )


def critical(objective: Objective) -> Comparison:
    """Return the comparison by which alerts are critical."""
    return objective.warning or objective.passing


def reachable(objective: Objective) -> TextType:
    """Return the type of shares with which a critical alert can come."""
    return REACHABLE_ERRORS if objective.sli == ERROR_RATE else REACHABLE_SUCCESS


def can_be_critical(objective: Objective, engine: str) -> bool:
    """Tell whether a critical alert can come with what the document says."""
    return len(_beyond(_budget(objective, critical(objective)), AT_ONCE[engine])) < len(AT_ONCE[engine])


def tell_beyond_reach(use: BoundTrait, subject: Subject, objective: Objective, engine: str) -> None:
    """Report alerts about a share of requests that cannot come, whatever happens."""
    if not objective.is_ratio or engine not in AT_ONCE:
        return
    # Sloth and Pyrra know one budget, that of `pass`.
    urgent = critical(objective) if engine == PROMETHEUS else objective.passing
    for what, comparison, factors in (("critical", urgent, AT_ONCE), ("warning", objective.passing, NEXT_DAY)):
        budget = _budget(objective, comparison)
        beyond = _beyond(budget, factors[engine])
        if not beyond:
            continue
        never = len(beyond) == len(factors[engine])
        times = listing(f"{factor} times too fast" for factor in beyond)
        cause = f"not even an outage burns the {float(budget):g} that it leaves for errors {times}"
        end = f"no {what} alert can come" if never else f"its {what} alert comes late"
        least = _least(objective, factors[engine])
        subject.context.reports.add(
            BEYOND_REACH,
            at=comparison.span,
            objective=objective.name,
            trait=use.trait.name,
            problem=f"{end}: {cause}",
            hint=f"write {least} to be told of an outage at once, or another sli or query, whose alerts compare it as it is",
        )
        return


def _budget(objective: Objective, comparison: Comparison) -> Fraction:
    """Return the share of requests that may fail by a comparison, as the document says it."""
    known = Fraction(str(comparison.known))
    return known if objective.sli == ERROR_RATE else 1 - known


def _beyond(budget: Fraction, factors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the factors by which a budget is all requests or more: alerts ask for a larger share than that."""
    return tuple(factor for factor in factors if Fraction(factor) * budget >= 1)


def _least(objective: Objective, factors: tuple[str, ...]) -> str:
    """Return a comparison with which all alerts can come, in two digits."""
    most = int(100 / Fraction(factors[0]))
    return f"<=0.{most:02d}" if objective.sli == ERROR_RATE else f">=0.{100 - most:02d}"
