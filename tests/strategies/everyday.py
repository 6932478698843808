"""Everyday traits of an instance that fit its component and each other (docs/spec/everyday-traits.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.balancers import LOAD_BALANCER, load_balancer
from tests.strategies.choosers import some
from tests.strategies.objectives import slo

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

SERVED = ("Server", "SingletonServer")
VALUES = ("shop", "a.b-c_d", "", "1", "true")
BITS = ("1kbit", "10Mbit", "2500Mbps", "1Gbit/s", "1000Tbit", "1234567bit", "125B", "64kB/s", "5MBps")
BYTES = ("8kbit", "320Mbps", "1234568bit/s", "8000Tbit", "1000B", "1500kB", "40MB/s", "1TBps")
RATES = {
    "standard": BITS,
    "cilium": BITS,
    "eci": BYTES,
    "terway-legacy": BYTES,
    "kube-ovn": ("1Mbit", "3000kbps", "7000000bit/s", "1000Tbit", "125kB/s", "250000B", "5MBps"),
}
"""Rates that the annotations of each network can hold."""
TEXTS = ("a note", "{{ x }}", "", "on", "1")


def everyday_traits(chooser: Chooser, component: Component, taken: set[str]) -> list[dict[str, Any]]:
    """Return some of the traits, each at most once, for an instance that has others already."""
    if not component.is_core or not chooser.chance(40):
        return []
    fitting = [name for name in DRAWN if name != "service" or is_served(component)]
    found = [{"name": name, "properties": DRAWN[name](chooser, component)} for name in some(chooser, tuple(fitting), 1, 3)]
    if is_served(component) and chooser.chance(40 if all(binding["name"] != "service" for binding in found) else 10):
        found.append({"name": LOAD_BALANCER, "properties": load_balancer(chooser, component)})
    for binding in found:
        if binding["name"] == "service-account" and "security-policy" in taken:
            binding["properties"].pop("automount", None)  # both may say whether the token is mounted
        if binding["name"] in {"service", LOAD_BALANCER} and "ingress" in taken:
            binding["properties"].pop("ports", None)  # the other trait knows a port by its number
    if {"service", LOAD_BALANCER} <= {binding["name"] for binding in found}:
        for binding in found:
            if binding["name"] == "service":  # which may not write what the other one writes
                own = binding["properties"].get("annotations")
                binding["properties"] = {} if own is None else {"annotations": own}
    return found


def is_served(component: Component) -> bool:
    """Tell whether a component has a Service."""
    return bool(component.ports) and component.is_one_of(*SERVED)


def labels(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return labels of the objects."""
    return _entries(chooser, component, ("team", "example.com/stage", "app.kubernetes.io/component"), VALUES)


def annotations(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return annotations of the objects."""
    return _entries(chooser, component, ("note", "example.com/Stage", "version"), TEXTS)


def _entries(chooser: Chooser, component: Component, keys: tuple[str, ...], values: tuple[str, ...]) -> dict[str, Any]:
    """Return labels or annotations: of the workload and its pods, and of the objects alone."""
    made: dict[str, Any] = {key: chooser.choice(values) for key in some(chooser, keys, 0, 2)}
    for place in some(chooser, ("workload", "pods", *(("service",) if is_served(component) else ())), 0, 2):
        made[place] = {f"example.com/{place}": chooser.choice(values)}
    return made


def placement(chooser: Chooser, _: Component) -> dict[str, Any]:
    """Return where pods run."""
    terms = ({"topologyKey": "kubernetes.io/hostname"}, {"topologyKey": "example.com/rack", "namespaces": ["a", "b"]})
    selected = chooser.choice(({}, {"labelSelector": {"matchLabels": {"app": chooser.choice(VALUES)}}}))
    preferred = [{"weight": chooser.integer(1, 100), "podAffinityTerm": {**chooser.choice(terms), **selected}}]
    expression = {"key": "example.com/disk", "operator": "In", "values": ["ssd", chooser.choice(VALUES)]}
    nodes = {"required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}}
    spread = [
        {"topologyKey": "topology.kubernetes.io/zone", **chooser.choice(({}, {"minDomains": 2}, {"maxSkew": 3}))},
        {"topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", **selected},
    ]
    tolerations = [
        {"key": "example.com/pool", "value": chooser.choice(VALUES), "effect": "NoSchedule"},
        {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": chooser.integer(0, 300)},
    ]
    every: dict[str, Any] = {
        "nodeSelector": {"example.com/pool": chooser.choice(VALUES)},
        "tolerations": some(chooser, tolerations, 1, 2),
        "podAffinity": {"preferred": preferred},
        "podAntiAffinity": {"required": [{**chooser.choice(terms), **selected}]},
        "nodeAffinity": nodes,
        "topologySpreadConstraints": some(chooser, spread, 1, 2),
        "priorityClassName": chooser.choice(("high", "shop.low")),
    }
    return {name: every[name] for name in some(chooser, tuple(every), 1, 3)}


def service_account(chooser: Chooser, _: Component) -> dict[str, Any]:
    """Return an account, one that is made for half of the components."""
    made: dict[str, Any] = {"name": "in-the-cluster"}
    if chooser.chance(50):
        made = {"name": f"account-{chooser.integer(0, 10**9)}", "create": True}
        if chooser.chance(50):
            made["annotations"] = {"example.com/role": chooser.choice(TEXTS)}
        if chooser.chance(50):
            made["privileges"] = [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods", chooser.choice(("nodes", "x"))]}]
    if chooser.chance(50):
        made["automount"] = chooser.chance(50)
    return made


def handler(chooser: Chooser) -> dict[str, Any]:
    """Return what is done at one time."""
    return chooser.choice(
        (
            {"exec": {"command": ["/bin/sh", "-c", chooser.choice(("true", "{{ x }}"))]}},
            {"httpGet": {"path": "/", "port": 8080, "httpHeaders": [{"name": "X-From", "value": "oamc"}]}},
            {"tcpSocket": {"port": chooser.integer(1, 65535)}},
            {"sleep": {"seconds": chooser.integer(1, 30)}},
        )
    )


def lifecycle(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return hooks, and a time to end that is long enough for them."""
    every = {
        "postStart": handler(chooser),
        "preStop": handler(chooser),
        "terminationGracePeriodSeconds": chooser.integer(30, 90),
        "containers": [container_of(chooser, component)],
    }
    return {name: every[name] for name in some(chooser, tuple(every), 1, 4)}


def env(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return variables, and Secrets and ConfigMaps as such."""
    sources = [
        {"secret": "shop-database", **chooser.choice(({}, {"prefix": "DB_"}))},
        {"configMap": "shop.settings", **chooser.choice(({}, {"optional": True}))},
    ]
    every: dict[str, Any] = {
        "env": {name: chooser.choice(TEXTS) for name in some(chooser, ("A", "LOG_LEVEL", "WHO"), 1, 2)},
        "from": some(chooser, sources, 1, 2),
        "containers": [container_of(chooser, component)],
    }
    return {name: every[name] for name in some(chooser, tuple(every), 1, 3)}


def secret_mounter(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return a Secret as files."""
    every: dict[str, Any] = {
        "items": [{"key": "tls.crt", "path": chooser.choice(("web.crt", "a/b"))}, {"key": "key", "path": "key", "mode": 256}],
        "defaultMode": chooser.choice((256, 511)),
        "optional": chooser.chance(50),
        "containers": [container_of(chooser, component)],
    }
    made = {name: every[name] for name in some(chooser, tuple(every), 0, 3)}
    return {"name": "everyday-tls", "secretName": "shop-tls", "path": "/everyday/tls", **made}


def further_container(chooser: Chooser) -> dict[str, Any]:
    """Return some properties of a further container."""
    variables = [
        {"name": "A", "value": chooser.choice(TEXTS)},
        {"name": "B", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "a.b"}}},
        {"name": "C", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    ]
    every: dict[str, Any] = {
        "imagePullPolicy": chooser.choice(("Always", "Never")),
        "cmd": ["/bin/sh", chooser.choice(TEXTS)],
        "args": ["-c", chooser.choice(TEXTS)],
        "env": some(chooser, variables, 1, 3),
        "cpu": chooser.choice(("100m", "0.5")),
        "memory": chooser.choice(("64Mi", "1G")),
    }
    return {"image": "example/more:1", **{name: every[name] for name in some(chooser, tuple(every), 0, 3)}}


def init_container(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return a container that runs before the others."""
    made = {"name": "everyday-init", **further_container(chooser)}
    if chooser.chance(70):
        made |= {"initMountPath": "/work", "appMountPath": "/everyday/work"}
        made |= chooser.choice(({}, {"mountName": "everyday-work"}, {"size": "1Gi"}))
        made |= {} if chooser.chance(50) else {"containers": [container_of(chooser, component)]}
        if chooser.chance(30):
            made["extraVolumeMounts"] = [{"name": made.get("mountName", "workdir"), "mountPath": "/again"}]
    return made


def probes(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return probes of containers."""
    every: dict[str, Any] = {
        name: probe(chooser) | ({} if name != "readinessProbe" else chooser.choice(({}, {"successThreshold": 2})))
        for name in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    every["containers"] = [container_of(chooser, component)]
    return {name: every[name] for name in some(chooser, tuple(every), 1, 3)}


def probe(chooser: Chooser) -> dict[str, Any]:
    """Return a probe."""
    asked: dict[str, Any] = chooser.choice(
        (
            {"exec": {"command": ["/bin/true", chooser.choice(TEXTS)]}},
            {"httpGet": {"path": "/alive", "port": 8080, "scheme": "HTTPS"}},
            {"tcpSocket": {"port": 8080}},
            {"grpc": {"port": 9000, **chooser.choice(({}, {"service": "shop"}))}},
        )
    )
    numbers = {"initialDelaySeconds": 0, "periodSeconds": 3, "timeoutSeconds": 1, "failureThreshold": 2}
    return asked | {name: numbers[name] for name in some(chooser, tuple(numbers), 0, 2)}


def sidecar(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return a container that runs beside the others."""
    containers = component.document["spec"]["containers"]
    names = [volume["name"] for part in containers for volume in part.get("resources", {}).get("volumes", ())]
    volumes = {"volumes": [{"name": chooser.choice(names), "path": "/everyday/shared"}]} if names and chooser.chance(50) else {}
    of_probes = {name: probe(chooser) for name in some(chooser, ("startupProbe", "livenessProbe", "readinessProbe"), 0, 2)}
    return {"name": "everyday-sidecar", **further_container(chooser), **volumes, **of_probes}


def service(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return how the Service is reached."""
    every: dict[str, Any] = {
        "annotations": {"example.com/load-balancer": chooser.choice(TEXTS)},
        "sessionAffinity": chooser.choice(("None", "ClientIP")),
    }
    kind = chooser.choice(("", "ClusterIP", "NodePort", "LoadBalancer"))
    made = {name: every[name] for name in some(chooser, tuple(every), 0, 2)} | ({"type": kind} if kind else {})
    if kind in ("NodePort", "LoadBalancer"):
        made |= chooser.choice(({}, {"externalTrafficPolicy": "Local"}))
    elif made.get("sessionAffinity") != "ClientIP" and chooser.chance(30):
        made["headless"] = True
    names = [port["name"] for part in component.document["spec"]["containers"] for port in part.get("ports", ())]
    if names and chooser.chance(60):
        made["ports"] = [{"name": names[0], "port": chooser.integer(20_000, 29_999)}]
    return made


def dapr(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return a sidecar of Dapr."""
    declared = [number for number, protocol in component.ports if protocol == "TCP"]
    of_calls: dict[str, Any] = {
        "appProtocol": chooser.choice(("http", "grpc", "h2c")),
        "appMaxConcurrency": chooser.integer(1, 100),
        "appChannelAddress": chooser.choice(("localhost", "10.0.0.7")),
        "health": {
            "enabled": chooser.chance(50),
            "path": chooser.choice(("/", "/healthz?a=b")),
            "timeoutMilliseconds": chooser.integer(1, 5000),
            "threshold": 3,
            **chooser.choice(({}, {"intervalSeconds": 5})),
        },
        "actors": actors(chooser),
    }
    amounts = chooser.choice(({"cpu": "100m", "memory": "64Mi"}, {"memory": "1G"}))
    numbers = {"delaySeconds": 0, "timeoutSeconds": 3, "periodSeconds": 6, "threshold": 2}
    every: dict[str, Any] = {
        "config": chooser.choice(("tracing", "in.the-cluster")),
        "logLevel": chooser.choice(("debug", "warn")),
        "logAsJson": chooser.chance(50),
        "apiLogging": chooser.chance(50),
        "ports": chooser.choice(({}, {"grpc": 50011}, {"grpc": 50012, "internalGrpc": 50013})),
        "resources": chooser.choice(({"requests": amounts}, {"requests": amounts, "limits": amounts})),
        "probes": {
            name: {key: numbers[key] for key in some(chooser, tuple(numbers), 0, 4)} for name in ("liveness", "readiness")
        },
        "shutdown": chooser.choice(({"gracefulSeconds": 0}, {"gracefulSeconds": 29, "blockDuration": "1m30s"})),
        "maxBodySize": "16Mi",
        "readBufferSize": "8Ki",
        "apiTokenSecret": "shop-token",
        "appTokenSecret": "shop.token",
        "listenAddresses": chooser.choice((["[::1]"], ["127.0.0.1", "::1"])),
        "unixDomainSocketPath": "/run/dapr",
        "env": {name: chooser.choice(("", "1", "a=b", "a,b", "{{ x }}")) for name in some(chooser, ("A", "B_2"), 1, 2)},
        "envFromSecret": some(
            chooser,
            [{"name": "A", "secret": "shop", "key": "a.b"}, {"name": "C", "secret": "other", "key": "c"}],
            *(1, 2),
        ),
        "seccompProfile": chooser.choice(("Unconfined", "RuntimeDefault")),
        "image": "example/daprd:1",
        "placementAddress": chooser.choice(("", " ", "place:50005")),
        "schedulerAddress": chooser.choice((" ", "a:50006,b:50006")),
        "disseminateTimeout": "45s",
        "pluggable": {
            "components": [container_of(chooser, component)],
            "inject": chooser.chance(50),
            "socketsFolder": "/tmp/sockets",
        },
        "profiling": chooser.chance(50),
        "debug": chooser.choice(({}, {"enabled": False, "port": 40001})),
        "disableBuiltinSecretStore": chooser.chance(50),
        "bindingOptionsTimeout": "1.5s",
        "jwtAudiences": ["spiffe://a", "b"],
        "serviceAnnotations": {"example.com/owner": chooser.choice(("", "shop", "{{ x }}"))},
        "disableInitEndpoints": chooser.choice((["config"], ["config", "subscribe"])),
        "nativeSidecar": chooser.chance(50),
    }
    volumes = [
        volume["name"]
        for part in component.document["spec"]["containers"]
        for volume in part.get("resources", {}).get("volumes", ())
    ]
    if volumes:
        every["volumeMounts"] = [{"name": volumes[0], "path": "/data", **chooser.choice(({}, {"readOnly": False}))}]
    made = {name: every[name] for name in some(chooser, tuple(every), 0, 8)}
    if chooser.chance(60):
        made["appPort"] = chooser.choice(declared) if declared else 8080
        made |= {name: of_calls[name] for name in some(chooser, tuple(of_calls), 0, 3)}
        if "actors" in made:
            made["health"] = of_calls["health"] | {"enabled": True}
    metrics = {"enabled": chooser.chance(70), "port": 9091 + chooser.integer(0, 900)}
    return {"appId": f"app-{chooser.integer(0, 10**9)}", "metrics": metrics, **made}


def actors(chooser: Chooser) -> dict[str, Any]:
    """Return actors, and what happens with calls of them that fail."""
    retry = chooser.choice(
        (
            {"duration": "1s", "maxRetries": 3},
            {"policy": "exponential", "maxInterval": "15s", "maxRetries": -1},
        )
    )
    breaker = {"maxRequests": 1, "interval": "10s", "timeout": "30s", "trip": "consecutiveFailures >= 5"}
    every: dict[str, Any] = {
        "timeout": chooser.choice(("5s", "1m30s")),
        "retry": retry,
        "circuitBreaker": {**breaker, **chooser.choice(({}, {"scope": "id", "cacheSize": 5000}))},
    }
    return {
        "types": chooser.choice((["Cart"], ["Cart", "Order"])),
        "stateStore": "store-of-actors",
        **{name: every[name] for name in some(chooser, tuple(every), 0, 3)},
    }


def metrics(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return where metrics are."""
    names = [port["name"] for part in component.document["spec"]["containers"] for port in part.get("ports", ())]
    every: dict[str, Any] = {
        "path": chooser.choice(("/metrics", "/a?b=c")),
        "interval": chooser.choice(("30s", "1m30s")),
        "scrapeTimeout": chooser.choice(("10s", "500ms")),
        "scheme": chooser.choice(("http", "https")),
        "monitorLabels": {"release": chooser.choice(VALUES)},
    }
    made = {name: every[name] for name in some(chooser, tuple(every), 0, 5)}
    if is_served(component):
        return made | {"port": chooser.choice(names)}
    declared = [number for number, protocol in component.ports if protocol == "TCP"]
    return made | {"portNumber": chooser.choice(declared or (9090, 1))}


def container_of(chooser: Chooser, component: Component) -> str:
    """Return the name of a container."""
    return str(chooser.choice([container["name"] for container in component.document["spec"]["containers"]]))


def bandwidth_control(chooser: Chooser, _: Component) -> dict[str, Any]:
    """Return limits that the annotations of a network can hold."""
    network = chooser.choice((None, *RATES))
    rates = RATES[network or "standard"]
    made = {name: chooser.choice(rates) for name in some(chooser, ("ingress", "egress"), 1, 2)}
    return made if network is None else {**made, "cni": network}


DRAWN: dict[str, Callable[[Chooser, Component], dict[str, Any]]] = {
    "labels": labels,
    "annotations": annotations,
    "placement": placement,
    "service-account": service_account,
    "lifecycle": lifecycle,
    "env": env,
    "secret-mounter": secret_mounter,
    "init-container": init_container,
    "sidecar": sidecar,
    "service": service,
    "probes": probes,
    "bandwidth-control": bandwidth_control,
    "dapr": dapr,
    "metrics": metrics,
    "slo": slo,
}
"""The properties of each trait."""
