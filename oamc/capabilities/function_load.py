"""By what OpenFaaS scales a function, as an auto-scaler says it (docs/spec/openfaas.md, 2)."""

from __future__ import annotations

from oamc.capabilities.contracts import Property
from oamc.diagnostics.codes import operation as codes
from oamc.expressions.types import NumberType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait

FUNCTION_TYPE = "openfaas.com/v1.Function"
LOAD = TextType(
    pattern=r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?",
    rule="must be rps, capacity, cpu, queue, or the name of a rule of the cluster: letters, digits and any of ._-",
    maximum_length=63,
)
LOAD_PROPERTIES = (
    Property(
        name="load.type",
        type=LOAD,
        description="What OpenFaaS counts for a function: requests a second (rps, also where it is not set), requests at a "
        "time (capacity), thousandths of a core (cpu), waiting messages (queue), or a rule that the cluster has by this name.",
        example=None,
    ),
    Property(
        name="load.target",
        type=NumberType(whole=True, minimum=1, maximum=2**31 - 1),
        description="How much of that a replica of a function should have. OpenFaaS takes 50 where it is not set.",
        example=None,
    ),
)


def refuses_load(use: BoundTrait, subject: Subject) -> bool:
    """Tell whether the trait says what only OpenFaaS counts, where something else scales; report it."""
    name = next((prop.name for prop in LOAD_PROPERTIES if use.get(prop.name) is not None), None)
    if name is not None:
        reason, hint = "only OpenFaaS counts by it, for a function", "set cpu or memory"
        subject.context.reports.add(
            codes.OUT_OF_PLACE, at=use.span_of(name), property=name, trait=use.trait.name, reason=reason, hint=hint
        )
    return name is not None
