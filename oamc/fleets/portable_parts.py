"""What came of a part as data that another process, or a later run, can read, and back."""

from __future__ import annotations

import marshal

from oamc.backends.contract import Output
from oamc.diagnostics.portable import findings_of, numbers_in, portable
from oamc.fleets.part import Part
from oamc.records import items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from oamc.spans import SourceFile


def data_of(part: Part, sources: Sequence[SourceFile]) -> dict[str, Any]:
    """Return a part as data of mappings, lists, texts and numbers, but for its outputs. Places are in `sources`, by number."""
    return {
        "findings": portable(part.findings, numbers_in(sources)),
        "names": [list(name) for name in part.names],
        "counts": list(part.counts),
        "front_ends": list(part.front_ends),
        "applications": list(part.applications),
        "coming_out": part.coming_out,
        "asked": list(part.asked),
        "known": dict(part.known),
        "left_out": list(part.left_out),
        "further": part.further,
    }


def part_of_data(data: dict[str, Any], outputs: tuple[Output, ...], sources: Sequence[SourceFile]) -> Part:
    """Return the part of data, with its outputs. Data of another form raise `KeyError`, `TypeError` or `IndexError`."""
    return Part(
        outputs=outputs,
        findings=tuple(findings_of(data["findings"], sources)),
        names=frozenset(tuple(name) for name in data["names"]),
        counts=tuple(data["counts"]),
        front_ends=tuple(data["front_ends"]),
        applications=tuple(data["applications"]),
        coming_out=data["coming_out"],
        asked=tuple(data["asked"]),
        known=data["known"],
        left_out=tuple(data["left_out"]),
        further=data["further"],
    )


def bytes_of(part: Part | str, sources: Sequence[SourceFile], placed: Any) -> bytes:
    """Return a part, or the reason why there is none, as bytes.

    `sources` are the inputs of the run, `placed` what a stage has said of the outputs.

    They are for a process of the same run alone: `marshal` is fast, and has another form in each version of Python. Files that
    lie at a stage are not among them.
    """
    if isinstance(part, str):
        return marshal.dumps(part)
    outputs = [{**dict(items(output)), "files": dict(output.files) if placed is None else {}} for output in part.outputs]
    return marshal.dumps((outputs, data_of(part, sources), placed))


def part_of(content: bytes, sources: Sequence[SourceFile]) -> tuple[Part | str, Any]:
    """Return the part of bytes that a process of this run has made, or a reason, and what a stage has said of its outputs."""
    found = marshal.loads(content)  # noqa: S302 - a copy of this process has written them
    if isinstance(found, str):
        return found, None
    outputs, data, placed = found
    return part_of_data(data, tuple(Output(**output) for output in outputs), sources), placed
