"""Properties of the traits of operation that agree with the other traits of an instance (docs/spec/operation.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import some

if TYPE_CHECKING:
    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

COUNTS = (1, "50%", "100%")
STEPS: tuple[dict[str, Any], ...] = (
    {"weight": 0},
    {"weight": 100, "pause": "manual"},
    {"pause": "1h30m"},
    {"weight": 25, "pause": "90s"},
)
LONGEST_STATEFUL_NAME = 40
TRIGGERS: tuple[dict[str, Any], ...] = (
    {
        "type": "prometheus",
        "metadata": {"serverAddress": "http://p:9090", "query": "{{ x }}", "threshold": "100", "empty": ""},
        "authenticationRef": {"name": "prom", "kind": "ClusterTriggerAuthentication"},
    },
    {
        "type": "kafka",
        "name": "orders",
        "metadata": {"topic": "<no value>"},
        "secret": {"name": "kafka", "keys": {"sasl": "s"}},
    },
    {"type": "rabbitmq", "metricType": "AverageValue", "useCachedMetrics": True, "metadata": {"queueName": "q", "value": "5"}},
)


def upgrade(chooser: Chooser, traits: list[dict[str, Any]], *, singleton: bool) -> dict[str, Any]:
    """Return properties of an upgrade beside other traits of the instance, which say how many replicas there are."""
    made: dict[str, Any] = {}
    if chooser.chance(60):
        made["type"] = chooser.choice(("RollingUpdate", "OnDelete" if singleton else "Recreate"))
    ready = chooser.choice((0, 10, 599))
    numbers = {"minReadySeconds": ready, "revisionHistoryLimit": chooser.choice((0, 5))}
    rolling: dict[str, Any] = {"partition": chooser.choice((0, 1))}
    if not singleton:
        numbers["progressDeadlineSeconds"] = chooser.choice((600, ready + 1))
        rolling = {"maxSurge": chooser.choice((0, "0%", *COUNTS)), "maxUnavailable": chooser.choice(COUNTS)}
    made |= {name: numbers[name] for name in some(chooser, tuple(numbers), 0, len(numbers))}
    if made.get("type", "RollingUpdate") == "RollingUpdate":
        made |= {name: rolling[name] for name in some(chooser, tuple(rolling), 0, len(rolling))}
    if not singleton and chooser.chance(50):
        made["pdb"] = budget(chooser, replicas(traits))
    return made


def claim(chooser: Chooser, component: Component, instance_name: str) -> dict[str, Any]:
    """Return properties of a volume-mounter: what its claim is, or a claim that is there already."""
    if chooser.chance(15):
        return {"existingClaim": chooser.choice(("archive", "data.of.last-year"))}
    singleton = component.is_one_of("SingletonServer", "SingletonWorker")
    modes = ("ReadWriteOnce", "ReadWriteMany", *(("ReadWriteOncePod",) if singleton else ()))
    optional = {
        "storageClass": chooser.choice(("default", "", "fast.example.com")),
        "keep": chooser.chance(50),
        "size": chooser.choice(("4096Pi", "5E", "4611686018427387.904k")),
        "accessMode": chooser.choice(modes),
    }
    if (singleton or component.is_one_of("Server", "Worker")) and len(instance_name) <= LONGEST_STATEFUL_NAME:
        optional["perReplica"] = chooser.chance(60)
    return {name: optional[name] for name in some(chooser, tuple(optional), 0, len(optional))}


def replicas(traits: list[dict[str, Any]]) -> int:
    """Return how many replicas are sure to run."""
    properties = {binding["name"]: binding.get("properties") or {} for binding in traits}
    if "auto-scaler" in properties:
        return max(1, int(properties["auto-scaler"].get("minimum", 1)))
    return int(properties.get("manual-scaler", {}).get("replicaCount", 1))


def budget(chooser: Chooser, count: int) -> dict[str, Any]:
    """Return a disruption budget that lets one of some replicas go."""
    least = chooser.choice((0, "0%", *((count - 1, f"{100 * (count - 1) // count}%") if count else (1, "100%"))))
    made = chooser.choice(({"minAvailable": least}, {"maxUnavailable": chooser.choice(COUNTS)}))
    return made | chooser.choice(({}, {"unhealthyPodEvictionPolicy": "IfHealthyBudget"}))


def schedule(chooser: Chooser) -> dict[str, Any]:
    """Return properties of a schedule."""
    times = ("0 3 * * *", "@daily", "*/5 0-23/2 1,15 JAN-jun ?", "@every 1h30m", "59 23 31 12 sat")
    optional = {
        "timeZone": chooser.choice(("Etc/UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires")),
        "concurrencyPolicy": chooser.choice(("Allow", "Forbid", "Replace")),
        "suspend": chooser.chance(50),
        "startingDeadlineSeconds": chooser.choice((10, 300)),
        "successfulJobsHistoryLimit": chooser.choice((0, 5)),
        "failedJobsHistoryLimit": chooser.choice((0, 5)),
    }
    return {"schedule": chooser.choice(times)} | {name: optional[name] for name in some(chooser, tuple(optional), 0, 4)}


def scaling(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return what an auto-scaler may say beyond its bounds and percents."""
    optional = {
        "cpuAverageValue": chooser.choice((2, 0.25, "500m")),
        "memoryAverageValue": chooser.choice(("128Mi", "1.5G")),
        "metrics": metrics(chooser, component),
        "behavior": {direction: behavior(chooser) for direction in some(chooser, ("scaleUp", "scaleDown"), 1, 2)},
    }
    return {name: optional[name] for name in some(chooser, tuple(optional), 0, 2)}


def scaling_of_function(chooser: Chooser) -> dict[str, Any]:
    """Return properties of an auto-scaler of a function."""
    made: dict[str, Any] = chooser.choice(({"minimum": 2, "maximum": 5}, {"maximum": 3}, {"minimum": 12}, {}))
    load = {"type": chooser.choice(("rps", "capacity", "cpu", "own-rule")), "target": chooser.choice((1, 500, "30"))}
    chosen = {name: load[name] for name in some(chooser, tuple(load), 0, 2)}
    return made | ({"load": chosen} if chosen else {})


def ingress_of_function(chooser: Chooser, instance_name: str) -> dict[str, Any]:
    """Return properties of an ingress that leads to the gateway of OpenFaaS."""
    host = f"{instance_name}.example.com"
    certificate: dict[str, Any] = {"tlsHosts": [host], "tlsSecretName": "function-tls"}
    made: dict[str, Any] = {"hostname": host} | chooser.choice(({}, certificate))
    optional = {"className": "traefik", "annotations": {"example.com/a": "1"}, "gatewayNamespace": "faas"}
    return made | {name: optional[name] for name in some(chooser, tuple(optional), 0, 3)}


def events(chooser: Chooser, made: dict[str, Any], *, is_task: bool = False) -> dict[str, Any]:
    """Return an auto-scaler of KEDA, of what one of Kubernetes says."""
    made = {name: value for name, value in made.items() if name != "metrics" and not (is_task and name != "maximum")}
    triggers: list[dict[str, Any]] = list(some(chooser, TRIGGERS, 1, 3))
    is_event = is_task or chooser.chance(80)
    if is_event:
        made["triggers"] = triggers
    elif not any(name.startswith(("cpu", "memory")) for name in made):
        made["memory"] = 70
    if is_event and chooser.chance(30) and (is_task or "minimum" not in made):
        made["minimum"] = 0
    optional: dict[str, Any] = {"pollingInterval": chooser.choice((1, 30))}
    if is_task:
        optional["scalingStrategy"] = chooser.choice(("default", "accurate", "eager"))
        optional |= {name: chooser.choice((0, 9)) for name in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit")}
    else:
        optional |= {"initialCooldownPeriod": chooser.choice((0, 60)), "cooldownPeriod": chooser.choice((0, 300))}
    if is_event and not is_task:
        optional["fallback"] = {"replicas": chooser.choice((0, 4))} | chooser.choice(
            ({}, {"failureThreshold": 5}, {"behavior": "currentReplicasIfHigher"})
        )
    if is_event and not is_task and made.get("minimum") != 0:
        optional["idleReplicaCount"] = 0
    return {"engine": "keda"} | made | {name: optional[name] for name in some(chooser, tuple(optional), 0, 3)}


def metrics(chooser: Chooser, component: Component) -> list[dict[str, Any]]:
    """Return metrics of all types."""
    container = component.document["spec"]["containers"][0]["name"]
    labels = chooser.choice(({}, {"selector": {"verb": "GET"}}))
    described = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "name": "main"}
    every = (
        {"type": "ContainerResource", "container": container, "resource": "cpu", "averageUtilization": 50},
        {"type": "ContainerResource", "container": container, "resource": "memory", "averageValue": "64Mi"},
        {"type": "Pods", "name": "requests_per_second", **labels, "averageValue": chooser.choice((1, 0.5, "500m"))},
        {"type": "Object", "name": "hits", "object": described, **labels, "value": "2k"},
        {"type": "External", "name": "queue.length", **labels, "averageValue": 30},
    )
    return list(some(chooser, every, 1, 3))


def behavior(chooser: Chooser) -> dict[str, Any]:
    """Return how fast an auto-scaler follows in one direction."""
    policies = ({"type": "Pods", "value": 4, "periodSeconds": 15}, {"type": "Percent", "value": 100, "periodSeconds": 1800})
    optional = {
        "stabilizationWindowSeconds": chooser.choice((0, 300, 3600)),
        "selectPolicy": chooser.choice(("Max", "Min", "Disabled")),
        "policies": list(some(chooser, policies, 1, 2)),
    }
    return {name: optional[name] for name in some(chooser, tuple(optional), 1, 3)}


def routes(chooser: Chooser, made: dict[str, Any], instance_name: str, tcp: list[int]) -> dict[str, Any]:
    """Return properties of an ingress with more of them, or with a list of rules. Hosts and paths are the instance's own."""
    kinds = ({}, {"pathType": "Prefix"}, {"pathType": "Exact"}, {"pathType": "ImplementationSpecific"})
    if chooser.chance(30):
        hosts = (f"a.{instance_name}.example.com", f"b.{instance_name}.example.com", "")
        rules = [
            {"host": host, "path": f"/{instance_name}/{number}", "servicePort": chooser.choice(tcp), **chooser.choice(kinds)}
            for number, host in enumerate(some(chooser, hosts, 1, 3))
        ]
        if rules[0]["host"]:
            rules[0].pop("path")
        made = {name: value for name, value in made.items() if name.startswith("tls")} | {"rules": rules}
    else:
        made = made | chooser.choice(kinds)
    optional = {
        "className": chooser.choice(("nginx", "internal.example.com")),
        "annotations": {"example.com/timeout": chooser.choice(("30", "<no value>", ""))},
        "tls": chooser.choice(
            ([{"secretName": "a-tls"}], [{"hosts": ["x.example.com"], "secretName": "a"}, {"secretName": "b"}])
        ),
    }
    made |= {name: optional[name] for name in some(chooser, tuple(optional), 0, 2)}
    return of_gateway(chooser, made) if chooser.chance(30) else made | ({"api": "ingress"} if chooser.chance(20) else {})


def of_gateway(chooser: Chooser, made: dict[str, Any]) -> dict[str, Any]:
    """Return properties of an ingress as those of routes of the Gateway API (docs/spec/traffic.md, 1)."""
    made = {name: value for name, value in made.items() if name != "className" and not name.startswith("tls")}
    for one in (made, *made.get("rules", ())):
        if one.get("pathType") == "ImplementationSpecific":
            one["pathType"] = "Exact"
    parents = (
        {"name": "public", "sectionName": "https"},
        {"name": "public", "sectionName": "http", "port": 8080},
        {"name": "a", "namespace": "b"},
    )
    timeouts = chooser.choice(
        ({}, {"request": "1h30m"}, {"request": "1s", "backendRequest": "500ms"}, {"backendRequest": "5s"})
    )
    made |= {"parentRefs": list(some(chooser, parents, 1, 3))} | ({"timeouts": timeouts} if timeouts else {})
    return made | ({"api": "gateway"} if chooser.chance(50) else {})


def rollouts(chooser: Chooser, component: Component, traits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a rollout, or none: where two versions of an instance with these traits can run side by side."""
    if not component.is_one_of("Server", "Worker") or not chooser.chance(40) or has_exclusive_volumes(component):
        return []
    given = {binding["name"]: binding.get("properties") or {} for binding in traits}
    if any((binding.get("properties") or {}).get("perReplica") for binding in traits):
        return []
    has_strategy = any(name in given.get("upgrade", {}) for name in ("type", "maxSurge", "maxUnavailable"))
    if not has_strategy and ("auto-scaler" in given or chooser.chance(50)):
        return [{"name": "rollout", "properties": of_argo(chooser, component, given.get("ingress"))}]
    return [] if "auto-scaler" in given else [{"name": "rollout", "properties": rollout(chooser, component)}]


def has_exclusive_volumes(component: Component) -> bool:
    """Tell whether a component has a volume that only one pod at a time can have."""
    containers = component.document["spec"]["containers"]
    volumes = [volume for part in containers for volume in (part.get("resources") or {}).get("volumes", ())]
    return any(volume["name"] in component.claims and not may_be_shared(volume) for volume in volumes)


def may_be_shared(volume: dict[str, Any]) -> bool:
    """Tell whether several pods may have a volume of a component."""
    return volume.get("sharingPolicy") == "Shared" or volume.get("accessMode") == "RO"


def of_argo(chooser: Chooser, component: Component, ingress: dict[str, Any] | None) -> dict[str, Any]:
    """Return properties of a rollout by Argo Rollouts (docs/spec/rollouts.md, 4)."""
    made: dict[str, Any] = {"engine": "argo"}
    if component.ports and component.is_one_of("Server") and chooser.chance(35):
        of_switch = {
            "autoPromote": False,
            "autoPromoteAfter": chooser.choice((1, 90, "1h30m", "2m")),
            "previewReplicas": chooser.choice((0, 3)),
            "scaleDownDelay": chooser.choice((0, "45s", "30")),
        }
        group = {name: of_switch[name] for name in some(chooser, tuple(of_switch), 0, 4)}
        if chooser.chance(20):
            group = {"autoPromote": True}
        return made | {"strategy": "blueGreen"} | ({"blueGreen": group} if group else {})
    steps = [chooser.choice(STEPS) for _ in range(chooser.integer(1, 4))]
    of_canary = {"maxSurge": chooser.choice((0, *COUNTS)), "maxUnavailable": chooser.choice(COUNTS)}
    canary = {"steps": steps} | {name: of_canary[name] for name in some(chooser, tuple(of_canary), 0, 2)}
    return made | {"strategy": "canary", "canary": canary} | traffic_of_argo(chooser, component, ingress)


def traffic_of_argo(chooser: Chooser, component: Component, ingress: dict[str, Any] | None) -> dict[str, Any]:
    """Return who splits the requests of an instance, which may have an ingress."""
    tcp = [number for number, protocol in component.ports if protocol == "TCP"]
    is_first = component.ports[:1] == [(number, "TCP") for number in tcp[:1]]  # the Service may have the first port only
    if not tcp or not is_first or not component.is_one_of("Server") or chooser.chance(30):
        return chooser.choice(({}, {"traffic": "none"}))
    route = {"route": "of-others"} if ingress is None or chooser.chance(30) else {}
    if route:
        chosen = chooser.choice(("istio", "nginx", "alb"))
        return {"traffic": chosen} | route | ({"servicePort": chooser.choice(tcp)} if chosen == "alb" else {})
    assert ingress is not None
    if "parentRefs" in ingress:
        return {"traffic": chooser.choice(("gateway", "gateway", "istio"))}
    has_port = "rules" not in ingress and "servicePort" in ingress
    chosen = chooser.choice(("istio", "nginx", *(("alb",) if has_port else ())))
    return {"traffic": chosen} | ({"servicePort": int(ingress["servicePort"])} if chosen == "alb" else {})


def rollout(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return properties of a rollout (docs/spec/rollouts.md, 1)."""
    containers = component.document["spec"]["containers"]
    chosen = chooser.choice([part["name"] for part in containers])
    made: dict[str, Any] = {"container": chosen} if len(containers) > 1 or chooser.chance(30) else {}
    image = chooser.choice(("", "example/web:2", "registry.example.com:5000/a/b@sha256:" + 64 * "0"))
    if component.ports and component.is_one_of("Server") and chooser.chance(50):
        of_colors = {"active": chooser.choice(("blue", "green")), "image": image, "previewReplicas": chooser.choice((0, 1, 7))}
        group = {name: of_colors[name] for name in some(chooser, tuple(of_colors), 0, 3)}
        made |= {"strategy": "blueGreen"} | ({"blueGreen": group} if group else {})
    else:
        of_canary = {"image": image, "replicas": chooser.choice((0, 1, 3))}
        group = {name: of_canary[name] for name in some(chooser, tuple(of_canary), 0, 2)}
        made |= {"strategy": "canary"} | ({"canary": group} if group else {})
    return made | chooser.choice(({}, {"engine": "native"}))
