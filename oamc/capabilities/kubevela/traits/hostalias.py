"""hostalias: names of hosts that the pods know beside those of the DNS (docs/spec/oam-v1beta1.md, 14.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait
from oamc.capabilities.kubevela.containers import keyed, pod_of, pods
from oamc.capabilities.kubevela.pods import host_alias
from oamc.capabilities.kubevela.shapes import HOST_ALIASES
from oamc.capabilities.property_schema import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add names to addresses: those of one address are put together."""
    tree = use.tree
    assert tree is not None
    aliases = [host_alias(alias) for alias in tree.groups("hostAliases")]
    if not aliases or pod_of(use, subject) is None:
        return Change()
    return Change(patches=(pods({"hostAliases": keyed(aliases, ("ip",))}),))


HOSTALIAS = Trait(
    names=("hostalias",),
    summary="Tell the pods the addresses of some hosts.",
    properties=(),
    needs=frozenset(),
    change=change,
    schema=Struct(items=(HOST_ALIASES,)),
    example={"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["db"]}]},
)
