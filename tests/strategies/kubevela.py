"""Random Applications of KubeVela, drawn from what the component types and traits say of their properties.

    sample_kubevela(7)   one document, the same each time

A component type or trait that is added to the catalog is drawn without a change here. What is drawn has the right types, and of
what excludes each other in Kubernetes one; whether the rest goes together nobody knows before it is compiled.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from oamc.capabilities.catalogs import CATALOGS, OF_PODS
from oamc.capabilities.property_schema import Item, Listed, Mapped, Struct
from oamc.expressions.types import AnyListType, BooleanType, ListType, NumberType, ObjectType, TextType
from oamc.model.vocabularies import KUBEVELA
from oamc.values.schema import type_schema
from oamc.verification.samples import Drawing, Undrawable
from tests.strategies.kubevela_free import DRAWN as FREE
from tests.strategies.kubevela_free import WITHOUT_PODS

if TYPE_CHECKING:
    from oamc.capabilities.contracts import Trait, WorkloadType
    from oamc.capabilities.property_schema import Shape
    from tests.strategies.applications import Documents

PATHS = ("/", "/a", "/a/b", "/c")
WORDS = ("web", "cache", "data", "files", "logs", "api", "admin", "x1", "temp", "main")
SECOND_NAME = "side"
MOST_ITEMS = 3
EXCLUSIVE = (
    (("exec", "httpGet", "tcpSocket", "grpc"), True),
    (("value", "valueFrom"), True),
    (("secretKeyRef", "configMapKeyRef", "fieldRef", "resourceFieldRef"), True),
    (("limit", "memory"), False),
    (("limit", "cpu"), False),
    (("args", "addArgs"), False),
    (("args", "delArgs"), False),
    (("dataSource", "dataSourceRef"), False),
)
"""Properties of which a mapping has one, and whether it needs one: Kubernetes refuses the rest."""
POOLS = {
    "ip": ("192.0.2.1", "192.0.2.7", "2001:db8::5"),
    "key": WORDS,
    "data": ("YQ==", ""),
    "schedule": ("0 3 * * *", "@daily", "*/5 1-4 * * 1"),
    "apiGroup": ("example.com",),
    "targetAPIVersion": ("apps/v1",),
    "chart": ("redis", "mail-server"),
    "version": ("1.2.3", "~2.4", ">=1.0.0 <2.0.0"),
    "image": ("example/web:1.0.0", "example/db", "registry.example/x@sha256:" + "0" * 64),
}
"""Values for properties whose rules no type says."""
PREFIXES = {"path": "file-", "mountPath": "/mnt/", "devicePath": "/dev/x"}
"""How texts begin that must differ from one another."""
ALWAYS = ("labelSelector",)
"""What may be left out, and then means nothing that anybody wants: the API server warns of it."""
KINDS = {"statefulset": "StatefulSet", "daemon": "DaemonSet", "task": "Job", "cron-task": "CronJob"}
"""The kinds of component types that make no Deployment."""
WITHOUT_PODS_AT_THE_TOP = ("cron-task",)
OF_DEPLOYMENTS = ("k8s-update-strategy", "hpa", "cpuscaler", "scaler")
WITH_SERVICE = ("expose", "gateway", "ingress", "ingress-1-20", "nocalhost")
"""Traits for some component types only, and those that write a Service of the same name."""
CHART = "helm"
ADDRESSES = {
    "helm": "https://charts.example.com/stable",
    "oci": "oci://registry.example.com/charts",
    "git": "ssh://git@git.example.com/charts.git",
    "oss": "store.example.com",
}
"""The type of components that are charts, and an address for each place where a chart may be."""
OF_CHARTS = ("version", "retries", "interval", "values", "releaseName")
"""What a policy may change in a chart: the rest goes together."""
SIMPLE = 0.75
"""How often a value is an ordinary one, so that objects are mostly valid; the rest is drawn from all that the type allows."""


def sample_kubevela(seed: int) -> Documents:
    """Return an Application of one to three components with up to four traits each."""
    chance = Random(seed)
    names = chance.sample(WORDS, chance.randint(1, 3))
    metadata = _of_metadata(chance)
    components = [_component(name, chance) for name in names]
    policies = _policies(components, Random(f"policies {seed}"))
    application = {
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": f"app-{seed}", **metadata},
        "spec": {"components": components, **({"policies": policies} if policies else {})},
    }
    return [application]


def _policies(components: list[dict[str, Any]], chance: Random) -> list[dict[str, Any]]:
    """Return policies that change components, say where they go and what is there already; mostly none."""
    found: list[dict[str, Any]] = []
    if chance.random() < 0.3:
        patches = [_patch(component, chance) for component in components if chance.random() < 0.7]
        found.append({"name": "change", "type": "override", "properties": {"components": patches}})
    if chance.random() < 0.2:
        found.append({"name": "place", "type": "topology", "properties": {"namespace": chance.choice(("live", "shop"))}})
    if chance.random() < 0.1:
        selector = {"resourceTypes": [chance.choice(("Service", "ConfigMap"))]}
        found.append({"name": "there", "type": "read-only", "properties": {"rules": [{"selector": selector}]}})
    chance.shuffle(found)
    return found


def _patch(component: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Return a change of a component: some of the properties that it might have, and of its traits.

    What it has of properties that exclude each other stays.
    """
    workload = CATALOGS[KUBEVELA].workload_type(component["type"])
    assert workload is not None
    drawn = {} if workload.name in FREE else _properties(workload, component["name"], chance)
    chosen = chance.choice(({"name": f"^{component['name']}$"}, {"type": component["type"]}))
    exclusive = {name for group, _ in EXCLUSIVE for name in group}
    known = OF_CHARTS if workload.name == CHART else drawn
    properties = {
        name: value for name, value in drawn.items() if name in known and name not in exclusive and chance.random() < 0.3
    }
    traits = [{"type": trait["type"], "disable": True} for trait in component.get("traits", ()) if chance.random() < 0.2]
    return {**chosen, "properties": properties, **({"traits": traits} if traits else {})}


def _of_metadata(chance: Random) -> dict[str, Any]:
    """Return a namespace, labels and annotations, or none."""
    found: dict[str, Any] = {}
    if chance.random() < 0.3:
        found["namespace"] = chance.choice(("team-a", "shop"))
    if chance.random() < 0.3:
        found["labels"] = {chance.choice(("team", "tier")): chance.choice(("a", "front", "1"))}
    if chance.random() < 0.3:
        found["annotations"] = {"note": chance.choice(("a text", "yes", "{{ x }}"))}
    return found


def _component(name: str, chance: Random) -> dict[str, Any]:
    """Return a component with its traits."""
    catalog = CATALOGS[KUBEVELA]
    workload = chance.choice(tuple(catalog.workload_types))
    properties = _properties(workload, name, chance)
    component: dict[str, Any] = {"name": name, "type": workload.name, "properties": properties}
    if workload.name == CHART:
        return {**component, "properties": _chart(component["properties"], chance)}
    traits = []
    fitting = [known for known in catalog.traits if fits(known.name, workload.name)]
    for trait in chance.sample(fitting, min(chance.randint(0, 4), len(fitting))):
        if trait.name in WITH_SERVICE and any(other["type"] in WITH_SERVICE for other in traits):
            continue
        properties = _suited(_properties(trait, name, chance), component)
        traits.append({"type": trait.name, **({"properties": properties} if properties else {})})
    return {**component, **({"traits": traits} if traits else {})}


def _properties(capability: WorkloadType | Trait, name: str, chance: Random) -> dict[str, Any]:
    """Return properties of a component type, or of a trait, in a component of a name."""
    if capability.name in FREE:
        return FREE[capability.name](name, chance)
    assert isinstance(capability.schema, (Struct, Mapped))
    if isinstance(capability.schema, Mapped):
        return _mapped(capability.schema, chance)
    return drawn_properties(capability.schema, chance)


def _chart(drawn: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Return properties of a chart that go together, with values."""
    where = drawn.get("repoType", "helm")
    parts = {"git": ("git",), "oss": ("oss",), "helm": ("helmrepository",), "oci": ("helmrepository",)}[where]
    found = {name: value for name, value in drawn.items() if name not in {"git", "oss", "helmrepository"} or name in parts}
    if where == "oss":
        found.setdefault("oss", {"bucketName": "charts"})
    if where in {"git", "oss"}:
        found.pop("version", None)
    if chance.random() < 0.5:
        found["values"] = {"replica": {"count": chance.randint(0, 9)}, "flags": chance.sample(WORDS, 2), "note": "{{ x }}"}
    return {**found, "url": ADDRESSES[where]}


def fits(trait: str, component_type: str) -> bool:
    """Tell whether a trait can change what a component type makes, as far as that needs no look at the properties."""
    if component_type in WITHOUT_PODS:
        return trait in ("labels", "annotations", "json-patch", "json-merge-patch")
    if component_type in WITHOUT_PODS_AT_THE_TOP:
        return trait not in OF_PODS and trait not in OF_DEPLOYMENTS
    return trait not in OF_DEPLOYMENTS or component_type not in KINDS


def _mapped(shape: Mapped, chance: Random, name: str = "") -> dict[str, Any]:
    """Return a mapping of any keys, the value of the property `name`."""
    item = Item(name=name, shape=shape, description="")
    keys = PATHS if name == "http" else WORDS
    return {key: _value(shape.item, item, chance) for key in chance.sample(keys, chance.randint(1 if name == "http" else 0, 2))}


def _suited(properties: dict[str, Any], component: dict[str, Any]) -> dict[str, Any]:
    """Return properties that name the container and the kind of the component, where they name any."""
    found = dict(properties)
    for name in ("containers", "probes"):
        if name in found:
            found[name] = [{**settings, "containerName": component["name"]} for settings in found[name][:1]]
    if "containerName" in found:
        found["containerName"] = component["name"]
    if "targetKind" in found:
        found["targetKind"] = KINDS.get(component["type"], "Deployment")
    return found


def drawn_properties(struct: Struct, chance: Random) -> dict[str, Any]:
    """Return a mapping: what is required, and some of the rest."""
    share = chance.choice((0.1, 0.3, 0.6))
    alone = next((item for item in struct.items if item.alone), None)
    if alone is not None and chance.random() < share:
        return {alone.name: _value(alone.shape, alone, chance)}
    known = {item.name: item for item in struct.items if not item.alone}
    found = {name: item for name, item in known.items() if item.required or name in ALWAYS or chance.random() < share}
    if alone is not None and not found:
        found = {"containerName": known["containerName"]}
    for group, is_needed in EXCLUSIVE:
        there = [name for name in group if name in known]
        if len(there) > 1:
            found = {name: item for name, item in found.items() if name not in there}
            chosen = chance.choice(there)
            if is_needed or chance.random() < share:
                found[chosen] = known[chosen]
    values: dict[str, Any] = {}
    for item in struct.items:
        if item.of is not None:
            deciding, words = item.of
            told = values.get(deciding, known[deciding].default)
            if told in words:
                values[item.name] = _value(item.shape, item, chance)
        elif item.name in found:
            values[item.name] = _value(item.shape, item, chance)
    return values


def _value(shape: Shape, item: Item, chance: Random) -> Any:
    """Return a value of a shape."""
    match shape:
        case Struct():
            return drawn_properties(shape, chance)
        case Listed():
            listed = [
                _value(shape.item, item, chance) for _ in range(chance.randint(0 if not item.required else 1, MOST_ITEMS))
            ]
            return _distinct(listed, shape.keys)
        case Mapped():
            return _mapped(shape, chance, item.name)
        case ObjectType():
            return {}
        case AnyListType():
            return []
        case _:
            return _simple(shape, item, chance)


def _distinct(items: list[Any], keys: tuple[str, ...]) -> list[Any]:
    """Leave out items that are called as an earlier one is: what that means to Kubernetes, each type says otherwise."""
    seen: set[str] = set()
    kept = []
    for item in items:
        named = (str(item[key]) for key in keys if isinstance(item, dict) and key in item)
        name = next(named, str(item))
        if name not in seen:
            kept.append(item)
            seen.add(name)
    return kept


def _simple(shape: Any, item: Item, chance: Random) -> Any:
    """Return a scalar or a list of scalars."""
    if item.name in POOLS and isinstance(shape, TextType):
        return chance.choice(POOLS[item.name])
    if isinstance(shape, TextType) and (item.name in PREFIXES or shape.pattern.startswith("/")):
        return f"{PREFIXES.get(item.name, '/mnt/')}{chance.randrange(10**6)}"
    if item.name == "name" and not item.live:
        return chance.choice(WORDS)
    if chance.random() < SIMPLE:
        match shape:
            case TextType(choices=()) if not shape.pattern or shape.pattern.startswith("[a-z"):
                return chance.choice(WORDS)
            case NumberType(whole=True):
                return chance.randint(max(1, int(shape.minimum)), min(9000, int(shape.maximum)))
            case BooleanType():
                return chance.random() < 0.5
            case ListType(item=TextType(choices=(), pattern="")):
                return chance.sample(WORDS, chance.randint(1, 2))
            case _:
                pass
    schema = type_schema(shape)
    try:
        return Drawing(schema, chance, sparse=False).value(schema, item.name, None, 0)
    except Undrawable:
        return chance.choice(WORDS)
