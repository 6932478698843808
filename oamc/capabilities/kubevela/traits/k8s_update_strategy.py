"""k8s-update-strategy: how new pods take the place of old ones (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch, Trait
from oamc.capabilities.kubevela.containers import directed
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.number_types import COUNT
from oamc.capabilities.property_schema import NAME, Struct, choice
from oamc.diagnostics.codes.vela import IGNORED_PROPERTY, REFUSED_PROPERTIES
from oamc.diagnostics.reports import Related
from oamc.expressions.types import COUNT_OR_PERCENT
from oamc.objects.patch_marks import RETAIN_KEYS
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

DEPLOYMENT = "Deployment"
ROLLING = "RollingUpdate"
KNOWN_GROUPS = ("apps", "batch", "v1")
"""The groups of Kubernetes' own workloads. Of another kind only its users know which fields it has."""
FIELDS = {
    DEPLOYMENT: ("strategy", ("RollingUpdate", "Recreate"), ("maxSurge", "maxUnavailable")),
    "StatefulSet": ("updateStrategy", ("RollingUpdate", "OnDelete"), ("partition",)),
    "DaemonSet": ("updateStrategy", ("RollingUpdate", "OnDelete"), ("maxSurge", "maxUnavailable")),
}
"""Of each kind the field, the types of strategy that it has, and what RollingUpdate takes there."""
ROLLING_STRATEGY = Struct(
    items=(
        item("maxSurge", COUNT_OR_PERCENT, "How many pods there may be beyond those that are wanted.", "25%"),
        item("maxUnavailable", COUNT_OR_PERCENT, "How many pods may be missing.", "25%"),
        item("partition", COUNT, "From which number on the pods of a StatefulSet are renewed.", 0),
    )
)
STRATEGY = Struct(
    items=(
        item("type", choice("RollingUpdate", "Recreate", "OnDelete"), "The type of strategy.", ROLLING, live=False),
        item("rollingStrategy", ROLLING_STRATEGY, "How RollingUpdate goes on.", {}),
    )
)
SCHEMA = Struct(
    items=(
        item("targetAPIVersion", NAME, "The version of the kind, which decides nothing.", "apps/v1", live=False),
        item("targetKind", choice(*FIELDS), "The kind of the workload.", DEPLOYMENT, live=False),
        item("strategy", STRATEGY, "The strategy.", {}),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put a strategy in the place of the one that is there. The kind that is said must be that of the workload."""
    tree = use.tree
    assert tree is not None
    strategy = tree.group("strategy")
    assert strategy is not None
    kind, chosen, main = tree.known("targetKind"), strategy.known("type"), subject.rendered.main
    if kind != main.kind and main.api_version.partition("/")[0] in KNOWN_GROUPS:
        subject.context.reports.add(
            REFUSED_PROPERTIES,
            at=tree.span_of("targetKind") if "targetKind" in tree.keys else use.name_span,
            related=[Related(span=subject.instance.component.workload_type.span, message="its type makes it so")],
            what=f'trait "{use.trait.name}"',
            reason=f'targetKind is {kind}, and component "{subject.name}" is a {main.kind}',
            hint=f"write targetKind: {main.kind}" if main.kind in FIELDS else f"a {main.kind} has no such strategy",
        )
        return Change()
    field, types, rolling_fields = FIELDS[kind]
    if chosen not in types:
        _report(use, strategy, "type", f"a {kind} has no strategy {chosen}", f"write {' or '.join(types)}", subject)
        return Change()
    rolling = strategy.group("rollingStrategy")
    assert rolling is not None
    if chosen != ROLLING:
        if "rollingStrategy" in strategy.keys:
            hint = "leave it out"
            _report(use, strategy, "rollingStrategy", f"the type of strategy is {chosen}", hint, subject)
        return _set(field, {"type": strategy.tree("type")})
    for name in rolling.keys:
        if name not in rolling_fields:
            hint = f"a {kind} has {' and '.join(rolling_fields)}"
            _report(use, rolling, name, f"a {kind} does not have it", hint, subject)
    return _set(
        field,
        {"type": strategy.tree("type"), "rollingUpdate": entries((name, rolling.tree(name)) for name in rolling_fields)},
    )


def _set(field: str, strategy: Tree) -> Change:
    """Return the change that writes a strategy."""
    return Change(patches=(Patch(tree={"spec": {field: directed(strategy, RETAIN_KEYS)}}),))


def _report(use: BoundTrait, group: Group, name: str, reason: str, hint: str, subject: Subject) -> None:
    """Report a property that decides nothing where it stands."""
    subject.context.reports.add(
        IGNORED_PROPERTY, at=group.keys[name], property=name, what=f'trait "{use.trait.name}"', reason=reason, hint=hint
    )


K8S_UPDATE_STRATEGY = Trait(
    names=("k8s-update-strategy",),
    summary="Say how new pods take the place of old ones.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"strategy": {"type": "RollingUpdate", "rollingStrategy": {"maxSurge": "2", "maxUnavailable": "0%"}}},
)
