"""One run over many applications, in parts.

In: the inputs, what the user chooses, and how many processes may work. Out: the outputs, and findings in the reports: the same
as those of one compilation of everything, which has to do it where nothing comes out of here.
"""

from __future__ import annotations

from oamc.diagnostics.codes.outputs import WORKER_DIED
from oamc.fleets.division import divide, may_be_divided
from oamc.fleets.failures import ClusterFailedError
from oamc.fleets.independence import Names, are_independent
from oamc.fleets.part import compile_part, with_one_text_of_each
from oamc.fleets.portable_parts import bytes_of, part_of
from oamc.fleets.processes import Copies, WorkerDiedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Protocol

    from oamc.backends.contract import Output
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.part import Part
    from oamc.fleets.processes import Work
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import SourceFile

    class Keeper(Protocol):
        """Who remembers what came of parts. What it does not know, or does not want to keep, costs time and nothing else."""

        def read(self, sources: tuple[SourceFile, ...]) -> Part | None:
            """Return what came of some inputs before."""

        def write(self, sources: tuple[SourceFile, ...], part: Part) -> None:
            """Keep what came of some inputs."""


def build_in_parts(
    sources: tuple[SourceFile, ...],
    options: Options,
    reports: Reports,
    processes: int,
    watch: Watch | None = None,
    keeper: Keeper | None = None,
    cluster: str = "",
) -> tuple[Output, ...] | None:
    """Compile the parts of a run in processes; nothing where there is one part, or parts are not independent.

    With the address of a `cluster`, they are compiled there; with `local`, on one of so many processes. What the `keeper` knows
    of a part is not compiled. A process that dies, or a cluster that fails, is an error, and there are no outputs.
    """
    divided = divide(sources) if may_be_divided(options) else ()
    if not divided:
        return None
    inputs = [sources[part.start : part.stop] for part in divided]
    try:
        parts = _parts(inputs, sources, options, reports, processes, watch, keeper, cluster)
    except WorkerDiedError as error:
        hint = "it may be that there was too little memory: give --jobs a lower number, or build fewer applications at once"
        reports.add(WORKER_DIED, at=None, signal=str(error), hint=hint)
        return ()
    except ClusterFailedError as error:
        error.tell(reports)
        return ()
    if parts is None or not are_independent(parts, options.limits, sum(len(source.text) for source in sources)):
        return None
    for part in parts:
        reports.extend(part.findings)
    return tuple(output for part in parts for output in part.outputs)


def _parts(
    inputs: Sequence[tuple[SourceFile, ...]],
    sources: tuple[SourceFile, ...],
    options: Options,
    reports: Reports,
    processes: int,
    watch: Watch | None,
    keeper: Keeper | None,
    cluster: str,
) -> list[Part] | None:
    """Return what came of each part, in order; nothing as soon as one has nothing, or a name of another one.

    `WorkerDiedError` and `ClusterFailedError` end that.
    """
    found = [None if keeper is None else keeper.read(part) for part in inputs]
    names = Names()
    if not all(names.take(part) for part in found if part is not None):
        return None
    missing = [number for number, part in enumerate(found) if part is None]
    done = sum(len(inputs[number]) for number, part in enumerate(found) if part is not None)
    compiled = _compiled([inputs[number] for number in missing], sources, options, reports, processes, cluster)
    try:
        for place, part in compiled:
            number = missing[place]
            if part is not None and keeper is not None:
                keeper.write(inputs[number], part)
            if part is None or not names.take(part):
                return None
            found[number] = part
            done += len(inputs[number])
            if watch is not None:
                watch("compiling {} files", done, len(sources))
    finally:
        compiled.close()
    return [part for part in found if part is not None]


def _compiled(
    inputs: Sequence[tuple[SourceFile, ...]],
    sources: tuple[SourceFile, ...],
    options: Options,
    reports: Reports,
    processes: int,
    cluster: str,
) -> Generator[tuple[int, Part | None], None, None]:
    """Yield the number of each part with what came of it, in any order."""
    if cluster and inputs:
        from oamc.fleets.cluster import compiled_on_cluster

        yield from compiled_on_cluster(inputs, options, reports, cluster, processes)
        return
    texts: dict[str, str] = {}

    def compiled(number: int) -> Part | None:
        return compile_part(inputs[number], options, reports)

    def work(number: int) -> bytes | None:
        part = compiled(number)
        return None if part is None else bytes_of(part, sources)

    copies = _copies(work, len(inputs), processes) if processes > 1 and inputs else None
    if copies is None:
        for number in range(len(inputs)):
            part = compiled(number)
            yield number, None if part is None else with_one_text_of_each(part, texts)
        return
    with copies:
        for number, data in copies.results():
            yield number, None if data is None else with_one_text_of_each(part_of(data, sources), texts)


def _copies(work: Work, tasks: int, processes: int) -> Copies | None:
    """Return processes at work, nothing where the system lets nobody start so many."""
    try:
        return Copies(work, tasks, processes)
    except OSError:
        return None
