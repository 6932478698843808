"""Component schematics that compile (docs/spec/oam-v1alpha1.md, 3, 8 and 9), with what a configuration must know to use one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.strategies import texts
from tests.strategies.choosers import Chooser, some
from tests.strategies.dapr import DAPR_KINDS, PROMETHEUS, dapr_settings, prometheus_settings
from tests.strategies.texts import hostile_array, hostile_object, hostile_text, new_name

CORE = "core.oam.dev/v1alpha1."
SERVERS = ("Server", "SingletonServer")
FUNCTIONS = ("openfaas.com/v1alpha2.Function", "openfaas.com/v1.Function")
GENERICS = ("monitoring.example.com/v1.Watcher", "example.com/v1beta1.Cache")
VOUCHED = "kafka.example.com/v1beta2.Topic"
"""An extended type for which a WorkloadType document vouches: its settings need not be one `spec`."""
WORKLOAD_TYPES = (
    *(
        CORE + kind
        for kind in ("Server", "Server", "Server", "Worker", "Task", "SingletonServer", "SingletonWorker", "SingletonTask")
    ),
    *FUNCTIONS,
    *GENERICS,
    *DAPR_KINDS,
    PROMETHEUS,
    VOUCHED,
)
PARAMETER_TYPES = ("string", "number", "boolean", "integer", "object", "array", "null")
RULES: dict[str, tuple[tuple[dict[str, Any], tuple[Any, ...]], ...]] = {
    "string": (
        ({"enum": ["debug", "1.10", "yes", ""]}, ("debug", "1.10", "yes", "")),
        ({"pattern": "^[a-z]*$"}, ("", "abc", "null")),
        ({"pattern": "\\d"}, ("1", "a\n1😀", "{{ 1 }}")),
        ({"pattern": "\\n$", "maxLength": 9}, ("a\n", "\n\n")),
        ({"pattern": "(a+)+[^\\x01-\\x7f😀]"}, ("aé", "xaa日本語")),
        ({"minLength": 1, "maxLength": 3}, ("a", "😀é漢", "<<")),
    ),
    "number": (
        ({"minimum": 0.5}, (0.5, 1, 2.0, 1e15)),
        ({"minimum": -2.5, "maximum": -1}, (-1.0, -2.25)),
        ({"enum": [1, 2.5, -0.0]}, (1, 1.0, 2.5, 0)),
        ({"exclusiveMinimum": 0.1, "exclusiveMaximum": 2.5}, (0.5, 1, 2.25)),
        ({"exclusiveMinimum": -1, "maximum": 2}, (0, -0.5, 2.0)),
    ),
    "integer": (
        ({"minimum": 1, "maximum": 10}, (1, 10, 3.0)),
        ({"maximum": 0}, (0, -1, 1 - 2**53)),
        ({"enum": [80, 443]}, (443, 80.0)),
        ({"multipleOf": 5}, (0, 10, -15.0)),
        ({"multipleOf": 3, "exclusiveMinimum": 0, "exclusiveMaximum": 10}, (3, 6.0, 9)),
    ),
    "array": (
        ({"minItems": 1}, ([1], ["a", {}], [[], False])),
        ({"maxItems": 2}, ([], [0.5, "{{ x }}"])),
        ({"items": {"type": "string"}, "uniqueItems": True}, ([], ["a"], ["<no value>", "1", ""])),
        ({"items": {"type": "string", "pattern": "^[a-z]*$"}, "minItems": 1, "maxItems": 3}, (["a"], ["", "null", "b"])),
        ({"items": {"type": "integer", "multipleOf": 2}, "uniqueItems": True}, ([], [0, 2.0, -4])),
        ({"items": {"type": "number", "exclusiveMinimum": 0}}, ([0.5], [1, 2.5, 1])),
        ({"items": {"type": "boolean"}}, ([True, True], [])),
    ),
    "boolean": (({"enum": [True]}, (True,)), ({"enum": [False, True]}, (True, False))),
}
"""Rules of a declaration, each with values that keep them."""
MEMORY = (
    128, "128", "64Mi", "1Gi", "0.5Gi", "2048Ki", "1Ti", "88K", "100MB", "128m", "1.5g", "1GB",
    "0.25T", "1P", 1, " 256 ", "1500k",
)  # fmt: skip
CPU = (0.1, 1, "100m", "0.5", 2, 1.5, "2", "1500m", 0.25, "1.25", 0.0001, "0.1234", 1.0, " 1 ")
SIZES = ("50M", "1Gi", "2G", 1048576, "1048576", "512Ki", "0.5Gi", "10gb", "1T", "100KB")
IMAGES = (
    "example/web:1", "nginx", "registry.example.com:5000/team/app:2.0.1-rc.1",
    "example/web@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "ghcr.io/a/b_c:latest",
)  # fmt: skip
TAGS = ("1.4", "latest", "0", "1.10", "registry.example.com")
"""Parts of images."""
LITERALS: dict[str, Any] = {
    "constraints": ["node.kubernetes.io/instance-type=small"],
    "secrets": ["api-key", "y"],
}
"""Settings of a Function that have a literal, with or without a container."""
CONTAINER_NAMES = ("web", "sidecar", "main", "on", "y", "null", "0", "a-1", "c" * 63, "true")


@dataclass
class Parameter:
    """A declared parameter. `always_set` says that every instance has a value for it.

    `type` is what its values must be: a parameter type, an `image`, the `settings` of a resource, or `labels`. Where there are
    rules about them, its values are some of `values`.
    """

    name: str
    type: str
    required: bool
    has_default: bool
    values: tuple[Any, ...] = ()
    secret: bool = False
    needed: bool = False
    """Whether a secret parameter is the content of a file, so that each instance binds it."""
    literal: bool = False
    """Whether it is a part of an image, so that it cannot be bound."""

    @property
    def always_set(self) -> bool:
        return self.required or self.has_default


@dataclass
class Component:
    """A schematic and what it offers: Service ports in order, persistent volumes, parameters used without a declaration."""

    document: dict[str, Any]
    kind: str
    parameters: list[Parameter]
    implicit: list[str] = field(default_factory=list)
    ports: list[tuple[int, str]] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    windows: bool = False
    protocols: tuple[str, ...] = ("TCP", "UDP", "SCTP")

    @property
    def is_core(self) -> bool:
        return self.kind.startswith(CORE)

    def is_one_of(self, *kinds: str) -> bool:
        return self.kind.removeprefix(CORE) in kinds


def component(chooser: Chooser, name: str, kinds: tuple[str, ...] = WORKLOAD_TYPES) -> Component:
    """Return a component of one of some workload types."""
    kind = chooser.choice(kinds)
    declared: dict[str, Any] = {"workloadType": kind}
    document = {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "ComponentSchematic",
        "metadata": metadata(chooser, name),
        "spec": declared,
    }
    made = Component(document=document, kind=kind, parameters=[])
    if made.is_one_of("Server") and chooser.chance(50):
        made.protocols = ("TCP",)
    entries = parameters(chooser, made)
    if kind in FUNCTIONS and chooser.chance(40):
        declared |= function_of_container(chooser, made, entries)
    elif kind in FUNCTIONS:
        declared["workloadSettings"] = function_settings(chooser, made, entries)
    elif kind in GENERICS:
        declared["workloadSettings"] = generic_settings(chooser, made, entries)
    elif kind in DAPR_KINDS:
        declared["workloadSettings"] = dapr_settings(chooser, kind)
    elif kind == PROMETHEUS:
        declared["workloadSettings"] = prometheus_settings(chooser)
    elif kind == VOUCHED:
        declared["workloadSettings"] = vouched_settings(chooser, made)
    if entries or chooser.chance(10):
        declared["parameters"] = entries
    if made.is_core:
        platform(chooser, made, declared)
        declared["containers"] = containers(chooser, made, entries)
        if entries:
            declared["parameters"] = entries
    return made


def metadata(chooser: Chooser, name: str) -> dict[str, Any]:
    """Return metadata with labels and annotations, whose values are free."""
    made: dict[str, Any] = {"name": name}
    if chooser.chance(30):
        keys = ("description", "version", "team", "example.com/note", "on", "a_b.c")
        made["annotations"] = {key: hostile_text(chooser) for key in some(chooser, keys, 1, 2)}
        if "version" in made["annotations"]:
            made["annotations"]["version"] = chooser.choice(("1.0.0", "v1.2.3-rc.1"))
    if chooser.chance(20):
        values = ("a", "yes", "1.0", "", "A_b-c.9", "null")
        made["labels"] = {key: chooser.choice(values) for key in some(chooser, ("team", "example.com/tier", "y"), 1, 2)}
    return made


def platform(chooser: Chooser, made: Component, declared: dict[str, Any]) -> None:
    """Add osType and arch."""
    if chooser.chance(20):
        declared["osType"] = chooser.choice(("linux", "linux", "windows"))
        made.windows = declared["osType"] == "windows"
    if chooser.chance(20):
        declared["arch"] = chooser.choice(("amd64", "arm64", "arm", "i386"))


def parameters(chooser: Chooser, made: Component) -> list[dict[str, Any]]:
    """Declare up to four parameters."""
    entries = []
    taken: set[str] = set()
    for _ in range(chooser.integer(0, 4)):
        entry: dict[str, Any] = {
            "name": new_name(chooser, texts.PARAMETER_NAMES, taken),
            "type": chooser.choice(PARAMETER_TYPES),
        }
        is_null = entry["type"] == "null"
        is_secret = made.is_core and not is_null and chooser.chance(15)
        if is_secret:
            entry["secret"] = True
        if chooser.chance(40) and not is_null:
            entry["required"] = chooser.chance(60)
        rules: dict[str, Any] = {}
        values: tuple[Any, ...] = ()
        if chooser.chance(35) and entry["type"] in RULES:
            rules, values = chooser.choice(RULES[entry["type"]])
            entry |= rules
        if chooser.chance(50) and not is_secret:
            entry["default"] = chooser.choice(values) if values else value_of(chooser, entry["type"])
        if chooser.chance(30):
            entry["description"] = hostile_text(chooser)
        kind = entry["type"]
        if chooser.chance(5) and kind in ("number", "integer", "boolean"):
            entry["type"] = {"number": chooser.choice(("float", "double")), "integer": "int", "boolean": "bool"}[kind]
        entries.append(entry)
        made.parameters.append(
            Parameter(
                name=entry["name"],
                type=kind,
                required=entry.get("required", False),
                has_default=entry.get("default") is not None,
                values=values,
                secret=is_secret,
            )
        )
    if chooser.chance(4) and made.is_core:
        made.implicit.append(new_name(chooser, texts.PARAMETER_NAMES, taken))
    return entries


def value_of(chooser: Chooser, kind: str) -> Any:
    """Return a value of a parameter type."""
    match kind:
        case "string":
            return hostile_text(chooser)
        case "number":
            return chooser.choice(texts.NUMBERS)
        case "integer":
            return int(chooser.choice(texts.NUMBERS))
        case "boolean":
            return chooser.chance(50)
        case "object":
            return hostile_object(chooser)
        case "array":
            return hostile_array(chooser)
        case _:
            return None


def sourced(chooser: Chooser, made: Component, entry: dict[str, Any], *, may_be_unset: bool) -> dict[str, Any]:
    """Give an entry a literal value, a parameter, or both (4.3). A parameter that may be unset needs a literal beside it,
    except where an unset entry may be left out."""
    names = [parameter.name for parameter in made.parameters] + made.implicit
    if not names or chooser.chance(40):
        return entry | {"value": hostile_text(chooser)}
    name = chooser.choice(names)
    declared = next((parameter for parameter in made.parameters if parameter.name == name), None)
    if declared is not None and declared.secret:
        declared.needed |= not may_be_unset
        return entry | {"fromParam": name}
    safe = declared is None or declared.always_set
    if chooser.chance(30) or not (safe or may_be_unset):
        entry = entry | {"value": hostile_text(chooser)}
    return entry | {"fromParam": name}


def containers(chooser: Chooser, made: Component, parameters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one to three containers of a pod. Parameters that their images need are declared."""
    entries: list[dict[str, Any]] = []
    taken: set[str] = set()
    shared: list[dict[str, Any]] = []
    named: set[tuple[str, int]] = set()
    for _ in range(1 if chooser.chance(70) else chooser.integer(2, 3)):
        entry: dict[str, Any] = {"name": new_name(chooser, CONTAINER_NAMES, taken), "image": image(chooser, made, parameters)}
        add_commands(chooser, entry)
        add_env(chooser, made, entry)
        add_config(chooser, made, entry)
        add_ports(chooser, made, entry, named)
        add_probes(chooser, entry)
        add_resources(chooser, made, entry, shared)
        entries.append(entry)
    return entries


def image(chooser: Chooser, made: Component, entries: list[dict[str, Any]]) -> str:
    """Return an image: a text, a whole parameter, or a text with parameters in it (3.3.1)."""
    if chooser.chance(75):
        return chooser.choice(IMAGES)
    if chooser.chance(25):
        name = declare(chooser, made, entries, "image", chooser.choice(IMAGES))
        made.parameters[-1].literal = True
        return f"[fromParam({name})]"
    known = [parameter.name for parameter in made.parameters if parameter.values == TAGS]
    tag = chooser.choice(known) if known and chooser.chance(50) else declare_tag(chooser, made, entries)
    forms = ("example/web:[fromParam({0})]", "[fromParam({0})]/team/web:1", "example/web:a-[fromParam({0})]-[fromParam({0})]")
    return chooser.choice(forms).format(tag)


def declare_tag(chooser: Chooser, made: Component, entries: list[dict[str, Any]]) -> str:
    """Declare a parameter that becomes a part of an image, and return its name."""
    name = new_name(chooser, ("tag", "registry", "a.b-c"), {parameter.name for parameter in made.parameters} | {*made.implicit})
    has_default = chooser.chance(60)
    given: dict[str, Any] = {"default": chooser.choice(TAGS)} if has_default else {"required": True}
    rules = {"pattern": "^[a-z0-9.-]+$"} if chooser.chance(70) else {}
    entries.append({"name": name, "type": "string", **given, **rules})
    made.parameters.append(
        Parameter(name=name, type="string", required=not has_default, has_default=has_default, values=TAGS, literal=True)
    )
    return name


def add_commands(chooser: Chooser, entry: dict[str, Any]) -> None:
    """Add cmd, args, pull policy and pull secret."""
    if chooser.chance(25):
        entry["cmd"] = [hostile_text(chooser) for _ in range(chooser.integer(1, 3))]
    if chooser.chance(25):
        entry["args"] = [hostile_text(chooser) for _ in range(chooser.integer(0, 3))]
    if chooser.chance(15):
        entry["imagePullPolicy"] = chooser.choice(("Always", "IfNotPresent", "Never"))
    if chooser.chance(15):
        entry["imagePullSecret"] = chooser.choice(("registry", "pull-secret.example"))


def add_env(chooser: Chooser, made: Component, entry: dict[str, Any]) -> None:
    """Add environment variables."""
    names = some(chooser, texts.ENV_NAMES, 1, 3) if chooser.chance(60) else []
    if names or made.implicit:
        entry["env"] = [
            {"name": name, "valueFrom": own_source(chooser, entry)}
            if chooser.chance(12)
            else sourced(chooser, made, {"name": name}, may_be_unset=True)
            for name in names
        ]
        entry["env"] += [{"name": f"IMPLICIT{index}", "fromParam": name} for index, name in enumerate(made.implicit)]


def own_source(chooser: Chooser, entry: dict[str, Any]) -> dict[str, Any]:
    """Return a source of a variable that is Kubernetes' own (3.5)."""
    field: dict[str, Any] = {"fieldPath": chooser.choice(("metadata.name", "status.podIP", "metadata.labels['a/b']"))}
    amount: dict[str, Any] = {"resource": chooser.choice(("requests.cpu", "limits.memory"))}
    made: dict[str, Any] = chooser.choice(
        (
            key_reference(chooser),
            {"fieldRef": field | chooser.choice(({}, {"apiVersion": "v1"}))},
            {"resourceFieldRef": amount | chooser.choice(({}, {"containerName": entry["name"]}, {"divisor": "1"}))},
        )
    )
    return made


def key_reference(chooser: Chooser) -> dict[str, Any]:
    """Return a reference to a key of a Secret or a ConfigMap."""
    name = chooser.choice(("shop-db", "a.b", "1", "on", "null", "shop-web-web-0", "x" * 63))
    key = chooser.choice(("password", "a.b", ".a", "-", "1", "on", "null", "k" * 253))
    optional = chooser.choice(({}, {}, {"optional": True}, {"optional": False}))
    return {chooser.choice(("secretKeyRef", "configMapKeyRef")): {"name": name, "key": key, **optional}}


def add_config(chooser: Chooser, made: Component, entry: dict[str, Any]) -> None:
    """Add config files."""
    if chooser.chance(30):
        paths = (
            "/etc/app/app.conf",
            "/etc/app/on",
            "relative/file.txt",
            "/srv/.hidden",
            "/etc/ünï.cfg",
            "/root-file",
            "/a b/c d",
        )
        entry["config"] = [sourced(chooser, made, {"path": path}, may_be_unset=False) for path in some(chooser, paths, 1, 2)]


def add_ports(chooser: Chooser, made: Component, entry: dict[str, Any], named: set[tuple[str, int]]) -> None:
    """Add ports: Workers have none (7), and in one pod neither a (port, protocol) nor a (name, port) pair occurs twice."""
    if made.is_one_of("Worker", "SingletonWorker") or not chooser.chance(80 if made.is_one_of(*SERVERS) else 10):
        return
    ports = []
    for name in some(chooser, ("http", "dns", "tcp-3306", "on", "y", "metrics-http-1"), 1, 3):
        number = chooser.choice((8080, 80, 53, 9090, 1, 65535))
        protocol = chooser.choice(made.protocols)
        if (number, protocol) in made.ports or (name, number) in named:
            continue
        made.ports.append((number, protocol))
        named.add((name, number))
        written = chooser.choice((None, "TCP", "tcp")) if protocol == "TCP" else chooser.choice((protocol, protocol.title()))
        ports.append({"name": name, "containerPort": number} | ({"protocol": written} if written else {}))
    if ports:
        entry["ports"] = ports


def add_probes(chooser: Chooser, entry: dict[str, Any]) -> None:
    """Add probes of all kinds."""
    names = tuple(port["name"] for port in entry.get("ports", ()))
    for name in ("livenessProbe", "readinessProbe"):
        if chooser.chance(20):
            entry[name] = probe(chooser, names)
    if chooser.chance(10):
        entry["startupProbe"] = probe(chooser, names)


def probe(chooser: Chooser, names: tuple[str, ...]) -> dict[str, Any]:
    """Return a probe with one handler, perhaps of a port by one of its `names`."""
    made: dict[str, Any]
    ports = (8080, 1, 65535, *names)
    match chooser.choice(("httpGet", "tcpSocket", "grpc", "exec")):
        case "httpGet":
            made = {
                "httpGet": {
                    "path": chooser.choice(("/", "/ok?a=b&c=%20", "/{{ .Values.x }}")),
                    "port": chooser.choice(ports),
                }
            }
            if chooser.chance(30):
                value = chooser.choice(("1", "{{ .Values.x }}", "yes", "a: b", '"quoted"', "<no value>"))
                made["httpGet"]["httpHeaders"] = [{"name": "X-Probe", "value": value}]
        case "tcpSocket":
            made = {"tcpSocket": {"port": chooser.choice(ports)}}
        case "grpc":
            made = {"grpc": {"port": chooser.choice((8080, 1, 65535))}}
            if chooser.chance(50):
                made["grpc"]["service"] = chooser.choice(("shop.Orders", "{{ .Values.x }}", "on", ""))
        case _:
            made = {"exec": {"command": [hostile_text(chooser) for _ in range(chooser.integer(1, 2))]}}
    for name in some(
        chooser, ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"), 0, 3
    ):
        made[name] = chooser.choice((1, 2, 30)) if name != "initialDelaySeconds" else chooser.choice((0, 5, 60))
    return made


def add_resources(chooser: Chooser, made: Component, entry: dict[str, Any], shared: list[dict[str, Any]]) -> None:
    """Add resources in all their units (3.4), and volumes. Any of them may stand alone."""
    resources: dict[str, Any] = {}
    if chooser.chance(60):
        resources["cpu"] = {"required": chooser.choice(CPU)}
    if chooser.chance(60):
        resources["memory"] = {"required": chooser.choice(MEMORY)}
    if chooser.chance(8):
        resources["gpu"] = {"required": chooser.choice((1, 2, "1", 0.5))}
    if chooser.chance(8):
        resources["extended"] = [{"name": "example.com/v1.Dongle", "required": chooser.choice(("2", 1))}]
    known = [entry | {"mountPath": f"/shared/{entry['name']}"} for entry in shared if chooser.chance(40)]
    count = chooser.integer(1, 2) if chooser.chance(30) else 0
    new = [volume(chooser, made, f"vol{len(shared) + index}") for index in range(count)]
    shared += new
    volumes = known + new
    if volumes:
        resources["volumes"] = volumes
    if resources or chooser.chance(5):
        entry["resources"] = resources


def volume(chooser: Chooser, made: Component, name: str) -> dict[str, Any]:
    """Return a new volume, ephemeral or persistent (8.2)."""
    entry: dict[str, Any] = {
        "name": name,
        "mountPath": chooser.choice((f"/data/{name}", f"/with space/{name}", f"/{name}/{{{{x}}}}")),
    }
    entry |= chooser.choice(
        (
            {},
            {"accessMode": "RW"},
            {"accessMode": "RO"},
            {"accessMode": "RWX"},
            {"sharingPolicy": "Shared"},
            {"accessMode": "RO", "sharingPolicy": "Exclusive"},
            {"accessMode": "RW", "sharingPolicy": "Shared"},
        )
    )
    if chooser.chance(50):
        entry["disk"] = {"required": chooser.choice(SIZES), "ephemeral": True}
    else:
        if chooser.chance(85):
            entry["disk"] = {"required": chooser.choice(SIZES)} | ({"ephemeral": False} if chooser.chance(50) else {})
        made.claims.append(name)
    return entry


def declare(chooser: Chooser, made: Component, entries: list[dict[str, Any]], kind: str, value: Any) -> str:
    """Declare a parameter for a setting and return its name. Its kind is `image`, `settings` or `labels`.

    It has a default, but for some labels, which may stay unset.
    """
    name = new_name(chooser, (kind, "x.y", "on-1"), {parameter.name for parameter in made.parameters} | {*made.implicit})
    has_default = kind != "labels" or chooser.chance(60)
    default = {"default": value} if has_default else {}
    rules = {"pattern": "^[a-z]", "maxLength": 90} if kind == "image" and chooser.chance(30) else {}
    entries.append({"name": name, "type": "string" if kind == "image" else "object", **default, **rules})
    made.parameters.append(Parameter(name=name, type=kind, required=False, has_default=has_default))
    return name


def function_settings(
    chooser: Chooser, made: Component, entries: list[dict[str, Any]]
) -> list[dict[str, Any]] | dict[str, Any]:
    """Return the settings of an OpenFaaS Function (9.1)."""
    image: dict[str, Any] = {"name": "image", "type": "string", "required": True}
    if chooser.chance(50):
        image["fromParam"] = declare(chooser, made, entries, "image", chooser.choice(IMAGES))
    if "fromParam" not in image or chooser.chance(30):
        image["value"] = chooser.choice(IMAGES)
    settings = [image]
    if chooser.chance(60):
        settings.append({"name": "handler", "type": "string", "value": without_references(hostile_text(chooser))})
    if chooser.chance(60):
        names = some(chooser, texts.ENV_NAMES, 1, 3)
        environment = [sourced(chooser, made, {"name": name}, may_be_unset=False) for name in names]
        settings.append({"name": "environment", "type": "array", "value": environment})
    settings += keyed_settings(chooser, made, entries)
    literals = {"limits": {"memory": "128Mi", "cpu": "100m"}, "requests": {"memory": "64Mi"}}
    settings += literal_settings(chooser, LITERALS | literals)
    return in_free_form(settings, made) if chooser.chance(15) else settings


def function_of_container(chooser: Chooser, made: Component, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a container that describes a function, and maybe settings beside it (docs/spec/openfaas.md, 5)."""
    entry: dict[str, Any] = {"name": new_name(chooser, CONTAINER_NAMES, set()), "image": image(chooser, made, entries)}
    if chooser.chance(60):
        names = some(chooser, texts.ENV_NAMES, 1, 3)
        entry["env"] = [sourced(chooser, made, {"name": name}, may_be_unset=True) for name in names]
    if chooser.chance(40):
        entry["ports"] = [{"name": chooser.choice(("http", "on", "y")), "containerPort": 8080}]
    amounts = {"cpu": CPU, "memory": MEMORY}
    chosen = some(chooser, tuple(amounts), 0, 2)
    if chosen:
        entry["resources"] = {name: {"required": chooser.choice(amounts[name])} for name in chosen}
    settings: list[dict[str, Any]] = []
    if chooser.chance(40):
        settings.append({"name": "handler", "type": "string", "value": without_references(hostile_text(chooser))})
    settings += keyed_settings(chooser, made, entries) if chooser.chance(50) else []
    settings += literal_settings(chooser, LITERALS)
    given = in_free_form(settings, made) if chooser.chance(15) else settings
    return {"containers": [entry], **({"workloadSettings": given} if given else {})}


def keyed_settings(chooser: Chooser, made: Component, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return labels and annotations of a Function, each maybe from a parameter."""
    settings: list[dict[str, Any]] = []
    for name in some(chooser, ("labels", "annotations"), 0, 2):
        setting: dict[str, Any] = {"name": name, "type": "object"}
        if chooser.chance(50):
            setting["fromParam"] = declare(chooser, made, entries, "labels", labels(chooser))
        else:
            setting["value"] = labels(chooser)
        settings.append(setting)
    return settings


def literal_settings(chooser: Chooser, literals: dict[str, Any]) -> list[dict[str, Any]]:
    """Return some settings of a Function that have literals alone."""
    literals = literals | {"readOnlyRootFilesystem": chooser.chance(50)}
    chosen = some(chooser, tuple(literals), 0, 3)
    return [{"name": name, "description": "A literal.", "value": literals[name]} for name in chosen]


def labels(chooser: Chooser) -> dict[str, str]:
    """Return labels of a Function, free texts in this version, maybe the one that a scaler writes too."""
    keys = ("team", "on", "com.openfaas.scale.min", "com.openfaas.scale.type")
    return {key: without_references(hostile_text(chooser)) for key in some(chooser, keys, 1, 2)}


def in_free_form(settings: list[dict[str, Any]], made: Component) -> dict[str, Any]:
    """Return settings as a mapping, in which parameters that are always set are referred to (9.2)."""
    always_set = {parameter.name for parameter in made.parameters if parameter.always_set}
    return {
        setting["name"]: setting["value"] if "value" in setting else {"fromParam": setting["fromParam"]}
        for setting in settings
        if "value" in setting or setting["fromParam"] in always_set
    }


def vouched_settings(chooser: Chooser, made: Component) -> list[dict[str, Any]] | dict[str, Any]:
    """Return settings of a type that a WorkloadType document describes: literals, and texts that refer to parameters."""
    names = [parameter.name for parameter in made.parameters if parameter.always_set]
    reference = f"[fromParam({chooser.choice(names)})]" if names else chooser.choice(("plain", "[instanceName()]-x"))
    values: dict[str, Any] = {
        "partitions": chooser.choice((1, 12)),
        "config": {"a": [f"before {reference} after", reference], "b": {"c": without_references(hostile_text(chooser))}},
        "note": without_references(hostile_text(chooser)),
    }
    if chooser.chance(40):
        return values
    types = {"partitions": "number", "config": "object", "note": "string"}
    return [{"name": name, "type": types[name], "value": value} for name, value in values.items()]


def generic_settings(chooser: Chooser, made: Component, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the one setting `spec` of a type that only the cluster knows (9.2)."""
    known: dict[str, Any] = chooser.choice(
        (
            {"replicas": 1},
            {"enableAdminAPI": True, "resources": {"requests": {"memory": "100Mi"}}},
            {"selector": {}, "list": []},
            {"selector": {"matchLabels": {"oam.dev/instance-name": "[instanceName()]"}}, "list": ["a [instanceName()]-tls"]},
        )
    )
    setting: dict[str, Any] = {"name": "spec", "type": "object", "required": chooser.chance(50)}
    if chooser.chance(50):
        setting["fromParam"] = declare(chooser, made, entries, "settings", known | hostile_object(chooser))
    if "fromParam" not in setting or chooser.chance(30):
        setting["value"] = known | without_references(hostile_object(chooser))
    return [setting]


def without_references(value: Any) -> Any:
    """Return a value of a setting in which no text refers to a parameter by chance (9.2)."""
    if isinstance(value, str):
        return value.replace("[fromParam", "[from")
    if isinstance(value, dict):
        return {key: without_references(item) for key, item in value.items()}
    return [without_references(item) for item in value] if isinstance(value, list) else value
