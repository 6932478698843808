"""What a package hands out, and how its functions tell what is wrong with a use."""

from __future__ import annotations

from oamc.diagnostics.codes.own import REFUSED
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, Scope, Trait, WorkloadType
    from oamc.spans import Span


class Package(Record):
    """The capabilities of a package."""

    workload_types: tuple[WorkloadType, ...] = ()
    traits: tuple[Trait, ...] = ()
    scopes: tuple[Scope, ...] = ()


def refuse(context: Context, at: Span, problem: str, hint: str = "") -> None:
    """Report that something cannot be used so: an error at a place of the input. What the function then returns is not used."""
    context.reports.add(REFUSED, at=at, problem=problem, hint=hint)
