"""`oamc gitops` over many files: units are compiled and written in parts of an environment, in several processes if need be.

In: the run of one environment. Out: its units, whose files lie beside their places already where that can be; nothing where
everything has to be compiled at once.
"""

from __future__ import annotations

from oamc.backends.contract import Output
from oamc.cli.inputs import place_of
from oamc.cli.jobs import built_in_parts
from oamc.cli.presentation import report_targets
from oamc.cli.single_files import is_reserved
from oamc.cli.streaming import stream_to
from oamc.diagnostics.reports import Reports
from oamc.gitops.portable_units import data_of, units_of
from oamc.gitops.settings_checks import check_settings
from oamc.gitops.units import written_unit
from oamc.kubernetes.names import dns_label_problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from oamc.cli.compilation import Gathered
    from oamc.cli.gitops_units import UnitMaker
    from oamc.cli.settings import Settings as Run
    from oamc.cli.streaming import Stream
    from oamc.compiler import Compilation
    from oamc.gitops.plan import Settings, WrittenUnit
    from oamc.options import Options
    from oamc.progress import Watch


class _Writer:
    """Writes the units of a part: a `Maker` of `fleets/part.py`."""

    def __init__(self, maker: UnitMaker) -> None:
        self._maker = maker

    def __call__(self, compilation: Compilation) -> tuple[tuple[Output, ...], Any]:
        settings = self._maker.settings
        units = [written_unit(unit, settings, compilation.reports) for unit in self._maker.units(compilation)]
        outputs = (Output(application=one.application, files=one.files, document=one.span.source.path) for one in units)
        return tuple(outputs), data_of(units, compilation.sources)


def units_in_parts(
    maker: UnitMaker, gathered: Gathered, options: Options, reports: Reports, watch: Watch | None, stream: Stream | None
) -> tuple[tuple[WrittenUnit, ...], tuple[str, ...]] | None:
    """Return the units of an environment and the names of all applications, as one compilation of everything makes them."""
    made = built_in_parts(
        maker.run,
        gathered.sources,
        maker.options(options),
        reports,
        watch,
        stage=stream,
        maker=_Writer(maker),
    )
    if made is None:
        return None
    files = iter([output.files for output in made.outputs])
    units = (unit for sources, data in made.further for unit in units_of(data, files, sources))
    return tuple(units), made.applications


def stream_of(
    directory: str, run: Run, settings: Settings, inputs: Iterable[Mapping[Any, str]], *, proven: bool
) -> Stream | None:
    """Return what writes to the directory of an environment while others are compiled.

    Nothing where the tree may be refused for its place or its settings, where a report lies in it, or where nothing is written.
    """
    assert run.environment is not None
    name = run.environment.name.value
    found = Reports()
    check_settings(settings, found)
    is_reserved(directory, "--output", found)
    above = f"{place_of(directory)}/"
    read = (path for paths in inputs for path in paths.values())
    others = (*read, *(target.path for target in report_targets(run)))
    if not proven or found.has_errors() or dns_label_problem(name) or any(place_of(path).startswith(above) for path in others):
        return None
    return stream_to(f"{directory}/{name}", run)
