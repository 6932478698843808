"""Options of the commands that build and check, beside those of `options.py`: caches, processes, clusters, origins."""

from __future__ import annotations

from oamc.cli.option import NEVER, Option, switch
from oamc.cli.options import CACHE_SIZE

CACHE_OPTIONS = (
    Option(
        weakens=NEVER,
        name="cache",
        metavar="DIR",
        in_file=False,
        help="keep what is compiled in this directory, and compile nothing anew whose inputs, options and program are the same",
    ),
    CACHE_SIZE,
)
TRUST_TIMES = switch(
    "trust-times",
    "with --cache, do not read outputs whose files have the size, time and number with which they were last found right",
    in_file=False,
)
JOBS = Option(
    weakens=NEVER,
    name="jobs",
    short="j",
    metavar="NUMBER",
    in_file=False,
    default="1",
    most=256,
    help="compile many files in so many processes; 0: as many as there are processors (default: 1)",
)
DASK = Option(
    weakens=NEVER,
    name="dask",
    metavar="ADDRESS",
    in_file=False,
    in_environment=False,
    help="compile many files on the Dask cluster of this scheduler, whom you trust like a shell; local: on one made here",
)
ORIGINS = Option(
    weakens=NEVER,
    name="origins",
    metavar="FILE",
    in_file=False,
    in_environment=False,
    help="also write where in the documents each field of each object comes from to this file, as JSON without values",
)
