"""The files of a tree that are kept in an entry of a store, and read from there when somebody wants their text.

In: an entry, and where in it each file is. Out: a mapping like that of a backend. A text that is not what was written is never
handed out: then all files are made anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from oamc.disk.ownership import digests_of
from oamc.records import Record
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oamc.disk.store import LaterEntry


class Place(Record):
    """Where in an entry a file is: its first byte, its length, and the digest of its content."""

    offset: int
    length: int
    digest: str


class KeptTree(Mapping[str, str]):
    """The text of each file by its relative path."""

    def __init__(self, entry: LaterEntry, places: Mapping[str, Place], anew: Callable[[], Mapping[str, str]]) -> None:
        """Begin with the places of the files; `anew` makes them without the entry."""
        self.places = places
        self.entry = entry
        self._anew = anew

    def __getitem__(self, path: str) -> str:
        place = self.places[path]
        content = self.entry.part(place.offset, place.length)
        return content.decode() if digest(content) == place.digest else self._anew()[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def digest_of(self, path: str) -> str:
        """Return the digest of a file, for which its text is not read."""
        return self.places[path].digest


def digest_of_tree(files: Mapping[str, str]) -> str:
    """Return the digest of all files of a tree, with their paths, whatever their order."""
    digests = digests_of(files)
    return digest("".join(f"{path}\0{digests[path]}\n" for path in sorted(digests)).encode())
