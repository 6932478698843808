"""An override is a new compilation: of a live value, `--set-json` and the document that says it give the same objects.

Applications of KubeVela are drawn, and in each a value that its document gives and that is live. It is changed in both ways,
to a value that the schema of the chart allows. Both are refused, or the objects are equal. What only Kubernetes knows to be
wrong is a warning for an override (OAM617), and an error for a document.
"""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oamc.compiler import Compilation
from oamc.diagnostics.codes.objects import GIVEN_VALUE
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.records import replace
from oamc.spans import Span
from oamc.values.given import Assignment, Overrides
from oamc.values.parameters import APPLICATION, Parameter
from oamc.values.schema import type_schema
from oamc.verification.samples import Drawing, Undrawable
from tests.strategies.kubevela import sample_kubevela
from tests.support.agreement import compiled, objects, source
from tests.support.laws import examples

MANIFESTS = Options(format="manifests")
SPECIAL = re.compile(r"([\\.,=\[\]])")


def live(text: str) -> list[tuple[Parameter, int, int]]:
    """Return the values of a document that may be changed, each with where its text begins and ends; none if it is refused."""
    reports = Reports()
    ((_, made), *_) = Compilation((source(text),), Options(), reports).objects or ((None, None),)
    if made is None or reports.has_errors():
        return []
    places: dict[Span, list[Parameter]] = {}
    for parameter in made.parameters:
        if parameter.history and (span := parameter.history[-1].span) and parameter.history[-1].source == APPLICATION:
            places.setdefault(span, []).append(parameter)
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    return [
        (found[0], starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1)
        for span, found in places.items()
        if len(found) == 1
    ]


def another(parameter: Parameter, chance: Random) -> Any:
    """Return a value that the schema of the chart allows."""
    schema = type_schema(parameter.type)
    return Drawing(schema, chance, sparse=False).value(schema, parameter.path[-1], None, 0)


def outcome(text: str, options: Options) -> tuple[bool, list[dict[str, Any]]]:
    """Return whether a document is refused, if only by a cluster, and the objects that come of it otherwise."""
    reports = Reports()
    outputs, errors = compiled(text, options, reports)
    if errors or any(finding.code == GIVEN_VALUE for finding in reports.found):
        return True, []
    return False, [item for files in outputs.values() for item in objects(files)]


def both(text: str, place: tuple[Parameter, int, int], value: Any) -> tuple[Any, Any, str]:
    """Return what comes of an override, and of the document with that value in the place; then both as texts, for messages."""
    parameter, start, end = place
    path = ".".join(SPECIAL.sub(r"\\\1", step) for step in parameter.path)
    assignment = Assignment(flag="--set-json", text=f"{path}={json.dumps(value)}")
    changed = f"{text[:start]}{json.dumps(value)}{text[end:]}"
    overridden = outcome(text, replace(MANIFESTS, overrides=Overrides(assignments=(assignment,))))
    return overridden, outcome(changed, MANIFESTS), f"{assignment.text}\n{changed}"


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.data())
def test_an_override_is_a_new_compilation_with_that_property(number: int, data: st.DataObject) -> None:
    text = json.dumps(sample_kubevela(number)[0], indent=1)
    choices = live(text)
    assume(choices)
    place = data.draw(st.sampled_from(choices))
    assert json.loads(text[place[1] : place[2]]) == place[0].value
    try:
        value = another(place[0], Random(data.draw(st.integers(0, 10**6))))
    except Undrawable:
        assume(False)
    overridden, anew, told = both(text, place, value)
    assert overridden == anew, told


def test_enough_of_the_changes_give_other_objects() -> None:
    changed = refused = same = 0
    for number in range(30):
        text = json.dumps(sample_kubevela(number)[0], indent=1)
        for place in live(text)[:2]:
            try:
                overridden, anew, told = both(text, place, another(place[0], Random(number)))
            except Undrawable:
                continue
            assert overridden == anew, told
            refused += overridden[0]
            same += overridden == outcome(text, MANIFESTS)
            changed += 1
    assert changed - refused - same >= 10
