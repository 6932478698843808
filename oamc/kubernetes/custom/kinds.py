"""Custom kinds that oamc knows, as their definitions describe them: what these would refuse in an object.

In: an object as plain data. Out: what is wrong with it, with paths. The tables are in `schemas/custom/`, whose README tells
their format; the metadata of every object is checked as that of any other. Fields that are null count as absent, as API
servers read them. What definitions say in CEL, and what only the webhooks and controllers of a project refuse, is in a module
of rules for each project.
"""

from __future__ import annotations

import re
from functools import cache

from oamc.diagnostics.reports import listing
from oamc.kubernetes.findings import choice
from oamc.resources import read_bytes
from oamc.source.nodes import TYPE_WORDS, value_type_name
from oamc.startup.modules_by_name import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from oamc.kubernetes.findings import Findings, Path
    from oamc.kubernetes.structure import Walk

    Schema: TypeAlias = dict[str, Any]

DAPR, GITOPS, PROMETHEUS = "dapr", "gitops", "prometheus"
GATEWAY_API, ISTIO, ENVOY_GATEWAY = "gateway_api", "istio", "envoy_gateway"
RULES_OF = {
    "argoproj.io/v1alpha1": {
        "Application": GITOPS,
        "ApplicationSet": GITOPS,
        "AppProject": "",
        "AnalysisTemplate": "argo_analysis",
        "Rollout": "argo_rollouts",
    },
    "autoscaling.k8s.io/v1": {"VerticalPodAutoscaler": "vpa"},
    "config.koordinator.sh/v1alpha1": {"ClusterColocationProfile": "koordinator"},
    "crd.antrea.io/v1alpha2": {"TrafficControl": "antrea"},
    "dapr.io/v1alpha1": {"Component": DAPR, "Configuration": DAPR, "HTTPEndpoint": DAPR, "Resiliency": DAPR},
    "dapr.io/v2alpha1": {"Subscription": DAPR},
    "flagger.app/v1beta1": {"Canary": "flagger", "MetricTemplate": "flagger"},
    "gateway.envoyproxy.io/v1alpha1": {"BackendTrafficPolicy": ENVOY_GATEWAY},
    "gateway.networking.k8s.io/v1": {"HTTPRoute": GATEWAY_API, "ReferenceGrant": ""},
    "helm.toolkit.fluxcd.io/v2": {"HelmRelease": GITOPS},
    "keda.sh/v1alpha1": {"ScaledJob": "keda", "ScaledObject": "keda", "TriggerAuthentication": ""},
    "kustomize.toolkit.fluxcd.io/v1": {"Kustomization": GITOPS},
    "monitoring.coreos.com/v1": {
        "PodMonitor": PROMETHEUS,
        "Probe": PROMETHEUS,
        "Prometheus": "",
        "PrometheusRule": PROMETHEUS,
        "ServiceMonitor": PROMETHEUS,
    },
    "networking.istio.io/v1": {"DestinationRule": ISTIO, "VirtualService": ISTIO},
    "networking.istio.io/v1alpha3": {"EnvoyFilter": ""},
    "pyrra.dev/v1alpha1": {"ServiceLevelObjective": ""},
    "sloth.slok.dev/v1": {"PrometheusServiceLevel": ""},
    "source.toolkit.fluxcd.io/v1": {"GitRepository": GITOPS, "HelmChart": GITOPS, "HelmRepository": "", "OCIRepository": ""},
}
"""The kinds that have a table, by their API version, with the module that has the rules of a kind where there are some."""
BY_HAND = {"openfaas.com/v1": {"Function": "openfaas"}}
"""Kinds with a `TABLE` in a module, which is written by hand. All its rules stand there."""
WALKED_ELSEWHERE = ("apiVersion", "kind", "metadata")
SMALLEST = {"int32": -(2**31), "int64": -(2**63)}


@cache
def table(kind: str) -> Schema:
    """Return the table of a kind: `apiVersion`, `kind`, `project` and `schema`."""
    module = next((kinds[kind] for kinds in BY_HAND.values() if kind in kinds), "")
    if module:
        written: Schema = import_module(f"oamc.kubernetes.custom.{module}").TABLE
        return written
    from json import loads

    found: Schema = loads(read_bytes("schemas", "custom", f"{kind}.json"))
    return found


def is_known(api_version: str, kind: str) -> bool:
    """Tell whether there is a table for a kind."""
    return kind in RULES_OF.get(api_version, {}) or kind in BY_HAND.get(api_version, {})


def project_of(kind: str) -> str:
    """Return the project, with its version, from whose definition the table of a kind was made."""
    return str(table(kind)["project"])


def check_custom(body: dict[str, Any], kind: str, walk: Walk) -> None:
    """Record what the definition of a known kind refuses in an object, beside its metadata."""
    own = {key: value for key, value in body.items() if key not in WALKED_ELSEWHERE}
    broken = walk.findings.broken
    _Check(walk).value(own, table(kind)["schema"], ())
    module = RULES_OF.get(body["apiVersion"], {}).get(kind)
    if module and walk.findings.broken == broken and isinstance(own.get("spec"), dict):
        for path, reason in import_module(f"oamc.kubernetes.custom.{module}").RULES[kind](_given(own["spec"])):
            walk.findings.bad(("spec", *path), reason)


def _given(value: Any) -> Any:
    """Return a value without the fields that are null, so that no rule has to think of them."""
    if isinstance(value, dict):
        return {key: _given(held) for key, held in value.items() if held is not None}
    return list(map(_given, value)) if isinstance(value, list) else value


class _Check:
    """The walk through one object; the walk of Kubernetes gathers the findings, and looks at parts that are its own."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._findings: Findings = walk.findings

    def value(self, value: Any, schema: Schema, path: Path) -> None:
        """Check a value that is not null."""
        if "see" in schema:
            schema = table(schema["see"])["schema"]["fields"]["spec"]
        if "kubernetes" in schema:
            self._walk.check_definition(value, schema["kubernetes"], path)
            return
        kind = schema.get("type")
        if schema.get("intOrString"):
            if not _is_whole(value) and not isinstance(value, str):
                self._findings.wrong_type(path, f"{TYPE_WORDS['integer']} or {TYPE_WORDS['string']}", value_type_name(value))
                return
        elif kind is not None and not _has_type(value, kind):
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
            if "keys" in schema:
                self._walk.repetitions(value, tuple(schema["keys"]), path)

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
        for least, *names in schema.get("groups", ()):
            self._group(value, names, least, path)

    def _group(self, value: dict[str, Any], names: list[str], least: int, path: Path) -> None:
        """Check that one of some fields is there: exactly one, or at most one where `least` is 0."""
        given = [name for name in names if value.get(name) is not None]
        if len(given) > 1:
            self._findings.bad(path, f"may have only one of {listing(names, 'and')}")
        elif len(given) < least:
            self._findings.bad(path, f"must have one of {listing(names, 'and')}")

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
        case "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
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
        return _size_problem(len(value), schema, "Length", "characters") or _text_problem(value, schema)
    if isinstance(value, list):
        return _size_problem(len(value), schema, "Items", "items")
    if isinstance(value, dict):
        return _size_problem(len(value), schema, "Properties", "entries")
    return _number_problem(value, schema) if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def _text_problem(value: str, schema: Schema) -> str:
    """Say why a text of a good length is not a good one."""
    if "pattern" in schema and not _matches(schema["pattern"], value):
        return f"must match {schema['pattern']}"
    if schema.get("format") == "ip":
        from oamc.kubernetes.addresses import address_problem

        return address_problem(value)
    return ""


def _matches(pattern: str, value: str) -> bool:
    """Tell whether a text matches a pattern as Go reads it: `$` is the end of the text, and never before a line feed."""
    return re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), value) is not None


def _size_problem(size: int, schema: Schema, what: str, unit: str) -> str:
    """Say why a text, a list or a mapping is too short or too long."""
    least, most = schema.get(f"min{what}", 0), schema.get(f"max{what}", size)
    if size < least:
        return f"must have at least {least} {unit}"
    return f"must have at most {most} {unit}" if size > most else ""


def _number_problem(value: float, schema: Schema) -> str:
    """Say why a number is too small or too large."""
    lowest = SMALLEST.get(schema.get("format", ""))
    least = max((bound for bound in (schema.get("minimum"), lowest) if bound is not None), default=value)
    highest = None if lowest is None else -lowest - 1
    most = min((bound for bound in (schema.get("maximum"), highest) if bound is not None), default=value)
    if value < least:
        return f"must be at least {least}"
    return f"must be at most {most}" if value > most else ""
