"""Codes of rollouts by Flagger, which makes objects of its own in the cluster: OAM658 to OAM660, OAM687."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Code

PAST_THE_CANARY = Code(
    id="OAM658",
    severity=ERROR,
    template='the {kind} of trait "{trait}" knows one version of instance "{instance}", whose requests go to two: {reason}',
)
BREAKS_DAPR = Code(
    id="OAM659",
    severity=ERROR,
    template='instance "{instance}" cannot have both Dapr and a rollout by Flagger: the Service of its app id would lead to '
    "one of two Deployments by turns",
)
NAME_OF_FLAGGER = Code(
    id="OAM660",
    severity=ERROR,
    template='instance "{other}" has the name of what Flagger makes for instance "{instance}"',
)
NO_SHIFT = Code(
    id="OAM687",
    severity=ERROR,
    template='no requests can be shifted to the canary of instance "{instance}": {reason}',
)
