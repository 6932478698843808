"""JSON patches (RFC 6902) and JSON merge patches (RFC 7396) of trees with holes.

    edited(base, operations, rule)   a tree and operations in, the changed tree out
    merged(base, patch, span, rule)  a tree and a merge patch in, the changed tree out

An operation finds its place by the numbers of items and by what is there, so it cannot go where that depends on a value which
the installer of the output may still choose: it is refused, as one that finds nothing is.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, When
from oamc.objects.patch import Rules, patched, same
from oamc.objects.tree import At, bare, branches, guarded, placed, presence
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from oamc.objects.tree import Tree
    from oamc.spans import Span

    Act: TypeAlias = "Callable[[dict[str, Tree] | list[Tree], str], None]"

JSON_PATCH = "jsonPatch"
JSON_MERGE_PATCH = "jsonMergePatch"
ADD, REMOVE, REPLACE, MOVE, COPY, TEST = OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
APPENDED = "-"
"""The place behind the last item of a list."""
DEEPEST = 64
"""How deep mappings and lists may be nested, as in documents: what follows goes down into them."""
MOST_COPIED = 10_000
"""How many parts all operations of a patch may copy, and an object with copies may have: each copy could double it."""


class Operation(Record):
    """One operation. `source` is the place that is copied or moved (`from`), `value` what is put in or compared."""

    name: str
    path: str
    span: Span
    source: str = ""
    value: Tree = None


class OperationRefused(Exception):  # noqa: N818 - the name says what is wrong
    """An operation that cannot be applied; `number` counts them from 0."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.number = 0


def merged(base: Tree, patch: Tree, span: Span, rule: str) -> Tree:
    """Return a tree with a merge patch in it: `ABSENT` takes away, mappings are merged, everything else is put in."""
    return patched(base, patch, Rules(span=span, rule=rule, keeps_empty=True))


def edited(base: Tree, operations: Sequence[Operation], rule: str) -> Tree:
    """Return a tree after some operations. Raises `OperationRefused`."""
    copied = 0
    for number, operation in enumerate(operations):
        try:
            if operation.name == COPY:
                copied += _size(_found(base, tokens_of(operation.source)), MOST_COPIED - copied)
            base = _applied(base, operation, rule)
        except OperationRefused as refused:
            refused.number = number
            raise
    if copied:
        _size(base, MOST_COPIED)
    return base


def _size(tree: Tree, most: int) -> int:
    """Return how many parts a tree has, if there are not more than may be."""
    count = 0
    waiting: list[Tree] = [tree]
    while waiting:
        found = bare(waiting.pop())
        count += 1
        if count > most:
            raise OperationRefused(f"more than {MOST_COPIED} parts would come of copies")
        if isinstance(found, When):
            waiting += branches(found)
        elif isinstance(found, dict):
            waiting += found.values()
        elif isinstance(found, (list, tuple)):
            waiting += found
    return count


def _depth(tree: Tree, most: int) -> int:
    """Return how deep a tree is nested, if it is not deeper than may be."""
    level: list[Tree] = [tree]
    depth = 0
    while level:
        below: list[Tree] = []
        for part in level:
            found = bare(part)
            if isinstance(found, When):
                below += branches(found)
            elif isinstance(found, dict):
                below += found.values()
            elif isinstance(found, (list, tuple)):
                below += found
        level, depth = below, depth + 1
        if depth > most:
            raise OperationRefused(f"mappings and lists would be nested deeper than {DEEPEST}")
    return depth


def _applied(base: Tree, operation: Operation, rule: str) -> Tree:
    """Return a tree after one operation."""
    path = tokens_of(operation.path)
    new = operation.value
    match operation.name:
        case "test":
            found = _found(base, path)
            if not _is_known(found):
                raise OperationRefused(f"what is at {operation.path} depends on a value that may be chosen later")
            if not same(found, new):
                raise OperationRefused(f"there is another value at {operation.path}")
            return base
        case "remove":
            return _changed(base, path, _remove)
        case "copy" | "move":
            source = tokens_of(operation.source)
            new = _found(base, source)
            if operation.name == MOVE:
                if path[: len(source)] == source and path != source:
                    raise OperationRefused("it would move something into itself")
                base = _changed(base, source, _remove)
        case _:
            pass
    _depth(new, DEEPEST - len(path))
    if not path:
        return placed(new, operation.span, rule, base)
    act = _replace if operation.name == REPLACE else _add
    return _changed(base, path, lambda container, token: act(container, token, new, operation.span, rule))


def tokens_of(pointer: str) -> list[str]:
    """Return the steps of a JSON pointer (RFC 6901)."""
    if pointer and not pointer.startswith("/"):
        raise OperationRefused('a path begins with "/"')
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _found(tree: Tree, path: list[str]) -> Tree:
    """Return what is at a path."""
    for depth, token in enumerate(path):
        container = bare(tree)
        if isinstance(container, When):
            raise OperationRefused(_conditional(path[:depth]))
        if isinstance(container, dict):
            if token not in container:
                raise OperationRefused(_missing(path[: depth + 1]))
            tree = container[token]
        elif isinstance(container, (list, tuple)):
            tree = container[_index(list(container), token, len(container) - 1)]
        else:
            raise OperationRefused(f"what is at {_spelled(path[:depth])} is neither a mapping nor a list")
    if isinstance(bare(tree), When):
        raise OperationRefused(_conditional(path))
    return tree


def _changed(tree: Tree, path: list[str], act: Act, depth: int = 0) -> Tree:
    """Return a tree whose part above the last step of a path is changed by `act`."""
    if isinstance(tree, At):
        return placed(_changed(tree.tree, path, act, depth), tree.span, tree.rule, tree.replaced)
    if isinstance(tree, When):
        then, otherwise = branches(tree)
        if otherwise is None:
            raise OperationRefused(_conditional(path[:depth]))
        held, missed = _changed(then, path, act, depth), _changed(otherwise, path, act, depth)
        return When(condition=tree.condition, then=held, otherwise=missed)
    if not path:
        raise OperationRefused("the whole object cannot be taken away")
    token = path[depth]
    container: dict[str, Tree] | list[Tree]
    if isinstance(tree, dict):
        container = dict(tree)
    elif isinstance(tree, (list, tuple)):
        container = list(tree)
    else:
        raise OperationRefused(f"what is at {_spelled(path[:depth])} is neither a mapping nor a list")
    if depth == len(path) - 1:
        act(container, token)
    elif isinstance(container, dict):
        if token not in container:
            raise OperationRefused(_missing(path[: depth + 1]))
        container[token] = _changed(container[token], path, act, depth + 1)
    else:
        index = _index(container, token, len(container) - 1)
        container[index] = _changed(container[index], path, act, depth + 1)
    return _kept(container)


def _kept(container: dict[str, Tree] | list[Tree]) -> Tree:
    """Return a mapping or a list that stays, empty, where nothing may be left of it."""
    values = list(container.values()) if isinstance(container, dict) else container
    held = guarded(container, values)
    if isinstance(held, When):
        return When(condition=held.condition, then=held.then, otherwise=type(container)())
    return container


def _remove(container: dict[str, Tree] | list[Tree], token: str) -> None:
    """Take something out of its container."""
    if isinstance(container, dict):
        if token not in container:
            raise OperationRefused(f'there is no "{token}"')
        del container[token]
    else:
        del container[_index(container, token, len(container) - 1)]


def _replace(container: dict[str, Tree] | list[Tree], token: str, new: Tree, span: Span, rule: str) -> None:
    """Put something in the place of what is there."""
    if isinstance(container, dict):
        if token not in container:
            raise OperationRefused(f'there is no "{token}"')
        container[token] = placed(new, span, rule, container[token])
    else:
        index = _index(container, token, len(container) - 1)
        container[index] = placed(new, span, rule, container[index])


def _add(container: dict[str, Tree] | list[Tree], token: str, new: Tree, span: Span, rule: str) -> None:
    """Put something into a mapping, or between the items of a list."""
    if isinstance(container, dict):
        container[token] = placed(new, span, rule, container.get(token))
    elif token == APPENDED:
        container.append(placed(new, span, rule))
    else:
        container.insert(_index(container, token, len(container)), placed(new, span, rule))


def _index(items: list[Tree], token: str, largest: int) -> int:
    """Return the number of an item. One behind an item that may be missing has no number."""
    if not (token.isascii() and token.isdecimal()) or (len(token) > 1 and token.startswith("0")):
        raise OperationRefused(f'"{token}" is not the number of an item')
    if len(token) > len(str(largest)) or int(token) > largest:
        raise OperationRefused(f"the list has {len(items)} items, and {token} is beyond them")
    index = int(token)
    if any(presence(item) is not None for item in items[: index + 1]):
        raise OperationRefused(f"which item has the number {token} depends on a value that may be chosen later")
    return index


def _is_known(tree: Tree) -> bool:
    """Tell whether a part has no value that may be chosen later."""
    match bare(tree):
        case dict() as mapping:
            return all(map(_is_known, mapping.values()))
        case list() | tuple() as items:
            return all(map(_is_known, items))
        case found:
            return not isinstance(found, Expression)


def _spelled(path: list[str]) -> str:
    """Return a path as it is written."""
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in path) or "the root"


def _missing(path: list[str]) -> str:
    """Say that nothing is at a path."""
    return f"there is nothing at {_spelled(path)}"


def _conditional(path: list[str]) -> str:
    """Say that it depends on a value what is at a path."""
    return f"what is at {_spelled(path)} depends on a value that may be chosen later"
