# ruff: noqa: INP001 - a program beside what it writes, not a package
"""Write the compact tables of the kinds of Argo CD and Flux, from the files that define these kinds (CRDs).

    python schemas/gitops/generate.py FOLDER            writes the tables whose content changes
    python schemas/gitops/generate.py FOLDER --check    exits with 1 if a table is not what would be written

FOLDER holds YAML files with CustomResourceDefinitions, at any depth; README.md beside this file says where they come from. A
tool of development: oamc reads the tables with `oamc/gitops/tables.py`, and never needs the files. The same files give the same
bytes.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
KINDS = (
    ("argoproj.io", "v1alpha1", "Application"),
    ("argoproj.io", "v1alpha1", "ApplicationSet"),
    ("argoproj.io", "v1alpha1", "AppProject"),
    ("helm.toolkit.fluxcd.io", "v2", "HelmRelease"),
    ("kustomize.toolkit.fluxcd.io", "v1", "Kustomization"),
    ("source.toolkit.fluxcd.io", "v1", "GitRepository"),
    ("source.toolkit.fluxcd.io", "v1", "HelmChart"),
    ("source.toolkit.fluxcd.io", "v1", "HelmRepository"),
    ("source.toolkit.fluxcd.io", "v1", "OCIRepository"),
)
KEPT = (
    *("type", "format", "enum", "pattern", "default"),
    *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"),
)
TYPES = ("object", "array", "string", "boolean", "integer", None)
"""What is copied of each schema as it stands."""
MARKS = {"x-kubernetes-int-or-string": "intOrString", "x-kubernetes-preserve-unknown-fields": "open"}
PASSED_OVER = {
    "description",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",  # written by hand, in oamc/gitops/rules.py
}
NOT_WRITTEN = ("apiVersion", "kind", "metadata", "status", "operation")
"""Fields of an object that are checked elsewhere, or that only a controller writes."""
INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
GENERATORS = ("git", "list")
"""Generators of an ApplicationSet that its table has: each of the others repeats the template, in 340 kB together."""


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # one of two classes
    """SafeLoader that reads a plain `=` as the text that it is."""


Loader.add_constructor("tag:yaml.org,2002:value", Loader.construct_yaml_str)


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write the tables of the kinds of Argo CD and Flux.")
    parser.add_argument("folder", type=Path, help="where the CustomResourceDefinitions are")
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    made = tables(options.folder)
    different = [name for name, text in made.items() if not (HERE / name).exists() or (HERE / name).read_text() != text]
    if options.check and different:
        sys.stderr.write(f"{', '.join(different)}: not what generate.py makes, run it without --check\n")
        return 1
    for name in different:
        (HERE / name).write_text(made[name])
    return 0


def tables(folder: Path) -> dict[str, str]:
    """Return the text of each table by the name of its file."""
    found = dict(definitions(folder))
    missing = [kind for kind in KINDS if kind not in found]
    if missing:
        raise SystemExit(f"{folder} has no definition of {missing}")
    made = {}
    for group, version, kind in KINDS:
        fields = compact(without_status(found[group, version, kind]), kind)
        if kind == "ApplicationSet":
            fields = with_reference(fields, made_spec(found))
        head = {"apiVersion": f"{group}/{version}", "kind": kind}
        made[f"{kind}.json"] = text_of({**head, "schema": fields})
    return made


def definitions(folder: Path) -> Any:
    """Yield group, version and kind, and the schema, of each version that is served and not on its way out."""
    for path in sorted(folder.rglob("*.yaml")):
        for document in yaml.load_all(path.read_text(encoding="utf-8"), Loader):
            if not isinstance(document, dict) or document.get("kind") != "CustomResourceDefinition":
                continue
            spec = document["spec"]
            for version in spec["versions"]:
                if version["served"] and not version.get("deprecated"):
                    yield (spec["group"], version["name"], spec["names"]["kind"]), version["schema"]["openAPIV3Schema"]


def without_status(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with those of its fields that somebody writes and nobody else checks."""
    fields = {name: field for name, field in schema["properties"].items() if name not in NOT_WRITTEN}
    return {**schema, "properties": fields, "required": [name for name in schema.get("required", ()) if name in fields]}


def compact(schema: dict[str, Any], place: str) -> dict[str, Any]:
    """Return a schema with what is checked of it. A word that nobody has thought of ends the program."""
    unknown = set(schema) - set(KEPT) - set(MARKS) - PASSED_OVER - {"properties", "required", "items", "additionalProperties"}
    if unknown - {"anyOf"} or ("anyOf" in unknown and schema["anyOf"] != INT_OR_STRING):
        raise SystemExit(f"{place} has {sorted(unknown)}, which the table has no word for")
    if schema.get("type") not in TYPES:
        raise SystemExit(f"{place} has the type {schema['type']}, which the table has no word for")
    made: dict[str, Any] = {key: schema[key] for key in KEPT if key in schema}
    made |= {short: True for key, short in MARKS.items() if schema.get(key)}
    if schema.get("required"):
        made["required"] = sorted(schema["required"])
    if "properties" in schema:
        made["fields"] = {name: compact(field, f"{place}.{name}") for name, field in sorted(schema["properties"].items())}
    if isinstance(schema.get("items"), dict):
        made["items"] = compact(schema["items"], f"{place}[]")
    if isinstance(schema.get("additionalProperties"), dict):
        made["values"] = compact(schema["additionalProperties"], f"{place}{{}}")
    return made


def made_spec(found: dict[tuple[str, str, str], Any]) -> dict[str, Any]:
    """Return the compact spec of an Application."""
    fields: dict[str, Any] = compact(without_status(found["argoproj.io", "v1alpha1", "Application"]), "Application")["fields"]
    spec: dict[str, Any] = fields["spec"]
    return spec


def with_reference(fields: dict[str, Any], application: dict[str, Any]) -> dict[str, Any]:
    """Return the table of ApplicationSet with a reference wherever it repeats the spec of an Application."""
    spec = fields["fields"]["spec"]["fields"]
    generator = spec["generators"]["items"]
    generator["fields"] = {name: generator["fields"][name] for name in (*GENERATORS, "selector")}
    holders = [spec, *(generator["fields"][name]["fields"] for name in GENERATORS)]
    for holder in holders:
        if holder["template"]["fields"]["spec"] != application:
            raise SystemExit("the template of an ApplicationSet is not an Application any more")
        holder["template"]["fields"]["spec"] = {"see": "Application"}
    return fields


def text_of(table: dict[str, Any]) -> str:
    """Return a table as JSON, with a line for each field of the spec, so that a difference between versions is readable."""
    spec = table["schema"]["fields"]["spec"]
    lines = [f"{dump(name)}:{dump(field)}" for name, field in spec["fields"].items()]
    mark = "@fields@"
    whole = {**table, "schema": {**table["schema"], "fields": {"spec": {**spec, "fields": mark}}}}
    return dump(whole).replace(dump(mark), "{\n" + ",\n".join(lines) + "\n}") + "\n"


def dump(value: Any) -> str:
    """Return JSON without blanks."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


if __name__ == "__main__":
    sys.exit(main())
