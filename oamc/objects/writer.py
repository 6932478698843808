"""Object trees as YAML: the one writer that both outputs share.

A tree without expressions becomes plain YAML. For a tree with expressions the caller gives a `Speller`, which says how they are
written; the layout, the order and the quoting of known values stay the same. The rules of quoting are safe for YAML 1.1,
1.2 and both generations of Go's reader: a text is plain only where every reader takes it as text.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, When
from oamc.expressions.numbers import quote_json, spell_yaml_number
from oamc.objects.tree import At, bare, branches
from oamc.startup.patterns import SKIP_MARKER, UNSEEN, Pattern, only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from oamc.expressions.holes import Condition
    from oamc.objects.tree import Tree

    class Speller(Protocol):
        """How expressions and known texts are written in an output that has a language of its own."""

        def value(self, expression: Expression) -> str:
            """Return an expression as a YAML scalar or flow value."""

        def known(self, yaml: str) -> str:
            """Return the YAML text of known values so that the language of the output leaves it as it is."""

        def must_quote(self, text: str) -> bool:
            """Tell whether a known text must be written in double quotes with its angle brackets escaped."""

        def open(self, condition: Condition) -> str:
            """Return the line that begins a conditional part."""

        def otherwise(self) -> str:
            """Return the line between what is there if a condition holds and what is there otherwise."""

        def close(self) -> str:
            """Return the line that ends a conditional part."""


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BEGINS_PLAIN = frozenset(_LETTERS + "/")
_IN_PLAIN = _LETTERS + "0123456789_./@%+=,()- :"
_UNITS = frozenset(("m", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "k", "M", "G", "T", "P"))
_MOST_DIGITS = 15
_MOST_DECIMALS = 9
_WORDS = ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf")
_RESERVED = frozenset(spelling for word in _WORDS for spelling in (word, word.title(), word.upper()))
COMMAND = r"##(?=\[|vso\[|teamcity\[)|\+(?=argocd:)"
"""What a CI system takes for a command wherever it stands, since manifests may be printed in its log; and for which Argo CD
passes over the file."""
_TO_ESCAPE = Pattern(f"[{UNSEEN}]|{COMMAND}")
_NOT_LITERAL = Pattern(rf"[\x00-\x09\x0b-\x1f{UNSEEN}]|[ \t]\n|[ \t]\Z|\n\n\Z|(?:\A|\n)[ \t]*::|{COMMAND}")
LONGEST_KEY = 1024
"""Characters of a key as it is written, quotes and escapes included: YAML sees no longer one (docs/spec/yaml.md, 2.1)."""


class YamlWriter:
    """Writes trees; with a speller, trees that hold expressions."""

    def __init__(self, speller: Speller | None = None) -> None:
        self._speller = speller

    def document(self, body: Tree) -> str:
        """Return an object as a YAML document, ending in a line feed."""
        lines: list[str] = []
        if self._speller is None:
            self._known_block(body, "", lines)
        else:
            self._block(body, "", lines)
        return "\n".join(lines) + "\n"

    def _known_block(self, tree: Tree, indent: str, lines: list[str]) -> None:
        """Write a mapping or list that is not empty and holds no expression: as `_block` does, in a third of its time."""
        if isinstance(tree, dict):
            for key, value in tree.items():
                kind = type(value)
                name = spell_text(key)
                if len(name) > LONGEST_KEY:
                    name = before_colon(name, indent, lines)
                if kind is str and "\n" not in value:
                    lines.append(f"{indent}{name}: {spell_text(value)}")
                elif (kind is dict or kind is list) and value:
                    lines.append(f"{indent}{name}:")
                    self._known_block(value, indent if kind is list else f"{indent}  ", lines)
                else:
                    self._part(name, value, indent, lines)
            return
        assert isinstance(tree, list)
        for item in tree:
            if type(item) is dict and item:
                start = len(lines)
                self._known_block(item, f"{indent}  ", lines)
                lines[start] = f"{indent}- {lines[start][len(indent) + 2 :]}"
            else:
                self._part(None, item, indent, lines)

    def _block(self, tree: Tree, indent: str, lines: list[str]) -> None:
        """Write a mapping or list that is not empty."""
        if isinstance(tree, dict):
            for key, value in tree.items():
                name = self._text(key)
                while type(value) is At:
                    value = value.tree  # noqa: PLW2901 - the same without its origin
                if type(value) is str and "\n" not in value and len(name) <= LONGEST_KEY:
                    lines.append(f"{indent}{name}: {self._text(value)}")
                else:
                    self._part(name, value, indent, lines)
        else:
            assert isinstance(tree, (list, tuple))
            for item in tree:
                self._part(None, item, indent, lines)

    def _part(self, key: str | None, tree: Tree, indent: str, lines: list[str]) -> None:
        """Write an entry of a mapping, or an item of a list (no key), between the lines of its condition if it has one."""
        if isinstance(tree, When):
            assert self._speller is not None
            then, otherwise = branches(tree)
            lines.append(indent + self._speller.open(tree.condition))
            self._part(key, then, indent, lines)
            if otherwise is not None:
                lines.append(indent + self._speller.otherwise())
                self._part(key, otherwise, indent, lines)
            lines.append(indent + self._speller.close())
        elif key is None:
            self._item(bare(tree), indent, lines)
        else:
            self._entry(key, bare(tree), indent, lines)

    def _entry(self, key: str, value: Tree, indent: str, lines: list[str]) -> None:
        """Write one entry of a mapping."""
        key = before_colon(key, indent, lines)
        if isinstance(value, (dict, list, tuple)) and value:
            lines.append(f"{indent}{key}:")
            self._block(value, indent if isinstance(value, (list, tuple)) else f"{indent}  ", lines)
        else:
            self._leaf(f"{indent}{key}: ", value, f"{indent}  ", lines)

    def _item(self, value: Tree, indent: str, lines: list[str]) -> None:
        """Write one item of a list. The first line of a nested block stands behind the dash."""
        if not isinstance(value, (dict, list, tuple)) or not value:
            self._leaf(f"{indent}- ", value, f"{indent}  ", lines)
            return
        if isinstance(value, dict):
            value = _unconditional_first(value)
        start = len(lines)
        self._block(value, f"{indent}  ", lines)
        lines[start] = f"{indent}- {lines[start][len(indent) + 2 :]}"

    def _leaf(self, start: str, value: Tree, indent: str, lines: list[str]) -> None:
        """Write a scalar, an expression, or an empty container behind `start`."""
        if isinstance(value, str) and "\n" in value and self._is_literal(value):
            lines.append(f"{start}|" if value.endswith("\n") else f"{start}|-")
            body = value.removesuffix("\n")
            lines.extend(f"{indent}{line}" if line else "" for line in self._known(body).split("\n"))
            return
        lines.append(start + self.scalar(value))

    def _is_literal(self, text: str) -> bool:
        """Tell whether a text of several lines can be written as a literal block."""
        if text[0] in " \n" or not (_is_surely_literal(text) or not _NOT_LITERAL.search(text)):
            return False
        return self._speller is None or not self._speller.must_quote(text)

    def _known(self, yaml: str) -> str:
        """Return known YAML text, protected from the language of the output."""
        return yaml if self._speller is None else self._speller.known(yaml)

    def scalar(self, value: Tree) -> str:
        """Return a scalar, an expression or an empty container as YAML on one line."""
        if type(value) is str:
            return self._text(value)
        match value:
            case At():
                return self.scalar(value.tree)
            case Expression():
                assert self._speller is not None
                return self._speller.value(value)
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case int() | float():
                return spell_yaml_number(value)
            case str():
                return self._text(value)
            case dict():
                assert not value
                return "{}"
            case _:
                assert not value
                return "[]"

    def _text(self, text: str) -> str:
        """Return a text on one line: plain where every reader takes it as this text, else in double quotes."""
        spelled = spell_text(text)
        if self._speller is None or spelled == text:
            return spelled  # a plain text has nothing that a speller could ask for: no braces and no angle brackets
        if self._speller.must_quote(text):
            return self._known(quoted(text).replace("<", "\\x3c"))
        return self._known(spelled)


_SPELLED: dict[str, str] = {}
"""Short texts that were spelled before: keys and labels come again and again, in every object of every application."""
MOST_REMEMBERED = 4096
LONGEST_REMEMBERED = 64


def _is_surely_literal(text: str) -> bool:
    """Tell at once of most texts of several lines that a literal block can hold them. A pattern tells of the others."""
    lines = text.split("\n")
    common = all(line.isascii() and line.isprintable() and line[-1:] != " " and line.lstrip()[:1] != ":" for line in lines)
    return common and not text.endswith("\n\n") and "##" not in text and SKIP_MARKER not in text


def _is_quantity(text: str) -> bool:
    """Tell whether a text is digits, perhaps with decimals, and a unit: no reader of YAML takes it for a number."""
    unit = text.lstrip("0123456789.")
    whole, point, decimals = text[: len(text) - len(unit)].partition(".")
    if unit not in _UNITS or not 0 < len(whole) <= _MOST_DIGITS:
        return False
    return not point or (0 < len(decimals) <= _MOST_DECIMALS and "." not in decimals)


def _is_words(text: str) -> bool:
    """Tell whether a text is words of harmless characters that begin with a letter, with one blank or colon between two."""
    if text[:1] not in _BEGINS_PLAIN or not only(text, _IN_PLAIN):
        return False
    parted = text.replace(":", " ")
    return "  " not in parted and parted[-1] != " "


def spell_text(text: str) -> str:
    """Return a text as YAML on one line."""
    known = _SPELLED.get(text)
    if known is not None:
        return known
    plain = (_is_words(text) and text not in _RESERVED and SKIP_MARKER not in text) or _is_quantity(text)
    spelled = text if plain else quoted(text)
    if len(text) <= LONGEST_REMEMBERED and len(_SPELLED) < MOST_REMEMBERED:
        _SPELLED[text] = spelled
    return spelled


def before_colon(key: str, indent: str, lines: list[str]) -> str:
    """Return what stands before the colon of a spelled key: the key, or nothing where it is too long and gets its own line."""
    if len(key) <= LONGEST_KEY:
        return key
    lines.append(f"{indent}? {key}")
    return ""


def quoted(text: str) -> str:
    """Return a text in double quotes, with every character escaped that some reader would not give back or show."""
    encoded = quote_json(text)
    if encoded.isascii() and "\x7f" not in encoded and "##" not in encoded and SKIP_MARKER not in encoded:
        return encoded
    return _TO_ESCAPE.sub(lambda match: "".join(map(_escaped, match[0])), encoded)


def _escaped(character: str) -> str:
    """Return the escape of one character in double quotes."""
    point = ord(character)
    if character == "+":
        return "\\x2b"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"  # noqa: PLR2004 - four hexadecimal digits


def _unconditional_first(mapping: dict[str, Tree]) -> dict[str, Tree]:
    """Return a mapping that starts with an entry that is always there: the dash of a list item stands before it."""
    for key, value in mapping.items():
        if not isinstance(value, When):
            return {key: value, **mapping}
    return mapping
