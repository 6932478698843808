"""Random Applications of KubeVela with definitions of their own in CUE, beside built-in ones.

    sample_own(7)   an Application and the definitions that it uses, the same each time

Properties are drawn from the types that the templates give them, as those of built-in types are. Where the engine is not built
the test is skipped.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from oamc.capabilities.kubevela.definitions.schemas import schema_of
from oamc.capabilities.property_schema import Struct
from oamc.engines.contract import Template
from tests.strategies.kubevela import drawn_properties, sample_kubevela
from tests.support.cue import shared_cue

if TYPE_CHECKING:
    from tests.strategies.applications import Documents

FOLDER = Path(__file__).with_name("definitions")
COMPONENTS = ("job", "service")
TRAITS = ("note", "proxy", "settings")
TEMPLATES = {name: (FOLDER / f"{name}.cue").read_text() for name in (*COMPONENTS, *TRAITS)}


def sample_own(seed: int) -> Documents:
    """Return an Application in which definitions of the input take the place of some built-in ones, and these definitions."""
    (application,) = sample_kubevela(seed)
    chance = Random(f"own {seed}")
    application["spec"].pop("policies", None)
    used: set[tuple[str, str]] = set()
    for number, component in enumerate(application["spec"]["components"]):
        if not number or chance.random() < 0.5:
            name = chance.choice(COMPONENTS)
            used.add(("ComponentDefinition", name))
            component |= {"type": name, "properties": _properties(name, chance), "traits": []}
        traits = component.setdefault("traits", [])
        for name in chance.sample(TRAITS, chance.randint(0, 2)):
            used.add(("TraitDefinition", name))
            traits.append({"type": name, "properties": _properties(name, chance)})
        if component["type"] == "service" and chance.random() < 0.5:
            traits.append({"type": "labels", "properties": {"team": chance.choice(("a", "b"))}})
    return [application, *(_definition(kind, name) for kind, name in sorted(used))]


def _definition(kind: str, name: str) -> dict[str, Any]:
    """Return a definition as a document."""
    workload = {"workload": {"type": "autodetects.core.oam.dev"}} if kind == "ComponentDefinition" else {}
    spec = {**workload, "schematic": {"cue": {"template": TEMPLATES[name]}}}
    return {"apiVersion": "core.oam.dev/v1beta1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def _properties(name: str, chance: Random) -> dict[str, Any]:
    """Return properties of the type that a template gives them."""
    told = shared_cue().schema(Template(name="t.cue", text=TEMPLATES[name]))
    schema = schema_of(told.type, lambda _: None, told.copies)
    assert isinstance(schema, Struct)
    return drawn_properties(schema, chance)
