"""The room for mutation, on a toy project: what a test notices is killed, what none notices is reported with its place."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.operators import Module
from tests.mutation.rooms import rooms

ROOT = Path(__file__).parents[2]
CODE = '''\
"""Sums."""

LARGEST = 7


def small(number):
    """Tell whether a number is small."""
    return number < LARGEST


def polite(name):
    """Greet somebody."""
    if not name:
        return "nobody"
    return name
'''
TESTS = """\
from toy.sums import polite, small


def test_the_bound():
    assert small(6)
    assert not small(7)


def test_a_name():
    assert polite("me") == "me"
"""
ROOMS = '[toy]\nmodules = ["toy/*.py"]\ntests = ["checks/test_sums.py"]\n'
LISTED = """\
[[fault]]
module = "toy/sums.py"
place = "polite"
change = "'nobody'  ->  ''"
reason = "nobody reads it"
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    for name, text in {
        "toy/sums.py": CODE,
        "checks/test_sums.py": TESTS,
        "tests/mutation/rooms.toml": ROOMS,
        "tests/mutation/equivalents.toml": LISTED,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    command = [sys.executable, "-m", "tests.mutation", "--root", str(root), "--results", str(root / "sums.json")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert run.stderr == ""
    return run, json.loads((root / "sums.json").read_text())["toy"]


def test_a_fault_that_no_test_notices_is_reported_with_its_place(tried):
    run, sums = tried
    survivors = [line for line in run.stdout.splitlines() if line.startswith("toy/")]
    assert "toy/sums.py:13: polite: not name  ->  False" in survivors
    assert sums["survivors"] == len(survivors)
    assert run.returncode == 1


def test_a_fault_in_a_function_and_one_in_a_table_are_noticed(tried):
    run, sums = tried
    assert "LARGEST" not in run.stdout
    assert "toy/sums.py:3" not in run.stdout
    assert sums["noticed"] == sums["tried"] - sums["survivors"] >= 4


def test_a_fault_that_is_listed_with_a_reason_is_not_tried(tried):
    run, sums = tried
    assert "nobody" not in run.stdout
    assert sums["equivalent"] == 1


CHANGES = {
    "os.open(p, os.O_RDONLY | os.O_NOFOLLOW)": "os.O_RDONLY | os.O_NOFOLLOW  ->  os.O_RDONLY",
    "f(a, follow=False)": "f(a, follow=False)  ->  f(a)",
    "a < b": "a < b  ->  a <= b",
    "a and b": "a and b  ->  a or b",
    "min(a, b)": "min(a, b)  ->  max(a, b)",
    "a in {1, 2}": "{1, 2}  ->  {2}",
    "reports.add(a)": "reports.add(a)  ->  pass",
    "65536": "65536  ->  65537",
    "not a": "not a  ->  a",
    "[b for b in c if b]": "b  ->  True",
    "compile('[a-z_]')": "'[a-z_]'  ->  '[a-z]'",
}


@pytest.mark.parametrize(("code", "change"), CHANGES.items(), ids=CHANGES)
def test_each_kind_of_fault_is_made(code, change):
    faults = Module("m.py", "m", f"def f():\n    return {code}\n" if not code.startswith("reports") else code).faults
    assert change in [fault.change for fault in faults]
    assert all(fault.compiled() is not None for fault in faults)


def test_every_room_has_modules_and_tests_and_no_module_is_in_two():
    found = rooms(ROOT)
    assert [name for name, room in found.items() if not room.modules or not room.tests] == []
    modules = [path for room in found.values() for path in room.modules]
    assert len(modules) == len(set(modules))
