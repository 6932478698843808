"""How traits get on where another engine, provider or API of them makes a difference: computed as `relations.py` does.

In: a catalog. Out: a `Relation` for each variant of a trait (`Trait.variants`) and each other trait, or variant of one, where
that is another one than between the two traits as their examples use them. A variant may make another kind of workload of the
instance, whose new shape no claim shows; so two whose claims do not meet are built together, and what is refused only then is a
conflict (docs/spec/traits-together.md, 1.9).
"""

from __future__ import annotations

import json
from itertools import combinations

from oamc.capabilities.contracts import Variant, applies
from oamc.choices import FIXED, MANIFESTS
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.records import Record
from oamc.reference.examples import application, component
from oamc.reference.relations import (
    APART,
    COMPOSABLE,
    CONFLICTING,
    IN_PART,
    KINDS,
    REFUSES,
    NoExampleError,
    Relation,
    all_effects,
    effect_of_use,
    meeting_of,
)
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Trait, WorkloadType
    from oamc.reference.examples import Document
    from oamc.reference.relations import Effect, Effects

AS_IT_IS = Variant(words="", properties={})
"""Stands for a trait as its example uses it."""


class Way(Record):
    """A way to use a trait: the `variant`, and what that does on each workload type where it can be, by their names."""

    trait: Trait
    variant: Variant
    effects: Mapping[str, Effect]

    @property
    def name(self) -> str:
        """Return the name of the trait with the words of the variant."""
        return f"{self.trait.name} ({self.variant.words})" if self.variant.words else self.trait.name

    def uses(self, kind: WorkloadType) -> list[Document]:
        """Return the uses of traits that this is on a workload type: those beside it, and its own."""
        return [*_beside(self.variant), self.effects[kind.name].use]


def _beside(variant: Variant) -> list[Document]:
    """Return the uses of other traits that a variant has beside it."""
    return [{"name": name, "properties": dict(properties)} for name, properties in variant.beside.items()]


def ways_of(trait: Trait, catalog: Catalog) -> tuple[Way, ...]:
    """Return the variants of a trait, each with what it does. One that no workload type takes is a fault of its example."""
    found = []
    for variant in trait.variants:
        effects: dict[str, Effect] = {}
        problem = None
        for kind in (known for known in catalog.named_workload_types if applies(trait, known)):
            use: Document = {"name": trait.name, "properties": dict(variant.properties)}
            try:
                effects[kind.name] = effect_of_use(kind, trait, use, catalog, _beside(variant))
            except NoExampleError as error:
                problem = error
        if not effects:
            assert problem is not None, "a trait applies to a workload type"
            raise problem
        found.append(Way(trait=trait, variant=variant, effects=effects))
    return tuple(found)


def variant_relations(catalog: Catalog, plain: Sequence[Relation], effects: Effects | None = None) -> tuple[Relation, ...]:
    """Return the relations of variants that differ from the `plain` ones of their traits, in the order of the catalog.

    The `effects` are those of all traits as they are.
    """
    effects = all_effects(catalog) if effects is None else effects
    known = {frozenset((one.first, one.second)): one for one in plain}
    ways = {
        trait.name: (Way(trait=trait, variant=AS_IT_IS, effects=effects[trait.name]), *ways_of(trait, catalog))
        for trait in catalog.traits
    }
    found: list[Relation] = []
    built = _Built(catalog)
    for first, second in combinations(catalog.traits, 2):
        usual = known[frozenset((first.name, second.name))]
        here: dict[tuple[int, int], Relation] = {}
        for one, mine in enumerate(ways[first.name]):
            for other, theirs in enumerate(ways[second.name]):
                if one or other:
                    here[one, other] = relation = _relation(mine, theirs, built)
                    # Two variants are told of where neither of them alone says it.
                    alone = [here[pair] for pair in ((one, 0), (0, other)) if one and other] or [usual]
                    if all(relation.kind != each.kind for each in alone):
                        found.append(relation)
    return tuple(found)


def _relation(mine: Way, theirs: Way, built: _Built) -> Relation:
    """Return the relation of two ways: the strictest one of all workload types where both can be."""
    kinds = [kind for kind in built.catalog.named_workload_types if kind.name in mine.effects and kind.name in theirs.effects]
    found = (APART, "", "")
    for kind in kinds:
        here = meeting_of(mine.trait, theirs.trait, mine.effects[kind.name], theirs.effects[kind.name])
        found = max(found, here, key=lambda each: KINDS.index(each[0]))
    turned = any(way.trait.turn is not None and way.variant is not AS_IT_IS for way in (mine, theirs))
    if kinds and turned and found[0] != CONFLICTING:
        found = built.refusal(kinds[0], mine, theirs) or found
    names = tuple(kind.short_name for kind in kinds)
    return Relation(first=mine.name, second=theirs.name, kind=found[0], reason=found[1], field=found[2], workload_types=names)


class _Built:
    """Builds of examples, each done once."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._known: dict[str, tuple[str, ...]] = {}

    def refusal(self, kind: WorkloadType, mine: Way, theirs: Way) -> tuple[str, str, str] | None:
        """Return how two get on of which each can be alone and both cannot; None where both can.

        What is refused may be a part of the example of a trait: then the rest of that counts, as it does on a workload type.
        """
        one, other = mine.uses(kind), theirs.uses(kind)
        names = {str(use["name"]) for use in (*one[:-1], *other[:-1])}
        if names & {mine.trait.name, theirs.trait.name} or self._errors(kind, one) or self._errors(kind, other):
            return None
        codes = self._errors(kind, _together(one, other))
        if not codes:
            return None
        for way, uses, others in ((theirs, other, one), (mine, one, other)):
            refused = self._refused_part(kind, uses, others) if way.variant is AS_IT_IS else ()
            if refused:
                return COMPOSABLE, IN_PART, ", ".join(refused)
        return CONFLICTING, REFUSES, codes[0]

    def _refused_part(self, kind: WorkloadType, uses: list[Document], others: list[Document]) -> tuple[str, ...]:
        """Return the properties of the last use without which it can be beside others; none where the rest is refused, too."""
        *beside, use = uses
        properties = use.get("properties")
        assert isinstance(properties, dict)
        without = {name: {key: value for key, value in properties.items() if key != name} for name in properties}
        for name, rest in without.items():
            if rest and not self._errors(kind, _together(others, [*beside, {**use, "properties": rest}])):
                return (name,)
        alone = {name: [*beside, {**use, "properties": {name: value}}] for name, value in properties.items()}
        refused = tuple(name for name, trial in alone.items() if self._errors(kind, _together(others, trial)))
        kept = {name: value for name, value in properties.items() if name not in refused}
        if not kept or self._errors(kind, _together(others, [*beside, {**use, "properties": kept}])):
            return ()
        return refused

    def _errors(self, kind: WorkloadType, uses: list[Document]) -> tuple[str, ...]:
        """Return the codes of the errors of a build with these uses of traits."""
        items = [component(kind, has_volume=True, is_shared=True), application(*uses)]
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": items})
        if text not in self._known:
            reports = Reports()
            source = SourceFile(path="example", label="example", text=text)
            options = Options(format=MANIFESTS, job_names=FIXED)
            compilation = Compilation((source,), options, reports, self.catalog)
            assert compilation.checked is not None
            self._known[text] = tuple(each.code.id for each in reports.found if each.severity == "error")
        return self._known[text]


def _together(one: list[Document], other: list[Document]) -> list[Document]:
    """Return the uses of two ways: what is beside them once, and then their own."""
    return [*{str(use["name"]): use for use in (*one[:-1], *other[:-1])}.values(), one[-1], other[-1]]
