"""The kinds of Argo CD and Flux, as their definitions describe them: what these would refuse in an object.

In: an object as plain data. Out: what is wrong with it, with paths. The tables are in `schemas/gitops/`, whose README tells
their format; the metadata of every object is checked as that of any other. Fields that are null count as absent, as API
servers read them.
"""

from __future__ import annotations

import re
from functools import cache

from oamc.gitops.rules import RULES
from oamc.kubernetes.findings import Findings, choice
from oamc.kubernetes.schemas import DEFAULT_VERSION
from oamc.kubernetes.schemas import problems as kubernetes_problems
from oamc.resources import read_bytes
from oamc.source.nodes import TYPE_WORDS, value_type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Path, Problem

    Schema: TypeAlias = dict[str, Any]

KINDS = (
    *("AppProject", "Application", "ApplicationSet"),
    *("GitRepository", "HelmChart", "HelmRelease", "HelmRepository", "Kustomization", "OCIRepository"),
)
"""The kinds that have a table, one file each."""
SMALLEST = {"int32": -(2**31), "int64": -(2**63)}


@cache
def table(kind: str) -> Schema:
    """Return the table of a kind: `apiVersion`, `kind` and `schema`."""
    from json import loads

    found: Schema = loads(read_bytes("schemas", "gitops", f"{kind}.json"))
    return found


@cache
def _kinds() -> dict[tuple[str, str], str]:
    """Return the kinds with their API versions."""
    return {(str(table(kind)["apiVersion"]), kind): kind for kind in KINDS}


def is_known(body: dict[str, Any]) -> bool:
    """Tell whether an object is of a kind that has a table."""
    return (body.get("apiVersion"), body.get("kind")) in _kinds()


def problems(body: dict[str, Any]) -> tuple[Problem, ...]:
    """Return what the definition of its kind refuses in an object, and what Kubernetes refuses in its metadata.

    An object of another kind is a mistake of the caller.
    """
    if not is_known(body):
        raise ValueError(f"no table has {body.get('apiVersion')} {body.get('kind')}")
    kind = str(body["kind"])
    findings = Findings(kind, DEFAULT_VERSION)
    schema = table(kind)["schema"]
    own = {key: value for key, value in body.items() if key not in ("apiVersion", "kind", "metadata")}
    _Check(findings).value(own, schema, ())
    if not findings.broken:
        for path, reason in RULES.get(kind, _no_rule)(own["spec"]):
            findings.bad(("spec", *path), reason)
    return (*kubernetes_problems(body), *findings.found)


def _no_rule(spec: dict[str, Any]) -> tuple[tuple[Path, str], ...]:
    """Find nothing: most kinds have no rule beyond their table."""
    del spec
    return ()


class _Check:
    """The walk through one object; `findings` gathers what it meets."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def value(self, value: Any, schema: Schema, path: Path) -> None:
        """Check a value that is not null."""
        if "see" in schema:
            schema = table(schema["see"])["schema"]["fields"]["spec"]
        if schema.get("intOrString"):
            if not _is_whole(value) and not isinstance(value, str):
                self._findings.wrong_type(path, f"{TYPE_WORDS['integer']} or {TYPE_WORDS['string']}", value_type_name(value))
            return
        kind = schema.get("type")
        if kind is not None and not _has_type(value, kind):
            self._findings.wrong_type(path, TYPE_WORDS[kind], value_type_name(value))
            return
        reason = _problem(value, schema)
        if reason:
            self._findings.bad(path, reason)
        if isinstance(value, dict):
            self._mapping(value, schema, path)
        elif isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                self._item(item, schema["items"], (*path, index))

    def _mapping(self, value: dict[str, Any], schema: Schema, path: Path) -> None:
        """Check the entries of a mapping."""
        for field in schema.get("required", ()):
            if value.get(field) is None:
                self._findings.missing(path, field)
        fields = schema.get("fields", {})
        for key, held in value.items():
            if key in fields:
                if held is not None:
                    self.value(held, fields[key], (*path, key))
            elif "values" in schema:
                self._item(held, schema["values"], (*path, key))
            elif not schema.get("open"):
                self._findings.unknown_field((*path, key), fields, "")

    def _item(self, value: Any, schema: Schema, path: Path) -> None:
        """Check what a list or a mapping of any keys holds: null is no value there."""
        if value is not None:
            self.value(value, schema, path)
        elif not schema.get("open"):
            self._findings.wrong_type(path, "a value", "null")


def _has_type(value: Any, kind: str) -> bool:
    """Tell whether a value has a type of OpenAPI."""
    match kind:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case _:
            return _is_whole(value)


def _is_whole(value: Any) -> bool:
    """Tell whether a value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def _problem(value: Any, schema: Schema) -> str:
    """Say why a value of a good type is not a good one."""
    if "enum" in schema and value not in schema["enum"]:
        return choice(tuple(map(str, schema["enum"])))
    if isinstance(value, str):
        if "pattern" in schema and not _matches(schema["pattern"], value):
            return f"must match {schema['pattern']}"
        return _size_problem(len(value), schema, "Length", "characters")
    if isinstance(value, list):
        return _size_problem(len(value), schema, "Items", "items")
    return _number_problem(value, schema) if _is_whole(value) else ""


def _matches(pattern: str, value: str) -> bool:
    """Tell whether a text matches a pattern as Go reads it: `$` is the end of the text, and never before a line feed."""
    return re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), value) is not None


def _size_problem(size: int, schema: Schema, what: str, unit: str) -> str:
    """Say why a text or a list is too short or too long."""
    least, most = schema.get(f"min{what}", 0), schema.get(f"max{what}", size)
    if size < least:
        return f"must have at least {least} {unit}"
    return f"must have at most {most} {unit}" if size > most else ""


def _number_problem(value: int, schema: Schema) -> str:
    """Say why a number is too small or too large."""
    lowest = SMALLEST.get(schema.get("format", ""))
    least = max((bound for bound in (schema.get("minimum"), lowest) if bound is not None), default=value)
    highest = None if lowest is None else -lowest - 1
    most = min((bound for bound in (schema.get("maximum"), highest) if bound is not None), default=value)
    if value < least:
        return f"must be at least {least}"
    return f"must be at most {most}" if value > most else ""
