"""securitycontext: as whom containers run, and what they may do (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.capabilities.kubevela.containers import changed, of_containers, targets
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.number_types import COUNT
from oamc.capabilities.property_schema import SWITCH
from oamc.diagnostics.codes.vela import REFUSED_PROPERTIES
from oamc.expressions.holes import Not, any_of
from oamc.expressions.types import ListType, TextType
from oamc.ir.properties import is_true
from oamc.kubernetes.value_problems import CAPABILITIES
from oamc.objects.object_set import Requirement
from oamc.objects.tree import entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.capabilities.kubevela.containers import Target
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

CAPABILITY = TextType(pattern="|".join(sorted(CAPABILITIES)), rule="must be a Linux capability without CAP_, such as NET_ADMIN")
SOME = ListType(item=CAPABILITY)
AS_THEY_ARE = (
    "allowPrivilegeEscalation",
    "privileged",
    "readOnlyRootFilesystem",
    "runAsNonRoot",
    "runAsUser",
    "runAsGroup",
)
SCHEMA = of_containers(
    item("addCapabilities", SOME, "What the processes may do beyond the usual."),
    item("dropCapabilities", SOME, "What the processes may not do."),
    item("allowPrivilegeEscalation", SWITCH, "Whether a process may get more rights than its parent.", False),
    item("privileged", SWITCH, "Whether the container may do what the node may.", False),
    item("readOnlyRootFilesystem", SWITCH, "Whether the files of the image cannot be changed.", False),
    item("runAsNonRoot", SWITCH, "Whether nothing may run as root.", True),
    item("runAsUser", COUNT, "The user as which the processes run."),
    item("runAsGroup", COUNT, "The group as which the processes run."),
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the security context of containers."""
    meant = targets(use, subject)
    requirements = tuple(filter(None, (_requirement(use, target, subject) for target in meant)))
    made = changed((target, {"securityContext": _context(target.settings)}) for target in meant)
    return replace(made, requirements=requirements)


def _requirement(use: BoundTrait, target: Target, subject: Subject) -> Requirement | None:
    """Return the condition that a privileged container may get more rights: the API server refuses another one.

    KubeVela writes it all the same where nothing is said. What the document itself says is reported here.
    """
    settings = target.settings
    privileged, allowed = settings.leaf("privileged"), settings.leaf("allowPrivilegeEscalation")
    assert privileged is not None
    assert allowed is not None
    if privileged.known and not allowed.known:
        subject.context.reports.add(
            REFUSED_PROPERTIES,
            at=privileged.span,
            what=f'trait "{use.trait.name}"',
            reason="the API server takes no privileged container that may not get more rights than its parent",
            hint="write allowPrivilegeEscalation: true beside privileged: true",
        )
    is_privileged, is_allowed = is_true(privileged), is_true(allowed)
    if (is_privileged is None and not privileged.known) or (is_allowed is None and allowed.known):
        return None
    unprivileged = None if is_privileged is None else Not(condition=is_privileged)
    conditions = tuple(condition for condition in (unprivileged, is_allowed) if condition is not None)
    if not conditions:
        return None
    return Requirement(
        condition=any_of(conditions),
        message=f"allowPrivilegeEscalation must be true where privileged is, in the security context of {target.name}",
        span=target.span,
    )


def _context(settings: Group) -> Tree:
    """Return the security context of one container. It has capabilities even where none is named."""
    capabilities = entries((("add", settings.tree("addCapabilities")), ("drop", settings.tree("dropCapabilities"))))
    written = ((name, settings.tree(name)) for name in AS_THEY_ARE)
    return entries((("capabilities", capabilities if capabilities is not None else {}), *written))


SECURITYCONTEXT = Trait(
    names=("securitycontext",),
    summary="Say as whom containers run, and what they may do.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"readOnlyRootFilesystem": True},
)
