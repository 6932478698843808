"""Live values changed in two ways: by an override, and in the document that says them. Both must give the same objects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from random import Random
from typing import TYPE_CHECKING, Any

from oamc.choices import FLUX
from oamc.compiler import Compilation
from oamc.diagnostics.codes.objects import GIVEN_VALUE
from oamc.diagnostics.reports import ERROR, Reports
from oamc.options import Options
from oamc.records import replace
from oamc.spans import SourceFile, Span
from oamc.values.given import Assignment, Overrides
from oamc.values.merge import coalesce
from oamc.values.parameters import APPLICATION, Parameter
from oamc.values.schema import FREE_DEFINITION, type_schema
from oamc.verification.samples import Drawing, Undrawable
from tests.support.agreement import objects

if TYPE_CHECKING:
    from oamc.engines.contract import CueEngine

CHARTS = Options(charts_as=FLUX)
MANIFESTS = replace(CHARTS, format="manifests")
SPECIAL = re.compile(r"([\\.,=\[\]])")
Sources = tuple[SourceFile, ...]
Place = tuple[Parameter, SourceFile, int, int]
"""A value that may be changed, and where its text begins and ends in its file."""


def live(sources: Sources, engine: CueEngine | None = None) -> list[Place]:
    """Return the values of documents that may be changed; none if they are refused."""
    reports = Reports()
    run = Compilation(sources, CHARTS, reports, engine=engine)
    made = [found for _, found in run.objects if found is not None]
    if reports.has_errors():
        return []
    places: dict[Span, list[Parameter]] = {}
    for parameter in (parameter for found in made for parameter in found.parameters):
        if parameter.history and (span := parameter.history[-1].span) and parameter.history[-1].source == APPLICATION:
            places.setdefault(span, []).append(parameter)
    files = {source.path: source for source in sources}
    return [
        (found[0], file, _offset(file, span.line, span.column), _offset(file, span.end_line, span.end_column))
        for span, found in places.items()
        if len(found) == 1 and (file := files[span.source.path])
    ]


def _offset(file: SourceFile, line: int, column: int) -> int:
    """Return where a line and a column, from 1, are in a text."""
    return sum(map(len, file.text.splitlines(keepends=True)[: line - 1])) + column - 1


def another(parameter: Parameter, chance: Random) -> Any:
    """Return a value that the schema of the chart allows. Raises `Undrawable`."""
    schema = {**type_schema(parameter.type), "$defs": {"free": FREE_DEFINITION}}
    if schema.get("enum") == []:
        raise Undrawable  # it is null for ever
    return Drawing(schema, chance, sparse=False).value(schema, parameter.path[-1], None, 0)


def outcome(
    sources: Sources, options: Options = MANIFESTS, engine: CueEngine | None = None
) -> tuple[bool, list[dict[str, Any]]]:
    """Return whether documents are refused, if only by a cluster, and the objects that come of them otherwise."""
    reports = Reports()
    outputs = Compilation(sources, options, reports, engine=engine).outputs
    if any(found.severity == ERROR or found.code == GIVEN_VALUE for found in reports.found):
        return True, []
    return False, [item for output in outputs for item in objects(output.files)]


def both(sources: Iterable[SourceFile], place: Place, value: Any, engine: CueEngine | None = None) -> tuple[Any, Any, str]:
    """Return what comes of an override, and of the document with that value in the place; then both as texts, for messages.

    A mapping is merged with the one that is there, as Helm does it: the document has the result.
    """
    parameter, file, start, end = place
    path = ".".join(SPECIAL.sub(r"\\\1", step) for step in parameter.path)
    assignment = Assignment(flag="--set-json", text=f"{path}={json.dumps(value)}")
    meant = coalesce(parameter.value, value) if isinstance(parameter.value, dict) and isinstance(value, dict) else value
    changed = replace(file, text=f"{file.text[:start]}{json.dumps(meant)}{file.text[end:]}")
    given = tuple(sources)
    overridden = outcome(given, replace(MANIFESTS, overrides=Overrides(assignments=(assignment,))), engine)
    anew = outcome(tuple(changed if source is file else source for source in given), MANIFESTS, engine)
    return overridden, anew, f"{assignment.text}\n{changed.text}"
