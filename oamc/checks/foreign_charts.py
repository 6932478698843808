"""Charts that somebody else writes, and that an application installs: what is in them is not known here, which is told."""

from __future__ import annotations

from oamc.diagnostics.codes.usage import IMAGES_NOT_KNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Code, Reports
    from oamc.objects.object_set import ObjectSet

INSTALLING = {("helm.toolkit.fluxcd.io", "HelmRelease"), ("argoproj.io", "Application")}
"""Objects for which a controller installs a chart."""


def report_foreign_charts(objects: ObjectSet, reports: Reports, code: Code = IMAGES_NOT_KNOWN) -> None:
    """Report each chart whose images, or whatever else the code is about, are not known."""
    for dependency in objects.dependencies:
        reports.add(code, at=dependency.span, chart=dependency.name)
    for item in objects.objects:
        if (item.identity[0], item.kind) in INSTALLING:
            reports.add(code, at=item.span, chart=item.name)
