"""`show`: what a stage produced, as text that people and tests read.

Records are shown by the names of their fields, nodes by what they say, places as `@file:line:column`, a hole as `<path>` of its
parameter, with which its type stands. Fields that are empty or have their default are left out, so that the text shows what is
there. Values are shown, for that is what a dump is asked for, and may be secrets; what is no printable text is escaped.
"""

from __future__ import annotations

from oamc.diagnostics.reports import escape
from oamc.expressions.holes import Hole
from oamc.expressions.numbers import spell_json
from oamc.records import Record, items
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence
from oamc.spans import Located, SourceFile, Span

LONGEST_LINE = 100

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def show(value: object) -> str:
    """Return a value of any stage as indented text, ending in a line feed."""
    return "".join(f"{line}\n" for line in _lines(value))


def _lines(value: Any) -> list[str]:
    """Return the lines of a value."""
    match value:
        case Located() | Scalar():
            return _placed(_lines(value.value), value.span)
        case Mapping():
            return _named((entry.key, entry.value) for entry in value)
        case Entry():
            return _named([(value.key, value.value)])
        case Sequence():
            return _listed(value.items)
        case Span() | SourceFile() | Hole():
            return [_name(value)]
        case Record():
            named = _named((name, part) for name, part in items(value) if not _is_unsaid(value, name, part))
            return [type(value).__name__, *(f"  {line}" for line in named)]
        case dict():
            return _named(value.items())
        case list() | tuple():
            return _listed(value)
        case None | bool() | int() | float() | str():
            return [escape(spell_json(value))]
        case _ if hasattr(value, "tree"):
            lines = _lines(value.tree)
            return _placed(lines, value.span) if value.span is not None else lines
        case _:
            return [repr(value)]


def _name(value: Span | SourceFile | Hole) -> str:
    """Return a place or a file by the name it has in generated texts, a hole by that of its parameter."""
    match value:
        case Span():
            return f"@{escape(value.source.label)}:{value.line}:{value.column}"
        case SourceFile():
            return escape(value.label)
        case Hole():
            alternative = "" if value.otherwise is None else f", else {spell_json(value.otherwise)}"
            return escape(f"<{'.'.join(value.path)}{alternative}>")


def _placed(lines: list[str], span: Span) -> list[str]:
    """Put a place behind the first line."""
    return [f"{lines[0]} {_name(span)}", *lines[1:]] if lines else [_name(span)]


def _named(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Return the lines of named parts."""
    shown: list[str] = []
    for key, part in pairs:
        lines = _lines(part)
        name = escape(key)
        if len(lines) == 1:
            shown.append(f"{name}: {lines[0]}")
        else:
            head = f" {lines[0]}" if isinstance(part, Record) and not isinstance(part, Located) else ""
            shown.append(f"{name}:{head}")
            shown.extend(f"  {line.removeprefix('  ') if head else line}" for line in (lines[1:] if head else lines))
    return shown


def _listed(parts: Iterable[object]) -> list[str]:
    """Return the lines of a list; one of names or numbers takes one line if it is short."""
    parts = list(parts)
    if all(isinstance(part, str | int | float) for part in parts):
        line = ", ".join(escape(spell_json(part)) for part in parts)
        if len(line) <= LONGEST_LINE:
            return [f"[{line}]"]
    shown: list[str] = []
    for part in parts:
        lines = _lines(part)
        shown.extend(f"{'- ' if place == 0 else '  '}{line}" for place, line in enumerate(lines))
    return shown


def _is_unsaid(record: Record, name: str, value: object) -> bool:
    """Tell whether a field says nothing: it is empty, or is what it would be if nobody had set it."""
    if isinstance(value, Record):
        return False
    defaults = type(record)._defaults  # noqa: SLF001  # what a record type knows of its fields
    return value is None or value in ((), {}, []) or (name in defaults and defaults[name] == value)
