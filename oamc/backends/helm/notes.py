"""`NOTES.txt`: what Helm shows after an installation, in its own language.

The texts are those of `templates/chart/`. Some words stand for what depends on the application: NAMESPACE for where the
objects are, LABEL for the one that all have, ADDRESSES for how clients outside of the cluster reach them, and CLAIMS for those
that go.
"""

from __future__ import annotations

from oamc import resources
from oamc.backends.helm.spell import TemplateSpeller
from oamc.expressions.holes import Expression, When, any_of
from oamc.objects.tree import bare, branches
from oamc.startup.caching import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeAlias

    from oamc.expressions.holes import Condition
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Tree

    Address: TypeAlias = tuple[Condition | str, Tree, Tree]
    """An address: its beginning, or the condition that it is that of https; its host, and its path."""

OF_THE_RELEASE = "{{ .Release.Namespace }}"
ANY_HOST = "ANY-HOST"
OF_KUBERNETES, OF_KUBEVELA = "app.kubernetes.io/part-of", "app.oam.dev/name"
KEPT = "helm.sh/resource-policy"
ROLLOUT = ("argoproj.io/v1alpha1", "Rollout")


def notes(objects: ObjectSet) -> str:
    """Return the notes of a chart; where there are claims, with what cannot be changed of them, and what becomes of them.

    Where a controller writes into objects of the chart, too, they tell how to upgrade it.
    """
    text = shared_text("NOTES.txt").replace("NAMESPACE", _namespace(objects)).replace("LABEL", _label(objects))
    text = text.replace("ADDRESSES\n", _addresses(objects))
    stay = {_stays(item) for item in objects.objects if item.kind == "PersistentVolumeClaim"}
    text += shared_text("NOTES.claims.txt") if stay else ""
    text += shared_text("NOTES.claims-that-stay.txt") if True in stay else ""
    which = "They" if True not in stay else f"Those without the annotation {KEPT}"
    text += shared_text("NOTES.claims-that-go.txt").replace("CLAIMS", which) if False in stay else ""
    return text + _of_rollouts(objects)


def _of_rollouts(objects: ObjectSet) -> str:
    """Return what to know where the controller of Argo Rollouts writes into objects of the chart."""
    rollouts = [_mapping(item.body.get("spec")) for item in objects.objects if (item.api_version, item.kind) == ROLLOUT]
    strategies = [_mapping(spec.get("strategy")) for spec in rollouts]
    switched = any("blueGreen" in one or "stableService" in _mapping(one.get("canary")) for one in strategies)
    return shared_text("NOTES.rollouts.txt") if switched else ""


@cache(None)
def shared_text(name: str) -> str:
    """Return a text for charts that travels with oamc. It is read once."""
    return resources.read_text("templates", "chart", name)


def _stays(claim: KubeObject) -> bool:
    """Tell whether Helm lets a claim stay when its release is removed, if a value does not say otherwise."""
    annotations = bare(_mapping(claim.body.get("metadata")).get("annotations"))
    return KEPT in _mapping(branches(annotations)[0] if isinstance(annotations, When) else annotations)


def _label(objects: ObjectSet) -> str:
    """Return the label by which the objects of an application are found: that of Kubernetes, or that of KubeVela."""
    labels = [_mapping(_mapping(item.body.get("metadata")).get("labels")) for item in objects.objects]
    return OF_KUBERNETES if all(OF_KUBERNETES in found for found in labels) else OF_KUBEVELA


def _namespace(objects: ObjectSet) -> str:
    """Return the namespace of the objects: the one that was fixed when the chart was built, else that of the release."""
    for item in objects.objects:
        metadata = item.body["metadata"]
        if isinstance(metadata, dict) and "namespace" in metadata:
            return str(bare(metadata["namespace"]))
    return OF_THE_RELEASE


def _addresses(objects: ObjectSet) -> str:
    """Return the lines that show the addresses of each ingress, and of each route of the Gateway API, that is there."""
    ingresses = [item for item in objects.objects if item.kind in ADDRESSES]
    if not ingresses:
        return "\n"
    speller = TemplateSpeller()
    # The condition of an ingress takes the line breaks before it away, but none that is printed.
    lines = ["", 'Reach it from outside of the cluster:{{ "\\n" }}']
    for item in ingresses:
        shown = [f"  {_spelled(address, speller)}" for address in ADDRESSES[item.kind](item)]
        lines += shown if item.condition is None else [speller.open(item.condition), *shown, speller.close()]
    conditions = tuple(item.condition for item in ingresses if item.condition is not None)
    if len(conditions) == len(ingresses):
        lines = [speller.open(any_of(conditions)), *lines, speller.close()]
    return "\n".join(lines) + "\n\n"


def parts_of_notes(objects: ObjectSet) -> list[object]:
    """Return what the notes say of the objects beside the texts of `templates/chart/`, as often as they say it."""
    ingresses = [item for item in objects.objects if item.kind in ADDRESSES]
    addresses = [address for item in ingresses for address in ADDRESSES[item.kind](item)]
    return [_namespace(objects), addresses, *(item.condition for item in ingresses for _ in range(2))]


def _of_ingress(item: KubeObject) -> Iterator[Address]:
    """Yield the addresses of an ingress. One that a document gives as it is may have any shape: other parts have none."""
    spec = _mapping(item.body.get("spec"))
    tls = bare(spec.get("tls"))
    beginning = tls.condition if isinstance(tls, When) else "http://" if tls is None else "https://"
    for rule in _list(spec.get("rules")):
        for path in _list(_mapping(rule.get("http")).get("paths")):
            yield beginning, rule.get("host", ANY_HOST), path.get("path", "/")


def _of_route(item: KubeObject) -> Iterator[Address]:
    """Yield the addresses of an HTTPRoute without their scheme, which the listener of its Gateway has."""
    spec = _mapping(item.body.get("spec"))
    hosts = bare(spec.get("hostnames"))
    if isinstance(hosts, When) and isinstance(hosts.then, list):
        hosts = [When(condition=hosts.condition, then=host) for host in hosts.then]
    names: list[Tree] = list(hosts) if isinstance(hosts, list) else [ANY_HOST]
    for rule in _list(spec.get("rules")):
        for match in _list(rule.get("matches")):
            path = _mapping(match.get("path")).get("value", "/")
            yield from (("", name, path) for name in names)


ADDRESSES: Mapping[str, Callable[[KubeObject], Iterator[Address]]] = {
    "Ingress": _of_ingress,
    "HTTPRoute": _of_route,
}
"""What finds the addresses of a kind."""


def _spelled(address: Address, speller: TemplateSpeller) -> str:
    """Return an address in the language of Helm."""
    beginning, host, path = address
    return f"{_beginning(beginning, speller)}{_printed(host, speller)}{_printed(path, speller)}"


def _beginning(known: Condition | str, speller: TemplateSpeller) -> str:
    """Return the beginning of an address."""
    if isinstance(known, str):
        return known
    opened, closed = (sign.replace("{{-", "{{") for sign in (speller.open(known), speller.close()))
    return f"http{opened}s{closed}://"


def _mapping(tree: Tree) -> dict[str, Tree]:
    """Return a part that is a mapping, and an empty one in the place of any other part."""
    held = bare(tree)
    return held if isinstance(held, dict) else {}


def _list(tree: Tree) -> list[dict[str, Tree]]:
    """Return the mappings in a part that is a list, without those that are there only under a condition."""
    held = bare(tree)
    return [part for part in map(bare, held) if isinstance(part, dict)] if isinstance(held, list) else []


def _printed(tree: Tree, speller: TemplateSpeller) -> str:
    """Return a text that may not be known, as it is printed; a host that is not there is any."""
    match bare(tree):
        case When() as part:
            then, otherwise = branches(part)
            inner = [_printed(then, speller), ANY_HOST if otherwise is None else _printed(otherwise, speller)]
            signs = (speller.open(part.condition), speller.otherwise(), speller.close())
            opened, other, closed = (sign.replace("{{-", "{{") for sign in signs)
            return f"{opened}{inner[0]}{other}{inner[1]}{closed}"
        case Expression() as expression:
            return speller.printed(expression)
        case known:
            return speller.known(str(known))
