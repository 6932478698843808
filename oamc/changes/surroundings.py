"""What other objects make of a change: who reads a ConfigMap, which Services lose their pods, which names nobody finds.

In: all objects after the change, and one that changed. Out: hints, and ratings that only the others explain.
"""

from __future__ import annotations

from oamc.changes.defaults import effective
from oamc.changes.identities import identity
from oamc.changes.in_force import account_of, in_force, names_of_ports, pods_of, references
from oamc.changes.model import EXPOSURE, OTHER, SCALING, Rated, part_of, spec_of
from oamc.changes.pod_specs import well_shaped_pods
from oamc.changes.refusals import is_less
from oamc.changes.workloads import TEMPLATES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from oamc.changes.model import Body

    Name = tuple[str, str, str]

CONTENT = frozenset(("ConfigMap", "Secret"))


class Surroundings:
    """The objects of one side, as far as others hang on them: those that `is_known` knows, and pods of all others."""

    def __init__(self, bodies: Iterable[Body], is_known: Callable[[Body], bool]) -> None:
        self._selecting: dict[str, list[tuple[Body, frozenset[str]]]] = {}
        self._readers: dict[Name, list[tuple[str, str, bool]]] = {}
        self._needed: dict[Name, set[str]] = {}
        self._selected_labels: set[str] = set()
        self._scaled: set[Name] = set()
        self._counted: dict[Name, tuple[Any, Body]] = {}
        self._used_ports: set[Name] = set()
        self._silent_accounts: set[tuple[str, str]] = set()
        self._ranges: dict[str, list[Body]] = {}
        for body in bodies:
            if is_known(body):
                self._note(body)
            else:
                self._note_readers(body, [part_of(body, *path) for path in well_shaped_pods(body)])

    def _note(self, body: Body) -> None:
        """Note an object."""
        kind, spec = str(body.get("kind")), spec_of(body)
        _, __, namespace, name = identity(body)
        if kind in {"Service", "NetworkPolicy", "PodDisruptionBudget"}:
            self._selecting.setdefault(namespace, []).append((body, frozenset(_keys_of(body))))
        if kind == "HorizontalPodAutoscaler":
            target = spec.get("scaleTargetRef") or {}
            self._scaled.add((namespace, str(target.get("kind")), str(target.get("name"))))
        elif kind == "NetworkPolicy":
            self._selected_labels |= set(_labels_of_namespaces(spec))
        elif kind == "Ingress":
            self._used_ports |= {(namespace, *used) for used in _named_ports(spec)}
        elif kind == "ServiceAccount" and body.get("automountServiceAccountToken") is False:
            self._silent_accounts.add((namespace, name))
        elif kind == "LimitRange":
            limits = spec_of(effective(body)).get("limits") or ()
            self._ranges.setdefault(namespace, []).extend(one for one in limits if one.get("type") == "Container")
        path = TEMPLATES.get(kind)
        if path is not None or kind == "Pod":
            self._note_readers(body, [pods_of(body, path)])
            labels = part_of(body, *(path or ()), "metadata", "labels")
            self._counted[namespace, kind, name] = (spec.get("replicas"), labels)

    def _note_readers(self, body: Body, specs: Iterable[Body]) -> None:
        """Note what the pods of an object refer to."""
        _, kind, namespace, name = identity(body)
        for spec in specs:
            for of, known, is_live, keys in references(spec):
                self._readers.setdefault((of, namespace, known), []).append((kind, name, is_live))
                if keys is not None:
                    self._needed.setdefault((of, namespace, known), set()).update(("", *keys))

    def in_force(self, namespace: str, template: Body) -> Body:
        """Return the spec of pods as it is in force in a namespace."""
        is_silent = (namespace, account_of(part_of(template, "spec"))) in self._silent_accounts
        return in_force(template, has_token=not is_silent, ranges=self._ranges.get(namespace, ()))

    def stale_readers(self, body: Body, changed: frozenset[Name]) -> list[str]:
        """Return the workloads that keep the old content of a ConfigMap or a Secret, since nothing else of them changes."""
        _, kind, namespace, name = identity(body)
        readers = self._readers.get((kind, namespace, name), ())
        return sorted(
            {f"{of}/{known}" for of, known, is_live in readers if not is_live and (namespace, of, known) not in changed}
        )

    def needs(self, body: Body, key: str = "") -> bool:
        """Tell whether pods of a workload do not start without a ConfigMap, a Secret or a ServiceAccount, or one key of it."""
        return key in self._needed.get(identity(body)[1:], ())

    def is_scaled(self, body: Body) -> bool:
        """Tell whether an autoscaler has a workload as its target."""
        _, kind, namespace, name = identity(body)
        return (namespace, kind, name) in self._scaled

    def counts(self, autoscaler: Body) -> bool:
        """Tell whether the target of an autoscaler says how many replicas it has."""
        target = part_of(autoscaler, "spec", "scaleTargetRef")
        found = self._counted.get((identity(autoscaler)[2], str(target.get("kind")), str(target.get("name"))))
        return found is not None and found[0] is not None

    def blocked_by(self, budget: Body) -> list[str]:
        """Return the workloads of which a budget lets no pod be evicted, since it wants as many as there are."""
        least = spec_of(budget).get("minAvailable")
        namespace = identity(budget)[2]
        return sorted(
            f"{kind}/{name}"
            for (of, kind, name), (replicas, labels) in self._counted.items()
            if of == namespace and kind in {"Deployment", "StatefulSet", "ReplicaSet"} and _selects(budget, labels)
            if isinstance(least, int) and least > 0 and not is_less(least, 1 if replicas is None else replicas)
        )

    def selects_namespaces_by(self, label: str) -> bool:
        """Tell whether a NetworkPolicy selects namespaces by a label."""
        return label in self._selected_labels

    def uses_port(self, service: Body, name: str) -> bool:
        """Tell whether an Ingress leads to a port of a Service by its name."""
        return (identity(service)[2], identity(service)[3], name) in self._used_ports

    def newly_selected(self, body: Body, old: Body, new: Body) -> Iterator[Rated]:
        """Yield that other objects are no longer, or newly, about the pods of a workload. `old` and `new` are their labels."""
        changed = {key for key in {*old, *new} if old.get(key) != new.get(key)}
        for one, keys in self._selecting.get(identity(body)[2], ()) if changed else ():
            if keys.isdisjoint(changed):
                continue
            before, after = (_selects(one, labels) for labels in (old, new))
            if before != after:
                is_budget = one.get("kind") == "PodDisruptionBudget"
                verb = "selects" if after else "no longer selects"
                reason = f"{one.get('kind')}/{identity(one)[3]} {verb} the pods"
                yield Rated(rating=SCALING if is_budget else EXPOSURE, direction=OTHER, reason=reason)

    def lost_ports(self, body: Body, labels: Body, old: Body, new: Body) -> Iterator[Rated]:
        """Yield that Services no longer find a port of pods by its name. `old` and `new` are the specs of the pods."""
        lost = names_of_ports(old) - names_of_ports(new)
        for one, _ in self._selecting.get(identity(body)[2], ()) if lost else ():
            wanted = {port.get("targetPort") for port in spec_of(one).get("ports") or ()}
            if one.get("kind") == "Service" and wanted & lost and _selects(one, labels):
                reason = f"Service/{identity(one)[3]} no longer finds port {', '.join(sorted(map(str, wanted & lost)))}"
                yield Rated(rating=EXPOSURE, direction=OTHER, reason=reason)


def _keys_of(one: Body) -> Iterator[str]:
    """Yield the labels that decide whether a Service, a NetworkPolicy or a PodDisruptionBudget is about a pod."""
    selector = spec_of(one).get("podSelector" if one.get("kind") == "NetworkPolicy" else "selector") or {}
    if one.get("kind") == "Service":
        yield from selector
        return
    yield from selector.get("matchLabels") or {}
    yield from (str(demand.get("key")) for demand in selector.get("matchExpressions") or ())


def _selects(one: Body, labels: Body) -> bool:
    """Tell whether a Service, a NetworkPolicy or a PodDisruptionBudget is about pods with these labels."""
    spec = spec_of(one)
    if one.get("kind") == "Service":
        selector = spec.get("selector") or {}
        return bool(selector) and all(labels.get(key) == value for key, value in selector.items())
    selector = spec.get("podSelector" if one.get("kind") == "NetworkPolicy" else "selector")
    if selector is None:
        return one.get("kind") == "NetworkPolicy"
    exact = all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())
    return exact and all(_agrees(demand, labels) for demand in selector.get("matchExpressions") or ())


def _agrees(demand: Body, labels: Body) -> bool:
    """Tell whether labels are as an expression of a selector demands."""
    key, values = str(demand.get("key")), demand.get("values") or ()
    match demand.get("operator"):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels


def _named_ports(spec: Body) -> Iterator[tuple[str, str]]:
    """Yield the Services to which an Ingress leads by the name of a port, each with that name."""
    paths = (path for rule in spec.get("rules") or () for path in (rule.get("http") or {}).get("paths") or ())
    for backend in (spec.get("defaultBackend") or {}, *(path.get("backend") or {} for path in paths)):
        service = backend.get("service") or {}
        port = (service.get("port") or {}).get("name")
        if port:
            yield str(service.get("name")), str(port)


def _labels_of_namespaces(spec: Body) -> Iterator[str]:
    """Yield the labels by which a NetworkPolicy selects namespaces."""
    for field, peers in (("ingress", "from"), ("egress", "to")):
        for rule in spec.get(field) or ():
            for peer in rule.get(peers) or ():
                selector = peer.get("namespaceSelector") or {}
                yield from selector.get("matchLabels") or {}
                yield from (str(one.get("key")) for one in selector.get("matchExpressions") or ())
