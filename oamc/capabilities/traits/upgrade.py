"""upgrade: how new pods take the place of old ones, and how many may be missing meanwhile (docs/spec/operation.md, 1 and 2)."""

from __future__ import annotations

from oamc.capabilities.budgets import BUDGET_PROPERTIES, SHARE, ZERO, budget
from oamc.capabilities.contracts import SCALABLE, Change, Intent, Patch, Property, Trait
from oamc.capabilities.located import located
from oamc.capabilities.trait_findings import refuse
from oamc.capabilities.volumes import SHARED_MODES, chosen_mode, component_volumes, is_exclusive
from oamc.diagnostics.codes import operation as codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import AtMost, Equals, Fits, Hole, Not, TextOf, When, all_of, any_of
from oamc.expressions.types import COUNT_OR_PERCENT, NumberType, TextType
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import RETAIN_KEYS, Directed
from oamc.objects.tree import entries
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition, Known
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.objects.tree import Tree
    from oamc.values.parameters import Unset

ROLLING, RECREATE = "RollingUpdate", "Recreate"
STATEFUL = "StatefulSet"
ROLLOUT = "Rollout"
FIELDS = {"Deployment": ("maxSurge", "maxUnavailable"), STATEFUL: ("partition",), ROLLOUT: ()}
"""What a rolling update takes, by the kind of the workload. The steps of a Rollout are those of another trait."""
OF_DEPLOYMENTS = ("maxSurge", "maxUnavailable", "progressDeadlineSeconds")
DEFAULT_DEADLINE = 600
"""The `progressDeadlineSeconds` of Kubernetes."""
SECONDS = NumberType(whole=True, minimum=0, maximum=2**31 - 1)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the strategy into the workload, and add the budget."""
    kind = subject.rendered.main.kind
    if not _check(use, subject):
        return Change()
    made = budget(use, subject)
    fields = (
        (_field(kind), _strategy(use, kind)),
        ("minReadySeconds", located(use, "minReadySeconds")),
        ("progressDeadlineSeconds", located(use, "progressDeadlineSeconds")),
        ("revisionHistoryLimit", located(use, "revisionHistoryLimit")),
    )
    # Not `entries`: where all of them can be taken away, the whole spec would hang on that.
    spec: dict[str, Tree] = {name: value for name, value in fields if value is not None}
    patches = (Patch(tree={"spec": spec}),) if spec else ()
    requirements = (*_progress(use), *_deadline(use, kind), *_of_replicas(use, subject), *made.requirements)
    return Change(patches=patches, objects=made.objects, requirements=requirements)


def _field(kind: str) -> str:
    """Return the field of a workload that holds its strategy."""
    return "updateStrategy" if kind == STATEFUL else "strategy"


def _strategy(use: BoundTrait, kind: str) -> Tree:
    """Return the strategy, which takes the place of the one that the workload type has chosen; None where none is said."""
    chosen = use.get("type")
    if not isinstance(chosen, Hole) or kind == ROLLOUT:
        return None
    rolling = entries((name, located(use, name)) for name in FIELDS[kind])
    is_rolling = Equals(path=chosen.path, value=ROLLING)
    if isinstance(rolling, When):
        rolling = When(condition=all_of((is_rolling, rolling.condition)), then=rolling.then)
    elif rolling is not None:
        rolling = When(condition=is_rolling, then=rolling)
    strategy = entries((("type", located(use, "type")), ("rollingUpdate", rolling)))
    return Directed(strategy, strategy=RETAIN_KEYS)  # type: ignore[return-value]  # of patches only


def _check(use: BoundTrait, subject: Subject) -> bool:
    """Check what the document says; tell whether all of it has a place in the workload."""
    reports, kind = subject.context.reports, subject.rendered.main.kind
    errors = reports.errors
    for name, reason in _out_of_place(use, kind, has_one_pod=subject.workload_type.scale is None):
        hint = f"remove {name}" if name != "partition" else "remove partition, or use a Singleton workload type"
        reports.add(codes.OUT_OF_PLACE, at=use.span_of(name), property=name, trait=use.trait.name, reason=reason, hint=hint)
    if reports.errors > errors:
        return False
    if all(use.known(name) in (0, "0%") for name in FIELDS["Deployment"]):
        reports.add(
            codes.NO_PROGRESS,
            at=use.span_of("maxUnavailable"),
            related=[Related(span=use.span_of("maxSurge"), message="maxSurge is here")],
            hint="set maxSurge: 1 to add a pod first, or maxUnavailable: 1 to take one away first",
        )
    ready, deadline = use.known("minReadySeconds"), use.known("progressDeadlineSeconds")
    if kind != STATEFUL and isinstance(ready, int):
        limit = deadline if isinstance(deadline, int) else DEFAULT_DEADLINE
        if limit <= ready:
            at = use.span_of("minReadySeconds" if deadline is None else "progressDeadlineSeconds")
            hint = f"set progressDeadlineSeconds above {ready}"
            reports.add(codes.SHORT_DEADLINE, at=at, deadline=limit, ready=ready, hint=hint)
    _warn_of_volume(use, subject)
    return True


def _out_of_place(use: BoundTrait, kind: str, *, has_one_pod: bool) -> Iterator[tuple[str, str]]:
    """Yield each property that the workload or the type of strategy has no use for, with the reason."""
    chosen = use.known("type")
    for name in ("maxSurge", "maxUnavailable", "partition"):
        if use.get(name) is None:
            continue
        if name not in FIELDS[kind]:
            yield name, f"the workload is a {kind}"
        elif chosen != ROLLING:
            yield name, f"the type of strategy is {chosen}"
    if kind == ROLLOUT and use.get("type") is not None and use.span_of("type") is not use.name_span:
        yield "type", f"the workload is a {kind}"
    if kind == STATEFUL and use.get("progressDeadlineSeconds") is not None:
        yield "progressDeadlineSeconds", f"the workload is a {kind}"
    if has_one_pod:
        for name in (*(prop.name for prop in BUDGET_PROPERTIES), "pdb"):
            is_written = use.get(name) is not None and use.span_of(name) is not use.name_span
            if is_written or name in use.empty:
                yield name, "the workload has one pod, and a budget for it would hold up its node, or allow everything"


def _warn_of_volume(use: BoundTrait, subject: Subject) -> None:
    """Report an update that starts the new pod while the old one has a volume which only one pod can use."""
    instance = subject.instance
    if use.known("type") != ROLLING or subject.rendered.main.kind == STATEFUL or use.known("maxSurge") in (0, "0%"):
        return
    volumes = (volume for volume in component_volumes(instance.component).values() if is_exclusive(volume))
    volume = next((volume for volume in volumes if chosen_mode(instance, volume) not in SHARED_MODES), None)
    if volume is None:
        return
    given = use.properties["type"].span is not use.name_span
    subject.context.reports.add(
        codes.VOLUME_IN_TWO_PODS,
        at=use.span_of("type") if given else use.name_span,
        related=[Related(span=volume.name.span, message="the volume is here")],
        volume=volume.name.value,
        instance=subject.name,
        hint="set type: Recreate, or maxSurge: 0 with maxUnavailable: 1",
    )


def _of_replicas(use: BoundTrait, subject: Subject) -> Iterator[Requirement]:
    """Yield that the strategy is not that of a Deployment, where another trait has made a StatefulSet of one.

    Where an intent has, it says so itself.
    """
    chosen, at = use.get("type"), use.span_of("type")
    is_intended = any(isinstance(bound.intent, Intent) and bound.intent.reshape for bound in subject.instance.intents)
    is_turned = subject.rendered.main.kind == STATEFUL and SCALABLE in subject.workload_type.features
    if not is_turned or is_intended or not isinstance(chosen, Hole):
        return
    if use.known("type") == RECREATE:
        hint = "leave it out: a StatefulSet ends a pod before it makes the next one"
        refuse(use, subject, f"its workload is a {STATEFUL}, which has no {RECREATE}", at=at, hint=hint)
    message = f"{'.'.join(chosen.path)} must not be {RECREATE}: the workload is a {STATEFUL}"
    yield Requirement(condition=Not(condition=Equals(path=chosen.path, value=RECREATE)), message=message, span=at)


def _progress(use: BoundTrait) -> Iterator[Requirement]:
    """Yield the condition that an update can go on."""
    surge, missing, chosen = use.get("maxSurge"), use.get("maxUnavailable"), use.get("type")
    if not (isinstance(surge, Hole) and isinstance(missing, Hole) and isinstance(chosen, Hole)):
        return
    zero = tuple(Not(condition=Fits(value=TextOf(hole=hole), type=ZERO)) for hole in (surge, missing))
    yield Requirement(
        condition=any_of((Not(condition=Equals(path=chosen.path, value=ROLLING)), *zero)),
        message=f"{'.'.join(use.path)}: maxSurge and maxUnavailable must not both be zero",
        span=use.span_of("maxUnavailable"),
    )


def _deadline(use: BoundTrait, kind: str) -> Iterator[Requirement]:
    """Yield the condition that a pod can become ready before the deadline of the update."""
    ready, is_ready = use.get("minReadySeconds"), use.has_value("minReadySeconds")
    deadline, is_deadline = use.get("progressDeadlineSeconds"), use.has_value("progressDeadlineSeconds")
    if kind == STATEFUL or not isinstance(ready, Hole) or is_ready is None:
        return
    within_default: Condition = AtMost(path=ready.path, bound=DEFAULT_DEADLINE - 1)
    within = within_default
    if isinstance(deadline, Hole) and is_deadline is not None:
        shorter = Not(condition=AtMost(path=deadline.path, bound=ready.path))
        within = any_of(
            (all_of((is_deadline, shorter)), all_of((Not(condition=is_deadline), within_default))),
        )
    yield Requirement(
        condition=any_of((Not(condition=is_ready), within)),
        message=f"{'.'.join(use.path)}: progressDeadlineSeconds (600 where it is not set) must be above minReadySeconds",
        span=use.span_of("minReadySeconds"),
    )


def _types(component: Component) -> TextType:
    """Return the strategies that the workload of a component has."""
    is_singleton = component.workload_type.value.rpartition(".")[2].startswith("Singleton")
    return TextType(choices=(ROLLING, "OnDelete" if is_singleton else "Recreate"))


def _default_type(given: dict[str, Known], _: Component) -> Known | Unset:
    """Return a rolling update where the document says how it goes on; else the workload type chooses."""
    return ROLLING if {"maxSurge", "maxUnavailable", "partition"} & set(given) else UNSET


UPGRADE = Trait(
    names=("upgrade", "update-strategy"),
    summary="Say how new pods take the place of old ones, and how many may be missing meanwhile.",
    properties=(
        Property(
            name="type",
            type=_types,
            description="RollingUpdate replaces some pods at a time, Recreate (not of a Singleton) all at once, OnDelete (of a "
            "Singleton) a pod when somebody deletes it. Where it is not set, the workload type chooses.",
            default_of=_default_type,
            example=ROLLING,
        ),
        Property(
            name="maxSurge",
            type=COUNT_OR_PERCENT,
            description="How many pods there may be beyond the replicas in a rolling update: a number or a percentage. The "
            "cluster takes 25% where it is not set.",
            example=1,
        ),
        Property(
            name="maxUnavailable",
            type=SHARE,
            description="How many replicas may be missing in a rolling update: a number or a percentage. The cluster takes 25% "
            "where it is not set.",
            example=0,
        ),
        Property(
            name="partition",
            type=SECONDS,
            description="From which number on the pods of a Singleton are renewed: 1 holds the new version back.",
            example=None,
        ),
        Property(
            name="minReadySeconds",
            type=SECONDS,
            description="How many seconds a new pod must have been ready before it counts.",
            example=10,
        ),
        Property(
            name="progressDeadlineSeconds",
            type=NumberType(whole=True, minimum=1, maximum=2**31 - 1),
            description="After how many seconds without progress an update has failed. The cluster takes 600 where it is "
            "not set.",
            example=300,
        ),
        Property(
            name="revisionHistoryLimit",
            type=SECONDS,
            description="How many old versions are kept for going back. The cluster takes 10 where it is not set.",
            example=5,
        ),
        *BUDGET_PROPERTIES,
    ),
    needs=frozenset({SCALABLE, "core.oam.dev/v1alpha1.SingletonServer", "core.oam.dev/v1alpha1.SingletonWorker"}),
    change=change,
    optional=True,
    produces=("policy/v1 PodDisruptionBudget",),
)
