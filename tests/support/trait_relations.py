"""How the traits of the catalog get on, computed once in a test process: the catalog says it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from oamc.capabilities.catalog import CATALOG, Catalog
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import Trait
from oamc.model.vocabularies import KUBEVELA
from oamc.reference import variants, vela_relations
from oamc.reference.relations import Effect, Relation, effects_of, relations


@cache
def relations_of_the_catalog() -> tuple[Relation, ...]:
    """Return the relation of any two traits of the catalog."""
    return relations(CATALOG)


@cache
def relations_of_variants() -> tuple[Relation, ...]:
    """Return the relations of variants of the catalog that differ from those of their traits."""
    return variants.variant_relations(CATALOG, relations_of_the_catalog())


@cache
def relations_of_kubevela() -> tuple[Relation, ...]:
    """Return the relation of any two traits of KubeVela."""
    return vela_relations.vela_relations(CATALOGS[KUBEVELA])


def effects_once() -> Callable[[Trait, Catalog], dict[str, Effect]]:
    """Return a function that does what `effects_of` does, for each trait of the catalog itself once."""

    @cache
    def computed(name: str) -> dict[str, Effect]:
        trait = CATALOG.trait(name)
        assert trait is not None
        return effects_of(trait, CATALOG)

    def found(trait: Trait, catalog: Catalog) -> dict[str, Effect]:
        is_known = catalog is CATALOG and CATALOG.trait(trait.name) is trait
        return computed(trait.name) if is_known else effects_of(trait, catalog)

    return found


def catalog_of(traits: Iterable[Trait]) -> Catalog:
    """Return the catalog with these traits instead of its own: whoever asks of them need not compute all others."""
    return CATALOG.without(CATALOG.trait_names()).extended(traits=traits)
