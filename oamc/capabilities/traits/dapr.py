"""dapr: a sidecar of Dapr beside the containers of an instance (docs/spec/dapr.md, 1 to 3).

Dapr's injector reads annotations of pods: all texts. What it cannot read it passes over in silence, so that the types here are
narrower than texts.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.dapr_actors import check_actors, of_actors, resiliency
from oamc.capabilities.dapr_annotations import PREFIX, written
from oamc.capabilities.dapr_apps import app_id, objects_of
from oamc.capabilities.dapr_checks import check, requirements, tell_of_component
from oamc.capabilities.dapr_properties import SCHEMA
from oamc.diagnostics.codes.dapr import NOT_THERE
from oamc.diagnostics.reports import listing
from oamc.expressions.holes import Equals, Hole, When
from oamc.objects.naming import prefixed
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.object_set import Requirement
    from oamc.objects.tree import Tree


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put the annotations on the pods."""
    tree = use.tree
    assert tree is not None
    check(use, subject, tree)
    found: dict[str, Tree] = {
        f"{PREFIX}enabled": "true",
        f"{PREFIX}app-id": At(app_id(subject.instance, use), tree.span_of("appId") if "appId" in tree else use.name_span),
        **({f"{PREFIX}config": _config(tree, subject)} if "config" in tree else {}),
        **dict(written(tree)),
    }
    tell_of_component(use, subject, tuple(found))
    patch = subject.of_pods({"metadata": {"annotations": entries(found.items())}})
    actors = tree.group("actors")
    further: tuple[Requirement, ...] = ()
    if actors is not None:
        check_actors(use, subject, tree, actors)
        further = tuple(of_actors(use, tree))
    return Change(
        patches=(patch,),
        objects=tuple(resiliency(use, subject, actors)) if actors is not None else (),
        requirements=(*requirements(use, subject, tree), *further),
    )


def _config(tree: Group, subject: Subject) -> Tree:
    """Return the name of the Configuration: that of an instance of the application has the prefix of its names."""
    leaf = tree.leaf("config")
    if leaf is None:
        return None
    assert isinstance(leaf.value, Hole)
    found: Tree = leaf.tree
    configurations = objects_of(subject.context, "Configuration")
    if configurations and leaf.known not in configurations and leaf.known not in subject.context.unbound:
        near = subject.context.reports.nearest(leaf.known, configurations)
        known = f"those of it are {listing(sorted(configurations))}: another one must be in the cluster"
        hint = f'did you mean "{near}"?' if near else known
        subject.context.reports.add(NOT_THERE, at=leaf.span, what="Configuration", name=leaf.known, hint=hint)
    for name in sorted(configurations, reverse=True):
        condition = Equals(path=leaf.value.path, value=name)
        found = When(condition=condition, then=At(prefixed(name), leaf.span), otherwise=found)
    return found


DAPR = Trait(
    names=("dapr",),
    summary="Give each pod a sidecar of Dapr.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    schema=SCHEMA,
    example={"appPort": 8080, "logLevel": "warn"},
    produces=("dapr.io/v1alpha1 Resiliency",),
    requires=("dapr",),
)
