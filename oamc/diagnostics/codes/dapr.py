"""Codes of Dapr and of Prometheus: OAM665 to OAM672. Rules: docs/spec/dapr.md and docs/spec/monitoring.md."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

APP_ID_TWICE = Code(id="OAM665", severity=ERROR, template='instances "{first}" and "{second}" have one app id, "{app}"')
SIDECAR_KEEPS_JOB = Code(
    id="OAM666",
    severity=WARNING,
    strict=True,
    template='the sidecar of Dapr never ends, and with it no Job of instance "{instance}"',
)
PORT_OF_SIDECAR = Code(
    id="OAM667",
    severity=ERROR,
    template='port {port} is taken twice in the pods of instance "{instance}": by {first}, and by {second}',
)
NOT_THERE = Code(id="OAM668", severity=WARNING, template='the application has no {what} "{name}"')
OTHER_TYPE = Code(
    id="OAM669",
    severity=ERROR,
    template='instance "{name}" is a Component of type {type}, and {whom} needs one of type {wanted}',
)
NO_STATE = Code(id="OAM670", severity=ERROR, template='actors of instance "{instance}" have no state in "{store}": {reason}')
OPEN_ADMINISTRATION = Code(
    id="OAM671",
    severity=WARNING,
    template='whoever reaches Prometheus "{instance}" may delete its data and end it: enableAdminAPI is on',
)
OTHER_NAMESPACES = Code(
    id="OAM672",
    severity=ERROR,
    template='the account made for Prometheus "{instance}" may read its own namespace alone, and that looks into others',
)
