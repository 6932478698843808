"""Every capability of the catalogs is drawn by a strategy: what is added to a catalog, and to no strategy, fails here at once.

What strategies name is read from their text, without drawing: names that only a comparison has do not count. How often each
construct is met counts `tests/test_agreement.py`, for the first version of OAM.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.packages.records import FIELDS, TYPES
from oamc.capabilities.property_schema import Mapped, Struct
from oamc.model.vocabularies import KUBEVELA
from oamc.records import items
from tests.strategies import drawn_package
from tests.strategies.kubevela import fits
from tests.strategies.kubevela_free import DRAWN as FREE
from tests.strategies.packaged import VALUES
from tests.strategies.trait_trees import TREES

KINDS = ("workload_types", "traits", "scopes", "intents")


@cache
def named() -> frozenset[str]:
    """Return the texts that strategies hold, but for docstrings and for those with which something is compared."""
    found: set[str] = set()
    for path in Path(__file__).parent.glob("*.py"):
        if not path.name.startswith(("test_", "coverage")):
            found |= texts_in(ast.parse(path.read_text()))
    return frozenset(found)


def texts_in(tree: ast.AST) -> set[str]:
    """Return the texts in a part of a module."""
    if isinstance(tree, ast.Constant):
        return {tree.value} if isinstance(tree.value, str) else set()
    if isinstance(tree, ast.Compare) or (isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant)):
        return set()
    return {text for part in ast.iter_child_nodes(tree) for text in texts_in(part)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_strategy_names_every_capability(kind: str) -> None:
    capabilities = getattr(CATALOG, kind)
    assert capabilities
    missing = [one.name for one in capabilities if not named() & {*one.names, *(name.rpartition(".")[2] for name in one.names)}]
    assert missing == []


def test_the_properties_of_every_trait_are_drawn_at_every_depth() -> None:
    assert {one.name for one in TREES} == {one.name for one in CATALOG.traits if one.schema is not None}


def test_a_name_in_a_comparison_or_a_docstring_is_no_name_that_is_drawn() -> None:
    text = '"""ingress"""\nUSED = {"slo": f"{1}dapr"}\nfound = name == "upgrade" or name in ("rollout",)\n'
    assert texts_in(ast.parse(text)) == {"slo", "dapr"}


def test_every_type_of_kubevela_can_be_drawn() -> None:
    catalog = CATALOGS[KUBEVELA]
    every = (*catalog.workload_types, *catalog.traits)
    assert [one.name for one in every if one.name not in FREE and not isinstance(one.schema, (Struct, Mapped))] == []
    assert {one.name for one in every} >= FREE.keys()
    kinds = [one.name for one in catalog.workload_types]
    assert [one.name for one in catalog.traits if not any(fits(one.name, kind) for kind in kinds)] == []


def test_the_package_that_is_drawn_uses_the_whole_contract() -> None:
    package = drawn_package.CAPABILITIES
    every = (*package.workload_types, *package.traits, *package.scopes)
    properties = [item for one in every for item in getattr(one, "settings", ()) or getattr(one, "properties", ())]
    used = {
        (type(record), name)
        for record in (*every, *properties)
        for name, value in items(record)
        if name not in type(record)._defaults or value != type(record)._defaults[name]
    }
    assert {(record, name) for record, names in FIELDS.items() for name in names} - used == set()
    assert {type(own) for own in drawn_package.TYPES.values()} == set(TYPES)
    assert VALUES.keys() == drawn_package.TYPES.keys()
