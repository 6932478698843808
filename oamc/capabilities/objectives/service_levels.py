"""Objectives for programs that make rules of them: Sloth and Pyrra (docs/spec/objectives.md, 6).

Both count an objective in percent of the requests that succeed.
"""

from __future__ import annotations

from decimal import Decimal

from oamc.capabilities.objectives.prometheus_rules import labels_of
from oamc.capabilities.objectives.properties import SUCCESS_RATE
from oamc.capabilities.objectives.queries import Source, built, selector_of
from oamc.capabilities.pods import kube_object
from oamc.expressions.numbers import spell_json
from oamc.objects.naming import prefixed
from oamc.objects.tree import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.objectives.queries import Parts
    from oamc.capabilities.objectives.reading import Objective
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree

WINDOW: Parts = ("{{.window}}",)
PAGE, TICKET = "critical", "warning"
"""The severities of alerts, as those of the engine prometheus."""


def of_sloth(use: BoundTrait, subject: Subject, tree: Group, objectives: tuple[Objective, ...], name: str) -> tuple[KubeObject]:
    """Return the PrometheusServiceLevel of a use, which is called `name`."""
    source = Source(tree.group("series"), selector_of(subject))
    given = tree.group("alertLabels")
    labels: dict[str, Tree] = {} if given is None else dict(given.entries())
    levels: list[Tree] = [
        {
            "name": objective.name,
            "objective": At(percent(objective), objective.passing.span),
            "sli": {
                "events": {
                    "errorQuery": At(built(source.errors(WINDOW)), objective.group.span),
                    "totalQuery": At(built(source.total(WINDOW)), objective.group.span),
                }
            },
            "alerting": {
                "name": "ErrorBudgetBurn",
                "pageAlert": {"labels": {**labels, "severity": PAGE}},
                "ticketAlert": {"labels": {**labels, "severity": TICKET}},
            },
        }
        for objective in objectives
    ]
    return (
        kube_object(
            subject.instance,
            ("sloth.slok.dev/v1", "PrometheusServiceLevel"),
            name,
            labels=labels_of(tree),
            fields=(("spec", {"service": prefixed(name), "slos": levels}),),
            span=use.span,
        ),
    )


def of_pyrra(
    use: BoundTrait, subject: Subject, tree: Group, objectives: tuple[Objective, ...], name: str
) -> tuple[KubeObject, ...]:
    """Return a ServiceLevelObjective for each objective; its name begins with `name`."""
    source = Source(tree.group("series"), selector_of(subject))
    ratio: Tree = {
        "errors": {"metric": At(built(source.failed), use.span)},
        "total": {"metric": At(built(source.all), use.span)},
    }
    return tuple(
        kube_object(
            subject.instance,
            ("pyrra.dev/v1alpha1", "ServiceLevelObjective"),
            f"{name}-{objective.name}",
            labels=labels_of(tree),
            fields=(
                (
                    "spec",
                    {
                        "target": At(spell_json(percent(objective)), objective.passing.span),
                        "window": tree.tree("period"),
                        "indicator": {"ratio": ratio},
                    },
                ),
            ),
            span=use.span,
        )
        for objective in objectives
    )


def percent(objective: Objective) -> float:
    """Return how many of a hundred requests must succeed."""
    share = Decimal(str(objective.passing.known))
    wanted = 100 * (share if objective.sli == SUCCESS_RATE else 1 - share)
    return int(wanted) if wanted == int(wanted) else float(wanted)
