"""PersistentVolumeClaims for the volumes of a component (docs/spec/oam-v1alpha1.md, 8.2 and 11.5)."""

from __future__ import annotations

from oamc.capabilities.pods import claim_name, kube_object
from oamc.capabilities.volumes import ONE_NODE, READ_ONLY, SHARED
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


def access_mode(volume: Volume) -> str:
    """Return the access mode that a component asks for by the way it uses a volume (11.5)."""
    return READ_ONLY if volume.read_only else SHARED if volume.shared else ONE_NODE


def size_of(volume: Volume) -> Tree:
    """Return the size that a component asks for (11.5)."""
    return At(volume.size.value, volume.size.span) if volume.size else SIZE_WITHOUT_DISK


def claim(
    instance: Instance,
    volume: Volume,
    *,
    labels: dict[str, Tree],
    keep: Tree,
    span: Span,
    storage_class: Tree = None,
    mode: Tree = None,
    size: Tree = None,
) -> KubeObject:
    """Make the claim of a volume. `keep` is the value of the policy by which it outlives its release.

    The mode and the size are those that the component asks for, where no others are given.
    """
    fields = (
        ("accessModes", [access_mode(volume) if mode is None else mode]),
        ("storageClassName", storage_class),
        ("resources", {"requests": {"storage": size_of(volume) if size is None else size}}),
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
