"""What holds of every run, whatever came in: of its findings, of what is printed of them, and of its output.

A broken promise is an `AssertionError` that says which one; any other exception that leaves a harness is a traceback that a
user would have seen.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from oamc.cli import visibility
from oamc.diagnostics import codes
from oamc.diagnostics.formats import FORMATS
from oamc.diagnostics.formats import render as render_format
from oamc.diagnostics.github import MOST_OF_A_KIND
from oamc.diagnostics.reports import ERROR, WARNING, Code, Diagnostic, Reports
from oamc.diagnostics.text import PLAIN, render, summary
from oamc.disk.ownership import assert_output_paths
from oamc.frontends.extra_fields import LEFT_OVER
from oamc.source.limits import DEFAULT_LIMITS
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile, Span

LONGEST_TEXT = 4_000
"""Characters of a message or a hint: several phrases of the input at most."""
MOST_PRINTED = 160 * 1024
"""Bytes of all that is printed for people: 64 KiB, and one block that went beyond."""
LINE = re.compile(r"\r\n|\r|\n")
COMMANDS = ("::", "##[", "##vso[")


@cache
def known_codes() -> frozenset[Code]:
    """Return every code of the catalog."""
    rooms = [importlib.import_module(f"{codes.__name__}.{module.name}") for module in pkgutil.iter_modules(codes.__path__)]
    return frozenset(value for room in rooms for value in vars(room).values() if isinstance(value, Code))


def check_findings(found: Sequence[Diagnostic], sources: Sequence[SourceFile]) -> None:
    """Check the findings of a run: codes of the catalog, places within the sources, texts that are safe to print."""
    lines = {source.path: LINE.split(source.text) for source in sources}
    for diagnostic in found:
        code = diagnostic.code
        assert code in known_codes(), f"the catalog has no code {code.id}"
        is_tolerated = code.unknown and diagnostic.hint.startswith(LEFT_OVER)
        expected = WARNING if is_tolerated else code.severity
        assert diagnostic.severity in (expected, ERROR), f"{code.id} has the severity {diagnostic.severity}"
        check_text(diagnostic.message, code.id)
        assert len(diagnostic.hint) <= LONGEST_TEXT, f"the hint of {code.id} has {len(diagnostic.hint)} characters"
        if diagnostic.span is not None:
            check_span(diagnostic.span, lines, code.id)
        for related in diagnostic.related:
            check_span(related.span, lines, code.id)


def check_text(text: str, where: str) -> None:
    """Check that a text can be printed: no control character, no command of a CI system, no half of a character."""
    assert len(text) <= LONGEST_TEXT, f"the message of {where} has {len(text)} characters"
    assert text.isprintable(), f"the message of {where} has characters that are not printable"
    assert not any(command in text for command in COMMANDS), f"the message of {where} may command a CI system"
    assert text, f"the message of {where} is empty"


def check_span(span: Span, lines: Mapping[str, Sequence[str]], where: str) -> None:
    """Check that a place lies within its file, as an editor counts lines."""
    assert span.source.path in lines, f"{where} names a file that nobody gave"
    of_file = lines[span.source.path]
    assert (span.line, span.column) <= (span.end_line, span.end_column), f"the place of {where} ends before it begins"
    for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
        assert 1 <= line <= len(of_file), f"{where} is in line {line} of {len(of_file)}"
        assert 1 <= column <= len(of_file[line - 1]) + 1, f"{where} is in column {column} of {len(of_file[line - 1])}"


def check_places(found: Sequence[Diagnostic]) -> None:
    """Check that every error has a place: what is wrong stands in a file."""
    for diagnostic in found:
        assert diagnostic.span is not None or diagnostic.severity != ERROR, f"{diagnostic.code.id} has no place"


def check_printed(found: Sequence[Diagnostic]) -> None:
    """Check every form in which findings are written: bounded, encodable, without commands, and well-formed."""
    visibility._FILES.clear()
    text = render(found, PLAIN, lambda source, line: visibility.visible_text(source, line, DEFAULT_LIMITS)) + summary(found)
    visibility._FILES.clear()
    assert len(text.encode()) <= MOST_PRINTED, f"{len(text)} characters are printed"
    for line in text.split("\n"):
        assert line.isprintable(), "a printed line has characters that are not printable"
        assert not any(command in line for command in COMMANDS), "a printed line may command a CI system"
    for name in FORMATS:
        if name != "text":
            check_report(name, render_format(name, found, "0"), found)


def check_report(name: str, text: str, found: Sequence[Diagnostic]) -> None:
    """Check a report for programs."""
    text.encode()
    if name in {"json", "sarif", "gitlab"}:
        json.loads(text)
    elif name == "junit":
        ET.fromstring(text)
    else:
        printed = text.splitlines()
        kinds = Counter(diagnostic.severity for diagnostic in found)
        if all(count <= MOST_OF_A_KIND for count in kinds.values()):
            assert len(printed) == len(found), "a finding is not one line"
        else:
            assert len(printed) <= sum(min(count, MOST_OF_A_KIND) for count in kinds.values()) + 1, "too many are shown"
            assert f"::{len(found) - len(printed) + 1:,} more not shown." in printed[-1], "the others are not counted"
        assert all(line.startswith("::") and line.isprintable() for line in printed)
        assert not any("::" in line.partition("::")[2].partition("::")[2] for line in printed), "a command inside a message"


def check_chart(files: Mapping[str, str]) -> None:
    """Check the files of a chart: their names, and that those that are data can be read again."""
    assert_output_paths(files)
    for name, text in files.items():
        check_encodable(text)
        if name.endswith(".json"):
            json.loads(text)
        elif name in {"Chart.yaml", "values.yaml"}:
            read_again(name, text)


def check_manifests(files: Mapping[str, str]) -> list[dict[str, Any]]:
    """Check the files of manifests: their names, and that they hold objects. Return these."""
    assert_output_paths(files)
    found = []
    for name, text in files.items():
        check_encodable(text)
        for item in read_again(name, text):
            assert isinstance(item["apiVersion"], str)
            assert isinstance(item["kind"], str)
            assert isinstance(item["metadata"]["name"], str)
            found.append(item)
    return found


def check_encodable(text: str) -> None:
    """Check that a text of the output is whole: complete characters, and a line feed at its end."""
    text.encode()
    assert not text or text.endswith("\n"), "a file does not end in a line feed"


def read_again(name: str, text: str) -> list[Any]:
    """Return the documents of a file of the output, which must be read without a finding."""
    reports = Reports(strict=True)
    documents = read(SourceFile(path=name, label=name, text=text), reports)
    assert not reports.found, f"{name} is read with {reports.found[0].code.id}: {reports.found[0].message}"
    return [plain(document.root) for document in documents]
