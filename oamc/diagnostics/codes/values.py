"""Codes 751-799: values that the user gives, in files and by flags."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, Code

SEVERAL_VALUES_DOCUMENTS = Code(
    id="OAM751", severity=ERROR, template="a values file must hold one document, this one holds {count}"
)
UNREADABLE_ASSIGNMENT = Code(id="OAM752", severity=ERROR, template="{assignment} cannot be read: {reason} (column {column})")
UNKNOWN_VALUE = Code(id="OAM753", severity=ERROR, template='no value is called "{path}"{given_by}')
VALUE_DOES_NOT_FIT = Code(id="OAM754", severity=ERROR, template='value "{path}" {rule}{given_by}')
VALUE_NOT_REMOVABLE = Code(id="OAM755", severity=ERROR, template='value "{path}" cannot be removed{given_by}')
VALUE_MUST_BE_GIVEN = Code(id="OAM756", severity=ERROR, template='value "{path}" is required and has none')
CANNOT_STAY_OPEN = Code(
    id="OAM757",
    severity=ERROR,
    template='value "{path}" cannot stay open: no value of its type was found with which the objects could be checked',
)
