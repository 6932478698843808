"""What traits of KubeVela change in pods: further volumes, and what the first container has of them.

KubeVela looks for pods below `spec.template`. Pods of a CronJob are deeper: they are changed where they are.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Patch
from oamc.objects.patch_marks import Directed
from oamc.objects.tree import below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.capabilities.contracts import Subject
    from oamc.objects.tree import Tree

USUAL_POD = ("spec", "template", "spec")
BY_NAME = ("name",)


def pod_patch(subject: Subject, spec: Tree) -> Patch:
    """Return the patch that merges `spec` into the spec of the pods of a component."""
    return Patch(tree=below(subject.workload_type.pod or USUAL_POD, spec))


def by_name(items: Iterable[Tree]) -> Tree:
    """Return items of a list that are merged by their names."""
    return Directed(list(items), key=BY_NAME)  # type: ignore[return-value]  # of patches only: no object has it


def first_container(fields: Mapping[str, Tree]) -> Tree:
    """Return fields for the first container."""
    return Directed([dict(fields)], is_open=True)  # type: ignore[return-value]  # of patches only: no object has it
