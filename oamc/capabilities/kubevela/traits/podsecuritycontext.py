"""podsecuritycontext: as whom the pods run, and what they may do (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import pod_of, pods
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.number_types import COUNT
from oamc.capabilities.property_schema import NAME, SWITCH, Struct, choice
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

PROFILE = Struct(
    items=(
        # Whether a profile of the node is named depends on it.
        needed("type", choice("RuntimeDefault", "Unconfined", "Localhost"), "Whose profile it is.", live=False),
        item("localhostProfile", NAME, "The profile of the node, for the type Localhost."),
    )
)
SCHEMA = Struct(
    items=(
        item("appArmorProfile", PROFILE, "What AppArmor lets the pods do."),
        item("fsGroup", COUNT, "The group that owns the volumes."),
        item("runAsGroup", COUNT, "The group as which the processes run."),
        item("runAsUser", COUNT, "The user as which the processes run."),
        item("runAsNonRoot", SWITCH, "Whether nothing may run as root.", True),
        item("seccompProfile", PROFILE, "Which system calls the pods may make."),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the security context of the pods."""
    tree = use.tree
    assert tree is not None
    if pod_of(use, subject) is None:
        return Change()
    profiles = ((name, tree.group(name)) for name in ("appArmorProfile", "seccompProfile"))
    written = (*tree.entries(), *((name, entries(profile.entries())) for name, profile in profiles if profile is not None))
    return Change(patches=(pods({"securityContext": entries(written)}),))


PODSECURITYCONTEXT = Trait(
    names=("podsecuritycontext",),
    summary="Say as whom the pods run, and what they may do.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"runAsUser": 1000, "fsGroup": 2000},
)
