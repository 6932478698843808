"""Labels that the objects of an instance carry (docs/spec/oam-v1alpha1.md, 7.1 and 11.1).

Every object has the five recommended labels of Kubernetes and that of its instance: `lower` adds them, so that no workload
type, trait or scope can forget them. Pods have the same without the version, so that none is replaced for a version alone.
"""

from __future__ import annotations

from oamc.kubernetes.names import LONGEST_LABEL
from oamc.model.reserved_keys import (
    INSTANCE,
    NAME,
    PART_OF,
    RELEASED_VERSION,
    RESERVED_LABELS,
    ROLE,
    ROLE_IN_APPLICATION,
    UNIQUE_NAME,
    VERSION,
    WORKLOAD_TYPE,
)
from oamc.objects.naming import prefixed
from oamc.objects.tree import at, bare, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.capabilities.contracts import Context
    from oamc.ir.program import BoundScope, Instance
    from oamc.objects.tree import KubeObject, Tree
    from oamc.options import Options
    from oamc.spans import Keyed

DEFAULT_VERSION = "0.1.0"
"""The version that OAM assumes where a document has none."""
TRAIT_ROLE: dict[str, Tree] = {ROLE: "trait"}
"""What objects of traits have beside the labels of all objects."""
TEST_ROLE = "test"
"""The role of pods that only `helm test` runs."""


def selector(instance: str) -> dict[str, Tree]:
    """Return the label by which the pods of an instance are selected: nothing that may change while the instance stays.

    Selectors cannot be changed in a cluster, and the names of objects are those of instances: in one namespace no two
    applications can have an instance of one name, and the application and the type may change. The label carries the name
    prefix: two releases must not select each other's pods. `app.kubernetes.io/instance` is never selected by, because Argo CD
    writes it.
    """
    return {INSTANCE: prefixed(instance)}


def pod_labels(instance: Instance, context: Context) -> dict[str, Tree]:
    """Return the labels that tell whose a pod is.

    The role is what the component's own label says, else the workload type in one word, such as `server`.
    """
    component, name = instance.component, instance.name.value
    own = component.labels.get(ROLE_IN_APPLICATION)
    role = instance.workload_type.short_name.removeprefix("Singleton").lower()
    return {
        NAME: component.name.value,
        UNIQUE_NAME: prefixed(name),
        ROLE_IN_APPLICATION: at(own) if own and own.value else as_label(role),
        PART_OF: context.application,
        **selector(name),
    }


def instance_labels(instance: Instance, context: Context) -> dict[str, Tree]:
    """Return the labels that every object of an instance has; the version is the component's own, else the application's."""
    stated = as_label(_stated(instance.component.annotations))
    return _with_version(pod_labels(instance, context), stated or context.version)


def scope_labels(scope: BoundScope, context: Context) -> dict[str, Tree]:
    """Return the labels that every object of a scope has, which belongs to the configuration that provides it."""
    name = scope.name.value
    kind = "" if scope.scope is None else scope.scope.short_name
    labels: dict[str, Tree] = {
        NAME: as_label(kind) or name,
        UNIQUE_NAME: prefixed(name),
        ROLE_IN_APPLICATION: "scope",
        PART_OF: scope.configuration,
    }
    return _with_version(labels, context.version)


def _with_version(labels: dict[str, Tree], version: str) -> dict[str, Tree]:
    """Return labels with the version behind the recommended ones."""
    return {NAME: labels[NAME], UNIQUE_NAME: labels[UNIQUE_NAME], RELEASED_VERSION: version, **labels}


def component_labels(instance: Instance, own: dict[str, Tree]) -> dict[str, Tree]:
    """Return labels of a workload or its pods: `own`, and those of the component, which never win."""
    stated = instance.component.labels.items()
    return {**own, **{key: at(value) for key, value in stated if key not in own and key not in RESERVED_LABELS}}


def workload_labels(token: str) -> dict[str, Tree]:
    """Return what workloads, their pods and Services have beside the labels of all objects."""
    return {WORKLOAD_TYPE: token}


def labelled(item: KubeObject, labels: dict[str, Tree]) -> KubeObject:
    """Return an object with these labels, which win over those that it has."""
    metadata = bare(item.body["metadata"])
    assert isinstance(metadata, dict), f"{item.kind} {item.name} has no metadata"
    known = bare(metadata.get("labels"))
    own = {key: value for key, value in known.items() if key not in labels} if isinstance(known, dict) else {}
    before = [(key, metadata[key]) for key in ("name", "namespace") if key in metadata]
    after = [(key, value) for key, value in metadata.items() if key not in {"name", "namespace", "labels"}]
    return replace(item, body={**item.body, "metadata": entries((*before, ("labels", {**labels, **own}), *after))})


def application_version(annotations: Mapping[str, Keyed], options: Options) -> str:
    """Return the version of an application as the value of a label: the one that its chart calls `appVersion`."""
    chosen = options.app_version
    if chosen is None:
        written = options.chart_version
        chosen = written.removeprefix("v") if written is not None else _stated(annotations)
    return as_label(chosen) or DEFAULT_VERSION


def _stated(annotations: Mapping[str, Keyed]) -> str:
    """Return the version that a document states, without a leading v; empty where it states none."""
    stated = annotations.get(VERSION)
    return stated.value.removeprefix("v") if stated else ""


def as_label(text: str) -> str:
    """Return a text as the value of a label: other characters become "_", and what is too long is cut. It may be empty.

    >>> as_label("1.4.0+build.7")
    '1.4.0_build.7'
    """
    if len(text) <= LONGEST_LABEL and text.isascii() and text.replace("-", "").replace(".", "").isalnum():
        return text.strip("-_.")  # most texts
    kept = "".join(each if (each.isascii() and each.isalnum()) or each in "-_." else "_" for each in text[:LONGEST_LABEL])
    return kept.strip("-_.")
