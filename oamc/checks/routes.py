"""Routes: what the Ingresses of a run answer for, with the values in force.

Of two Ingresses for one host and path a controller takes either, or refuses the second: in the whole cluster, whatever their
namespaces. So one `Routes` looks at all applications of a run.
"""

from __future__ import annotations

from oamc.checks.kubernetes import trace
from oamc.diagnostics.codes.capabilities import SHARED_ROUTE
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span


class Routes:
    """The routes seen so far, each with the instance that has it."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str, bool], tuple[KubeObject, int, Span]] = {}

    def add(self, objects: ObjectSet, filler: Filler, reports: Reports) -> None:
        """Add the Ingresses of an application that traits made; report those that answer for a route that is taken."""
        for item in objects.objects:
            if item.kind != "Ingress" or not item.rule.startswith("trait ") or not filler.present(item):
                continue
            for number, host, path, is_exact in _routes(filler.body(item)):
                span = trace(item, ("spec", "rules", number, "host"), filler)
                route = (host, path if is_exact else path.rstrip("/"), is_exact)
                first, at, earlier = self._first.setdefault(route, (item, number, span))
                if first is item and at == number:
                    continue
                reports.add(
                    SHARED_ROUTE,
                    at=span,
                    related=[Related(span=earlier, message="the other one is here")],
                    hint="give them different hosts or paths; a controller takes one of them, or refuses the second",
                    first=first.owner.name,
                    second=item.owner.name,
                )


def _routes(body: Any) -> Iterator[tuple[int, str, str, bool]]:
    """Yield the number of each rule of an Ingress, with its host, one of its paths, and whether that is exact.

    Its shape has been checked. An exact path and a prefix get on: the exact one wins.
    """
    spec = body.get("spec") or {}
    for number, rule in enumerate(spec.get("rules") or ()):
        for path in (rule.get("http") or {}).get("paths") or ():
            yield number, str(rule.get("host") or ""), str(path.get("path") or ""), path.get("pathType") == "Exact"
