"""Objects as plain data: mappings, lists and scalars, of any shape."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def part_at(tree: Any, path: Iterable[object]) -> Any:
    """Return what stands at a path of keys, None where there is nothing.

    >>> part_at({"spec": {"replicas": 2}}, ("spec", "replicas"))
    2
    >>> part_at({"spec": []}, ("spec", "replicas")) is None
    True
    """
    for step in path:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree
