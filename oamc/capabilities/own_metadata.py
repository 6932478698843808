"""Labels and annotations that traits of OAM's own vocabulary put on the objects of an instance.

What a document writes straight below the properties goes to the workload and its pods, as with KubeVela; below `workload`,
`pods` and `service` it goes to one of them alone.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.capabilities.property_schema import Mapped, Struct
from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.codes.capabilities import WRONG_PROPERTY
from oamc.diagnostics.reports import Related
from oamc.ir.properties import Group, Leaf
from oamc.objects.tree import below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.property_schema import Item
    from oamc.expressions.types import TextType
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

WORKLOAD, PODS, SERVICE = "workload", "pods", "service"
PLACES = (WORKLOAD, PODS, SERVICE)


def metadata_schema(value: TextType, what: str) -> Struct:
    """Return the properties of a trait that writes labels or annotations, which are called `what`."""
    from oamc.capabilities.kubevela.shapes import item

    def of(name: str, whose: str) -> Item:
        """Return the entries of one object."""
        return item(name, Mapped(item=value), f"{what.capitalize()} of {whose} alone.")

    return Struct(
        items=(of(WORKLOAD, "the workload"), of(PODS, "the pods"), of(SERVICE, "the Service")),
        others=value,
        about_others=f"The value of one of the {what} of the workload and its pods.",
    )


def metadata_change(use: BoundTrait, subject: Subject, field: str, problem: Callable[[str], str]) -> Change:
    """Put entries into the metadata of the objects. `problem` says what is wrong with a key, or nothing."""
    tree = use.tree
    assert tree is not None
    common = {name: part for name, part in tree.parts.items() if isinstance(part, Leaf)}
    _check(use, subject, tree, common, problem)
    template = subject.workload_type.pod[:-1]
    patches: list[Patch] = []
    for place, path in ((WORKLOAD, ()), (PODS, template)):
        own = tree.group(place)
        wanted = {**_trees(common), **({} if own is None else dict(own.entries()))}
        if wanted:
            patches.append(Patch(tree=below((*path, "metadata", field), wanted)))
    service = tree.group(SERVICE)
    if service is not None and service.parts:
        found = next((item for item in subject.rendered.further if item.kind == "Service"), None)
        if found is None:
            maker, hint = subject.workload_type.run_by, "leave them out"
            what = f"{maker} makes its Service in the cluster, and takes no {field} of it"
            if not maker:
                what = f"it has no Service, whose {field} these are"
                hint = "add a port to a container of a Server or SingletonServer, or leave them out"
            refuse(use, subject, what, at=tree.keys[SERVICE], hint=hint)
        else:
            target = (found.kind, found.name)
            patches.append(Patch(tree=below(("metadata", field), dict(service.entries())), target=target))
    return Change(patches=tuple(patches))


def _check(use: BoundTrait, subject: Subject, tree: Group, common: dict[str, Leaf], problem: Callable[[str], str]) -> None:
    """Report keys that are none, and those that are given twice for one object."""
    groups = [("", tree, tuple(common)), *((name, part, tuple(part.parts)) for name in PLACES if (part := tree.group(name)))]
    for place, group, keys in groups:
        for key in keys:
            words, found = f'{place}["{key}"]' if place else key, problem(key)
            related = []
            if not found and key in common and place in (WORKLOAD, PODS):
                found = "is given for the workload and its pods, too"
                related = [Related(span=tree.keys[key], message="the first one is here")]
            if found:
                subject.context.reports.add(
                    WRONG_PROPERTY,
                    at=group.keys[key],
                    related=related,
                    property=words,
                    what=f'trait "{use.trait.name}"',
                    problem=found,
                    hint="keep one of them" if related else "choose another key",
                )


def _trees(leaves: dict[str, Leaf]) -> dict[str, Tree]:
    """Return values as parts of an object."""
    return {name: leaf.tree for name, leaf in leaves.items()}
