# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""From settings to the plan of a tree: `[gitops]`, the environments of the run, and their applications, compiled.

What the run leaves as it is comes along: the files of other environments in the control folders, as the disk has them.
"""

from __future__ import annotations

import os

from oamc.choices import ARGOCD, BY_HAND, FLUX
from oamc.cli.compilation import builds_a_part, compile_options, gather, may_be_in_parts
from oamc.cli.gitops_place import is_proven
from oamc.cli.gitops_units import UnitMaker
from oamc.cli.project.choice import in_environment
from oamc.cli.settings import ENV
from oamc.cli.several_runs import together
from oamc.compiler import Compilation
from oamc.diagnostics.codes.environments import NO_ENVIRONMENTS
from oamc.disk.listed import read_listed
from oamc.gitops.naming import PROJECT_FILE, environment_of
from oamc.gitops.plan import Cluster, Environment, Plan, Settings
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias, TypeVar

    from oamc.cli import configured
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings as Run
    from oamc.cli.streaming import Stream
    from oamc.diagnostics.reports import Reports
    from oamc.gitops.plan import CompiledUnit, WrittenUnit
    from oamc.options import Options
    from oamc.progress import Watch
    from oamc.spans import Span

    Made = TypeVar("Made")
    Compiled: TypeAlias = tuple[tuple[CompiledUnit, ...], tuple[str, ...]]
    Found: TypeAlias = tuple[tuple[CompiledUnit | WrittenUnit, ...], tuple[str, ...]]
    """Units, and the names of all applications that are known."""

ALL = "all-envs"
TYPED = ("for", "output", "render", "repo-url", "revision")
"""The keys of `[gitops]` that are options, too."""
FIELDS = {"for": "tools"}
"""Fields of the settings that have another name than their key."""


class Planned(Record):
    """The plan of a run, the directory of its tree from the working directory, and what was read for it.

    `by_hand` are the environments that the run leaves alone because they are promoted by hand. The directory is `proven` where
    it may be written to, whoever has chosen it.
    """

    plan: Plan
    directory: str
    gathered: tuple[Gathered, ...]
    by_hand: tuple[str, ...]
    proven: bool


def planned(run: Run, reports: Reports, watch: Watch | None, streams: dict[str, Stream]) -> Planned | None:
    """Return the plan of a run; None after errors, which are reported.

    What writes to the directories of environments while others are compiled is put into `streams`, by their names, before it
    begins: who gave them closes them.
    """
    tables = run.tables
    chosen = _chosen(run, reports)
    if tables is None or reports.has_errors():
        return None
    settings, directory = tree_settings(run, tables)
    proven = run.is_typed("output") or is_proven(directory)
    units: list[CompiledUnit | WrittenUnit] = []
    gathered: list[Gathered] = []
    names: dict[str, None] = {}
    owns = []
    for one in chosen:
        own = reports.alike()
        own.strict = one.flag("strict")
        owns.append(own)
        # All is read before the first file is written beside its place.
        gathered.append(gather(one, own, watch))
    found = {}
    for one, own, read in zip(chosen, owns, gathered, strict=True):
        assert one.environment is not None
        name = one.environment.name.value
        if not own.has_errors():
            maker = UnitMaker(one, settings)
            stream = None
            if may_be_in_parts(one, read) and not builds_a_part(one):
                from oamc.cli.gitops_parts import stream_of

                inputs = [each.inputs for each in gathered]
                stream = stream_of(directory, one, settings, inputs, proven=proven)
            if stream is not None:
                streams[name] = stream
            found_units, known = _units(maker, read, own, watch, stream)
            units += () if own.has_errors() else found_units
            names.update(dict.fromkeys(known))
        found[name] = own.found
    reports.extend(together(found))
    here = {one.environment.name.value for one in chosen if one.environment is not None}
    others = tuple(other.name.value for other in tables.buildable if other.name.value not in here)
    environments = tuple(environment_in_plan(one.environment) for one in chosen if one.environment is not None)
    plan = Plan(
        settings=settings,
        environments=environments,
        units=tuple(units),
        applications=tuple(names),
        others=others,
        **_kept(directory, settings, others),
    )
    by_hand = tuple(other.name.value for other in tables.buildable if other.name.value in others and _is_by_hand(other))
    return Planned(plan=plan, directory=directory, gathered=tuple(gathered), by_hand=by_hand, proven=proven)


def _chosen(run: Run, reports: Reports) -> tuple[Run, ...]:
    """Return the settings for each environment of a run: those that are named, or all but those that are promoted by hand."""
    tables = run.tables
    names = tuple(dict.fromkeys(run.texts(ENV)))
    if tables is None or not tables.buildable:
        reason = "the project file has no table [env.NAME] that is not abstract"
        if run.configuration is None:
            reason = "no project file is read"
        hint = "a tree has a folder for each environment: write a table [env.NAME], with its namespace, into oamc.toml"
        reports.add(NO_ENVIRONMENTS, at=None, reason=reason, hint=hint)
        return ()
    if not names:
        names = tuple(one.name.value for one in tables.buildable if run.flag(ALL) or not _is_by_hand(one))
    if not names:
        hint = "name one with --env NAME, or give --all-envs"
        reports.add(NO_ENVIRONMENTS, at=None, reason='all of them have promote = "by-hand"', hint=hint)
    return tuple(in_environment(run, name, reports) for name in names)


def _is_by_hand(environment: configured.Environment) -> bool:
    """Tell whether an environment is rendered only where it is named."""
    promote = environment.keys.get("promote")
    return promote is not None and promote.value == BY_HAND


def tree_settings(run: Run, tables: configured.Project) -> tuple[Settings, str]:
    """Return the settings of the tree, what is typed before what stands in `[gitops]`, and its directory."""
    given: dict[str, Any] = {name: setting.value for name, setting in tables.gitops.items()}
    places: dict[str, Span] = dict(tables.gitops_places)
    for name in TYPED:
        value = run.merged[name].value if name in run.merged else None
        if run.is_typed(name) and value:
            given[name] = value
            places.pop(name, None)
    directory = str(given.get("output") or Settings().output)
    if "output" not in given:
        directory = os.path.join(run.project, directory)
    given["output"] = os.path.relpath(directory, run.project or os.curdir)
    return Settings(
        **{FIELDS.get(name, name.replace("-", "_")): value for name, value in given.items()}, places=places
    ), directory


def _units(maker: UnitMaker, gathered: Gathered, reports: Reports, watch: Watch | None, stream: Stream | None) -> Found:
    """Compile the applications of one environment, in parts where that can be."""

    def made(options: Options, found: Reports) -> Found:
        if may_be_in_parts(maker.run, gathered):
            from oamc.cli.gitops_parts import units_in_parts

            in_parts = units_in_parts(maker, gathered, options, found, watch, stream)
            if in_parts is not None:
                return in_parts
        return _compiled(maker, gathered, options, found, watch)

    return _asked(maker.run, gathered, reports, made)


def _compiled(maker: UnitMaker, gathered: Gathered, options: Options, reports: Reports, watch: Watch | None = None) -> Compiled:
    """Compile the applications of one environment at once."""
    compilation = Compilation(gathered.sources, maker.options(options), reports, watch=watch)
    units = maker.units(compilation)
    return units, tuple(application.name.value for application in compilation.all_applications)


def _asked(run: Run, gathered: Gathered, reports: Reports, made: Callable[[Options, Reports], Made]) -> Made:
    """Return what is made of a run, or of a part of a project."""
    if builds_a_part(run):
        from oamc.cli.other_applications import compiled as compiled_part

        return compiled_part(made, run, gathered, reports)
    return made(compile_options(run, gathered), reports)


def units_in(
    run: Run, gathered: Gathered, settings: Settings, names: dict[str, None], reports: Reports
) -> tuple[CompiledUnit, ...]:
    """Compile the applications of one environment; the names of all that are known are added to `names`."""
    maker = UnitMaker(run, settings)
    units, known = _asked(run, gathered, reports, lambda options, found: _compiled(maker, gathered, options, found))
    names.update(dict.fromkeys(known))
    return () if reports.has_errors() else units


def environment_in_plan(found: configured.Environment) -> Environment:
    """Return an environment as the plan has it; what its table does not say is as by default."""
    given = {
        name.replace("-", "_"): found.keys[name].value for name in ("sync", "create-namespace", "promote") if name in found.keys
    }
    cluster = Cluster() if found.cluster is None else Cluster(**{found.cluster[0]: found.cluster[1]})
    return Environment(name=found.name.value, cluster=cluster, span=found.name.span, **given)  # type: ignore[arg-type]


def _kept(directory: str, settings: Settings, others: tuple[str, ...]) -> dict[str, Any]:
    """Return what the control folders have of environments that the run leaves as they are: `Plan.kept`, `kept_project`.

    Nothing of a file that somebody has edited: it would be taken for oamc's own afterwards.
    """
    kept: dict[str, str] = {}
    project: Mapping[str, Any] | None = None
    for tool in (ARGOCD, FLUX) if others else ():
        listed = read_listed(directory, tool) if tool in settings.tools else None
        for path, content in listed.files.items() if listed is not None else ():
            assert listed is not None
            if path in listed.edited:
                continue
            if environment_of(path, others):
                kept[f"{tool}/{path}"] = content.decode()
            elif path == PROJECT_FILE:
                project = _plain(content.decode())
    return {"kept": kept, "kept_project": project}


def _plain(text: str) -> dict[str, Any] | None:
    """Return the one object in a file that oamc wrote, as plain data."""
    from oamc.diagnostics.reports import Reports
    from oamc.source.nodes import plain
    from oamc.source.reader import read
    from oamc.spans import SourceFile

    documents = read(SourceFile(path=PROJECT_FILE, label=PROJECT_FILE, text=text), Reports())
    found = plain(documents[0].root) if documents else None
    return found if isinstance(found, dict) else None
