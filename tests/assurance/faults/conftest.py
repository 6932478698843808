"""One launcher for all tests of this room, and a folder in memory where the system has one: disks are waited for."""

import os
import tempfile
from pathlib import Path

import pytest

from tests.assurance.faults.builds import BUILDS, Prepared
from tests.assurance.faults.product import Product

MEMORY = Path("/dev/shm")


def scratch():
    """Return a temporary folder that every user can reach, so that runs can belong to another one."""
    folder = tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None, prefix="oamc-faults-")
    Path(folder.name).chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def product():
    launcher = Product()
    yield launcher
    launcher.close()


@pytest.fixture
def folder():
    with scratch() as path:
        yield Path(path)


@pytest.fixture(params=BUILDS, ids=lambda build: build.name)
def prepared(request, product, folder):
    return Prepared(request.param, product, folder)
