"""One run over many applications, in parts.

In: the inputs, what the user chooses, and how many processes may work. Out: the outputs, and findings in the reports: the same
as those of one compilation of everything, which has to do it where a reason comes out of here instead.
"""

from __future__ import annotations

from oamc.diagnostics.codes.outputs import WORKER_DIED
from oamc.fleets.division import divide, for_the_whole, too_few
from oamc.fleets.failures import ClusterFailedError, WorkerDiedError
from oamc.fleets.independence import Names, dependence, joined
from oamc.fleets.names import speaks_of_names
from oamc.fleets.part import Part, compile_part, with_one_text_of_each
from oamc.records import Record, replace

AN_EXCEPTION = "something went wrong in a process, and is met again here"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any, Protocol, TypeAlias

    from oamc.backends.contract import Output
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.part import Maker
    from oamc.fleets.processes import Copies, Work
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import SourceFile

    Compiled: TypeAlias = tuple[int, Part | str, Any]

    class Keeper(Protocol):
        """Who remembers what came of parts. What it does not know, or does not want to keep, costs time and nothing else."""

        def read(self, sources: tuple[SourceFile, ...]) -> Part | None:
            """Return what came of some inputs before."""

        def put(self, sources: tuple[SourceFile, ...], part: Part) -> Any:
            """Keep what came of some inputs, in this process or a copy of it. Returns what `take` needs, or nothing."""

        def take(self, sources: tuple[SourceFile, ...], part: Part, written: Any) -> Part:
            """Return a part that was kept, with its texts where they are. Its own need not be there."""

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


class Joined(Record):
    """What came of all parts of a run: their outputs, and what the maker made of each beside them, with the inputs of it."""

    outputs: tuple[Output, ...] = ()
    applications: tuple[str, ...] = ()
    further: tuple[tuple[tuple[SourceFile, ...], Any], ...] = ()


class Helpers(Record):
    """Who works for a run in parts, and with it.

    It has so many `processes`; with the address of a `cluster` it is compiled there, with `local` on one of so many processes.
    `watch` hears how far it is. What the `keeper` knows of a part is not compiled. A `stage` gets outputs as they come, and is
    closed where none come out; a run with a keeper, who has the texts, has none. A `maker` makes of a part what the run is for.
    """

    processes: int = 1
    cluster: str = ""
    watch: Watch | None = None
    keeper: Keeper | None = None
    stage: Stage | None = None
    maker: Maker | None = None


def build_in_parts(
    sources: tuple[SourceFile, ...],
    options: Options,
    reports: Reports,
    processes: int,
    watch: Watch | None = None,
    cluster: str = "",
) -> tuple[Output, ...] | None:
    """Return the outputs of a run in parts; nothing where everything has to be compiled at once."""
    made = made_in_parts(sources, options, reports, Helpers(processes=processes, cluster=cluster, watch=watch))
    return None if isinstance(made, str) else made.outputs


def made_in_parts(sources: tuple[SourceFile, ...], options: Options, reports: Reports, helpers: Helpers) -> Joined | str:
    """Compile the parts of a run; the reason where there is one part, or parts are not independent.

    A process that dies, or a cluster that fails, is an error, and nothing is made.
    """
    why = for_the_whole(options)
    if helpers.cluster and helpers.maker is not None:
        why = why or "a cluster compiles outputs, and nothing else"
    divided = () if why else divide(sources)
    if not divided:
        return why or too_few(sources)
    stage = helpers.stage
    made: Joined | str = ""
    try:
        if stage is not None:
            stage.begin()
        run = _Run(sources=sources, options=options, reports=reports, helpers=helpers)
        made = run.joined([sources[part.start : part.stop] for part in divided])
    finally:
        if stage is not None and (isinstance(made, str) or not made.outputs):
            stage.close()
    return made


class _Run(Record):
    """A run in parts: what it is given."""

    sources: tuple[SourceFile, ...]
    options: Options
    reports: Reports
    helpers: Helpers

    def joined(self, inputs: Sequence[tuple[SourceFile, ...]]) -> Joined | str:
        """Return what came of all parts; nothing of them after an error, and the reason where they are not independent."""
        reports = self.reports
        try:
            parts = self._parts(inputs)
        except WorkerDiedError as error:
            hint = "it may be that there was too little memory: give --jobs a lower number, or build fewer applications at once"
            reports.add(WORKER_DIED, at=None, signal=str(error), hint=hint)
            return Joined()
        except ClusterFailedError as error:
            error.tell(reports)
            return Joined()
        if isinstance(parts, str):
            return parts
        characters = sum(len(source.text) for source in self.sources)
        why = dependence(parts, self.options.limits, characters) or _unknown_names(parts, self.options)
        findings = None if why else joined(parts, inputs)
        if findings is None:
            return why or "several parts have something to tell about one place"
        reports.extend(findings)
        return Joined(
            outputs=tuple(output for part in parts for output in part.outputs),
            applications=tuple(dict.fromkeys(name for part in parts for name in part.applications)),
            further=tuple((sources, part.further) for sources, part in zip(inputs, parts, strict=True)),
        )

    def _parts(self, inputs: Sequence[tuple[SourceFile, ...]]) -> list[Part] | str:
        """Return what came of each part, in order; the reason as soon as one has nothing, or a name of another one.

        `WorkerDiedError` and `ClusterFailedError` end that.
        """
        keeper, watch = self.helpers.keeper, self.helpers.watch
        found = [None if keeper is None else keeper.read(part) for part in inputs]
        names = Names()
        why = next(filter(None, (names.take(part) for part in found if part is not None)), "")
        if why:
            return why
        missing = [number for number, part in enumerate(found) if part is None]
        done = sum(len(inputs[number]) for number, part in enumerate(found) if part is not None)
        texts: dict[str, str] = {}
        compiled = self._compiled([inputs[number] for number in missing])
        try:
            for place, part, placed in compiled:
                number = missing[place]
                if isinstance(part, str):
                    return part
                why = names.take(part)
                if why:
                    return why
                found[number] = self._kept(inputs[number], part, placed, texts)
                done += len(inputs[number])
                if watch is not None:
                    watch("compiling {} files", done, len(self.sources))
        finally:
            compiled.close()
        return [part for part in found if part is not None]

    def _kept(self, sources: tuple[SourceFile, ...], part: Part, placed: Any, texts: dict[str, str]) -> Part:
        """Return a part as a run keeps it: its texts are at the keeper or the stage, or shared with those of others."""
        keeper, stage = self.helpers.keeper, self.helpers.stage
        placed = self._placed(sources, part) if placed is None else placed
        if placed is not None and keeper is not None:
            return keeper.take(sources, part, placed)
        if placed is not None and stage is not None:
            return replace(part, outputs=stage.take(part.outputs, placed))
        return with_one_text_of_each(part, texts)

    def _placed(self, sources: tuple[SourceFile, ...], part: Part) -> Any:
        """Give the texts of a part to the keeper or the stage, and return what that says; nothing where it has no place."""
        keeper, stage = self.helpers.keeper, self.helpers.stage
        if keeper is not None:
            return keeper.put(sources, part)
        return None if stage is None else stage.put(part.outputs)

    def _compiled(self, inputs: Sequence[tuple[SourceFile, ...]]) -> Generator[Compiled, None, None]:
        """Yield the number of each part with what came of it, in any order, and what the keeper or the stage has said of it."""
        maker, processes = self.helpers.maker, self.helpers.processes
        if self.helpers.cluster and inputs:
            from oamc.fleets.cluster import compiled_on_cluster

            on_cluster = compiled_on_cluster(inputs, self.options, self.reports, self.helpers.cluster, processes)
            yield from ((number, part, None) for number, part in on_cluster)
            return

        def compiled(number: int) -> Part | str:
            return compile_part(inputs[number], self.options, self.reports, *(() if maker is None else (maker,)))

        if processes > 1 and inputs:
            from oamc.fleets.portable_parts import bytes_of, part_of  # here, and not in each copy

            def work(number: int) -> bytes:
                part = compiled(number)
                placed = None if isinstance(part, str) else self._placed(inputs[number], part)
                return bytes_of(part, self.sources, placed)

            copies = _copies(work, len(inputs), processes)
            if copies is not None:
                with copies:
                    for number, data in copies.results():
                        yield (number, AN_EXCEPTION, None) if data is None else (number, *part_of(data, self.sources))
                return
        for number in range(len(inputs)):
            yield number, compiled(number), None


def _unknown_names(parts: Sequence[Part], options: Options) -> str:
    """Say which kind of names that the user gives is in no part. Most runs give none, and need nothing that reads values."""
    if not speaks_of_names(options):
        return ""
    from oamc.fleets.addressees import unknown_names

    return unknown_names(parts, options)


def _copies(work: Work, tasks: int, processes: int) -> Copies | None:
    """Return processes at work, nothing where the system lets nobody start so many."""
    from oamc.fleets.processes import Copies  # only who asks for several processes

    try:
        return Copies(work, tasks, processes)
    except OSError:
        return None
