"""Packages of capabilities: those that a run names are found among what is installed, loaded, checked and put into a catalog.

In: the names of entry points of the group `oamc.capabilities`, and a catalog. Out: a catalog with theirs; or a report for each
that cannot be used, and None: then nobody knows which names documents may use.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from oamc.capabilities.contracts import WorkloadType
from oamc.capabilities.packages.calls import CallError, Guard, called
from oamc.capabilities.packages.contract import Package
from oamc.capabilities.packages.records import RecordError, check_package
from oamc.diagnostics.codes import own as codes
from oamc.diagnostics.reports import listing, nearest
from oamc.records import Record, replace
from oamc.spans import PlacedText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.metadata import EntryPoint

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Capability
    from oamc.spans import Span

GROUP = "oamc.capabilities"


class Found(Record):
    """An entry point, with the name and version of what is installed."""

    entry: EntryPoint
    distribution: str
    version: str


def with_packages(catalog: Catalog, names: Iterable[str], reports: Reports) -> Catalog | None:
    """Return a catalog with the capabilities of some packages; None after a report."""
    errors = reports.errors
    known = installed(tuple(place for place in sys.path if os.path.realpath(place) != os.path.realpath(os.curdir)))
    taken: dict[tuple[str, str], str] = {}
    further: dict[str, list[Capability]] = {"workload_types": [], "traits": [], "scopes": []}
    for name in dict.fromkeys(names):
        at = name.span if isinstance(name, PlacedText) else None
        found = _one(name, known, reports, at)
        package = None if found is None else _loaded(found, reports, at)
        if found is None or package is None:
            continue
        source = f"{found.distribution} {found.version}"
        for what, field, capability in _capabilities(package):
            for text in capability.names:
                other = f"a {what} that oamc has" if _is_known(field, text, catalog) else taken.get((field, text), "")
                taken[field, text] = f"another one of {source}"
                if other:
                    hint = "name one package less, or ask whoever makes it for another name"
                    reports.add(codes.NAME_TAKEN, at=at, what=f"{what} of {source}", name=text, other=other, hint=hint)
            further[field].append(Guard(f'{what} "{capability.name}" of {source}', reports).held(_owned(capability, source)))
    return None if reports.errors > errors else catalog.extended(**further)  # type: ignore[arg-type]  # each field has its kind


def _capabilities(package: Package) -> Iterator[tuple[str, str, Capability]]:
    """Yield the capabilities of a package, each with what it is and the field that has it."""
    for what, field in (("workload type", "workload_types"), ("trait", "traits"), ("scope", "scopes")):
        for capability in getattr(package, field):
            yield what, field, capability


def _owned(capability: Capability, source: str) -> Capability:
    """Return a capability with its source; the defaults of its properties are those of that."""
    field = "settings" if isinstance(capability, WorkloadType) else "properties"
    properties = tuple(replace(item, of_definition=True) for item in getattr(capability, field))
    return replace(capability, **{"source": source, field: properties})


def _is_known(field: str, name: str, catalog: Catalog) -> bool:
    """Tell whether a catalog has a capability of a name."""
    match field:
        case "workload_types":
            return catalog.workload_type(name) is not None
        case "traits":
            return catalog.trait_by_alias(name) is not None
        case _:
            return catalog.scope(name) is not None


@lru_cache(maxsize=4)
def installed(places: tuple[str, ...]) -> tuple[Found, ...]:
    """Return all entry points of the group. Of what is installed twice the first one counts, as it does for Python."""
    from importlib.metadata import distributions

    seen: set[str] = set()
    found: list[Found] = []
    for distribution in distributions(path=list(places)):
        name = distribution.metadata["Name"] or ""
        key = name.lower().replace("_", "-").replace(".", "-")
        if key in seen:
            continue
        seen.add(key)
        found += (
            Found(entry=entry, distribution=name, version=distribution.version)
            for entry in distribution.entry_points
            if entry.group == GROUP
        )
    return tuple(found)


def _one(name: str, known: tuple[Found, ...], reports: Reports, at: Span | None) -> Found | None:
    """Return the entry point of a name; None after a report."""
    found = [one for one in known if one.entry.name == name]
    if len(found) == 1:
        return found[0]
    names = tuple(dict.fromkeys(one.entry.name for one in known))
    problem = f'nothing that is installed has an entry point of this name in the group "{GROUP}"'
    near = nearest(name, names)
    hint = (
        f'did you mean "{near}"?' if near else f"installed are {listing(names)}" if names else "install the package beside oamc"
    )
    if found:
        problem = f"{listing([one.distribution for one in found])} both have an entry point of this name"
        hint = "remove one of them from the environment"
    reports.add(codes.PACKAGE_UNUSABLE, at=at, package=name, problem=problem, hint=hint)
    return None


def _loaded(found: Found, reports: Reports, at: Span | None) -> Package | None:
    """Return what an entry point hands out; None after a report."""
    problem = ""
    try:
        package = called(found.entry.load)
        if type(package) is Package:
            check_package(package)
            return package
        problem = f'"{found.entry.value}" is a {type(package).__name__}, and no Package of oamc.capabilities.v1'
    except CallError as error:
        problem = f"it raises {error}"
    except RecordError as error:
        problem = str(error)
    hint = f"this concerns whoever makes {found.distribution} {found.version}"
    reports.add(codes.PACKAGE_UNUSABLE, at=at, package=found.entry.name, problem=problem, hint=hint)
    return None
