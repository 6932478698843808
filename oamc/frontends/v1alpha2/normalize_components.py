"""Components to the version-neutral model, one for each instance (docs/spec/oam-v1alpha2.md, 3 to 5).

What an instance gives to a parameter may shape its workload, so every instance has a component of its own; instances that give
the same share what is made of the workload.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.codes.second_version import UNKNOWN_CORE_OBJECT, WITHOUT_A_KIND
from oamc.diagnostics.reports import listing
from oamc.expressions.types import NumberType, TextType
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.findings import Findings
from oamc.frontends.v1alpha1.normalize_containers import containers
from oamc.frontends.v1alpha1.normalize_documents import (
    CLUSTER_ANNOTATIONS,
    SET_BY_OAMC,
    VERSION_HINT,
    architecture,
    check_value_names,
    os_type,
    report_unused,
)
from oamc.frontends.v1alpha2.decode_workload import containerized_workload, object_fields, object_metadata
from oamc.frontends.v1alpha2.definitions import CONTAINERIZED, GROUP, WORKLOAD_TYPE_LABEL, kind_in, kind_of_type
from oamc.frontends.v1alpha2.replacements import TEXT, WHOLE, Known, Replacements, check_value
from oamc.kubernetes.field_types import field_type
from oamc.model.application import Component
from oamc.model.group_version_kind import GroupVersionKind
from oamc.model.reserved_keys import DESCRIPTIVE_ANNOTATIONS, RELEASED_VERSION, RESERVED_ANNOTATIONS, RESERVED_LABELS
from oamc.records import Record, replace
from oamc.source.nodes import Entry, Mapping, Scalar, Sequence
from oamc.spans import Keyed, Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha2 import documents
    from oamc.frontends.v1alpha2.decode_workload import ContainerDocument, ObjectMetadata
    from oamc.frontends.v1alpha2.definitions import Definitions
    from oamc.frontends.v1alpha2.documents import ParameterValue
    from oamc.frontends.v1alpha2.field_paths import FieldPath
    from oamc.frontends.v1alpha2.replacements import KnownAt
    from oamc.model.application import Container
    from oamc.spans import Span

CORE_WORKLOADS = ("ContainerizedWorkload",)
METADATA_FIELDS = ("apiVersion", "kind", "metadata", "status")
SECRET_HINT = "take the text from a Secret of the cluster: fromSecret: {name: SECRET, key: KEY}"
"""What to write in the place of a secret in a document."""
QUANTITY = TextType(
    pattern=r"[0-9]{1,15}(\.[0-9]{1,3})?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?",
    rule="must be a quantity, such as 0.5, 100m, 128Mi or 2G",
)
SECRET = GroupVersionKind(group="", version="v1", kind="Secret")
CONTENT_OF_A_SECRET = ("data", "stringData")
KNOWN = {
    **dict.fromkeys(("string", "base64", "time"), Known(wants=TEXT)),
    "int32": Known(wants=WHOLE, accepts=NumberType(whole=True, minimum=-(2**31), maximum=2**31 - 1)),
    "int64": Known(wants=WHOLE),
    "boolean": Known(wants="boolean"),
    "quantity": Known(wants=TEXT, accepts=QUANTITY),
}
"""What is known of fields of Kubernetes, by their types; others take what there is."""


class InstanceComponent(Record):
    """The component of an instance, with the name that its workload has, if it has one of its own, and the kind of that."""

    component: Component
    name: Located[str] | None
    kind: GroupVersionKind


class ComponentConverter:
    """Converts one Component document, for each instance of it."""

    def __init__(self, document: documents.Component, definitions: Definitions, reports: Reports) -> None:
        self.document = document
        self.reports = reports
        self.name = document.metadata.name
        self._specs: dict[tuple[object, ...], Component | None] = {}
        names = [entry.name for entry in document.parameters]
        check_value_names(names, "parameter", reports)
        report_duplicates(names, "parameter", f'component "{self.name.value}"', reports)
        self.definition: documents.WorkloadDefinition | None = None
        self._type: Located[str] | None = None
        self.kind = self._find_kind(definitions)
        if self.kind is None:
            return
        known_at = _known_in_containers(document.workload) if self.kind == CONTAINERIZED else _known_in_object(self.kind)
        self.replacements = Replacements(document, document.workload, known_at, reports)
        findings = Findings(reports)
        self._metadata = object_metadata(object_fields(document.workload, "spec.workload", findings))
        self._report_reserved()

    def _find_kind(self, definitions: Definitions) -> GroupVersionKind | None:
        """Find the kind of the workload, which it says itself or by the name of its definition. None after a report."""
        findings = Findings(self.reports)
        fields = object_fields(self.document.workload, "spec.workload", findings)
        short = fields.optional_text("type")
        if short is not None and not fields.has("kind"):
            self._type = short
            self.definition = definitions.workloads.get(short.value)
            return kind_of_type(
                short, self.definition, "WorkloadDefinition", definitions.workloads, definitions.left_out, self.reports
            )
        api_version, kind = fields.optional_text("apiVersion"), fields.optional_text("kind")
        if api_version is None or kind is None:
            if not findings.has_failed():
                hint = "write the apiVersion and the kind of the workload, or type: NAME-OF-A-WORKLOADDEFINITION"
                self.reports.add(WITHOUT_A_KIND, at=fields.span, place="spec.workload", hint=hint)
            return None
        found = kind_in(api_version.value, kind.value)
        if found is None:
            reason, hint = "a part of it has a wrong form", "write it like apiVersion: apps/v1 and kind: Deployment"
            self.reports.add(codes.MALFORMED_KIND, at=kind.span, what="the kind of the workload", reason=reason, hint=hint)
        elif found.group == GROUP and found != CONTAINERIZED:
            near = self.reports.nearest(found.kind, CORE_WORKLOADS)
            hint = (
                f'did you mean "{near}"?' if near else f"OAM has {listing(CORE_WORKLOADS)}; other workloads have other groups"
            )
            self.reports.add(UNKNOWN_CORE_OBJECT, at=kind.span, what="workload", kind=found.text, hint=hint)
            return None
        if found is not None:
            self.definition = definitions.workload(self._own_label(), found)
        return found

    def _own_label(self) -> Located[str] | None:
        """Return the label by which a workload names its definition."""
        metadata = self.document.workload.get("metadata")
        labels = metadata.get("labels") if isinstance(metadata, Mapping) else None
        label = labels.get(WORKLOAD_TYPE_LABEL) if isinstance(labels, Mapping) else None
        return Located(value=label.text, span=label.span) if isinstance(label, Scalar) else None

    def _report_reserved(self) -> None:
        """Report labels and annotations that oamc sets itself, and those of the document that reach no object."""
        own, name = self._metadata, f'of component "{self.name.value}"'
        for key in RESERVED_LABELS:
            hint = VERSION_HINT if key == RELEASED_VERSION else "remove it"
            report_unused(own.labels.get(key), f'label "{key}" {name}', SET_BY_OAMC, self.reports, hint)
        for key in RESERVED_ANNOTATIONS:
            report_unused(own.annotations.get(key), f'annotation "{key}" {name}', SET_BY_OAMC, self.reports)

    def given(self, values: tuple[ParameterValue, ...]) -> dict[str, ParameterValue]:
        """Return the values of an instance that can replace something, by the names of the parameters."""
        found: dict[str, ParameterValue] = {}
        for value in values:
            if check_value(value, self.reports):
                found.setdefault(value.name.value, value)
        return found

    def instance(
        self, given: dict[str, ParameterValue], labels: dict[str, Keyed], annotations: dict[str, Keyed]
    ) -> InstanceComponent | None:
        """Return the component of an instance that has these values, labels and annotations. None after a report."""
        component = self._convert(given, labels, annotations)
        if component is None or self.kind is None:
            return None
        name = self.replacements.metadata(given).get(("metadata", "name")) or self._metadata.name
        return InstanceComponent(component=replace(component, base=self.document), name=name, kind=self.kind)

    def alone(self) -> Component | None:
        """Return the component as it is by itself. None after a report, and where it needs values to be something."""
        if self.kind is None or not self.replacements.stand_alone():
            return None
        return self._convert({}, {}, {}, required=False)

    def _convert(
        self,
        given: dict[str, ParameterValue],
        labels: dict[str, Keyed],
        annotations: dict[str, Keyed],
        *,
        required: bool = True,
    ) -> Component | None:
        """Return the component with these values. Without `required`, no parameter demands one. None after a report."""
        key = (*self.replacements.fixed(given), required)
        if key not in self._specs:
            self._specs[key] = self._with_spec(self.replacements.workload(given, required=required))
        made = self._specs[key]
        if made is None:
            return None
        own = self._own_metadata(given)
        return replace(
            made,
            parameters=self.replacements.declarations(given, required=required),
            labels={**{key: value for key, value in labels.items() if key not in own.labels}, **own.labels, **_forced(labels)},
            annotations={**annotations, **own.annotations},
        )

    def _own_metadata(self, given: dict[str, ParameterValue]) -> ObjectMetadata:
        """Return the labels and annotations of the workload with these values.

        A workload in the short form has those of its component too (1.4). Those that describe a component every one has.
        """
        document = self.document.metadata
        labels, annotations = dict(self._metadata.labels), dict(self._metadata.annotations)
        for key, value in document.annotations.items():
            if self._type is not None or key in DESCRIPTIVE_ANNOTATIONS:
                annotations.setdefault(key, value)
        if self._type is not None:
            labels = {**document.labels, **labels}
            labels[WORKLOAD_TYPE_LABEL] = Keyed(value=self._type.value, span=self._type.span, key_span=self._type.span)
        for path, text in self.replacements.metadata(given).items():
            held = {"labels": labels, "annotations": annotations}.get(str(path[1]))
            if held is not None:
                held[str(path[2])] = Keyed(value=text.value, span=text.span, key_span=text.span)
        kept = {key: value for key, value in annotations.items() if not key.startswith(CLUSTER_ANNOTATIONS)}
        return replace(self._metadata, labels=labels, annotations=kept)

    def _with_spec(self, workload: Mapping) -> Component | None:
        """Return the component of a workload, without parameters and metadata. None after a report."""
        assert self.kind is not None, "a workload has a kind"
        component = Component(
            name=self.name,
            workload_type=Located(value=self.kind.text, span=self._kind_span()),
            os_type=None,
            architecture=None,
            parameters=(),
            containers=(),
            settings=(),
            settings_mapping=None,
            labels={},
            annotations={},
            empty={},
            span=self.document.span,
            secret_hint=SECRET_HINT,
        )
        findings = Findings(self.reports)
        fields = object_fields(workload, "spec.workload", findings)
        fields.dropped(*METADATA_FIELDS, "type")
        if self.kind != CONTAINERIZED:
            kept = {entry.key: entry for entry in workload if entry.key not in METADATA_FIELDS and not self._is_type(entry)}
            return replace(component, is_an_object=True, settings_mapping=Mapping(kept, workload.span))
        spec = fields.section("spec", containerized_workload)
        fields.done()
        if findings.has_failed() or findings.doubts:
            return None
        return replace(
            component,
            os_type=os_type(spec.os_type, self.reports),
            architecture=architecture(spec.arch, self.reports),
            containers=self._containers(spec.containers),
        )

    def _is_type(self, entry: Entry) -> bool:
        """Tell whether an entry of the workload is its short form."""
        return entry.key == "type" and self._type is not None

    def _kind_span(self) -> Span:
        """Return where the kind of the workload is written."""
        entry = self.document.workload.entries.get("kind") or self.document.workload.entries.get("type")
        return entry.value.span if entry is not None else self.document.workload.span

    def _containers(self, found: tuple[ContainerDocument, ...]) -> tuple[Container, ...]:
        """Convert containers, and put in what parameters give."""
        entries = tuple(document.entry for document in found)
        made = containers(entries, self.name.value, frozenset(), self.reports, SECRET_HINT)
        return tuple(_with_sources(container, document) for container, document in zip(made, found, strict=True))


def _with_sources(container: Container, document: ContainerDocument) -> Container:
    """Return a container with what parameters give, and its files from Secrets. Volumes without a disk are not kept."""
    resources = container.resources
    return replace(
        container,
        image=document.image or container.image,
        command=document.command,
        arguments=document.arguments,
        config=tuple(replace(file, reference=document.files.get(place)) for place, file in enumerate(container.config)),
        resources=replace(
            resources,
            cpu=document.cpu or resources.cpu,
            memory=document.memory or resources.memory,
            volumes=tuple(replace(volume, ephemeral=volume.ephemeral or volume.size is None) for volume in resources.volumes),
        ),
        assumes_resources=False,
    )


FORCED_LABELS = ("app.oam.dev/name", "app.oam.dev/component", "app.oam.dev/revision", "app.oam.dev/resourceType")
"""What objects of an application carry, whatever their workloads say (4)."""


def _forced(labels: dict[str, Keyed]) -> dict[str, Keyed]:
    """Return the labels that win over those of a workload."""
    return {key: labels[key] for key in FORCED_LABELS if key in labels}


def _known_in_object(kind: GroupVersionKind) -> KnownAt:
    """Return what is known of places in an object of a kind: by the table of Kubernetes, where that has it."""

    def known_at(path: FieldPath) -> Known:
        """Tell what a place wants; all but metadata may change later."""
        if path[0] == "metadata":
            return Known(wants=TEXT, live=False)
        if kind == SECRET and path[0] in CONTENT_OF_A_SECRET:
            return Known(problem="cannot be replaced: the content of a Secret is never a value of the output")
        return KNOWN.get(field_type(kind.api_version, kind.kind, path), Known())

    return known_at


_TEXTS_OF_A_CONTAINER = (("image",), ("resources", "cpu", "required"), ("resources", "memory", "required"))


def _known_in_containers(workload: Mapping) -> KnownAt:
    """Return what is known of places in a ContainerizedWorkload: which of them are values and nothing else."""

    def known_at(path: FieldPath) -> Known:
        """Tell what a place wants, and whether it may change later."""
        if path[0] == "metadata":
            return Known(wants=TEXT, live=False)
        below = path[3:]
        if path[:2] != ("spec", "containers") or not below:
            return Known(live=False)
        if below in _TEXTS_OF_A_CONTAINER:
            return Known(wants=TEXT)
        match below:
            case ("command" | "cmd" | "args", int()):
                return Known(wants=TEXT)
            case ("env" | "config", int(), "value"):
                return Known(wants=TEXT, live=not _has_secret(workload, path[:-1]))
            case _:
                return Known(live=False)

    return known_at


def _has_secret(workload: Mapping, path: FieldPath) -> bool:
    """Tell whether the entry at a path names a Secret too, which counts while no value is given."""
    node: object = workload
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
        else:
            return False
    return isinstance(node, Mapping) and "fromSecret" in node.entries
