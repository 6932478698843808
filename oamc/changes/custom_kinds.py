"""What changes of custom kinds mean that oamc itself writes: of Argo Rollouts, Flagger, KEDA, Istio, the Gateway API and more.

In: a change of a field, and both objects. Out: its rating, by the rows below. The API server knows these kinds by their
definitions alone, which keep no field as it was, so it refuses nothing here; what happens is up to the controller of each
project. A kind without a row is not rated, and that is told.
"""

from __future__ import annotations

from oamc.changes.model import (
    DOWN,
    EXPOSURE,
    HARMLESS,
    NARROWER,
    OTHER,
    PERMISSION,
    QOS,
    RESTART,
    SCALING,
    UP,
    WIDER,
    FieldChange,
    Rated,
    part_of,
)
from oamc.changes.shapes import is_well_shaped
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.changes.model import Body

ROLLOUT, CANARY = "Rollout", "Canary"
ARGO, FLAGGER, KEDA = "argo-rollouts", "flagger", "keda"
PAGES = {
    ARGO: "https://argoproj.github.io/argo-rollouts/",
    FLAGGER: "https://docs.flagger.app/",
    KEDA: "https://keda.sh/docs/",
    "istio": "https://istio.io/latest/docs/reference/config/networking/",
    "gateway-api": "https://gateway-api.sigs.k8s.io/",
    "envoy-gateway": "https://gateway.envoyproxy.io/docs/",
    "vpa": "https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/",
    "prometheus": "https://prometheus-operator.dev/docs/",
}
"""Where the manual of each project begins."""
ADDED, GONE = "added", "gone"
"""Stand for an object that is new, or no longer there, in the place of a field."""
WHOLE = "!"
"""Behind a field of which only the whole is meant, not what is inside it."""


class Row(Record):
    """What a change of some fields of some kinds of a project means. The first row that fits counts.

    `fields` are paths without the items of lists, `ADDED` or `GONE`; none is every field. `means` says it in words, `reason`
    is what the rating says, and `page` where the manual of the project tells of it.
    """

    name: str
    project: str
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    rating: str
    means: str
    page: str
    direction: str = ""
    reason: str = ""


def _row(name: str, of: str, fields: str, rating: str, means: str, page: str, reason: str = "") -> Row:
    """Return a row: `of` is the project and its kinds, `rating` may have a direction behind it; all with blanks between."""
    project, *kinds = of.split()
    word, _, direction = rating.partition(" ")
    return Row(
        name=name,
        project=project,
        kinds=tuple(kinds),
        fields=tuple(fields.split()),
        rating=word,
        direction=direction,
        means=means,
        page=page,
        reason=reason,
    )


ROWS = (
    _row(
        "rollout-selector",
        f"{ARGO} {ROLLOUT}",
        "spec.selector",
        RESTART,
        "Nobody refuses another selector. The controller no longer finds its ReplicaSets, lets go of them, and makes new ones.",
        "features/specification/",
        "new pods come, and the old ones stay without an owner: delete their ReplicaSets",
    ),
    _row(
        "rollout-routes",
        f"{ARGO} {ROLLOUT}",
        "spec.strategy.canary.trafficRouting spec.strategy.canary.stableService spec.strategy.canary.canaryService "
        "spec.strategy.blueGreen.activeService spec.strategy.blueGreen.previewService",
        f"{EXPOSURE} {OTHER}",
        "The controller leads these Services and routes to the versions; those that are no longer named stay as they are.",
        "features/traffic-management/",
        "it leads other Services or routes to its versions",
    ),
    _row(
        "rollout-strategy-is-another-one",
        f"{ARGO} {ROLLOUT}",
        "spec.strategy.canary! spec.strategy.blueGreen!",
        f"{EXPOSURE} {OTHER}",
        "Who moves requests between the versions is another strategy.",
        "concepts/",
        "another strategy moves requests between the versions",
    ),
    _row(
        "rollout-steps",
        f"{ARGO} {ROLLOUT}",
        "spec.strategy",
        HARMLESS,
        "The next roll-out has it. With other steps, one that is under way begins again with the first of them.",
        "features/canary/",
        "a roll-out that is under way begins again",
    ),
    _row(
        "canary-comes",
        f"{FLAGGER} {CANARY}",
        ADDED,
        RESTART,
        "Flagger copies the workload, lets the copy answer, and leaves no pod of the workload itself.",
        "usage/how-it-works",
        "Flagger runs the pods under another name, and takes over the Service",
    ),
    _row(
        "canary-goes",
        f"{FLAGGER} {CANARY}",
        GONE,
        RESTART,
        "What Flagger has made is deleted with it: the pods that answer, Services and routes. The workload has no pods then, "
        "unless `revertOnDeletion` was set.",
        "usage/how-it-works",
        "the pods that answer go with it, and its workload may have none",
    ),
    _row(
        "canary-target",
        f"{FLAGGER} {CANARY}",
        "spec.targetRef",
        RESTART,
        "Flagger copies another workload.",
        "usage/how-it-works",
        "Flagger runs the pods of another workload",
    ),
    _row(
        "canary-routes",
        f"{FLAGGER} {CANARY}",
        "spec.service spec.provider spec.ingressRef spec.routeRef",
        f"{EXPOSURE} {OTHER}",
        "Flagger makes its Services and routes of it.",
        "usage/how-it-works",
        "Flagger makes its Services and routes of it",
    ),
    _row(
        "canary-autoscaler",
        f"{FLAGGER} {CANARY}",
        "spec.autoscalerRef",
        f"{SCALING} {OTHER}",
        "Flagger copies another autoscaler for the pods that answer.",
        "usage/how-it-works",
    ),
    _row(
        "canary-analysis",
        f"{FLAGGER} {CANARY}",
        "spec.analysis spec.skipAnalysis spec.progressDeadlineSeconds",
        HARMLESS,
        "What runs stays. An analysis that is under way goes on by it.",
        "usage/how-it-works",
        "the next look at a new version goes by it",
    ),
    _row(
        "keda-target",
        f"{KEDA} ScaledObject",
        "spec.scaleTargetRef",
        f"{SCALING} {OTHER}",
        "The old target keeps the number of replicas that it has, and another one is scaled.",
        "latest/reference/scaledobject-spec/",
        "it scales another workload",
    ),
    _row(
        "keda-scaling",
        f"{KEDA} ScaledObject",
        f"spec {ADDED} {GONE}",
        f"{SCALING} {OTHER}",
        "How many run hangs on other numbers or triggers.",
        "latest/reference/scaledobject-spec/",
    ),
    _row(
        "keda-credentials",
        f"{KEDA} TriggerAuthentication",
        f"spec {ADDED} {GONE}",
        f"{PERMISSION} {OTHER}",
        "KEDA reads other credentials to look at what triggers.",
        "latest/concepts/authentication/",
    ),
    _row(
        "routes-come",
        "gateway-api HTTPRoute",
        ADDED,
        f"{EXPOSURE} {WIDER}",
        "Requests reach the Services of it.",
        "api-types/httproute/",
        "requests by it come in",
    ),
    _row(
        "routes-go",
        "gateway-api HTTPRoute",
        GONE,
        f"{EXPOSURE} {NARROWER}",
        "Requests by this route reach nothing.",
        "api-types/httproute/",
        "requests by it reach nothing",
    ),
    _row(
        "routes",
        "gateway-api HTTPRoute",
        "spec",
        f"{EXPOSURE} {OTHER}",
        "Which requests come, from which Gateway, and where they go.",
        "api-types/httproute/",
    ),
    _row(
        "mesh-routes",
        "istio VirtualService DestinationRule EnvoyFilter",
        f"spec {ADDED} {GONE}",
        f"{EXPOSURE} {OTHER}",
        "Where requests in the mesh go, and how many of them, changes at once.",
        "",
    ),
    _row(
        "gateway-policies",
        "envoy-gateway BackendTrafficPolicy",
        f"spec {ADDED} {GONE}",
        f"{EXPOSURE} {OTHER}",
        "Which and how many requests the gateway lets through changes at once.",
        "",
    ),
    _row(
        "vertical-autoscaler",
        "vpa VerticalPodAutoscaler",
        f"spec {ADDED} {GONE}",
        f"{QOS} {OTHER}",
        "What pods ask for follows other rules.",
        "",
    ),
    _row(
        "measured",
        "prometheus PrometheusRule ServiceMonitor PodMonitor",
        f"spec {ADDED} {GONE}",
        HARMLESS,
        "What is measured, and when somebody is told, changes; nothing that runs.",
        "",
        "what is measured or told changes, nothing that runs",
    ),
    _row(
        "custom-metadata",
        f"{FLAGGER} {CANARY} ScaledObject TriggerAuthentication HTTPRoute VirtualService DestinationRule EnvoyFilter "
        "BackendTrafficPolicy VerticalPodAutoscaler PrometheusRule ServiceMonitor PodMonitor",
        "",
        HARMLESS,
        "All else, such as labels and annotations, says nothing to what runs.",
        "usage/how-it-works",
    ),
)
GROUPS = {
    "argoproj.io": (ROLLOUT,),
    "flagger.app": (CANARY,),
    "keda.sh": ("ScaledObject", "TriggerAuthentication"),
    "gateway.networking.k8s.io": ("HTTPRoute",),
    "networking.istio.io": ("VirtualService", "DestinationRule", "EnvoyFilter"),
    "gateway.envoyproxy.io": ("BackendTrafficPolicy",),
    "autoscaling.k8s.io": ("VerticalPodAutoscaler",),
    "monitoring.coreos.com": ("PrometheusRule", "ServiceMonitor", "PodMonitor"),
}
"""The kinds of each group of APIs that are rated."""
OF_ROLLOUTS = (("spec", "selector"), ("spec", "strategy"))
"""Fields of a Rollout that mean something else than those of a Deployment."""


def is_rated(body: Body) -> bool:
    """Tell whether an object is of a custom kind whose changes are rated, and has the shape that the rules count on."""
    group, kind = str(body.get("apiVersion")).rpartition("/")[0], body.get("kind")
    if kind not in GROUPS.get(group, ()) or not all(isinstance(body.get(part, {}), dict) for part in ("metadata", "spec")):
        return False
    return kind != ROLLOUT or is_well_shaped(as_deployment(body))


def as_deployment(body: Body) -> Body:
    """Return a Rollout as the Deployment with its pods, which has the same fields but for the strategy."""
    kept = ("replicas", "selector", "template", "minReadySeconds", "revisionHistoryLimit", "paused", "progressDeadlineSeconds")
    spec = {name: value for name, value in part_of(body, "spec").items() if name in kept}
    return {**body, "apiVersion": "apps/v1", "kind": "Deployment", "spec": spec}


def with_pods(body: Body, filled: Body) -> Body:
    """Return a Rollout with its defaults, from the Deployment of it that was filled in, which has the same ones."""
    own = {name: value for name, value in part_of(filled, "spec").items() if name != "strategy"}
    return {**filled, "apiVersion": body["apiVersion"], "kind": ROLLOUT, "spec": {**part_of(body, "spec"), **own}}


def of_custom(change: FieldChange, new: Body) -> Iterator[Rated]:
    """Yield what a change of a field means."""
    path = ".".join(step for step in change.path if not step.startswith("["))
    yield _rated(str(new.get("kind")), path, change)


def of_custom_object(kind: str, what: str) -> tuple[Rated, ...]:
    """Return what it means that an object of a custom kind is new, or gone."""
    return (_rated(kind, what, None),)


def _rated(kind: str, path: str, change: FieldChange | None) -> Rated:
    """Return the rating of the first row that fits."""
    row = next(row for row in ROWS if kind in row.kinds and (not row.fields or any(_is_in(path, one) for one in row.fields)))
    direction = row.direction
    if row.rating == SCALING and change is not None and all(type(value) is int for value in (change.old, change.new)):
        direction = UP if change.new > change.old else DOWN
    return Rated(rating=row.rating, direction=direction, reason=row.reason)


def _is_in(path: str, field: str) -> bool:
    """Tell whether a path is a field, or inside it where that is not asked for as a whole."""
    return path == field.removesuffix(WHOLE) or path.startswith(f"{field}.")
