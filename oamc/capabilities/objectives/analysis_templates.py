"""Objectives as an AnalysisTemplate of Argo Rollouts (docs/spec/objectives.md, 4).

Arguments tell whose series are looked at, with a value for each, so that a template serves alone. A rollout gives the namespace
and the hash of the new version.
"""

from __future__ import annotations

from oamc.capabilities.objectives.prometheus_rules import labels_of
from oamc.capabilities.objectives.properties import ERROR_RATE, LATENCY
from oamc.capabilities.objectives.queries import DEFAULT_WINDOW, Source, built, text_of
from oamc.capabilities.pods import kube_object
from oamc.expressions.holes import When
from oamc.ir.properties import is_true
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.objectives.queries import Parts
    from oamc.capabilities.objectives.reading import Objective
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject, Tree

SELECTOR: Parts = ('namespace=~"{{args.namespace}}",pod=~"{{args.instance}}-{{args.hash}}-[a-z0-9]+"',)


def template(use: BoundTrait, subject: Subject, tree: Group, objectives: tuple[Objective, ...], name: str) -> tuple[KubeObject]:
    """Return the AnalysisTemplate of a use, which is called `name`."""
    made = _Template(tree)
    spec: Tree = {"args": _arguments(subject), "metrics": [made.metric(objective) for objective in objectives]}
    return (
        kube_object(
            subject.instance,
            ("argoproj.io/v1alpha1", "AnalysisTemplate"),
            name,
            labels=labels_of(tree),
            fields=(("spec", spec),),
            span=use.span,
        ),
    )


def _arguments(subject: Subject) -> Tree:
    """Return the arguments of the template: all pods of the instance, where nobody says more."""
    own = prefixed(subject.name)
    return [
        {"name": "instance", "value": own},
        {"name": "service", "value": own},
        {"name": "namespace", "value": subject.context.namespace or ".+"},
        {"name": "hash", "value": "[a-z0-9]+"},
    ]


class _Template:
    """Makes the metrics of one template."""

    def __init__(self, tree: Group) -> None:
        self._tree = tree
        self._source = Source(tree.group("series"), SELECTOR)
        self._window: Parts = (DEFAULT_WINDOW,) if (own := tree.leaf("window")) is None else text_of(own.value)

    def metric(self, objective: Objective) -> Tree:
        """Return the metric of an objective."""
        passing, warning = objective.passing, objective.warning
        success = built(f"len(result) > 0 && result[0] {passing.operator} ", passing.text)
        failure = None
        if warning is not None:
            condition = built(f"len(result) == 0 || !(result[0] {warning.operator} ", warning.text, ")")
            failure = At(condition, warning.span)
        return entries(
            (
                ("name", objective.name),
                ("interval", self._tree.tree("interval")),
                ("count", self._tree.tree("count")),
                ("failureLimit", self._limit(objective)),
                ("successCondition", At(success, passing.span)),
                ("failureCondition", failure),
                ("provider", {"prometheus": self._provider(objective)}),
            )
        )

    def _limit(self, objective: Objective) -> Tree:
        """Return how many failures are borne: none of a key objective."""
        key, limit = objective.group.leaf("key"), self._tree.tree("failureLimit")
        is_key = is_true(key)
        return limit if is_key is None or key is None else When(condition=is_key, then=At(0, key.span), otherwise=limit)

    def _provider(self, objective: Objective) -> Tree:
        """Return who is asked, and what."""
        provider = self._tree.group("provider")
        address, timeout = (None, None) if provider is None else (provider.tree("address"), provider.tree("timeout"))
        return entries((("address", address), ("timeout", timeout), ("query", query_of(objective, self._source, self._window))))


def query_of(objective: Objective, source: Source, window: Parts) -> Tree:
    """Return the query that measures an objective."""
    if objective.query is not None:
        return objective.query.tree
    if objective.sli == LATENCY:
        return At(built(source.latency(window)), objective.group.span)
    ratio = source.error_ratio(window) if objective.sli == ERROR_RATE else source.success_ratio(window)
    return At(built(ratio), objective.group.span)
