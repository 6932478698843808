"""Applications of KubeVela as texts, compiled to manifests: the objects of each target, and what was reported where."""

from __future__ import annotations

import textwrap
from typing import Any

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile
from tests.support import yaml_files

HEAD = "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: shop}\nspec:\n"
WEB = 'components:\n  - {name: web, type: webservice, properties: {image: "example/web:1"}}\n'


def document(spec: str = "", components: str = WEB, head: str = HEAD) -> str:
    """Return an Application: its components, one as long as nothing else is said, and further fields of its spec."""
    body = "".join(textwrap.dedent(part).lstrip("\n") for part in (components, spec))
    return head + textwrap.indent(body, "  ")


class Compiled:
    """What documents gave: `targets` have the objects of each output by its target, which is empty for a single one."""

    def __init__(self, *texts: str, strict: bool = False, folders: tuple[str, ...] = (), **options: Any) -> None:
        self.reports = Reports(strict=strict)
        names = [f"{chr(ord('a') + index)}.yaml" for index in range(len(texts))]
        places = folders or ("",) * len(texts)
        sources = tuple(
            SourceFile(path=f"{folder}/{name}".lstrip("/"), label=name, text=text, folder=folder, met=bool(folder))
            for name, text, folder in zip(names, texts, places, strict=True)
        )
        outputs = build(sources, Options(format="manifests", **options), self.reports)
        self.targets = {
            output.target: [item for text in output.files.values() for item in yaml_files.load_all(text) if item]
            for output in outputs
        }

    @property
    def codes(self) -> list[str]:
        """The codes of all findings in the order of places."""
        return [found.code.id for found in self.reports.in_order()]

    @property
    def messages(self) -> str:
        """The messages and hints of all findings, a line each."""
        return "\n".join(f"{found.message} | {found.hint}" for found in self.reports.in_order())

    @property
    def places(self) -> list[str]:
        """The codes with the lines that they point at."""
        return [f"{found.code.id}:{found.span.line if found.span else ''}" for found in self.reports.in_order()]

    def objects(self, target: str = "") -> list[dict[str, Any]]:
        """Return the objects of a target."""
        return self.targets[target]

    def names(self, target: str = "") -> list[str]:
        """Return kind and name of the objects of a target."""
        return [f"{item['kind']}/{item['metadata']['name']}" for item in self.objects(target)]

    def deployment(self, name: str, target: str = "") -> dict[str, Any]:
        """Return the spec of a Deployment."""
        found = (item for item in self.objects(target) if item["kind"] == "Deployment" and item["metadata"]["name"] == name)
        return next(found)["spec"]

    def container(self, name: str, target: str = "") -> dict[str, Any]:
        """Return the container of a Deployment."""
        return self.deployment(name, target)["template"]["spec"]["containers"][0]
