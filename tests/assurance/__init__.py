"""The assurance of oamc: every promise measured at depth, and the table of it.

    python -m tests.assurance [SECTION ...]

runs the named sections, or all of them, and writes `docs/assurance.md`. A section that is not named keeps its rows and their
date. The exit status is 1 where a promise did not hold.

    promises      the promises in words
    rows          what a harness hands over: a promise, how it was measured, the figure, whether it held
    sections      the table of the harnesses, in the order of the page
    page          the page, read and written

Each harness is a room of its own here, with a slice that `make test` runs, and a function `measure` that runs it at depth.
"""
