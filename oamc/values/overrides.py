"""What the user gave: values files and assignments come in, one tree of overrides comes out, with the sources it was made of.

Sources count in the order of `helm install` (`pkg/cli/values`, the same in Helm 3 and 4), wherever the flags stand on the
command line: `--values` files, `--set-json`, `--set`, `--set-string`, `--set-file`, `--set-literal`. Those of one flag count
as given.
"""

from __future__ import annotations

from oamc.diagnostics.codes.values import SEVERAL_VALUES_DOCUMENTS, UNREADABLE_ASSIGNMENT
from oamc.source.limits import DEFAULT_LIMITS
from oamc.source.nodes import Mapping, plain
from oamc.source.reader import read
from oamc.values.given import Assignment, Given, Overrides
from oamc.values.grammar import (
    GrammarError,
    parse_set,
    parse_set_file,
    parse_set_json,
    parse_set_literal,
    parse_set_string,
)
from oamc.values.merge import merge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Plain

__all__ = ["FLAGS", "Assignment", "Given", "Overrides", "assigned", "combine", "describe"]

FLAGS = ("--set-json", "--set", "--set-string", "--set-file", "--set-literal")
"""The flags of assignments, in the order in which they count."""


def combine(overrides: Overrides, reports: Reports, limits: Limits = DEFAULT_LIMITS) -> Given | None:
    """Read all sources into one tree; nothing where one of them cannot be read, which is reported.

    A values file holds one mapping or nothing. Helm 4 merges further documents, Helm 3 ignores them: they are refused.
    """
    before = reports.errors
    values: dict[str, Plain] = {}
    roots: list[Mapping] = []
    for source in overrides.files:
        documents = read(source, reports, limits)
        for document in documents:
            roots.append(document.root)
            given = plain(document.root)
            assert isinstance(given, dict)
            values = merge(values, given)
        if len(documents) > 1:
            second = documents[1].root
            reports.add(
                SEVERAL_VALUES_DOCUMENTS,
                at=next((entry.key_span for entry in second), second.span),
                count=len(documents),
                hint="give each document as a file of its own",
            )
    assignments = tuple(sorted(overrides.assignments, key=lambda assignment: FLAGS.index(assignment.flag)))
    for assignment in assignments:
        try:
            _assign(assignment, values)
        except GrammarError as error:
            reports.add(
                UNREADABLE_ASSIGNMENT,
                at=None,
                assignment=describe(assignment, assignments),
                reason=error.message,
                column=error.column,
                hint=_grammar_hint(assignment.flag),
            )
    if reports.errors > before:
        return None
    return Given(values=values, roots=tuple(roots), assignments=assignments)


def assigned(given: Given) -> dict[str, Plain]:
    """Return what the assignments alone give. They could be read, since they are a part of what was combined."""
    values: dict[str, Plain] = {}
    for assignment in given.assignments:
        _assign(assignment, values)
    return values


def describe(assignment: Assignment, assignments: tuple[Assignment, ...]) -> str:
    """Name an assignment in a message without its text, which may hold a secret: `--set`, or `--set number 2`."""
    alike = [other for other in assignments if other.flag == assignment.flag]
    if len(alike) == 1:
        return assignment.flag
    number = next(number for number, other in enumerate(alike, 1) if other is assignment)
    return f"{assignment.flag} number {number}"


def _assign(assignment: Assignment, values: dict[str, Plain]) -> None:
    """Put one assignment into the tree."""
    match assignment.flag:
        case "--set":
            parse_set(assignment.text, values)
        case "--set-string":
            parse_set_string(assignment.text, values)
        case "--set-json":
            parse_set_json(assignment.text, values)
        case "--set-file":
            parse_set_file(assignment.text, values, dict(assignment.files))
        case _:
            parse_set_literal(assignment.text, values)


def _grammar_hint(flag: str) -> str:
    """Say how the text of a flag is written."""
    match flag:
        case "--set-json":
            return "write NAME=JSON, or one JSON mapping"
        case "--set-literal":
            return "write NAME=TEXT"
        case "--set-file":
            return "write NAME=PATH"
        case _:
            return r"write NAME=VALUE; a comma in a value is written \,"
