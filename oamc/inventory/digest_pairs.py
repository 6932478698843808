"""Images with their digests, as another tool has found them: that tool asks the registry, and oamc only reads what it says.

In: the text of a file. Out: pairs of an image and a digest, or a report. It is one of

    registry.example.com/shop/web:1.4.2 sha256:…        a pair a line; lines that begin with # say nothing
    registry.example.com/shop/web:1.4.2@sha256:…        the same in one word
    kind: ImagesLock                                    of imgpkg, with what an image was called before in an annotation
    kind: Config                                        of kbld, with its `overrides`
"""

from __future__ import annotations

from oamc.diagnostics.codes.usage import PAIRS_UNUSABLE
from oamc.diagnostics.reports import printable
from oamc.inventory.references import read_reference
from oamc.records import Record
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import Span
from oamc.startup.patterns import Pattern
from oamc.values.image_lock import DIGEST, DIGEST_RULE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.inventory.references import Reference
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document, Plain
    from oamc.spans import SourceFile

IMAGES_LOCK = ("imgpkg.carvel.dev/", "ImagesLock")
OVERRIDES = ("kbld.k14s.io/", ("Config", "ImageOverrides"))
ID = "kbld.carvel.dev/id"
FORM_HINT = "write a line for each image, IMAGE DIGEST, or give an ImagesLock of imgpkg or a Config of kbld"
_YAML = Pattern(r"(?:---|\{|[A-Za-z]+:(?:\s|$))")


class Pair(Record):
    """The digest of an image, and where it is said. It is the digest of the image `found`, where the tool says which."""

    image: str
    reference: Reference
    digest: str
    found: str
    span: Span


class _Unusable(Exception):  # noqa: N818 - it says what became of a text
    """A text gives no pair; the message says why, `span` where."""

    def __init__(self, reason: str, span: Span, hint: str = FORM_HINT) -> None:
        super().__init__(reason)
        self.span = span
        self.hint = hint


def read_pairs(source: SourceFile, reports: Reports, limits: Limits) -> tuple[Pair, ...] | None:
    """Return the pairs of a file, each image once; None after a report."""
    errors = reports.errors
    try:
        is_yaml = _YAML.match(_first_line(source.text)) is not None
        pairs = _distinct(_of_documents(read(source, reports, limits)) if is_yaml else _of_lines(source))
    except _Unusable as refused:
        reports.add(PAIRS_UNUSABLE, at=refused.span, path=source.path, reason=str(refused), hint=refused.hint)
        return None
    if not pairs and reports.errors == errors:
        beginning = Span(source, 1, 1, 1, 1)
        reports.add(PAIRS_UNUSABLE, at=beginning, path=source.path, reason="there is none in it", hint=FORM_HINT)
    return pairs if reports.errors == errors else None


def _first_line(text: str) -> str:
    """Return the first line that says something."""
    return next((line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")), "")


def _distinct(pairs: Iterator[Pair]) -> tuple[Pair, ...]:
    """Return pairs, each image once. May raise `_Unusable`: an image has one digest."""
    found: dict[Reference, Pair] = {}
    for pair in pairs:
        earlier = found.setdefault(pair.reference, pair)
        if earlier.digest != pair.digest:
            reason = f'it has two digests for "{printable(pair.image)}", the other one in line {earlier.span.line}'
            raise _Unusable(reason, pair.span, "decide which one is right, and remove the other")
    return tuple(found.values())


def _of_lines(source: SourceFile) -> Iterator[Pair]:
    """Yield the pairs of lines."""
    for number, line in enumerate(source.text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        span = Span(source, number, 1, number, len(line) + 1)
        if len(words) == 1 and "@" in words[0]:
            image = words[0].partition("@")[0]
            yield _pair(image, words[0], span)
        elif len(words) == 2:  # noqa: PLR2004 - an image and its digest
            yield _pair(words[0], words[1], span)
        else:
            raise _Unusable(f"line {number} is no image with a digest", span)


def _of_documents(documents: tuple[Document, ...]) -> Iterator[Pair]:
    """Yield the pairs of documents of other tools."""
    for document in documents:
        body, span = plain(document.root), document.root.span
        assert isinstance(body, dict)
        if document.api_version.startswith(IMAGES_LOCK[0]) and document.kind == IMAGES_LOCK[1]:
            for entry in _mappings(body.get("images"), span):
                image, notes = entry.get("image"), entry.get("annotations")
                written = notes.get(ID) if isinstance(notes, dict) else None
                name = written if written is not None else str(image).partition("@")[0]
                yield _pair(name, image, span)
        elif document.api_version.startswith(OVERRIDES[0]) and document.kind in OVERRIDES[1]:
            for entry in _mappings(body.get("overrides"), span):
                new = entry.get("newImage")
                if isinstance(new, str) and "@" in new:  # any other one still has to be resolved
                    yield _pair(entry.get("image"), new, span)
        else:
            raise _Unusable(f'a document of kind "{printable(document.kind)}" has no digests', span)


def _mappings(node: Plain, span: Span) -> Iterator[dict[str, Plain]]:
    """Yield the items of a list of mappings; one that is not there has none."""
    items = [] if node is None else node
    if not isinstance(items, list):
        raise _Unusable("its images are no list", span)
    for item in items:
        if not isinstance(item, dict):
            raise _Unusable("one of its images is no mapping", span)
        yield item


def _pair(image: Plain, found: Plain, span: Span) -> Pair:
    """Return the pair of an image, and of a digest or an image with one."""
    shown = printable(str(image))
    reference = read_reference(image) if isinstance(image, str) else None
    if reference is None or not isinstance(image, str):
        raise _Unusable(f'"{shown}" is no image', span)
    name, at, digest = str(found).rpartition("@")
    if not DIGEST.fullmatch(digest):
        raise _Unusable(f'"{shown}" has no digest, or one that is not well formed', span, f"a digest is {DIGEST_RULE}")
    if reference.digest not in {"", digest}:
        raise _Unusable(f'"{shown}" is written with another digest', span)
    return Pair(image=image, reference=reference, digest=digest, found=name if at else image, span=span)
