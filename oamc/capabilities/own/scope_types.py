"""Scopes that documents describe: objects of the scope itself, and what it does to each member.

Rules: docs/spec/own-capabilities.md, 8.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Scope
from oamc.capabilities.own.programs import Program
from oamc.capabilities.own.rendering import context_of, context_of_scope, data_of
from oamc.capabilities.own.results import OBJECTS, PATCHES, check_fields, objects_in
from oamc.capabilities.own.trait_templates import change_of
from oamc.capabilities.scopes.marks import mark
from oamc.capabilities.scopes.parts import scope_object
from oamc.objects.tree import bare, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Property, Subject
    from oamc.capabilities.own.programs import Languages
    from oamc.capabilities.own.rendering import Result
    from oamc.capabilities.own.results import Parts
    from oamc.ir.program import BoundScope
    from oamc.model.own_templates import ScopeTemplate
    from oamc.objects.tree import KubeObject


def scope_of(template: ScopeTemplate, properties: tuple[Property, ...], languages: Languages, *, is_right: bool) -> Scope:
    """Return the scope type that a document describes. One that does nothing to its members marks them."""
    own = Program(template, template.template, (OBJECTS,), languages, is_right=is_right)
    of_members = (
        None
        if template.members is None
        else Program(template, template.members, (OBJECTS, PATCHES), languages, is_right=is_right)
    )

    def change(scope: BoundScope, subject: Subject) -> Change:
        """Fill the template for a member, and take what it gives."""
        assert of_members is not None
        data = data_of(template, scope, {**context_of(subject), "scope": scope.name.value})
        at = scope.name.span
        found = of_members.made(data, change_of(subject, {}, at), subject.context.reports, at)
        return Change() if found is None else found

    def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
        """Fill the template of the scope itself, and take its objects."""

        def objects(result: Result) -> tuple[KubeObject, ...]:
            """Return the objects that it gives."""
            root = check_fields(result, (OBJECTS,))
            found = () if root is None else objects_in(root, result, context, scope.span)
            return tuple(_object(scope, parts) for parts in found)

        data = data_of(template, scope, context_of_scope(scope, context))
        return own.made(data, objects, context.reports, scope.name.span) or ()

    return Scope(
        names=(template.name.value, *(alias.value for alias in template.aliases)),
        summary=" ".join(template.description.split()),
        properties=properties,
        overlap=template.overlap,
        change=mark if of_members is None else change,
        make=make,
        requires=tuple(item.value for item in template.requires),
        source=str(template.name.span),
    )


def _object(scope: BoundScope, parts: Parts) -> KubeObject:
    """Return an object of a scope."""
    made = scope_object(scope, parts.api_and_kind, parts.name, *parts.fields, annotations=parts.annotations or None)
    metadata = bare(made.body["metadata"])
    assert isinstance(metadata, dict)
    labels = parts.labels or None
    return replace(made, body={**made.body, "metadata": entries((*metadata.items(), ("labels", labels)))})
