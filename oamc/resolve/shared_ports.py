"""Ports of the containers of an instance that meet."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance
    from oamc.model.application import Port


def check_ports(instance: Instance, reports: Reports, *, served: bool) -> None:
    """Report ports of an instance that share a name, a number and protocol, or a number.

    Lists of ports have the number as their key in a merge on the client, of `kubectl apply` and Helm 3: there, a change of one
    of two ports with one number takes the other one away. A `served` instance has a Service, which tells of ports that it
    cannot have twice.
    """
    names: dict[str, tuple[str, Port]] = {}
    numbers: dict[int, tuple[str, Port]] = {}
    told: set[int] = set()
    for bound in instance.containers:
        container = bound.container.name.value
        for port in bound.container.ports:
            number = port.number.value
            owner, named = names.setdefault(port.name.value, (container, port))
            if owner != container and named.number.value != number:
                reports.add(
                    codes.PORT_NAME_SHARED,
                    at=port.name.span,
                    related=[Related(span=named.name.span, message="the first one is here")],
                    hint="give the ports different names: who looks for one by its name may find either",
                    first=owner,
                    second=container,
                    name=port.name.value,
                )
            holder, known = numbers.setdefault(number, (container, port))
            related = [Related(span=known.number.span, message="the first one is here")]
            if known.protocol != port.protocol and number not in told:
                told.add(number)
                reports.add(
                    codes.PORT_OF_TWO_PROTOCOLS,
                    at=port.number.span,
                    related=related,
                    hint="use kubectl apply --server-side or Helm 4, or two numbers",
                    number=number,
                )
            elif known.protocol == port.protocol and holder != container and not served:
                reports.add(
                    codes.PORT_TAKEN_TWICE,
                    at=port.number.span,
                    related=related,
                    hint="give the containers different ports",
                    first=holder,
                    second=container,
                    number=number,
                    protocol=port.protocol,
                )
