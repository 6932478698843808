"""`oom_score_adj`: whom the kernel kills first when the whole node has no memory (`pkg/kubelet/qos/policy.go`).

A container with a higher score goes first. The score here is the one that every kubelet computes today; it is called `linear`,
since others are proposed.
"""

from __future__ import annotations

from oamc.quality.amounts import APP, SIDECAR, in_bytes
from oamc.quality.classes import BEST_EFFORT, GUARANTEED, class_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.quality.amounts import PodAmounts

NODE_CRITICAL = "system-node-critical"
KEPT, LEAST, MOST, FIRST = -997, 3, 999, 1000
"""The scores of Guaranteed and critical pods, of Burstable ones at both ends, and of BestEffort ones."""


def linear(request: int, capacity: int) -> int:
    """Return the score of a Burstable container: both in bytes, the capacity of the node above zero.

    >>> linear(1 << 30, 16 << 30), linear(16 << 20, 16 << 30)
    (938, 999)
    """
    adjusted = FIRST - (FIRST * request) // capacity
    return LEAST if adjusted < LEAST else MOST if adjusted == FIRST else adjusted


def scores_of(pod: PodAmounts, capacity: int, *, priority_class: str = "") -> tuple[int, ...]:
    """Return the scores of the containers of a pod, in their order, on a node with so many bytes of memory."""
    quality = class_of(pod)
    if priority_class == NODE_CRITICAL or quality == GUARANTEED:
        return (KEPT,) * len(pod.containers)
    if quality == BEST_EFFORT:
        return (FIRST,) * len(pod.containers)
    share = _share_of_pod(pod)
    own = [linear(in_bytes(one.required.requests.get("memory", 0)) + share, capacity) for one in pod.containers]
    of_apps = [in_bytes(one.required.requests.get("memory", 0)) for one in pod.containers if one.role == APP]
    # A sidecar is never more likely to be killed than the containers that it serves.
    least = linear(min(of_apps, default=0) + share, capacity)
    return tuple(min(score, least) if one.role == SIDECAR else score for score, one in zip(own, pod.containers, strict=True))


def _share_of_pod(pod: PodAmounts) -> int:
    """Return what each container gets of the memory that its pod requests beyond what its containers do."""
    if pod.of_pod is None or "memory" not in pod.of_pod.requests or not pod.containers:
        return 0
    beyond = in_bytes(pod.of_pod.requests["memory"]) - in_bytes(pod.of_containers.get("memory", 0))
    return max(beyond, 0) // len(pod.containers)
