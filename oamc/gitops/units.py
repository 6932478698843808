"""The folder of a unit: its objects with the annotations of trees, one file each, or a chart of them.

`contents` is made once of each unit; checks read it, and `unit_files` writes it. `written_unit` does both where a unit was
compiled: what is left of it are names, places and texts, which another process can have.
"""

from __future__ import annotations

from oamc.backends.contract import file_names
from oamc.checks.outputs import check_sizes
from oamc.choices import ARGOCD, COMPONENT
from oamc.diagnostics.codes.gitops import UNIT_TOO_LARGE
from oamc.expressions.holes import Digest, Text
from oamc.gitops.annotations import DISABLED, PRUNE, annotated
from oamc.gitops.naming import KUSTOMIZATION, SHARED
from oamc.gitops.plan import CompiledUnit, Member, WrittenUnit
from oamc.objects.naming import DIGITS_IN_NAME, LONGEST_NAME, ROOM_FOR_DIGEST
from oamc.objects.tree import INSTANCE, bare
from oamc.objects.writer import YamlWriter
from oamc.records import Record
from oamc.startup.digests import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TypeAlias

    from oamc.backends.contract import FileTree
    from oamc.diagnostics.reports import Reports
    from oamc.gitops.plan import Settings
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject

    Body: TypeAlias = dict[str, Any]

KUSTOMIZATION_FILE = f"{KUSTOMIZATION}.yaml"
LARGEST_UNIT = 8_000_000
"""Bytes of a folder that are near what Argo CD reads of one."""


class Written(Record):
    """An object that is there with the values in force, and what is written of it."""

    item: KubeObject
    body: Body


class Contents(Record):
    """What checks know of a unit."""

    unit: CompiledUnit | WrittenUnit
    members: tuple[Member, ...]


class CompiledContents(Contents):
    """What a compiled unit holds: its `objects` with annotations, and of those that are there what is written."""

    compiled: CompiledUnit
    objects: ObjectSet
    written: tuple[Written, ...]


def known_contents(unit: CompiledUnit | WrittenUnit, settings: Settings) -> Contents:
    """Return what a unit holds, as far as it is known."""
    return Contents(unit=unit, members=unit.members) if isinstance(unit, WrittenUnit) else contents(unit, settings)


def contents(unit: CompiledUnit, settings: Settings) -> CompiledContents:
    """Return what a unit holds. In a chart the tools see what Helm renders: there Flux applies no object itself."""
    tools = tuple(tool for tool in settings.tools if not (settings.has_charts and tool != ARGOCD))
    objects = annotated(unit.objects, unit.filler, tools, unit.order)
    present = [item for item in objects.objects if unit.filler.present(item)]
    written = {id(item): _written(item, unit, settings) for item in present}
    # In a chart stand also objects that no value brings in yet.
    listed = objects.objects if settings.has_charts else present
    members = tuple(_member(item, written.get(id(item))) for item in listed)
    return CompiledContents(unit=unit, compiled=unit, members=members, objects=objects, written=tuple(written.values()))


def _member(item: KubeObject, written: Written | None) -> Member:
    """Return what is known of an object afterwards."""
    metadata = {} if written is None else written.body["metadata"]
    secrets = (bare(item.body.get(field)) for field in ("data", "stringData"))
    is_secret = (item.api_version, item.kind) == ("v1", "Secret")
    return Member(
        api_version=item.api_version,
        kind=item.kind,
        name=item.name,
        span=item.span,
        own_name=str(metadata.get("name", "")),
        namespace=metadata.get("namespace", ""),
        written=written is not None,
        has_secret=is_secret and any(held is not None and held != {} for held in secrets),
    )


def _written(item: KubeObject, unit: CompiledUnit, settings: Settings) -> Written:
    """Return an object as it is written."""
    body = unit.filler.fill(item.body)
    assert isinstance(body, dict)
    if not settings.has_charts and (item.api_version, item.kind) == ("batch/v1", "Job") and not _has_digest(item):
        body = _named_by_digest(body)
    return Written(item=item, body=body)


def _has_digest(item: KubeObject) -> bool:
    """Tell whether the name of an object ends in a digest already."""
    metadata = bare(item.body["metadata"])
    name = bare(metadata.get("name")) if isinstance(metadata, dict) else None
    return isinstance(name, Text) and any(isinstance(part, Digest) for part in name.parts)


def _named_by_digest(body: Body) -> Body:
    """Return a Job with a digest of its template in its name: a changed template is another Job, and the old one is removed."""
    from json import dumps

    metadata = body["metadata"]
    text = dumps(body.get("spec", {}).get("template"), sort_keys=True)
    name = f"{metadata['name'][: LONGEST_NAME - ROOM_FOR_DIGEST]}-{digest(text.encode())[:DIGITS_IN_NAME]}"
    return {**body, "metadata": {**metadata, "name": name}}


def written_unit(unit: CompiledUnit, settings: Settings, reports: Reports) -> WrittenUnit:
    """Return a unit with its files in the place of its objects. What is found comes along, and is judged as `reports` do."""
    found = reports.alike()
    held = contents(unit, settings)
    files = unit_files(held, settings, found)
    return WrittenUnit(
        application=unit.application,
        environment=unit.environment,
        namespace=unit.namespace,
        span=unit.span,
        groups=unit.groups,
        after=unit.after,
        order=unit.order,
        cluster=unit.cluster,
        digest=unit.digest,
        members=held.members,
        files=files,
        findings=tuple(found.found),
    )


def unit_files(held: Contents, settings: Settings, reports: Reports) -> FileTree:
    """Return the files of a unit, and report what is wrong with them."""
    if isinstance(held.unit, WrittenUnit):
        reports.extend(held.unit.findings)
        return held.unit.files
    assert isinstance(held, CompiledContents)
    files = _files(held, settings, reports)
    check_files(held.unit, files, reports)
    return files


def check_files(unit: CompiledUnit | WrittenUnit, files: FileTree, reports: Reports) -> None:
    """Report a folder that is nearly too large for Argo CD."""
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in files.values())
    if size > LARGEST_UNIT:
        reports.add(UNIT_TOO_LARGE, at=unit.span, path=unit.folder, size=f"{size:,}", hint="split the application")


def _files(held: CompiledContents, settings: Settings, reports: Reports) -> FileTree:
    """Return the files of a compiled unit. For Flux each folder of manifests has a `kustomization.yaml`."""
    if settings.has_charts:
        backend = held.compiled.chart
        assert backend is not None
        backend.check(held.objects, reports)
        chart = backend.emit(held.objects)
        check_sizes(chart, held.objects, reports)
        return chart
    if settings.split != COMPONENT:
        return _folder(held.written, "", with_kustomization=settings.for_flux)
    groups: dict[str, list[Written]] = {}
    for one in held.written:
        owner = one.item.owner
        groups.setdefault(owner.name if owner.kind == INSTANCE else SHARED, []).append(one)
    files: dict[str, str] = {}
    for group, written in groups.items():
        files |= _folder(written, f"{group}/", with_kustomization=True)
    return files


def _folder(written: Sequence[Written], path: str, *, with_kustomization: bool) -> dict[str, str]:
    """Return the files of a folder of manifests."""
    names = file_names(one.item for one in written)
    writer = YamlWriter()
    files = {names[one.item.identity]: writer.document(one.body) for one in written}
    if with_kustomization:
        files[KUSTOMIZATION_FILE] = kustomization(files)
    return {f"{path}{name}": text for name, text in files.items()}


def kustomization(resources: Iterable[str]) -> str:
    """Return the text of a `kustomization.yaml`, with these files in their order."""
    body = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": list(resources)}
    return YamlWriter().document(body)


def namespace_files(names: Iterable[str]) -> FileTree:
    """Return the files of the folder with the namespaces of an environment."""
    writer = YamlWriter()
    files = {f"namespace-{name}.yaml": writer.document(namespace(name)) for name in sorted(set(names))}
    return {**files, KUSTOMIZATION_FILE: kustomization(files)}


def namespace(name: str) -> Body:
    """Return a namespace, which Flux leaves in the cluster when it leaves the tree."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "annotations": {PRUNE: DISABLED}}}
