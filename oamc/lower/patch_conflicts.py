"""Patches that unification refuses: who says what, and who wrote what stands there."""

from __future__ import annotations

from oamc.diagnostics.codes import vela as codes
from oamc.diagnostics.reports import Related
from oamc.objects.tree import leaves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.lower.changes import Made
    from oamc.objects.patch import PatchConflict
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span


def report_conflict(item: KubeObject, conflict: PatchConflict, made: Made, subject: Subject) -> None:
    """Report a patch that unification refuses, and who wrote what stands there."""
    assert made.trait is not None
    place, rule = _writer(item, conflict.path)
    related = [Related(span=place, message=f"{rule} wrote what is there")]
    subject.context.reports.add(
        codes.PATCH_CONFLICT,
        at=conflict.span or made.span,
        related=related,
        trait=made.trait.trait.name,
        component=subject.name,
        field=field_of(item, conflict.path),
        reason=conflict.reason,
        hint="leave one of the two values out",
    )


def field_of(item: KubeObject, path: tuple[str | int, ...]) -> str:
    """Return how messages call a field of an object."""
    return ".".join((item.kind, *(str(step) for step in path)))


def _writer(item: KubeObject, path: tuple[str | int, ...]) -> tuple[Span, str]:
    """Return place and rule of what stands at a path of an object, or of the nearest part above it."""
    for found, _, origin in leaves(item):
        if found[: len(path)] == path:
            return origin.span or item.span, origin.rule
    return item.span, item.rule
