"""The fields in which two objects differ: items of lists meet by their keys, amounts by their value.

In: two objects of one kind, each as the server would store it (`defaults.effective`). Out: changes without ratings, in the
order of the fields. That the items of a list are in another order is a change of its own.
"""

from __future__ import annotations

from oamc.changes.model import ABSENT, FieldChange, part_of
from oamc.kubernetes.quantities import parse
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.table import FieldType, load_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from oamc.changes.model import Body, Path

    Place = tuple[str | int, ...]

DISPLAY_KEYS = {
    "core.v1.Toleration": ("key", "operator", "value", "effect"),
    "networking.v1.IngressRule": ("host",),
    "networking.v1.HTTPIngressPath": ("path", "pathType"),
    "networking.v1.IngressTLS": ("secretName", "hosts"),
    "rbac.v1.Subject": ("kind", "namespace", "name"),
    "autoscaling.v2.MetricSpec": ("type", "resource", "containerResource", "pods", "object", "external"),
    "core.v1.EnvFromSource": ("prefix", "configMapRef", "secretRef"),
    "core.v1.VolumeProjection": ("configMap", "secret", "serviceAccountToken", "downwardAPI", "clusterTrustBundle"),
    "core.v1.KeyToPath": ("key",),
    "core.v1.DownwardAPIVolumeFile": ("path",),
    "core.v1.HTTPHeader": ("name",),
    "core.v1.LimitRangeItem": ("type",),
    "core.v1.NodeSelectorRequirement": ("key", "operator"),
}
"""By what items of lists are told apart that the server replaces whole, for people who read the difference."""
NAMED_BY_METADATA = "core.v1.PersistentVolumeClaim"
"""Items of lists that are whole objects are told apart by their names."""
ROOT = FieldType(base="definition")


def differences(old: Body, new: Body) -> tuple[FieldChange, ...]:
    """Return the fields in which two objects of one kind differ."""
    api_version, kind = str(new.get("apiVersion", "")), str(new.get("kind", ""))
    table = load_table()
    name = table.definition_of(api_version, kind) if table.versions_of(api_version, kind) else ""
    known = {"apiVersion", "kind"}
    left = {field: value for field, value in old.items() if field not in known}
    right = {field: value for field, value in new.items() if field not in known}
    wanted = FieldType(base="definition", definition=name) if name else None
    return tuple(_unlike((), left, right, wanted))


def _unlike(path: Path, old: Any, new: Any, wanted: FieldType | None, place: Place = ()) -> Iterator[FieldChange]:
    """Yield where two values differ. A map that one side lacks is an empty one: each of its keys is a change."""
    if wanted is not None and wanted.base == "map":
        old, new = ({} if one is ABSENT and isinstance(other, dict) else one for one, other in ((old, new), (new, old)))
    if isinstance(old, dict) and isinstance(new, dict):
        for key in (*new, *(key for key in old if key not in new)):
            below = type_of(wanted, key)
            if key == "name" and path == ("metadata",):
                continue  # it identifies the object
            yield from _unlike((*path, key), old.get(key, ABSENT), new.get(key, ABSENT), below, (*place, key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _unlike_lists(path, old, new, wanted, place)
    elif not equal(old, new, wanted):
        yield FieldChange(path=path, old=old, new=new, place=place)


def type_of(wanted: FieldType | None, key: str) -> FieldType | None:
    """Return the type of a field, or of a value of a map; None where nothing is known of it."""
    if wanted is None:
        return None
    if wanted.base == "map":
        return wanted.item
    if wanted.base != "definition" or not wanted.definition:
        return None
    return load_table().definition(wanted.definition, DEFAULT_VERSION).types.get(key)


def equal(old: Any, new: Any, wanted: FieldType | None = None) -> bool:
    """Tell whether two values mean the same: amounts by their value, numbers as numbers, and true is not 1."""
    if wanted is not None and wanted.base == "quantity" and old is not ABSENT and new is not ABSENT:
        first, second = _amount(old), _amount(new)
        if first is not None and second is not None:
            return first == second
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(equal(old[key], new[key], type_of(wanted, key)) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        item = wanted.item if wanted is not None else None
        return len(old) == len(new) and all(equal(a, b, item) for a, b in zip(old, new, strict=True))
    # What is no number is not equal to itself, and is no change.
    return bool(old == new) or (old != old and new != new)  # noqa: PLR0124


def _amount(value: Any) -> int | None:
    """Return an amount as a number, None for what is none."""
    return parse(value) if isinstance(value, (str, int, float)) else None


def _unlike_lists(
    path: Path, old: Sequence[Any], new: Sequence[Any], wanted: FieldType | None, place: Place
) -> Iterator[FieldChange]:
    """Yield where two lists differ: item by item where items can be told apart, else as a whole."""
    item = wanted.item if wanted is not None else None
    if not all(isinstance(one, dict) for one in (*old, *new)):
        if not equal(list(old), list(new), wanted):
            is_order = sorted(map(repr, old)) == sorted(map(repr, new))
            yield FieldChange(path=path, old=list(old), new=list(new), place=place, is_order=is_order)
        return
    keys = keys_of(wanted)
    first, second = named_items(old, keys, item), named_items(new, keys, item)
    for index, (name, part) in enumerate(second.items()):
        yield from _unlike((*path, f"[{name}]"), first.get(name, ABSENT), part, item, (*place, index))
    for index, (name, part) in enumerate(first.items()):
        if name not in second:
            yield from _unlike((*path, f"[{name}]"), part, ABSENT, item, (*place, index))
    common = [name for name in first if name in second]
    if common != [name for name in second if name in first]:
        yield FieldChange(path=path, old=list(first), new=list(second), place=place, is_order=True)


def keys_of(wanted: FieldType | None) -> tuple[str, ...]:
    """Return the fields by which the items of a list are told apart; none where they are not."""
    if wanted is None or wanted.item is None:
        return ("name",)
    if wanted.keys and wanted.keys != ("=",):
        return wanted.keys
    if wanted.item.definition == NAMED_BY_METADATA:
        return ("metadata",)
    return DISPLAY_KEYS.get(wanted.item.definition, ())


def named_items(items: Sequence[Any], keys: tuple[str, ...], item: FieldType | None) -> dict[str, Any]:
    """Return the items of a list by what they are called: the values of their keys, else their numbers; no two alike."""
    found: dict[str, Any] = {}
    again: dict[str, int] = {}
    for index, part in enumerate(items):
        words = [_word(part[key], item, key) for key in keys if key in part]
        name = "/".join(word for word in words if word) if words else str(index)
        while name in found:
            again[name] = again.get(name, 1) + 1
            name = f"{name}#{again[name]}"
        found[name] = part
    return found


def _word(value: Any, item: FieldType | None, key: str) -> str:
    """Return a key of an item as a word. Of a part that is the key, its own name counts."""
    if isinstance(value, dict):
        named = value.get("name") or part_of(value, "metric").get("name")
        return str(named) if named else key
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if key == "protocol" and value == "TCP" and item is not None else str(value)
