"""Diagnostics as a GitLab code quality report (a subset of the Code Climate format)."""

from __future__ import annotations

from oamc.diagnostics.report_texts import dump_json, fingerprint, name_in_json
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
                    "path": name_in_json(_plain(span.source.path)) if span else "oamc",
                    "lines": {"begin": span.line if span else 1},
                },
            }
        )
    return dump_json(issues)


def _plain(path: str) -> str:
    """Return a path without "." as a part and without empty parts, which GitLab takes for another path."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return ("/" if path.startswith("/") else "") + "/".join(parts) or path
