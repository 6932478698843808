"""Codes of limits of bandwidth: OAM642 to OAM645."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

NO_RATE = Code(id="OAM642", severity=ERROR, template='trait "{trait}" limits nothing: it has neither ingress nor egress')
LIMITS_WITHOUT_EFFECT = Code(
    id="OAM643",
    severity=WARNING,
    template='the pods of {kind} "{name}" use the network of their node, where {annotation} has no effect',
    drops=True,
)
