"""Resources of a container under the QoS policy (docs/spec/quality-of-service.md, 1 and 2).

Memory and ephemeral storage cannot be taken back from a running container, so in mode `enforce` they have a limit where the
document states an amount: that of memory equals the request, that of ephemeral storage leaves room for what nobody states. An
amount that is assumed is a request only. A cpu can be shared, so it has no limit unless somebody wants one, which may be the
request or a multiple of it. In modes `warn` and `off` no other limits are written.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change
from oamc.choices import ENFORCE, WARN
from oamc.diagnostics.codes import capabilities as codes
from oamc.expressions.holes import Hole, Times, When
from oamc.kubernetes.canonical_quantities import BINARY_UNITS, canonical, in_bytes, total
from oamc.kubernetes.quantities import ONE, parse
from oamc.objects.tree import At, bare, branches, entries, placed
from oamc.quality.cpu_limits import EQUAL, NONE, by_instance, hundredths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Subject
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundContainer
    from oamc.objects.tree import KubeObject, Tree

EPHEMERAL_STORAGE = "ephemeral-storage"
MEBIBYTE = 1024 * 1024
HEAD_ROOM = 128 * MEBIBYTE
"""Room for what one container writes beside its volumes. At its defaults a kubelet keeps five files of logs of 10 MiB each, and
looks now and then whether one is full: half of the room is for them, half for the writable layer."""


def ephemeral_sizes(bound: BoundContainer) -> tuple[str, ...]:
    """Return the sizes of the volumes of a container that lie on the disk of the node."""
    return tuple(volume.size.value for volume in bound.container.resources.volumes if volume.ephemeral and volume.size)


def container_resources(bound: BoundContainer, instance: str, context: Context) -> Tree:
    """Lower the resources of one container of an instance, without ephemeral storage."""
    return entries(resource_fields(bound, instance, context))


def resource_fields(bound: BoundContainer, instance: str, context: Context) -> tuple[tuple[str, Tree], ...]:
    """Return the requests and the limits of one container of an instance, None where it has none."""
    resources, options = bound.container.resources, context.options
    if options.qos == WARN:
        _warn(bound, context.reports, has_storage=bool(ephemeral_sizes(bound)))
    cpu_span = resources.cpu.span if resources.cpu else bound.container.span
    memory_span = resources.memory.span if resources.memory else bound.container.span
    memory = placed(bound.memory, memory_span)
    is_limited = options.qos == ENFORCE and resources.memory is not None
    devices: list[tuple[str, Tree]] = []
    if resources.gpu:
        devices.append((options.gpu_resource, At(canonical(resources.gpu.value), resources.gpu.span)))
    devices.extend((name, At(canonical(amount.value), amount.span)) for name, amount in resources.extended)
    limits = (("cpu", _cpu_limit(bound, instance, context)), ("memory", memory if is_limited else None), *devices)
    return (
        ("requests", entries((("cpu", placed(bound.cpu, cpu_span)), ("memory", memory)))),
        ("limits", entries(limits)),
    )


def has_own_cores(subject: Subject) -> bool:
    """Tell whether the cpu of all containers of an instance has a limit that is the request."""
    return _wanted(subject.name, subject.context) == EQUAL


def _wanted(instance: str, context: Context) -> str:
    """Return which limit of cpu somebody wants for an instance."""
    wanted = by_instance(context.options.cpu_limit) if context.options.cpu_limit else {}
    return wanted.get(instance, wanted.get("", NONE))


def _cpu_limit(bound: BoundContainer, instance: str, context: Context) -> Tree:
    """Return the limit of the cpu of a container, None where there is none: nobody wants one, or the amount is assumed."""
    located = bound.container.resources.cpu
    chosen = _wanted(instance, context)
    if located is None or chosen == NONE:
        return None
    if chosen == EQUAL:
        return placed(bound.cpu, located.span)
    ratio = hundredths(chosen)
    if isinstance(bound.cpu, When):
        assert isinstance(bound.cpu.then, Hole)
        return placed(When(condition=bound.cpu.condition, then=Times(hole=bound.cpu.then, hundredths=ratio)), located.span)
    assert isinstance(bound.cpu, Hole)
    return placed(Times(hole=bound.cpu, hundredths=ratio), located.span)


def storage_change(subject: Subject, main: KubeObject) -> Change:
    """Return the ephemeral storage for the directories on the disk of the node, which all containers of the pods have by now.

    The kubelet evicts a pod whose containers use more than their limits together, and counts logs and writable layers too: also
    those of the containers that have no limit of their own.
    """
    pod = _part(main.body, subject.workload_type.pod)
    sizes = _directories(pod)
    containers = {bound.container.name.value: bound for bound in subject.instance.containers}
    parts = {_held(part.get("name")): part for part in _items(pod, "containers")} if sizes else {}
    mounted = {name: _mounted(parts.get(name), sizes) for name in containers}
    used = {name: total(found) if found else "" for name, found in mounted.items()}
    patches: list[Tree] = []
    unlimited = sum(not amount for amount in used.values())
    for name, amount in used.items():
        if not amount:
            continue
        most = in_bytes(amount) + (1 + unlimited) * HEAD_ROOM
        limit = canonical(-(-most // MEBIBYTE) * MEBIBYTE, binary=True) if subject.context.options.qos == ENFORCE else None
        amounts = entries(
            (
                ("requests", {EPHEMERAL_STORAGE: amount}),
                ("limits", None if limit is None else {EPHEMERAL_STORAGE: limit}),
            )
        )
        patches.append({"name": name, "resources": placed(amounts, containers[name].container.name.span)})
    return Change(patches=(subject.pod({"containers": patches}),) if patches else ())


def _part(tree: Tree, path: tuple[str, ...]) -> Tree:
    """Return a part of an object that is always there."""
    for step in path:
        known = bare(tree)
        tree = known.get(step) if isinstance(known, dict) else None
    return bare(tree)


def _held(item: Tree) -> Tree:
    """Return what an item is while it is there."""
    item = bare(item)
    return _held(branches(item)[0]) if isinstance(item, When) else item


def _items(tree: Tree, name: str) -> list[dict[str, Tree]]:
    """Return the items of a list of a part, whenever they are there."""
    listed = _held(tree.get(name)) if isinstance(tree, dict) else None
    return [held for item in listed if isinstance(held := _held(item), dict)] if isinstance(listed, (list, tuple)) else []


def _directories(pod: Tree) -> dict[Tree, str]:
    """Return the sizes of the directories that volumes of a pod have on the disk of the node, by the name of the volume."""
    found: dict[Tree, str] = {}
    for volume in _items(pod, "volumes"):
        directory = _held(volume.get("emptyDir"))
        size = bare(directory.get("sizeLimit")) if isinstance(directory, dict) else None
        amount = parse(size) if isinstance(size, str) else None
        if amount is not None and amount >= 0 and isinstance(size, str):  # what is no size is refused elsewhere
            found[_held(volume.get("name"))] = canonical(-(-amount // ONE), binary=size.endswith(BINARY_UNITS[1:]))
    return found


def _mounted(container: Tree, sizes: dict[Tree, str]) -> tuple[str, ...]:
    """Return the sizes of the directories that a container mounts."""
    names = [_held(mount.get("name")) for mount in _items(container, "volumeMounts")]
    return tuple(sizes[name] for name in names if name in sizes)


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
