"""An object by what people call it: `StatefulSet/db`, `sts/db`, `Ingress.networking.k8s.io/web`, `Service/team-a/web@shop`.

In: a name and the objects of all applications. Out: those that have the name, or why there is none.
"""

from __future__ import annotations

from oamc.diagnostics.reports import nearest, printable
from oamc.objects.fill import NOTHING
from oamc.objects.tree import bare
from oamc.records import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject

MOST_NAMED = 20
SHORT_KINDS = {
    "cj": "CronJob",
    "cm": "ConfigMap",
    "deploy": "Deployment",
    "ds": "DaemonSet",
    "hpa": "HorizontalPodAutoscaler",
    "ing": "Ingress",
    "limits": "LimitRange",
    "netpol": "NetworkPolicy",
    "ns": "Namespace",
    "pdb": "PodDisruptionBudget",
    "po": "Pod",
    "pv": "PersistentVolume",
    "pvc": "PersistentVolumeClaim",
    "quota": "ResourceQuota",
    "ro": "Rollout",
    "rs": "ReplicaSet",
    "sa": "ServiceAccount",
    "sc": "StorageClass",
    "sj": "ScaledJob",
    "so": "ScaledObject",
    "sts": "StatefulSet",
    "svc": "Service",
}
"""The short names of kinds that kubectl takes."""


class Candidate(Record):
    """One object of one application, by its number among the applications; `is_there` as long as its condition holds."""

    application: str
    number: int
    item: KubeObject
    filler: Filler

    @property
    def is_there(self) -> bool:
        """Tell whether the object is there with the values in force."""
        return self.filler.present(self.item)

    @property
    def group(self) -> str:
        """Return the group of the API, empty for the core."""
        return self.item.api_version.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Return the name that the object has in the output."""
        return self._metadata("name") or self.item.name

    @property
    def namespace(self) -> str:
        """Return the namespace that the object says, empty where it says none."""
        return self._metadata("namespace")

    @property
    def title(self) -> str:
        """Return what finds the object: `Kind/name`, with the namespace where it says one."""
        place = f"{self.namespace}/" if self.namespace else ""
        return f"{self.item.kind}/{place}{self.name}"

    @property
    def whole_title(self) -> str:
        """Return what finds the object among those of other groups of the API, too."""
        group = f".{self.group}" if self.group else ""
        return self.title.replace("/", f"{group}/", 1)

    def _metadata(self, key: str) -> str:
        """Return a field of the metadata, empty where it is not there. The rest of an object need not have values."""
        metadata = bare(self.item.body["metadata"])
        tree = self.filler.chosen(metadata[key]) if isinstance(metadata, dict) and key in metadata else NOTHING
        return "" if tree is NOTHING else str(self.filler.fill(tree) or "")


class Wanted(Record):
    """What somebody calls an object. An empty group, namespace or application is any."""

    kind: str
    group: str
    namespace: str
    name: str
    application: str = ""


def wanted_of(text: str) -> Wanted | None:
    """Return what a text asks for, None where it names no kind and no name."""
    text, at, application = text.partition("@")
    kind, slash, rest = text.partition("/")
    namespace, _, name = rest.rpartition("/")
    if not (kind and slash and name) or "/" in namespace or (at and not application):
        return None
    kind, _, group = kind.partition(".")
    return Wanted(kind=kind, group=group, namespace=namespace, name=name, application=application)


def matching(wanted: Wanted, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the objects that somebody may mean."""
    return tuple(
        found
        for found in candidates
        if found.name == wanted.name
        and _is_kind(wanted.kind, found.item.kind)
        and (not wanted.group or wanted.group.lower() == found.group.lower())
        and (not wanted.namespace or wanted.namespace == found.namespace)
        and (not wanted.application or wanted.application == found.application)
    )


def meant_by_manifest(wanted: Wanted, candidates: Sequence[Candidate]) -> Wanted:
    """Return what a manifest asks for: of any namespace, where it was built for one that the options of a run do not name."""
    return wanted if matching(wanted, candidates) else replace(wanted, namespace="")


def _is_kind(wanted: str, kind: str) -> bool:
    """Tell whether somebody means a kind: in any case, and in the plural, as kubectl takes it."""
    if SHORT_KINDS.get(wanted.lower()) == kind:
        return True
    one = kind.lower()
    plurals = {f"{one}s", f"{one}es", f"{one.removesuffix('y')}ies" if one.endswith("y") else one}
    return wanted.lower() in {one, *plurals}


def hint_for(wanted: Wanted, candidates: Sequence[Candidate]) -> str:
    """Say which objects there are, the near ones first."""
    titles = list(dict.fromkeys(found.title for found in candidates))
    if not titles:
        return "no application makes an object"
    asked = "/".join(filter(None, (wanted.kind, wanted.namespace, wanted.name)))
    same = [found.title for found in candidates if found.name == wanted.name]
    close = next(iter(same), None) if len(set(same)) == 1 else nearest(asked, titles)
    if close:
        return f"did you mean {printable(close)}?"
    shown = ", ".join(printable(title) for title in titles[:MOST_NAMED])
    more = len(titles) - MOST_NAMED
    return f"there are {shown}{f' and {more:,} more' if more > 0 else ''}"
