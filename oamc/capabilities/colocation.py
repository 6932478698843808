"""Classes of Koordinator, which mixes kinds of work on the nodes of a cluster (docs/spec/dynamic-qos.md, 3).

Pods of the class BE request what others have requested and do not use: Koordinator's own resources in the place of cpu and
memory, of which Kubernetes then sees nothing.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Change
from oamc.capabilities.follows import Follows
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.property_schema import Struct, choice
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.diagnostics.codes.dynamic_qos import CANNOT_CHANGE
from oamc.diagnostics.reports import listing
from oamc.expressions.holes import Equals, Hole, TextOf, Times, When, any_of, joined, text_of
from oamc.expressions.numbers import spell_json
from oamc.expressions.types import NumberType
from oamc.kubernetes.pod_templates import QOS_CLASS, RUN_PODS, TEMPLATE, TEMPLATES
from oamc.kubernetes.quantities import times
from oamc.objects.object_set import Requirement
from oamc.objects.patch_marks import either
from oamc.objects.tree import At, branches, entries, placed
from oamc.quality.colocation import BATCH_CPU, BATCH_MEMORY
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import KubeObject, Tree

BEST_EFFORT = "BE"
PRIORITIES = {
    "LSE": ("koord-prod",),
    "LSR": ("koord-prod",),
    "LS": ("koord-prod", "koord-mid"),
    BEST_EFFORT: ("koord-batch", "koord-free"),
}
"""The priority classes of each class of Koordinator, its own one first."""
PRIORITY = "koordinator.sh/priority"
CPU_BURST, MEMORY_QOS = "cpuBurst", "memoryQOS"
CPU = "cpu"
IN_BATCH = {CPU: BATCH_CPU, "memory": BATCH_MEMORY}
WHOLE = 100
SHARE = NumberType(whole=True, minimum=0, maximum=100)
SWITCH = NumberType(whole=True, minimum=0, maximum=1)
LARGEST = 2**31 - 1
PROPERTIES = (
    needed(
        "qosClass",
        choice(*PRIORITIES),
        "With the engine koordinator: LSE and LSR have cpus of their own, LS shares them, BE gets what others leave.",
        why="it decides which resources the pods request",
    ),
    item(
        "priorityClassName",
        choice(*dict.fromkeys(name for names in PRIORITIES.values() for name in names)),
        "The priority class of the pods: that of the class, where it is not written.",
    ),
    item(
        "subPriority",
        NumberType(whole=True, minimum=0, maximum=LARGEST),
        "Which pods go first within the priority class.",
    ),
    item("schedulerName", OBJECT_NAME, "The scheduler of Koordinator.", "koord-scheduler"),
    item(
        CPU_BURST,
        Struct(
            items=(
                item("policy", choice("none", "cpuBurstOnly", "cfsQuotaBurstOnly", "auto"), "What may burst.", "auto"),
                item(
                    "cpuBurstPercent",
                    NumberType(whole=True, minimum=1, maximum=10_000),
                    "How much of its limit a container may save up, in percent.",
                    1000,
                ),
                item(
                    "cfsQuotaBurstPercent",
                    NumberType(whole=True, minimum=100, maximum=LARGEST),
                    "How far its limit may be raised, in percent.",
                    300,
                ),
                item(
                    "cfsQuotaBurstPeriodSeconds",
                    NumberType(whole=True, minimum=-1, maximum=LARGEST),
                    "For how many seconds; -1 for any time.",
                    -1,
                ),
            )
        ),
        "How far containers may go beyond their limits of cpu for a while.",
    ),
    item(
        MEMORY_QOS,
        Struct(
            items=(
                item("policy", choice("none", "default", "auto"), "Whose words count.", "auto"),
                item("minLimitPercent", SHARE, "How much of the request is never taken back, in percent."),
                item("lowLimitPercent", SHARE, "How much of the request is taken back last, in percent."),
                item("throttlingPercent", SHARE, "From which share of the limit on memory is given more slowly, in percent."),
                item("wmarkRatio", SHARE, "From which share of the limit on memory is taken back beforehand, in percent."),
                item(
                    "wmarkScalePermill",
                    NumberType(whole=True, minimum=1, maximum=1000),
                    "How much is taken back then, in thousandths.",
                ),
                item(
                    "wmarkMinAdj",
                    NumberType(whole=True, minimum=-25, maximum=50),
                    "How much earlier or later than others memory is taken back where the node has none.",
                ),
                item("priorityEnable", SWITCH, "Whether the priority counts when processes are killed: 1, else 0."),
                item("priority", NumberType(whole=True, minimum=0, maximum=12), "That priority."),
                item("oomKillGroup", SWITCH, "Whether all processes of a container are killed together: 1, else 0."),
            )
        ),
        "How memory is given and taken back.",
    ),
)


def colocated(use: BoundTrait, subject: Subject, tree: Group) -> Change:
    """Say the class of the pods, and what goes with it."""
    quality, allowed = str(tree.known("qosClass")), PRIORITIES[str(tree.known("qosClass"))]
    chosen, number = tree.leaf("priorityClassName"), tree.leaf("subPriority")
    if chosen is not None and chosen.known not in allowed:
        subject.context.reports.add(
            CANNOT_CHANGE,
            at=chosen.span,
            instance=subject.name,
            problem=f"Koordinator has no {chosen.known} of the class {quality}",
            hint=f"set priorityClassName: {listing(allowed, 'or')}",
        )
        return Change()
    labels = (
        (QOS_CLASS, tree.tree("qosClass")),
        (PRIORITY, None if number is None else At(_text(number), number.span)),
    )
    annotations = ((f"koordinator.sh/{name}", _settings(tree.group(name))) for name in (CPU_BURST, MEMORY_QOS))
    metadata: Tree = entries((("labels", entries(labels)), ("annotations", entries(annotations))))
    spec: Tree = {
        "priorityClassName": At(allowed[0], tree.span_of("qosClass")) if chosen is None else chosen.tree,
        "schedulerName": tree.tree("schedulerName"),
    }
    span = tree.span_of("qosClass")
    follows = tuple(Follows(resource=name, span=span) for name in IN_BATCH) if quality == BEST_EFFORT else ()
    return Change(
        patches=(subject.of_pods({"metadata": metadata}), subject.pod(spec)),
        requirements=tuple(_requirements(use, chosen, allowed)),
        follows=follows,
    )


def _requirements(use: BoundTrait, chosen: Leaf | None, allowed: tuple[str, ...]) -> Iterator[Requirement]:
    """Yield that the priority class is one of the class."""
    if chosen is not None and isinstance(chosen.value, Hole):
        path = chosen.value.path
        condition = any_of(tuple(Equals(path=path, value=name) for name in allowed))
        message = f"{'.'.join(use.path)}.priorityClassName must be {listing(allowed, 'or')}"
        yield Requirement(condition=condition, message=message, span=chosen.span)


def _text(leaf: Leaf) -> str | Hole | TextOf:
    """Return a value as text."""
    if not isinstance(leaf.value, Hole):
        return leaf.known if isinstance(leaf.known, str) else spell_json(leaf.known)
    return text_of(leaf.value)


def _settings(group: Group | None) -> Tree:
    """Return settings as the JSON that an annotation holds, None where there are none. No text of them needs an escape."""
    if group is None:
        return None
    parts: list[str | Hole | TextOf] = []
    for name in group.parts:
        leaf = group.leaf(name)
        assert leaf is not None
        quote = '"' if isinstance(leaf.known, str) else ""
        parts += [f'{"," if parts else "{"}"{name}":{quote}', _text(leaf), quote]
    return At(joined((*parts, "}")), group.span)


def with_batch_resources(use: BoundTrait, objects: tuple[KubeObject, ...]) -> tuple[KubeObject, ...]:
    """Return the finished objects of an instance whose containers request what others leave, while the trait is in force."""
    return tuple(_object(item, use.enabled) if item.kind in RUN_PODS else item for item in objects)


def _object(item: KubeObject, condition: Condition | None) -> KubeObject:
    """Return an object whose pods request Koordinator's resources."""

    def amounts(tree: Tree) -> Tree:
        """Return requests or limits: one or the other, by whether the trait is in force."""
        if not isinstance(tree, dict) or not IN_BATCH.keys() & tree.keys():
            return tree
        made = entries(_in_batch(name, part) for name, part in tree.items())
        return made if condition is None else either(condition, made, tree)

    def container(tree: Tree) -> Tree:
        """Return a container whose requests and limits are such."""
        return below(below(tree, ("resources", "requests"), amounts), ("resources", "limits"), amounts)

    def containers(tree: Tree) -> Tree:
        """Return such containers."""
        assert isinstance(tree, (list, tuple)), "containers are a list"
        return [within(one, container) for one in tree]

    body: Tree = item.body
    for name in ("initContainers", "containers"):
        body = below(body, (*TEMPLATES.get(item.kind, TEMPLATE), "spec", name), containers)
    assert isinstance(body, dict)
    return replace(item, body=body)


def below(tree: Tree, path: tuple[str, ...], change: Callable[[Tree], Tree]) -> Tree:
    """Return a tree in which what stands at a path is changed, wherever it is there."""
    if not path:
        return within(tree, change)

    def entry(held: Tree) -> Tree:
        """Return a mapping in which one entry is changed."""
        if not isinstance(held, dict) or path[0] not in held:
            return held
        return {name: below(part, path[1:], change) if name == path[0] else part for name, part in held.items()}

    return within(tree, entry)


def within(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """Return a part with what it holds changed, in each branch of its conditions."""
    match tree:
        case None:
            return None
        case At():
            return placed(change(tree.tree), tree.span, tree.rule, tree.replaced)
        case When():
            then, otherwise = branches(tree)
            return When(condition=tree.condition, then=within(then, change), otherwise=within(otherwise, change))
        case _:
            return change(tree)


def _in_batch(name: str, amount: Tree) -> tuple[str, Tree]:
    """Return an amount under the name that it has with Koordinator: of cpu the number of thousandths of a core."""
    return IN_BATCH.get(name, name), within(amount, _in_thousandths) if name == CPU else amount


def _in_thousandths(cores: Tree) -> Tree:
    """Return an amount of cpu as a number of thousandths of a core."""
    match cores:
        case Hole():
            return Times(hole=cores, hundredths=WHOLE, in_thousandths=True)
        case Times():
            return replace(cores, in_thousandths=True)
        case _:
            return times(str(cores), WHOLE, in_thousandths=True)
