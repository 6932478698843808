"""Objectives as MetricTemplates of Flagger, one each (docs/spec/objectives.md, 5).

What the number must be stands in the Canary, which a rollout makes: `metrics_of` has what it says there.
"""

from __future__ import annotations

from oamc.capabilities.objectives.analysis_templates import query_of
from oamc.capabilities.objectives.prometheus_rules import labels_of
from oamc.capabilities.objectives.queries import Source
from oamc.capabilities.pods import kube_object
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

SELECTOR: Parts = ('namespace="{{ namespace }}",pod=~"{{ target }}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"',)
WINDOW: Parts = ("{{ interval }}",)


def templates(
    use: BoundTrait, subject: Subject, tree: Group, objectives: tuple[Objective, ...], name: str
) -> tuple[KubeObject, ...]:
    """Return the MetricTemplates of a use, whose objects begin with `name`."""
    source, provider = Source(tree.group("series"), SELECTOR), tree.group("provider")
    asked = entries((("type", "prometheus"), ("address", None if provider is None else provider.tree("address"))))
    return tuple(
        kube_object(
            subject.instance,
            ("flagger.app/v1beta1", "MetricTemplate"),
            f"{name}-{objective.name}",
            labels=labels_of(tree),
            fields=(("spec", {"provider": asked, "query": query_of(objective, source, WINDOW)}),),
            span=use.span,
        )
        for objective in objectives
    )


def metrics_of(tree: Group, objectives: tuple[Objective, ...], name: str) -> list[Tree]:
    """Return what a Canary says of the MetricTemplates of a use: within which bounds each number is good."""
    return [
        {
            "name": objective.name,
            "interval": tree.tree("interval"),
            "templateRef": {"name": prefixed(f"{name}-{objective.name}")},
            "thresholdRange": {
                "min" if objective.passing.is_upwards else "max": At(objective.passing.value, objective.passing.span)
            },
        }
        for objective in objectives
    ]
