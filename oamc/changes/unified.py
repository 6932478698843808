"""Changes as a unified diff of the objects in YAML, as `diff -u` prints one of files."""

from __future__ import annotations

from oamc.changes.identities import metadata_of, paired
from oamc.changes.line_diff import unified_lines
from oamc.changes.shown import HIDDEN, LAST_APPLIED
from oamc.model.secret_names import names_a_secret
from oamc.objects.writer import YamlWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.changes.model import Body

CHANGED = "(hidden, another one)"
OF_SECRETS = ("data", "stringData")
OF_KUBERNETES = frozenset(("secret", "serviceAccountToken"))
"""Parts of pods that refer to a secret, and hold none."""


def unified_of(old: Iterable[Body], new: Iterable[Body], *, shows_values: bool) -> str:
    """Return the objects that differ in text. Of what is secret only the keys are shown, and which of them have changed."""
    parts: list[str] = []
    for pair in paired(old, new):
        before, after = (None if body is None else dict(body) for body in (pair.old, pair.new))
        if not shows_values:
            _hide(before, after)
        left, right = _lines(before), _lines(after)
        names = [_name(body) for body in (before, after)]
        parts += unified_lines(left, right, names)
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
    """Put words in the place of what is secret: the content of Secrets, and what has the name of a secret."""
    old, new = before or {}, after or {}
    known = dict(old)
    for body, other in ((old, {}), (new, known)):
        for field, part in body.items():
            is_secret = body.get("kind") == "Secret" and field in OF_SECRETS
            body[field] = _masked(part, other.get(field), is_secret=is_secret)


def _masked(value: Any, other: Any, *, is_secret: bool) -> Any:
    """Return a part with words in the place of its secrets: other ones where `other`, the part before, has another one."""
    if isinstance(value, dict):
        old = other if isinstance(other, dict) else {}
        named = str(value.get("name"))
        return {
            key: _masked(part, old.get(key), is_secret=is_secret or _names_a_secret(str(key), part, named))
            for key, part in value.items()
        }
    if isinstance(value, list):
        old_items = other if isinstance(other, list) else []
        numbered = dict(enumerate(old_items))
        by_name = {str(item["name"]): item for item in old_items if isinstance(item, dict) and "name" in item}
        return [
            _masked(
                item,
                by_name.get(str(item["name"])) if isinstance(item, dict) and "name" in item else numbered.get(number),
                is_secret=is_secret,
            )
            for number, item in enumerate(value)
        ]
    if not is_secret or value is None or isinstance(value, bool):
        return value
    return HIDDEN if other is None or other == value else CHANGED


def _names_a_secret(key: str, part: Any, named: str) -> bool:
    """Tell whether a key, or what its neighbour is called, says that a part is secret."""
    if key == LAST_APPLIED or (key == "value" and names_a_secret(named)):
        return True
    return names_a_secret(key) and not (key in OF_KUBERNETES and isinstance(part, dict))
