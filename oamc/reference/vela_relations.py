"""How any two traits of KubeVela get on: computed from what they claim on the component types of KubeVela that take both.

In: the catalog of KubeVela, whose traits have an example each. Out: a `Relation` for any two traits, by the names under which
`oamc types show` finds them, such as `kubevela/env`. The rules are those of docs/spec/traits-together.md, 1.6: what is said of
traits of OAM (`relations.py`), and beside that

    conflicting    both set one field, and it can only have one value: refused where they want different ones
    in turn        both set one field, and one of them puts its own in the place of what is there: the later counts;
                   or one writes into all items of a list to which the other one adds, and so into that one, too, or not
    composable     both end up with the same there, in either order, or each adds to one list or mapping

Which of them it is where claims meet is told by a build with both traits, in both orders. Definitions of a platform are left
out: what they write is told by the engine for CUE, with their own properties.
"""

from __future__ import annotations

import json
from itertools import combinations

from oamc.choices import FIXED, MANIFESTS
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.lower.changes import change_of
from oamc.lower.program import context_of, subject_of
from oamc.lower.relations import claims_of, made_by_both, meeting
from oamc.model.vocabularies import KUBEVELA
from oamc.objects.reading import Reader
from oamc.options import Options
from oamc.records import Record, replace
from oamc.reference.relations import (
    APART,
    BOTH_MAKE,
    BOTH_SET,
    COMPOSABLE,
    CONFLICTING,
    IN_TURN,
    KINDS,
    ORDER,
    ORTHOGONAL,
    SAME,
    SHARED,
    THE_LATER,
    Relation,
)
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Trait, WorkloadType
    from oamc.checks.result import Checked
    from oamc.lower.changes import Made
    from oamc.objects.claims import Claim
    from oamc.objects.tree import Tree

    Document = dict[str, Tree]

SETTINGS: Document = {"image": "example/web:1", "schedule": "0 3 * * *", "cmd": ["web"], "ports": [{"port": 8080}]}
"""Properties of the example of a component type, of which each has those that it knows."""


class Effect(Record):
    """What one use of a trait does to an example: its change, and its claims."""

    made: Made
    claims: tuple[Claim, ...]


def component_types(catalog: Catalog) -> tuple[WorkloadType, ...]:
    """Return the component types that run pods, which all traits of KubeVela are about."""
    return tuple(kind for kind in catalog.workload_types if kind.definition is None and kind.pod)


def built_in_traits(catalog: Catalog) -> tuple[Trait, ...]:
    """Return the traits of which an example is known: those that no definition of a platform describes."""
    return tuple(trait for trait in catalog.traits if trait.definition is None)


def name_of(trait: Trait) -> str:
    """Return the name under which `oamc types show` finds a trait of KubeVela, whatever OAM has of that name."""
    return f"{KUBEVELA}/{trait.name}"


def application(kind: WorkloadType, *traits: Trait) -> Document:
    """Return an Application with one component of a type, and one use of each trait in this order."""
    schema = kind.schema
    known = {item.name for item in getattr(schema, "items", ())}
    uses: list[Tree] = [{"type": trait.name, "properties": dict(trait.example)} for trait in traits]
    component: Document = {
        "name": "web",
        "type": kind.name,
        "properties": {name: value for name, value in SETTINGS.items() if name in known},
        "traits": uses,
    }
    return {
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": "shop"},
        "spec": {"components": [component]},
    }


def vela_relations(catalog: Catalog) -> tuple[Relation, ...]:
    """Return the relation of any two traits of KubeVela, in the order of the catalog."""
    kinds, traits = component_types(catalog), built_in_traits(catalog)
    effects = {trait.name: {kind.name: _effect(kind, trait) for kind in kinds} for trait in traits}
    return tuple(_relation(first, second, kinds, effects) for first, second in combinations(traits, 2))


def _relation(
    first: Trait, second: Trait, kinds: tuple[WorkloadType, ...], effects: dict[str, dict[str, Effect | None]]
) -> Relation:
    """Return the relation of two traits: the strictest one of all component types that take both."""
    found, shared = (APART, "", ""), []
    for kind in kinds:
        one, other = effects[first.name][kind.name], effects[second.name][kind.name]
        if one is None or other is None:
            continue
        shared.append(kind.name)
        if found[0] == CONFLICTING:
            continue  # nothing is stricter, and the first one of a kind counts
        found = max(found, _meeting(kind, (first, one), (second, other)), key=lambda each: KINDS.index(each[0]))
    return Relation(
        first=name_of(first),
        second=name_of(second),
        kind=found[0],
        reason=found[1],
        field=found[2],
        workload_types=tuple(shared),
    )


def _meeting(kind: WorkloadType, one: tuple[Trait, Effect], other: tuple[Trait, Effect]) -> tuple[str, str, str]:
    """Return how two traits of one component get on, why, and where they meet."""
    twice = made_by_both(one[1].made, other[1].made)
    if twice is not None:
        return CONFLICTING, BOTH_MAKE, twice.partition(" ")[0]
    met = meeting(one[1].claims, other[1].claims) or _reaching(one[1].claims, other[1].claims)
    if met is not None:
        return _in_order(kind, one[0], other[0], met)
    shared = next((place for mine in one[1].claims for theirs in other[1].claims if (place := mine.shared_with(theirs))), None)
    return (ORTHOGONAL, "", "") if shared is None else (COMPOSABLE, SHARED, shared.in_words())


def _in_order(kind: WorkloadType, first: Trait, second: Trait, met: tuple[Claim, Claim]) -> tuple[str, str, str]:
    """Return how two traits get on whose claims meet, by a build of both in either order."""
    shorter, longer = sorted(met, key=lambda claim: len(claim.path))
    field, is_one = longer.in_words(), met[0].meets(met[1])
    there, back = built(kind, first, second), built(kind, second, first)
    if there is None and back is None:
        return CONFLICTING, BOTH_SET, field
    if there is None or back is None or not is_one:
        is_same = None not in (there, back) and _unordered(there) == _unordered(back)
        return (COMPOSABLE, SHARED, field) if is_same else (IN_TURN, ORDER, field)
    if there != back:
        return IN_TURN, THE_LATER, field
    return (COMPOSABLE, SAME, field) if len(shorter.path) == len(longer.path) else (COMPOSABLE, SHARED, shorter.in_words())


def _unordered(tree: object) -> object:
    """Return a tree in which the order of lists says nothing."""
    if isinstance(tree, dict):
        return frozenset((key, _unordered(part)) for key, part in tree.items())
    return frozenset(map(_unordered, tree)) if isinstance(tree, (list, tuple)) else tree


def _reaching(first: tuple[Claim, ...], second: tuple[Claim, ...]) -> tuple[Claim, Claim] | None:
    """Return claims of which one is about every item of a list, and the other one about an item that it may have added."""
    for one, other in ((mine, theirs) for mine in first for theirs in second if mine.target == theirs.target):
        steps = zip(one.path, other.path, strict=False)
        differing = next(((mine, theirs) for mine, theirs in steps if mine != theirs), None)
        if differing is not None and None in differing:
            return (one, other) if differing[0] is None else (other, one)
    return None


def built(kind: WorkloadType, *traits: Trait) -> tuple[Tree, ...] | None:
    """Return the objects of a component with traits, None where the build is refused."""
    checked = _checked(_compilation(kind, traits))
    if checked is None:
        return None
    return tuple(one.filler.body(item) for one in checked for item in one.objects.objects if one.filler.present(item))


def _effect(kind: WorkloadType, trait: Trait) -> Effect | None:
    """Return what one use of a trait does to a component, None where a component of the type cannot have it."""
    compilation = _compilation(kind, (trait,))
    if _checked(compilation) is None:
        return None
    reports = Reports()
    ((_, program),) = compilation.programs
    assert program is not None, "what could be built has a program"
    (instance,) = program.instances
    subject = subject_of(instance, context_of(program, Options(), reports))
    subject = replace(subject, reader=Reader(instance.parameters))
    made = change_of(instance.traits[0], subject)
    return Effect(made=made, claims=claims_of(made, subject))


def _checked(compilation: Compilation) -> tuple[Checked, ...] | None:
    """Return what comes out of a run, None where it is refused."""
    checked = compilation.checked
    return None if compilation.reports.has_errors() else checked


def _compilation(kind: WorkloadType, traits: tuple[Trait, ...]) -> Compilation:
    """Return the run that compiles an example."""
    text = json.dumps(application(kind, *traits))
    source = SourceFile(path="example", label="example", text=text)
    return Compilation((source,), Options(format=MANIFESTS, job_names=FIXED), Reports())
