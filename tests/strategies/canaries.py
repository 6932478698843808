"""Applications with a canary that Flagger runs in the mesh, beside policies of the mesh, which are written into the Canary.

    sample_canary(7)   an application, the same each time: it compiles

Among all applications these are too few to be searched by chance (docs/spec/traffic.md, 2.7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.strategies import objectives
from tests.strategies.choosers import RandomChooser, some
from tests.strategies.components import CORE, component
from tests.strategies.configurations import Variables, parameter_values, scalers
from tests.strategies.everyday import everyday_traits
from tests.strategies.flagger import OF_THE_CANARY, canary, common, fits, goes_with, of_the_mesh
from tests.strategies.traffic import ISTIO

if TYPE_CHECKING:
    from tests.strategies.applications import Documents
    from tests.strategies.choosers import Chooser
    from tests.strategies.components import Component

INSTANCE = "front"


def sample_canary(seed: int) -> Documents:
    """Return the documents of a seed."""
    chooser = RandomChooser(seed)
    made = component(chooser, "web", (f"{CORE}Server",))
    while not fits(made, []):
        made = component(chooser, "web", (f"{CORE}Server",))
    variables = Variables(chooser=chooser, percent=chooser.choice((0, 0, 25)))
    use: dict[str, Any] = {"componentName": "web", "instanceName": INSTANCE, "traits": _traits(chooser, made, variables)}
    values = parameter_values(chooser, made, variables)
    if values:
        use["parameterValues"] = values
    spec: dict[str, Any] = {"components": [use]}
    if variables.entries:
        spec["variables"] = variables.entries
    metadata = {"name": "shop", "namespace": "team-b"}
    kind = {"apiVersion": "core.oam.dev/v1alpha1", "kind": "ApplicationConfiguration"}
    return [made.document, {**kind, "metadata": metadata, "spec": spec}]


def _traits(chooser: Chooser, made: Component, variables: Variables) -> list[dict[str, Any]]:
    """Return a rollout of Flagger in the mesh, policies of that, and what goes with both."""
    rollout = common(chooser, made) | canary(chooser, ISTIO)
    others = [*scalers(chooser, made), *everyday_traits(chooser, made, {*OF_THE_CANARY, "rollout"})]
    kept = [binding for binding in others if binding["name"] != "manual-scaler" and goes_with(binding, rollout)]
    found = [*of_the_mesh(chooser, kept), {"name": "rollout", "properties": rollout}]
    found += objectives.judging(chooser, found)
    objectives.fit(found, INSTANCE)
    for binding in found:
        if binding.get("properties"):
            binding["properties"] = variables.inside(binding["properties"])
    return some(chooser, found, len(found), len(found))
