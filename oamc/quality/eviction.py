"""Who is evicted first when a node runs out of memory or disk, as far as that can be told before anything runs.

A kubelet sorts by use above the request, then by priority, then by how much is above (`pkg/kubelet/eviction/helpers.go`); the
class decides nothing. Before anything runs nobody knows the use, but who cannot use more than the request is known.
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.quality.amounts import PodAmounts

MAY_EXCEED, CANNOT_EXCEED = 1, 2
"""The group that goes first, and the other one."""
CRITICAL = 2_000_000_000
"""From this priority on a kubelet evicts no pod."""
MEMORY, DISK = "memory", "ephemeral-storage"


class Exposure(Record):
    """Whether a pod may use more than it requests, and by how much at most in billionths: None where nothing bounds it."""

    group: int
    overshoot: int | None


class Candidate(Record):
    """A pod among those that may be evicted from a node."""

    name: str
    priority: int
    exposure: Exposure


def exposure_of(pod: PodAmounts, resource: str) -> Exposure:
    """Return how far a pod may go beyond what it requests of a resource."""
    most = pod.most(resource)
    if most is None:
        return Exposure(group=MAY_EXCEED, overshoot=None)
    above = max(most - pod.requested.get(resource, 0), 0)
    return Exposure(group=MAY_EXCEED if above else CANNOT_EXCEED, overshoot=above)


def is_memory_guaranteed(pod: PodAmounts) -> bool:
    """Tell whether each container has a limit of memory that is its request, so that the pod never exceeds that."""
    own = pod.of_pod
    if own is not None and "memory" in own.limits:
        return own.limits["memory"] == own.requests.get("memory") != 0
    limits = [(one.required.limits.get("memory"), one.required.requests.get("memory")) for one in pod.containers]
    return bool(limits) and all(limit == request and limit for limit, request in limits)


def ranks(candidates: Sequence[Candidate]) -> tuple[int, ...]:
    """Return the ranks of pods, 1 for the one that is evicted first. Those that a kubelet never evicts are the last."""
    order = sorted(range(len(candidates)), key=lambda index: _key(candidates[index]))
    found = dict(zip(order, range(1, len(order) + 1), strict=True))
    return tuple(found[index] for index in range(len(candidates)))


def _key(candidate: Candidate) -> tuple[bool, int, int, bool, int, str]:
    """Return what pods are sorted by."""
    exposure = candidate.exposure
    is_bound = exposure.overshoot is not None
    above = -(exposure.overshoot or 0)
    return (candidate.priority >= CRITICAL, exposure.group, candidate.priority, is_bound, above, candidate.name)
