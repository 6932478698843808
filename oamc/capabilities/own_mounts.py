"""Where traits of OAM's own vocabulary mount volumes: never over what the containers of the component have there."""

from __future__ import annotations

from oamc.capabilities.trait_findings import refuse
from oamc.diagnostics.reports import Related, printable
from oamc.model.paths import directory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundContainer, BoundTrait
    from oamc.ir.properties import Leaf
    from oamc.spans import Span


def check_mount(use: BoundTrait, subject: Subject, path: Leaf, containers: Iterable[BoundContainer]) -> None:
    """Report a path at which a volume would hide what a container has there or below, or would lie in a config file."""
    place = directory(path.known)
    if place == "/":
        hint = "mount it at a directory of its own"
        refuse(use, subject, "a volume at the root would hide all files of the image", at=path.span, hint=hint)
        return
    for bound in containers:
        for other, span, what in _mounted(bound):
            is_hidden = other == place or other.startswith(f"{place}/")
            if is_hidden or (what == "config file" and place.startswith(f"{other}/")):
                name = printable(bound.container.name.value)
                refuse(
                    use,
                    subject,
                    f'a volume at "{printable(path.known)}" would hide a {what} of container "{name}"',
                    at=path.span,
                    related=[Related(span=span, message=f"the {what} is here")],
                    hint="mount it at another path",
                )


def check_volume_name(use: BoundTrait, subject: Subject, name: Leaf) -> None:
    """Report a volume that is called as one of the component is."""
    for bound in subject.instance.containers:
        for volume in bound.container.resources.volumes:
            if volume.name.value == name.known:
                refuse(
                    use,
                    subject,
                    f'its component has a volume "{printable(name.known)}"',
                    at=name.span,
                    related=[Related(span=volume.name.span, message="the volume is here")],
                    hint="choose another name",
                )
                return


def _mounted(bound: BoundContainer) -> Iterator[tuple[str, Span, str]]:
    """Yield the places of the volumes and config files of a container."""
    for volume in bound.container.resources.volumes:
        yield directory(volume.mount_path.value), volume.mount_path.span, "volume"
    for file in bound.files:
        yield directory(file.path.value), file.path.span, "config file"
