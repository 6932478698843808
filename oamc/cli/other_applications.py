"""The names of values that the applications of a project know which this run does not build.

In: the settings of a run, whose project file has inputs. Out: names as a tree. The others are compiled for it, so this is asked
only where a name is met that nobody knows. What is wrong with them is not said: it is another run's matter, and their names are
then not known.
"""

from __future__ import annotations

from oamc.cli.compilation import compile_options, inputs_of
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
    from oamc.options import Options

    Made = TypeVar("Made")


def compiled(run: Callable[[Options, Reports], Made], settings: Settings, gathered: Gathered, reports: Reports) -> Made:
    """Return what a run of the compiler makes of a part of a project.

    Where a name of a value is met that nobody knows, the whole project is looked at, and the run begins again.
    """
    options = compile_options(settings, gathered)
    tried = Reports(strict=reports.strict)
    made = run(options, tried)
    if any(found.code == UNKNOWN_VALUE for found in tried.found):
        tried = Reports(strict=reports.strict)
        made = run(replace(options, names_elsewhere=names_elsewhere(settings, gathered)), tried)
    reports.extend(tried.found)
    return made


def names_elsewhere(settings: Settings, gathered: Gathered) -> dict[str, Any]:
    """Return the names that all applications of the project know."""
    from oamc.compiler import Compilation

    quiet = Reports()
    sources = inputs_of(settings, gathered.limits, quiet).read(settings.texts("inputs"))
    if quiet.has_errors():
        return {}
    options = compile_options(settings, gathered, overrides=Overrides())
    sets = Compilation(sources, options, quiet).objects
    return together(shape(objects.parameters) for _, objects in sets if objects is not None)
