"""Literals in a component that look like secrets, by the name of the variable or the file (docs/spec/oam-v1alpha1.md, 12.1)."""

from __future__ import annotations

from oamc.diagnostics.codes.application import SECRET_LITERAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.frontends.v1alpha1.documents import ConfigEntry, EnvEntry

HINT = (
    "declare a parameter with secret: true, take it by fromParam, and bind it in the application: "
    "parameterValues: [{name: PARAMETER, valueFrom: {secretKeyRef: {name: SECRET, key: KEY}}}]"
)


def warn_of_secret(entry: EnvEntry | ConfigEntry, what: str, secrets: frozenset[str], reports: Reports, hint: str = "") -> None:
    """Warn of a literal, where it stands. One beside a parameter of the `secrets` is an error, which `resolve` finds."""
    value, parameter = entry.value, entry.from_parameter
    if value is not None and value.value and (parameter is None or parameter.value not in secrets):
        reports.add(SECRET_LITERAL, at=value.span, what=what, hint=hint or HINT)
