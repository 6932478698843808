"""Applications with the capabilities of a package of Python: its workload types, traits and scopes, beside those of oamc.

    sample_packaged(7)    the documents of a seed, which compile with the options of `with_package`

The package is `drawn_package.py`. It is found as an installed one is: by what an installer writes of it.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from oamc.capabilities.v1 import SERVICE_ENDPOINT
from oamc.records import replace
from tests.strategies.choosers import RandomChooser, some
from tests.strategies.components import CORE
from tests.strategies.drawn_package import CAPABILITIES, GROUP, ONCE, PLAIN, REQUIRED, STORE, TYPES
from tests.strategies.own_templates import NUMBERS, TEXTS
from tests.support.documents import HTTP, application, component, container, trait
from tests.support.packages import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.options import Options
    from tests.strategies.applications import Documents
    from tests.strategies.choosers import Chooser

ENTRY = "drawn"
OWN_TYPES = tuple(one.name for one in CAPABILITIES.workload_types)
CORE_TYPES = tuple(f"{CORE}{kind}" for kind in ("Server", "Worker", "Task"))
SERVED = {one.name for one in CAPABILITIES.workload_types if SERVICE_ENDPOINT in one.features} | {f"{CORE}Server"}
(SCOPE,) = CAPABILITIES.scopes
VALUES: Mapping[str, tuple[Any, ...]] = {
    "text": TEXTS,
    "word": ("a", "word"),
    "named": ("a", "b"),
    "count": NUMBERS,
    "share": (0.5, 1, -2.25, 1e21 / 1e10),
    "flag": (True, False),
    "cores": (0.5, "100m", "2"),
    "space": ("64Mi", "1G"),
    "words": (["a"], ["{{ b }}", "c: d", ""], []),
    "anything": ([1], [{"a": ["x"]}, "b"], []),
    "tree": ({"a": {"b": [1]}}, {"{{ x }}": "y"}, {}),
    "notes": ({"a": "b"}, {"x.y": "", "on": "{{ z }}"}, {}),
}
"""Values of each property."""
AMOUNTS = ("cores", "space")
"""Settings that no parameter of a component gives: it has no type for amounts."""
PARAMETER_TYPES = {"count": "number", "share": "number", "flag": "boolean", "tree": "object", "notes": "object"}
PARAMETER_TYPES |= {"words": "array", "anything": "array"}


@cache
def install_package() -> None:
    """Let Python find what an installer writes of the package; for the rest of the run, as for one that is installed."""
    place = Path(mkdtemp(prefix="oamc-drawn-"))
    describe(place, "drawn-oamc", "1.0.0", f"{ENTRY} = tests.strategies.drawn_package:CAPABILITIES\n")
    sys.path.append(str(place))


def with_package(options: Options) -> Options:
    """Return options with which a run knows the package."""
    install_package()
    return replace(options, capabilities=(ENTRY,))


def sample_packaged(seed: int) -> Documents:
    """Return the documents of a seed."""
    chooser = RandomChooser(seed)
    kind = chooser.choice((*OWN_TYPES, *CORE_TYPES))
    fields: dict[str, Any] = {}
    if kind.endswith((".Rack", ".Store")):
        fields |= _settings(chooser)
    if kind != STORE.name:
        fields["containers"] = [container(ports=[HTTP] if kind in SERVED and chooser.chance(60) else None)]
    use: dict[str, Any] = {}
    given = [
        {"name": one["name"], "value": chooser.choice(VALUES[one["name"].removeprefix("of-")])}
        for one in fields.get("parameters", ())
        if chooser.chance(30)
    ]
    if given:
        use["parameterValues"] = given
    if chooser.chance(60):
        bound = [{"name": name, "value": value} for name, value in _properties(chooser).items()]
        scopes = [{"name": "all", "type": SCOPE.name, "properties": bound}]
        use |= {"scopes": scopes, "applicationScopes": ["all"] if chooser.chance(80) else []}
    if chooser.chance(30):
        use["variables"] = [{"name": "word", "value": chooser.choice(TEXTS)}]
    return [component(kind, **fields), application(*_traits(chooser, kind, has_variable="variables" in use), **use)]


def _settings(chooser: Chooser) -> dict[str, Any]:
    """Return settings of a component, some from parameters, and these."""
    parameters, settings = [], []
    for name in some(chooser, tuple(TYPES), 0, len(TYPES)):
        if name not in AMOUNTS and chooser.chance(40):
            parameter = {"name": f"of-{name}", "type": PARAMETER_TYPES.get(name, "string")}
            parameters.append(parameter | ({"default": chooser.choice(VALUES[name])} if chooser.chance(70) else {}))
            settings.append({"name": name, "type": "string", "fromParam": f"of-{name}"})
        else:
            settings.append({"name": name, "type": "string", "value": chooser.choice(VALUES[name])})
    found = {"workloadSettings": settings, "parameters": parameters}
    return {name: value for name, value in found.items() if value}


def _properties(chooser: Chooser) -> dict[str, Any]:
    """Return some of the properties that traits and the scope have."""
    return {name: chooser.choice(VALUES[name]) for name in some(chooser, tuple(TYPES), 0, len(TYPES))}


def _traits(chooser: Chooser, kind: str, *, has_variable: bool) -> list[dict[str, Any]]:
    """Return traits of the package, and some of oamc that fit every type with pods, or one with a number of them."""
    found = []
    for name, words in (("drawn", ("a",)), ("drawn-too", ("b",)), ("drawn-always", VALUES["word"])):
        if chooser.chance(50):
            properties = _properties(chooser) | {"word": chooser.choice(words)}
            if name == PLAIN.name:
                properties.setdefault(REQUIRED, chooser.chance(50))
            if any(one["properties"].get("named") == "a" for one in found):
                properties.pop("named", None)  # by which a trait says how long the pods have time to end
            if has_variable and chooser.chance(60):
                properties["text"] = chooser.choice(("[fromVariable(word)]", "a-[fromVariable(word)]"))
            found.append(trait(name, **properties))
    has_pods = kind != STORE.name
    if has_pods and chooser.chance(40):
        found.append(trait("labels", team="a"))
    if has_pods and chooser.chance(30) and not any(one["properties"].get("named") == "a" for one in found):
        found.append(trait("lifecycle", terminationGracePeriodSeconds=7))
    if kind in {f"{GROUP}/v1.Web", f"{GROUP}/v1.Rack", ONCE.name} and chooser.chance(40):
        found.append(trait("manual-scaler", replicaCount=2))
    return some(chooser, found, len(found), len(found)) if found else found
