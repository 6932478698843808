"""Labels that the objects of an instance carry (docs/spec/oam-v1alpha1.md, 7.1 and 11.1)."""

from __future__ import annotations

from oamc.model.reserved_keys import APPLICATION, INSTANCE, ROLE, WORKLOAD_TYPE
from oamc.objects.naming import prefixed
from oamc.objects.tree import at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import Instance
    from oamc.objects.tree import Tree


def selector(instance: str) -> dict[str, Tree]:
    """Return the label by which the pods of an instance are selected: nothing that may change while the instance stays.

    Selectors cannot be changed in a cluster, and the names of objects are those of instances: in one namespace no two
    applications can have an instance of one name, and the application and the type may change. The label carries the name
    prefix: two releases must not select each other's pods. `app.kubernetes.io/instance` is never selected by, because Argo CD
    writes it.
    """
    return {INSTANCE: prefixed(instance)}


def instance_labels(application: str, instance: str) -> dict[str, Tree]:
    """Return the labels that tell whose an object is."""
    return {APPLICATION: application, **selector(instance)}


def workload_labels(application: str, instance: str, token: str) -> dict[str, Tree]:
    """Return the three labels of a workload."""
    return {**instance_labels(application, instance), WORKLOAD_TYPE: token}


def object_labels(instance: Instance, own: dict[str, Tree]) -> dict[str, Tree]:
    """Return the labels of an object's metadata: those of the component, and `own`, which win."""
    component = {key: at(value) for key, value in instance.component.labels.items() if key not in own}
    return {**own, **component}


def trait_labels(application: str, instance: str) -> dict[str, Tree]:
    """Return the labels of an object that a trait makes."""
    return {ROLE: "trait", **instance_labels(application, instance)}
