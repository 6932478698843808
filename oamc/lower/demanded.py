"""What is demanded of the objects of an instance, by intents and by levels of security: it is written where nothing is."""

from __future__ import annotations

from oamc.capabilities.contracts import Trait
from oamc.objects.demands import LEVEL, Promise, with_demand
from oamc.objects.field_order import ordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.objects.demands import Demand
    from oamc.objects.tree import KubeObject
    from oamc.spans import Span


def secured(objects: tuple[KubeObject, ...], subject: Subject) -> tuple[tuple[KubeObject, ...], tuple[Promise, ...]]:
    """Return the objects of an instance at the level of security that a trait demands, and what must stay true of them."""
    promises: list[Promise] = []
    for use in subject.instance.traits:
        trait = use.trait
        assert isinstance(trait, Trait)
        level = trait.level(use, subject) if trait.level is not None else None
        if level is not None:
            objects = demanded(objects, level.demands, level.span, f"trait {trait.name}")
            promises.append(Promise(kind=LEVEL, name=level.name, instance=subject.name, span=level.span, demands=level.demands))
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
