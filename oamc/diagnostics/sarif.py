"""Diagnostics as SARIF 2.1.0, for code scanning (OASIS standard "Static Analysis Results Interchange Format")."""

from __future__ import annotations

from oamc.diagnostics.report_texts import dump_json, fingerprint, sentence
from oamc.diagnostics.reports import ERROR, INFO, WARNING, escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Diagnostic
    from oamc.spans import Span

LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def render_sarif(found: Sequence[Diagnostic], version: str, left_out: int = 0) -> str:
    """Return the findings as one SARIF run whose rules are the codes that occur. `left_out` is how many more there were."""
    codes = sorted({diagnostic.code.id: diagnostic.code for diagnostic in found}.values(), key=lambda code: code.id)
    index = {code.id: number for number, code in enumerate(codes)}
    return dump_json(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                {
                    "tool": {
                        "driver": {
                            "name": "oamc",
                            "version": version,
                            "rules": [
                                {
                                    "id": code.id,
                                    "shortDescription": {"text": code.template},
                                    "help": {"text": f"oamc explain {code.id}"},
                                    "defaultConfiguration": {"level": LEVELS[code.severity]},
                                }
                                for code in codes
                            ],
                        }
                    },
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(diagnostic, index[diagnostic.code.id]) for diagnostic in found],
                    **({"properties": {"notShown": left_out}} if left_out else {}),
                }
            ],
        }
    )


def _result(diagnostic: Diagnostic, rule_index: int) -> dict[str, object]:
    """Return one finding as a SARIF result."""
    result: dict[str, object] = {
        "ruleId": diagnostic.code.id,
        "ruleIndex": rule_index,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": sentence(diagnostic)},
        "partialFingerprints": {"oamc/v1": fingerprint(diagnostic)},
    }
    if diagnostic.span is not None:
        result["locations"] = [{"physicalLocation": _physical(diagnostic.span)}]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(related.span), "message": {"text": escape(related.message)}}
            for number, related in enumerate(diagnostic.related, 1)
        ]
    return result


def _physical(span: Span) -> dict[str, object]:
    """Return a place as a SARIF physical location."""
    return {
        "artifactLocation": {"uri": uri_reference(span.source.path)},
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


def uri_reference(path: str) -> str:
    """Return the URI reference of a file. Two slashes at its beginning would be read as the name of a host."""
    return percent_encoded(f"/{path.lstrip('/')}" if path.startswith("//") else path)


def percent_encoded(path: str) -> str:
    """Return a path as a URI reference (RFC 3986): everything but unreserved characters and slashes is encoded."""
    try:
        octets = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a surrogate pair, which is no byte of a name
        octets = path.encode("utf-8", "backslashreplace")
    return "".join(chr(octet) if octet in UNRESERVED else f"%{octet:02X}" for octet in octets)
