"""What the LimitRanges and ResourceQuotas of a namespace make of pods, before any of them starts.

In: pods, and such objects of their namespace. Out: the spec with the defaults of the ranges, and why the API server would
refuse it.
Rules: the admission plugins LimitRanger and ResourceQuota of Kubernetes.
"""

from __future__ import annotations

from oamc.kubernetes.quantities import ONE
from oamc.quality.amounts import aggregated, amount_of, amounts_of, mappings
from oamc.quality.quota_scopes import is_for
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from oamc.quality.amounts import Amounts, ContainerAmounts, PodAmounts
    from oamc.quality.pods import Pods

LIMIT_RANGE, QUOTA = "LimitRange", "ResourceQuota"
CONTAINER, POD = "Container", "Pod"
FIELDS = ("initContainers", "containers")
OF_COMPUTE = {
    **{name: ("requests", name.removeprefix("requests.")) for name in ("cpu", "memory", "requests.cpu", "requests.memory")},
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}
"""The keys of a quota that every container must state, each with where it does."""


class Refusal(Record):
    """Why pods are refused, or changed: of a container, or of the pod where that is empty."""

    container: str
    resource: str
    reason: str


def with_defaults(pods: Pods, ranges: Iterable[Mapping[str, Any]]) -> Pods:
    """Return pods with what the ranges of limits of their namespace fill in.

    The request that a limit implies is there before, so that a range does not replace it.
    """
    for item in _items(ranges, CONTAINER):
        limits = {**_part(item, "max"), **_part(item, "default")}
        requests = {**_part(item, "min"), **limits, **_part(item, "defaultRequest")}
        if limits or requests:
            spec = {**pods.spec, **{field: _filled(pods.spec.get(field), requests, limits) for field in FIELDS}}
            pods = replace(pods, spec={name: value for name, value in spec.items() if value is not None})
    return pods


def refusals(pods: Pods, ranges: Sequence[Mapping[str, Any]], quotas: Sequence[Mapping[str, Any]]) -> Iterator[Refusal]:
    """Yield why pods that have the defaults of the ranges are refused by these objects."""
    amounts = amounts_of(pods.spec)
    for one in amounts.containers if ranges else ():
        for resource, limit in one.required.limits.items():
            if limit < one.required.requests.get(resource, 0):
                reason = "the limit that a LimitRange gives to it is below the request"
                yield Refusal(container=one.name, resource=resource, reason=reason)
    for item in _items(ranges, CONTAINER):
        for one in amounts.containers:
            yield from _of_range(item, one.required.requests, one.required.limits, one.name)
    for item in _items(ranges, POD):
        requests, limits = (
            aggregated([(one.role, getattr(one.required, field)) for one in amounts.containers])
            for field in ("requests", "limits")
        )
        yield from _of_range(item, requests, limits, "")
    for quota in quotas:
        # What a pod says of itself as a whole stands for its containers.
        if is_for(quota, pods) and amounts.of_pod is None:
            for key in sorted(_hard(quota).keys() & OF_COMPUTE.keys()):
                yield from _unstated(key, amounts.containers)


def overdrawn(all_pods: Sequence[Pods], quota: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield the amounts of a quota that some pods of its namespace go beyond together, as far as their number is known."""
    hard = _hard(quota)
    used: dict[str, int] = {}
    for pods in all_pods:
        if not is_for(quota, pods):
            continue
        amounts, number = amounts_of(pods.spec), pods.number or 0
        for key in hard:
            used[key] = used.get(key, 0) + number * (ONE if key == "pods" else _of_key(key, amounts))
    for key, most in hard.items():
        if used.get(key, 0) > most:
            yield Refusal(container="", resource=key, reason="the pods of these objects together need more of it than there is")


def _of_key(key: str, pod: PodAmounts) -> int:
    """Return how much a pod counts for a key of a quota."""
    field, resource = OF_COMPUTE.get(key) or (
        ("limits", key.removeprefix("limits.")) if key.startswith("limits.") else ("requests", key.removeprefix("requests."))
    )
    if field == "requests":
        return pod.requested.get(resource, 0)
    own = pod.of_pod.limits if pod.of_pod is not None else {}
    found = aggregated([(one.role, one.required.limits) for one in pod.containers])
    return own.get(resource, found.get(resource, 0))


def _hard(quota: Mapping[str, Any]) -> dict[str, int]:
    """Return the amounts of a quota by their keys."""
    return _amounts(_part(quota.get("spec"), "hard"))


def _unstated(key: str, containers: Iterable[ContainerAmounts]) -> Iterator[Refusal]:
    """Yield the containers that do not state what a quota covers."""
    field, resource = OF_COMPUTE[key]
    for one in containers:
        if resource not in getattr(one.required, field):
            yield Refusal(
                container=one.name, resource=resource, reason=f"a ResourceQuota has {key}, and no {field[:-1]} is stated"
            )


def _of_range(item: Mapping[str, Any], requests: Amounts, limits: Amounts, name: str) -> Iterator[Refusal]:
    """Yield what one item of a range refuses of requests and limits."""
    for resource, least in _amounts(_part(item, "min")).items():
        if requests.get(resource, 0) < least:
            yield Refusal(container=name, resource=resource, reason="the request is below the least of a LimitRange")
    for resource, most in _amounts(_part(item, "max")).items():
        if resource not in limits or limits[resource] > most or requests.get(resource, 0) > most:
            yield Refusal(container=name, resource=resource, reason="the limit is above the most of a LimitRange, or missing")
    for resource, ratio in _amounts(_part(item, "maxLimitRequestRatio")).items():
        request, limit = requests.get(resource, 0), limits.get(resource, 0)
        if not request or limit * ONE > ratio * request:
            yield Refusal(
                container=name, resource=resource, reason="limit and request are further apart than a LimitRange allows"
            )


def _filled(containers: object, requests: Mapping[str, Any], limits: Mapping[str, Any]) -> object:
    """Return containers with what is missing in them."""
    if not isinstance(containers, list):
        return containers
    return [_with(one, requests, limits) if isinstance(one, dict) else one for one in containers]


def _with(container: Mapping[str, Any], requests: Mapping[str, Any], limits: Mapping[str, Any]) -> dict[str, Any]:
    """Return a container with the requests and limits that it lacks."""
    own = container.get("resources")
    written, stated = _part(own, "limits"), _part(own, "requests")
    filled = {"requests": {**requests, **written, **stated}, "limits": {**limits, **written}}
    return {**container, "resources": {**(own if isinstance(own, dict) else {}), **filled}}


def _items(ranges: Iterable[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    """Yield the items of ranges that are about containers, or about pods."""
    for one in ranges:
        spec = one.get("spec")
        for item in mappings(spec.get("limits") if isinstance(spec, dict) else None):
            if item.get("type") == kind:
                yield item


def _part(value: object, name: str) -> dict[str, Any]:
    """Return a mapping in another one, an empty one where it is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _amounts(part: Mapping[str, Any]) -> dict[str, int]:
    """Return the quantities of a mapping."""
    found = {str(name): amount_of(value) for name, value in part.items()}
    return {name: amount for name, amount in found.items() if amount is not None}
