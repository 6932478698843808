"""What two versions of an instance need to run side by side, whoever makes them (docs/spec/rollouts.md, 3)."""

from __future__ import annotations

from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.own_ports import all_ports, number_of
from oamc.capabilities.pods import kube_object
from oamc.capabilities.tracks import edited
from oamc.capabilities.volumes import volume_of_one_pod
from oamc.diagnostics.codes.rollouts import NOT_SIDE_BY_SIDE
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import KubeObject, Tree


def service_beside(use: BoundTrait, subject: Subject, service: KubeObject, name: str) -> KubeObject:
    """Return a Service for the other version, inside the cluster, with the ports that the one of the instance has."""
    said = all_ports(subject, {})
    ports: list[Tree] = [
        {
            "name": port.name,
            "port": number_of(port, said),
            "targetPort": port.target,
            "protocol": port.protocol,
        }
        for port in subject.rendered.ports
    ]
    return kube_object(
        subject.instance,
        ("v1", "Service"),
        name,
        labels=TRAIT_ROLE,
        fields=(("spec", edited(service.body["spec"], ("ports",), lambda _: ports)),),
        span=use.span,
    )


def can_run_side_by_side(use: BoundTrait, subject: Subject, kind: str, *, wanted: str) -> bool:
    """Tell whether two versions of an instance can run at once; report why not.

    `kind` is what its workload is, and `wanted` what the engine works on.
    """
    reports, component = subject.context.reports, subject.instance.component
    if not component.containers:
        return False  # which is told of the component
    if kind != wanted:
        reports.add(
            NOT_SIDE_BY_SIDE,
            at=use.name_span,
            instance=subject.name,
            reason=f"it runs as a {kind}",
            hint="leave the trait out, or the intent that wants no second pod",
        )
        return False
    volume = volume_of_one_pod(subject.instance)
    if volume is not None:
        reports.add(
            NOT_SIDE_BY_SIDE,
            at=use.name_span,
            related=[Related(span=volume.name.span, message="the volume is here")],
            instance=subject.name,
            reason=f'only one pod at a time can have volume "{volume.name.value}"',
            hint="set sharingPolicy: Shared, or leave the trait out",
        )
        return False
    return True
