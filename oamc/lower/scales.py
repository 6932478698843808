"""Which claims are about the number of replicas."""

from __future__ import annotations

from oamc.expressions.holes import Hole
from oamc.expressions.types import NumberType
from oamc.objects.claims import claims

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.objects.claims import Claim

ANY_NUMBER = Hole(path=("replicas",), type=NumberType(whole=True))
"""Stands for a number of replicas where only the field that holds it is looked for."""


def is_scale(claim: Claim, subject: Subject) -> bool:
    """Tell whether a claim is about the number of replicas of the main object."""
    scale = subject.workload_type.scale
    fields = claims(scale(ANY_NUMBER), lambda _: ()) if scale is not None else ()
    return claim.target is None and any(claim.path == field.path for field in fields)
