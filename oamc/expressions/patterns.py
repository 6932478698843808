"""Patterns of users, looked for in texts as JSON Schema does: anywhere, and at a cost that no pattern and no text can raise.

`read_pattern` gives a `Matcher`, or raises `PatternError`. Python's own engine is not asked: it tries again where it fails, so
that a short pattern keeps it busy for hours, and its `$` lets a line feed follow. Go's goes through a text once, as this does.
"""

from __future__ import annotations

from functools import lru_cache

from oamc.expressions.pattern_trees import Anchor, Branches, PatternError, Repeat, Sequence, read_tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.expressions.pattern_trees import Ranges, Tree

__all__ = ["Matcher", "PatternError", "read_pattern"]

MOST_POSITIONS = 500
"""Classes and characters of a pattern whose repeats are written out: what a character of a text costs grows with them."""
MOST_STEPS = 4 * MOST_POSITIONS
"""Positions, and what joins them."""
MOST_KEPT = 20_000
"""Results of a matcher that are kept."""
BITS = 8

TO_END, TO_BEGIN, TO_BOTH, TO_CHARACTER, FOUND = range(5)


@lru_cache(maxsize=256)
def read_pattern(text: str) -> Matcher:
    """Return the matcher of a pattern, or raise `PatternError`."""
    tree, spelling = read_tree(text)
    return Matcher(tree, spelling)


class Matcher:
    """Looks for one pattern in texts. `spelling` is the pattern as Go and Python read it alike.

    The pattern is an automaton. A set of its positions is a number with a bit for each; the last bit says that it was found.
    What comes of eight positions is computed once, and so is what comes of a set and a character.
    """

    def __init__(self, tree: Tree, spelling: str) -> None:
        self.spelling = spelling
        program = _Program(tree)
        self.classes = program.classes
        self.found = 1 << len(program.bits)
        self.start = program.mask(0, at_start=True)
        self._again = program.mask(0)
        self._follow = {bit: program.mask(program.steps[step][1]) for step, bit in program.bits.items()}
        self._at_end = sum(
            1 << bit
            for step, bit in program.bits.items()
            if program.steps[step][0] == TO_END and program.mask(program.steps[step][1], at_end=True) & self.found
        )
        self._positions = {program.bits[step]: ranges for step, ranges in program.ranges.items()}
        self._in_empty = bool(program.mask(0, at_start=True, at_end=True) & self.found)
        self._of_character: dict[str, int] = {}
        self._of_eight: dict[tuple[int, int], int] = {}
        self._after: dict[tuple[int, str], int] = {}

    def search(self, text: str) -> bool:
        """Tell whether the pattern is somewhere in a text."""
        state = self.start
        for character in text:
            if state & self.found or not state:
                break
            state = self.after(state, character)
        return self.ends(state, text)

    def ends(self, state: int, text: str) -> bool:
        """Tell whether the pattern was found in a text that leads to a state."""
        return bool(state & (self.found | self._at_end)) or (not text and self._in_empty)

    def after(self, state: int, character: str) -> int:
        """Return the state behind a further character."""
        if state & self.found:
            return self.found
        known = self._after.get((state, character))
        if known is None:
            if len(self._after) >= MOST_KEPT:
                self._after.clear()
                self._of_character.clear()
            known = self._after[state, character] = self._next(state & self._takers(character))
        return known

    def _takers(self, character: str) -> int:
        """Return the positions that take a character."""
        known = self._of_character.get(character)
        if known is None:
            point = ord(character)
            known = sum(
                1 << bit for bit, ranges in self._positions.items() if any(low <= point <= high for low, high in ranges)
            )
            self._of_character[character] = known
        return known

    def _next(self, taken: int) -> int:
        """Return the positions behind some that have taken a character. The pattern may begin behind every one."""
        state = self._again
        for place, eight in enumerate(taken.to_bytes((taken.bit_length() + BITS - 1) // BITS, "little")):
            if eight:
                known = self._of_eight.get((place, eight))
                if known is None:
                    known = 0
                    for bit in range(BITS):
                        if eight >> bit & 1:
                            known |= self._follow[place * BITS + bit]
                    self._of_eight[place, eight] = known
                state |= known
        return self.found if state & self.found else state


class _Program:
    """A tree as numbered steps: each takes a character, leads on, perhaps under a condition, or says that all is found."""

    def __init__(self, tree: Tree) -> None:
        self.steps: list[tuple[int, int, int]] = []
        self.ranges: dict[int, Ranges] = {}
        self._add(tree)
        self._step(FOUND)
        waiting = [step for step, (kind, _, _) in enumerate(self.steps) if kind in {TO_CHARACTER, TO_END}]
        self.bits = {step: bit for bit, step in enumerate(waiting)}
        self.classes = tuple(dict.fromkeys(self.ranges.values()))

    def mask(self, step: int, *, at_start: bool = False, at_end: bool = False) -> int:
        """Return the steps that wait for a character or for the end, from one step on, and whether all is found there."""
        seen: set[int] = set()
        todo = [step]
        mask = 0
        while todo:
            here = todo.pop()
            if here in seen:
                continue
            seen.add(here)
            kind, first, second = self.steps[here]
            if kind == FOUND:
                mask |= 1 << len(self.bits)
            elif kind == TO_BOTH:
                todo += (first, second)
            elif (kind == TO_BEGIN and at_start) or (kind == TO_END and at_end):
                todo.append(first)
            if here in self.bits:
                mask |= 1 << self.bits[here]
        return mask

    def _step(self, kind: int, second: int = 0) -> int:
        """Add a step that leads to the one behind it, and perhaps to a second one."""
        if len(self.steps) >= MOST_STEPS or len(self.ranges) > MOST_POSITIONS:
            raise PatternError(f"is too large: with its repeats written out, it has more than {MOST_POSITIONS} characters")
        self.steps.append((kind, len(self.steps) + 1, second))
        return len(self.steps) - 1

    def _lead(self, step: int, first: int, second: int) -> None:
        """Let a step lead to others."""
        self.steps[step] = (TO_BOTH, first, second)

    def _add(self, tree: Tree) -> None:
        """Add the steps of a tree."""
        match tree:
            case Sequence():
                for part in tree.parts:
                    self._add(part)
            case Branches():
                self._add_branches(tree)
            case Repeat():
                self._add_repeat(tree)
            case Anchor():
                self._step(TO_END if tree.at_end else TO_BEGIN)
            case _:
                self.ranges[self._step(TO_CHARACTER)] = tree

    def _add_branches(self, tree: Branches) -> None:
        """Add the steps of alternatives."""
        ends: list[int] = []
        for part in tree.parts[:-1]:
            fork = self._step(TO_BOTH)
            self._add(part)
            ends.append(self._step(TO_BOTH))
            self._lead(fork, fork + 1, len(self.steps))
        self._add(tree.parts[-1])
        for end in ends:
            self._lead(end, len(self.steps), len(self.steps))

    def _add_repeat(self, tree: Repeat) -> None:
        """Add the steps of a repeat, written out."""
        for _ in range(tree.least):
            self._add(tree.part)
        if tree.most is None:
            fork = self._step(TO_BOTH)
            self._add(tree.part)
            back = self._step(TO_BOTH)
            self._lead(back, fork, fork)
            self._lead(fork, fork + 1, back + 1)
            return
        forks = []
        for _ in range(tree.most - tree.least):
            forks.append(self._step(TO_BOTH))
            self._add(tree.part)
        for fork in forks:
            self._lead(fork, fork + 1, len(self.steps))


def characters(matchers: tuple[Matcher, ...]) -> Iterator[str]:
    """Yield a character for each way in which classes of some matchers can take one, plain ones first."""
    edges = {0x61, 0x30, 0x41, 0x20}
    for matcher in matchers:
        for ranges in matcher.classes:
            edges |= {edge for low, high in ranges for edge in (low, high + 1)}
    usable = (point for point in edges if point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF)  # noqa: PLR2004 - Unicode
    for point in sorted(usable, key=lambda point: (not chr(point).isalnum(), not 0x20 <= point <= 0x7E, point)):  # noqa: PLR2004
        yield chr(point)
