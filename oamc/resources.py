# ruff: noqa: PTH100, PTH112, PTH118, PTH120, PTH123 - pathlib costs more than all of `oamc --version`
"""Files that travel with oamc: `schemas/` and `templates/`.

In a checkout they stand beside the package; a wheel carries them inside it, under `_shared` (`pyproject.toml`,
`force-include`). Callers name a file by its parts and get its content; they need not know which of the two it is.
`importlib.resources` would do the same and costs more than a whole `oamc --version`.
"""

from __future__ import annotations

import os

PACKAGE = os.path.dirname(os.path.abspath(__file__))


def root() -> str:
    """Return the folder that holds `schemas/` and `templates/`."""
    installed = os.path.join(PACKAGE, "_shared")
    return installed if os.path.isdir(installed) else os.path.dirname(PACKAGE)


def path(*parts: str) -> str:
    """Return where a shared file or folder stands: `path("templates", "chart", "Chart.yaml")`."""
    return os.path.join(root(), *parts)


def read_bytes(*parts: str) -> bytes:
    """Return the content of a shared file. That it is missing is a broken installation, and an exception."""
    with open(path(*parts), "rb") as file:
        return file.read()


def read_text(*parts: str) -> str:
    """Return a shared text file, with line feeds as they are stored."""
    return read_bytes(*parts).decode("utf-8")
