"""What must be true of the claim of a volume, in the document and of the values in force (docs/spec/oam-v1alpha1.md, 11.5)."""

from __future__ import annotations

from fractions import Fraction

from oamc.capabilities.claims import access_mode
from oamc.capabilities.replica_counts import replica_counts
from oamc.capabilities.trait_findings import refuse
from oamc.capabilities.volumes import ONE_NODE, ONE_POD, READ_ONLY, SHARED, is_exclusive
from oamc.diagnostics.codes import capabilities, claims
from oamc.diagnostics.codes.balancers import NO_SHARED_STORAGE
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Equals, Fits, Hole, Not, any_of
from oamc.expressions.quantity_bounds import bounded
from oamc.expressions.types import TextType
from oamc.kubernetes.quantities import ONE, parse
from oamc.objects.object_set import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Volume
    from oamc.spans import Span

ROLLOUT = "Rollout"
"""The kind of Argo Rollouts: both versions run at once."""


def check_claim(use: BoundTrait, subject: Subject, volume: Volume) -> Iterator[Requirement]:
    """Report what is wrong with the size and the mode of a claim; yield what must stay true of them."""
    yield from _check_size(use, subject, volume)
    mode = use.known("accessMode") or access_mode(volume)
    _check_sharing(use, subject, volume, str(mode))
    held = use.get("accessMode")
    if not isinstance(held, Hole) or volume.read_only:
        return
    if mode == READ_ONLY:
        related = [Related(span=volume.name.span, message="the volume is here")]
        hint = "choose another mode, or set accessMode: RO in the component"
        refuse(use, subject, "its component writes the volume", at=use.span_of("accessMode"), hint=hint, related=related)
    message = f"{'.'.join(held.path)} must not be {READ_ONLY}: the component writes the volume"
    condition = Not(condition=Equals(path=held.path, value=READ_ONLY))
    yield Requirement(condition=condition, message=message, span=use.span_of("accessMode"))


def _check_size(use: BoundTrait, subject: Subject, volume: Volume) -> Iterator[Requirement]:
    """Report a claim that is smaller than what the component requires."""
    size, required = use.get("size"), volume.size
    if not isinstance(size, Hole) or required is None:
        return
    known, least = parse(str(use.known("size"))), parse(required.value)
    assert known is not None
    assert least is not None
    if known < least:
        subject.context.reports.add(
            claims.SMALLER_THAN_REQUIRED,
            at=use.span_of("size"),
            related=[Related(span=required.span, message="the component requires it here")],
            hint=f"set {required.value} or more",
            volume=volume.name.value,
            component=subject.instance.component.name.value,
            required=required.value,
        )
    rule = f"must be at least {required.value}"
    enough = Fits(value=size, type=TextType(pattern=bounded("bytes", least=Fraction(least, ONE)), rule=rule))
    given = use.has_value("size")
    condition = enough if given is None else any_of((Not(condition=given), enough))
    message = f"{'.'.join(size.path)} {rule}, which the component requires"
    yield Requirement(condition=condition, message=message, span=use.span_of("size"))


def _check_sharing(use: BoundTrait, subject: Subject, volume: Volume, mode: str) -> None:
    """Report a new volume that is only read, and one that no storage of the cluster can share."""
    reports, profile = subject.context.reports, subject.context.options.cluster
    if volume.read_only:
        reports.add(
            capabilities.READ_ONLY_CLAIM,
            at=use.span_of("volumeName"),
            volume=volume.name.value,
            hint="use a claim that exists already, or set accessMode: RW",
        )
    if profile is None or mode != SHARED or profile.shares_storage:
        return
    related = [Related(span=volume.span, message="the component says that it is shared")] if volume.shared else []
    reports.add(
        NO_SHARED_STORAGE,
        at=use.span_of("volumeName" if use.get("accessMode") is None else "accessMode"),
        related=related,
        hint="run one replica with sharingPolicy: Exclusive, or install storage that several nodes write",
        volume=volume.name.value,
        profile=profile.name,
    )


def check_replicas(use: BoundTrait, subject: Subject, volume: Volume) -> Iterator[Requirement]:
    """Report a chosen mode that the pods of the instance cannot share; yield that only one has what is of one pod."""
    held, mode, at = use.get("accessMode"), use.known("accessMode"), use.span_of("accessMode")
    if not isinstance(held, Hole):
        return
    counts = tuple(replica_counts(subject.instance))
    several = next((count.span for count in counts if count.known > 1), None)
    if several is not None and mode == ONE_POD:
        subject.context.reports.add(
            claims.ONE_POD_OF_SEVERAL,
            at=at,
            related=[Related(span=several, message="the number of replicas comes from here")],
            hint=f"choose {SHARED}, run one replica, or set perReplica: true",
            volume=volume.name.value,
            instance=subject.name,
        )
    elif mode in (ONE_NODE, ONE_POD) and not is_exclusive(volume):
        _warn(use, subject, volume, several)
    is_other = Not(condition=Equals(path=held.path, value=ONE_POD))
    for count in counts:
        message = f"{'.'.join(held.path)} must not be {ONE_POD} with several replicas"
        yield Requirement(condition=any_of((is_other, count.is_one)), message=message, span=at)


def _warn(use: BoundTrait, subject: Subject, volume: Volume, several: Span | None) -> None:
    """Report a volume that the component shares, and whose claim is of one node or one pod at a time."""
    whom = "pod" if use.known("accessMode") == ONE_POD else "node"
    problem = f"may run several replicas, and those on other {whom}s wait for ever"
    related = [] if several is None else [Related(span=several, message="the number of replicas comes from here")]
    hint = f"choose {SHARED}, or set perReplica: true"
    if several is None:
        if not _adds_a_pod_first(subject):
            return
        problem = "is updated by adding a pod first, which may wait for the volume for ever"
        is_rollout = subject.rendered.main.kind == ROLLOUT
        hint = f"choose {SHARED}" if is_rollout else "attach the trait upgrade with type: Recreate"
    subject.context.reports.add(
        claims.CLAIM_OF_ONE_NODE,
        at=use.span_of("accessMode"),
        related=related,
        hint=hint,
        volume=volume.name.value,
        whom=whom,
        instance=subject.name,
        problem=problem,
    )


def _adds_a_pod_first(subject: Subject) -> bool:
    """Tell whether an update starts a new pod before the old one goes."""
    updates = [use for use in subject.instance.traits if use.trait.name == "upgrade"]
    is_sparing = any(use.known("type") == "Recreate" or use.known("maxSurge") in (0, "0%") for use in updates)
    return subject.rendered.main.kind == ROLLOUT or (subject.rendered.main.kind == "Deployment" and not is_sparing)
