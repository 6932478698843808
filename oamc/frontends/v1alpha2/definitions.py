"""What definition documents say of kinds, and which kind a short form means (docs/spec/oam-v1alpha2.md, 1 and 2).

A definition names its kind by a CustomResourceDefinition, PLURAL.GROUP. Which kind that is, is known of OAM's own and of those
of Kubernetes; of others nothing in the input tells it.
"""

from __future__ import annotations

from oamc.diagnostics.codes.second_version import UNKNOWN_DEFINITION, UNKNOWN_RESOURCE
from oamc.kubernetes.field_types import kind_of_plural, plural_of
from oamc.model.group_version_kind import GroupVersionKind, parse_core_kind, parse_group_version_kind
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha2.documents import TraitDefinition, WorkloadDefinition
    from oamc.model.left_out import LeftOut
    from oamc.spans import Located

GROUP, VERSION = "core.oam.dev", "v1alpha2"
CONTAINERIZED = GroupVersionKind(group=GROUP, version=VERSION, kind="ContainerizedWorkload")
MANUAL_SCALER = GroupVersionKind(group=GROUP, version=VERSION, kind="ManualScalerTrait")
WORKLOAD_TYPE_LABEL, TRAIT_TYPE_LABEL = "workload.oam.dev/type", "trait.oam.dev/type"
OF_OAM = {
    "containerizedworkloads.core.oam.dev": CONTAINERIZED,
    "manualscalertraits.core.oam.dev": MANUAL_SCALER,
}


class Definitions(Record):
    """The definitions that one application sees, by their names. What is `left_out` may be one that is missed."""

    workloads: dict[str, WorkloadDefinition]
    traits: dict[str, TraitDefinition]
    left_out: LeftOut | None = None

    def workload(self, label: Located[str] | None, kind: GroupVersionKind) -> WorkloadDefinition | None:
        """Return the definition of a workload: the one that its label names, else the one of its kind."""
        if label is not None and label.value in self.workloads:
            return self.workloads[label.value]
        return _of_kind(self.workloads.values(), kind)

    def trait(self, label: Located[str] | None, kind: GroupVersionKind) -> TraitDefinition | None:
        """Return the definition of a trait: the one that its label names, else the one of its kind."""
        if label is not None and label.value in self.traits:
            return self.traits[label.value]
        return _of_kind(self.traits.values(), kind)


if TYPE_CHECKING:
    from typing import TypeVar

    D = TypeVar("D", WorkloadDefinition, TraitDefinition)


def _of_kind(definitions: Iterable[D], kind: GroupVersionKind) -> D | None:
    """Return the definition whose reference is to a kind."""
    resource = resource_of(kind)
    return next((known for known in definitions if known.reference.name.value == resource), None)


def resource_of(kind: GroupVersionKind) -> str:
    """Return the name of the CustomResourceDefinition of a kind."""
    plural = plural_of(kind.kind)
    return f"{plural}.{kind.group}" if kind.group else plural


def kind_in(api_version: str, kind: str) -> GroupVersionKind | None:
    """Return the kind that two fields of an object name; None where they cannot."""
    text = f"{api_version}.{kind}"
    return parse_group_version_kind(text) or parse_core_kind(text)


def kind_of_type(
    name: Located[str],
    definition: WorkloadDefinition | TraitDefinition | None,
    what: str,
    known: Iterable[str],
    left_out: LeftOut | None,
    reports: Reports,
) -> GroupVersionKind | None:
    """Return the kind that a short form means by the name of its definition. None after a report, or where it was left out."""
    if definition is None:
        found = OF_OAM.get(name.value)
        if found is not None:
            return found
        if left_out is not None and left_out.has_document(name.value):
            return None
        near = reports.nearest(name.value, tuple(known))
        hint = f'did you mean "{near}"?' if near else "add it to the input, or write the apiVersion and the kind of the object"
        reports.add(UNKNOWN_DEFINITION, at=name.span, what=what, name=name.value, hint=hint)
        return None
    resource = definition.reference.name
    if resource.value in OF_OAM:
        return OF_OAM[resource.value]
    plural, _, group = resource.value.partition(".")
    version = definition.reference.version
    pair = kind_of_plural(plural, group, version.value if version else "")
    if pair is not None:
        return kind_in(*pair)
    hint = f"write the apiVersion and the kind of the object in the place of the short form {name.value}"
    reports.add(UNKNOWN_RESOURCE, at=resource.span, name=resource.value, hint=hint)
    return None
