"""Resources of a container under the QoS policy (docs/spec/quality-of-service.md, 1 and 2).

Memory and ephemeral storage cannot be taken back from a running container, so in mode `enforce` they have a limit where the
document states an amount: that of memory equals the request, that of ephemeral storage leaves room for what nobody states. An
amount that is assumed is a request only. A cpu can be shared, so it has no limit. In modes `warn` and `off` only requests are
written.
"""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.kubernetes.canonical_quantities import canonical, in_bytes, total
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import LoweringOptions
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundContainer
    from oamc.objects.tree import Tree

EPHEMERAL_STORAGE = "ephemeral-storage"
MEBIBYTE = 1024 * 1024
HEAD_ROOM = 128 * MEBIBYTE
"""Room for what one container writes beside its volumes. At its defaults a kubelet keeps five files of logs of 10 MiB each, and
looks now and then whether one is full: half of the room is for them, half for the writable layer."""


def ephemeral_sizes(bound: BoundContainer) -> tuple[str, ...]:
    """Return the sizes of the volumes of a container that lie on the disk of the node."""
    return tuple(volume.size.value for volume in bound.container.resources.volumes if volume.ephemeral and volume.size)


def container_resources(bound: BoundContainer, options: LoweringOptions, reports: Reports) -> Tree:
    """Lower the resources of one container, without ephemeral storage."""
    resources = bound.container.resources
    if options.qos == "warn":
        _warn(bound, reports, has_storage=bool(ephemeral_sizes(bound)))
    cpu_span = resources.cpu.span if resources.cpu else bound.container.span
    memory_span = resources.memory.span if resources.memory else bound.container.span
    memory = At(bound.memory, memory_span)
    is_limited = options.qos == "enforce" and resources.memory is not None
    devices: list[tuple[str, Tree]] = []
    if resources.gpu:
        devices.append((options.gpu_resource, At(canonical(resources.gpu.value), resources.gpu.span)))
    devices.extend((name, At(canonical(amount.value), amount.span)) for name, amount in resources.extended)
    return entries(
        (
            ("requests", entries((("cpu", At(bound.cpu, cpu_span)), ("memory", memory)))),
            ("limits", entries((("memory", memory if is_limited else None), *devices))),
        )
    )


def with_storage(resources: Tree, sizes: tuple[str, ...], unlimited: int, qos: str) -> Tree:
    """Return the resources of a container with the ephemeral storage for directories of the given `sizes`.

    The kubelet evicts a pod whose containers use more than their limits together, and counts logs and writable layers too: also
    those of the `unlimited` containers of the pod, which have no limit of their own.
    """
    if not sizes or not isinstance(resources, dict):
        return resources
    requests, limits = resources["requests"], resources.get("limits")
    assert isinstance(requests, dict)
    known = limits if isinstance(limits, dict) else {}
    most = in_bytes(total(sizes)) + (1 + unlimited) * HEAD_ROOM
    limit = canonical(-(-most // MEBIBYTE) * MEBIBYTE, binary=True) if qos == "enforce" else None
    memory = known.get("memory")
    rest = ((name, amount) for name, amount in known.items() if name != "memory")
    return entries(
        (
            ("requests", {**requests, EPHEMERAL_STORAGE: total(sizes)}),
            ("limits", entries((("memory", memory), (EPHEMERAL_STORAGE, limit), *rest))),
        )
    )


def _warn(bound: BoundContainer, reports: Reports, *, has_storage: bool) -> None:
    """Report what `enforce` would have set (rules QOS002 and QOS004): nothing where the memory is assumed, which is told."""
    container = bound.container
    what = [("memory", "QOS002")] if container.resources.memory is not None else []
    if has_storage:
        what.append(("ephemeral storage", "QOS004"))
    for resource, rule in what:
        reports.add(
            codes.QOS_NO_LIMIT,
            at=container.name.span,
            container=container.name.value,
            what=resource,
            rule=rule,
            hint="--qos enforce sets one",
        )
