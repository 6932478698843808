"""Libraries that do not survive a fork are not loaded: a runtime of Go has threads, and waits in a copy of its process for ever.

What imports such a library can be imported; a test that calls it in its own process is skipped, and guards nothing here.
"""

from __future__ import annotations

import ctypes

import pytest


class _Function:
    """A function of a library that is not there. What is declared of it is kept for nothing."""

    restype: object = None
    argtypes: object = ()

    def __call__(self, *_: object) -> None:
        pytest.skip("a library that does not survive a fork")


class Absent:
    """Stands in for `ctypes.CDLL`."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> _Function:
        function = _Function()
        setattr(self, name, function)
        return function


LOAD = ctypes.CDLL


def without_libraries() -> None:
    """From here on, until `with_libraries`, load no library."""
    ctypes.CDLL = Absent


def with_libraries() -> None:
    """Load libraries as usual."""
    ctypes.CDLL = LOAD
