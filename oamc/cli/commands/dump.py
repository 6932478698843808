"""`oamc dump`: print what a stage of the compiler made of the input."""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.compilation import compile_options, gather
from oamc.cli.entry import FINE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.streams import write_result
from oamc.diagnostics.reports import listing, nearest, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports


def run(settings: Settings, reports: Reports) -> int:
    """Print the result of the stage that `--after` names. What was made before an error is printed, too."""
    from oamc.choices import STAGES
    from oamc.stages import dump

    stage = settings.text("after")
    if stage is None:
        raise UsageError("--after is missing", f"stages are {listing(STAGES)}", "dump")
    if stage not in STAGES:
        close = nearest(stage, STAGES)
        hint = f"did you mean {close}?" if close else f"stages are {listing(STAGES)}"
        raise UsageError(f'there is no stage "{printable(stage)}"', hint, "dump")
    destinations(settings, prints="what is dumped")
    gathered = gather(settings, reports)
    if not reports.has_errors():
        options, shows = compile_options(settings, gathered), settings.flag("show-values")
        write_result(dump(gathered.sources, stage, options, reports, shows_secrets=shows))
    complete = present(settings, reports, gathered.visibility, gathered.inputs)
    return WRONG if reports.has_errors() or not complete else FINE
