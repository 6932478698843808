"""Parts of objects as a document has them (docs/spec/oam-v1beta1.md, 14.4)."""

from __future__ import annotations

from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import At
from oamc.source.nodes import Mapping, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.objects.tree import Tree
    from oamc.source.nodes import Node


def tree_of(node: Node, null: Tree = None) -> Tree:
    """Return a node as a part of an object, which remembers its places. `null` stands for the nulls in its mappings."""
    if isinstance(node, Scalar):
        return None if node.value is None else At(node.value, node.span)
    if isinstance(node, Mapping):
        return At({entry.key: null if _is_null(entry.value) else tree_of(entry.value, null) for entry in node}, node.span)
    return At([tree_of(item) for item in node], node.span)


def merge_patch(node: Node) -> Tree:
    """Return a node as a JSON merge patch: null takes away, but not inside lists, which are put in as they are."""
    return tree_of(node, ABSENT)


def _is_null(node: Node) -> bool:
    """Tell whether a node is null."""
    return isinstance(node, Scalar) and node.value is None
