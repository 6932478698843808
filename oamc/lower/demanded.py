"""What is demanded of the objects of an instance, by intents and by levels of security: it is written where nothing is."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.objects.demands import with_demand
from oamc.objects.field_order import ordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.objects.demands import Demand, Promise
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span


def promised(objects: tuple[KubeObject, ...], subject: Subject) -> tuple[tuple[KubeObject, ...], tuple[Promise, ...]]:
    """Return the objects of an instance with what its traits promise of them, and what must stay true."""
    promises: list[Promise] = []
    for use in subject.instance.traits:
        trait = use.trait
        assert isinstance(trait, Trait)
        promise = trait.promise(use, subject) if trait.promise is not None else None
        if promise is not None:
            objects = demanded(objects, promise.demands, promise.span, f"trait {trait.name}")
            promises.append(promise)
    return objects, tuple(promises)


def demanded(objects: tuple[KubeObject, ...], demands: tuple[Demand, ...], span: Span, rule: str) -> tuple[KubeObject, ...]:
    """Return objects with all that is demanded of them where nothing is, from a place and by a rule."""
    return tuple(_with_all(item, demands, span, rule) for item in objects)


def _with_all(item: KubeObject, demands: tuple[Demand, ...], span: Span, rule: str) -> KubeObject:
    """Return one object with all that is demanded of it."""
    changed = item
    for demand in demands:
        if demand.value is not None and item.kind in demand.kinds:
            changed = with_demand(changed, demand, span, rule)
    return item if changed is item else ordered(changed)
