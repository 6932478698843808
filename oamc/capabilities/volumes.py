"""Volumes of a component: what its containers say about one volume, as one (docs/spec/oam-v1alpha1.md, 8.2).

Several containers may mount a volume, each with its own access. The volume itself follows the strongest use, whatever the order
of the containers: whoever writes makes it writable, and a reader may leave the disk out. That they contradict each other
nowhere else is checked by `normalize`.
"""

from __future__ import annotations

from oamc.records import replace

READ_ONLY, SHARED, ONE_NODE, ONE_POD = "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"
"""Access modes of claims."""
SHARED_MODES = (READ_ONLY, SHARED)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.ir.program import BoundTrait, Instance
    from oamc.model.application import Component, Volume
    from oamc.spans import Located


def component_volumes(component: Component) -> dict[str, Volume]:
    """Return the volumes of a component by name, in the order in which they are first named."""
    found: dict[str, Volume] = {}
    for container in component.containers:
        for volume in container.resources.volumes:
            known = found.get(volume.name.value)
            found[volume.name.value] = volume if known is None else _stronger(known, volume)
    return found


def _stronger(first: Volume, second: Volume) -> Volume:
    """Return two descriptions of one volume as one."""
    described = first if first.size is not None else second
    return replace(
        first,
        read_only=first.read_only and second.read_only,
        ephemeral=first.ephemeral or second.ephemeral,
        size=min((volume.size for volume in (first, second) if volume.size), key=_length, default=None),
        span=described.span,
    )


def _length(size: Located[str]) -> tuple[int, str]:
    """Order equal sizes that are spelled differently, such as 1Gi and 1073741824, so that the order of containers does not."""
    return len(size.value), size.value


def claimed_by_traits(instance: Instance) -> dict[str, BoundTrait]:
    """Return the uses of traits that provide storage, by the name of the volume in lower case, as they find it (11.5)."""
    uses = ((use.known("volumeName"), use) for use in instance.traits)
    return {name.lower(): use for name, use in uses if isinstance(name, str)}


def chosen_mode(instance: Instance, volume: Volume) -> object:
    """Return the access mode that a trait chooses for the claim of a volume, None where none does."""
    use = claimed_by_traits(instance).get(volume.name.value.lower())
    return None if use is None else use.known("accessMode")


def is_claimed_elsewhere(instance: Instance, volume: Volume) -> bool:
    """Tell whether a trait names a claim that is there already."""
    use = claimed_by_traits(instance).get(volume.name.value.lower())
    return use is not None and use.known("existingClaim") is not None


def is_per_replica(instance: Instance, volume: Volume) -> bool:
    """Tell whether a trait has a volume claimed for each replica."""
    use = claimed_by_traits(instance).get(volume.name.value.lower())
    return use is not None and use.known("perReplica") is True


def is_exclusive(volume: Volume) -> bool:
    """Tell whether only one pod at a time can use a volume, as the component says it."""
    return not (volume.ephemeral or volume.shared or volume.read_only)


def volume_of_one_pod(instance: Instance) -> Volume | None:
    """Return the first volume that only one pod at a time can have: by the component, if no trait chooses another mode."""
    for volume in component_volumes(instance.component).values():
        mode = chosen_mode(instance, volume)
        if mode == ONE_POD or (is_exclusive(volume) and mode not in SHARED_MODES):
            return volume
    return None


def holds_one_pod(component: Component) -> bool:
    """Tell whether a component has storage that only one pod at a time can use: an Exclusive volume that is written."""
    return any(map(is_exclusive, component_volumes(component).values()))
