"""A run over many files in parts, and with `--jobs` in several processes, where its applications do not meet."""

from __future__ import annotations

import os

from oamc.cli.settings import number
from oamc.fleets.build import build_in_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import Output
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.build import Keeper
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import SourceFile


def built_in_parts(
    settings: Settings,
    sources: tuple[SourceFile, ...],
    options: Options,
    reports: Reports,
    watch: Watch | None,
    keeper: Keeper | None = None,
) -> tuple[Output, ...] | None:
    """Return what a build in parts makes; nothing where everything has to be compiled at once."""
    processes = number(settings, "jobs") or _processors()
    return build_in_parts(sources, options, reports, processes if hasattr(os, "fork") else 1, watch, keeper)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
