"""Units that were written where they were compiled, as data that another process can read, and back.

In: written units. Out: mappings, lists, texts and numbers, of which the same units come again, but for their files, which go by
another way or lie on the disk already.
"""

from __future__ import annotations

from oamc.diagnostics.portable import PlacesIn, PlacesOut, from_rows, numbers_in, rows_of
from oamc.gitops.plan import Member, WrittenUnit
from oamc.records import items

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from oamc.backends.contract import FileTree
    from oamc.spans import SourceFile


def data_of(units: Sequence[WrittenUnit], sources: Sequence[SourceFile]) -> dict[str, Any]:
    """Return units as data. Places are in `sources`, by number."""
    places = PlacesOut(numbers_in(sources))
    rows = [
        {
            **{name: value for name, value in items(unit) if isinstance(value, str)},
            "span": places.of(unit.span),
            "groups": list(unit.groups),
            "after": list(unit.after),
            "order": {name: list(others) for name, others in unit.order.items()},
            "members": [{**dict(items(member)), "span": places.of(member.span)} for member in unit.members],
            "findings": rows_of(unit.findings, places),
        }
        for unit in units
    ]
    return {"units": rows, "strangers": places.strangers()}


def units_of(data: dict[str, Any], files: Iterator[FileTree], sources: Sequence[SourceFile]) -> Iterator[WrittenUnit]:
    """Yield the units of data, each with the next of the `files`."""
    places = PlacesIn(sources, data["strangers"])
    for row in data["units"]:
        yield WrittenUnit(
            **{
                **row,
                "span": places.certain(row["span"]),
                "groups": tuple(row["groups"]),
                "after": tuple(row["after"]),
                "order": {name: tuple(others) for name, others in row["order"].items()},
                "members": tuple(Member(**{**member, "span": places.certain(member["span"])}) for member in row["members"]),
                "findings": tuple(from_rows(row["findings"], places)),
            },
            files=next(files),
        )
