"""The pass over the objects of a unit that only trees have: what the tools must know of single objects, as annotations.

In: an `ObjectSet` with the values in force, and who applies it. Out: the same objects in the same order, whose metadata has
further annotations; texts that the application itself gives to one of them stay. `ANNOTATIONS` is the whole of what is added.
Beside that a Job keeps no time after which it is removed: the tools would find it missing, and run it again.
"""

from __future__ import annotations

from oamc.choices import ARGOCD, FLUX
from oamc.expressions.holes import When
from oamc.gitops.naming import waves
from oamc.kubernetes.schemas import load_table
from oamc.objects.tree import INSTANCE, At, bare, branches
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Plain

WAVE = "argocd.argoproj.io/sync-wave"
SYNC_OPTIONS = "argocd.argoproj.io/sync-options"
PRUNE = "kustomize.toolkit.fluxcd.io/prune"
SUBSTITUTE = "kustomize.toolkit.fluxcd.io/substitute"
DISABLED = "disabled"
LARGEST_FOR_CLIENTS = 200_000
"""Bytes of an object's JSON above which the server applies it: the annotation that a client needs for it holds 262,144."""
TTL = "ttlSecondsAfterFinished"

STAYS = {"": ("Namespace", "PersistentVolumeClaim")}
"""Kinds of which a removal loses data, by API group: they are removed by a person."""
LAST = {
    "autoscaling": ("HorizontalPodAutoscaler",),
    "autoscaling.k8s.io": ("VerticalPodAutoscaler",),
    "gateway.networking.k8s.io": ("GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"),
    "keda.sh": ("ScaledObject",),
    "monitoring.coreos.com": ("PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor"),
    "networking.istio.io": ("VirtualService",),
    "networking.k8s.io": ("Ingress",),
    "policy": ("PodDisruptionBudget",),
    "route.openshift.io": ("Route",),
    "traefik.io": ("IngressRoute", "IngressRouteTCP", "IngressRouteUDP"),
}
"""Kinds that come with the last instances, by API group: what waits for an address of one of them would wait for ever."""


class Subject(Record):
    """One object with what its annotations hang on: its `body` with the values in force, and the `wave` of its instance."""

    group: str
    kind: str
    body: Plain
    wave: int

    def is_one_of(self, kinds: Mapping[str, tuple[str, ...]]) -> bool:
        """Tell whether its kind is in a table."""
        return self.kind in kinds.get(self.group, ())


def _wave(subject: Subject) -> str:
    """Return the wave of an object, nothing for the first one."""
    return str(subject.wave) if subject.wave else ""


def _sync_options(subject: Subject) -> str:
    """Return the options with which Argo CD applies an object."""
    chosen: list[str] = []
    if subject.is_one_of(STAYS):
        chosen += ["Prune=false", "Delete=false"]
    if subject.group not in load_table().groups:
        chosen.append("SkipDryRunOnMissingResource=true")
    if _json_size(subject.body) > LARGEST_FOR_CLIENTS:
        chosen.append("ServerSideApply=true")
    return ",".join(chosen)


def _prune(subject: Subject) -> str:
    """Say that Flux leaves an object in the cluster which is no longer in the tree."""
    return DISABLED if subject.is_one_of(STAYS) else ""


def _substitute(subject: Subject) -> str:
    """Say that Flux replaces no variables: `$(NAME)` is Kubernetes' own, and any other `$` may look like one to Flux."""
    return DISABLED if any("$" in text.replace("$(", "") for text in _texts(subject.body)) else ""


ANNOTATIONS: tuple[tuple[str, str, Callable[[Subject], str]], ...] = (
    (ARGOCD, SYNC_OPTIONS, _sync_options),
    (ARGOCD, WAVE, _wave),
    (FLUX, PRUNE, _prune),
    (FLUX, SUBSTITUTE, _substitute),
)
"""All annotations: the tool that reads each, its key, and what gives its text, or nothing where an object has none."""


def annotated(objects: ObjectSet, filler: Filler, tools: tuple[str, ...], order: Mapping[str, tuple[str, ...]]) -> ObjectSet:
    """Return objects with the annotations for `tools`. `order` says of an instance which others it comes after."""
    of_instances = waves(dict(order))
    owners = {item.owner.name for item in objects.objects if item.owner.kind == INSTANCE}
    last = max((of_instances.get(name, 0) for name in owners), default=0)
    made = []
    for given in objects.objects:
        item = _without_ttl(given)
        group = item.api_version.rpartition("/")[0]
        own = of_instances.get(item.owner.name, 0) if item.owner.kind == INSTANCE else 0
        wave = last if item.kind in LAST.get(group, ()) else own
        # Of an object that the values in force take away nothing is known but what it is.
        body = filler.fill(item.body) if filler.present(item) else {}
        subject = Subject(group=group, kind=item.kind, body=body, wave=wave)
        pairs = ((key, give(subject)) for tool, key, give in ANNOTATIONS if tool in tools)
        made.append(_with_annotations(item, {key: text for key, text in pairs if text}))
    return replace(objects, objects=tuple(made))


def _without_ttl(item: KubeObject) -> KubeObject:
    """Return a Job without the time after which Kubernetes removes it when it has ended."""
    spec = bare(item.body.get("spec"))
    if (item.api_version, item.kind) != ("batch/v1", "Job") or not isinstance(spec, dict) or TTL not in spec:
        return item
    return replace(item, body={**item.body, "spec": {key: value for key, value in spec.items() if key != TTL}})


def _with_annotations(item: KubeObject, further: dict[str, str]) -> KubeObject:
    """Return an object with further annotations, in the order of their keys; what the object says itself stays."""
    if not further:
        return item
    metadata = bare(item.body["metadata"])
    assert isinstance(metadata, dict)
    given = metadata.get("annotations")
    return replace(item, body={**item.body, "metadata": {**metadata, "annotations": _merged(given, further)}})


def _merged(given: Tree, further: dict[str, str]) -> Tree:
    """Return annotations with further ones. Those that are there under a condition stand beside those that always are."""
    match given:
        case At():
            return At(_merged(given.tree, further), given.span, given.rule, given.replaced)
        case When():
            then, otherwise = branches(given)
            return When(condition=given.condition, then=_merged(then, further), otherwise=_merged(otherwise, further))
        case dict():
            known = dict(given)
            options = bare(known.get(SYNC_OPTIONS))
            added = {key: text for key, text in further.items() if key not in known}
            if SYNC_OPTIONS in further and isinstance(options, str):
                added[SYNC_OPTIONS] = _options(options, further[SYNC_OPTIONS])
            return {**known, **added}
        case _:
            return dict(further)


def _options(given: str, further: str) -> str:
    """Return options with those of the further ones that are not given, whatever is given for them."""
    names = {option.partition("=")[0].strip() for option in given.split(",")}
    return ",".join((given, *(option for option in further.split(",") if option.partition("=")[0] not in names)))


def _json_size(body: Plain) -> int:
    """Return the size of an object as JSON, in bytes. Of most objects it is plain that they are small."""
    from json import dumps

    if len(repr(body)) * 2 < LARGEST_FOR_CLIENTS // 6:
        return 0
    return len(dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a value, keys of mappings too."""
    match value:
        case str():
            yield value
        case dict():
            for key, held in value.items():
                yield key
                yield from _texts(held)
        case list():
            for held in value:
                yield from _texts(held)
