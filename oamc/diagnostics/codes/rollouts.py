"""Codes of rollouts, in which two versions of an instance run side by side: OAM654 to OAM657, and OAM673 to OAM679."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Code

EXCLUDED = Code(
    id="OAM673",
    severity=ERROR,
    template='{second} of instance "{instance}" makes a {kind}, which {first} excludes',
)
NOT_SIDE_BY_SIDE = Code(
    id="OAM674", severity=ERROR, template='two versions of instance "{instance}" cannot run side by side: {reason}'
)
NOT_SPLIT = Code(
    id="OAM654", severity=ERROR, template='the requests of instance "{instance}" cannot be split by {traffic}: {problem}'
)
NO_STEPS = Code(id="OAM655", severity=ERROR, template='the canary of instance "{instance}" {problem}')
