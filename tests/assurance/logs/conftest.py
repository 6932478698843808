"""What the tests about messages share."""

import os

import pytest

from oamc.cli.entry import run


@pytest.fixture
def inside(folder, monkeypatch, capfdbinary):
    """Return a function that runs the command line in this process, in the folder, and returns status, output and messages."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith(("OAMC_", "GITHUB_"))]:
        monkeypatch.delenv(name)

    def call(*arguments):
        capfdbinary.readouterr()
        status = run(arguments)
        captured = capfdbinary.readouterr()
        return status, captured.out, captured.err

    return call
