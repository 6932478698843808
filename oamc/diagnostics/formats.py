"""Diagnostics for programs: JSON, SARIF, JUnit, GitHub annotations, GitLab code quality.

In: the findings of a run and the version of oamc. Out: one text in the format. No format carries a clock, a host or an absolute
path that the user did not give, so that equal runs write equal reports. Texts pass `escape` like those for people. The name of
the file of a finding does not, for programs look that file up: it is quoted as the format quotes. Where a format cannot hold a
name, what stands there says so.
"""

from __future__ import annotations

from oamc.diagnostics.report_texts import dump_json, name_in_json
from oamc.diagnostics.reports import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.diagnostics.reports import Diagnostic
    from oamc.spans import Span

FORMATS = ("text", "json", "sarif", "junit", "github", "gitlab")
JSON_SCHEMA_VERSION = 1


def render(
    name: str,
    found: Sequence[Diagnostic],
    version: str,
    most: int | None = None,
    page: Callable[[str], str] | None = None,
    category: str = "",
) -> str:
    """Return the findings in the format `name` (any of FORMATS but "text", which `diagnostics/text.py` writes).

    Of more than `most` the first ones are written, and where the format has a place for it, how many were left out. `page`
    gives the page of a code, where the format may hold them; `category` is what a report is about, where one replaces another.
    """
    shown = found if most is None else found[:most]
    left_out = len(found) - len(shown)
    match name:
        case "json":
            return _json(found, shown, version)
        case "sarif":
            from oamc.diagnostics.sarif import render_sarif

            return render_sarif(shown, version, left_out, page, category)
        case "junit":
            from oamc.diagnostics.junit import render_junit

            return render_junit(shown, left_out)
        case "github":
            from oamc.diagnostics.github import workflow_commands

            return workflow_commands(found, most)
        case "gitlab":
            from oamc.diagnostics.gitlab import render_gitlab

            return render_gitlab(shown)
        case _:
            raise ValueError(f"no such format: {name}")


def render_for_log(name: str, found: Sequence[Diagnostic], version: str, category: str = "") -> str:
    """Return the findings in a format as they may stand in a log: at most as many, and as long, as text for people is."""
    from oamc.diagnostics.text import MOST_BYTES, MOST_PROBLEMS

    most = MOST_PROBLEMS
    text = render(name, found, version, most, category=category)
    while len(text) > MOST_BYTES and most > 1:
        most //= 2
        text = render(name, found, version, most, category=category)
    return text


def _json(found: Sequence[Diagnostic], shown: Sequence[Diagnostic], version: str) -> str:
    """Return the findings as the JSON of oamc: the keys are stable within one `schemaVersion`."""
    severities = [diagnostic.severity for diagnostic in found]
    return dump_json(
        {
            "schemaVersion": JSON_SCHEMA_VERSION,
            "tool": {"name": "oamc", "version": version},
            "summary": {
                "errors": severities.count("error"),
                "warnings": severities.count("warning"),
                "notices": severities.count("info"),
                "notShown": len(found) - len(shown),
            },
            "diagnostics": [
                {
                    "code": diagnostic.code.id,
                    "severity": diagnostic.severity,
                    "message": escape(diagnostic.message),
                    "location": _location(diagnostic.span),
                    "related": [
                        {"message": escape(related.message), "location": _location(related.span)}
                        for related in diagnostic.related
                    ],
                    "hint": escape(diagnostic.hint),
                }
                for diagnostic in shown
            ],
        }
    )


def _location(span: Span | None) -> dict[str, object] | None:
    """Return a place with lines and columns from 1, columns in code points, or null."""
    if span is None:
        return None
    return {
        "file": name_in_json(span.source.path),
        "line": span.line,
        "column": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
