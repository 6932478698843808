"""A run over many files in parts, where its applications do not meet: in processes (`--jobs`), or on a cluster (`--dask`)."""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.settings import number
from oamc.fleets.build import build_in_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import Output
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.build import Keeper, Stage
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
) -> tuple[Output, ...] | None:
    """Return what a build in parts makes, as a `stage` has it; nothing where everything has to be compiled at once."""
    processes = number(settings, "jobs")
    cluster = _cluster(settings, processes)
    if cluster:
        return build_in_parts(sources, options, reports, _processors(), watch, keeper, cluster, stage)
    processes = (processes or _processors()) if hasattr(os, "fork") else 1
    return build_in_parts(sources, options, reports, processes, watch, keeper, stage=stage)


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
