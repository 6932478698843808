"""Work that is shared among processes, which are copies of this one.

In: a function, and how many numbers it is to be called with. Out: what it returns for each number, as bytes, as soon as it is
there. A copy has all that this process has read, and hands nothing back but bytes. Copies take numbers from one pipe, in order,
so that none waits while there is work; each has a pipe of its own for its results.

The pools of Python are not used: when this process is killed, their workers wait for work forever, because each of them keeps
the pipe open whose end would tell them. Here a copy finds that nobody reads its results, and ends.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # `signal` itself loads `enum`, which costs start-up time
import os
import select

from oamc.fleets.failures import WorkerDiedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import TypeAlias

    Work: TypeAlias = Callable[[int], bytes | None]
    """Gets the number of a task, and returns its result; None, or any exception, says that there is none."""

NUMBER_LENGTH = 4
SIZE_LENGTH = 8
HEADER_LENGTH = NUMBER_LENGTH + SIZE_LENGTH
NO_RESULT = 2 ** (8 * SIZE_LENGTH) - 1
"""The size that stands for no result."""
READ_AT_ONCE = 1 << 20
MOST_TASKS = 4096
"""Their numbers are written before somebody reads one: no pipe of Linux or macOS has room for less than 16 KiB."""
INTERRUPTED = 130


class Copies:
    """Copies of this process at work, as a context: at its end, whatever ends it, none is left."""

    def __init__(self, work: Work, tasks: int, processes: int) -> None:
        """Start as many processes for a number of tasks, at most `MOST_TASKS`."""
        assert tasks <= MOST_TASKS
        self._left = tasks
        self._copies: dict[int, int] = {}
        queue, filling = os.pipe()
        try:
            os.write(filling, b"".join(number.to_bytes(NUMBER_LENGTH, "big") for number in range(tasks)))
        finally:
            os.close(filling)
        try:
            for _ in range(min(processes, tasks)):
                self._start(work, queue)
        except BaseException:
            self._end()
            raise
        finally:
            os.close(queue)

    def _start(self, work: Work, queue: int) -> None:
        """Start one copy, and remember where its results come from."""
        results, answering = os.pipe()
        mask = _signal.pthread_sigmask(_signal.SIG_BLOCK, ())
        try:
            # A signal between the fork and the note of it would leave a copy that nobody ends.
            _signal.pthread_sigmask(_signal.SIG_BLOCK, _signal.valid_signals())
            copy = os.fork()
            if copy == 0:
                _serve(work, queue, answering, (results, *self._copies.values()), mask)
            self._copies[copy] = results
        except BaseException:
            os.close(results)
            raise
        finally:
            os.close(answering)
            _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)

    def __enter__(self) -> Copies:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def results(self) -> Iterator[tuple[int, bytes | None]]:
        """Yield the number of each task with its result, in the order in which they come. `WorkerDiedError` ends that."""
        read = {results: bytearray() for results in self._copies.values()}
        waiting = select.poll()
        for results in read:
            waiting.register(results, select.POLLIN)
        while self._left:
            if not self._copies:
                raise WorkerDiedError(0)
            for results, _ in waiting.poll():
                data = os.read(results, READ_AT_ONCE)
                if not data:
                    waiting.unregister(results)
                    self._look_at(results)
                    continue
                read[results] += data
                yield from self._whole(read[results])

    def _whole(self, data: bytearray) -> Iterator[tuple[int, bytes | None]]:
        """Yield what has arrived whole, and take it away."""
        while len(data) >= HEADER_LENGTH:
            number = int.from_bytes(data[:NUMBER_LENGTH], "big")
            size = int.from_bytes(data[NUMBER_LENGTH:HEADER_LENGTH], "big")
            end = HEADER_LENGTH + (0 if size == NO_RESULT else size)
            if len(data) < end:
                return
            result = None if size == NO_RESULT else bytes(data[HEADER_LENGTH:end])
            del data[:end]
            self._left -= 1
            yield number, result

    def _look_at(self, results: int) -> None:
        """Look why a copy has closed its pipe: its work is done, or it died."""
        copy = next(copy for copy, known in self._copies.items() if known == results)
        _, status = os.waitpid(copy, 0)
        del self._copies[copy]
        os.close(results)
        if status != 0:
            raise WorkerDiedError(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)

    def _end(self) -> None:
        """End all copies that are left. They hold nothing that has to be put in order."""
        while self._copies:
            copy, results = self._copies.popitem()
            try:
                os.close(results)
                os.kill(copy, _signal.SIGKILL)
                os.waitpid(copy, 0)
            except (OSError, ChildProcessError):
                continue  # it was looked at when a signal came


def _serve(work: Work, queue: int, answering: int, others: tuple[int, ...], mask: set[int]) -> None:
    """Be a copy: take numbers and write results until there are no more, and end without what this process would do then.

    An interruption at a terminal reaches all processes of a run: the first one ends the others.
    """
    status = 1
    try:
        for descriptor in others:
            os.close(descriptor)
        _signal.signal(_signal.SIGINT, _signal.SIG_IGN)
        for name in ("SIGTERM", "SIGHUP", "SIGTSTP"):
            _signal.signal(getattr(_signal, name), _signal.SIG_DFL)
        _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)
        answer(work, queue, answering)
        status = 0
    finally:
        os._exit(status)


def answer(work: Work, queue: int, answering: int) -> None:
    """Write the result of each number that comes from a queue."""
    while number := os.read(queue, NUMBER_LENGTH):
        try:
            result = work(int.from_bytes(number, "big"))
        except Exception:  # noqa: BLE001 - whoever gets no result does the same without copies, and meets the exception
            result = None
        size = NO_RESULT if result is None else len(result)
        left = memoryview(number + size.to_bytes(SIZE_LENGTH, "big") + (result or b""))
        while left:
            left = left[os.write(answering, left) :]
