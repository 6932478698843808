"""What the autoscalers of KubeVela's traits have in common (docs/spec/oam-v1beta1.md, 14.5)."""

from __future__ import annotations

from oamc.diagnostics.codes import capabilities as capabilities_codes
from oamc.diagnostics.codes import vela as vela_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import AtMost
from oamc.objects.object_set import Requirement
from oamc.objects.tree import entries

NOT_SCALED = ("DaemonSet", "Job", "CronJob", "Pod")
"""The kinds of pods that the API server scales in no way."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree


def scale_target(use: BoundTrait, subject: Subject) -> Tree:
    """Return what is scaled: an object called as the component is. Tell where the document means one of another kind."""
    properties = use.tree
    assert properties is not None
    target, main = properties.known("targetKind"), subject.rendered.main
    if target is not None and target != main.kind:
        subject.context.reports.add(
            vela_codes.SCALES_ANOTHER_KIND,
            at=properties.span_of("targetKind") if "targetKind" in properties.keys else use.name_span,
            related=[Related(span=subject.instance.component.workload_type.span, message="its type makes it so")],
            trait=use.trait.name,
            component=subject.name,
            target=target,
            kind=main.kind,
            hint=f"a {main.kind} cannot be scaled: remove the trait"
            if main.kind in NOT_SCALED
            else f"write targetKind: {main.kind}",
        )
    return entries(
        (
            ("apiVersion", properties.tree("targetAPIVersion")),
            ("kind", properties.tree("targetKind")),
            ("name", subject.name),
        )
    )


def bounds_of(use: BoundTrait, subject: Subject) -> tuple[Requirement, ...]:
    """Return the condition that the bounds do not cross; report those of the document that do."""
    properties = use.tree
    assert properties is not None
    minimum, maximum = properties.known("min"), properties.known("max")
    if minimum is None or maximum is None:
        return ()  # one of them is reported
    if maximum < minimum:
        subject.context.reports.add(
            capabilities_codes.BOUNDS_CROSSED,
            at=properties.span_of("max" if "max" in properties.keys else "min"),
            maximum=maximum,
            minimum=minimum,
            related=[Related(span=properties.span_of("min"), message="the minimum is here")]
            if "min" in properties.keys
            else [],
            hint="raise max or lower min",
        )
    return (
        Requirement(
            condition=AtMost(path=(*use.path, "min"), bound=(*use.path, "max")),
            message=f"{'.'.join(use.path)}: min must not be greater than max",
            span=properties.span_of("min"),
        ),
    )
