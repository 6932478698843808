"""Values that components take from one another (docs/spec/oam-v1beta1.md, 10). Loaded with the first component that takes one.

A controller reads them from live objects while a workflow runs. Nothing in an output could follow them.
"""

from __future__ import annotations

from oamc.diagnostics.codes.vela import UNKNOWN_NAME, VALUE_OF_A_RUN
from oamc.diagnostics.reports import Related, listing, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.frontends.findings import Findings
    from oamc.frontends.v1beta1.entries import ComponentEntry, InputEntry, OutputEntry

HINT = "write the value into the properties of the component"


def report_inputs(entries: Sequence[ComponentEntry], findings: Findings) -> None:
    """Report each value that a component takes from another one."""
    given: dict[str, tuple[ComponentEntry, OutputEntry]] = {}
    for entry in entries:
        for output in entry.outputs:
            given.setdefault(output.name.value, (entry, output))
    for entry in entries:
        what = f'component "{entry.name.value}"'
        for taken in entry.inputs:
            name = taken.source
            if name.value not in given:
                near = nearest(name.value, given) if findings.wants_hint() else None
                hint = f'did you mean "{near}"?' if near else f"known are {listing(given)}" if given else "no component has one"
                findings.add(UNKNOWN_NAME, at=name.span, what=what, kind="output", name=name.value, hint=hint)
                continue
            giver, output = given[name.value]
            findings.add(
                VALUE_OF_A_RUN,
                at=name.span,
                related=[Related(span=output.value_from.span, message="it is read here, from an object in the cluster")],
                what=what,
                name=name.value,
                where=f'component "{giver.name.value}"',
                hint=HINT,
            )


def report_input_of_a_step(what: str, taken: InputEntry, findings: Findings) -> None:
    """Report a value that a component would take from a step of the workflow."""
    name = taken.source
    findings.add(VALUE_OF_A_RUN, at=name.span, what=what, name=name.value, where="another step", hint=HINT)
