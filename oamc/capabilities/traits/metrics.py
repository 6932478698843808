"""metrics: where Prometheus finds the metrics of an instance (docs/spec/monitoring.md, 2).

An instance with a Service gets a ServiceMonitor, any other one a PodMonitor.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.kubevela.shapes import LABEL_VALUE, PORT_NUMBER, item
from oamc.capabilities.labels import TRAIT_ROLE, selector
from oamc.capabilities.monitoring_types import DURATION
from oamc.capabilities.pods import kube_object
from oamc.capabilities.property_schema import Mapped, Struct, choice
from oamc.capabilities.trait_findings import refuse, refuse_key
from oamc.diagnostics.reports import listing, printable
from oamc.expressions.holes import Equals, Hole, any_of
from oamc.expressions.types import TextType
from oamc.kubernetes.custom.durations import in_milliseconds
from oamc.kubernetes.names import label_key_problem
from oamc.model.reserved_keys import RESERVED_LABELS
from oamc.objects.object_set import Requirement
from oamc.objects.tree import At, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

FIELDS = ("path", "interval", "scrapeTimeout", "scheme")


def change(use: BoundTrait, subject: Subject) -> Change:
    """Make the monitor."""
    tree = use.tree
    assert tree is not None
    is_served = bool(subject.rendered.ports)
    _check(use, subject, tree)
    port = _port(use, subject, tree)
    if port is None:
        return Change()
    endpoint = entries((port, *((name, tree.tree(name)) for name in FIELDS)))
    labels = tree.group("monitorLabels")
    monitor = kube_object(
        subject.instance,
        ("monitoring.coreos.com/v1", "ServiceMonitor" if is_served else "PodMonitor"),
        subject.name,
        labels={**TRAIT_ROLE, **({} if labels is None else dict(labels.entries()))},
        fields=(
            (
                "spec",
                {
                    "selector": {"matchLabels": selector(subject.name)},
                    "endpoints" if is_served else "podMetricsEndpoints": [endpoint],
                },
            ),
        ),
        span=use.span,
    )
    return Change(objects=(monitor,), requirements=tuple(_requirements(use, subject, tree)))


def _check(use: BoundTrait, subject: Subject, tree: Group) -> None:
    """Report keys that are no labels, or those of oamc, and tries that last beyond the next one."""
    labels = tree.group("monitorLabels")
    for key in labels.parts if labels is not None else ():
        problem = "is a label that oamc sets" if key in RESERVED_LABELS else label_key_problem(key)
        if problem and labels is not None:
            refuse_key(use, subject, labels, key, problem, of="monitorLabels")
    timeout, interval = tree.leaf("scrapeTimeout"), tree.leaf("interval")
    if timeout is not None and interval is not None and in_milliseconds(timeout.known) > in_milliseconds(interval.known):
        text = f"a try may take {timeout.known}, and the next one comes after {interval.known}: the operator would leave it out"
        refuse(use, subject, text, at=timeout.span, hint="wait for less, or look less often")


def _port(use: BoundTrait, subject: Subject, tree: Group) -> tuple[str, Tree] | None:
    """Return the port of the endpoint as a field; None after a report."""
    name, number = tree.leaf("port"), tree.leaf("portNumber")
    names = [port.name for port in subject.rendered.ports]
    if name is not None and number is not None:
        refuse(use, subject, "it says its port twice", at=number.span, hint="leave one of port and portNumber out")
        return None
    if number is not None:
        numbers = declared(subject)
        if numbers and number.known not in numbers:
            hint = f"its ports are {listing(map(str, numbers))}"
            refuse(use, subject, f"its component has no port {number.known}", at=number.span, hint=hint)
            return None
        return "targetPort" if names else "portNumber", number.tree
    if not names:
        at = use.name_span if name is None else name.span
        refuse(
            use, subject, "it has no Service, whose ports have names", at=at, hint="set portNumber to where it has its metrics"
        )
        return None
    if name is None:
        if len(names) > 1:
            hint = f"set port to one of {listing(names, 'or')}"
            refuse(use, subject, "it has several ports, and nothing says which one has metrics", at=use.name_span, hint=hint)
            return None
        return "port", At(names[0], use.name_span)
    if name.known not in names:
        near = subject.context.reports.nearest(name.known, names)
        hint = f'did you mean "{near}"?' if near else f"its ports are {listing(names)}"
        refuse(use, subject, f'its Service has no port "{printable(name.known)}"', at=name.span, hint=hint)
        return None
    return "port", name.tree


def declared(subject: Subject) -> list[int]:
    """Return the numbers of the ports that the component declares."""
    containers = (bound.container for bound in subject.instance.containers)
    return [port.number.value for container in containers for port in container.ports]


def _requirements(use: BoundTrait, subject: Subject, tree: Group) -> Iterator[Requirement]:
    """Yield that the port is one of the Service, or of the component."""
    words = ".".join(use.path)
    rows: tuple[tuple[str, list[str] | list[int], str], ...] = (
        ("port", [port.name for port in subject.rendered.ports], "the Service"),
        ("portNumber", declared(subject), "the component"),
    )
    for property_name, known, whose in rows:
        leaf = tree.leaf(property_name)
        if leaf is not None and isinstance(leaf.value, Hole) and known:
            condition = any_of(tuple(Equals(path=leaf.value.path, value=one) for one in known))
            message = f"{words}.{property_name} must be a port of {whose}: {listing(map(str, known), 'or')}"
            yield Requirement(condition=condition, message=message, span=leaf.span)


METRICS = Trait(
    names=("metrics",),
    summary="Let Prometheus find the metrics of an instance.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            item(
                "port", TextType(minimum_length=1), "The port of the Service, by its name. The one that it has, if it has one."
            ),
            item("portNumber", PORT_NUMBER, "The port of the pods by its number, instead."),
            item(
                "path", TextType(pattern=r"/[!-~]*", rule="must be a path that begins with /"), "The path; /metrics by default."
            ),
            item("interval", DURATION, "How often Prometheus looks: as often as it does by itself, where it is not written."),
            item("scrapeTimeout", DURATION, "How long a try may take: not longer than the interval."),
            item("scheme", choice("http", "https"), "How it asks."),
            item("monitorLabels", Mapped(item=LABEL_VALUE), "Labels of the monitor, by which a Prometheus chooses."),
        )
    ),
    example={"portNumber": 8080, "path": "/metrics", "interval": "30s", "monitorLabels": {"release": "prometheus"}},
    produces=("monitoring.coreos.com/v1 ServiceMonitor", "monitoring.coreos.com/v1 PodMonitor"),
)
