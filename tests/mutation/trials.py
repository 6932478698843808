"""One process for each fault.

A process that has imported everything and collected the tests of the room copies itself for each fault in a function: the copy
puts the fault into the function and runs the tests that could notice it, quick ones first, up to the first that fails. A fault
in what a module does when it is imported needs a process that has not imported it: such a copy loads the changed module and
collects the tests itself.
"""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.mutation.libraries import load_at_once, load_later
from tests.mutation.operators import Fault
from tests.mutation.patching import functions_of, put_before_import, put_into_functions
from tests.mutation.rooms import Room
from tests.mutation.selection import Failures, Measured, measure

KILLED, SURVIVED, NOT_RUN, TIMED_OUT, UNMEASURED = "killed", "survived", "not run", "timed out", "unmeasured"
SURVIVORS = {SURVIVED, NOT_RUN}
NOTICED, NOT_NOTICED, CANNOT = 1, 0, 77
PROCESSOR_SECONDS, TIMES_AS_LONG = 10, 8
WALL_SECONDS = 300
MOST_SECONDS_LEFT_OUT = 30
NOT_BEFORE_A_FORK = {"helm_python"}
"""What loads a library with threads when it is imported."""
MOST_MEMORY = 3 << 30
LARGEST_FILE = 1 << 28
OPTIONS = (
    "-q",
    "-s",
    "--no-header",
    "--no-summary",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-p",
    "no:faulthandler",
)


class Outcome(NamedTuple):
    """How the trial of a fault ended, after how many seconds."""

    fault: Fault
    result: str
    seconds: float


class Trial(NamedTuple):
    """A running trial."""

    number: int
    start: float
    folder: Path


def at_once(
    faults: Iterable[tuple[int, Callable[[], None], float]], processes: int, scratch: Path
) -> Iterator[tuple[int, int | None, float]]:
    """Run a function for each fault in a copy of this process; yield its number, exit status (nothing: too slow) and seconds.

    Each fault comes with the processor seconds that its tests take without it.
    """
    running: dict[int, Trial] = {}
    waiting = iter(faults)
    more = True
    while more or running:
        while more and len(running) < processes:
            try:
                number, work, seconds = next(waiting)
            except StopIteration:
                more = False
                break
            folder = Path(tempfile.mkdtemp(dir=scratch))
            identity = os.fork()
            if identity == 0:
                _isolated(work, folder, seconds)
            running[identity] = Trial(number, time.monotonic(), folder)
        for identity, trial in list(running.items()):
            done, status = os.waitpid(identity, os.WNOHANG)
            late = time.monotonic() - trial.start > WALL_SECONDS
            if not done and not late:
                continue
            try:  # noqa: SIM105 - one line with its reason
                os.killpg(identity, signal.SIGKILL)  # what the tests have started goes too
            except ProcessLookupError:
                pass
            if not done:
                os.waitpid(identity, 0)
            del running[identity]
            shutil.rmtree(trial.folder, ignore_errors=True)
            too_slow = late or status in {signal.SIGXCPU, signal.SIGKILL}
            yield trial.number, None if too_slow else os.waitstatus_to_exitcode(status), time.monotonic() - trial.start
        time.sleep(0.002)


def _isolated(work: Callable[[], None], folder: Path, seconds: float) -> None:
    """Do the work of one trial in this process, with bounds, without a voice and with a folder of its own; never return."""
    try:
        os.setsid()
        limit = int(PROCESSOR_SECONDS + TIMES_AS_LONG * seconds + time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        work()
    finally:
        os._exit(NOTICED)


class _Tests:
    """A plugin of pytest that takes over once the tests are collected."""

    def __init__(self, loop: Callable[[list[pytest.Item], Failures], None]) -> None:
        self.loop = loop
        self.failures = Failures()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> None:
        """Before any test is imported, let properties be tried in the same way each time, and stop at the first failure."""
        session.config.pluginmanager.register(self.failures)
        phases = (Phase.explicit, Phase.generate)
        checks = (HealthCheck.too_slow,)
        settings.register_profile("mutation", deadline=None, suppress_health_check=checks, phases=phases, derandomize=True)
        settings.load_profile("mutation")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Do something else than run all tests one after the other."""
        assert not session.testsfailed, "tests cannot be collected"
        self.loop(session.items, self.failures)
        return True


def collected(room: Room, loop: Callable[[list[pytest.Item], Failures], None]) -> None:
    """Collect the tests of a room in this process and give them to a function."""
    pytest.main([*OPTIONS, f"--rootdir={room.root}", *map(str, room.tests)], plugins=[_Tests(loop)])


def _run(items: list[pytest.Item], failures: Failures) -> None:
    """Run tests up to the first that fails, and end this process."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if failures.tests:
            os._exit(NOTICED)
    os._exit(NOT_NOTICED)


def try_room(room: Room, faults: list[Fault], processes: int, scratch: Path) -> Iterator[Outcome]:
    """Try faults of a room; yield how each ended, in the order in which they ended."""
    reader, writer = os.pipe()
    identity = os.fork()
    if identity == 0:
        os.close(reader)
        try:
            with os.fdopen(writer, "w", encoding="utf-8") as answers:
                load_later()
                collected(room, _Warm(room, faults, processes, scratch, answers).loop)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            raise
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.close(writer)
    left = dict(enumerate(faults))
    measured = None
    seen_alive: list[Outcome] = []
    with os.fdopen(reader, encoding="utf-8") as answers:
        for line in answers:
            message = json.loads(line)
            if measured is None:
                measured = Measured(**message)
                continue
            number, result, seconds = message
            if result == UNMEASURED:
                continue
            outcome = Outcome(left.pop(number), result, seconds)
            if result == NOT_RUN or (result == SURVIVED and measured.skipped):
                seen_alive.append(outcome)
            else:
                yield outcome
    os.waitpid(identity, 0)
    if measured is None:
        raise RuntimeError(f"the tests of the room {room.name} cannot be collected")
    survivors = []
    for outcome in _cold(room, left, measured, processes, scratch):
        if outcome.result == NOT_RUN or (outcome.result == SURVIVED and measured.skipped):
            survivors.append(outcome)
        else:
            yield outcome
    survivors += seen_alive
    yield from _second_look(room, survivors, measured, processes, scratch)


def _second_look(room: Room, first: list[Outcome], measured: Measured, processes: int, scratch: Path) -> Iterator[Outcome]:
    """Try survivors again with the tests that were left out, in processes that may load what does not survive a fork.

    Where no test runs the lines, all tests are tried: what a file of tests computes when it is imported belongs to no test.
    """
    left_out = set(measured.skipped)
    total = sum(measured.seconds.values())

    def trials() -> Iterator[tuple[int, Callable[[], None], float]]:
        everything = sorted(measured.seconds, key=lambda test: (test in left_out, measured.seconds[test], test))
        for number, outcome in enumerate(first):
            tests = everything if outcome.result == NOT_RUN else measured.skipped
            yield number, _anew(room, outcome.fault, tests, bare=False), MOST_SECONDS_LEFT_OUT + total

    for number, status, seconds in at_once(trials(), processes, scratch):
        result = _result(status)
        yield first[number]._replace(result=first[number].result if result in SURVIVORS else result, seconds=seconds)


def _anew(room: Room, fault: Fault, tests: list[str], *, bare: bool) -> Callable[[], None]:
    """Return what loads a changed module in this process and runs some tests of its room."""

    def run() -> None:
        code = fault.compiled()
        assert code is not None
        put_before_import(fault.module.name, code)
        if bare:
            load_later()
        place = {test: number for number, test in enumerate(tests)}

        def chosen(items: list[pytest.Item], failures: Failures) -> None:
            load_at_once()
            wanted = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])
            if len(wanted) == len(tests):
                _run(wanted, failures)
            os._exit(NOTICED)

        collected(room, chosen)

    return run


def _cold(room: Room, left: dict[int, Fault], measured: Measured, processes: int, scratch: Path) -> Iterator[Outcome]:
    """Try the faults in what a module does when it is imported."""
    later = {fault.module.name.split(".")[0] for fault in left.values()} | NOT_BEFORE_A_FORK
    for name in measured.loaded:
        if name.split(".")[0] not in later and name not in sys.modules:
            try:
                importlib.import_module(name)
            except ImportError:
                continue  # a name that is no module of its own

    def trials() -> Iterator[tuple[int, Callable[[], None], float]]:
        for number, fault in left.items():
            if (guards := measured.guards(fault)) and fault.compiled() is not None:
                yield number, _anew(room, fault, guards, bare=True), sum(map(measured.seconds.__getitem__, guards))

    for fault in left.values():
        if not measured.guards(fault):
            yield Outcome(fault, NOT_RUN, 0)
    for number, status, seconds in at_once(trials(), processes, scratch):
        yield Outcome(left[number], _result(status), seconds)


def _result(status: int | None) -> str:
    """Return what an exit status of a trial means."""
    return TIMED_OUT if status is None else SURVIVED if status == NOT_NOTICED else KILLED


class _Warm:
    """The process that has everything loaded: it measures the tests, and tries the faults in functions."""

    def __init__(self, room: Room, faults: list[Fault], processes: int, scratch: Path, answers) -> None:
        self.room = room
        self.faults = faults
        self.processes = processes
        self.scratch = scratch
        self.answers = answers

    def answer(self, message: object) -> None:
        """Tell the process that waits."""
        self.answers.write(json.dumps(message) + "\n")
        self.answers.flush()

    def loop(self, items: list[pytest.Item], failures: Failures) -> None:  # noqa: C901 - the life of one process
        """Measure, then try one fault after the other."""
        load_at_once()
        table = self.scratch / "measured.json"

        def work() -> None:
            found = measure(items, failures, self.room.root, list(self.room.modules), self.room.memories)
            table.write_text(json.dumps(found), encoding="utf-8")

        list(at_once([(0, work, 10_000)], 1, self.scratch))
        found = json.loads(table.read_text(encoding="utf-8"))
        self.answer(found)
        measured = Measured(**found)
        for test in measured.failed:
            print(f"{test}: fails here without a fault, and guards nothing", flush=True)
        for name in measured.loaded:
            if name not in sys.modules:
                try:
                    importlib.import_module(name)
                except ImportError:
                    continue
        by_name = {item.nodeid: item for item in items}
        functions = functions_of({str(path) for path in self.room.modules})

        def trials() -> Iterator[tuple[int, Callable[[], None], float]]:
            for number, fault in enumerate(self.faults):
                if fault.function is None:
                    continue
                guards = measured.guards(fault)
                if not guards:
                    self.answer((number, NOT_RUN, 0))
                elif (code := fault.compiled()) is not None:

                    def work(fault: Fault = fault, guards: list[str] = guards, code=code) -> None:
                        if not put_into_functions(fault, code, functions, str(self.room.root / fault.module.path)):
                            os._exit(CANNOT)
                        _run([by_name[test] for test in guards], failures)

                    yield number, work, sum(map(measured.seconds.__getitem__, guards))

        for number, status, seconds in at_once(trials(), self.processes, self.scratch):
            self.answer((number, UNMEASURED if status == CANNOT else _result(status), seconds))
