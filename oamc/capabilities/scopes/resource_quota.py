"""Resource quota scope: an upper bound on what its members require (docs/spec/oam-v1alpha1.md, 10.2 and 10.3).

That the members fit is checked when an output is built (`checks/quotas.py`). A quota of Kubernetes is for a whole namespace, or
for the pods of one priority class: one is made where the scope asks for it.
"""

from __future__ import annotations

from oamc.capabilities.bounds import Bound
from oamc.capabilities.contracts import Change, Property, Scope
from oamc.capabilities.scopes.marks import mark
from oamc.capabilities.scopes.parts import has_pods, members_here, scope_object
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.choices import ENFORCE
from oamc.diagnostics.codes import scopes as codes
from oamc.expressions.holes import Fits, Hole, Text, TextOf
from oamc.expressions.numbers import spell_number
from oamc.expressions.types import NumberType, TextType
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Context, Subject
    from oamc.ir.program import BoundScope
    from oamc.objects.tree import KubeObject, Tree

AMOUNT = NumberType(minimum=0)
SPELLED = TextType(
    pattern=r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?",
    rule="must be a number with at most twelve digits before and nine after the point",
)
"""Numbers as quantities have them: without an exponent, which a quantity reads otherwise."""
CHECK, NAMESPACE, PRIORITY = "check", "namespace", "priority"
MEBIBYTES = "Mi"
"""A bare number of memory means MiB, as in components (3.4)."""
ASSUMED_CPU, ASSUMED_MEMORY = "100m", "128Mi"
"""What pods that say nothing are counted with, as containers of components are (3.4)."""


def change(scope: BoundScope, subject: Subject) -> Change:
    """Mark a member, and give its pods the priority class by which a quota finds them."""
    marked = mark(scope, subject)
    name = scope.known("priorityClass")
    if not has_pods(scope, subject) or scope.known("mode") != PRIORITY or name is None:
        return marked
    priority: Tree = At(name, scope.span_of("priorityClass"))  # type: ignore[arg-type]  # the text of a name
    return replace(marked, patches=(*marked.patches, subject.pod({"priorityClassName": priority})))


def make(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
    """Make the quota that the scope asks for."""
    mode, priority = scope.known("mode"), scope.known("priorityClass")
    if (mode == PRIORITY) != (priority is not None):
        is_missing = priority is None
        context.reports.add(
            codes.WRONG_SCOPE,
            at=scope.span_of("mode" if is_missing else "priorityClass"),
            scope=scope.name.value,
            reason="a quota by priority needs the priority class of its pods"
            if is_missing
            else "a priority class is for a quota by priority",
            hint="set priorityClass" if is_missing else "set mode: priority, or remove priorityClass",
        )
        return ()
    return tuple(_objects(scope, context)) if mode in (NAMESPACE, PRIORITY) else ()


def _objects(scope: BoundScope, context: Context) -> Iterator[KubeObject]:
    """Yield the quota, and what pods of the namespace count with that say nothing: a quota would refuse them."""
    name, is_limited = scope.name.value, _are_limited(scope, context)
    amounts = {bound.resource: At(bound.amount, bound.span) for bound in bounds(scope)}
    memory = amounts.get("memory")
    hard = entries(
        (
            ("requests.cpu", amounts.get("cpu")),
            ("requests.memory", memory),
            ("limits.memory", memory if is_limited else None),
        )
    )
    whose: Tree = None
    if scope.known("mode") == PRIORITY:
        priority: Tree = At([scope.known("priorityClass")], scope.span_of("priorityClass"))  # type: ignore[list-item]  # a text
        whose = {"matchExpressions": [{"scopeName": "PriorityClass", "operator": "In", "values": priority}]}
    spec = entries((("hard", hard), ("scopeSelector", whose)))
    yield scope_object(scope, ("v1", "ResourceQuota"), name, ("spec", spec))
    if scope.known("mode") == NAMESPACE:
        limits = entries(
            (
                ("type", "Container"),
                ("default", {"memory": ASSUMED_MEMORY} if is_limited else None),
                ("defaultRequest", {"cpu": ASSUMED_CPU, "memory": ASSUMED_MEMORY}),
            )
        )
        yield scope_object(scope, ("v1", "LimitRange"), name, ("spec", {"limits": [limits]}))


def _are_limited(scope: BoundScope, context: Context) -> bool:
    """Tell whether all members surely have limits of memory.

    A quota of limits refuses pods without one, and a limit by default those that require more than it.
    """
    containers = [bound.container for instance in members_here(scope, context) for bound in instance.containers]
    is_enforced = context.options.qos == ENFORCE and not scope.elsewhere
    return is_enforced and all(container.resources.memory for container in containers)


def bounds(scope: BoundScope) -> tuple[Bound, ...]:
    """Return how much the members may require together."""
    is_alone = scope.known("mode") == PRIORITY  # without the LimitRange of a namespace, which says it for them
    return tuple(
        Bound(resource=resource, amount=_amount(scope, name, unit), span=scope.span_of(name), needs_requests=is_alone)
        for resource, name, unit in AMOUNTS
        if scope.known(name) is not None
    )


def _amount(scope: BoundScope, name: str, unit: str) -> Text | str:
    """Return a number as a quantity."""
    value = scope.get(name)
    if isinstance(value, Hole):
        return Text(parts=(TextOf(hole=value), unit) if unit else (TextOf(hole=value),))
    return f"{spell_number(value) if isinstance(value, (int, float)) else value}{unit}"


def conditions(scope: BoundScope, context: Context) -> tuple[Requirement, ...]:
    """Return the condition that the numbers are such that a quantity can have them."""
    del context
    holes = ((name, scope.get(name)) for _, name, _ in AMOUNTS)
    return tuple(
        Requirement(
            condition=Fits(value=TextOf(hole=hole), type=SPELLED),
            message=f"{'.'.join((*scope.path, name))} {SPELLED.rule}",
            span=scope.span_of(name),
        )
        for name, hole in holes
        if isinstance(hole, Hole)
    )


AMOUNTS = (("cpu", "CPU", ""), ("memory", "Memory", MEBIBYTES))
"""What is bounded: the resource, the property, and the unit of its number."""
RESOURCE_QUOTA = Scope(
    names=("resources.oam.dev/v1.ResourceQuotaScope",),
    summary="An upper bound on what its members require.",
    overlap=False,
    change=change,
    make=make,
    conditions=conditions,
    bounds=bounds,
    properties=(
        Property(name="CPU", type=AMOUNT, description="Cores that the members may require together.", required=True, example=4),
        Property(
            name="Memory",
            type=AMOUNT,
            description="Memory, in MiB, that the members may require together.",
            required=True,
            example=4096,
        ),
        Property(
            name="mode",
            type=TextType(choices=(CHECK, NAMESPACE, PRIORITY)),
            description="check tells while building whether the members fit; namespace makes a quota of the namespace too, and "
            "priority one of the pods of a priority class.",
            default=CHECK,
            live=False,
        ),
        Property(
            name="priorityClass",
            type=OBJECT_NAME,
            description="The priority class that the members get, for the mode priority.",
            live=False,
        ),
    ),
    of_objects=frozenset({"mode", "priorityClass"}),
)
