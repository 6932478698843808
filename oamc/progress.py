"""How far a long run is: who works through many things tells each one to a watcher, if there is one.

In: things, what is done to them in words, and a watcher. Out: the same things, one after the other. Without a watcher they come
back as they are, so that it costs nothing where nobody looks. Nothing here prints, or knows a clock.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from typing import TypeAlias, TypeVar

    Item = TypeVar("Item")
    Watch: TypeAlias = Callable[[str, int, int], None]
    """Gets what is done, such as "checking {} applications", how many are done, and how many there are, 0 if nobody knows."""


def watched(items: Collection[Item], words: str, watch: Watch | None) -> Iterable[Item]:
    """Return things to work through, each of which is told to the watcher before it is worked on."""
    return items if watch is None else _told(items, words, watch)


def _told(items: Collection[Item], words: str, watch: Watch) -> Iterator[Item]:
    """Yield things, and tell of each."""
    total = len(items)
    for done, item in enumerate(items):
        watch(words, done, total)
        yield item
