# ruff: noqa: PTH113, PTH118 - pathlib costs more than all of `oamc --version`
"""Where lines of files that oamc wrote come from, for findings of other programs: `oamc remap`.

In: a finding with the address of a file and its lines, and the objects of a compilation. Out: a place in the documents. Each
file is read once, and none but those in the working directory, or below the directory that somebody names.
"""

from __future__ import annotations

import os

from oamc.cli.asked import line_of, output_at
from oamc.cli.inputs import leads_out
from oamc.cli.repository import Places, root
from oamc.diagnostics.reports import Reports
from oamc.diagnostics.sarif import uri_reference
from oamc.origins.found import matching, meant_by_manifest
from oamc.origins.parts import filled_path, part_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.cli.asked import Asked, Output
    from oamc.cli.template_lines import Written
    from oamc.origins.answers import Subject
    from oamc.origins.found import Candidate
    from oamc.origins.moved_findings import Finding
    from oamc.origins.names import Place
    from oamc.source.limits import Limits
    from oamc.spans import Span

FILE_SCHEME = "file://"
BYTE = 2
"""Digits of a byte in an address."""
MOST_LINES = 50
"""So many lines of a finding are looked at for one that has a field of an object."""


class Remapping:
    """Places of lines of files, each found once."""

    def __init__(self, asked: Asked, scanned: str, limits: Limits) -> None:
        """Begin with the objects of a run. Findings name files from the directory `scanned`, or from the working directory."""
        self._asked = asked
        self._scanned = scanned
        self._limits = limits
        self._places = Places(root())
        self._outputs: dict[str, Output | None] = {}
        self._spans: dict[tuple[str, int], Span | None] = {}
        self._subjects: dict[tuple[int, tuple[str, ...]], Subject] = {}

    def place_of(self, finding: Finding) -> dict[str, Any] | None:
        """Return the physical location in SARIF that a finding comes from, None for one about anything else."""
        path = self._file(finding)
        if path is None or finding.first < 1:
            return None
        last = min(finding.last, finding.first + MOST_LINES - 1)
        found = next(filter(None, (self._span(path, line) for line in range(finding.first, last + 1))), None)
        if found is None:
            return None
        span = self._places.of(found)
        region = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
        return {"artifactLocation": {"uri": uri_reference(span.source.path)}, "region": region}

    def _file(self, finding: Finding) -> str | None:
        """Return the path of the file that a finding is about, None where there is none that may be read."""
        address = finding.address if finding.address.startswith(FILE_SCHEME) else finding.base + finding.address
        for text in dict.fromkeys((address, finding.address)):
            path = _decoded(text.removeprefix(FILE_SCHEME))
            if "\0" in path or (":" in text.partition("/")[0] and not text.startswith(FILE_SCHEME)):
                continue
            for above in dict.fromkeys((self._scanned, "")):
                found = os.path.normpath(os.path.join(above, path))
                if self._is_readable(found):
                    return found
        return None

    def _is_readable(self, path: str) -> bool:
        """Tell whether a path is a file in the working directory, or below the directory that was scanned."""
        trees = [os.path.realpath(above or os.curdir) + os.sep for above in (self._scanned, "")]
        inside = any(os.path.realpath(path).startswith(tree) for tree in trees)
        return inside and not leads_out(path) and os.path.isfile(path)

    def _span(self, path: str, line: int) -> Span | None:
        """Return the place in the documents that a line of a file comes from."""
        known = (path, line)
        if known not in self._spans:
            self._spans[known] = self._found(path, line)
        return self._spans[known]

    def _found(self, path: str, line: int) -> Span | None:
        """Look for that place."""
        from oamc.cli.asked import Line, Values

        if path not in self._outputs:
            self._outputs[path] = output_at(path, self._limits, Reports())
        output = self._outputs[path]
        found = None if output is None else line_of(output, line, self._asked, Reports())
        if found is None or isinstance(found, Values):
            return None
        if not isinstance(found, Line):
            return self._of_template(found)
        candidates = self._asked.candidates
        there = [one for one in matching(meant_by_manifest(found.wanted, candidates), candidates) if one.is_there]
        return self._of_path(there[0], found.path) if len(there) == 1 else None

    def _of_template(self, found: Written) -> Span | None:
        """Return the place of a line of a template. What is not there with these values has that of its object."""
        candidate = found.candidate
        if not candidate.is_there or found.path is None:
            return candidate.item.span
        path = filled_path(candidate.item, found.path, candidate.filler)
        return self._of_path(candidate, path) if isinstance(path, tuple) else candidate.item.span

    def _of_path(self, candidate: Candidate, path: Place) -> Span | None:
        """Return the place of a part of an object, None where there is no such part."""
        known = (candidate.number, candidate.item.identity)
        subject = self._subjects.get(known)
        if subject is None:
            subject = self._subjects[known] = self._asked.subject(candidate)
        if path not in subject.names.named:
            return None
        return part_at(subject.item, path, subject.filler).origin.span or candidate.item.span


def _decoded(text: str) -> str:
    """Return an address as a path: `%20` is a blank (RFC 3986, 2.1). What is no such byte stays."""
    first, *rest = text.encode("utf-8", "surrogateescape").split(b"%")
    found = [first]
    for part in rest:
        try:
            found.append(bytes([int(part[:2], 16)]) + part[2:] if len(part[:2].strip(b" +-_")) == BYTE else b"%" + part)
        except ValueError:
            found.append(b"%" + part)
    return os.fsdecode(b"".join(found))
