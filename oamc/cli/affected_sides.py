"""A side of `oamc affected`: the environments of a project, on the disk or in a commit, each read and, if need be, compiled.

In: the settings of a side. Out: for each environment what it is made of, by which two are known to be equal without being
compiled, and its units. Without environments there is one, with no name.
"""

from __future__ import annotations

import os

from oamc.changes.units import UnitFiles
from oamc.choices import ARGOCD, FLUX, HELM, PER_OBJECT
from oamc.cli.commit_files import inside
from oamc.cli.compilation import builds_a_part, compile_options, gather, input_paths
from oamc.cli.gitops_plan import environment_in_plan, tree_settings, units_in
from oamc.cli.project.choice import in_environment
from oamc.cli.several_runs import together
from oamc.diagnostics.codes import reading, usage
from oamc.diagnostics.codes.application import NO_APPLICATION
from oamc.diagnostics.reports import ERROR
from oamc.records import Record, items, replace
from oamc.spans import SourceFile, Span
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from typing import Any, TypeAlias

    from oamc.changes.model import Body
    from oamc.checks.result import Checked
    from oamc.cli.commit_files import CommitFiles
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Diagnostic, Reports
    from oamc.gitops.plan import CompiledUnit, Plan, Unit
    from oamc.objects.object_set import ObjectSet
    from oamc.options import Options

    Bodies: TypeAlias = Callable[[], tuple[Body, ...]]

NO_DOCUMENTS = frozenset(
    code.id
    for code in (
        reading.NO_DOCUMENT,
        reading.NO_OWN_DOCUMENT,
        usage.DIRECTORY_WITHOUT_DOCUMENTS,
        usage.NO_INPUT_READ,
        NO_APPLICATION,
    )
)
"""What is wrong with a side that has no applications yet, or none any more. It has no units, and the other side has some."""
ADDRESS = "oci://registry.example.com"
"""What stands for the address of the tree where only the command line of `oamc gitops` has it: it is the same on both sides."""


class Compiled(Record):
    """The units of an environment, or that there are none because it does not compile.

    `failed` tells that it does not compile; `names` are then those of the applications that are known. `objects` has what each
    unit is written from, by the name of its application.
    """

    units: tuple[UnitFiles, ...] = ()
    names: tuple[str, ...] = ()
    failed: bool = False
    objects: Mapping[str, ObjectSet] = {}


NOTHING = Compiled()


class Environment:
    """One environment of a side: what was read for it, and what it is compiled to."""

    def __init__(self, settings: Settings, reports: Reports) -> None:
        """Read what the environment is made of; what cannot be read is reported."""
        self.settings = settings
        self.reports = reports
        self.gathered: Gathered = gather(settings, reports)

    @property
    def name(self) -> str:
        """Return the name of the environment, empty for a project without any."""
        return self.settings.environment.name.value if self.settings.environment is not None else ""

    def is_equal_to(self, other: Environment) -> bool:
        """Tell whether both are made of the same, so that they compile to the same."""
        if self.reports.has_errors() or other.reports.has_errors():
            return False
        return self.sources() == other.sources() and self.choices() == other.choices()

    def sources(self) -> tuple[Any, ...]:
        """Return what tells the inputs from others."""
        return tuple(map(known_by, self.gathered.sources))

    def choices(self) -> tuple[Any, ...]:
        """Return what tells everything else from others: values, patches, options and the tables of the project."""
        settings, gathered = self.settings, self.gathered
        tables = settings.tables
        return (
            known_by(compile_options(settings, gathered)),
            known_by(gathered.patches),
            known_by(settings.environment),
            None if tables is None else (known_by(tables.gitops), known_by(tables.after)),
            _format(settings),
        )

    def compiled(self) -> Compiled:
        """Return the units; what is wrong is reported."""
        reports = self.reports
        if reports.has_errors():
            return self._without_units(())
        tables = self.settings.tables
        if tables is not None and tables.gitops and self.settings.environment is not None:
            return self._of_tree()
        return self._of_build()

    def _without_units(self, names: tuple[str, ...]) -> Compiled:
        """Return what stands for an environment with errors."""
        errors = {found.code.id for found in self.reports.found if found.severity == ERROR}
        return Compiled(names=names, failed=not errors <= NO_DOCUMENTS)

    def _of_build(self) -> Compiled:
        """Return the units as a build writes them: charts, or manifests where the project file says so."""
        from oamc.compiler import Compilation

        def made(options: Options, found: Reports) -> Compilation:
            chosen = replace(options, format=_format(self.settings), layout=PER_OBJECT)
            compilation = Compilation(self.gathered.sources, chosen, found)
            _ = compilation.outputs
            return compilation

        settings, gathered = self.settings, self.gathered
        if builds_a_part(settings):
            from oamc.cli.other_applications import compiled

            compilation = compiled(made, settings, gathered, self.reports)
        else:
            compilation = made(compile_options(settings, gathered), self.reports)
        if self.reports.has_errors():
            return self._without_units(tuple(_name(application.path) for application in compilation.applications))
        pairs = tuple(zip(compilation.outputs, compilation.checked, strict=True))
        units = tuple(
            UnitFiles(
                application=_name(checked.application.path),
                environment=self.name,
                files={f"{output.path}/{path}": text for path, text in output.files.items()},
                bodies=_bodies(checked),
            )
            for output, checked in pairs
        )
        return Compiled(units=units, objects={_name(checked.application.path): checked.objects for _, checked in pairs})

    def _of_tree(self) -> Compiled:
        """Return the units as a tree for Argo CD or Flux has them, each with the object that applies it."""
        from oamc.gitops.plan import Plan
        from oamc.gitops.trees import trees

        tables, environment = self.settings.tables, self.settings.environment
        assert tables is not None
        assert environment is not None
        chosen, _ = tree_settings(self.settings, tables)
        chosen = replace(chosen, repo_url=chosen.repo_url or (ADDRESS if chosen.is_oci else f"https{ADDRESS[3:]}"))
        names: dict[str, None] = {}
        units = tuple(units_in(self.settings, self.gathered, chosen, names, self.reports))
        if not self.reports.has_errors():
            plan = Plan(
                settings=chosen,
                environments=(environment_in_plan(environment),),
                units=units,
                applications=tuple(names),
            )
            made = trees(plan, self.reports)
        if self.reports.has_errors():
            return self._without_units(tuple(names))
        return Compiled(
            units=tuple(
                UnitFiles(
                    application=unit.application,
                    environment=self.name,
                    files=_files_in_tree(unit, made),
                    bodies=_bodies_in_tree(unit, plan),
                )
                for unit in units
            ),
            objects={unit.application: unit.objects for unit in units},
        )


class Side:
    """One side. `commit` has its files where they are those of a commit.

    `is_broken` tells that its project file is wrong, `is_absent` that it has none of the paths that are looked at. Findings
    name files of a commit by other paths: `originals` has what was read, by what they point at.
    """

    def __init__(self, settings: Settings, reports: Reports, commit: CommitFiles | None = None) -> None:
        self.settings = settings
        self.reports = reports
        self.commit = commit
        self.environments: dict[str, Environment] = {}
        self.is_broken = reports.has_errors()
        self.is_absent = False
        self.originals: dict[SourceFile, SourceFile] = {}

    @property
    def directory(self) -> str | None:
        """Return the directory that stands for the working directory; None where that itself is meant."""
        return None if self.commit is None else self.commit.directory

    def knows(self, name: str) -> bool:
        """Tell whether the project file of the side has an environment."""
        return self.settings.tables is not None and name in self.settings.tables.environments

    def has_path(self, path: str) -> bool:
        """Tell whether an input is there."""
        return os.path.lexists(path) if self.commit is None else self.commit.has(path)

    def read(self, names: Collection[str]) -> None:
        """Read the environments of these names; without any, all that are built, or the project itself where it has none."""
        if self.is_broken or self.is_absent or not input_paths(self.settings):
            return
        tables = self.settings.tables
        wanted = list(names) or ([one.name.value for one in tables.buildable] if tables is not None else [])
        runs = [in_environment(self.settings, name, self.reports) for name in wanted]
        self.is_broken = self.reports.has_errors()
        if self.is_broken:
            return
        with inside(self.directory):
            for run in runs or ([] if names else [self.settings]):
                own = self.reports.alike()
                own.strict = run.flag("strict")
                environment = Environment(run, own)
                self.environments[environment.name] = environment

    def compiled(self, name: str) -> Compiled:
        """Return the units of an environment, none where the side does not have it."""
        found = self.environments.get(name)
        if found is None:
            return NOTHING
        with inside(self.directory):
            return found.compiled()

    def findings(self, failed: Collection[str]) -> list[Diagnostic]:
        """Return what is wrong with the side and with the environments that do not compile; a commit is named."""
        found = [*self.reports.found]
        if self.commit is not None:
            found = [one for one in found if one.severity == ERROR]
        of_environments = {
            name: [one for one in environment.reports.found if one.severity == ERROR]
            for name, environment in self.environments.items()
            if name in failed
        }
        found += together(of_environments)
        return found if self.commit is None else list(_of_commit(found, self.commit, self.originals))

    def gathered(self) -> tuple[Gathered, ...]:
        """Return what was read."""
        return tuple(environment.gathered for environment in self.environments.values())


def known_by(value: Any) -> Any:
    """Return what tells a value from others by what is in it: of a source its names and its text, of a place where it is."""
    match value:
        case Record():
            return (type(value).__name__, *(known_by(part) for _, part in items(value)))
        case Span():
            return value.key()
        case dict() | MappingProxyType():
            return tuple((key, known_by(part)) for key, part in sorted(value.items()))
        case tuple() | list():
            return tuple(map(known_by, value))
        case _:
            return value


def _format(settings: Settings) -> str:
    """Return what a build of the project writes, by its file."""
    configured = (settings.configuration.settings or {}) if settings.configuration is not None else {}
    return str(configured["format"].value) if "format" in configured else HELM


def _name(path: str) -> str:
    """Return what a unit is called: the name of its application, with that of its target where it has several."""
    return path.replace("/", "-")


def _bodies(checked: Checked) -> Bodies:
    """Return what makes the objects of an application."""

    def made() -> tuple[Body, ...]:
        return tuple(checked.filler.body(item) for item in filter(checked.filler.present, checked.objects.objects))

    return made


def _files_in_tree(unit: Unit, made: dict[str, Any]) -> dict[str, str]:
    """Return the files of a unit: those of its folder, and the file of what applies it."""
    files = {f"{unit.folder}/{path}": text for path, text in made[unit.folder].items()}
    for tool in (ARGOCD, FLUX):
        text = made.get(tool, {}).get(f"{unit.folder}.yaml")
        if text is not None:
            files[f"{tool}/{unit.folder}.yaml"] = text
    return files


def _bodies_in_tree(unit: CompiledUnit, plan: Plan) -> Bodies:
    """Return what makes the objects of a unit, as they are written."""

    def made() -> tuple[Body, ...]:
        from oamc.gitops.units import contents

        return tuple(written.body for written in contents(unit, plan.settings).written)

    return made


def _of_commit(found: list[Diagnostic], commit: CommitFiles, originals: dict[SourceFile, SourceFile]) -> Iterator[Diagnostic]:
    """Yield findings with the commit that they are about: in their words, and in the paths of their places."""
    known: dict[SourceFile, SourceFile] = {}

    def moved(span: Span) -> Span:
        source = span.source
        if source not in known:
            known[source] = replace(source, path=commit.told(source.path))
            originals[known[source]] = source
        return Span(known[source], span.line, span.column, span.end_line, span.end_column)

    for one in found:
        about = "" if commit.name in one.message else f" (in {commit.name})"
        yield replace(
            one,
            message=f"{one.message}{about}",
            span=None if one.span is None else moved(one.span),
            related=tuple(replace(other, span=moved(other.span)) for other in one.related),
        )
