"""The class of quality of service of pods, by the algorithm of Kubernetes (`pkg/apis/core/v1/helper/qos`).

Only cpu and memory count. Ephemeral containers and the overhead of a pod are not looked at.
"""

from __future__ import annotations

from oamc.quality.amounts import HUGE_PAGES, OF_PODS, amounts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from oamc.quality.amounts import PodAmounts, Requirements

COUNTED = ("cpu", "memory")
BEST_EFFORT, BURSTABLE, GUARANTEED = "BestEffort", "Burstable", "Guaranteed"
CLASSES = (BEST_EFFORT, BURSTABLE, GUARANTEED)
"""The classes, the one with the least promise first."""


def quality_of(spec: Mapping[str, Any]) -> str:
    """Return the class of pods of this spec."""
    return class_of(amounts_of(spec))


def class_of(pod: PodAmounts) -> str:
    """Return the class of a pod with these amounts. What it says of itself as a whole decides alone, where it says anything."""
    own = pod.of_pod
    if own is not None and any(_counts_for_pods(name) for name in {**own.requests, **own.limits}):
        return class_of_one(own)
    found = {class_of_one(one.required) for one in pod.containers}
    return found.pop() if len(found) == 1 else BURSTABLE if found else BEST_EFFORT


def class_of_one(required: Requirements) -> str:
    """Return the class that one set of requests and limits has by itself."""
    pairs = [(required.requests.get(name, 0), required.limits.get(name, 0)) for name in COUNTED]
    if any(request != limit for request, limit in pairs):
        return BURSTABLE
    given = [request != 0 for request, _ in pairs]
    return GUARANTEED if all(given) else BURSTABLE if any(given) else BEST_EFFORT


def what_is_missing(required: Requirements) -> tuple[str, ...]:
    """Return the resources for which a set of requests and limits is not that of a Guaranteed pod."""
    pairs = {name: (required.requests.get(name, 0), required.limits.get(name, 0)) for name in COUNTED}
    return tuple(name for name, (request, limit) in pairs.items() if request != limit or not request)


def _counts_for_pods(resource: str) -> bool:
    """Tell whether a resource, said of a pod as a whole, makes that decide."""
    return resource in OF_PODS or resource.startswith(HUGE_PAGES)
