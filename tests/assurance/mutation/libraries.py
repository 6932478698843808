"""Libraries that do not survive a fork are loaded by the process that first calls them: a runtime of Go has threads.

The process that collects the tests imports what declares the functions of such a library, and its copies call them. While the
tests are collected nothing is loaded; the one question asked then, for the version, is answered from the package.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
from typing import Any

LOAD = ctypes.CDLL
VERSION = ctypes.create_string_buffer(importlib.metadata.version("helm-python-sdk").encode())
collecting = True


class _Function:
    """A function of a library that is loaded at its first call; what is declared of it is kept until then."""

    restype: object = None
    argtypes: Any = ()

    def __init__(self, library: Later, name: str) -> None:
        self._library = library
        self._name = name

    def __call__(self, *arguments: object) -> object:
        if collecting:
            return ctypes.addressof(VERSION) if self._name == "helm_c_version" else None
        function = getattr(self._library.loaded(), self._name)
        function.restype, function.argtypes = self.restype, self.argtypes
        return function(*arguments)


class Later:
    """Stands in for `ctypes.CDLL`."""

    def __init__(self, *arguments: object, **options: object) -> None:
        self._load = lambda: LOAD(*arguments, **options)
        self._library: ctypes.CDLL | None = None

    def loaded(self) -> ctypes.CDLL:
        """Return the library."""
        if self._library is None:
            self._library = self._load()
        return self._library

    def __getattr__(self, name: str) -> _Function:
        function = _Function(self, name)
        setattr(self, name, function)
        return function


def load_later() -> None:
    """From here on, until `load_at_once`, load no library."""
    ctypes.CDLL = Later


def load_at_once() -> None:
    """Load libraries as usual, and those that were put off at their first call."""
    global collecting  # noqa: PLW0603 - one process, one phase after the other
    ctypes.CDLL = LOAD
    collecting = False
