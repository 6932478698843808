"""The mark of a scope on its members: an annotation of the main object (docs/spec/oam-v1alpha1.md, 10.3)."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Patch
from oamc.diagnostics.codes import objects as codes
from oamc.kubernetes.names import LONGEST_LABEL
from oamc.objects.tree import At

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundScope

ANNOTATION = "oam.dev/scope."
LONGEST_NAME = LONGEST_LABEL - len(ANNOTATION.rpartition("/")[2])
"""The key of an annotation has at most 63 characters after the slash."""


def mark(scope: BoundScope, subject: Subject) -> Change:
    """Annotate a member with the name of the scope and of the configuration that provides it."""
    name = scope.name
    if len(name.value) > LONGEST_NAME:
        subject.context.reports.add(
            codes.BAD_OBJECT_NAME,
            at=name.span,
            name=name.value,
            what="a scope with members",
            reason=f"it must be at most {LONGEST_NAME} characters long, because the key of an annotation carries it",
            hint="shorten the name of the scope",
        )
    annotations = {f"{ANNOTATION}{name.value}": At(scope.configuration, name.span)}
    return Change(patches=(Patch(tree={"metadata": {"annotations": annotations}}),))
