"""Routes: what the Ingresses and HTTPRoutes of a run answer for, with the values in force (docs/spec/traits-together.md, 2).

Of two for one host and path a controller takes either, or refuses the second: in the whole cluster, whatever their namespaces.
So one `Routes` looks at all applications of a run. A more exact host or path wins over another one, which is no conflict: a
name over a wildcard, an exact path over a prefix, a longer prefix over a shorter one.
"""

from __future__ import annotations

from oamc.checks.tracing import trace
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Path
    from oamc.spans import Span

INGRESS, HTTP_ROUTE = "Ingress", "HTTPRoute"
CLASS = "kubernetes.io/ingress.class"
"""The annotation that named the class of an Ingress before it had a field."""
NARROWER = ("headers", "method", "queryParams")
"""What lets a match of an HTTPRoute take some requests for a path alone."""


class Route(Record):
    """A host and a path of an object, and whether that is exact; `number` is that of its rule, `place` that of its host."""

    number: int
    host: str
    path: str
    is_exact: bool
    place: Path

    @property
    def key(self) -> tuple[str, str, bool]:
        """Return what two routes share that meet. A path counts with and without a slash at its end, unless it is exact."""
        return (self.host, self.path if self.is_exact else self.path.rstrip("/"), self.is_exact)


class Routes:
    """The routes seen so far, each with the object that has it first, by who answers for it."""

    def __init__(self) -> None:
        self._first: dict[tuple[tuple[str, str, bool], str, str | None], tuple[KubeObject, int, Span]] = {}

    def taken(self) -> frozenset[tuple[str, str, bool]]:
        """Return the hosts and paths of all routes: where two runs have none in common, their routes do not meet."""
        return frozenset(key for key, _, _ in self._first)

    def add(self, objects: ObjectSet, filler: Filler, reports: Reports) -> None:
        """Add the routes of an application; report those that are taken."""
        for item in objects.objects:
            if item.kind not in {INGRESS, HTTP_ROUTE} or not filler.present(item):
                continue
            body = filler.body(item)
            routes, answering = (_of_ingress, _classes) if item.kind == INGRESS else (_of_http_route, _parents)
            who = answering(body)
            for route in routes(body):
                self._add(item, route, who, trace(item, route.place, filler), reports)

    def _add(self, item: KubeObject, route: Route, who: tuple[str, ...], span: Span, reports: Reports) -> None:
        """Add one route, and report the first one that it meets."""
        other_kind = HTTP_ROUTE if item.kind == INGRESS else INGRESS
        meeting = [(item.kind, name) for name in (*who, "")] if who else [(item.kind, None)]
        found = (self._first.get((route.key, kind, name)) for kind, name in (*meeting, (other_kind, None)))
        earlier = next((one for one in found if one is not None and (one[0] is not item or one[1] != route.number)), None)
        for name in (*(who or ("",)), None):
            self._first.setdefault((route.key, item.kind, name), (item, route.number, span))
        if earlier is not None:
            reports.add(
                codes.SHARED_ROUTE,
                at=span,
                related=[Related(span=earlier[2], message="the other one is here")],
                hint="give them different hosts or paths; a controller takes one of them, or refuses the second",
                first=earlier[0].owner.name,
                second=item.owner.name,
            )


def _classes(body: Any) -> tuple[str, ...]:
    """Return the class of an Ingress, by which its controller is found; nothing for that of the cluster."""
    annotations = _mapping(_mapping(body.get("metadata")).get("annotations"))
    found = _mapping(body.get("spec")).get("ingressClassName") or annotations.get(CLASS)
    return (str(found),) if found else ()


def _parents(body: Any) -> tuple[str, ...]:
    """Return the Gateways of an HTTPRoute as texts."""
    own = _mapping(body.get("metadata")).get("namespace")
    parents = (_mapping(parent) for parent in _items(_mapping(body.get("spec")).get("parentRefs")))
    return tuple(f"{parent.get('namespace', own)}/{parent.get('name')}" for parent in parents)


def _of_ingress(body: Any) -> Iterator[Route]:
    """Yield the routes of an Ingress. An exact path and a prefix get on: the exact one wins."""
    for number, rule in enumerate(map(_mapping, _items(_mapping(body.get("spec")).get("rules")))):
        for path in map(_mapping, _items(_mapping(rule.get("http")).get("paths"))):
            yield Route(
                number=number,
                host=str(rule.get("host") or ""),
                path=str(path.get("path") or ""),
                is_exact=path.get("pathType") == "Exact",
                place=("spec", "rules", number, "host"),
            )


def _of_http_route(body: Any) -> Iterator[Route]:
    """Yield the routes of an HTTPRoute that take every request for their path. Nobody has checked its shape."""
    spec = _mapping(body.get("spec"))
    hosts = list(enumerate(_items(spec.get("hostnames")))) or [(0, "")]
    for number, rule in enumerate(map(_mapping, _items(spec.get("rules")) or [{}])):
        for match in map(_mapping, _items(rule.get("matches")) or [{}]):
            path = _mapping(match.get("path"))
            kind = path.get("type") or "PathPrefix"
            if kind not in {"Exact", "PathPrefix"} or any(match.get(name) for name in NARROWER):
                continue
            for index, host in hosts:
                yield Route(
                    number=number,
                    host=str(host),
                    path=str(path.get("value") or "/"),
                    is_exact=kind == "Exact",
                    place=("spec", "hostnames", index),
                )


def _mapping(value: object) -> dict[str, Any]:
    """Return a mapping, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []
