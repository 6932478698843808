"""Outputs of the compiler in an entry: names, sizes and digests as data, and the texts behind them.

In: outputs, or data with an entry that is open. Out: data and contents, or outputs whose texts are read when somebody wants
them.
"""

from __future__ import annotations

from oamc.backends.contract import Output
from oamc.disk.kept_tree import KeptTree, Place
from oamc.disk.ledger import is_tree_name
from oamc.disk.ownership import is_output_path
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from oamc.disk.store import Entry


BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)
"""What the data of an entry raise that are not what was written there."""


def rows_of(outputs: Iterable[Output]) -> tuple[list[Any], list[bytes]]:
    """Return outputs as data, and the contents of all their files in order."""
    parts: list[bytes] = []
    rows = []
    for output in outputs:
        contents = {path: text.encode() for path, text in output.files.items()}
        parts.extend(contents.values())
        files = [[path, len(content), digest(content)] for path, content in contents.items()]
        rows.append([output.application, output.document, output.target, list(output.of_others), files])
    return rows, parts


def outputs_of(rows: Any, entry: Entry, anew: Callable[[int], Callable[[], Mapping[str, str]]]) -> tuple[Output, ...]:
    """Return the outputs of data. `anew` gives what makes the files of one, by its number, without the entry.

    Data that are none raise `TypeError`, `ValueError` or `KeyError`.
    """
    outputs, offset = [], 0
    for number, (application, document, target, of_others, files) in enumerate(rows):
        if not is_tree_name(application) or not all(is_output_path(path) for path, _, _ in files):
            raise ValueError("this is no name of an output")
        places = {}
        for path, length, proof in files:
            places[path] = Place(offset=offset, length=length, digest=proof)
            offset += length
        tree = KeptTree(entry, places, anew(number))
        outputs.append(
            Output(application=application, document=document, target=target, of_others=tuple(of_others), files=tree)
        )
    if offset != entry.size:
        raise ValueError("a part of the entry is missing")
    return tuple(outputs)
