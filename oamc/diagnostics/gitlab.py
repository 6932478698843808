"""Diagnostics as a GitLab code quality report (a subset of the Code Climate format)."""

from __future__ import annotations

from oamc.diagnostics.report_texts import dump_json, fingerprint
from oamc.diagnostics.reports import ERROR, INFO, WARNING, escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Diagnostic

SEVERITIES = {ERROR: "major", WARNING: "minor", INFO: "info"}


def render_gitlab(found: Sequence[Diagnostic]) -> str:
    """Return the findings as a list of issues. GitLab wants a place for each: those without one stand at line 1 of "oamc"."""
    seen: dict[str, int] = {}
    issues = []
    for diagnostic in found:
        mark = fingerprint(diagnostic)
        seen[mark] = seen.get(mark, 0) + 1
        span = diagnostic.span
        issues.append(
            {
                "description": escape(diagnostic.message),
                "check_name": diagnostic.code.id,
                # GitLab drops issues whose fingerprint occurs twice.
                "fingerprint": mark if seen[mark] == 1 else f"{mark}-{seen[mark]}",
                "severity": SEVERITIES[diagnostic.severity],
                "location": {
                    "path": escape(span.source.path) if span else "oamc",
                    "lines": {"begin": span.line if span else 1},
                },
            }
        )
    return dump_json(issues)
