"""Names of instances against the rules of the objects that will bear them (docs/spec/oam-v1alpha1.md, 1.2 and 12.2)."""

from __future__ import annotations

from oamc.diagnostics.codes import objects as codes
from oamc.diagnostics.codes import outputs as outputs_codes
from oamc.kubernetes import names
from oamc.objects.naming import LONGEST_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import WorkloadType
    from oamc.diagnostics.reports import Reports
    from oamc.spans import Located

RESERVED_NAMES = ("global", "namePrefix", "variables", "scopes", "enabled")
"""What may stand beside the instances at the top of the values of a chart: no instance can have such a name."""
NAME_RULES = {
    "service": names.service_name_problem,
    "label": names.dns_label_problem,
    "subdomain": names.dns_subdomain_problem,
    "container": names.dns_label_problem,
    "label value": names.label_value_problem,
}

INSTANCE_NAME = "instanceName"
BEARERS = {
    "service": "a Service",
    "label": "a StatefulSet",
    "subdomain": "a Kubernetes object",
    "container": "a container",
    "label value": "a label",
}


def check_instance_name(
    located: Located[str],
    workload_type: WorkloadType,
    reports: Reports,
    *,
    relaxed: bool = False,
    longest: int | None = None,
    field: str = INSTANCE_NAME,
) -> None:
    """Check the name of an instance against the rules of the objects that will bear it (12.2). It is never rewritten.

    `relaxed` is the rule for Services of newer versions of Kubernetes. `longest` is given where something follows the name.
    `field` is what the document calls it.
    """
    name = located.value
    if name in RESERVED_NAMES:
        reports.add(outputs_codes.RESERVED_INSTANCE_NAME, at=located.span, name=name, hint=f"choose another {field}")
        return
    rule = "label" if relaxed and workload_type.name_rule == "service" else workload_type.name_rule
    reason = NAME_RULES[rule](name)
    if not reason and len(name) > LONGEST_NAME:
        reason = f"must be at most {LONGEST_NAME} characters long, because labels carry it"
    if reason:
        what = BEARERS[workload_type.name_rule]
        reports.add(
            codes.BAD_OBJECT_NAME,
            at=located.span,
            name=name,
            what=what,
            reason=f"it {reason}",
            hint=f"change {field}; oamc does not rewrite names",
        )
        return
    bound = workload_type.longest_name if longest is None else longest
    if len(name) <= bound:
        return
    kind = workload_type.name.rpartition(".")[2]
    hint = f"use at most {bound} characters{', namePrefix included' if field == INSTANCE_NAME else ''}"
    if bound == workload_type.longest_name:
        reports.add(codes.LONG_NAME, at=located.span, name=name, kind=kind, longest=bound, hint=hint)
        return
    reports.add(
        codes.LONG_JOB_NAME,
        at=located.span,
        name=name,
        kind=kind,
        length=len(name) + workload_type.longest_name - bound,
        longest=workload_type.longest_name,
        hint=f"{hint}, or --job-names fixed",
    )
