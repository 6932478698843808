"""What traits of OAM's own vocabulary find wrong with an instance, or worth to be told."""

from __future__ import annotations

from oamc.diagnostics.codes.application import TRAIT_REPLACES
from oamc.diagnostics.codes.capabilities import DOES_NOT_FIT, OLD_PROPERTY_NAME, WRONG_PROPERTY
from oamc.diagnostics.reports import printable

OLD_KEYS = {"service.kubernetes.io/topology-aware-hints": "service.kubernetes.io/topology-mode"}
"""Annotations of Services of which an API server warns (GetWarningsForService), each with what took its place."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.contracts import Subject
    from oamc.diagnostics.reports import Related
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.spans import Span


def refuse(use: BoundTrait, subject: Subject, problem: str, *, at: Span, hint: str, related: Iterable[Related] = ()) -> None:
    """Report that a use of a trait does not fit its instance."""
    subject.context.reports.add(
        DOES_NOT_FIT,
        at=at,
        related=list(related),
        trait=use.trait.name,
        instance=subject.name,
        problem=problem,
        hint=hint,
    )


def refuse_key(
    use: BoundTrait, subject: Subject, group: Group, key: str, problem: str, *, of: str, hint: str = "choose another key"
) -> None:
    """Report that a key cannot stand in `group`, the mapping that is the property `of` a trait."""
    subject.context.reports.add(
        WRONG_PROPERTY,
        at=group.keys[key],
        property=f'{of}["{printable(key)}"]',
        what=f'trait "{use.trait.name}"',
        problem=problem,
        hint=hint,
    )


def tell(use: BoundTrait, subject: Subject, what: str, *, at: Span, hint: str, related: Iterable[Related]) -> None:
    """Tell that a use of a trait puts something in the place of what the component says."""
    subject.context.reports.add(
        TRAIT_REPLACES,
        at=at,
        related=list(related),
        trait=use.trait.name,
        component=subject.instance.component.name.value,
        what=what,
        hint=hint,
    )


def tell_old_keys(use: BoundTrait, subject: Subject, annotations: Group) -> None:
    """Tell of annotations of a Service that have another name in newer versions of Kubernetes."""
    for old in OLD_KEYS.keys() & annotations.parts.keys():
        subject.context.reports.add(
            OLD_PROPERTY_NAME,
            at=annotations.keys[old],
            property=f'annotations["{old}"]',
            what=f'trait "{use.trait.name}"',
            known=OLD_KEYS[old],
            hint=f"write {OLD_KEYS[old]}",
        )
