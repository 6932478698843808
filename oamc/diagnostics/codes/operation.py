"""Codes of traits by which applications are operated: OAM980 to OAM989."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

OUT_OF_PLACE = Code(
    id="OAM980", severity=ERROR, template='property "{property}" of trait "{trait}" has no effect: {reason}', drops=True
)
NO_PROGRESS = Code(
    id="OAM981", severity=ERROR, template="maxSurge and maxUnavailable are both zero: no pod could ever be replaced"
)
SHORT_DEADLINE = Code(
    id="OAM982",
    severity=ERROR,
    template="the deadline of {deadline} seconds for progress is not longer than minReadySeconds, which is {ready}",
)
UNCLEAR_BUDGET = Code(
    id="OAM983", severity=ERROR, template="pdb says {what}: a disruption budget has minAvailable, or else maxUnavailable"
)
BLOCKING_BUDGET = Code(
    id="OAM984", severity=ERROR, template='no node with a pod of instance "{instance}" could ever be drained: {reason}'
)
VOLUME_IN_TWO_PODS = Code(
    id="OAM985",
    severity=WARNING,
    strict=True,
    template='only one pod at a time can have volume "{volume}": an update of instance "{instance}" that adds a pod first '
    "waits for ever",
)
WRONG_METRIC = Code(id="OAM986", severity=ERROR, template='metric {number} of trait "{trait}" {problem}')
