"""Everyday traits of an instance that fit its component and each other (docs/spec/everyday-traits.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies.choosers import some

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

SERVED = ("Server", "SingletonServer")
VALUES = ("shop", "a.b-c_d", "", "1", "true")
TEXTS = ("a note", "{{ x }}", "", "on", "1")


def everyday_traits(chooser: Chooser, component: Component) -> list[dict[str, Any]]:
    """Return some of the traits, each at most once."""
    if not component.is_core or not chooser.chance(40):
        return []
    fitting = [name for name in DRAWN if name != "service" or is_served(component)]
    return [{"name": name, "properties": DRAWN[name](chooser, component)} for name in some(chooser, tuple(fitting), 1, 3)]


def is_served(component: Component) -> bool:
    """Tell whether a component has a Service."""
    return bool(component.ports) and component.is_one_of(*SERVED)


def labels(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return labels of the objects."""
    return _entries(chooser, component, ("team", "example.com/stage", "app.kubernetes.io/component"), VALUES)


def annotations(chooser: Chooser, component: Component) -> dict[str, Any]:
    """Return annotations of the objects."""
    return _entries(chooser, component, ("note", "example.com/Stage", "version"), TEXTS)


def _entries(chooser: Chooser, component: Component, keys: tuple[str, ...], values: tuple[str, ...]) -> dict[str, Any]:
    """Return labels or annotations: of the workload and its pods, and of the objects alone."""
    made: dict[str, Any] = {key: chooser.choice(values) for key in some(chooser, keys, 0, 2)}
    for place in some(chooser, ("workload", "pods", *(("service",) if is_served(component) else ())), 0, 2):
        made[place] = {f"example.com/{place}": chooser.choice(values)}
    return made


DRAWN: dict[str, Callable[[Chooser, Component], dict[str, Any]]] = {
    "labels": labels,
    "annotations": annotations,
}
"""The properties of each trait."""
