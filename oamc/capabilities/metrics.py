"""Metrics of autoscalers beside CPU and memory of all containers (docs/spec/operation.md, 4)."""

from __future__ import annotations

from oamc.diagnostics.codes import operation as codes
from oamc.diagnostics.reports import listing
from oamc.expressions.numbers import spell_json
from oamc.expressions.types import Field, ListType, NumberType, StructType, TextMapType, TextType, UnionType
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

AMOUNT = UnionType(
    options=(
        NumberType(minimum=0.001, maximum=10**15),
        TextType(
            pattern=r"([1-9][0-9]{0,17}|0\.[0-9]{0,8}[1-9]|[1-9][0-9]{0,17}\.[0-9]{1,9})(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?",
            rule="must be a quantity above zero, such as 100, 0.5 or 500m",
        ),
    ),
    rule="must be a quantity above zero, such as 100, 0.5 or 500m",
)
NAME = TextType(
    pattern=r"[^/%\x00-\x20\x7f]+",
    forbidden=r"^\.\.?$",
    rule='must be the name of a metric: without blanks, "/" and "%"',
    maximum_length=253,
)
TEXT = TextType(minimum_length=1, maximum_length=253)
DESCRIBED = StructType(
    fields=(
        Field(name="apiVersion", type=TEXT, required=True),
        Field(name="kind", type=TEXT, required=True),
        Field(name="name", type=TEXT, required=True),
    )
)
"""The object that a metric of an object is about."""
METRICS = ListType(
    item=StructType(
        fields=(
            Field(name="type", type=TextType(choices=("ContainerResource", "Pods", "Object", "External")), required=True),
            Field(name="container", type=TEXT),
            Field(name="resource", type=TextType(choices=("cpu", "memory"))),
            Field(name="name", type=NAME),
            Field(name="selector", type=TextMapType()),
            Field(name="object", type=DESCRIBED),
            Field(name="averageUtilization", type=NumberType(whole=True, minimum=1, maximum=2**31 - 1)),
            Field(name="averageValue", type=AMOUNT),
            Field(name="value", type=AMOUNT),
        )
    ),
    minimum_length=1,
)
NEEDED: Mapping[str, tuple[str, ...]] = {
    "ContainerResource": ("container", "resource"),
    "Pods": ("name",),
    "Object": ("name", "object"),
    "External": ("name",),
}
"""What a metric of each type must have beside its target. A `selector` goes with a name."""
TARGETS: Mapping[str, Mapping[str, str]] = {
    "ContainerResource": {"averageUtilization": "Utilization", "averageValue": "AverageValue"},
    "Pods": {"averageValue": "AverageValue"},
    "Object": {"value": "Value", "averageValue": "AverageValue"},
    "External": {"value": "Value", "averageValue": "AverageValue"},
}
"""The targets that a metric of each type may have: exactly one of them, with the type of target that it is."""


def metrics(use: BoundTrait, subject: Subject) -> list[Tree]:
    """Return the metrics that a trait lists; what is wrong with one is reported."""
    listed = use.known("metrics")
    found: list[Tree] = []
    for number, metric in enumerate(listed if isinstance(listed, list) else (), 1):
        problem = _problem(metric, subject)
        if problem:
            subject.context.reports.add(
                codes.WRONG_METRIC, at=use.span_of("metrics"), number=number, trait=use.trait.name, problem=problem
            )
        else:
            found.append(At(_metric(metric), use.span_of("metrics")))
    return found


def _problem(metric: Mapping[str, object], subject: Subject) -> str:
    """Say what is wrong with a metric; the empty text where nothing is."""
    kind = str(metric["type"])
    missing = [name for name in NEEDED[kind] if name not in metric]
    if missing:
        return f"needs {listing(missing)}"
    known = ("type", *NEEDED[kind], *(("selector",) if "name" in NEEDED[kind] else ()))
    others = [name for name in metric if name not in known and name not in TARGETS[kind]]
    if others:
        return f"has {listing(others)}, which {kind} does not take"
    if sum(name in metric for name in TARGETS[kind]) != 1:
        return f"must have exactly one of {listing(list(TARGETS[kind]))}" if len(TARGETS[kind]) > 1 else "needs averageValue"
    containers = [container.name.value for container in subject.instance.component.containers]
    if "container" in metric and metric["container"] not in containers:
        return f"is about a container that the component does not have: it has {listing(containers)}"
    return ""


def _metric(metric: Mapping[str, Tree]) -> Tree:
    """Return a metric as an autoscaler has it."""
    kind = str(metric["type"])
    target = next(name for name in TARGETS[kind] if name in metric)
    value = metric[target]
    # A quantity is a text for Kubernetes: it would write a number of JSON as one, and every comparison would find a change.
    aim: Tree = {"type": TARGETS[kind][target], target: value if target == "averageUtilization" else _quantity(value)}
    if kind == "ContainerResource":
        return _typed(kind, (("name", metric["resource"]), ("container", metric["container"]), ("target", aim)))
    selector = metric.get("selector")
    name = entries((("name", metric["name"]), ("selector", {"matchLabels": selector} if selector else None)))
    return _typed(kind, (("describedObject", metric.get("object")), ("metric", name), ("target", aim)))


def _quantity(value: Tree) -> str:
    """Return an amount as a text."""
    return value if isinstance(value, str) else spell_json(value)


def _typed(kind: str, fields: Sequence[tuple[str, Tree]]) -> Tree:
    """Return a metric of a type, with its fields under the name of the type."""
    return {"type": kind, kind[0].lower() + kind[1:]: entries(fields)}
