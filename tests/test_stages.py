"""Every case of a stage shows what the stage makes of its input; what the cases hold says `stage_files.py`."""

import pytest

from oamc.choices import STAGES
from tests.stage_files import stage_cases

CASES = {case.name: case for case in stage_cases()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_stage_makes_of_the_input_what_the_case_shows(case):
    assert case.actual() == case.expected


@pytest.mark.parametrize("case", [case for case in CASES.values() if "sesame" in case.input], ids=lambda case: case.name)
def test_no_finding_shows_a_value_of_the_input(case):
    findings = [line for line in case.actual().split("\n") if line.startswith("input.yaml:")]
    assert findings
    assert "sesame" not in "".join(findings)


def test_every_case_belongs_to_a_stage_and_titles_are_distinct():
    assert {case.stage for case in CASES.values()} <= set(STAGES)
    titles = [case.settings["title"] for case in CASES.values()]
    assert len(titles) == len(set(titles))
