"""Charts that the chart of the application has as dependencies (https://helm.sh/docs/helm/helm_dependency/).

Nothing in `Chart.yaml` can be chosen when the chart is installed, but for the values of the other chart, which stand below its
alias.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Rendered
from oamc.capabilities.kubevela.installers.release import check_release, null_in, refuse, stand_in
from oamc.choices import DEPENDENCY
from oamc.diagnostics.codes.vela import IGNORED_PROPERTY
from oamc.objects.object_set import Dependency
from oamc.records import replace
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context
    from oamc.capabilities.kubevela.installers.release import Release
    from oamc.expressions.holes import Path
    from oamc.values.parameters import Parameter

PROPERTIES = "properties"
WRITTEN = frozenset(("url", "chart", "version", "source", "repoURL"))
"""The properties that `Chart.yaml` tells. What others say is reported where it counts."""
IN_CHART_YAML = "Chart.yaml says it"
VALUES_STAND_THERE = "the values of the chart stand at the name of its component"


def as_dependency(release: Release, context: Context) -> Rendered:
    """Make a dependency of a chart."""
    check_release(release, DEPENDENCY, context)
    if release.namespace is not None and release.place != context.namespace:
        reason = f'it goes into the namespace "{release.place}", and a dependency into that of the whole chart'
        refuse(release, DEPENDENCY, release.namespace.span, reason, context)
    alias = release.component
    null = null_in(release.values.known)
    if null is not None:
        context.reports.add(
            IGNORED_PROPERTY,
            at=release.properties.keys["values"],
            property=f"values.{spell_path(null)}",
            what=f'component "{alias}"',
            reason="Helm 4 looks at no null in the values.yaml of a chart",
            hint=f"whoever installs the chart gives --set {spell_path((alias, *null))}=null",
        )
    values = next(one for one in release.instance.parameters if one.path == release.values_path)
    words = f"The values of the chart {release.chart.known}, which is a dependency. With enabled: false it is left out."
    changed: dict[Path, Parameter | None] = {values.path: replace(values, path=(alias,), description=words)}
    fixed = release.settled(DEPENDENCY)
    for other in release.instance.parameters:
        if other.path[1] == PROPERTIES and other.path[-1] not in WRITTEN:
            changed.setdefault(other.path, None)
        elif not other.fixed:
            fixed[other.path] = IN_CHART_YAML if other.path[1] == PROPERTIES else VALUES_STAND_THERE
    return Rendered(
        main=stand_in(release.instance, release.values.tree),
        fixed=tuple(fixed.items()),
        changed=changed,
        dependency=Dependency(
            alias=alias,
            name=release.chart.known,
            versions=release.range,
            repository=release.address.known,
            span=release.instance.name.span,
        ),
    )
