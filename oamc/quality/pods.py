"""The pods that objects make: their specs, the sidecars that a mesh or Dapr adds to them, and how many there are.

In: an object as plain data. Out: its `Pods`, or nothing where it makes none.
"""

from __future__ import annotations

from oamc.kubernetes.plain_data import part_at
from oamc.kubernetes.pod_templates import place_of_pods
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

CONTAINERS, SPEC = "containers", "spec"
UNKNOWN_NUMBER = frozenset(("DaemonSet", "CronJob", "ScaledJob"))
NUMBERS = {"Job": "parallelism"}
"""The field with the number of pods, where it is not `replicas`."""
DAPR, ISTIO = "daprd", "istio-proxy"
OF_DAPR, OF_ISTIO = "dapr.io/", "sidecar.istio.io/"
GROUP_OF_FUNCTIONS, FUNCTION = "openfaas.com/", "Function"
"""A function of OpenFaaS says in its spec itself what its one container may use. How many there are, OpenFaaS decides."""
SWITCHED_ON = frozenset(("true", "yes", "y", "on", "1"))
_DAPR = (
    ("requests", "cpu", "sidecar-cpu-request", ""),
    ("requests", "memory", "sidecar-memory-request", ""),
    ("limits", "cpu", "sidecar-cpu-limit", ""),
    ("limits", "memory", "sidecar-memory-limit", ""),
)
_ISTIO = (
    ("requests", "cpu", "proxyCPU", "100m"),
    ("requests", "memory", "proxyMemory", "128Mi"),
    ("limits", "cpu", "proxyCPULimit", "2000m"),
    ("limits", "memory", "proxyMemoryLimit", "1024Mi"),
)
"""The annotations that give a sidecar its amounts, and what its injector takes without them. Dapr takes nothing then."""


class Pods(Record):
    """The pods that one object makes: so many at once, None where that is not known.

    `injected` are the names of containers in `spec` that the object itself does not have: an injector adds them.
    """

    kind: str
    name: str
    namespace: str
    labels: Mapping[str, Any]
    spec: Mapping[str, Any]
    injected: tuple[str, ...]
    number: int | None


def pods_of(body: Mapping[str, Any], place: tuple[str, ...] = ()) -> Pods | None:
    """Return the pods that an object makes; nothing where it makes none that can be seen.

    The spec of the pods is at a `place` where that is known, and else where kinds mostly have it.
    """
    kind = str(body.get("kind", ""))
    if kind == FUNCTION and str(body.get("apiVersion", "")).startswith(GROUP_OF_FUNCTIONS):
        return _of_function(body)
    path = place_of_pods(body, place)
    if not path:
        return None
    *above, last = path
    template = part_at(body, above)
    spec = template[last]
    metadata = _mapping(body, "metadata")
    about = _mapping(template, "metadata") if last == SPEC else {}
    labels, annotations = _mapping(about, "labels"), _mapping(about, "annotations")
    injected = tuple(_injected({**labels, **annotations}, annotations))
    return Pods(
        kind=kind,
        name=str(metadata.get("name", "")),
        namespace=str(metadata.get("namespace") or ""),
        labels=_mapping(metadata, "labels"),
        spec={**spec, CONTAINERS: [*spec[CONTAINERS], *injected]} if injected else spec,
        injected=tuple(str(one["name"]) for one in injected),
        number=_number(kind, _mapping(body, "spec"), is_known=not place),
    )


def _of_function(body: Mapping[str, Any]) -> Pods:
    """Return the pods that OpenFaaS makes of a function."""
    metadata, spec = _mapping(body, "metadata"), _mapping(body, "spec")
    name = str(metadata.get("name", ""))
    amounts = {field: spec[field] for field in ("requests", "limits") if field in spec}
    return Pods(
        kind=FUNCTION,
        name=name,
        namespace=str(metadata.get("namespace") or ""),
        labels=_mapping(metadata, "labels"),
        spec={CONTAINERS: [{"name": name, "resources": amounts}]},
        injected=(),
        number=None,
    )


def _injected(switches: Mapping[str, Any], annotations: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the containers that injectors add, as far as the pod itself asks for them."""
    if str(switches.get(f"{OF_DAPR}enabled")).lower() in SWITCHED_ON:
        yield {"name": DAPR, "resources": _amounts(annotations, OF_DAPR, _DAPR)}
    if str(switches.get(f"{OF_ISTIO}inject")).lower() in SWITCHED_ON:
        # With one amount of its own the proxy has only those that are given.
        has_own = any(f"{OF_ISTIO}{name}" in annotations for _, _, name, _ in _ISTIO)
        yield {"name": ISTIO, "resources": _amounts(annotations, OF_ISTIO, _ISTIO, has_own=has_own)}


def _amounts(
    annotations: Mapping[str, Any], prefix: str, known: tuple[tuple[str, str, str, str], ...], *, has_own: bool = False
) -> dict[str, dict[str, str]]:
    """Return requests and limits that annotations give."""
    found: dict[str, dict[str, str]] = {}
    for field, resource, name, default in known:
        value = annotations.get(f"{prefix}{name}") or ("" if has_own else default)
        if value:
            found.setdefault(field, {})[resource] = str(value)
    return found


def _number(kind: str, spec: Mapping[str, Any], *, is_known: bool) -> int | None:
    """Return how many pods run at once; a field that an autoscaler owns is not written, and counts as one.

    Of a kind that has its pods at a place of its own nobody knows the field.
    """
    if kind in UNKNOWN_NUMBER:
        return None
    found = spec.get(NUMBERS.get(kind, "replicas"), 1 if is_known else None)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _mapping(above: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a mapping in another one, an empty one where it is none."""
    found = above.get(name)
    return found if isinstance(found, dict) else {}
