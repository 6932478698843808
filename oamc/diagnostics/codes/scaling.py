"""Codes of autoscaling by events: OAM697, OAM698 and OAM991."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

NOTHING_STOPS = Code(
    id="OAM697",
    severity=WARNING,
    template='property "{property}" of trait "{trait}" has no effect: it is about no replicas, and some always run',
    drops=True,
)
WRONG_TRIGGER = Code(id="OAM698", severity=ERROR, template='trigger {number} of trait "{trait}" {problem}')
TWO_SHAPES = Code(
    id="OAM991",
    severity=ERROR,
    template='instance "{instance}" has both {first} and {second}: each of them makes another kind of workload of it',
)
