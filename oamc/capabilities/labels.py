"""Labels that the objects of an instance carry (OAM v1alpha1, 7.1 and 11.1)."""

from __future__ import annotations

from oamc.kube.naming import prefixed
from oamc.kube.tree import at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import Instance
    from oamc.kube.tree import Tree

APPLICATION = "app.kubernetes.io/name"
INSTANCE = "oam.dev/instance-name"
WORKLOAD_TYPE = "oam.dev/workload-type"
ROLE = "oam.dev/role"


def instance_labels(application: str, instance: str) -> dict[str, Tree]:
    """Return the two labels by which a Service selects the pods of an instance.

    The instance label carries the name prefix: two releases in one namespace must not select each other's pods.
    """
    return {APPLICATION: application, INSTANCE: prefixed(instance)}


def workload_labels(application: str, instance: str, token: str) -> dict[str, Tree]:
    """Return the three labels of a workload, which are its selector too."""
    return {**instance_labels(application, instance), WORKLOAD_TYPE: token}


def object_labels(instance: Instance, own: dict[str, Tree]) -> dict[str, Tree]:
    """Return the labels of an object's metadata: those of the component, and `own`, which win."""
    component = {key: at(value) for key, value in instance.component.labels.items() if key not in own}
    return {**own, **component}


def trait_labels(application: str, instance: str) -> dict[str, Tree]:
    """Return the labels of an object that a trait makes."""
    return {ROLE: "trait", **instance_labels(application, instance)}
