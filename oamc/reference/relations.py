"""How any two traits of a catalog get on: computed from what they claim on an example of each workload type that takes both.

    orthogonal     they write different fields
    composable     one takes away what the other one sets, in whatever order they are listed
    conflicting    both set one field, or make one object: an application with both is refused
    apart          no workload type takes both

Nothing is listed by name: a new trait is compared with all others as soon as it is in the catalog.
"""

from __future__ import annotations

import json
from itertools import combinations

from oamc.capabilities.contracts import applies
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.lower.program import change_of, context_of, subject_of
from oamc.lower.relations import claims_of, meeting
from oamc.options import Options
from oamc.records import Record
from oamc.reference.examples import application, component
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Subject, Trait, WorkloadType
    from oamc.lower.changes import Made

ORTHOGONAL = "orthogonal"
COMPOSABLE = "composable"
CONFLICTING = "conflicting"
APART = "apart"


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
        for kind in catalog.named_workload_types
        for trait in catalog.traits
        if applies(trait, kind)
    }
    return tuple(_relation(first, second, catalog, examples) for first, second in combinations(catalog.traits, 2))


def _relation(first: Trait, second: Trait, catalog: Catalog, examples: dict[tuple[str, str], tuple[Subject, Made]]) -> Relation:
    """Return the relation of two traits: the worst one of all workload types that take both."""
    shared = [kind for kind in catalog.named_workload_types if applies(first, kind) and applies(second, kind)]
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
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [component(kind, has_volume=True), application(trait)]})
    source = SourceFile(path="example", label="example", text=text)
    reports = Reports()
    ((_, program),) = Compilation((source,), Options(), reports, catalog).programs
    assert program is not None, f"the example of {trait.name} on {kind.name} is wrong: {reports.found}"
    (instance,) = program.instances
    subject = subject_of(instance, context_of(program, Options(), reports))
    return subject, change_of(instance.traits[0], subject)
