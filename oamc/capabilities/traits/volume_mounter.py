"""volume-mounter: provide the storage of a volume of the component; a PersistentVolumeClaim.

Rules: docs/spec/oam-v1alpha1.md, 11.5 and 8.2.
"""

from __future__ import annotations

from oamc.capabilities.claim_checks import check_claim, check_replicas
from oamc.capabilities.claims import access_mode, claim, size_of
from oamc.capabilities.contracts import PODS, Change, Patch, Property, Trait, Variant
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.located import located
from oamc.capabilities.stateful import STATEFUL_SET, as_stateful_set
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.trait_findings import refuse
from oamc.capabilities.volumes import ONE_NODE, ONE_POD, READ_ONLY, SHARED, component_volumes, is_exclusive
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related, nearest
from oamc.expressions.holes import IsTrue, When
from oamc.expressions.types import BooleanType, QuantityType, TextType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component, Volume
    from oamc.objects.tree import Tree

STORAGE_CLASS = TextType(
    pattern=f"({OBJECT_NAME.pattern})?",
    forbidden=OBJECT_NAME.forbidden,
    rule="must be the name of a storage class, or empty",
    maximum_length=253,
)
EXISTING = "existingClaim"


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the claim of the named volume, or lead the volume to a claim that is there already."""
    reports = subject.context.reports
    volume = _find(use, subject.instance.component, reports)
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
    _check_intent(use, subject, volume)
    if use.get(EXISTING) is not None:
        return Change(patches=(_patch(use, subject, volume),))
    is_own = use.known("perReplica") is True
    if is_own and subject.rendered.main.kind != STATEFUL_SET:
        problem = f"a {subject.rendered.main.kind} has no storage for each replica"
        refuse(
            use, subject, problem, at=use.span_of("perReplica"), hint="remove perReplica, or use a workload type that runs on"
        )
        return Change()
    made = claim(
        subject.instance,
        volume,
        labels=TRAIT_ROLE,
        keep=When(condition=IsTrue(path=(*use.path, "keep")), then="keep"),
        span=use.span,
        storage_class=located(use, "storageClass"),
        mode=_chosen(use, "accessMode", access_mode(volume)),
        size=_chosen(use, "size", size_of(volume)),
    )
    is_own = is_own or (subject.workload_type.has_own_storage and is_exclusive(volume))
    requirements = (
        *check_claim(use, subject, volume),
        *(() if is_own else check_replicas(use, subject, volume)),
    )
    per_replica = {made.name: volume.name.value} if use.known("perReplica") is True else {}
    return Change(objects=(made,), requirements=requirements, per_replica=per_replica)


def _chosen(use: BoundTrait, name: str, otherwise: Tree) -> Tree:
    """Return what a property chooses while it has a value, and else what the component asks for."""
    value = located(use, name)
    return replace(value, otherwise=otherwise) if isinstance(value, When) else otherwise


def _patch(use: BoundTrait, subject: Subject, volume: Volume) -> Patch:
    """Return the patch that leads a volume of the pod to a claim that is there already."""
    source = {"claimName": located(use, EXISTING)}
    return subject.pod({"volumes": [{"name": volume.name.value, "persistentVolumeClaim": source}]})


def _check_intent(use: BoundTrait, subject: Subject, volume: Volume) -> None:
    """Report storage for all replicas where the component wants it for each."""
    name = EXISTING if use.get(EXISTING) is not None else "perReplica"
    if not (subject.workload_type.has_own_storage and is_exclusive(volume)) or use.known(name) in (None, True):
        return
    hint = f"remove {name}, or let the developer of the component take the intent back"
    refuse(use, subject, "its component intends storage of its own for each replica", at=use.span_of(name), hint=hint)


def turn(use: BoundTrait, workload_type: WorkloadType) -> WorkloadType:
    """Return the type of a workload that claims storage for each replica: one of StatefulSets."""
    return as_stateful_set(workload_type) if use.known("perReplica") is True else workload_type


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
            description="Storage class of the claim. Not set: that of the cluster. Empty: storage that exists already. "
            "It cannot be changed after the installation.",
            of_profile="storage class",
            example="standard",
            excluded_by=EXISTING,
        ),
        Property(
            name="size",
            type=QuantityType(unit="bytes"),
            description="Size of the claim, at least what the component requires, which it is where it is not set. "
            "Later it can grow if its storage class lets it, and not shrink.",
            example="20Gi",
            excluded_by=EXISTING,
        ),
        Property(
            name="accessMode",
            type=TextType(choices=(ONE_NODE, READ_ONLY, SHARED, ONE_POD)),
            description="How pods share the claim. Not set: as the component says it. "
            "It cannot be changed after the installation.",
            example=ONE_NODE,
            excluded_by=EXISTING,
        ),
        Property(
            name="keep",
            type=BooleanType(),
            description="Whether the claim stays, with its data, when the release or the trait is removed.",
            default=True,
            aliases=("retain",),
            excluded_by=EXISTING,
        ),
        Property(
            name="perReplica",
            type=BooleanType(),
            description="Whether each replica has a claim of its own, as a StatefulSet makes them. "
            "It cannot be changed after the installation.",
            live=False,
            example=None,
            excluded_by=EXISTING,
        ),
        Property(
            name=EXISTING,
            type=OBJECT_NAME,
            description="Name of a claim that is there already, in the place of one that the trait makes.",
            stays=True,
            example=None,
        ),
    ),
    needs=frozenset({PODS}),
    change=change,
    turn=turn,
    distinct="volumeName",
    produces=("v1 PersistentVolumeClaim",),
    variants=(Variant(words="perReplica: true", properties={"volumeName": "data", "perReplica": True}),),
)
