"""Codes of parameters, variables and their values: OAM401 to OAM499. No message quotes a value: it may be a secret."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

UNDEFINED_VARIABLE = Code(id="OAM401", severity=ERROR, template='{what} references undefined variable "{variable}"')
UNUSED_VARIABLE = Code(id="OAM402", severity=WARNING, template='variable "{variable}" is not used', drops=True)
ALMOST_REFERENCE = Code(
    id="OAM403", severity=WARNING, template="{what} contains a text that looks like a reference to a variable but is not one"
)
REQUIRED_PARAMETER = Code(
    id="OAM404",
    severity=ERROR,
    template='parameter "{parameter}" of component "{component}" is required but instance "{instance}" gives no value',
)
WRONG_TYPE = Code(id="OAM405", severity=ERROR, template="{what} must be {expected}, not {actual}")
UNDECLARED_VALUE = Code(
    id="OAM406",
    severity=ERROR,
    strict=True,
    template='component "{component}" declares no parameter "{parameter}": its value is not used',
    unknown=True,
    drops=True,
)
IMPLICIT_PARAMETER = Code(
    id="OAM407",
    severity=WARNING,
    template='component "{component}" uses parameter "{parameter}" without declaring it: it is taken as a string parameter',
)
UNDECLARED_PARAMETER = Code(
    id="OAM408",
    severity=ERROR,
    template='{what} takes its value from parameter "{parameter}", which component "{component}" does not declare',
)
NO_SOURCE = Code(id="OAM409", severity=ERROR, template='{what} has no value: parameter "{parameter}" is optional and not set')
OPTIONAL_ENV = Code(
    id="OAM410",
    severity=WARNING,
    template='environment variable "{name}" of instance "{instance}" is left out: '
    'parameter "{parameter}" is optional and not set',
    drops=True,
)
VALUE_NOT_PLAIN = Code(
    id="OAM460", severity=ERROR, template='the value of parameter "{parameter}" must be a string or a whole number, not {found}'
)
FIELDS_OF_TWO_TYPES = Code(
    id="OAM461", severity=ERROR, template='parameter "{parameter}" replaces fields of two types: this one is {second}'
)
UNSUITABLE_VALUE = Code(id="OAM411", severity=ERROR, template="{what} {problem}")
TEXT_FROM_VARIABLE = Code(
    id="OAM412", severity=WARNING, template='{what} is {actual} that comes from variable "{variable}": it is turned into text'
)
NUMBER_AS_TEXT = Code(
    id="OAM415", severity=WARNING, template="{what} is {actual}, where a text is wanted: it is taken as written"
)
NUL_FOR_PROCESS = Code(
    id="OAM416", severity=ERROR, template="{what} is given to a process, but has a NUL character, which no process can get"
)
RULE_OF_ANOTHER_TYPE = Code(
    id="OAM417", severity=ERROR, template='"{rule}" of {what} says nothing about values of type "{type}"'
)
RULES_CONTRADICT = Code(id="OAM418", severity=ERROR, template="the rules of {what} do not fit together: {reason}")
UNUSABLE_PATTERN = Code(id="OAM419", severity=ERROR, template="the pattern of {what} {reason}")
TOO_MANY_CHOICES = Code(id="OAM420", severity=ERROR, template="the enum of {what} has more than {most} values")
VALUE_BREAKS_RULE = Code(id="OAM422", severity=ERROR, template="{what} {problem}")
NO_COMMON_VALUE = Code(id="OAM421", severity=ERROR, template="no value of {what} would do here: {reason}")
UNUSED_PARAMETER = Code(
    id="OAM414", severity=WARNING, template='parameter "{parameter}" of component "{component}" is not used by it', drops=True
)
FIXED_VALUE = Code(id="OAM450", severity=ERROR, template='value "{path}" is fixed when the output is built{given_by}')
TOO_LONG_TOGETHER = Code(
    id="OAM451",
    severity=ERROR,
    template="what follows variables would have more than {limit} characters with the values that are given",
)

# References to keys of Secrets and ConfigMaps in the place of values: 430 to 449.
SEVERAL_SOURCES = Code(id="OAM430", severity=ERROR, template='{place} has both "valueFrom" and "{other}"')
NOT_ONE_REFERENCE = Code(id="OAM431", severity=ERROR, template="{place} must be one secretKeyRef or one configMapKeyRef")
BAD_REFERENCE = Code(id="OAM432", severity=ERROR, template="{what} {problem}")
BINDING_OUT_OF_PLACE = Code(
    id="OAM433",
    severity=ERROR,
    template='parameter "{parameter}" of instance "{instance}" cannot be bound to a Secret or a ConfigMap: {what} takes it',
)
LITERAL_SECRET = Code(id="OAM434", severity=ERROR, template="{what} is a secret and must not be written as a literal")
SECRET_OUT_OF_PLACE = Code(
    id="OAM435", severity=ERROR, template='{what} cannot be parameter "{parameter}", which is declared as secret'
)
REQUIRED_SECRET = Code(
    id="OAM436",
    severity=ERROR,
    template='secret parameter "{parameter}" of component "{component}" is required but instance "{instance}" does not bind it',
)
SECRET_IN_CONFIG_MAP = Code(
    id="OAM437",
    severity=WARNING,
    template='secret parameter "{parameter}" of instance "{instance}" is bound to a ConfigMap, which many may read',
)
LITERAL_FOR_REFERENCE = Code(
    id="OAM438",
    severity=ERROR,
    template='value "{path}" is a reference to a key of a {kind}, not a literal{given_by}',
)
BAD_BUILT_IMAGE = Code(
    id="OAM476",
    severity=ERROR,
    template='the image of container "{container}" of instance "{instance}", which is made of parameters, {problem}',
)
NO_SUCH_INSTANCE = Code(
    id="OAM477", severity=ERROR, template='{what} refers to instance "{instance}", which is not in application "{application}"'
)
