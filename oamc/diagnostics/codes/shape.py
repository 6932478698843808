"""Codes OAM201 to OAM299: the shape of a document, reported by `frontends/v1alpha1/decode.py`.

Rules: docs/spec/oam-v1alpha1.md, 1 to 13.

`{place}` is a field path such as `spec.containers[0].ports[1]`. No template takes the value of a parameter, an environment
variable or a file.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

# Which document it is: 201 to 209.
VERSION_NOT_SUPPORTED = Code(id="OAM201", severity=ERROR, template='apiVersion "{version}" is not supported')
FOREIGN_GROUP = Code(
    id="OAM202", severity=ERROR, template='apiVersion "{version}" does not belong to the Open Application Model'
)
UNKNOWN_KIND = Code(id="OAM203", severity=ERROR, template='{version} has no kind "{kind}"')
OLD_GROUP = Code(id="OAM204", severity=WARNING, template='group "{old}" is now called "{modern}"')
COMPONENT_KIND = Code(id="OAM205", severity=WARNING, template='kind "Component" is read as "ComponentSchematic"')
# A `Component` that embeds a whole workload object: v1alpha2 under the wrong apiVersion.
LATER_COMPONENT = Code(
    id="OAM206",
    severity=ERROR,
    template='a Component with "spec.workload" belongs to core.oam.dev/v1alpha2',
)
CLUSTER_OBJECT = Code(
    id="OAM207", severity=WARNING, template='kind "{kind}" is bookkeeping of a controller and is ignored', drops=True
)
NO_KUBERNETES_DOCUMENT = Code(id="OAM208", severity=ERROR, template="the document has neither an apiVersion nor a kind")

# Any field: 210 to 219.
FIELD_MISSING = Code(id="OAM210", severity=ERROR, template='{place} has no field "{field}"')
WRONG_TYPE = Code(id="OAM211", severity=ERROR, template="{place} must be {wanted}, not {found}")
NEEDS_QUOTES = Code(id="OAM212", severity=ERROR, template="{place} must be a string, not {found}")
EMPTY_VALUE = Code(id="OAM213", severity=ERROR, template="{place} must not be empty")
OUT_OF_RANGE = Code(id="OAM214", severity=ERROR, template="{place} must be a whole number {range}")
NOT_A_CHOICE = Code(id="OAM215", severity=ERROR, template="{place} must be {choices}")
UNKNOWN_FIELD = Code(
    id="OAM216", severity=ERROR, strict=True, template='{place} has an unknown field "{field}"', unknown=True, drops=True
)

# Older and foreign fields: 220 to 229.
RENAMED_FIELD = Code(id="OAM220", severity=WARNING, template='field "{old}" of {place} is now called "{modern}"')
BOTH_SPELLINGS = Code(id="OAM221", severity=ERROR, template='{place} has both "{modern}" and its older spelling "{old}"')
IGNORED_FIELD = Code(id="OAM222", severity=WARNING, template='field "{field}" of {place} is ignored: {reason}', drops=True)
FOREIGN_FIELD = Code(
    id="OAM223", severity=WARNING, template='field "{field}" of {place} is not part of OAM; it is used as Kubernetes defines it'
)
NEEDS_CONTROLLER = Code(
    id="OAM224",
    severity=ERROR,
    template='field "{field}" of {place} needs a controller in a running cluster and cannot be compiled',
)

# Fields of a component: 230 to 249.
TYPE_SPELLING = Code(id="OAM230", severity=WARNING, template='{place} "{old}" is read as "{modern}"')
TYPE_ASSUMED = Code(id="OAM231", severity=WARNING, template='{place} has no type: "{type}" is assumed')
UNQUOTED_VALUE = Code(id="OAM232", severity=WARNING, template="{place} is {found}: its text is taken as written")
NO_SOURCE = Code(id="OAM233", severity=ERROR, template='{place} has neither "value" nor "fromParam"')
COMMAND_AS_TEXT = Code(id="OAM234", severity=ERROR, template="{place} must be a list of strings, not one string")
IMAGE_AS_MAPPING = Code(id="OAM235", severity=WARNING, template="{place} is a mapping: it is read as one text, name@digest")
PROBE_HANDLERS = Code(id="OAM236", severity=ERROR, template="{place} has {count} handlers, but needs exactly one")
SHARED_ACCESS_MODE = Code(
    id="OAM237", severity=WARNING, template='{place} "RWX" is read as accessMode "RW" with sharingPolicy "Shared"'
)
CONTRADICTING_ACCESS = Code(
    id="OAM238", severity=ERROR, template='{place} "RWX" means a shared volume, but its sharingPolicy is "Exclusive"'
)
SETTINGS_AS_MAPPING = Code(
    id="OAM239", severity=WARNING, template="{place} is a mapping, where OAM v1alpha1 has a list of settings"
)
# A field that is a whole number, wherever it stands.
NUMERIC_TEXT = Code(id="OAM240", severity=WARNING, template="{place} is a text: it is read as a number")
# What the reader finds, because only the names of fields tell it.
DOCUMENTS_RUN_TOGETHER = Code(id="OAM241", severity=ERROR, template='a second document begins here without a "---" before it')
# `place` takes a value as it is, where somebody wrote a parameter.
PARAMETER_NOT_TAKEN = Code(id="OAM242", severity=ERROR, template="{place} takes no parameter")
STRAY_REFERENCE = Code(
    id="OAM243", severity=WARNING, template='{place} has "{reference}", which is not replaced here: it stays as it is written'
)

# Fields of a configuration: 250 to 259.
PROPERTIES_AS_LIST = Code(
    id="OAM250", severity=WARNING, template="{place} is a list: it is read as a mapping of names to values"
)
OLD_REFERENCE = Code(
    id="OAM251", severity=WARNING, template='field "{field}" of {place} is read as a reference to the variable "{variable}"'
)
# `properties:` with nothing below it, and what should be its entries beside it.
INDENTATION_SLIP = Code(id="OAM252", severity=ERROR, template='"{field}" stands beside "{parent}" of {place}, which is empty')

# Fields of definition documents: 260 to 269.
WRAPPED_PROPERTIES = Code(id="OAM260", severity=WARNING, template='{place} holds another "properties": the inner one is taken')
