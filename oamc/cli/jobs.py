"""`--jobs NUMBER`: a run over many files in several processes, where its applications have nothing to do with one another."""

from __future__ import annotations

import os

from oamc.cli.settings import number
from oamc.fleets.build import build_in_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import Output
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import SourceFile


def built_in_parts(
    settings: Settings, sources: tuple[SourceFile, ...], options: Options, reports: Reports, watch: Watch | None
) -> tuple[Output, ...] | None:
    """Return what a build in several processes makes; nothing where everything has to be compiled in this one."""
    processes = number(settings, "jobs") or _processors()
    if processes == 1 or not hasattr(os, "fork"):
        return None
    return build_in_parts(sources, options, reports, processes, watch)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
