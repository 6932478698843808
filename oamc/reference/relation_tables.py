"""How traits get on as tables in Markdown, for `oamc types matrix` and the page of reference."""

from __future__ import annotations

from oamc.capabilities.contracts import applies
from oamc.reference.relations import APART, COMPOSABLE, CONFLICTING, IN_TURN, ORTHOGONAL
from oamc.reference.vela_relations import built, built_in_traits, component_types, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.catalog import Catalog
    from oamc.reference.relations import Relation

LETTERS = {ORTHOGONAL: "O", COMPOSABLE: "C", IN_TURN: "L", CONFLICTING: "X", APART: ""}


def tables(catalog: Catalog, found: Iterable[Relation]) -> str:
    """Return the matrix, what it is about where two traits meet, and which workload types take which trait."""
    kinds = catalog.named_workload_types
    taken = [(trait.name, [applies(trait, kind) for kind in kinds]) for trait in catalog.traits]
    lines = ["O: orthogonal, C: composable, X: conflicting, empty: no workload type takes both.", ""]
    lines += _matrix([trait.name for trait in catalog.traits], tuple(found))
    lines += ["", "Which workload types take which trait:", ""]
    return _text([*lines, *_taken([kind.short_name for kind in kinds], taken)])


def variant_table(found: Iterable[Relation]) -> str:
    """Return the relations of variants of traits, where these are others than those of the traits as they are."""
    rows = [
        _row(f"`{one.first}`", [f"`{one.second}`", one.kind, one.reason, f"`{one.field}`" if one.field else ""])
        for one in found
    ]
    return _text([*_head("Trait", ["and trait", "", "why", "at"]), *rows])


def vela_tables(catalog: Catalog, found: Iterable[Relation]) -> str:
    """Return the matrix of the traits of KubeVela, where two meet, and which component types take which trait."""
    relations = tuple(found)
    kinds = [kind.name for kind in component_types(catalog)]
    names = [name_of(trait) for trait in built_in_traits(catalog)]
    taken = [
        (name_of(trait), [built(kind, trait) is not None for kind in component_types(catalog)])
        for trait in built_in_traits(catalog)
    ]
    lines = ["O: orthogonal, C: composable, L: the later one counts, X: conflicting, empty: no component type takes both.", ""]
    lines += [*_matrix(names, relations), "", "Which component types take which trait, as its example uses it:", ""]
    return _text([*lines, *_taken(kinds, taken)])


def _matrix(names: list[str], found: tuple[Relation, ...]) -> list[str]:
    """Return the matrix of traits, and where two of them meet."""
    pairs = {frozenset((one.first, one.second)): one for one in found}
    lines = _head("Trait", names)
    lines += [
        _row(
            f"`{name}`",
            ["-" if name == other else LETTERS[pairs[frozenset((name, other))].kind] for other in names],
        )
        for name in names
    ]
    lines += ["", "Where two traits meet:", "", *_head("Trait", ["and trait", "", "why", "at"])]
    return lines + [
        _row(f"`{one.first}`", [f"`{one.second}`", one.kind, one.reason, f"`{one.field}`"]) for one in found if one.reason
    ]


def _taken(kinds: list[str], taken: Iterable[tuple[str, list[bool]]]) -> list[str]:
    """Return the table of the types that take each trait."""
    return [*_head("Trait", kinds), *(_row(f"`{name}`", ["y" if does else "-" for does in each]) for name, each in taken)]


def _text(lines: list[str]) -> str:
    """Return lines as a text."""
    return "\n".join(lines) + "\n"


def _head(first: str, others: list[str]) -> list[str]:
    """Return the two lines above the rows of a table."""
    return [_row(first, others), _row("---", ["---"] * len(others))]


def _row(first: str, others: list[str]) -> str:
    """Return one row of a table."""
    return f"| {' | '.join((first, *others))} |"
