"""empty: a trait that does nothing; it applies to every workload type (docs/spec/oam-v1alpha1.md, 11.2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Trait

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def change(_: BoundTrait, __: Subject) -> Change:
    """Change nothing."""
    return Change()


EMPTY = Trait(
    names=("empty",),
    summary="Do nothing: an example.",
    properties=(),
    needs=frozenset(),
    change=change,
)
