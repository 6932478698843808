"""Traits and scopes of one instance that meet, by what their changes claim (docs/spec/traits-together.md, 1).

Of volumes and replicas docs/spec/oam-v1alpha1.md, 8.2 and 11.7 tell.
"""

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
from oamc.diagnostics.codes import rollouts as rollouts_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Hole, Not, any_of
from oamc.expressions.types import NumberType
from oamc.objects.claims import claims
from oamc.objects.object_set import Requirement
from oamc.objects.tree import bare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.follows import Follows
    from oamc.lower.changes import Made
    from oamc.objects.claims import Claim, Field
    from oamc.objects.tree import Tree

    T = TypeVar("T")

ANY_NUMBER = Hole(path=("replicas",), type=NumberType(whole=True))
"""Stands for a number of replicas where only the field that holds it is looked for."""


def check_relations(subject: Subject, changes: Sequence[Made]) -> tuple[Requirement, ...]:
    """Report changes that write one field, claims that nobody makes, and storage that several replicas cannot share.

    Return the conditions that no two changes follow one resource with other values.
    """
    claimed = [(made, claims_of(made, subject)) for made in changes]
    for first, second in _pairs(claimed):
        _check_pair(first, second, subject)
    _check_volumes(subject, claimed)
    followers = [made for made in changes if made.change.follows]
    return tuple(found for first, second in _pairs(followers) for found in _following(first, second, subject))


def _pairs(items: Sequence[T]) -> Iterator[tuple[T, T]]:
    """Yield each two of the items in their order; `itertools` would be loaded for it."""
    for number, first in enumerate(items):
        for second in items[number + 1 :]:
            yield first, second


def claims_of(made: Made, subject: Subject) -> tuple[Claim, ...]:
    """Return what a change does to the objects that the workload type has rendered, and to its own."""
    rendered = subject.rendered
    return made.claims(rendered.main, (*rendered.needed, *rendered.further, *made.change.objects, *made.change.shared))


def _check_pair(first: tuple[Made, tuple[Claim, ...]], second: tuple[Made, tuple[Claim, ...]], subject: Subject) -> None:
    """Report two changes that claim one field: one of them takes away what the other one sets, or both set it.

    Two that make one object claim all of it.
    """
    twice = made_by_both(first[0], second[0])
    if twice is not None:
        _report_meeting(first[0], second[0], twice, subject)
        return
    for one, other in ((first[0], second[0]), (second[0], first[0])):
        kind = excluded(one, other)
        if kind:
            subject.context.reports.add(
                rollouts_codes.EXCLUDED,
                at=second[0].span,
                related=[Related(span=first[0].span, message="the other one is here")],
                instance=subject.name,
                first=_in_words(one),
                second=_in_words(other),
                kind=kind,
                hint="keep one of them",
            )
            return
    met = meeting(first[1], second[1])
    if met is None:
        return
    setting, other = (second[0], first[0]) if met[0].removes else (first[0], second[0])
    reports, removes = subject.context.reports, met[0].removes or met[1].removes
    if removes and _is_scale(met[0], subject) and setting.trait is not None and other.trait is not None:
        reports.add(
            codes.TWO_SCALERS,
            at=other.span,
            related=[Related(span=setting.span, message=f"the {setting.trait.trait.name} is here")],
            instance=subject.name,
            first=setting.trait.trait.name,
            second=other.trait.trait.name,
            hint="keep one of them",
        )
        return
    _report_meeting(setting, other, met[0].in_words(), subject, removes=removes)


def _following(first: Made, second: Made, subject: Subject) -> Iterator[Requirement]:
    """Report a resource that two changes follow; yield the condition that they never do where that is one of values."""
    for mine, theirs in followed_by_both(first, second):
        if mine.is_now and theirs.is_now:
            from oamc.diagnostics.codes.dynamic_qos import BOTH_FOLLOW

            subject.context.reports.add(
                BOTH_FOLLOW,
                at=theirs.span,
                related=[Related(span=mine.span, message="the other one is here")],
                instance=subject.name,
                first=_in_words(first),
                second=_in_words(second),
                resource=mine.resource,
                hint="keep one of them, or let each act on another resource",
            )
            return
        met = tuple(one for one in (first.guard, second.guard, mine.condition, theirs.condition) if one is not None)
        names = f"{first.rule} and {second.rule} of instance {subject.name}"
        message = f"{names} must not both act on its {mine.resource}"
        one_is_not = any_of(tuple(one.condition if isinstance(one, Not) else Not(condition=one) for one in met))
        yield Requirement(condition=one_is_not, message=message, span=theirs.span)


def followed_by_both(first: Made, second: Made) -> tuple[tuple[Follows, Follows], ...]:
    """Return what two changes both follow."""
    pairs = ((mine, theirs) for mine in first.change.follows for theirs in second.change.follows)
    return tuple((mine, theirs) for mine, theirs in pairs if mine.resource == theirs.resource)


def _report_meeting(setting: Made, other: Made, field: str, subject: Subject, *, removes: bool = False) -> None:
    """Report two changes that both write a field or an object, or of which the other one takes it away."""
    subject.context.reports.add(
        codes.TAKEN_AWAY if removes else codes.CHANGES_MEET,
        at=other.span,
        related=[Related(span=setting.span, message="the other one is here")],
        instance=subject.name,
        first=_in_words(setting),
        second=_in_words(other),
        field=field,
        hint="keep one of them",
    )


def made_by_both(first: Made, second: Made) -> str | None:
    """Return kind and name of an object that two changes make, None where there is none."""
    made = {(item.api_version.partition("/")[0], item.kind, item.name) for item in first.change.objects}
    found = (item for item in second.change.objects if (item.api_version.partition("/")[0], item.kind, item.name) in made)
    return next((f"{item.kind} {item.name}" for item in found), None)


def excluded(first: Made, second: Made) -> str:
    """Return the kind of an object that the second change makes and the first one excludes; empty without any."""
    made = {f"{item.api_version} {item.kind}" for item in second.change.objects}
    return next((kind.rpartition(" ")[2] for kind in first.change.excludes if kind in made), "")


def _in_words(made: Made) -> str:
    """Return what messages call the trait or scope that made a change."""
    kind, _, name = made.rule.partition(" ")
    return f'{kind} "{name}"'


def meeting(first: Sequence[Claim], second: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """Return the claims of two changes that are about one field: both to set it, or else one to take it away; None without any.

    Two that take one field away want the same.
    """
    pairs = [(one, other) for one in first for other in second if one.meets(other) and not (one.removes and other.removes)]
    return min(pairs, key=lambda met: met[0].removes or met[1].removes, default=None)


def _check_volumes(subject: Subject, claimed: Sequence[tuple[Made, tuple[Claim, ...]]]) -> None:
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
            if not _is_scale(claim, subject):
                continue
            if claim.removes:
                return made
            if has_claim and _count(made, claim.path) > 1:
                setting = made
    return setting


def _is_scale(claim: Claim, subject: Subject) -> bool:
    """Tell whether a claim is about the number of replicas of the main object."""
    scale = subject.workload_type.scale
    fields = claims(scale(ANY_NUMBER), lambda _: ()) if scale is not None else ()
    return claim.target is None and any(claim.path == field.path for field in fields)


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
