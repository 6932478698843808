"""Applications with one trait whose properties are drawn from what it says of them, at every depth.

    sample_tree(7)   an application with a Server, the same each time

What is drawn has the right types; whether it goes together nobody knows before it is compiled. A property that is added to a
trait is drawn without a change here.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.property_schema import Struct
from tests.strategies.kubevela import drawn_properties
from tests.support.documents import HTTP, application, component, container, trait

if TYPE_CHECKING:
    from tests.strategies.applications import Documents

TREES = tuple(known for known in CATALOG.traits if isinstance(known.schema, Struct))
"""The traits that take a tree of properties."""
INGRESS = trait("ingress", hostname="shop.example.com", servicePort=8080, parentRefs=[{"name": "public"}])


def _absolute(tree: Any) -> Any:
    """Return properties in which each path begins as paths do."""
    if isinstance(tree, list):
        return [_absolute(part) for part in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: f"/{part}" if name == "path" and isinstance(part, str) else _absolute(part) for name, part in tree.items()}


def sample_tree(seed: int) -> Documents:
    """Return the documents of a seed."""
    chance = Random(f"tree {seed}")
    chosen = chance.choice(TREES)
    assert isinstance(chosen.schema, Struct)
    uses = [trait(chosen.name, **_absolute(drawn_properties(chosen.schema, chance)))]
    if any(item.name == "provider" for item in chosen.schema.items) and chance.random() < 0.5:
        uses.append(INGRESS)
    return [component("Server", container(ports=[HTTP])), application(*uses)]
