"""What tests of runs in parts share."""

import pytest

from tests.fleets.streamed import note_trees


@pytest.fixture
def joined(monkeypatch):
    """Return the trees of each directory that took the place of another one as it stood beside it."""
    found = []
    note_trees(monkeypatch, found)
    return found
