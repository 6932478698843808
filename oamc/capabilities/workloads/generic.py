"""Any other workload type: a custom object whose spec is given by settings (OAM v1alpha1, 9.2).

A setting named `spec` is the spec itself. Otherwise the settings are its fields, which is only done where a WorkloadType
document vouches for the type or the user allows it; `resolve` sees to that.
"""

from __future__ import annotations

from oamc.capabilities.contracts import WorkloadType
from oamc.capabilities.workloads.custom import assemble_custom, custom_workload, setting_fields
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import LoweringOptions, Workload
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance


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
    )
