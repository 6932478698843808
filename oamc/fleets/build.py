"""One run over many applications, in parts.

In: the inputs, what the user chooses, and how many processes may work. Out: the outputs, and findings in the reports: the same
as those of one compilation of everything, which has to do it where nothing comes out of here.
"""

from __future__ import annotations

from oamc.diagnostics.codes.outputs import WORKER_DIED
from oamc.fleets.division import divide, may_be_divided
from oamc.fleets.independence import are_independent
from oamc.fleets.part import compile_part
from oamc.fleets.portable_parts import bytes_of, part_of
from oamc.fleets.processes import Copies, WorkerDiedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from oamc.backends.contract import Output
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.part import Part
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import SourceFile


def build_in_parts(
    sources: tuple[SourceFile, ...], options: Options, reports: Reports, processes: int, watch: Watch | None = None
) -> tuple[Output, ...] | None:
    """Compile the parts of a run in processes; nothing where there is one part, or parts are not independent.

    A process that dies is an error, and there are no outputs.
    """
    divided = divide(sources) if may_be_divided(options) else ()
    if not divided:
        return None
    found: list[Part | None] = [None] * len(divided)
    done = 0
    compiled = _compiled(divided, sources, options, reports, processes)
    try:
        for number, part in compiled:
            if part is None:
                return None
            found[number] = part
            done += len(divided[number])
            if watch is not None:
                watch("compiling {} files", done, len(sources))
    except WorkerDiedError as error:
        hint = "it may be that there was too little memory: give --jobs a lower number, or build fewer applications at once"
        reports.add(WORKER_DIED, at=None, signal=str(error), hint=hint)
        return ()
    finally:
        compiled.close()
    parts = [part for part in found if part is not None]
    if not are_independent(parts, options.limits, sum(len(source.text) for source in sources)):
        return None
    for part in parts:
        reports.extend(part.findings)
    return tuple(output for part in parts for output in part.outputs)


def _compiled(
    divided: Sequence[range], sources: tuple[SourceFile, ...], options: Options, reports: Reports, processes: int
) -> Generator[tuple[int, Part | None], None, None]:
    """Yield the number of each part with what came of it, in any order."""

    def compiled(number: int) -> Part | None:
        return compile_part(sources[divided[number].start : divided[number].stop], options, reports)

    if processes == 1:
        yield from ((number, compiled(number)) for number in range(len(divided)))
        return

    def work(number: int) -> bytes | None:
        part = compiled(number)
        return None if part is None else bytes_of(part, sources)

    try:
        started = Copies(work, len(divided), processes)
    except OSError:  # the system lets nobody start so many
        yield from ((number, compiled(number)) for number in range(len(divided)))
        return
    with started as copies:
        for number, data in copies.results():
            yield number, None if data is None else part_of(data, sources)
