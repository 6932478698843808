"""Diagnostics as SARIF 2.1.0, for code scanning (OASIS standard "Static Analysis Results Interchange Format").

Besides the standard it follows what GitHub demands of an upload: each result has a place, each rule its descriptions, and no
more than 25,000 results are in a run, no more than 10 MB in a file that is packed. A file has one run, whose category says what
it is about: uploads of one category replace each other. Paths are those from the root of the repository, which is called
`%SRCROOT%`.
"""

from __future__ import annotations

from oamc.diagnostics.report_texts import dump_json, fingerprint, sentence
from oamc.diagnostics.reports import ERROR, INFO, WARNING, escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from oamc.diagnostics.reports import Code, Diagnostic
    from oamc.spans import Span

LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
SOURCE_ROOT = "%SRCROOT%"
MOST_RESULTS = 25_000
LARGEST = 10_000_000
"""The size of a file packed with gzip."""
MOST_PLACES = 100
"""Places of a result, its own and the related ones. Its message names all of them."""
LONGEST_DESCRIPTION = 1024
NO_FILE = "no file is associated with this finding"
"""What stands where a finding has no place: code scanning takes no result without a file."""
STANDARD_INPUT = "stdin"
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def render_sarif(
    found: Sequence[Diagnostic], version: str, left_out: int = 0, page: Callable[[str], str] | None = None, category: str = ""
) -> str:
    """Return the findings as one SARIF run whose rules are the codes that occur. `left_out` is how many more there were.

    `page` gives the page of a code; without it a rule says how to read that. `category` is what the run is about.
    """
    room = MOST_RESULTS
    text = _document(found, room, version, left_out, page, category)
    while room > 1 and _is_too_large(text):
        room = min(room, len(found)) // 2
        text = _document(found, room, version, left_out, page, category)
    return text


def _is_too_large(text: str) -> bool:
    """Tell whether a file would be refused. Packing takes its time, and makes nothing larger."""
    if len(text) <= LARGEST:
        return False
    from gzip import compress

    return len(compress(text.encode(), 1)) > LARGEST


def _document(
    found: Sequence[Diagnostic], room: int, version: str, left_out: int, page: Callable[[str], str] | None, category: str
) -> str:
    """Return at most `room` of the findings, the gravest of them, as SARIF."""
    shown = _gravest(found, room)
    left_out += len(found) - len(shown)
    codes = sorted({diagnostic.code.id: diagnostic.code for diagnostic in shown}.values(), key=lambda code: code.id)
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
                            "rules": [_rule(code, page(code.id) if page else "") for code in codes],
                        }
                    },
                    # The slash at the end keeps all of it in the category: what follows the last one would name a run.
                    "automationDetails": {"id": f"oamc/{category}/" if category else "oamc/"},
                    "originalUriBaseIds": {SOURCE_ROOT: {"description": {"text": "The root of the repository."}}},
                    "columnKind": "unicodeCodePoints",
                    "results": [_result(diagnostic, index[diagnostic.code.id]) for diagnostic in shown],
                    **({"properties": {"notShown": left_out}} if left_out else {}),
                }
            ],
        }
    )


def _gravest(found: Sequence[Diagnostic], room: int) -> Sequence[Diagnostic]:
    """Return the findings in their order, where there are too many the gravest of them."""
    if len(found) <= room:
        return found
    ranks = list(LEVELS)
    kept = sorted(range(len(found)), key=lambda number: ranks.index(found[number].severity))[:room]
    return [found[number] for number in sorted(kept)]


def _rule(code: Code, page: str) -> dict[str, object]:
    """Return a code as a SARIF rule, with its page where there is one."""
    title, _, text = page.partition("\n")
    summary = title.partition(": ")[2] or code.template
    description = " ".join(text.strip().partition("\n\n")[0].split()) or code.template
    if len(description) > LONGEST_DESCRIPTION:
        description = description[: LONGEST_DESCRIPTION - 1] + "…"
    return {
        "id": code.id,
        "shortDescription": {"text": summary[:1].upper() + summary[1:]},
        "fullDescription": {"text": description},
        "help": {"text": page, "markdown": page} if page else {"text": f"oamc explain {code.id}"},
        "defaultConfiguration": {"level": LEVELS[code.severity]},
    }


def _result(diagnostic: Diagnostic, rule_index: int) -> dict[str, object]:
    """Return one finding as a SARIF result."""
    result: dict[str, object] = {
        "ruleId": diagnostic.code.id,
        "ruleIndex": rule_index,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": sentence(diagnostic)},
        "partialFingerprints": {"oamc/v1": fingerprint(diagnostic)},
    }
    place = _nowhere() if diagnostic.span is None else _physical(diagnostic.span)
    result["locations"] = [{"physicalLocation": place}]
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(related.span), "message": {"text": escape(related.message)}}
            for number, related in enumerate(diagnostic.related[: MOST_PLACES - 1], 1)
        ]
    return result


def _physical(span: Span) -> dict[str, object]:
    """Return a place as a SARIF physical location."""
    return {
        "artifactLocation": _artifact(span.source.path),
        "region": {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        },
    }


def _nowhere() -> dict[str, object]:
    """Return the physical location of a finding that has none."""
    return {"artifactLocation": {"uri": percent_encoded(NO_FILE), "uriBaseId": SOURCE_ROOT}, "region": {"startLine": 1}}


def _artifact(path: str) -> dict[str, object]:
    """Return a file as a SARIF artifact location. One that lies elsewhere is not relative to the root."""
    elsewhere = path.startswith("/") or path == STANDARD_INPUT or path.split("/", 1)[0] == ".."
    return {"uri": uri_reference(path)} if elsewhere else {"uri": uri_reference(path), "uriBaseId": SOURCE_ROOT}


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
