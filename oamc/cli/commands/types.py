"""`oamc types`: workload types, traits, scopes and intents as a list, one with its properties, how traits get on; profiles.

In: the catalog of capabilities. Out: text, or JSON with the same content, whose shape is in
`schemas/results/types.v1.schema.json` and `matrix.v1.schema.json`; how traits get on also as Markdown.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Intent, Trait, WorkloadType, applies
from oamc.cli.arguments import UsageError
from oamc.cli.entry import FINE, WRONG
from oamc.cli.own_types import with_examples, words_of
from oamc.cli.presentation import present
from oamc.cli.streams import write_result
from oamc.diagnostics.reports import listing, nearest, printable
from oamc.expressions.numbers import spell_json
from oamc.model.vocabularies import KUBEVELA
from oamc.reference.type_pages import is_of_kubevela, needs_of, page, relations_page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.cli.own_types import Words
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Capability
    from oamc.reference.relations import Relation

SCHEMA, SCHEMA_OF_MATRIX = "oamc.types/1", "oamc.matrix/1"
WORKLOAD_TYPE, TRAIT, SCOPE, INTENT = "workload-type", "trait", "scope", "intent"
NOTHING = "none"


def run(settings: Settings, reports: Reports) -> int:
    """Print the list, the page of each name, or the relations of traits."""
    form = settings.text("format")
    words = words_of(settings, reports)
    if reports.found:
        present(settings, reports)
    if reports.has_errors():
        return WRONG
    if settings.positional[:1] not in {(), ("list",)}:
        _refuse_filters(settings)
    if form == "markdown" and settings.positional != ("matrix",):
        raise UsageError("only the matrix is written as Markdown", "oamc types matrix --format markdown", "types")
    match settings.positional:
        case () | ("list",):
            pages = [page(capability, words.core) for capability in _chosen(settings, words)]
            write_result(_json({"schema": SCHEMA, "types": pages}) if form == "json" else list_text(pages))
        case ("show", _, *_):
            found = [find(name, words) for name in settings.positional[1:]]
            compared = with_examples(words.core, settings, reports)
            shown = [{**page(capability, words.core), **relations_page(capability, compared)} for capability in found]
            text = "\n".join(map(page_text, shown))
            write_result(_json({"schema": SCHEMA, "types": shown}) if form == "json" else text)
        case ("matrix",):
            from oamc.reference.relations import all_effects, relations
            from oamc.reference.variants import variant_relations
            from oamc.reference.vela_relations import vela_relations

            compared = with_examples(words.core, settings, reports)
            effects = all_effects(compared)
            pairs = relations(compared, effects)
            variants, of_kubevela = variant_relations(compared, pairs, effects), vela_relations(words.kubevela)
            if form == "markdown":
                from oamc.reference.relation_tables import tables, variant_table, vela_tables

                written = (tables(compared, pairs), variant_table(variants), vela_tables(words.kubevela, of_kubevela))
                write_result("\n".join(written))
            else:
                parts = (pairs, variants, of_kubevela)
                body = {"schema": SCHEMA_OF_MATRIX, "relations": [relation_page(one) for part in parts for one in part]}
                write_result(_json(body) if form == "json" else "".join(map(matrix_text, parts)))
        case ("profiles",):
            from oamc.cli.profile_pages import profile_pages, profiles_text

            profiles = profile_pages()
            write_result(_json(profiles) if form == "json" else profiles_text(profiles))
        case _:
            raise UsageError("types wants list, matrix, profiles, or show and a name", command="types")
    return FINE


def _refuse_filters(settings: Settings) -> None:
    """Refuse filters of the list where nothing is listed."""
    for name in ("for", "kind", "requires"):
        if settings.text(name) is not None:
            raise UsageError(f"--{name} chooses what is listed", "oamc types list", "types")


def _chosen(settings: Settings, words: Words) -> list[Capability]:
    """Return what is to be listed."""
    found = capabilities(words)
    wanted, kind, needed = settings.text("for"), settings.text("kind"), settings.text("requires")
    if wanted is not None:
        workload_type = find(wanted, words, WORKLOAD_TYPE)
        found = [one for one in found if _fits(one, workload_type)]
    if kind is not None:
        found = [one for one in found if _category(one) == kind]
    if needed is not None:
        from oamc.kubernetes.cluster_needs import NEEDS

        if needed not in {NOTHING, *NEEDS}:
            close = nearest(needed, (NOTHING, *NEEDS))
            hint = f"did you mean {close}?" if close else f"it is {listing((NOTHING, *NEEDS), 'or')}"
            raise UsageError(f'no type needs "{printable(needed)}" of a cluster', hint, "types")
        found = [one for one in found if (needed in needs_of(one) if needed != NOTHING else not needs_of(one))]
    return found


def _fits(capability: Capability, workload_type: Capability) -> bool:
    """Tell whether a trait or a scope can be used with a workload type. Those of KubeVela are for its own types."""
    if isinstance(capability, (WorkloadType, Intent)) or is_of_kubevela(capability) != is_of_kubevela(workload_type):
        return False
    if not isinstance(capability, Trait) or not isinstance(workload_type, WorkloadType):
        return True
    if capability.definition is not None:
        targets = capability.definition.applies_to
        return not targets or "*" in targets or any(name in targets for name in workload_type.names)
    return applies(capability, workload_type)


def _category(capability: Capability) -> str:
    """Return what filters call the kind of a capability."""
    if isinstance(capability, WorkloadType):
        return WORKLOAD_TYPE
    if isinstance(capability, Intent):
        return INTENT
    return TRAIT if isinstance(capability, Trait) else SCOPE


def capabilities(words: Words) -> list[Capability]:
    """Return everything the catalogs know, kind by kind: the words of OAM, then those of KubeVela."""
    own = words.core
    return [*own.workload_types, *own.traits, *own.scopes, *own.intents, *words.kubevela.workload_types, *words.kubevela.traits]


def find(name: str, words: Words, category: str = "") -> Capability:
    """Return what has this name or alias, or the kind in a name like `core.oam.dev/v1alpha1.Server`, in any case.

    Definitions of the platform come first. With a `category`, nothing else is looked at.
    """
    known: dict[str, Capability] = {}
    all_of_them = [one for one in capabilities(words) if category in {"", _category(one)}]
    own = [capability for capability in all_of_them if getattr(capability, "definition", None) is not None]
    for capability in (*own, *all_of_them):
        if is_of_kubevela(capability):
            known[f"{KUBEVELA}/{capability.name}"] = capability
        for full in capability.names:
            known.setdefault(full.lower(), capability)
            known.setdefault(full.rpartition(".")[2].lower(), capability)
    if name.lower() in known:
        return known[name.lower()]
    close = nearest(name, [capability.short_name for capability in all_of_them])
    hint = f"did you mean {close}?" if close else 'run "oamc types list" for all of them'
    what = "workload type" if category == WORKLOAD_TYPE else "workload type, trait, scope or intent"
    raise UsageError(f'there is no {what} "{printable(name)}"', hint, "types")


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
        defined = f" ({shown['defined']})" if "defined" in shown else ""
        lines.append(f"  {shown['name']!s:<{width}}  {shown['summary']}{defined}")
    return "".join(f"{line}\n" for line in lines)


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
        ("requires", "needs"),
        ("provides", "provides"),
        ("wants", "builds on"),
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
    lines += _variant_lines(shown)
    lines += _relation_lines(shown)
    example = ["", "example:", "", str(shown["example"]).rstrip("\n")] if "example" in shown else []
    return "\n".join((*lines, *example)) + "\n"


def _variant_lines(shown: dict[str, object]) -> list[str]:
    """Return the other ways to use a trait as lines, each with an example of its properties."""
    variants = shown.get("variants")
    if not isinstance(variants, list):
        return []
    lines = ["", "other engines, providers and forms:"]
    for one in variants:
        lines.append(f"  {one['words']}")
        lines.append(f"      such as {spell_json(one['properties'])}")
        if "beside" in one:
            lines.append(f"      beside {listing(one['beside'])}")
    return lines


def _relation_lines(shown: dict[str, object]) -> list[str]:
    """Return the fields that a trait writes, and the traits that it meets, as lines."""
    claims, meets = shown.get("claims"), shown.get("meets")
    lines: list[str] = []
    if isinstance(claims, list) and claims:
        lines += ["", "writes (in the example):", *(f"  {claim}" for claim in claims)]
    if isinstance(meets, list) and meets:
        words = (f"  {one['trait']}: {one['relation']}, {one['reason']}: {one['field']}" for one in meets)
        lines += ["", "meets:", *words]
    return lines


def relation_page(relation: Relation) -> dict[str, object]:
    """Return the relation of two traits as plain data. `reason` and `field` are empty where they do not meet."""
    return {
        "first": relation.first,
        "second": relation.second,
        "relation": relation.kind,
        "reason": relation.reason,
        "field": relation.field,
        "workloadTypes": list(relation.workload_types),
    }


def matrix_text(found: Iterable[Relation]) -> str:
    """Return the relations as text: a line for each two traits, and where they meet."""
    rows = [(one.first, one.second, one.kind, f"{one.reason}: {one.field}" if one.reason else "") for one in found]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = ("  ".join((*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[3])) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _json(value: object) -> str:
    """Return pages as JSON."""
    from oamc.diagnostics.report_texts import dump_json

    return dump_json(value)
