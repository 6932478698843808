"""The law of the project, as a check: the chart rendered by Helm and the manifests are the same objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.records import replace
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.overrides import Overrides
from oamc.verification.compare import differences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.verification.engine import HelmEngine


def source(text: str, name: str = "app.yaml") -> SourceFile:
    """Return a text as an input."""
    return SourceFile(path=name, label=name, text=text)


def compiled(text: str, options: Options, reports: Reports | None = None) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return the files of each application, and the errors. Findings go to `reports`."""
    reports = reports or Reports()
    outputs = build((source(text),), options, reports)
    errors = [f"{found.span}: {found.code.id} {found.message}" for found in reports.in_order() if found.severity == "error"]
    return {output.application: dict(output.files) for output in outputs}, errors


def objects(manifests: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the objects of plain manifests."""
    return [plain(document.root) for text in manifests.values() for document in read(source(text), Reports())]


def chart_values(chart: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of a chart, read as Kubernetes reads YAML."""
    text = chart["values.yaml"] + "\napiVersion: v1\nkind: Values\n"
    values = plain(read(source(text), Reports())[0].root)
    return {key: value for key, value in values.items() if key not in {"apiVersion", "kind"}}


def disagreement(
    engine: HelmEngine, text: str, chart: Mapping[str, str], overrides: dict[str, Any], options: Options | None = None
) -> str:
    """Say how the chart with `overrides` differs from the manifests with the same overrides; empty if they agree.

    They agree, too, when both refuse the overrides.
    """
    files = (source(json.dumps(overrides), "overrides.json"),) if overrides else ()
    chosen = replace(options or Options(), format="manifests", overrides=Overrides(files=files))
    manifests, errors = compiled(text, chosen)
    rendered = engine.render(chart, overrides)
    if bool(errors) != bool(rendered.refusal):
        return f"one of them refuses: oamc says {errors[:3]}, Helm says {rendered.refusal[-400:]!r}"
    if errors:
        return ""
    plain_objects = [item for files in manifests.values() for item in objects(files)]
    return "; ".join(map(str, differences(plain_objects, rendered.documents)[:5]))
