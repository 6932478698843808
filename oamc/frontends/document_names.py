"""The name and the namespace of a document against the rules of Kubernetes (docs/spec/oam-v1beta1.md, 7)."""

from __future__ import annotations

from oamc.diagnostics.codes import application as codes
from oamc.kubernetes import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.spans import Located


def check_name(name: Located[str], kind: str, reports: Reports, *, is_label: bool) -> bool:
    """Tell whether a document of a kind can have a name, which `is_label` of all its objects too. Report where it cannot."""
    reason = names.dns_subdomain_problem(name.value)
    if not reason and is_label:
        reason = names.label_value_problem(name.value)
    if reason:
        use = f"the name of {'an' if kind[0] in 'AEIOU' else 'a'} {kind}"
        reports.add(codes.BAD_NAME, at=name.span, name=name.value, use=use, reason=f"it {reason}", hint="rename it")
    return not reason


def check_namespace(namespace: Located[str] | None, reports: Reports, hint: str = "change metadata.namespace") -> bool:
    """Tell whether there can be such a namespace. Report where there cannot."""
    reason = names.dns_label_problem(namespace.value) if namespace is not None else ""
    if namespace is not None and reason:
        reports.add(
            codes.BAD_NAME, at=namespace.span, name=namespace.value, use="a namespace", reason=f"it {reason}", hint=hint
        )
    return not reason
