"""What tests of runs in parts share."""

import pytest

from oamc.disk.streaming import StreamedTrees


@pytest.fixture
def joined(monkeypatch):
    """Return the trees of each directory that took the place of another one as it stood beside it."""
    found = []
    finish = StreamedTrees.finish

    def noted(self, names, *rest):
        found.append(sorted(names))
        return finish(self, names, *rest)

    monkeypatch.setattr(StreamedTrees, "finish", noted)
    return found
