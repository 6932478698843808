"""Codes of capabilities that users bring: those that a template describes, and packages with capabilities."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

TEMPLATE_FAILS = Code(id="OAM646", severity=ERROR, template="the template of {what} cannot be used: {problem}")
LIVE_IN_STRUCTURE = Code(
    id="OAM647",
    severity=ERROR,
    template="the template of {what} asks what {value} is, which is not known before the output is installed",
)
BAD_RESULT = Code(id="OAM648", severity=ERROR, template="the template of {what} gives what cannot be used: {problem}")
NAME_TAKEN = Code(id="OAM649", severity=ERROR, template='{what} "{name}" has the name of {other}')
WRONG_DECLARATION = Code(id="OAM650", severity=ERROR, template='property "{property}" cannot be declared so: {problem}')
WRONG_NAME = Code(id="OAM651", severity=ERROR, template='"{name}" cannot be {what}')
NO_EXAMPLE = Code(
    id="OAM653",
    severity=WARNING,
    template='how trait "{trait}" gets on with others is not known: its example does not compile on {kind}: {problem}',
)
UNKNOWN_WORD = Code(id="OAM652", severity=ERROR, template='{field} of {what} names "{name}", which is not known')
NOT_ONE_TEMPLATE = Code(
    id="OAM699", severity=ERROR, template="{place} has {count}, but needs exactly one, which is called template or cue"
)
PACKAGE_UNUSABLE = Code(id="OAM688", severity=ERROR, template='package "{package}" of capabilities cannot be used: {problem}')
PACKAGE_FAILS = Code(id="OAM689", severity=ERROR, template="{what} fails: {problem}")
REFUSED = Code(id="OAM690", severity=ERROR, template="{problem}")
NEEDS_ANOTHER = Code(id="OAM630", severity=ERROR, template='{field} of workload type "{what}" needs {other}')
FIXED_IN_CONTAINERS = Code(
    id="OAM631", severity=ERROR, template='parameter "{parameter}" decides what {workload} makes, and cannot be {what}, too'
)
