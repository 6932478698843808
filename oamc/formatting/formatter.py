"""The normal form of a text, and the proof that it says the same.

In: a file that was read. Out: its text in the normal form, or why it stays as it is. The proof is made for each text that would
change: `source.reader` reads the same nodes, keys and values from both texts, every line of one is a line of the other but
for its spaces, and the normal form of the normal form is itself.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Reports
from oamc.formatting.blocks import plan
from oamc.formatting.layout import laid_out
from oamc.formatting.order import order_fields
from oamc.formatting.scanning import UnformattableError, tokens
from oamc.model.group_version_kind import CORE_GROUP, OLD_CORE_GROUP
from oamc.records import Record
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.source.places import UNUSUAL_BREAKS
from oamc.source.reader import read
from oamc.spans import SourceFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.formatting.blocks import Part
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document, Node

OF_OAM = frozenset((CORE_GROUP, OLD_CORE_GROUP))
OWN = frozenset((*OF_OAM, "oamc.dev"))
"""The groups whose documents are formatted; those of others are left alone."""
LIST = ("v1", "List")
JSON_BEGINS = ("{", "[")
TEMPLATE_BEGINS = "{{"


class Formatted(Record):
    """What became of a text: the normal form, or the text as it was, and why it stays so (`kept`), in words.

    `passed_over` says what the text is that has nothing to format, such as "JSON".
    """

    text: str
    kept: str = ""
    passed_over: str = ""


def formatted(source: SourceFile, reports: Reports, limits: Limits) -> Formatted:
    """Return what becomes of a text. What keeps it from being read is reported; warnings are for those who build."""
    begin = source.text.lstrip()
    if begin.startswith(JSON_BEGINS) and not begin.startswith(TEMPLATE_BEGINS):
        return Formatted(text=source.text, passed_over="JSON, or YAML in its form")
    found = Reports()
    documents = read(source, found, limits)
    if found.has_errors():
        reports.extend(one for one in found.found if one.severity == ERROR)
        return Formatted(text=source.text)
    if any(character in source.text for character in UNUSUAL_BREAKS):
        return Formatted(text=source.text, kept="it has line breaks that YAML readers take differently")
    try:
        return _formatted(source, documents, limits)
    except UnformattableError as error:
        return Formatted(text=source.text, kept=str(error))


def _formatted(source: SourceFile, documents: tuple[Document, ...], limits: Limits) -> Formatted:
    """Return what becomes of a text that can be read."""
    text, is_own = normal_form(source.text, is_named=not source.met)
    if not is_own:
        return Formatted(text=source.text, passed_over="no document of OAM")
    if text == source.text:
        return Formatted(text=text)
    for moves in (True, False):
        if not moves:
            text, _ = normal_form(source.text, is_named=not source.met, moves=False)
        if _says_the_same(source, text, documents, limits):
            again, _ = normal_form(text, is_named=not source.met, moves=moves)
            if again == text:
                return Formatted(text=text)
    if not source.text.endswith(("\n", "\r")):
        raise UnformattableError("it ends in a text, to which the line break at the end of the file would be added")
    raise UnformattableError("another text would come out than the same one with other spaces")


def normal_form(text: str, *, is_named: bool = True, moves: bool = True) -> tuple[str, bool]:
    """Return the normal form of a text, and whether anything in it is to be formatted; the form is not proven yet.

    In a file that somebody named, documents without an apiVersion are formatted, too: values, for example. With `moves`, the
    first fields of documents get their order.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    speaks_of_oam = any(group in text for group in OF_OAM)
    if not (speaks_of_oam or is_named):
        return text, False
    found = plan(lines, tokens("\n".join((*lines, ""))))
    groups = [CORE_GROUP if speaks_of_oam and _is_list(part) else _group(part) for part in found.parts]
    if not (any(group in OF_OAM for group in groups) or (is_named and any(group in {None, *OWN} for group in groups))):
        return text, False
    own = [part for part, group in zip(found.parts, groups, strict=True) if group is None or group in OWN]
    foreign = [part for part, group in zip(found.parts, groups, strict=True) if not (group is None or group in OWN)]
    left = {number for part in foreign for number in range(part.line, part.end)}
    laid = laid_out(lines, found, left)
    for part in own if moves else ():
        order_fields(laid, part)
    kept = found.kept | left
    while laid and not laid[-1] and len(laid) - 1 not in kept:
        laid.pop()
    begin = next((number for number, line in enumerate(laid) if line), 0)
    return "".join(f"{line}\n" for line in laid[begin:]), True


def _group(part: Part) -> str | None:
    """Return the group of a document; None where it has no apiVersion."""
    version = part.texts.get("apiVersion")
    return None if version is None else version.partition("/")[0]


def _is_list(part: Part) -> bool:
    """Tell whether a document is a list of others, as kubectl prints it."""
    return (part.texts.get("apiVersion"), part.texts.get("kind")) == LIST


def _says_the_same(source: SourceFile, text: str, documents: tuple[Document, ...], limits: Limits) -> bool:
    """Tell whether a text has the same documents as a file, and the same lines but for their spaces and their order."""
    found = Reports()
    after = read(SourceFile(path=source.path, label=source.label, text=text), found, limits)
    if found.has_errors() or len(after) != len(documents):
        return False
    lines, other = (sorted("".join(line.split()) for line in one.splitlines()) for one in (source.text, text))
    if list(filter(None, lines)) != list(filter(None, other)):
        return False
    return all(_are_same_documents(old, new) for old, new in zip(documents, after, strict=True))


def _are_same_documents(old: Document, new: Document) -> bool:
    """Compare two documents, whatever the order of their first fields."""
    if set(old.root.entries) != set(new.root.entries):
        return False
    return all(are_same(entry.value, new.root.entries[entry.key].value) for entry in old.root)


def are_same(old: Node, new: Node) -> bool:
    """Tell whether two nodes are the same in everything but their places: texts, quotes, values with their types, order."""
    match old, new:
        case Scalar(), Scalar():
            return (old.text, old.quoted, type(old.value), old.value) == (new.text, new.quoted, type(new.value), new.value)
        case Mapping(), Mapping():
            pairs = zip(old, new, strict=False)
            return list(old.entries) == list(new.entries) and all(are_same(left.value, right.value) for left, right in pairs)
        case Sequence(), Sequence():
            return len(old.items) == len(new.items) and all(map(are_same, old.items, new.items))
        case _:
            return False
