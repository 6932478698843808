# ruff: noqa: PTH100, PTH116, PTH118 - pathlib costs more than all of `oamc --version`
"""From settings to one call of the compiler: sources, values and options. Shared by the commands that compile."""

from __future__ import annotations

import os

from oamc.choices import ERROR, MANY_FILES
from oamc.cli.arguments import UsageError
from oamc.cli.inputs import Inputs
from oamc.cli.options import QUALITY_OPTIONS
from oamc.cli.settings import CONFIGURATION_FILES, assignments
from oamc.cli.streams import write_message
from oamc.diagnostics.reports import escape
from oamc.records import Record, items, replace
from oamc.source.decoding import within_inputs
from oamc.source.limits import Limits
from oamc.values.given import Assignment, Overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from oamc.cli.exclusion import Excluded
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.diagnostics.snippets import VisibleText
    from oamc.options import Options
    from oamc.platform.rules import Platform
    from oamc.progress import Watch
    from oamc.spans import SourceFile, Span
    from oamc.values.image_lock import ImageLock

DEEPEST = 200
"""What the stages after the reader, which call themselves for each level, have room for."""
ASSIGNING = ("set", "set-string", "set-json", "set-file")


class Gathered(Record):
    """What was read for one compilation: sources, values, patches of its environment, the lock where a run pins images, rules.

    `inputs` are the files that these came from, by their identities (device, number).
    """

    sources: tuple[SourceFile, ...]
    overrides: Overrides
    inputs: Mapping[tuple[int, int], str]
    limits: Limits
    patches: tuple[SourceFile, ...] = ()
    lock: ImageLock | None = None
    platform: Platform | None = None

    def visibility(self, source: SourceFile, line: int) -> VisibleText | None:
        """Tell what of a line may be shown (`cli/visibility.py`). Nothing of a values file may, or of a project file.

        A file is known by its path: findings of another process, or of the cache, have a copy of it.
        """
        if source.path.endswith(".toml") or any(source.path == file.path for file in self.overrides.all_files):
            return None
        from oamc.cli.visibility import visible_text

        return visible_text(source, line, self.limits)


def gather(settings: Settings, reports: Reports, watch: Watch | None = None) -> Gathered:
    """Read all inputs and values that the settings name, and tell who watches; what cannot be read is reported."""
    paths = input_paths(settings)
    if not paths:
        hint = f'give a file, a directory, or - for standard input, for example "oamc {settings.command.name} app.yaml"'
        raise UsageError("there is no input", hint)
    if sum(path == "-" for path in (*dict.fromkeys(paths), *settings.texts("values"), *_set_file_paths(settings))) > 1:
        raise UsageError("standard input can be read only once", "put one of both into a file", settings.command.name)
    gathered = values_of(settings, reports)
    inputs = inputs_of(settings, gathered.limits, reports)
    inputs.watch = watch
    inputs.read_library(settings.texts("definitions"))
    sources = inputs.read(paths)
    if settings.flag("verbose"):
        for source in sources:
            write_message(f"{'passed over' if source.unread else 'read'} {escape(source.path)}\n")
    return replace(gathered, sources=sources, inputs={**gathered.inputs, **inputs.identities})


def values_of(settings: Settings, reports: Reports) -> Gathered:
    """Read the values that the settings name, and no inputs; what cannot be read is reported."""
    limits = limits_of(settings)
    files: dict[tuple[int, int], str] = dict(_configuration_files(settings.project))
    overrides = _overrides(settings, limits, reports, files)
    patches: tuple[SourceFile, ...] = ()
    if settings.environment is not None:
        from oamc.cli.project.reading import layers, patch_files

        def read_one(path: str, at: Span | None) -> SourceFile | None:
            found = reports.alike()
            source = _read_one(path, limits, found, files)
            reports.extend(replace(one, span=at) if one.span is None else one for one in found.found)
            return source

        overrides = replace(overrides, below=layers(settings, read_one))
        patches = patch_files(settings.environment, read_one)
        within_inputs({source.path: len(source.text) for source in (*overrides.all_files, *patches)}, reports, limits)
    lock = None
    if settings.flag("locked"):
        from oamc.cli.lock_files import lock_of

        lock = lock_of(settings, limits, reports, files)
    platform = _platform(settings, reports, files)
    return Gathered(sources=(), overrides=overrides, inputs=files, limits=limits, patches=patches, lock=lock, platform=platform)


def _platform(settings: Settings, reports: Reports, read: dict[tuple[int, int], str]) -> Platform | None:
    """Return the rules of the platform: of the files that are named, of the project, and of the environment; all of them hold.

    The files that are named are added to `read`. Most runs have no rules.
    """
    found = None
    paths = settings.texts("platform")
    if paths:
        from oamc.cli.platform_files import rules_in

        found = rules_in(paths, reports)
        read.update((identity, path) for path in paths for identity in _identities((path,)))
    of_project = settings.tables.platform if settings.tables is not None else None
    of_environment = settings.environment.platform if settings.environment is not None else None
    for more in (of_project, of_environment):
        if more is not None:
            found = more if found is None else found.with_more(more)
    return found if found is not None and found.has_rules else None


def limits_of(settings: Settings) -> Limits:
    """Return the limits of a run. One that no stage could keep is wrong usage."""
    known = dict(items(Limits()))
    limits = Limits(**{**known, **assignments(settings, "limit", known)})
    if limits.depth > DEEPEST:
        raise UsageError(f"--limit depth must be at most {DEEPEST}", command=settings.command.name)
    return limits


def input_paths(settings: Settings) -> tuple[str, ...]:
    """Return the inputs of a run: those that are given, or those of the project."""
    return (*settings.positional, *settings.texts("file")) or settings.texts("inputs")


def _configuration_files(project: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the configuration files of the current directory and of the project's.

    No output may replace what sets the options of a run.
    """
    for path in (os.path.join(directory, name) for directory in {"", project} for name in CONFIGURATION_FILES):
        for identity in _identities((path,)):
            yield identity, path


def excluded_of(settings: Settings) -> Excluded | None:
    """Return the patterns of what is left out, which are relative to the directory of whatever gives them."""
    patterns = settings.texts("exclude")
    if not patterns:
        return None
    from oamc.cli.exclusion import Excluded, problem_of

    for pattern in patterns:
        if problem := problem_of(pattern):
            raise UsageError(f"--exclude must be {problem}", command=settings.command.name)
    base = settings.project if settings.chooser("exclude") else ""
    return Excluded(patterns=patterns, base=os.path.abspath(base))


def _identities(paths: Iterable[str]) -> frozenset[tuple[int, int]]:
    """Return the identities of those of these paths that are there."""
    found = set()
    for path in paths:
        try:
            status = os.stat(path)
        except OSError:
            continue
        found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def _overrides(settings: Settings, limits: Limits, reports: Reports, read: dict[tuple[int, int], str]) -> Overrides:
    """Read what the options for values name, and add the files to `read`.

    Each file is an input of its own: Helm, too, takes the same file twice.
    """
    # Where there is an environment, the values of the project file are the lowest of its layers.
    paths = () if settings.environment is not None and settings.chooser("values") else settings.texts("values")
    files = [_read_one(path, limits, reports, read) for path in paths]
    given = [
        Assignment(flag=f"--{name}", text=text, files=_set_files(text, limits, reports, read) if name == "set-file" else ())
        for name in ASSIGNING
        for text in settings.texts(name)
    ]
    return Overrides(files=tuple(file for file in files if file is not None), assignments=tuple(given))


def _read_one(path: str, limits: Limits, reports: Reports, read: dict[tuple[int, int], str]) -> SourceFile | None:
    """Read one file that an option names, and add it to `read`."""
    inputs = Inputs(limits, reports)
    source = inputs.read_file(path)
    read.update(inputs.identities)
    return source


def _set_file_paths(settings: Settings) -> tuple[str, ...]:
    """Return the paths that all `--set-file` name."""
    texts = settings.texts("set-file")
    if not texts:
        return ()
    from oamc.values.grammar import set_file_paths

    return tuple(path for text in texts for path in set_file_paths(text))


def _set_files(text: str, limits: Limits, reports: Reports, read: dict[tuple[int, int], str]) -> tuple[tuple[str, str], ...]:
    """Read the files that one `--set-file` names."""
    from oamc.values.grammar import set_file_paths

    found = []
    for path in set_file_paths(text):
        source = _read_one(path, limits, reports, read)
        if source is not None:
            found.append((path, source.text))
    return tuple(found)


def may_be_in_parts(settings: Settings, gathered: Gathered) -> bool:
    """Tell whether a run is worth looking at as one in parts: it has many files, or somebody wants several processes."""
    on_cluster = "dask" in settings.merged and settings.text("dask") is not None
    return len(gathered.sources) > MANY_FILES or settings.text("jobs") != "1" or on_cluster


def builds_a_part(settings: Settings) -> bool:
    """Tell whether a run names its paths in a project that has inputs, and has values that may be for all of them.

    What an environment says may be for any of them.
    """
    about_all = ("values", "cpu-limit", "require-class")
    for_all = any(map(settings.texts, about_all)) or settings.environment is not None
    return bool((settings.positional or settings.texts("file")) and settings.texts("inputs") and for_all)


def inputs_of(settings: Settings, limits: Limits, reports: Reports) -> Inputs:
    """Return the inputs of a run before anything is read."""
    return Inputs(
        limits,
        reports,
        values=_identities((*settings.texts("values"), *(settings.tables.files if settings.tables is not None else ()))),
        met=_identities(_set_file_paths(settings)),
        excluded=excluded_of(settings),
        passes_over=settings.required_text("foreign-documents") != ERROR,
        outputs=_outputs(settings),
    )


def _outputs(settings: Settings) -> list[str]:
    """Return where a run writes its result and its reports, as far as these are directories or files."""
    from oamc.cli.presentation import CHARTS

    reports = [path for _, _, path in (text.partition("=") for text in settings.texts("diagnostics"))]
    result = settings.text("output") or CHARTS if "output" in settings.merged else ""
    origins = (settings.text("origins") or "") if "origins" in settings.merged else ""
    return [path for path in (result, *reports, origins) if path not in {"", "-"}]


def _quality(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the options about the quality of service of pods, as `Options` calls them. Most runs have none."""
    given = {option.name: texts for option in QUALITY_OPTIONS if (texts := settings.texts(option.name))}
    if given:
        from oamc.cli.quality_tables import refuse_wrong_texts

        refuse_wrong_texts(given, settings.command.name)
    return {name.replace("-", "_"): texts for name, texts in given.items()}


def compile_options(settings: Settings, gathered: Gathered, **changes: object) -> Options:
    """Return the options of the compiler; `changes` replace some of them."""
    from oamc.options import Options

    options = Options(
        namespace=settings.text("namespace") if "namespace" in settings.merged else None,
        qos=settings.required_text("qos"),
        job_names=settings.required_text("job-names"),
        scopes=settings.required_text("scopes"),
        faas=settings.required_text("faas"),
        charts_as=settings.required_text("charts-as"),
        vela_version=settings.required_text("vela-version"),
        chart_name=settings.text("chart-name"),
        chart_version=settings.text("chart-version"),
        chart_readme=settings.flag("chart-readme"),
        chart_tests=settings.flag("chart-tests"),
        chart_metadata=settings.table("chart"),
        app_version=settings.text("app-version"),
        allow_unknown_traits=settings.flag("allow-unknown-traits"),
        allow_unknown_workloads=settings.flag("allow-unknown-workloads"),
        extended_kinds=settings.texts("extended-kinds"),
        foreign_documents=settings.required_text("foreign-documents"),
        allow_unset=settings.flag("allow-unset"),
        single_service_port=settings.flag("single-service-port"),
        gpu_resource=settings.required_text("gpu-resource"),
        ingress_class=settings.text("ingress-class"),
        profile=settings.text("profile"),
        overrides=gathered.overrides,
        limits=gathered.limits,
        lock=gathered.lock,
        platform=gathered.platform,
        capabilities=settings.texts("capabilities"),
    )
    options = replace(options, **_quality(settings))
    if settings.environment is not None:
        from oamc.cli.project.reading import environment_of

        options = replace(options, environment=environment_of(settings, settings.environment, gathered.patches))
    versions = tuple(dict.fromkeys(settings.texts("kube-version")))
    given: dict[str, object] = {name: settings.required_text(name) for name in ("format", "layout") if name in settings.merged}
    return replace(options, **({"kube_versions": versions} if versions else {}), **{**given, **changes})
