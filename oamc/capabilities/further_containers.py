"""Further containers in the pods of an instance, which traits of OAM's own vocabulary add."""

from __future__ import annotations

from oamc.capabilities.kubevela import shapes
from oamc.capabilities.kubevela.containers import CONTAINER_NAME
from oamc.capabilities.kubevela.pods import program
from oamc.capabilities.property_schema import NAME, Struct
from oamc.capabilities.qos import has_own_cores
from oamc.capabilities.trait_findings import refuse
from oamc.choices import ENFORCE
from oamc.diagnostics.reports import Related, printable
from oamc.expressions.types import BYTES_TEXT, CPU_TEXT
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

_FIELD = Struct(items=(shapes.needed("fieldPath", NAME, "The path of the field."),))
OWN_NAME = shapes.needed("name", CONTAINER_NAME, "The name of the container.", why="containers are found by their names")
ITEMS = (
    OWN_NAME,
    shapes.IMAGE,
    shapes.PULL_POLICY,
    shapes.COMMAND,
    shapes.ARGUMENTS,
    shapes.environment(shapes.SECRET_KEY, shapes.CONFIG_KEY, shapes.item("fieldRef", _FIELD, "A field of the pod.")),
    shapes.item("cpu", CPU_TEXT, "How much cpu the container asks for."),
    shapes.item("memory", BYTES_TEXT, "How much memory the container asks for, and may use."),
)


def further_container(use: BoundTrait, subject: Subject, mounts: Tree, **more: Tree) -> Tree:
    """Return the container of a use, with its `mounts` and `more` fields. A name that is taken is reported."""
    tree = use.tree
    assert tree is not None
    _check_name(use, subject)
    memory = tree.tree("memory")
    limit = memory if subject.context.options.qos == ENFORCE else None
    resources = entries(
        (
            ("requests", entries((("cpu", tree.tree("cpu")), ("memory", memory)))),
            ("limits", entries((("cpu", tree.tree("cpu") if has_own_cores(subject) else None), ("memory", limit)))),
        )
    )
    return entries(
        (
            *program(tree),
            ("resources", resources),
            ("volumeMounts", mounts),
            *more.items(),
        )
    )


def _check_name(use: BoundTrait, subject: Subject) -> None:
    """Report a container that is called as one of the component, or of a trait before, is."""
    tree = use.tree
    assert tree is not None
    name = tree.known("name")
    taken = [bound.container.name for bound in subject.instance.containers if bound.container.name.value == name]
    places = [found.span for found in taken]
    for other in subject.instance.traits:
        if other is use:
            break
        leaf = other.tree.leaf("name") if other.tree is not None and "image" in other.tree else None
        places += [leaf.span] if leaf is not None and leaf.known == name else []
    if places:
        refuse(
            use,
            subject,
            f'there is a container "{printable(name)}" already',
            at=tree.span_of("name"),
            related=[Related(span=places[0], message="the other one is here")],
            hint="choose another name",
        )
