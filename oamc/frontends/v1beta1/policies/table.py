"""Which policies there are, and how the properties of each are decoded (docs/spec/oam-v1beta1.md, 11).

In: a policy as `Fields`. Out: its content where it changes what comes out, else None after it was told. Loaded with the first
document that has a policy.
"""

from __future__ import annotations

from oamc.frontends.v1beta1.policies.controllers import REASONS, report_policy_of_a_controller
from oamc.frontends.v1beta1.policies.env_binding import decode_env_binding
from oamc.frontends.v1beta1.policies.override import decode_override
from oamc.frontends.v1beta1.policies.read_only import decode_read_only
from oamc.frontends.v1beta1.policies.replication import decode_replication
from oamc.frontends.v1beta1.policies.topology import decode_topology
from oamc.frontends.v1beta1.properties import properties_of
from oamc.records import Record
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from oamc.frontends.fields import Fields
    from oamc.frontends.v1beta1.policies.env_binding import EnvBinding
    from oamc.frontends.v1beta1.policies.override import Override
    from oamc.frontends.v1beta1.policies.read_only import ReadOnly
    from oamc.frontends.v1beta1.policies.replication import Replication
    from oamc.frontends.v1beta1.policies.topology import Topology
    from oamc.source.nodes import Mapping
    from oamc.spans import Span

    Policy: TypeAlias = Override | Topology | Replication | ReadOnly | EnvBinding

OVERRIDE, TOPOLOGY, REPLICATION = "override", "topology", "replication"
READ_ONLY, ENV_BINDING = "read-only", "env-binding"
DECODERS: dict[str, Callable[[Fields], Policy]] = {
    OVERRIDE: decode_override,
    TOPOLOGY: decode_topology,
    REPLICATION: decode_replication,
    READ_ONLY: decode_read_only,
    ENV_BINDING: decode_env_binding,
}
TYPES = tuple(sorted((*DECODERS, *REASONS)))


class PolicyEntry(Record):
    """A policy. One of an Application may have no name of its own, and gets one by its type and number.

    `content` are the properties of a policy that changes what comes out. One that `is_unknown` has a type that is not built in,
    which takes these `properties`.
    """

    name: Located[str]
    type: Located[str]
    content: Policy | None
    span: Span
    is_unknown: bool = False
    properties: Mapping | None = None


def decode_policy(fields: Fields, name: Located[str] | None, index: int = 0) -> PolicyEntry:
    """Decode a policy; one without a name gets one by its type and number (1.1)."""
    type_of = fields.text("type")
    called = name or Located(value=f"{type_of.value}-auto-gen-{index}", span=type_of.span)
    content: Policy | None = None
    properties: Mapping | None = None
    if type_of.value in DECODERS:
        content = fields.section("properties", DECODERS[type_of.value])
    elif type_of.value in REASONS:
        report_policy_of_a_controller(type_of, fields)
    else:
        properties = properties_of(fields)
    is_unknown = bool(type_of.value) and type_of.value not in DECODERS and type_of.value not in REASONS
    return PolicyEntry(
        name=called, type=type_of, content=content, span=fields.span, is_unknown=is_unknown, properties=properties
    )
