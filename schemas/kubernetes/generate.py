# ruff: noqa: INP001 - a program beside what it writes, not a package
"""Write `kinds.txt`: the shapes of Kubernetes objects in every supported version, from the package `kubernetes-validate`.

    python schemas/kubernetes/generate.py            writes the table, if its content changes
    python schemas/kubernetes/generate.py --check    exits with 1 if the table is not what would be written
    python schemas/kubernetes/generate.py --print    prints the table as text

A tool of development: oamc reads the table with `oamc/kubernetes/table.py` and never needs `kubernetes-validate`. The format
is in `README.md` beside this file.
"""

import argparse
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VERSIONS = tuple(f"1.{minor}" for minor in range(30, 38))
TABLE = Path(__file__).parent / "kinds.txt"
NOT_OBJECTS = re.compile(r".*(List|Review|Options)|Binding|Eviction|Scale|Status|TokenRequest|WatchEvent|APIGroup|APIVersions")
"""Kinds that nobody writes in a manifest: lists, requests and answers."""

CHECKED_GROUPS = {
    "",
    "admissionregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "discovery.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
}
"""Groups whose stable kinds (version `v1`, `v2`, …) are in the table with all their fields; of others it has the names."""


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write the table of Kubernetes kinds.")
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--print", action="store_true", help="print the table")
    options = parser.parse_args()
    text = table_text()
    if options.print:
        sys.stdout.write(text)
        return 0
    if TABLE.exists() and TABLE.read_bytes() == text.encode():
        return 0
    if options.check:
        sys.stderr.write(f"{TABLE.name} is not what generate.py makes: run it without --check\n")
        return 1
    TABLE.write_bytes(text.encode())
    return 0


def table_text() -> str:
    """Return the table: the versions, a line for each kind, an empty line, and a line for each definition, all in order."""
    loaded = {version: load(version) for version in VERSIONS}
    kinds = kind_ranges(loaded)
    wanted = reachable(loaded, {definition for _, definition, _ in kinds if definition})
    lines = ["\t".join(VERSIONS)]
    lines += [f"{name}\t{definition}{span}" for name, definition, span in kinds]
    lines.append("")
    for name in sorted(wanted):
        lines.append("\t".join((name, *(f"{field} {spelled}" for field, spelled in fields_of(loaded, name).items()))))
    return "\n".join(lines) + "\n"


def load(version: str) -> dict[str, Any]:
    """Return the strict definitions of one Kubernetes version, by short name: `apps.v1.DeploymentSpec`."""
    found = importlib.util.find_spec("kubernetes_validate")
    if found is None or found.origin is None:
        raise SystemExit("generate.py needs the package kubernetes-validate")
    path = Path(found.origin).parent / "kubernetes-json-schema" / f"v{version}.0-local-strict" / "_definitions.json"
    definitions = json.loads(path.read_text())["$defs"]
    short = {short_name(name): body for name, body in definitions.items()}
    if len(short) != len(definitions):
        raise SystemExit(f"two definitions of Kubernetes {version} share a short name")
    return short


def short_name(name: str) -> str:
    """Return the last three parts of a definition's name: group, version and kind."""
    return ".".join(name.rsplit(".", 3)[1:])


def kind_ranges(loaded: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return "apiVersion kind", the definition (empty where only the name is known) and the versions that have it."""
    seen: dict[str, dict[str, str]] = {}
    for version, definitions in loaded.items():
        for name, body in definitions.items():
            marks = body.get("x-kubernetes-group-version-kind", ())
            if len(marks) != 1:
                continue  # options and the like, which belong to every group
            group, api, kind = marks[0]["group"], marks[0]["version"], marks[0]["kind"]
            if NOT_OBJECTS.fullmatch(kind):
                continue
            checked = group in CHECKED_GROUPS and re.fullmatch(r"v[0-9]+", api)
            seen.setdefault(f"{group}/{api} {kind}".lstrip("/"), {})[version] = name if checked else ""
    return [(name, next(iter(by.values())), versions_mark(list(by))) for name, by in sorted(seen.items())]


def versions_mark(versions: list[str]) -> str:
    """Return `@first-last` in minor versions: an open side is empty, ranges are joined with commas. Nothing means all."""
    if len(versions) == len(VERSIONS):
        return ""
    ranges = []
    for index, version in enumerate(VERSIONS):
        if version in versions and (index == 0 or VERSIONS[index - 1] not in versions):
            ranges.append(version[2:] if index else "")
            ranges[-1] += "-"
        if version in versions and index + 1 < len(VERSIONS) and VERSIONS[index + 1] not in versions:
            ranges[-1] += version[2:]
    return "@" + ",".join(ranges)


def reachable(loaded: dict[str, Any], roots: set[str]) -> set[str]:
    """Return the object definitions that the roots lead to in any version."""
    wanted: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name in wanted:
            continue
        wanted.add(name)
        todo += (found for definitions in loaded.values() if name in definitions for found in references(definitions[name]))
    return {name for name in wanted if any("properties" in found.get(name, {}) for found in loaded.values())}


def references(body: Any) -> Iterator[str]:
    """Yield the short names of all definitions that a schema refers to."""
    if isinstance(body, dict):
        if "$ref" in body:
            yield short_name(body["$ref"].removeprefix("/api/_definitions.json#/$defs/"))
        for part in body.values():
            yield from references(part)


def fields_of(loaded: dict[str, Any], name: str) -> dict[str, str]:
    """Return the fields of a definition with their types; types that differ between versions are joined with `|`."""
    uses: dict[str, dict[str, list[str]]] = {}
    for version, definitions in loaded.items():
        body = definitions.get(name, {})
        for field, schema in body.get("properties", {}).items():
            required = "!" if field in body.get("required", ()) else ""
            uses.setdefault(field, {}).setdefault(required + type_text(schema, definitions), []).append(version)
    present = [version for version, definitions in loaded.items() if name in definitions]
    return {
        # Nobody asks for a field of a definition that is not there: only differences within its own time need a mark.
        field: "|".join(text if on == present else text + versions_mark(on) for text, on in types.items())
        for field, types in sorted(uses.items())
    }


BASIC_TYPES = {
    "meta.v1.Time": "time",
    "meta.v1.MicroTime": "time",
    "api.resource.Quantity": "quantity",
    "util.intstr.IntOrString": "int-or-string",
}


def type_text(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return the type of a field as the table spells it."""
    if "$ref" in schema:
        name = next(references({"$ref": schema["$ref"]}))
        if name in BASIC_TYPES:
            return BASIC_TYPES[name]
        body = definitions[name]
        if "properties" in body:
            return name
        if "type" not in body:
            raise SystemExit(f"{name} holds anything, which the table has no word for")
        return "object"
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "array":
        listed = schema.get("x-kubernetes-list-type")
        keys = ",".join(schema["x-kubernetes-list-map-keys"]) if listed == "map" else "=" if listed == "set" else ""
        return f"[{keys}]{type_text(schema['items'], definitions)}"
    if kind == "object":
        return f"{{}}{type_text(schema['additionalProperties'], definitions)}"
    if kind == "string":
        return {"byte": "base64", "date-time": "time"}.get(schema.get("format", ""), "string")
    if kind == "integer":
        return str(schema["format"])
    return str(kind)


if __name__ == "__main__":
    sys.exit(main())
