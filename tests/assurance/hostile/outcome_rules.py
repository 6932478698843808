"""Whether an input was refused as it must be, or accepted as it must be, by what was printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.assurance.hostile.cases import Case
from tests.assurance.hostile.problems import Problem
from tests.assurance.hostile.sandbox import Run

CHARTS_ONLY = ("OAM707",)
"""What is said of a chart, and not of manifests."""

HEAD = re.compile(r"(error|warning|notice)\[([A-Z0-9]+)\]: (.*)")
PLACE = re.compile(r" +--> (.*):([0-9]+):([0-9]+)")


class Finding(NamedTuple):
    """A finding as it was printed; a line of 0 means that it has no place."""

    severity: str
    code: str
    message: str
    file: str
    line: int


def findings(stderr: bytes) -> list[Finding]:
    """Read the findings back from the text for people."""
    found: list[Finding] = []
    for line in stderr.decode(errors="replace").splitlines():
        head, place = HEAD.match(line), PLACE.match(line)
        if head:
            found.append(Finding(head[1], head[2], head[3], "", 0))
        elif place and found and not found[-1].line:
            found[-1] = found[-1]._replace(file=place[1], line=int(place[2]))
    return found


def refused_problems(case: Case, run: Run) -> Iterator[Problem]:
    """Yield what is wrong with the refusal of an input."""
    if run.status == 0:
        yield Problem("ACCEPTED", f"{case.why}: {run.stderr.decode(errors='replace')[-300:]}")
        return
    errors = [finding for finding in findings(run.stderr) if finding.severity == "error"]
    if case.line and not any(error.line for error in errors):
        yield Problem("NOPOS", run.stderr.decode(errors="replace")[:600])
    right = [error for error in errors if error.code == case.code]
    if not right:
        yield Problem("NOREASON", f"none is {case.code}: {errors[:5]}")
        return
    if case.line and not any(_is_there(case, error) for error in right):
        yield Problem("WRONGLINE", f"not {case.file or 'line'} {case.line}: {right[:5]}")
    words = [word for word in case.words if not any(word.lower() in error.message.lower() for error in right)]
    if words:
        yield Problem("NOREASON", f"no word of {words}: {right[:5]}")


def _is_there(case: Case, error: Finding) -> bool:
    """Tell whether an error is at the place that the case states."""
    return error.line == case.line and (not case.file or error.file.endswith(case.file))


def accepted_problems(case: Case, run: Run) -> Iterator[Problem]:
    """Yield what is wrong with the acceptance of an input, as far as it was printed."""
    found = findings(run.stderr)
    if run.status != 0:
        yield Problem("REJECTED", run.stderr.decode(errors="replace")[:900])
        return
    warned = {finding.code for finding in found if finding.severity == "warning"}
    due = {code for code in case.warnings if run.format == "helm" or code not in CHARTS_ONLY}
    if due - warned:
        yield Problem("SILENT", f"no warning {sorted(due - warned)}")
    if warned - due:
        unwanted = [finding for finding in found if finding.code in warned - due]
        yield Problem("NOREASON", f"warnings that are not due: {unwanted[:5]}")
    if any(finding.severity == "warning" and not finding.line for finding in found):
        yield Problem("NOPOS", f"a warning without a place: {found[:5]}")
