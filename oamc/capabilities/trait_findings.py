"""What traits of OAM's own vocabulary find wrong with an instance, or worth to be told."""

from __future__ import annotations

from oamc.diagnostics.codes.capabilities import DOES_NOT_FIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.capabilities.contracts import Subject
    from oamc.diagnostics.reports import Related
    from oamc.ir.program import BoundTrait
    from oamc.spans import Span


def refuse(use: BoundTrait, subject: Subject, problem: str, *, at: Span, hint: str, related: Iterable[Related] = ()) -> None:
    """Report that a use of a trait does not fit its instance."""
    subject.context.reports.add(
        DOES_NOT_FIT,
        at=at,
        related=list(related),
        trait=use.trait.name,
        instance=subject.name,
        problem=problem,
        hint=hint,
    )
