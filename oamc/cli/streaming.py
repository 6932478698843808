"""Outputs of a run over many files that are written beside their places while others are still compiled.

In: the outputs of parts of the run, in this process or in copies of it. Out: trees in their places, all together, or what the
ordinary way needs to report why they are not.
"""

from __future__ import annotations

from oamc.choices import ALLOW, DENY
from oamc.disk.locking import refuse
from oamc.disk.staging import write_trees
from oamc.disk.streaming import StreamedTrees
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.backends.contract import Output
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.disk.ledger import Delivery
    from oamc.disk.streaming import Placed
    from oamc.disk.survey import Survey


def stream_to(directory: str, settings: Settings) -> Stream | None:
    """Return what writes to a directory while others are compiled, where that can be.

    A comparison needs the texts, and so does a cache, which also remembers how trees stood on the disk.
    """
    if settings.flag("check") or settings.flag("dry-run") or ("cache" in settings.merged and settings.text("cache")):
        return None
    return Stream(directory, settings)


class Stream:
    """The outputs of one run on their way to a directory: the `Stage` of `fleets/build.py`."""

    def __init__(self, directory: str, settings: Settings) -> None:
        foreign = DENY if settings.text("foreign") == DENY else ALLOW
        self._directory = directory
        self._force = settings.flag("force")
        self._trees = StreamedTrees(directory, force=self._force, foreign=foreign)

    def begin(self) -> None:
        """Open the directory."""
        self._trees.begin()

    def put(self, outputs: tuple[Output, ...]) -> list[Placed] | None:
        """Write some outputs beside their places; nothing where one of them has to go the ordinary way."""
        if len({output.application for output in outputs}) < len(outputs):
            return None
        found = []
        for output in outputs:
            # The targets of an application share one tree.
            placed = None if output.target else self._trees.put(output.application, output.files, output.of_others)
            if placed is None:
                return None
            found.append(placed)
        return found

    def take(self, outputs: tuple[Output, ...], placed: list[Placed]) -> tuple[Output, ...]:
        """Return outputs that were written, with their files beside their places."""
        each = zip(outputs, placed, strict=True)
        return tuple(replace(output, files=self._trees.take(one)) for output, one in each)

    def complete(self, trees: Mapping[str, Mapping[str, str]]) -> None:
        """Write those trees that nobody has written yet."""
        for name, files in trees.items():
            placed = None if self._trees.has(name) else self._trees.put(name, files, ())
            if placed is not None:
                self._trees.take(placed)

    def holds(self, names: Iterable[str]) -> bool:
        """Tell whether these are the trees that were written, all of them, and may take their places."""
        return self._trees.holds(names)

    def close(self) -> None:
        """Remove what is not in its place, and let go of the directory."""
        self._trees.close()

    def write(self, trees: Mapping[str, Mapping[str, str]], delivery: Delivery, reports: Reports) -> tuple[Survey, ...] | None:
        """Put the trees in their places: all of them or, with reports, none. What cannot be put there is written anew."""
        if self._trees.holds(trees):
            return self._trees.finish(trees, delivery, reports)
        texts = self.taken_back(trees, reports)
        if texts is None:
            return None
        return write_trees(self._directory, texts, force=self._force, reports=reports, delivery=delivery)

    def taken_back(self, trees: Mapping[str, Mapping[str, str]], reports: Reports) -> dict[str, dict[str, str]] | None:
        """Return the trees with their texts, and close; nothing where these cannot be read, which is reported."""
        try:
            return {name: dict(files) for name, files in trees.items()}
        except OSError as error:
            refuse(self._directory, error, reports)
            return None
        finally:
            self.close()
