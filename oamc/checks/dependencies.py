"""Charts that an application has as dependencies, which no manifest can hold."""

from __future__ import annotations

from oamc.choices import ARGO_CD, FLUX
from oamc.diagnostics.codes.vela import CHART_NOT_INSTALLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.diagnostics.reports import Reports
    from oamc.objects.object_set import ObjectSet


def check_dependencies(sets: Iterable[ObjectSet], reports: Reports) -> None:
    """Report the components of applications for which manifests would have nothing."""
    for dependency in (dependency for objects in sets for dependency in objects.dependencies):
        reports.add(
            CHART_NOT_INSTALLED,
            at=dependency.span,
            component=dependency.alias,
            way="stand in manifests",
            reason="it is a chart, which Helm installs as a dependency of another one",
            hint=f"give --charts-as {FLUX} or {ARGO_CD} for objects of a controller that installs it, or build a chart",
        )
