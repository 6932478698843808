"""probes: how the cluster finds out that containers have started, live and are ready (docs/spec/everyday-traits.md, 11)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.own_containers import CONTAINERS, chosen_containers
from oamc.capabilities.own_probes import PROBE_ITEMS, probe
from oamc.capabilities.property_schema import Struct
from oamc.capabilities.trait_findings import tell
from oamc.diagnostics.reports import Related
from oamc.objects.patch_marks import RETAIN_KEYS, Directed
from oamc.objects.tree import entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundContainer, BoundTrait
    from oamc.objects.tree import Tree


def change(use: BoundTrait, subject: Subject) -> Change:
    """Write the probes of the containers, in the place of those of the component, which is told."""
    containers = [
        {"name": bound.container.name.value, **fields}
        for bound in chosen_containers(use, subject)
        if isinstance(fields := _probes(use, subject, bound), dict)
    ]
    return Change(patches=(subject.pod({"containers": containers}),) if containers else ())


def _probes(use: BoundTrait, subject: Subject, bound: BoundContainer) -> Tree:
    """Return the probes of one container."""
    tree, container = use.tree, bound.container
    assert tree is not None
    own = {
        "startupProbe": container.startup_probe,
        "livenessProbe": container.liveness_probe,
        "readinessProbe": container.readiness_probe,
    }
    fields: list[tuple[str, Tree]] = []
    for name, there in own.items():
        wanted = probe(tree.group(name))
        if wanted is not None and there is not None:
            tell(
                use,
                subject,
                f'the {name} of container "{container.name.value}"',
                at=tree.span_of(name),
                related=[Related(span=there.span, message="the component has one here")],
                hint="the probe of the trait is taken: remove one of them",
            )
        if wanted is not None:
            # A probe does one thing: parts of two would do two.
            wanted = Directed(wanted, strategy=RETAIN_KEYS)  # type: ignore[assignment]  # of patches only
        fields.append((name, wanted))
    return entries(fields)


PROBES = Trait(
    names=("probes",),
    summary="Say how the cluster finds out that containers have started, are alive and are ready.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    schema=Struct(items=(*PROBE_ITEMS, CONTAINERS)),
    example={"readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 5}},
)
