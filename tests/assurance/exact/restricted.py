"""Texts at places with rules of their own: refused with a place and a reason, or arrived in objects that a cluster takes.

    for place in PLACES:
        misplaced(place, "a: b").wrong == ""

Names, keys, paths, images, hosts and the like. A text that is not refused must be in the objects as it is, in both outputs
alike, with no object more or less than for a harmless text; names and labels must keep the rules of the API server.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, NamedTuple

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.records import replace
from oamc.verification.compare import differences
from tests.assurance.exact.texts import random_text
from tests.strategies.applications import Documents, as_text
from tests.support.agreement import source
from tests.support.go_reader import Refused, shared_reader
from tests.support.helm import shared_engine
from tests.support.kubernetes_objects import invalid

NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
LABEL = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
KEY = re.compile(r"([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
ALMOST = (
    "web",
    "a.b",
    "/data",
    "example/web:1",
    "shop.example.com",
    "x" * 63,
    "a" * 64,
    "naïve",
    "名",
    "Web",
    "1",
    "web-1",
    "a_b",
)
SPOILERS = (
    "", "", "", "", "", "\n", "\r", " ", "\x00", "\x85", "\u2028", "{{ .Values }}", "<no value>", ":", "/", "..", "'", '"',
    "\\", "\u202e", "é", "-", "#",
)  # fmt: skip


class Placed(NamedTuple):
    """What became of a text: the outcome is "refused" or "arrived"; `wrong` says what must not be."""

    outcome: str
    wrong: str


def documents() -> Documents:
    """Return an application that has every restricted place, with harmless texts."""
    volumes = [{"name": "data", "mountPath": "/data", "disk": {"required": "1Gi"}}]
    container = {
        "name": "web",
        "image": "example/web:1",
        "imagePullSecret": "registry",
        "env": [
            {"name": "TARGET", "fromParam": "target"},
            {"name": "BOUND", "fromParam": "bound"},
            {"name": "OWN", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "a"}}},
            {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['a']"}}},
        ],
        "config": [{"path": "/etc/app.conf", "value": "x"}, {"path": "/etc/bound", "fromParam": "bound"}],
        "ports": [{"name": "http", "containerPort": 8080}],
        "readinessProbe": {"httpGet": {"path": "/ok", "port": 8080, "httpHeaders": [{"name": "X-A", "value": "b"}]}},
        "resources": {"cpu": {"required": 1}, "memory": {"required": "1Gi"}, "volumes": volumes},
    }
    spec = {
        "workloadType": "core.oam.dev/v1alpha1.Server",
        "osType": "linux",
        "arch": "amd64",
        "parameters": [
            {"name": "target", "type": "string", "default": "x"},
            {"name": "bound", "type": "string", "secret": True},
        ],
        "containers": [container],
    }
    metadata = {"name": "web", "labels": {"team": "a"}, "annotations": {"note": "b"}}
    ingress = {"hostname": "shop.example.com", "path": "/", "tlsHosts": ["shop.example.com"], "tlsSecretName": "tls"}
    policy = {
        "seccompProfile": "Localhost",
        "localhostProfile": "profile.json",
        "appArmorProfile": "localhost/web",
        "writablePaths": ["/tmp"],
        "capabilities": {"drop": ["ALL"]},
    }
    traits = [
        {"name": "ingress", "properties": ingress},
        {"name": "volume-mounter", "properties": {"volumeName": "data", "storageClass": "fast"}},
        {"name": "security-policy", "properties": policy},
    ]
    values = [{"name": "bound", "valueFrom": {"secretKeyRef": {"name": "shop-db", "key": "password"}}}]
    use = {
        "componentName": "web",
        "instanceName": "shop-web",
        "parameterValues": values,
        "traits": traits,
        "applicationScopes": ["shop"],
    }
    network = {"name": "net", "type": "core.oam.dev/v1alpha1.NetworkScope", "properties": {"network-id": "n", "subnet-id": "s"}}
    return [
        {"apiVersion": "core.oam.dev/v1alpha1", "kind": "ComponentSchematic", "metadata": metadata, "spec": spec},
        {
            "apiVersion": "core.oam.dev/v1alpha1",
            "kind": "ApplicationConfiguration",
            "metadata": {"name": "shop", "namespace": "team", "annotations": {"version": "1.0.0"}},
            "spec": {"scopes": [network], "components": [use]},
        },
    ]


def _put(*paths: str) -> Callable[[Documents, str], None]:
    """Return what puts a text at paths such as `0/metadata/name`; a path that ends in `@` means the first key of a mapping."""

    def put(made: Documents, text: str) -> None:
        for path in paths:
            *steps, last = path.split("/")
            below: Any = made
            for step in steps:
                below = below[int(step)] if isinstance(below, list) else below[step]
            if last == "@":
                below[text] = below.pop(next(iter(below)))
            else:
                below[int(last) if isinstance(below, list) else last] = text

    return put


CONTAINER, USE = "0/spec/containers/0", "1/spec/components/0"
TRAITS = f"{USE}/traits"
PLACES: Mapping[str, Callable[[Documents, str], None]] = {
    "component name": _put("0/metadata/name", f"{USE}/componentName"),
    "instance name": _put(f"{USE}/instanceName"),
    "application name": _put("1/metadata/name", f"{USE}/applicationScopes/0"),
    "namespace": _put("1/metadata/namespace"),
    "version": _put("1/metadata/annotations/version"),
    "label key": _put("0/metadata/labels/@"),
    "label": _put("0/metadata/labels/team"),
    "annotation key": _put("0/metadata/annotations/@"),
    "operating system": _put("0/spec/osType"),
    "architecture": _put("0/spec/arch"),
    "parameter name": _put("0/spec/parameters/0/name", f"{CONTAINER}/env/0/fromParam"),
    "container name": _put(f"{CONTAINER}/name"),
    "image": _put(f"{CONTAINER}/image"),
    "pull secret": _put(f"{CONTAINER}/imagePullSecret"),
    "env name": _put(f"{CONTAINER}/env/0/name"),
    "name of a bound Secret": _put(f"{USE}/parameterValues/0/valueFrom/secretKeyRef/name"),
    "key of a bound Secret": _put(f"{USE}/parameterValues/0/valueFrom/secretKeyRef/key"),
    "name of a ConfigMap for a variable": _put(f"{CONTAINER}/env/2/valueFrom/configMapKeyRef/name"),
    "key of a ConfigMap for a variable": _put(f"{CONTAINER}/env/2/valueFrom/configMapKeyRef/key"),
    "field of the pod": _put(f"{CONTAINER}/env/3/valueFrom/fieldRef/fieldPath"),
    "path of a bound file": _put(f"{CONTAINER}/config/1/path"),
    "config path": _put(f"{CONTAINER}/config/0/path"),
    "port name": _put(f"{CONTAINER}/ports/0/name"),
    "probe path": _put(f"{CONTAINER}/readinessProbe/httpGet/path"),
    "header name": _put(f"{CONTAINER}/readinessProbe/httpGet/httpHeaders/0/name"),
    "volume name": _put(f"{CONTAINER}/resources/volumes/0/name", f"{TRAITS}/1/properties/volumeName"),
    "mount path": _put(f"{CONTAINER}/resources/volumes/0/mountPath"),
    "hostname": _put(f"{TRAITS}/0/properties/hostname"),
    "ingress path": _put(f"{TRAITS}/0/properties/path"),
    "TLS host": _put(f"{TRAITS}/0/properties/tlsHosts/0"),
    "TLS secret": _put(f"{TRAITS}/0/properties/tlsSecretName"),
    "storage class": _put(f"{TRAITS}/1/properties/storageClass"),
    "local profile": _put(f"{TRAITS}/2/properties/localhostProfile"),
    "AppArmor profile": _put(f"{TRAITS}/2/properties/appArmorProfile"),
    "writable path": _put(f"{TRAITS}/2/properties/writablePaths/0"),
    "capability": _put(f"{TRAITS}/2/properties/capabilities/drop/0"),
    "scope name": _put("1/spec/scopes/0/name"),
}
OPTION = "option "
OF_OPTIONS = tuple(
    OPTION + name for name in ("namespace", "chart_name", "chart_version", "app_version", "gpu_resource", "ingress_class")
)
"""Options of the command line whose text stands in the output."""


OF_CHARTS = {"application name", "version", "option chart_name", "option chart_version"}
"""Places that only a chart has rules for."""
NOT_IN_OBJECTS = {"parameter name", "component name", "option gpu_resource"}
"""Places whose text is in the values, in a label of its own, or stands for what this application does not ask for."""


def restricted_texts(seed: int, count: int) -> Iterator[str]:
    """Yield texts that nearly are what such a place wants, and random ones."""
    chance = Random(seed)
    for _ in range(count):
        if chance.random() < 3 / 4:
            almost, spoiler = chance.choice(ALMOST), chance.choice(SPOILERS)
            at = chance.randint(0, len(almost))
            yield almost[:at] + spoiler + almost[at:]
        else:
            yield random_text(chance)[:2_000]


def misplaced(place: str, text: str) -> Placed:
    """Put a text at a place, and say what is wrong with what becomes of it."""
    made = copy.deepcopy(documents())
    options = Options()
    if place in PLACES:
        PLACES[place](made, text)
    else:
        options = replace(options, **{place.removeprefix(OPTION): text})
    try:
        chart, refused = _built(made, replace(options, format="helm"))
        manifests, refused_too = _built(made, replace(options, format="manifests"))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault of oamc
        return Placed("failed", f"oamc fails: {error!r}")
    if refused or refused_too:
        every = [*refused, *refused_too]
        if any(not found.startswith("app.yaml:") for found in every) and place in PLACES:
            return Placed("refused", f"without a place: {every}")
        alike = bool(refused) == bool(refused_too) or place in OF_CHARTS
        return Placed("refused", "" if alike else f"by one output only: {every[:2]}")
    return Placed("arrived", "; ".join(_wrong(place, text, chart, manifests))[:600])


def _built(made: Documents, options: Options) -> tuple[Mapping[str, str], list[str]]:
    """Return the files of the application, or the errors."""
    reports = Reports()
    outputs = build((source(as_text(made)),), options, reports)
    errors = [f"{found.span}: {found.code.id} {found.message}" for found in reports.found if found.severity == "error"]
    return (outputs[0].files if outputs else {}), errors


def _wrong(place: str, text: str, chart: Mapping[str, str], manifests: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the outputs for a text that was accepted."""
    try:
        ours = [item for part in manifests.values() for item in shared_reader().documents(part)]
    except Refused as error:
        yield f"the manifests cannot be read: {error}"
        return
    rendered = shared_engine().render(chart)
    if rendered.refusal:
        yield f"Helm refuses: {rendered.refusal[-200:]}"
        return
    yield from map(str, differences(ours, rendered.documents)[:3])
    yield from invalid(ours)
    kinds = Counter(item["kind"] for item in ours)
    if kinds != {"ConfigMap": 1, "PersistentVolumeClaim": 1, "Deployment": 1, "Service": 1, "Ingress": 1}:
        yield f"other objects: {kinds}"
    yield from _broken_rules(ours)
    yield from (f"lint: {message}" for message in shared_engine().lint(chart))
    everything = [*ours, shared_reader().yaml(chart["Chart.yaml"])]
    if place not in NOT_IN_OBJECTS and not _is_in(_meant(place, text), everything):
        yield "it arrived nowhere"


def _meant(place: str, text: str) -> str:
    """Return what is looked for: some places add to a text or read it by a rule of OAM."""
    if place in {"version", "option chart_version"}:
        return text.removeprefix("v")
    if place == "AppArmor profile":
        return text.removeprefix("localhost/")
    return "386" if (place, text) == ("architecture", "i386") else text.strip() if place == "TLS host" else text


def _broken_rules(found: list[dict[str, Any]]) -> Iterator[str]:
    """Yield names, labels and keys that the API server refuses, which the published schemas do not say."""
    for item in found:
        for metadata in (item["metadata"], item.get("spec", {}).get("template", {}).get("metadata", {})):
            for name in (metadata.get("name", "a"), metadata.get("namespace", "a")):
                if not NAME.fullmatch(name):
                    yield f"{item['kind']} has the name {name!r}"
            # The prefix of an annotation may be written in any case (ValidateAnnotations).
            keys = [*metadata.get("labels", {}), *map(str.lower, metadata.get("annotations", {}))]
            yield from (f"{item['kind']} has the key {key!r}" for key in keys if not KEY.fullmatch(key))
            labels = metadata.get("labels", {}).values()
            yield from (f"{item['kind']} has the label {label!r}" for label in labels if not LABEL.fullmatch(label))


def _is_in(text: str, tree: Any) -> bool:
    """Tell whether a text is a part of any text or key."""
    if isinstance(tree, dict):
        return any(text in key or _is_in(text, value) for key, value in tree.items())
    if isinstance(tree, list):
        return any(_is_in(text, value) for value in tree)
    return isinstance(tree, str) and text in tree
