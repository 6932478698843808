"""startup-probe: how the cluster finds out that containers have started (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.capabilities.kubevela.containers import changed, of_containers, targets
from oamc.capabilities.kubevela.handlers import NUMBER_OR_NAME, handler, ways
from oamc.capabilities.kubevela.pods import PROBE_NUMBERS
from oamc.capabilities.kubevela.shapes import PORT_NUMBER, item, needed
from oamc.capabilities.number_types import ABOVE_ZERO, COUNT
from oamc.capabilities.property_schema import TEXT, Struct
from oamc.expressions.types import NumberType
from oamc.objects.tree import bare, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Change, Subject
    from oamc.ir.program import BoundTrait
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

SERVICE = Struct(
    items=(needed("port", PORT_NUMBER, "The port."), item("service", TEXT, "The name of the service that is asked."))
)
ONE = NumberType(whole=True, minimum=1, maximum=1)
"""A container has started with the first try that succeeds."""
SCHEMA = of_containers(
    *ways(port=NUMBER_OR_NAME),
    item("grpc", SERVICE, "A call by gRPC."),
    item("initialDelaySeconds", COUNT, "How long to wait for the first try.", 0),
    item("periodSeconds", ABOVE_ZERO, "How long to wait between two tries.", 10),
    item("timeoutSeconds", ABOVE_ZERO, "How long a try may take.", 1),
    item("successThreshold", ONE, "How many tries must succeed.", 1),
    item("failureThreshold", ABOVE_ZERO, "How many tries may fail.", 3),
    item("terminationGracePeriodSeconds", ABOVE_ZERO, "How long a container that does not start may take to end."),
    several="probes",
)


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the probes."""
    return changed(
        (target, {"startupProbe": _probe(target.settings)}) for target in targets(use, subject, "probes", may_be_empty=True)
    )


def _probe(settings: Group) -> Tree:
    """Return the probe of one container. Its numbers are written even where they are the usual ones."""
    way = bare(handler(settings))
    numbers = ((name, settings.tree(name)) for name in (*PROBE_NUMBERS, "terminationGracePeriodSeconds"))
    return entries((*(way.items() if isinstance(way, dict) else ()), *numbers))


STARTUP_PROBE = Trait(
    names=("startup-probe",),
    summary="Say how the cluster finds out that containers have started.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=SCHEMA,
    example={"tcpSocket": {"port": 8080}},
)
