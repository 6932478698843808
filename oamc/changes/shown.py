"""Values of changes for people: short, on one line, and nothing of a Secret."""

from __future__ import annotations

import json

from oamc.changes.model import ABSENT
from oamc.diagnostics.reports import printable
from oamc.model.secret_names import names_a_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.changes.model import FieldChange, ObjectChange, Path

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation that holds the whole object once more."""
LONGEST_SHOWN = 80
HIDDEN = "(hidden)"
MISSING = "(none)"


def is_hidden(change: ObjectChange, field: FieldChange) -> bool:
    """Tell whether what a field that differs holds is, or looks like, a secret."""
    return is_secret(change.kind, field.path, field.old, field.new)


def is_secret(kind: str, path: Path, *values: Any) -> bool:
    """Tell whether what stands at a path of an object is, or looks like, a secret. It is one of the values."""
    is_content = kind == "Secret" and path[:1] in {("data",), ("stringData",)}
    if is_content or any(step == LAST_APPLIED for step in path):
        return True
    if all(value is ABSENT or isinstance(value, bool) for value in values):
        return False  # a switch, such as whether pods get a token
    named = (step.strip("[]") for step in path)
    return any(map(names_a_secret, named)) or any(map(_holds_secrets, values))


def _holds_secrets(value: Any) -> bool:
    """Tell whether a value has a part with the name of a secret, such as a whole environment variable."""
    if isinstance(value, dict):
        named = value.get("name")
        if isinstance(named, str) and names_a_secret(named) and "value" in value:
            return True
        return any(names_a_secret(str(key)) or key == LAST_APPLIED or _holds_secrets(part) for key, part in value.items())
    return any(map(_holds_secrets, value)) if isinstance(value, list) else False


def shown(value: Any, *, hidden: bool) -> str:
    """Return a value on one line, cut where it is long."""
    if value is ABSENT:
        return MISSING
    if hidden:
        return HIDDEN
    text = value if isinstance(value, str) and value and "\n" not in value else json.dumps(value, ensure_ascii=False)
    safe = printable(text)
    return safe if len(safe) <= LONGEST_SHOWN else f"{safe[: LONGEST_SHOWN - 1]}…"
