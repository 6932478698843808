"""Any other workload type: a custom object whose spec is given by settings (docs/spec/oam-v1alpha1.md, 9.2).

A setting named `spec` is the spec itself. Otherwise the settings are its fields, which is only done where a WorkloadType
document vouches for the type or the user allows it; `resolve` sees to that.
"""

from __future__ import annotations

from oamc.capabilities.contracts import LONGEST_STATEFUL_SET_NAME, WorkloadType
from oamc.capabilities.workloads.custom import assemble_custom, custom_workload, setting_fields
from oamc.model.group_version_kind import parse_group_version_kind
from oamc.objects.naming import LONGEST_NAME
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Catalog, LoweringOptions, Workload
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance


LONGEST_NAMES = {("apps", "StatefulSet"): LONGEST_STATEFUL_SET_NAME, ("batch", "CronJob"): 52}
"""Kinds by group from whose names longer ones are made: the Jobs of a CronJob have eleven characters more."""


def type_named(name: str, catalog: Catalog) -> WorkloadType:
    """Return the workload type that `resolve` found for a name: a known one, or the generic one of an extended kind."""
    known = catalog.workload_type(name)
    if known is not None:
        return known
    kind = parse_group_version_kind(name)
    assert kind is not None
    return generic_type(kind.api_version, kind.kind)


def generic_type(api_version: str, kind: str) -> WorkloadType:
    """Return the workload type of an extended kind that has no rule of its own."""

    def build(instance: Instance, application: str, options: LoweringOptions, _: Reports) -> Workload:
        """Make the workload from the settings of the instance."""
        fields = setting_fields(instance)
        workload = custom_workload(instance, application, options, kind, fields)
        return replace(workload, spec=fields["spec"]) if "spec" in fields else workload

    return WorkloadType(
        names=(f"{api_version}.{kind}",),
        summary="a custom resource of the cluster, whose spec the component gives as a setting.",
        token=kind,
        features=frozenset(),
        build=build,
        assemble=assemble_custom(api_version, kind),
        longest_name=LONGEST_NAMES.get((api_version.rpartition("/")[0], kind), LONGEST_NAME),
    )
