"""Objects that the API server takes, and that some clients cannot bring there.

An object becomes JSON on the way. Server-side apply and the library under `kubectl diff` read that with Go's reader of YAML,
which refuses some characters that Go's JSON does not escape, so that no spelling in a manifest helps. Client-side `kubectl
apply` writes the whole object into an annotation, and annotations have a limit. Objects are looked at with the values in force.
"""

from __future__ import annotations

import json
import re

from oamc.checks.tracing import trace
from oamc.checks.wording import in_words
from oamc.diagnostics.codes import objects as codes
from oamc.kubernetes.findings import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports
    from oamc.kubernetes.findings import Path
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject
    from oamc.source.nodes import Plain

    Text = tuple[Path, str, bool]

LARGEST_ANNOTATIONS = 262_144
"""Bytes of all annotations of an object with their keys (`TotalAnnotationSizeLimitB` of the API server)."""
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_UNREADABLE = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_ESCAPED_BY_GO = {character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def check_characters(item: KubeObject, filler: Filler, reports: Reports) -> None:
    """Report each text of an object that has a character which Go's reader of YAML refuses."""
    for path, text, is_key in _texts(filler.body(item), ()):
        found = _UNREADABLE.search(text)
        if found:
            where = _words(item.kind, path[:-1] if is_key else path)
            reports.add(
                codes.UNREADABLE_CHARACTER,
                at=trace(item, path, filler),
                what=f"a key of {where}" if is_key else where,
                character=f"U+{ord(found[0]):04X}",
                hint="take the character out; no escape helps, while client-side kubectl apply and Helm 3 take it",
            )


def check_size(item: KubeObject, filler: Filler, reports: Reports) -> None:
    """Report an object that client-side apply cannot bring to the API server, at its longest text."""
    body = filler.body(item)
    size = annotated_size(body)
    if size > LARGEST_ANNOTATIONS:
        path, _, _ = max(_texts(body, ()), key=lambda found: len(found[1]))
        reports.add(
            codes.TOO_LARGE_FOR_CLIENT_SIDE_APPLY,
            at=trace(item, path, filler),
            kind=item.kind,
            name=item.name,
            size=f"{size:,}",
            hint="use kubectl apply --server-side or Helm, or put large files into an image or a volume",
        )


def annotated_size(body: dict[str, Plain]) -> int:
    """Return how many bytes the annotations of an object have after `kubectl apply`: its own, and all of it as JSON."""
    metadata = body["metadata"]
    assert isinstance(metadata, dict)
    annotations = metadata.get("annotations") or {}
    assert isinstance(annotations, dict)
    applied = {**body, "metadata": {"namespace": "default", **metadata, "annotations": annotations}}
    own = sum(len(key.encode()) + len(str(value).encode()) for key, value in annotations.items())
    return own + len(LAST_APPLIED) + len(_go_json(applied).encode()) + 1  # a line feed ends it


def _go_json(value: Plain) -> str:
    """Return a value as Go's `encoding/json` writes it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda match: _ESCAPED_BY_GO[match[0]], text)


def _texts(value: Plain, path: Path) -> Iterator[Text]:
    """Yield the place of each key and text with the text, and whether it is a key."""
    match value:
        case str():
            yield path, value, False
        case dict():
            for key, below in value.items():
                yield (*path, key), key, True
                yield from _texts(below, (*path, key))
        case list():
            for index, below in enumerate(value):
                yield from _texts(below, (*path, index))


def _words(kind: str, path: Path) -> str:
    """Return what OAM calls a place of an object, else its part of the object: deeper keys may be secret."""
    return in_words(kind, path)[0] or place(kind, path[:1])
