"""What of the surroundings of a run changes what it prints, and is taken away before a test of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

NAMES = ("CI", "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR")


def silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take all of it away."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
