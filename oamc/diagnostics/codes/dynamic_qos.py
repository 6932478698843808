"""Codes of quality of service that changes: OAM992, OAM994 and OAM995."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

CANNOT_CHANGE = Code(
    id="OAM992", severity=ERROR, template='the quality of service of instance "{instance}" cannot be set so: {problem}'
)
BOTH_FOLLOW = Code(
    id="OAM994",
    severity=ERROR,
    template='{first} and {second} of instance "{instance}" both act on its {resource}, each against the other one',
)
MAY_DO_NOTHING = Code(id="OAM995", severity=WARNING, template='{kind} "{name}" {problem}')
