"""Codes of the objects of scopes: OAM620 to OAM629, and OAM618. Rules: docs/spec/oam-v1alpha1.md, 10.3, and docs/scopes.md."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

WRONG_SCOPE = Code(
    id="OAM620",
    severity=ERROR,
    template='no objects can be made for scope "{scope}": {reason}',
)
OTHER_NAMESPACE = Code(
    id="OAM621",
    severity=ERROR,
    template='instance "{instance}" is in another namespace than the objects of scope "{scope}", which reach their own only',
)
SHARED_SCOPE = Code(
    id="OAM622",
    severity=WARNING,
    template='application "{application}" writes the objects of scope "{scope}", which has members in other applications too',
)
BEYOND_SCOPE = Code(
    id="OAM623",
    severity=WARNING,
    template='scope "{scope}" does not reach instance "{instance}": {reason}',
    strict=True,
    drops=True,
)
OUTSIDE_NEEDED = Code(
    id="OAM624",
    severity=WARNING,
    template='scope "{scope}" needs something that oamc does not make: {what}',
    drops=True,
)
MEMBERS_DO_NOT_FIT = Code(
    id="OAM625",
    severity=ERROR,
    template='the members of scope "{scope}" may require {needed} of {resource} together, and it has {most}',
)
GIVEN_DO_NOT_FIT = Code(
    id="OAM626",
    severity=WARNING,
    strict=True,
    template='the values given let the members of scope "{scope}" require {needed} of {resource}, and it has {most}',
)
REQUIRED_NOT_ASKED = Code(
    id="OAM627",
    severity=WARNING,
    template='scope "{scope}" needs component "{component}" to be healthy, and its test asks no instance of that',
    drops=True,
)
PODS_REFUSED = Code(
    id="OAM618",
    severity=WARNING,
    strict=True,
    template='the quota of scope "{scope}" refuses pods of instance "{instance}": no {resources} is asked for by {containers}',
)
