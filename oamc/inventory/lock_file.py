"""The lock file of images, `oamc.lock`: YAML with the version of its form, and one image a line with its digest.

    version: 1
    images:
      "registry.example.com/shop/web:1.4.2": sha256:…

In: the text of a file, which anybody may have edited or merged. Out: the lock, or a report. Nothing of a file that is wrong is
used. Sorted by the images as documents write them, without a date or a version of oamc, so that it changes only with them.
"""

from __future__ import annotations

from oamc.diagnostics.codes.reading import NOT_A_DOCUMENT
from oamc.diagnostics.codes.usage import LOCK_UNUSABLE
from oamc.diagnostics.reports import printable
from oamc.expressions.numbers import quote_json
from oamc.records import Record
from oamc.source.nodes import Mapping, Scalar
from oamc.source.reader import read
from oamc.spans import Span
from oamc.values.image_lock import DIGEST, DIGEST_RULE, Entry, ImageLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping

    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.source.nodes import Document, Node
    from oamc.spans import SourceFile

VERSION = 1
HEADER = "# The images of this project with their digests, written by oamc images --lock.\n"
AGAIN = "write it again: oamc images --lock --from FILE"
_FIELDS = ("version", "images")


class Fault(Record):
    """What is wrong with a lock file, where, and what to do."""

    reason: str
    span: Span
    hint: str = ""


def lock_text(digests: AbstractMapping[str, str]) -> str:
    """Return the text of a lock file for the digests of images."""
    lines = "".join(f"  {quote_json(image)}: {digest}\n" for image, digest in sorted(digests.items()))
    return f"{HEADER}version: {VERSION}\nimages:{' {}' if not lines else ''}\n{lines}"


def read_lock(source: SourceFile, reports: Reports, limits: Limits) -> ImageLock | None:
    """Return the lock of a file; None after a report."""
    tried = reports.alike()
    documents = read(source, tried, limits)
    is_mapping = all(finding.code != NOT_A_DOCUMENT for finding in tried.found)
    if tried.has_errors() and is_mapping:
        reports.extend(tried.found)
        return None
    beginning = Span(source, 1, 1, 1, 1)
    found = _lock_of(documents, beginning) if is_mapping else Fault(reason="it is no mapping", span=beginning)
    if isinstance(found, ImageLock):
        return found
    reports.add(LOCK_UNUSABLE, at=found.span, path=source.path, reason=found.reason, hint=found.hint or AGAIN)
    return None


def _lock_of(documents: tuple[Document, ...], beginning: Span) -> ImageLock | Fault:
    """Return the lock of the documents of a file, or what is wrong with them."""
    if not documents:
        return Fault(reason="it is empty", span=beginning)
    root = documents[0].root
    if len(documents) > 1:
        return Fault(reason="it has several documents", span=documents[1].root.span)
    version = root.get("version")
    found = version.value if isinstance(version, Scalar) else None
    if version is None or not isinstance(found, int) or isinstance(found, bool) or found < 1:
        return Fault(reason="it has no version", span=root.span if version is None else version.span)
    if found > VERSION:
        reason = f"it has version {found} of its form, and this oamc reads version {VERSION}"
        return Fault(reason=reason, span=version.span, hint="use a newer oamc")
    for entry in root:
        if entry.key not in _FIELDS:
            return Fault(reason=f'it has a field "{printable(entry.key)}"', span=entry.key_span)
    images = root.get("images")
    if not isinstance(images, Mapping):
        return Fault(reason="its images are no mapping", span=root.span if images is None else images.span)
    entries: dict[str, Entry] = {}
    for entry in images:
        digest = _digest(entry.value)
        if digest is None:
            reason = f'the digest of "{printable(entry.key)}" is not well formed'
            return Fault(reason=reason, span=entry.value.span, hint=f"a digest is {DIGEST_RULE}")
        entries[entry.key] = Entry(digest=digest, span=entry.key_span)
    return ImageLock(entries=entries)


def _digest(node: Node) -> str | None:
    """Return the digest that a node is; None where it is none."""
    text = node.value if isinstance(node, Scalar) else None
    return text if isinstance(text, str) and DIGEST.fullmatch(text) else None
