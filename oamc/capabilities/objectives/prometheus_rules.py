"""Objectives as rules of Prometheus: series of what is measured, and alerts (docs/spec/objectives.md, 3).

A share of requests gets alerts by how fast the budget of errors burns, over two windows each; any other number gets one that
compares it.
"""

from __future__ import annotations

from oamc.capabilities.objectives.properties import SUCCESS_RATE
from oamc.capabilities.objectives.queries import DEFAULT_WINDOW, Source, built, selector_of, text_of
from oamc.capabilities.objectives.reading import Objective
from oamc.capabilities.pods import kube_object
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.objectives.queries import Parts
    from oamc.capabilities.objectives.reading import Comparison
    from oamc.expressions.holes import Text
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree

CRITICAL, WARNING = "critical", "warning"
BURNS: dict[str, tuple[tuple[str, str, str], ...]] = {
    CRITICAL: (("14.4", "1h", "5m"), ("6", "6h", "30m")),
    WARNING: (("3", "1d", "2h"), ("1", "3d", "6h")),
}
"""How many times too fast a budget of 30 days burns, over a long window, and over a short one, which tells that it still does.

The numbers are those of the workbook of site reliability engineering.
"""
WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d")
RATIO, VALUE = "oam:slo_error_ratio:rate", "oam:slo_value"
BUDGET_ALERT, VALUE_ALERT = "ErrorBudgetBurn", "ObjectiveMissed"
BUDGET_SUMMARY = (
    "{{ $labels.slo }}: too many requests fail for the objective {{ $labels.objective }}, "
    "now {{ $value | humanizePercentage }} of them"
)
VALUE_SUMMARY = "{{ $labels.slo }}: the objective {{ $labels.objective }} is missed, at {{ $value | humanize }}"


def rules(use: BoundTrait, subject: Subject, tree: Group, objectives: tuple[Objective, ...], name: str) -> tuple[KubeObject]:
    """Return the PrometheusRule of a use, whose objects are called `name`."""
    made = _Rules(subject, tree, name)
    groups: list[Tree] = [
        {
            "name": built(prefixed(name), f"-{objective.name}"),
            "interval": tree.tree("interval"),
            "rules": made.of_ratio(objective) if objective.is_ratio else made.of_value(objective),
        }
        for objective in objectives
    ]
    return (
        kube_object(
            subject.instance,
            ("monitoring.coreos.com/v1", "PrometheusRule"),
            name,
            labels=labels_of(tree),
            fields=(("spec", {"groups": groups}),),
            span=use.span,
        ),
    )


def labels_of(tree: Group) -> dict[str, Tree]:
    """Return the labels of an object."""
    from oamc.capabilities.labels import TRAIT_ROLE

    own = tree.group("ruleLabels")
    return {**TRAIT_ROLE, **({} if own is None else dict(own.entries()))}


class _Rules:
    """Makes the rules of the objectives of one use."""

    def __init__(self, subject: Subject, tree: Group, name: str) -> None:
        self._name = prefixed(name)
        self._namespace = subject.context.namespace
        # Without a namespace, those of others that are called alike are kept apart.
        self._source = Source(tree.group("series"), selector_of(subject), () if self._namespace else ("namespace",))
        self._window: Parts = (DEFAULT_WINDOW,) if (own := tree.leaf("window")) is None else text_of(own.value)
        self._for = tree.tree("for") or DEFAULT_WINDOW
        labels = tree.group("alertLabels")
        self._labels = {} if labels is None else dict(labels.entries())

    def of_ratio(self, objective: Objective) -> Tree:
        """Return the rules about a share of requests: the share of errors over each window, and how fast the budget burns."""
        records: list[Tree] = [
            self._record(f"{RATIO}{window}", built(self._source.error_ratio((window,))), objective) for window in WINDOWS
        ]
        alerts: list[Tree] = []
        for severity, comparison in _levels(objective):
            budget: Parts = ("(1 - ", *comparison.text, ")") if objective.sli == SUCCESS_RATE else comparison.text
            conditions = [
                built(
                    *(f"({RATIO}{long}", *self._of(objective), f" > {factor} * ", budget),
                    *(f" and {RATIO}{short}", *self._of(objective), f" > {factor} * ", budget, ")"),
                )
                for factor, long, short in BURNS[severity]
            ]
            first, second = conditions
            alerts.append(
                self._alert(BUDGET_ALERT, built(first, " or ", second), None, objective, comparison, severity, BUDGET_SUMMARY)
            )
        return [*records, *alerts]

    def of_value(self, objective: Objective) -> Tree:
        """Return the rules about any other number."""
        measured: Tree = built(self._source.latency(self._window))
        if objective.query is not None:
            measured = objective.query.value
        alerts: list[Tree] = [
            self._alert(
                VALUE_ALERT,
                built(VALUE, *self._of(objective), " ", comparison.failing),
                self._for,
                objective,
                comparison,
                severity,
                VALUE_SUMMARY,
            )
            for severity, comparison in _levels(objective)
            if severity == CRITICAL or objective.warning is not None
        ]
        return [self._record(VALUE, measured, objective), *alerts]

    def _of(self, objective: Objective) -> tuple[str | Text, ...]:
        """Return what tells the series of an objective from those of others."""
        within = f',namespace="{self._namespace}"' if self._namespace else ""
        return '{slo="', self._name, f'",objective="{objective.name}"{within}}}'

    def _own_labels(self, objective: Objective) -> dict[str, Tree]:
        """Return the labels by which series and alerts of an objective are told."""
        within: dict[str, Tree] = {"namespace": self._namespace} if self._namespace else {}
        return {"slo": self._name, "objective": objective.name, **within}

    def _record(self, series: str, measured: Tree, objective: Objective) -> Tree:
        """Return the rule that keeps what is measured."""
        at = objective.group.span if objective.query is None else objective.query.span
        return {"record": series, "expr": At(measured, at), "labels": self._own_labels(objective)}

    def _alert(
        self,
        name: str,
        condition: str | Text,
        duration: Tree,
        objective: Objective,
        comparison: Comparison,
        severity: str,
        summary: str,
    ) -> Tree:
        """Return an alert."""
        return entries(
            (
                ("alert", name),
                ("expr", At(condition, comparison.span)),
                ("for", duration),
                ("labels", {**self._labels, **self._own_labels(objective), "severity": severity}),
                ("annotations", {"summary": summary}),
            )
        )


def _levels(objective: Objective) -> tuple[tuple[str, Comparison], ...]:
    """Return what is compared for each severity: what is not even a warning is critical."""
    return ((CRITICAL, objective.warning or objective.passing), (WARNING, objective.passing))
