"""How traits get on as tables in Markdown, for `oamc types matrix` and the page of reference."""

from __future__ import annotations

from oamc.capabilities.contracts import applies
from oamc.reference.relations import APART, COMPOSABLE, CONFLICTING, ORTHOGONAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.catalog import Catalog
    from oamc.reference.relations import Relation

LETTERS = {ORTHOGONAL: "O", COMPOSABLE: "C", CONFLICTING: "X", APART: ""}


def tables(catalog: Catalog, found: Iterable[Relation]) -> str:
    """Return the matrix, what it is about where two traits meet, and which workload types take which trait."""
    pairs = {frozenset((one.first, one.second)): one for one in found}
    names = [trait.name for trait in catalog.traits]
    lines = [
        "O: orthogonal, C: composable, X: conflicting, empty: no workload type takes both.",
        "",
        *_head("Trait", names),
    ]
    lines += [
        _row(
            f"`{name}`",
            ["-" if name == other else LETTERS[pairs[frozenset((name, other))].kind] for other in names],
        )
        for name in names
    ]
    lines += ["", "Where two traits meet:", "", *_head("Trait", ["and trait", "", "why", "at"])]
    lines += [
        _row(f"`{one.first}`", [f"`{one.second}`", one.kind, one.reason, f"`{one.field}`"])
        for one in pairs.values()
        if one.reason
    ]
    kinds = catalog.named_workload_types
    lines += ["", "Which workload types take which trait:", "", *_head("Trait", [kind.short_name for kind in kinds])]
    lines += [_row(f"`{trait.name}`", ["y" if applies(trait, kind) else "-" for kind in kinds]) for trait in catalog.traits]
    return "\n".join(lines) + "\n"


def _head(first: str, others: list[str]) -> list[str]:
    """Return the two lines above the rows of a table."""
    return [_row(first, others), _row("---", ["---"] * len(others))]


def _row(first: str, others: list[str]) -> str:
    """Return one row of a table."""
    return f"| {' | '.join((first, *others))} |"
