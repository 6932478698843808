# ruff: noqa: PTH100 - pathlib costs more than all of `oamc --version`
"""`oamc schema`: write the JSON Schemas of documents, which complete and check in an editor what is typed.

In: the catalog. Out: one schema on standard output, or all of them in a directory, with the line by which a document names its
schema to yaml-language-server.
"""

from __future__ import annotations

import os

from oamc.cli.arguments import UsageError
from oamc.cli.entry import FINE, WRONG
from oamc.cli.own_types import words_of
from oamc.cli.presentation import present
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.reports import escape, listing, printable
from oamc.reference.fields import FILES, file_of, kind_like, kind_named
from oamc.reference.schemas import ANY, ANY_KIND, NAMES, document_schema
from oamc.startup.indented_json import indented_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.own_types import Words
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports


def run(settings: Settings, reports: Reports) -> int:
    """Print one schema, or write schemas to a directory."""
    names = tuple(dict.fromkeys(_schema_name(given) for given in settings.positional))
    words = words_of(settings, reports)
    if reports.has_errors():
        present(settings, reports)
        return WRONG
    directory = settings.text("output")
    if directory is None or directory == "-":
        if len(names) > 1:
            raise UsageError("standard output holds one schema", "give one kind, or -o DIR", "schema")
        write_result(_text(names[0] if names else ANY, words))
        present(settings, reports)
        return FINE
    status = _write(directory, names or NAMES, words, settings, reports)
    present(settings, reports)
    return status


def _schema_name(given: str) -> str:
    """Return the name of the schema for a kind."""
    if given.lower() in ANY_KIND:
        return given.lower()
    kind = kind_named(given)
    if kind is None:
        close = kind_like(given)
        hint = f"did you mean {close}?" if close else f"kinds are {listing(FILES)}"
        raise UsageError(f'there is no kind "{printable(given)}"', hint, "schema")
    return FILES[kind]


def _text(name: str, words: Words) -> str:
    """Return a schema as text, with the words that are given."""
    return indented_json(document_schema(name, words.core, words.kubevela)) + "\n"


def _write(directory: str, names: tuple[str, ...], words: Words, settings: Settings, reports: Reports) -> int:
    """Write schemas to a directory as an output of oamc: what somebody edited there is kept, and old files of oamc go."""
    from oamc.disk.staging import write_trees

    if not directory:
        raise UsageError("the output is the empty text", "give -o DIR", "schema")
    above, name = os.path.split(os.path.abspath(directory))
    if not name:
        raise UsageError("the output is the root of the file system", "give -o DIR", "schema")
    files = {file_of(schema): _text(schema, words) for schema in names}
    surveys = write_trees(above, {name: files}, force=settings.flag("force"), reports=reports)
    if surveys is None:
        return WRONG
    if not settings.flag("quiet"):
        shown = escape(os.path.normpath(directory))
        number = len(files)
        counted = "1 schema" if number == 1 else f"{number} schemas"
        write_message(f"wrote {shown} ({counted})\n" if surveys[0].differs else f"{shown} is up to date ({counted})\n")
        write_message(f"begin a document with: # yaml-language-server: $schema={shown}/{file_of(names[0])}\n")
    return FINE
