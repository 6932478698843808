"""Where the search begins: seeds of each harness, and blind mutations of them where no coverage guides it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from tests.assurance.fuzz.harnesses import Harness
from tests.strategies.mutations import CONSTANTS
from tests.support.processes import ROOT

WORDS = (
    "apiVersion", "kind", "metadata", "spec", "core.oam.dev/v1alpha1", "ComponentSchematic", "ApplicationConfiguration",
    "Trait", "WorkloadType", "ApplicationScope", "workloadType", "core.oam.dev/v1alpha1.Server", "containers", "image",
    "parameters", "parameterValues", "fromParam", "fromVariable", "[fromVariable(x)]", "env", "config", "ports", "resources",
    "volumes", "livenessProbe", "httpGet", "traits", "properties", "applicationScopes", "variables", "components",
    "componentName", "instanceName", "value", "default", "required", "name: ", "- ", "---\n", "...\n", ": ", "\n  ", "\t",
    "&a ", "*a", "<<: ", "!!str ", "!!binary ", "!x ", "? ", "| ", ">-\n", "{", "}", "[", "]", ",", '"', "'", "#",
    "%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "{{ .Values.x }}", "<no value>", "\\u0000", "\\ud800", "\\x85", "\r\n",
    "\r", "\ufeff", "\u2028", "\u0085", "0x1f", "010", "1e400", ".inf", "9007199254740993", "null", "~", "yes", "2001-01-01",
    "1:30", "v1", "List", "items", "::error::", "##[group]", "$(A)", "../../x",
)  # fmt: skip
"""What mutations put in: words of the language and signs of YAML."""
WRITTEN_KEY = re.compile(rb"[^\s{}\[\],:][^\s{}\[\],]*(?=:(?:\s|$))")
WRITTEN_VALUE = re.compile(rb"(?<=[:-] )[^\s{}\[\],]+")
LONGEST_SEED = 4096


def seeds(harness: Harness) -> list[bytes]:
    """Return the seeds of a harness, in a fixed order: its corpus, and what else in the repository is an input of it."""
    found = [path.read_bytes() for path in sorted(harness.corpus.glob("*")) if path.is_file()]
    if harness.name == "read":
        places = (
            "golden/*/input/*",
            "golden/diagnostics/**/*.yaml",
            "golden/diagnostics/**/*.json",
            "examples/*/*.yaml",
            "tests/assurance/hostile/collection/**/*.*",
        )
        paths = sorted(path for place in places for path in ROOT.glob(place) if path.is_file())
        found += [content for content in (path.read_bytes() for path in paths) if len(content) <= LONGEST_SEED]
    else:
        chance = random.Random(0)
        found += [chance.randbytes(length) for length in (0, 1, 8, 32, 100, 300, 600) for _ in range(8)]
    return found


def blind_inputs(harness: Harness, seed: int, found: Sequence[bytes] = ()) -> Iterator[bytes]:
    """Yield inputs without end: the seeds and what guidance has `found`, then mutations of them; the same for the same seed."""
    known = [*seeds(harness), *found]
    yield from known
    chance = random.Random(seed)
    while True:
        data = bytearray(chance.choice(known))
        for _ in range(1 << chance.randint(0, 4)):
            mutate(data, chance, known)
        yield bytes(data[: harness.longest])


def mutate(data: bytearray, chance: random.Random, known: list[bytes]) -> None:
    """Change some bytes in place."""
    start = chance.randint(0, len(data))
    length = chance.randint(0, min(len(data) - start, 1 << chance.randint(0, 9)))
    match chance.randint(0, 8):
        case 0:
            del data[start : start + length]
        case 1:
            data[start:start] = chance.choice(WORDS).encode("utf-8", "surrogatepass")
        case 2:
            data[start : start + length] = chance.randbytes(min(length, 8))
        case 3:
            other = chance.choice(known)
            begin = chance.randint(0, len(other))
            data[start : start + length] = other[begin : begin + chance.randint(0, 200)]
        case 4:
            data[start:start] = data[start : start + length] * chance.randint(1, 3)
        case 5 if data:
            data[min(start, len(data) - 1)] ^= 1 << chance.randint(0, 7)
        case 6 | 7 as what:
            pattern = WRITTEN_KEY if what == 6 else WRITTEN_VALUE
            # A mutation is cheap, and so is its search: what follows the place, up to a few lines.
            found = pattern.search(data, start, start + 200)
            if found:
                data[found.start() : found.end()] = chance.choice(CONSTANTS).encode()
        case _:
            data[start : start + 1] = bytes([chance.choice((0, 9, 10, 13, 32, 34, 39, 58, 45, 92, 123, 125, 127, 194, 255))])
