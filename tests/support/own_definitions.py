"""Applications with definitions of their own as texts, compiled with the real engine, or with one that a test brings."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.objects.fill import filler_of
from oamc.options import Options
from oamc.spans import SourceFile
from oamc.values.shape import defaults
from tests.support import yaml_files
from tests.support.cue import shared_cue

if TYPE_CHECKING:
    from oamc.engines.contract import CueEngine

KINDS = {"component": "ComponentDefinition", "trait": "TraitDefinition", "workload": "WorkloadDefinition"}
CONFIG = 'output: {apiVersion: "v1", kind: "ConfigMap", data: text: parameter.text}\nparameter: text: string\n'
"""A template whose workload holds a text."""


def application(*components: str, head: str = "metadata: {name: shop}", rest: str = "") -> str:
    """Return an Application of components in flow style."""
    listed = "".join(f"    - {component}\n" for component in components)
    return f"apiVersion: core.oam.dev/v1beta1\nkind: Application\n{head}\nspec:\n  components:\n{listed}{rest}"


def definition(kind: str, name: str, template: str, *, spec: str = "", metadata: str = "") -> str:
    """Return a definition as YAML. Its template begins at line 9, behind `spec`, at column 9."""
    text = textwrap.indent(textwrap.dedent(template).strip("\n"), " " * 8)
    return (
        f"apiVersion: core.oam.dev/v1beta1\nkind: {KINDS.get(kind, kind)}\nmetadata: {{name: {name}{metadata}}}\nspec:\n{spec}"
        f"  schematic:\n    cue:\n      template: |\n{text}\n"
    )


class Run:
    """What files gave, by their names. A name may have folders; those in `library` are there for their definitions alone."""

    def __init__(
        self,
        files: dict[str, str],
        *,
        library: tuple[str, ...] = (),
        engine: CueEngine | None = None,
        reports: Reports | None = None,
        **options: Any,
    ) -> None:
        self.reports = reports or Reports()
        sources = tuple(
            SourceFile(
                path=name,
                label=name,
                text=text,
                folder=name.rpartition("/")[0],
                met="/" in name and name not in library,
                library=name in library,
            )
            for name, text in files.items()
        )
        chosen = Options(**{"format": "manifests", **options})
        self.run = Compilation(sources, chosen, self.reports, engine=engine or shared_cue())
        self.outputs = self.run.outputs

    @property
    def files(self) -> dict[str, str]:
        """The files of the one output."""
        (output,) = self.outputs
        return dict(output.files)

    @property
    def objects(self) -> list[dict[str, Any]]:
        """All objects."""
        return [item for text in self.files.values() for item in yaml_files.load_all(text) if item]

    @property
    def unchecked(self) -> list[dict[str, Any]]:
        """All objects, whatever Kubernetes says of them."""
        return [
            filler_of(objects.parameters, defaults(objects.parameters)).body(item)
            for _, objects in self.run.objects
            if objects is not None
            for item in objects.objects
        ]

    @property
    def places(self) -> list[str]:
        """The codes of all findings with file and line, in the order of places."""
        return [
            f"{found.code.id} {found.span.source.path}:{found.span.line}" if found.span else found.code.id
            for found in self.reports.in_order()
        ]

    @property
    def related(self) -> list[str]:
        """The places that explain the findings."""
        return [f"{other.span.source.path}:{other.span.line}" for found in self.reports.in_order() for other in found.related]

    @property
    def messages(self) -> str:
        """Messages and hints of all findings, a line each."""
        return "\n".join(f"{found.message} | {found.hint}" for found in self.reports.in_order())
