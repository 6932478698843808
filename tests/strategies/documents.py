"""Documents of the five kinds with a legal shape, whatever they mean.

    documents()                the hypothesis strategy of documents that are read without an error, also in strict mode
    sample_document(seed)      the same generator, driven by a seed
    full_document(kind, turn)  a document with all the fields that can stand together

Every optional field occurs, absent, null and given; so do the older spellings (docs/spec/oam-v1alpha1.md, 13).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from tests.strategies.choosers import Chooser, RandomChooser, driven, some
from tests.strategies.texts import hostile_object, hostile_text, hostile_value

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
Generate: TypeAlias = Callable[[Chooser], Any]
Shape: TypeAlias = dict[str, Generate]

NAMES = ("web", "Web_1.v2", "y", "1", "null", "é", " ")
KINDS = ("ComponentSchematic", "ApplicationConfiguration", "Trait", "WorkloadType", "ApplicationScope")
CLUSTER_METADATA = ("uid", "resourceVersion", "generation", "selfLink", "creationTimestamp", "managedFields", "ownerReferences")


def name(chooser: Chooser) -> str:
    """Return a text that is not empty."""
    return chooser.choice(NAMES)


def words(*options: Any) -> Generate:
    """Return the generator of one of the options."""
    return lambda chooser: chooser.choice(options)


def boolean(chooser: Chooser) -> bool:
    """Return a boolean."""
    return chooser.chance(50)


def list_of(item: Generate, least: int = 0) -> Generate:
    """Return the generator of lists of up to two items."""
    return lambda chooser: [item(chooser) for _ in range(chooser.integer(least, 2))]


def record(required: Shape, optional: Shape, **spellings: str) -> Callable[[Chooser], dict[str, Any]]:
    """Return the generator of mappings. Optional fields are absent, null or given; `spellings` are older names of fields."""

    def generate(chooser: Chooser) -> dict[str, Any]:
        made = {field: generate(chooser) for field, generate in required.items()}
        for field, generate in optional.items():
            if chooser.chance(40):
                made[field] = None if chooser.chance(15) else generate(chooser)
        for modern, old in spellings.items():
            if modern in made and chooser.chance(25):
                made[old] = made.pop(modern)
                if chooser.chance(10):
                    made[modern] = None
        return made

    return generate


def sourced(field: str, **spellings: str) -> Generate:
    """Return the generator of entries that take their value from `value`, `fromParam` or both."""
    named = record({field: name}, {}, **spellings)
    literal = words("", "text", 1, 1.5, True, "{{ x }}")

    def generate(chooser: Chooser) -> dict[str, Any]:
        sources: Shape = chooser.choice(({"value": literal}, {"fromParam": name}, {"value": literal, "fromParam": name}))
        return named(chooser) | record(sources, {})(chooser)

    return generate


reference = record({"name": name, "key": words("password", "a.b", "{{ x }}")}, {"optional": boolean})


def of_kubernetes(chooser: Chooser) -> dict[str, Any]:
    """Return an environment variable whose source is Kubernetes' own: nobody looks into it before all is put together."""
    kind = chooser.choice(("secretKeyRef", "configMapKeyRef", "fieldRef", "resourceFieldRef", "fileKeyRef", "anything"))
    return {"name": name(chooser), "valueFrom": {kind: hostile_value(chooser)}} | chooser.choice(
        ({}, {"value": None}, {"fromParam": None}, {"fromParam": ""})
    )


def variable(chooser: Chooser) -> dict[str, Any]:
    """Return an environment variable."""
    made: dict[str, Any] = (of_kubernetes if chooser.chance(30) else sourced("name"))(chooser)
    return made


amount = record({"required": words(1, 0.5, "100m", "1Gi", "anything", "")}, {})
port_number = words(1, 8080, 65535, 8080.0)
rules: Shape = {
    "enum": list_of(hostile_value, 1),
    "minimum": words(0, -1.5, 2**53 - 1),
    "maximum": words(9, 0.5),
    "exclusiveMinimum": words(0, -1.5),
    "exclusiveMaximum": words(9, 0.5),
    "multipleOf": words(1, 3.0),
    "pattern": words("^[a-z]*$", "", "(", "y"),
    "minLength": words(0, 1.0),
    "maxLength": words(9, 2**53 - 1),
}
rules |= {
    "minItems": words(0, 1.0),
    "maxItems": words(9, 2**53 - 1),
    "uniqueItems": boolean,
    "items": record({"type": words("string", "number", "integer", "boolean")}, dict(rules)),
}
declaration = record(
    {"name": name}, {"description": hostile_text, "type": name, "required": boolean, "default": hostile_value, **rules}
)
count = words(0, 1, 30, 2**31 - 1)
disk = record({"required": words("1G", 1)}, {"ephemeral": boolean})
header = record({"name": name, "value": hostile_text}, {})
texts = list_of(hostile_text)


def volume(chooser: Chooser) -> dict[str, Any]:
    """Return a volume. RWX and Exclusive contradict each other."""
    made: dict[str, Any] = record(
        {"name": name, "mountPath": name},
        {"accessMode": words("RW", "RO", "RWX"), "sharingPolicy": words("Exclusive", "Shared"), "disk": disk},
    )(chooser)
    if made.get("accessMode") == "RWX":
        made.pop("sharingPolicy", None)
    return made


def probed_port(chooser: Chooser) -> Any:
    """Return a port by its number or by its name."""
    return chooser.choice((port_number, words("http", "on", "web-1", "1e3")))(chooser)


def probe(chooser: Chooser) -> dict[str, Any]:
    """Return a probe with one handler."""
    numbers = ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold")
    handlers: tuple[Shape, ...] = (
        {"exec": record({"command": list_of(hostile_text, 1)}, {})},
        {"httpGet": record({"path": name, "port": probed_port}, {"httpHeaders": list_of(header)})},
        {"tcpSocket": record({"port": probed_port}, {})},
        {"grpc": record({"port": port_number}, {"service": name})},
    )
    return record(chooser.choice(handlers), dict.fromkeys(numbers, count))(chooser)


resources = record(
    {},
    {
        "cpu": amount, "memory": amount, "gpu": amount, "volumes": list_of(volume),
        "extended": list_of(record({"name": name, "required": words("1", 2)}, {})),
    },
)  # fmt: skip
port = record(
    {"containerPort": port_number},
    {"name": name, "protocol": words("TCP", "UDP", "SCTP", "tcp", "Udp", "sCtP")},
    containerPort="value",
    protocol="type",
)
container = record(
    {
        "name": name,
        "image": words(
            "example/web:1",
            "nginx",
            "example/web:[fromParam(tag)]",
            {"name": "nginx:1"},
            {"name": "nginx:1", "digest": "sha256:0"},
            {"name": "a", "digest": None},
        ),
    },
    {
        "imagePullSecret": name,
        "imagePullPolicy": words("Always", "IfNotPresent", "Never"),
        "resources": resources,
        "cmd": texts,
        "args": texts,
        "env": list_of(variable),
        "config": list_of(sourced("path", path="name")),
        "ports": list_of(port),
        "livenessProbe": probe,
        "readinessProbe": probe,
        "startupProbe": probe,
        "labels": hostile_value,
    },
    cmd="command",
)
parameter = record(
    {"name": name},
    {
        "type": words("string", "number", "boolean", "object", "array", "null", "integer", "int", "double", "float", "bool"),
        "description": hostile_text,
        "required": boolean,
        "secret": boolean,
        "default": hostile_value,
        **rules,
    },
    default="value",
)
setting = record(
    {"name": name},
    {"type": name, "description": hostile_text, "required": boolean, "value": hostile_value, "fromParam": name},
    value="default",
)
component = record(
    {"workloadType": words("core.oam.dev/v1alpha1.Server", "Server", "anything")},
    {
        "osType": name,
        "arch": name,
        "parameters": list_of(parameter),
        "containers": list_of(container),
        "workloadSettings": lambda chooser: chooser.choice((list_of(setting), hostile_object))(chooser),
        "name": hostile_value,
    },
    osType="os",
)


def listed_property(chooser: Chooser) -> dict[str, Any]:
    """Return a property in the list form."""
    source: Shape = chooser.choice(
        ({"value": hostile_value}, {"value": words(None)}, {"fromParam": name}, {"from": name}, {"from": words(None)})
    )
    return record({"name": name} | source, {})(chooser)


def properties(chooser: Chooser) -> Any:
    """Return properties of a trait or a scope, in one of the two forms."""
    return (
        list_of(listed_property)(chooser) if chooser.chance(30) else hostile_object(chooser) | chooser.choice(({}, {"x": None}))
    )


def parameter_value(chooser: Chooser) -> dict[str, Any]:
    """Return the value of a parameter, the older reference to a variable, or the reference to a key."""
    bound = record({chooser.choice(("secretKeyRef", "configMapKeyRef")): reference}, {})
    source: Shape = chooser.choice(({"value": hostile_value}, {"fromParam": name}, {"valueFrom": bound}))
    return record({"name": name}, source)(chooser)


trait_binding = record({"name": name}, {"properties": properties, "type": hostile_value}, properties="parameterValues")
scope_binding = record({"name": name, "type": name}, {"properties": properties}, properties="parameterValues")
instance = record(
    {"componentName": name, "instanceName": name},
    {"parameterValues": list_of(parameter_value), "traits": list_of(trait_binding), "applicationScopes": list_of(name)},
    componentName="name",
)
configuration = record(
    {},
    {
        "variables": list_of(record({"name": name, "value": hostile_value}, {})),
        "scopes": list_of(scope_binding),
        "components": list_of(instance),
    },
)


def trait_properties(chooser: Chooser) -> Any:
    """Return the properties of a trait definition: a schema as text or declarations, maybe wrapped."""
    found = chooser.choice((words("", '{"type": "object"}', "broken"), list_of(declaration)))(chooser)
    return {"properties": found} if chooser.chance(20) else found


trait = record({}, {"appliesTo": words(["*"], "*", ["core.oam.dev/v1alpha1.Server", "*"]), "properties": trait_properties})
workload_type = record(
    {"group": name, "names": record({"kind": name}, {"singular": name, "plural": name})},
    {"version": name, "settings": list_of(declaration), "workloadSettings": hostile_text},
)
application_scope = record({"type": name, "allowComponentOverlap": boolean}, {"parameters": list_of(declaration)})
SPECS = dict(zip(KINDS, (component, configuration, trait, workload_type, application_scope), strict=True))


def metadata(chooser: Chooser) -> dict[str, Any]:
    """Return metadata, also as a cluster writes it."""
    free = words({}, {"a": "b"}, {"": "", "on": None}, {"example.com/x": "{{ x }}"})
    made: dict[str, Any] = record({"name": name}, {"namespace": name, "labels": free, "annotations": free})(chooser)
    return made | {field: hostile_value(chooser) for field in some(chooser, CLUSTER_METADATA, 0, 2) if chooser.chance(20)}


def document(chooser: Chooser, kind: str | None = None) -> dict[str, Any]:
    """Return a document with a legal shape, of any kind or of the given one."""
    chosen = kind or chooser.choice(KINDS)
    version = "core.hydra.io/v1alpha1" if chooser.chance(15) else "core.oam.dev/v1alpha1"
    if chosen == "ComponentSchematic" and version.startswith("core.oam.dev") and chooser.chance(10):
        made: dict[str, Any] = {"apiVersion": version, "kind": "Component"}
    else:
        made = {"apiVersion": version, "kind": chosen}
    made |= {"metadata": metadata(chooser), "spec": SPECS[chosen](chooser)}
    if chooser.chance(10):
        made["status"] = hostile_value(chooser)
    return made


def documents(kind: str | None = None) -> SearchStrategy[dict[str, Any]]:
    """Return the strategy of documents with a legal shape."""
    return driven(lambda chooser: document(chooser, kind))


def sample_document(seed: int, kind: str | None = None) -> dict[str, Any]:
    """Return the document of a seed: always the same one."""
    return document(RandomChooser(seed), kind)


class EveryField:
    """Chooses every optional field, one item for each list, and the options in turn. Older spellings where `turn` is odd."""

    def __init__(self, turn: int) -> None:
        self._turn = turn
        self._least = 20 if turn % 2 else 30

    def integer(self, low: int, high: int) -> int:
        return min(high, max(low, 1))

    def choice(self, options: Sequence[T]) -> T:
        self._turn += 1
        return options[self._turn % len(options)]

    def chance(self, percent: int) -> bool:
        return percent >= self._least

    def free_text(self) -> str:
        return "free"


def full_document(kind: str, turn: int) -> dict[str, Any]:
    """Return a document of a kind with all the fields that can stand together. Every `turn` takes other options."""
    return document(EveryField(turn), kind)
