"""What KubeVela writes in an API version that no supported Kubernetes has: the version that has it now is written, and told."""

from __future__ import annotations

from oamc.diagnostics.codes.vela import NEWER_API

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait


def tell_newer_api(use: BoundTrait, subject: Subject, *, written: str, instead_of: str, successor: str) -> None:
    """Report that another API version is written than KubeVela's."""
    subject.context.reports.add(
        NEWER_API,
        at=use.name_span,
        trait=use.trait.name,
        written=written,
        instead_of=instead_of,
        hint=f"the objects say the same; the trait {successor} took the place of this one, and writes this version by itself",
    )
