"""Any other workload type: a custom object whose spec is given by settings (docs/spec/oam-v1alpha1.md, 9.2).

A setting named `spec` is the spec itself. Otherwise the settings are its fields, which is only done where a WorkloadType
document vouches for the type or the user allows it; `resolve` sees to that. Of a kind that has no spec, such as a ConfigMap,
they are the fields of the object.
"""

from __future__ import annotations

from oamc.capabilities.assembly import main_object
from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, Rendered, WorkloadType
from oamc.capabilities.labels import component_labels, workload_labels
from oamc.capabilities.pods import kube_object
from oamc.capabilities.setting_trees import setting_fields
from oamc.capabilities.workloads.custom import custom_object
from oamc.objects.naming import LONGEST_NAME
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject


LONGEST_NAMES = {("apps", "StatefulSet"): LONGEST_STATEFUL_SET_NAME, ("batch", "CronJob"): 52}
"""Kinds by group from whose names longer ones are made: the Jobs of a CronJob have eleven characters more."""


def generic_type(api_version: str, kind: str, *, has_spec: bool = True) -> WorkloadType:
    """Return the workload type of an extended kind that has no rule of its own."""

    def render(instance: Instance, _: Context) -> Rendered:
        """Make the object from the settings of the instance."""
        return Rendered(main=replace(written(instance), is_given=True))

    def written(instance: Instance) -> KubeObject:
        """Return the object as its component gives it."""
        fields = setting_fields(instance)
        if has_spec and "spec" not in fields:
            return custom_object(instance, (api_version, kind), kind, fields).main
        labels = workload_labels(kind)
        if has_spec:
            return main_object(instance, (api_version, kind), labels, fields["spec"])
        shown = tuple(fields.items())
        return kube_object(
            instance, (api_version, kind), instance.name.value, labels=component_labels(instance, labels), fields=shown
        )

    group = api_version.rpartition("/")[0]
    return WorkloadType(
        names=(f"{api_version}.{kind}",),
        summary="a custom resource of the cluster, whose spec the component gives as a setting.",
        token=kind,
        features=frozenset(),
        render=render,
        longest_name=LONGEST_NAMES.get((group, kind), LONGEST_NAME),
        runs_once=(group, kind) == ("batch", "Job"),
    )
