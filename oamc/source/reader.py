"""Text to documents: what comes in is one `SourceFile`, what goes out are its documents in order, with places.

A text is a stream of YAML documents, or JSON, one value or several. Empty documents are skipped, and a `List` of Kubernetes is
replaced by its items. A syntax error ends the file it is in, not the run: the documents before it are returned.
"""

from __future__ import annotations

from oamc.diagnostics.codes import reading as codes
from oamc.records import replace
from oamc.source.builder import Builder
from oamc.source.decoding import decode_text
from oamc.source.limits import DEFAULT_LIMITS, Limits, raising
from oamc.source.mapping_entries import StopReading
from oamc.source.nodes import Document, Entry, Mapping, Scalar, Sequence, type_name
from oamc.source.places import Places
from oamc.startup.collector import RestingCollector
from oamc.startup.libyaml import parser_class
from oamc.startup.patterns import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.spans import SourceFile
    from oamc.startup.libyaml import EventParser

__all__ = ["Limits", "decode_text", "read"]

LIST_FIELDS = ("apiVersion", "kind", "metadata", "items")
MOST_TAG_LINES = 100
DOCUMENT_HINT = "an OAM document is a mapping with apiVersion, kind, metadata and spec"


def read(source: SourceFile, reports: Reports, limits: Limits = DEFAULT_LIMITS) -> tuple[Document, ...]:
    """Return the documents of a file (docs/spec/oam-v1alpha1.md, 2)."""
    with RestingCollector():
        builder = _built(source, reports, limits)
        return _documents(builder, source, reports, limits)


def _built(source: SourceFile, reports: Reports, limits: Limits) -> Builder:
    """Return the builder that took a text, read as JSON if it is JSON."""
    places = Places(source)
    parser = parser_class()
    if source.text.lstrip(" \t\r\n").startswith(("{", "[")):
        from oamc.source.json_events import JsonText, NotJson

        tried = reports.alike()
        builder = Builder(places, tried, limits, warn=False)
        try:
            _build(JsonText(source, builder).read)
        except NotJson:
            pass
        else:
            reports.extend(tried.found)
            return builder
    builder = Builder(places, reports, limits, warn=True)
    _build_yaml(builder, parser, places, reports)
    return builder


def _build(build: Callable[[], None]) -> None:
    """Build all documents, or those before the point where a limit is exceeded."""
    try:
        build()
    except StopReading:
        return


def _build_yaml(builder: Builder, parser: Callable[[str], EventParser], places: Places, reports: Reports) -> None:
    """Build all documents of a YAML text, or those before a syntax error."""
    from yaml.error import YAMLError

    if _has_many_tag_lines(places, reports):
        return
    try:
        _build(lambda: builder.build(parser(places.source.text).get_event))
    except (YAMLError, UnicodeEncodeError) as error:
        from oamc.source.syntax import report_syntax_error

        report_syntax_error(error, places, reports)


def _has_many_tag_lines(places: Places, reports: Reports) -> bool:
    """Refuse a file with many `%TAG` lines: libyaml compares each with all others. No tag that needs one has a meaning here."""
    if places.source.text.count("%TAG") <= MOST_TAG_LINES:
        return False
    found = [match.end() for match in re.finditer(r"(?:^|[\r\n\x85\u2028\u2029])(?=%TAG)", places.source.text)]
    if len(found) <= MOST_TAG_LINES:
        return False
    at = places.between(found[MOST_TAG_LINES], found[MOST_TAG_LINES] + 4)
    reports.add(codes.INVALID_YAML, at=at, problem=f"more than {MOST_TAG_LINES} %TAG lines", hint="remove them")
    return True


def _documents(builder: Builder, source: SourceFile, reports: Reports, limits: Limits) -> tuple[Document, ...]:
    """Return the documents among the roots, with Lists replaced by their items."""
    documents: list[Document] = []
    for root in builder.roots:
        if isinstance(root, Mapping):
            found = _flattened(source, root, reports)
            documents += (replace(document, has_gap=True) for document in found) if id(root) in builder.with_gaps else found
        elif not (isinstance(root, Scalar) and root.value is None):
            reports.add(codes.NOT_A_DOCUMENT, at=root.span, what=type_name(root), hint=DOCUMENT_HINT)
        if len(documents) > limits.documents:
            hint = f"split the file, or {raising('documents', limits.documents)}"
            reports.add(codes.TOO_MANY_DOCUMENTS, at=root.span, limit=limits.documents, hint=hint)
            return tuple(documents[: limits.documents])
    return tuple(documents)


def _flattened(source: SourceFile, root: Mapping, reports: Reports) -> Iterator[Document]:
    """Yield the document, or the documents of a `v1` `List`, also of Lists in it.

    A list that the API server has typed, such as a `ComponentSchematicList`, is read in the same way.
    """
    waiting = [root]
    while waiting:
        mapping = waiting.pop()
        api_version, kind = _text(mapping, "apiVersion"), _text(mapping, "kind")
        if (api_version, kind) == ("v1", "List"):
            waiting += reversed(_items(mapping, reports))
        elif kind.removesuffix("List") not in {"", kind} and "items" in mapping.entries:
            waiting += (_typed(item, mapping, kind) for item in reversed(_items(mapping, reports)))
        else:
            yield Document(source=source, root=mapping, api_version=api_version, kind=kind)


def _items(mapping: Mapping, reports: Reports) -> list[Mapping]:
    """Return the items of a List; none where they are null or absent."""
    for entry in mapping:
        if entry.key not in LIST_FIELDS:
            reports.add(codes.UNKNOWN_LIST_FIELD, at=entry.key_span, field=entry.key, hint="a List has items")
    items = mapping.get("items")
    if items is None or (isinstance(items, Scalar) and items.value is None):
        return []
    if not isinstance(items, Sequence):
        reports.add(codes.LIST_ITEMS_NOT_A_LIST, at=items.span, what=type_name(items), hint="write each item after a hyphen")
        return []
    for item in items:
        if not isinstance(item, Mapping):
            reports.add(codes.LIST_ITEM_NOT_A_DOCUMENT, at=item.span, what=type_name(item), hint=DOCUMENT_HINT)
    return [item for item in items if isinstance(item, Mapping)]


def _typed(item: Mapping, holder: Mapping, kind: str) -> Mapping:
    """Return an item of a typed list with the version and kind that clients leave out of it: the list has told them."""
    told = holder.entries["kind"]
    span = told.value.span
    known = {
        "apiVersion": holder.entries.get("apiVersion"),
        "kind": Entry("kind", told.key_span, Scalar(kind.removesuffix("List"), True, kind.removesuffix("List"), span)),
    }
    missing = {name: entry for name, entry in known.items() if entry is not None and name not in item.entries}
    return Mapping({**missing, **item.entries}, item.span) if missing else item


def _text(mapping: Mapping, key: str) -> str:
    """Return the text of a field, empty if it has none."""
    value = mapping.get(key)
    return value.value if isinstance(value, Scalar) and isinstance(value.value, str) else ""
