"""The definitions of custom kinds, and the program that makes tables of them.

The definitions are looked for in ../shared/crds beside the checkout, or in crds beside $OAMC_CORPUS. They are not part of the
repository; where they are not, the tests about them are skipped.
"""

import importlib.util
import os
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "schemas" / "custom" / "generate.py"
DEFINITIONS = Path(os.environ.get("OAMC_CORPUS", ROOT.parent / "shared" / "corpus")).parent / "crds"
GIVEN = pytest.mark.skipif(
    not (DEFINITIONS / "flux").is_dir() and not os.environ.get("CI"), reason="the definitions are not here; set OAMC_CORPUS"
)


@cache
def generator():
    """Return the program as a module."""
    spec = importlib.util.spec_from_file_location("generate_custom_tables", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def closed(schema):
    """Return the schema of a definition that refuses unknown fields, as an API server does with strict validation."""
    made = {key: value for key, value in schema.items() if not key.startswith("x-") and key not in ("description", "format")}
    if schema.get("x-kubernetes-int-or-string"):
        made["type"] = ["integer", "string"]
    if "properties" in schema:
        made["properties"] = {name: closed(field) for name, field in schema["properties"].items()}
        if not schema.get("x-kubernetes-preserve-unknown-fields") and "additionalProperties" not in schema:
            made["additionalProperties"] = False
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            made[key] = closed(schema[key])
    if isinstance(made.get("pattern"), str):
        made["pattern"] = made["pattern"].replace("$", r"\Z").replace("^(?i)", "(?i)^")
    return made


@cache
def validators():
    """Return a validator of the spec of each kind."""
    wanted = {kind[:3] for kind in generator().KINDS}
    return {
        identity[2]: Draft202012Validator(closed(schema)["properties"]["spec"])
        for identity, schema in generator().definitions(DEFINITIONS)
        if identity in wanted
    }


def places(value, path=()):
    """Return the paths of all parts of a value."""
    found = [path] if path else []
    for key, held in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += places(held, (*path, key))
    return found


VALUES = ("", "a", "1h", "https://a", 0, -1, 2.5, True, [], {}, ["a"], {"a": "b"}, {"name": "a"}, "Revision")


def change_at_random(spec, chance):
    """Change one part of a spec: another value, a field of another name, or none at all."""
    path = chance.choice(places(spec))
    held = spec
    for step in path[:-1]:
        held = held[step]
    if chance.random() < 0.3 and isinstance(held, dict):
        held["".join((str(path[-1]), "x"))] = chance.choice(VALUES)
    elif chance.random() < 0.3:
        del held[path[-1]]
    else:
        held[path[-1]] = chance.choice(VALUES)
    return path
