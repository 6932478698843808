"""Codes of definitions in CUE that come with the input, and of what they make: OAM558 to OAM560 and OAM573 to OAM575.

OAM598 and OAM599 are of what they say of others. What the engine itself says has OAM561 to OAM572, what patches do OAM576 to
OAM579.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

NAMESPACE_ASSUMED = Code(
    id="OAM558",
    severity=WARNING,
    template='{what} reads the namespace, and gets "{namespace}" because nobody says one',
)
DEFINITION_REFUSES = Code(id="OAM573", severity=ERROR, template="{what} refuses what it is given: {reason}")
REFUSAL_PASSED_OVER = Code(
    id="OAM557",
    severity=WARNING,
    strict=True,
    template="{what} refuses what it is given, which KubeVela 1.10 does not look at: {reason}",
)
REFUSAL_WITHOUT_WORDS = Code(
    id="OAM574", severity=WARNING, strict=True, template="{what} has a field errs that is no list of texts: {reason}"
)
LEFT_OPEN = Code(id="OAM575", severity=ERROR, template="{what} leaves {field} open: {reason}")
MAKES_NO_OBJECT = Code(id="OAM559", severity=ERROR, template="{what} makes no object of {field}: {reason}")
NEEDS_A_CLUSTER = Code(id="OAM560", severity=ERROR, template="{what} needs {needed}, which is not there before a cluster is")
MEANT_FOR_OTHERS = Code(
    id="OAM598",
    severity=WARNING,
    template='trait "{trait}" is meant for {wanted}, and component "{component}" is a {kind}',
)
SAID_TO_CONFLICT = Code(
    id="OAM599",
    severity=WARNING,
    template='trait "{trait}" says that it conflicts with trait "{other}", and component "{component}" has both',
)
