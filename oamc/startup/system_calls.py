"""Functions of the C library, without the package `ctypes`.

A fresh chart needs one of them, and loading the package for it costs a quarter of a bare start, hardly any of it in its C
module, which does the work. Where the package is loaded already, or its module is another one than is known here, the package
is used.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Function = Callable[..., int]


def system_function(*names: str) -> tuple[Function | None, Callable[[], int]]:
    """Return the first function of these names that the C library has, and what tells the number of its last error.

    The function takes whole numbers and bytes, and returns a whole number, -1 after an error.
    """
    if "ctypes" not in sys.modules:
        try:
            return _directly(names)
        except (ImportError, AttributeError, TypeError):
            pass
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    found = next((function for name in names if (function := getattr(library, name, None)) is not None), None)
    return found, ctypes.get_errno


def _directly(names: tuple[str, ...]) -> tuple[Function | None, Callable[[], int]]:
    """Do what `system_function` does by the C module alone: these two classes are what the package makes of it, too."""
    import _ctypes

    module: Any = _ctypes

    class Number(module._SimpleCData):  # type: ignore[misc]  # noqa: SLF001 - the base of all numbers of C
        """An int of C."""

        _type_ = "i"

    class Function(module.CFuncPtr):  # type: ignore[misc]  # the class is known when the program runs
        """A function that returns one, and keeps its error."""

        _flags_ = module.FUNCFLAG_CDECL | module.FUNCFLAG_USE_ERRNO
        _restype_ = Number

    library = module.dlopen(None, 0)
    for name in names:
        try:
            return Function(module.dlsym(library, name)), module.get_errno
        except OSError:
            continue
    return None, module.get_errno
