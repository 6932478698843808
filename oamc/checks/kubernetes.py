"""The filled objects against the rules of the API server. What these find `object_findings.py` tells."""

from __future__ import annotations

from oamc.diagnostics.codes import outputs as codes
from oamc.kubernetes.schemas import problems

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.checks.object_findings import ObjectFindings
    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet


def check_objects(objects: ObjectSet, filler: Filler, versions: Sequence[str], reports: Reports) -> None:
    """Check the requirements, then every object that is there, filled with the values in force, for each version of Kubernetes.

    Where a requirement does not hold, the objects would only say the same in other words. What an override alone breaks is a
    warning: no schema of a chart knows the rules of a field that takes a parameter, and both outputs make the same objects.
    """
    errors = reports.errors
    for requirement in objects.requirements:
        if not filler.holds(requirement.condition):
            reports.add(codes.CHECK_FAILED, at=requirement.span, problem=requirement.message, hint="change the values")
    if reports.errors > errors:
        return
    findings: ObjectFindings | None = None
    for item in filter(filler.present, objects.objects):
        body = filler.body(item)
        seen: set[tuple[object, ...]] = set()
        for version in versions:
            for problem in problems(body, version):
                key = (problem.path, problem.kind, problem.message)
                if key in seen:
                    continue
                seen.add(key)
                if findings is None:
                    from oamc.checks.object_findings import ObjectFindings

                    findings = ObjectFindings(objects, filler, reports)
                findings.add(item, problem, version)
