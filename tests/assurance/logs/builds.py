"""Runs for tests about messages: a text is checked in this process, and the findings come back with the text they point at."""

from __future__ import annotations

from oamc.compiler import build
from oamc.diagnostics.reports import Diagnostic, Reports
from oamc.options import Options
from oamc.source.decoding import decode_text
from oamc.spans import Span


def findings(text: str | bytes, *, options: Options | None = None, strict: bool = False) -> list[Diagnostic]:
    """Return what a build of one document text reports, in the order of places."""
    reports = Reports(strict=strict)
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    source = decode_text("app.yaml", "app.yaml", content, reports)
    if source is not None:
        build((source,), options or Options(), reports)
    return reports.in_order()


def errors(text: str | bytes, **settings: object) -> list[tuple[str, str]]:
    """Return code and place (`line:column`) of each error in a text."""
    found = findings(text, **settings)  # type: ignore[arg-type]  # the settings of `findings`
    return [(finding.code.id, place(finding.span)) for finding in found if finding.severity == "error"]


def place(span: Span | None) -> str:
    """Return a place as `line:column`, or "none"."""
    return f"{span.line}:{span.column}" if span else "none"


def pointed_at(span: Span) -> str:
    """Return the text of a span, in the lines that an editor counts."""
    lines = span.source.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[span.line - 1 : span.end_line]
    if len(lines) == 1:
        return lines[0][span.column - 1 : span.end_column - 1]
    return "\n".join((lines[0][span.column - 1 :], *lines[1:-1], lines[-1][: span.end_column - 1]))
