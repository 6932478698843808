"""Any Kubernetes object as a workload: it is written as the document gives it (docs/spec/oam-v1alpha2.md, 4 and 5)."""

from __future__ import annotations

from oamc.capabilities.assembly import replicas
from oamc.capabilities.contracts import REPLICABLE, Rendered, WorkloadType
from oamc.capabilities.labels import component_labels, workload_labels
from oamc.capabilities.pods import kube_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.workloads.generic import LONGEST_NAMES
from oamc.kubernetes.field_types import has_replicas
from oamc.objects.naming import LONGEST_NAME
from oamc.objects.tree import at, entries
from oamc.records import replace
from oamc.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.model.group_version_kind import GroupVersionKind


def given_object(kind: GroupVersionKind, fields: Mapping | None) -> WorkloadType:
    """Return the workload type of an object of a kind that has these fields. Traits can scale one that has `spec.replicas`."""

    def render(instance: Instance, _: Context) -> Rendered:
        """Make the object: its metadata is that of the component, everything else as given."""
        component = instance.component
        main = kube_object(
            instance,
            (kind.api_version, kind.kind),
            instance.name.value,
            labels=component_labels(instance, workload_labels(kind.kind)),
            annotations=entries((key, at(value)) for key, value in component.annotations.items()),
            fields=tuple(setting_fields(instance).items()),
        )
        return Rendered(main=replace(main, is_given=True))

    spec = fields.get("spec") if fields is not None else None
    scales = has_replicas(kind.api_version, kind.kind) or (isinstance(spec, Mapping) and "replicas" in spec.entries)
    return WorkloadType(
        names=(kind.text,),
        summary="an object of Kubernetes, written as the component gives it.",
        token=kind.kind,
        features=frozenset({REPLICABLE}) if scales else frozenset(),
        render=render,
        scale=replicas if scales else None,
        longest_name=LONGEST_NAMES.get((kind.group, kind.kind), LONGEST_NAME),
        runs_once=(kind.group, kind.kind) == ("batch", "Job"),
    )
