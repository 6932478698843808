"""Codes OAM261 to OAM279: documents of OAM v1alpha2, reported by `frontends/v1alpha2`. Loaded with the first of them.

Rules: docs/spec/oam-v1alpha2.md, 1 to 8.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

WITHOUT_A_KIND = Code(id="OAM261", severity=ERROR, template="{place} does not say of what kind it is")
UNKNOWN_CORE_OBJECT = Code(id="OAM262", severity=ERROR, template='OAM has no {what} of kind "{kind}"')
UNKNOWN_DEFINITION = Code(id="OAM263", severity=ERROR, template='{what} "{name}" is not in the input')
UNKNOWN_RESOURCE = Code(id="OAM264", severity=ERROR, template='nothing tells which kind "{name}" is')
BAD_FIELD_PATH = Code(id="OAM265", severity=ERROR, template='field path "{path}" {problem}')
PATHS_MEET = Code(
    id="OAM266", severity=ERROR, template='parameters "{first}" and "{second}" both replace "{path}" or a part of it'
)
COMPONENT_OR_REVISION = Code(
    id="OAM267", severity=ERROR, template='{place} must have one of "componentName" and "revisionName"'
)
UNKNOWN_REVISION = Code(id="OAM268", severity=ERROR, template='revision "{revision}" is not in the input')
NAMED_BY_REVISION = Code(
    id="OAM269", severity=ERROR, template='the workload has a name, but trait "{trait}" wants it to be called by its revision'
)
UNKNOWN_SCOPE = Code(id="OAM270", severity=ERROR, template='{kind} "{name}" is not in the input')
NO_EFFECT_OFFLINE = Code(
    id="OAM271", severity=WARNING, template='{kind} "{name}" has no effect on the output: {reason}', drops=True
)
NEEDS_OWN_CONTROLLER = Code(
    id="OAM272", severity=WARNING, template='{what} of kind "{kind}" is written as it is: it needs a controller of its own'
)
WITHOUT_A_REVISION = Code(
    id="OAM273",
    severity=WARNING,
    template='which revision of component "{component}" this is, nobody can tell here: its workload is called by the component',
)
NEITHER_VALUE_NOR_SECRET = Code(id="OAM274", severity=ERROR, template='{place} has neither "value" nor "fromSecret"')
VALUE_AND_SECRET = Code(
    id="OAM275", severity=WARNING, template='{place} has both "value" and "fromSecret": the Secret is not used', drops=True
)
