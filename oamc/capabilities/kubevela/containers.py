"""Containers of a workload, for traits that change some of them (docs/spec/oam-v1beta1.md, 14.2).

Such a trait takes the settings of one container, whose name is the component's unless `containerName` says another one, or a
list of settings, each with its `containerName`.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import Item, Listed, Struct
from oamc.diagnostics.codes.vela import NO_SUCH_CONTAINER, NOT_THE_ONLY_CONTAINER, REFUSED_PROPERTIES, WITHOUT_PODS
from oamc.diagnostics.reports import Related, listing
from oamc.expressions.holes import Expression
from oamc.expressions.types import TextType
from oamc.objects.patch_marks import Directed
from oamc.objects.tree import bare, below
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree
    from oamc.spans import Span

SPEC = ("spec", "template", "spec")
_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_RULE = "must have lower-case letters, digits and hyphens, and begin and end with a letter or digit"
CONTAINER_NAME = TextType(pattern=_LABEL, rule=_RULE, maximum_length=63)
_ANY_CONTAINER = TextType(pattern=f"({_LABEL})?", rule=_RULE, maximum_length=63)
NAME = ("name",)
SEVERAL = "containers"


def of_containers(*items: Item, several: str = SEVERAL) -> Struct:
    """Return the properties of a trait that takes the settings of one container, or a list of those of several."""
    what = "The container that is meant: that of the component, unless another one is named."
    one = Struct(items=(needed("containerName", CONTAINER_NAME, "The container that is meant.", live=False), *items))
    return Struct(
        items=(
            item("containerName", _ANY_CONTAINER, what, live=False),
            *items,
            Item(
                name=several,
                shape=Listed(item=one, keys=("containerName",)),
                description="The settings of several containers.",
                alone=True,
            ),
        )
    )


class Target(Record):
    """A container that a trait changes: its name, the fields that it has now, and the settings for it."""

    name: str
    fields: dict[str, Tree]
    settings: Group
    span: Span


def opened(tree: Tree, subject: Subject) -> Any:
    """Return a part of the workload without its origin. What stands in its place as one value is read."""
    found = bare(tree)
    if isinstance(found, Expression):
        assert subject.reader is not None
        return subject.reader.known(found)
    return found


def pod_of(use: BoundTrait, subject: Subject, path: tuple[str, ...] = SPEC) -> dict[str, Tree] | None:
    """Return the spec of the pods as the traits before have left it; report a workload that has none, and return None."""
    main = subject.rendered.main
    found: dict[str, Tree] = main.body
    for name in path:
        below = opened(found.get(name), subject)
        if isinstance(below, dict):
            found = below
        else:
            hint = "KubeVela's traits know the pods of a Deployment, a StatefulSet, a DaemonSet and a Job"
            subject.context.reports.add(
                WITHOUT_PODS,
                at=use.name_span,
                related=[Related(span=subject.instance.component.workload_type.span, message="its type makes it so")],
                trait=use.trait.name,
                component=subject.name,
                kind=main.kind,
                hint=hint,
            )
            return None
    return found


def containers_of(pod: dict[str, Tree], subject: Subject) -> list[tuple[str, dict[str, Tree]]]:
    """Return the containers of the pods with their names, in order."""
    found: list[tuple[str, dict[str, Tree]]] = []
    for entry in opened(pod.get("containers"), subject) or ():
        fields = opened(entry, subject)
        assert subject.reader is not None
        found.append((str(subject.reader.known(fields.get("name"))), fields))
    return found


def targets(use: BoundTrait, subject: Subject, several: str = SEVERAL, *, may_be_empty: bool = False) -> tuple[Target, ...]:
    """Return the containers that a trait changes. One that is not there is reported, and so is one that is named twice.

    Where nothing is given at all KubeVela cannot tell which of the two forms is meant, unless the trait `may_be_empty`.
    """
    tree = use.tree
    assert tree is not None
    reports, what = subject.context.reports, f'trait "{use.trait.name}"'
    if not tree.keys and not may_be_empty:
        hint = f'write a property of the container, or "{several}" with a list'
        reports.add(REFUSED_PROPERTIES, at=use.name_span, what=what, reason="none is given", hint=hint)
        return ()
    pod = pod_of(use, subject)
    if pod is None:
        return ()
    there: dict[str, dict[str, Tree]] = {}
    for name, fields in containers_of(pod, subject):
        there.setdefault(name, fields)
    found: dict[str, Target] = {}
    for settings in tree.groups(several) if several in tree else (tree,):
        given = settings.known("containerName")
        name = given or subject.name
        span = settings.span_of("containerName") if given else use.name_span
        if name not in there:
            near = reports.nearest(name, there)
            others = f"its containers are {listing(there)}" if there else "it has none at all"
            hint = f'did you mean "{near}"?' if near else others
            reports.add(NO_SUCH_CONTAINER, at=span, component=subject.name, container=name, hint=hint)
        elif name in found:
            reports.add(
                REFUSED_PROPERTIES,
                at=span,
                related=[Related(span=found[name].span, message="the first settings are here")],
                what=what,
                reason=f'container "{name}" is there twice',
                hint="put its settings together",
            )
        else:
            found[name] = Target(name=name, fields=there[name], settings=settings, span=span)
    return tuple(found.values())


def component_container(use: BoundTrait, subject: Subject) -> dict[str, Tree] | None:
    """Return the container that is called as the component is; report that there is none, and return None."""
    pod = pod_of(use, subject)
    if pod is None:
        return None
    there = dict(reversed(containers_of(pod, subject)))
    if subject.name not in there:
        hint = f'the trait "{use.trait.name}" changes the container that is called as the component is'
        subject.context.reports.add(
            NO_SUCH_CONTAINER, at=use.name_span, component=subject.name, container=subject.name, hint=hint
        )
        return None
    return there[subject.name]


def only_container(use: BoundTrait, subject: Subject, path: tuple[str, ...] = SPEC) -> tuple[str, dict[str, Tree]] | None:
    """Return the only container with its name, for a trait that changes the first one, whatever its name is.

    KubeVela refuses such a trait where there are several; this is reported, and None returned.
    """
    pod = pod_of(use, subject, path)
    if pod is None:
        return None
    there = containers_of(pod, subject)
    if len(there) == 1:
        return there[0]
    subject.context.reports.add(
        NOT_THE_ONLY_CONTAINER,
        at=use.name_span,
        trait=use.trait.name,
        component=subject.name,
        containers=f"the containers {listing([name for name, _ in there])}" if there else "none",
        hint=f'put "{use.trait.name}" before the traits that add containers',
    )
    return None


def pods(spec: Tree, path: tuple[str, ...] = SPEC) -> Patch:
    """Return the patch of the spec of the pods, wherever the component type has it."""
    return Patch(tree=below(path, spec))


def keyed(items: Iterable[Tree], key: tuple[str, ...] = NAME, strategy: str = "") -> Tree:
    """Return a list of a patch whose items are found by a key, and those of the lists inside them, too."""
    return Directed(list(items), key=key, strategy=strategy)  # type: ignore[return-value]  # of patches only


def directed(tree: Tree, strategy: str) -> Tree:
    """Return a field of a patch that is put in the place of what is there by a strategy."""
    return Directed(tree, strategy=strategy)  # type: ignore[return-value]  # of patches only


def changed(changes: Iterable[tuple[Target, dict[str, Tree]]]) -> Change:
    """Return the change of some containers, each with the fields that are merged into it."""
    found: list[Tree] = [{"name": target.name, **fields} for target, fields in changes]
    return Change(patches=(pods({"containers": keyed(found)}),)) if found else Change()
