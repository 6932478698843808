"""One process for each fault.

A process that has imported everything and collected the tests of the room copies itself for each fault in a function: the copy
puts the fault into the function and runs the tests that could notice it, quick ones first, up to the first that fails. A fault
in what a module does when it is imported needs a process that has not imported it: such a copy loads the changed module and
collects the tests itself.

The first trial of each kind is a control: the code is put in again as it is, and all tests run. Where that does not survive, a
failure says nothing about faults, and the room is not tried. A trial that cannot collect its tests is an error; it notices
nothing. A changed module that cannot be imported at all is noticed: whoever starts the program meets it.
"""

# A program that people watch:
# ruff: noqa: T201

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import math
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple, TextIO

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.assurance.mutation.libraries import load_at_once, load_later
from tests.assurance.mutation.operators import Fault
from tests.assurance.mutation.patching import functions_of, put_before_import, put_into_functions
from tests.assurance.mutation.rooms import Room
from tests.assurance.mutation.selection import Failures, Measured, measure

KILLED, SURVIVED, NOT_RUN, TIMED_OUT = "killed", "survived", "not run", "timed out"
UNLOADABLE, ERROR, UNMEASURED, UNREACHED = "unloadable", "error", "unmeasured", "not reached"
SURVIVORS = {SURVIVED, NOT_RUN}
NOTICES = {KILLED, TIMED_OUT, UNLOADABLE}
NOT_NOTICED, NOTICED, CANNOT, UNCOLLECTED, CANNOT_LOAD = 0, 1, 77, 78, 79
RESULTS = {NOT_NOTICED: SURVIVED, CANNOT: UNMEASURED, UNCOLLECTED: ERROR, CANNOT_LOAD: UNLOADABLE}
UNCHANGED = -1
"""The number of a control."""
PROCESSOR_SECONDS, TIMES_AS_LONG = 5, 8
WALL_SECONDS = 60
SHARE_OF_FUNCTIONS = 0.6
"""The part of a limited time in which faults in functions are tried; the rest is for what modules do when they are imported."""
MOST_SECONDS_LEFT_OUT = 30
SECONDS_FOR_QUICK_TESTS, SECONDS_FOR_ALL_TESTS = 20, 10_000
"""What measuring may take: it is given up after some times as long."""
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


class Untried(Exception):  # noqa: N818  # the name says what is wrong
    """A room whose trials would mean nothing; the text says why."""


class Clock:
    """When trials end: after some seconds, or when somebody interrupts them."""

    def __init__(self, seconds: float = math.inf) -> None:
        self.end = time.monotonic() + seconds
        self.warm: int | None = None

    def over(self) -> bool:
        """Tell whether no trial is to begin any more."""
        return time.monotonic() >= self.end

    def stop(self, *_: object) -> None:
        """End now, and let the process that has everything loaded end too; the handler of a signal."""
        self.end = -math.inf
        if self.warm is not None:
            os.kill(self.warm, signal.SIGTERM)

    def sooner(self, share: float) -> Clock:
        """Return a clock for a share of what is left."""
        return Clock(share * (self.end - time.monotonic()))


class Outcome(NamedTuple):
    """How the trial of a fault ended, after how many seconds."""

    fault: Fault
    result: str
    seconds: float


class Trial(NamedTuple):
    """A running trial."""

    number: int
    start: float
    longest: float
    folder: Path


def at_once(
    faults: Iterable[tuple[int, Callable[[], None], float]], processes: int, scratch: Path, clock: Clock
) -> Iterator[tuple[int, int | None, float]]:
    """Run a function for each fault in a copy of this process; yield its number, exit status (nothing: too slow) and seconds.

    Each fault comes with the processor seconds that its tests take without it. When the clock is over, what runs is ended, and
    nothing is said about it.
    """
    running: dict[int, Trial] = {}
    waiting = iter(faults)
    more = True
    while running or (more and not clock.over()):
        while more and len(running) < processes and not clock.over():
            try:
                number, work, seconds = next(waiting)
            except StopIteration:
                more = False
                break
            folder = Path(tempfile.mkdtemp(dir=scratch))
            identity = os.fork()
            if identity == 0:
                _isolated(work, folder, seconds)
            running[identity] = Trial(number, time.monotonic(), WALL_SECONDS + TIMES_AS_LONG * seconds, folder)
        for identity, trial in list(running.items()):
            late = time.monotonic() - trial.start > trial.longest
            done = _has_ended(identity)
            if not done and not late and not clock.over():
                continue
            status = _end(identity)
            del running[identity]
            _remove(trial.folder)
            if not done and not late:
                continue
            too_slow = late or status in {signal.SIGXCPU, signal.SIGKILL}
            yield trial.number, None if too_slow else os.waitstatus_to_exitcode(status), time.monotonic() - trial.start
        time.sleep(0.002)


def _remove(folder: Path) -> None:
    """Remove the folder of a trial, however deep the directories are that an ended test has left in it."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        subprocess.run(["rm", "-rf", folder], check=False)


def _has_ended(identity: int) -> bool:
    """Tell whether a copy of this process has ended, and leave it as it is: its number stays its own until it is waited for."""
    return os.waitid(os.P_PID, identity, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _end(identity: int) -> int:
    """End a copy of this process, with all that its tests have started, and return its status.

    It is waited for last. After that its number may be that of a stranger, and no signal is sent to it any more.
    """
    with contextlib.suppress(ProcessLookupError):  # ended before it had a group of its own
        os.killpg(identity, signal.SIGKILL)
    os.kill(identity, signal.SIGKILL)
    return os.waitpid(identity, 0)[1]


def _isolated(work: Callable[[], None], folder: Path, seconds: float) -> None:
    """Do the work of one trial in this process, with bounds, without a voice and with a folder of its own; never return.

    Work that comes to an end has not run its tests: that it has is said by an exit of its own.
    """
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
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
        os._exit(UNCOLLECTED)


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


def _run(items: list[pytest.Item], failures: Failures, told: Path | None = None) -> None:
    """Run tests up to the first that fails, which is told in a file, and end this process."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if failures.tests:
            if told:
                told.write_text(f": {failures.tests[0]} fails", encoding="utf-8")
            os._exit(NOTICED)
    os._exit(NOT_NOTICED)


def _control(kind: str, room: Room, work: Callable[[Path], None], measured: Measured, scratch: Path, clock: Clock) -> None:
    """Run a trial in which nothing is changed, and say how it ended."""
    told = scratch / f"{kind}.txt"
    seconds = MOST_SECONDS_LEFT_OUT + sum(measured.seconds.values())
    for _, status, spent in at_once([(UNCHANGED, lambda: work(told), seconds)], 1, scratch, clock):
        result = _result(status)
        detail = told.read_text(encoding="utf-8") if told.exists() else ""
        print(f"{room.name}: control, {kind}: {result}{detail} ({len(measured.seconds)} tests, {spent:.0f} s)", flush=True)
        if result != SURVIVED:
            raise Untried(
                f"{room.name}: {kind} trials say nothing: the one in which nothing is changed ended as {result!r}{detail}"
            )


def try_room(room: Room, faults: list[Fault], processes: int, scratch: Path, clock: Clock) -> Iterator[Outcome]:
    """Try faults of a room; yield how each ended, in the order in which they ended. Those that were not reached come last."""
    answers = _answers(room, faults, processes, scratch, clock)
    left = dict(enumerate(faults))
    if found := next(answers):
        measured = Measured(**found, longest=room.longest)
        seen_alive: list[Outcome] = []

        def first_look() -> Iterator[tuple[int, Outcome]]:
            for number, result, seconds in answers:
                if result != UNMEASURED:
                    yield number, Outcome(faults[number], result, seconds)
            yield from _cold(room, dict(left), measured, processes, scratch, clock)

        for number, outcome in first_look():
            del left[number]
            if outcome.result == NOT_RUN or (outcome.result == SURVIVED and measured.skipped):
                seen_alive.append(outcome)
            else:
                yield outcome
        yield from _second_look(room, seen_alive, measured, processes, scratch, clock)
    for fault in left.values():
        yield Outcome(fault, UNREACHED, 0)


def _answers(room: Room, faults: list[Fault], processes: int, scratch: Path, clock: Clock) -> Iterator[Any]:
    """Yield what the process with everything loaded says: what was measured, nothing where time is over; then results."""
    reader, writer = os.pipe()
    identity = os.fork()
    if identity == 0:
        os.close(reader)
        status = 0
        try:
            own = clock.sooner(SHARE_OF_FUNCTIONS)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, own.stop)
            with os.fdopen(writer, "w", encoding="utf-8") as answers:
                load_later()
                collected(room, _Warm(room, faults, processes, scratch, answers, own).loop)
        except BaseException:  # noqa: BLE001 - the end of a process
            sys.excepthook(*sys.exc_info())
            status = 1
        finally:
            sys.stdout.flush()
            os._exit(status)
    os.close(writer)
    clock.warm = identity
    if clock.over():
        clock.stop()
    reason = f"{room.name}: its tests cannot be collected"
    with os.fdopen(reader, encoding="utf-8") as answers:
        for line in answers:
            message = json.loads(line)
            reason = message if isinstance(message, str) else ""
            if not reason:
                yield message
    clock.warm = None
    os.waitpid(identity, 0)
    if reason:
        raise Untried(reason)


def _second_look(
    room: Room, first: list[Outcome], measured: Measured, processes: int, scratch: Path, clock: Clock
) -> Iterator[Outcome]:
    """Try survivors again with the tests that were left out, in processes that may load what does not survive a fork.

    Where no test runs the lines, all tests are tried: what a file of tests computes when it is imported belongs to no test.
    A survivor that is not reached any more stays one.
    """
    if not first:
        return
    left_out = set(measured.skipped)
    total = sum(measured.seconds.values())
    everything = sorted(measured.quick_first(), key=left_out.__contains__)
    _control("second look", room, _anew(room, None, everything, measured, bare=False), measured, scratch, clock)

    def trials() -> Iterator[tuple[int, Callable[[], None], float]]:
        for number, outcome in enumerate(first):
            tests = everything if outcome.result == NOT_RUN else measured.skipped
            work = _anew(room, outcome.fault, tests, measured, bare=False)
            yield number, partial(work, None), MOST_SECONDS_LEFT_OUT + total

    survivors = dict(enumerate(first))
    for number, status, seconds in at_once(trials(), processes, scratch, clock):
        result = _result(status)
        if result not in SURVIVORS:
            yield survivors.pop(number)._replace(result=result, seconds=seconds)
    yield from survivors.values()


def _anew(
    room: Room, fault: Fault | None, tests: list[str], measured: Measured, *, bare: bool
) -> Callable[[Path | None], None]:
    """Return what loads a changed module in this process and runs some tests of its room; without a fault, all unchanged.

    A table that is shorter may have fewer tests; those that are new because of the fault run too. Files of tests that have none
    of those asked for are left aside.
    """

    def run(told: Path | None) -> None:
        if bare:
            load_later()
        changed = [(fault.module, fault.compiled())] if fault else [(parsed, parsed.compiled()) for parsed in room.parsed()]
        for parsed, code in changed:
            assert code is not None
            put_before_import(parsed.name, code)
        try:
            for parsed, _ in changed:
                importlib.import_module(parsed.name)
        except BaseException:  # noqa: BLE001 - whatever a fault may raise
            os._exit(CANNOT_LOAD)
        place = {test: number for number, test in enumerate(tests)}

        def chosen(items: list[pytest.Item], failures: Failures) -> None:
            load_at_once()
            new = [item for item in items if item.nodeid not in measured.known]
            wanted = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])
            if fault is None and (new or len(wanted) != len(tests)):
                os._exit(UNCOLLECTED)
            _run([*wanted, *new], failures, told)

        parts = room.tests if fault is None else room.parts({test.partition("::")[0] for test in tests})
        collected(room._replace(tests=parts), chosen)

    return run


def _cold(
    room: Room, left: dict[int, Fault], measured: Measured, processes: int, scratch: Path, clock: Clock
) -> Iterator[tuple[int, Outcome]]:
    """Try the faults in what a module does when it is imported."""
    if not left:
        return
    later = {fault.module.name.split(".")[0] for fault in left.values()} | NOT_BEFORE_A_FORK
    _load(name for name in measured.loaded if name.split(".")[0] not in later)
    _control("cold", room, _anew(room, None, measured.quick_first(), measured, bare=True), measured, scratch, clock)

    def trials() -> Iterator[tuple[int, Callable[[], None], float]]:
        for number, fault in left.items():
            if guards := measured.guards(fault):
                work = _anew(room, fault, guards, measured, bare=True)
                yield number, partial(work, None), sum(map(measured.seconds.__getitem__, guards))

    for number, fault in left.items():
        if not clock.over() and not measured.guards(fault):
            yield number, Outcome(fault, NOT_RUN, 0)
    for number, status, seconds in at_once(trials(), processes, scratch, clock):
        yield number, Outcome(left[number], _result(status), seconds)


def _load(names: Iterable[str]) -> None:
    """Import modules, so that copies of this process need not; without what they warn about."""
    with warnings.catch_warnings(action="ignore"):
        for name in names:
            if name not in sys.modules:
                try:
                    importlib.import_module(name)
                except ImportError:
                    continue  # a name that is no module of its own


def _result(status: int | None) -> str:
    """Return what an exit status of a trial means; a crash is noticed as a failure is."""
    return TIMED_OUT if status is None else RESULTS.get(status, KILLED)


class _Warm:
    """The process that has everything loaded: it measures the tests, and tries the faults in functions."""

    def __init__(self, room: Room, faults: list[Fault], processes: int, scratch: Path, answers: TextIO, clock: Clock) -> None:
        self.room = room
        self.faults = faults
        self.processes = processes
        self.scratch = scratch
        self.answers = answers
        self.clock = clock

    def answer(self, message: object) -> None:
        """Tell the process that waits."""
        self.answers.write(json.dumps(message) + "\n")
        self.answers.flush()

    def measured(self, items: list[pytest.Item], failures: Failures) -> Measured | None:
        """Measure the tests in a copy of this process, and load what they load; nothing where the clock is over before."""
        table = self.scratch / "measured.json"
        table.unlink(missing_ok=True)
        room = self.room

        def work(longest: float) -> None:
            found = measure(items, failures, room.root, list(room.modules), room.memories, longest)
            table.write_text(json.dumps(found), encoding="utf-8")

        if room.longest < math.inf:
            list(at_once([(UNCHANGED, partial(work, room.longest), SECONDS_FOR_QUICK_TESTS)], 1, self.scratch, self.clock))
        if not table.exists() and not self.clock.over():
            # A test that was ended may have left what another one waits for: now each comes to its end.
            list(at_once([(UNCHANGED, partial(work, math.inf), SECONDS_FOR_ALL_TESTS)], 1, self.scratch, self.clock))
        if not table.exists():
            self.answer(None if self.clock.over() else f"{self.room.name}: its tests cannot be measured")
            return None
        found = json.loads(table.read_text(encoding="utf-8"))
        self.answer(found)
        for test in found["failed"]:
            if found["seconds"][test] == math.inf:
                continue  # it was ended
            print(f"{test}: fails here without a fault, and guards nothing", flush=True)
        _load(found["loaded"])
        return Measured(**found, longest=self.room.longest)

    def loop(self, items: list[pytest.Item], failures: Failures) -> None:
        """Measure, then try one fault after the other."""
        load_at_once()
        measured = self.measured(items, failures)
        if measured is None:
            return
        by_name = {item.nodeid: item for item in items}
        functions = functions_of({str(path) for path in self.room.modules})
        gc.freeze()  # so that a copy does not touch, and with that copy, all that is there

        def put(fault: Fault, code: CodeType) -> bool:
            return put_into_functions(fault, code, functions, str(self.room.root / fault.module.path))

        def unchanged(told: Path) -> None:
            for fault in {id(fault.function): fault for fault in self.faults if fault.function}.values():
                put(fault, fault.module.compiled())
            _run([by_name[test] for test in measured.quick_first()], failures, told)

        def changed(fault: Fault, code: CodeType, guards: list[str]) -> None:
            if not put(fault, code):
                os._exit(CANNOT)
            _run([by_name[test] for test in guards], failures)

        try:
            _control("warm", self.room, unchanged, measured, self.scratch, self.clock)
        except Untried as lack:
            self.answer(str(lack))
            return
        for number, status, seconds in at_once(self.trials(measured, changed), self.processes, self.scratch, self.clock):
            self.answer((number, _result(status), seconds))

    def trials(self, measured: Measured, changed: Callable[..., None]) -> Iterator[tuple[int, Callable[[], None], float]]:
        """Yield the trials of faults in functions; say of those in lines that no test runs that this is so."""
        for number, fault in enumerate(self.faults):
            if fault.function is not None:
                guards = measured.guards(fault)
                if not guards:
                    self.answer((number, NOT_RUN, 0))
                elif (code := fault.compiled()) is not None:
                    yield number, partial(changed, fault, code, guards), sum(map(measured.seconds.__getitem__, guards))
