"""slo: objectives of an instance, and who looks at them (docs/spec/objectives.md)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait, Variant
from oamc.capabilities.objectives.analysis_templates import template
from oamc.capabilities.objectives.budgets import requirements_of, tell_beyond_reach
from oamc.capabilities.objectives.findings import idle_values
from oamc.capabilities.objectives.metric_templates import templates
from oamc.capabilities.objectives.prometheus_rules import rules
from oamc.capabilities.objectives.properties import ARGO, FLAGGER, PROMETHEUS, PYRRA, SCHEMA, SLOTH
from oamc.capabilities.objectives.queries import ENDINGS, LONGEST_NAME_IN_PODS, service_name
from oamc.capabilities.objectives.reading import objectives_of
from oamc.capabilities.objectives.service_levels import of_pyrra, of_sloth
from oamc.capabilities.trait_findings import refuse, refuse_key
from oamc.expressions.holes import AtMost, Fits, Hole
from oamc.expressions.types import TextType
from oamc.kubernetes.names import label_key_problem
from oamc.model.reserved_keys import RESERVED_LABELS
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.objectives.reading import Objective
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject

    Maker = Callable[[BoundTrait, Subject, Group, tuple[Objective, ...], str], tuple[KubeObject, ...]]

MAKERS: dict[str, Maker] = {PROMETHEUS: rules, ARGO: template, FLAGGER: templates, SLOTH: of_sloth, PYRRA: of_pyrra}
OF_ALERTS = ("alertname", "slo", "objective", "severity", "namespace")
"""Labels of alerts that the trait sets."""
NEW_VERSIONS = (ARGO, FLAGGER)
"""Engines that look at the pods of a new version."""
ROLLED_OUT = ("Deployment", "Rollout")
"""Kinds of which these engines make a new version."""


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the objects of the engine."""
    tree = use.tree
    assert tree is not None
    engine, name = str(tree.known("engine")), f"{subject.name}-{tree.known('name')}"
    reports = subject.context.reports
    errors = reports.errors
    _check(use, subject, tree, engine)
    objectives = objectives_of(use, subject, tree)
    if reports.errors > errors or not objectives or use.doubtful:
        return Change()
    for objective in objectives:
        tell_beyond_reach(use, subject, objective, engine)
    made = MAKERS[engine](use, subject, tree, objectives, name)
    idle = dict(idle_values(use, subject, tree, made))
    requirements = (
        *requirements_of(objectives, idle, engine),
        *_of_limit(use, tree),
        *_of_names(use, subject, tree, objectives, engine),
    )
    return Change(objects=made, requirements=requirements, fixed=tuple(idle.items()))


def _check(use: BoundTrait, subject: Subject, tree: Group, engine: str) -> None:
    """Report keys that are no labels, and what an engine cannot do without, or with."""
    labels = tree.group("ruleLabels")
    for key in labels.parts if labels is not None else ():
        problem = "is a label that oamc sets" if key in RESERVED_LABELS else label_key_problem(key)
        if problem and labels is not None:
            refuse_key(use, subject, labels, key, problem, of="ruleLabels")
    alerts = tree.group("alertLabels")
    for key in alerts.parts if alerts is not None else ():
        problem = "is a label that the trait sets" if key in OF_ALERTS else _label_problem(key)
        if problem and alerts is not None:
            refuse_key(use, subject, alerts, key, problem, of="alertLabels")
    provider, kind = tree.group("provider"), subject.rendered.main.kind
    if engine == FLAGGER and (provider is None or provider.leaf("address") is None):
        hint = "set provider: {address: http://prometheus.monitoring:9090}"
        at = use.name_span if provider is None else provider.span
        refuse(use, subject, "Flagger does not know whom to ask", at=at, hint=hint)
    timeout = None if provider is None else provider.leaf("timeout")
    if engine == FLAGGER and timeout is not None:
        refuse(use, subject, "Flagger waits for an answer as long as it likes", at=timeout.span, hint="leave timeout out")
    if engine in NEW_VERSIONS and kind not in ROLLED_OUT:
        hint = "choose the engine prometheus"
        refuse(
            use,
            subject,
            f"its workload is a {kind}, of which engine {engine} makes no new version",
            at=tree.span_of("engine"),
            hint=hint,
        )


def _label_problem(key: str) -> str:
    """Say why a key is no label of Prometheus; the empty text where it is one."""
    is_good = key.isascii() and key.isidentifier() and not key.startswith("__")
    return "" if is_good else "is no label of Prometheus: letters, digits and underscores"


def _of_limit(use: BoundTrait, tree: Group) -> Iterator[Requirement]:
    """Yield that an analysis can come to the failures that it bears."""
    limit, count = tree.leaf("failureLimit"), tree.leaf("count")
    if limit is not None and count is not None and isinstance(limit.value, Hole) and isinstance(count.value, Hole):
        path = ".".join(use.path)
        message = f"{path}.failureLimit must be at most {path}.count"
        yield Requirement(condition=AtMost(path=limit.value.path, bound=count.value.path), message=message, span=limit.span)


def _of_names(
    use: BoundTrait, subject: Subject, tree: Group, objectives: tuple[Objective, ...], engine: str
) -> Iterator[Requirement]:
    """Yield that pods can be told by the name of their workload, where series are found by it."""
    series = tree.group("series")
    is_by_pods = engine in NEW_VERSIONS or not service_name(subject)
    is_built_in = any(objective.sli for objective in objectives) and (series is None or series.leaf("selector") is None)
    if is_by_pods and is_built_in and ENDINGS.get(subject.rendered.main.kind):
        yield Requirement(
            condition=Fits(value=prefixed(subject.name), type=TextType(maximum_length=LONGEST_NAME_IN_PODS)),
            message=f"namePrefix and {subject.name} must have at most {LONGEST_NAME_IN_PODS} characters together: "
            "pods of longer names cannot be told by them",
            span=use.name_span,
        )


SLO = Trait(
    names=("slo",),
    summary="Say what an instance must keep to, such as a share of requests that succeed, and who looks at it.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    distinct="name",
    schema=SCHEMA,
    example={
        "name": "web",
        "objectives": [
            {"name": "availability", "sli": "success-rate", "pass": ">=0.995", "warn": ">=0.99"},
            {"name": "latency", "sli": "latency-p95", "pass": "<=0.5"},
        ],
        "ruleLabels": {"release": "prometheus"},
    },
    produces=(
        "monitoring.coreos.com/v1 PrometheusRule",
        "argoproj.io/v1alpha1 AnalysisTemplate",
        "flagger.app/v1beta1 MetricTemplate",
        "sloth.slok.dev/v1 PrometheusServiceLevel",
        "pyrra.dev/v1alpha1 ServiceLevelObjective",
    ),
    variants=(
        Variant(
            words="engine: sloth",
            properties={
                "name": "web",
                "engine": "sloth",
                "objectives": [{"name": "availability", "sli": "success-rate", "pass": ">=0.995"}],
            },
        ),
        Variant(
            words="engine: pyrra",
            properties={
                "name": "web",
                "engine": "pyrra",
                "objectives": [{"name": "availability", "sli": "success-rate", "pass": ">=0.995"}],
            },
        ),
        Variant(
            words="engine: argo",
            properties={
                "name": "web",
                "engine": "argo",
                "objectives": [{"name": "availability", "sli": "success-rate", "pass": ">=0.995"}],
                "provider": {"address": "http://prometheus:9090"},
            },
        ),
        Variant(
            words="engine: flagger",
            properties={
                "name": "web",
                "engine": "flagger",
                "objectives": [{"name": "availability", "sli": "success-rate", "pass": ">=0.995"}],
                "provider": {"address": "http://prometheus:9090"},
            },
        ),
    ),
)
