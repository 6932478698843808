"""What Flagger cannot carry out, or would carry out otherwise than the document says (docs/spec/rollouts.md, 5 and 6)."""

from __future__ import annotations

from oamc.capabilities.gateway_parents import check_gateways
from oamc.capabilities.rollouts.engine import CANARY
from oamc.capabilities.rollouts.versions import can_run_side_by_side
from oamc.capabilities.route_properties import OF_INGRESS, api_of_use, numbers_of
from oamc.capabilities.trait_findings import refuse, tell
from oamc.diagnostics.codes import flagger as codes
from oamc.diagnostics.codes.operation import OUT_OF_PLACE
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import When
from oamc.kubernetes.cluster_needs import DAPR
from oamc.objects.tree import At, branches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import ServicePort, Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

OF_GATEWAY, ISTIO, NGINX, LINKERD = "gateway", "istio", "nginx", "linkerd"
PROVIDERS = {
    OF_GATEWAY: ("gatewayapi:v1", "an HTTPRoute"),
    ISTIO: ("istio", "a VirtualService and two DestinationRules"),
    LINKERD: ("linkerd", "a TrafficSplit"),
    NGINX: ("nginx", "a second Ingress"),
    "contour": ("contour", "an HTTPProxy"),
    "traefik": ("traefik", "a TraefikService"),
}
"""Who shifts requests: what Flagger calls it, and what it makes for it."""
LABEL = "app"
"""The label by which the pods are selected: the first one for which Flagger looks, and the only one that it keeps."""
OF_PRIMARY, OF_CANARY = "primary", "canary"
INGRESS = "networking.k8s.io/v1 Ingress"
ROUTES = ("HTTPRoute", "VirtualService", "DestinationRule")


def check(use: BoundTrait, subject: Subject) -> bool:
    """Report what Flagger cannot carry out; tell whether there is nothing of it."""
    reports = subject.context.reports
    errors = reports.errors
    if not can_run_side_by_side(use, subject, subject.rendered.main.kind, wanted="Deployment"):
        return False
    _check_ports(use, subject)
    _check_names(use, subject)
    _check_replicas(use, subject)
    is_canary = use.known("strategy") == CANARY
    if is_canary:
        _check_traffic(use, subject)
        _check_steps(use, subject)
    _tell_of_label(use, subject)
    # Where a property is unknown it may have been meant for this one, which is then not told of.
    return reports.errors == errors and not (is_canary and use.known("traffic") is None)


def port_of(use: BoundTrait, subject: Subject) -> ServicePort | None:
    """Return the port whose requests are shifted, None where there is none."""
    wanted = use.known("port")
    return next((port for port in subject.rendered.ports if wanted in (None, port.port)), None)


def _check_ports(use: BoundTrait, subject: Subject) -> None:
    """Report that there is nothing that Flagger could make a Service of."""
    ports = subject.rendered.ports
    other = next((port for port in ports if port.protocol != "TCP"), None)
    if not ports:
        hint = "give a container of a Server a port, or choose another engine"
        refuse(use, subject, "Flagger makes Services of it, and it has no port", at=use.span_of("engine"), hint=hint)
    elif other is not None:
        problem = "the Services that Flagger makes have TCP ports alone"
        related = [Related(span=other.span, message=f'port "{other.name}" is one of {other.protocol}')]
        hint = "remove the port, or choose another engine"
        refuse(use, subject, problem, at=use.span_of("engine"), hint=hint, related=related)
    elif port_of(use, subject) is None:
        hint = f"its ports are {listing(str(port.port) for port in ports)}"
        refuse(use, subject, f"it has no port {use.known('port')}", at=use.span_of("port"), hint=hint)


def _check_names(use: BoundTrait, subject: Subject) -> None:
    """Report another instance that has the name of what Flagger makes."""
    taken = {f"{subject.name}-{suffix}" for suffix in (OF_PRIMARY, OF_CANARY)}
    for other in subject.context.instances:
        if other.name.value in taken:
            subject.context.reports.add(
                codes.NAME_OF_FLAGGER,
                at=other.name.span,
                related=[Related(span=use.span_of("engine"), message="the rollout is here")],
                instance=subject.name,
                other=other.name.value,
                hint="rename one of the instances",
            )


def _check_replicas(use: BoundTrait, subject: Subject) -> None:
    """Report a trait that states the number of replicas, which Flagger sets to none whenever a release is over."""
    for other in subject.instance.traits:
        if "replicas" in other.trait.states:  # type: ignore[attr-defined]  # of a trait
            hint = "attach an auto-scaler with as many replicas as its minimum and its maximum, or choose another engine"
            related = [Related(span=use.span_of("engine"), message="the rollout is here")]
            problem = "Flagger sets the number of replicas of the Deployment, and each upgrade would undo that"
            refuse(other, subject, problem, at=other.name_span, hint=hint, related=related)


def _check_traffic(use: BoundTrait, subject: Subject) -> None:
    """Report that nobody can shift requests, and what is said of somebody else who could."""
    traffic, reports = use.known("traffic"), subject.context.reports
    numbers = numbers_of(use, "gatewayRefs")
    if traffic is None and not use.doubtful:
        reports.add(
            codes.NO_SHIFT,
            at=use.place_of_missing("traffic") or use.span_of("engine"),
            instance=subject.name,
            reason="nothing says who does so",
            hint=f"set traffic to {listing(PROVIDERS, 'or')}, or choose the strategy blueGreen",
        )
        return
    if traffic == OF_GATEWAY and not numbers and not use.doubtful:
        reports.add(
            codes.NO_SHIFT,
            at=use.place_of_missing("gatewayRefs") or use.span_of("traffic"),
            instance=subject.name,
            reason="the route that it makes belongs to no Gateway",
            hint="set gatewayRefs: [{name: NAME}] to a Gateway of the cluster",
        )
    if traffic == NGINX and ingress_of(subject) is None:
        reports.add(
            codes.NO_SHIFT,
            at=use.span_of("traffic"),
            instance=subject.name,
            reason="nginx leads a share of the requests of an Ingress, and there is none",
            hint="attach the trait ingress, or shift requests by somebody else",
        )
    for group, takers in (("gatewayRefs", (OF_GATEWAY,)), ("gateways", (ISTIO,)), ("hosts", (OF_GATEWAY, ISTIO))):
        found = next((name for name in use.properties if name == group or name.startswith(f"{group}.")), None)
        if found is not None and traffic not in takers:
            reason, hint = f"traffic is {traffic}", f"remove {group}"
            reports.add(OUT_OF_PLACE, at=use.span_of(found), property=group, trait=use.trait.name, reason=reason, hint=hint)
    check_gateways(use, subject, "gatewayRefs")


def _check_steps(use: BoundTrait, subject: Subject) -> None:
    """Report steps that do not rise."""
    steps = use.known("canary.stepWeights")
    if isinstance(steps, (list, tuple)) and list(steps) != sorted(steps):
        hint = "list the shares of the requests from the smallest one to the largest one"
        refuse(
            use,
            subject,
            "each step leads to more requests than the one before",
            at=use.span_of("canary.stepWeights"),
            hint=hint,
        )


def _tell_of_label(use: BoundTrait, subject: Subject) -> None:
    """Tell of a label of the component that has the key by which Flagger tells pods apart."""
    own = subject.instance.component.labels.get(LABEL)
    if own is not None and own.value != subject.name:
        related = [Related(span=own.span, message="the label is here")]
        tell(
            use,
            subject,
            f'label "{LABEL}"',
            at=use.span_of("engine"),
            hint="remove the label, or choose another engine",
            related=related,
        )


def ingress_of(subject: Subject) -> BoundTrait | None:
    """Return the trait of an instance that makes its Ingress, None where there is none."""
    makers = (use for use in subject.instance.traits if INGRESS in use.trait.produces)  # type: ignore[attr-defined]  # of a trait
    return next((use for use in makers if api_of_use(use) == OF_INGRESS), None)


def check_others(use: BoundTrait, subject: Subject, objects: tuple[KubeObject, ...]) -> None:
    """Report objects of other traits that do not go with what Flagger makes."""
    sidecar = next(_annotated(objects, subject), None)
    if sidecar is not None:
        subject.context.reports.add(
            codes.BREAKS_DAPR,
            at=sidecar,
            related=[Related(span=use.span_of("engine"), message="the rollout is here")],
            instance=subject.name,
            hint="choose another engine, or take Dapr away",
        )
    if use.known("strategy") != CANARY:
        return
    traffic = str(use.known("traffic"))
    refused = ROUTES if traffic in (NGINX, LINKERD) else (*ROUTES, "Ingress")
    makers = {f"trait {other.trait.name}": other for other in subject.instance.traits}
    told: set[str] = set()
    for item in objects:
        maker = makers.get(item.rule)
        if item.kind in refused and maker is not None and item.rule not in told:
            told.add(item.rule)
            subject.context.reports.add(
                codes.PAST_THE_CANARY,
                at=maker.name_span,
                related=[Related(span=use.span_of("traffic"), message="the rollout is here")],
                kind=item.kind,
                trait=maker.trait.name,
                instance=subject.name,
                reason=f"for these Flagger makes {PROVIDERS[traffic][1]}",
                hint=f"remove {maker.trait.name}" + (", and give the rollout the hosts" if _has_hosts(item, traffic) else ""),
            )


def _has_hosts(item: KubeObject, traffic: str) -> bool:
    """Tell whether the rollout itself can have the hosts of an object."""
    return item.kind in ("HTTPRoute", "Ingress") and traffic in (OF_GATEWAY, ISTIO)


def _annotated(objects: tuple[KubeObject, ...], subject: Subject) -> Iterator[Span]:
    """Yield the place that asks for a sidecar of Dapr in the pods of the instance."""
    main = next(item for item in objects if (item.kind, item.name) == (subject.rendered.main.kind, subject.name))
    tree: Tree = main.body
    span = main.span
    for step in ("spec", "template", "metadata", "annotations", DAPR):
        tree, span = _stripped(tree, span)
        tree = tree.get(step) if isinstance(tree, dict) else None
    if tree is not None:
        yield _stripped(tree, span)[1]


def _stripped(tree: Tree, span: Span) -> tuple[Tree, Span]:
    """Return a part of an object without what stands around it, and the place that it comes from."""
    match tree:
        case At():
            return _stripped(tree.tree, tree.span or span)
        case When():
            return _stripped(branches(tree)[0], span)
        case _:
            return tree, span
