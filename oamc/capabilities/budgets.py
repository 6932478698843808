"""Disruption budgets: how many pods of an instance may go at a time when nodes are drained (docs/spec/operation.md, 2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Property
from oamc.capabilities.labels import TRAIT_ROLE, selector
from oamc.capabilities.located import located
from oamc.capabilities.pods import kube_object
from oamc.diagnostics.codes import operation as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import AtMost, Fits, Hole, IsSet, Not, TextOf, all_of, any_of
from oamc.expressions.types import NumberType, TextType, UnionType
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries
from oamc.records import Record, replace
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition, Known, Path
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.spans import Span
    from oamc.values.parameters import Unset

LEAST, MOST, POLICY = "pdb.minAvailable", "pdb.maxUnavailable", "pdb.unhealthyPodEvictionPolicy"
SHARE = UnionType(
    options=(
        NumberType(whole=True, minimum=0, maximum=2**31 - 1),
        TextType(pattern="([0-9]|[1-9][0-9]|100)%", rule="must be a percentage of at most 100%"),
    ),
    rule="must be a whole number or a percentage such as 25%, at most 100%",
)
"""A number of pods, or a share of them."""
ZERO = TextType(pattern='0|"0%"', rule="must be zero")
PERCENT = TextType(pattern='".*"', rule="must be a text")
ALL = TextType(pattern='"100%"', rule="must be 100%")
"""Shares as JSON. A text counts as a percentage: that it is none, by way of a variable, is told elsewhere."""


class Scale(Record):
    """How many replicas an instance has at least: `known` in the document, said at `span`.

    `path` is that of the value in force while the `condition` holds. Where there is none, and where one that `may_be_unset` has
    no value, one replica runs. That there are none ends it, unless another one comes with the next event (`may_be_none`).
    """

    known: int
    span: Span
    path: Path | None
    condition: Condition | None
    may_be_unset: bool = True
    may_be_none: bool = True


def budget(use: BoundTrait, subject: Subject) -> Change:
    """Return the budget that a trait asks for, with the conditions on its values."""
    given = [name for name in (LEAST, MOST) if use.get(name) is not None]
    if len(given) != 1:
        _check_unclear(use, subject, given)
        return Change()
    (name,) = given
    held, reports = use.get(name), subject.context.reports
    scales = tuple(_scales(subject))
    reason = _block(name, use.known(name), scales[0].known)
    if reason:
        related = [] if name == MOST else [Related(span=scales[0].span, message="the number of replicas comes from here")]
        hint = "set maxUnavailable: 1 in the place of minAvailable, or run more replicas" if name == LEAST else "set it to 1"
        reports.add(
            codes.BLOCKING_BUDGET, at=use.span_of(name), related=related, instance=subject.name, reason=reason, hint=hint
        )
    fields = (
        (name.rpartition(".")[2], At(held, use.span_of(name))),
        ("selector", {"matchLabels": selector(subject.name)}),
        ("unhealthyPodEvictionPolicy", located(use, POLICY)),
    )
    made = kube_object(
        subject.instance,
        ("policy/v1", "PodDisruptionBudget"),
        f"{subject.name}-trait-budget",
        labels=TRAIT_ROLE,
        fields=(("spec", entries(fields)),),
        span=use.span,
    )
    condition = use.has_value(name)
    assert isinstance(held, Hole)
    assert condition is not None
    requirement = Requirement(
        condition=any_of((Not(condition=condition), _lets_go(name, held, scales))),
        message=f"{'.'.join(use.path)}.pdb: {_DEMAND[name]}",
        span=use.span_of(name),
    )
    return Change(objects=(replace(made, condition=condition),), requirements=(requirement,))


_DEMAND = {
    LEAST: "minAvailable must be below the smallest number of replicas, or no node with a pod could ever be drained",
    MOST: "maxUnavailable must not be zero, or no node with a pod could ever be drained",
}


def _check_unclear(use: BoundTrait, subject: Subject, given: list[str]) -> None:
    """Report a budget that says two things, or nothing."""
    said = [name for name in (POLICY, "pdb", LEAST, MOST) if use.get(name) is not None or name in use.empty]
    if use.get(POLICY) is None and not given and not said:
        return
    at = use.span_of(MOST) if given else use.place_of_missing("pdb", LEAST, MOST) or use.span_of(POLICY)
    related = [Related(span=use.span_of(LEAST), message="minAvailable is here")] if given else []
    subject.context.reports.add(
        codes.UNCLEAR_BUDGET,
        at=at,
        related=related,
        what="both" if given else "neither",
        hint="keep one of them" if given else "write maxUnavailable: 1, which lets one pod go at a time",
    )


def _scales(subject: Subject) -> Iterator[Scale]:
    """Yield what may say how many replicas there are at least, the one in force first.

    An auto-scaler decides while it is attached, then a manual-scaler, else the value of the instance.
    """
    instance = subject.instance
    uses = {use.trait.name: use for use in instance.traits}
    scaler, fixed = uses.get("auto-scaler"), uses.get("manual-scaler")
    if scaler is not None:
        known, stated = scaler.known("minimum"), scaler.get("minimum")
        path = stated.path if isinstance(stated, Hole) else None
        count = max(known, 1) if isinstance(known, int) else 1
        span = scaler.span_of("minimum")
        yield Scale(known=count, span=span, path=path, condition=scaler.enabled, may_be_none=False)
    off = None if scaler is None or scaler.enabled is None else Not(condition=scaler.enabled)
    if fixed is not None:
        known, stated = fixed.known("replicaCount"), fixed.get("replicaCount")
        assert isinstance(stated, Hole)
        assert isinstance(known, int)
        span = fixed.span_of("replicaCount")
        yield Scale(known=known, span=span, path=stated.path, condition=off, may_be_unset=False)
    else:
        path = None if instance.replicas is None else instance.replicas.path
        yield Scale(known=1, span=instance.name.span, path=path, condition=off)


def _block(name: str, share: object, replicas: int) -> str:
    """Say why no pod could go; the empty text where one can. No replicas hold up no node."""
    percent = int(share.removesuffix("%")) if isinstance(share, str) else None
    if name == MOST:
        return "maxUnavailable is zero" if share in (0, "0%") else ""
    needed = share if isinstance(share, int) else -(-(percent or 0) * replicas // 100)
    counted = "1 replica is" if replicas == 1 else f"{replicas} replicas are"
    return f"minAvailable needs {needed} pods, and {counted} all that is sure to run" if 0 < replicas <= needed else ""


def _lets_go(name: str, held: Hole, scales: tuple[Scale, ...]) -> Condition:
    """Return the condition that a pod can go.

    Of a percentage only what needs no arithmetic is asked: that it is not all pods, and that there are two where it is any.
    """
    if name == MOST:
        return Not(condition=_fits(held, ZERO))
    blocked = []
    for scale in scales:
        one = _blocked_at(held, scale)
        blocked.append(one if scale.condition is None else all_of((scale.condition, one)))
    return Not(condition=any_of(tuple(blocked)))


def _blocked_at(held: Hole, scale: Scale) -> Condition:
    """Return the condition that `minAvailable` takes all replicas."""
    path = scale.path
    any_pod = Not(condition=_fits(held, ZERO))
    if path is None:
        return any_pod
    percent = _fits(held, PERCENT)
    all_pods = all_of((Not(condition=percent), AtMost(path=path, bound=held.path)))
    if not scale.may_be_none:
        all_pods = all_of((any_pod, all_pods))  # of no pods that must stay, none stays because of that
    share = all_of((percent, any_pod, any_of((_fits(held, ALL), AtMost(path=path, bound=1)))))
    taken = any_of((all_pods, share))
    counted = (Not(condition=AtMost(path=path, bound=0)), taken) if scale.may_be_none else (taken,)
    if not scale.may_be_unset:
        return all_of(counted)
    given = IsSet(path=path)
    return any_of((all_of((Not(condition=given), any_pod)), all_of((given, *counted))))


def _fits(held: Hole, text_type: TextType) -> Condition:
    """Return the condition that a share, as JSON, is of a type."""
    return Fits(value=TextOf(hole=held), type=text_type)


def _default_policy(given: dict[str, Known], _: Component) -> Known | Unset:
    """Return what lets pods go that are broken anyway, which otherwise hold up a node while nobody mends them."""
    return "AlwaysAllow" if {LEAST, MOST} & set(given) else UNSET


BUDGET_PROPERTIES = (
    Property(
        name=LEAST,
        type=SHARE,
        description="How many pods stay when nodes are drained: a number or a percentage. It must be below the smallest number "
        "of replicas.",
        example=None,
    ),
    Property(
        name=MOST,
        type=SHARE,
        description="How many pods may go at a time when nodes are drained, in the place of minAvailable: a number or a "
        "percentage.",
        example=1,
    ),
    Property(
        name=POLICY,
        type=TextType(choices=("AlwaysAllow", "IfHealthyBudget")),
        description="Whether pods that are not ready may always go, or only while enough others are ready. It is AlwaysAllow "
        "where it is not set.",
        default_of=_default_policy,
    ),
)
"""What a trait takes for a budget, in the group `pdb`."""
