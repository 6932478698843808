"""Tracks: a second Deployment of an instance, whose pods differ from the first ones by their track (docs/spec/rollouts.md, 2).

In: the finished Deployment of an instance. Out: a copy of it for another track. The pods of both have the label of the
instance, so that what selects these selects both; what tells them apart is the recommended label of a unique name, which pods
have anyway.
"""

from __future__ import annotations

from oamc.expressions.holes import When
from oamc.model.reserved_keys import INSTANCE, UNIQUE_NAME
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, bare, branches, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.objects.tree import KubeObject, Tree

    Edit = Callable[[Tree], Tree]

LABEL = ("metadata", "labels", UNIQUE_NAME)
TEMPLATE = ("spec", "template")


def track_of(main: KubeObject, suffix: str, edits: dict[tuple[str, ...], Edit], rule: str) -> KubeObject:
    """Return the Deployment of another track: `edits` say what else differs, by the path of each part.

    A step below a list is the name of an item.
    """
    instance, name = main.name, f"{main.name}-{suffix}"
    selected: Tree = {INSTANCE: prefixed(instance), UNIQUE_NAME: prefixed(name)}
    own: dict[tuple[str, ...], Edit] = {
        ("metadata", "name"): lambda _: prefixed(name),
        (*TEMPLATE, *LABEL): lambda _: prefixed(name),
        ("spec", "selector"): lambda _: {"matchLabels": selected},
    }
    body: Tree = main.body
    for path, edit in {**own, **edits}.items():
        body = edited(body, path, edit)
    assert isinstance(body, dict)
    return replace(main, name=name, body=body, rule=rule)


def edited(tree: Tree, path: tuple[str, ...], edit: Edit) -> Tree:
    """Return a tree in which the part at a path is another one; None takes a part away, and is given where there is none."""
    if not path:
        return edit(tree)
    match tree:
        case At():
            return At(edited(tree.tree, path, edit), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            changed = None if otherwise is None else edited(otherwise, path, edit)
            return When(condition=tree.condition, then=edited(then, path, edit), otherwise=changed)
        case dict():
            changed = {key: edited(value, path[1:], edit) if key == path[0] else value for key, value in tree.items()}
            if path[0] not in tree:
                changed[path[0]] = edited(None, path[1:], edit)
            return entries(changed.items())
        case list() | tuple():
            return [edited(item, path[1:], edit) if _is_called(item, path[0]) else item for item in tree]
        case _:
            raise AssertionError(f"there is nothing at {path}")


def _is_called(item: Tree, name: str) -> bool:
    """Tell whether an item of a list has a name."""
    while isinstance(item := bare(item), When):
        item = branches(item)[0]
    return isinstance(item, dict) and bare(item.get("name")) == name
