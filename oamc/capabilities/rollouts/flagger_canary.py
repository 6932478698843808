"""The Canary of an instance, and what Flagger needs of its Deployment (docs/spec/rollouts.md, 5).

In: a use of the trait with the engine `flagger`. Out: its change, and the finished objects with what depends on other traits.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.capabilities.gateway_parents import gateways, told_apart
from oamc.capabilities.labels import TRAIT_ROLE, selector
from oamc.capabilities.located import located
from oamc.capabilities.objectives.analyses import metrics_asked
from oamc.capabilities.pods import kube_object
from oamc.capabilities.rollouts.engine import CANARY
from oamc.capabilities.rollouts.flagger_checks import (
    LABEL,
    NGINX,
    OF_CANARY,
    OF_PRIMARY,
    PROVIDERS,
    check,
    check_others,
    ingress_of,
    port_of,
)
from oamc.capabilities.route_properties import numbers_of
from oamc.expressions.holes import AtMost, When
from oamc.model.reserved_keys import INSTANCE
from oamc.objects.naming import prefixed
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import At, bare, entries, listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject, Tree

KIND, KUBERNETES = "Canary", "kubernetes"
SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
FIRST = ("provider", "targetRef")
HOOK_FIELDS = ("name", "type", "url", "timeout", "metadata")


def change(use: BoundTrait, subject: Subject) -> Change:
    """Let one label select the pods, and tell Flagger of the Deployment."""
    if not check(use, subject):
        return Change()
    label: Tree = {LABEL: prefixed(subject.name)}
    pods: Tree = {"spec": {"template": {"metadata": {"labels": label}}}}
    selected: Tree = {"spec": {"selector": {"matchLabels": {INSTANCE: ABSENT, LABEL: prefixed(subject.name)}}}}
    canary = kube_object(
        subject.instance,
        ("flagger.app/v1beta1", KIND),
        subject.name,
        labels=TRAIT_ROLE,
        fields=(("spec", _spec(use, subject)),),
        span=use.span,
    )
    return Change(
        patches=(Patch(tree=pods), Patch(tree=selected)),
        objects=(canary,),
        requirements=(*_requirements(use, subject), *told_apart(use, "gatewayRefs")),
    )


def _spec(use: BoundTrait, subject: Subject) -> Tree:
    """Return what Flagger is told. What other traits have made is added to it in the end."""
    main, is_canary = subject.rendered.main, use.known("strategy") == CANARY
    provider: Tree = KUBERNETES
    if is_canary:
        provider = At(PROVIDERS[str(use.known("traffic"))][0], use.span_of("traffic"))
    target: Tree = {"apiVersion": main.api_version, "kind": main.kind, "name": prefixed(subject.name)}
    fields = (
        ("provider", provider),
        ("targetRef", target),
        ("service", _service(use, subject)),
        ("skipAnalysis", located(use, "skipAnalysis")),
        ("analysis", _analysis(use, subject)),
    )
    return entries(fields)


def _service(use: BoundTrait, subject: Subject) -> Tree:
    """Return what the Services and routes are like that Flagger makes.

    Those of the two versions have the label by which monitors find Services of the instance: so each pod is found once.
    """
    port = port_of(use, subject)
    assert port is not None, "an instance without ports is refused"
    labels: Tree = {"labels": selector(subject.name)}
    fields: tuple[tuple[str, Tree], ...] = (
        ("port", At(port.port, port.span)),
        ("targetPort", At(port.target, port.span)),
        ("portName", At(port.name, port.name_span)),
        ("portDiscovery", True if len(subject.rendered.ports) > 1 else None),
        ("hosts", located(use, "hosts")),
        ("gatewayRefs", gateways(use, "gatewayRefs") or None),
        ("gateways", located(use, "gateways")),
        (OF_PRIMARY, labels),
        (OF_CANARY, labels),
    )
    return entries(fields)


def _analysis(use: BoundTrait, subject: Subject) -> Tree:
    """Return how the new version is looked at, and how it goes on."""
    strategy = str(use.known("strategy"))
    names = ("interval", "threshold", "iterations", "stepWeights", "stepWeight", "maxWeight")
    return entries(
        (
            *((name, located(use, f"{strategy}.{name}")) for name in names),
            ("metrics", listing((*metrics_of(use), *metrics_asked(use, subject, "analysis")))),
            ("webhooks", listing(_webhook(use, number) for number in numbers_of(use, "webhooks"))),
        )
    )


def metrics_of(use: BoundTrait) -> Iterator[Tree]:
    """Yield the metrics by which a new version is judged, each as an item of the analysis."""
    for name, bound, metric in (
        ("metrics.requestSuccessRate", "min", "request-success-rate"),
        ("metrics.requestDuration", "max", "request-duration"),
    ):
        given, condition = use.get(name), use.has_value(name)
        if given is None:
            continue
        limit = At(given, use.span_of(name))
        item = entries((("name", metric), ("interval", located(use, "metrics.interval")), ("thresholdRange", {bound: limit})))
        yield item if condition is None else When(condition=condition, then=item)


def _webhook(use: BoundTrait, number: str) -> Tree:
    """Return a webhook."""
    return entries((field, located(use, f"webhooks.{number}.{field}")) for field in HOOK_FIELDS)


def _requirements(use: BoundTrait, subject: Subject) -> Iterator[Requirement]:
    """Yield that no step is larger than all steps, and that there is an Ingress where its requests are shifted."""
    step, most = "canary.stepWeight", "canary.maxWeight"
    if use.get(step) is not None and use.get(most) is not None:
        paths = [(*use.path, *name.split(".")) for name in (step, most)]
        yield Requirement(
            condition=AtMost(path=paths[0], bound=paths[1]),
            message=f"{'.'.join(paths[0])} must not be greater than maxWeight",
            span=use.span_of(step),
        )
    ingress = ingress_of(subject) if use.known("traffic") == NGINX else None
    if ingress is not None and ingress.enabled is not None:
        yield Requirement(
            condition=ingress.enabled,
            message=f"{'.'.join(ingress.switch)} must be true: the rollout shifts the requests of this Ingress",
            span=ingress.name_span,
        )


def finish(use: BoundTrait, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Tell Flagger of the autoscaler and the Ingress that other traits have made."""
    canary = next((item for item in objects if (item.kind, item.name) == (KIND, subject.name)), None)
    if canary is None:
        return objects
    check_others(use, subject, objects)
    kinds = {"autoscalerRef": SCALERS, "ingressRef": ("Ingress",) if use.known("traffic") == NGINX else ()}
    found = {name: next((item for item in objects if item.kind in of), None) for name, of in kinds.items()}
    references = {name: _reference(item) for name, item in found.items() if item is not None}
    spec = bare(canary.body["spec"])
    assert isinstance(spec, dict)
    own = entries({**{name: spec[name] for name in FIRST}, **references, **spec}.items())
    return tuple(replace(item, body={**item.body, "spec": own}) if item is canary else item for item in objects)


def _reference(item: KubeObject) -> Tree:
    """Return a reference to an object, which is there while that is. An Ingress always is, by a condition on values."""
    metadata = bare(item.body["metadata"])
    assert isinstance(metadata, dict)
    found: Tree = {"apiVersion": item.api_version, "kind": item.kind, "name": metadata["name"]}
    return found if item.condition is None or item.kind == "Ingress" else When(condition=item.condition, then=found)
