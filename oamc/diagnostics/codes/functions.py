"""Codes of functions of OpenFaaS: OAM632, OAM633, and OAM996 to OAM999."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

NOT_BY_LABELS = Code(
    id="OAM996",
    severity=ERROR,
    template='property "{property}" of trait "{trait}" means nothing to OpenFaaS, which scales by labels',
)
NOT_BY_A_CONTAINER = Code(
    id="OAM998",
    severity=ERROR,
    template='setting "{setting}" of a function comes from a parameter, and decides what its Deployment looks like',
)
KEEPS_ONE = Code(
    id="OAM997", severity=WARNING, template='function "{instance}" keeps one replica: OpenFaaS reads no number of 0'
)
ONE_CONTAINER = Code(id="OAM632", severity=ERROR, template='a function is one container, and component "{component}" has more')
NOT_OF_A_FUNCTION = Code(id="OAM633", severity=ERROR, template='container "{container}" of a function has {what}')
