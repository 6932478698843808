"""What came of each part of a run, kept by itself: where one document has changed, its part alone is compiled.

In: an open store, and the inputs of a part. Out: what came of them, where everything that the compiler was given for them is
the same. Each part has an entry of its own, whose key is made as that of a run.
"""

from __future__ import annotations

import json

from oamc.cli.cache.fingerprint import Fingerprint
from oamc.cli.cache.identity import identity_of_program
from oamc.cli.cache.outputs import outputs_of, rows_of
from oamc.fleets.part import compile_part
from oamc.fleets.portable_parts import data_of, part_of_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.disk.store import Store
    from oamc.fleets.part import Part
    from oamc.options import Options
    from oamc.spans import SourceFile

BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)
"""What the data of an entry raise that are not what was written there."""


class KeptParts:
    """The parts of one run in a store (`fleets.build.Keeper`)."""

    def __init__(self, store: Store, options: Options, reports: Reports) -> None:
        """Begin with the store of the run, and what its compiler is given beside the inputs."""
        self._store = store
        self._options = options
        self._reports = reports
        self._given = ""

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
            return part_of_data(data, outputs_of(data["outputs"], entry, self._anew(sources)), sources)
        except BROKEN:
            self._store.remove(key)
            return None

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
            given.add("part", identity_of_program(self._store), self._options, self._reports)
            self._given = given.hexadecimal()
        fingerprint = Fingerprint()
        fingerprint.add(self._given, sources)
        return fingerprint.hexadecimal()

    def _anew(self, sources: tuple[SourceFile, ...]) -> Callable[[int], Callable[[], Mapping[str, str]]]:
        """Return what makes the files of each output of a part without its entry."""

        def files_of(number: int) -> Callable[[], Mapping[str, str]]:
            def files() -> Mapping[str, str]:
                part = compile_part(sources, self._options, self._reports)
                assert part is not None, "it was compiled before without an error"
                return part.outputs[number].files

            return files

        return files_of
