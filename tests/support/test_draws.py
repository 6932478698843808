"""The gate draws the same examples each time, and everything else draws others."""

import shutil
import sys

import pytest

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
