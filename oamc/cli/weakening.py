"""What a configuration file sets that may hide a finding or weaken a check. The file may be a stranger's, so it is told."""

from __future__ import annotations

from oamc.cli.options import NAMESPACE
from oamc.cli.settings import weakens
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports


def tell_what_weakens(runs: Iterable[Settings], reports: Reports) -> None:
    """Tell what of a configuration file is in force in some runs and may hide a finding or weaken a check, each once."""
    told: dict[str, dict[str, None]] = {}
    for settings in runs:
        for path, what in _of_run(settings):
            told.setdefault(path, {})[what] = None
    for path, names in told.items():
        reports.add(
            usage.CONFIGURATION_WEAKENS,
            at=None,
            path=path,
            what=listing(names),
            hint="for documents of strangers give --no-config, and what you want of this by flags",
        )


def _of_run(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield file and words of what is in force in one run."""
    for option in settings.command.options:
        chooser = settings.chooser(option.name)
        path, _, environment = chooser.partition(" [env.")
        # A namespace hides nothing where the operator has named its environment.
        if not chooser or not weakens(option, settings) or (environment and option.name == NAMESPACE.name):
            continue
        value = settings.merged[option.name].value
        texts = value if isinstance(value, tuple) else (value,)
        # Only words of oamc are repeated: whatever else stands in the file may be a secret.
        what = f"{option.name} = {listing(map(str, texts))}" if option.choices else option.name
        yield path, what + (f' of environment "{environment.rstrip("]")}"' if environment else "")
    chosen = settings.environment
    if chosen is not None and chosen.excluded:
        yield chosen.excluded[0].span.source.path, f'exclude of environment "{chosen.name.value}"'
