# ruff: noqa: INP001 - a program beside what it writes, not a package
"""Write the compact tables of custom kinds, from the files that define these kinds (CRDs).

    python schemas/custom/generate.py FOLDER            writes the tables whose content changes
    python schemas/custom/generate.py FOLDER --check    exits with 1 if a table is not what would be written

FOLDER holds YAML files with CustomResourceDefinitions, at any depth; README.md beside this file says where they come from. A
tool of development: oamc reads the tables with `oamc/kubernetes/custom/kinds.py`, and never needs the files. The same files
give the same bytes.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
PROJECTS = {
    "Antrea 2.7.0": {"crd.antrea.io/v1alpha2": ("TrafficControl",)},
    "Argo CD 3.5.1": {"argoproj.io/v1alpha1": ("AppProject", "Application", "ApplicationSet")},
    "Argo Rollouts 1.9.1": {"argoproj.io/v1alpha1": ("AnalysisTemplate", "Rollout")},
    "Dapr 1.18.3": {
        "dapr.io/v1alpha1": ("Component", "Configuration", "HTTPEndpoint", "Resiliency"),
        "dapr.io/v2alpha1": ("Subscription",),
    },
    "Envoy Gateway 1.9.0": {"gateway.envoyproxy.io/v1alpha1": ("BackendTrafficPolicy",)},
    "Flagger 1.44.0": {"flagger.app/v1beta1": ("Canary", "MetricTemplate")},
    "Flux 2": {
        "helm.toolkit.fluxcd.io/v2": ("HelmRelease",),
        "kustomize.toolkit.fluxcd.io/v1": ("Kustomization",),
        "source.toolkit.fluxcd.io/v1": ("GitRepository", "HelmChart", "HelmRepository", "OCIRepository"),
    },
    "Gateway API 1.6.1": {"gateway.networking.k8s.io/v1": ("HTTPRoute", "ReferenceGrant")},
    "Istio 1.30.3": {
        "networking.istio.io/v1": ("DestinationRule", "VirtualService"),
        "networking.istio.io/v1alpha3": ("EnvoyFilter",),
    },
    "KEDA 2.20.2": {"keda.sh/v1alpha1": ("ScaledJob", "ScaledObject", "TriggerAuthentication")},
    "Prometheus operator 0.93.0": {
        "monitoring.coreos.com/v1": ("PodMonitor", "Probe", "Prometheus", "PrometheusRule", "ServiceMonitor")
    },
    "Koordinator 1.8.0": {"config.koordinator.sh/v1alpha1": ("ClusterColocationProfile",)},
    "Pyrra 0.10.1": {"pyrra.dev/v1alpha1": ("ServiceLevelObjective",)},
    "Sloth 0.16.0": {"sloth.slok.dev/v1": ("PrometheusServiceLevel",)},
    "Vertical Pod Autoscaler 1.7.1": {"autoscaling.k8s.io/v1": ("VerticalPodAutoscaler",)},
}
"""The kinds that have a table, by project and by API version. No two have one name."""
KINDS = tuple(
    (*api_version.split("/"), kind, project)
    for project, api_versions in PROJECTS.items()
    for api_version, kinds in api_versions.items()
    for kind in kinds
)
OF_KUBERNETES = {
    "AnalysisTemplate.spec.metrics[].provider.job.spec": "batch.v1.JobSpec",
    "ClusterColocationProfile.spec.namespaceSelector": "meta.v1.LabelSelector",
    "ClusterColocationProfile.spec.selector": "meta.v1.LabelSelector",
    "Rollout.spec.template": "core.v1.PodTemplateSpec",
    "ScaledJob.spec.jobTargetRef": "batch.v1.JobSpec",
    "TrafficControl.spec.appliedTo.namespaceSelector": "meta.v1.LabelSelector",
    "TrafficControl.spec.appliedTo.podSelector": "meta.v1.LabelSelector",
}
"""Parts that are parts of Kubernetes itself, which the table of Kubernetes describes."""
NOT_LOOKED_AT = {
    f"BackendTrafficPolicy.spec.{field}"
    for field in (
        *("bandwidthLimit", "compression", "compressor", "connection", "faultInjection", "healthCheck", "http2"),
        *("requestBuffer", "responseOverride"),
    )
} | {f"Prometheus.spec.{field}" for field in ("affinity", "containers[]", "initContainers[]", "volumes[]")}
"""Parts that oamc never writes, and that are too large or too odd for a table: anything may stand there."""
NOT_TRIED = (
    r"(^\*$)|(^(http(s)?):",  # origins of CORS
    r"^(?i)(abort|warn)?$",
)
"""Beginnings of patterns that are left out: they take time that grows with the square of a text, or Python cannot read them."""
KEPT = (
    *("type", "format", "enum", "pattern", "default"),
    *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
)
"""What is copied of each schema as it stands."""
TYPES = ("object", "array", "string", "boolean", "integer", "number", None)
MARKS = {"x-kubernetes-int-or-string": "intOrString", "x-kubernetes-preserve-unknown-fields": "open"}
PASSED_OVER = {
    "description",
    "nullable",  # null counts as absent everywhere
    "x-kubernetes-embedded-resource",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",  # written by hand, in oamc/kubernetes/custom
}
NOT_WRITTEN = ("apiVersion", "kind", "metadata", "status", "operation")
"""Fields of an object that are checked elsewhere, or that only a controller writes."""
INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
ADDRESS = [{"format": "ipv4"}, {"format": "ipv6"}]
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
    missing = [kind for kind in KINDS if kind[:3] not in found]
    if missing:
        raise SystemExit(f"{folder} has no definition of {missing}")
    made = {}
    for group, version, kind, project in KINDS:
        fields = compact(without_status(found[group, version, kind]), kind)
        if kind == "ApplicationSet":
            fields = with_reference(fields, made_spec(found))
        head = {"apiVersion": f"{group}/{version}", "kind": kind, "project": project}
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
    if place in OF_KUBERNETES:
        return {"kubernetes": OF_KUBERNETES[place]}
    if place in NOT_LOOKED_AT:
        return {"open": True}
    unknown = set(schema) - set(KEPT) - set(MARKS) - PASSED_OVER - {"properties", "required", "items", "additionalProperties"}
    if schema.get("type") not in TYPES:
        raise SystemExit(f"{place} has the type {schema['type']}, which the table has no word for")
    made: dict[str, Any] = {key: schema[key] for key in KEPT if key in schema}
    made |= {short: True for key, short in MARKS.items() if schema.get(key)}
    if made.get("pattern", "").startswith(NOT_TRIED):
        del made["pattern"]
    required = set(schema.get("required", ()))
    for word in sorted(unknown):
        known = junction(word, without_prose(schema[word]))
        if known is None:
            raise SystemExit(f"{place} has {word}, which the table has no word for: {schema[word]}")
        required |= set(known.pop("required", ()))
        made["groups"] = [*made.get("groups", ()), *known.pop("groups", ())]
        made |= known
    if not made.get("groups", True):
        del made["groups"]
    if required:
        made["required"] = sorted(required)
    if "properties" in schema:
        made["fields"] = {name: compact(field, f"{place}.{name}") for name, field in sorted(schema["properties"].items())}
    if isinstance(schema.get("items"), dict):
        made["items"] = compact(schema["items"], f"{place}[]")
        made |= keys_of(schema)
    if isinstance(schema.get("additionalProperties"), dict):
        made["values"] = compact(schema["additionalProperties"], f"{place}{{}}")
    return made


def keys_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Return by what the items of a list differ: by some of their fields, or, those of a set, as wholes."""
    kind = schema.get("x-kubernetes-list-type")
    if kind == "map":
        return {"keys": schema["x-kubernetes-list-map-keys"]}
    return {"keys": ["="]} if kind == "set" else {}


def without_prose(schema: Any) -> Any:
    """Return what joins schemas without what the definitions say of it to people."""
    if isinstance(schema, dict):
        return {
            key: without_prose(held) for key, held in schema.items() if not (key == "description" and isinstance(held, str))
        }
    return [without_prose(held) for held in schema] if isinstance(schema, list) else schema


def junction(word: str, held: Any) -> dict[str, Any] | None:
    """Return what joined schemas say, in the words of a table; None where it has no words for it."""
    if word == "anyOf" and held == INT_OR_STRING:
        return {}
    if word in {"anyOf", "oneOf"} and held == ADDRESS:
        return {"format": "ip"}
    if word == "allOf":
        return all_of(held)
    return one_of(held) if word == "oneOf" else None


def all_of(held: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return what several schemas together say: groups of fields, or one list of words given twice."""
    if all(set(part) == {"oneOf"} for part in held):
        groups = [one_of(part["oneOf"]) for part in held]
        return {"groups": [group for found in groups if found for group in found["groups"]]} if all(groups) else None
    return held[0] if all(part == held[0] and set(part) == {"enum"} for part in held) else None


def one_of(held: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return a group of fields of which one is there: exactly one, or at most one where none of them is an alternative."""
    least = 1
    if "not" in held[0]:
        least, held = 0, held[1:]
    needed = [list(part.get("required", ())) for part in held]
    common = set.intersection(*map(set, needed))
    single = [[name for name in names if name not in common] for names in needed]
    if any(len(names) != 1 for names in single) or any(set(part) - {"required", "properties"} for part in held):
        return None
    return {"required": sorted(common), "groups": [[least, *(name for names in single for name in names)]]}


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
    whole = {**table, "schema": {**table["schema"], "fields": {**table["schema"]["fields"], "spec": {**spec, "fields": mark}}}}
    return dump(whole).replace(dump(mark), "{\n" + ",\n".join(lines) + "\n}") + "\n"


def dump(value: Any) -> str:
    """Return JSON without blanks."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


if __name__ == "__main__":
    sys.exit(main())
