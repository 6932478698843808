"""resource: how much a container needs, and how much it may use (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import SPEC, directed, only_container, opened, pods
from oamc.capabilities.kubevela.shapes import AMOUNT, QUANTITY, item
from oamc.capabilities.property_schema import Struct
from oamc.diagnostics.codes.vela import IGNORED_PROPERTY
from oamc.expressions.types import NumberType, UnionType
from oamc.objects.patch_marks import RETAIN_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

OF_JOBS = ("spec", "jobTemplate", "spec", "template", "spec")
CORES = UnionType(options=(NumberType(minimum=0), AMOUNT), rule="must be a number of cores, or a quantity such as 500m")
_CPU, _MEMORY = "How much cpu the container needs, and may use.", "How much memory the container needs, and may use."


def _amounts(description: str) -> Struct:
    """Return the amounts of cpu and memory of one kind."""
    cpu = item("cpu", CORES, f"How much cpu the container {description}.", 1)
    return Struct(items=(cpu, item("memory", QUANTITY, f"How much memory the container {description}.", "2048Mi")))


SCHEMA = Struct(
    items=(
        item("cpu", CORES, _CPU),
        item("memory", QUANTITY, _MEMORY),
        item("requests", _amounts("needs"), "What the container needs."),
        item("limits", _amounts("may use"), "What the container may use."),
    )
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Put amounts in the place of those that the container has. It must be the only one, also of a CronJob."""
    tree = use.tree
    assert tree is not None
    spec = opened(subject.rendered.main.body.get("spec"), subject)
    path = OF_JOBS if isinstance(spec, dict) and "template" not in spec and "jobTemplate" in spec else SPEC
    found = only_container(use, subject, path)
    if found is None:
        return Change()
    requests, limits = tree.group("requests"), tree.group("limits")
    if requests is None and limits is None and "cpu" in tree and "memory" in tree:
        requests = limits = tree
    else:
        reason = '"requests" or "limits" says it' if requests or limits else '"cpu" and "memory" count together'
        for name in ("cpu", "memory"):
            _report_idle(use, name, reason, subject)
    resources = {name: _of(group) for name, group in (("requests", requests), ("limits", limits)) if group is not None}
    if not resources:
        return Change()
    return Change(patches=(pods({"containers": [{"resources": resources}]}, path),))


def _of(group: Group) -> Tree:
    """Return the patch of one kind of amounts, whatever they were before."""
    return directed({"cpu": group.tree("cpu"), "memory": group.tree("memory")}, RETAIN_KEYS)


def _report_idle(use: BoundTrait, name: str, reason: str, subject: Subject) -> None:
    """Report an amount that decides nothing where it stands."""
    tree = use.tree
    assert tree is not None
    if name in tree:
        subject.context.reports.add(
            IGNORED_PROPERTY,
            at=tree.keys[name],
            property=name,
            what=f'trait "{use.trait.name}"',
            reason=reason,
            hint='write "cpu" and "memory", or "requests" and "limits"',
        )


RESOURCE = Trait(
    names=("resource",),
    summary="Say how much the container needs, and how much it may use.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"cpu": 0.25, "memory": "200Mi"},
)
