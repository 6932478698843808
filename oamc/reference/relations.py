"""How any two traits of a catalog get on: computed from what they claim on an example of each workload type that takes both.

The rules are those of docs/spec/traits-together.md, 1:

    conflicting    both set one field, make one object, act on one resource, or make another kind of workload of the
                   instance, or one makes what the other one excludes: an application with both is refused
    composable     they work on one thing, and both count: one takes away what the other one sets, in whatever order they are
                   listed; each puts something of its own into one list or mapping; or one provides what the other one wants
    orthogonal     they have nothing in common
    apart          no workload type takes both

Nothing is listed by name: a new trait is compared with all others as soon as it is in the catalog.
"""

from __future__ import annotations

import json
from itertools import combinations

from oamc.capabilities.contracts import applies
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.lower.changes import change_of
from oamc.lower.program import context_of, subject_of
from oamc.lower.relations import claims_of, excluded, followed_by_both, made_by_both, meeting
from oamc.options import Options
from oamc.records import Record
from oamc.reference.examples import application, component, use_of
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Subject, Trait, WorkloadType
    from oamc.lower.changes import Made
    from oamc.objects.claims import Claim
    from oamc.reference.examples import Document

    Effects: TypeAlias = "Mapping[str, Mapping[str, Effect]]"

CONFLICTING = "conflicting"
COMPOSABLE = "composable"
ORTHOGONAL = "orthogonal"
IN_TURN = "in turn"
APART = "apart"
KINDS = (APART, ORTHOGONAL, COMPOSABLE, IN_TURN, CONFLICTING)
"""From the loosest to the strictest one."""
BOTH_SET, BOTH_MAKE, BOTH_SHAPE = "both set it", "both make it", "both say what it is"
BOTH_FOLLOW = "both act on it"
REFUSES = "one refuses what the other one makes of the instance"
EXCLUDES = "one makes it, the other one excludes it"
ONE_OBJECT = "each writes its own part of one object"
TAKES_AWAY, SHARED, WANTED = "one takes it away", "each adds to it", "one provides what the other one wants"
IN_PART = "one takes only a part of the other one, without"
THE_LATER, ORDER, SAME = "the later one of the list counts", "their order decides", "both end up with the same"


class NoExampleError(Exception):
    """The example of a trait does not compile on a workload type. Those of oamc do; others may have none that does."""

    def __init__(self, trait: str, kind: str, problem: str) -> None:
        super().__init__(trait)
        self.trait, self.kind, self.problem = trait, kind, problem


class Effect(Record):
    """What one `use` of a trait does to an example: its change, its `claims`, and the workload that it meets."""

    use: Document
    subject: Subject
    made: Made
    claims: tuple[Claim, ...]

    @property
    def makes_workload(self) -> bool:
        """Tell whether the workload is of another kind by the trait."""
        trait, workload_type = self.made.trait, self.subject.workload_type
        return trait is not None and trait.trait.name == workload_type.shaped_by


class Relation(Record):
    """How two traits get on: `kind`, the `reason`, the `field` or object at which they meet, and the types that take both."""

    first: str
    second: str
    kind: str
    reason: str
    field: str
    workload_types: tuple[str, ...]


def without_examples(catalog: Catalog) -> tuple[NoExampleError, ...]:
    """Return the traits of others whose example does not compile: how they get on cannot be computed."""
    return tuple(found for trait in catalog.traits if trait.source and (found := _missing_example(trait, catalog)) is not None)


def _missing_example(trait: Trait, catalog: Catalog) -> NoExampleError | None:
    """Return why the example of a trait does not compile, None where it does."""
    try:
        effects_of(trait, catalog)
    except NoExampleError as error:
        return error
    return None


def all_effects(catalog: Catalog) -> Effects:
    """Return what each trait does on each workload type that takes it: what all relations are computed from."""
    return {trait.name: effects_of(trait, catalog) for trait in catalog.traits}


def relations(catalog: Catalog, effects: Effects | None = None) -> tuple[Relation, ...]:
    """Return the relation of any two traits, in the order of the catalog. The `effects` are those of all of them."""
    effects = all_effects(catalog) if effects is None else effects
    return tuple(_relation(first, second, catalog, effects) for first, second in combinations(catalog.traits, 2))


def relations_of(trait: Trait, catalog: Catalog) -> tuple[Relation, ...]:
    """Return the relations of one trait with all others, in the order of the catalog; it is the first one of each."""
    others = [other for other in catalog.traits if other.name != trait.name]
    effects = {known.name: effects_of(known, catalog) for known in (trait, *others)}
    return tuple(_relation(trait, other, catalog, effects) for other in others)


def effects_of(trait: Trait, catalog: Catalog) -> dict[str, Effect]:
    """Return what a trait does on each workload type that takes it, by the names of these types."""
    return {kind.name: _effect(kind, trait, catalog) for kind in catalog.named_workload_types if applies(trait, kind)}


def _relation(first: Trait, second: Trait, catalog: Catalog, effects: Effects) -> Relation:
    """Return the relation of two traits: the strictest one of all workload types that take both."""
    shared = [kind for kind in catalog.named_workload_types if applies(first, kind) and applies(second, kind)]
    found = (APART, "", "")
    for kind in shared:
        here = meeting_of(first, second, effects[first.name][kind.name], effects[second.name][kind.name])
        found = max(found, here, key=lambda one: KINDS.index(one[0]))
    names = tuple(kind.short_name for kind in shared)
    return Relation(first=first.name, second=second.name, kind=found[0], reason=found[1], field=found[2], workload_types=names)


def meeting_of(first: Trait, second: Trait, one: Effect, other: Effect) -> tuple[str, str, str]:
    """Return how two traits of one instance get on, why, and where they meet."""
    if one.makes_workload and other.makes_workload:
        return CONFLICTING, BOTH_SHAPE, "kind"
    twice = made_by_both(one.made, other.made)
    if twice is not None:
        return CONFLICTING, BOTH_MAKE, twice.partition(" ")[0]
    kind = excluded(one.made, other.made) or excluded(other.made, one.made)
    if kind:
        return CONFLICTING, EXCLUDES, kind
    followed = followed_by_both(one.made, other.made)
    if followed:
        return CONFLICTING, BOTH_FOLLOW, followed[0][0].resource
    met = meeting(one.claims, other.claims)
    if met is not None:
        takes_away = any(claim.removes for claim in met)
        return COMPOSABLE if takes_away else CONFLICTING, TAKES_AWAY if takes_away else BOTH_SET, met[0].in_words()
    shared = next((place for mine in one.claims for theirs in other.claims if (place := mine.shared_with(theirs))), None)
    if shared is not None:
        return COMPOSABLE, SHARED, shared.in_words()
    written = {(item.kind, item.name) for item in one.made.shared} & {(item.kind, item.name) for item in other.made.shared}
    if written:
        return COMPOSABLE, ONE_OBJECT, min(written)[0]
    wanted = _wanted(first, second) or _wanted(second, first)
    return (COMPOSABLE, WANTED, wanted) if wanted else (ORTHOGONAL, "", "")


def _wanted(first: Trait, second: Trait) -> str:
    """Return what the first of two traits wants and the second provides, the empty text where that is nothing."""
    return next((claim for claim in first.wants if claim in second.provides), "")


def claims_in_words(effects: Iterable[Effect]) -> tuple[str, ...]:
    """Return the fields that a trait writes on its examples, each once, in their order."""
    return tuple(dict.fromkeys(claim.in_words() for effect in effects for claim in effect.claims))


def use_on(kind: WorkloadType, trait: Trait, catalog: Catalog) -> Document:
    """Return a use of a trait with as much of its example as the workload type takes."""
    if kind.name in trait.examples_on:
        return {"name": trait.name, "properties": dict(trait.examples_on[kind.name])}
    use, found = use_of(trait), Reports()
    _made(kind, trait, use, catalog, found)
    if not found.has_errors():
        return use
    properties = use.get("properties")
    names = list(properties) if isinstance(properties, dict) else []
    left_out: list[str] = []
    for name in names:
        alone = Reports()
        _made(kind, trait, use_of(trait, set(names) - {name}), catalog, alone)
        left_out += [name] if alone.has_errors() else []
    return use_of(trait, left_out)


def _effect(kind: WorkloadType, trait: Trait, catalog: Catalog) -> Effect:
    """Return what one use of a trait does to an instance of a workload type."""
    if kind.name not in trait.examples_on:
        use, reports = use_of(trait), Reports()
        subject, made = _made(kind, trait, use, catalog, reports)
        if not reports.has_errors():  # and so this is the use that `use_on` would find by the same build
            return Effect(use=use, subject=subject, made=made, claims=claims_of(made, subject))
    return effect_of_use(kind, trait, use_on(kind, trait, catalog), catalog)


def effect_of_use(kind: WorkloadType, trait: Trait, use: Document, catalog: Catalog, beside: Iterable[Document] = ()) -> Effect:
    """Return what a use of a trait does to an instance of a workload type that has others `beside` it.

    Raises `NoExampleError` where that is refused.
    """
    reports = Reports()
    subject, made = _made(kind, trait, use, catalog, reports, beside)
    if reports.has_errors():
        raise NoExampleError(trait.name, kind.short_name, reports.found[0].message)
    return Effect(use=use, subject=subject, made=made, claims=claims_of(made, subject))


def _made(
    kind: WorkloadType, trait: Trait, use: Document, catalog: Catalog, reports: Reports, beside: Iterable[Document] = ()
) -> tuple[Subject, Made]:
    """Return an instance of a workload type, and what one use of a trait does to it."""
    items = [component(kind, has_volume=True, is_shared=True), application(*beside, use)]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
    source = SourceFile(path="example", label="example", text=text)
    ((_, program),) = Compilation((source,), Options(), reports, catalog).programs
    if program is None or not program.instances or not program.instances[0].traits:
        raise NoExampleError(trait.name, kind.short_name, reports.found[0].message)
    (instance,) = program.instances
    subject = subject_of(instance, context_of(program, Options(), reports))
    return subject, change_of(instance.traits[-1], subject)
