"""Work that is shared among processes: every result comes, whatever its size; and none of them outlives its work."""

import gc
import os
import signal
import time
from pathlib import Path

import pytest

from oamc.diagnostics.reports import Reports
from oamc.fleets import build as fleet_build
from oamc.fleets import division
from oamc.fleets.build import build_in_parts
from oamc.fleets.failures import WorkerDiedError
from oamc.fleets.processes import Copies, answer
from oamc.options import Options
from tests.unit.fleets.test_parts import both, codes, one, sources_of


def results(work, tasks, processes):
    with Copies(work, tasks, processes) as copies:
        return dict(copies.results())


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def children():
    """Return the processes that this one has started and not waited for: the tests have some of their own."""
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        if int(fields[1]) == os.getpid():
            found.add(status.parent.name)
    return found


def descriptors_in_use():
    return len(list(Path("/dev/fd").iterdir()))


@pytest.fixture(autouse=True)
def _small_parts_and_nothing_left(monkeypatch):
    monkeypatch.setattr(division, "FILES", 1)
    descriptors, mask, known = descriptors_in_use(), signal.pthread_sigmask(signal.SIG_BLOCK, ()), children()
    yield
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == mask
    assert children() == known
    assert descriptors_in_use() == descriptors


@pytest.mark.parametrize(("tasks", "processes"), [(1, 1), (1, 4), (7, 2), (100, 3), (2, 16)])
def test_each_task_is_done_once(tasks, processes):
    assert results(lambda number: b"%d" % number, tasks, processes) == {number: b"%d" % number for number in range(tasks)}


def test_results_may_be_empty_missing_or_larger_than_a_pipe():
    found = results(lambda number: [b"", None, b"x" * 3_000_000][number % 3], 9, 2)
    assert [found[number] and len(found[number]) for number in range(6)] == [0 or b"", None, 3_000_000] * 2


def test_an_exception_is_no_result():
    found = results(lambda number: b"%d" % (1 // number), 3, 2)
    assert found == {0: None, 1: b"1", 2: b"0"}


def test_work_is_done_at_the_same_time():
    assert len(set(results(lambda _: time.sleep(0.2) or b"%d" % os.getpid(), 4, 2).values())) == 2


@pytest.mark.parametrize(
    ("end", "words"), [(lambda: os.kill(os.getpid(), signal.SIGKILL), "signal 9"), (lambda: os._exit(0), "")]
)
def test_a_process_that_dies_is_told(end, words):
    def work(number):
        if number == 2:
            end()
        return b"done"

    if not words:
        with pytest.raises(WorkerDiedError):
            results(work, 4, 1)
        return
    with pytest.raises(WorkerDiedError, match=words):
        results(work, 4, 2)


def test_who_stops_listening_ends_them():
    with Copies(lambda number: time.sleep(number * 60) or b"%d" % os.getpid(), 3, 3) as copies:
        for _number, data in copies.results():
            first = int(data)
            break
        known = list(copies._copies)
        assert len(known) >= 2
    assert not any(map(is_alive, known))
    assert not is_alive(first)


def test_copies_end_when_nobody_reads_their_results(tmp_path):
    """A run that is killed cannot end them."""
    report = tmp_path / "processes"
    middle = os.fork()
    if middle == 0:
        try:
            with Copies(lambda _: time.sleep(0.3) or b"x" * 200_000, 100, 3) as copies:
                report.write_text(" ".join(map(str, copies._copies)))
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.waitpid(middle, 0)[1] == signal.SIGKILL
    known = list(map(int, report.read_text().split()))
    assert len(known) == 3
    end = time.monotonic() + 20
    while any(map(is_alive, known)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(is_alive, known))


def test_an_interruption_ends_them():
    def interrupt(number):
        if number == 1:
            os.kill(os.getppid(), signal.SIGINT)
            time.sleep(60)
        return b""

    # Threads of what runs the tests would get the signal, which reaches the only one of a copy; and so would what is called
    # when garbage is collected.
    middle = os.fork()
    if middle == 0:
        gc.disable()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background has it ignored
        status = 1
        try:
            results(interrupt, 4, 2)
        except KeyboardInterrupt:
            status = 2 if children() else 3
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(middle, 0)[1]) == 3


def test_signals_of_the_run_are_not_those_of_its_copies():
    def handle(number, _):
        raise AssertionError(f"signal {number} came to the handler of the run")

    before = signal.signal(signal.SIGTERM, handle)
    try:
        found = results(lambda _: b"%d" % (signal.getsignal(signal.SIGTERM) == signal.SIG_DFL), 1, 1)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert found == {0: b"1"}


def test_numbers_are_taken_from_a_queue_until_it_ends():
    queue, filling = os.pipe()
    results, answering = os.pipe()
    os.write(filling, (3).to_bytes(4, "big") + (5).to_bytes(4, "big"))
    os.close(filling)
    answer(lambda number: None if number == 5 else b"abc", queue, answering)
    os.close(answering)
    assert os.read(results, 100) == b"\0\0\0\3" + b"\0" * 7 + b"\3abc" + b"\0\0\0\5" + b"\xff" * 8
    os.close(results)
    os.close(queue)


@pytest.mark.parametrize("options", [Options(), Options(format="manifests", layout="per-object")])
def test_processes_make_the_same_as_one(options):
    spare = one("warned") + "---\n" + one("more").partition("---\n")[0]
    in_parts, whole = both(sources_of(*(one(f"app-{number}") for number in range(5)), spare), options, 3)
    assert in_parts == whole
    assert codes(whole) == ["OAM317"]


def test_a_process_that_dies_makes_nothing(monkeypatch):
    compiled = fleet_build.compile_part

    def dying(sources, options, reports):
        if "app-3" in sources[0].text:
            os.kill(os.getpid(), signal.SIGKILL)
        return compiled(sources, options, reports)

    monkeypatch.setattr(fleet_build, "compile_part", dying)
    reports = Reports()
    assert build_in_parts(sources_of(*(one(f"app-{number}") for number in range(5))), Options(), reports, 2) == ()
    assert [(found.code.id, "signal 9" in found.message) for found in reports.found] == [("OAM712", True)]


def test_a_fault_is_left_to_one_compilation_of_everything(monkeypatch):
    def faulty(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(fleet_build, "compile_part", faulty)
    assert build_in_parts(sources_of(one("a"), one("b")), Options(), Reports(), 2) is None


def test_a_watcher_is_told_how_many_files_are_compiled():
    told = []
    build_in_parts(sources_of(*(one(f"app-{n}") for n in range(4))), Options(), Reports(), 2, lambda *step: told.append(step))
    assert told == [("compiling {} files", number, 4) for number in (1, 2, 3, 4)]


def test_where_no_process_can_be_started_the_parts_are_compiled_here(monkeypatch):
    monkeypatch.setattr(os, "fork", lambda: (_ for _ in ()).throw(BlockingIOError(11, "no more processes")))
    in_parts, whole = both(sources_of(one("a"), one("b")), processes=2)
    assert in_parts == whole
