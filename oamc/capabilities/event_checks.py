"""What an auto-scaler may say to each engine and to each kind of workload, and its properties for KEDA.

Rules: docs/spec/operation.md, 6.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Property
from oamc.capabilities.trigger_properties import AVERAGE, may_be_none, numbers_of
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.codes import operation as operation_codes
from oamc.diagnostics.codes import scaling as scaling_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.types import NumberType, TextType
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Known
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.spans import Span
    from oamc.values.parameters import Unset

AIMS = ("cpu", "memory", "cpuAverageValue", "memoryAverageValue", "metrics")
HPA, KEDA = "hpa", "keda"
SCALED_JOB = "ScaledJob"
"""What KEDA makes Jobs of."""
OF_JOBS = ("scalingStrategy", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")
OF_REPLICAS = ("initialCooldownPeriod", "cooldownPeriod", "idleReplicaCount", "fallback")
OF_KEDA = ("triggers", "pollingInterval", *OF_REPLICAS, *OF_JOBS)
NOT_OF_JOBS = (*AIMS, "behavior", *OF_REPLICAS)


def fits(use: BoundTrait, subject: Subject) -> bool:
    """Check that the engine scales the workload, and that it and the workload have a use for what is written."""
    reports, main = subject.context.reports, subject.rendered.main
    engine = use.known("engine") or HPA
    if main.kind == SCALED_JOB and engine != KEDA:
        kind = subject.instance.component.workload_type
        reports.add(
            codes.TRAIT_DOES_NOT_APPLY,
            at=use.name_span,
            related=[Related(span=kind.span, message=f'"{subject.instance.component.name.value}" declares its type here')],
            trait=use.trait.name,
            workload=subject.workload_type.name,
            hint="a Task is scaled by events: set engine: keda, and triggers",
        )
        return False
    unused: tuple[str, ...] = OF_KEDA
    reason, hint = "the engine is hpa", "set engine: keda"
    if main.kind == SCALED_JOB:
        unused, reason, hint = NOT_OF_JOBS, "each Job of a Task is made for an event, and runs to its end", ""
    elif engine == KEDA:
        unused, reason, hint = ("metrics", *OF_JOBS), "KEDA scales what runs for ever by triggers", ""
    errors = reports.errors
    for name in unused:
        span = _written(use, name)
        if span is None:
            continue
        reports.add(
            operation_codes.OUT_OF_PLACE,
            at=span,
            property=name,
            trait=use.trait.name,
            reason=reason,
            hint=hint or f"remove {name}",
        )
        if hint:  # the engine is the one mistake
            break
    aims = () if main.kind == SCALED_JOB else AIMS
    if engine == KEDA and not numbers_of(use) and all(use.get(name) is None for name in aims):
        at = use.place_of_missing("triggers", *aims) or use.name_span
        hint = "set triggers, cpu or memory" if aims else "say by what events there are Jobs"
        reports.add(codes.MISSING_PROPERTY, at=at, what=f'trait "{use.trait.name}"', property="triggers", hint=hint)
    if engine == KEDA and main.kind != SCALED_JOB:
        _check_events(use, subject)
    return reports.errors == errors


def _written(use: BoundTrait, name: str) -> Span | None:
    """Return the place of a property, or of the first part of a group or a list; None where nothing of it is written."""
    spans = [prop.span for known, prop in use.properties.items() if known == name or known.startswith(f"{name}.")]
    return next((span for span in spans if span is not use.name_span), None)


def _check_events(use: BoundTrait, subject: Subject) -> None:
    """Check what is said of having no replicas, and of triggers that do not answer."""
    reports = subject.context.reports

    def useless(name: str, reason: str, hint: str) -> None:
        reports.add(
            operation_codes.OUT_OF_PLACE, at=use.span_of(name), property=name, trait=use.trait.name, reason=reason, hint=hint
        )

    types = [use.known(f"triggers.{number}.type") for number in numbers_of(use)]
    if use.get("idleReplicaCount") is not None:
        if not may_be_none(types):
            useless("idleReplicaCount", "cpu and memory alone never bring a first replica back", "add a trigger of an event")
        elif use.known("minimum") == 0:
            useless("idleReplicaCount", "minimum is 0 already", "remove it, or set minimum to what runs once there are events")
    if use.get("fallback.replicas") is not None:
        metrics = [use.known(f"triggers.{number}.metricType") for number in numbers_of(use) if may_be_none((types[number],))]
        if not {None, AVERAGE} & set(metrics):
            reason = f"no trigger beside cpu and memory has the metric type {AVERAGE}"
            useless("fallback.replicas", reason, "remove fallback, or add such a trigger")
    elif (at := _written(use, "fallback")) is not None:
        what = f'trait "{use.trait.name}"'
        reports.add(
            codes.MISSING_PROPERTY, at=at, what=what, property="fallback.replicas", hint="say how many replicas run then"
        )
    if use.known("minimum") == 0 or use.get("idleReplicaCount") is not None:
        return
    cached = any(use.known(f"triggers.{number}.useCachedMetrics") for number in numbers_of(use))
    for name in ("pollingInterval", "initialCooldownPeriod", "cooldownPeriod"):
        if use.get(name) is not None and not (cached and name == "pollingInterval"):
            hint = "remove it, or set minimum: 0"
            reports.add(scaling_codes.NOTHING_STOPS, at=use.span_of(name), property=name, trait=use.trait.name, hint=hint)


def smallest(fixed: Mapping[str, Known], component: Component) -> NumberType:
    """Return the type of the smallest number: 0 where KEDA scales, by something that can bring a first replica back."""
    types = [value for name, value in fixed.items() if name.startswith("triggers.") and name.endswith(".type")]
    is_task = component.workload_type.value.rpartition(".")[2] == "Task"
    may_be_zero = fixed.get("engine") == KEDA and (is_task or may_be_none(types))
    return NumberType(whole=True, minimum=0 if may_be_zero else 1, maximum=2**31 - 1)


def _usual_failures(given: dict[str, Known], _: Component) -> Known | Unset:
    """Return how often a trigger may fail, where the document says what happens then."""
    return 3 if "fallback.replicas" in given else UNSET


SECONDS = NumberType(whole=True, minimum=0, maximum=2**31 - 1)
EVENT_PROPERTIES = (
    Property(
        name="pollingInterval",
        type=NumberType(whole=True, minimum=1, maximum=2**31 - 1),
        description="After how many seconds KEDA asks the triggers again while there are no replicas, or makes Jobs of a Task. "
        "It takes 30 where it is not set.",
        example=None,
    ),
    Property(
        name="initialCooldownPeriod",
        type=SECONDS,
        description="How many seconds a new workload keeps its replicas before there may be none.",
        example=None,
    ),
    Property(
        name="cooldownPeriod",
        type=SECONDS,
        description="How many seconds after the last event there may be no replicas. KEDA takes 300 where it is not set.",
        example=None,
    ),
    Property(
        name="idleReplicaCount",
        type=NumberType(whole=True, minimum=0, maximum=0),
        description="0: no replicas without events, and at least the minimum with any. KEDA supports no other number.",
        example=None,
    ),
    Property(
        name="fallback.failureThreshold",
        type=SECONDS,
        description="How often in a row a trigger may give no answer before the fallback. 3 where it is not set.",
        default_of=_usual_failures,
        example=None,
    ),
    Property(
        name="fallback.replicas",
        type=SECONDS,
        description="How many replicas run while a trigger gives no answer.",
        example=None,
    ),
    Property(
        name="fallback.behavior",
        type=TextType(choices=("static", "currentReplicas", "currentReplicasIfHigher", "currentReplicasIfLower")),
        description="Whether that number counts (static, also where it is not set), or the one that runs, always, or where it "
        "is higher or lower.",
        example=None,
    ),
    Property(
        name="scalingStrategy",
        type=TextType(choices=("default", "accurate", "eager")),
        description="How KEDA counts the Jobs of a Task that there must be: accurate where the queue forgets what a Job has "
        "taken, eager to fill up to the maximum at once.",
        example=None,
    ),
    Property(
        name="successfulJobsHistoryLimit",
        type=SECONDS,
        description="How many Jobs of a Task that succeeded are kept. KEDA takes 100 where it is not set.",
        example=None,
    ),
    Property(
        name="failedJobsHistoryLimit",
        type=SECONDS,
        description="How many Jobs of a Task that failed are kept. KEDA takes 100 where it is not set.",
        example=None,
    ),
)
