"""Documents compiled with a catalog of a test: both outputs, compared with the real Helm engine, and the objects verified."""

from __future__ import annotations

import json
from typing import Any

from oamc.capabilities.catalog import CATALOG, Catalog
from oamc.choices import HELM, MANIFESTS
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.frontends.contract import FrontEnd
from oamc.frontends.table import FRONT_ENDS
from oamc.objects.verify import verify
from oamc.options import Options
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.values.given import Assignment, Overrides
from oamc.verification.compare import differences
from tests.support.helm import shared_engine


class Built:
    """What documents gave with one catalog and some `--set` texts, in both formats."""

    def __init__(
        self,
        *documents: dict[str, Any],
        catalog: Catalog = CATALOG,
        front_ends: tuple[FrontEnd, ...] = FRONT_ENDS,
        sets: tuple[str, ...] = (),
        values: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        self.reports = Reports()
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(documents)})
        source = SourceFile(path="in.json", label="in.json", text=text)
        given = () if values is None else (SourceFile(path="values", label="values", text=json.dumps(values)),)
        overrides = Overrides(files=given, assignments=tuple(Assignment(flag="--set", text=text) for text in sets))
        manifests = Compilation(
            (source,), Options(format=MANIFESTS, overrides=overrides, **options), self.reports, catalog, front_ends
        )
        self.sets = [objects for _, objects in manifests.objects if objects is not None]
        for objects in self.sets:
            verify(objects)
        self.by_application = {
            output.application: [found for text in output.files.values() for found in _documents(text)]
            for output in manifests.outputs
        }
        charts = Compilation((source,), Options(format=HELM, **options), Reports(), catalog, front_ends)
        self.charts = {output.application: output.files for output in charts.outputs}
        self.values = _tree(overrides)

    @property
    def codes(self) -> list[str]:
        """The codes of all findings in the order of places."""
        return [found.code.id for found in self.reports.in_order()]

    @property
    def objects(self) -> dict[str, dict[str, Any]]:
        """The objects of all applications, by kind and name."""
        listed = [item for objects in self.by_application.values() for item in objects]
        found = {f"{item['kind']}/{item['metadata']['name']}": item for item in listed}
        assert len(found) == len(listed)
        return found

    def check_refusal(self) -> None:
        """Render each chart with the real engine: its schema refuses the overrides, as oamc does."""
        assert self.reports.has_errors()
        for files in self.charts.values():
            assert shared_engine().render(files, _known(self.values, files), namespace="default").refusal

    def check_agreement(self) -> None:
        """Render each chart with the real engine and compare: the overrides mean the same in both outputs."""
        assert self.charts.keys() == self.by_application.keys()
        for name, files in self.charts.items():
            rendered = shared_engine().render(files, _known(self.values, files), namespace="default")
            assert rendered.refusal == ""
            assert list(differences(self.by_application[name], rendered.documents)) == []


def _documents(text: str) -> list[dict[str, Any]]:
    return [plain(document.root) for document in read(SourceFile(path="out.yaml", label="out.yaml", text=text), Reports())]


def _tree(overrides: Overrides) -> dict[str, Any]:
    """Return overrides as one tree."""
    from oamc.values.overrides import combine

    given = combine(overrides, Reports())
    assert given is not None
    return given.values


def _known(values: dict[str, Any], files: Any) -> dict[str, Any]:
    """Return those values that a chart has a place for."""
    known = json.loads(files["values.schema.json"])["properties"]
    return {name: value for name, value in values.items() if name in known}
