"""`properties` of whatever has a type, as they are written (docs/spec/oam-v1beta1.md, 1.1)."""

from __future__ import annotations

from oamc.frontends.scalars import wrong_type
from oamc.source.nodes import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields

HINT = 'write "properties:", and below it every property as NAME: VALUE'


def properties_of(fields: Fields) -> Mapping | None:
    """Return `properties`, None where they are absent or null, or no mapping, which is reported."""
    node = fields.value("properties")
    if node is None or isinstance(node, Mapping):
        return node
    wrong_type(node, fields.at("properties"), "a mapping", fields.findings, HINT)
    return None
