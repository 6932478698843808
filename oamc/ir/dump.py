"""`show`: what a stage produced, as text that people and tests read.

Records are shown by the names of their fields, nodes by what they say, places as `@file:line:column`, a hole as `<path>` of its
parameter, with which its type stands. Fields that are empty or have their default are left out, so that the text shows what is
there. Values are shown, for that is what a dump is asked for, and may be secrets; what is no printable text is escaped.
"""

from __future__ import annotations

from collections import ChainMap

from oamc.diagnostics.reports import escape
from oamc.expressions.holes import (
    ALL_DIGITS,
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Equals,
    Fits,
    Hole,
    IsGiven,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    Rate,
    Text,
    TextOf,
    Times,
    When,
    WithEntry,
    holes_in,
)
from oamc.expressions.numbers import spell_json
from oamc.expressions.type_words import type_in_words
from oamc.ir.program import Capability
from oamc.objects.object_set import ObjectSet
from oamc.objects.tree import At, KubeObject, branches
from oamc.records import Record, items, unreachable
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence
from oamc.spans import Located, SourceFile, Span

LONGEST_LINE = 100

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.expressions.holes import Condition, Expression, Path


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
        case Capability():
            return [escape(spell_json(value.name))]
        case Record():
            return _record(value)
        case dict() | ChainMap():
            return _named(value.items())
        case list() | tuple():
            return _listed(value)
        case None | bool() | int() | float() | str():
            return [escape(spell_json(value))]
        case _:
            return [repr(value)]


def _record(record: Record) -> list[str]:
    """Return the lines of a record by the names of its fields; an object has some of its own."""
    parts: Iterable[tuple[str, object]] = items(record)
    match record:
        case KubeObject():
            return _object(record, {})
        case _Member():
            return _object(record.item, record.built)
        case ObjectSet():
            built = {one.path: _names_in(one.built) for one in record.parameters if one.built is not None}
            members = [_Member(item=item, built=built) for item in record.objects]
            parts = ((name, members if name == "objects" else part) for name, part in parts)
        case _:
            pass
    named = _named((name, part) for name, part in parts if not _is_unsaid(record, name, part))
    return [type(record).__name__, *(f"  {line}" for line in named)]


def _names_in(tree: object) -> str:
    """Return the names of the variables from which a value is built."""
    return ", ".join(dict.fromkeys(map(_name, holes_in(tree))))


class _Member(Record):
    """An object of a set, with the names of the variables from which parameters are built, by the paths of these."""

    item: KubeObject
    built: dict[Path, str]


def _object(item: KubeObject, built: dict[Path, str]) -> list[str]:
    """Return the lines of an object: what it is, then its tree, in which each leaf has its place and the rule that wrote it."""
    parts = ((name, part) for name, part in items(item) if name != "body" and not _is_unsaid(item, name, part))
    lines = [*_named(parts), "body:", *(f"  {line}" for line in _tree(item.body, item.span, item.rule, built))]
    return [type(item).__name__, *(f"  {line}" for line in lines)]


def _tree(tree: Any, span: Span | None, rule: str, built: dict[Path, str]) -> list[str]:
    """Return the lines of a part of an object that comes from a place and a rule, unless it says its own."""
    match tree:
        case At():
            lines = _tree(tree.tree, tree.span or span, tree.rule or rule, built)
            if tree.replaced is not None and len(lines) == 1:
                lines[0] += f", instead of {_tree(tree.replaced, None, '', {})[0]}"
            return lines
        case When():
            then, otherwise = branches(tree)
            lines = [f"when {_condition(tree.condition)}:", *(f"  {line}" for line in _tree(then, span, rule, built))]
            if otherwise is not None:
                lines += ["otherwise:", *(f"  {line}" for line in _tree(otherwise, span, rule, built))]
            return lines
        case dict() if tree:
            shown = []
            for key, value in tree.items():
                below = _tree(value, span, rule, built)
                name = escape(key)
                shown += [f"{name}: {below[0]}"] if len(below) == 1 else [f"{name}:", *(f"  {line}" for line in below)]
            return shown
        case list() | tuple() if tree:
            return [
                f"{'- ' if place == 0 else '  '}{line}"
                for value in tree
                for place, line in enumerate(_tree(value, span, rule, built))
            ]
        case _:
            value = _value(tree)
            where = f" {_name(span)}" if span is not None else ""
            followed = dict.fromkeys(built[hole.path] for hole in holes_in(tree) if hole.path in built)
            follows = f", following {', '.join(followed)}" if followed else ""
            return [f"{value}{where}{f' by {rule}' if rule else ''}{follows}"]


def _value(leaf: Any) -> str:
    """Return a leaf of a tree on one line: a known value as JSON, a hole by the name of its parameter."""
    match leaf:
        case Text():
            return escape("".join(part if isinstance(part, str) else _joined(part) for part in leaf.parts))
        case TextOf():
            return f"text of {_value(leaf.hole)}"
        case Digest():
            shown = "digest" if leaf.digits == ALL_DIGITS else f"{leaf.digits} digits of the digest"
            return f"{shown} of {', '.join(map(_value, leaf.parts))}"
        case WithEntry():
            condition = " where it is set" if leaf.optional else ""
            return f"{_value(leaf.mapping)} with {escape(leaf.key)}: {_value(leaf.value)}{condition}"
        case Times():
            unit = " in thousandths" if leaf.in_thousandths else ""
            return f"{leaf.hundredths}/100 of {_value(leaf.hole)}{unit}"
        case Rate():
            return f"{_value(leaf.hole)} in units of {leaf.bits} bits: {', '.join(map(spell_json, leaf.units))}"
        case Hole():
            return _name(leaf)
        case _:
            return escape(spell_json(leaf))


def _joined(part: Expression) -> str:
    """Return an expression within a text."""
    return f"<{_value(part)}>" if isinstance(part, Digest) else _value(part)


def _condition(condition: Condition) -> str:
    """Return a condition in words."""
    match condition:
        case IsSet():
            return f"{_name_of(condition.path)} is set"
        case IsGiven():
            return f"{_name_of(condition.path)} is given"
        case Fits():
            return f"{_value(condition.value)} is {type_in_words(condition.type)}"
        case IsTrue():
            return _name_of(condition.path)
        case NotEmpty():
            return f"{_name_of(condition.path)} is not empty"
        case Equals():
            return f"{_name_of(condition.path)} is {escape(spell_json(condition.value))}"
        case AtMost():
            bound = condition.bound
            return f"{_name_of(condition.path)} is at most {bound if isinstance(bound, int) else _name_of(bound)}"
        case Not():
            return f"not ({_condition(condition.condition)})"
        case AnyOf():
            return " or ".join(f"({_condition(part)})" for part in condition.conditions)
        case AllOf():
            return " and ".join(f"({_condition(part)})" for part in condition.conditions)
        case _:
            return unreachable(condition)


def _name_of(path: Path) -> str:
    """Return the name of a parameter by its path."""
    return escape(f"<{'.'.join(path)}>")


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
