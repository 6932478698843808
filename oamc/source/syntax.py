"""Errors of the YAML parser in words of our own.

What comes in is an exception of PyYAML, from libyaml or from its parser in Python: both name the problem in nearly the same
words and mark it. What goes out is one diagnostic. Of the input, no more is quoted than one character that YAML reserves.
"""

from __future__ import annotations

import re

from oamc.diagnostics.codes.reading import HELM_TEMPLATE, INVALID_YAML, KEY_TOO_LONG, LONE_SURROGATE
from oamc.diagnostics.reports import Related
from oamc.records import Record
from oamc.source.limits import raising
from oamc.source.mapping_entries import HELM_HINT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.source.places import Places

LONGEST_SIMPLE_KEY = 1024
"""A key that is not marked by `?` is no longer (docs/spec/yaml.md, 2.1)."""


class Problem(Record):
    """A problem: the parser has one of `says` in its words, and `context` in what it was doing; `message` and `hint` are ours.

    `at_opening` puts the error where the construct began. `unclosed` does so at the end of the text; elsewhere it shows where.
    """

    says: tuple[str, ...]
    message: str
    hint: str
    context: str = ""
    at_opening: bool = False
    unclosed: bool = False


PROBLEMS = (
    Problem(
        says=("unexpected end of stream", "unexpected document"),
        context="quoted scalar",
        message="the quote that opens here is never closed",
        hint="close the quote",
        at_opening=True,
    ),
    Problem(
        says=("could not find expected ':'",),
        message="a colon is missing after this text",
        hint="write a key with a colon and a blank, or indent the text deeper to continue the value above",
        at_opening=True,
    ),
    Problem(
        says=("mapping values are not allowed",),
        message="a colon stands where no key can be",
        hint="check the indentation, and quote a text that holds a colon and a blank",
    ),
    Problem(
        says=("sequence entries are not allowed",),
        message="a list item stands where none can be",
        hint="begin a list on a line of its own, and quote a text that begins with a hyphen and a blank",
    ),
    Problem(
        says=("tab character", "'\\t' that cannot start"),
        message="a tab stands in the indentation",
        hint="indent with blanks",
    ),
    Problem(
        says=("expected ',' or '}'",),
        message="a comma or the closing } is missing",
        unclosed=True,
        hint="close the brace, or quote a text that begins with {",
    ),
    Problem(
        says=("expected ',' or ']'",),
        message="a comma or the closing ] is missing",
        unclosed=True,
        hint="close the bracket, or quote a text that begins with [",
    ),
    Problem(
        says=("node content",),
        message="a value is expected here",
        hint="quote a text that begins with one of } ] , ?",
    ),
    Problem(
        says=("document start",),
        message="text follows the end of a document",
        hint="begin the next document with a line of ---",
    ),
    Problem(
        says=("undefined tag handle",),
        message="a tag has a prefix that is not declared",
        hint="remove the tag, or quote a text that begins with !",
    ),
    Problem(
        says=("unknown escape character",),
        message="a backslash in double quotes begins no known escape",
        hint="write two backslashes for one, or use single quotes",
    ),
    Problem(
        says=("Unicode character escape", "hexdecimal", "hexadecimal"),
        message="an escape in double quotes stands for no character",
        hint="write the character itself, or \\U and eight hexadecimal digits",
    ),
    Problem(
        says=("alphabetic or numeric character",),
        message="an anchor or an alias has no name",
        hint="quote a text that begins with & or *",
    ),
    Problem(
        says=("comment or line break", "chomping or indentation", "a comment or a line break"),
        message="text follows the sign of a block text on its line",
        hint="begin the text on the next line, or quote a text that begins with | or >",
    ),
    Problem(
        says=("incompatible YAML document",),
        message="the %YAML line asks for another version",
        hint="remove the %YAML line",
    ),
)
CONFLICT_MARKERS = ("<<<<<<< ", "=======", ">>>>>>> ")
MARKER_LENGTH = 7
MISPLACED = ("did not find expected key", "did not find expected '-' indicator", "expected <block end>")


def report_syntax_error(error: Exception, places: Places, reports: Reports) -> None:
    """Report an exception of PyYAML, or of the conversion to UTF-8 that it begins with, as a diagnostic with its place."""
    if isinstance(error, UnicodeEncodeError):
        hint = "save the file as UTF-8"
        reports.add(LONE_SURROGATE, at=places.between(error.start, error.start + 1), hint=hint)
        return
    text = places.source.text
    last = len(text.rstrip())
    words = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    context = getattr(error, "context", None) or ""
    start = _offset(getattr(error, "problem_mark", None), last, getattr(error, "position", last))
    opening = _offset(getattr(error, "context_mark", None), last, start)

    if "maximum nesting depth" in words:
        # The newest parsers end there before anything of the text has become an event, whatever the limits say.
        message = "the nesting is deeper than any limit allows"
        reports.add(INVALID_YAML, at=places.between(start, start), problem=message, hint="write the document with fewer levels")
        return
    template = _helm_template(text, (start, opening))
    if template is not None:
        reports.add(HELM_TEMPLATE, at=places.between(template, template + 2), hint=HELM_HINT)
        return
    conflict = _conflict_marker(text, (start, opening))
    if conflict is not None:
        message = "the conflict of a merge was left here"
        hint = "choose one of the versions, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>"
        reports.add(INVALID_YAML, at=places.between(conflict, conflict + MARKER_LENGTH), problem=message, hint=hint)
        return
    if _is_long_key(text, opening if "expected ':'" in words else _line_start(text, start)):
        hint = f"shorten the key, or write it after a question mark and {raising('key', LONGEST_SIMPLE_KEY)}"
        reports.add(KEY_TOO_LONG, at=places.between(start, start), limit=LONGEST_SIMPLE_KEY, hint=hint)
        return
    problem = _known_problem(words, context, text, start)
    at = opening if problem.at_opening or (problem.unclosed and start >= last) else start
    shows_opening = problem.unclosed and opening < at
    related = [Related(span=places.between(opening, opening + 1), message="it is opened here")] if shows_opening else []
    width = 0 if text[at : at + 1] in ("", "\r", "\n") else 1
    reports.add(INVALID_YAML, at=places.between(at, at + width), problem=problem.message, hint=problem.hint, related=related)


def _offset(mark: Any, last: int, otherwise: int) -> int:
    """Return the offset of a mark, at most the end of the content: libyaml marks the end of a text one line too far."""
    return min(mark.index if mark is not None else otherwise, last)


def _known_problem(words: str, context: str, text: str, start: int) -> Problem:
    """Return our words for the parser's."""
    character = text[start : start + 1]
    if "cannot start any token" in words and character != "\t":
        return Problem(
            says=(), message=f"no text can begin with {character} unless it is quoted", hint="put quotes around the text"
        )
    if character == "\ufeff" or text[max(start - 1, 0) : start] == "\ufeff":
        return Problem(says=(), message="a byte order mark stands inside the file", hint="remove the character U+FEFF")
    if "cannot start any token" in words or ("mapping values" in words and "\t" in _indentation(text, start)):
        words = "tab character"
    if any(part in words for part in MISPLACED):
        return _misplaced(text, start)
    for problem in PROBLEMS:
        if problem.context in context and any(part in words for part in problem.says):
            return problem
    return Problem(says=(), message=words, hint="")


def _misplaced(text: str, start: int) -> Problem:
    """Word a token that fits nothing: at the beginning of its line the indentation is wrong, further on a value has ended."""
    if start > _line_start(text, start) + len(_indentation(text, start)):
        return Problem(
            says=(), message="text follows the end of a value", hint="put quotes around the whole value, or remove the rest"
        )
    return Problem(
        says=(),
        message="this line continues neither a mapping nor a list above it",
        hint="check its indentation: the keys of one mapping, and the items of one list, have the same",
    )


def _is_long_key(text: str, begin: int) -> bool:
    """Tell whether the line from `begin` has a key that the parser gives up for its length, and then wonders at its colon."""
    line = _line(text, begin).lstrip(" -")
    colon = re.search(r":(?:[ \t]|$)", line)
    return colon is not None and colon.start() > LONGEST_SIMPLE_KEY


def _helm_template(text: str, offsets: tuple[int, int]) -> int | None:
    """Return where `{{` begins a line or a value, on the lines of the error or the one above it, if it does."""
    for offset in offsets:
        line_start = _line_start(text, offset)
        above = _line_start(text, len(text[:line_start].rstrip()))
        for begin in (above, line_start):
            found = _action_in_line(text, begin)
            if found is not None:
                return found
    return None


def _action_in_line(text: str, begin: int) -> int | None:
    """Return where `{{` stands at the beginning of the line, of a list item or of a value."""
    line = _line(text, begin)
    content = line.lstrip(" \t-")
    if content.startswith("{{"):
        return begin + len(line) - len(content)
    found = line.find(": {{")
    return begin + found + 2 if found >= 0 else None


def _conflict_marker(text: str, offsets: tuple[int, int]) -> int | None:
    """Return where git has marked a conflict, on the lines of the error or the one above it, if it has."""
    for offset in offsets:
        line_start = _line_start(text, offset)
        above = _line_start(text, max(line_start - 1, 0))
        for begin in (above, line_start):
            if _line(text, begin).startswith(CONFLICT_MARKERS):
                return begin
    return None


def _indentation(text: str, offset: int) -> str:
    """Return what stands before the first key or value in the line of `offset`: blanks, tabs and hyphens."""
    line = _line(text, _line_start(text, offset))
    return line[: len(line) - len(line.lstrip(" \t-"))]


def _line_start(text: str, offset: int) -> int:
    """Return the offset at which the line of `offset` begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line(text: str, begin: int) -> str:
    """Return the rest of the line from `begin`."""
    ends = [end for end in (text.find("\n", begin), text.find("\r", begin)) if end >= 0]
    return text[begin : min(ends, default=len(text))]
