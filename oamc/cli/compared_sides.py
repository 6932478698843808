# ruff: noqa: PTH112, PTH113, PTH114, PTH118 - pathlib costs more than all of `oamc --version`
"""The two sides of `oamc diff`: documents of OAM, which are compiled; manifests, which are read; a chart, which Helm renders.

In: a path. Out: plain objects of Kubernetes, and for what was compiled where in the documents each part comes from.
"""

from __future__ import annotations

import os

from oamc.changes.identities import identity
from oamc.cli.compilation import compile_options, inputs_of
from oamc.cli.inputs import Inputs
from oamc.diagnostics.codes.usage import NO_OBJECT_TO_COMPARE
from oamc.records import Record
from oamc.source.nodes import Mapping, plain
from oamc.source.reader import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Entries

    from oamc.changes.identities import Identity
    from oamc.changes.model import Body, FieldChange, ObjectChange
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.compiler import Compilation
    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject
    from oamc.source.limits import Limits
    from oamc.source.nodes import Node
    from oamc.spans import SourceFile

CHART_FILE = "Chart.yaml"
OF_OAM = "core.oam.dev/"
ENDINGS = (".yaml", ".yml", ".json")
KUSTOMIZATION = "kustomize.config.k8s.io/"


class Side(Record):
    """One side: its objects, and what was compiled to them, where it was, by identity."""

    bodies: tuple[Body, ...]
    compiled: Entries[Identity, tuple[KubeObject, Filler]]

    def place_of(self, change: ObjectChange, field: FieldChange | None) -> str:
        """Return where in the documents a field, or the object as a whole, comes from; empty where nobody knows."""
        group = change.api_version.rpartition("/")[0]
        found = self.compiled.get((group, change.kind, change.namespace, change.new_name or change.name))
        if found is None:
            return ""
        from oamc.checks.kubernetes import trace

        span = found[0].span if field is None else trace(found[0], field.place, found[1])
        return f"{span.source.path}:{span.line}:{span.column}"


def side_of(path: str, settings: Settings, gathered: Gathered, reports: Reports) -> Side:
    """Return the objects of one side; what is wrong with it is reported."""
    if os.path.isfile(os.path.join(path, CHART_FILE)):
        return Side(bodies=tuple(_rendered(path, gathered, reports)), compiled={})
    limits = gathered.limits
    sources = tuple(_sources(path, limits, reports))
    nodes = [(source, document.root) for source in sources for document in read(source, reports, limits)]
    if reports.has_errors():
        return Side(bodies=(), compiled={})
    if any(_api_version(node).startswith(OF_OAM) for _, node in nodes):
        return _compiled(path, settings, gathered, reports)
    return Side(bodies=tuple(body for _, node in nodes for body in _objects(node, reports)), compiled={})


def _sources(path: str, limits: Limits, reports: Reports) -> Iterator[SourceFile]:
    """Yield the files at a path: one file, standard input, or all below a directory but hidden ones and links."""
    inputs = Inputs(limits, reports)
    if not os.path.isdir(path):
        found = inputs.read_file(path)
        if found is not None:
            yield found
        return
    for root, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = os.path.join(root, name)
            if name.endswith(ENDINGS) and not name.startswith(".") and not os.path.islink(file):
                found = inputs.read_file(file)
                if found is not None:
                    yield found


def _api_version(node: Node) -> str:
    """Return the apiVersion of a document, empty where it has none."""
    found = plain(node)
    return str(found.get("apiVersion") or "") if isinstance(found, dict) else ""


def _objects(node: Node, reports: Reports) -> Iterator[Body]:
    """Yield the objects of a document: itself, or those of a list. What is none is reported."""
    found = plain(node)
    if found is None:
        return
    if isinstance(found, dict) and str(found.get("apiVersion") or "").startswith(KUSTOMIZATION):
        return
    if isinstance(found, dict) and str(found.get("kind") or "").endswith("List") and isinstance(found.get("items"), list):
        items = node.get("items") if isinstance(node, Mapping) else None
        for item in getattr(items, "items", ()):
            yield from _objects(item, reports)
        return
    metadata = found.get("metadata") if isinstance(found, dict) else None
    is_object = isinstance(found, dict) and found.get("apiVersion") and found.get("kind") and isinstance(metadata, dict)
    if not is_object or not isinstance(metadata, dict) or not metadata.get("name"):
        hint = "a side is documents of OAM, a chart, or manifests"
        reports.add(NO_OBJECT_TO_COMPARE, at=node.span, hint=hint)
        return
    assert isinstance(found, dict)
    yield found


def _compiled(path: str, settings: Settings, gathered: Gathered, reports: Reports) -> Side:
    """Return the objects of documents of OAM, as the manifests of all their applications have them."""
    inputs = inputs_of(settings, gathered.limits, reports)
    inputs.read_library(settings.texts("definitions"))
    sources = inputs.read((path,))
    options = compile_options(settings, gathered, format="manifests")
    from oamc.compiler import Compilation

    run: Compilation = Compilation(sources, options, reports)
    found: dict[Identity, tuple[KubeObject, Filler]] = {}
    bodies: list[Body] = []
    for checked in run.checked:
        for item in filter(checked.filler.present, checked.objects.objects):
            body = checked.filler.body(item)
            bodies.append(body)
            found[identity(body)] = (item, checked.filler)
    return Side(bodies=tuple(bodies), compiled=found)


def _rendered(path: str, gathered: Gathered, reports: Reports) -> Iterator[Body]:
    """Yield what the Helm engine makes of a chart, with the values that are given."""
    from oamc.diagnostics.codes import usage
    from oamc.values.overrides import combine
    from oamc.verification.contract import INSTALL_HINT, EngineFailed, EngineMissing
    from oamc.verification.engine import find_engine

    given = combine(gathered.overrides, reports, gathered.limits)
    files: dict[str, str] = {}
    inputs = Inputs(gathered.limits, reports)
    for root, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = os.path.join(root, name)
            if os.path.islink(file) or (name.startswith(".") and name != ".helmignore") or name.endswith(".tgz"):
                continue
            found = inputs.read_file(file)
            if found is not None:
                files[os.path.relpath(file, path).replace(os.sep, "/")] = found.text
    if given is None or reports.has_errors():
        return
    try:
        with find_engine() as engine:
            rendered = engine.render(files, given.values)
    except EngineMissing:
        reports.add(usage.ENGINE_MISSING, at=None, hint=INSTALL_HINT)
        return
    except EngineFailed as error:
        reports.add(usage.ENGINE_FAILED, at=None, reason=str(error))
        return
    if rendered.refusal:
        reports.add(usage.ENGINE_FAILED, at=None, reason=f"it does not render {path}: {rendered.refusal}")
    yield from rendered.documents
