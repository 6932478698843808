"""Intents that agree with the traits of all instances of a component (docs/spec/intents.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.components import CORE, IMAGES
from tests.strategies.dynamic import gives_up_requests
from tests.strategies.objectives import has_new_versions

if TYPE_CHECKING:
    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

INTENTS = ("cannot-be-scaled", "batch-job", "highest-security", "stateful", "latency-sensitive")
TASKS = frozenset((CORE + "Task", CORE + "SingletonTask"))
LONGEST_NAME = 40
OF_STRATEGIES = frozenset(("upgrade", "update-strategy", "rollout"))
WEAKENING = frozenset(("security-policy", "service-account", "sidecar", "init-container", "lifecycle", "probes", "rollout"))
DIGEST_IMAGE = next(image for image in IMAGES if "@" in image)


def intend(chooser: Chooser, components: list[Component], documents: list[dict[str, Any]]) -> None:
    """Let some components have intents, and change what would break them."""
    for component in components:
        if component.is_core and not component.windows and chooser.chance(20):
            _intend(chooser, component, _uses(component, documents))


def _uses(component: Component, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the instances of a component in all configurations."""
    name = component.document["metadata"]["name"]
    configurations = (one for one in documents if one["kind"] == "ApplicationConfiguration")
    return [use for one in configurations for use in one["spec"]["components"] if use["componentName"] == name]


def _intend(chooser: Chooser, component: Component, uses: list[dict[str, Any]]) -> None:
    """Let one component have up to two intents that fit it."""
    traits = [trait for use in uses for trait in use.get("traits") or ()]
    names = {trait["name"] for trait in traits}
    fitting = [intent for intent in INTENTS if _fits(intent, component, names, uses)]
    chosen: list[str] = []
    for _ in range(chooser.integer(1, 2) if fitting else 0):
        intent = chooser.choice(fitting)
        if intent not in chosen:
            chosen.append(intent)
            _adapt(intent, component, traits)
    if chosen:
        separator = chooser.choice((",", ", ", " , "))
        component.document["metadata"].setdefault("annotations", {})["oamc.dev/intents"] = separator.join(chosen)


def _shares_storage(use: dict[str, Any]) -> bool:
    """Tell whether an instance names one claim for all replicas."""
    given = [trait.get("properties") or {} for trait in use.get("traits") or ()]
    return any("existingClaim" in properties or properties.get("perReplica") is False for properties in given)


def _may_sleep(use: dict[str, Any]) -> bool:
    """Tell whether an instance may have no pods without an event."""
    given = [trait.get("properties") or {} for trait in use.get("traits") or ()]
    return any("idleReplicaCount" in properties or properties.get("minimum", 1) not in (1, 2, 12) for properties in given)


def _fits(intent: str, component: Component, names: set[str], uses: list[dict[str, Any]]) -> bool:
    """Tell whether a component with some traits can have an intent."""
    is_task = component.kind in TASKS
    short = all(len(use["instanceName"]) <= LONGEST_NAME for use in uses)
    containers = component.document["spec"]["containers"]
    match intent:
        case "cannot-be-scaled" | "stateful" if any(map(has_new_versions, uses)):
            return False
        case "cannot-be-scaled":
            return short and not names & OF_STRATEGIES and "auto-scaler" not in names
        case "stateful":
            return short and not names & OF_STRATEGIES and not is_task and not any(map(_shares_storage, uses))
        case "batch-job":
            return is_task
        case "highest-security":
            return not names & WEAKENING and all("[" not in container["image"] for container in containers)
        case _:
            weaker = any(_may_sleep(use) or gives_up_requests(use) for use in uses)
            return not weaker and not names & {"sidecar", "init-container"}


def _adapt(intent: str, component: Component, traits: list[dict[str, Any]]) -> None:
    """Change what would break an intent."""
    containers = component.document["spec"]["containers"]
    if intent == "cannot-be-scaled":
        for trait in traits:
            if trait["name"] == "manual-scaler":
                trait["properties"]["replicaCount"] = 1
            if trait["name"] == "schedule":
                trait["properties"].pop("concurrencyPolicy", None)
    if intent == "highest-security":
        for container in containers:
            container["image"] = DIGEST_IMAGE
    if intent == "latency-sensitive":
        for container in containers:
            resources = container.setdefault("resources", {})
            resources |= {"cpu": {"required": 2}, "memory": {"required": "64Mi"}}
