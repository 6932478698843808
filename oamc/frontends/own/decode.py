"""The decoder of oamc's own documents: a document of nodes in, the trait that it describes out.

Rules: docs/spec/own-capabilities.md, 1 and 2. Whether the template can be used is found out by `capabilities/own`.
"""

from __future__ import annotations

from oamc.diagnostics.codes.own import WRONG_DECLARATION, WRONG_NAME
from oamc.diagnostics.codes.parameters import VALUE_BREAKS_RULE
from oamc.diagnostics.codes.shape import UNKNOWN_KIND
from oamc.diagnostics.reports import listing, nearest
from oamc.expressions.problems import problem
from oamc.expressions.types import ObjectType, TextType
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.kinds import OWN, OWN_KINDS
from oamc.frontends.metadata import metadata as metadata_of
from oamc.frontends.text_places import place_of_text
from oamc.frontends.v1alpha1.decode_rules import rules_entry
from oamc.frontends.v1alpha1.normalize_rules import TYPES, accepted
from oamc.model.own_templates import OwnProperty, TraitTemplate, is_name, wrong_names
from oamc.source.nodes import Scalar, plain
from oamc.spans import Located
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.frontends.metadata import Metadata
    from oamc.source.nodes import Document, Node
    from oamc.values.parameters import Unset

NAME_HINT = "a name has 2 to 63 small letters, digits and hyphens, and begins with a letter"
WORDS: dict[str, ValueType] = {**TYPES, "object": ObjectType()}


def decode(document: Document, reports: Reports) -> TraitTemplate | None:
    """Return the trait that a document describes, or None where its shape is wrong."""
    findings = Findings(reports)
    first = next(iter(document.root), None)
    root = Fields(document.root, "", first.key_span if first else document.root.span, findings)
    root.text("apiVersion")
    kind = root.text("kind", hint=f"the kinds are {listing(OWN_KINDS)}")
    if not findings.has_failed() and kind.value not in OWN_KINDS:
        near = nearest(kind.value, OWN_KINDS)
        hint = f'did you mean "{near}"?' if near else f"the kinds are {listing(OWN_KINDS)}"
        findings.add(UNKNOWN_KIND, at=kind.span, version=OWN, kind=kind.value, hint=hint)
    if findings.has_failed():
        root.report_missing()
        return None
    root.dropped("status")
    metadata = root.section("metadata", metadata_of)
    typed = root.section("spec", lambda spec: _trait(spec, metadata))
    root.done()
    return None if findings.has_failed() or findings.doubts else typed


def _trait(spec: Fields, metadata: Metadata) -> TraitTemplate:
    """Decode the description of a trait (1)."""
    findings = spec.findings
    optional = spec.boolean("optional")
    aliases = spec.texts("aliases")
    for name in (metadata.name, *aliases):
        if name.value and not is_name(name.value):
            findings.add(WRONG_NAME, at=name.span, name=name.value, what="a trait", hint=NAME_HINT)
    properties = tuple(found for found in spec.each("properties", _property) if found is not None)
    _check_names(properties, metadata.name.value, findings, optional=optional)
    spec.text("template", hint="write the objects and patches of the trait below template: |")
    template = spec.value("template")
    written = template if isinstance(template, Scalar) else Scalar("", quoted=False, value="", span=spec.span)
    return TraitTemplate(
        name=metadata.name,
        aliases=aliases,
        description=spec.description(),
        applies_to=spec.texts("appliesTo"),
        requires=spec.texts("requires"),
        provides=tuple(item.value for item in spec.texts("provides")),
        wants=tuple(item.value for item in spec.texts("wants")),
        optional=optional,
        properties=properties,
        template=written.text,
        place=place_of_text(written),
        span=spec.span,
    )


def _property(fields: Fields) -> OwnProperty | None:
    """Decode the declaration of a property (2). None after a report."""
    reports = fields.findings.reports
    name = fields.text("name")
    word = fields.choice("type", tuple(WORDS)) or Located(value="string", span=fields.span)
    default, shown = fields.value("default"), fields.value("example")
    rules = rules_entry(fields)
    what = f'property "{name.value}"'
    errors = reports.errors
    required, live = fields.boolean("required"), not fields.has("live") or fields.boolean("live")
    found: ValueType | None = WORDS[word.value]
    if not fields.findings.has_failed() and rules is not None:
        found = accepted(rules, word.value, None, what, reports)
    value: Known | Unset = UNSET
    example: Known | Unset = UNSET
    if found is not None and reports.errors == errors:
        value = _value(default, found, f"the default of {what}", reports)
        example = _value(shown, found, f"the example of {what}", reports)
    if reports.errors > errors:
        fields.findings.fail()
    if required and default is not None:
        hint = "remove one of the two"
        fields.findings.add(
            WRONG_DECLARATION, at=fields.key_span("required"), property=name.value, problem="it has a default", hint=hint
        )
    description = fields.description()
    if found is None:
        return None
    return OwnProperty(
        name=name,
        type=found,
        description=description,
        required=required,
        default=value,
        example=example,
        live=live,
        span=fields.span,
    )


def _value(node: Node | None, value_type: ValueType, what: str, reports: Reports) -> Known | Unset:
    """Return a value that a declaration gives, which must be of its type."""
    if node is None:
        return UNSET
    value = plain(node)
    if isinstance(value_type, TextType) and isinstance(node, Scalar) and not isinstance(value, str):
        value = node.text
    reason = problem(value_type, value)
    if reason:
        reports.add(VALUE_BREAKS_RULE, at=node.span, what=what, problem=reason)
    return value


def _check_names(properties: tuple[OwnProperty, ...], trait: str, findings: Findings, *, optional: bool) -> None:
    """Report names of properties that are none, or that stand in the way of one another (2)."""
    report_duplicates((item.name for item in properties), "property", f'trait "{trait}"', findings.reports)
    for number, reason in wrong_names([item.name.value for item in properties], optional=optional):
        name = properties[number].name
        if name.value:
            findings.add(WRONG_DECLARATION, at=name.span, property=name.value, problem=reason)
