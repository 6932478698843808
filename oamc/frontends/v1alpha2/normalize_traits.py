"""Traits of an instance to the version-neutral model (docs/spec/oam-v1alpha2.md, 1.3, 4 and 5.2).

A ManualScalerTrait scales its workload. Any other trait is an object, written as given, which may refer to the workload.
"""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.diagnostics.codes.capabilities import TRAIT_DOES_NOT_APPLY
from oamc.diagnostics.codes.second_version import (
    BAD_FIELD_PATH,
    NAMED_BY_REVISION,
    NEEDS_OWN_CONTROLLER,
    UNKNOWN_CORE_OBJECT,
    WITHOUT_A_KIND,
)
from oamc.diagnostics.codes.shape import UNKNOWN_FIELD
from oamc.diagnostics.reports import Related, listing
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.v1alpha1.normalize_documents import CLUSTER_ANNOTATIONS
from oamc.frontends.v1alpha2.decode_workload import object_fields, object_metadata
from oamc.frontends.v1alpha2.definitions import (
    CONTAINERIZED,
    GROUP,
    MANUAL_SCALER,
    TRAIT_TYPE_LABEL,
    kind_in,
    kind_of_type,
    resource_of,
)
from oamc.frontends.v1alpha2.field_paths import parse
from oamc.kubernetes.field_types import has_replicas, is_of_kubernetes
from oamc.model.application import Property, TraitObject, TraitUse
from oamc.model.group_version_kind import GroupVersionKind
from oamc.records import Record
from oamc.source.nodes import Entry, Mapping
from oamc.spans import Keyed, Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha2.definitions import Definitions
    from oamc.frontends.v1alpha2.documents import ComponentUse, TraitDefinition, TraitEntry
    from oamc.frontends.v1alpha2.normalize_components import ComponentConverter, InstanceComponent
    from oamc.frontends.v1alpha2.visible_documents import VisibleDocuments
    from oamc.source.nodes import Node
    from oamc.spans import Span

MISSPELLED = ("replica", "replicas")
"""What published documents write for `replicaCount`."""
CORE_TRAITS = ("ManualScalerTrait",)
SCALER = "manual-scaler"
"""What the trait is called that a ManualScalerTrait is, and its values."""


EVERYDAY_TRAITS = (
    "annotations",
    "bandwidth-control",
    "circuit-breaker",
    "dapr",
    "env",
    "init-container",
    "labels",
    "lifecycle",
    "load-balancer",
    "load-balancing-policy",
    "metrics",
    "placement",
    "probes",
    "rate-limit",
    "rollout",
    "secret-mounter",
    "service",
    "service-account",
    "sidecar",
    "slo",
    "traffic-mirror",
    "volume-mounter",
)
"""Traits of OAM's own words that a short form means where no TraitDefinition has the name (docs/spec/everyday-traits.md)."""


class TraitObjectEntry(Record):
    """A trait as an object: its cursor, its kind, the definition of that, and the name of the short form where it has that."""

    fields: Fields
    kind: GroupVersionKind
    definition: TraitDefinition | None
    short: Located[str] | None
    span: Span


def trait_entries(
    use: ComponentUse, place: str, definitions: Definitions, visible: VisibleDocuments, reports: Reports
) -> tuple[TraitObjectEntry, ...]:
    """Find the kinds of the traits of an instance, and their definitions. What has none is reported."""
    places = ((trait, f"{place}.traits[{index}].trait") for index, trait in enumerate(use.traits))
    entries = (_entry(trait, where, definitions, visible, reports) for trait, where in places)
    return tuple(entry for entry in entries if entry is not None)


def _entry(
    trait: TraitEntry, place: str, definitions: Definitions, visible: VisibleDocuments, reports: Reports
) -> TraitObjectEntry | None:
    """Find the kind of one trait. None after a report."""
    fields = object_fields(trait.trait, place, Findings(reports))
    if fields.has("name") and not fields.has("kind"):
        short = fields.text("name")
        definition = definitions.traits.get(short.value)
        if definition is None and short.value in EVERYDAY_TRAITS:
            own = GroupVersionKind(group=GROUP, version=MANUAL_SCALER.version, kind=short.value)
            return TraitObjectEntry(fields=fields, kind=own, definition=None, short=short, span=short.span)
        kind = kind_of_type(short, definition, "TraitDefinition", definitions.traits, definitions.left_out, reports)
        span = short.span
    else:
        short = None
        api_version, word = fields.optional_text("apiVersion"), fields.optional_text("kind")
        if api_version is None or word is None:
            hint = "write the apiVersion and the kind of the trait, or name: NAME-OF-A-TRAITDEFINITION with properties"
            reports.add(WITHOUT_A_KIND, at=fields.span, place=place, hint=hint)
            return None
        kind, span = kind_in(api_version.value, word.value), word.span
        if kind is None:
            reason, hint = "a part of it has a wrong form", "write it like apiVersion: networking.k8s.io/v1 and kind: Ingress"
            reports.add(codes.MALFORMED_KIND, at=word.span, what="the kind of the trait", reason=reason, hint=hint)
            return None
        definition = definitions.trait(_label(trait.trait), kind)
    visible.use(definition)
    if kind is None:
        return None
    if kind.group == GROUP and kind != MANUAL_SCALER:
        near = reports.nearest(kind.kind, CORE_TRAITS)
        hint = f'did you mean "{near}"?' if near else f"OAM has {listing(CORE_TRAITS)}; other traits have other groups"
        reports.add(UNKNOWN_CORE_OBJECT, at=span, what="trait", kind=kind.text, hint=hint)
        return None
    return TraitObjectEntry(fields=fields, kind=kind, definition=definition, short=short, span=span)


def _label(trait: Mapping) -> Located[str] | None:
    """Return the label by which a trait names its definition."""
    metadata = trait.get("metadata")
    labels = metadata.get("labels") if isinstance(metadata, Mapping) else None
    label = labels.get(TRAIT_TYPE_LABEL) if isinstance(labels, Mapping) else None
    text = getattr(label, "text", None)
    return Located(value=text, span=label.span) if label is not None and text is not None else None


def by_revision(entries: tuple[TraitObjectEntry, ...]) -> TraitDefinition | None:
    """Return the first definition by which workloads are named by their revisions."""
    return next((entry.definition for entry in entries if entry.definition is not None and entry.definition.by_revision), None)


def report_own_name(definition: TraitDefinition, name: Located[str], reports: Reports) -> None:
    """Report the name of a workload that a trait wants to be named by its revision."""
    related = [Related(span=definition.metadata.name.span, message="the TraitDefinition has revisionEnabled: true")]
    hint = "remove the name of the workload, and the parameter that sets it"
    reports.add(NAMED_BY_REVISION, at=name.span, related=related, trait=definition.metadata.name.value, hint=hint)


def trait_uses(
    entries: tuple[TraitObjectEntry, ...],
    instance: InstanceComponent,
    converter: ComponentConverter,
    instance_name: str,
    labels: dict[str, Keyed],
    annotations: dict[str, Keyed],
    reports: Reports,
) -> tuple[TraitUse, ...]:
    """Convert the traits of an instance. Two of one kind have names with numbers."""
    found: list[TraitUse] = []
    numbers: dict[str, int] = {}
    for entry in entries:
        if not _applies(entry, instance, converter, reports):
            continue
        if entry.kind == MANUAL_SCALER and _is_known(instance):
            scaler = _scaler(entry)
            if not _can_scale(instance):
                _report_fixed_number(entry, instance, reports)
            elif scaler is not None:
                found.append(scaler)
            continue
        if entry.kind.group == GROUP and entry.kind.kind in EVERYDAY_TRAITS:
            own = _everyday(entry)
            found += () if own is None else (own,)
            continue
        word = entry.kind.kind
        numbers[word] = numbers.get(word, 0) + 1
        name = word if numbers[word] == 1 else f"{word}-{numbers[word]}"
        item = _object(entry, f"{instance_name}-{name.lower()}", labels, annotations, reports)
        if item is not None:
            located = Located(value=name, span=entry.span)
            found.append(TraitUse(name=located, properties=(), empty={}, span=entry.fields.span, item=item))
    return tuple(found)


def _applies(entry: TraitObjectEntry, instance: InstanceComponent, converter: ComponentConverter, reports: Reports) -> bool:
    """Check that a trait applies to the workload, by the definition of the trait (8)."""
    definition = entry.definition
    allowed = definition.applies_to if definition is not None else ()
    if definition is None or not allowed:
        return True
    kind, workload = instance.kind, converter.definition
    resource = resource_of(kind)
    names = {"*", resource, f"*.{kind.group}", kind.text}
    names |= {workload.metadata.name.value, workload.reference.name.value} if workload is not None else set()
    if any(name.value in names for name in allowed):
        return True
    reports.add(
        TRAIT_DOES_NOT_APPLY,
        at=entry.span,
        related=[Related(span=definition.metadata.name.span, message="this TraitDefinition does not list the workload")],
        hint=f"the TraitDefinition lets it apply to {listing([name.value for name in allowed])}: add {resource}",
        trait=definition.metadata.name.value,
        workload=kind.text,
    )
    return False


def _is_known(instance: InstanceComponent) -> bool:
    """Tell whether oamc knows if a workload has a number of replicas."""
    kind = instance.kind
    return is_of_kubernetes(kind.api_version, kind.kind) or _can_scale(instance)


def _report_fixed_number(entry: TraitObjectEntry, instance: InstanceComponent, reports: Reports) -> None:
    """Report a ManualScalerTrait of a workload that has no number of replicas."""
    kind = instance.component.workload_type
    reports.add(
        TRAIT_DOES_NOT_APPLY,
        at=entry.span,
        related=[Related(span=kind.span, message="the kind of the workload is here")],
        hint="it applies to a ContainerizedWorkload, and to objects that have spec.replicas",
        trait=entry.kind.kind,
        workload=kind.value,
    )


def _can_scale(instance: InstanceComponent) -> bool:
    """Tell whether a workload has a number of replicas."""
    kind = instance.kind
    if kind == CONTAINERIZED or has_replicas(kind.api_version, kind.kind):
        return True
    fields = instance.component.settings_mapping
    spec = fields.get("spec") if fields is not None else None
    return isinstance(spec, Mapping) and "replicas" in spec.entries


def _scaler(entry: TraitObjectEntry) -> TraitUse | None:
    """Convert a ManualScalerTrait. Its reference to the workload is not needed."""
    fields = entry.fields
    object_metadata(fields)
    fields.dropped("status", "name")
    spec = fields.section("properties" if entry.short is not None else "spec", _scaler_spec)
    fields.done()
    if fields.findings.has_failed() or fields.findings.doubts:
        return None
    count, empty = spec
    if count is None:
        return None
    properties = (Property(name=Located(value=count.key, span=count.key_span), value=count.value),)
    return TraitUse(name=Located(value=SCALER, span=entry.span), properties=properties, empty=empty, span=fields.span)


def _everyday(entry: TraitObjectEntry) -> TraitUse | None:
    """Convert a trait of OAM's own words, whose properties are those of the short form."""
    fields = entry.fields
    fields.dropped("name")
    empty = fields.empty("properties")
    if empty:
        fields.dropped("properties")
    fields.value("properties")  # its name is known where it is absent, too
    given = fields.section("properties", Fields.rest) if fields.has("properties") and not empty else ()
    fields.done()
    if fields.findings.has_failed() or fields.findings.doubts:
        return None
    properties = tuple(Property(name=Located(value=item.key, span=item.key_span), value=item.value) for item in given)
    return TraitUse(name=Located(value=entry.kind.kind, span=entry.span), properties=properties, empty=empty, span=fields.span)


def _scaler_spec(fields: Fields) -> tuple[Entry | None, dict[str, Span]]:
    """Decode `spec` of a ManualScalerTrait: the entry of the number of replicas."""
    fields.dropped("workloadRef")
    wrong = [name for name in MISSPELLED if fields.has(name) and not fields.has("replicaCount")]
    for name in wrong:
        fields.dropped(name)
        hint = 'did you mean "replicaCount"?'
        fields.findings.add(UNKNOWN_FIELD, at=fields.key_span(name), place=fields.place, field=name, hint=hint)
    if wrong and not fields.findings.reports.allow_unknown:
        return None, {}
    node: Node | None = fields.required("replicaCount")
    entry = Entry("replicaCount", fields.key_span("replicaCount"), node) if node is not None else None
    return entry, fields.empty("replicaCount")


def _object(
    entry: TraitObjectEntry, name: str, labels: dict[str, Keyed], annotations: dict[str, Keyed], reports: Reports
) -> TraitObject | None:
    """Convert a trait that is an object. Where it has no name, it is called `name`."""
    fields = entry.fields
    metadata = object_metadata(fields)
    fields.dropped("apiVersion", "kind", "status")
    if entry.short is not None:
        fields.dropped("name")
    kept = {item.key: item for item in fields.rest()}
    if entry.short is not None and "properties" in kept:
        properties = kept.pop("properties")
        kept["spec"] = Entry("spec", properties.key_span, properties.value)
    if fields.findings.has_failed() or fields.findings.doubts:
        return None
    reference = _reference(entry.definition, reports)
    if reference is None:
        return None
    if not is_of_kubernetes(entry.kind.api_version, entry.kind.kind):
        hint = "install the controller that reads it, as for the runtime of OAM"
        reports.add(NEEDS_OWN_CONTROLLER, at=entry.span, what="trait", kind=entry.kind.text, hint=hint)
    own = dict(metadata.labels)
    if entry.short is not None:
        own[TRAIT_TYPE_LABEL] = Keyed(value=entry.short.value, span=entry.short.span, key_span=entry.short.span)
    return TraitObject(
        kind=entry.kind,
        name=metadata.name or Located(value=name, span=entry.span),
        labels={**own, **labels},
        annotations={
            key: value
            for key, value in {**annotations, **metadata.annotations}.items()
            if not key.startswith(CLUSTER_ANNOTATIONS)
        },
        fields=Mapping(kept, fields.span),
        reference=reference,
    )


def _reference(definition: TraitDefinition | None, reports: Reports) -> tuple[str | int, ...] | None:
    """Return where a trait names its workload, nothing where its definition does not say. None after a report."""
    path = definition.workload_path if definition is not None else None
    if path is None:
        return ()
    found = parse(path.value)
    if isinstance(found, str) or not all(isinstance(step, str) for step in found) or found[0] == "metadata":
        problem = (
            found if isinstance(found, str) else "is no place for a reference: it is made of names, such as spec.workloadRef"
        )
        reports.add(BAD_FIELD_PATH, at=path.span, path=path.value, problem=problem, hint="write it like spec.workloadRef")
        return None
    return found
