"""Tests of a chart, where they are asked for: for each Service a pod that `helm test` runs, and that tries its TCP ports.

A hook is no object of the release: Helm makes it for a test and removes it. So manifests have none, and whoever compares both
outputs leaves hooks for tests out.
"""

from __future__ import annotations

from oamc.capabilities.contracts import IMAGE
from oamc.expressions.holes import Hole
from oamc.lower.connection_tests import image_path
from oamc.objects.naming import prefixed
from oamc.objects.tree import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.objects.tree import KubeObject, Tree

SECONDS = "10"
NOBODY = 65534


def connection_test(service: KubeObject) -> Tree | None:
    """Return the pod that tries the ports of a Service; None where none of them has TCP."""
    spec, metadata = bare(service.body["spec"]), bare(service.body["metadata"])
    assert isinstance(spec, dict)
    assert isinstance(metadata, dict)
    ports = bare(spec["ports"])
    assert isinstance(ports, list)
    numbers = [bare(one["port"]) for port in ports if isinstance(one := bare(port), dict) and bare(one["protocol"]) == "TCP"]
    if not numbers:
        return None
    namespace = {"namespace": metadata["namespace"]} if "namespace" in metadata else {}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": prefixed(f"{service.name}-test"),
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
            "containers": [_container(service, number) for number in numbers],
        },
    }


def _container(service: KubeObject, port: Tree) -> Tree:
    """Return the container that tries one port."""
    return {
        "name": f"port-{port}",
        "image": Hole(path=image_path(service.owner.path[0]), type=IMAGE),
        "command": ["nc", "-z", "-w", SECONDS, prefixed(service.name), str(port)],
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"memory": "16Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
