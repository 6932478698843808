"""stateful: each replica has a name and storage of its own; a StatefulSet (docs/spec/intents.md, 6)."""

from __future__ import annotations

from oamc.capabilities.contracts import Intent
from oamc.capabilities.pods import claim_name
from oamc.capabilities.stateful import STATEFUL_SET, STRATEGY, as_stateful_set, claimed_by_each
from oamc.capabilities.volumes import component_volumes, is_exclusive
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.ir.program import BoundIntent
    from oamc.objects.demands import Demand
    from oamc.objects.tree import KubeObject


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
    volumes = component_volumes(subject.instance.component).values()
    exclusive = {claim_name(subject.instance, volume): volume.name.value for volume in volumes if is_exclusive(volume)}
    return claimed_by_each(main, objects, exclusive, span=intent.span, rule=f"intent {intent.intent.name}")


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
