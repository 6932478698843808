"""Names, texts and numbers: plain ones first, then those that careless tools get wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.strategies.choosers import Chooser

PIECES = (
    "plain", "two words", "", " ", " leading", "trailing ", "tab\t", "line\nbreak", "ends in a line feed\n", "\n\n",
    "\r", "\r\n", "a\n  b\n\n c\n",
    "'", '"', "`", "\\", "\\n", "\\x3c", "$HOME", "$(HOME)", "%s", "%!d(MISSING)", "&", "<", ">", "<no value>", "<b>", "&amp;",
    "{{ .Values.x }}", "{{", "}}", "{{- end }}", "{{/* c */}}", "{{ fail `x` }}", "${{ x }}",
    "null", "~", "true", "yes", "NO", "on", "y", "1:30", "0777", "08", "0x1f", "1e3", "1_000", "1.0", "-0",
    "9007199254740993", ".inf", ".NaN",
    "2001-01-01", "<<", "=", "# not a comment", "key: value", "- item", "&anchor", "*alias", "!!str x", "| ", "> ",
    "@at", "%YAML 1.2",
    "---", "...", "[", "{", "]", "}", ",", "? ", "[a, b]", "{a: b}", "[fromParam(x)]",
    "\x01", "\x07", "\x1b[31m", "\x7f", "\x80", "\x85", "\x9f", "\xa0", "\u200b", "\u2028", "\u2029", "\u202e",
    "\ufeff", "\ufffd", "\ufffe",
    "é", "e\u0301", "日本語", "😀", "👩\u200d👩\u200d👧", "::error::", "##[group]",
)  # fmt: skip
"""Texts that are legal wherever a text is free: parameters, env, arguments, config files, annotations, descriptions."""

NUMBERS: tuple[int | float, ...] = (
    0, 1, 3, 80, -1, 5678, 0.5, 1.5, -2.25, 1000000, 2**31, 2**53 - 1, 1 - 2**53, 1e-7, 123456789.125, 0.1, 1e15, 2.0, -0.0,
)  # fmt: skip
"""Numbers that a chart can carry: integers within 2**53 - 1, fractions, and what other tools print with an exponent."""

PARAMETER_NAMES = (
    "target", "port", "logLevel", "log-level", "max_conn", "a.b", "poet", "replicas", "on", "y", "yes", "null", "true",
    "1e3", "9lives",
    "Values", "if", "index", "enabled", "x", "0", "_",
)  # fmt: skip
ENV_NAMES = ("TARGET", "PORT", "LOG_LEVEL", "lower", "with-hyphen", "Y", "NO", "null", "_X", "PATH", "A1", "ON", "x")
WORDS = (
    "web",
    "shop",
    "api",
    "queue",
    "cache",
    "on",
    "y",
    "no",
    "null",
    "true",
    "front",
    "back",
    "e1",
    "off",
    "job",
    "a",
    "proxy",
    "import",
)
"""Kubernetes names without a hyphen, so that no name made of one and a suffix equals a name made of another."""
KEYS = ("a", "level", "on", "y", "1", "with space", "a.b", "naïve", "null", "true", "A-B", "x")


def hostile_text(chooser: Chooser) -> str:
    """Return a text: a piece, pieces joined, or any characters."""
    kind = chooser.integer(0, 5)
    if kind <= 2:
        return chooser.choice(PIECES)
    if kind == 3:
        return chooser.free_text()
    return "".join(chooser.choice(PIECES) for _ in range(chooser.integer(2, 4)))


def hostile_value(chooser: Chooser, depth: int = 2) -> Any:
    """Return free-form data as a parameter of type object or array may hold: no null."""
    kind = chooser.integer(0, 5 if depth else 3)
    if kind <= 1:
        return hostile_text(chooser)
    if kind == 2:
        return chooser.choice(NUMBERS)
    if kind == 3:
        return chooser.chance(50)
    return hostile_array(chooser, depth - 1) if kind == 4 else hostile_object(chooser, depth - 1)


def hostile_object(chooser: Chooser, depth: int = 2) -> dict[str, Any]:
    """Return a mapping of up to three entries."""
    return {chooser.choice(KEYS): hostile_value(chooser, depth) for _ in range(chooser.integer(0, 3))}


def hostile_array(chooser: Chooser, depth: int = 2) -> list[Any]:
    """Return a list of up to three items."""
    return [hostile_value(chooser, depth) for _ in range(chooser.integer(0, 3))]


def new_name(chooser: Chooser, options: Iterable[str], taken: set[str]) -> str:
    """Return one of the names that is not taken yet, and take it. When all are, return a numbered one."""
    left = [name for name in options if name not in taken]
    name = chooser.choice(left) if left else f"name{len(taken)}"
    taken.add(name)
    return name
