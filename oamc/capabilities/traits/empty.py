"""empty: a trait that does nothing; it applies to every workload type (docs/spec/oam-v1alpha1.md, 11.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Workload
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundTrait


def apply(_: BoundTrait, workload: Workload, __: Reports) -> Workload:
    """Return the workload as it is."""
    return workload


EMPTY = Trait(
    name="empty",
    aliases=(),
    summary="Do nothing: an example.",
    properties=(),
    needs=frozenset(),
    apply=apply,
)
