"""Outputs of the compiler in an entry: names, sizes and digests as data, and the texts behind them or in other entries.

In: outputs, or data with an entry. Out: data and contents, or outputs whose texts are read when somebody wants them.
"""

from __future__ import annotations

from oamc.backends.contract import Output
from oamc.disk.kept_tree import KeptTree, Place
from oamc.disk.ledger import is_tree_name
from oamc.disk.ownership import is_output_path
from oamc.disk.store import is_key
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from oamc.disk.store import LaterEntries, LaterEntry

BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)
"""What the data of an entry raise that are not what was written there."""


def rows_of(outputs: Iterable[Output]) -> tuple[list[Any], list[bytes], int]:
    """Return outputs as data, the contents of all their files in order, and how many bytes are in other entries.

    Those of an output that is in another entry already stay there: its data have the key of that, and where in it they begin.
    """
    parts: list[bytes] = []
    rows = []
    elsewhere = 0
    for output in outputs:
        key, begin = "", 0
        if isinstance(output.files, KeptTree):
            key, places = output.files.entry.key, output.files.places
            files = [[path, place.length, place.digest] for path, place in places.items()]
            begin = next((place.offset for place in places.values()), 0)
            elsewhere += sum(place.length for place in places.values())
        else:
            contents = {path: text.encode() for path, text in output.files.items()}
            parts.extend(contents.values())
            files = [[path, len(content), digest(content)] for path, content in contents.items()]
        rows.append([output.application, output.document, output.target, list(output.of_others), files, key, begin])
    return rows, parts, elsewhere


class Reader:
    """Reads outputs from the data of an entry, which is `own`: that of an answer or of a part.

    `anew` gives what makes the files of an output, by its number, without any entry.
    """

    def __init__(
        self, own: LaterEntry, size: int, later: LaterEntries, anew: Callable[[int], Callable[[], Mapping[str, str]]]
    ) -> None:
        """Begin with an entry and the size of its parts, and with the others of its store."""
        self._own = own
        self._size = size
        self._later = later
        self._anew = anew
        self._paths: dict[str, str] = {}
        self._others: dict[str, LaterEntry] = {}

    def outputs(self, rows: Any) -> tuple[Output, ...]:
        """Return the outputs of data, whose texts are read when somebody wants them.

        Data that are none, or that want an entry which is not there, raise one of `BROKEN`.
        """
        offset = 0
        outputs = []
        for number, (application, document, target, of_others, files, key, begin) in enumerate(rows):
            if not is_tree_name(application) or not all(is_output_path(path) for path, _, _ in files):
                raise ValueError("this is no name of an output")
            places, end = self._places(files, begin if key else offset)
            if not key:
                offset = end
            entry = self._other(key) if key else self._own
            tree = KeptTree(entry, places, _without(entry, self._anew(number)))
            outputs.append(
                Output(application=application, document=document, target=target, of_others=tuple(of_others), files=tree)
            )
        if offset != self._size:
            raise ValueError("a part of the entry is missing")
        return tuple(outputs)

    def _places(self, files: Any, begin: int) -> tuple[dict[str, Place], int]:
        """Return where files are, one behind the other, and where they end. Runs have many trees of the same paths."""
        places, offset = {}, begin
        for path, length, proof in files:
            if type(offset) is not int or type(length) is not int or offset < 0 or length < 0:
                raise ValueError("this is no place in an entry")
            places[self._paths.setdefault(path, path)] = Place(offset=offset, length=length, digest=proof)
            offset += length
        return places, offset

    def _other(self, key: str) -> LaterEntry:
        """Return another entry; `ValueError` where there is none. What is missing of it is made anew when it is wanted."""
        if key not in self._others:
            if not is_key(key) or not self._later.has(key):
                raise ValueError("an entry is missing")
            self._others[key] = self._later.entry(key)
        return self._others[key]


def _without(entry: LaterEntry, anew: Callable[[], Mapping[str, str]]) -> Callable[[], Mapping[str, str]]:
    """Return what makes files anew where a text of an entry is not what was written, and removes the entry."""

    def files() -> Mapping[str, str]:
        entry.remove()
        return anew()

    return files
