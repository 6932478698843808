"""lifecycle: what happens when containers have begun and before they end, and how long that may take.

Rules: docs/spec/everyday-traits.md, 5.
"""

from __future__ import annotations

import re

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.kubevela.handlers import handler, ways
from oamc.capabilities.kubevela.shapes import item, needed
from oamc.capabilities.number_types import ABOVE_ZERO
from oamc.capabilities.own_containers import CONTAINERS, chosen_containers
from oamc.capabilities.property_schema import Struct
from oamc.diagnostics.codes.application import GRACE_TOO_SHORT
from oamc.diagnostics.codes.capabilities import WRONG_PROPERTY
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import AtMost, Hole
from oamc.objects.object_set import Requirement
from oamc.objects.tree import bare, entries
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import Tree

GRACE, USUAL_GRACE = "terminationGracePeriodSeconds", 30
SLEEP = item("sleep", Struct(items=(needed("seconds", ABOVE_ZERO, "How long."),)), "Wait, and do nothing else.")
HANDLER = Struct(items=(*ways(scheme="HTTP"), SLEEP))
_SLEEPS = Pattern(r"(?:^|[\s;&|/])sleep\s+([0-9]{1,9})s?(?:$|[\s;&|])", re.ASCII)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write what happens in the containers, and the time in which they must have ended."""
    tree = use.tree
    assert tree is not None
    _check(tree, subject)
    hooks = entries((name, _hook(tree.group(name))) for name in ("postStart", "preStop"))
    chosen = chosen_containers(use, subject)
    containers: list[Tree] = [{"name": bound.container.name.value, "lifecycle": hooks} for bound in chosen]
    spec = entries(((GRACE, tree.tree(GRACE)), ("containers", containers if hooks is not None else None)))
    patches = (subject.pod(spec),) if spec is not None else ()
    return Change(patches=patches, requirements=_requirements(use, tree))


def _hook(group: Group | None) -> Tree:
    """Return what is done, as Kubernetes has it."""
    done = bare(handler(group))
    sleep = None if group is None else group.group("sleep")
    waits = None if sleep is None else entries(sleep.entries())
    return entries((*(done.items() if isinstance(done, dict) else ()), ("sleep", waits)))


def _sleep(tree: Group) -> Leaf | None:
    """Return how long the pods wait before they end."""
    stop = tree.group("preStop")
    sleep = None if stop is None else stop.group("sleep")
    return None if sleep is None else sleep.leaf("seconds")


def _check(tree: Group, subject: Subject) -> None:
    """Report a wait that is longer than the pods have to end: an API server refuses that of a `sleep`, and never a command."""
    reports = subject.context.reports
    grace = tree.leaf(GRACE)
    seconds = USUAL_GRACE if grace is None else grace.known
    related = [] if grace is None else [Related(span=grace.span, message="the time to end is here")]
    wait = _sleep(tree)
    if wait is not None and wait.known > seconds:
        reports.add(
            WRONG_PROPERTY,
            at=wait.span,
            related=related,
            property="preStop.sleep.seconds",
            what='trait "lifecycle"',
            problem=f"must be at most {seconds}, the seconds in which the pods must have ended",
            hint=f"raise {GRACE}, or wait for less",
        )
    stop = tree.group("preStop")
    command = None if stop is None else stop.group("exec")
    words = None if command is None else command.known("command")
    found = _SLEEPS.search(" ".join(words)) if words else None
    if command is not None and found is not None and int(found[1]) >= seconds:
        reports.add(
            GRACE_TOO_SHORT,
            at=command.span_of("command"),
            related=related,
            instance=subject.name,
            wait=found[1],
            grace=seconds,
            hint=f"raise {GRACE} of the trait above the wait, and what the containers need to end",
        )


def _requirements(use: BoundTrait, tree: Group) -> tuple[Requirement, ...]:
    """Return the condition that a `sleep` is not longer than the pods have to end."""
    wait, grace = _sleep(tree), tree.leaf(GRACE)
    if wait is None or not isinstance(wait.value, Hole):
        return ()
    bound = grace.value.path if grace is not None and isinstance(grace.value, Hole) else USUAL_GRACE
    words = f"{'.'.join(use.path)}.preStop.sleep.seconds must not be greater than"
    limit = USUAL_GRACE if grace is None else GRACE
    return (Requirement(condition=AtMost(path=wait.value.path, bound=bound), message=f"{words} {limit}", span=wait.span),)


LIFECYCLE = Trait(
    names=("lifecycle",),
    summary="Do something when containers have begun and before they end, and say how long that may take.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            item("postStart", HANDLER, "What is done when a container has begun."),
            item("preStop", HANDLER, "What is done before a container ends."),
            item(GRACE, ABOVE_ZERO, "How many seconds the pods have to end, with what is done before. 30 where it is not set."),
            CONTAINERS,
        )
    ),
    example={"preStop": {"exec": {"command": ["/bin/sh", "-c", "sleep 5"]}}, GRACE: 60},
)
