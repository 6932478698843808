"""`build --origins FILE`: the map from each field of each object to the documents, written when a build has succeeded.

In: the settings and what was compiled. Out: one file. By the rules of reports no input and no file of somebody
else is replaced.
"""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.own_files import ORIGINS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from oamc.cli.settings import Settings
    from oamc.cli.single_files import Target
    from oamc.compiler import Compilation
    from oamc.diagnostics.reports import Reports

HINT = "give a file, for example --origins origins.json"


def origins_path(settings: Settings) -> str:
    """Return where the map goes, empty where nobody wants one. What contradicts itself is wrong usage."""
    path = settings.text("origins") if "origins" in settings.merged else None
    if path is None:
        return ""
    if path in {"", "-"}:
        raise UsageError("--origins writes a file, and this is none", HINT, settings.command.name)
    for name in ("check", "dry-run"):
        if settings.flag(name):
            raise UsageError(
                f"--{name} writes nothing, and --origins writes a file", f"leave out --{name}", settings.command.name
            )
    return path


def origins_targets(settings: Settings) -> tuple[Target, ...]:
    """Return the file of the map, where one is wanted."""
    path = origins_path(settings)
    if not path:
        return ()
    from oamc.cli.single_files import Target

    return (Target(path=path, form=ORIGINS, option="--origins", force=settings.flag("force")),)


def origins_text(compilation: Compilation) -> str:
    """Return the map of what was compiled; empty where there are errors."""
    from oamc.cli.asked import asked_of
    from oamc.origins.map_text import map_of

    if compilation.reports.has_errors():
        return ""
    asked = asked_of(compilation)
    return map_of([(found.application.path, asked.subjects(number)) for number, found in enumerate(asked.checked)])


def write_origins(settings: Settings, text: str, inputs: Collection[tuple[int, int]], reports: Reports) -> None:
    """Write the map in one step; report what keeps it from being written."""
    from oamc.cli.single_files import guard
    from oamc.disk.file_staging import write_single_file

    for target in origins_targets(settings):
        write_single_file(target.path, text, reports, guard(target, inputs, reports))
