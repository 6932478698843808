"""The judge catches every broken program by its code, and the real command by none."""

from functools import cache

import pytest

from tests.assurance.hostile.cases import Case
from tests.assurance.hostile.judge import CODES, GROUPS, differing, judge
from tests.assurance.hostile.output_rules import ABSENT, schema_problems, value_at
from tests.assurance.hostile.sandbox import COMMAND, run
from tests.assurance.hostile.stand_ins import GOOD, STAND_INS, StandIn
from tests.assurance.hostile.tracing import is_available, traced_problems
from tests.assurance.hostile.trial import PATIENCE_WHILE_TESTING, caught, rendered

needs_strace = pytest.mark.skipif(not is_available(), reason="strace is not installed")


@pytest.mark.parametrize("copied", [False, True], ids=["started", "copied"])
@pytest.mark.parametrize("stand_in", STAND_INS, ids=lambda stand_in: f"{stand_in.code}: {stand_in.does}")
def test_a_broken_program_is_caught(stand_in: StandIn, *, copied: bool) -> None:
    assert stand_in.code in {problem.code for problem in caught(stand_in, copied=copied)}


@cache
def real(name: str) -> list[str]:
    """Return the problems of the real command on the case of a stand-in."""
    (stand_in,) = [one for one in STAND_INS if f"{one.code}: {one.does}" == name]
    runs = [run(stand_in.case, stand_in.format, command=COMMAND)]
    return [str(problem) for problem in judge(stand_in.case, runs, rendered(stand_in.case, runs), PATIENCE_WHILE_TESTING)]


CASES_OF_STAND_INS = {(repr(one.case), one.format): f"{one.code}: {one.does}" for one in STAND_INS}


@pytest.mark.parametrize("name", CASES_OF_STAND_INS.values())
def test_the_real_command_is_not_caught_on_the_same_case(name: str) -> None:
    assert real(name) == []


BY_KERNEL = [stand_in for stand_in in STAND_INS if stand_in.code in ("NETWORK", "EXEC") or "reads" in stand_in.does]


@needs_strace
@pytest.mark.parametrize("stand_in", BY_KERNEL, ids=lambda stand_in: stand_in.does)
def test_the_kernel_sees_what_a_broken_program_opens_and_starts(stand_in: StandIn) -> None:
    problems = traced_problems(stand_in.case, stand_in.format, command=stand_in.command())
    assert stand_in.code in {problem.code for problem in problems}


@needs_strace
@pytest.mark.parametrize("kind", ["helm", "manifests"])
def test_the_kernel_sees_nothing_of_that_in_the_real_command(kind: str) -> None:
    assert traced_problems(GOOD, kind) == []


def test_every_code_has_a_broken_program() -> None:
    assert {stand_in.code for stand_in in STAND_INS} == set(CODES)
    assert sum(map(len, GROUPS.values())) == len(set(CODES))


def test_the_judge_says_what_each_code_means() -> None:
    from tests.assurance.hostile import judge as module

    assert module.__doc__
    assert [code for code in CODES if f"\n    {code} " not in module.__doc__] == []


def test_equal_runs_do_not_differ() -> None:
    case = STAND_INS[0].case
    first = run(case, "manifests", seed=1)
    assert differing(case, first, run(case, "manifests", seed=2)) == []


def test_a_value_is_found_by_its_path() -> None:
    item = {"data": {"a.b": [{"c": 1}]}}
    assert value_at(item, "data.[a.b].0.c") == 1
    assert value_at(item, "data.[a.b].1.c") is ABSENT
    assert value_at(item, "data.a.b") is ABSENT


def test_a_schema_is_closed_or_a_problem() -> None:
    assert (
        list(schema_problems('{"type": "object", "properties": {}, "additionalProperties": false, "$ref": "#/$defs/x"}')) == []
    )
    assert len(list(schema_problems('{"type": "object", "properties": {"a": {"$ref": "http://x"}}}'))) == 2
    assert list(schema_problems('{"a":' * 21 + "1" + "}" * 21)) != []


def test_a_case_with_an_unknown_field_is_an_error() -> None:
    with pytest.raises(TypeError):
        Case(kind="yaml", name="x", why="y", expect="refused", cod="OAM110")
