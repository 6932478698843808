"""Limits: no success without the whole result, one line that says why, no traceback."""

import sys

import pytest

from tests.assurance.faults import limits
from tests.assurance.faults.builds import BUILDS, Prepared
from tests.assurance.faults.system_calls import can_trace, counted_alike, injections
from tests.assurance.faults.test_faults_sweeps import found_wrong


def test_files_that_may_not_grow_are_no_success(prepared):
    assert found_wrong(limits.file_sizes(prepared, (0, 100))) == []


def test_a_result_that_standard_output_does_not_take_is_no_success(product, folder):
    assert found_wrong(limits.stream_sizes(Prepared(BUILDS[0], product, folder))) == []


def test_an_allocation_that_fails_ends_in_words_and_changes_nothing(product, folder):
    pytest.importorskip("_testcapi")
    prepared = Prepared(BUILDS[2], product, folder)
    most = limits.allocations(prepared)
    assert found_wrong(limits.memory(prepared, limits.spread(most, 20))) == []


def test_streams_that_are_closed_or_full_are_no_traceback(folder):
    assert found_wrong(limits.closed_streams(folder, stride=3)) == []


@pytest.mark.skipif(not limits.can_mount(), reason="no file system may be mounted here")
def test_a_full_file_system_leaves_the_old_tree_or_the_new_one():
    assert found_wrong(limits.full_file_systems(("pages=0", "pages=4", "inodes=5"))) == []


@pytest.mark.skipif(not can_trace(), reason="strace is not here or may not be used")
def test_the_launcher_counts_every_system_call_that_writes(product, folder):
    for build in (BUILDS[0], BUILDS[5]):
        prepared = Prepared(build, product, folder / build.documents)
        assert counted_alike(prepared) == []
    assert found_wrong(injections(prepared, "ENOSPC", stride=9)) == []


def test_the_spread_of_numbers_reaches_from_the_first_to_the_last_tenth():
    numbers = list(limits.spread(1000, 20))
    assert numbers[0] < 50
    assert numbers[-1] > 900
    assert sys.maxsize > numbers[-1] == max(numbers)
