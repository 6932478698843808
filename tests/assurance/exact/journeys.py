"""Texts on their way: through both outputs and all readers to the places where they must arrive unchanged.

    journey = travel(texts)
    journey.lost == [] and journey.refused == []

The chart is rendered by Helm and its documents are read by Go; the manifests are read by Go, some also by PyYAML.
A build that refuses is halved until the texts are found that are refused, each with the diagnostic that says why and where.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.records import replace
from oamc.values.overrides import Overrides
from oamc.verification.compare import differences
from tests.assurance.exact import carriers
from tests.strategies.applications import as_text
from tests.support.agreement import source
from tests.support.go_reader import Refused, shared_reader
from tests.support.helm import shared_engine


class Journey(NamedTuple):
    """What became of some texts: how many arrived at how many places, which did not, which were refused and why."""

    arrived: int
    lost: list[str]
    refused: list[str]


def travel(texts: list[str], *, as_json: bool = False, thoroughly: bool = False) -> Journey:
    """Carry texts through both outputs with overrides.

    The input is a stream of YAML, or one list `as_json`, whose characters beyond U+FFFF are pairs of escapes. `thoroughly`
    renders without the overrides, too, lints the chart, and lets PyYAML read the manifests.
    """
    documents = carriers.application(texts)
    whole = json.dumps({"apiVersion": "v1", "kind": "List", "items": documents}) if as_json else as_text(documents)
    overrides, values = carriers.overriding(texts)
    chart, refusal = built(whole, "helm", Overrides())
    manifests, with_overrides = built(whole, "manifests", overrides)
    if refusal or with_overrides:
        return _halved(texts, refusal or with_overrides, as_json=as_json)
    try:
        return _compared(texts, overrides, values, chart, manifests, thoroughly=thoroughly)
    except (Refused, yaml.YAMLError, KeyError, ValueError) as error:
        return Journey(arrived=0, lost=[f"the output cannot be read: {error!r}"[:300]], refused=[])


def _compared(
    texts: list[str],
    overrides: Overrides,
    values: dict[str, Any],
    chart: Mapping[str, str],
    manifests: Mapping[str, str],
    *,
    thoroughly: bool,
) -> Journey:
    """Read both outputs and compare every place with what must have arrived there."""
    lost = list(_lost_in_chart(chart, texts))
    rendered = {given: shared_engine().render(chart, values if given else {}) for given in (True, False)[: 1 + thoroughly]}
    lost += [f"Helm refuses the chart: {answer.refusal[-300:]}" for answer in rendered.values() if answer.refusal]
    lost += [f"lint: {message}" for message in (shared_engine().lint(chart) if thoroughly else ())]
    if lost:
        return Journey(arrived=0, lost=lost, refused=[])
    text = "---\n".join(manifests.values())
    read = {"manifests": (shared_reader().documents(text), True)}
    if thoroughly:
        read["manifests by PyYAML"] = (list(yaml.load_all(text, Loader=yaml.CSafeLoader)), True)
    read |= {f"chart, overridden: {given}": (list(answer.documents), given) for given, answer in rendered.items()}
    arrived = 0
    for way, (objects, overridden) in read.items():
        wanted, found = carriers.expected(texts, overridden=overridden), carriers.arrived(objects)
        for place, some in wanted.items():
            arrived += len(some)
            lost += _lost(f"{way}, {place}", some, found[place])
    lost += [f"chart and manifests: {one}" for one in differences(read["manifests"][0], rendered[True].documents)]
    lost += list(_misread(overrides, texts))
    return Journey(arrived=arrived, lost=lost, refused=[])


def built(document: str, output: str, overrides: Overrides) -> tuple[Mapping[str, str], str]:
    """Return the files of the one application, or the first error with its code, place and reason."""
    reports = Reports()
    outputs = build((source(document),), replace(Options(), format=output, overrides=overrides), reports)
    errors = [f"{found.code.id} {found.span}: {found.message}" for found in reports.in_order() if found.severity == "error"]
    return (outputs[0].files, "") if outputs else ({}, errors[0])


def _halved(texts: list[str], reason: str, *, as_json: bool) -> Journey:
    """Carry both halves of the texts; one text alone is refused for the reason."""
    if len(texts) == 1:
        return Journey(arrived=0, lost=[], refused=[f"{texts[0][:80]!r}: {reason}"])
    middle = len(texts) // 2
    first, second = (travel(half, as_json=as_json) for half in (texts[:middle], texts[middle:]))
    return Journey(first.arrived + second.arrived, first.lost + second.lost, first.refused + second.refused)


def _lost(place: str, wanted: list[str], found: list[str]) -> Iterator[str]:
    """Yield what did not arrive at a place."""
    if len(wanted) != len(found):
        yield f"{place}: {len(found)} of {len(wanted)} texts"
    for index, (before, after) in enumerate(zip(wanted, found, strict=False)):
        if before != after:
            yield f"{place}, number {index}: {before[:80]!r} became {repr(after)[:80]}"


def _lost_in_chart(chart: Mapping[str, str], texts: list[str]) -> Iterator[str]:
    """Yield what did not arrive in the files of the chart that hold no objects."""
    identity = shared_reader().yaml(chart["Chart.yaml"])
    yield from _lost("description of Chart.yaml", texts[:1], [identity["description"]])
    values = shared_reader().yaml(chart["values.yaml"])["web"]["parameters"]
    yield from _lost("values.yaml", texts, [values[f"d{index}"] for index, _ in enumerate(texts)])
    schema: Any = json.loads(chart["values.schema.json"])["properties"]["web"]["properties"]["parameters"]["properties"]
    described = [schema[f"d{index}"].get("description", "") for index, _ in enumerate(texts)]
    yield from _lost("values.schema.json", texts, described)


def _misread(overrides: Overrides, texts: list[str]) -> Iterator[str]:
    """Yield assignments that Helm's own reader would take for something else: oamc and Helm have one grammar."""
    for given in overrides.assignments:
        number = int(given.text.partition("=")[0].removeprefix("web.parameters.s"))
        read = carriers.read_by_helm(given)
        if read != texts[number]:
            yield f"{given.flag}: Helm reads {read!r} where {texts[number][:80]!r} was meant"
