"""What other objects make of a change: who reads a ConfigMap, which Services lose their pods, which names nobody finds.

In: all objects after the change, and one that changed. Out: hints, and ratings that only the others explain.
"""

from __future__ import annotations

from oamc.changes.identities import identity
from oamc.changes.model import EXPOSURE, OTHER, Rated
from oamc.changes.pods import containers
from oamc.changes.workloads import TEMPLATES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from oamc.changes.model import Body, Path

CONTENT = frozenset(("ConfigMap", "Secret"))


class Surroundings:
    """The objects of one side, as far as others hang on them."""

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._services: list[Body] = []
        self._readers: dict[tuple[str, str, str], list[tuple[str, str, bool]]] = {}
        self._selected_labels: set[str] = set()
        self._scaled: set[tuple[str, str]] = set()
        for body in bodies:
            self._note(body)

    def _note(self, body: Body) -> None:
        """Note an object."""
        kind, spec = body.get("kind"), body.get("spec") or {}
        _, __, namespace, name = identity(body)
        if kind == "Service":
            self._services.append(body)
        elif kind == "HorizontalPodAutoscaler":
            target = spec.get("scaleTargetRef") or {}
            self._scaled.add((str(target.get("kind")), str(target.get("name"))))
        elif kind == "NetworkPolicy":
            self._selected_labels |= set(_labels_of_namespaces(spec))
        path = TEMPLATES.get(str(kind))
        if path is not None or kind == "Pod":
            for of, known, is_live in references(pods_of(body, path)):
                self._readers.setdefault((of, namespace, known), []).append((str(kind), name, is_live))

    def stale_readers(self, body: Body, changed: frozenset[tuple[str, str]]) -> list[str]:
        """Return the workloads that keep the old content of a ConfigMap or a Secret, since nothing else of them changes."""
        _, kind, namespace, name = identity(body)
        readers = self._readers.get((kind, namespace, name), ())
        return sorted({f"{of}/{known}" for of, known, is_live in readers if not is_live and (of, known) not in changed})

    def is_read(self, body: Body) -> bool:
        """Tell whether a workload refers to a ConfigMap, a Secret or a ServiceAccount."""
        _, kind, namespace, name = identity(body)
        return bool(self._readers.get((kind, namespace, name)))

    def is_scaled(self, body: Body) -> bool:
        """Tell whether an autoscaler has a workload as its target."""
        _, kind, __, name = identity(body)
        return (kind, name) in self._scaled

    def selects_namespaces_by(self, label: str) -> bool:
        """Tell whether a NetworkPolicy selects namespaces by a label."""
        return label in self._selected_labels

    def left_services(self, body: Body, old: Body, new: Body) -> Iterator[Rated]:
        """Yield that Services no longer, or newly, lead to the pods of a workload. `old` and `new` are their labels."""
        _, __, namespace, ___ = identity(body)
        for service in self._services:
            selector = (service.get("spec") or {}).get("selector") or {}
            if identity(service)[2] != namespace or not selector:
                continue
            before, after = (all(labels.get(key) == value for key, value in selector.items()) for labels in (old, new))
            if before != after:
                verb = "leads to" if after else "no longer leads to"
                reason = f"Service/{identity(service)[3]} {verb} the pods"
                yield Rated(rating=EXPOSURE, direction=OTHER, reason=reason)


def pods_of(body: Body, path: Path | None) -> Body:
    """Return the spec of the pods of a workload, empty where there is none."""
    found: Any = body
    for step in path or ():
        found = found.get(step) if isinstance(found, dict) else None
    spec = found.get("spec") if isinstance(found, dict) else None
    return spec if isinstance(spec, dict) else {}


def references(spec: Body) -> Iterator[tuple[str, str, bool]]:
    """Yield what pods read: kind, name, and whether a change comes to a running pod by itself."""
    volumes = {str(volume.get("name")): volume for volume in spec.get("volumes") or ()}
    if spec.get("serviceAccountName"):
        yield "ServiceAccount", str(spec["serviceAccountName"]), True
    for container in containers(spec):
        for mount in container.get("volumeMounts") or ():
            volume, is_live = volumes.get(str(mount.get("name"))) or {}, not mount.get("subPath")
            if volume.get("configMap"):
                yield "ConfigMap", str(volume["configMap"].get("name")), is_live
            if volume.get("secret"):
                yield "Secret", str(volume["secret"].get("secretName")), is_live
        for source in (*(container.get("envFrom") or ()), *(one.get("valueFrom") or {} for one in container.get("env") or ())):
            for field, kind in (
                ("configMapRef", "ConfigMap"),
                ("secretRef", "Secret"),
                ("configMapKeyRef", "ConfigMap"),
                ("secretKeyRef", "Secret"),
            ):
                if source.get(field):
                    yield kind, str(source[field].get("name")), False


def _labels_of_namespaces(spec: Body) -> Iterator[str]:
    """Yield the labels by which a NetworkPolicy selects namespaces."""
    for field, peers in (("ingress", "from"), ("egress", "to")):
        for rule in spec.get(field) or ():
            for peer in rule.get(peers) or ():
                selector = peer.get("namespaceSelector") or {}
                yield from selector.get("matchLabels") or {}
                yield from (str(one.get("key")) for one in selector.get("matchExpressions") or ())
