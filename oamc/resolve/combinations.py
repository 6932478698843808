"""Combinations of traits and volumes that deserve a word (docs/spec/oam-v1alpha1.md, 8.2 and 11.7)."""

from __future__ import annotations

from oamc.capabilities.volumes import component_volumes
from oamc.diagnostics.codes import capabilities as codes
from oamc.diagnostics.reports import Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import Instance
    from oamc.model.application import Port, Volume

SERVICE_ENDPOINTS = {"Server", "SingletonServer"}
"""Workload types with a Service, which tells of ports that it cannot have twice."""


def check_combinations(instance: Instance, reports: Reports) -> None:
    """Report ports that meet, two scalers, claims that nobody makes, and storage that several replicas cannot share."""
    _check_ports(instance, reports)
    manual, automatic = instance.trait("manual-scaler"), instance.trait("auto-scaler")
    if manual and automatic:
        reports.add(
            codes.TWO_SCALERS,
            at=automatic.name_span,
            related=[Related(span=manual.name_span, message="the manual-scaler is here")],
            instance=instance.name.value,
            hint="keep one of them",
        )
    count = manual.known("replicaCount") if manual else None
    several = isinstance(count, int) and count > 1
    names = [trait.known("volumeName") for trait in instance.traits if trait.name == "volume-mounter"]
    mounted = {name.lower() for name in names if isinstance(name, str)}
    for volume in _persistent_volumes(instance):
        claimed = volume.name.value.lower() in mounted
        if not claimed:
            if None in names:
                continue  # a volume-mounter whose volume is missing or wrong, which is reported, may be meant for it
            reports.add(
                codes.VOLUME_WITHOUT_CLAIM,
                at=volume.name.span,
                related=[Related(span=instance.name.span, message="the instance is here")],
                volume=volume.name.value,
                instance=instance.name.value,
                claim=f"{instance.name.value}-{volume.name.value}",
                hint="attach the trait volume-mounter, or make the claim yourself",
            )
        # An auto-scaler needs no claim of ours to start replicas that cannot share an Exclusive volume (11.7).
        if (automatic or (several and claimed)) and not volume.shared and not volume.read_only:
            scaler = automatic or manual
            assert scaler is not None
            reports.add(
                codes.EXCLUSIVE_VOLUME_SCALED,
                at=scaler.name_span,
                related=[Related(span=volume.name.span, message="the volume is here")],
                instance=instance.name.value,
                volume=volume.name.value,
                hint="set sharingPolicy: Shared, or run one replica",
            )


def _check_ports(instance: Instance, reports: Reports) -> None:
    """Report ports of an instance that share a name, a number and protocol, or a number.

    Lists of ports have the number as their key in a merge on the client, of `kubectl apply` and Helm 3: there, a change of one
    of two ports with one number takes the other one away.
    """
    served = SERVICE_ENDPOINTS & {instance.workload_type.rpartition(".")[2]}
    names: dict[str, tuple[str, Port]] = {}
    numbers: dict[int, tuple[str, Port]] = {}
    told: set[int] = set()
    for bound in instance.containers:
        container = bound.container.name.value
        for port in bound.container.ports:
            number = port.number.value
            owner, named = names.setdefault(port.name.value, (container, port))
            if owner != container and named.number.value != number:
                reports.add(
                    codes.PORT_NAME_SHARED,
                    at=port.name.span,
                    related=[Related(span=named.name.span, message="the first one is here")],
                    hint="give the ports different names: who looks for one by its name may find either",
                    first=owner,
                    second=container,
                    name=port.name.value,
                )
            holder, known = numbers.setdefault(number, (container, port))
            related = [Related(span=known.number.span, message="the first one is here")]
            if known.protocol != port.protocol and number not in told:
                told.add(number)
                reports.add(
                    codes.PORT_OF_TWO_PROTOCOLS,
                    at=port.number.span,
                    related=related,
                    hint="use kubectl apply --server-side or Helm 4, or two numbers",
                    number=number,
                )
            elif known.protocol == port.protocol and holder != container and not served:
                reports.add(
                    codes.PORT_TAKEN_TWICE,
                    at=port.number.span,
                    related=related,
                    hint="give the containers different ports",
                    first=holder,
                    second=container,
                    number=number,
                    protocol=port.protocol,
                )


def _persistent_volumes(instance: Instance) -> list[Volume]:
    """Return the volumes of an instance that need a claim, each name once."""
    return [volume for volume in component_volumes(instance.component).values() if not volume.ephemeral]
