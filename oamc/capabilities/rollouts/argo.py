"""The engine `argo`: a Rollout of Argo Rollouts in the place of the Deployment (docs/spec/rollouts.md, 4).

It has the name, the selector and the pods that the Deployment would have, so all that traits and scopes say of the workload is
said of it. What the controller alone refuses cannot be written here, or is reported.
"""

from __future__ import annotations

from oamc.capabilities.budgets import SHARE, ZERO
from oamc.capabilities.contracts import Change, Patch, Property
from oamc.capabilities.located import located
from oamc.capabilities.objectives.analyses import analysis_of
from oamc.capabilities.rollouts.argo_traffic import rule_of_the_canary, split
from oamc.capabilities.rollouts.engine import (
    ANALYSIS,
    ARGO,
    BLUE_GREEN,
    CANARY,
    PREVIEW_REPLICAS,
    TRAFFIC,
    Engine,
    default_for,
    only,
    shortened,
)
from oamc.capabilities.rollouts.versions import can_run_side_by_side, service_beside
from oamc.capabilities.route_properties import served_ports, service_port_type
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.codes.operation import NO_PROGRESS, OUT_OF_PLACE
from oamc.diagnostics.codes.rollouts import NO_STEPS
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Equals, Fits, Hole, Not, TextOf, When, any_of
from oamc.expressions.types import COUNT_OR_PERCENT, BooleanType, NumberType, TextType
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, bare, entries
from oamc.records import replace
from oamc.source.nodes import plain
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Context, Rendered, Subject, WorkloadType
    from oamc.expressions.holes import Condition, Known
    from oamc.ir.program import BoundTrait, Instance
    from oamc.model.application import Component
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Node
    from oamc.values.parameters import Unset

API_VERSION, ROLLOUT = "argoproj.io/v1alpha1", "Rollout"
PREVIEW = "-preview"
MANUAL = "manual"
PAUSE = TextType(
    pattern=f"{MANUAL}|([0-9]{{1,6}}(h|m|s)){{1,3}}",
    rule=f"must be {MANUAL}, or whole numbers with units, such as 30s, 5m or 1h30m",
    reasons=(("^[0-9]+$", "must have a unit, such as 30s"), (r"\.", "must have no fraction: write 90s for 1.5m")),
)
WEIGHT = NumberType(whole=True, minimum=0, maximum=100)
SECONDS = {"h": 3600, "m": 60, "s": 1}
LONGEST, LONGEST_TEXT = 2**31 - 1, 20
ZERO_TO_SHARE = ("canary.maxSurge", "canary.maxUnavailable")


def turn(_: BoundTrait, workload_type: WorkloadType) -> WorkloadType:
    """Return a type of Deployments whose workload is a Rollout, under the same names, with room for what tells its Services."""

    def render(instance: Instance, context: Context) -> Rendered:
        """Make the Rollout of what would be the Deployment. What is none stays as it is, and is told of."""
        rendered = workload_type.render(instance, context)
        main = rendered.main
        if main.kind != "Deployment":
            return rendered
        spec = bare(main.body["spec"])
        assert isinstance(spec, dict)
        kept: Tree = {name: value for name, value in spec.items() if name != "strategy"}
        body = {**main.body, "apiVersion": API_VERSION, "kind": ROLLOUT, "spec": kept}
        return replace(rendered, main=replace(main, api_version=API_VERSION, kind=ROLLOUT, body=body))

    return replace(shortened(workload_type, PREVIEW), render=render)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the strategy, and make what it leads to beside the Service of the instance."""
    if not can_run_side_by_side(use, subject, subject.rendered.main.kind, wanted=ROLLOUT):
        return Change()
    return _canary(use, subject) if use.known("strategy") == CANARY else _blue_green(use, subject)


def _strategy(strategy: str, fields: Tree) -> Patch:
    """Return the patch that writes a strategy."""
    return Patch(tree={"spec": {"strategy": {strategy: fields}}})


def _canary(use: BoundTrait, subject: Subject) -> Change:
    """Return what a canary makes: steps, and what splits the requests while they go on."""
    steps = _steps(use, subject)
    if all(use.known(name) in (0, "0%") for name in ZERO_TO_SHARE):
        subject.context.reports.add(
            NO_PROGRESS,
            at=use.span_of("canary.maxUnavailable"),
            related=[Related(span=use.span_of("canary.maxSurge"), message="maxSurge is here")],
            hint="set maxSurge: 1 to add a pod first, or maxUnavailable: 1 to take one away first",
        )
    divided = split(use, subject)
    own, canary = prefixed(subject.name), prefixed(f"{subject.name}-canary")
    # Before the first step no request has come to the new version.
    after = 1 if len(steps) > 1 else 0
    fields = entries(
        (
            ("stableService", divided.held(own)),
            ("canaryService", divided.held(canary)),
            ("maxSurge", located(use, "canary.maxSurge")),
            ("maxUnavailable", located(use, "canary.maxUnavailable")),
            ("trafficRouting", divided.held(divided.routing)),
            ("analysis", analysis_of(use, subject, ANALYSIS.name, divided.service(own, canary), after=after)),
            ("steps", steps or None),
        )
    )
    return Change(
        patches=(_strategy(CANARY, fields), *divided.patches),
        objects=divided.objects,
        shared=divided.shared,
        requirements=(*_progress(use), *divided.requirements),
    )


def _steps(use: BoundTrait, subject: Subject) -> list[Tree]:
    """Return the steps of a canary: for each item a weight, a pause, or one after the other. That there is none is reported."""
    reports, numbers = subject.context.reports, _numbers(use)
    found: list[Tree] = []
    if not numbers:
        place = use.place_of_missing("canary.steps", "canary")
        hint = "write steps, such as {weight: 20, pause: 10m}"
        reports.add(NO_STEPS, at=place or use.name_span, instance=subject.name, problem="has no steps", hint=hint)
    for number in numbers:
        weight, pause = (f"canary.steps.{number}.{name}" for name in ("weight", "pause"))
        if use.get(weight) is not None:
            found.append({"setWeight": At(use.get(weight), use.span_of(weight))})
        if use.get(pause) is not None:
            found.append({"pause": _pause(use, pause)})
        if use.get(weight) is None and use.get(pause) is None:
            place, problem = use.empty[weight], f"has nothing to do in step {int(number) + 1}"
            hint = "give it a weight, a pause, or both"
            reports.add(NO_STEPS, at=place, instance=subject.name, problem=problem, hint=hint)
    return found


def _numbers(use: BoundTrait) -> tuple[str, ...]:
    """Return the numbers of the steps, those too that say nothing."""
    names = (name.split(".") for name in (*use.properties, *use.empty) if name.startswith("canary.steps."))
    return tuple(sorted({parts[2] for parts in names}, key=int))


def _pause(use: BoundTrait, name: str) -> Tree:
    """Return a pause: so long, or until somebody goes on."""
    hole = use.get(name)
    assert isinstance(hole, Hole)
    until = Equals(path=hole.path, value=MANUAL)
    return When(condition=Not(condition=until), then={"duration": At(hole, use.span_of(name))}, otherwise={})


def _progress(use: BoundTrait) -> Iterator[Requirement]:
    """Yield the condition that a pod can be replaced."""
    zero: list[Condition] = []
    for name in ZERO_TO_SHARE:
        hole = use.get(name)
        assert isinstance(hole, Hole)
        zero.append(Not(condition=Fits(value=TextOf(hole=hole), type=ZERO)))
    message = f"{'.'.join(use.path)}.canary: maxSurge and maxUnavailable must not both be zero"
    yield Requirement(condition=any_of(tuple(zero)), message=message, span=use.span_of("canary.maxUnavailable"))


def _blue_green(use: BoundTrait, subject: Subject) -> Change:
    """Return what two versions to switch between make: a Service for each."""
    service = next((item for item in subject.rendered.further if item.kind == "Service"), None)
    if service is None:
        hint = "give a container a port, or choose the strategy canary"
        refuse(use, subject, "there is no Service to switch", at=use.span_of("strategy"), hint=hint)
    if use.known("blueGreen.autoPromote") is True and use.get("blueGreen.autoPromoteAfter") is not None:
        name = "blueGreen.autoPromoteAfter"
        reason, hint = "autoPromote switches as soon as the new version is ready", "remove it, or autoPromote"
        subject.context.reports.add(
            OUT_OF_PLACE, at=use.span_of(name), property=name, trait=use.trait.name, reason=reason, hint=hint
        )
    own, preview_name = prefixed(subject.name), prefixed(f"{subject.name}{PREVIEW}")
    fields = entries(
        (
            ("activeService", own),
            ("previewService", preview_name),
            ("autoPromotionEnabled", located(use, "blueGreen.autoPromote")),
            ("autoPromotionSeconds", located(use, "blueGreen.autoPromoteAfter")),
            ("previewReplicaCount", located(use, "blueGreen.previewReplicas")),
            ("scaleDownDelaySeconds", located(use, "blueGreen.scaleDownDelay")),
            ("prePromotionAnalysis", analysis_of(use, subject, PRE_PROMOTION.name, preview_name)),
            ("postPromotionAnalysis", analysis_of(use, subject, POST_PROMOTION.name, own)),
        )
    )
    preview = () if service is None else (service_beside(use, subject, service, f"{subject.name}{PREVIEW}"),)
    return Change(patches=(_strategy(BLUE_GREEN, fields),), objects=preview)


def finish(_: BoundTrait, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Let what the mesh does to the requests of the instance hold for those of its canary."""
    return rule_of_the_canary(subject, objects)


def _read_seconds(node: Node) -> Known:
    """Read a length of time, such as 5m or 1h30m, as seconds; a number is one of seconds."""
    value = plain(node)
    if not isinstance(value, str) or not value or len(value) > LONGEST_TEXT:
        return value
    if value.isascii() and value.isdecimal():
        return int(value)
    total, digits = 0, ""
    for character in value:
        if character in "0123456789":
            digits += character
        elif digits and character in SECONDS:
            total, digits = total + int(digits) * SECONDS[character], ""
        else:
            return value
    return value if digits else total


def _first_port(given: dict[str, Known], component: Component) -> Known | Unset:
    """Return the first port of the Service, where the requests to it are split by a port."""
    is_asked = given.get("engine") == ARGO and given.get("traffic") == "alb"
    return next(iter(served_ports(component)), UNSET) if is_asked else UNSET


PRE_PROMOTION = replace(
    ANALYSIS,
    name="prePromotion",
    description="The name of the objectives, in the trait slo of the instance, that judge the new version before it answers.",
)
POST_PROMOTION = replace(
    ANALYSIS,
    name="postPromotion",
    description="The name of the objectives that judge the new version when it answers. Broken, they bring the old one back.",
)
_OF_CANARY = frozenset((CANARY,))
_OF_SWITCH = frozenset((BLUE_GREEN,))
ENGINE = Engine(
    name=ARGO,
    summary="Argo Rollouts, step by step, by a Rollout in the place of the Deployment",
    properties=(
        *only(
            CANARY,
            Property(
                name="canary.steps[].weight",
                type=WEIGHT,
                description="How many of 100 requests the new version gets. Where nobody splits them: of 100 pods.",
                stays=True,
                example=None,
            ),
            Property(
                name="canary.steps[].pause",
                type=PAUSE,
                description="How long nothing changes after that, such as 10m; manual: until somebody promotes the rollout.",
                stays=True,
                example=None,
            ),
            Property(
                name="canary.maxSurge",
                type=COUNT_OR_PERCENT,
                description="How many pods there may be beyond the replicas while the versions change.",
                default_of=default_for(ARGO, _OF_CANARY, "25%"),
                example=None,
            ),
            Property(
                name="canary.maxUnavailable",
                type=SHARE,
                description="How many replicas may be missing while the versions change.",
                default_of=default_for(ARGO, _OF_CANARY, "25%"),
                example=None,
            ),
            TRAFFIC,
            ANALYSIS,
            Property(
                name="route",
                type=OBJECT_NAME,
                description="The HTTPRoute, VirtualService or Ingress that splits the requests and is there already, with both "
                "Services in it as its kind wants them. That of the instance, where it is not set.",
                stays=True,
                example=None,
            ),
            Property(
                name="servicePort",
                type=service_port_type,
                description="The port of the Service whose requests are split, with traffic: alb.",
                aliases=("service_port",),
                default_of=_first_port,
                example=None,
            ),
        ),
        *only(
            BLUE_GREEN,
            PREVIEW_REPLICAS,
            PRE_PROMOTION,
            POST_PROMOTION,
            Property(
                name="blueGreen.autoPromote",
                type=BooleanType(),
                description="Whether the new version answers as soon as it is ready. Else somebody promotes the rollout.",
                default_of=default_for(ARGO, _OF_SWITCH, value=False),
                example=None,
            ),
            Property(
                name="blueGreen.autoPromoteAfter",
                type=NumberType(whole=True, minimum=1, maximum=LONGEST),
                description="After how many seconds the new version answers, where nobody has promoted it before. A document "
                "may write 5m for 300.",
                read=_read_seconds,
                example=None,
            ),
            Property(
                name="blueGreen.scaleDownDelay",
                type=NumberType(whole=True, minimum=0, maximum=LONGEST),
                description="How many seconds the old version runs on after the switch. A document may write 5m for 300.",
                read=_read_seconds,
                default_of=default_for(ARGO, _OF_SWITCH, 30),
                example=None,
            ),
        ),
    ),
    change=change,
    finish=finish,
    turn=turn,
    produces=("argoproj.io/v1alpha1 Rollout",),
)
