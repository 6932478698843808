"""The regular expressions of the package, and a checker that proves one linear.

The checker reads Python's own parse of a pattern (`re._parser`). A pattern is linear if its matching never has to try more than
a bounded number of ways for each start. That holds where of every choice, each repetition's "once more" and "go on" included,
the next character decides: the sets of characters with which the ways can begin have nothing in common. Bounded repetitions
of at most `SHORT` characters are ways to be tried too, but no more than a constant number of them. It is sound and not
complete: what it cannot prove it refuses, and a refused pattern is rewritten.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
import re._constants as c
import re._parser as parser
from collections.abc import Iterator
from typing import Any

from tests.support.processes import ROOT

SHORT = 512
"""The largest bound of a repetition that may be tried in more than one way. The work is then at most this for a character."""
EVERYTHING = frozenset([*range(0x180), *range(0x2000, 0x2030), 0x3000, 0xD800, 0xDFFF, 0xFEFF, 0xFFFE, 0xFFFF, 0x10FFFF])
"""The characters that stand for all: every one that a pattern of the package could tell from its neighbors."""
ONE_CHARACTER = (c.LITERAL, c.NOT_LITERAL, c.IN, c.ANY)
Items = list[tuple[Any, Any]]
FUNCTIONS = frozenset(("compile", "fullmatch", "match", "search", "sub", "split", "findall", "finditer", "Pattern"))
NAMES = re.compile(r"\b(?:re|Pattern|pattern|forbidden)\b")
"""The names of which a module that writes a regular expression has one: most modules have none, and need not be parsed."""


def ambiguity(pattern: str, flags: int = 0) -> str:
    """Say where a pattern may backtrack without bound, or return the empty text."""
    parsed = parser.parse(pattern, flags)
    return _sequence(list(parsed), parsed.state.flags | flags, frozenset(), inside=False)


def _sequence(items: Items, flags: int, after: frozenset[int], *, inside: bool) -> str:
    """Check items that follow one another; `after` are the characters with which what follows them can begin.

    `inside` a repetition without bound, every choice must be clear: outside, a bounded number of ways is no harm.
    """
    for index, (kind, value) in enumerate(items):
        follow = _first(items[index + 1 :], flags, after)
        if _ends_a_run(items[index : index + 2], _first(items[index + 2 :], flags, after), flags):
            continue
        problem = _item(kind, value, flags, follow, inside=inside)
        if problem:
            return problem
    return ""


def _ends_a_run(items: Items, beyond: frozenset[int], flags: int) -> bool:
    """Tell whether items are a run of characters and one more for its end, behind which no character of the run can stand.

    The run is then as long as it can be, and at its end each character is given back once.
    """
    if len(items) < 2 or items[0][0] is not c.MAX_REPEAT or items[1][0] not in ONE_CHARACTER:
        return False
    body = list(items[0][1][2])
    return len(body) == 1 and body[0][0] in ONE_CHARACTER and not _first(body, flags, frozenset()) & beyond


def _item(kind: Any, value: Any, flags: int, follow: frozenset[int], *, inside: bool) -> str:
    """Check one item."""
    if kind in {c.MAX_REPEAT, c.MIN_REPEAT}:
        least, most, body = value
        items = list(body)
        endless = most is c.MAXREPEAT or most > SHORT
        begin = _first(items, flags, frozenset())
        if endless and _nullable(items):
            return "a repetition of what may be empty"
        if (endless or (inside and least != most)) and begin & follow:
            return f"a repetition and what follows it can both begin with {chr(min(begin & follow))!r}"
        return _sequence(items, flags, begin | follow if most > 1 else follow, inside=inside or endless)
    if kind is c.SUBPATTERN:
        return _sequence(list(value[3]), (flags | value[1]) & ~value[2], follow, inside=inside)
    if kind is c.BRANCH:
        begun: frozenset[int] = frozenset()
        for way in value[1]:
            begin = _first(list(way), flags, follow)
            if inside and (begin & begun or (_nullable(list(way)) and way is not value[1][-1])):
                return "two ways of a choice in a repetition can begin alike"
            begun |= begin
            problem = _sequence(list(way), flags, follow, inside=inside)
            if problem:
                return problem
        return ""
    if kind in {c.ASSERT, c.ASSERT_NOT}:
        return _sequence(list(value[1]), flags, frozenset(), inside=inside)
    if kind in {c.GROUPREF, c.GROUPREF_EXISTS}:
        return "a reference to a group"
    return ""


def _nullable(items: Items) -> bool:
    """Tell whether items can match the empty text."""
    return all(_item_nullable(kind, value) for kind, value in items)


def _item_nullable(kind: Any, value: Any) -> bool:
    if kind in {c.MAX_REPEAT, c.MIN_REPEAT}:
        return value[0] == 0 or _nullable(list(value[2]))
    if kind is c.SUBPATTERN:
        return _nullable(list(value[3]))
    if kind is c.BRANCH:
        return any(_nullable(list(way)) for way in value[1])
    return kind in {c.AT, c.ASSERT, c.ASSERT_NOT, c.GROUPREF, c.GROUPREF_EXISTS}


def _first(items: Items, flags: int, after: frozenset[int]) -> frozenset[int]:
    """Return the characters with which items can begin; where they may be empty, those of what follows too."""
    found: frozenset[int] = frozenset()
    for kind, value in items:
        found |= _item_first(kind, value, flags)
        if not _item_nullable(kind, value):
            return found
    return found | after


def _item_first(kind: Any, value: Any, flags: int) -> frozenset[int]:
    if kind in {c.MAX_REPEAT, c.MIN_REPEAT}:
        return _first(list(value[2]), flags, frozenset())
    if kind is c.SUBPATTERN:
        return _first(list(value[3]), flags, frozenset())
    if kind is c.BRANCH:
        return frozenset().union(*(_first(list(way), flags, frozenset()) for way in value[1]))
    if kind in {c.AT, c.ASSERT, c.ASSERT_NOT}:
        return frozenset()
    if kind in {c.GROUPREF, c.GROUPREF_EXISTS}:
        return EVERYTHING
    return _characters(kind, value, flags)


def _characters(kind: Any, value: Any, flags: int) -> frozenset[int]:
    """Return the characters that an item of one character matches, found out by matching them."""
    one = parser.SubPattern(parser.State(), [(kind, value)])
    one.state.flags = flags
    compiled = re._compiler.compile(one, flags)
    return frozenset(point for point in EVERYTHING if compiled.match(chr(point)))


def written_patterns() -> Iterator[tuple[str, str, int]]:
    """Yield every regular expression that the package writes, with its place and flags: constants, joined or named."""
    for path in sorted((ROOT / "oamc").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not NAMES.search(text):
            continue
        tree = ast.parse(text)
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        known = _constants(tree, module)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_pattern(node) and node.args:
                written = _text(node.args[0], known)
                flags = re.IGNORECASE if any("IGNORECASE" in ast.dump(other) for other in node.args[1:]) else 0
                yield f"{module}:{node.lineno}", written if written is not None else f"?{ast.unparse(node.args[0])}", flags
            elif isinstance(node, ast.keyword) and node.arg in {"pattern", "forbidden"}:
                written = _text(node.value, known)
                if written is not None:
                    yield f"{module}:{node.value.lineno}", written, 0


def _is_pattern(node: ast.Call) -> bool:
    """Tell whether a call takes a regular expression as its first argument."""
    called = node.func
    if isinstance(called, ast.Attribute):
        return isinstance(called.value, ast.Name) and called.value.id == "re" and called.attr in FUNCTIONS
    return isinstance(called, ast.Name) and called.id == "Pattern"


def _constants(tree: ast.Module, module: str) -> dict[str, str]:
    """Return the texts that a module names, or takes from another module of the package by name.

    What cannot be read off the source, such as a text that is joined of a table, is asked of the module itself.
    """
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oamc."):
            source = importlib.import_module(node.module or "")
            taken = {alias.asname or alias.name: getattr(source, alias.name, None) for alias in node.names}
            known.update({name: value for name, value in taken.items() if isinstance(value, str)})
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, known)
            if text is None and isinstance(node.value, ast.JoinedStr | ast.Call):
                value = getattr(importlib.import_module(module), node.targets[0].id, None)
                text = value if isinstance(value, str) else None
            if text is not None:
                known[node.targets[0].id] = text
    return known


def _text(node: ast.expr, known: dict[str, str]) -> str | None:
    """Return the text that an expression makes of constants, or nothing."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Constant(value=bytes() as content):
            return content.decode("latin-1")
        case ast.Name(id=name):
            return known.get(name)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [_text(left, known), _text(right, known)]
        case ast.JoinedStr(values=values):
            parts = [_text(value.value if isinstance(value, ast.FormattedValue) else value, known) for value in values]
        case _:
            return None
    return None if None in parts else "".join(part for part in parts if part is not None)


def schema_patterns() -> Iterator[tuple[str, str, int]]:
    """Yield the patterns of the schemas that the package ships."""
    for path in sorted((ROOT / "schemas").rglob("*.json")):
        waiting: list[object] = [json.loads(path.read_text(encoding="utf-8"))]
        while waiting:
            found = waiting.pop()
            if isinstance(found, dict):
                if isinstance(found.get("pattern"), str):
                    yield path.name, found["pattern"], 0
                waiting.extend(found.values())
            elif isinstance(found, list):
                waiting.extend(found)
