"""What `oamc build --all-envs` has to know of the applications of one environment: which there are, and their values.

In: the run of an environment. Out: the same, whether it was compiled at once or in parts. Texts and places cross between
processes, and nothing else.
"""

from __future__ import annotations

from oamc.backends.helm.values_of_environment import values_of_environment
from oamc.cli.compilation import compile_options, may_be_in_parts
from oamc.cli.project.choice import namespace_of
from oamc.compiler import Compilation
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.backends.contract import Output
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.progress import Watch
    from oamc.spans import Span


class Placed(Record):
    """An application of an environment: the path of its output, the place of its name, and the text of its values there."""

    path: str
    span: Span
    values: str


def charts_of(
    settings: Settings, gathered: Gathered, reports: Reports, watch: Watch | None, **changes: object
) -> tuple[Output, ...]:
    """Return the charts of a run, in parts where that can be."""
    options = compile_options(settings, gathered, **changes)
    if may_be_in_parts(settings, gathered):
        from oamc.cli.jobs import built_in_parts

        joined = built_in_parts(settings, gathered.sources, options, reports, watch)
        if joined is not None:
            return joined.outputs
    return Compilation(gathered.sources, options, reports, watch=watch).outputs


def placed_in(run: Settings, gathered: Gathered, reports: Reports, watch: Watch | None) -> tuple[Placed, ...]:
    """Return the applications of an environment, in parts where that can be; none after errors."""
    options = compile_options(run, gathered)
    if may_be_in_parts(run, gathered):
        from oamc.cli.jobs import built_in_parts
        from oamc.diagnostics.portable import PlacesIn, PlacesOut, numbers_in

        def made(compilation: Compilation) -> tuple[tuple[Output, ...], Any]:
            places = PlacesOut(numbers_in(compilation.sources))
            rows = [[one.path, places.of(one.span), one.values] for one in _placed(run, compilation)]
            return (), [rows, places.strangers()]

        joined = built_in_parts(run, gathered.sources, options, reports, watch, maker=made)
        if joined is not None:
            each = ((PlacesIn(sources, strangers), rows) for sources, (rows, strangers) in joined.further)
            return tuple(
                Placed(path=path, span=places.certain(span), values=values)
                for places, rows in each
                for path, span, values in rows
            )
    return _placed(run, Compilation(gathered.sources, options, reports, watch=watch))


def _placed(run: Settings, compilation: Compilation) -> tuple[Placed, ...]:
    """Return the applications of a compilation."""
    assert run.environment is not None
    environment, checked = run.environment.name.value, compilation.checked
    return tuple(
        Placed(
            path=one.application.path,
            span=one.application.name.span,
            values=values_of_environment(
                environment, one.application.name.value, namespace_of(run, one.application.name.value), one.given
            ),
        )
        for one in (() if compilation.reports.has_errors() else checked)
    )
