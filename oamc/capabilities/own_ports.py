"""What traits say of the ports of the Service of an instance, by their names (docs/spec/everyday-traits.md, 10.1 and 10.4)."""

from __future__ import annotations

from itertools import combinations

from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.reports import Related, listing, printable
from oamc.expressions.holes import AtMost, Hole, Not, all_of
from oamc.objects.object_set import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from oamc.capabilities.contracts import ServicePort, Subject
    from oamc.expressions.holes import Condition
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import KubeObject


def service_of(use: BoundTrait, subject: Subject) -> KubeObject | None:
    """Return the Service of the instance; that it has none is reported."""
    service = next((found for found in subject.rendered.further if found.kind == "Service"), None)
    maker = subject.workload_type.run_by
    if service is None and is_served(use, subject):
        hint = f"remove the trait, or let somebody else than {maker} run the instance"
        refuse(
            use,
            subject,
            f"{maker} makes its Service in the cluster, and takes none of this",
            at=use.name_span,
            hint=hint,
        )
    return service


def is_served(use: BoundTrait, subject: Subject) -> bool:
    """Tell whether a Service of the name of the instance is there, whoever makes it; that there is none is reported."""
    if not subject.rendered.ports:
        hint = "add a port to a container of the component, or remove the trait"
        refuse(use, subject, "it has no Service", at=use.name_span, hint=hint)
    return bool(subject.rendered.ports)


def ports_of(use: BoundTrait, subject: Subject, tree: Group) -> dict[str, Group]:
    """Return what is said of ports of the Service, by their names. What cannot be is reported."""
    there = {port.name for port in subject.rendered.ports}
    found: dict[str, Group] = {}
    for port in tree.groups("ports"):
        name = str(port.known("name"))
        if name not in there:
            near = subject.context.reports.nearest(name, there)
            hint = f'did you mean "{near}"?' if near else f"its ports are {listing(sorted(there))}"
            refuse(use, subject, f'its Service has no port "{printable(name)}"', at=port.span_of("name"), hint=hint)
        elif name in found:
            related = [Related(span=found[name].span, message="the first one is here")]
            hint = "put them together"
            refuse(use, subject, f'port "{printable(name)}" is there twice', at=port.span, hint=hint, related=related)
        elif "port" in port and (other := _by_number(subject)) is not None:
            refuse(
                use,
                subject,
                f'trait "{other.trait.name}" leads to a port of its Service by the number that it has',
                at=port.span_of("port"),
                related=[Related(span=other.name_span, message="the trait is here")],
                hint="leave the number out: clients outside of the cluster see the ports of the other trait",
            )
        else:
            found[name] = port
    return found


def _by_number(subject: Subject) -> BoundTrait | None:
    """Return a trait of the instance that chooses a port of the Service by its number."""
    names = ((other, name) for other in subject.instance.traits for name in other.properties)
    return next((other for other, name in names if name.rpartition(".")[2] == "servicePort"), None)


def all_ports(subject: Subject, ports: Mapping[str, Group]) -> dict[str, Group]:
    """Return what any trait of the instance says of ports of the Service, by their names. `ports` win."""
    trees = [other.tree for other in subject.instance.traits if other.tree is not None]
    return {**{str(port.known("name")): port for tree in trees for port in tree.groups("ports")}, **ports}


def known_number(port: ServicePort, ports: Mapping[str, Group]) -> int:
    """Return the number of a port, as the document says it."""
    own = ports.get(port.name)
    return int(own.known("port")) if own is not None and "port" in own else port.port


def numbers_differ(use: BoundTrait, subject: Subject, tree: Group, ports: dict[str, Group]) -> Iterator[Requirement]:
    """Yield that no two ports of the Service get the same number."""
    words = ".".join(use.path)
    for first, second in combinations(subject.rendered.ports, 2):
        one, other = number_of(first, ports), number_of(second, ports)
        met = equal(one, other) if first.protocol == second.protocol else None
        if met is not None:
            message = f'{words}.ports: "{first.name}" and "{second.name}" must have different numbers'
            yield Requirement(condition=Not(condition=met), message=message, span=tree.span_of("ports"))


def number_of(port: ServicePort, ports: Mapping[str, Group]) -> Hole | int:
    """Return the number of a port."""
    own = ports.get(port.name)
    leaf = None if own is None else own.leaf("port")
    return leaf.value if leaf is not None and isinstance(leaf.value, Hole) else port.port


def equal(one: Hole | int, other: Hole | int) -> Condition | None:
    """Return the condition that two numbers are equal; None where both are known."""
    if isinstance(one, int):
        if isinstance(other, int):
            return None
        one, other = other, one
    if isinstance(other, Hole):
        return all_of((AtMost(path=one.path, bound=other.path), AtMost(path=other.path, bound=one.path)))
    return all_of((AtMost(path=one.path, bound=other), Not(condition=AtMost(path=one.path, bound=other - 1))))
