"""Codes of traits about traffic: OAM691 to OAM696."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Code

NO_GATEWAY = Code(
    id="OAM691", severity=ERROR, template='the ingress of instance "{instance}" names no Gateway that its route belongs to'
)
LONGER_THAN_REQUEST = Code(
    id="OAM692",
    severity=ERROR,
    template="backendRequest, {backend}, is longer than request, {request}: one try would have more time than all of them",
)
