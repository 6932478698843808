# ruff: noqa: PTH112, PTH113, PTH114, PTH118 - pathlib costs more than all of `oamc --version`
"""The files of one side of a comparison, wherever they are: on the disk, in a commit, or in standard input.

In: a path as the user gave it. Out: the files there as a chart, as documents of OAM, or as manifests. Hidden names are none.
"""

from __future__ import annotations

import os
from functools import cached_property

from oamc.cli.inputs import SUFFIXES, Inputs, output_kind, shown
from oamc.cli.own_files import is_own_content
from oamc.cli.revisions import contents_of, files_of, revision_path
from oamc.diagnostics.codes import usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import Protocol

    from oamc.cli.exclusion import Excluded
    from oamc.cli.revisions import RevisionFiles
    from oamc.diagnostics.reports import Reports
    from oamc.source.limits import Limits
    from oamc.spans import SourceFile

    class SideFiles(Protocol):
        """The files of one side."""

        is_chart: bool

        def chart(self) -> dict[str, str]:
            """Return the files of a chart by their paths in it."""

        def documents(self, inputs: Inputs) -> tuple[SourceFile, ...]:
            """Read what may be documents of OAM, as a build reads its inputs, and return all that `inputs` has read."""

        def manifests(self) -> Iterator[SourceFile]:
            """Yield the files that may be manifests, also those that oamc wrote."""


CHART_FILE = "Chart.yaml"
ENDINGS = (".yaml", ".yml", ".json")
STREAM = "-"


def files_at(path: str, limits: Limits, excluded: Excluded | None, reports: Reports) -> SideFiles | None:
    """Return the files of a side; None where there are none, which is reported."""
    if path == STREAM:
        return _Stream(limits, reports)
    at = revision_path(path)
    if at is None:
        return _OnDisk(path, limits, reports)
    found = files_of(at, reports)
    return None if found is None else _InCommit(found, limits, excluded, reports)


def source_at(path: str, limits: Limits, reports: Reports) -> SourceFile | None:
    """Return one file, such as one of values, from the disk or from a commit; what is wrong with it is reported."""
    at = revision_path(path)
    if at is None:
        return Inputs(limits, reports).read_file(path)
    found = files_of(at, reports)
    if found is not None and not found.is_file:
        reports.add(usage.INPUT_NOT_A_FILE, at=None, path=at.shown, kind="a directory", wanted="a file", hint="")
        return None
    contents = None if found is None else contents_of(found, lambda _name: True, limits, reports)
    inputs = Inputs(limits, reports)
    for name, content in (contents or {}).items():
        inputs.add(at.shown, name, content)
    return next(iter(inputs.sources), None)


class _Stream:
    """Standard input, which can be read once."""

    is_chart = False

    def __init__(self, limits: Limits, reports: Reports) -> None:
        self._limits = limits
        self._reports = reports

    @cached_property
    def _source(self) -> SourceFile | None:
        """Return what came in."""
        return Inputs(self._limits, self._reports).read_file(STREAM)

    def chart(self) -> dict[str, str]:
        """Return nothing: a chart is a directory."""
        return {}

    def documents(self, inputs: Inputs) -> tuple[SourceFile, ...]:
        """Return what came in, after what `inputs` has read."""
        return (*inputs.sources, *self.manifests())

    def manifests(self) -> Iterator[SourceFile]:
        """Yield what came in."""
        if self._source is not None:
            yield self._source


class _OnDisk:
    """A file or a directory."""

    def __init__(self, path: str, limits: Limits, reports: Reports) -> None:
        self._path = path
        self._limits = limits
        self._reports = reports
        self.is_chart = os.path.isfile(os.path.join(path, CHART_FILE))

    def chart(self) -> dict[str, str]:
        """Return the files of the chart. Links, and archives of other charts, are none of it."""
        return {
            os.path.relpath(source.path, self._path).replace(os.sep, "/"): source.text
            for source in self._sources(lambda name: not name.endswith(".tgz"), (".helmignore",))
        }

    def documents(self, inputs: Inputs) -> tuple[SourceFile, ...]:
        """Read the path as a build does."""
        return inputs.read((self._path,))

    def manifests(self) -> Iterator[SourceFile]:
        """Yield the file, or all below the directory but hidden ones and links."""
        if os.path.isdir(self._path):
            yield from self._sources(lambda name: name.endswith(ENDINGS))
        elif (found := Inputs(self._limits, self._reports).read_file(self._path)) is not None:
            yield found

    def _sources(self, wanted: Callable[[str], bool], hidden: Collection[str] = ()) -> Iterator[SourceFile]:
        """Yield the files below the directory whose names are wanted."""
        inputs = Inputs(self._limits, self._reports)
        for root, folders, names in os.walk(self._path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = os.path.join(root, name)
                if wanted(name) and (name in hidden or not name.startswith(".")) and not os.path.islink(file):
                    found = inputs.read_file(file)
                    if found is not None:
                        yield found


class _InCommit:
    """What stands at a path of a commit."""

    def __init__(self, files: RevisionFiles, limits: Limits, excluded: Excluded | None, reports: Reports) -> None:
        self._files = files
        self._limits = limits
        self._excluded = excluded
        self._reports = reports
        self.is_chart = not files.is_file and any(entry.path == self._path(CHART_FILE) for entry in files.entries)

    def chart(self) -> dict[str, str]:
        """Return the files of the chart, as on the disk."""
        wanted = self._contents(lambda name: name == ".helmignore" or not (_is_hidden(name) or name.endswith(".tgz")))
        return {source.label: source.text for source in self._decoded(wanted)}

    def documents(self, inputs: Inputs) -> tuple[SourceFile, ...]:
        """Read the files as a build does, which passes over outputs and what is excluded."""
        outputs = self._outputs()
        for output in sorted(outputs):
            kind = outputs[output]
            inputs.reports.add(usage.OUTPUT_NOT_READ, at=None, path=self._shown(output), kind=kind)
        for name, content in self._contents(lambda name: self._may_be_document(name, outputs)).items():
            if is_own_content(content):
                continue
            folder = None if self._files.is_file else shown(self._shown(name).rpartition("/")[0])
            inputs.add(self._shown(name), name, content, folder)
        return tuple(inputs.sources)

    def manifests(self) -> Iterator[SourceFile]:
        """Yield the file, or all below the directory but hidden ones."""
        wanted = self._contents(lambda name: self._files.is_file or (name.endswith(ENDINGS) and not _is_hidden(name)))
        yield from self._decoded(wanted)

    def _contents(self, wanted: Callable[[str], bool]) -> dict[str, bytes]:
        """Return the content of the files that are wanted."""
        return contents_of(self._files, wanted, self._limits, self._reports) or {}

    def _decoded(self, contents: dict[str, bytes]) -> Iterator[SourceFile]:
        """Yield files as texts."""
        inputs = Inputs(self._limits, self._reports)
        for name, content in contents.items():
            inputs.add(self._shown(name), name, content)
        yield from inputs.sources

    def _may_be_document(self, name: str, outputs: Collection[str]) -> bool:
        """Tell whether a build would read a file, as far as names say."""
        if self._files.is_file:
            return True
        if _is_hidden(name) or not name.endswith(SUFFIXES) or any(name.startswith(f"{output}/") for output in outputs):
            return False
        parts = name.split("/")
        above = ("/".join(parts[:end]) for end in range(1, len(parts) + 1))
        return self._excluded is None or not any(
            self._excluded.has(os.path.join(self._files.top, self._path(part)), part.rpartition("/")[2]) for part in above
        )

    def _outputs(self) -> dict[str, str]:
        """Return the directories that are outputs, with what they are."""
        names: dict[str, set[str]] = {}
        for entry in self._files.entries:
            folder, _, name = entry.path.removeprefix(self._path("")).rpartition("/")
            while folder:
                names.setdefault(folder, set()).add(name)
                folder, _, name = folder.rpartition("/")
        kinds = {folder: output_kind(tuple(found)) for folder, found in names.items() if not _is_hidden(folder)}
        found = {folder: kind for folder, kind in kinds.items() if kind}
        return {folder: kind for folder, kind in found.items() if not any(folder.startswith(f"{other}/") for other in found)}

    def _path(self, name: str) -> str:
        """Return a path below that of the side from the root of the repository."""
        return f"{self._files.root}/{name}" if self._files.root else name

    def _shown(self, name: str) -> str:
        """Return a path below that of the side as the user would write it."""
        at = self._files.at
        return at.shown if self._files.is_file else f"{at.shown.rstrip('/')}{'' if at.shown.endswith(':') else '/'}{name}"


def _is_hidden(name: str) -> bool:
    """Tell whether a path has a hidden part."""
    return name.startswith(".") or "/." in name
