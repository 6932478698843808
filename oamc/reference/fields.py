"""The fields of OAM documents, read from `schemas/`: what `oamc explain` and the page of documents say about each.

In: the JSON Schema of a kind. Out: a tree of `DocumentField`. A list of mappings has the fields of its items. Of a field with
several forms the one that is not older counts; older spellings of fields are marked, and stand last.
"""

from __future__ import annotations

import json

from oamc.diagnostics.reports import nearest
from oamc.records import Record
from oamc.resources import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, TypeAlias

    Schema: TypeAlias = dict[str, Any]

FILES = {
    "ComponentSchematic": "component-schematic",
    "ApplicationConfiguration": "application-configuration",
    "Trait": "trait",
    "WorkloadType": "workload-type",
    "ApplicationScope": "application-scope",
    "v1alpha2.Component": "component.v1alpha2",
    "v1alpha2.ApplicationConfiguration": "application-configuration.v1alpha2",
    "v1alpha2.WorkloadDefinition": "workload-definition.v1alpha2",
    "v1alpha2.TraitDefinition": "trait-definition.v1alpha2",
    "v1alpha2.ScopeDefinition": "scope-definition.v1alpha2",
    "v1alpha2.HealthScope": "health-scope.v1alpha2",
    "v1alpha2.NetworkScope": "network-scope.v1alpha2",
    "v1alpha2.ContainerizedWorkload": "containerized-workload.v1alpha2",
    "v1alpha2.ManualScalerTrait": "manual-scaler-trait.v1alpha2",
    "v1alpha1.Policy": "policy.v1alpha1",
    "v1alpha1.Workflow": "workflow.v1alpha1",
    "v1beta1.Application": "application.v1beta1",
    "v1beta1.ComponentDefinition": "component-definition.v1beta1",
    "v1beta1.TraitDefinition": "trait-definition.v1beta1",
    "v1beta1.PolicyDefinition": "policy-definition.v1beta1",
    "v1beta1.WorkflowStepDefinition": "workflow-step-definition.v1beta1",
    "v1beta1.WorkloadDefinition": "workload-definition.v1beta1",
    "v1beta1.DefinitionRevision": "definition-revision.v1beta1",
    "oamc.dev/v1alpha1.TraitTemplate": "trait-template.v1alpha1",
    "oamc.dev/v1alpha1.WorkloadTemplate": "workload-template.v1alpha1",
    "oamc.dev/v1alpha1.ScopeTemplate": "scope-template.v1alpha1",
}
"""The kinds of documents, each with the name of its schema. Those of v1alpha1 are called by their kinds alone, and those of
another group than that of OAM with the group."""
FIRST = "v1alpha1"
GROUP = "core.oam.dev/"
SHORT_NAMES = {
    "component": "ComponentSchematic",
    "application": "ApplicationConfiguration",
    "app": "ApplicationConfiguration",
    "trait": "Trait",
    "workloadtype": "WorkloadType",
    "workload": "WorkloadType",
    "scope": "ApplicationScope",
}
WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "true or false",
    "object": "mapping",
    "array": "list",
}


class DocumentField(Record):
    """A field of a document: its name and path from the kind on, its type in words, and what it means.

    `item` says what each item of a list of mappings is. `choices` closes the values where there are any. `default` and
    `example` are JSON, and empty where there is none.
    """

    name: str
    path: tuple[str, ...]
    type: str
    description: str
    item: str = ""
    required: bool = False
    older: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    example: str = ""
    fields: tuple[DocumentField, ...] = ()


def schema_of(kind: str) -> Schema:
    """Return the schema of a kind in `FILES`."""
    loaded: Schema = json.loads(read_text("schemas", file_of(FILES[kind])))
    return loaded


def file_of(name: str) -> str:
    """Return the name of the file of a schema. Names of those of v1alpha1 do not say the version."""
    return f"{name}.schema.json" if ".v" in name else f"{name}.{FIRST}.schema.json"


def version_of(kind: str) -> str:
    """Return the apiVersion of a kind in `FILES`."""
    version = kind.rpartition(".")[0] or FIRST
    return version if "/" in version else f"{GROUP}{version}"


NAMES = {
    **{kind.rpartition(".")[2].lower(): kind for kind in reversed(FILES)},
    **{kind.lower(): kind for kind in FILES},
    **SHORT_NAMES,
}
"""The kinds by their own names and the short ones, in lower case. A kind of two versions is the one of the older version."""


EXACT_NAMES = {kind.rpartition(".")[2]: kind for kind in reversed(FILES)}
"""The kinds by their own names alone, as a document writes them: `Application` is that of KubeVela."""


def kind_named(name: str) -> str | None:
    """Return the kind that a name means, as a document writes it or in any case; None where there is none."""
    return EXACT_NAMES.get(name) or NAMES.get(name.lower().removeprefix(GROUP).removeprefix(f"{FIRST}."))


def split(name: str) -> tuple[str, list[str]]:
    """Return the name of a kind, with its version where it says one, and the path below it."""
    first, *path = name.removeprefix(GROUP).removesuffix(".").split(".")
    if path and first.lower().startswith("v1"):
        return f"{first}.{path[0]}", path[1:]
    return first, path


def kind_like(name: str) -> str | None:
    """Return the kind that a misspelled name may mean."""
    close = nearest(name.lower(), NAMES)
    return NAMES[close] if close else None


def document_fields(kind: str) -> DocumentField:
    """Return a kind as a field with all its fields."""
    schema = schema_of(kind)
    return _field(kind.rpartition(".")[2], (kind,), schema, schema["$defs"], required=True)


def find(root: DocumentField, path: Sequence[str]) -> DocumentField | None:
    """Return the field at a path below a kind; `spec` may be left out. A name is found in any case where that is clear."""
    for names in (path, ("spec", *path)):
        found: DocumentField | None = root
        for name in names:
            found = _named(found, name) if found is not None else None
        if found is not None:
            return found
    return None


def walk(field: DocumentField) -> Iterator[DocumentField]:
    """Yield a field and all fields below it, in the order of the schema."""
    yield field
    for inner in field.fields:
        yield from walk(inner)


def _named(field: DocumentField, name: str) -> DocumentField | None:
    """Return the field of this name."""
    exact = next((inner for inner in field.fields if inner.name == name), None)
    return exact or next((inner for inner in field.fields if inner.name.lower() == name.lower()), None)


def _field(
    name: str, path: tuple[str, ...], schema: Schema, definitions: dict[str, Schema], *, required: bool
) -> DocumentField:
    """Return one field with all below it."""
    merged = _form(schema, definitions)
    items = _form(merged["items"], definitions) if isinstance(merged.get("items"), dict) else None
    holder = items if items is not None and "properties" in items else merged
    inner = tuple(
        _field(key, (*path, key), below, definitions, required=key in holder.get("required", ()))
        for key, below in holder.get("properties", {}).items()
    )
    examples = merged.get("examples", ())
    return DocumentField(
        name=name,
        path=path,
        type=_type_in_words(merged, items),
        description=merged.get("description", ""),
        item=holder.get("description", "") if holder is items else "",
        required=required,
        older=merged.get("deprecated", False),
        choices=tuple(json.dumps(value) for value in merged.get("enum", ()) if value not in (None, "")),
        default=json.dumps(merged["default"]) if "default" in merged else "",
        example=json.dumps(examples[0]) if examples else "",
        fields=tuple(sorted(inner, key=lambda field: field.older)),
    )


def _form(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Return a schema with its reference and its first form that is not an older one in it. What it says itself counts."""
    below: Schema = {}
    if "$ref" in schema:
        below = _form(definitions[schema["$ref"].removeprefix("#/$defs/")], definitions)
    elif "anyOf" in schema:
        forms = [_form(form, definitions) for form in schema["anyOf"]]
        below = next((form for form in forms if not form.get("deprecated") and form.get("enum") != [None, ""]), {})
    return {**below, **{key: value for key, value in schema.items() if key not in ("$ref", "anyOf")}}


def _type_in_words(schema: Schema, items: Schema | None) -> str:
    """Say what a field holds. That it may be null, which is as good as leaving it out, is not said each time."""
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return "one of a few texts"
    types = schema.get("type", ())
    names = [name for name in ((types,) if isinstance(types, str) else types) if name != "null"]
    if types == "null":
        return "nothing"
    words = [WORDS[name] for name in names]
    if words == ["list"] and items is not None:
        return f"list of {_plural(_type_in_words(items, None))}"
    if words == ["mapping"] and isinstance(schema.get("additionalProperties"), dict):
        return "mapping of names to texts"
    return " or ".join(words) or "anything"


def _plural(words: str) -> str:
    """Return a type in words as what a list is of."""
    return f"{words}s" if words in ("text", "mapping", "number") else words
