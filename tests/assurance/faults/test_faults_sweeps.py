"""A fault at the write points of a build: the old tree or the new one, and nothing of the user's changes.

The points here are some of all; `python -m tests.assurance faults` tries every one.
"""

import pytest

from tests.assurance.faults.builds import BUILDS, Prepared
from tests.assurance.faults.sweeps import sweep, sweep_twice

# The faults take turns, so that each build meets all of them and each kind of point meets most.
TURNS = (
    ("KILL", {}),
    ("ENOSPC", {}),
    ("INT", {}),
    ("EIO", {"sticky": True}),
    ("INT", {"after": True}),
    ("EACCES", {}),
    ("TERM", {}),
    ("SHORT0", {}),
)
STRIDE = 4 * len(TURNS)


def found_wrong(finds):
    """Return the runs with problems; fail where there was no run."""
    finds = list(finds)
    assert finds
    return [find for find in finds if find.problems]


@pytest.mark.parametrize("turn", range(len(TURNS)))
def test_a_fault_at_a_write_point_leaves_the_old_tree_or_the_new_one(prepared, turn):
    action, options = TURNS[turn]
    points = len(prepared.clean.points)
    begin = 1 + (4 * turn + BUILDS.index(prepared.build)) % min(STRIDE, points)
    assert found_wrong(sweep(prepared, action, stride=STRIDE, begin=begin, **options)) == []


@pytest.mark.parametrize("build", [BUILDS[2], BUILDS[6]], ids=lambda build: build.name)
def test_a_second_kill_while_the_first_is_cleaned_up_loses_nothing(product, folder, build):
    prepared = Prepared(build, product, folder)
    assert found_wrong(sweep_twice(prepared, "KILL", "KILL", stride=23, second_stride=17)) == []


@pytest.mark.parametrize(("action", "word"), [("KILL", "mixed"), ("ENOSPC", "mixed"), ("SHORT0", "mixed")])
def test_a_writer_without_care_is_caught(product, folder, action, word):
    prepared = Prepared(BUILDS[1], product, folder)
    finds = []
    for find in sweep(prepared, action, naive=True, stride=5, begin=4):
        finds += find.problems
    assert any(word in problem for problem in finds)
    assert any("next run: differs" in problem for problem in finds)
