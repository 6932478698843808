"""What the controller of Argo Rollouts alone refuses in a Rollout: its definition takes nearly everything.

The rule takes a `spec` whose shape is right, and yields paths in it with reasons. What a Rollout names, such as its Services,
is not looked at. A Rollout that refers to another workload has no template and no selector of its own.
"""

from __future__ import annotations

from oamc.kubernetes.custom.durations import go_milliseconds
from oamc.kubernetes.rules.workloads import selects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path

    Spec: TypeAlias = Mapping[str, Any]
    Found: TypeAlias = Iterator[tuple[Path, str]]

DEADLINE, HISTORY, SHARE, ALL = 600, 10, "25%", 100
"""What the controller takes for `progressDeadlineSeconds`, `revisionHistoryLimit`, `maxSurge` and `maxUnavailable`."""
ACTIONS = (*("setWeight", "pause", "setCanaryScale", "analysis", "experiment", "setHeaderRoute", "setMirrorRoute", "plugin"),)
OF_ONE = ("setWeight", "pause", "experiment", "analysis")
"""Parts of a step of which one at most may stand in it."""
WITH_SERVICES = ("alb", "smi", "apisix", "ambassador", "nginx", "appMesh", "traefik")
WITH_HEADERS = ("istio", "alb", "apisix", "plugins")
WITH_SHARES = ("alb", "smi", "istio")
COUNTS = ("replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
NEEDS_ROUTING = "is possible with trafficRouting only"
AFFINITIES = ("preferredDuringSchedulingIgnoredDuringExecution", "requiredDuringSchedulingIgnoredDuringExecution")


def _rollout(spec: Spec) -> Found:
    """Want pods that are selected, a deadline that can be met, and one strategy."""
    yield from _pods(spec)
    for name in COUNTS:
        if spec.get(name, 0) < 0:
            yield (name,), "must not be negative"
    ready, deadline = spec.get("minReadySeconds", 0), spec.get("progressDeadlineSeconds", DEADLINE)
    if deadline <= ready:
        name = "progressDeadlineSeconds" if "progressDeadlineSeconds" in spec else "minReadySeconds"
        yield (name,), f"must leave time: progressDeadlineSeconds, {deadline}, must be above minReadySeconds, {ready}"
    strategy = spec.get("strategy", {})
    if ("canary" in strategy) is ("blueGreen" in strategy):
        yield ("strategy",) if "strategy" in spec else (), "must have either canary or blueGreen"
    elif "canary" in strategy:
        for path, reason in _canary(strategy["canary"]):
            yield ("strategy", "canary", *path), reason
    else:
        for path, reason in _blue_green(strategy["blueGreen"], spec.get("revisionHistoryLimit", HISTORY)):
            yield ("strategy", "blueGreen", *path), reason


def _pods(spec: Spec) -> Found:
    """Want a template and a selector of its pods, or another workload that has them."""
    if "workloadRef" in spec:
        if spec.get("template"):
            yield ("template",), "must not be there: workloadRef says which pods run"
        return
    selector, template = spec.get("selector"), spec.get("template")
    if selector is None:
        yield (), "must have a selector"
    elif not selector.get("matchLabels") and not selector.get("matchExpressions"):
        yield ("selector",), "must not be empty"
    elif template is not None and not selects(selector, template.get("metadata", {}).get("labels", {})):
        yield ("selector",), "does not match the labels of the pod template"
    pod = (template or {}).get("spec")
    if pod is None:
        yield (
            () if template is None else ("template",),
            "must have a template with a spec" if template is None else "must have a spec",
        )
    elif pod.get("restartPolicy", "Always") != "Always":
        yield ("template", "spec", "restartPolicy"), "must be Always"


def _canary(canary: Spec) -> Found:
    """Want steps that say something, and what asks for a split of requests beside one."""
    if all(_is_zero(canary.get(name, SHARE)) for name in ("maxSurge", "maxUnavailable")):
        yield ("maxUnavailable",), "and maxSurge must not both be zero"
    stable, new, routing = canary.get("stableService"), canary.get("canaryService"), canary.get("trafficRouting")
    if stable and stable == new:
        yield ("canaryService",), "must be another Service than stableService"
    yield from _services(canary, routing)
    delay, scaled = "scaleDownDelaySeconds" in canary, canary.get("dynamicStableScale", False)
    if routing is None:
        yield from ((("scaleDownDelaySeconds",), NEEDS_ROUTING),) if delay else ()
        yield from ((("dynamicStableScale",), NEEDS_ROUTING),) if scaled else ()
    elif delay and scaled:
        yield ("dynamicStableScale",), "is not possible with scaleDownDelaySeconds"
    most = (routing or {}).get("maxTrafficWeight")
    if most is not None and not any((routing or {}).get(name) for name in ("nginx", "plugins")):
        yield ("trafficRouting", "maxTrafficWeight"), "is possible with nginx and plugins only"
    routes = [route.get("name") for route in (routing or {}).get("managedRoutes", ())]
    for index, step in enumerate(canary.get("steps", ())):
        for path, reason in _step(step, routing, ALL if most is None else most, routes):
            yield ("steps", index, *path), reason
    yield from _affinity(canary)


def _services(canary: Spec, routing: Spec | None) -> Found:
    """Want the names of the Services where the one who splits requests tells versions by them."""
    ping = canary.get("pingPong")
    if ping is not None:
        if not ping["pingService"] or ping["pingService"] == ping["pongService"]:
            yield ("pingPong",), "must name two Services"
        if routing is not None and "alb" not in routing:
            yield ("pingPong",), "is possible with alb only"
        elif routing is not None and not routing["alb"].get("rootService"):
            yield ("trafficRouting", "alb"), "must have a rootService beside pingPong"
    if routing is None:
        return
    asked = [name for name in WITH_SERVICES if name in routing and not (name == "alb" and ping is not None)]
    if "istio" in routing and "destinationRule" not in routing["istio"]:
        asked.append("istio")
    for name in ("stableService", "canaryService"):
        if asked and not canary.get(name):
            yield (), f"must have a {name} beside trafficRouting of {asked[0]}"


def _step(step: Spec, routing: Spec | None, most: int, routes: list[str | None]) -> Found:
    """Want one action, which the one who splits requests can do."""
    if not any(name in step for name in ACTIONS):
        yield (), f"must have one of {', '.join(ACTIONS)}"
    if sum(name in step for name in OF_ONE) > 1:
        yield (), f"may have only one of {', '.join(OF_ONE)}"
    weight = step.get("setWeight")
    if weight is not None and not 0 <= weight <= most:
        yield ("setWeight",), f"must be from 0 to {most}"
    duration = step.get("pause", {}).get("duration")
    if duration is not None and not _is_duration(duration):
        yield ("pause", "duration"), "must be seconds, or a duration such as 30s or 5m"
    if "setCanaryScale" in step and routing is None:
        yield ("setCanaryScale",), NEEDS_ROUTING
    for name, able in (("setHeaderRoute", WITH_HEADERS), ("setMirrorRoute", ("istio",))):
        if name not in step:
            continue
        if not any((routing or {}).get(one) is not None for one in able):
            yield (name,), f"is possible with trafficRouting of {' or '.join(able)} only"
        elif step[name].get("name") not in routes:
            yield (name, "name"), "must be one of managedRoutes of trafficRouting"
    for index, one in enumerate(step.get("experiment", {}).get("templates", ())):
        if "weight" in one and not any((routing or {}).get(name) is not None for name in WITH_SHARES):
            yield (
                ("experiment", "templates", index, "weight"),
                f"is possible with trafficRouting of {', '.join(WITH_SHARES)} only",
            )


def _blue_green(switch: Spec, history: int) -> Found:
    """Want two Services, and no more old versions than are kept."""
    if switch["activeService"] == switch.get("previewService", ""):
        yield ("previewService",), "must be another Service than activeService"
    kept = switch.get("scaleDownDelayRevisionLimit")
    if kept is not None and kept > history:
        yield ("scaleDownDelayRevisionLimit",), f"must not be above revisionHistoryLimit, which is {history}"
    yield from _affinity(switch)


def _affinity(strategy: Spec) -> Found:
    """Want one kind of distance between versions."""
    affinity = strategy.get("antiAffinity")
    if affinity is None:
        return
    if sum(name in affinity for name in AFFINITIES) != 1:
        yield ("antiAffinity",), "must have one of preferred… and required…"
    weight = affinity.get(AFFINITIES[0], {}).get("weight", 1)
    if not 1 <= weight <= ALL:
        yield ("antiAffinity", AFFINITIES[0], "weight"), f"must be from 1 to {ALL}"


def _is_zero(count: int | str) -> bool:
    """Tell whether a number or a share is none at all. Of a text that is neither, the controller reads none."""
    if isinstance(count, int):
        return count == 0
    text = count.removesuffix("%")
    return not text.isdecimal() or not text.strip("0")


def _is_duration(value: int | str) -> bool:
    """Tell whether the controller reads a value as a length of time."""
    if isinstance(value, int):
        return value >= 0
    return value.isdecimal() or go_milliseconds(value) is not None


RULES: Mapping[str, Callable[[Spec], Found]] = {"Rollout": _rollout}
