"""Components of KubeVela with traits, and what the compiler makes of them: for tests of one trait."""

from __future__ import annotations

from typing import Any

import yaml

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.objects.object_set import ObjectSet
from oamc.objects.verify import verify
from oamc.options import Options
from oamc.spans import SourceFile
from tests.support.documents import Compiled, compiled

IMAGE = "example/web:1"


def use(kind: str, **properties: Any) -> dict[str, Any]:
    """Return a use of a trait; one without properties has none at all."""
    return {"type": kind, **({"properties": properties} if properties else {})}


def application(*traits: dict[str, Any], kind: str = "webservice", namespace: str = "", **properties: Any) -> dict[str, Any]:
    """Return the Application `shop` with the component `web`, which has these traits, and an image unless it is given."""
    component = {"name": "web", "type": kind, "properties": {"image": IMAGE, **properties}, "traits": list(traits)}
    return {
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": "shop", **({"namespace": namespace} if namespace else {})},
        "spec": {"components": [component]},
    }


def made(*traits: dict[str, Any], sets: tuple[str, ...] = (), strict: bool = False, **properties: Any) -> Compiled:
    """Compile the component with these traits; `sets` are the texts of `--set`."""
    return compiled(application(*traits, **properties), sets=sets, strict=strict)


def lowered(*traits: dict[str, Any], **properties: Any) -> ObjectSet:
    """Return the objects with holes of the component with these traits. They are well formed."""
    text = yaml.safe_dump(application(*traits, **properties))
    reports = Reports()
    source = SourceFile(path="app.yaml", label="app.yaml", text=text)
    ((_, objects),) = Compilation((source,), Options(), reports).objects
    assert not reports.has_errors(), reports.found
    assert objects is not None
    verify(objects)
    return objects


def fixed(*traits: dict[str, Any], **properties: Any) -> dict[str, str]:
    """Return what cannot be chosen of the component `web` for another reason than its own shape, with that reason."""
    found = lowered(*traits, **properties).fixed
    return {".".join(parameter.path[1:]): parameter.why for parameter in found if parameter.why}
