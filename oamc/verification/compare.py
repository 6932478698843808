"""Where two lists of Kubernetes objects differ, as objects: order, spelling and number formats do not count.

In: the objects of the manifests and those that Helm rendered (any two lists). Out: one `Difference` for each place whose
value differs, and for each object or field that only one side has; nothing when both sides mean the same.
"""

from __future__ import annotations

import json
from collections import Counter

from oamc.diagnostics.reports import printable
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TypeAlias

    Identity: TypeAlias = tuple[str, str, str, str, int]

ABSENT = "(absent)"
PRESENT = "(present)"


class Difference(Record):
    """One difference: the object, the path in it (empty: the whole object), and what each side has there.

    The values are cut and safe to print. They may be secrets: whoever prints them has asked for values.
    """

    object: str
    path: str
    left: str
    right: str

    def __str__(self) -> str:
        place = f"{self.object}: {self.path}" if self.path else self.object
        return f"{place}: {self.left} against {self.right}"


def differences(left: Sequence[dict[str, Any]], right: Sequence[dict[str, Any]]) -> tuple[Difference, ...]:
    """Return the differences between two lists of objects, in the order of the left side, then what only the right has.

    Objects belong together when apiVersion, kind, namespace and name are equal. Of several with one identity the first
    meets the first, and so on. Numbers are JSON numbers (1 equals 1.0), and a boolean is no number.
    """
    ours, theirs = _by_identity(left), _by_identity(right)
    found: list[Difference] = []
    for identity, document in ours.items():
        if identity in theirs:
            found += (
                Difference(object=_title(identity), path=path, left=a, right=b)
                for path, a, b in _unlike("", document, theirs[identity])
            )
        else:
            found.append(Difference(object=_title(identity), path="", left=PRESENT, right=ABSENT))
    found += (
        Difference(object=_title(identity), path="", left=ABSENT, right=PRESENT) for identity in theirs if identity not in ours
    )
    return tuple(found)


def _by_identity(documents: Sequence[dict[str, Any]]) -> dict[Identity, dict[str, Any]]:
    """Return the objects by what identifies them in a cluster, and by their turn among those of equal identity."""
    met: Counter[tuple[str, str, str, str]] = Counter()
    found = {}
    for document in documents:
        metadata = document.get("metadata")
        named = metadata if isinstance(metadata, dict) else {}
        identity = (
            str(document.get("apiVersion", "")),
            str(document.get("kind", "")),
            str(named.get("namespace", "")),
            str(named.get("name", "")),
        )
        found[(*identity, met[identity])] = document
        met[identity] += 1
    return found


def _title(identity: Identity) -> str:
    """Name an object for people: "apps/v1 Deployment shop/web"."""
    api_version, kind, namespace, name, turn = identity
    place = f"{namespace}/{name}" if namespace else name
    title = " ".join(printable(part) for part in (api_version, kind, place))
    return f"{title} (number {turn + 1} of that name)" if turn else title


def _unlike(path: str, left: Any, right: Any) -> Iterator[tuple[str, str, str]]:
    """Yield each place below `path` where two trees differ, with what each side shows there."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in (*left, *(key for key in right if key not in left)):
            inner = _child(path, key)
            if key not in right:
                yield inner, _shown(left[key]), ABSENT
            elif key not in left:
                yield inner, ABSENT, _shown(right[key])
            else:
                yield from _unlike(inner, left[key], right[key])
    elif isinstance(left, list) and isinstance(right, list):
        for index in range(max(len(left), len(right))):
            inner = f"{path}[{index}]"
            if index >= len(right):
                yield inner, _shown(left[index]), ABSENT
            elif index >= len(left):
                yield inner, ABSENT, _shown(right[index])
            else:
                yield from _unlike(inner, left[index], right[index])
    elif not _same(left, right):
        yield path, _shown(left), _shown(right)


def _same(left: object, right: object) -> bool:
    """Tell whether two values are one JSON value; a container is never the same as what is not of its type."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, (int, float)) and isinstance(right, (int, float)):
        return left == right
    return type(left) is type(right) and left == right


def _child(path: str, key: str) -> str:
    """Return the path of a key: `spec.replicas`, and `data["a.b"]` where the key is no plain word."""
    if key and all(part.isalnum() and part.isascii() for part in key.replace("-", "_").split("_") if part):
        return f"{path}.{key}" if path else key
    return f'{path}["{printable(key)}"]'


def _shown(value: object) -> str:
    """Return a value as JSON, cut and safe to print: the text "1" and the number 1 look different."""
    return printable(json.dumps(value, ensure_ascii=False))
