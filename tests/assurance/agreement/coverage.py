"""Every construct of the language, derived from oamc's own records and catalog, and how often applications had it.

    python -m tests.assurance.agreement.coverage [APPLICATIONS]

    field        each field of each record of the documents of `frontends/v1alpha1` (`RECORDS`), with something in it
    property     each property of each trait and scope, each setting of a workload type that lists them
    applies      each workload type with each trait that the catalog lets apply to it
    together     each two traits on one instance
    option       each field of the compiler's options, away from its default
    form         the forms of `tests/strategies/coverage.py`: units, protocols, sources of values, older spellings

A new field, trait, property or option is a construct at once, and a search that never meets it fails.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Trait, WorkloadType
from oamc.capabilities.property_schema import Struct
from oamc.diagnostics.reports import Reports
from oamc.frontends.v1alpha1 import declared_rules, definition_documents
from oamc.frontends.v1alpha1 import documents as v1alpha1
from oamc.options import Options
from oamc.records import Record, items
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import Located
from tests.strategies.applications import Documents, as_text, sample_application
from tests.strategies.coverage import ALL_CONSTRUCTS
from tests.strategies.coverage import coverage as forms
from tests.support.agreement import source
from tests.support.decoding import decode

RECORDS = (v1alpha1, definition_documents, declared_rules)
"""The modules with the records of documents."""
GENERIC = "any other type"
NOT_CHOSEN = {
    "format",
    "overrides",
    "limits",
    "only_application",
    "foreign_documents",
    "names_elsewhere",
    "environment",
    "lock",
    "platform",
    "capabilities",
    "lays_out",
    "is_part",
}
"""Options that a search or `oamc verify` sets itself, the limits on inputs, which have a harness of their own, what passes
over documents of other systems, which never reach an output, and what has searches of its own: environments, which are layers
of overrides (`tests/unit/values/test_layers.py`), the lock of images (`tests/test_locked_agreement.py`), the rules of a
platform (`tests/test_platform_agreement.py`), packages of capabilities (`tests/strategies/packaged.py`), checks, which lay
nothing out (`tests/test_checking_alone.py`), and parts of a run (`tests/fleets`)."""
PLACES = {"span", "empty", "is_doubted"}
"""Fields that say where something was written, or written empty, or that a mistake in it was told."""
SECOND = "core.oam.dev/v1alpha2."
"""How the names of workload types begin that components of the second version hold; the numbered ones are of the first."""


def constructs_of(documents: Documents, options: Options) -> set[str]:
    """Return every construct that occurs in the documents of a run and in its options."""
    found = {f"form {name}" for name in forms(documents)}
    found.update(f"option {name}" for name, value in items(options) if name not in NOT_CHOSEN and _away(name, value))
    decoded = [decode(document, Reports()) for document in read(source(as_text(documents)), Reports())]
    kinds = {
        document.metadata.name.value: _workload(document.workload_type.value)
        for document in decoded
        if isinstance(document, v1alpha1.ComponentSchematic)
    }
    for document in decoded:
        found.update(_fields(document))
        if isinstance(document, v1alpha1.ApplicationConfiguration):
            found.update(_in_configuration(document, kinds))
        elif isinstance(document, v1alpha1.ComponentSchematic):
            found.update(_settings(document))
    return found


@cache
def all_constructs() -> frozenset[str]:
    """Return every construct that there is."""
    found = {f"form {name}" for name in ALL_CONSTRUCTS}
    found |= {f"option {name}" for name in Options._fields if name not in NOT_CHOSEN}
    for record in (value for module in RECORDS for value in vars(module).values()):
        if isinstance(record, type) and issubclass(record, Record) and record is not Record:
            found |= {f"field {record.__name__}.{name}" for name in record._fields if name not in PLACES}
    for trait in CATALOG.traits:
        found |= {f"property {trait.name}.{name}" for name in _names(trait)}
    for scope in CATALOG.scopes:
        found |= {f"property {scope.name}.{prop.name}" for prop in scope.properties}
    for workload in CATALOG.workload_types:
        found |= {f"property {workload.name}.{setting.name}" for setting in workload.settings}
    firsts = [kind for kind in CATALOG.workload_types if not all(name.startswith(SECOND) for name in kind.names)]
    for kind in (*firsts, None):
        fitting = [trait for trait in CATALOG.traits if applies(trait, kind)]
        found |= {_applies(kind, trait.name) for trait in fitting}
        pairs = ((one, other) for one in fitting for other in fitting if one.name < other.name)
        found |= {_together(one.name, other.name) for one, other in pairs if one.reshape is None or other.reshape is None}
    return frozenset(found)


def _names(trait: Trait) -> list[str]:
    """Return the names of the properties of a trait; of one that takes a tree of them, those of the top."""
    if trait.schema is None:
        return [prop.name for prop in trait.properties]
    assert isinstance(trait.schema, Struct)
    return [item.name for item in trait.schema.items]


def applies(trait: Trait, kind: WorkloadType | None) -> bool:
    """Tell whether the catalog lets a trait apply to a workload type; None is a type that only the cluster knows."""
    return not trait.needs or (kind is not None and bool(trait.needs & {*kind.features, *kind.names}))


def count(runs: Iterable[tuple[Documents, Options]]) -> Counter[str]:
    """Return how many runs had each construct."""
    seen: Counter[str] = Counter(dict.fromkeys(all_constructs(), 0))
    for documents, options in runs:
        seen.update(constructs_of(documents, options))
    return seen


def table(seen: Counter[str]) -> str:
    """Return the constructs with how often they were seen, the rarest first in each group."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for construct, times in seen.items():
        group, _, name = construct.partition(" ")
        groups.setdefault(group, []).append((times, name))
    lines = []
    for group, entries in sorted(groups.items()):
        lines.append(f"{group}: {len(entries)} constructs, {sum(times > 0 for times, _ in entries)} seen")
        lines += [f"{times:>8}  {name}" for times, name in sorted(entries)]
    return "\n".join(lines)


def _fields(value: Any) -> Iterator[str]:
    """Yield the fields of a record, and of the records in it, that hold something."""
    if isinstance(value, Located):
        return
    if isinstance(value, Record):
        for name, part in items(value):
            if name in PLACES:
                continue
            if type(value).__module__ in {module.__name__ for module in RECORDS} and part not in (None, (), {}, "", False):
                yield f"field {type(value).__name__}.{name}"
            yield from _fields(part)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _fields(part)


def _in_configuration(document: v1alpha1.ApplicationConfiguration, kinds: dict[str, str]) -> Iterator[str]:
    """Yield the properties and the pairs in a configuration."""
    for binding in document.scopes:
        scope = CATALOG.scope(binding.type.value)
        if scope is not None:
            yield from _properties(scope.name, scope.properties, binding.properties)
    for use in document.components:
        bound = sorted({_trait_name(binding.name.value) for binding in use.traits})
        yield from (f"applies {kinds[use.component_name.value]} × {name}" for name in bound)
        yield from (_together(one, other) for one in bound for other in bound if one < other)
        for binding in use.traits:
            trait = CATALOG.trait(_trait_name(binding.name.value))
            if trait is not None and trait.schema is not None:
                given = {item.name.value for item in binding.properties}
                yield from (f"property {trait.name}.{name}" for name in _names(trait) if name in given)
            elif trait is not None:
                yield from _properties(trait.name, trait.properties, binding.properties)


def _properties(owner: str, declared: Iterable[Any], given: Iterable[v1alpha1.PropertyEntry]) -> Iterator[str]:
    """Yield the properties that are given, by their present names."""
    names = {alias: prop.name for prop in declared for alias in (prop.name, *prop.aliases)}
    for item in given:
        written = _paths(item.name.value, plain(item.value))
        yield from (f"property {owner}.{names[name]}" for name in written if name in names)


def _paths(name: str, value: object) -> Iterator[str]:
    """Yield the name of a property and of what stands in it."""
    yield name
    for key, part in value.items() if isinstance(value, dict) else ():
        yield from _paths(f"{name}.{key}", part)
    for part in value if isinstance(value, list) and all(isinstance(one, dict) for one in value) else ():
        for key, inner in part.items():
            yield from _paths(f"{name}[].{key}", inner)


def _settings(document: v1alpha1.ComponentSchematic) -> Iterator[str]:
    """Yield the settings of a workload type that lists them."""
    kind = CATALOG.workload_type(document.workload_type.value)
    if kind is not None and kind.settings:
        given = {setting.name.value for setting in document.settings}
        yield from (f"property {kind.name}.{setting.name}" for setting in kind.settings if setting.name in given)


def _workload(written: str) -> str:
    """Return the name of a workload type, however it is written."""
    known = CATALOG.workload_type(written) or CATALOG.workload_type(f"core.oam.dev/v1alpha1.{written.rpartition('.')[2]}")
    return known.name if known else GENERIC


def _trait_name(written: str) -> str:
    """Return the present name of a trait."""
    known = CATALOG.trait(written) or CATALOG.trait_by_alias(written)
    return known.name if known else written


def _applies(kind: WorkloadType | None, trait: str) -> str:
    """Name a workload type with a trait."""
    return f"applies {GENERIC if kind is None else kind.name} × {trait}"


def _together(one: str, other: str) -> str:
    """Name two traits on one instance."""
    return f"together {one} + {other}"


def _away(name: str, value: object) -> bool:
    """Tell whether an option is away from its default."""
    return value != Options._defaults[name]


def main() -> int:
    """Print how often the numbered applications of a search have each construct."""
    from tests.assurance.agreement.search import options_of

    applications = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    made = ((number, sample_application(number)) for number in range(applications))
    seen = count((documents, options_of(documents, number)) for number, documents in made)
    missing = [name for name, times in seen.items() if not times]
    print(table(seen))  # noqa: T201 - what the program is for
    print(f"{len(seen) - len(missing)} of {len(seen)} constructs occur in {applications:,} applications")  # noqa: T201
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
