"""Which constructs of the language occur in some documents: what a generator has covered, by name.

    coverage(documents) <= ALL_CONSTRUCTS

A construct is named by its field and its form: `workload:Server`, `env:fromParam with value`, `memory:bare`, `text:template`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.strategies.balancers import LOAD_BALANCER
from tests.strategies.dynamic import NAME as DYNAMIC_QOS
from tests.strategies.everyday import DRAWN
from tests.strategies.flagger import OF_THE_CANARY
from tests.strategies.intents import INTENTS
from tests.strategies.traffic import DRAWN as TRAFFIC
from tests.strategies.traffic import ISTIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CORE_KINDS = ("Server", "SingletonServer", "Worker", "SingletonWorker", "Task", "SingletonTask")
CORE_TYPE = re.compile(r"(?:core\.(?:oam\.dev|hydra\.io)/v1(?:alpha1)?\.)?(\w+)")
REFERENCE = re.compile(r"\[fromVariable\([\w.-]+\)\]")
OLDER_TRAITS = (
    "auto-scaler",
    "manual-scaler",
    "ingress",
    "volume-mounter",
    "security-policy",
    "empty",
    "upgrade",
    "schedule",
    "rollout",
)
TRAITS = (*OLDER_TRAITS, *DRAWN, LOAD_BALANCER, *TRAFFIC, DYNAMIC_QOS)
TRAIT_ALIASES = {
    "autoscaler": "auto-scaler",
    "update-strategy": "upgrade",
    "bandwidth": "bandwidth-control",
    "rate-limiter": "rate-limit",
    **{"".join(map(str.title, name.split("-"))): name for name in OLDER_TRAITS},
}
TEXTS = {
    "control": r"[\x01-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]",
    "next line": r"\x85",
    "line separator": r"[\u2028\u2029]",
    "line feed": r"\n",
    "template": r"\{\{",
    "no value": r"<no value>",
    "quote": r"[\"'`]",
    "backslash": r"\\",
    "edge blank": r"^ | $",
    "empty": r"^$",
    "emoji": r"[\U0001f300-\U0001faff]",
    "look-alike": r"^(?:null|~|true|yes|NO|on|y|0777|0x1f|1e3|1_000|1:30|\.inf|\.NaN|2001-01-01|<<|=)$",
    "byte order mark": r"\ufeff",
    "workflow command": r"::|##",
}
PARAMETER_TYPES = ("string", "number", "boolean", "object", "array", "null")
HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
FUNCTION_SETTINGS = (
    *("handler", "labels", "annotations", "constraints", "secrets", "limits", "requests", "readOnlyRootFilesystem"),
)
KNOWN_GROUPS = ("dapr.io/", "monitoring.coreos.com/")
"""Whose kinds list their settings."""
VOUCHED_SETTINGS = ("partitions", "config", "note")
DEFINITIONS = ("Trait", "WorkloadType", "ApplicationScope")
SOURCES = ("value", "fromParam", "fromParam with value")
REFERENCES = ("secretKeyRef", "configMapKeyRef")
OLD_FIELDS = {
    "os",
    "command",
    "name for componentName",
    "name for path",
    "value for containerPort",
    "type for protocol",
    "value for default",
}
ALL_CONSTRUCTS = frozenset(
    {f"workload:{kind}" for kind in (*CORE_KINDS, "Function v1alpha2", "Function v1", "Function of a container", "generic")}
    | {
        f"parameter:{name}"
        for name in (*PARAMETER_TYPES, "required", "default", "unset", "null", "implicit", "alias type", "secret")
    }
    | {
        f"rule:{name}"
        for name in (
            *("enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
            *("pattern", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "items"),
        )
    }
    | {f"parameterValue:{name}" for name in ("plain", "variable", "variable inside", "nested variable", *REFERENCES)}
    | {
        f"{field}:{source}"
        for field in ("env", "config", "image setting", "spec setting", "function environment")
        for source in SOURCES
    }
    | {f"env:valueFrom {kind}" for kind in (*REFERENCES, "fieldRef", "resourceFieldRef")}
    | {f"container:{name}" for name in ("several", "cmd", "args", "imagePullPolicy", "imagePullSecret", "digest")}
    | {"image:parameter", "image:parameter inside"}
    | {f"probe:{name}" for name in (*HANDLERS, *PROBES, "httpHeaders", "numbers", "named port")}
    | {f"port:{name}" for name in ("TCP", "UDP", "SCTP", "several", "another case", "without protocol", "without name")}
    | {f"cpu:{name}" for name in ("number", "text", "millicores")}
    | {f"memory:{name}" for name in ("bare", "binary unit", "decimal unit", "lower-case m")}
    | {"resources:gpu", "resources:extended", "resources:volumes only", "platform:osType", "platform:windows", "platform:arch"}
    | {
        f"volume:{name}"
        for name in ("ephemeral", "persistent", "without disk", "RO", "RWX", "Shared", "in two containers", "several")
    }
    | {f"trait:{name}" for name in (*TRAITS, "variable", "variable inside")}
    | {
        "ingress:tls",
        "ingress:any host",
        "ingress:first port",
        "scope:network",
        "scope:health",
        "scope:quota",
        "scope:mesh",
        "scope:identity",
        "scope:member",
        "scope:list",
    }
    | {
        "application:several components",
        "application:several instances of one component",
        "metadata:annotations",
        "metadata:labels",
    }
    | {f"settings:{name}" for name in (*FUNCTION_SETTINGS, *VOUCHED_SETTINGS, "free form", "name of an instance")}
    | {f"definition:{kind}" for kind in DEFINITIONS}
    | {f"intent:{name}" for name in INTENTS}
    | {f"canary:{name}" for name in OF_THE_CANARY}
    | {
        "application:several in one run",
        "metadata:namespace",
        "trait:both scalers",
        "workload:vouched",
        "workload:known object",
    }
    | {"variable:defined", "variable:used twice", *(f"text:{name}" for name in TEXTS), *(f"old:{name}" for name in OLD_FIELDS)}
    | {
        "old:group",
        "old:short workload type",
        "old:properties list",
        "old:parameterValues",
        "old:trait name",
        "old:image mapping",
        "old:variable option",
    }
)

SCOPES = ("Network", "Health", "Quota", "Mesh", "Identity")


def coverage(documents: Iterable[dict[str, Any]]) -> set[str]:
    """Return the constructs that occur in the documents of one application."""
    documents = list(documents)
    components = {
        document["metadata"]["name"]: document["spec"] for document in documents if document["kind"] == "ComponentSchematic"
    }
    found = set(in_documents(documents))
    for spec in components.values():
        found.update(in_component(spec))
    for document in documents:
        if document["kind"] == "ApplicationConfiguration":
            found.update(in_configuration(document["spec"], components))
    return found


def in_documents(documents: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what can be seen on any document."""
    if sum(document["kind"] == "ComponentSchematic" for document in documents) > 1:
        yield "application:several components"
    if sum(document["kind"] == "ApplicationConfiguration" for document in documents) > 1:
        yield "application:several in one run"
    for document in documents:
        yield from (f"definition:{kind}" for kind in DEFINITIONS if document["kind"] == kind)
        if "hydra" in document["apiVersion"]:
            yield "old:group"
        yield from (f"metadata:{field}" for field in ("annotations", "labels", "namespace") if document["metadata"].get(field))
        intents = (document["metadata"].get("annotations") or {}).get("oamc.dev/intents", "")
        yield from (f"intent:{name}" for name in INTENTS if name in intents)
        for text in texts_in(document):
            yield from (f"text:{name}" for name, pattern in TEXTS.items() if re.search(pattern, text))


def texts_in(value: Any) -> Iterator[str]:
    """Yield every text in a value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def in_component(spec: dict[str, Any]) -> Iterator[str]:
    """Yield the constructs of one component."""
    yield from (in_known_object if spec["workloadType"].startswith(KNOWN_GROUPS) else in_workload)(spec)
    for parameter in spec.get("parameters") or ():
        yield from in_parameter(parameter)
    containers = spec.get("containers") or []
    if len(containers) > 1:
        yield "container:several"
    if containers and spec["workloadType"].endswith(".Function"):
        yield "workload:Function of a container"
    declared = {parameter["name"] for parameter in spec.get("parameters") or ()}
    mounts: list[str] = []
    for container in containers:
        yield from in_container(container)
        entries = container.get("env", []) + container.get("config", [])
        if any(entry.get("fromParam", next(iter(declared), None)) not in {*declared, None} for entry in entries):
            yield "parameter:implicit"
        mounts += [volume["name"] for volume in (container.get("resources") or {}).get("volumes", ())]
    if len(mounts) > len(set(mounts)):
        yield "volume:in two containers"
    if len(set(mounts)) > 1:
        yield "volume:several"


def in_known_object(_: dict[str, Any]) -> Iterator[str]:
    """Yield that a kind lists its settings, which are counted by themselves."""
    yield "workload:known object"


def in_workload(spec: dict[str, Any]) -> Iterator[str]:
    """Yield what the workload type and its settings show."""
    kind = CORE_TYPE.fullmatch(spec["workloadType"])
    if kind and "/" not in spec["workloadType"]:
        yield "old:short workload type"
    function = re.fullmatch(r"openfaas\.com/(\w+)\.Function", spec["workloadType"])
    if "kafka" in spec["workloadType"]:
        yield "workload:vouched"
    else:
        yield f"workload:{kind[1]}" if kind else f"workload:Function {function[1]}" if function else "workload:generic"
    for old, modern in (("os", "osType"), ("osType", "osType")):
        if old in spec:
            yield f"platform:{modern}"
            yield from ("platform:windows",) * (spec[old] == "windows")
            yield from ("old:os",) * (old == "os")
    if "arch" in spec:
        yield "platform:arch"
    settings = spec.get("workloadSettings") or ()
    if any("[instanceName(" in text for text in texts_in(settings)):
        yield "settings:name of an instance"
    if isinstance(settings, dict):
        yield "settings:free form"
        settings = ()
    for setting in settings:
        if setting["name"] in ("image", "spec"):
            yield f"{setting['name']} setting:{source(setting)}"
        elif setting["name"] == "environment":
            yield from (f"function environment:{source(entry)}" for entry in setting["value"])
        else:
            yield f"settings:{setting['name']}"


def source(entry: dict[str, Any]) -> str:
    """Say where an entry takes its value from."""
    return " with ".join(field for field in ("fromParam", "value") if field in entry)


def in_parameter(parameter: dict[str, Any]) -> Iterator[str]:
    """Yield the constructs of a declared parameter."""
    yield f"parameter:{parameter['type']}" if parameter["type"] in PARAMETER_TYPES else "parameter:alias type"
    yield from (f"rule:{name}" for name in parameter if f"rule:{name}" in ALL_CONSTRUCTS)
    if parameter.get("required"):
        yield "parameter:required"
    if parameter.get("secret"):
        yield "parameter:secret"
    if "default" in parameter or "value" in parameter:
        yield "parameter:default"
        yield from ("old:value for default",) * ("value" in parameter)


def in_container(container: dict[str, Any]) -> Iterator[str]:
    """Yield the constructs of a container."""
    yield from (f"container:{field}" for field in ("cmd", "args", "imagePullPolicy", "imagePullSecret") if field in container)
    if "command" in container:
        yield "old:command"
    if not isinstance(container["image"], str):
        yield "old:image mapping"
    elif "[fromParam(" in container["image"]:
        yield "image:parameter" if re.fullmatch(r"\[[^\]]*\]", container["image"]) else "image:parameter inside"
    elif "@" in container["image"]:
        yield "container:digest"
    for entry in container.get("env", ()):
        own = next(iter(entry.get("valueFrom", ())), None)
        yield f"env:{source(entry)}" if own is None else f"env:valueFrom {own}"
    for entry in container.get("config", ()):
        yield f"config:{source(entry)}"
        yield from ("old:name for path",) * ("name" in entry)
    yield from in_ports(container.get("ports", []))
    for name in PROBES:
        if name in container:
            yield f"probe:{name}"
            yield from in_probe(container[name])
    yield from in_resources(container.get("resources") or {})


def in_ports(ports: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the constructs of the ports of a container."""
    if len(ports) > 1:
        yield "port:several"
    for port in ports:
        protocol = port.get("protocol", port.get("type"))
        yield f"port:{(protocol or 'TCP').upper()}"
        yield from ("port:without protocol",) * (protocol is None)
        yield from ("port:another case",) * (protocol is not None and protocol != protocol.upper())
        yield from ("port:without name",) * ("name" not in port)
        yield from ("old:value for containerPort",) * ("value" in port)
        yield from ("old:type for protocol",) * ("type" in port)


def in_probe(probe: dict[str, Any]) -> Iterator[str]:
    """Yield the constructs of a probe."""
    yield from (f"probe:{handler}" for handler in HANDLERS if handler in probe)
    if "httpHeaders" in probe.get("httpGet", ()):
        yield "probe:httpHeaders"
    if len(probe) > 1:
        yield "probe:numbers"
    if any(isinstance(probe.get(handler, {}).get("port"), str) for handler in HANDLERS):
        yield "probe:named port"


def in_resources(resources: dict[str, Any]) -> Iterator[str]:
    """Yield the constructs of the resources of a container."""
    yield from (f"resources:{field}" for field in ("gpu", "extended") if field in resources)
    if set(resources) == {"volumes"}:
        yield "resources:volumes only"
    if "cpu" in resources:
        cpu = resources["cpu"]["required"]
        yield "cpu:number" if not isinstance(cpu, str) else "cpu:millicores" if cpu.endswith("m") else "cpu:text"
    if "memory" in resources:
        unit = str(resources["memory"]["required"]).strip().lstrip("0123456789.")
        special = {"": "bare", "m": "lower-case m"}
        yield f"memory:{special.get(unit, 'binary unit' if unit.endswith('i') else 'decimal unit')}"
    for volume in resources.get("volumes", ()):
        disk = volume.get("disk")
        yield "volume:without disk" if disk is None else "volume:ephemeral" if disk.get("ephemeral") else "volume:persistent"
        yield from (
            f"volume:{volume[field]}"
            for field in ("accessMode", "sharingPolicy")
            if volume.get(field) in ("RO", "RWX", "Shared")
        )


def in_configuration(spec: dict[str, Any], components: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the constructs of a configuration."""
    if spec.get("variables"):
        yield "variable:defined"
    used = [name for text in texts_in(spec) for name in REFERENCE.findall(text)]
    if len(set(used)) < len(used):
        yield "variable:used twice"
    for binding in spec.get("scopes", ()):
        yield f"scope:{next(name for name in SCOPES if name in binding['type']).lower()}"
        yield from ("scope:list",) * isinstance(binding.get("properties"), list)
        yield from ("old:parameterValues",) * ("parameterValues" in binding)
    used = [entry.get("componentName", entry.get("name")) for entry in spec["components"]]
    if len(used) > len(set(used)):
        yield "application:several instances of one component"
    for name, entry in zip(used, spec["components"], strict=True):
        yield from ("old:name for componentName",) * ("componentName" not in entry)
        yield from ("scope:member",) * bool(entry.get("applicationScopes"))
        yield from in_parameter_values(entry.get("parameterValues") or [], components[name].get("parameters") or [])
        scalers = [binding for binding in entry.get("traits", ()) if re.search("(?i)scaler", binding["name"])]
        yield from ("trait:both scalers",) * (len(scalers) > 1)
        for binding in entry.get("traits", ()):
            yield from in_trait(binding)
        yield from in_canary(entry.get("traits", ()))


def in_canary(bindings: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the policies of the mesh beside a rollout of Flagger that shifts requests there."""
    uses = [(binding["name"], binding.get("properties") or {}) for binding in bindings]
    known = {name: properties for name, properties in uses if isinstance(properties, dict)}
    rollout = known.get("rollout", {})
    if (rollout.get("engine"), rollout.get("strategy"), rollout.get("traffic")) == ("flagger", "canary", ISTIO):
        yield from (f"canary:{name}" for name in OF_THE_CANARY if name in known)


def in_parameter_values(values: list[dict[str, Any]], parameters: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the constructs of the parameter values of an instance."""
    given = {entry["name"] for entry in values if entry.get("value", "") is not None}
    if any(entry["name"] not in given and "default" not in entry and "value" not in entry for entry in parameters):
        yield "parameter:unset"
    for entry in values:
        if "valueFrom" in entry:
            yield f"parameterValue:{next(iter(entry['valueFrom']))}"
            continue
        value = entry["value"]
        yield "parameter:null" if value is None else f"parameterValue:{reference_in(value) or 'plain'}"


def reference_in(value: Any) -> str:
    """Say how a value refers to variables, if it does."""
    if isinstance(value, str):
        return "variable" if REFERENCE.fullmatch(value) else "variable inside" if REFERENCE.search(value) else ""
    return "nested variable" if any(REFERENCE.search(text) for text in texts_in(value)) else ""


def in_trait(binding: dict[str, Any]) -> Iterator[str]:
    """Yield the constructs of a trait binding."""
    name = binding["name"].partition(".")[0]
    yield f"trait:{TRAIT_ALIASES.get(name, name)}"
    yield from ("old:trait name",) * (binding["name"] not in TRAITS)
    yield from ("old:parameterValues",) * ("parameterValues" in binding)
    properties = binding.get("properties", binding.get("parameterValues")) or {}
    if isinstance(properties, list):
        yield "old:properties list"
        yield from ("old:variable option",) * any("value" not in entry for entry in properties)
        properties = {entry["name"]: entry.get("value") for entry in properties}
    for text in texts_in(properties):
        yield from (f"trait:{found}" for found in [reference_in(text)] if found)
    if TRAIT_ALIASES.get(name, name) == "ingress":
        yield from ("ingress:tls",) * bool({"tlsHosts", "tls_hosts"} & set(properties))
        yield from ("ingress:any host",) * (properties.get("hostname", "") in ("", "*"))
        yield from ("ingress:first port",) * (not {"servicePort", "service_port"} & set(properties))
