"""Codes of trees for Argo CD and Flux: OAM930 to OAM946."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, INFO, WARNING, Code

TREE_NEEDS = Code(id="OAM930", severity=ERROR, template="a GitOps tree needs {what}")
SETTING_REFUSED = Code(id="OAM931", severity=ERROR, template='"{key}" of the table [gitops] cannot be used: it {reason}')
SETTINGS_CLASH = Code(id="OAM932", severity=ERROR, template='"{key}" of the table [gitops] has no effect {where}', drops=True)
NAME_REFUSED = Code(id="OAM933", severity=ERROR, template='{kind} "{name}" cannot be in a GitOps tree: its name {reason}')
NAME_TOO_LONG = Code(
    id="OAM934", severity=ERROR, template='the name "{name}" of {kind} for {what} has {length} characters, and may have {limit}'
)
SAME_NAME = Code(id="OAM935", severity=ERROR, template='{kind} "{name}" would be there twice: for {what}, and for {where}')
UNKNOWN_AFTER = Code(
    id="OAM936", severity=ERROR, template='application "{application}" is to come after "{name}", which is no application'
)
CIRCULAR_AFTER = Code(id="OAM937", severity=ERROR, template="{what} come after one another in a circle: {where}")
SHARED_CLUSTER = Code(
    id="OAM938",
    severity=ERROR,
    template='environments "{first}" and "{second}" share a cluster, and objects of Flux would have the same names',
)
NOTHING_IN_TREE = Code(id="OAM939", severity=ERROR, template="there is nothing to write for {what}")
OBJECT_WITHOUT_NAMESPACE = Code(
    id="OAM940", severity=ERROR, template='{kind} "{name}" has no namespace in environment "{environment}"'
)
OBJECT_TWICE = Code(id="OAM941", severity=ERROR, template='{kind} "{name}" would be there twice {where}: in {what}')
SECRET_IN_TREE = Code(
    id="OAM942", severity=ERROR, template='the Secret "{name}" has content, which would stand in the repository'
)
UNIT_TOO_LARGE = Code(
    id="OAM943", severity=WARNING, template='"{path}" has {size} bytes: Argo CD reads no more than 10 MB of a folder'
)
ORDER_NOT_KEPT = Code(id="OAM944", severity=INFO, template="the order of {what} has no effect {where}", drops=True)
OTHER_CLUSTER = Code(
    id="OAM945",
    severity=ERROR,
    template='application "{application}" goes to cluster "{cluster}" by itself, and environment "{environment}" does not',
)
OBJECT_OF_TOOL_REFUSED = Code(
    id="OAM946", severity=ERROR, template='{kind} "{name}", which applies the tree, would be refused: {problem}'
)
