"""The gate draws the same examples each time, all else draws others, and the lines of few cases of a test are counted."""

import json
import shutil
import sys

import pytest

from tests.conftest import COUNTED
from tests.support.processes import ROOT, inherited, run

DRAWING = """
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, 10**12))
def test_draws(number):
    print("drawn", number)
"""


@pytest.mark.parametrize(
    ("options", "same", "count"), [(["--hypothesis-profile=gate"], True, 100), ([], False, 30)], ids=["gate", "search"]
)
def test_examples_are_the_same_in_the_gate_alone(tmp_path, options, same, count):
    drawn = []
    for name in ("first", "second"):
        folder = tmp_path / name / "tests"
        folder.mkdir(parents=True)
        shutil.copy(ROOT / "tests" / "conftest.py", folder)
        (folder / "test_drawing.py").write_text(DRAWING)
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", *options, "tests"]
        done = run(command, folder=folder.parent, environment=inherited("CI", "PYTEST"))
        assert done.status == 0, done.out
        drawn.append([line for line in done.out.splitlines() if line.startswith("drawn ")])
    assert len(drawn[0]) == count
    assert (drawn[0] == drawn[1]) is same


CASES = COUNTED + 8
LINES = "def one(number):\n" + "".join(f"    if number == {number}:\n        return {number}\n" for number in range(CASES))
WITH_CASES = f"""
import pytest
import counted
import counted_whole


@pytest.mark.parametrize("number", range({CASES}))
def test_many(number):
    assert counted.one(number) == number


@pytest.mark.whole
@pytest.mark.parametrize("number", range({CASES}))
def test_whole(number):
    assert counted_whole.one(number) == number
"""


def test_the_lines_of_some_cases_of_a_test_are_counted_and_all_run(tmp_path):
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "tests")
    (tmp_path / "tests" / "test_cases.py").write_text(WITH_CASES)
    for name in ("counted", "counted_whole"):
        (tmp_path / f"{name}.py").write_text(LINES)
    options = ["--cov=.", "--cov-report=json:lines.json", "-n", "2", "-p", "no:cacheprovider"]
    done = run(
        [sys.executable, "-m", "pytest", "-q", *options, "tests"],
        folder=tmp_path,
        environment=inherited("CI", "PYTEST", "COV"),
    )
    assert f"{2 * CASES} passed" in done.out
    files = json.loads((tmp_path / "lines.json").read_text())["files"]
    returned = {
        name: len([line for line in files[f"{name}.py"]["executed_lines"] if line > 1 and line % 2])
        for name in ("counted", "counted_whole")
    }
    assert returned == {"counted": COUNTED, "counted_whole": CASES}
