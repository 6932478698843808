"""Write the bundle (`startup/module_bundle.py`), after a run that had none.

Nothing here may disturb a run that is done: where the bundle cannot be written, the next run is as slow as this one.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import sys

from oamc.startup.bundled_modules import SECTIONS
from oamc.startup.module_bundle import FORMAT, NUMBER, bundle_place, stamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

    from oamc.startup.module_bundle import Row, Section
    from oamc.startup.own_modules import OwnModules

PIECE = 24
"""Modules in a piece, some 200 KB of bytecode: what they have in common stands once, and not much fresh memory is asked for."""
NOT_COMPOSED = (OSError, EOFError, ValueError, TypeError, SyntaxError, ImportError)


def write_bundle(directory: str, finder: OwnModules) -> bool:
    """Write the bundle of the package in a directory, at once or not at all. Tell whether it was written."""
    place = bundle_place(directory)
    if place is None or sys.dont_write_bytecode:
        return False
    draft = f"{place}.{os.getpid()}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o644)
    except OSError:
        return False
    written = False
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(compose(directory, finder))
        os.replace(draft, place)  # noqa: PTH105 - there is no path object here
        written = True
    except NOT_COMPOSED:
        pass
    finally:
        if not written:
            remove(draft)
    return written


def compose(directory: str, finder: OwnModules) -> bytes:
    """Return the bundle of the package in a directory, where it lies in plain files; raise one of `NOT_COMPOSED` elsewhere."""
    index: dict[str, Section] = {}
    parts: list[bytes] = []
    begin = 0
    for section, names in SECTIONS.items():
        found = [module(name, directory, finder) for name in names]
        rows = marshal.dumps(tuple(row for row, _ in found))
        pieces = in_pieces([code for _, code in found])
        index[section] = (begin, len(rows), tuple(map(len, pieces)), names)
        parts += (rows, *pieces)
        begin += len(rows) + sum(map(len, pieces))
    written = marshal.dumps((FORMAT, directory, index))
    return b"".join((finder.magic, len(written).to_bytes(NUMBER, "little"), written, *parts))


def in_pieces(running: list[CodeType]) -> list[bytes]:
    """Return codes marshalled, in pieces of a size that is soon used again."""
    return [marshal.dumps(tuple(running[begin : begin + PIECE])) for begin in range(0, len(running), PIECE)]


def module(name: str, directory: str, finder: OwnModules) -> tuple[Row, CodeType]:
    """Return the row and the code of a module; `ImportError` where it is not found, or its source changes meanwhile."""
    parents = name.split(".")[1:-1]
    spec: Any = finder.find_spec(name, ["/".join((directory, *parents))])
    if spec is None:
        raise ImportError(name)
    before = stamp(spec.origin)
    code: CodeType = spec.loader.get_code(name)
    if stamp(spec.origin) != before:
        raise ImportError(name)
    return (spec.origin, spec.submodule_search_locations is not None, *before), code


def remove(draft: str) -> None:
    """Remove a draft, if that is possible."""
    with contextlib.suppress(OSError):
        os.remove(draft)  # noqa: PTH107 - there is no path object here
