"""The same texts written in every style of YAML, and what independent readers make of them.

    for written in ways_to_write("a: b"): ...
    misread(written) == ""

A text that stands as it is in a plain, single-quoted or block scalar may mean another text, end early, or be no YAML at all.
What it means say Go's reader, which is `kubectl`'s, and PyYAML; oamc must read the same, or refuse the file with a place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from tests.strategies.applications import as_text
from tests.support.agreement import source
from tests.support.go_reader import Refused, shared_reader
from tests.support.texts import SEPARATOR, application, component, containers, instance

COMPONENT = component(
    workload="Worker", spec=containers("      env:\n        - name: TEXT\n          value:@text\n      args: [after]\n")
)
CONFIGURATION = application(instance("web")).removeprefix(SEPARATOR)
INDENT = " " * 12
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


class Written(NamedTuple):
    """A text as it stands in a document: the style, and the whole component."""

    style: str
    document: str


def ways_to_write(text: str) -> Iterator[Written]:
    """Yield the component with the text in every style, well or badly as a person without knowledge of YAML would do it."""
    indented = BREAK.sub(lambda found: found[0] + INDENT, text)
    for style, spelled in (
        ("plain", f" {indented}"),
        ("plain on the next line", f"\n{INDENT}{indented}"),
        ("single quotes", " '" + indented.replace("'", "''") + "'"),
        ("double quotes as they are", f' "{indented}"'),
        ("double quotes", " " + as_text([{"t": text}]).strip()[7:-2].strip()),  # {"t": … } without what surrounds it
        ("JSON", f" {json.dumps(text, ensure_ascii=False)}"),
        ("literal", f" |\n{INDENT}{indented}"),
        ("literal, stripped", f" |-\n{INDENT}{indented}"),
        ("literal, kept", f" |+\n{INDENT}{indented}"),
        ("literal, indented", f" |2\n{INDENT}{indented}"),
        ("folded", f" >\n{INDENT}{indented}"),
        ("folded, stripped", f" >-\n{INDENT}{indented}"),
    ):
        yield Written(style, COMPONENT.replace("@text", spelled))


def misread(written: Written) -> tuple[str, str]:
    """Say what is wrong with what oamc makes of a component, and what became of it.

    The second text is "read", "refused by all", or "refused" where an independent reader would have taken it.
    """
    go, python = _read_by_go(written.document), _read_by_python(written.document)
    ours, errors = _built(written.document)
    if errors:
        wrong = "" if all(": OAM" in error for error in errors) else f"a refusal without a place: {errors}"
        return wrong, "refused by all" if go is None and python is None else "refused"
    if isinstance(go, str):
        wrong = "" if ours == go else f"Go reads {go!r}, oamc {ours!r}"
    elif isinstance(python, str):  # a scalar of another type: its text, as every reader finds it written
        wrong = "" if ours == python else f"PyYAML reads {python!r}, oamc {ours!r}"
    else:
        wrong = f"no reader takes it, and oamc reads {ours!r}"
    return wrong, "read"


def _read_by_go(document: str) -> Any:
    """Return the value as Go reads it, None where it is no YAML or not at its place."""
    try:
        return _value_in(shared_reader().yaml(document))
    except Refused:
        return None


def _read_by_python(document: str) -> Any:
    """Return the value as PyYAML reads it without types, None where it is no YAML or not at its place."""
    try:
        return _value_in(yaml.load(document, Loader=yaml.CBaseLoader))
    except (yaml.YAMLError, ValueError):
        return None


def _value_in(document: Any) -> Any:
    """Return the value in a component in which nothing else has changed, else None."""
    try:
        (container,) = document["spec"]["containers"]
        (entry,) = container["env"]
    except (KeyError, TypeError, ValueError):
        return None
    intact = set(container) == {"name", "image", "env", "args"} and container["args"] == ["after"]
    return entry["value"] if intact and set(entry) == {"name", "value"} else None


def _built(document: str) -> tuple[Any, list[str]]:
    """Return the value in the manifests that oamc makes, as Go reads them, and the errors."""
    reports = Reports()
    outputs = build((source(f"{document}---\n{CONFIGURATION}"),), Options(format="manifests"), reports)
    errors = [f"{found.span}: {found.code.id} {found.message}" for found in reports.in_order() if found.severity == "error"]
    if errors:
        return None, errors
    (deployment,) = shared_reader().documents("---\n".join(outputs[0].files.values()))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    (entry,) = container["env"]
    return entry.get("value", ""), []
