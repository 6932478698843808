"""Documents that define traits, workload types and scopes, and agree with what an application uses.

Rules: docs/spec/oam-v1alpha1.md, 9.3, 10.5 and 11.8.
"""

from __future__ import annotations

import json
from typing import Any

from tests.strategies.choosers import Chooser
from tests.strategies.components import VOUCHED
from tests.strategies.configurations import MESH_TYPE
from tests.strategies.texts import hostile_text

GROUP, _, VERSION_AND_KIND = VOUCHED.partition("/")


def topic_definition(chooser: Chooser) -> dict[str, Any]:
    """Return the WorkloadType document of the extended type that needs one. Its settings may be described in two ways."""
    version, _, kind = VERSION_AND_KIND.partition(".")
    spec: dict[str, Any] = {"group": GROUP, "names": {"kind": kind}}
    if chooser.chance(60):
        spec["version"] = version
    if chooser.chance(50):
        spec["names"] |= {"singular": "topic", "plural": "topics"}
    if chooser.chance(50):
        spec["settings"] = [
            {"name": "partitions", "type": "number", "required": True, "description": hostile_text(chooser)}
            | chooser.choice(({}, {"type": "integer", "minimum": 1, "maximum": 12}, {"enum": [12, 1.0]})),
            {"name": "config", "type": "object"},
            {"name": "note", "default": "none"},
        ]
    elif chooser.chance(50):
        spec["workloadSettings"] = json.dumps({"type": "object"})
    return _document("WorkloadType", "topics.kafka.example.com", spec)


def trait_definition(chooser: Chooser) -> dict[str, Any]:
    """Return a Trait document for a trait that oamc knows; it asks for nothing that the trait does not ask for itself."""
    name, declared, schema = chooser.choice(
        (
            ("manual-scaler", "replicaCount", {"type": "object", "required": ["replicaCount"]}),
            ("empty", "nothing", {"type": "object", "properties": {"nothing": {"type": "integer"}}}),
            ("security-policy", "runAsUser", {"type": "object", "properties": {"runAsUser": {"minimum": 0}}}),
        )
    )
    spec: dict[str, Any] = {}
    if chooser.chance(60):
        spec["appliesTo"] = chooser.choice((["*"], "*", ["core.oam.dev/v1alpha1.Server", "*"]))
    if chooser.chance(50):
        spec["properties"] = json.dumps(schema)
    elif chooser.chance(60):
        rules = {"type": "integer", "minimum": 0, "maximum": 70000} if chooser.chance(50) else {}
        spec["properties"] = [{"name": declared, "type": "any", "description": hostile_text(chooser)} | rules]
    return _document("Trait", name, spec)


def mesh_definition(chooser: Chooser) -> dict[str, Any]:
    """Return the ApplicationScope document of a scope type that nothing else knows."""
    spec = {
        "type": MESH_TYPE,
        "allowComponentOverlap": chooser.chance(50),
        "parameters": [
            {"name": "level", "type": "double", "required": True},
            {"name": "mode", "type": "string", "description": hostile_text(chooser)},
            {"name": "port", "type": "integer", "default": 8080} | chooser.choice(({}, {"minimum": 1}, {"enum": [8080]})),
        ],
    }
    return _document("ApplicationScope", "mesh", spec)


def _document(kind: str, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    """Return a document."""
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": kind, "metadata": {"name": name}, "spec": spec}
