"""How any two traits of a catalog get on: computed from what they claim on an example of each workload type that takes both.

    orthogonal     they write different fields
    composable     one takes away what the other one sets, in whatever order they are listed
    conflicting    both set one field, or make one object: an application with both is refused
    apart          no workload type takes both

Nothing is listed by name: a new trait is compared with all others as soon as it is in the catalog. The example has a container
with a port and a volume; each property has its example, its default, or a value of its type.
"""

from __future__ import annotations

import json
from itertools import combinations

from oamc.capabilities.contracts import PODS, SERVICE_ENDPOINT, Trait, applies
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.expressions.types import BooleanType, ChoiceType, ListType, NumberType, ObjectType, TextType
from oamc.lower.program import change_of, context_of, subject_of
from oamc.lower.relations import claims_of, meeting
from oamc.options import Options
from oamc.records import Record
from oamc.spans import SourceFile
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Property, Subject, WorkloadType
    from oamc.lower.changes import Made

ORTHOGONAL = "orthogonal"
COMPOSABLE = "composable"
CONFLICTING = "conflicting"
APART = "apart"
VOLUME = "data"
"""The volume of the example, which examples of properties may name."""


class Relation(Record):
    """How two traits get on: `kind`, the `field` or object at which they meet, and the types that take both."""

    first: str
    second: str
    kind: str
    field: str
    workload_types: tuple[str, ...]


def relations(catalog: Catalog) -> tuple[Relation, ...]:
    """Return the relation of any two traits, in the order of the catalog."""
    examples = {
        (kind.name, trait.name): _example(kind, trait, catalog)
        for kind in catalog.workload_types
        for trait in catalog.traits
        if applies(trait, kind)
    }
    return tuple(_relation(first, second, catalog, examples) for first, second in combinations(catalog.traits, 2))


def _relation(first: Trait, second: Trait, catalog: Catalog, examples: dict[tuple[str, str], tuple[Subject, Made]]) -> Relation:
    """Return the relation of two traits: the worst one of all workload types that take both."""
    shared = [kind for kind in catalog.workload_types if applies(first, kind) and applies(second, kind)]
    names = tuple(kind.short_name for kind in shared)
    found = (ORTHOGONAL if shared else APART, "")
    for kind in shared:
        subject, one = examples[kind.name, first.name]
        _, other = examples[kind.name, second.name]
        here = _meeting(subject, one, other)
        if here[0] == CONFLICTING or found[0] == ORTHOGONAL:
            found = here
    return Relation(first=first.name, second=second.name, kind=found[0], field=found[1], workload_types=names)


def _meeting(subject: Subject, one: Made, other: Made) -> tuple[str, str]:
    """Return how two changes of one instance get on, and where they meet."""
    made = {(item.kind, item.name): item.kind for item in one.change.objects}
    twice = next((made[key] for item in other.change.objects if (key := (item.kind, item.name)) in made), None)
    if twice is not None:
        return CONFLICTING, twice
    claims = meeting(claims_of(one, subject), claims_of(other, subject))
    if claims is None:
        return ORTHOGONAL, ""
    return COMPOSABLE if any(claim.removes for claim in claims) else CONFLICTING, claims[0].in_words()


def _example(kind: WorkloadType, trait: Trait, catalog: Catalog) -> tuple[Subject, Made]:
    """Return an instance of a workload type with one use of a trait, and what that does to it."""
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [_component(kind), _application(trait)]})
    source = SourceFile(path="example", label="example", text=text)
    reports = Reports()
    ((_, program),) = Compilation((source,), Options(), reports, catalog).programs
    assert program is not None, f"the example of {trait.name} on {kind.name} is wrong: {reports.found}"
    (instance,) = program.instances
    subject = subject_of(instance, context_of(program, Options(), reports))
    return subject, change_of(instance.traits[0], subject)


def _component(kind: WorkloadType) -> dict[str, object]:
    """Return a component of a type."""
    spec: dict[str, object] = {"workloadType": kind.name}
    if PODS in kind.features:
        volume = {"name": VOLUME, "mountPath": "/data", "disk": {"required": "1G"}}
        amounts = {"cpu": {"required": 0.1}, "memory": {"required": "64Mi"}, "volumes": [volume]}
        ports = [{"name": "http", "containerPort": 8080}] if SERVICE_ENDPOINT in kind.features else []
        spec["containers"] = [{"name": "web", "image": "example/web:1", "resources": amounts, "ports": ports}]
    else:
        settings = ((setting.name, _sample(setting)) for setting in kind.settings if setting.required)
        spec["workloadSettings"] = [{"name": name, "value": value} for name, value in settings]
    return _document("ComponentSchematic", "web", spec)


def _application(trait: Trait) -> dict[str, object]:
    """Return an application with one use of a trait, all of whose properties have a value that an example has."""
    given = {prop.name: value for prop in trait.properties if (value := _sample(prop)) is not None}
    use = {"name": trait.name, "properties": given}
    instance = {"componentName": "web", "instanceName": "web", "traits": [use]}
    return _document("ApplicationConfiguration", "shop", {"components": [instance]})


def _document(kind: str, name: str, spec: dict[str, object]) -> dict[str, object]:
    """Return a document."""
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def _sample(prop: Property) -> object:
    """Return a value for a property: its example, its default, or one of its type; None where there is none."""
    if prop.example is not UNSET:
        return prop.example
    if prop.default is not UNSET:
        return prop.default
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
