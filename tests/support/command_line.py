"""A run of the command line in the process of the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oamc.cli.entry import run

if TYPE_CHECKING:
    import pytest


def oamc(capture: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Return the status, the result and the messages of one run; what was captured before it is gone."""
    capture.readouterr()
    status = run(list(map(str, arguments)))
    told = capture.readouterr()
    return status, told.out, told.err
