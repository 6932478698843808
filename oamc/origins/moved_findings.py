"""Findings of other programs about files that oamc wrote, at the lines of the documents instead.

In: a report in SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), as data, and a function that knows where a line of a file
comes from. Out: the same report in which those findings stand at that place; where they stood is among their related locations.
A finding about anything else stays as it is.
"""

from __future__ import annotations

from copy import deepcopy

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    PlaceOf = Callable[["Finding"], "dict[str, Any] | None"]

VERSION = "2.1.0"
GENERATED = "here in a file that oamc wrote"


class Finding(Record):
    """Where a finding is: the address of its file, the base that it is relative to, and its lines, 0 where it has none."""

    address: str
    base: str
    first: int
    last: int


class Moved(Record):
    """A report with moved findings, how many these are, and the addresses of the files of all others, sorted."""

    report: dict[str, Any]
    moved: int
    stayed: int
    elsewhere: tuple[str, ...]


class NoReportError(Exception):
    """What was read is no report in SARIF; the text says why."""


def moved(report: Any, place_of: PlaceOf) -> Moved:
    """Return a report whose findings stand where `place_of` says: at a physical location; None is for one that stays."""
    if not isinstance(report, dict) or not isinstance(report.get("runs"), list):
        raise NoReportError("it has no runs")
    if report.get("version") != VERSION:
        raise NoReportError(f"it is not of version {VERSION}")
    made = deepcopy(report)
    count = stayed = 0
    elsewhere: set[str] = set()
    for run in made["runs"]:
        for result in _objects(run, "results"):
            places = [(location, _finding(location, run)) for location in _objects(result, "locations")]
            found = [(location, finding, place_of(finding)) for location, finding in places if finding is not None]
            hits = [(location, place) for location, _, place in found if place is not None]
            for location, place in hits:
                _move(result, location, place)
            if hits:
                count += 1
            else:
                stayed += 1
                elsewhere |= {finding.address for _, finding, _ in found}
    return Moved(report=made, moved=count, stayed=stayed, elsewhere=tuple(sorted(elsewhere)))


def _objects(parent: Any, field: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list, as far as there is one."""
    items = parent.get(field) if isinstance(parent, dict) else None
    yield from (item for item in items or () if isinstance(item, dict)) if isinstance(items, list) else ()


def _finding(location: dict[str, Any], run: dict[str, Any]) -> Finding | None:
    """Return where a finding is; None where it says no file."""
    physical = location.get("physicalLocation")
    artifact = physical.get("artifactLocation") if isinstance(physical, dict) else None
    if not isinstance(physical, dict) or not isinstance(artifact, dict):
        return None
    if "uri" not in artifact and isinstance(artifact.get("index"), int):
        known = list(_objects(run, "artifacts"))
        number = artifact["index"]
        listed = known[number].get("location") if 0 <= number < len(known) else None
        artifact = listed if isinstance(listed, dict) else artifact
    address, base = artifact.get("uri"), artifact.get("uriBaseId")
    if not isinstance(address, str):
        return None
    region = physical.get("region")
    first, last = (region.get(name) if isinstance(region, dict) else None for name in ("startLine", "endLine"))
    first = first if isinstance(first, int) and not isinstance(first, bool) else 0
    last = last if isinstance(last, int) and not isinstance(last, bool) else first
    return Finding(address=address, base=_base(base, run), first=first, last=max(first, last))


def _base(name: Any, run: dict[str, Any]) -> str:
    """Return the address of a base by its name, the empty text where the report does not say it."""
    bases = run.get("originalUriBaseIds")
    found = bases.get(name) if isinstance(bases, dict) and isinstance(name, str) else None
    address = found.get("uri") if isinstance(found, dict) else None
    return address if isinstance(address, str) else ""


def _move(result: dict[str, Any], location: dict[str, Any], place: dict[str, Any]) -> None:
    """Put a location of a result to another place. What tells a location from others goes on with the old place."""
    related = result.get("relatedLocations")
    known = related if isinstance(related, list) else []
    taken = {one.get("id") for one in known if isinstance(one, dict)}
    number = next(number for number in range(1, len(taken) + 2) if number not in taken)
    old = {"id": number, "message": {"text": GENERATED}, "physicalLocation": location["physicalLocation"]}
    result["relatedLocations"] = [*known, old]
    location["physicalLocation"] = place
