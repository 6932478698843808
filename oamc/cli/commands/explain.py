"""`oamc explain`: print the page of a diagnostic code (`diagnostics/pages/<CODE>.md`), or what a field of a document means.

Of a rating of `oamc diff` it prints the rules that give it.
"""

from __future__ import annotations

from oamc.changes.model import RATINGS
from oamc.cli.arguments import UsageError
from oamc.cli.code_pages import codes, page, title
from oamc.cli.entry import FINE
from oamc.cli.streams import write_result
from oamc.diagnostics.reports import listing, nearest, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.reference.fields import DocumentField

WIDTH = 100


def run(settings: Settings, reports: Reports) -> int:  # noqa: ARG001 - the signature of every command
    """Print the page of each code and what each field means, or the titles of all codes."""
    known = codes()
    if not settings.positional:
        write_result("".join(f"{title(page(code))}\n" for code in known))
        return FINE
    write_result("\n".join(_explained(given, known) for given in settings.positional))
    return FINE


def _explained(given: str, known: list[str]) -> str:
    """Return the page of a code, or the text about a kind or a field."""
    from oamc.reference.fields import FILES, document_fields, find, kind_like, kind_named, split

    if given.upper() in known:
        return page(given.upper())
    if given in RATINGS:
        from oamc.changes.rules import text_of

        return text_of(given)
    first, path = split(given)
    kind = kind_named(first)
    if kind is None:
        wanted = given.upper()
        of_its_stage_first = sorted(known, key=lambda code: code[:4] != wanted[:4])
        close = nearest(wanted, of_its_stage_first) or kind_like(first)
        hint = f"did you mean {close}?" if close else f'run "oamc explain" for the codes; kinds are {listing(FILES)}'
        if _is_type(first):
            hint = f'run "oamc types show {first}": it is no kind of document'
        raise UsageError(f'there is no page for "{printable(given)}"', hint, "explain")
    root = document_fields(kind)
    field = find(root, path)
    if field is None:
        raise UsageError(f'{kind} has no field "{printable(".".join(path))}"', _nearest_field(root, path), "explain")
    return field_text(root, field)


def _is_type(name: str) -> bool:
    """Tell whether a name is one of a type, a trait or another word that `oamc types` shows."""
    from oamc.capabilities.catalog import CATALOG
    from oamc.capabilities.catalogs import CATALOGS

    found = [
        one
        for catalog in (CATALOG, *CATALOGS.values())
        for one in (*catalog.workload_types, *catalog.traits, *catalog.scopes, *catalog.intents)
    ]
    return name.lower() in {known.rpartition(".")[2].lower() for one in found for known in one.names}


def _nearest_field(root: DocumentField, path: list[str]) -> str:
    """Return the hint for a path with an unknown name: the nearest field where it goes wrong, or those that are there."""
    from oamc.reference.fields import find

    above = root
    for depth in range(len(path)):
        found = find(root, path[:depth])
        if found is None:
            break
        above, wrong = found, path[depth]
    candidates = {inner.name: inner for outer in (above, *_specification(above)) for inner in outer.fields}
    close = nearest(wrong, candidates)
    if close:
        return f"did you mean {'.'.join(candidates[close].path)}?"
    where = ".".join(above.path)
    return f"{where} has {listing(candidates)}" if candidates else f"{where} has no fields of its own"


def _specification(field: DocumentField) -> list[DocumentField]:
    """Return the `spec` of a kind, which a path may leave out."""
    return [inner for inner in field.fields if inner.path[1:] == ("spec",)]


def field_text(root: DocumentField, field: DocumentField) -> str:
    """Return what a kind or a field is, with the fields in it, one line of meaning each."""
    from oamc.reference.fields import version_of

    place = ".".join(field.path[1:])
    lines = [f"{root.name} of {version_of(root.path[0])}", ""]
    if place:
        lines.append(f"{place} ({', '.join(_notes(field))})")
    lines += _wrapped(field.description, "  " if place else "")
    lines += _wrapped(f"Each: {field.item}" if field.item else "", "  ")
    if field.choices:
        lines.append(f"  one of {', '.join(field.choices)}")
    if field.example and not field.fields:
        lines.append(f"  example: {field.example}")
    if field.name == "properties" and not field.fields:
        lines.append('  "oamc types show NAME" has those of each trait and scope')
    if field.fields:
        lines += ["", "fields:"]
    for inner in field.fields:
        lines.append(f"  {inner.name} ({', '.join(_notes(inner))})")
        lines += _wrapped(inner.description, "      ")
    return "\n".join(lines) + "\n"


def _notes(field: DocumentField) -> list[str]:
    """Return the type of a field, and what else is short to say of it."""
    notes = [field.type]
    if field.required:
        notes.append("required")
    if field.default:
        notes.append(f"default {field.default}")
    if field.older:
        notes.append("older form")
    return notes


def _wrapped(text: str, indent: str) -> list[str]:
    """Break a text into lines."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(f"{indent}{word}")
    return lines
