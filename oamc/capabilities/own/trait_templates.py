"""Traits that documents describe: each is like a built-in one."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.own.programs import Program
from oamc.capabilities.own.rendering import context_of, data_of
from oamc.capabilities.own.results import OBJECTS, PATCHES, check_fields, objects_in, patches_in
from oamc.capabilities.pods import kube_object

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.capabilities.contracts import Property, Subject
    from oamc.capabilities.own.programs import Languages
    from oamc.capabilities.own.rendering import Result
    from oamc.ir.program import BoundTrait
    from oamc.model.own_templates import TraitTemplate
    from oamc.objects.tree import Tree
    from oamc.spans import Span


def trait_of(
    template: TraitTemplate, properties: tuple[Property, ...], needs: frozenset[str], languages: Languages, *, is_right: bool
) -> Trait:
    """Return the trait that a document describes, for workload types with one of the names and features that it `needs`."""
    program = Program(template, template.template, (OBJECTS, PATCHES), languages, is_right=is_right)

    def change(use: BoundTrait, subject: Subject) -> Change:
        """Fill the template, and take what it gives."""
        data = data_of(template, use, context_of(subject))
        found = program.made(data, change_of(subject, TRAIT_ROLE, use.name_span), subject.context.reports, use.name_span)
        return Change() if found is None else found

    return Trait(
        names=(template.name.value, *(alias.value for alias in template.aliases)),
        summary=" ".join(template.description.split()),
        properties=properties,
        needs=needs,
        change=change,
        optional=template.optional,
        requires=tuple(item.value for item in template.requires),
        provides=template.provides,
        wants=template.wants,
        source=str(template.name.span),
    )


def change_of(subject: Subject, labels: dict[str, Tree], at: Span) -> Callable[[Result], Change]:
    """Return the function that makes a change of an instance of what a template gives. Its objects carry `labels`."""

    def made(result: Result) -> Change:
        """Return the change."""
        root = check_fields(result, (OBJECTS, PATCHES))
        if root is None:
            return Change()
        objects = tuple(
            kube_object(
                subject.instance,
                parts.api_and_kind,
                parts.name,
                labels={**parts.labels, **labels},
                annotations=parts.annotations or None,
                fields=parts.fields,
                span=at,
            )
            for parts in objects_in(root, result, subject.context, at)
        )
        return Change(objects=objects, patches=tuple(patches_in(root, result, subject)))

    return made
