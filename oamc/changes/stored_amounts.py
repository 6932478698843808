"""Amounts that mean the same and are stored otherwise: StatefulSets and DaemonSets replace their pods for that.

The server stores the canonical text of an amount, which keeps the kind of its unit: `1Gi` and `1073741824` are two texts. Those
two controllers compare the stored template letter by letter.
"""

from __future__ import annotations

from oamc.changes.defaults import effective
from oamc.changes.differences import keys_of
from oamc.changes.model import FieldChange
from oamc.kubernetes.quantities import ONE, parse
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import FieldType, load_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.changes.model import Body, Path

BINARY = ("Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def respelled(old: Body, new: Body) -> tuple[FieldChange, ...]:
    """Return the amounts of two objects that are equal, and are stored as other texts."""
    table = load_table()
    name = table.definition_of(str(new.get("apiVersion")), str(new.get("kind")))
    return tuple(_respelled((), effective(old), effective(new), FieldType(base="definition", definition=name)))


def _respelled(path: Path, old: Any, new: Any, wanted: FieldType | None) -> Iterator[FieldChange]:
    """Yield the amounts below a part."""
    if wanted is None:
        return
    if wanted.base == "quantity":
        if _family(old) != _family(new) and parse(old) is not None and parse(old) == parse(new):
            yield FieldChange(path=path, old=old, new=new)
    elif isinstance(old, dict) and isinstance(new, dict):
        types = load_table().definition(wanted.definition, DEFAULT_VERSION).types if wanted.base == "definition" else None
        for key in new:
            if key in old:
                yield from _respelled((*path, key), old[key], new[key], types.get(key) if types is not None else wanted.item)
    elif isinstance(old, list) and isinstance(new, list) and "name" in keys_of(wanted):
        items = {item.get("name"): item for item in old if isinstance(item, dict)}
        for item in new:
            if isinstance(item, dict) and item.get("name") in items:
                yield from _respelled((*path, f"[{item['name']}]"), items[item["name"]], item, wanted.item)


def _family(value: Any) -> str:
    """Return the kind of the unit of an amount: of powers of 1024, of an exponent, or decimal. Without a unit it is decimal."""
    text = str(value)
    if text.endswith(BINARY):
        amount = parse(value)
        # Below one such unit the server writes the bare number, which is of no kind.
        return "binary" if amount is not None and amount >= 1024 * ONE else "decimal"
    return "exponent" if "e" in text.lower().rstrip("E") and text[-1:].isdigit() else "decimal"
