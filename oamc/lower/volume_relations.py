"""Volumes of an instance beside its traits and scopes: claims, and replicas (docs/spec/oam-v1alpha1.md, 8.2 and 11.7)."""

from __future__ import annotations

from oamc.capabilities.volumes import (
    SHARED_MODES,
    chosen_mode,
    component_volumes,
    is_claimed_elsewhere,
    is_exclusive,
    is_per_replica,
)
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Hole
from oamc.lower.scales import is_scale
from oamc.objects.tree import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.capabilities.contracts import Subject
    from oamc.lower.changes import Made
    from oamc.objects.claims import Claim, Field
    from oamc.objects.tree import Tree


def check_volumes(subject: Subject, claimed: Sequence[tuple[Made, tuple[Claim, ...]]]) -> None:
    """Report persistent volumes without a claim, and those that the replicas of the instance cannot share."""
    reports, instance = subject.context.reports, subject.instance
    objects = [*subject.rendered.needed, *(item for change, _ in claimed for item in change.change.objects)]
    made = {item.name for item in objects if item.kind == "PersistentVolumeClaim"}
    for volume in component_volumes(instance.component).values():
        if volume.ephemeral:
            continue
        claim = f"{subject.name}-{volume.name.value}"
        is_claimed = claim in made or is_claimed_elsewhere(instance, volume)
        if not is_claimed:
            reports.add(
                codes.VOLUME_WITHOUT_CLAIM,
                at=volume.name.span,
                related=[Related(span=instance.name.span, message="the instance is here")],
                volume=volume.name.value,
                instance=subject.name,
                claim=claim,
                hint="attach the trait volume-mounter, or make the claim yourself",
            )
        is_own = is_per_replica(instance, volume) or (claim in made and subject.workload_type.has_own_storage)
        is_shared = is_own or not is_exclusive(volume) or chosen_mode(instance, volume) in SHARED_MODES
        scaler = None if is_shared else _scaler(subject, claimed, has_claim=is_claimed)
        if scaler is not None:
            reports.add(
                codes.EXCLUSIVE_VOLUME_SCALED,
                at=scaler.span,
                related=[Related(span=volume.name.span, message="the volume is here")],
                instance=subject.name,
                volume=volume.name.value,
                hint="set sharingPolicy: Shared, or run one replica",
            )


def _scaler(subject: Subject, claimed: Sequence[tuple[Made, tuple[Claim, ...]]], *, has_claim: bool) -> Made | None:
    """Return the change by which several replicas may run: one that leaves their number to others, or sets more than one.

    A number of replicas is told where the storage is claimed here; whoever leaves it to others needs no claim of ours (11.7).
    """
    setting = None
    for made, of_made in claimed:
        for claim in of_made:
            if not is_scale(claim, subject):
                continue
            if claim.removes:
                return made
            if has_claim and _count(made, claim.path) > 1:
                setting = made
    return setting


def _count(made: Made, field: Field) -> int:
    """Return the number that a change sets at a field, as the document states it; 0 where it is none."""
    properties = made.trait.properties.values() if made.trait is not None else ()
    names = [step for step in field if isinstance(step, str)]
    for patch in made.change.patches:
        tree: Tree = patch.tree
        for name in names:
            tree = bare(tree)
            tree = tree.get(name) if isinstance(tree, dict) else None
        value = bare(tree)
        known = next((prop.known for prop in properties if _is_hole(prop.value, value)), value)
        if isinstance(known, int):
            return known
    return 0


def _is_hole(value: object, other: object) -> bool:
    """Tell whether two values are holes of one parameter."""
    return isinstance(value, Hole) and isinstance(other, Hole) and value.path == other.path
