"""A run over many files in parts, where its applications do not meet: in processes (`--jobs`), or on a cluster (`--dask`)."""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.settings import number
from oamc.diagnostics.reports import escape
from oamc.fleets.build import Helpers, made_in_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.build import Joined, Keeper, Stage
    from oamc.fleets.part import Maker
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import SourceFile

LOCAL = "local"
"""The address of a cluster that is made for a run (`fleets/cluster.py`)."""


def built_in_parts(
    settings: Settings,
    sources: tuple[SourceFile, ...],
    options: Options,
    reports: Reports,
    watch: Watch | None,
    keeper: Keeper | None = None,
    stage: Stage | None = None,
    maker: Maker | None = None,
) -> Joined | None:
    """Return what a run in parts makes, as a `stage` has it, or what the `maker` makes of it.

    Nothing where everything has to be compiled at once: who asked for several processes is told why.
    """
    processes = number(settings, "jobs")
    cluster = _cluster(settings, processes) if "dask" in settings.merged else ""
    if cluster or processes == 0:
        processes = _processors()
    if not (cluster or hasattr(os, "fork")):
        processes = 1
    helpers = Helpers(processes=processes, cluster=cluster, watch=watch, keeper=keeper, stage=stage, maker=maker)
    made = made_in_parts(sources, options, reports, helpers)
    if not isinstance(made, str):
        return made
    from oamc.cli.unused_processes import tell_unused_processes

    environment = settings.environment
    what = "everything" if environment is None else f"environment {escape(environment.name.value)}"
    tell_unused_processes(settings, f"{what} is compiled at once: {made}")
    return None


def _cluster(settings: Settings, processes: int) -> str:
    """Return the address of the cluster that the user wants, empty for none. What cannot be one is wrong usage."""
    address = settings.text("dask")
    if address is None:
        return ""
    command = settings.command.name
    if processes != 1:
        hint = "leave --jobs, or OAMC_JOBS, out: a cluster decides itself how many processes work"
        raise UsageError("--dask and --jobs cannot be given together", hint, command)
    if address != LOCAL and not _is_address(address):
        hint = f"write --dask tcp://HOST:PORT, tls://HOST:PORT, or --dask {LOCAL}"
        raise UsageError("--dask must be the address of a Dask scheduler", hint, command)
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise UsageError("--dask needs a package that is not installed", 'pip install "oamc[dask]"', command)
    return address


def _is_address(text: str) -> bool:
    """Tell whether a text has the form of an address. Dask finds out whether somebody answers there."""
    protocol, found, place = text.rpartition("://")
    host, _, port = place.rpartition(":")
    return (
        (not found or protocol in {"tcp", "tls", "ws", "wss"})
        and port.isascii()
        and port.isdigit()
        and bool(host)
        and host.isascii()
        and host.isprintable()
        and not set(host) & set(" /@?#")
    )


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
