"""What came of a part, as bytes that a process of the same run can read, and back."""

from __future__ import annotations

import marshal

from oamc.backends.contract import Output
from oamc.diagnostics.portable import findings_of, portable
from oamc.fleets.part import Part
from oamc.records import items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.spans import SourceFile


def bytes_of(part: Part, sources: Sequence[SourceFile]) -> bytes:
    """Return a part as bytes. `sources` are the inputs of the run.

    They are for a process of the same run alone: `marshal` is fast, and has another form in each version of Python.
    """
    numbers = {id(source): number for number, source in enumerate(sources)}
    fields = dict(items(part))
    fields["outputs"] = [{**dict(items(output)), "files": dict(output.files)} for output in part.outputs]
    fields["findings"] = portable(part.findings, lambda source: numbers.get(id(source)))
    return marshal.dumps(fields)


def part_of(data: bytes, sources: Sequence[SourceFile]) -> Part:
    """Return the part of bytes that a process of this run has made."""
    fields = marshal.loads(data)  # noqa: S302 - a copy of this process has written them
    fields["outputs"] = tuple(Output(**output) for output in fields["outputs"])
    fields["findings"] = tuple(findings_of(fields["findings"], sources))
    return Part(**fields)
