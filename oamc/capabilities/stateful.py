"""Workload types that run several replicas, as StatefulSets (docs/spec/intents.md, 3.2 and 6).

A StatefulSet ends a pod before it makes another one of its number, and can claim storage for each of them.
"""

from __future__ import annotations

from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, SCALABLE
from oamc.expressions.types import TextType
from oamc.objects.demands import Demand
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, bare
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Rendered, WorkloadType
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject, Tree

STATEFUL_SET = "StatefulSet"
STRATEGY = Demand(
    kinds=frozenset((STATEFUL_SET,)),
    path=("spec", "updateStrategy", "type"),
    type=TextType(choices=("RollingUpdate", "OnDelete")),
    rule="must be RollingUpdate or OnDelete, because the workload is a StatefulSet",
)
"""What the type of the component would allow beside that is of Deployments."""


def as_stateful_set(workload_type: WorkloadType) -> WorkloadType:
    """Return a type of Deployments whose workload is a StatefulSet, under the same names; another type as it is."""
    if SCALABLE not in workload_type.features:
        return workload_type

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the StatefulSet of what would be the Deployment."""
        rendered = workload_type.render(instance, context)
        return replace(rendered, main=_converted(rendered.main, instance))

    longest = min(workload_type.longest_name, LONGEST_STATEFUL_SET_NAME)
    return replace(workload_type, render=render, longest_name=longest)


def _converted(main: KubeObject, instance: Instance) -> KubeObject:
    """Return a Deployment as a StatefulSet."""
    written = main.body["spec"]
    spec = bare(written)
    assert isinstance(spec, dict)
    fields: dict[str, Tree] = {}
    for name, value in spec.items():
        if name == "selector":
            fields["serviceName"] = prefixed(instance.name.value)
        if name != "strategy":
            fields[name] = value
    made: Tree = At(fields, written.span, written.rule) if isinstance(written, At) else fields
    return replace(main, kind=STATEFUL_SET, body={**main.body, "kind": STATEFUL_SET, "spec": made})
