"""What is wrong with charts and manifests: payloads that took effect, values that changed, charts that Helm refuses."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from oamc.diagnostics.reports import Reports
from oamc.source.limits import Limits
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.verification.compare import differences
from tests.assurance.hostile.cases import Case
from tests.assurance.hostile.object_rules import dangers, identity, object_problems
from tests.assurance.hostile.problems import Problem
from tests.assurance.hostile.rendering import Chart, Rendering, trees
from tests.assurance.hostile.sandbox import Run

PATH_PART = re.compile(r"\[([^\]]*)\]|([^.\[\]]+)")
ABSENT = object()
NO_LIMITS = Limits(nodes=1 << 40, documents=1 << 40)
"""An output may be larger than any input: nobody reads it with the limits of hostile files."""
DEEPEST_SCHEMA = 20
OWN_PATTERN_CHARACTERS = 2000


def output_problems(case: Case, runs: Sequence[Run], rendering: Rendering | None) -> Iterator[Problem]:
    """Yield what is wrong with the output of an accepted input."""
    written: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        if run.format == "manifests":
            for application, files in trees(run).items():
                written[application], complaints = _objects(files)
                yield from complaints
    if written:
        yield from _objects_problems(case, [item for items in written.values() for item in items], "manifests")
    if rendering is None:
        return
    for chart in rendering.charts:
        yield from _chart_problems(chart, written.get(chart.name))
    if not any(chart.rendered.refusal for chart in rendering.charts):
        rendered = [item for chart in rendering.charts for item in chart.rendered.documents]
        yield from _objects_problems(case, rendered, "chart")


def _objects(files: dict[str, str]) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Read the objects of manifests."""
    found, problems = [], []
    for path, text in files.items():
        if not path.endswith(".yaml"):
            continue
        reports = Reports()
        source = SourceFile(path=path, label=path, text=text)
        found += [plain(document.root) for document in read(source, reports, NO_LIMITS)]
        problems += [Problem("BADOBJ", f"{path}: {finding.message}") for finding in reports.found]
    return found, problems


def _objects_problems(case: Case, items: Sequence[dict[str, Any]], output: str) -> Iterator[Problem]:
    """Look at the objects of one output."""
    names = [f"{item.get('kind')}/{item.get('metadata', {}).get('name')}" for item in items]
    if case.objects:
        missing, more = Counter(case.objects) - Counter(names), Counter(names) - Counter(case.objects)
        if missing:
            yield Problem("SILENT", f"{output}: no object {sorted(missing)}")
        if more:
            yield Problem("ESCAPED", f"{output}: objects that nobody asked for: {sorted(more)}")
    yield from _values_problems(case, dict(zip(names, items, strict=True)), output)
    if case.canary:
        forbidden = sorted({text for item in items for text in _structural_texts(item) if case.canary in text})
        if forbidden:
            yield Problem("FORBIDDEN", f"{output}: {forbidden[:5]}")
    for item in items:
        yield from (Problem("DANGER", f"{output}: {danger}") for danger in dangers(item) if danger not in case.allowed)
        yield from (Problem("BADOBJ", f"{output}: {problem}") for problem in object_problems(item))
    twice = [name for name, number in Counter(map(identity, items)).items() if number > 1]
    if twice:
        yield Problem("BADOBJ", f"{output}: two objects are {twice[:3]}")


def _values_problems(case: Case, items: dict[str, dict[str, Any]], output: str) -> Iterator[Problem]:
    """Compare the values that the case states with what is there."""
    for place, expected in case.values.items():
        name, _, path = place.partition(":")
        value = value_at(items.get(name), path)
        if value is ABSENT and expected == "" and path.endswith(".value"):
            continue  # what the server does not keep is not written
        if value is ABSENT:
            yield Problem("PAYLOAD", f"{output}: nothing at {place}")
        elif value != expected or isinstance(value, bool) != isinstance(expected, bool):
            is_near = isinstance(value, str) and isinstance(expected, str) and _visible(value) == _visible(expected)
            yield Problem("BYTES" if is_near else "PAYLOAD", f"{output}: {place} is {value!r}, not {expected!r}")


def value_at(item: Any, path: str) -> Any:
    """Return the value at a path such as `spec.ports.0.name` or `data.[a.txt]`; `ABSENT` where there is none."""
    for match in PATH_PART.finditer(path):
        part = match[1] if match[1] is not None else match[2]
        if isinstance(item, dict) and part in item:
            item = item[part]
        elif isinstance(item, list) and part.isdecimal() and int(part) < len(item):
            item = item[int(part)]
        else:
            return ABSENT
    return item


def _visible(text: str) -> str:
    """Return a text without white space and without what nobody sees."""
    return "".join(character for character in text if character.isprintable() and not character.isspace())


def _structural_texts(item: Any, key: str = "") -> Iterator[str]:
    """Yield the texts that decide what an object is: keys, kinds, names, namespaces and hosts."""
    if isinstance(item, dict):
        for inner, value in item.items():
            yield inner
            yield from _structural_texts(value, inner)
    elif isinstance(item, list):
        for value in item:
            yield from _structural_texts(value, key)
    elif isinstance(item, str) and key in ("apiVersion", "kind", "name", "namespace", "host", "hosts", "serviceName"):
        yield item


def _chart_problems(chart: Chart, manifests: list[dict[str, Any]] | None) -> Iterator[Problem]:
    """Look at one chart."""
    yield from (Problem("SCHEMA", found) for found in schema_problems(chart.files.get("values.schema.json", "{}")))
    if chart.complaints:
        yield Problem("LINT", "; ".join(chart.complaints[:3]))
    if chart.rendered.refusal:
        yield Problem("BADCHART", f"Helm refuses it: {chart.rendered.refusal[-400:]}")
        return
    if manifests is not None:
        found = differences(manifests, chart.rendered.documents)
        if found:
            yield Problem("BADCHART", f"chart and manifests differ: {'; '.join(map(str, found[:5]))}")
    usual = set(map(identity, chart.rendered.documents))
    for path, rendered in chart.overridden:
        if _is_broken_out(rendered.refusal):
            yield Problem("OVERRIDE", f"{path}: {rendered.refusal[-200:]}")
        elif not rendered.refusal and set(map(identity, rendered.documents)) != usual:
            yield Problem("OVERRIDE", f"{path} makes other objects")
        elif any("pwned" in key for item in rendered.documents for key in _keys(item)):
            yield Problem("OVERRIDE", f"{path} makes other fields")


def _is_broken_out(refusal: str) -> bool:
    """Tell whether a refusal shows that a value was no value any more: what it made is no YAML, or it ran as a template."""
    return "error converting YAML" in refusal or "YAML parse error" in refusal or "pwned" in _fail(refusal)


def _fail(refusal: str) -> str:
    """Return what a template said when it was made to fail."""
    found = re.search(r"error calling fail: (.*)", refusal)
    return found[1] if found else ""


def _keys(item: Any) -> Iterator[str]:
    """Yield every key of an object."""
    if isinstance(item, dict):
        yield from item
        for value in item.values():
            yield from _keys(value)
    elif isinstance(item, list):
        for value in item:
            yield from _keys(value)


def schema_problems(text: str) -> Iterable[str]:
    """Yield where a schema of values is not closed (R10)."""
    waiting: list[tuple[str, Any, int]] = [("#", json.loads(text), 0)]
    while waiting:
        path, node, depth = waiting.pop()
        if depth > DEEPEST_SCHEMA:
            yield f"{path} is deeper than {DEEPEST_SCHEMA} levels"
            continue
        if isinstance(node, list):
            waiting += [(f"{path}/{index}", item, depth + 1) for index, item in enumerate(node)]
        if not isinstance(node, dict):
            continue
        for word in ("$ref", "$dynamicRef", "$id"):
            reference = node.get(word)
            if isinstance(reference, str) and not reference.startswith("#"):
                yield f"{path}: {word} leads to {reference!r}"
        if "properties" in node and node.get("type") == "object" and node.get("additionalProperties") is not False:
            yield f"{path}: further properties are allowed"
        pattern = node.get("pattern")
        if isinstance(pattern, str) and re.search("pwned|canary|[(][^()]*[+*][^()]*[)][+*]", pattern):
            yield f"{path}: the pattern {pattern!r} comes from the input, or backtracks"
        waiting += [
            (f"{path}/{key}", value, depth + 1) for key, value in node.items() if key not in ("default", "examples", "enum")
        ]
