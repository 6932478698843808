"""Custom objects: the shape that extended workload types share (OAM v1alpha1, 9)."""

from __future__ import annotations

from oamc.capabilities.assembly import main_object
from oamc.capabilities.contracts import Workload
from oamc.capabilities.labels import workload_labels
from oamc.kube.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.capabilities.contracts import LoweringOptions
    from oamc.ir.program import Instance
    from oamc.kube.tree import KubeObject, Tree


def custom_workload(
    instance: Instance, application: str, options: LoweringOptions, token: str, fields: dict[str, Tree]
) -> Workload:
    """Return a workload that is one object with the given spec and the labels of section 7.1."""
    return Workload(
        instance=instance,
        application=application,
        options=options,
        labels=workload_labels(application, instance.name.value, token),
        annotations={},
        fields=fields,
    )


def assemble_custom(api_version: str, kind: str) -> Callable[[Workload], tuple[KubeObject, ...]]:
    """Return the function that makes the one object of such a workload."""

    def assemble(workload: Workload) -> tuple[KubeObject, ...]:
        """Make the object; a spec without fields is an empty mapping."""
        spec = workload.spec if workload.spec is not None else entries(workload.fields.items())
        return (main_object(workload, (api_version, kind), {} if spec is None else spec),)

    return assemble
