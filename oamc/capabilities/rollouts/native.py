"""The engine `native`: two Deployments, and values that lead to one or the other (docs/spec/rollouts.md, 1 and 2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Property
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.pods import kube_object
from oamc.capabilities.rollouts.engine import (
    BLUE_GREEN,
    CANARY,
    COUNT,
    NATIVE,
    PREVIEW_REPLICAS,
    Engine,
    Owned,
    default_for,
    only,
    shortened,
)
from oamc.capabilities.rollouts.versions import can_run_side_by_side
from oamc.capabilities.text_types import IMAGE
from oamc.capabilities.tracks import edited, track_of
from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.reports import listing
from oamc.expressions.holes import Equals, Hole, NotEmpty, When, all_of
from oamc.expressions.types import TextType
from oamc.model.reserved_keys import UNIQUE_NAME
from oamc.objects.naming import prefixed
from oamc.objects.tree import At
from oamc.records import replace
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.capabilities.tracks import Edit
    from oamc.expressions.holes import Condition, Known
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.objects.tree import KubeObject, Tree
    from oamc.values.parameters import Unset

BLUE, GREEN, PREVIEW = "blue", "green", "-preview"
SUFFIXES = {CANARY: "canary", BLUE_GREEN: GREEN}
OPTIONAL_IMAGE = TextType(pattern=f"({IMAGE.pattern})?", rule=f"{IMAGE.rule}, or empty", maximum_length=IMAGE.maximum_length)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Let the Service select one of the two versions, and make one for the other, where the document wants to switch."""
    service = _service(subject)
    if use.known("strategy") != BLUE_GREEN:
        return Change()
    if service is None:
        hint = "give a container a port, or choose the strategy canary"
        refuse(use, subject, "there is no Service to switch", at=use.span_of("strategy"), hint=hint)
        return Change()
    active: Tree = {"spec": {"selector": {UNIQUE_NAME: _when_green(use, *_names(subject))}}}
    preview = kube_object(
        subject.instance,
        ("v1", "Service"),
        f"{subject.name}{PREVIEW}",
        labels=TRAIT_ROLE,
        fields=(("spec", edited(service.body["spec"], ("selector", UNIQUE_NAME), lambda _: _previewed(use, subject))),),
        span=use.span,
    )
    return Change(patches=(Patch(tree=active, target=(service.kind, service.name)),), objects=(preview,))


def _service(subject: Subject) -> KubeObject | None:
    """Return the Service of the instance, None where it has none."""
    return next((item for item in subject.rendered.further if item.kind == "Service"), None)


def _names(subject: Subject) -> tuple[Tree, Tree]:
    """Return the names of the green and of the blue version."""
    return prefixed(f"{subject.name}-{GREEN}"), prefixed(subject.name)


def _previewed(use: BoundTrait, subject: Subject) -> Tree:
    """Return the name of the version that the Service does not lead to."""
    green, blue = _names(subject)
    return _when_green(use, blue, green)


def _when_green(use: BoundTrait, then: Tree, otherwise: Tree) -> Tree:
    """Return what is there while the green version is the active one, or else."""
    return When(condition=_is_active(use, GREEN), then=then, otherwise=otherwise)


def _is_active(use: BoundTrait, color: str) -> Condition:
    """Return the condition that a version is the active one."""
    return Equals(path=(*use.path, "blueGreen", "active"), value=color)


def finish(use: BoundTrait, subject: Subject, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Add the second version of the finished Deployment."""
    main = next(item for item in objects if (item.kind, item.name) == (subject.rendered.main.kind, subject.name))
    if not can_run_side_by_side(use, subject, main.kind, wanted="Deployment") or not _is_clear(use, subject):
        return objects
    strategy = str(use.known("strategy"))
    container, rule = str(use.known("container")), f"trait {use.trait.name}"
    image = ("spec", "template", "spec", "containers", container, "image")
    edits: dict[tuple[str, ...], Edit] = {image: lambda own: _image(use, f"{strategy}.image", own)}
    if strategy == CANARY:
        replicas = At(use.get("canary.replicas"), use.span_of("canary.replicas"))
        edits["spec", "replicas"] = lambda _: replicas
        return (*objects, track_of(main, SUFFIXES[strategy], edits, rule))
    edits["spec", "replicas"] = lambda own: _replicas(use, BLUE, own)
    second = track_of(main, SUFFIXES[strategy], edits, rule)
    body = edited(main.body, ("spec", "replicas"), lambda own: _replicas(use, GREEN, own))
    assert isinstance(body, dict)
    return (*(replace(item, body=body) if item is main else item for item in objects), second)


def _is_clear(use: BoundTrait, subject: Subject) -> bool:
    """Tell whether it is clear which container differs; report where it is not."""
    if use.get("container") is not None or use.known("container") is not None:
        return True
    names = [bound.container.name.value for bound in subject.instance.containers]
    hint = f"set container to {listing(names, 'or')}"
    refuse(use, subject, "several containers have an image, and none is chosen", at=use.name_span, hint=hint)
    return False


def _image(use: BoundTrait, name: str, own: Tree) -> Tree:
    """Return the image of the second version: that of the first one, where it has none of its own."""
    chosen = use.get(name)
    assert isinstance(chosen, Hole)
    return When(condition=NotEmpty(path=chosen.path), then=At(chosen, use.span_of(name)), otherwise=own)


def _replicas(use: BoundTrait, active: str, own: Tree) -> Tree:
    """Return how many replicas a version has: fewer, maybe, while the `active` one is the other."""
    fewer, given = use.get("blueGreen.previewReplicas"), use.has_value("blueGreen.previewReplicas")
    if fewer is None:
        return own
    idle = _is_active(use, active)
    condition = idle if given is None else all_of((given, idle))
    return When(condition=condition, then=At(fewer, use.span_of("blueGreen.previewReplicas")), otherwise=own)


def _turn(_: BoundTrait, workload_type: WorkloadType) -> WorkloadType:
    """Return a workload type whose instances leave room in their names for what tells the second version."""
    return shortened(workload_type, PREVIEW)


def _containers(component: Component) -> TextType:
    """Return the type of a name of a container."""
    return TextType(choices=tuple(container.name.value for container in component.containers))


def _only_container(given: dict[str, Known], component: Component) -> Known | Unset:
    """Return the name of the container, where there is one."""
    containers = component.containers
    return containers[0].name.value if len(containers) == 1 and given.get("engine", NATIVE) == NATIVE else UNSET


ENGINE = Engine(
    name=NATIVE,
    summary="the operator, by the values below",
    properties=(
        Owned(
            property=Property(
                name="container",
                type=_containers,
                description="The container that gets another image. The only one, where it is not set.",
                default_of=_only_container,
                live=False,
                example=None,
            )
        ),
        *only(
            CANARY,
            Property(
                name="canary.image",
                type=OPTIONAL_IMAGE,
                description="The image of the new version. Empty: that of the instance.",
                default_of=default_for(NATIVE, frozenset((CANARY,)), ""),
                example="example/web:2",
            ),
            Property(
                name="canary.replicas",
                type=COUNT,
                description="How many pods of the new version run beside those of the instance: their share of all pods is "
                "their share of the requests. 0 ends the canary.",
                default_of=default_for(NATIVE, frozenset((CANARY,)), 0),
                example=1,
            ),
        ),
        *only(
            BLUE_GREEN,
            Property(
                name="blueGreen.active",
                type=TextType(choices=(BLUE, GREEN)),
                description="The version that answers. blue has the image of the instance.",
                default_of=default_for(NATIVE, frozenset((BLUE_GREEN,)), BLUE),
                example=None,
            ),
            Property(
                name="blueGreen.image",
                type=OPTIONAL_IMAGE,
                description="The image of the green version. Empty: that of the instance.",
                default_of=default_for(NATIVE, frozenset((BLUE_GREEN,)), ""),
                example=None,
            ),
            PREVIEW_REPLICAS,
        ),
    ),
    change=change,
    finish=finish,
    turn=_turn,
    produces=("apps/v1 Deployment",),
    excludes=("autoscaling/v2 HorizontalPodAutoscaler", "keda.sh/v1alpha1 ScaledObject"),
)
