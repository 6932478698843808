"""Random changes of good objects: something removed, renamed, doubled, replaced by another value, or added.

    changed(specimen, table, version, random.Random(7))

Values are of the right type more often than not: what they break are rules, not shapes. What is added is a field that the
definition has, and what lies below is filled with values of its types.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from oamc.kubernetes.table import FieldType, Table
from tests.support import yaml_files

Place: TypeAlias = tuple[str | int, ...]

SPECIMENS: list[dict[str, Any]] = list(
    yaml_files.load_all((Path(__file__).parent / "specimens.yaml").read_text(encoding="utf-8"))
)

TEXTS = (
    *(
        "",
        "a",
        "web",
        "A",
        "a b",
        "a.b",
        "a_b",
        "a/b",
        "/a",
        "a/../b",
        "../a",
        "-a",
        "a-",
        "1a",
        "1",
        "0",
        "-1",
        "é",
        "a:b",
        "*",
    ),
    *("a" * 63, "a" * 64, "a" * 254, "x=y", "A" * 15, "b" * 16, "example.com/a", "Example.com/a", "a.b/c/d", ".", "..", "..a"),
    *("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Equal", "None", "Always", "Never", "OnFailure", "True", "Delete"),
    *(
        "10.0.0.1",
        "10.0.0.256",
        "010.0.0.1",
        "127.0.0.1",
        "::1",
        "fd00::1",
        "::ffff:1.2.3.4",
        "fe80::1",
        "224.0.0.1",
        "0.0.0.0",
    ),
    *("10.0.0.0/8", "10.0.0.1/8", "fd00::/8", "10.1.0.0/16", "1.2.3.4/33", "TCP", "UDP", "SCTP", "HTTP", "HTTPS", "Local"),
    *("cpu", "memory", "limits.cpu", "requests.storage", "pods", "hugepages-2Mi", "storage", "example.com/gpu", "1Gi", "500m"),
    *(
        "Etc/UTC",
        "Local",
        "Europe/Berlin",
        "Mars/Olympus",
        "@daily",
        "*/5 * * * *",
        "61 * * * *",
        "* * * * MON-FRI",
        "@every 5m",
    ),
    *(
        "metadata.name",
        "metadata.labels",
        "metadata.labels['a']",
        "spec.nodeName",
        "status.podIP",
        "spec.host",
        "v1",
        "apps/v1",
    ),
    *(
        "Resource",
        "Pods",
        "ClusterIP",
        "ExternalName",
        "NodePort",
        "Localhost",
        "RuntimeDefault",
        "Opaque",
        "kubernetes.io/tls",
    ),
    *("100%", "101%", "0%", "50", "5%", "rbac.authorization.k8s.io", "2026-01-31T12:00:00Z", "aGk=", "$(A)", "a" * 32),
)
NUMBERS = (
    0,
    1,
    -1,
    2,
    3,
    5,
    80,
    100,
    101,
    420,
    512,
    600,
    3600,
    3601,
    65535,
    65536,
    86401,
    100_001,
    2**31 - 1,
    2**31,
    -(2**31),
    2**63,
)
QUANTITIES = (0, 1, -1, "1", "0.5", "100m", "1Gi", "64Mi", "1.5Gi", "1e3", "lots", "", "1Kib", "-5", 10**19, "0.1", "2k", "1m")
WRONG = ("text", 1, True, 1.5, [], {}, None, ["text"], [1], [None], {"key": "text"}, {"key": None}, [{}])
SERVERS_OWN = {"status", "managedFields", "generation", "selfLink", "resourceVersion", "deletionGracePeriodSeconds"}
"""Fields that a server writes, and nobody else."""

DEEPEST = 3
"""How many definitions below an added field are filled."""


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """Yield the places of all keys and items, but of what says which kind the object is."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if path or key not in ("apiVersion", "kind"):
            yield (*path, key)
            yield from places(item, (*path, key))


def held(body: Any, path: Place) -> Any:
    """Return what is at a place."""
    for step in path:
        body = body[step]
    return body


def changed(specimen: dict[str, Any], table: Table, version: str, chance: random.Random) -> dict[str, Any]:
    """Return a specimen with one or two random changes."""
    body: dict[str, Any] = copy.deepcopy(specimen)
    for _ in range(chance.choice((1, 1, 2))):
        known = list(places(body))
        if known:
            change(body, chance.choice(known), table, version, chance)
    return body


def change(body: dict[str, Any], path: Place, table: Table, version: str, chance: random.Random) -> None:
    """Change an object at or below a place."""
    parent, last = held(body, path[:-1]), path[-1]
    match chance.choice(
        ("drop", "value", "value", "value", "value", "wrong", "twin", "rename", "add", "add", "borrow", "double")
    ):
        case "drop":
            del parent[last]
        case "value":
            parent[last] = similar(parent[last], chance)
        case "wrong":
            parent[last] = copy.deepcopy(chance.choice(WRONG))
        case "twin" if isinstance(parent, list):
            parent.append(copy.deepcopy(parent[last]))
        case "rename" if isinstance(parent, dict):
            parent[chance.choice(TEXTS)] = parent.pop(last)
        case "borrow":
            parent[last] = copy.deepcopy(borrowed(last, parent[last], chance))
        case "double" if isinstance(parent, list):
            parent[last] = copy.deepcopy(chance.choice(parent))
        case _:
            add(body, path, table, version, chance)


def similar(value: Any, chance: random.Random) -> Any:
    """Return another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return chance.choice(NUMBERS)
        case str():
            return chance.choice(TEXTS)
        case list():
            return [] if chance.random() < 0.5 else value[::-1]
        case dict():
            return {} if chance.random() < 0.5 else {chance.choice(TEXTS): chance.choice(TEXTS)}
        case _:
            return chance.choice(WRONG)


def borrowed(key: str | int, value: Any, chance: random.Random) -> Any:
    """Return what the same key holds anywhere in the specimens; itself, if none has it."""
    found = [
        held(specimen, path)
        for specimen in SPECIMENS
        for path in places(specimen)
        if path[-1] == key and isinstance(held(specimen, path), type(value))
    ]
    return chance.choice(found) if isinstance(key, str) and found else value


def add(body: dict[str, Any], path: Place, table: Table, version: str, chance: random.Random) -> None:
    """Add a field that the definition of the nearest mapping has."""
    name = table.definition_of(body["apiVersion"], body["kind"])
    where: Any = body
    nearest: tuple[Any, str] = (body, name)
    wanted = FieldType(base="definition", definition=name)
    for step in path:
        if wanted.base == "definition" and isinstance(where, dict):
            nearest = (where, wanted.definition)
            found = table.definition(wanted.definition, version).types.get(str(step))
        else:
            found = wanted.item if wanted.base in ("list", "map") else None
        if found is None:
            break
        where, wanted = where[step], found
    else:
        if wanted.base == "definition" and isinstance(where, dict):
            nearest = (where, wanted.definition)
    mapping, name = nearest
    types = table.definition(name, version).types
    fields = [field for field in types if field not in mapping and field not in SERVERS_OWN]
    if fields:
        field = chance.choice(fields)
        mapping[field] = value_of(types[field], table, version, chance)


def value_of(wanted: FieldType, table: Table, version: str, chance: random.Random, depth: int = 0) -> Any:
    """Return a value of a type."""
    match wanted.base:
        case "definition":
            return filled(wanted.definition, table, version, chance, depth)
        case "list":
            assert wanted.item
            return [value_of(wanted.item, table, version, chance, depth + 1) for _ in range(chance.choice((0, 1, 1, 2)))]
        case "map":
            assert wanted.item
            return {chance.choice(TEXTS): value_of(wanted.item, table, version, chance, depth + 1)}
        case "boolean":
            return chance.random() < 0.5
        case "int32" | "int64":
            return chance.choice(NUMBERS)
        case "quantity":
            return chance.choice(QUANTITIES)
        case "int-or-string":
            return chance.choice((*NUMBERS, *TEXTS))
        case "object":
            return {"a": "b"}
        case _:
            return chance.choice(TEXTS)


def filled(name: str, table: Table, version: str, chance: random.Random, depth: int) -> dict[str, Any]:
    """Return a mapping with what its definition requires, and some of what it may have."""
    definition = table.definition(name, version)
    if depth > DEEPEST:
        return {}
    chosen = [field for field in definition.types if field in definition.required or chance.random() < 0.3]
    return {field: value_of(definition.types[field], table, version, chance, depth + 1) for field in chosen}
