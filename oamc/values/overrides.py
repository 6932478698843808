"""What the user gave: values files and assignments come in, one tree of overrides comes out, with the sources it was made of.

Sources count in the order of `helm install` (`pkg/cli/values`, the same in Helm 3 and 4), wherever the flags stand on the
command line: `--values` files, `--set-json`, `--set`, `--set-string`, `--set-file`, `--set-literal`. Those of one flag count
as given. Layers below the command line, such as those of an environment, count so each for itself, one after the other.
"""

from __future__ import annotations

from oamc.diagnostics.codes.values import SEVERAL_VALUES_DOCUMENTS, UNREADABLE_ASSIGNMENT
from oamc.records import replace
from oamc.source.limits import DEFAULT_LIMITS
from oamc.source.nodes import Mapping, plain
from oamc.source.reader import read
from oamc.values.given import Assignment, Given, GivenLayer, Layer, Overrides
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
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Plain

__all__ = ["FLAGS", "Assignment", "Given", "Overrides", "alone", "assigned", "combine", "describe", "given_to", "top_layer"]

FLAGS = ("--set-json", "--set", "--set-string", "--set-file", "--set-literal")
"""The flags of assignments, in the order in which they count."""


def combine(overrides: Overrides, reports: Reports, limits: Limits = DEFAULT_LIMITS) -> Given | None:
    """Read all sources into one tree; nothing where one of them cannot be read, which is reported.

    A values file holds one mapping or nothing. Helm 4 merges further documents, Helm 3 ignores them: they are refused.
    """
    before = reports.errors
    top = Layer(origin="", files=overrides.files, assignments=overrides.assignments)
    layers = [_layer(layer, reports, limits) for layer in (*overrides.below, top)]
    if reports.errors > before:
        return None
    values: dict[str, Plain] = {}
    # Whether an assignment can be read may depend on what stands below it: it is tried for each application.
    for application in dict.fromkeys(["", *(layer.application for layer in layers)]):
        found: dict[str, Plain] = {}
        for layer in layers:
            if layer.application in {"", application}:
                _add(layer, found, reports)
        values = values if application else found
    if reports.errors > before:
        return None
    return Given(values=values, roots=layers[-1].roots, assignments=layers[-1].assignments, below=tuple(layers[:-1]))


def _layer(layer: Layer, reports: Reports, limits: Limits) -> GivenLayer:
    """Read the files of a layer, and put its assignments into the order in which they count."""
    roots: list[Mapping] = []
    for source in layer.files:
        documents = read(source, reports, limits)
        roots += [document.root for document in documents]
        if len(documents) > 1:
            second = documents[1].root
            reports.add(
                SEVERAL_VALUES_DOCUMENTS,
                at=next((entry.key_span for entry in second), second.span),
                count=len(documents),
                hint="give each document as a file of its own",
            )
    assignments = tuple(sorted(layer.assignments, key=lambda assignment: FLAGS.index(assignment.flag)))
    return GivenLayer(origin=layer.origin, roots=tuple(roots), assignments=assignments, application=layer.application)


def _add(layer: GivenLayer, values: dict[str, Plain], reports: Reports | None = None) -> None:
    """Put a layer over a tree of values, which changes. Without `reports` it was read before, and nothing is wrong with it."""
    for root in layer.roots:
        given = plain(root)
        assert isinstance(given, dict)
        merged = merge(values, given)
        values.clear()
        values.update(merged)
    for assignment in layer.assignments:
        try:
            _assign(assignment, values)
        except GrammarError as error:
            assert reports is not None
            reports.add(
                UNREADABLE_ASSIGNMENT,
                at=assignment.span,
                assignment=describe(assignment, layer.assignments),
                reason=error.message,
                column=error.column,
                hint=_grammar_hint(assignment.flag),
            )


def given_to(given: Given, application: str) -> Given:
    """Return the overrides that an application takes, with those that it alone takes. The layers of others are left out."""
    if not any(layer.application for layer in given.below):
        return given
    below = tuple(layer for layer in given.below if layer.application in {"", application})
    values: dict[str, Plain] = {}
    for layer in (*below, top_layer(given)):
        _add(layer, values)
    return replace(given, values=values, below=below)


def top_layer(given: Given) -> GivenLayer:
    """Return what the command line gives."""
    return GivenLayer(origin="", roots=given.roots, assignments=given.assignments)


def alone(layers: Iterable[GivenLayer]) -> dict[str, Plain]:
    """Return what some layers that could be read give by themselves, as one tree."""
    values: dict[str, Plain] = {}
    for layer in layers:
        _add(layer, values)
    return values


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
