"""Changes as a unified diff of the objects in YAML, as `diff -u` prints one of files."""

from __future__ import annotations

import difflib

from oamc.changes.identities import metadata_of, paired
from oamc.objects.writer import YamlWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.changes.model import Body

HIDDEN, CHANGED = "(hidden)", "(hidden, another one)"
OF_SECRETS = ("data", "stringData")


def unified_of(old: Iterable[Body], new: Iterable[Body], *, shows_values: bool) -> str:
    """Return the objects that differ in text. Of Secrets only the keys are shown, and which of them have changed."""
    parts: list[str] = []
    for pair in paired(old, new):
        before, after = (None if body is None else dict(body) for body in (pair.old, pair.new))
        if not shows_values:
            _hide(before, after)
        left, right = _lines(before), _lines(after)
        names = [_name(body) for body in (before, after)]
        parts += difflib.unified_diff(left, right, fromfile=f"a/{names[0]}", tofile=f"b/{names[1]}")
    return "".join(parts)


def _name(body: Body | None) -> str:
    """Return what a side of the comparison is called."""
    if body is None:
        return "none"
    metadata = metadata_of(body)
    return "/".join(filter(None, (str(metadata.get("namespace") or ""), str(body.get("kind")), str(metadata.get("name")))))


def _lines(body: Body | None) -> list[str]:
    """Return the lines of an object in YAML."""
    return [] if body is None else YamlWriter().document(body).splitlines(keepends=True)


def _hide(before: Body | None, after: Body | None) -> None:
    """Put words in the place of the content of Secrets: other ones where it has changed."""
    for field in OF_SECRETS:
        old = (before or {}).get(field) if (before or {}).get("kind") == "Secret" else None
        new = (after or {}).get(field) if (after or {}).get("kind") == "Secret" else None
        if isinstance(old, dict) and before is not None:
            before[field] = dict.fromkeys(old, HIDDEN)
        if isinstance(new, dict) and after is not None:
            known = old if isinstance(old, dict) else {}
            after[field] = {key: HIDDEN if known.get(key, value) == value else CHANGED for key, value in new.items()}
