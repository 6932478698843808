"""volume-mounter: provide the storage of a volume of the component; a PersistentVolumeClaim.

Rules: docs/spec/oam-v1alpha1.md, 11.5 and 8.2.
"""

from __future__ import annotations

from oamc.capabilities.claims import claim
from oamc.capabilities.contracts import PODS, Change, Property, Trait, located
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.volumes import component_volumes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes.balancers import NO_SHARED_STORAGE
from oamc.diagnostics.reports import Related, nearest
from oamc.expressions.holes import IsTrue, When
from oamc.expressions.types import BooleanType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component, Volume

STORAGE_CLASS = TextType(
    pattern=f"({OBJECT_NAME.pattern})?",
    forbidden=OBJECT_NAME.forbidden,
    rule="must be the name of a storage class, or empty",
    maximum_length=253,
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the claim of the named volume."""
    instance, reports = subject.instance, subject.context.reports
    volume = _find(use, instance.component, reports)
    if volume is None:
        return Change()
    if volume.ephemeral:
        reports.add(
            codes.EPHEMERAL_VOLUME_CLAIMED,
            at=use.span_of("volumeName"),
            related=[Related(span=volume.span, message="the component says that it is ephemeral")],
            hint="remove the trait, or set ephemeral: false in the component",
            volume=volume.name.value,
        )
        return Change()
    if volume.read_only:
        reports.add(
            codes.READ_ONLY_CLAIM,
            at=use.span_of("volumeName"),
            volume=volume.name.value,
            hint="use a claim that exists already, or set accessMode: RW",
        )
    profile = subject.context.options.cluster
    if profile is not None and volume.shared and not volume.read_only and not profile.shares_storage:
        reports.add(
            NO_SHARED_STORAGE,
            at=use.span_of("volumeName"),
            related=[Related(span=volume.span, message="the component says that it is shared")],
            hint="run one replica with sharingPolicy: Exclusive, or install storage that several nodes write",
            volume=volume.name.value,
            profile=profile.name,
        )
    made = claim(
        instance,
        volume,
        labels=TRAIT_ROLE,
        keep=When(condition=IsTrue(path=(*use.path, "keep")), then="keep"),
        span=use.span,
        storage_class=located(use, "storageClass"),
    )
    return Change(objects=(made,))


def _find(use: BoundTrait, component: Component, reports: Reports) -> Volume | None:
    """Find the volume that the trait names; a difference only in case is forgiven with a warning."""
    wanted = use.known("volumeName")
    volumes = component_volumes(component)
    if wanted in volumes:
        return volumes[str(wanted)]
    for name, volume in volumes.items():
        if name.lower() == str(wanted).lower():
            reports.add(
                codes.VOLUME_CASE,
                at=use.span_of("volumeName"),
                volume=wanted,
                known=name,
                component=component.name.value,
                hint="write it as the component does",
            )
            return volume
    near = nearest(str(wanted), volumes)
    reports.add(
        codes.NO_SUCH_VOLUME,
        at=use.span_of("volumeName"),
        related=[Related(span=component.name.span, message="the component is here")],
        hint=f'did you mean "{near}"?' if near else "name a volume of the component's resources.volumes",
        component=component.name.value,
        volume=wanted,
    )
    return None


VOLUME_MOUNTER = Trait(
    names=("volume-mounter", "VolumeMounter", "volume-mounter.core.oam.dev/v1alpha1"),
    summary="Provide the storage of a volume of the component.",
    properties=(
        Property(
            name="volumeName",
            type=TextType(minimum_length=1),
            description="Name of the volume in the component.",
            required=True,
            live=False,
            example="data",
        ),
        Property(
            name="storageClass",
            type=STORAGE_CLASS,
            description="Storage class of the claim. Empty: storage that exists already. "
            "It cannot be changed after the installation.",
            required=True,
            of_profile="storage class",
            example="standard",
        ),
        Property(
            name="keep",
            type=BooleanType(),
            description="Whether the claim stays, with its data, when the release or the trait is removed.",
            default=True,
        ),
    ),
    needs=frozenset({PODS}),
    change=change,
    distinct="volumeName",
    produces=("v1 PersistentVolumeClaim",),
)
