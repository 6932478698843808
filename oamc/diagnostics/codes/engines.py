"""Codes of the engines that evaluate definitions: OAM561 to OAM572."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Code

ENGINE_MISSING = Code(id="OAM561", severity=ERROR, template="{what} needs the CUE engine, which is not here: {reason}")
ENGINE_OF_ANOTHER_VERSION = Code(id="OAM562", severity=ERROR, template="the CUE engine does not fit this oamc: {reason}")
ENGINE_CRASHED = Code(id="OAM563", severity=ERROR, template="the CUE engine ended while it had {what}: {reason}")
TEMPLATE_TOO_SLOW = Code(id="OAM564", severity=ERROR, template="{what} takes too long to evaluate and was stopped: {reason}")
TEMPLATE_TOO_LARGE = Code(id="OAM565", severity=ERROR, template="{what} takes too much memory and was stopped: {reason}")
ENGINE_UNREADABLE = Code(
    id="OAM566", severity=ERROR, template="the CUE engine gave an answer for {what} that is none: {reason}"
)
REQUEST_TOO_LARGE = Code(id="OAM567", severity=ERROR, template="{what} cannot be given to the CUE engine: {reason}")
RESULT_TOO_LARGE = Code(id="OAM568", severity=ERROR, template="{what} gives too much: {reason}")
ENGINE_GIVEN_UP = Code(
    id="OAM569", severity=ERROR, template="{what} is not evaluated, the CUE engine has failed before: {reason}"
)
TEMPLATE_UNUSABLE = Code(id="OAM570", severity=ERROR, template="{what} is no CUE that can be used: {problem}")
TEMPLATE_IMPORTS = Code(id="OAM571", severity=ERROR, template='{what} imports "{package}", which is not here: {reason}')
TEMPLATE_FAILS = Code(id="OAM572", severity=ERROR, template="{what} cannot be evaluated{where}: {problem}")
