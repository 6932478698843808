"""PersistentVolumeClaims for the volumes of a component (docs/spec/oam-v1alpha1.md, 8.2 and 11.5)."""

from __future__ import annotations

from oamc.capabilities.pods import claim_name, kube_object
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import Instance
    from oamc.model.application import Volume
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

RESOURCE_POLICY = "helm.sh/resource-policy"
"""Helm and Argo CD leave an object that says `keep` here where it is, when its release or the object itself is removed."""
SIZE_WITHOUT_DISK = "200M"
"""What Rudr asked for when the volume does not describe its disk (11.5)."""


def claim(
    instance: Instance, volume: Volume, *, labels: dict[str, Tree], keep: Tree, span: Span, storage_class: Tree = None
) -> KubeObject:
    """Make the claim of a volume. `keep` is the value of the policy by which it outlives its release."""
    mode = "ReadOnlyMany" if volume.read_only else "ReadWriteMany" if volume.shared else "ReadWriteOnce"
    size = volume.size
    fields = (
        ("accessModes", [mode]),
        ("storageClassName", storage_class),
        ("resources", {"requests": {"storage": At(size.value, size.span) if size else SIZE_WITHOUT_DISK}}),
    )
    return kube_object(
        instance,
        ("v1", "PersistentVolumeClaim"),
        claim_name(instance, volume),
        labels=labels,
        annotations=entries(((RESOURCE_POLICY, keep),)),
        fields=(("spec", entries(fields)),),
        span=span,
    )
