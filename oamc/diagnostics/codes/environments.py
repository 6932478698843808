"""Codes about environments and their patches: OAM901 to OAM929."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, INFO, WARNING, Code

UNKNOWN_ENVIRONMENT = Code(id="OAM901", severity=ERROR, template='there is no environment "{name}"')
ABSTRACT_ENVIRONMENT = Code(
    id="OAM902", severity=ERROR, template='environment "{name}" is abstract: it is there for others to extend'
)
WRONG_PARENT = Code(id="OAM903", severity=ERROR, template='environment "{name}" cannot extend "{parent}": {reason}')
UNKNOWN_APPLICATION = Code(id="OAM904", severity=ERROR, template='there is no application "{name}"')
UNKNOWN_INSTANCE = Code(id="OAM905", severity=ERROR, template='application "{application}" has no instance "{name}"')
TRAIT_IS_THERE = Code(id="OAM906", severity=ERROR, template='instance "{instance}" has the trait "{trait}" already')
TRAIT_NOT_THERE = Code(id="OAM907", severity=ERROR, template='instance "{instance}" has no trait "{trait}"')
VALUE_OF_REMOVED_TRAIT = Code(
    id="OAM908", severity=ERROR, template='value "{path}" is for a trait that is taken away{given_by}'
)
MEANT_FOR_SEVERAL = Code(
    id="OAM909", severity=ERROR, template='value "{name}" may be meant for application "{first}" or "{second}"{given_by}'
)
NO_PATCH = Code(id="OAM910", severity=ERROR, template="this is no patch of an environment")
CHART_OF_ITS_OWN = Code(id="OAM911", severity=INFO, template='environment "{name}" gets a chart of its own, "{path}": {reason}')
NO_ENVIRONMENTS = Code(id="OAM912", severity=ERROR, template="there are no environments: {reason}")
CIRCULAR_ORDER = Code(id="OAM913", severity=ERROR, template="applications come after one another in a circle: {what}")
NOTHING_IN_ENVIRONMENT = Code(id="OAM914", severity=ERROR, template='environment "{name}" leaves out every application')
CHARTS_SHARE_NAME = Code(
    id="OAM915",
    severity=ERROR,
    template='the chart of environment "{name}" would be "{path}", as that of an application',
)
POLICY_REPLACED = Code(id="OAM916", severity=WARNING, template='value "{path}" replaces what a policy says (given by {by})')
TARGET_STAYS = Code(
    id="OAM917",
    severity=WARNING,
    template='environment "{name}" does not move application "{application}": its topology says namespace "{namespace}"',
    drops=True,
)
