"""Tests of a chart, where they are asked for: for each Service a pod that `helm test` runs, and that tries its TCP ports.

A hook is no object of the release: Helm makes it for a test and removes it. So manifests have none, and whoever compares both
outputs leaves hooks for tests out.
"""

from __future__ import annotations

from oamc.capabilities.labels import TEST_ROLE, labelled
from oamc.capabilities.text_types import IMAGE
from oamc.expressions.holes import Hole, TextOf, When, all_of, any_of
from oamc.lower.connection_tests import image_path
from oamc.model.reserved_keys import ROLE
from oamc.objects.naming import prefixed
from oamc.objects.tree import SCOPE, bare, branches, presence
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oamc.objects.tree import KubeObject, Tree

SECONDS = "10"
NOBODY = 65534


def connection_tests(objects: Sequence[KubeObject]) -> dict[str, KubeObject]:
    """Return the pods that try the ports of Services, by the names of these.

    In a chart with a closed network they have the role by which its policy lets them in.
    """
    is_closed = any(item.kind == "NetworkPolicy" and item.owner.kind == SCOPE for item in objects)
    pods = ((item.name, connection_test(item)) for item in objects if item.kind == "Service")
    found = {name: pod for name, pod in pods if pod is not None}
    return {name: labelled(pod, {ROLE: TEST_ROLE}) for name, pod in found.items()} if is_closed else found


def connection_test(service: KubeObject) -> KubeObject | None:
    """Return the pod that tries the ports of a Service, there while any of them is; None where none has TCP and is known.

    A Service that a document gives as it is may have any shape.
    """
    spec, metadata = bare(service.body.get("spec")), bare(service.body["metadata"])
    assert isinstance(metadata, dict)
    listed = bare(spec.get("ports")) if isinstance(spec, dict) else None
    ports = bare(branches(listed)[0]) if isinstance(listed, When) else listed
    containers = [_container(service, port, index) for index, port in enumerate(ports)] if isinstance(ports, list) else []
    tried = [container for container in containers if container is not None]
    if not tried:
        return None
    conditions = [presence(container) for container in tried]
    held = tuple(condition for condition in conditions if condition is not None)
    condition = any_of(held) if len(held) == len(conditions) else None
    name = bare(metadata["name"])
    own = f"{name}-test" if isinstance(name, str) else prefixed(f"{service.name}-test")
    parts = tuple(part for part in (service.condition, condition) if part is not None)
    return replace(
        service,
        api_version="v1",
        kind="Pod",
        body=_pod(own, metadata, tried),
        condition=all_of(parts) if parts else None,
    )


def _pod(name: Tree, metadata: Mapping[str, Tree], containers: Sequence[Tree]) -> dict[str, Tree]:
    """Return the body of the pod, in the namespace of the Service."""
    namespace = {"namespace": metadata["namespace"]} if "namespace" in metadata else {}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            **namespace,
            "annotations": {"helm.sh/hook": "test", "helm.sh/hook-delete-policy": "before-hook-creation,hook-succeeded"},
        },
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": NOBODY,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": containers,
        },
    }


def _container(service: KubeObject, port: Tree, index: int) -> Tree:
    """Return the container that tries one port, there while the port is; None where that has another protocol."""
    held = bare(port)
    if isinstance(held, When):
        inner = _container(service, branches(held)[0], index)
        return None if inner is None else When(condition=held.condition, then=inner)
    number = bare(held.get("port")) if isinstance(held, dict) else None
    if not isinstance(held, dict) or not isinstance(number, (int, Hole)) or not _is_tcp(bare(held.get("protocol", "TCP"))):
        return None
    metadata = bare(service.body["metadata"])
    assert isinstance(metadata, dict)
    known = isinstance(number, int)
    return {
        "name": f"port-{number}" if known else f"port-{index}",
        "image": Hole(path=image_path(service.owner.path[0]), type=IMAGE),
        "command": ["nc", "-z", "-w", SECONDS, bare(metadata["name"]), str(number) if known else _as_text(number)],
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "16Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }


def _is_tcp(protocol: Tree) -> bool:
    """Tell whether a protocol is known to be TCP."""
    return isinstance(protocol, str) and protocol == "TCP"


def _as_text(number: Tree) -> Tree:
    """Return the number of a port that the installer may choose as an argument."""
    assert isinstance(number, Hole)
    return TextOf(hole=number)
