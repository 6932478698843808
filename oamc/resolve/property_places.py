"""Places of parts of properties, in the values and in words."""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Path


class Place(Record):
    """Where a part of the properties is: its path in the values, and its place in words, as in `ports[0].port`."""

    path: Path
    words: str = ""

    def field(self, name: str) -> Place:
        """Return the place of a property."""
        return Place(path=(*self.path, name), words=f"{self.words}.{name}" if self.words else name)

    def item(self, index: int, key: str) -> Place:
        """Return the place of an item of a list, which is called `key` in the values."""
        return Place(path=(*self.path, key), words=f"{self.words}[{index}]")
