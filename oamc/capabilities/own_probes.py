"""Probes of containers, as traits of OAM's own vocabulary take them. A number that is not written is that of the cluster."""

from __future__ import annotations

from oamc.capabilities.kubevela.handlers import NUMBER_OR_NAME, handler, ways
from oamc.capabilities.kubevela.shapes import AT_ONCE, PORT_NUMBER, item, needed
from oamc.capabilities.number_types import ABOVE_ZERO, COUNT
from oamc.capabilities.property_schema import TEXT, Struct
from oamc.objects.tree import bare, entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.property_schema import Item
    from oamc.expressions.types import NumberType
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree

PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
_CALL = Struct(items=(needed("port", PORT_NUMBER, "The port."), item("service", TEXT, "The service that is asked.")))
_NUMBERS = ("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold")
_GRACE = "terminationGracePeriodSeconds"


def _probe(name: str, description: str, successes: NumberType) -> Item:
    """Return the properties of a probe."""
    kills = (item(_GRACE, ABOVE_ZERO, "How many seconds a container that fails has to end."),)
    parts = (
        *ways(port=NUMBER_OR_NAME),
        item("grpc", _CALL, "A call by gRPC."),
        item("initialDelaySeconds", COUNT, "How many seconds to wait for the first try."),
        item("periodSeconds", ABOVE_ZERO, "How many seconds to wait between two tries."),
        item("timeoutSeconds", ABOVE_ZERO, "How many seconds a try may take."),
        item("successThreshold", successes, "How many tries must succeed."),
        item("failureThreshold", ABOVE_ZERO, "How many tries may fail."),
        *(kills if name != "readinessProbe" else ()),
    )
    return item(name, Struct(items=parts), description)


PROBE_ITEMS = (
    _probe("startupProbe", "How the cluster finds out that a container has started.", AT_ONCE),
    _probe("livenessProbe", "How the cluster finds out that a container is alive.", AT_ONCE),
    _probe("readinessProbe", "How the cluster finds out that a container is ready.", ABOVE_ZERO),
)


def probe(group: Group | None) -> Tree:
    """Return a probe, as Kubernetes has it."""
    if group is None:
        return None
    done = bare(handler(group))
    numbers = ((name, group.tree(name)) for name in (*_NUMBERS, _GRACE))
    return entries((*(done.items() if isinstance(done, dict) else ()), *numbers))
