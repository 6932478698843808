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
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any, Protocol, TypeAlias

    from oamc.backends.contract import Output
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.part import Part
    from oamc.fleets.processes import Work
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import SourceFile

    Compiled: TypeAlias = tuple[int, Part | None, Any]

    class Keeper(Protocol):
        """Who remembers what came of parts. What it does not know, or does not want to keep, costs time and nothing else."""

        def read(self, sources: tuple[SourceFile, ...]) -> Part | None:
            """Return what came of some inputs before."""

        def write(self, sources: tuple[SourceFile, ...], part: Part) -> None:
            """Keep what came of some inputs."""

    class Stage(Protocol):
        """Who writes outputs beside their places as soon as they are there. What it does not take, keeps its texts here."""

        def begin(self) -> None:
            """Get ready, in this process, before there are copies of it."""

        def put(self, outputs: tuple[Output, ...]) -> Any:
            """Write outputs, in this process or a copy of it. Returns what `take` needs, as plain data, or nothing."""

        def take(self, outputs: tuple[Output, ...], placed: Any) -> tuple[Output, ...]:
            """Return outputs that were written, with their files where they lie now. Their texts need not be there."""

        def close(self) -> None:
            """Remove all that was written."""


def build_in_parts(
    sources: tuple[SourceFile, ...],
    options: Options,
    reports: Reports,
    processes: int,
    watch: Watch | None = None,
    keeper: Keeper | None = None,
    cluster: str = "",
    stage: Stage | None = None,
) -> tuple[Output, ...] | None:
    """Compile the parts of a run in processes; nothing where there is one part, or parts are not independent.

    With the address of a `cluster`, they are compiled there; with `local`, on one of so many processes. What the `keeper` knows
    of a part is not compiled. A process that dies, or a cluster that fails, is an error, and there are no outputs. A `stage`
    gets outputs as they come, and is closed where none come out of here.
    """
    divided = divide(sources) if may_be_divided(options) else ()
    if not divided:
        return None
    inputs = [sources[part.start : part.stop] for part in divided]
    run = _Run(
        sources=sources,
        options=options,
        reports=reports,
        processes=processes,
        watch=watch,
        keeper=keeper,
        cluster=cluster,
        stage=stage,
    )
    outputs = None
    try:
        if stage is not None:
            stage.begin()
        outputs = run.outputs(inputs)
    finally:
        if stage is not None and not outputs:
            stage.close()
    return outputs


class _Run(Record):
    """A run in parts: what it is given."""

    sources: tuple[SourceFile, ...]
    options: Options
    reports: Reports
    processes: int
    watch: Watch | None
    keeper: Keeper | None
    cluster: str
    stage: Stage | None

    def outputs(self, inputs: Sequence[tuple[SourceFile, ...]]) -> tuple[Output, ...] | None:
        """Return the outputs of all parts; none after an error, and nothing where parts are not independent."""
        reports = self.reports
        try:
            parts = self._parts(inputs)
        except WorkerDiedError as error:
            hint = "it may be that there was too little memory: give --jobs a lower number, or build fewer applications at once"
            reports.add(WORKER_DIED, at=None, signal=str(error), hint=hint)
            return ()
        except ClusterFailedError as error:
            error.tell(reports)
            return ()
        characters = sum(len(source.text) for source in self.sources)
        if parts is None or not are_independent(parts, self.options.limits, characters):
            return None
        for part in parts:
            reports.extend(part.findings)
        return tuple(output for part in parts for output in part.outputs)

    def _parts(self, inputs: Sequence[tuple[SourceFile, ...]]) -> list[Part] | None:
        """Return what came of each part, in order; nothing as soon as one has nothing, or a name of another one.

        `WorkerDiedError` and `ClusterFailedError` end that.
        """
        keeper = self.keeper
        found = [None if keeper is None else keeper.read(part) for part in inputs]
        names = Names()
        if not all(names.take(part) for part in found if part is not None):
            return None
        missing = [number for number, part in enumerate(found) if part is None]
        done = sum(len(inputs[number]) for number, part in enumerate(found) if part is not None)
        texts: dict[str, str] = {}
        compiled = self._compiled([inputs[number] for number in missing])
        try:
            for place, part, placed in compiled:
                number = missing[place]
                if part is not None and keeper is not None:
                    keeper.write(inputs[number], part)
                if part is None or not names.take(part):
                    return None
                found[number] = self._kept(part, placed, texts)
                done += len(inputs[number])
                if self.watch is not None:
                    self.watch("compiling {} files", done, len(self.sources))
        finally:
            compiled.close()
        return [part for part in found if part is not None]

    def _kept(self, part: Part, placed: Any, texts: dict[str, str]) -> Part:
        """Return a part as a run keeps it: with outputs at the stage, else with texts that it shares with others."""
        stage = self.stage
        if stage is not None:
            placed = stage.put(part.outputs) if placed is None else placed
            if placed is not None:
                return replace(part, outputs=stage.take(part.outputs, placed))
        return with_one_text_of_each(part, texts)

    def _compiled(self, inputs: Sequence[tuple[SourceFile, ...]]) -> Generator[Compiled, None, None]:
        """Yield the number of each part with what came of it, in any order, and what the stage has said of it."""
        if self.cluster and inputs:
            from oamc.fleets.cluster import compiled_on_cluster

            on_cluster = compiled_on_cluster(inputs, self.options, self.reports, self.cluster, self.processes)
            yield from ((number, part, None) for number, part in on_cluster)
            return

        def work(number: int) -> bytes | None:
            part = compile_part(inputs[number], self.options, self.reports)
            if part is None:
                return None
            placed = None if self.stage is None else self.stage.put(part.outputs)
            return bytes_of(part, self.sources, placed)

        copies = _copies(work, len(inputs), self.processes) if self.processes > 1 and inputs else None
        if copies is None:
            for number, part in enumerate(inputs):
                yield number, compile_part(part, self.options, self.reports), None
            return
        with copies:
            for number, data in copies.results():
                yield (number, None, None) if data is None else (number, *part_of(data, self.sources))


def _copies(work: Work, tasks: int, processes: int) -> Copies | None:
    """Return processes at work, nothing where the system lets nobody start so many."""
    try:
        return Copies(work, tasks, processes)
    except OSError:
        return None
