"""Amounts that mean the same and are stored otherwise: StatefulSets and DaemonSets replace their pods for that.

The server stores the canonical text of an amount, which keeps the kind of its unit: `1Gi` and `1073741824` are two texts. Those
two controllers compare the stored template letter by letter.
"""

from __future__ import annotations

from oamc.changes.defaults import effective
from oamc.changes.differences import keys_of
from oamc.changes.model import FieldChange
from oamc.kubernetes.canonical_quantities import canonical
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
        if _stored(old) != _stored(new) and parse(old) is not None and parse(old) == parse(new):
            yield FieldChange(path=path, old=old, new=new)
    elif isinstance(old, dict) and isinstance(new, dict):
        types = load_table().definition(wanted.definition, DEFAULT_VERSION).types if wanted.base == "definition" else None
        for key in new:
            if key in old:
                yield from _respelled((*path, key), old[key], new[key], types.get(key) if types is not None else wanted.item)
    elif isinstance(old, list) and isinstance(new, list) and "name" not in keys_of(wanted):
        for index, (before, after) in enumerate(zip(old, new, strict=False)):
            yield from _respelled((*path, f"[{index}]"), before, after, wanted.item)
    elif isinstance(old, list) and isinstance(new, list):
        items = {item["name"]: item for item in old if isinstance(item, dict) and isinstance(item.get("name"), str)}
        for item in new:
            name = item.get("name") if isinstance(item, dict) else None
            if isinstance(name, str) and name in items:
                yield from _respelled((*path, f"[{name}]"), items[name], item, wanted.item)


def _stored(value: Any) -> str:
    """Return the text that the server stores for an amount, or one that stands for all texts of its kind of unit.

    Of a unit of powers of 1024, and of an exponent, nothing is left where the number is no whole multiple of the next unit.
    """
    text, amount = str(value), parse(value) or 0
    whole, rest = divmod(amount, ONE)
    is_exponent = "e" in text.lower().rstrip("E") and text[-1:].isdigit()
    if is_exponent and (rest or (whole and whole % 1000 == 0)):
        return "exponent"
    return "decimal" if rest else canonical(whole, binary=text.endswith(BINARY))
