"""Codes of traits about traffic: OAM691 to OAM696."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

NO_GATEWAY = Code(
    id="OAM691", severity=ERROR, template='the ingress of instance "{instance}" names no Gateway that its route belongs to'
)
LONGER_THAN_REQUEST = Code(
    id="OAM692",
    severity=ERROR,
    template="backendRequest, {backend}, is longer than request, {request}: one try would have more time than all of them",
)
NO_ROUTE = Code(
    id="OAM693",
    severity=ERROR,
    template='trait "{trait}" acts on routes of the Gateway API, and instance "{instance}" has none',
)
WRONG_MIRROR = Code(id="OAM694", severity=ERROR, template='requests of instance "{instance}" cannot be copied: {problem}')
EXPERIMENTAL = Code(
    id="OAM695",
    severity=WARNING,
    template='the limit of instance "{instance}" is a filter of Envoy, which another version of Istio may read otherwise',
)
