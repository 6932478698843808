"""Benchmarks of oamc: time and memory as ratios to a bare interpreter, measured in one run.

`python -m benchmarks` (or `make bench`) measures everything and writes the table in `docs/performance.md`; with `--gate` it
ends with status 1 where a figure is above its bound. Nothing here is a test: a busy machine fails no build of oamc.

    environment     a clean virtual environment with oamc as an installed console script
    processes       one run of a program: wall time, processor time, peak memory
    launcher        the small process that starts it
    applications    the application of 60 lines
    start_up        one application: start, build, check, beside the Helm engine and the helm programs
    imports         how many modules a run loads
    bulk            100, 1,000 and 10,000 applications in one run
    own_definitions a definition in CUE: one application, and many in one worker
    live_share      how many properties of KubeVela's examples are values
    growth          time for 4n over time for n on every axis
    figures         figures, bounds and verdicts
    report          the page
    peers/          other programs beside oamc, and a page of their own
"""
