"""What an engine of rollouts is: who moves requests to a new version, by which properties, and by which objects."""

from __future__ import annotations

from oamc.capabilities.contracts import Change, Property
from oamc.capabilities.objectives.properties import NAME
from oamc.expressions.types import NumberType, TextType
from oamc.records import Record, replace
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from oamc.capabilities.contracts import Subject, WorkloadType
    from oamc.expressions.holes import Known
    from oamc.ir.program import BoundTrait
    from oamc.model.application import Component
    from oamc.objects.tree import KubeObject
    from oamc.values.parameters import Unset

CANARY, BLUE_GREEN = "canary", "blueGreen"
BOTH = frozenset((CANARY, BLUE_GREEN))
NATIVE = "native"
"""The engine where a document names none."""
ARGO, FLAGGER = "argo", "flagger"
COUNT = NumberType(whole=True, minimum=0, maximum=2**31 - 1)
TRAFFIC_OF: Mapping[str, TextType] = {
    NATIVE: TextType(minimum_length=1),
    ARGO: TextType(choices=("none", "gateway", "istio", "nginx", "alb")),
    FLAGGER: TextType(choices=("gateway", "istio", "linkerd", "nginx", "contour", "traefik")),
}
"""What `traffic` may be, by the engine."""
TRAFFIC = Property(
    name="traffic",
    type=TextType(minimum_length=1),
    typed_by=("engine", TRAFFIC_OF),
    description="Who splits the requests between the versions. With argo: none (their share is that of the pods, also where it "
    "is not set), gateway, istio, nginx or alb. With flagger: gateway, istio, linkerd, nginx, contour or traefik.",
    live=False,
    why="other routes are other objects",
    example=None,
)
PREVIEW_REPLICAS = Property(
    name="blueGreen.previewReplicas",
    type=COUNT,
    description="How many replicas the version has that does not answer. It has as many as the other one where it is not set, "
    "and needs them before it answers.",
    example=None,
)


ANALYSIS = Property(
    name="analysis",
    type=NAME,
    description="The name of the objectives, in the trait slo of the instance, by which a new version is judged.",
    live=False,
    why="it decides by what a new version is judged",
    example=None,
)


class Owned(Record):
    """A property of an engine, and the strategies that have a use for it."""

    property: Property
    strategies: frozenset[str] = BOTH


class Engine(Record):
    """An engine: `name` is the word for it in documents, `summary` says who moves requests to the new version.

    `properties` are those that it has beside `strategy` and `engine`; one of a name that other engines have, too, is the same.
    A default holds for one engine alone: see `default_for`. The trait tells of a property for which the engine, or the
    strategy, has no use. The rest is what the trait does where this engine is chosen: `change`, `finish`, `turn`, `produces`
    and `requires` are those of a `Trait` (`contracts.py`). `excludes` are kinds, as in `produces`, that no other trait of the
    instance may make.
    """

    name: str
    summary: str
    properties: tuple[Owned, ...]
    change: Callable[[BoundTrait, Subject], Change]
    finish: Callable[[BoundTrait, Subject, tuple[KubeObject, ...]], tuple[KubeObject, ...]] | None = None
    turn: Callable[[BoundTrait, WorkloadType], WorkloadType] | None = None
    produces: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    def takes(self, name: str, strategy: str) -> bool:
        """Tell whether the engine has a use for a property with a strategy."""
        return any(owned.property.name == name and strategy in owned.strategies for owned in self.properties)


def only(strategy: str, *properties: Property) -> Iterator[Owned]:
    """Yield properties that one strategy alone has a use for."""
    return (Owned(property=prop, strategies=frozenset((strategy,))) for prop in properties)


def default_for(
    engine: str, strategies: frozenset[str], value: Known
) -> Callable[[dict[str, Known], Component], Known | Unset]:
    """Return what makes the default of a property that one engine has, with some strategies."""

    def default(given: dict[str, Known], _: Component) -> Known | Unset:
        """Return the value where the engine and one of the strategies are chosen."""
        return value if given.get("engine", NATIVE) == engine and given.get("strategy") in strategies else UNSET

    return default


def shortened(workload_type: WorkloadType, suffix: str) -> WorkloadType:
    """Return a workload type whose instances leave room in their names for a suffix."""
    return replace(workload_type, longest_name=workload_type.longest_name - len(suffix))
