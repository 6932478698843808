r"""Patterns of users as trees: the regular expressions that Go and Python read alike.

In: the text of a pattern, as a document writes it. Out: its tree, and its spelling for `values.schema.json`; or `PatternError`,
which says what is wrong. Refused is what the two engines read differently (classes of Unicode, flags, `\b`), what only one of
them has (look-around, references to groups, repeats that give nothing back), and what is too large. `\d`, `\w` and `\s` are
what they are to Go, ASCII, and are spelled out.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    Ranges: TypeAlias = tuple[tuple[int, int], ...]
    """The characters of a class: the first and the last code point of each run, in order, none touching the next one."""
    Tree: TypeAlias = "Ranges | Sequence | Branches | Repeat | Anchor"

LONGEST_PATTERN = 1_000
MOST_REPEATS = 1_000
"""Go reads no larger number in braces, those of nested repeats multiplied."""
DEEPEST_GROUP = 50

LAST = 0x10FFFF
DIGIT: Ranges = ((0x30, 0x39),)
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))
BLANK: Ranges = ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20))
CLASSES = {"d": DIGIT, "w": WORD, "s": BLANK}
CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
SPELLED_CONTROLS = {character: f"\\{letter}" for letter, character in CONTROLS.items()}
SPECIAL = frozenset(r"\.+*?()|[]{}^$")
SPECIAL_IN_CLASS = frozenset(r"\[]^-&~|")
"""Python means to read two of `&`, `~` or `|` in a class as an operation on sets one day."""
SIGNS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}


class PatternError(Exception):
    """The pattern cannot be used; the text says why, as the end of a sentence about it."""


class Sequence:
    """Trees that follow one another."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Tree]) -> None:
        self.parts = parts


class Branches:
    """Trees of which one is there."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Tree]) -> None:
        self.parts = parts


class Repeat:
    """A tree that is there `least` to `most` times; without end where `most` is None. `product` counts what it repeats, too."""

    __slots__ = ("least", "most", "part", "product")

    def __init__(self, part: Tree, least: int, most: int | None) -> None:
        self.part = part
        self.least = least
        self.most = most
        self.product = max(least, most or 0, 1) * _repeats(part)


class Anchor:
    """The beginning of the text, or its end: nothing else, not even a last line feed, stands behind that."""

    __slots__ = ("at_end",)

    def __init__(self, *, at_end: bool) -> None:
        self.at_end = at_end


def read_tree(text: str) -> tuple[Tree, str]:
    """Return the tree of a pattern and its spelling, or raise `PatternError`."""
    if len(text) > LONGEST_PATTERN:
        raise PatternError(f"is longer than {LONGEST_PATTERN:,} characters")
    reader = _Reader(text)
    return reader.whole(), "".join(reader.spelled)


class _Reader:
    """Reads a pattern from left to right, and spells what it has read for both engines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.spelled: list[str] = []

    def whole(self) -> Tree:
        """Read the whole pattern."""
        tree = self._branches(0)
        if self.place < len(self.text):
            raise PatternError('has a ")" that closes nothing')
        return tree

    def _next(self, count: int = 1) -> str:
        """Return what comes next, without taking it."""
        return self.text[self.place : self.place + count]

    def _take(self) -> str:
        """Take the next character."""
        taken = self._next()
        if not taken:
            raise PatternError("ends too early: something is not closed, or a backslash has nothing behind it")
        self.place += 1
        return taken

    def _branches(self, depth: int) -> Tree:
        """Read alternatives, up to the end of their group."""
        if depth > DEEPEST_GROUP:
            raise PatternError("is nested too deeply")
        parts = [self._sequence(depth)]
        while self._next() == "|":
            self.spelled.append(self._take())
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Branches(parts)

    def _sequence(self, depth: int) -> Tree:
        """Read parts that follow one another."""
        parts: list[Tree] = []
        while self._next() not in {"", "|", ")"}:
            parts.append(self._repeated(self._one(depth)))
        return parts[0] if len(parts) == 1 else Sequence(parts)

    def _one(self, depth: int) -> Tree:
        """Read one part, without what repeats it."""
        character = self._take()
        match character:
            case "(":
                return self._group(depth)
            case "[":
                return self._class()
            case "^" | "$":
                self.spelled.append(character)
                return Anchor(at_end=character == "$")
            case ".":
                self.spelled.append(".")
                return _without(((0x0A, 0x0A),))
            case "*" | "+" | "?" | "{":
                raise PatternError(f'has a "{character}" with nothing to repeat: write \\{character} for the character')
            case "\\":
                ranges = self._escape()
            case _:
                ranges = _only(character)
        self.spelled.append(_spell_class(ranges))
        return ranges

    def _group(self, depth: int) -> Tree:
        """Read a group, whose parenthesis is taken."""
        if self._next(2) == "?:":
            self.place += 2
            self.spelled.append("(?:")
        elif self._next() == "?":
            if self._next(2) in {"?=", "?!"} or self._next(3) in {"?<=", "?<!"}:
                raise PatternError("looks around, which Go does not do")
            raise PatternError(f'has a group that begins with "({self._next(2)}": only "(" and "(?:" are read alike everywhere')
        else:
            self.spelled.append("(")
        tree = self._branches(depth + 1)
        if self._next() != ")":
            raise PatternError('has a "(" that is not closed')
        self.spelled.append(self._take())
        return Sequence([tree])

    def _repeated(self, part: Tree) -> Tree:
        """Read what repeats a part, if anything does."""
        bounds = self._bounds()
        if bounds is None:
            return part
        if isinstance(part, Anchor):
            raise PatternError("repeats the beginning or the end of the text")
        if self._next() == "?":
            self.spelled.append(self._take())  # as few as may be: what is found somewhere is the same
        if self._next() in {*SIGNS, "{"}:
            raise PatternError("repeats what is repeated already: put that in parentheses")
        repeat = Repeat(part, *bounds)
        if repeat.product > MOST_REPEATS:
            raise PatternError(f"repeats something more than {MOST_REPEATS:,} times")
        return repeat

    def _bounds(self) -> tuple[int, int | None] | None:
        """Read how often something is there; None where that is not said."""
        sign = self._next()
        if sign in SIGNS:
            self.spelled.append(self._take())
            return SIGNS[sign]
        if sign != "{":
            return None
        end = self.text.find("}", self.place)
        first, comma, second = self.text[self.place + 1 : max(end, 0)].partition(",")
        if not _is_count(first) or (second and not _is_count(second)):
            raise PatternError('has a "{" without numbers in it: write \\{ for the character, {0,9} for at most nine times')
        least = int(first)
        most = int(second) if second else None if comma else least
        if most is not None and most < least:
            raise PatternError("repeats something from a larger to a smaller number of times")
        self.spelled.append(self.text[self.place : end + 1])
        self.place = end + 1
        return least, most

    def _escape(self) -> Ranges:
        """Read what follows a backslash."""
        character = self._take()
        if character in CLASSES:
            return CLASSES[character]
        if character.lower() in CLASSES:
            return _without(CLASSES[character.lower()])
        if character in CONTROLS:
            return _only(CONTROLS[character])
        if character == "x":
            digits = self._next(2)
            self.place += 2
            if len(digits) != 2 or not set(digits) <= set("0123456789abcdefABCDEF"):  # noqa: PLR2004 - as many as Go takes
                raise PatternError("has a \\x without two hexadecimal digits")
            return _only(chr(int(digits, 16)))
        if character in "123456789":
            raise PatternError("refers back to a group, which Go does not do")
        if character.isascii() and not character.isalnum():
            return _only(character)
        raise PatternError(f"uses \\{character}, which Go and Python do not read alike")

    def _class(self) -> Ranges:
        """Read a class, whose bracket is taken."""
        negated = self._next() == "^"
        self.place += negated
        if self._next() == "]":
            raise PatternError("has an empty class: write \\] for the character")
        found: list[tuple[int, int]] = []
        while self._next() != "]":
            low = self._in_class()
            if self._next() == "-" and self._next(2) not in {"-", "-]"}:
                self.place += 1
                found.append(_range(low, self._in_class()))
            else:
                found.extend(low)
        self.place += 1
        ranges = _without(_joined(found)) if negated else _joined(found)
        if not ranges:
            raise PatternError("has a class without characters")
        self.spelled.append(_spell_class(ranges))
        return ranges

    def _in_class(self) -> Ranges:
        """Read one character, or an escape, of a class."""
        character = self._take()
        if character == "[":
            raise PatternError("has a [ inside a class: write \\[ for the character")
        return self._escape() if character == "\\" else _only(character)


def _range(low: Ranges, high: Ranges) -> tuple[int, int]:
    """Return the range from one character to another one."""
    (first, same), (last, also) = low[0], high[0]
    if len(low) > 1 or len(high) > 1 or first != same or last != also:
        raise PatternError("has a range that begins or ends with a class")
    if first > last:
        raise PatternError("has a range that ends before it begins")
    return first, last


def _is_count(text: str) -> bool:
    """Tell whether a text is a number as Go takes it in braces: without a zero before it."""
    return text.isascii() and text.isdigit() and len(text) <= len(str(MOST_REPEATS)) and (text == "0" or text[0] != "0")


def _repeats(tree: Tree) -> int:
    """Return how often, by numbers in braces, the most repeated part of a tree is there."""
    match tree:
        case Sequence() | Branches():
            return max(map(_repeats, tree.parts), default=1)
        case Repeat():
            return tree.product
        case _:
            return 1


def _only(character: str) -> Ranges:
    """Return the class of one character."""
    return ((ord(character), ord(character)),)


def _joined(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Return the class of all characters of some ranges."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return tuple(joined)


def _without(ranges: Ranges) -> Ranges:
    """Return the class of all characters but those of a class."""
    edges = [-1, *(edge for low, high in ranges for edge in (low, high)), LAST + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return tuple((low + 1, high - 1) for low, high in pairs if low + 1 < high)


def _spell_class(ranges: Ranges) -> str:
    """Return a class as both engines read it."""
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _spell(chr(ranges[0][0]), SPECIAL)
    negated = ranges[0][0] == 0 and ranges[-1][1] == LAST and len(ranges) > 1
    spelled: list[str] = []
    for low, high in _without(ranges) if negated else ranges:
        first, last = _spell(chr(low), SPECIAL_IN_CLASS), _spell(chr(high), SPECIAL_IN_CLASS)
        spelled.append(first if low == high else first + last if low + 1 == high else f"{first}-{last}")
    return f"[{'^' if negated else ''}{''.join(spelled)}]"


def _spell(character: str, special: frozenset[str]) -> str:
    """Return a character as it stands in a pattern."""
    if character in special:
        return f"\\{character}"
    if character in SPELLED_CONTROLS:
        return SPELLED_CONTROLS[character]
    return f"\\x{ord(character):02x}" if character < " " or "\x7f" <= character < "\xa0" else character
