"""A module by its full name, as `importlib.import_module` gives it, without loading that package and `warnings` with it."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def import_module(name: str) -> Any:
    """Return the module of this name, imported where it is not there yet; `ImportError` where there is none."""
    __import__(name)
    return sys.modules[name]
