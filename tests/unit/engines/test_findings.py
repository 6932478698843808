"""Diagnostics of errors in templates; those of failures are in test_worker.py."""

import pytest

from oamc.diagnostics.codes import engines as codes
from oamc.diagnostics.reports import Reports
from oamc.engines import contract
from oamc.engines.contract import EngineError, EngineFailed, Place, Template
from oamc.engines.findings import FAILURES, report_errors, report_failure, within
from oamc.spans import SourceFile, Span
from tests.support.cue import FakeEngine

SOURCE = SourceFile(path="def.cue", label="def.cue", text="a: b: c\n" * 20)
AT = Span(SOURCE, 1, 1, 1, 2)
VALUE = Span(SOURCE, 9, 1, 9, 2)
WHAT = 'the definition "scaler"'


def span_of(place):
    """Return the places of the template called "t" alone."""
    if place.source == "parameter":
        return VALUE
    return Span(SOURCE, place.line, place.column, place.line, place.column + 1) if place.source == "t" else None


def reported(*errors):
    reports = Reports()
    report_errors(errors, reports, at=AT, what=WHAT, span_of=span_of)
    return reports.found


def test_an_error_stands_at_the_value_that_takes_part_in_it_and_names_the_places_of_the_template():
    places = (
        Place(source="t", line=4, column=2),
        Place(source="parameter", path=("a",)),
        Place(source="t", line=7, column=3),
        Place(source="t", line=4, column=2),
    )
    (found,) = reported(
        EngineError(kind="evaluation", message="conflicting values 1 and 2", path=("output", "a"), places=places)
    )
    assert found.code == codes.TEMPLATE_FAILS
    assert found.message == f"{WHAT} cannot be evaluated at output.a: conflicting values 1 and 2"
    assert (found.span.line, [other.span.line for other in found.related]) == (9, [4, 7])


def test_an_error_without_a_value_stands_where_the_definition_is_used():
    (found,) = reported(EngineError(kind="nesting", message="nested too deep", places=(Place(source="context"),)))
    assert (found.span, found.message) == (AT, f"{WHAT} cannot be evaluated: nested too deep")
    reports = Reports()
    report_errors(
        [EngineError(kind="size", message="m", places=(Place(source="t", line=1, column=1),))], reports, at=AT, what="x"
    )
    assert reports.found[0].span == AT


def test_a_syntax_error_and_a_refused_package_have_codes_of_their_own():
    syntax, imports = reported(
        EngineError(kind="syntax", message="expected '}'", places=(Place(source="t", line=2, column=1),)),
        EngineError(
            kind="import", message="it needs a cluster", path=("vela/op",), places=(Place(source="t", line=3, column=1),)
        ),
    )
    assert (syntax.code, imports.code) == (codes.TEMPLATE_UNUSABLE, codes.TEMPLATE_IMPORTS)
    assert imports.message == f'{WHAT} imports "vela/op", which is not here: it needs a cluster'


@pytest.mark.parametrize("kind", ["syntax", "import", "evaluation"])
def test_other_places_explain_an_error_of_any_kind(kind):
    places = tuple(Place(source="t", line=line, column=1) for line in (2, 3, 2, 4))
    (found,) = reported(EngineError(kind=kind, message="m", path=("p", "q"), places=places))
    assert [(other.span.line, other.message) for other in found.related] == [
        (2, "this takes part in it"),
        (3, "this takes part in it"),
        (4, "this takes part in it"),
    ]
    assert found.span == AT
    assert WHAT in found.message
    assert ("vela/base64 and vela/cue" in found.hint) == (kind == "import")
    assert ('imports "p"' in found.message) == (kind == "import")


def test_an_import_without_a_name_is_told_too():
    (found,) = reported(EngineError(kind="import", message="m"))
    assert 'imports ""' in found.message


HINTS = {
    contract.MISSING: 'pip install "oamc[cue]"; all that is not written in CUE works without it',
    contract.ANOTHER_VERSION: 'pip install --upgrade "oamc[cue]"',
    contract.CRASHED: "worth a report",
    contract.TOO_SLOW: "comprehensions within comprehensions",
    contract.TOO_MUCH_MEMORY: "lists and texts that are repeated, and for deep nesting",
    contract.UNREADABLE: 'pip install --force-reinstall "oamc[cue]"',
    contract.REQUEST_TOO_LARGE: "split it",
    contract.REPLY_TOO_LARGE: "lists and texts that are repeated",
    contract.GIVEN_UP: "mend what was reported of other definitions first",
}


@pytest.mark.parametrize("reason", HINTS)
def test_a_failure_says_what_to_do(reason):
    reports = Reports()
    report_failure(EngineFailed(reason, "because"), reports, at=AT, what=WHAT)
    (found,) = reports.found
    assert HINTS[reason] in found.hint
    assert found.message.endswith(": because")
    assert found.span == AT


def test_alternatives_are_one_finding_with_the_first_reasons():
    reasons = tuple(EngineError(kind="evaluation", message=f"reason {number}") for number in range(5))
    (found,) = reported(EngineError(kind="evaluation", message="none of the alternatives fits", alternatives=reasons))
    assert found.hint == "reason 0; reason 1; reason 2"


def test_every_reason_of_a_failure_has_a_code():
    assert len({code.id for code, _ in FAILURES.values()}) == len(FAILURES) == 9


def test_the_engine_of_tests_answers_what_it_was_given():
    error = EngineError(kind="syntax", message="m")
    broken, fine = Template(name="broken", text=""), Template(name="fine", text="a: 1")
    with FakeEngine({"broken": (error,)}) as engine:
        assert engine.vet([broken, fine]) == (error,)
        assert engine.format(fine).text == "a: 1"
        assert engine.render(fine, {}, {}).roots == ()
        assert engine.asked == [("vet", "broken"), ("vet", "fine"), ("format", "fine"), ("render", "fine")]
    failing = FakeEngine({"broken": EngineFailed("crashed", "x")})
    with pytest.raises(EngineFailed, match="crashed: x"):
        failing.schema(broken)
    assert failing.trace(fine, {}, {}, []).rendered.errors == ()
    assert failing.version()


@pytest.mark.parametrize(
    ("column", "end", "wanted"),
    [(7, 8, (7, 8)), (8, 9, (8, 8)), (9, 10, (8, 8))],
)
def test_what_is_wrong_behind_a_line_stands_at_its_end(column, end, wanted):
    found = within(Span(SOURCE, 1, column, 1, end))
    assert (found.column, found.end_column) == wanted
