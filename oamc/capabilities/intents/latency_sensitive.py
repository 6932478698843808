"""latency-sensitive: whole cores that nobody else uses; quality of service Guaranteed (docs/spec/intents.md, 7)."""

from __future__ import annotations

from oamc.capabilities.contracts import Intent
from oamc.choices import ENFORCE
from oamc.expressions.types import LARGEST_CPU, NumberType, QuantityType, TextType, UnionType
from oamc.kubernetes.pod_templates import RUN_PODS
from oamc.objects.demands import EACH, POD, Demand
from oamc.quality.cpu_limits import EQUAL
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundIntent
    from oamc.options import Options

CORES = "must be whole cores, such as 2"
WHOLE_CORES = UnionType(
    options=(
        NumberType(whole=True, minimum=1, maximum=LARGEST_CPU),
        TextType(pattern="[1-9][0-9]{0,8}(000m)?", rule=CORES),
    ),
    rule=CORES,
)
SCALED = frozenset(("ScaledObject",))
ALWAYS_THERE = (
    Demand(
        kinds=SCALED,
        path=("spec", "minReplicaCount"),
        type=NumberType(whole=True, minimum=1, maximum=2**31 - 1),
        wider=(NumberType(whole=True, minimum=0, maximum=2**31 - 1),),
        rule="must be at least 1, or the first request waits for a pod",
    ),
    Demand(kinds=SCALED, path=("spec", "idleReplicaCount"), rule="must not be there, or the first request waits for a pod"),
)
HINT = "state how much {} the container needs"


def demands(intent: BoundIntent, subject: Subject) -> tuple[Demand, ...]:
    """Return what makes pods Guaranteed: equal requests and limits of cpu and memory in all of their containers."""
    del intent, subject
    found: list[Demand] = [*ALWAYS_THERE]
    for containers in ("containers", "initContainers"):
        resources = (POD, containers, EACH, "resources")
        found += [
            Demand(
                kinds=RUN_PODS,
                path=(*resources, "limits", "cpu"),
                type=WHOLE_CORES,
                wider=(QuantityType(unit="cpu"),),
                is_required=True,
                rule=CORES,
                hint=HINT.format("cpu"),
            ),
            Demand(
                kinds=RUN_PODS,
                path=(*resources, "limits", "memory"),
                is_required=True,
                rule="must be there",
                hint=HINT.format("memory"),
            ),
            *(
                Demand(
                    kinds=RUN_PODS,
                    path=resources,
                    same=(("requests", name), ("limits", name)),
                    rule=f"must have a limit of {name} that is the request",
                )
                for name in ("cpu", "memory")
            ),
        ]
    return tuple(found)


def options(options: Options, instance: str) -> Options:
    """Return options with which limits are requests."""
    return replace(options, qos=ENFORCE, cpu_limit=(*options.cpu_limit, f"{instance}={EQUAL}"))


LATENCY_SENSITIVE = Intent(
    names=("latency-sensitive",),
    summary="Every container has whole cores and memory of its own: quality of service Guaranteed.",
    kinds=RUN_PODS,
    forms="a workload that runs pods",
    demands=demands,
    options=options,
)
