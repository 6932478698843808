"""Codes of objectives of service: OAM675 to OAM679. Rules: docs/spec/objectives.md."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

NO_USE = Code(
    id="OAM675",
    severity=WARNING,
    template='property "{property}" of trait "{trait}" has no effect: {reason}',
    drops=True,
)
NOBODY_ASKS = Code(
    id="OAM676",
    severity=WARNING,
    template='nobody looks at the objectives "{name}" of instance "{instance}": no rollout by {engine} names them',
    drops=True,
)
WRONG_OBJECTIVE = Code(id="OAM677", severity=ERROR, template='objective "{objective}" of trait "{trait}" {problem}')
NO_OBJECTIVES = Code(
    id="OAM678",
    severity=ERROR,
    template='property "{property}" of trait "{trait}" names objectives that cannot serve: {problem}',
)
BEYOND_REACH = Code(
    id="OAM679",
    severity=WARNING,
    template='objective "{objective}" of trait "{trait}" is so lax that {problem}',
)
