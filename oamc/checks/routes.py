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
    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet
    from oamc.spans import Span

PLACE = ("spec", "rules", 0)


class Routes:
    """The routes seen so far, each with the instance that has it."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], tuple[str, Span]] = {}

    def add(self, objects: ObjectSet, filler: Filler, reports: Reports) -> None:
        """Add the Ingresses of an application that traits made; report those that answer for a route that is taken."""
        for item in objects.objects:
            if item.kind != "Ingress" or not item.rule.startswith("trait ") or not filler.present(item):
                continue
            rule = filler.body(item)["spec"]["rules"][0]  # type: ignore[index,call-overload]  # as the trait makes it
            path = rule["http"]["paths"][0]["path"]  # type: ignore[index,call-overload]
            route = (str(rule.get("host", "")), str(path).rstrip("/"))  # type: ignore[union-attr]
            span = trace(item, (*PLACE, "host"), filler)
            instance, earlier = self._first.setdefault(route, (item.owner.name, span))
            if earlier is not span:
                reports.add(
                    SHARED_ROUTE,
                    at=span,
                    related=[Related(span=earlier, message="the other one is here")],
                    hint="give them different hosts or paths; a controller takes one of them, or refuses the second",
                    first=instance,
                    second=item.owner.name,
                )
