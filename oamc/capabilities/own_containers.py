"""Which containers of an instance a trait of OAM's own vocabulary is about: all, unless it names some."""

from __future__ import annotations

from oamc.capabilities.kubevela.containers import CONTAINER_NAME
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.types import ListType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundContainer, BoundTrait

CONTAINERS = item(
    "containers",
    ListType(item=CONTAINER_NAME, minimum_length=1, unique=True),
    "The containers that are meant. All of the component, where it is not written.",
    why="it decides which containers are changed",
)


def chosen_containers(use: BoundTrait, subject: Subject) -> tuple[BoundContainer, ...]:
    """Return the containers of the component that the property `containers` names, or all; report those that are not there."""
    tree, containers = use.tree, subject.instance.containers
    assert tree is not None
    wanted = tree.known("containers")
    if wanted is None:
        return containers
    there = {bound.container.name.value: bound for bound in containers}
    for name in wanted:
        if name not in there:
            near = subject.context.reports.nearest(name, there)
            refuse(
                use,
                subject,
                f'its component has no container "{name}"',
                at=tree.span_of("containers"),
                related=[Related(span=subject.instance.component.name.span, message="the component is here")],
                hint=f'did you mean "{near}"?' if near else f"its containers are {listing(there)}",
            )
    return tuple(there[name] for name in wanted if name in there)
