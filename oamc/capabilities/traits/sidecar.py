"""sidecar: a container that runs beside those of the component (docs/spec/everyday-traits.md, 9).

In pods that end it is one that ends with them: else it would keep a Job from ever being done.
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.further_containers import ITEMS, further_container
from oamc.capabilities.kubevela.shapes import PLACE, VOLUME_NAME, item, needed
from oamc.capabilities.own_probes import PROBE_ITEMS, PROBES, probe
from oamc.capabilities.property_schema import Listed, Struct
from oamc.objects.tree import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundTrait
    from oamc.objects.tree import Tree

ENDING = frozenset(("Job", "CronJob", "ScaledJob"))
"""Kinds whose pods are to end."""
MOUNT = Struct(items=(VOLUME_NAME, needed("path", PLACE, "Where the volume is in the container.")))


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the container."""
    tree = use.tree
    assert tree is not None
    mounts = listing({"name": part.tree("name"), "mountPath": part.tree("path")} for part in tree.groups("volumes"))
    probes = {name: probe(tree.group(name)) for name in PROBES}
    ends: dict[str, Tree] = {"restartPolicy": "Always"} if subject.rendered.main.kind in ENDING else {}
    container = further_container(use, subject, mounts, **probes, **ends)
    return Change(patches=(subject.pod({"initContainers" if ends else "containers": [container]}),))


SIDECAR = Trait(
    names=("sidecar",),
    summary="Run a further container in the pods.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    distinct="name",
    schema=Struct(
        items=(
            *ITEMS,
            item("volumes", Listed(item=MOUNT, keys=("name",)), "Volumes of the component that the container mounts."),
            *PROBE_ITEMS,
        )
    ),
    example={"name": "proxy", "image": "example/proxy:1", "cpu": "50m", "memory": "32Mi"},
)
