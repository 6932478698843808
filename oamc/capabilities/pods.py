"""From the containers of an instance to a pod, with the ConfigMaps it needs (docs/spec/oam-v1alpha1.md, 3.3 to 3.8, 7.4 and 8).

The template is whole as it is rendered: what a trait adds is merged into it.
"""

from __future__ import annotations

from oamc.capabilities.contracts import ServicePort
from oamc.capabilities.labels import component_labels, pod_labels
from oamc.capabilities.qos import container_resources
from oamc.capabilities.volumes import component_volumes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Digest, Hole, Not, NotEmpty, TextOf, When, all_of, any_of
from oamc.ir.program import is_set
from oamc.model.application import TextSource
from oamc.model.reserved_keys import CONFIG_CHECKSUM, DESCRIPTIVE_ANNOTATIONS
from oamc.objects.naming import prefixed
from oamc.objects.tree import INSTANCE, At, KubeObject, Owner, at, entries, listing
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.startup.digests import digest
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.capabilities.contracts import Context
    from oamc.expressions.holes import Condition, Value
    from oamc.ir.program import BoundContainer, EnvValue, FileValue, Instance
    from oamc.model.application import Component, Probe, Volume
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Node
    from oamc.spans import Located, Span

_CONFIG_KEY = Pattern(r"[-._a-zA-Z0-9]{1,253}")
LONGEST_VOLUME_NAME = 63


def pod_template(
    instance: Instance, labels: dict[str, Tree], restart_policy: str, context: Context
) -> tuple[Tree, tuple[KubeObject, ...]]:
    """Make the pod template of an instance, and the ConfigMaps that hold its config files.

    `labels` are those of the workload. The pod gets the annotations of the component, without those that describe it, and,
    where there are config files, a checksum of their contents, so that a changed file rolls out.
    """
    component = instance.component
    config_maps: list[KubeObject] = []
    containers: list[Tree] = []
    ordered: list[Tree] = []
    volumes = component_volumes(component)
    pending = dict(volumes)
    for bound in instance.containers:
        names = [free_volume_name("config", bound, index, volumes) for index, _ in enumerate(bound.files)]
        for index, (name, file) in enumerate(zip(names, bound.files, strict=True)):
            own_map = _config_map(instance, bound, index, labels)
            config_maps.extend(() if own_map is None else (own_map,))
            ordered.append(_key_volume(name, file) if own_map is None else _config_volume(name, own_map))
        own_volumes = [pending.pop(volume.name.value, None) for volume in bound.container.resources.volumes]
        ordered.extend(_pod_volume(instance, volume) for volume in own_volumes if volume is not None)
        containers.append(_container(bound, names, instance.name.value, context))
    contents = tuple(file.content for bound in instance.containers for file in bound.files if file.content is not None)
    annotations: dict[str, Tree] = {
        key: at(value) for key, value in component.annotations.items() if key not in DESCRIPTIVE_ANNOTATIONS
    }
    if contents:
        annotations[CONFIG_CHECKSUM] = _checksum(contents)
    secrets = {
        bound.container.image_pull_secret.value: bound.container.image_pull_secret
        for bound in instance.containers
        if bound.container.image_pull_secret
    }
    node = entries((label, at(value)) for label, value in platform_labels(component))
    spec = entries(
        (
            ("imagePullSecrets", listing({"name": at(secret)} for secret in secrets.values())),
            ("nodeSelector", node),
            ("containers", containers),
            ("volumes", listing(ordered)),
            ("restartPolicy", restart_policy),
        )
    )
    own = component_labels(instance, {**pod_labels(instance, context), **labels})
    metadata = entries((("labels", own), ("annotations", annotations or None)))
    return {"metadata": metadata, "spec": spec}, tuple(config_maps)


def platform_labels(component: Component) -> list[tuple[str, Located[str]]]:
    """Return the labels that a node must have for what a component says of its platform."""
    known = (("kubernetes.io/os", component.os_type), ("kubernetes.io/arch", component.architecture))
    return [(label, value) for label, value in known if value is not None]


def _checksum(contents: tuple[Value, ...]) -> Tree:
    """Return the checksum of config files: a known text where all contents are, so that a template does not repeat them."""
    known = [content for content in contents if isinstance(content, str)]
    if len(known) < len(contents):
        return Digest(parts=contents)  # type: ignore[arg-type]  # contents are texts
    return digest("".join(f"{content}\n" for content in known).encode())


def _container(bound: BoundContainer, files: list[str], instance: str, context: Context) -> Tree:
    """Lower one container of an instance (3.3). `files` are the volumes of its config files."""
    container = bound.container
    ports: list[Tree] = [
        {"name": at(port.name), "containerPort": at(port.number), "protocol": port.protocol} for port in container.ports
    ]
    return entries(
        (
            ("name", at(container.name)),
            ("image", At(bound.image, container.image.span)),
            ("imagePullPolicy", None if bound.policy is None else When(condition=is_set(bound.policy), then=bound.policy)),
            ("command", _words(bound, 0)),
            ("args", _words(bound, 1)),
            ("ports", listing(ports)),
            ("env", listing(_env(bound))),
            ("resources", container_resources(bound, instance, context)),
            ("startupProbe", _probe(container.startup_probe)),
            ("livenessProbe", _probe(container.liveness_probe)),
            ("readinessProbe", _probe(container.readiness_probe)),
            ("volumeMounts", listing(_mounts(bound, files))),
        )
    )


def _words(bound: BoundContainer, place: int) -> Tree:
    """Lower the command of a container, or its arguments, which have the second place."""
    if bound.words is None:
        words = (bound.container.command, bound.container.arguments)[place]
        return listing(At(item.value, item.span) for item in words if not isinstance(item, TextSource))
    items: list[Tree] = []
    for word in bound.words[place]:
        item = At(word.value, word.span)
        items.append(item if word.condition is None else When(condition=word.condition, then=item))
    return listing(items)


def _env(bound: BoundContainer) -> list[Tree]:
    """Lower the environment of a container (3.5)."""
    items: list[Tree] = []
    for env in bound.env:
        item: Tree
        if env.value is not None:
            item = entries((("name", at(env.name)), ("value", _unless_empty(env.value, env.span))))
        else:
            item = {"name": at(env.name), "valueFrom": _value_from(env)}
        items.append(item if env.condition is None else When(condition=env.condition, then=item))
    return items


def _value_from(env: EnvValue) -> Tree:
    """Return the source of a variable: a key of a Secret or a ConfigMap (4.4), or what the component says (3.5), unchanged."""
    reference = env.reference
    if reference is None:
        assert env.value_from is not None
        return as_written(env.value_from)
    key = entries(
        (
            ("name", At(reference.name, reference.name_span)),
            ("key", At(reference.key, reference.key_span)),
            ("optional", True if reference.optional else None),
        )
    )
    return At({reference.field: key}, env.span)


def as_written(node: Node) -> Tree:
    """Return a part of Kubernetes' own as a tree in which each part has its place. An entry of null is none."""
    match node:
        case Mapping():
            written = ((entry.key, entry.value) for entry in node)
            kept = {key: as_written(value) for key, value in written if not (isinstance(value, Scalar) and value.value is None)}
            return At(kept, node.span)
        case Sequence():
            return At([as_written(item) for item in node], node.span)
        case Scalar():
            return At(node.value, node.span)


def _unless_empty(value: Value, span: Span) -> Tree:
    """Return a text that is there only where it is not empty: an API server does not keep an empty `value`."""
    if isinstance(value, str):
        return At(value, span) if value else None
    placed = At(value, span)
    hole = value.hole if isinstance(value, TextOf) else value
    if not isinstance(hole, Hole):
        return placed
    # A value that is not a text has a text of its own, which is never empty.
    conditions: tuple[Condition, ...] = (NotEmpty(path=hole.path),) if hole is value else ()
    if hole.otherwise == "":
        return When(condition=all_of((is_set(hole), *conditions)), then=placed)
    if not conditions:
        return placed
    unset = () if hole.otherwise is None else (Not(condition=is_set(hole)),)
    return When(condition=any_of((*unset, *conditions)), then=placed)


def _probe(probe: Probe | None) -> Tree:
    """Lower a health probe (3.8): what the document states. A number of 0 means the default, and no API server keeps it."""
    if probe is None:
        return None
    http = probe.http
    handler: list[tuple[str, Tree]] = []
    if probe.command is not None:
        handler.append(("exec", {"command": [at(item) for item in probe.command]}))
    elif http is not None:
        headers = listing({"name": at(name), "value": at(value)} for name, value in http.headers)
        handler.append(("httpGet", entries((("path", at(http.path)), ("port", at(http.port)), ("httpHeaders", headers)))))
    elif probe.tcp_port is not None:
        handler.append(("tcpSocket", {"port": at(probe.tcp_port)}))
    elif probe.grpc is not None:
        service = at(probe.grpc.service) if probe.grpc.service else None
        handler.append(("grpc", entries((("port", at(probe.grpc.port)), ("service", service)))))
    return At(entries((*handler, *((name, at(number)) for name, number in probe.numbers if number.value))), probe.span)


def _mounts(bound: BoundContainer, files: list[str]) -> list[Tree]:
    """Lower the mounts of a container: config files, then volumes (7.4)."""
    mounts: list[Tree] = []
    for name, file in zip(files, bound.files, strict=True):
        mount: dict[str, Tree] = {
            "name": name,
            "mountPath": at(file.path),
            "subPath": config_key(file.path.value),
            "readOnly": True,
        }
        mounts.append(At(mount, file.span))
    for volume in bound.container.resources.volumes:
        read_only = True if volume.read_only else None
        fields = entries((("name", at(volume.name)), ("mountPath", at(volume.mount_path)), ("readOnly", read_only)))
        mounts.append(At(fields, volume.span))
    return mounts


def _pod_volume(instance: Instance, volume: Volume) -> Tree:
    """Lower a volume of the pod (8.2): an emptyDir for an ephemeral disk, else the claim `<instance>-<volume>`."""
    body: dict[str, Tree] = {"name": at(volume.name)}
    if volume.ephemeral:
        body["emptyDir"] = {"sizeLimit": at(volume.size)} if volume.size else {}
    else:
        claim: dict[str, Tree] = {"claimName": prefixed(claim_name(instance, volume))}
        if volume.read_only:
            claim["readOnly"] = True
        body["persistentVolumeClaim"] = claim
    return At(body, volume.span)


def claim_name(instance: Instance, volume: Volume) -> str:
    """Return the name of the claim of a volume: two instances never share storage by accident (8.2)."""
    return f"{instance.name.value}-{volume.name.value}"


def config_key(path: str) -> str:
    """Return the key of a config file in its ConfigMap: the last segment of its path, if that is a legal key (8.1)."""
    segment = path.rsplit("/", 1)[-1]
    return segment if _CONFIG_KEY.fullmatch(segment) and not segment.startswith("..") and segment != "." else "file"


def free_volume_name(purpose: str, bound: BoundContainer, index: int, taken: Collection[str]) -> str:
    """Return the name of a pod volume that oamc makes for a container.

    Where it would be too long, or is `taken` by a volume of the component, it ends in a digest (8.1).
    """
    name = f"{purpose}-{bound.container.name.value}-{index}"
    if len(name) <= LONGEST_VOLUME_NAME and name not in taken:
        return name
    return f"{name[: LONGEST_VOLUME_NAME - 9].rstrip('-')}-{digest(name.encode())[:8]}"


def _config_map(instance: Instance, bound: BoundContainer, index: int, labels: dict[str, Tree]) -> KubeObject | None:
    """Make the ConfigMap of a config file (8.1); None where its content is a key that is in the cluster."""
    file = bound.files[index]
    if file.content is None:
        return None
    return kube_object(
        instance,
        ("v1", "ConfigMap"),
        f"{instance.name.value}-{bound.container.name.value}-{index}",
        labels=component_labels(instance, labels),
        fields=(("data", {config_key(file.path.value): At(file.content, file.span)}),),
        span=file.path.span,
    )


def _config_volume(name: str, config_map: KubeObject) -> Tree:
    """Make the pod volume of a config file."""
    return {"name": name, "configMap": {"name": prefixed(config_map.name)}}


def _key_volume(name: str, file: FileValue) -> Tree:
    """Make the pod volume of a config file that is a key of a Secret or a ConfigMap (4.4), called as `_mounts` looks for it."""
    reference = file.reference
    assert reference is not None
    item: Tree = {"key": At(reference.key, reference.key_span), "path": config_key(file.path.value)}
    kind, named = ("secret", "secretName") if reference.field == "secretKeyRef" else ("configMap", "name")
    source = entries(
        (
            (named, At(reference.name, reference.name_span)),
            ("items", [item]),
            ("optional", True if reference.optional else None),
        )
    )
    return At({"name": name, kind: source}, file.span)


def service_ports(instance: Instance, context: Context) -> tuple[ServicePort, ...]:
    """Return the ports of the Service: all ports of all containers, the first one unchanged (7.3).

    The same number and protocol twice is kept once, with a warning; a repeated name becomes `<name>-<number>`.
    """
    ports: list[ServicePort] = []
    for bound in instance.containers:
        for port in bound.container.ports:
            number = port.number.value
            same = next((known for known in ports if (known.port, known.protocol) == (number, port.protocol)), None)
            if same is not None:
                context.reports.add(
                    codes.PORT_SERVED_ONCE,
                    at=port.number.span,
                    related=[Related(span=same.span, message="the first one is here")],
                    hint="give the containers, which share one address, different ports",
                    number=number,
                    protocol=port.protocol,
                )
                continue
            name = port.name.value
            while any(known.name == name for known in ports):
                name = f"{name}-{number}"
            ports.append(
                ServicePort(
                    name=name,
                    port=number,
                    target=number,
                    protocol=port.protocol,
                    span=port.span,
                    name_span=port.name.span,
                )
            )
    return tuple(ports[:1] if context.options.single_service_port else ports)


def kube_object(
    instance: Instance,
    api_and_kind: tuple[str, str],
    name: str,
    *,
    labels: dict[str, Tree],
    fields: tuple[tuple[str, Tree], ...],
    span: Span | None = None,
    annotations: Tree = None,
) -> KubeObject:
    """Make an object of an instance, named `name` with the prefix of the output. Fields that are None are left out."""
    api_version, kind = api_and_kind
    metadata = entries((("name", prefixed(name)), ("labels", dict(labels) or None), ("annotations", annotations)))
    body = {"apiVersion": api_version, "kind": kind, "metadata": metadata}
    body.update((key, value) for key, value in fields if value is not None)
    return KubeObject(
        api_version=api_version,
        kind=kind,
        name=name,
        owner=Owner(kind=INSTANCE, name=instance.name.value),
        body=body,
        span=span or instance.name.span,
        rule=f"workload type {instance.workload_type.short_name}",
    )
