"""Parts of a run, compiled on the workers of a Dask cluster, or of one that is made here for it and ends with it.

In: the inputs of the parts, what the user chooses, and the address of a scheduler. Out: what came of each part, in any order.
A worker that is lost is no matter of ours: the scheduler gives its tasks to another one, until it thinks them guilty.

Dask is loaded here and nowhere else. Its parts speak in pickles, which run code: who answers at the address can do whatever
the user can, so that an address is for the operator to choose.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # as in `processes`
import logging
import warnings
from contextlib import ExitStack, contextmanager
from itertools import islice

from oamc.diagnostics.codes.outputs import CLUSTER_FAILED, CLUSTER_UNREACHABLE, WORKER_DIFFERS
from oamc.fleets import remote
from oamc.fleets.failures import ClusterFailedError
from oamc.fleets.portable_options import UnknownFormError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence
    from typing import Any

    from distributed import Client, Future

    from oamc.diagnostics.reports import Reports
    from oamc.fleets.part import Part
    from oamc.options import Options
    from oamc.spans import SourceFile

LOCAL = "local"
"""The address of a cluster that is made here."""
CHARACTERS = 40_000
"""After so many characters of input a task is full. A thousand take 2.7 ms at least, most of them 4 to 6, and a task should
last 100 ms: what a scheduler does for one takes about 1 ms."""
AHEAD = 3
"""How many tasks wait or run for each thread of the cluster: enough that none is idle, and little to hold for who waits."""
RETRIES = 2
"""How often a task is begun again after an exception, which is one of the cluster: those of the compiler are answers."""
SECONDS_TO_CONNECT = 30
SECONDS_FOR_WORKERS = 60
LOGGERS = ("distributed", "tornado", "asyncio")

OTHER_PROGRAM = 'install the same oamc with Dask in the same Python for the scheduler and all workers: pip install "oamc[dask]"'
LOST = "look into the logs of the scheduler and of the workers: it may be that a worker had too little memory"


def compiled_on_cluster(
    inputs: Sequence[tuple[SourceFile, ...]], options: Options, reports: Reports, address: str, processors: int
) -> Generator[tuple[int, Part | str], None, None]:
    """Yield the number of each part with what came of it. `ClusterFailedError` ends that.

    A cluster of this run alone has as many workers as there are `processors`.
    """
    try:
        common = remote.options_text(options, reports)
    except UnknownFormError:
        yield 0, "an option has a form that is not sent to a cluster"
        return
    with _client(address, processors) as client:
        yield from _results(client, inputs, common)


def tasks(inputs: Sequence[tuple[SourceFile, ...]]) -> Iterator[range]:
    """Yield the numbers of the parts of each task."""
    begin = characters = 0
    for number, part in enumerate(inputs):
        characters += sum(len(source.text) for source in part)
        if characters >= CHARACTERS:
            yield range(begin, number + 1)
            begin, characters = number + 1, 0
    if begin < len(inputs):
        yield range(begin, len(inputs))


def _results(
    client: Client, inputs: Sequence[tuple[SourceFile, ...]], common: str
) -> Generator[tuple[int, Part | str], None, None]:
    """Give tasks to a cluster, a few at once, and yield what comes back."""
    from distributed import as_completed

    texts: dict[str, str] = {}
    waiting = tasks(inputs)
    running: dict[str, range] = {}
    with _as_findings():
        given = client.submit(str, common, pure=False, retries=RETRIES)  # what all tasks need crosses once for each worker
    finished = as_completed(loop=client.loop)
    room = until_asked = 0
    while True:
        with _as_findings():
            if until_asked == 0:
                room = until_asked = AHEAD * _threads(client)
            for numbers in islice(waiting, max(0, room - len(running))):
                text = remote.inputs_text([inputs[number] for number in numbers])
                future = client.submit(remote.compiled, given, text, pure=False, retries=RETRIES)
                running[future.key] = numbers
                finished.add(future)
            if not running:
                return
            future = next(finished)
            until_asked -= 1
            numbers = running.pop(future.key)
            answer = _answer(future)
            del future  # the cluster forgets what nobody holds
        yield from zip(numbers, remote.parts_of(answer, [inputs[number] for number in numbers], texts), strict=True)


def _threads(client: Client) -> int:
    """Return how many tasks can run at once, at least one: a cluster may be waiting for workers."""
    threads: dict[str, int] = client.nthreads()
    return max(1, sum(threads.values()))


def _answer(future: Future) -> dict[str, Any]:
    """Return what a worker has answered. That it runs another program is an error, and so is an exception."""
    from distributed.scheduler import KilledWorker

    try:
        answer: dict[str, Any] = future.result()
    except KilledWorker as error:
        reason = f"{error.allowed_failures + 1} workers died of one task"
        raise ClusterFailedError(CLUSTER_FAILED, LOST, reason=reason) from None
    except (ImportError, AttributeError):
        raise ClusterFailedError(WORKER_DIFFERS, OTHER_PROGRAM, difference="it has no oamc that knows of clusters") from None
    if "difference" in answer:
        raise ClusterFailedError(WORKER_DIFFERS, OTHER_PROGRAM, difference=answer["difference"])
    return answer


@contextmanager
def _as_findings() -> Iterator[None]:
    """Make a finding of whatever Dask raises, whose exceptions are of many types."""
    try:
        yield
    except ClusterFailedError:
        raise
    except Exception as error:  # noqa: BLE001 - as the docstring says
        raise ClusterFailedError(CLUSTER_FAILED, LOST, reason=f"Dask tells of {type(error).__name__}: {error}") from None


@contextmanager
def _client(address: str, processors: int) -> Iterator[Client]:
    """Connect to a cluster with workers, which is made where there is none; whatever ends the context, it is closed."""
    from dask import config
    from distributed import Client, LocalCluster
    from distributed.utils import get_mp_context

    # What concerns the user becomes a finding.
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with warnings.catch_warnings(), ExitStack() as opened:
        warnings.simplefilter("ignore")
        try:
            if address == LOCAL:
                opened.enter_context(config.set({"distributed.scheduler.no-workers-timeout": f"{SECONDS_FOR_WORKERS}s"}))
                # The first lock starts a process of Python itself, after which interruptions are allowed again.
                get_mp_context().Lock()
                with _interruptions_held():
                    cluster = opened.enter_context(
                        LocalCluster(
                            n_workers=processors,
                            threads_per_worker=1,
                            processes=True,
                            host="127.0.0.1",
                            dashboard_address="127.0.0.1:0",
                            scheduler_kwargs={"dashboard": False},
                            silence_logs=logging.CRITICAL,
                        )
                    )
                address = cluster.scheduler_address
            client = opened.enter_context(Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False))
            client.wait_for_workers(1, timeout=SECONDS_FOR_WORKERS)
        except Exception as error:  # noqa: BLE001 - Dask raises what the system does, and types of its own
            hint = f"give --dask the address of a scheduler that has workers, such as tcp://10.0.0.5:8786, or {LOCAL}"
            reason = f"{type(error).__name__}: {error}"
            raise ClusterFailedError(CLUSTER_UNREACHABLE, hint, address=address, reason=reason) from None
        yield client


@contextmanager
def _interruptions_held() -> Iterator[None]:
    """Let an interruption wait.

    Threads and processes that are begun meanwhile never get one: a terminal sends it to all, and who has begun them ends them.
    """
    if not hasattr(_signal, "pthread_sigmask"):
        yield
        return
    mask = _signal.pthread_sigmask(_signal.SIG_BLOCK, (_signal.SIGINT,))
    try:
        yield
    finally:
        _signal.pthread_sigmask(_signal.SIG_SETMASK, mask)
