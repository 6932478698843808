"""What rollouts ask of objectives: a use of `slo` by its name, and what stands of it in the object of the rollout.

The use is found by what it has, objectives for an engine, so that neither trait names the other one.
"""

from __future__ import annotations

from oamc.capabilities.objectives.metric_templates import metrics_of
from oamc.capabilities.objectives.properties import ARGO, FLAGGER
from oamc.capabilities.objectives.reading import objectives_of
from oamc.diagnostics.codes.objectives import NO_OBJECTIVES
from oamc.diagnostics.reports import Related, listing, printable
from oamc.expressions.holes import When
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree


def asked_objectives(use: BoundTrait, subject: Subject, name: str, engine: str) -> BoundTrait | None:
    """Return the use of `slo` that the property `name` of a rollout names; None where it names none that can serve."""
    wanted = use.known(name)
    if wanted is None:
        return None
    uses = {str(one.tree.known("name")): one for one in subject.instance.traits if one.tree and "objectives" in one.tree}
    found = uses.get(str(wanted))
    related: list[Related] = []
    if found is None or found.tree is None:
        near = subject.context.reports.nearest(str(wanted), uses)
        problem = f'the instance has no objectives "{printable(wanted)}"'
        hint = (
            f'did you mean "{near}"?'
            if near
            else f"it has {listing(uses)}"
            if uses
            else f"attach the trait slo with engine: {engine}"
        )
    elif found.tree.known("engine") != engine:
        problem = f"engine {found.tree.known('engine')} looks at them, and no rollout by {engine}"
        hint = f"set engine: {engine} in these objectives, or name others"
        related = [Related(span=found.tree.span_of("engine"), message="the engine is here")]
    else:
        return found
    subject.context.reports.add(
        NO_OBJECTIVES,
        at=use.span_of(name),
        related=related,
        property=name,
        trait=use.trait.name,
        problem=problem,
        hint=hint,
    )
    return None


def analysis_of(use: BoundTrait, subject: Subject, name: str, service: Tree, *, after: int = 0) -> Tree:
    """Return the analysis of a Rollout by the template that a property names, of the new version; None where it names none.

    `service` is the Service of the new version. It begins `after` some steps, and is there while the objectives are attached.
    """
    found = asked_objectives(use, subject, name, ARGO)
    if found is None:
        return None
    template = At(prefixed(f"{subject.name}-{use.known(name)}"), use.span_of(name))
    arguments: list[Tree] = [
        {"name": "service", "value": service},
        {"name": "namespace", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
        {"name": "hash", "valueFrom": {"podTemplateHashValue": "Latest"}},
    ]
    analysis = entries(
        (("templates", [{"templateName": template}]), ("args", arguments), ("startingStep", after or None)),
    )
    return analysis if found.enabled is None else When(condition=found.enabled, then=analysis)


def metrics_asked(use: BoundTrait, subject: Subject, name: str) -> list[Tree]:
    """Return the metrics of a Canary by the objectives that a property names, each there while these are attached."""
    found = asked_objectives(use, subject, name, FLAGGER)
    if found is None or found.tree is None:
        return []
    metrics = metrics_of(found.tree, objectives_of(found, subject, found.tree), f"{subject.name}-{use.known(name)}")
    if found.enabled is None:
        return metrics
    return [When(condition=found.enabled, then=one) for one in metrics]
