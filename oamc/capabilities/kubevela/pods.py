"""Pods of KubeVela's component types: one container with its environment, probes and volumes (docs/spec/oam-v1beta1.md, 14)."""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.ir.properties import is_true
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

APP_NAME, APP_COMPONENT, REVISION = "app.oam.dev/name", "app.oam.dev/component", "app.oam.dev/revision"
"""The revision is that of a cluster: it has none before it is there."""
TEMPLATE = ("spec", "template", "spec")
"""Where the spec of the pods is, in a workload that has them."""
MOUNTED_KINDS = ("pvc", "configMap", "secret", "emptyDir", "hostPath")
PROBE_NUMBERS = ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold")


def pod_labels(instance: Instance, context: Context) -> dict[str, Tree]:
    """Return the labels that all pods have."""
    return {APP_NAME: context.application, APP_COMPONENT: instance.name.value}


def selector(instance: Instance) -> dict[str, Tree]:
    """Return the labels by which pods are selected."""
    return {APP_COMPONENT: instance.name.value}


def template(instance: Instance, context: Context, spec: Tree, *, further_labels: Iterable[tuple[str, Tree]] = ()) -> Tree:
    """Return the template of the pods with the labels and annotations that the properties say."""
    return {"metadata": pod_metadata(instance, context, further_labels), "spec": spec}


def pod_metadata(instance: Instance, context: Context, further_labels: Iterable[tuple[str, Tree]] = ()) -> Tree:
    """Return the labels and annotations that the properties say, with the labels that all pods have."""
    properties = instance.properties
    assert properties is not None
    labels, annotations = properties.group("labels"), properties.group("annotations")
    own = dict(labels.entries()) if labels is not None else {}
    return entries(
        (
            ("labels", {**own, **dict(further_labels), **pod_labels(instance, context)}),
            ("annotations", entries(annotations.entries()) if annotations is not None else None),
        )
    )


def long_running(instance: Instance, context: Context, container: Tree) -> Tree:
    """Return the spec of a workload that runs its pods until it is taken away: how they are selected, and how they are made."""
    properties = instance.properties
    assert properties is not None
    revision = is_true(properties.leaf("addRevisionLabel"))
    labels = () if revision is None else ((REVISION, When(condition=revision, then="")),)
    spec = template(instance, context, pod_spec(instance, container), further_labels=labels)
    return {"selector": {"matchLabels": selector(instance)}, "template": spec}


def pod_spec(instance: Instance, container: Tree, **more: Tree) -> Tree:
    """Return the spec of the pods with one container; `more` are fields that few component types have."""
    properties = instance.properties
    assert properties is not None
    return entries(
        (
            *more.items(),
            ("containers", [container]),
            ("imagePullSecrets", listing({"name": leaf.tree} for leaf in properties.leaves("imagePullSecrets"))),
            ("hostAliases", listing(map(host_alias, properties.groups("hostAliases")))),
            ("volumes", volumes(properties)),
        )
    )


def host_alias(alias: Group) -> Tree:
    """Return the names of one address."""
    return entries((("ip", alias.tree("ip")), ("hostnames", alias.tree("hostnames"))))


def container(instance: Instance, *, ports: Tree = None, probes: bool = True) -> Tree:
    """Return the container of a component, called as the component is."""
    properties = instance.properties
    assert properties is not None
    return entries(
        (
            ("name", instance.name.value),
            ("image", properties.tree("image")),
            ("imagePullPolicy", properties.tree("imagePullPolicy")),
            ("command", properties.tree("cmd")),
            ("args", properties.tree("args")),
            ("ports", ports),
            ("env", environment(properties)),
            ("resources", resources(properties)),
            ("volumeMounts", mounts(properties)),
            ("livenessProbe", probe(properties.group("livenessProbe")) if probes else None),
            ("readinessProbe", probe(properties.group("readinessProbe")) if probes else None),
        )
    )


def environment(properties: Group) -> Tree:
    """Return the environment variables."""
    return listing(
        entries(
            (
                ("name", variable.tree("name")),
                ("value", variable.tree("value")),
                ("valueFrom", value_from(variable.group("valueFrom"))),
            )
        )
        for variable in properties.groups("env")
    )


def program(properties: Group) -> tuple[tuple[str, Tree], ...]:
    """Return the fields of a further container that say what runs in it, with its environment variables."""
    return (
        ("name", properties.tree("name")),
        ("image", properties.tree("image")),
        ("imagePullPolicy", properties.tree("imagePullPolicy")),
        ("command", properties.tree("cmd")),
        ("args", properties.tree("args")),
        ("env", environment(properties)),
    )


def value_from(source: Group | None) -> Tree:
    """Return where the value of a variable comes from."""
    if source is None:
        return None
    found = {name: entries(part.entries()) for name in source.parts if (part := source.group(name)) is not None}
    return entries(found.items())


def resources(properties: Group) -> Tree:
    """Return what a container needs: what it asks for is what it may use, unless a limit says otherwise."""
    limit = properties.group("limit")
    asked = entries((name, properties.tree(name)) for name in ("cpu", "memory"))
    limits = entries(
        (name, limit.tree(name) if limit is not None and name in limit else properties.tree(name)) for name in ("cpu", "memory")
    )
    return entries((("requests", asked), ("limits", limits)))


def probe(found: Group | None) -> Tree:
    """Return a probe. Its numbers are written even where they are the usual ones."""
    if found is None:
        return None
    command, request, connection = found.group("exec"), found.group("httpGet"), found.group("tcpSocket")
    return entries(
        (
            ("exec", entries(command.entries()) if command is not None else None),
            ("httpGet", http_request(request) if request is not None else None),
            ("tcpSocket", entries(connection.entries()) if connection is not None else None),
            *((name, found.tree(name)) for name in PROBE_NUMBERS),
        )
    )


def http_request(request: Group) -> Tree:
    """Return an HTTP request of a probe or of a lifecycle."""
    headers = listing(entries(header.entries()) for header in request.groups("httpHeaders"))
    return entries((*request.entries(), ("httpHeaders", headers)))


def mounts(properties: Group) -> Tree:
    """Return where the container has its volumes."""
    mounted = properties.group("volumeMounts")
    if mounted is None:
        return listing(_mount(volume) for volume in properties.groups("volumes"))
    return listing(_mount(volume) for kind in MOUNTED_KINDS for volume in mounted.groups(kind))


def _mount(volume: Group) -> Tree:
    """Return the mount of one volume."""
    return entries(
        (("name", volume.tree("name")), ("mountPath", volume.tree("mountPath")), ("subPath", volume.tree("subPath")))
    )


def volumes(properties: Group) -> Tree:
    """Return the volumes of the pods; of several of one name below `volumeMounts` the first one counts."""
    mounted = properties.group("volumeMounts")
    if mounted is None:
        return listing(source(volume, volume.known("type")) for volume in properties.groups("volumes"))
    first: dict[str, Tree] = {}
    for kind in MOUNTED_KINDS:
        for volume in mounted.groups(kind):
            first.setdefault(volume.known("name"), source(volume, kind))
    return listing(first.values())


def source(volume: Group, kind: str) -> Tree:
    """Return a volume of a kind."""
    fields: Tree
    match kind:
        case "pvc":
            field, fields = "persistentVolumeClaim", entries((("claimName", volume.tree("claimName")),))
        case "configMap":
            field, fields = kind, _files(volume, "name", "cmName")
        case "secret":
            field, fields = kind, _files(volume, "secretName", "secretName")
        case "emptyDir":
            field, fields = kind, entries((("medium", volume.tree("medium")),))
        case _:
            field, fields = kind, entries((("path", volume.tree("path")), ("type", volume.tree("type"))))
    return entries((("name", volume.tree("name")), (field, fields if fields is not None else {})))


def _files(volume: Group, field: str, name: str) -> Tree:
    """Return the keys of a ConfigMap or a Secret as files."""
    keys = listing(entries(key.entries()) for key in volume.groups("items"))
    return entries(((field, volume.tree(name)), ("defaultMode", volume.tree("defaultMode")), ("items", keys)))
