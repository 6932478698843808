"""Codes of the intents of developers, and of what operators promise likewise: OAM970 to OAM979."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

INTENT_BROKEN = Code(
    id="OAM970",
    severity=ERROR,
    template='{promise} of "{instance}" is broken by {reason}: {what} {rule}',
)
UNKNOWN_INTENT = Code(id="OAM971", severity=ERROR, template='there is no intent "{intent}"')
INTENT_TWICE = Code(id="OAM972", severity=ERROR, template='intent "{intent}" is listed twice')
NO_INTENT = Code(id="OAM973", severity=ERROR, template='the list of intents of component "{component}" {problem}')
INTENTS_CONTRADICT = Code(id="OAM974", severity=ERROR, template='intents "{first}" and "{second}" contradict each other')
INTENT_DOES_NOT_FIT = Code(
    id="OAM975",
    severity=ERROR,
    template='intent "{intent}" of component "{component}" does not fit its workload type "{workload}": it wants {forms}',
)
INTENT_DOUBTFUL = Code(
    id="OAM976",
    severity=WARNING,
    strict=True,
    template='{promise} of "{instance}" is put in doubt by {reason}: {what} {rule}',
)
INTENT_OUT_OF_PLACE = Code(
    id="OAM977",
    severity=WARNING,
    strict=True,
    template='annotation "oamc.dev/intents" of {owner} has no effect: intents are those of components',
    drops=True,
)
LEVEL_BROKEN = Code(
    id="OAM978",
    severity=ERROR,
    template='{promise} of "{instance}" is broken by {reason}: {what} {rule}',
)
