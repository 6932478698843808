"""Codes about the rules of a platform: OAM720 to OAM731."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, INFO, Code

NAME_NOT_ALLOWED = Code(id="OAM720", severity=ERROR, template='the platform does not allow {what} "{name}"')
PROPERTY_NOT_ALLOWED = Code(
    id="OAM721", severity=ERROR, template='the platform does not let applications set property "{property}" of trait "{trait}"'
)
FIXED_BY_PLATFORM = Code(
    id="OAM722", severity=ERROR, template='"{path}" is fixed by the platform, and another value is given{given_by}'
)
NOT_ALLOWED_BY_PLATFORM = Code(
    id="OAM723", severity=ERROR, template='the platform does not allow this value of "{path}"{given_by}: it {rule}'
)
KIND_NOT_ALLOWED = Code(id="OAM724", severity=ERROR, template="the platform does not allow {kind}, which {by} makes")
SET_BY_ANOTHER = Code(id="OAM725", severity=ERROR, template='the platform does not let the {role} set "{path}"')
RULE_CANNOT_HOLD = Code(id="OAM726", severity=ERROR, template='a rule of the platform cannot be held for "{path}": {reason}')
UNKNOWN_IN_RULE = Code(id="OAM727", severity=ERROR, template='a rule of the platform names {what} "{name}", which nobody knows')
CONTRADICTORY_RULES = Code(id="OAM728", severity=ERROR, template='rules of the platform about "{path}" contradict: {reason}')
ENVIRONMENT_LOOSENS = Code(
    id="OAM729", severity=ERROR, template='environment "{name}" cannot loosen the rules of the platform: {reason}'
)
RULE_NEVER_APPLIES = Code(id="OAM730", severity=INFO, template="this rule of the platform never applies: {reason}", drops=True)
PLATFORM_FILE_UNREADABLE = Code(
    id="OAM731", severity=ERROR, template='the rules of the platform in "{path}" cannot be used: {reason}'
)
