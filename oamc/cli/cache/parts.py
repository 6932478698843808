"""What came of each part of a run, kept by itself: where one document has changed, its part alone is compiled.

In: an open store, and the inputs of a part. Out: what came of them, where everything that the compiler was given for them is
the same. Each part has an entry of its own, whose key is made as that of a run.
"""

from __future__ import annotations

import json

from oamc.cli.cache.fingerprint import Fingerprint
from oamc.cli.cache.outputs import BROKEN, outputs_of, rows_of
from oamc.fleets.part import with_one_text_of_each
from oamc.fleets.portable_parts import data_of, part_of_data
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oamc.cli.cache.opening import Opened
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.part import Part
    from oamc.options import Options
    from oamc.spans import SourceFile


class KeptParts:
    """The parts of one run in a store (`fleets.build.Keeper`)."""

    def __init__(self, cache: Opened, options: Options, reports: Reports) -> None:
        """Begin with the cache of the run, and what its compiler is given beside the inputs."""
        self._store = cache.store
        self._program = cache.program
        self._options = options
        self._reports = reports
        self._given = ""
        self._texts: dict[str, str] = {}

    def read(self, sources: tuple[SourceFile, ...]) -> Part | None:
        """Return what came of the inputs of a part before; nothing where there is no entry, or none that can be read."""
        key = self._key(sources)
        entry = self._store.read(key)
        if entry is None:
            return None
        try:
            data = json.loads(entry.index)
            if data["key"] != key:
                raise ValueError("this is the entry of another key")
            # There may be more parts than a process may have open files: the texts are read now.
            outputs = [replace(one, files=dict(one.files)) for one in outputs_of(data["outputs"], entry, _damaged)]
            return with_one_text_of_each(part_of_data(data, tuple(outputs), sources), self._texts)
        except BROKEN:
            self._store.remove(key)
            return None
        finally:
            entry.close()

    def write(self, sources: tuple[SourceFile, ...], part: Part) -> None:
        """Keep what came of the inputs of a part. What keeps it from being kept is told with the entry of the whole run."""
        key = self._key(sources)
        rows, contents = rows_of(part.outputs)
        try:
            self._store.write(key, json.dumps({"key": key, "outputs": rows, **data_of(part, sources)}).encode(), contents)
        except OSError:
            return

    def _key(self, sources: tuple[SourceFile, ...]) -> str:
        """Return the key of a part."""
        if not self._given:
            given = Fingerprint()
            given.add("part", self._program, self._options, self._reports)
            self._given = given.hexadecimal()
        fingerprint = Fingerprint()
        fingerprint.add(self._given, sources)
        return fingerprint.hexadecimal()


def _damaged(_: int) -> Callable[[], Mapping[str, str]]:
    """Return what is called for a text that is not what was written: its entry is none."""

    def refuse() -> Mapping[str, str]:
        raise ValueError("a text is damaged")

    return refuse
