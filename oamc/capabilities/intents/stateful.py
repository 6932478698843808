"""stateful: each replica has a name and storage of its own; a StatefulSet (docs/spec/intents.md, 6)."""

from __future__ import annotations

from oamc.capabilities.claims import RESOURCE_POLICY
from oamc.capabilities.contracts import Intent
from oamc.capabilities.pods import claim_name
from oamc.capabilities.stateful import STATEFUL_SET, STRATEGY, as_stateful_set
from oamc.capabilities.volumes import component_volumes
from oamc.expressions.holes import Not, When, all_of
from oamc.objects.demands import name_of
from oamc.objects.field_order import ordered
from oamc.objects.tree import At, bare, listing, placed, presence
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundIntent
    from oamc.objects.demands import Demand
    from oamc.objects.tree import KubeObject, Tree


def demands(intent: BoundIntent, subject: Subject) -> tuple[Demand, ...]:
    """Return what a StatefulSet needs that a trait for Deployments could break."""
    del intent, subject
    return (STRATEGY,)


def with_own_storage(workload_type: WorkloadType) -> WorkloadType:
    """Return a type of Deployments as one of StatefulSets, each replica of which claims its own storage."""
    return replace(as_stateful_set(workload_type), has_own_storage=True)


def finish(intent: BoundIntent, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Let the StatefulSet claim what was claimed once for all replicas: each volume that one pod at a time can have."""
    main = next(item for item in objects if (item.kind, item.name) == (STATEFUL_SET, subject.name))
    exclusive = {
        claim_name(subject.instance, volume): volume.name.value
        for volume in component_volumes(subject.instance.component).values()
        if not (volume.ephemeral or volume.shared or volume.read_only)
    }
    claims = [item for item in objects if item.kind == "PersistentVolumeClaim" and item.name in exclusive]
    if not claims:
        return objects
    rule = f"intent {intent.intent.name}"
    templates: list[Tree] = [placed(_template(item, exclusive[item.name]), item.span, item.rule) for item in claims]
    spec = _mapping(main.body["spec"])
    pod_template = _mapping(spec["template"])
    pod = _mapping(pod_template["spec"])
    taken = {exclusive[item.name] for item in claims}
    volumes = listing(volume for volume in _items(pod["volumes"]) if name_of(volume) not in taken)
    kept = {name: value for name, value in pod.items() if name != "volumes"}
    pod = kept if volumes is None else {**kept, "volumes": volumes}
    fields: dict[str, Tree] = {**spec, "template": {**pod_template, "spec": pod}, "volumeClaimTemplates": templates}
    kept_ones = [_kept(item) for item in claims]
    conditions = tuple(Not(condition=one) for one in kept_ones if one is not None)
    if None not in kept_ones:
        policy = At({"whenDeleted": "Delete"}, intent.span, rule)
        fields["persistentVolumeClaimRetentionPolicy"] = When(condition=all_of(conditions), then=policy)
    changed = ordered(replace(main, body={**main.body, "spec": fields}))
    return tuple(changed if item is main else item for item in objects if item not in claims)


def _template(claim: KubeObject, name: str) -> Tree:
    """Return a claim as a template of claims, under the name of the volume."""
    return {"metadata": {"name": name}, "spec": claim.body["spec"]}


def _kept(claim: KubeObject) -> Condition | None:
    """Return the condition that a claim outlives its workload, None where it always does."""
    annotations = _mapping(claim.body["metadata"])["annotations"]
    return presence(annotations if isinstance(annotations, When) else _mapping(annotations)[RESOURCE_POLICY])


def _mapping(tree: Tree) -> dict[str, Tree]:
    """Return a mapping that is always there."""
    known = bare(tree)
    assert isinstance(known, dict)
    return known


def _items(tree: Tree) -> list[Tree]:
    """Return the items of a list that is always there."""
    known = bare(tree)
    assert isinstance(known, (list, tuple))
    return list(known)


STATEFUL = Intent(
    names=("stateful",),
    summary="Every replica has a name and storage of its own: a StatefulSet.",
    kinds=frozenset((STATEFUL_SET,)),
    forms="a workload that can be a StatefulSet, such as Server or SingletonServer",
    demands=demands,
    finish=finish,
    reshape=with_own_storage,
    contradicts=frozenset({"batch-job"}),
)
