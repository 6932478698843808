"""What a definition of a trait says of the workloads and traits that it goes with (docs/spec/oam-v1beta1.md, 8).

Nothing in KubeVela holds anybody to it, and platforms do not keep it themselves: it is told, and changes nothing.
"""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.diagnostics.codes.definitions import MEANT_FOR_OTHERS, SAID_TO_CONFLICT
from oamc.diagnostics.reports import Related, listing
from oamc.kubernetes.field_types import plural_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Context, WorkloadType
    from oamc.ir.program import Instance
    from oamc.objects.tree import KubeObject

ANY = "*"
HINT = "it is attached all the same: look whether it does what you expect"


def report_advice(instance: Instance, main: KubeObject, workload: WorkloadType, context: Context) -> None:
    """Report the traits of an instance whose definitions say that they go with other workloads, or not with one another."""
    for use in instance.traits:
        definition = use.trait.definition if isinstance(use.trait, Trait) else None
        if definition is None:
            continue
        wanted = definition.applies_to
        related = [Related(span=definition.name.span, message="the definition says so")]
        if wanted and not any(_is(entry, main, workload) for entry in wanted):
            context.reports.add(
                MEANT_FOR_OTHERS,
                at=use.name_span,
                related=related,
                trait=definition.name.value,
                wanted=listing(wanted, "or"),
                component=instance.name.value,
                kind=main.kind,
                hint=HINT,
            )
        for other in instance.traits:
            if other is not use and other.trait.name in definition.conflicts_with:
                context.reports.add(
                    SAID_TO_CONFLICT,
                    at=use.name_span,
                    related=[*related, Related(span=other.name_span, message="the other trait is here")],
                    trait=definition.name.value,
                    other=other.trait.name,
                    component=instance.name.value,
                    hint="leave one of the two out, or look whether they go together here",
                )


def _is(entry: str, main: KubeObject, workload: WorkloadType) -> bool:
    """Tell whether a workload is what an entry of `appliesToWorkloads` names."""
    if entry in (ANY, workload.name.partition("@")[0]):
        return True
    group = main.api_version.rpartition("/")[0]
    plural, dot, of_group = entry.partition(".")
    return of_group == group and (plural == ANY or plural == plural_of(main.kind)) if dot else entry == plural_of(main.kind)
