"""The decoder of oamc's own documents: a document of nodes in, the capability that it describes out.

Rules: docs/spec/own-capabilities.md, 1 and 2. Whether the template can be used is found out by `capabilities/own`.
"""

from __future__ import annotations

from oamc.diagnostics.codes.own import NEEDS_ANOTHER, WRONG_DECLARATION, WRONG_NAME
from oamc.diagnostics.codes.parameters import VALUE_BREAKS_RULE
from oamc.diagnostics.codes.shape import UNKNOWN_KIND
from oamc.diagnostics.reports import listing, nearest
from oamc.expressions.problems import problem
from oamc.expressions.types import ObjectType, TextType
from oamc.frontends.duplicates import report_duplicates
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.kinds import OWN, OWN_KINDS, TRAIT_TEMPLATE, WORKLOAD_TEMPLATE
from oamc.frontends.metadata import metadata as metadata_of
from oamc.frontends.own.template_texts import template_text
from oamc.frontends.text_places import place_of_text
from oamc.frontends.v1alpha1.decode_rules import rules_entry
from oamc.frontends.v1alpha1.normalize_rules import TYPES, accepted
from oamc.model.own_templates import (
    OwnProperty,
    ScopeTemplate,
    Template,
    TraitTemplate,
    WorkloadTemplate,
    is_name,
    is_own_kind,
    path_in,
    wrong_names,
)
from oamc.objects.naming import LONGEST_NAME
from oamc.source.nodes import Scalar, plain
from oamc.spans import Located
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.frontends.metadata import Metadata
    from oamc.model.own_templates import OwnTemplate
    from oamc.source.nodes import Document, Node
    from oamc.values.parameters import Unset

NAME_HINT = "a name has 2 to 63 small letters, digits and hyphens, and begins with a letter"
TYPE_HINT = "a type is GROUP/VERSION.KIND, such as apps.example.com/v1.Cache, of another group than core.oam.dev"
PATH_HINT = "a path is like spec.template.spec"
WORDS: dict[str, ValueType] = {**TYPES, "object": ObjectType()}


def decode(document: Document, reports: Reports) -> OwnTemplate | None:
    """Return the capability that a document describes, or None where its shape is wrong."""
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
    decoded = {TRAIT_TEMPLATE: _trait, WORKLOAD_TEMPLATE: _workload_type}.get(kind.value, _scope)
    typed = root.section("spec", lambda spec: decoded(spec, metadata))
    root.done()
    return None if findings.has_failed() or findings.doubts else typed


def _trait(spec: Fields, metadata: Metadata) -> TraitTemplate:
    """Decode the description of a trait (1)."""
    optional = spec.boolean("optional")
    aliases = spec.texts("aliases")
    _check_name((metadata.name, *aliases), "the name of a trait", spec.findings)
    return TraitTemplate(
        name=metadata.name,
        aliases=aliases,
        properties=_properties(spec, f'trait "{metadata.name.value}"', optional=optional),
        template=_template(spec),
        description=spec.description(),
        applies_to=spec.texts("appliesTo"),
        requires=spec.texts("requires"),
        provides=tuple(item.value for item in spec.texts("provides")),
        wants=tuple(item.value for item in spec.texts("wants")),
        optional=optional,
        span=spec.span,
    )


def _workload_type(spec: Fields, metadata: Metadata) -> WorkloadTemplate:
    """Decode the description of a workload type (7.1)."""
    name, aliases = _type(spec, metadata)
    pods, replicas = _path(spec, "pods"), _path(spec, "replicas")
    scalable, served = spec.boolean("scalable"), spec.boolean("service")
    longest = spec.optional_integer("longestName", 1, LONGEST_NAME)
    template = WorkloadTemplate(
        name=name,
        aliases=aliases,
        properties=_properties(spec, f'workload type "{name.value}"', is_flat=True),
        template=_template(spec),
        description=spec.description(),
        requires=spec.texts("requires"),
        pods=pods,
        replicas=replicas,
        scalable=scalable,
        served=served,
        runs_once=spec.boolean("runsOnce"),
        longest_name=0 if longest is None else longest.value,
        span=spec.span,
    )
    if not spec.has_unknown():  # one may be a field that another one needs, misspelled
        _check_needs(template, spec)
    return template


def _check_needs(template: WorkloadTemplate, spec: Fields) -> None:
    """Report what a workload type promises without what it takes."""
    for field, wanted, needs, has in (
        ("scalable", template.scalable, "replicas", template.replicas),
        ("scalable", template.scalable, "pods", template.pods),
        ("service", template.served, "pods", template.pods),
    ):
        if wanted and not has:
            hint, name = f"add {needs}, or remove {field}", template.name.value
            spec.findings.add(NEEDS_ANOTHER, at=spec.key_span(field), field=field, what=name, other=needs, hint=hint)


def _scope(spec: Fields, metadata: Metadata) -> ScopeTemplate:
    """Decode the description of a scope (8.1)."""
    name, aliases = _type(spec, metadata)
    template = _template(spec)
    return ScopeTemplate(
        name=name,
        aliases=aliases,
        properties=_properties(spec, f'scope "{name.value}"', is_flat=True),
        template=template,
        description=spec.description(),
        requires=spec.texts("requires"),
        overlap=spec.boolean("allowComponentOverlap"),
        members=_members(spec, template),
        span=spec.span,
    )


def _type(spec: Fields, metadata: Metadata) -> tuple[Located[str], tuple[Located[str], ...]]:
    """Return the names of a workload type or a scope. The name of the document itself says nothing of them."""
    findings = spec.findings
    _check_name((metadata.name,), "the name of a document", findings)
    name, aliases = spec.text("type", hint=TYPE_HINT), spec.texts("aliases")
    for item in (name, *aliases):
        if item.value and not is_own_kind(item.value):
            findings.add(WRONG_NAME, at=item.span, name=item.value, what="the name of a type of your own", hint=TYPE_HINT)
    return name, aliases


def _check_name(names: tuple[Located[str], ...], what: str, findings: Findings) -> None:
    """Report names that are none."""
    for name in names:
        if name.value and not is_name(name.value):
            findings.add(WRONG_NAME, at=name.span, name=name.value, what=what, hint=NAME_HINT)


def _path(spec: Fields, field: str) -> tuple[str, ...]:
    """Return the path of a field of objects; an empty one where nothing is said."""
    written = spec.optional_text(field)
    if written is None:
        return ()
    path = path_in(written.value)
    if not path:
        spec.findings.add(WRONG_NAME, at=written.span, name=written.value, what="the path of a field", hint=PATH_HINT)
    return path


def _template(spec: Fields) -> Template:
    """Return the template of a capability, which must be there."""
    written, is_cue = template_text(spec)
    return Template(text=written.text, place=place_of_text(written), is_cue=is_cue)


def _members(spec: Fields, template: Template) -> Template | None:
    """Return the template for the members of a scope, which is in the language of that for the scope itself."""
    if spec.optional_text("members") is None:
        return None
    node = spec.value("members")
    assert isinstance(node, Scalar)
    return Template(text=node.text, place=place_of_text(node), is_cue=template.is_cue)


def _properties(spec: Fields, what: str, *, optional: bool = False, is_flat: bool = False) -> tuple[OwnProperty, ...]:
    """Return the declared properties. Where they are `is_flat`, none is an entry of a mapping or of a list."""
    found = tuple(item for item in spec.each("properties", _property) if item is not None)
    _check_names(found, what, spec.findings, optional=optional, is_flat=is_flat)
    return found


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
    description = fields.description()
    found: ValueType | None = WORDS[word.value]
    if fields.has_unknown() and not fields.has("type"):  # one may be the type, misspelled: rules and values are of that
        fields.findings.fail()
        return None
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


def _check_names(properties: tuple[OwnProperty, ...], what: str, findings: Findings, *, optional: bool, is_flat: bool) -> None:
    """Report names of properties that are none, or that stand in the way of one another (2)."""
    report_duplicates((item.name for item in properties), "property", what, findings.reports)
    for number, reason in wrong_names([item.name.value for item in properties], optional=optional, is_flat=is_flat):
        name = properties[number].name
        if name.value:
            findings.add(WRONG_DECLARATION, at=name.span, property=name.value, problem=reason)
