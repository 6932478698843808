"""Diagnostics as JUnit XML: each finding is a test case of its file; errors fail, everything else passes with output."""

from __future__ import annotations

from oamc.diagnostics.report_texts import sentence
from oamc.diagnostics.reports import ERROR, escape
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.diagnostics.reports import Diagnostic


_NOT_IN_XML = Pattern("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def render_junit(found: Sequence[Diagnostic], left_out: int = 0) -> str:
    """Return the findings as one test suite; without findings it has one passed case. `left_out` counts the others."""
    failures = sum(diagnostic.severity == ERROR for diagnostic in found)
    counts = f'tests="{max(1, len(found))}" failures="{failures}" errors="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="oamc" {counts}>',
        f'  <testsuite name="oamc" {counts}>',
    ]
    for diagnostic in found:
        lines.extend(_case(diagnostic))
    if not found:
        lines.append('    <testcase classname="oamc" name="no findings"/>')
    if left_out:
        lines.append(f"    <system-out>{left_out:,} more not shown.</system-out>")
    lines += ["  </testsuite>", "</testsuites>"]
    return "\n".join(lines) + "\n"


def _case(diagnostic: Diagnostic) -> list[str]:
    """Return the lines of one test case."""
    span = diagnostic.span
    place = escape(str(span)) if span else ""
    owner = _named(span.source.path) if span else "oamc"
    name = f"{diagnostic.code.id} {owner}:{span.line}:{span.column}" if span else diagnostic.code.id
    head = f'    <testcase classname="{_exact(owner)}" name="{_exact(name)}">'
    text = xml_text(f"{place}\n{sentence(diagnostic)}".lstrip())
    if diagnostic.severity == ERROR:
        message = xml_text(escape(diagnostic.message))
        return [head, f'      <failure type="{diagnostic.code.id}" message="{message}">{text}</failure>', "    </testcase>"]
    return [head, f"      <system-out>{text}</system-out>", "    </testcase>"]


def _named(path: str) -> str:
    """Return the name of a file as XML can hold it."""
    return f"{escape(path)} (not the exact name: XML has no such characters)" if _NOT_IN_XML.search(path) else path


def _exact(text: str) -> str:
    """Return a text for an attribute, in which a character that must not stand in a log is written by its number."""
    numbered = "".join(xml_text(character) if escape(character) == character else f"&#{ord(character)};" for character in text)
    return numbered.replace("::", ":&#58;").replace("##", "#&#35;").replace("+argocd:", "&#43;argocd:")


def xml_text(text: str) -> str:
    """Return escaped text (no control characters are left in it) for the content or an attribute of an XML element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
