"""container-image: the images of containers (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.capabilities.kubevela.containers import changed, directed, of_containers, targets
from oamc.capabilities.kubevela.shapes import IMAGE, item
from oamc.capabilities.property_schema import choice
from oamc.expressions.holes import Hole, NotEmpty, When
from oamc.objects.patch_marks import RETAIN_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.capabilities.kubevela.containers import Target
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

POLICY = choice("", "IfNotPresent", "Always", "Never")
SCHEMA = of_containers(
    IMAGE, item("imagePullPolicy", POLICY, "When the image is fetched: as before, unless something is said.", "")
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put images in the place of those that are there, and policies where one is said."""
    return changed((target, _fields(target)) for target in targets(use, subject, may_be_empty=True))


def _fields(target: Target) -> dict[str, Tree]:
    """Return the fields of one container."""
    fields: dict[str, Tree] = {"image": directed(target.settings.tree("image"), RETAIN_KEYS)}
    policy = target.settings.leaf("imagePullPolicy")
    assert policy is not None
    if isinstance(policy.value, Hole):
        before = target.fields.get("imagePullPolicy")
        chosen = When(condition=NotEmpty(path=policy.value.path), then=policy.tree, otherwise=before)
        fields["imagePullPolicy"] = directed(chosen, RETAIN_KEYS)
    elif policy.known:
        fields["imagePullPolicy"] = directed(policy.tree, RETAIN_KEYS)
    return fields


CONTAINER_IMAGE = Trait(
    names=("container-image",),
    summary="Change the images of containers.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"image": "example/web:2"},
)
