"""A task of a cluster: some parts of a run, compiled on another machine.

In: a text of JSON, with the inputs, what the user chooses, and what runs here. Out: mappings, lists, texts and numbers. Nothing
else crosses between machines, so that neither depends on how the other one keeps its records.
"""

from __future__ import annotations

import json
from _thread import allocate_lock

from oamc.backends.contract import Output
from oamc.diagnostics.reports import Reports
from oamc.fleets.part import compile_part, with_one_text_of_each
from oamc.fleets.portable_options import data_of_options, options_of
from oamc.fleets.portable_parts import data_of, part_of_data
from oamc.fleets.program import difference, program
from oamc.records import items
from oamc.spans import SourceFile
from oamc.startup.collector import RestingCollector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from oamc.fleets.part import Part
    from oamc.options import Options

AN_EXCEPTION = "something went wrong on a worker, and is met again here"
ONE_AT_A_TIME = allocate_lock()
"""A worker may have several threads, of which Python runs one: together they would only take more memory."""


def options_text(options: Options, reports: Reports) -> str:
    """Return what all tasks of a run have in common. `UnknownFormError` says that an option cannot be told to a worker."""
    return json.dumps(
        {
            "program": dict(program()),
            **data_of_options(options),
            "strict": reports.strict,
            "allow_unknown": reports.allow_unknown,
        }
    )


def inputs_text(inputs: Sequence[tuple[SourceFile, ...]]) -> str:
    """Return the inputs of the parts of one task."""
    return json.dumps([[dict(items(source)) for source in part] for part in inputs])


def compiled(common: str, inputs: str) -> dict[str, Any]:
    """Be a worker: compile the parts of a task, and return what came of each, a text where there is nothing.

    Of another program than the one that asks, what differs is returned instead.
    """
    given = json.loads(common)
    different = difference(program(), given["program"])
    if different:
        return {"difference": different}
    options = options_of(given)
    reports = Reports(strict=given["strict"], allow_unknown=given["allow_unknown"])
    texts: dict[str, str] = {}
    parts: list[dict[str, Any] | str] = []
    with ONE_AT_A_TIME, RestingCollector():
        for rows in json.loads(inputs):
            sources = tuple(SourceFile(**row) for row in rows)
            try:
                part = compile_part(sources, options, reports)
            except Exception:  # noqa: BLE001 - whoever gets no part compiles everything, and meets the exception
                part = AN_EXCEPTION
            # One text is sent once, however many charts of a task have it.
            parts.append(part if isinstance(part, str) else _data(with_one_text_of_each(part, texts), sources))
    return {"parts": parts}


def parts_of(answer: dict[str, Any], inputs: Sequence[tuple[SourceFile, ...]], texts: dict[str, str]) -> Iterator[Part | str]:
    """Yield what came of each part of a task. Files with one content share one of the `texts`."""
    for data, sources in zip(answer["parts"], inputs, strict=True):
        if isinstance(data, str):
            yield data
            continue
        part = part_of_data(data, tuple(Output(**output) for output in data["outputs"]), sources)
        yield with_one_text_of_each(part, texts)


def _data(part: Part, sources: tuple[SourceFile, ...]) -> dict[str, Any]:
    """Return what came of a part as data."""
    outputs = [{**dict(items(output)), "files": dict(output.files)} for output in part.outputs]
    return {"outputs": outputs, **data_of(part, sources)}
