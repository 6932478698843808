"""Words of a document that objects have other words for, and that stay values of the output."""

from __future__ import annotations

from oamc.expressions.holes import Equals, Hole, When
from oamc.objects.tree import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.ir.properties import Leaf
    from oamc.objects.tree import Tree


def in_words(leaf: Leaf | None, words: Mapping[str, str]) -> Tree:
    """Return what an object says for one of the `words` of a document, None where nothing is said."""
    if leaf is None:
        return None
    if not isinstance(leaf.value, Hole):
        return At(words[leaf.known], leaf.span)
    *others, (_, last) = words.items()
    tree: Tree = At(last, leaf.span)
    for word, meaning in reversed(others):
        tree = When(condition=Equals(path=leaf.value.path, value=word), then=At(meaning, leaf.span), otherwise=tree)
    return tree
