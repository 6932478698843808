"""Which tests run a line, and how long each takes: measured once for a room, without a fault."""

from __future__ import annotations

import functools
import gc
import importlib
import math
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import coverage
import pytest

from tests.assurance.mutation.operators import Fault


class Measured:
    """What the tests of a room do without a fault.

    `seconds` has the time of each test, `lines` the tests of each line by the path of its module, `failed` the tests that fail
    anyway, `skipped` those that were left out, `loaded` the modules that were imported on the way, `known` all tests. Tests
    that took longer than the `longest` are known, and guard nothing.
    """

    def __init__(
        self, seconds: dict, lines: dict, failed: list, skipped: list, loaded: list, *, longest: float = math.inf
    ) -> None:
        without = {*failed, *(test for test, time in seconds.items() if time > longest)}
        self.known = frozenset(seconds)
        self.seconds: dict[str, float] = {test: time for test, time in seconds.items() if test not in without}
        self.lines: dict[str, dict[str, list[str]]] = {
            path: {line: [test for test in tests if test not in without] for line, tests in by_line.items()}
            for path, by_line in lines.items()
        }
        self.failed: list[str] = failed
        self.skipped: list[str] = [test for test in skipped if test not in without]
        self.loaded: list[str] = loaded

    def quick_first(self, tests: Iterable[str] | None = None) -> list[str]:
        """Return some tests, or all, quick ones first."""
        return sorted(self.seconds if tests is None else tests, key=lambda test: (self.seconds[test], test))

    def guards(self, fault: Fault) -> list[str]:
        """Return the tests that a fault could fail, quick ones first; none where no test runs what it changes.

        Where it changes a function these are all tests that run the function: what one computes may be remembered
        for another. What a module does when it is imported may matter to any test: those that run the module come first.
        """
        by_line = self.lines.get(fault.module.path, {})
        if fault.function is None:
            own = {test for tests in by_line.values() for test in tests}
            return [*self.quick_first(own), *self.quick_first(self.seconds.keys() - own)]
        if not any(str(line) in by_line for line in fault.lines):
            return []
        lines = set(map(str, range(fault.function.lineno + 1, fault.function.end_lineno + 1)))
        return self.quick_first({test for line in lines & by_line.keys() for test in by_line[line]})


class Failures:
    """A plugin of pytest that notes which tests failed, and which were skipped."""

    def __init__(self) -> None:
        self.tests: list[str] = []
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that failed, in whichever phase."""
        if report.failed:
            self.tests.append(report.nodeid)
        elif report.skipped:
            self.skipped.append(report.nodeid)


def measure(
    items: list[pytest.Item],
    failures: Failures,
    root: Path,
    paths: list[Path],
    memories: tuple[str, ...],
    longest: float = math.inf,
) -> dict:
    """Run all tests in this process, each for the `longest` time at most, and return what `Measured` takes."""
    ended = []

    def end(*_: object) -> None:
        ended.append(True)
        pytest.skip("it takes longer than wanted")  # which passes through what tries properties

    signal.signal(signal.SIGVTALRM, end)  # the runtime of Go has a use of its own for SIGPROF
    tracer = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in paths])
    forgetful = [thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper)]
    tracer.start()
    seconds = {}
    for item in items:
        for cached in forgetful:
            cached.cache_clear()
        for memory in memories:
            module, _, name = memory.partition(":")
            getattr(importlib.import_module(module), name).clear()
        tracer.switch_context(item.nodeid)
        start = time.process_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0 if longest == math.inf else longest)
        # What several tests share is made anew for each of them: all of them run it.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        seconds[item.nodeid] = time.process_time() - start if not ended else math.inf
        ended.clear()
    tracer.stop()
    data = tracer.get_data()
    lines = {}
    for path in paths:
        by_line = data.contexts_by_lineno(str(path))
        lines[path.relative_to(root).as_posix()] = {str(line): sorted(filter(None, tests)) for line, tests in by_line.items()}
    loaded = [name for name in sys.modules if not name.startswith(("tests", "test_", "conftest", "__main__"))]
    return {"seconds": seconds, "lines": lines, "failed": failures.tests, "skipped": failures.skipped, "loaded": loaded}
