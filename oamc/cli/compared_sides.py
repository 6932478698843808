"""The two sides of `oamc diff`: documents of OAM, which are compiled; manifests, which are read; a chart, which Helm renders.

In: a path, on the disk or in a commit. Out: plain objects of Kubernetes, for what was compiled where in the documents each part
comes from, and the charts with their versions.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping as Entries

from oamc.changes.identities import identity
from oamc.choices import MANIFESTS
from oamc.cli.compilation import compile_options, excluded_of, inputs_of
from oamc.cli.presentation import CHARTS
from oamc.cli.side_files import CHART_FILE, files_at
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import Reports
from oamc.records import Record, replace
from oamc.source.nodes import Mapping, plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, TypeAlias

    from oamc.changes.identities import Identity
    from oamc.changes.model import Body, FieldChange, ObjectChange
    from oamc.cli.cache.opening import Opened
    from oamc.cli.cache.runs import Written
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.disk.store import Entry, LaterEntries
    from oamc.objects.fill import Filler
    from oamc.objects.tree import KubeObject
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.source.limits import Limits
    from oamc.source.nodes import Node

    Compiled: TypeAlias = Entries[Identity, tuple[KubeObject, Filler]]

OF_OAM = "core.oam.dev/"
KUSTOMIZATION = "kustomize.config.k8s.io/"


class Chart(Record):
    """A chart of a side: its version and its objects. `is_made` tells that it is there; a build would make it otherwise."""

    version: str
    bodies: tuple[Body, ...]
    is_made: bool


class Side(Record):
    """One side: its objects, and what was compiled to them, where it was, by identity.

    `charts` has what is known of charts by their names; `applications` are the places of what was compiled, below an output.
    """

    bodies: tuple[Body, ...]
    compiled: Entries[Identity, tuple[KubeObject, Filler]] = {}
    charts: Entries[str, Chart] = {}
    applications: tuple[str, ...] = ()

    def place_of(self, change: ObjectChange, field: FieldChange | None) -> str:
        """Return where in the documents a field, or the object as a whole, comes from; empty where nobody knows."""
        group = change.api_version.rpartition("/")[0]
        found = self.compiled.get((group, change.kind, change.namespace, change.new_name or change.name))
        if found is None:
            return ""
        from oamc.checks.tracing import trace

        span = found[0].span if field is None else trace(found[0], field.place, found[1])
        return f"{span.source.path}:{span.line}:{span.column}"


NOTHING = Side(bodies=())


def side_of(path: str, settings: Settings, gathered: Gathered, reports: Reports, watch: Watch | None = None) -> Side:
    """Return the objects of one side; what is wrong with it is reported."""
    files = files_at(path, gathered.limits, excluded_of(settings), reports)
    if files is None:
        return NOTHING
    if files.is_chart:
        return _rendered(path, files.chart(), gathered, reports)
    # What is wrong with files as documents is told only where they are some.
    found = reports.alike()
    inputs = inputs_of(settings, gathered.limits, found)
    inputs.watch = watch
    inputs.read_library(settings.texts("definitions"))
    documents = files.documents(inputs)
    if are_of_oam(documents, gathered.limits):
        reports.extend(found.found)
        if gathered.lock is not None:
            from oamc.cli.lock_files import lock_of_side

            gathered = replace(gathered, lock=lock_of_side(path, gathered.lock, settings, gathered.limits, reports))
        return _compiled(documents, settings, gathered, reports, watch)
    sources = tuple(files.manifests())
    nodes = [document.root for source in sources for document in read(source, reports, gathered.limits)]
    if reports.has_errors():
        return NOTHING
    return Side(bodies=tuple(body for node in nodes for body in _objects(node, reports)))


def side_of_project(settings: Settings, gathered: Gathered, reports: Reports, watch: Watch | None) -> Side:
    """Return the objects of all inputs that the project file names."""
    inputs = inputs_of(settings, gathered.limits, reports)
    inputs.read_library(settings.texts("definitions"))
    sources = inputs.read(settings.texts("inputs"))
    return NOTHING if reports.has_errors() else _compiled(sources, settings, gathered, reports, watch)


def unchanged_versions(old: Side, new: Side) -> Iterator[tuple[str, str]]:
    """Yield name and version of charts that make other objects than before under the version that they had.

    Of two sides that are documents nothing is said: without a chart there is nobody who would go by its version.
    """
    from oamc.changes.compare import compare

    for name in sorted(old.charts.keys() & new.charts.keys()):
        before, after = old.charts[name], new.charts[name]
        is_same = before.version == after.version and (before.is_made or after.is_made)
        if is_same and compare(before.bodies, after.bodies):
            yield name, after.version


def side_on_disk(applications: Sequence[str], settings: Settings, gathered: Gathered, reports: Reports) -> Side:
    """Return what lies where a build writes these applications: charts, or manifests. Of one that is not there, nothing."""
    output = settings.text("output") or CHARTS
    single = os.path.isfile(output)  # noqa: PTH113 - pathlib costs more than all of `oamc --version`
    paths = [output] if single else [os.path.join(output, name) for name in applications]  # noqa: PTH118 - as above
    there = [path for path in paths if os.path.lexists(path)]
    if not there:
        hint = "build it first, give its place with --output, or name two sides"
        reports.add(usage.NOTHING_ON_DISK, at=None, path=output, hint=hint)
        return NOTHING
    sides = [side_of(path, settings, gathered, reports) for path in there]
    return Side(
        bodies=tuple(body for side in sides for body in side.bodies),
        charts={name: chart for side in sides for name, chart in side.charts.items()},
    )


def are_of_oam(sources: Sequence[SourceFile], limits: Limits) -> bool:
    """Tell whether there is a document of OAM, beside those of a library. What is wrong in them is told by the compiler."""
    return any(
        _api_version(document.root).startswith(OF_OAM)
        for source in sources
        if OF_OAM in source.text and not source.library
        for document in read(source, Reports(), limits)
    )


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
        reports.add(usage.NO_OBJECT_TO_COMPARE, at=node.span, hint=hint)
        return
    assert isinstance(found, dict)
    yield found


def _compiled(
    sources: tuple[SourceFile, ...], settings: Settings, gathered: Gathered, reports: Reports, watch: Watch | None
) -> Side:
    """Return the objects of documents of OAM, as the manifests of all their applications have them."""
    if settings.environment is not None and settings.texts("inputs"):
        # What an environment says may be for applications that are not on this side.
        from oamc.cli.other_applications import compiled

        return compiled(lambda options, found: _made(sources, options, settings, found, watch), settings, gathered, reports)
    return _made(sources, compile_options(settings, gathered), settings, reports, watch)


def _made(sources: tuple[SourceFile, ...], options: Options, settings: Settings, reports: Reports, watch: Watch | None) -> Side:
    """Return what a run of the compiler makes, or has made before."""

    def compile_anew(found: Reports, _: Opened | None = None) -> Side:
        return _side(sources, options, found, watch)

    if "cache" not in settings.merged or not settings.text("cache"):
        return compile_anew(reports)
    from oamc.cli.cache.runs import kept

    form = SideForm(lambda: compile_anew(reports.alike()).compiled)
    return kept(settings, ("side", sources, options), reports, compile_anew, form)


class SideForm:
    """How a side is kept (`cache/runs.py`): its objects as data. Where each part comes from is compiled when somebody asks."""

    def __init__(self, compiled_anew: Callable[[], Compiled]) -> None:
        """Begin with what compiles the side."""
        self._compiled_anew = compiled_anew

    def write(self, answer: Side) -> Written | None:
        """Return a side as data; nothing where it has what JSON does not have."""
        from oamc.cli.cache.runs import Written

        numbers = {id(body): number for number, body in enumerate(answer.bodies)}
        charts = [
            [name, chart.version, [numbers[id(body)] for body in chart.bodies], chart.is_made]
            for name, chart in answer.charts.items()
        ]
        content = json.dumps(answer.bodies).encode()
        if json.loads(content) != list(answer.bodies):
            return None
        data = {"charts": charts, "applications": list(answer.applications), "digest": digest(content)}
        return Written(data=data, parts=[content])

    def read(self, data: dict[str, Any], entry: Entry, _: LaterEntries) -> Side:
        """Return a side."""
        content = entry.part(0, entry.size)
        if digest(content) != data["digest"]:
            raise ValueError("this is not what was written")
        bodies = tuple(json.loads(content))
        return Side(
            bodies=bodies,
            compiled=CompiledLater(self._compiled_anew),
            charts={
                name: Chart(version=version, bodies=tuple(bodies[number] for number in numbers), is_made=is_made)
                for name, version, numbers, is_made in data["charts"]
            },
            applications=tuple(data["applications"]),
        )


class CompiledLater(Entries["Identity", "tuple[KubeObject, Filler]"]):
    """What was compiled where, made when somebody first asks for something of it."""

    def __init__(self, make: Callable[[], Compiled]) -> None:
        self._make = make
        self._made: Compiled | None = None

    def _all(self) -> Compiled:
        """Return everything."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, key: Identity) -> tuple[KubeObject, Filler]:
        return self._all()[key]

    def __iter__(self) -> Iterator[Identity]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _side(sources: tuple[SourceFile, ...], options: Options, reports: Reports, watch: Watch | None) -> Side:
    """Return what a run of the compiler makes."""
    from oamc.backends.helm.identity import identify
    from oamc.compiler import Compilation

    run: Compilation = Compilation(sources, replace(options, format=MANIFESTS), reports, watch=watch)
    found: dict[Identity, tuple[KubeObject, Filler]] = {}
    charts: dict[str, Chart] = {}
    bodies: list[Body] = []
    for checked in run.checked:
        first = len(bodies)
        for item in filter(checked.filler.present, checked.objects.objects):
            body = checked.filler.body(item)
            bodies.append(body)
            found[identity(body)] = (item, checked.filler)
        # A version that a chart cannot have is the business of who makes a chart.
        own = options.of(checked.application.name.value)
        chart = identify(checked.objects, own.chart_name, own.chart_version, own.app_version)
        charts[chart.name] = Chart(version=chart.version, bodies=tuple(bodies[first:]), is_made=False)
    return Side(
        bodies=tuple(bodies),
        compiled=found,
        charts=charts,
        applications=tuple(checked.application.path for checked in run.checked),
    )


def _rendered(path: str, files: dict[str, str], gathered: Gathered, reports: Reports) -> Side:
    """Return what the Helm engine makes of a chart, with the values that are given."""
    from oamc.values.overrides import combine
    from oamc.verification.contract import INSTALL_HINT, EngineFailed, EngineMissing
    from oamc.verification.engine import find_engine

    given = combine(gathered.overrides, reports, gathered.limits)
    if given is None or reports.has_errors():
        return NOTHING
    try:
        with find_engine() as engine:
            rendered = engine.render(files, given.values)
    except EngineMissing:
        reports.add(usage.ENGINE_MISSING, at=None, hint=INSTALL_HINT)
        return NOTHING
    except EngineFailed as error:
        reports.add(usage.ENGINE_FAILED, at=None, reason=str(error))
        return NOTHING
    if rendered.refusal:
        reports.add(usage.ENGINE_FAILED, at=None, reason=f"it does not render {path}: {rendered.refusal}")
    bodies = tuple(rendered.documents)
    about = SourceFile(path=CHART_FILE, label=CHART_FILE, text=files.get(CHART_FILE, ""))
    told = next((plain(document.root) for document in read(about, Reports(), gathered.limits)), None)
    charts = {}
    if isinstance(told, dict) and isinstance(told.get("name"), str) and isinstance(told.get("version"), str):
        charts[str(told["name"])] = Chart(version=str(told["version"]), bodies=bodies, is_made=True)
    return Side(bodies=bodies, charts=charts)
