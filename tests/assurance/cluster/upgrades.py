"""Documents that somebody has changed, and must be able to apply: pairs of applications, the second in the place of the first.

Each change is one that Kubernetes refuses, or answers with new pods, where an output is not made for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NamedTuple

from oamc.options import Options
from tests.support.documents import RESOURCES, application, component, container, trait

Document = Mapping[str, Any]


class Upgrade(NamedTuple):
    """Two states of the documents of one application, what happens between them, and the options of the second build."""

    name: str
    before: tuple[Document, ...]
    after: tuple[Document, ...]
    options: Options = Options()


SHOP = application()
DISK = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
CLAIM = trait("volume-mounter", volumeName="data", storageClass="standard")
INGRESS = trait("ingress", hostname="shop.example.com", servicePort=8080)


def described(document: Document, **annotations: str) -> Document:
    """Return a document with annotations."""
    changed = deepcopy(dict(document))
    changed["metadata"] = {**changed["metadata"], "annotations": annotations}
    return changed


def task(**fields: Any) -> Document:
    """Return a task."""
    return component("Task", container(ports=None, **fields))


def server(*volumes: Document, **fields: Any) -> Document:
    """Return a server with volumes."""
    return component("Server", container(resources={**RESOURCES, "volumes": list(volumes)}, **fields))


UPGRADES = (
    Upgrade("a new image of a task", (task(), SHOP), (task(image="example/web:2"), SHOP)),
    Upgrade("more memory of a task", (task(), SHOP), (task(resources={**RESOURCES, "memory": {"required": "1Gi"}}), SHOP)),
    Upgrade("a changed file of a task", *((task(config=[{"path": "/a", "value": each}]), SHOP) for each in ("1", "2"))),
    Upgrade("more pods of a task", *((task(), application(trait("manual-scaler", replicaCount=each))) for each in (2, 4))),
    Upgrade(
        "other words of a task",
        (described(task(), description="Moves tables", version="1"), SHOP),
        (described(task(), description="Moves all tables", version="2"), described(SHOP, version="2.0.0")),
    ),
    Upgrade("a new version", (server(), SHOP), (server(), described(SHOP, version="2.0.0")), Options(app_version="2.0.0")),
    Upgrade("other words", *((described(server(), description=each), SHOP) for each in ("Sells", "Sells things"))),
    Upgrade("an exclusive volume", (server(), SHOP), (server(DISK), application(CLAIM))),
    Upgrade("a shared volume", (server(), SHOP), (server({**DISK, "sharingPolicy": "Shared"}), application(CLAIM))),
    Upgrade("no volume any longer", (server(DISK), application(CLAIM)), (server(), SHOP)),
    Upgrade(
        "a claim that no longer stays",
        (server(DISK), application(CLAIM)),
        (server(DISK), application(trait("volume-mounter", volumeName="data", storageClass="standard", keep=False))),
    ),
    Upgrade("a renamed application", (server(DISK), application(CLAIM)), (server(DISK), application(CLAIM, name="store"))),
    Upgrade("an added trait", (server(), SHOP), (server(), application(INGRESS))),
    Upgrade("a server that becomes a worker", (server(), SHOP), (component("Worker", container(ports=None)), SHOP)),
)
