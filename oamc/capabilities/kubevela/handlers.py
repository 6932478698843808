"""What the cluster does in a container when it begins, ends or is asked how it is (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.kubevela.pods import http_request
from oamc.capabilities.kubevela.shapes import EXEC, HEADERS, PORT_NAME, PORT_NUMBER, item, needed
from oamc.capabilities.property_schema import TEXT, Struct, choice
from oamc.expressions.types import UnionType
from oamc.objects.tree import entries
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.property_schema import Item
    from oamc.expressions.holes import Known
    from oamc.expressions.types import ValueType
    from oamc.ir.properties import Group
    from oamc.objects.tree import Tree
    from oamc.values.parameters import Unset

NUMBER_OR_NAME = UnionType(options=(PORT_NUMBER, PORT_NAME), rule="must be the number or the name of a port")
HOST = item("host", TEXT, "The host, instead of the pod.")


def ways(*, port: ValueType = PORT_NUMBER, scheme: Known | Unset = UNSET) -> tuple[Item, ...]:
    """Return the three ways to act: a command, an HTTP request and a connection to a `port`."""
    request = (
        item("path", TEXT, "The path."),
        needed("port", PORT_NUMBER, "The port."),
        HOST,
        item("scheme", choice("HTTP", "HTTPS"), "HTTP or HTTPS.", scheme),
        HEADERS,
    )
    connection = (needed("port", port, "The port."), HOST)
    return (
        EXEC,
        item("httpGet", Struct(items=request), "An HTTP request."),
        item("tcpSocket", Struct(items=connection), "A connection."),
    )


def handler(found: Group | None) -> Tree:
    """Return what is done, as Kubernetes has it."""
    if found is None:
        return None
    request = found.group("httpGet")
    parts = ((name, found.group(name)) for name in ("exec", "tcpSocket", "grpc"))
    return entries(
        (
            *((name, entries(part.entries())) for name, part in parts if part is not None),
            ("httpGet", http_request(request) if request is not None else None),
        )
    )
