"""How a file of an output differs from what a build makes, as it may be shown in a log.

In: the content that is there, and the wanted one. Out: the lines of a unified diff, of which only keys and the values of a few
fields are shown, as messages do with lines of an input; of a file whose structure cannot be read nothing is.
"""

from __future__ import annotations

from oamc.cli.visibility import visible_text
from oamc.diagnostics.reports import escape
from oamc.diagnostics.snippets import excerpt
from oamc.frontends.contract import ShownFields
from oamc.source.limits import Limits
from oamc.spans import SourceFile, Span
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.snippets import VisibleText

FIELDS = ShownFields(
    shown=frozenset(
        (
            "apiVersion",
            "appVersion",
            "containerPort",
            "cpu",
            "ephemeral-storage",
            "image",
            "imagePullPolicy",
            "kind",
            "memory",
            "mountPath",
            "name",
            "namespace",
            "port",
            "protocol",
            "replicas",
            "storage",
            "targetPort",
            "version",
        )
    ),
    secret=frozenset(("args", "command", "settings")),
    lists_of_secrets=frozenset(("env",)),
    mappings_of_secrets=frozenset(
        ("annotations", "binaryData", "data", "parameters", "properties", "stringData", "traits", "variables")
    ),
)
"""Whose values a diff shows, and below which of them nothing: there are the texts of users, under names of their own."""
TEMPLATE = Pattern(r"\{\{[^{}\n]*\}\}")
LARGEST_FILE = 512 * 1024
"""Of larger files only the size is compared: a diff takes longer the more lines there are."""
MOST_LINES = 60
CONTEXT = 2


def difference(path: str, found: bytes, wanted: bytes) -> Iterator[str]:
    """Yield the lines of a unified diff from what is there to what a build makes, each safe to print."""
    yield f"--- {escape(path)} (on disk)"
    yield f"+++ {escape(path)} (this build)"
    if max(len(found), len(wanted)) > LARGEST_FILE:
        yield f"@@ {len(found):,} and {len(wanted):,} bytes @@"
        return
    sides = (_Side(found), _Side(wanted))
    lines = list(_changes(sides[0].lines, sides[1].lines))
    for mark, side, number in lines[:MOST_LINES]:
        if mark == "@":
            yield f"@@ line {number} @@"
        else:
            yield f"{mark}{sides[side].shown(number)}"
    if len(lines) > MOST_LINES:
        yield f"… {len(lines) - MOST_LINES:,} more lines"


def _changes(found: list[str], wanted: list[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the mark of each line of a diff, the side that it is taken from, and its number there."""
    from difflib import SequenceMatcher

    for group in SequenceMatcher(None, found, wanted, autojunk=True).get_grouped_opcodes(CONTEXT):
        yield "@", 1, group[0][3] + 1
        for kind, first, last, other_first, other_last in group:
            if kind == "equal":
                yield from ((" ", 1, number) for number in range(other_first, other_last))
                continue
            yield from (("-", 0, number) for number in range(first, last))
            yield from (("+", 1, number) for number in range(other_first, other_last))


class _Side:
    """One content, and what of its lines may be shown."""

    def __init__(self, content: bytes) -> None:
        text = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        self.lines = text.split("\n")
        self.source = SourceFile(path="", label="", text=text)
        # What Helm fills in stands where a value does, so that the rest is YAML.
        self.plain = SourceFile(
            path="", label="", text=TEMPLATE.sub(lambda action: _filler(action[0], text, action.start()), text)
        )

    def shown(self, number: int) -> str:
        """Return a line as it may be shown."""
        line = Span(self.source, number + 1, 1, number + 1, 1)
        found = excerpt(line, self._visible)
        if found is not None:
            return found.text
        return "…" if self.lines[number].strip() else ""

    def _visible(self, _: SourceFile, line: int) -> VisibleText | None:
        """Tell what of a line may be shown."""
        return visible_text(self.plain, line, Limits(), FIELDS)


def _filler(action: str, text: str, start: int) -> str:
    """Return what stands for an action of Helm while YAML is read: a comment where it has a line of its own, else a word."""
    begin = text.rfind("\n", 0, start) + 1
    if not text[begin:start].strip():
        return "#" + "-" * (len(action) - 1)
    return "x" * len(action)
