"""What containers and pods request and are limited to, in billionths, after the defaults of the API server.

In: specs of pods as somebody wrote them. Out: amounts as every pod has them: a request that is missing beside a limit is the
limit, and what a pod says of itself as a whole is completed from its containers (`pkg/apis/core/v1/defaults.go`). Templates of
pods have no such defaults, so that they are computed here.
"""

from __future__ import annotations

from math import isfinite

from oamc.kubernetes.quantities import ONE, parse
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    Amounts = Mapping[str, int]

APP, INIT, SIDECAR = "app", "init", "sidecar"
ROLES = (APP, INIT, SIDECAR)
"""A sidecar is an init container that is started again whenever it ends."""
OF_PODS = ("cpu", "memory")
"""What a pod may say of itself as a whole, beside huge pages."""
HUGE_PAGES = "hugepages-"


class Requirements(Record):
    """What is requested and what is the limit, by the names of resources."""

    requests: Amounts
    limits: Amounts


class ContainerAmounts(Record):
    """A container of a pod: its name, its role, what is in force for it, and what was `written`."""

    name: str
    role: str
    required: Requirements
    written: Requirements


class PodAmounts(Record):
    """The containers of a pod, those that run first before the others, and what the pod says `of_pod` as a whole, if anything.

    `requested` is what a node must have free for it; `overhead` is a part of that.
    """

    containers: tuple[ContainerAmounts, ...]
    of_pod: Requirements | None
    overhead: Amounts

    @property
    def of_containers(self) -> Amounts:
        """Return what the containers request together."""
        return aggregated([(one.role, one.required.requests) for one in self.containers])

    @property
    def requested(self) -> Amounts:
        """Return what the pod requests: what it says itself, else what its containers do, and the overhead."""
        own = self.of_pod.requests if self.of_pod is not None else {}
        return _sum({**self.of_containers, **own}, self.overhead)

    def most(self, resource: str) -> int | None:
        """Return the most that the pod can use of a resource, None where nothing bounds it."""
        if self.of_pod is not None and resource in self.of_pod.limits:
            return self.of_pod.limits[resource] + self.overhead.get(resource, 0)
        if not self.containers or any(resource not in one.required.limits for one in self.containers):
            return None
        limits = aggregated([(one.role, one.required.limits) for one in self.containers])
        return limits[resource] + self.overhead.get(resource, 0)


def amounts_of(spec: Mapping[str, Any]) -> PodAmounts:
    """Return the amounts of pods of this spec."""
    containers = tuple(_container(one, role) for role, one in containers_of(spec))
    own = spec.get("resources")
    of_pod = _of_pod(_written(own), containers) if isinstance(own, dict) else None
    return PodAmounts(containers=containers, of_pod=of_pod, overhead=_amounts(spec.get("overhead")))


def containers_of(spec: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return the containers of a spec with their roles, those that run first before the others."""
    first = [(SIDECAR if one.get("restartPolicy") == "Always" else INIT, one) for one in mappings(spec.get("initContainers"))]
    return [*first, *((APP, one) for one in mappings(spec.get("containers")))]


def mappings(value: object) -> list[dict[str, Any]]:
    """Return the items of a list that are mappings."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def amount_of(value: object) -> int | None:
    """Return a quantity in billionths, None where it is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return parse(value) if isinstance(value, str) or isfinite(value) else None


def in_bytes(amount: int) -> int:
    """Return an amount in whole bytes, rounded up as Kubernetes does."""
    return -(-amount // ONE)


def aggregated(parts: Iterable[tuple[str, Amounts]]) -> dict[str, int]:
    """Return what containers need together, by their roles and in their order (`component-helpers/resource/helpers.go`).

    Containers and sidecars run at once; before them each init container runs beside the sidecars that were started before it.
    """
    running: dict[str, int] = {}
    sidecars: dict[str, int] = {}
    most: dict[str, int] = {}
    for role, amounts in parts:
        if role == INIT:
            beside = _sum(amounts, sidecars)
            most = {name: max(most.get(name, 0), beside.get(name, 0)) for name in {**most, **beside}}
            continue
        running = _sum(running, amounts)
        if role == SIDECAR:
            sidecars = _sum(sidecars, amounts)
            most = {name: max(most.get(name, 0), sidecars.get(name, 0)) for name in {**most, **sidecars}}
    return {name: max(running.get(name, 0), most.get(name, 0)) for name in {**running, **most}}


def _container(container: Mapping[str, Any], role: str) -> ContainerAmounts:
    """Return the amounts of a container. A request of zero is one, so that the limit is not put in its place."""
    written = _written(container.get("resources"))
    implied = {name: amount for name, amount in written.limits.items() if name not in written.requests}
    required = Requirements(requests={**written.requests, **implied}, limits=written.limits)
    return ContainerAmounts(name=str(container.get("name", "")), role=role, required=required, written=written)


def _of_pod(written: Requirements, containers: tuple[ContainerAmounts, ...]) -> Requirements:
    """Return what a pod as a whole requests and is limited to.

    With limits, requests that are missing are those of the containers, else the limits. With requests and no limit at all, a
    limit is that of the containers, where each of them has one.
    """
    requests, limits = dict(written.requests), dict(written.limits)
    if written.limits:
        of_containers = aggregated([(one.role, one.required.requests) for one in containers])
        filled = {**written.limits, **{name: amount for name, amount in of_containers.items() if _is_of_pods(name)}}
        requests = {**filled, **requests}
    elif written.requests:
        of_containers = aggregated([(one.role, one.required.limits) for one in containers])
        limits = {
            name: amount
            for name, amount in of_containers.items()
            if _is_of_pods(name) and all(name in one.required.limits for one in containers)
        }
    return Requirements(requests=requests, limits=limits)


def _is_of_pods(resource: str) -> bool:
    """Tell whether a pod may say of a resource what it needs as a whole."""
    return resource in OF_PODS or resource.startswith(HUGE_PAGES)


def _written(resources: object) -> Requirements:
    """Return requests and limits as they are written."""
    found = resources if isinstance(resources, dict) else {}
    return Requirements(requests=_amounts(found.get("requests")), limits=_amounts(found.get("limits")))


def _amounts(value: object) -> dict[str, int]:
    """Return the quantities of a mapping by the names of resources."""
    if not isinstance(value, dict):
        return {}
    found = {str(name): amount_of(one) for name, one in value.items()}
    return {name: amount for name, amount in found.items() if amount is not None}


def _sum(first: Amounts, second: Amounts) -> dict[str, int]:
    """Return the sum of two mappings of amounts."""
    return {name: first.get(name, 0) + second.get(name, 0) for name in {**first, **second}}
