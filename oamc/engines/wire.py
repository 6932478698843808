"""The lines between oamc and a worker, version 1 of the protocol: requests out, records in.

A worker is a program that reads texts of strangers. What it says is taken apart field by field: whatever is not as the protocol
has it raises `Unreadable`, and nothing of the reply is used.
"""

from __future__ import annotations

import base64
import json
import re

from oamc.engines.contract import (
    Action,
    Copy,
    Definition,
    EngineError,
    Leaf,
    Place,
    Reached,
    Rendered,
    Rule,
    Schema,
    Template,
    Tree,
    TypeField,
    TypeTree,
    Uses,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, TypeVar

    from oamc.engines.contract import Names

    T = TypeVar("T")

PROTOCOL = 2
CUE_VERSION = "v0.14.1"
WHOLE = 1e21
"""From here on Go's JSON writes whole floats with an exponent."""
DEEPEST = 220
"""A little more than a worker is asked for: types have levels of their own."""

INTEGER = re.compile(r"-?[0-9]{1,4000}")
DECIMAL = re.compile(r"-?[0-9]{1,4000}(\.[0-9]+)?([eE][+-]?[0-9]{1,6})?")
WORDS = re.compile(r"[ -~]{0,200}")
SCALARS = {"string", "bytes", "int", "float", "bool", "null", "open"}
KINDS = {"null", "bool", "int", "float", "string", "bytes", "struct", "list"}
PROBLEMS = {"syntax", "import", "nesting", "size", "evaluation"}
PRESENCES = {"regular", "optional", "required"}
OPERATORS = {"<", "<=", ">", ">=", "!=", "=~", "!~"}


class Unreadable(Exception):  # noqa: N818  # the name says what is wrong
    """A reply is not what the protocol says."""


class TooDeep(Exception):  # noqa: N818  # likewise
    """A value to be sent is nested deeper than a worker may be asked."""


def sendable(value: Any, depth: int) -> Any:
    """Return plain data as it is sent: as the JSON that Go makes of it.

    A float without a fraction is a whole number there, and keys are sorted: templates that loop over a mapping get it so.
    Anything but plain data is a fault of the caller.
    """
    if depth < 0:
        raise TooDeep
    match value:
        case None | int() | str():
            return value
        case float():
            return int(value) if value.is_integer() and abs(value) < WHOLE else value
        case dict():
            return {key: sendable(value[key], depth - 1) for key in sorted(map(_key, value))}
        case list() | tuple():
            return [sendable(item, depth - 1) for item in value]
    raise TypeError(f"{type(value).__name__} is no plain data")


def _key(key: object) -> str:
    """Return a key of plain data."""
    if not isinstance(key, str):
        raise TypeError(f"{type(key).__name__} is no key of plain data")
    return key


def read_line(line: bytes, number: int) -> dict[str, Any]:
    """Return the reply to the request with a number."""
    try:
        reply = json.loads(line)
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON") from None
    if not isinstance(reply, dict) or reply.get("id") != number:
        raise Unreadable("it answers another request")
    return reply


def hello(reply: Mapping[str, Any]) -> tuple[int, str]:
    """Read the reply to `hello`: the protocol and the version of CUE."""
    given = _mapping(reply.get("hello"))
    return _count(given.get("protocol")), _text(given.get("cue"))


def definition(reply: Mapping[str, Any], file: str) -> Definition:
    """Read the reply to `definition`; `file` is what places in its template name."""
    found = errors(reply)
    if found:
        return Definition(errors=found)
    name, roots = _text(reply.get("name")), _each(reply.get("roots"), _root)
    if [root for root, _ in roots] != [name]:
        raise Unreadable("it has roots that nobody asked for")
    ((_, metadata),) = roots
    return Definition(name=name, metadata=metadata, template=Template(name=file, text=_text(reply.get("text"))))


def schema(reply: Mapping[str, Any]) -> Schema:
    """Read the reply to `schema`."""
    return Schema(
        type=_type(reply["type"], 0) if "type" in reply else None,
        seen=_each(reply["seen"], _texts) if "seen" in reply else ((),),
        copies=_each(reply.get("copies"), _copy),
        upgraded=_each(reply.get("upgraded"), _place),
        errors=errors(reply),
    )


def uses(reply: Mapping[str, Any], parts: Iterable[Names]) -> Uses:
    """Read the reply to `uses`; `parts` are those that were asked for."""
    found = errors(reply)
    copies = () if found else _each(reply.get("copies"), _copy)
    if not found and [copy.path for copy in copies] != list(parts):
        raise Unreadable("it tells of other parts")
    return Uses(copies=copies, errors=found)


def rendered(reply: Mapping[str, Any], roots: tuple[str, ...]) -> Rendered:
    """Read the reply to `render`; `roots` are those that were asked for."""
    given = _mapping(reply.get("errs", {}))
    found = _each(reply.get("roots"), _root)
    if [name for name, _ in found] != [name for name in roots if name in dict(found)]:
        raise Unreadable("it has roots that nobody asked for")
    return Rendered(
        roots=found,
        names=_texts(reply.get("names")),
        refusals=_texts(given.get("texts")),
        malformed=_text(given.get("malformed", "")),
        actions=_each(reply.get("actions"), _action),
        upgraded=_each(reply.get("upgraded"), _place),
        errors=errors(reply),
    )


def reached(reply: Mapping[str, Any], count: int) -> tuple[Reached, ...]:
    """Read what changes did."""
    found = _each(reply.get("traces"), _reached)
    if len(found) != count:
        raise Unreadable("it tells of other changes")
    return found


def errors(reply: Mapping[str, Any]) -> tuple[EngineError, ...]:
    """Read the errors of any reply."""
    return _each(reply.get("errors"), _error)


def text(value: object) -> str:
    """Read a text."""
    return _text(value)


def _reached(value: object) -> Reached:
    given = _mapping(value)
    return Reached(leaves=_each(given.get("leaves"), _leaf), shape=_text(given.get("shape", "")), errors=errors(given))


def _leaf(value: object) -> Leaf:
    given = _mapping(value)
    return Leaf(path=_path(given.get("path")), old=_tree(given.get("old")), new=_tree(given.get("new")))


def _root(value: object) -> tuple[str, Tree]:
    given = _mapping(value)
    return _text(given.get("name")), _tree(given.get("tree"))


def _action(value: object) -> Action:
    given = _mapping(value)
    return Action(
        path=_text(given.get("path")),
        provider=_text(given.get("provider")),
        do=_text(given.get("do")),
        parameters=_tree(given["params"]) if "params" in given else None,
    )


def _error(value: object, depth: int = 0) -> EngineError:
    given = _mapping(value)
    if depth > DEEPEST:
        raise Unreadable("it is nested too deep")
    return EngineError(
        kind=_one_of(given.get("kind"), PROBLEMS),
        message=_text(given.get("message")),
        path=_texts(given.get("path")),
        places=_each(given.get("positions"), _place),
        alternatives=tuple(_error(inner, depth + 1) for inner in _list(given.get("alternatives"))),
    )


def _place(value: object) -> Place:
    given = _mapping(value)
    return Place(
        source=_text(given.get("s")),
        line=_count(given.get("l", 0)),
        column=_count(given.get("c", 0)),
        path=_path(given.get("p")),
    )


def _tree(value: object, depth: int = 0) -> Tree:
    given = _mapping(value)
    if depth > DEEPEST:
        raise Unreadable("it is nested too deep")
    kind = given.get("k")
    return Tree(
        kind=_one_of(kind, SCALARS | {"struct", "list"}),
        text=_scalar(str(kind), _text(given.get("v", ""))),
        type=_text(given.get("t", "")),
        fields=_fields(given.get("f"), depth),
        items=tuple(_tree(item, depth + 1) for item in _list(given.get("i"))),
        open=_truth(given.get("o", False)),
        tail=_tree(given["e"], depth + 1) if "e" in given else None,
        default=_truth(given.get("d", False)),
        comments=_texts(given.get("c")),
        place=_place(given["p"]) if "p" in given else None,
    )


def _fields(value: object, depth: int) -> tuple[tuple[str, Tree], ...]:
    """Read the fields of a struct; two of one name would be one value too many."""
    found = tuple((_text(field.get("n")), _tree(field.get("v"), depth + 1)) for field in map(_mapping, _list(value)))
    if len({name for name, _ in found}) != len(found):
        raise Unreadable("it has a field twice")
    return found


def _scalar(kind: str, value: str) -> str:
    """Check that a text is one of its kind."""
    match kind:
        case "int":
            right = INTEGER.fullmatch(value) is not None
        case "float":
            right = DECIMAL.fullmatch(value) is not None
        case "bool":
            right = value in {"true", "false"}
        case "bytes":
            try:
                base64.b64decode(value, validate=True)
            except ValueError:
                right = False
            else:
                right = True
        case _:
            right = True
    if not right:
        raise Unreadable(f"it calls something {kind} that is none")
    return value


def _type(value: object, depth: int) -> TypeTree:
    given = _mapping(value)
    if depth > DEEPEST:
        raise Unreadable("it is nested too deep")
    return TypeTree(
        kinds=tuple(_one_of(kind, KINDS) for kind in _list(given.get("kinds"))),
        choices=tuple(_tree(node, depth + 1) for node in _list(given.get("enum"))),
        rules=tuple(_rule(rule, depth) for rule in _list(given.get("rules"))),
        default=_tree(given["default"], depth + 1) if "default" in given else None,
        comments=_texts(given.get("comments")),
        fields=tuple(_type_field(field, depth) for field in _list(given.get("fields"))),
        others=_type(given["others"], depth + 1) if "others" in given else None,
        open=_truth(given.get("open", False)),
        items=tuple(_type(item, depth + 1) for item in _list(given.get("items"))),
        element=_type(given["element"], depth + 1) if "element" in given else None,
        alternatives=tuple(_type(item, depth + 1) for item in _list(given.get("alternatives"))),
        conditional=_truth(given.get("conditional", False)),
        cut=_truth(given.get("cut", False)),
        place=_place(given["position"]) if "position" in given else None,
    )


def _type_field(value: object, depth: int) -> TypeField:
    given = _mapping(value)
    return TypeField(
        name=_text(given.get("name")),
        presence=_one_of(given.get("presence"), PRESENCES),
        type=_type(given.get("type"), depth + 1),
    )


def _rule(value: object, depth: int) -> Rule:
    given = _mapping(value)
    return Rule(operator=_one_of(given.get("operator"), OPERATORS), operand=_tree(given.get("operand"), depth + 1))


def _copy(value: object) -> Copy:
    given = _mapping(value)
    reason = _text(given.get("reason", ""))
    if not WORDS.fullmatch(reason):
        raise Unreadable("a reason is no line of words")
    return Copy(path=_texts(given.get("path")), reason=reason, place=_place(given["position"]) if "position" in given else None)


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("a mapping is missing")
    return value


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable("a list is missing")
    return value


def _each(value: object, read: Callable[[object], T]) -> tuple[T, ...]:
    return tuple(read(item) for item in _list(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable("a text is missing")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unreadable("it has half a character") from None
    return value


def _texts(value: object) -> tuple[str, ...]:
    return _each(value, _text)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("a boolean is missing")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unreadable("a number is missing")
    return value


def _path(value: object) -> tuple[str | int, ...]:
    return tuple(_text(part) if isinstance(part, str) else _count(part) for part in _list(value))


def _one_of(value: object, known: set[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise Unreadable("it has a word that the protocol has not")
    return value
