"""What came of each part of a run, kept by itself: where one document has changed, its part alone is compiled.

In: an open store, and the inputs of a part. Out: what came of them, where everything that the compiler was given for them is
the same. Each part has an entry of its own, whose key is made as that of a run. Its texts are read from there when they are
wanted, so that a run holds none of them.
"""

from __future__ import annotations

import json

from oamc.cli.cache.fingerprint import Fingerprint
from oamc.cli.cache.outputs import BROKEN, Reader, rows_of
from oamc.fleets.part import compile_part
from oamc.fleets.portable_parts import data_of, part_of_data
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from oamc.backends.contract import Output
    from oamc.cli.cache.opening import Opened
    from oamc.diagnostics.reports import Reports
    from oamc.fleets.part import Part
    from oamc.options import Options
    from oamc.spans import SourceFile

    Written: TypeAlias = tuple[str, list[Any], int, int]


class KeptParts:
    """The parts of one run in a store (`fleets.build.Keeper`)."""

    def __init__(self, cache: Opened, options: Options, reports: Reports) -> None:
        """Begin with the cache of the run, and what its compiler is given beside the inputs."""
        self._store = cache.store
        self._later = cache.store.later()
        self._program = cache.program
        self._options = options
        self._reports = reports
        self._given = ""
        self._sizes: dict[str, int] = {}

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
            part = part_of_data(data, self._outputs(key, data["outputs"], entry.size, sources), sources)
        except BROKEN:
            self._store.remove(key)
            return None
        finally:
            entry.close()
        self._sizes[key] = entry.size + len(entry.index)
        return part

    def put(self, sources: tuple[SourceFile, ...], part: Part) -> Written | None:
        """Keep what came of the inputs of a part, in this process or a copy of it, and return what `take` needs.

        Nothing where it is not kept: what keeps it from that is told with the entry of the whole run. In a cache that is full
        of this run it would take the place of another part.
        """
        key = self._key(sources)
        rows, contents, _ = rows_of(part.outputs)
        index = json.dumps({"key": key, "outputs": rows, **data_of(part, sources)}).encode()
        size = sum(map(len, contents))
        try:
            is_kept = not self._is_full(size + len(index)) and self._store.write(key, index, contents)
        except OSError:
            is_kept = False
        if not is_kept:
            return None
        self._sizes[key] = size + len(index)
        return key, rows, size, len(index)

    def take(self, sources: tuple[SourceFile, ...], part: Part, written: Written) -> Part:
        """Return a part that was kept, with its texts where they are. Its own need not be there.

        Copies of this process do not know of one another: where all of them have kept more than there may be, texts are held.
        """
        key, rows, size, beside = written
        outputs = self._outputs(key, rows, size, sources)
        self._sizes[key] = size + beside
        if self._is_full():
            outputs = tuple(replace(output, files=dict(output.files)) for output in outputs)
        return replace(part, outputs=outputs)

    def _is_full(self, more: int = 0) -> bool:
        """Tell whether the parts of this run, and so many bytes more, are larger than the whole cache may be."""
        return sum(self._sizes.values()) + more > self._store.most

    def _outputs(self, key: str, rows: Any, size: int, sources: tuple[SourceFile, ...]) -> tuple[Output, ...]:
        """Return outputs of an entry, which is opened later. One that is damaged or gone by then is compiled again."""
        made: list[tuple[Output, ...]] = []

        def anew(number: int) -> Callable[[], Mapping[str, str]]:
            def files() -> Mapping[str, str]:
                if not made:
                    part = compile_part(sources, self._options, self._reports)
                    assert not isinstance(part, str), "what was compiled once can be compiled again"
                    made.append(part.outputs)
                return made[0][number].files

            return files

        return Reader(self._later.entry(key), size, self._later, anew).outputs(rows)

    def _key(self, sources: tuple[SourceFile, ...]) -> str:
        """Return the key of a part."""
        if not self._given:
            given = Fingerprint()
            given.add("part", self._program, self._options, self._reports)
            self._given = given.hexadecimal()
        fingerprint = Fingerprint()
        fingerprint.add(self._given, sources)
        return fingerprint.hexadecimal()
