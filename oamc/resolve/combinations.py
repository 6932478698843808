"""Combinations of traits and volumes that deserve a word (OAM v1alpha1, 8.2 and 11.7)."""

from __future__ import annotations

from oamc.capabilities.volumes import component_volumes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance
    from oamc.model.application import Volume


def check_combinations(instance: Instance, reports: Reports) -> None:
    """Report two scalers, claims that nobody makes, and storage that several replicas cannot share."""
    manual, automatic = instance.trait("manual-scaler"), instance.trait("auto-scaler")
    if manual and automatic:
        reports.add(
            codes.TWO_SCALERS,
            at=automatic.name_span,
            related=[Related(span=manual.name_span, message="the manual-scaler is here")],
            instance=instance.name.value,
            hint="keep one of them",
        )
    count = manual.known("replicaCount") if manual else None
    several = isinstance(count, int) and count > 1
    names = [trait.known("volumeName") for trait in instance.traits if trait.name == "volume-mounter"]
    mounted = {name.lower() for name in names if isinstance(name, str)}
    for volume in _persistent_volumes(instance):
        claimed = volume.name.value.lower() in mounted
        if not claimed:
            if None in names:
                continue  # a volume-mounter whose volume is missing or wrong, which is reported, may be meant for it
            reports.add(
                codes.VOLUME_WITHOUT_CLAIM,
                at=volume.name.span,
                related=[Related(span=instance.name.span, message="the instance is here")],
                volume=volume.name.value,
                instance=instance.name.value,
                claim=f"{instance.name.value}-{volume.name.value}",
                hint="attach the trait volume-mounter, or make the claim yourself",
            )
        # An auto-scaler needs no claim of ours to start replicas that cannot share an Exclusive volume (11.7).
        if (automatic or (several and claimed)) and not volume.shared and not volume.read_only:
            scaler = automatic or manual
            assert scaler is not None
            reports.add(
                codes.EXCLUSIVE_VOLUME_SCALED,
                at=scaler.name_span,
                related=[Related(span=volume.name.span, message="the volume is here")],
                instance=instance.name.value,
                volume=volume.name.value,
                hint="set sharingPolicy: Shared, or run one replica",
            )


def _persistent_volumes(instance: Instance) -> list[Volume]:
    """Return the volumes of an instance that need a claim, each name once."""
    return [volume for volume in component_volumes(instance.component).values() if not volume.ephemeral]
