"""What variables make of a value, as an expression over them.

In: a value of the document with references, what was read from it with today's values, and how it was read. The same reading is
done once more with a mark in the place of each reference. Where the marks come through, and today's values in their places give
what was read, the result is a tree of holes. Where they do not, such as in a text that was split at a comma within a variable,
the value cannot follow the variables: these are fixed.

The types of the holes are not known yet: `live_variables` gives them theirs when all uses are known.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, Hole, Text, TextOf, holes_in
from oamc.expressions.numbers import spell_json
from oamc.expressions.types import TextType
from oamc.resolve.variables import REFERENCE
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence, plain
from oamc.startup.patterns import Pattern
from oamc.values.shape import VARIABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oamc.expressions.holes import Known, ValueTree
    from oamc.resolve.variables import Variables
    from oamc.source.nodes import Node

BEGIN, END = "\ue000", "\ue001"
_MARK = Pattern("\ue000([^\ue001]{1,253})\ue001")
OPEN = TextType()


class _LostError(Exception):
    """A mark did not come through, or stands for something else than its variable has."""


def built(node: Node, value: Known, variables: Variables, read: Callable[[Node], Known]) -> ValueTree:
    """Return `value`, which was read from `node`, as a tree of holes; None where it cannot follow, which is noted."""
    name = _whole(node)
    if name is not None and not _is_text(variables.value_of(name)):
        return _hole(name)
    if not any(BEGIN in text for text in _texts(node)):
        try:
            tree = _followed(value, read(_marked(node)), variables)
        except _LostError:
            tree = None
        if tree is not None and any(True for _ in holes_in(tree)):
            return tree
    variables.fix(node)
    return None


def text_as_written(node: Node) -> str:
    """Return the value of a variable as it is inserted into a text."""
    return node.text if isinstance(node, Scalar) and node.value is not None else spell_json(plain(node))


def _whole(node: Node) -> str | None:
    """Return the name of the variable that is the whole of a value."""
    match = REFERENCE.fullmatch(node.value) if isinstance(node, Scalar) and isinstance(node.value, str) else None
    return match[1] if match else None


def _is_text(node: Node | None) -> bool:
    """Tell whether the value of a variable is a text: how that is read may depend on its characters."""
    return isinstance(node, Scalar) and isinstance(node.value, str)


def _texts(node: Node) -> Iterator[str]:
    """Yield the texts of a value."""
    match node:
        case Scalar():
            if isinstance(node.value, str):
                yield node.value
        case Mapping():
            for entry in node:
                yield from _texts(entry.value)
        case Sequence():
            for item in node:
                yield from _texts(item)


def _marked(node: Node) -> Node:
    """Return a value with marks in the places of references."""
    match node:
        case Scalar():
            if not isinstance(node.value, str) or "[" not in node.value:
                return node
            text = REFERENCE.sub(lambda match: f"{BEGIN}{match[1]}{END}", node.value)
            return Scalar(text, True, text, node.span)
        case Mapping():
            return Mapping({entry.key: Entry(entry.key, entry.key_span, _marked(entry.value)) for entry in node}, node.span)
        case Sequence():
            return Sequence(tuple(map(_marked, node)), node.span)


def _followed(value: Known, marked: Known, variables: Variables) -> ValueTree:
    """Return a value with holes where what was read from the marked node has marks."""
    match marked:
        case str() if BEGIN in marked:
            return _text(value, marked, variables)
        case dict() if isinstance(value, dict):
            if any(key not in value and _has_mark(item) for key, item in marked.items()):
                raise _LostError
            return {key: _followed(item, marked.get(key), variables) for key, item in value.items()}
        case list() | tuple() if isinstance(value, (list, tuple)) and len(value) == len(marked):
            return [_followed(item, mark, variables) for item, mark in zip(value, marked, strict=True)]
        case _ if _has_mark(marked):
            raise _LostError
        case _:
            return value


def _text(value: Known, marked: str, variables: Variables) -> ValueTree:
    """Return a text with marks as what it is made of."""
    whole = _MARK.fullmatch(marked)
    if whole is not None:
        if value is None:
            raise _LostError
        return _hole(whole[1])
    parts: list[str | Hole | TextOf] = []
    today = ""
    end = 0
    for match in _MARK.finditer(marked):
        node = variables.value_of(match[1])
        if node is None:
            raise _LostError
        parts += [marked[end : match.start()], _hole(match[1])]
        today += marked[end : match.start()] + text_as_written(node)
        end = match.end()
    parts.append(marked[end:])
    if value != today + marked[end:]:
        raise _LostError
    return Text(parts=tuple(part for part in parts if isinstance(part, Expression) or part))


def _hole(name: str) -> Hole:
    """Return the value of a variable."""
    return Hole(path=(VARIABLES, name), type=OPEN)


def _has_mark(value: Known) -> bool:
    """Tell whether a mark is in a value."""
    match value:
        case str():
            return BEGIN in value
        case dict():
            return any(map(_has_mark, value.values()))
        case list() | tuple():
            return any(map(_has_mark, value))
        case _:
            return False
