"""What holds for every test."""

import gc

from hypothesis import HealthCheck, settings

# A deadline, and the check for slow examples, would measure the machine: on a busy one any example may take a second.
settings.register_profile("search", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
# The gate judges a change, so it draws the same examples each time; what `make quick` and the searches find is added to them.
settings.register_profile("gate", parent=settings.get_profile("search"), max_examples=100, derandomize=True)


def pytest_configure(config):
    """Draw other examples each time, unless another profile is asked for."""
    settings.load_profile(config.getoption("--hypothesis-profile", None) or "search")


def pytest_collection_finish():
    """Keep the collector of garbage away from the tests themselves: looking through 20,000 of them costs a tenth of a run."""
    gc.collect()
    gc.freeze()
