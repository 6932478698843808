"""Application configurations that compile: instances of given components, with parameter values, traits and scopes.

Rules: docs/spec/oam-v1alpha1.md, 4.2, 10 and 11.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.strategies import objectives, operation, texts
from tests.strategies.choosers import Chooser, some
from tests.strategies.components import (
    CORE,
    FUNCTIONS,
    IMAGES,
    SERVERS,
    Component,
    Parameter,
    key_reference,
    labels,
    metadata,
    value_of,
)
from tests.strategies.dapr import PROMETHEUS
from tests.strategies.dynamic import dynamic_qos
from tests.strategies.everyday import everyday_traits, is_served
from tests.strategies.flagger import by_flagger
from tests.strategies.texts import hostile_object, new_name
from tests.strategies.traffic import mirror_instances, traffic_traits

INSTANCE_SUFFIXES = ("", "-v1", "-1", "-" + "x" * 30)
NETWORK_TYPES = (CORE + "NetworkScope", CORE + "Network", "core.oam.dev/v1.NetworkScope")
IDENTITY_TYPE = "identity.oam.dev/v1.IdentityScope"
QUOTA_TYPE = "resources.oam.dev/v1.ResourceQuotaScope"
MESH_TYPE = "example.com/v1.MeshScope"
"""A scope type that only an ApplicationScope document knows."""
HEALTH_TYPES = tuple(CORE + kind for kind in ("HealthScope", "Health"))
PROFILES = ("RuntimeDefault", "Unconfined", "Localhost")


@dataclass
class Variables:
    """The variables of a configuration. `through` puts a value into one and returns the reference to it."""

    chooser: Chooser
    percent: int
    entries: list[dict[str, Any]] = field(default_factory=list)

    def through(self, value: Any) -> Any:
        """Return the value, or a reference to a new variable that holds it or, for a text, a part of it (4.2)."""
        if value is None or not self.chooser.chance(self.percent):
            return value
        if self.chooser.chance(30):
            return self.again(value)
        if isinstance(value, str) and value and self.chooser.chance(50):
            start = self.chooser.integer(0, len(value))
            end = self.chooser.integer(start, len(value))
            return value[:start] + self.reference(value[start:end]) + value[end:]
        return self.reference(value)

    def again(self, value: Any) -> Any:
        """Return the value with a reference to a variable that is there already, where one has it or a part of it."""
        known = [(entry["name"], entry["value"]) for entry in self.entries]
        equal = [name for name, own in known if type(own) is type(value) and own == value]
        if equal:
            return f"[fromVariable({self.chooser.choice(equal)})]"
        texts_of = [(name, own) for name, own in known if isinstance(value, str) and isinstance(own, str) and own]
        inside = [(name, own) for name, own in texts_of if own in value]
        if not inside:
            return value
        name, own = self.chooser.choice(inside)
        before, _, after = value.partition(own)
        return f"{before}[fromVariable({name})]{after}"

    def beside(self, value: str) -> str:
        """Return a text with a reference to any variable that is there already before it."""
        return f"[fromVariable({self.chooser.choice(self.entries)['name']})]{value}" if self.entries else value

    def reference(self, value: Any) -> str:
        """Return the reference to a new variable."""
        stem = self.chooser.choice(("WHO", "a.b", "with-hyphen", "y", "1"))
        name = f"{stem}{len(self.entries)}"
        self.entries.append({"name": name, "value": value})
        return f"[fromVariable({name})]"

    def inside(self, value: Any) -> Any:
        """Return the value with texts in it put through variables, at any depth."""
        if isinstance(value, dict):
            return {key: self.inside(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.inside(item) for item in value]
        return self.through(value)


def configuration(
    chooser: Chooser,
    components: list[Component],
    *,
    most_instances: int,
    name: str = "",
    taken: set[str] | None = None,
    may_use_definitions: bool = False,
) -> dict[str, Any]:
    """Return the configuration of an application. Every component has an instance; some have several.

    `taken` are the instance names of other configurations. With definitions, a scope may have a type that needs a document.
    """
    name = name or chooser.choice(("shop", "on", "y", "null", "a-b-1", "e1", "x" * 40))
    taken = set() if taken is None else taken
    variables = Variables(chooser=chooser, percent=chooser.choice((0, 25, 60)))
    scopes = scope_bindings(chooser, variables, may_use_definitions=may_use_definitions)
    for binding in scopes if taken else ():
        binding["name"] += "-b"  # the objects of two scopes of one name would meet
    extra = chooser.integer(0, max(0, most_instances - len(components)))
    used = components + [chooser.choice(components) for _ in range(extra)]
    instances = [instance(chooser, component, variables, taken, name if scopes else "") for component in used]
    if any("priorityClass" in json.dumps(binding) for binding in scopes):
        for use in instances:  # a scope that gives pods a priority leaves none to give for placement and for Koordinator
            given = [(one, one.get("properties") or {}) for one in use.get("traits") or ()]
            use["traits"] = [one for one, own in given if not own.keys() & {"qosClass", "priorityClassName"}]
    spec: dict[str, Any] = {"components": instances}
    served = [(use, made) for use, made in zip(instances, used, strict=True) if _may_be_routed(made)]
    ports = {use["instanceName"]: [number for number, kind in made.ports if kind == "TCP"] for use, made in served}
    mirror_instances(chooser, spec, {name: ports[name] for name in ports if not _says_ports(instances, name)})
    if chooser.chance(10):
        variables.reference("not used")
    if variables.entries:
        spec["variables"] = variables.entries
    if scopes:
        spec["scopes"] = scopes
    whole_cluster = any("clusterRules" in json.dumps(binding) for binding in scopes)
    whole_cluster = whole_cluster or any('"targetPort"' in json.dumps(use) for use in instances)
    by_gateway = any(of_gateway(binding) for use in instances for binding in use.get("traits") or ())
    namespace = {"namespace": "team-b"} if whole_cluster or by_gateway or chooser.chance(10) else {}
    return {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "ApplicationConfiguration",
        "metadata": metadata(chooser, name) | namespace,
        "spec": spec,
    }


def of_gateway(binding: dict[str, Any]) -> bool:
    """Tell whether a rollout may ask for the namespace of its routes, perhaps by a variable."""
    traffic = (binding.get("properties") or {}).get("traffic")
    return binding["name"] == "rollout" and traffic not in (None, "none", "istio", "nginx", "alb")


def _may_be_routed(component: Component) -> bool:
    """Tell whether instances of a component take traits about traffic."""
    return component.is_core and is_served(component)


def _says_ports(instances: list[dict[str, Any]], name: str) -> bool:
    """Tell whether a trait of an instance gives ports of its Service other numbers."""
    traits_of = (binding for use in instances if use["instanceName"] == name for binding in use.get("traits") or ())
    return any("ports" in (binding.get("properties") or {}) for binding in traits_of)


def instance(chooser: Chooser, component: Component, variables: Variables, taken: set[str], scope: str) -> dict[str, Any]:
    """Return an instance of a component."""
    name = new_name(chooser, texts.WORDS, taken) + chooser.choice(INSTANCE_SUFFIXES)
    made: dict[str, Any] = {"componentName": component.document["metadata"]["name"], "instanceName": name}
    values = parameter_values(chooser, component, variables)
    if values or chooser.chance(5):
        made["parameterValues"] = values
    bindings = traits(chooser, component, variables, name)
    if bindings or chooser.chance(5):
        made["traits"] = bindings
    if scope and component.is_core and chooser.chance(70):
        made["applicationScopes"] = [scope]
    return made


def parameter_values(chooser: Chooser, component: Component, variables: Variables) -> list[dict[str, Any]]:
    """Return values for the parameters that need one, and for some of the others."""
    entries = [{"name": name, "value": variables.through(value_of(chooser, "string"))} for name in component.implicit]
    given = [
        parameter
        for parameter in component.parameters
        if (parameter.required and not parameter.has_default) or parameter.needed or chooser.chance(50)
    ]
    values = [
        {"name": parameter.name, "valueFrom": key_reference(chooser)}
        if parameter.secret or (component.is_core and parameter.type != "null" and not parameter.literal and chooser.chance(12))
        else {"name": parameter.name, "value": parameter_value(chooser, parameter, variables)}
        for parameter in given
    ]
    return entries + values


def parameter_value(chooser: Chooser, parameter: Parameter, variables: Variables) -> Any:
    """Return a value for a parameter, maybe by way of variables."""
    if parameter.values and (parameter.always_set or not chooser.chance(10)):
        return variables.through(chooser.choice(parameter.values))
    match parameter.type:
        case _ if parameter.values:
            return None
        case "image":
            return variables.through(chooser.choice(IMAGES))
        case "labels":
            return variables.inside(labels(chooser))
        case "settings":
            return variables.inside({"replicas": 2} | hostile_object(chooser))
        case "string" if chooser.chance(10):
            return variables.reference(chooser.choice((*texts.NUMBERS, True, False)))
        case "string" if chooser.chance(15):
            return variables.beside(value_of(chooser, "string"))
        case _ if not parameter.always_set and chooser.chance(10):
            return None
    return variables.inside(value_of(chooser, parameter.type))


def traits(chooser: Chooser, component: Component, variables: Variables, instance_name: str) -> list[dict[str, Any]]:
    """Return traits that apply to the component (11.2) and agree with each other (11.7)."""
    found = scalers(chooser, component)
    scalable = component.is_one_of("Server", "Worker")
    tcp = [number for number, protocol in component.ports if protocol == "TCP"]
    if tcp and component.is_one_of(*SERVERS) and chooser.chance(50):
        found.append({"name": "ingress", "properties": ingress(chooser, component, tcp, instance_name)})
    if component.is_one_of(*FUNCTIONS) and chooser.chance(40):
        found.append({"name": "ingress", "properties": operation.ingress_of_function(chooser, instance_name)})
    for volume in component.claims:
        if chooser.chance(70):
            claimed = operation.claim(chooser, component, instance_name)
            found.append({"name": "volume-mounter", "properties": {"volumeName": volume, **claimed}})
    if component.is_core and not component.windows and chooser.chance(30):
        found.append({"name": "security-policy", "properties": security_policy(chooser)})
    singleton = component.is_one_of("SingletonServer", "SingletonWorker")
    turned = scalable and any((binding.get("properties") or {}).get("perReplica") for binding in found)
    if (scalable or singleton) and not turned and chooser.chance(30):
        found.append({"name": "upgrade", "properties": operation.upgrade(chooser, found, singleton=singleton)})
    found += operation.rollouts(chooser, component, found)
    has_events = component.is_one_of("Task") and any(binding["name"] == "auto-scaler" for binding in found)
    if component.is_one_of("Task", "SingletonTask") and not has_events and chooser.chance(40):
        found.append({"name": "schedule", "properties": operation.schedule(chooser)})
    if chooser.chance(20):
        found.append({"name": "empty"} | chooser.choice(({}, {"properties": None}, {"properties": {}})))
    found += everyday_traits(chooser, component, {binding["name"] for binding in found})
    found += traffic_traits(chooser, found, has_tcp=bool(tcp)) if _may_be_routed(component) and chooser.chance(35) else []
    found = by_flagger(chooser, component, found)
    found += objectives.judging(chooser, found)
    objectives.fit(found, instance_name)
    if component.is_core and chooser.chance(25):
        found += dynamic_qos(chooser, component, found)
    for binding in found:
        if binding.get("properties"):
            binding["properties"] = variables.inside(binding["properties"])
    return some(chooser, found, len(found), len(found)) if found else []


def scalers(chooser: Chooser, component: Component) -> list[dict[str, Any]]:
    """Return traits that say how many replicas there are."""
    found: list[dict[str, Any]] = []
    scalable, is_task = component.is_one_of("Server", "Worker"), component.is_one_of("Task")
    if (scalable or is_task) and chooser.chance(25):
        properties = auto_scaler(chooser)
        if scalable:
            properties |= operation.scaling(chooser, component)
        if is_task or chooser.chance(35):
            properties = operation.events(chooser, properties, is_task=is_task)
        found.append({"name": "auto-scaler", "properties": properties})
    if component.is_one_of(*FUNCTIONS) and chooser.chance(40):
        found.append({"name": "auto-scaler", "properties": operation.scaling_of_function(chooser)})
    elif (scalable or component.is_one_of("Task", *FUNCTIONS, PROMETHEUS)) and chooser.chance(35):
        found.append({"name": "manual-scaler", "properties": {"replicaCount": chooser.choice((3, 0, 1, 100, "2"))}})
    return found


def auto_scaler(chooser: Chooser) -> dict[str, Any]:
    """Return properties of an auto-scaler (11.4)."""
    made = chooser.choice(({"minimum": 1, "maximum": 10}, {"maximum": 3}, {"minimum": 12}, {}, {"minimum": 2, "maximum": 2}))
    return made | chooser.choice(({"cpu": 50}, {"memory": 80}, {"cpu": 1, "memory": 100}, {}))


def ingress(chooser: Chooser, component: Component, tcp: list[int], instance_name: str) -> dict[str, Any]:
    """Return properties of an ingress (11.3). Host and path together are the instance's own."""
    host = chooser.choice((f"{instance_name}.example.com", f"*.{instance_name}.example.com", "", "*", None))
    own = host not in ("", "*", None)
    made: dict[str, Any] = {} if host is None else {"hostname": host}
    if any(protocol != "TCP" for _, protocol in component.ports) or chooser.chance(80):
        number = chooser.choice(tcp)
        made["servicePort"] = chooser.choice((number, number, str(number)))
    if not own or chooser.chance(50):
        made["path"] = chooser.choice(("/api", "/", "/v1/a-b_c~d")) if own else f"/{instance_name}"
    if own and chooser.chance(40):
        made["tlsHosts"] = chooser.choice((host, f" {host} ", [host]))
        if chooser.chance(80):
            made["tlsSecretName"] = "shop-tls"
    return operation.routes(chooser, made, instance_name, tcp)


def security_policy(chooser: Chooser) -> dict[str, Any]:
    """Return properties of a security-policy that do not contradict each other (docs/spec/security-policy.md, 1)."""
    every: dict[str, Any] = {
        "allowPrivilegeEscalation": chooser.chance(50),
        "runAsNonRoot": chooser.chance(50),
        "runAsUser": chooser.choice((1000, 65534)),
        "runAsGroup": chooser.choice((1000, 1)),
        "fsGroup": chooser.choice((1000, 2**31 - 1)),
        "readOnlyRootFilesystem": chooser.chance(50),
        "seccompProfile": chooser.choice(PROFILES),
        "capabilities": chooser.choice(
            ({"drop": ["ALL"]}, {"add": ["NET_BIND_SERVICE", "CHOWN"]}, {"add": ["KILL"], "drop": ["ALL"]})
        ),
        "automountServiceAccountToken": chooser.chance(50),
        "hostUsers": chooser.chance(50),
        "appArmorProfile": chooser.choice(("RuntimeDefault", "Unconfined", "localhost/web")),
        "writablePaths": chooser.choice((["/tmp"], ["/var/run", "/with space"])),
    }
    made = {name: every[name] for name in some(chooser, tuple(every), 1, 4)}
    if made.get("seccompProfile") == "Localhost":
        made["localhostProfile"] = "profiles/web.json"
    if chooser.chance(35):
        made = _at_a_level(chooser, made)
    return made


def _at_a_level(chooser: Chooser, made: dict[str, Any]) -> dict[str, Any]:
    """Return properties of a security-policy with a level, and without what breaks it."""
    level = chooser.choice(("privileged", "baseline", "restricted"))
    weak = {"seccompProfile": "Unconfined", "appArmorProfile": "Unconfined"} if level != "privileged" else {}
    if level == "restricted":
        weak |= {"allowPrivilegeEscalation": True, "runAsNonRoot": False}
        if "capabilities" in made:
            made = {**made, "capabilities": chooser.choice(({"drop": ["ALL"]}, {"add": ["NET_BIND_SERVICE"]}))}
    return {"level": level, **{name: value for name, value in made.items() if weak.get(name) != value or name not in weak}}


def leave_to_scopes(documents: list[dict[str, Any]]) -> None:
    """Take away what traits give an instance that its scope gives it, too: an account, and a class of priority."""
    for document in documents:
        spec = document["spec"]
        if any("priorityClass" in str(scope) for scope in spec.get("scopes", ()) if isinstance(scope, dict)):
            for used in spec.get("components", ()):
                for trait in used.get("traits") or ():
                    if trait["name"] == "placement" and isinstance(trait.get("properties"), dict):
                        trait["properties"].pop("priorityClassName", None)
                if "traits" in used:
                    used["traits"] = [trait for trait in used["traits"] if "koordinator" not in str(trait)]
        if any(scope.get("type") == IDENTITY_TYPE for scope in spec.get("scopes", ()) if isinstance(scope, dict)):
            for used in spec.get("components", ()):
                if used.get("applicationScopes") and "traits" in used:
                    used["traits"] = [trait for trait in used["traits"] if trait["name"] != "service-account"]


def identity(chooser: Chooser) -> dict[str, Any]:
    """Return properties of an identity scope that fit together."""
    provider = chooser.choice(("kubernetes", "aws", "gcp", "azure", "alibaba"))
    made: dict[str, Any] = {chooser.choice(("IdentityProvider", "identityProvider")): provider}
    if provider != "kubernetes" and (provider != "gcp" or chooser.chance(50)):
        made["identity"] = chooser.choice(("arn:aws:iam::1:role/a", "11-22", "{{ x }}", "<no value>"))
    if chooser.chance(40):
        names = chooser.choice(({}, {"resourceNames": ["a", "b"]}))
        made["rules"] = [{"apiGroups": ["", "apps"], "resources": ["*"], "verbs": ["get"], **names}]
    if chooser.chance(30):
        made |= {"allowCluster": True, "clusterRules": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]}]}
    if chooser.chance(30):
        made["automountToken"] = chooser.chance(50)
    return made


def scope_bindings(chooser: Chooser, variables: Variables, *, may_use_definitions: bool = False) -> list[dict[str, Any]]:
    """Return at most one scope of each type (10.2): an instance joins all scopes of a configuration."""
    found = []
    if chooser.chance(20):
        properties: dict[str, Any] = {"network-id": "vpc-1", chooser.choice(("subnet-id", "subnet-ids")): "subnet-1"}
        if chooser.chance(50):
            properties["internet-gateway-type"] = chooser.choice(("public", "nat", ""))
        if chooser.chance(40):
            properties["ingressFrom"] = ["edge", "team-b"]
        if chooser.chance(40):
            properties["egress"] = chooser.choice(("open", "restrict"))
        if chooser.chance(40):
            properties["egressCIDRs"] = ["10.0.0.0/8", "fd00::/8"]
        found.append({"name": "net", "type": chooser.choice(NETWORK_TYPES), "properties": variables.inside(properties)})
    if chooser.chance(20):
        ways = (("httpGet", "/a?b={{c}}"), ("kube-get", ".status"), ("tcpSocket", ""), ("exec", "<no value>"), ("grpc", ""))
        method, endpoint = chooser.choice(ways)
        properties = {"probe-method": method, "probe-endpoint": endpoint}
        optional = {
            "probe-timeout": 3,
            "probe-interval": 30,
            "failure-rate-threshold": chooser.choice((0, 0.5)),
            "healthy-rate-threshold": chooser.choice((100.0, 99.5)),
            chooser.choice(("health-threshold-percentage", "healthThresholdPercentage")): 80,
            "required-healthy-components": chooser.choice((["web"], "web, queue")),
            "test-image": "example/busybox:1",
        }
        properties |= {name: optional[name] for name in some(chooser, tuple(optional), 0, 3)}
        found.append({"name": "health", "type": chooser.choice(HEALTH_TYPES), "properties": variables.inside(properties)})
    if chooser.chance(8):
        properties = {"CPU": chooser.choice((10**11, 10**10 + 0.5)), "Memory": chooser.choice((10**12 - 1, 10**11 + 0.5))}
        properties |= chooser.choice(({}, {"mode": "namespace"}, {"mode": "priority", "priorityClass": "shop.first"}))
        found.append({"name": "quota", "type": QUOTA_TYPE, "properties": variables.inside(properties)})
    if chooser.chance(12):
        found.append({"name": "robot", "type": IDENTITY_TYPE, "properties": variables.inside(identity(chooser))})
    if may_use_definitions and chooser.chance(30):
        properties = {"level": chooser.choice((1, 2.5)), "mode": chooser.choice(("strict", "<no value>"))}
        found.append({"name": "mesh", "type": MESH_TYPE, "properties": variables.inside(properties)})
    for binding in found:
        if chooser.chance(25):
            binding["properties"] = [{"name": key, "value": value} for key, value in binding["properties"].items()]
    return found
