"""Resources of a container under the QoS policy (platform systems, 1.5 and 1.6).

Memory and ephemeral storage cannot be taken back from a running container, so in mode `enforce` their limit equals
their request. A cpu can be shared, so it has no limit. In modes `warn` and `off` only requests are written.
"""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.kube.quantities import total
from oamc.kube.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import LoweringOptions
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundContainer
    from oamc.kube.tree import Tree

EPHEMERAL_STORAGE = "ephemeral-storage"


def container_resources(bound: BoundContainer, options: LoweringOptions, reports: Reports) -> Tree:
    """Lower the resources of one container."""
    resources = bound.container.resources
    sizes = tuple(volume.size.value for volume in resources.volumes if volume.ephemeral and volume.size)
    storage = total(sizes) if sizes else None
    if options.qos == "warn":
        _warn(bound, reports, has_storage=storage is not None)
    cpu_span = resources.cpu.span if resources.cpu else bound.container.span
    memory_span = resources.memory.span if resources.memory else bound.container.span
    memory = At(bound.memory, memory_span)
    enforced = options.qos == "enforce"
    devices: list[tuple[str, Tree]] = []
    if resources.gpu:
        devices.append((options.gpu_resource, At(str(resources.gpu.value), resources.gpu.span)))
    devices.extend((name, At(str(amount.value), amount.span)) for name, amount in resources.extended)
    return entries(
        (
            (
                "requests",
                entries((("cpu", At(bound.cpu, cpu_span)), ("memory", memory), (EPHEMERAL_STORAGE, storage))),
            ),
            (
                "limits",
                entries(
                    (
                        ("memory", memory if enforced else None),
                        (EPHEMERAL_STORAGE, storage if enforced else None),
                        *devices,
                    )
                ),
            ),
        )
    )


def _warn(bound: BoundContainer, reports: Reports, *, has_storage: bool) -> None:
    """Report what `enforce` would have set (rules QOS002 and QOS004)."""
    container = bound.container
    what = [("memory", "QOS002"), *([("ephemeral storage", "QOS004")] if has_storage else [])]
    for resource, rule in what:
        reports.add(
            codes.QOS_NO_LIMIT,
            at=container.name.span,
            container=container.name.value,
            what=resource,
            rule=rule,
            hint="--qos enforce makes the limit equal to the request",
        )
