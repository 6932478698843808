"""`oamc types`: workload types, traits, scopes and intents as a list, one of them with its properties, how traits get on; profiles.

In: the catalog of capabilities. Out: text or JSON, which has the same content; its keys are stable.
"""

from __future__ import annotations

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Intent, Scope, Trait, WorkloadType, applies
from oamc.cli.arguments import UsageError
from oamc.cli.entry import FINE, WRONG
from oamc.cli.own_types import words_of_kubevela
from oamc.cli.presentation import present
from oamc.cli.streams import write_result
from oamc.diagnostics.reports import nearest, printable
from oamc.expressions.numbers import spell_json
from oamc.expressions.type_words import type_in_words
from oamc.model.vocabularies import KUBEVELA
from oamc.reference.examples import example_text
from oamc.reference.property_lines import lines_of
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Property, TypeOf
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Capability
    from oamc.reference.property_lines import Line
    from oamc.reference.relations import Relation


def run(settings: Settings, reports: Reports) -> int:
    """Print the list, the page of each name, or the relations of traits."""
    as_json = settings.text("format") == "json"
    words = words_of_kubevela(settings, reports)
    if reports.found:
        present(settings, reports)
    if reports.has_errors():
        return WRONG
    match settings.positional:
        case () | ("list",):
            pages = [page(capability) for capability in capabilities(words)]
            write_result(_json(pages) if as_json else list_text(pages))
        case ("show", _, *_):
            shown = [page(find(name, words)) for name in settings.positional[1:]]
            write_result(_json(shown if len(shown) > 1 else shown[0]) if as_json else "\n".join(map(page_text, shown)))
        case ("matrix",):
            from oamc.reference.relations import relations

            found = relations(CATALOG)
            write_result(_json([relation_page(relation) for relation in found]) if as_json else matrix_text(found))
        case ("profiles",):
            from oamc.cli.profile_pages import profile_pages, profiles_text

            profiles = profile_pages()
            write_result(_json(profiles) if as_json else profiles_text(profiles))
        case _:
            raise UsageError("types wants list, matrix, profiles, or show and a name", command="types")
    return FINE


def capabilities(words: Catalog) -> list[Capability]:
    """Return everything the catalogs know, kind by kind: the words of OAM, then those of KubeVela."""
    own = (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)
    return [*own, *words.workload_types, *words.traits]


def find(name: str, words: Catalog) -> Capability:
    """Return what has this name or alias, or the kind in a name like `core.oam.dev/v1alpha1.Server`, in any case.

    Definitions of the platform come first.
    """
    known: dict[str, Capability] = {}
    all_of_them = capabilities(words)
    own = [capability for capability in all_of_them if getattr(capability, "definition", None) is not None]
    for capability in (*own, *all_of_them):
        if _is_of_kubevela(capability):
            known[f"{KUBEVELA}/{capability.name}"] = capability
        for full in capability.names:
            known.setdefault(full.lower(), capability)
            known.setdefault(full.rpartition(".")[2].lower(), capability)
    if name.lower() in known:
        return known[name.lower()]
    close = nearest(name, [capability.short_name for capability in all_of_them])
    hint = f"did you mean {close}?" if close else 'run "oamc types list" for all of them'
    raise UsageError(f'there is no workload type, trait, scope or intent "{printable(name)}"', hint, "types")


def page(capability: Capability) -> dict[str, object]:
    """Return what is known about one capability as plain data."""
    result: dict[str, object] = {
        "kind": _kind(capability),
        "name": capability.name,
        "aliases": list(capability.names[1:]),
        "summary": capability.summary,
    }
    own: tuple[Property, ...] = ()
    match capability:
        case WorkloadType(schema=schema) | Trait(schema=schema) if schema is not None and _is_of_kubevela(capability):
            if capability.definition is not None:
                result["defined"] = str(capability.definition.name.span)
                result["appliesTo"] = list(capability.definition.applies_to)
                result["conflictsWith"] = list(capability.definition.conflicts_with)
            result["properties"] = [_line(line) for line in lines_of(schema)]
            return result
        case WorkloadType():
            result["features"] = sorted(capability.features)
            own = capability.settings
        case Trait():
            result["appliesTo"] = [known.name for known in CATALOG.named_workload_types if applies(capability, known)]
            result["makes"] = list(capability.produces)
            result["optional"] = capability.optional
            own = capability.properties
        case Scope():
            own = capability.properties
        case Intent():
            result["fits"] = sorted(capability.kinds)
            result["contradicts"] = sorted(capability.contradicts)
            own = capability.properties
    tree = capability.schema if isinstance(capability, Trait) else None
    result["properties"] = [_property(entry) for entry in own] if tree is None else [_line(line) for line in lines_of(tree)]
    example = example_text(capability, CATALOG)
    return {**result, **({"example": example} if example else {})}


def _kind(capability: Capability) -> str:
    """Name what a capability is."""
    if _is_of_kubevela(capability):
        return "KubeVela component type" if isinstance(capability, WorkloadType) else "KubeVela trait"
    if isinstance(capability, WorkloadType):
        return "workload type"
    return "trait" if isinstance(capability, Trait) else "intent" if isinstance(capability, Intent) else "scope"


def _is_of_kubevela(capability: Capability) -> bool:
    """Tell whether a capability is a word of KubeVela's. Where OAM has the same word, it is found as `kubevela/NAME`."""
    if not isinstance(capability, (WorkloadType, Trait)) or capability.schema is None:
        return False
    return not (isinstance(capability, Trait) and CATALOG.trait(capability.name) is capability)


def _line(line: Line) -> dict[str, object]:
    """Return one property of a tree as plain data."""
    item = line.item
    result: dict[str, object] = {
        "name": line.path,
        "type": line.type,
        "required": item.required,
        "live": line.live,
        "description": item.description,
    }
    if item.default is not UNSET:
        result["default"] = item.default
    return result


def _property(entry: Property) -> dict[str, object]:
    """Return one property as plain data. `default` is missing where there is none."""
    result: dict[str, object] = {
        "name": entry.name,
        "type": type_words(entry.type),
        "required": entry.required,
        "live": entry.live,
        "description": entry.description,
    }
    if entry.default is not UNSET:
        result["default"] = entry.default
    return result


def type_words(value_type: TypeOf) -> str:
    """Say in words what a property may hold. A type that depends on the component is known only there."""
    return "depends on the component" if callable(value_type) else type_in_words(value_type)


def list_text(pages: Iterable[dict[str, object]]) -> str:
    """Return the list as text: a heading for each kind, a line for each name."""
    pages = list(pages)
    width = max((len(str(shown["name"])) for shown in pages), default=0)
    lines: list[str] = []
    kind = ""
    for shown in pages:
        if shown["kind"] != kind:
            kind = str(shown["kind"])
            lines += ([""] if lines else []) + [f"{kind}s"]
        lines.append(f"  {shown['name']!s:<{width}}  {shown['summary']}")
    return "\n".join(lines) + "\n"


def page_text(shown: dict[str, object]) -> str:
    """Return one capability as text."""
    lines = [f"{shown['name']} ({shown['kind']})", ""]
    if shown["summary"]:
        lines += [f"{shown['summary']}", ""]
    if "defined" in shown:
        lines.append(f"{'defined:':<13} {shown['defined']}")
    facts = (
        ("aliases", "also called"),
        ("features", "features"),
        ("appliesTo", "applies to"),
        ("conflictsWith", "not with"),
        ("fits", "fits"),
        ("contradicts", "not with"),
        ("makes", "makes"),
    )
    for key, words in facts:
        value = shown.get(key)
        if isinstance(value, list) and value:
            lines.append(f"{words + ':':<13} {', '.join(map(str, value))}")
    if shown.get("optional"):
        lines.append(f"{'optional:':<13} the values of the chart switch it on and off")
    properties = shown["properties"]
    assert isinstance(properties, list)
    lines += ["", "properties:"] if properties else ["", "no properties"]
    for entry in properties:
        notes = [entry["type"], "required" if entry["required"] else ""]
        if "default" in entry:
            notes.append(f"default {spell_json(entry['default'])}")
        if not entry["live"]:
            notes.append("fixed when the chart is built")
        lines.append(f"  {entry['name']} ({', '.join(note for note in notes if note)})")
        if entry["description"]:
            lines.append(f"      {entry['description']}")
    example = ["", "example:", "", str(shown["example"]).rstrip("\n")] if "example" in shown else []
    return "\n".join((*lines, *example)) + "\n"


def relation_page(relation: Relation) -> dict[str, object]:
    """Return the relation of two traits as plain data. `field` is empty where they do not meet."""
    return {
        "first": relation.first,
        "second": relation.second,
        "relation": relation.kind,
        "field": relation.field,
        "workloadTypes": list(relation.workload_types),
    }


def matrix_text(found: Iterable[Relation]) -> str:
    """Return the relations as text: a line for each two traits, and where they meet."""
    rows = [(relation.first, relation.second, relation.kind, relation.field) for relation in found]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = ("  ".join((*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[3])) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _json(value: object) -> str:
    """Return pages as JSON."""
    from oamc.diagnostics.report_texts import dump_json

    return dump_json(value)
