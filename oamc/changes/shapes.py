"""Whether an object has the shape that its kind has: what a change of another one means nobody can tell."""

from __future__ import annotations

from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import FieldType, load_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from oamc.changes.model import Body

TEXTS = frozenset(("string", "base64", "time"))


def is_well_shaped(body: Body) -> bool:
    """Tell whether the mappings, lists and texts of an object are where its kind has them; null is everywhere nothing."""
    table = load_table()
    api_version, kind = str(body.get("apiVersion")), str(body.get("kind"))
    name = table.definition_of(api_version, kind) if table.versions_of(api_version, kind) else ""
    return not name or _fits(body, FieldType(base="definition", definition=name))


def _fits(value: Any, wanted: FieldType | None) -> bool:
    """Tell whether a value has the shape of its type. Fields that the kind does not have may hold anything."""
    if value is None or wanted is None:
        return True
    match wanted.base:
        case "definition":
            if not isinstance(value, dict):
                return False
            types = load_table().definition(wanted.definition, DEFAULT_VERSION).types
            return all(isinstance(key, str) and _fits(part, types.get(key)) for key, part in value.items())
        case "map":
            return isinstance(value, dict) and all(
                isinstance(key, str) and _fits(part, wanted.item) for key, part in value.items()
            )
        case "list":
            return isinstance(value, list) and all(item is not None and _fits(item, wanted.item) for item in value)
        case base if base in TEXTS:
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "object":
            return True
        case _:
            return isinstance(value, (int, float, str)) and not isinstance(value, bool)
