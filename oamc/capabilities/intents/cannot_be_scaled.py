"""cannot-be-scaled: at most one pod at a time (docs/spec/intents.md, 3)."""

from __future__ import annotations

from oamc.capabilities.contracts import Intent
from oamc.capabilities.stateful import STRATEGY, as_stateful_set
from oamc.expressions.types import NumberType, TextType
from oamc.kubernetes.pod_templates import RUN_PODS
from oamc.objects.demands import Demand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundIntent

ONE = NumberType(whole=True, minimum=0, maximum=1)
AT_MOST_ONE = "must be at most 1"
NO_SCALER = "must not be there: nothing may add a second pod"
NO_BUDGET = "must not be there: a budget for the one pod holds up its node, or says nothing"
TWO_VERSIONS = "must be Recreate, or two versions run at once during an update"
DEPLOYMENT = frozenset(("Deployment",))
DEMANDS = (
    Demand(
        kinds=frozenset(("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout")),
        path=("spec", "replicas"),
        type=ONE,
        rule=AT_MOST_ONE,
        hint="run one replica, or none",
    ),
    Demand(kinds=frozenset(("Job",)), path=("spec", "parallelism"), type=ONE, rule=AT_MOST_ONE),
    Demand(kinds=frozenset(("CronJob",)), path=("spec", "jobTemplate", "spec", "parallelism"), type=ONE, rule=AT_MOST_ONE),
    Demand(
        kinds=frozenset(("CronJob",)),
        path=("spec", "concurrencyPolicy"),
        type=TextType(choices=("Forbid", "Replace")),
        value="Forbid",
        rule="must be Forbid or Replace",
    ),
    Demand(kinds=frozenset(("HorizontalPodAutoscaler", "ScaledObject", "ScaledJob")), path=(), rule=NO_SCALER),
    Demand(kinds=frozenset(("PodDisruptionBudget",)), path=(), rule=NO_BUDGET),
    Demand(kinds=DEPLOYMENT, path=("spec", "strategy"), value={"type": "Recreate"}, is_required=True, rule="must be there"),
    Demand(
        kinds=DEPLOYMENT,
        path=("spec", "strategy", "type"),
        type=TextType(choices=("Recreate",)),
        is_required=True,
        is_warning=True,
        rule=TWO_VERSIONS,
    ),
    Demand(kinds=frozenset(("Rollout", "Canary")), path=(), is_warning=True, rule="runs two versions at once"),
    STRATEGY,
)


def demands(intent: BoundIntent, subject: Subject) -> tuple[Demand, ...]:
    """Return what keeps a second pod away."""
    del intent, subject
    return DEMANDS


CANNOT_BE_SCALED = Intent(
    names=("cannot-be-scaled",),
    summary="At most one pod runs at a time, also during an update.",
    kinds=RUN_PODS - {"DaemonSet"},
    forms="a workload of one pod, such as SingletonServer, SingletonWorker or SingletonTask",
    demands=demands,
    reshape=as_stateful_set,
)
