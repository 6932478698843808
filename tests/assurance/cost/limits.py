"""Every stated limit as the command shows it: inputs at the limit and beyond it, the code, the line of the refusal (R20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from oamc.source.limits import MIB
from tests.assurance.cost.inputs import component, configuration, custom, instances, repeated

LAST = 0
"""Stands for a refusal that is at no certain line."""


class Limit(NamedTuple):
    """One limit: `size` is its value, `make` makes an input of a size, `code` refuses more of it, at `line`."""

    name: str
    size: int
    make: Callable[[int], str]
    code: str
    line: int


def _args(argument: str) -> str:
    """Return an application whose component has one argument, on line 11."""
    return component("", f"    args: [{argument}]\n") + configuration()


def _padded(size: int) -> str:
    """Return an application of a number of characters; comments fill it up."""
    text = component() + configuration()
    rest = size - len(text)
    lines, more = divmod(rest, 100)
    return text + ("#" + "x" * 98 + "\n") * lines + "#" * (more - 1) + "\n"


def _config_file(size: int) -> str:
    return component("", "    config:\n    - {path: /f, value: '" + "x" * size + "'}\n") + configuration()


SPEC = "  workloadSettings:\n  - name: spec\n    value: "
LIMITS = (
    Limit("file", 4 * MIB, _padded, "OAM101", 1),
    # Above the value of the setting are five levels: document, spec, list, item and value.
    Limit("depth", 64, lambda size: custom(f"{SPEC}{'{a: ' * (size - 4)}1{'}' * (size - 4)}\n") + configuration(), "OAM150", 9),
    Limit("documents", 10_000, lambda size: component() + configuration() + "---\n# nothing\n" * (size - 2), "OAM153", LAST),
    Limit("scalar", MIB, lambda size: _args("x" * size), "OAM154", 11),
    Limit("key", 1024, lambda size: custom(f"{SPEC}\n      ? {'k' * size}\n      : 1\n") + configuration(), "OAM155", 10),
    Limit("number", 64, lambda size: custom(f"{SPEC}{{a: 0.{'1' * (size - 2)}}}\n") + configuration(), "OAM156", 9),
)
"""Limits that one file of a moderate size reaches."""
INTEGER = (2**53 - 1, lambda value: custom(f"{SPEC}{{a: {value}}}\n") + configuration())
CONFIG_MAP = (MIB - 1024, _config_file)
"""A ConfigMap holds 1 MiB, its keys included."""
INSTANCES = (3, lambda size: component() + configuration(instances(size)))


def too_many_errors(count: int) -> str:
    """Return an input with that many mistakes."""
    return f"{component()}    env:\n" + repeated("    - {nam: E@}\n", count) + configuration()
