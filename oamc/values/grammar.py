r"""Helm's grammar of `--set` and its sisters (Go package `strvals`): one assignment text goes into a tree of values.

    a.b=1,c[0].d=x,e={1,2},f=null,g\.h=\,        --set; names may hold escaped dots and commas

The functions change the tree they are given, as Helm does, so that later assignments see earlier ones. A text that Helm
refuses raises `GrammarError`; what was assigned up to there stays, so the tree is of no use then. Read from Helm 4.2 and 3.21,
which agree but for one thing: an index without its `]` at the end of the text is an error in Helm 3 and here, and Helm 4 drops
the assignment silently. Errors here alone: names of more than `DEEPEST_PATH` steps, too large an index that nothing follows.
"""

from __future__ import annotations

import re

from oamc.values.json_values import JsonError, decode_object, decode_value, first_not_blank
from oamc.values.merge import merge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from oamc.source.nodes import Plain

    Tree: TypeAlias = dict[str, Plain]
    Read: TypeAlias = Callable[[str, int], Plain]
    ReadValue: TypeAlias = Callable[["Cursor"], tuple[Plain, bool]]

LARGEST_INDEX = 65536
MOST_DOTS = 30
DEEPEST_PATH = 64

INTEGER = re.compile(r"[+-]?[0-9]+")


class GrammarError(Exception):
    """The text breaks the grammar at `column`, counted from 1. `message` never quotes the text: it may hold a secret."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


def parse_set(text: str, into: Tree) -> None:
    """Read `--set`: values that look like true, false, null or a 64-bit integer are so, everything else is a text."""
    _Parser(text, NAME_ENDS, _listed(lambda word, _: typed(word))).parse(into)


def parse_set_string(text: str, into: Tree) -> None:
    """Read `--set-string`: every value is a text."""
    _Parser(text, NAME_ENDS, _listed(lambda word, _: word)).parse(into)


def parse_set_file(text: str, into: Tree, contents: Mapping[str, str]) -> None:
    """Read `--set-file`: every value is the path of a file, `contents` holds the texts of the files by path."""

    def content(path: str, column: int) -> str:
        if path not in contents:
            raise GrammarError("the file named here cannot be read", column)
        return contents[path]

    _Parser(text, NAME_ENDS, _listed(content)).parse(into)


def parse_set_json(text: str, into: Tree) -> None:
    """Read `--set-json`: values are JSON, an empty one is null; or the whole text is a mapping to merge."""
    try:
        whole = decode_object(text)
    except JsonError as error:
        raise GrammarError(error.message, error.column + 1) from None
    if whole is None:
        _Parser(text, NAME_ENDS, _json_value).parse(into)
    else:
        into.update(merge(into, whole))


def parse_set_literal(text: str, into: Tree) -> None:
    """Read `--set-literal`: one name, and everything after its `=` is the value; nothing is escaped."""
    _Parser(text, LITERAL_NAME_ENDS, _rest, escapes=False).parse(into)


def set_file_paths(text: str) -> tuple[str, ...]:
    """Return the paths that a `--set-file` text names, in order, for the caller to read. A malformed text: those before it."""
    paths: list[str] = []

    def note(path: str, _: int) -> str:
        paths.append(path)
        return path

    try:  # noqa: SIM105  # contextlib costs start-up time
        _Parser(text, NAME_ENDS, _listed(note)).parse({})
    except GrammarError:
        pass  # `parse_set_file` refuses the same text, with its place
    return tuple(paths)


def assigned_places(flag: str, text: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    """Return the names that a text assigns to, each up to the first index, with the column where it begins.

    The text is one that was read before. A `--set-json` text that is one mapping has the empty path.
    """
    if flag == "--set-json" and text[first_not_blank(text, 0) :].startswith("{"):
        return (((), 1),)
    literal = flag == "--set-literal"
    reads = _rest if literal else _json_value if flag == "--set-json" else _listed(lambda word, _: word)
    parser = _Parser(text, LITERAL_NAME_ENDS if literal else NAME_ENDS, reads, escapes=not literal)
    try:  # noqa: SIM105  # contextlib costs start-up time
        parser.parse({})
    except GrammarError:
        pass  # an assignment that needs what earlier ones have set; the names before it are known
    return tuple(parser.places)


def typed(word: str) -> Plain:
    """Return the value that `--set` reads from a word. Leading zeros make a text, and so does a fraction."""
    # Go's EqualFold also takes "ſ" for "s"; so does casefold.
    folded = word.casefold()
    if folded in {"true", "false"}:
        return folded == "true"
    if folded == "null":
        return None
    if word == "0":
        return 0
    if not word.startswith("0") and INTEGER.fullmatch(word):
        digits = word.lstrip("+-").lstrip("0") or "0"
        if len(digits) <= 19:  # noqa: PLR2004  # digits of the largest 64-bit integer
            number = -int(digits) if word.startswith("-") else int(digits)
            if -(2**63) <= number < 2**63:
                return number
    return word


NAME_ENDS = "=[,."
LITERAL_NAME_ENDS = "=[."


class Cursor:
    """A text and the place in it."""

    def __init__(self, text: str, *, escapes: bool) -> None:
        self.text = text
        self.at = 0
        self.escapes = escapes

    def until(self, ends: str) -> tuple[str, str]:
        """Return the text before the next of `ends`, and which it was; the empty text where the text is over.

        A backslash takes the next character as it is; one at the end of the text vanishes.
        """
        word: list[str] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            self.at += 1
            if character in ends:
                return "".join(word), character
            if character == "\\" and self.escapes:
                character = self.text[self.at : self.at + 1]
                self.at += 1
            word.append(character)
        self.at = len(self.text)
        return "".join(word), ""

    def skips(self, character: str) -> bool:
        """Go past `character` if it comes next, and tell so."""
        found = self.text.startswith(character, self.at)
        self.at += found
        return found

    def wrong(self, message: str, at: int) -> GrammarError:
        """Return the error that the text is wrong at the place `at`."""
        return GrammarError(message, at + 1)


def _listed(read: Read) -> ReadValue:
    """Return the reader of one word or of a list `{a,b}` of words, each given to `read` with its column."""

    def value(cursor: Cursor) -> tuple[Plain, bool]:
        start = cursor.at
        if start == len(cursor.text):
            return "", True
        if not cursor.skips("{"):
            return read(cursor.until(",")[0], start + 1), False
        items: list[Plain] = []
        while True:
            item = cursor.at
            word, end = cursor.until(",}")
            if not end:
                raise cursor.wrong("a list begins here and does not end with }", start)
            items.append(read(word, item + 1))
            if end == "}":
                cursor.skips(",")
                return items, False

    return value


def _json_value(cursor: Cursor) -> tuple[Plain, bool]:
    """Read a JSON value with the blanks and the comma after it; nothing but blanks is null."""
    cursor.at = first_not_blank(cursor.text, cursor.at)
    if cursor.at == len(cursor.text) or cursor.skips(","):
        return None, False
    try:
        value, cursor.at = decode_value(cursor.text, cursor.at)
    except JsonError as error:
        raise cursor.wrong(error.message, error.column) from None
    cursor.at = first_not_blank(cursor.text, cursor.at)
    cursor.skips(",")
    return value, False


def _rest(cursor: Cursor) -> tuple[Plain, bool]:
    """Read the rest of the text."""
    value = cursor.text[cursor.at :]
    cursor.at = len(cursor.text)
    return value, False


class _Parser:
    """The parser of one text; `places` lists the names it met.

    The two mutual recursions tell whether the text ended before the assignment was whole: Helm then keeps some of what it has
    and drops the rest, without an error (`a[0].b=` gives an empty list).
    """

    def __init__(self, text: str, name_ends: str, read_value: ReadValue, *, escapes: bool = True) -> None:
        self.cursor = Cursor(text, escapes=escapes)
        self.name_ends = name_ends
        self.read_value = read_value
        self.places: list[tuple[tuple[str, ...], int]] = []
        self.names: list[str] = []

    def parse(self, into: Tree) -> None:
        """Read all assignments of the text into the tree."""
        try:
            # A lone surrogate stands for a byte of the command line that is no UTF-8.
            self.cursor.text.encode()
        except UnicodeEncodeError as error:
            raise self.cursor.wrong("this is not UTF-8", error.start) from None
        ended = False
        while not ended:
            start = self.cursor.at
            self.names = []
            ended = self._name(into, 0, 0)
            if any(self.names):
                self.places.append((tuple(self.names), start + 1))

    def _name(self, into: Tree, dots: int, depth: int) -> bool:
        """Read one name and what it is given, into the mapping it belongs to."""
        start = self.cursor.at
        name, end = self.cursor.until(self.name_ends)
        if not end and not name:
            return True
        if depth == dots:  # no index yet
            self.names.append(name)
        self._bound(depth, start)
        ended = False
        value: Plain
        match end:
            case "=":
                value, ended = self.read_value(self.cursor)
            case "[":
                index = self._index()
                value = into.get(name, [])
                if not isinstance(value, list):
                    raise self.cursor.wrong("an index is given to what is no list", start)
                value, ended = self._item(value, index, dots, depth + 1)
            case ".":
                if dots == MOST_DOTS:
                    raise self.cursor.wrong(f"a name has more than {MOST_DOTS} dots", start)
                value = into.get(name, {})
                if not isinstance(value, dict):
                    raise self.cursor.wrong("a name goes below what is no mapping", start)
                ended = self._name(value, dots + 1, depth + 1)
                if not value and not ended:
                    raise self.cursor.wrong("a name is given no value", start)
                if not value:
                    return ended
            case _:
                raise self.cursor.wrong("a name is given no value", start)
        if name:  # Helm drops what is given to the empty name
            into[name] = value
        return ended

    def _item(self, items: list[Plain], index: int, dots: int, depth: int) -> tuple[list[Plain], bool]:
        """Read what follows an index, into the list it belongs to."""
        start = self.cursor.at
        self._bound(depth, start)
        extra, end = self.cursor.until("[.=")
        if extra:
            raise self.cursor.wrong("an index must be followed by a dot, another index or =", start)
        value: Plain
        ended = False
        below = items[index] if index < len(items) else None
        match end:
            case "=":
                value, _ = self.read_value(self.cursor)
            case "[":
                following = self._index()
                if below is not None and not isinstance(below, list):
                    raise self.cursor.wrong("an index is given to what is no list", start)
                value, ended = self._item(below or [], following, dots, depth + 1)
            case ".":
                value = below if isinstance(below, dict) else {}
                if index < len(items):
                    items[index] = value
                ended = self._name(value, dots, depth + 1)
            case _:
                return items, True
        if ended:
            return items, True
        if index >= len(items):
            # A new list, as in Helm: where the list stands under the empty name, the old one stays.
            items = [*items, *[None] * (index + 1 - len(items))]
        items[index] = value
        return items, False

    def _index(self) -> int:
        """Read an index up to its bracket."""
        start = self.cursor.at
        word, end = self.cursor.until("]")
        if not end or not INTEGER.fullmatch(word):
            raise self.cursor.wrong("an index must be a whole number between brackets", start)
        digits = word.lstrip("+-").lstrip("0") or "0"
        if word.startswith("-") and digits != "0":
            raise self.cursor.wrong("an index must not be negative", start)
        if len(digits) > len(str(LARGEST_INDEX)) or int(digits) > LARGEST_INDEX:
            raise self.cursor.wrong(f"an index is larger than {LARGEST_INDEX}", start)
        return int(digits)

    def _bound(self, depth: int, start: int) -> None:
        """Refuse a name of too many steps, before recursion does."""
        if depth >= DEEPEST_PATH:
            raise self.cursor.wrong(f"a name has more than {DEEPEST_PATH} steps", start)
