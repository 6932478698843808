"""Codes of claims to storage: OAM661 to OAM669."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

ONE_POD_OF_SEVERAL = Code(
    id="OAM661",
    severity=ERROR,
    template='only one pod of the cluster can have volume "{volume}", and instance "{instance}" may run several replicas',
)
SMALLER_THAN_REQUIRED = Code(
    id="OAM662",
    severity=ERROR,
    template='the claim of volume "{volume}" is smaller than component "{component}" requires, which is {required}',
)
PROPERTY_BESIDE = Code(
    id="OAM663", severity=ERROR, template='property "{property}" of {what} means nothing beside "{other}"', drops=True
)
CLAIM_OF_ONE_NODE = Code(
    id="OAM664",
    severity=WARNING,
    strict=True,
    template='the claim of volume "{volume}" is for one {whom} at a time: instance "{instance}" {problem}',
)
