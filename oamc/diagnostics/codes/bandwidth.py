"""Codes of limits of bandwidth: OAM642 to OAM645."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Code

NO_RATE = Code(id="OAM642", severity=ERROR, template='trait "{trait}" limits nothing: it has neither ingress nor egress')
