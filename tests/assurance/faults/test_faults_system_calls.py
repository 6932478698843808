"""What is asked of the system is what is promised, call by call, and a program that promises less is seen."""

import pytest

from tests.assurance.faults.builds import BUILDS, Prepared
from tests.assurance.faults.promised import Event, Promise, asked, broken, careless_finds, kept, promise_finds
from tests.assurance.faults.system_calls import can_trace
from tests.assurance.faults.test_faults_sweeps import found_wrong

needs_strace = pytest.mark.skipif(not can_trace(), reason="strace is not here or may not be used")
TRACED = [build for build in BUILDS if build.exchange]


@needs_strace
@pytest.mark.parametrize("build", TRACED, ids=lambda build: build.name)
def test_the_real_program_asks_the_system_for_what_is_promised_and_for_nothing_else(product, folder, build):
    assert found_wrong(promise_finds(Prepared(build, product, folder))) == []


@needs_strace
@pytest.mark.parametrize("number", [0, 1, 4])
def test_a_program_with_less_care_is_seen(product, folder, number):
    finds = list(careless_finds(Prepared(BUILDS[number], product, folder)))
    assert len(finds) > 8
    assert [find for find in finds if find.problems] == []


def test_each_line_of_strace_is_the_change_that_it_makes(tmp_path):
    root = tmp_path.resolve()
    lines = [
        ("mkdirat", f'4<{root}/out>, ".oamc-work-a", 0700) = 0'),
        ("fchmod", f"3<{root}/out/.oamc-work-a>, 01700) = 0"),
        ("fchmod", f"3<{root}/out/.oamc-work-a/partial>, 0644) = 0"),
        ("openat", f'3<{root}/out/.oamc-work-a>, "partial", O_WRONLY|O_CREAT|O_EXCL|O_NOFOLLOW, 0600) = 5<{root}/x>'),
        ("openat", f'AT_FDCWD<{root}>, "new.yaml", O_RDONLY|O_CLOEXEC) = 5<{root}/new.yaml>'),
        ("openat", f'AT_FDCWD<{root}>, "/etc/motd", O_WRONLY|O_CREAT|O_EXCL, 0600) = 5</etc/motd>'),
        ("openat", f'AT_FDCWD<{root}>, "gone", O_WRONLY|O_CREAT, 0600) = -1 EACCES (Permission denied)'),
        ("write", f'5<{root}/a>, "one", 3) = 3'),
        ("write", f'5<{root}/a>, ") = -1 two", 10) = 10'),
        ("write", '2</dev/null>, "told", 4) = 4'),
        ("renameat2", f'3<{root}/b>, "staged", 4<{root}/out>, "a", RENAME_EXCHANGE) = 0'),
        ("renameat2", f'3<{root}/b>, "staged", 4<{root}/out>, "a", RENAME_NOREPLACE) = 0'),
        ("unlinkat", f'3<{root}/b>, "c", AT_REMOVEDIR) = 0'),
        ("unlink", '"plain") = 0'),
    ]
    assert [str(event) for event in asked(lines, tmp_path)] == [
        "mkdir out/.oamc-work-a",
        "mark out/.oamc-work-a",
        "create out/.oamc-work-a/partial",
        "open without O_NOFOLLOW /etc/motd",
        "write a",
        "exchange b/staged out/a",
        "rename b/staged out/a",
        "rmdir b/c",
        "unlink plain",
    ]


def test_what_is_missing_too_much_or_too_early_breaks_a_promise():
    promise = Promise()
    written = promise.add("write", "a")
    safe = promise.add("fsync", "a", after=[written])
    assert broken(promise, [written, safe]) == []
    assert broken(promise, [written]) == ["missing: fsync a"]
    assert broken(promise, [safe, written]) == ["too early: fsync a, before write a"]
    assert broken(promise, [written, safe, written]) == ["not promised: write a", "too early: fsync a, before write a"]
    assert broken(promise, [written, safe, Event("unlink", "b")]) == ["not promised: unlink b"]
    assert kept(promise) == 2
