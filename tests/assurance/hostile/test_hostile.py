"""Every case of the hostile collection ends as it must, and breaks no promise on the way."""

from collections import Counter
from hashlib import sha256

import pytest

from tests.assurance.hostile.cases import CLASSES, cases_of, every_case, unlisted
from tests.assurance.hostile.trial import tried
from tests.support.codes import codes_of

CASES = {case.id: case for case in every_case()}
STAGES = (
    *("application", "capabilities", "engines", "objects", "outputs", "parameters", "reading", "second_version"),
    *("shape", "usage", "values", "vela"),
)
KNOWN_CODES = {code.id for code in codes_of(*STAGES)}


@pytest.mark.parametrize("case", [case for case in CASES.values() if not case.deep], ids=lambda case: case.id)
def test_a_case_ends_as_it_must(case):
    assert tried(case, full=False) == []


@pytest.mark.parametrize("kind", CLASSES)
def test_the_cases_of_a_class_are_in_the_order_of_their_names(kind):
    names = [case.name for case in cases_of(kind)]
    assert names == sorted(set(names))


def test_every_input_of_the_collection_is_listed():
    assert unlisted() == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_case_says_what_it_tries_and_what_must_come_of_it(case):
    assert case.why
    assert case.files() or case.scene
    if case.expect == "refused":
        assert case.code in KNOWN_CODES
        assert not (case.warnings)
        assert not (case.objects)
        assert not (case.values)
    else:
        assert case.expect == "accepted"
        assert not (case.code)
        assert not (case.line)
        assert not (case.words)
        assert set(case.warnings) <= KNOWN_CODES
    file = case.file or next(iter(case.files()), "")
    if case.line and file:
        path = next((path for path in case.files() if path.endswith(file)), "")
        assert case.line <= len(case.text_of(path).splitlines()) + 1, "the input has fewer lines"


def test_no_two_cases_have_the_same_input():
    inputs = Counter(
        (sha256(repr(sorted(case.files().values())).encode()).digest(), case.scene, case.options, case.arguments)
        for case in CASES.values()
    )
    assert max(inputs.values()) == 1
