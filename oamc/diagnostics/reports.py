"""`Reports`: the diagnostics of one run, gathered by every stage.

A stage calls `reports.add(CODE, at=span, …)` and goes on. `Reports` counts, turns the warnings that strict mode refuses
into errors, drops exact repetitions, and hands out everything in the order of files and lines.
"""

from __future__ import annotations

from oamc.records import Record, replace
from oamc.spans import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from oamc.startup.patterns import Pattern

ERROR = "error"
WARNING = "warning"
INFO = "info"


class Code(Record):
    """One kind of finding: a stable `id`, a `severity`, and a one-line `template` filled from keyword arguments.

    `strict` marks the warnings that `--strict` turns into errors. `unknown` marks the errors about what nobody knows, of which
    `--allow-unknown-fields` makes warnings. `drops` marks what tells that something which the user wrote has no effect: that is
    said with `--quiet` too. `once` marks what is not about its place, such as what a scope never does: the same message is said
    at the first of its places alone, whichever stage finds it.
    """

    id: str
    severity: str
    template: str
    strict: bool = False
    unknown: bool = False
    drops: bool = False
    once: bool = False


class Related(Record):
    """Another place that explains a finding, and what is to be seen there."""

    span: Span
    message: str


class Diagnostic(Record):
    """One finding: what is wrong, the smallest text whose change would mend it, other places, and what to do."""

    code: Code
    severity: str
    message: str
    span: Span | None
    related: tuple[Related, ...] = ()
    hint: str = ""


class Reports:
    """The findings of one run, each once.

    `strict` makes errors of the warnings that say so, `allow_unknown` warnings of the errors about what nobody knows. With
    both, these are errors: strict mode judges the warnings.

    `errors` counts repeated errors too: a stage that compares it before and after must notice that something went wrong
    again, such as a value that is wrong for each of two applications. `faults` counts those after which something is missing:
    neither warnings that strict mode makes errors, nor errors about what nobody knows, which is passed over.
    """

    def __init__(self, *, strict: bool = False, allow_unknown: bool = False, earlier: Reports | None = None) -> None:
        self.strict = strict
        self.allow_unknown = allow_unknown
        self.errors_only = False
        self.found: list[Diagnostic] = []
        self.errors = 0
        self.faults = 0
        self._seen: set[tuple[object, ...]] = set()
        self._once: dict[tuple[object, ...], int] = {}
        self._places: set[tuple[object, ...]] = set()
        self._earlier = earlier
        self._refused: frozenset[Span] = frozenset()
        self._searches = 0
        self._candidates = 0

    def add(
        self,
        code: Code,
        *,
        at: Span | None,
        related: Iterable[Related] = (),
        hint: str = "",
        **parts: object,
    ) -> None:
        """Record one finding. `parts` fill the template; texts among them are made safe to print.

        Texts of the input are cut at 80 characters; hints, notes and the parts named in `PHRASES`, which oamc composes, at 400.
        """
        if self.errors_only and code.severity != ERROR:
            return
        if at is not None and at in self._refused:
            self.errors += code.severity == ERROR
            self.faults += code.severity == ERROR and not code.unknown
            return
        severity = WARNING if code.unknown and self.allow_unknown else code.severity
        if self.strict and code.strict:
            severity = ERROR
        message = code.template.format(
            **{
                name: printable(value, LONGEST_PHRASE if name in PHRASES else LONGEST_QUOTED_TEXT)
                for name, value in parts.items()
            }
        )
        self.errors += severity == ERROR
        self.faults += code.severity == ERROR and not code.unknown
        place = (code.id, at.key() if at else None)
        self._places.add(place)
        # Without a place, texts that are cut alike may be two: paths begin alike.
        whole = (message,) if at is not None else (message, *map(str, parts.values()))
        key = (code.id, message) if code.once else (*place, *whole)
        if key in self._seen and not code.once:
            return
        self._seen.add(key)
        if hint.startswith("did you mean"):
            hint += strange_characters(parts.values())
        notes = tuple(Related(span=other.span, message=printable(other.message, LONGEST_PHRASE)) for other in related)
        hint = printable(hint, LONGEST_PHRASE)
        self._note(Diagnostic(code=code, severity=severity, message=message, span=at, related=notes, hint=hint))

    def _note(self, found: Diagnostic) -> None:
        """Keep a finding; of those that are said once, the first by its place."""
        if found.code.once:
            key = (found.code.id, found.message)
            number = self._once.setdefault(key, len(self.found))
            if number < len(self.found):
                if _place(found) < _place(self.found[number]):
                    self.found[number] = found
                return
        self.found.append(found)

    def tolerate(
        self, code: Code, *, at: Span | None, related: Iterable[Related] = (), hint: str = "", **parts: object
    ) -> None:
        """Record one finding about what nobody knows as if all of that were allowed."""
        allowed, self.allow_unknown = self.allow_unknown, True
        self.add(code, at=at, related=related, hint=hint, **parts)
        self.allow_unknown = allowed

    def alike(self, *, earlier: Reports | None = None) -> Reports:
        """Return reports without a finding that judge as these do."""
        made = Reports(strict=self.strict, allow_unknown=self.allow_unknown, earlier=earlier)
        made.errors_only, made._refused = self.errors_only, self._refused
        return made

    def go_on(self) -> None:
        """Begin a stage that looks at what is left after errors, if there are any.

        There are no further warnings, which may only follow from what is wrong, and a place that was refused is not refused
        once more in other words.
        """
        if self.has_errors():
            self.errors_only = True
            self._refused = frozenset(
                found.span for found in self.found if found.span is not None and found.code.severity == ERROR
            )

    def has(self, code: Code, at: Span) -> bool:
        """Tell whether a place has been reported for a reason, here or in the reports before these."""
        return (code.id, at.key()) in self._places or (self._earlier is not None and self._earlier.has(code, at))

    def nearest(self, name: str, known: Collection[str]) -> str | None:
        """Return what `nearest` finds for the hint of a finding; after many of them nothing: nobody reads so far."""
        if not self.may_search():
            return None
        self._searches += 1
        self._candidates += len(known)
        return nearest(name, known)

    @property
    def effort(self) -> tuple[int, int]:
        """How many searches for misspelled names there were, and through how many names they went."""
        return self._searches, self._candidates

    def may_search(self) -> bool:
        """Tell whether a hint that costs a search is still worth it."""
        return self._searches < MOST_SEARCHES and self._candidates < MOST_CANDIDATES

    def has_errors(self) -> bool:
        """Tell whether anything found so far stops the build."""
        return self.errors > 0

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over findings of another `Reports`."""
        for diagnostic in diagnostics:
            self._seen.add((diagnostic.code.id, diagnostic.message))
            self.errors += diagnostic.severity == ERROR
            self.faults += diagnostic.code.severity == ERROR and not diagnostic.code.unknown
            self._note(replace(diagnostic))

    def in_order(self) -> list[Diagnostic]:
        """Return the findings by file and place; those without a place come first, equal places keep their order."""
        return sorted(self.found, key=_place)


def _place(found: Diagnostic) -> tuple[str, int, int, int, int]:
    """Return what orders findings; those without a place come first."""
    return found.span.key() if found.span else ("", 0, 0, 0, 0)


LONGEST_QUOTED_TEXT = 80
LONGEST_PHRASE = 400
PHRASES = frozenset(("problem", "reason", "doubt", "what", "where", "expected", "rule"))


def printable(value: object, longest: int = LONGEST_QUOTED_TEXT) -> str:
    """Return a text as it may stand in a message: control and format characters escaped, cut at `longest` characters."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return escape(text)


def end_of(path: str) -> str:
    """Return a path that is cut at its beginning, where it must be: its end tells the file."""
    return path if len(path) <= LONGEST_QUOTED_TEXT else "…" + path[1 - LONGEST_QUOTED_TEXT :]


def strange_characters(names: Iterable[object]) -> str:
    """Say which characters of a misspelled name are not those of ASCII: to the eye it may be the name that is suggested."""
    strange = dict.fromkeys(letter for name in names if isinstance(name, str) for letter in name if not letter.isascii())
    if not strange:
        return ""
    from unicodedata import name as name_of

    shown = [f"U+{ord(letter):04X} ({name_of(letter, 'no letter')})" for letter in list(strange)[:MOST_STRANGE]]
    return f" What is written has {listing(shown)}" + (" and others" if len(strange) > MOST_STRANGE else "")


MOST_STRANGE = 3


def escape(text: str) -> str:
    """Return `text` with everything that could move a cursor, reverse a line or command a CI system made visible."""
    if text.isascii() and text.isprintable():
        return _inert(text)
    from oamc.startup.patterns import UNSEEN, Pattern

    global _UNSEEN  # noqa: PLW0603 - compiled when the first text needs it
    _UNSEEN = _UNSEEN or Pattern(f"[{UNSEEN}]")
    text = "".join(character if character.isprintable() else _escaped(ord(character)) for character in text)
    return _inert(_UNSEEN.sub(lambda match: _escaped(ord(match[0])), text))


_UNSEEN: Pattern | None = None


def _inert(text: str) -> str:
    """Return a text that commands neither a CI system nor, in a file beside manifests, Argo CD."""
    return text.replace("::", ":\\u003a").replace("##", "#\\u0023").replace("+argocd:", "\\x2bargocd:")


def _escaped(point: int) -> str:
    """Return the escape of one code point."""
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


MOST_LISTED = 50


def listing(names: Iterable[str], word: str = "and") -> str:
    """Return names as a phrase, "a, b and c"; of more than `MOST_LISTED` the first ones and how many more there are."""
    known = list(names)
    if len(known) > MOST_LISTED:
        known = [*known[:MOST_LISTED], f"{len(known) - MOST_LISTED} more"]
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} {word} {known[-1]}"


MOST_SEARCHES = 100
"""Searches for a misspelled name in one run: as many as findings are shown. It bounds the time of hostile input (R18)."""
MOST_CANDIDATES = 10_000
"""Known names that all searches of one run go through."""
MOST_COMPARED = 2000
"""Characters of known names that one search compares edit by edit."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a misspelled `name` most likely means, or nothing.

    Names match when they are equal without case, hyphens, underscores and dots, or within a third of their length in edits.
    Only the first `MOST_COMPARED` characters of names of about the right length are compared edit by edit.
    """
    folded = _folded(name)
    best: tuple[int, str] | None = None
    compared = 0
    for candidate in known:
        target = _folded(candidate)
        if folded == target:
            return candidate
        limit = max(len(folded), len(target)) // 3
        if compared > MOST_COMPARED or abs(len(folded) - len(target)) > limit:
            continue
        compared += len(target)
        distance = _edit_distance(folded, target)
        if distance <= limit and (best is None or (distance, candidate) < best):
            best = (distance, candidate)
    return best[1] if best else None


def _folded(name: str) -> str:
    """Return a name without what people get wrong first."""
    return name[:64].lower().replace("-", "").replace("_", "").replace(".", "")


def _edit_distance(left: str, right: str) -> int:
    """Return the number of edits (insert, delete, replace, swap neighbors) between two texts.

    Hyyrö's bit-parallel form of the usual table (2003): the bits of an integer are a column of it, and say where the next
    cell is one more or one less, along the column (`down_*`) and from the column before (`side_*`).
    """
    if not left:
        return len(right)
    places: dict[str, int] = {}
    for index, character in enumerate(left):
        places[character] = places.get(character, 0) | 1 << index
    full = (1 << len(left)) - 1
    last = 1 << len(left) - 1
    down_more, down_less, equal, before = full, 0, 0, 0
    distance = len(left)
    for character in right:
        here = places.get(character, 0)
        swapped = ((~equal & here) << 1) & before
        equal = ((((here & down_more) + down_more) ^ down_more) | here | down_less | swapped) & full
        side_more = down_less | (full & ~(equal | down_more))
        side_less = equal & down_more
        distance += bool(side_more & last) - bool(side_less & last)
        side_more = side_more << 1 | 1
        down_more = (side_less << 1 | ~(equal | side_more)) & full
        down_less = side_more & equal
        before = here
    return distance
