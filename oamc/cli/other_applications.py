"""The names of values that the applications of a project know which this run does not build.

In: the settings of a run, whose project file has inputs. Out: names as a tree. The others are compiled for it, so this is asked
only where a name is met that nobody knows. What is wrong with them is not said: it is another run's matter. The instances in
documents that are right are known all the same, and an error about a name that may be in others says so.
"""

from __future__ import annotations

from oamc.cli.compilation import compile_options, inputs_of
from oamc.diagnostics.codes.environments import UNKNOWN_APPLICATION
from oamc.diagnostics.codes.values import UNKNOWN_VALUE
from oamc.diagnostics.reports import Reports
from oamc.records import replace
from oamc.values.given import Overrides
from oamc.values.shape import shape
from oamc.values.sharing import together

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Diagnostic
    from oamc.options import Options

    Made = TypeVar("Made")

UNKNOWN = (UNKNOWN_VALUE, UNKNOWN_APPLICATION)
"""What is nobody's mistake where another application of the project knows the name."""


def compiled(run: Callable[[Options, Reports], Made], settings: Settings, gathered: Gathered, reports: Reports) -> Made:
    """Return what a run of the compiler makes of a part of a project.

    Where a name of a value is met that nobody knows, the whole project is looked at, and the run begins again.
    """
    options = compile_options(settings, gathered)
    tried = reports.alike()
    made = run(options, tried)
    if any(found.code in UNKNOWN for found in tried.found):
        quiet = Reports(allow_unknown=reports.allow_unknown)
        tried = reports.alike()
        values, applications = _elsewhere(settings, gathered, quiet)
        if options.environment is not None:
            options = replace(options, environment=replace(options.environment, elsewhere=applications))
        made = run(replace(options, names_elsewhere=values), tried)
        if quiet.has_errors():
            tried.found = [_doubted(found) if found.code in UNKNOWN else found for found in tried.found]
    reports.extend(tried.found)
    return made


def _doubted(found: Diagnostic) -> Diagnostic:
    """Return the finding about an unknown name with what the mistakes of the project have to do with it."""
    doubt = 'the rest of the project has mistakes and may know it: "oamc check" shows them'
    return replace(found, hint=f"{found.hint}; {doubt}" if found.hint else doubt)


def names_elsewhere(settings: Settings, gathered: Gathered, quiet: Reports) -> dict[str, Any]:
    """Return the names that all applications of the project know; what is wrong with them goes to `quiet`."""
    return _elsewhere(settings, gathered, quiet)[0]


def _elsewhere(settings: Settings, gathered: Gathered, quiet: Reports) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the names of values that all applications of the project know, and the names of these applications."""
    from oamc.compiler import Compilation

    sources = inputs_of(settings, gathered.limits, quiet).read(settings.texts("inputs"))
    compilation = Compilation(sources, compile_options(settings, gathered, overrides=Overrides()), quiet)
    names = [shape(objects.parameters) for _, objects in compilation.objects if objects is not None]
    applications = dict.fromkeys(application.name.value for application in compilation.all_applications)
    return together((*names, dict.fromkeys(compilation.instance_names))), tuple(applications)
