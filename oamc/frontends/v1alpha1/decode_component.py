"""ComponentSchematic: its spec, parameters and workload settings (docs/spec/oam-v1alpha1.md, 3.1, 3.2 and 3.9)."""

from __future__ import annotations

from oamc.diagnostics.codes import shape as codes
from oamc.frontends.scalars import has_reference
from oamc.frontends.v1alpha1.decode_container import container_entry
from oamc.frontends.v1alpha1.decode_rules import rules_entry
from oamc.frontends.v1alpha1.documents import ComponentSchematic, ParameterEntry, SettingEntry
from oamc.source.nodes import Mapping, Scalar
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.frontends.metadata import Metadata
    from oamc.source.nodes import Node

PARAMETER_TYPES = ("boolean", "number", "integer", "string", "object", "array", "null")
TYPE_SPELLINGS = {"int": "integer", "double": "number", "float": "number", "bool": "boolean"}
"""Words for parameter types that occur in documents (3.2)."""

CONTROLLER_HINT = "pass the value as a parameter, or write the name of the Service that serves it"


def component_schematic(spec: Fields, metadata: Metadata) -> ComponentSchematic:
    """Decode the spec of a ComponentSchematic (3.1)."""
    spec.renamed("os", "osType")
    spec.ignored("name", "component")
    spec.needs_controller("expose", CONTROLLER_HINT)
    spec.needs_controller("consume", CONTROLLER_HINT)
    return ComponentSchematic(
        metadata=metadata,
        workload_type=spec.text("workloadType"),
        os_type=spec.optional_text("osType"),
        arch=spec.optional_text("arch"),
        parameters=spec.each("parameters", _parameter_entry),
        containers=spec.each("containers", container_entry),
        settings_mapping=_settings_mapping(spec),
        settings=() if isinstance(spec.value("workloadSettings"), Mapping) else spec.each("workloadSettings", _setting_entry),
        empty=spec.empty("containers", "workloadSettings"),
        span=spec.span,
    )


def _parameter_entry(fields: Fields) -> ParameterEntry:
    """Decode a parameter (3.2)."""
    fields.renamed("value", "default")
    default = fields.value("default")
    if isinstance(default, Scalar) and has_reference(default.text):
        fields.findings.has_reference = True
    return ParameterEntry(
        name=fields.text("name"),
        description=fields.description(),
        type=_parameter_type(fields, default),
        required=fields.boolean("required"),
        secret=fields.boolean("secret"),
        default=default,
        rules=rules_entry(fields),
        span=fields.span,
    )


def _parameter_type(fields: Fields, default: Node | None) -> Located[str]:
    """Return the type of a parameter, inferred from its default where it is missing (3.2)."""
    if not fields.is_set("type"):
        assumed = "string" if default is None else _type_of(default)
        null = ', or type: "null" in quotes for the null type' if fields.has("type") and fields.value("type") is None else ""
        hint = f"write type: {assumed}{null}"
        fields.findings.add(codes.TYPE_ASSUMED, at=fields.key_span("type"), place=fields.place, type=assumed, hint=hint)
        return Located(value=assumed, span=fields.span)
    found = fields.text("type")
    modern = TYPE_SPELLINGS.get(found.value)
    if modern:
        place = fields.at("type")
        fields.findings.add(
            codes.TYPE_SPELLING, at=found.span, place=place, old=found.value, modern=modern, hint=f"write {modern}"
        )
        return Located(value=modern, span=found.span)
    if found.value:
        fields.is_choice("type", found, PARAMETER_TYPES)
    return found


def _type_of(node: Node) -> str:
    """Return the word for the type of a default that is not null."""
    if isinstance(node, Scalar):
        if isinstance(node.value, bool):
            return "boolean"
        return "string" if isinstance(node.value, str) else "number"
    return "object" if isinstance(node, Mapping) else "array"


def _settings_mapping(spec: Fields) -> Mapping | None:
    """Return `workloadSettings` where it has the free form of a mapping, which other implementations read (9.2)."""
    node = spec.value("workloadSettings")
    if not isinstance(node, Mapping):
        return None
    place = spec.at("workloadSettings")
    hint = "write a list of entries with name, type and value"
    spec.findings.add(codes.SETTINGS_AS_MAPPING, at=spec.key_span("workloadSettings"), place=place, hint=hint)
    return node


def _setting_entry(fields: Fields) -> SettingEntry:
    """Decode a workload setting (3.9). Its type is a hint to the reader, any word serves."""
    fields.renamed("default", "value")
    return SettingEntry(
        name=fields.text("name"),
        type=fields.optional_text("type"),
        description=fields.description(),
        required=fields.boolean("required"),
        value=fields.value("value"),
        from_parameter=fields.optional_text("fromParam"),
        empty=fields.empty("value"),
        span=fields.span,
    )
