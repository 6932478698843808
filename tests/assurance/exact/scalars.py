"""Plain scalars as values of typed parameters: what oamc takes them for is what Go takes them for, or it refuses them.

    for scalar in plain_scalars(seed, count):
        for given in WAYS: misread(scalar, "number", given) == ""

A scalar is given by the component's default, by the application and by a values file, to parameters of type string, number and
boolean. A string parameter may also take the text as it is written.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

import yaml

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.expressions.numbers import spell_json
from oamc.options import Options
from oamc.values.overrides import Overrides
from tests.assurance.exact.texts import DIGITS
from tests.strategies.texts import PIECES
from tests.support.agreement import source
from tests.support.go_reader import Refused, shared_reader
from tests.support.texts import application, component, containers, instance

TYPES = {"string": str, "number": (int, float), "boolean": bool}
WAYS = ("default", "parameterValues", "values")
WORDS = (
    "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF", "true", "True",
    "TRUE", "tRUE", "false", "False", "FALSE", "null", "Null", "NULL", "~", "nan", ".nan", ".NaN", ".inf", "-.inf",
    "+.inf", "inf", "Infinity", "0", "-0", "+0", "00", "01", "07", "08", "010", "0777", "-010", "+12", "1_000", "_1",
    "1_", "0x1f", "0X1F", "0x_1", "-0x1f", "0o17", "0O17", "0b101", "0B1", "-0b1", "1e3", "1E3", "1.e3", ".5", "5.",
    "-.5", "+.5", "1.0", "1.50", "1e400", "-1e400", "1e-400", "1e21", "9007199254740992", "9007199254740993",
    "-9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551616", "1:30", "190:20:30",
    "1:30.5", "2001-01-01", "2001-01-01T00:00:00Z", "2001-1-1", "=", "<<", "!!str 1", "!!int 1", "!!int '1'", "!!float 1",
    "!!bool yes", "!!null x", "! 1", "&a 1", "\u0661", "１", "1 ", "1\u00a0", "0.1", "1/2", "1,5", "1.2.3",
    "0.30000000000000004", "123456789.12345678901", "4.9e-324", "1.7976931348623157e308", "1e22", "100000000000000000000",
)  # fmt: skip
"""Scalars that readers disagree about."""
DOCUMENTS = component(
    workload="Worker",
    parameters="  parameters:\n    - name: x\n      type: @type\n      default:@default\n",
    spec=containers("      env: [{name: X, fromParam: x}]\n"),
) + application(instance("web", more="      parameterValues:@values\n"))
VALUES = "web:\n  parameters:\n    x: {scalar}\n"


def plain_scalars(seed: int, count: int) -> list[str]:
    """Return all known doubtful scalars, and random ones in which digits and the signs of numbers meet."""
    chance = Random(seed)
    short = [piece for piece in PIECES if "\n" not in piece and "\r" not in piece]
    made = ["".join(chance.choice(DIGITS) for _ in range(chance.randint(1, 9))) for _ in range(count)]
    return [*WORDS, *short, *made]


def misread(scalar: str, kind: str, given: str) -> tuple[str, str]:
    """Say what is wrong with the value that oamc sees in a scalar, and whether it was "read", "refused" or is "no YAML"."""
    try:
        read = shared_reader().yaml(f"x: {scalar}\n").get("x")
    except Refused:
        read = Refused
    ours, errors = _built(scalar, kind, given)
    if errors:
        without_place = [error for error in errors if not re.match(r"(?:app|values)\.yaml:\d+:\d+: OAM|None: OAM", error)]
        return (f"a refusal without a place: {without_place}" if without_place else ""), "refused"
    if read is Refused:
        return f"Go does not take it, and oamc reads {ours!r}", "no YAML"
    return ("" if ours in _allowed(read, scalar, kind) else f"Go reads {read!r}, oamc {ours!r}"), "read"


def _allowed(read: Any, scalar: str, kind: str) -> set[str | None]:
    """Return the texts that may arrive, None for no value."""
    if read is None:
        return {None}
    if (isinstance(read, bool) and kind != "boolean") or not isinstance(read, TYPES[kind]):
        written = yaml.load(f"x: {scalar}\n", Loader=yaml.CBaseLoader)["x"]
        return {written} if kind == "string" else set()
    return {read if isinstance(read, str) else spell_json(read)}


def _built(scalar: str, kind: str, given: str) -> tuple[Any, list[str]]:
    """Return the value of the environment variable in the manifests, None where there is none, and the errors."""
    default = f" {scalar}" if given == "default" else ""
    values = f"\n        - name: x\n          value: {scalar}" if given == "parameterValues" else ""
    files = (source(VALUES.format(scalar=scalar), "values.yaml"),) if given == "values" else ()
    document = DOCUMENTS.replace("@type", kind).replace("@default", default).replace("@values", values)
    reports = Reports()
    outputs = build((source(document),), Options(format="manifests", overrides=Overrides(files=files)), reports)
    errors = [f"{found.span}: {found.code.id} {found.message}" for found in reports.in_order() if found.severity == "error"]
    if errors:
        return None, errors
    (deployment,) = shared_reader().documents("---\n".join(outputs[0].files.values()))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return next((entry.get("value", "") for entry in container.get("env", ())), None), []
