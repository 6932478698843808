"""What tells that `--jobs` and `--dask` have no use in a run, and why."""

from __future__ import annotations

from oamc.cli.streams import write_message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings

SPREADING = ("jobs", "dask")
ALONE = "1"
"""The number of processes of a run that nobody spreads."""
TYPED = "flag"
"""The origin of an option that stands on the command line."""


def tell_unused_processes(settings: Settings, why: str) -> None:
    """Tell which options have no use, and why: those of the command line, and others where somebody wants to know."""
    for name in () if settings.flag("quiet") else SPREADING:
        setting = settings.merged.get(name)
        if setting is None:
            continue
        is_asked = settings.is_typed(name) and setting.value != ALONE
        if is_asked and (setting.origin == TYPED or settings.flag("verbose")):
            write_message(f"{name}: not used: {why}\n")
