"""Traits and scopes of one instance that meet, by what their changes claim (docs/spec/traits-together.md, 1)."""

from __future__ import annotations

from oamc.capabilities.volumes import component_volumes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import rollouts as rollouts_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Not, any_of
from oamc.objects.object_set import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.follows import Follows
    from oamc.lower.changes import Made
    from oamc.objects.claims import Claim

    T = TypeVar("T")


def check_relations(subject: Subject, changes: Sequence[Made]) -> tuple[Requirement, ...]:
    """Report changes that write one field, claims that nobody makes, and storage that several replicas cannot share.

    Return the conditions that no two changes follow one resource with other values.
    """
    claimed = [(made, claims_of(made, subject)) for made in changes]
    for first, second in _pairs(claimed):
        _check_pair(first, second, subject)
    if component_volumes(subject.instance.component):
        from oamc.lower.volume_relations import check_volumes

        check_volumes(subject, claimed)
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
    if removes and setting.trait is not None and other.trait is not None and _is_scale(met[0], subject):
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


def _is_scale(claim: Claim, subject: Subject) -> bool:
    """Tell whether a claim is about the number of replicas of the main object."""
    from oamc.lower.scales import is_scale

    return is_scale(claim, subject)


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
