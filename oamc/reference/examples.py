"""Examples: for each workload type, trait, scope and intent a component and an application that compile as they stand.

Each property has its example, its default, or a value of its type. Nothing is listed by name: a new capability has its example
as soon as it is in the catalog.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, SERVICE_ENDPOINT, Intent, Scope, Trait, WorkloadType, applies
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, ObjectType, TextType
from oamc.model.reserved_keys import INTENTS
from oamc.resolve.grouped_properties import grouped
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import TypeAlias

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Property
    from oamc.ir.program import Capability
    from oamc.objects.tree import Tree

    Document: TypeAlias = dict[str, Tree]

VOLUME = "data"
"""The volume of the example, which examples of properties may name."""
PORT = 8080
IMAGE, FIXED_IMAGE = "example/web:1", f"example/web:1@sha256:{64 * '0'}"
TASKS = frozenset(("Job", "CronJob", "ScaledJob"))
FIRST, SECOND = "core.oam.dev/v1alpha1", "core.oam.dev/v1alpha2"


def example_of(capability: Capability, catalog: Catalog) -> tuple[Document, Document]:
    """Return a component and an application that use a capability; a trait stands on the first type that takes it."""
    match capability:
        case WorkloadType() if capability.name.startswith(SECOND):
            return _embedded(capability)
        case WorkloadType():
            return component(capability), application()
        case Trait():
            kind = next(known for known in catalog.workload_types if applies(capability, known))
            has_volume = VOLUME in _given(capability).values()
            return component(kind, has_volume=has_volume), application(capability)
        case Scope():
            kind = next(known for known in catalog.workload_types if PODS in known.features)
            return component(kind), _with_scope(capability)
        case Intent():
            ends = capability.kinds <= TASKS
            kind = next(known for known in catalog.workload_types if PODS in known.features and known.runs_once == ends)
            return component(kind, intent=capability), application()
        case _:
            raise AssertionError("a capability is a workload type, a trait, a scope or an intent")


def example_text(capability: Capability, catalog: Catalog) -> str:
    """Return the example as a stream of YAML documents; nothing for a scope that no application may open."""
    from oamc.objects.writer import YamlWriter

    if isinstance(capability, Scope) and capability.needs_objects:
        return ""
    writer = YamlWriter()
    return "---\n".join(writer.document(document) for document in example_of(capability, catalog))


def component(
    kind: WorkloadType, *, has_volume: bool = False, is_shared: bool = False, intent: Intent | None = None
) -> Document:
    """Return a component of a type, with a persistent volume where it is wanted, and with what its developer intends.

    One that `is_shared` several pods can have.
    """
    spec: Document = {"workloadType": kind.name}
    if PODS in kind.features:
        amounts: Document = {"cpu": {"required": 0.1}, "memory": {"required": "64Mi"}}
        if intent is not None:
            amounts["cpu"] = {"required": 1}
        if has_volume:
            volume: Document = {"name": VOLUME, "mountPath": "/data", "disk": {"required": "1G"}}
            amounts["volumes"] = [{**volume, "sharingPolicy": "Shared"} if is_shared else volume]
        container: Document = {"name": "web", "image": IMAGE if intent is None else FIXED_IMAGE, "resources": amounts}
        if SERVICE_ENDPOINT in kind.features:
            container["ports"] = [{"name": "http", "containerPort": PORT}]
        spec["containers"] = [container]
    else:
        settings = ((setting.name, sample(setting)) for setting in kind.settings if setting.required)
        spec["workloadSettings"] = [{"name": name, "value": value} for name, value in settings]
    return _document("ComponentSchematic", "web", spec, intent=intent)


def _embedded(kind: WorkloadType) -> tuple[Document, Document]:
    """Return a component of v1alpha2 that embeds a workload of OAM, and an application that has it."""
    container: Document = {"name": "web", "image": IMAGE, "ports": [{"name": "http", "containerPort": PORT}]}
    workload: Document = {"apiVersion": SECOND, "kind": kind.short_name, "spec": {"containers": [container]}}
    uses: Document = {"components": [{"componentName": "web"}]}
    return _document("Component", "web", {"workload": workload}, SECOND), _document(
        "ApplicationConfiguration", "shop", uses, SECOND
    )


def application(*traits: Trait | Document) -> Document:
    """Return an application of one instance, with one use of each trait, which may be given as it is written."""
    instance: Document = {"componentName": "web", "instanceName": "web"}
    if traits:
        instance["traits"] = [trait if isinstance(trait, dict) else use_of(trait) for trait in traits]
    return _document("ApplicationConfiguration", "shop", {"components": [instance]})


def use_of(trait: Trait, without: Collection[str] = ()) -> Document:
    """Return a use of a trait with its example, without some of the properties."""
    given = {name: value for name, value in _given(trait).items() if name not in without}
    return {"name": trait.name, **({"properties": given} if given else {})}


def _with_scope(scope: Scope) -> Document:
    """Return an application that opens a scope, and whose instance joins it."""
    given = _given(scope)
    opened: Document = {"name": "shared", "type": scope.name, **({"properties": given} if given else {})}
    instance: Document = {"componentName": "web", "instanceName": "web", "applicationScopes": ["shop"]}
    return _document("ApplicationConfiguration", "shop", {"scopes": [opened], "components": [instance]})


def _given(capability: Trait | Scope) -> Document:
    """Return a value for each property that has one, or the example of a trait that takes a tree of properties."""
    if isinstance(capability, Trait) and capability.schema is not None:
        return dict(capability.example)
    given = ((prop.name, sample(prop)) for prop in capability.properties)
    return grouped((name, value) for name, value in given if value is not None)


def _document(kind: str, name: str, spec: Document, version: str = FIRST, intent: Intent | None = None) -> Document:
    """Return a document."""
    metadata: Document = {"name": name, **({} if intent is None else {"annotations": {INTENTS: intent.name}})}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}


def sample(prop: Property) -> Tree:
    """Return a value for a property: its example, its default, or one of its type; None where there is none."""
    if prop.example is not UNSET:
        return prop.example  # type: ignore[return-value]  # a known value is a tree
    if prop.default is not UNSET:
        return prop.default  # type: ignore[return-value]  # likewise
    match prop.type:
        case BooleanType():
            return True
        case NumberType(minimum=least):
            return max(least, 1)
        case TextType(choices=(first, *_)):
            return first
        case ChoiceType(choices=(first, *_)):
            return first
        case TextType(pattern=""):
            return prop.name
        case ListType() | ObjectType() | _:
            return None
