"""What holds for every test."""

import gc
import os

from hypothesis import HealthCheck, settings

from tests.support.drawn_cases import left_out

# A deadline, and the check for slow examples, would measure the machine: on a busy one any example may take a second.
settings.register_profile("search", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
# The gate judges a change, so it draws the same examples each time; what `make quick` and the searches find is added to them.
settings.register_profile("gate", parent=settings.get_profile("search"), max_examples=100, derandomize=True)


def pytest_addoption(parser):
    """The inner loop asks for a draw; without it, all cases of all tests run."""
    parser.addoption(
        "--cases",
        type=int,
        metavar="N",
        help="of each test with more cases, run N that are drawn anew each time; `--testrunuid` of a run draws the same",
    )


COUNTED = 12
"""Of each test with more cases, the lines that so many of them run are counted: counting them doubles the time of a case.

Those of the longest tests, marked `no_cover`, are not counted at all: others run the same lines.
"""


def pytest_collection_modifyitems(config, items):
    """Draw the cases of each test, and those whose lines are counted.

    All processes of a run draw the same: its name, which they know, is the seed. What is counted is the same in all runs.
    """
    names = [item.nodeid for item in items if not any(item.iter_markers("whole"))]
    if config.getoption("cov_source", None):
        not_counted = left_out(names, COUNTED, COUNTED)
        for item in items:
            if item.nodeid in not_counted:
                item.add_marker("no_cover")
    number = config.getoption("cases")
    if number is None:
        return
    not_drawn = left_out(names, number, os.environ.get("PYTEST_XDIST_TESTRUNUID"))
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in not_drawn])
    items[:] = [item for item in items if item.nodeid not in not_drawn]


def pytest_configure(config):
    """Draw other examples each time, unless another profile is asked for."""
    settings.load_profile(config.getoption("--hypothesis-profile", None) or "search")


def pytest_collection_finish():
    """Keep the collector of garbage away from the tests themselves: looking through 20,000 of them costs a tenth of a run."""
    gc.collect()
    gc.freeze()
