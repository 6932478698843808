"""batch-job: work that ends, is tried again so often and so long, and is then cleared away (docs/spec/intents.md, 4)."""

from __future__ import annotations

from oamc.capabilities.contracts import Intent, Property
from oamc.expressions.types import NumberType, TextType
from oamc.objects.demands import POD, Demand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundIntent
    from oamc.objects.tree import Tree

TASKS = frozenset(("Job", "CronJob", "ScaledJob"))
SPEC = (
    ("Job", ("spec",)),
    ("CronJob", ("spec", "jobTemplate", "spec")),
    ("ScaledJob", ("spec", "jobTargetRef")),
)
TTL, DEADLINE = "ttlSecondsAfterFinished", "activeDeadlineSeconds"
BACKOFF_LIMIT = 4
"""What a Task has: a Job of another component gets the same."""
A_DAY, A_WEEK = 86_400, 604_800
SERVED = frozenset(("Ingress", "HTTPRoute", "Gateway"))
KEPT_RUNNING = frozenset(("PodDisruptionBudget", "HorizontalPodAutoscaler", "ScaledObject", "Rollout", "Canary"))
FORBIDDEN = (
    Demand(kinds=SERVED, path=(), rule="must not be there: work that ends serves nobody"),
    Demand(kinds=KEPT_RUNNING, path=(), rule="must not be there: it is for what runs for ever"),
    Demand(
        kinds=frozenset(("Service",)),
        path=("spec", "type"),
        type=TextType(choices=("ClusterIP", "ExternalName")),
        rule="must be ClusterIP: work that ends serves nobody outside",
    ),
    Demand(
        kinds=TASKS,
        path=(POD, "restartPolicy"),
        type=TextType(choices=("OnFailure", "Never")),
        value="Never",
        rule="must be OnFailure or Never",
    ),
)


def demands(intent: BoundIntent, subject: Subject) -> tuple[Demand, ...]:
    """Return what makes a Job end, and what it must not have."""
    del subject
    values: tuple[tuple[str, Tree], ...] = (
        ("backoffLimit", BACKOFF_LIMIT),
        *((name, intent.properties[name]) for name in (TTL, DEADLINE)),
    )
    bounds = tuple(
        Demand(kinds=frozenset((kind,)), path=(*path, name), value=value, is_required=True, rule="must be there")
        for kind, path in SPEC
        for name, value in values
    )
    return (*bounds, *FORBIDDEN)


BATCH_JOB = Intent(
    names=("batch-job",),
    summary="Work that ends: a Job with a deadline, which is cleared away, and which nobody calls from outside.",
    kinds=TASKS,
    forms="work that ends, such as Task or SingletonTask",
    demands=demands,
    properties=(
        Property(
            name=TTL,
            type=NumberType(whole=True, minimum=0, maximum=2**31 - 1),
            description="How many seconds a Job that has ended is kept, with its pods and their logs.",
            default=A_WEEK,
        ),
        Property(
            name=DEADLINE,
            type=NumberType(whole=True, minimum=1, maximum=2**31 - 1),
            description="After how many seconds a Job that has not ended has failed, and its pods are stopped.",
            default=A_DAY,
        ),
    ),
    contradicts=frozenset({"stateful"}),
)
