"""Diagnostics as text for people.

In: the findings of a run. Out: one text, in the shape

    error[OAM501]: trait "ManualScaler" does not apply to workload type "SingletonServer"
      --> shop/app.yaml:23:17
       |
    23 |         - name: ManualScaler
       |                 ^^^^^^^^^^^^
       = note: shop/web.yaml:6:17: "web" declares its workload type here
       = hint: replicable workload types are Server, Worker and Task

Everything that came from an input passes `escape`, so that a log can neither be garbled nor made to command a CI system.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, INFO, WARNING, Diagnostic, escape
from oamc.diagnostics.snippets import excerpt
from oamc.records import Record
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.snippets import Visibility, VisibleText

MOST_PROBLEMS = 100
MOST_BYTES = 64 * 1024
SEVERITY_WORDS = {ERROR: "error", WARNING: "warning", INFO: "notice"}


class Palette(Record):
    """The escape sequences of a terminal; all empty where colour is not wanted."""

    error: str = ""
    warning: str = ""
    notice: str = ""
    strong: str = ""
    frame: str = ""
    reset: str = ""


PLAIN = Palette()
COLORED = Palette(
    error="\x1b[1;31m",
    warning="\x1b[1;33m",
    notice="\x1b[1;36m",
    strong="\x1b[1m",
    frame="\x1b[34m",
    reset="\x1b[0m",
)


def nothing_visible(source: SourceFile, line: int) -> VisibleText | None:  # noqa: ARG001 - the signature of `Visibility`
    """Show no line of any input: the choice where nobody knows which texts are secret."""
    return None


def render(found: Sequence[Diagnostic], palette: Palette = PLAIN, visibility: Visibility = nothing_visible) -> str:
    """Return the findings as text, at most 100 of them or 64 KiB, then how many were left out."""
    blocks: list[str] = []
    size = 0
    for diagnostic in found[:MOST_PROBLEMS]:
        block = render_one(diagnostic, palette, visibility)
        size += len(block.encode("utf-8", "backslashreplace")) + 1
        if size > MOST_BYTES and blocks:
            break
        blocks.append(block + "\n")
    left_out = len(found) - len(blocks)
    if left_out:
        blocks.append(f"{palette.strong}{_counted(left_out, 'more problem')} not shown{palette.reset}\n\n")
    return "".join(blocks)


def render_one(diagnostic: Diagnostic, palette: Palette = PLAIN, visibility: Visibility = nothing_visible) -> str:
    """Return one finding as text that ends in a line feed."""
    word = SEVERITY_WORDS[diagnostic.severity]
    color = getattr(palette, word)
    lines = [f"{color}{word}[{diagnostic.code.id}]{palette.reset}{palette.strong}: {escape(diagnostic.message)}{palette.reset}"]
    span = diagnostic.span
    margin = " "
    if span is not None:
        margin = " " * len(str(span.line))
        lines.append(f"{margin}{palette.frame}-->{palette.reset} {escape(str(span))}")
        shown = excerpt(span, visibility)
        if shown is not None:
            bar = f"{palette.frame}{margin} |{palette.reset}"
            lines.append(bar)
            lines.append(f"{palette.frame}{span.line} |{palette.reset} {shown.text}")
            lines.append(f"{bar} {' ' * shown.before}{color}{'^' * shown.width}{palette.reset}")
    for related in diagnostic.related:
        note = escape(f"{related.span}: {related.message}")
        lines.append(f"{margin} {palette.frame}={palette.reset} note: {note}")
    if diagnostic.hint:
        lines.append(f"{margin} {palette.frame}={palette.reset} hint: {escape(diagnostic.hint)}")
    return "\n".join(lines) + "\n"


def summary(found: Sequence[Diagnostic]) -> str:
    """Return the closing line, "2 errors, 1 warning in 3 files", or the empty text where nothing was found."""
    counts = (
        (sum(diagnostic.severity == ERROR for diagnostic in found), "error"),
        (sum(diagnostic.severity == WARNING for diagnostic in found), "warning"),
    )
    parts = [_counted(number, word) for number, word in counts if number]
    if not parts:
        return ""
    files = {found.span.source.path for found in found if found.span and found.severity != INFO}
    return ", ".join(parts) + (f" in {_counted(len(files), 'file')}" if files else "")


def _counted(number: int, word: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
