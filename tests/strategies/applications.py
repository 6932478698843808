"""Whole applications that compile without an error: one ApplicationConfiguration and its components, as plain data.

    applications()            the hypothesis strategy
    sample_application(seed)  the same generator, driven by a seed: for benchmarks and bulk runs
    as_text(documents)        the documents as a stream that is JSON document by document and YAML as a whole

They compile with warnings: references to variables, older forms and doubtful but legal values are part of the language.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.strategies.balancers import agree, bindings_of, uses_of
from tests.strategies.choosers import Chooser, RandomChooser, driven
from tests.strategies.components import CORE, VOUCHED, component
from tests.strategies.configurations import configuration, leave_to_scopes
from tests.strategies.definitions import mesh_definition, topic_definition, trait_definition
from tests.strategies.intents import intend
from tests.strategies.texts import new_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import SearchStrategy

Documents = list[dict[str, Any]]

COMPONENT_NAMES = ("web", "Web_Front.v1", "queue-v2", "y", "1.0", "on", "x" * 63)
OLD_TRAIT_NAMES = {
    "auto-scaler": ("autoscaler", "AutoScaler", "auto-scaler.core.oam.dev/v1alpha1"),
    "manual-scaler": ("ManualScaler", "manual-scaler.core.oam.dev/v1alpha1"),
    "ingress": ("Ingress", "ingress.core.oam.dev/v1alpha1"),
    "volume-mounter": ("VolumeMounter", "volume-mounter.core.oam.dev/v1alpha1"),
    "upgrade": ("update-strategy",),
    "bandwidth-control": ("bandwidth",),
    "rate-limit": ("rate-limiter",),
}
OLD_PROPERTY_NAMES = {"servicePort": "service_port", "tlsHosts": "tls_hosts", "tlsSecretName": "tls_secret_name"}


def application(chooser: Chooser, *, most_components: int = 3) -> Documents:
    """Return the documents of an application, the configuration at any place among them.

    Where several components are allowed, so are a second application of the same components and definitions.
    """
    taken: set[str] = set()
    count = 1 if chooser.chance(40) else chooser.integer(1, most_components)
    components = [component(chooser, new_name(chooser, COMPONENT_NAMES, taken)) for _ in range(count)]
    documents = [made.document for made in components]
    defining = most_components > 1 and chooser.chance(25)
    instances: set[str] = set()
    settings = configuration(chooser, components, most_instances=count + 1, taken=instances, may_use_definitions=defining)
    documents.insert(chooser.integer(0, count), settings)
    if most_components > 1 and chooser.chance(12):
        documents.append(configuration(chooser, components[:1], most_instances=2, name="second-app", taken=instances))
    if defining:
        documents += [mesh_definition(chooser), trait_definition(chooser)]
    if any(made.kind == VOUCHED for made in components):
        documents.append(topic_definition(chooser))
    leave_to_scopes(documents)
    intend(chooser, components, documents)
    agree(documents)
    if chooser.chance(15):
        make_older(chooser, documents)
    return documents


def applications(*, small: bool = False) -> SearchStrategy[Documents]:
    """Return the strategy of applications. `small` keeps to one component with at most two instances."""
    return driven(lambda chooser: application(chooser, most_components=1 if small else 3))


def sample_application(seed: int, *, small: bool = False) -> Documents:
    """Return the application of a seed: always the same one."""
    return application(RandomChooser(seed), most_components=1 if small else 3)


def as_text(documents: Iterable[dict[str, Any]]) -> str:
    """Write documents so that JSON and YAML readers see the same: what is not printable is escaped, the rest is as it is.

    Surrogate escapes, which JSON has and YAML refuses, do not occur: characters beyond U+FFFF are printable, except the last
    two, which are written as `\\U`, and only YAML reads that.
    """
    return "---\n".join(_escaped(json.dumps(document, ensure_ascii=False, indent=1)) + "\n" for document in documents)


def _escaped(text: str) -> str:
    """Escape the characters that a YAML text must not contain as they are."""
    return re.sub(
        "[^\\x20-\\x7e\\n\\u00a1-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffc\\U00010000-\\U0010fffd]|[\\u2028\\u2029]", _escape, text
    )


def _escape(match: re.Match[str]) -> str:
    """Return the escape of one character."""
    point = ord(match[0])
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def make_older(chooser: Chooser, documents: Documents) -> None:
    """Rewrite some fields into the older and foreign forms that mean the same (docs/spec/oam-v1alpha1.md, 13).

    Where a trait may call ports by their names, components keep these.
    """
    are_called = any("ports" in used for used in uses_of(documents)) or any(bindings_of(documents, "metrics"))
    for document in documents:
        if chooser.chance(20):
            document["apiVersion"] = "core.hydra.io/v1alpha1"
        if document["kind"] == "ComponentSchematic" and not are_called:
            make_component_older(chooser, document["spec"])
        elif document["kind"] == "ApplicationConfiguration":
            make_configuration_older(chooser, document["spec"])


def make_component_older(chooser: Chooser, spec: dict[str, Any]) -> None:
    """Rewrite some fields of a component."""
    kind = spec["workloadType"]
    if kind.startswith(CORE):
        spec["workloadType"] = chooser.choice(
            (kind, kind.removeprefix(CORE), kind.replace("v1alpha1", "v1"), kind.replace("oam.dev", "hydra.io"))
        )
    rename(chooser, spec, "osType", "os")
    for parameter in spec.get("parameters") or ():
        rename(chooser, parameter, "default", "value")
    for container in spec.get("containers", ()):
        rename(chooser, container, "cmd", "command")
        name, mark, digest = container["image"].partition("@")
        if mark:
            container["image"] = {"name": name, "digest": digest}
        for entry in container.get("config", ()):
            rename(chooser, entry, "path", "name")
        numbers = [port["containerPort"] for port in container.get("ports", ())]
        for port in container.get("ports", ()):
            # Names are made of numbers: of two ports with one number, at most one goes without a name. Probes keep theirs.
            is_free = numbers.count(port["containerPort"]) == 1 and port["name"] not in probed_names(container)
            if is_free and chooser.chance(15):
                del port["name"]
            rename(chooser, port, "containerPort", "value")
            rename(chooser, port, "protocol", "type")


def probed_names(container: dict[str, Any]) -> set[Any]:
    """Return the names of ports that probes of a container ask."""
    probes = [container[name] for name in ("livenessProbe", "readinessProbe", "startupProbe") if name in container]
    return {
        handler["port"] for probe in probes for handler in probe.values() if isinstance(handler, dict) and "port" in handler
    }


def make_configuration_older(chooser: Chooser, spec: dict[str, Any]) -> None:
    """Rewrite some fields of a configuration."""
    for entry in spec["components"]:
        rename(chooser, entry, "componentName", "name")
        for binding in entry.get("traits", ()):
            make_trait_older(chooser, binding)
    for binding in spec.get("scopes", ()):
        if isinstance(binding["properties"], list):
            rename(chooser, binding, "properties", "parameterValues")


def make_trait_older(chooser: Chooser, binding: dict[str, Any]) -> None:
    """Rewrite a trait binding: its name, the names of its properties, and their form."""
    old_names = OLD_TRAIT_NAMES.get(binding["name"])
    if old_names and chooser.chance(40):
        binding["name"] = chooser.choice(old_names)
    properties = binding.get("properties")
    if not properties:
        return
    if chooser.chance(50):
        properties = {OLD_PROPERTY_NAMES.get(name, name): value for name, value in properties.items()}
    field, as_list = chooser.choice(
        (("properties", False), ("properties", True), ("parameterValues", True), ("parameterValues", False))
    )
    del binding["properties"]
    binding[field] = [old_option(chooser, name, value) for name, value in properties.items()] if as_list else properties


def old_option(chooser: Chooser, name: str, value: Any) -> dict[str, Any]:
    """Return an entry of a list of options; a reference to a variable may be a field of its own."""
    whole = re.fullmatch(r"\[fromVariable\(([\w.-]+)\)\]", value) if isinstance(value, str) else None
    if whole and chooser.chance(50):
        return {"name": name, chooser.choice(("fromParam", "from")): whole[1]}
    return {"name": name, "value": value}


def rename(chooser: Chooser, mapping: dict[str, Any], modern: str, old: str) -> None:
    """Rename a field, half of the time."""
    if modern in mapping and chooser.chance(50):
        mapping[old] = mapping.pop(modern)
