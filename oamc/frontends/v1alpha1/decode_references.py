"""References to keys of Secrets and ConfigMaps: `valueFrom` of a parameter's value and of an environment variable.

Rules: docs/spec/oam-v1alpha1.md, 3.5 and 4.4.

An application binds a parameter to one key, so the reference is read field by field. What a component writes for a variable is
Kubernetes' own: it stays as it is, and Kubernetes' rules say later what is wrong with it.
"""

from __future__ import annotations

from oamc.diagnostics.codes.parameters import NOT_ONE_REFERENCE, SEVERAL_SOURCES
from oamc.diagnostics.codes.shape import EMPTY_VALUE
from oamc.diagnostics.reports import Related
from oamc.frontends.scalars import is_unset, wrong_type
from oamc.frontends.v1alpha1.documents import KeyReferenceEntry
from oamc.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields

VALUE_FROM = "valueFrom"
KINDS = ("secretKeyRef", "configMapKeyRef")
OF_VARIABLES = ("fieldRef", "resourceFieldRef", "fileKeyRef")
"""What Kubernetes has besides, for a variable of a container alone."""


def reference_of_parameter(fields: Fields) -> KeyReferenceEntry | None:
    """Decode `valueFrom` of a parameter's value (4.4): one key of a Secret or a ConfigMap."""
    _demand_alone(fields, "value", "fromParam")
    return fields.optional_section(VALUE_FROM, _one_reference)


def own_source(fields: Fields) -> Mapping | None:
    """Decode `valueFrom` of a variable (3.5), which is not looked into."""
    node = fields.value(VALUE_FROM)
    _demand_alone(fields, "value", "fromParam")
    if not isinstance(node, Mapping):
        if node is not None:
            wrong_type(node, fields.at(VALUE_FROM), "a mapping", fields.findings)
        return None
    if not node.entries:
        fields.findings.add(EMPTY_VALUE, at=fields.key_span(VALUE_FROM), place=fields.at(VALUE_FROM))
        return None
    return node


def _demand_alone(fields: Fields, *others: str) -> None:
    """Report other sources beside `valueFrom`."""
    for other in others:
        node = fields.older_value(other)
        if node is None or (other == "fromParam" and is_unset(node)):
            continue
        related = [Related(span=node.span, message=f'"{other}" is given here')]
        hint = "keep one of them"
        at = fields.key_span(VALUE_FROM)
        fields.findings.add(SEVERAL_SOURCES, at=at, related=related, place=fields.place, other=other, hint=hint)


def _one_reference(fields: Fields) -> KeyReferenceEntry | None:
    """Decode a mapping that has one reference."""
    given = [kind for kind in KINDS if fields.value(kind) is not None]
    foreign = [kind for kind in OF_VARIABLES if fields.older_value(kind) is not None]
    if len(given) != 1 or foreign:
        hint = "write secretKeyRef: {name: SECRET, key: KEY}, or configMapKeyRef: {name: CONFIG_MAP, key: KEY}"
        if foreign:
            hint += f"; {foreign[0]} can stand in valueFrom of a variable in the component"
        fields.lacks(KINDS, NOT_ONE_REFERENCE, fields.span, hint)
    found = [fields.optional_section(kind, lambda section, kind=kind: _reference(section, kind)) for kind in KINDS]  # type: ignore[misc]
    return next((reference for reference in found if reference is not None), None)


def _reference(fields: Fields, field: str) -> KeyReferenceEntry:
    """Decode a reference to a key."""
    return KeyReferenceEntry(
        field=field,
        name=fields.text("name"),
        key=fields.text("key"),
        optional=fields.boolean("optional"),
        span=fields.span,
    )
