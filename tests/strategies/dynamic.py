"""Quality of service that changes, for an instance with other traits (docs/spec/dynamic-qos.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import some

if TYPE_CHECKING:
    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

NAME = "dynamic-qos"
LASTING = ("Server", "SingletonServer", "Worker", "SingletonWorker")
"""What runs for ever, so that somebody can learn what it uses."""
MODES = ("off", "initial", "recreate", "in-place-or-recreate", "in-place")
CLASSES = {
    "LSE": ("koord-prod",),
    "LSR": ("koord-prod",),
    "LS": ("koord-prod", "koord-mid"),
    "BE": ("koord-batch", "koord-free"),
}


def dynamic_qos(chooser: Chooser, component: Component, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one or two uses of the trait, for an instance that has other traits already."""
    made = []
    if chooser.chance(60):
        domain = chooser.choice(({}, {"domain": "network"}))
        priority = chooser.choice(("guaranteed", "burstable", "best-effort"))
        made.append(domain | {"priority": priority, "cni": "terway"})
    has_class = any("priorityClassName" in (binding.get("properties") or {}) for binding in found)
    lasts = component.is_one_of(*LASTING)
    if (lasts or not has_class) and chooser.chance(60):
        is_koordinator = not lasts or (not has_class and chooser.chance(40))
        made.append({"domain": "compute"} | (koordinator if is_koordinator else vpa)(chooser, found))
    return [{"name": NAME, "properties": properties} for properties in made]


def vpa(chooser: Chooser, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an autoscaler of requests. Beside one of replicas it only tells what it would do."""
    resources = chooser.choice((["memory"], ["cpu", "memory"], ["cpu"], None))
    bounds = {"cpu": (0.05, "250m"), "memory": ("32Mi", "64M")}, {"cpu": (2, "4500m"), "memory": ("1Gi", "2.5G")}
    least, most = ({name: chooser.choice(own[name]) for name in resources or ["memory"]} for own in bounds)
    made: dict[str, Any] = {"max": most} | ({} if resources is None else {"resources": resources})
    is_scaled = any(binding["name"] == "auto-scaler" for binding in found)
    optional = {
        "engine": "vpa",
        "mode": "off" if is_scaled else chooser.choice(MODES),
        "min": least,
        "controlled": chooser.choice(("requests", "both")),
        "minReplicas": chooser.choice((1, 5)),
        "restartOnMemoryResize": chooser.chance(70),
    }
    return made | {name: optional[name] for name in some(chooser, tuple(optional), 0, len(optional))}


def koordinator(chooser: Chooser, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a class of Koordinator. One that leaves no requests to Kubernetes goes with no autoscaler."""
    is_scaled = any(binding["name"] == "auto-scaler" for binding in found)
    quality = chooser.choice([name for name in CLASSES if not (is_scaled and name == "BE")])
    burst = {"policy": "cpuBurstOnly", "cpuBurstPercent": 1, "cfsQuotaBurstPercent": 100, "cfsQuotaBurstPeriodSeconds": 60}
    memory = {
        "policy": "default",
        "minLimitPercent": 0,
        "lowLimitPercent": 100,
        "throttlingPercent": 50,
        "wmarkRatio": 95,
        "wmarkScalePermill": 20,
        "wmarkMinAdj": chooser.choice((-25, 50)),
        "priorityEnable": 1,
        "priority": 12,
        "oomKillGroup": 0,
    }
    optional: dict[str, Any] = {
        "priorityClassName": chooser.choice(CLASSES[quality]),
        "subPriority": chooser.choice((0, 9999)),
        "schedulerName": chooser.choice(("koord-scheduler", "other.scheduler")),
        "cpuBurst": {name: burst[name] for name in some(chooser, tuple(burst), 0, len(burst))},
        "memoryQOS": {name: memory[name] for name in some(chooser, tuple(memory), 0, len(memory))},
    }
    return {"engine": "koordinator", "qosClass": quality} | {
        name: optional[name] for name in some(chooser, tuple(optional), 0, len(optional))
    }


def gives_up_requests(use: dict[str, Any]) -> bool:
    """Tell whether the pods of an instance request nothing of Kubernetes."""
    return any((binding.get("properties") or {}).get("qosClass") == "BE" for binding in use.get("traits") or ())
