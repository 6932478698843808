"""The expected files of the golden cases: this module computes them, `test_golden.py` compares, and

    python -m tests.golden_files [CASE ...]

rewrites them (`make golden`) and removes stale ones. Names of cases keep the run to those.

A case of the compiler, `golden/<case>/`:

    input/*.yaml      the OAM documents (*.json too); with folders in it, it is read as one directory
    case.toml         the title, options, overrides to try
    program.txt       the program that `oamc dump --after resolve` shows
    manifests/**      the manifests, one file an object
    chart/**          the chart
    diagnostics.txt   the findings as text, where there are any

A case whose input has definitions in CUE says `cue = true`: it is left out, and counted, where the engine is not built.

The files of a chart that are the same in all of them lie in `golden/skeleton/` alone; a case holds its own copy only where it
differs. `present_files` puts both together, so every chart is still compared whole.

A case of a diagnostic, `golden/diagnostics/<CODE>-<short-name>/`:

    *.yaml            the input (*.json too), or input/ as above; a line at fault ends in `# OAM501`, or in `# OAM501 OAM502`
    case.toml         options and overrides, where there are any
    expected.txt      the findings as text

Several applications in one input have a folder each in `manifests/` and `chart/`.

What `case.toml` may hold: `title`; `strict = true`; `allow-unknown-fields = true`; each option of the compiler by its name
on the command line, such as `format = "manifests"`, `qos = "off"`, `namespace = "shop"`, `kube-version = ["1.30"]`,
`allow-unknown-traits = true`; a table `[limits]`, such as `depth = 3`; a table `[chart]`, as in a project file; a table
`[platform]` with rules, and `[env.NAME.platform]` with further ones, all of which are in force. Overrides are
the keys `values` (files beside `case.toml`, which are then no input), `set`, `set-string`, `set-json` and `set-file`, each a
list of texts. A diagnostic has them among its options; a case of the compiler has tables `[[overrides]]`, each with a `name`
and, where both outputs must refuse it, `refused = "OAM754"`. An override that Kubernetes takes for a new installation and
never for one that is there says with which words it refuses: `first-installation-only = "field is immutable"`; `make cluster`
tries both.
A diagnostic whose line cannot carry a comment says `line = 3`, with another file than `input.yaml` `line = "values.yaml:3"`,
several places as a list, and `line = "none"` where the finding has no place.
"""

from __future__ import annotations

import re
import sys
import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from oamc.cli.chart_table import chart_metadata
from oamc.cli.configured_options import OptionTable
from oamc.cli.platform_table import read_platform
from oamc.cli.toml_places import TomlPlaces
from oamc.cli.visibility import visible_text
from oamc.compiler import Output, build
from oamc.diagnostics.reports import Reports
from oamc.diagnostics.text import render
from oamc.options import Options
from oamc.platform.contradictions import check_platform
from oamc.platform.rules import Platform
from oamc.records import Record, replace
from oamc.source.decoding import decode_text
from oamc.source.limits import Limits
from oamc.spans import SourceFile
from oamc.stages import dump
from oamc.values.overrides import Assignment, Overrides
from tests.support.cue import built_program, offer_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
DIAGNOSTICS = GOLDEN / "diagnostics"
SKELETON = GOLDEN / "skeleton"
SKELETON_CASE = "empty"
"""The case whose chart says what the skeleton is: one of an application without components."""
SKELETON_FILES = (".helmignore", "templates/_helpers.tpl", "templates/NOTES.txt")
SUFFIXES = (".yaml", ".yml", ".json", ".cue")
MARKER = re.compile(r"#((?: OAM\d{3})+)\s*$")
ASSIGNING = ("set", "set-string", "set-json", "set-file")
OPTIONS = {
    "format": "format",
    "namespace": "namespace",
    "kube-version": "kube_versions",
    "qos": "qos",
    "cpu-limit": "cpu_limit",
    "require-class": "require_class",
    "qos-rule": "qos_rule",
    "qos-node": "qos_node",
    "job-names": "job_names",
    "scopes": "scopes",
    "faas": "faas",
    "charts-as": "charts_as",
    "vela-version": "vela_version",
    "only-application": "only_application",
    "chart-name": "chart_name",
    "chart-version": "chart_version",
    "app-version": "app_version",
    "chart-readme": "chart_readme",
    "chart-tests": "chart_tests",
    "allow-unknown-traits": "allow_unknown_traits",
    "allow-unknown-workloads": "allow_unknown_workloads",
    "extended-kinds": "extended_kinds",
    "allow-unset": "allow_unset",
    "single-service-port": "single_service_port",
    "gpu-resource": "gpu_resource",
    "ingress-class": "ingress_class",
    "profile": "profile",
    "foreign-documents": "foreign_documents",
}
GIVING = {"values", *ASSIGNING}
OF_A_CASE = {"title", "cue", "strict", "allow-unknown-fields", "limits", "chart", "platform", "env", "overrides", *OPTIONS}
OF_A_DIAGNOSTIC = {"cue", "strict", "allow-unknown-fields", "limits", "platform", "env", "line", *GIVING, *OPTIONS}
OF_OVERRIDES = {"name", "refused", "first-installation-only", *GIVING}


class Case:
    """One case: a folder with inputs and a `case.toml`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        file = folder / "case.toml"
        self.settings = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        self.shows_a_diagnostic = folder.parent == DIAGNOSTICS
        _refuse_others(self.settings, OF_A_DIAGNOSTIC if self.shows_a_diagnostic else OF_A_CASE, file)
        self.limits = Limits(**self.settings.get("limits", {}))
        own = {key: value for key, value in self.settings.items() if key in GIVING}
        self.overrides: list[dict[str, object]] = [own] if self.shows_a_diagnostic else self.settings.get("overrides", [])
        for overrides in self.overrides:
            _refuse_others(overrides, OF_OVERRIDES, file)

    @cached_property
    def options(self) -> Options:
        """The options of the compiler, without overrides."""
        chosen = {OPTIONS[key]: value for key, value in self.settings.items() if key in OPTIONS}
        chosen = {key: tuple(value) if isinstance(value, list) else value for key, value in chosen.items()}
        if "chart" in self.settings:
            chosen["chart_metadata"] = self._chart()
        if "platform" in self.settings:
            chosen["platform"] = self._platform[0]
        return replace(Options(limits=self.limits), **chosen)

    def _chart(self) -> Mapping[str, str | tuple[str, ...]]:
        """Read the table `[chart]` as the command line does."""
        name, reports = f"{self.name}/case.toml", Reports()
        source = SourceFile(path=name, label=name, text=(self.folder / "case.toml").read_text(encoding="utf-8"))
        found = chart_metadata(self.settings["chart"], source, reports)
        if reports.found:
            raise SystemExit(render(reports.in_order()))
        return found

    @cached_property
    def _platform(self) -> tuple[Platform, Reports]:
        """The rules in `[platform]` and in those of environments, read as the command line does, with its findings."""
        name, reports = "case.toml", Reports()
        source = SourceFile(path=name, label=name, text=(self.folder / name).read_text(encoding="utf-8"))
        found, places = Platform(), TomlPlaces(source)
        layers = [((), self.settings["platform"])] if "platform" in self.settings else []
        layers += [(("env", key), table["platform"]) for key, table in self.settings.get("env", {}).items()]
        for path, table in layers:
            rules = read_platform(table, OptionTable(places, "", name, reports, path))
            found = found.with_more(rules.in_layer(path[-1]) if path else rules)
            check_platform(found, reports, path[-1] if path else "")
        return found, reports

    def reports(self) -> Reports:
        """Return a `Reports` with what is wrong with rules of a platform, which is nothing in most cases."""
        strict, allow_unknown = (self.settings.get(key, False) for key in ("strict", "allow-unknown-fields"))
        reports = Reports(strict=strict, allow_unknown=allow_unknown)
        if "platform" in self.settings:
            reports.extend(self._platform[1].found)
        return reports

    def inputs(self) -> list[Path]:
        """Return the input files in the order in which oamc reads a folder."""
        values = self.values_files()
        own = self.input_folder.iterdir() if self.input_folder == self.folder else self.input_folder.rglob("*")
        return sorted(path for path in own if path.suffix in SUFFIXES and path.name not in values)

    @cached_property
    def input_folder(self) -> Path:
        """The folder of the input: that of the case, where it has no other."""
        return self.folder / "input" if (self.folder / "input").is_dir() else self.folder

    def values_files(self) -> set[str]:
        """Return the names of the files beside `case.toml` that hold values."""
        return {name for overrides in self.overrides for name in overrides.get("values", [])}

    @property
    def is_possible(self) -> bool:
        """Tell whether what the case needs is here."""
        return not self.settings.get("cue", False) or offer_engine()

    def sources(self, reports: Reports) -> tuple[SourceFile, ...]:
        """Read the inputs; what cannot be read is reported. An input with folders in it is read as one directory."""
        if not self.is_possible:
            built_program()  # which skips the test
        paths = self.inputs()
        if all(path.parent == self.input_folder for path in paths):
            return self._decoded(paths, reports)
        return self._met(paths, reports)

    def _met(self, paths: list[Path], reports: Reports) -> tuple[SourceFile, ...]:
        """Read files as the command line does that meets them in a directory."""
        found = []
        for path in paths:
            name = path.relative_to(self.input_folder).as_posix()
            source = decode_text(name, name, path.read_bytes(), reports, self.limits)
            if source is not None:
                found.append(replace(source, folder=name.rpartition("/")[0], met=True))
        return tuple(found)

    def _decoded(self, paths: list[Path], reports: Reports) -> tuple[SourceFile, ...]:
        """Read files as the command line does."""
        read = (decode_text(path.name, path.name, path.read_bytes(), reports, self.limits) for path in paths)
        return tuple(source for source in read if source is not None)

    def given(self, overrides: dict[str, object], reports: Reports) -> Overrides:
        """Return one table of overrides as the compiler takes it."""
        files = self._decoded([self.folder / name for name in overrides.get("values", [])], reports)
        assignments = [
            Assignment(flag=f"--{key}", text=text, files=self._set_files(text) if key == "set-file" else ())
            for key in ASSIGNING
            for text in overrides.get(key, [])
        ]
        return Overrides(files=files, assignments=tuple(assignments))

    def _set_files(self, text: str) -> tuple[tuple[str, str], ...]:
        """Read the file that a `set-file` names."""
        path = text.partition("=")[2]
        return ((path, (self.folder / path).read_text(encoding="utf-8")),)


class Built(Record):
    """What became of a case: the outputs, and all findings."""

    outputs: tuple[Output, ...]
    reports: Reports


def _refuse_others(settings: dict[str, object], known: set[str], file: Path) -> None:
    """Refuse a key that nothing would read."""
    if not settings.keys() <= known:
        raise SystemExit(f"{file}: no such keys: {sorted(settings.keys() - known)}; known are {sorted(known)}")


def cases(place: Path, names: Collection[str] = ()) -> list[Case]:
    """Return the cases below `GOLDEN` or `DIAGNOSTICS`, or those of them that are named."""
    folders = sorted(path for path in place.iterdir() if path.is_dir() and path not in {DIAGNOSTICS, SKELETON})
    return [case_of(folder) for folder in folders if not names or folder.name in names]


@cache
def case_of(folder: Path) -> Case:
    """Return the case of a folder, read once in a process: many modules of tests go through all of them."""
    return Case(folder)


def compiled(case: Case, *, overrides: dict[str, object] | None = None, **changes: object) -> Built:
    """Compile a case as `oamc build` does: what cannot be read ends the run before the compiler."""
    reports = case.reports()
    sources = case.sources(reports)
    options = replace(case.options, **changes)
    if overrides is not None:
        options = replace(options, overrides=case.given(overrides, reports))
    outputs = () if reports.has_errors() else build(sources, options, reports)
    return Built(outputs=outputs, reports=reports)


def rendering(case: Case, reports: Reports) -> str:
    """Return findings as the terminal shows them, without colors and without the closing count."""
    values = case.values_files()

    def visibility(source: SourceFile, line: int) -> object:
        return None if source.label in values or source.path.endswith(".toml") else visible_text(source, line, case.limits)

    return render(reports.in_order(), visibility=visibility)


def trees(outputs: tuple[Output, ...], root: str) -> dict[str, str]:
    """Return the files of outputs below a folder of the case; several applications have a folder each."""
    return {
        f"{root}/{name}" if len(outputs) == 1 else f"{root}/{output.path}/{name}": text
        for output in outputs
        for name, text in output.files.items()
    }


def expected_files(case: Case, compiling: Callable[..., Built] = compiled) -> dict[str, str]:
    """Return all expected files of a case by their paths in its folder. Who has compiled it gives that as `compiling`."""
    if case.shows_a_diagnostic:
        return {"expected.txt": rendering(case, compiling(case, overrides=case.overrides[0]).reports)}
    manifests = compiling(case, format="manifests", layout="per-object")
    chart = compiling(case, format="helm")
    found = rendering(case, chart.reports)
    if not chart.outputs or not manifests.outputs:
        raise SystemExit(f"{case.name} is refused:\n{found or rendering(case, manifests.reports)}")
    reports = case.reports()
    return {
        "program.txt": dump(case.sources(reports), "resolve", case.options, reports),
        **trees(manifests.outputs, "manifests"),
        **trees(chart.outputs, "chart"),
        **({"diagnostics.txt": found} if found else {}),
    }


def present_files(case: Case) -> dict[str, str]:
    """Return the expected files that are on disk, by their paths in the folder of the case, each chart with the skeleton."""
    own = own_files(case)
    return {**{f"{root}{name}": text for root in chart_roots(own) for name, text in skeleton().items()}, **own}


def present_charts(case: Case) -> dict[str, dict[str, str]]:
    """Return the charts that are on disk, each with all its files, by their paths in the folder of the case."""
    files = present_files(case)
    return {
        root.removesuffix("/"): {name.removeprefix(root): text for name, text in files.items() if name.startswith(root)}
        for root in chart_roots(files)
    }


def chart_roots(files: Iterable[str]) -> list[str]:
    """Return where charts begin, each with a closing slash."""
    return sorted(name.removesuffix("Chart.yaml") for name in files if name.endswith("/Chart.yaml"))


def skeleton() -> dict[str, str]:
    """Return the files that a chart has where its case holds no copy of its own."""
    return {path.relative_to(SKELETON).as_posix(): path.read_bytes().decode() for path in SKELETON.rglob("*") if path.is_file()}


def expected_skeleton() -> dict[str, str]:
    """Return what the skeleton is to hold."""
    (chart,) = compiled(Case(GOLDEN / SKELETON_CASE), format="helm").outputs
    return {name: chart.files[name] for name in SKELETON_FILES}


def without_skeleton(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files that a case holds itself: not those that the skeleton gives its charts."""
    given = {f"{root}{name}": text for root in chart_roots(files) for name, text in skeleton().items()}
    return {name: text for name, text in files.items() if given.get(name) != text}


def own_files(case: Case) -> dict[str, str]:
    """Return the expected files in the folder of a case, by their paths there."""
    generated = ("program.txt", "diagnostics.txt", "expected.txt", "manifests", "chart")
    paths = [path for name in generated for path in (case.folder / name, *(case.folder / name).rglob("*")) if path.is_file()]
    return {path.relative_to(case.folder).as_posix(): path.read_bytes().decode() for path in paths}


def marked_places(case: Case) -> dict[str, set[str]]:
    """Return for each code the places, as "file:line", that the inputs and `case.toml` claim for it."""
    places: dict[str, set[str]] = {}
    values = [(case.folder / name, name) for name in sorted(case.values_files())]
    for path, name in (*((path, path.relative_to(case.input_folder).as_posix()) for path in case.inputs()), *values):
        for number, line in enumerate(path.read_bytes().decode(errors="replace").split("\n"), 1):
            for code in (MARKER.search(line) or [""])[0].removeprefix("#").split():
                places.setdefault(code, set()).add(f"{name}:{number}")
    stated = case.settings.get("line", [])
    own = places.setdefault(code_of(case), set())
    own |= {
        f"input.yaml:{line}" if isinstance(line, int) else line for line in (stated if isinstance(stated, list) else [stated])
    }
    return places


def reported_places(case: Case, compiling: Callable[..., Built] = compiled) -> dict[str, set[str]]:
    """Return for each code the places where it is reported; a finding without a place is at "none"."""
    places: dict[str, set[str]] = {}
    for found in compiling(case, overrides=case.overrides[0]).reports.found:
        place = f"{found.span.source.label}:{found.span.line}" if found.span else "none"
        places.setdefault(found.code.id, set()).add(place)
    return places


def code_of(case: Case) -> str:
    """Return the code that a case of a diagnostic shows."""
    return case.name.partition("-")[0]


def rewrite(case: Case) -> list[str]:
    """Write the expected files of a case, remove stale ones, and return the paths that changed."""
    expected = expected_files(case)
    missing = [f"{root}{name}" for root in chart_roots(expected) for name in skeleton() if f"{root}{name}" not in expected]
    if missing:
        raise SystemExit(f"{case.name}: the skeleton has files that the chart lacks: {missing}")
    return exchange(case.folder, own_files(case), without_skeleton(expected))


def rewrite_skeleton() -> list[str]:
    """Write the skeleton of charts, remove what is stale, and return the paths that changed."""
    return exchange(SKELETON, skeleton(), expected_skeleton())


def exchange(place: Path, present: Mapping[str, str], expected: Mapping[str, str]) -> list[str]:
    """Make the files below a folder those that are expected, and return the paths that changed."""
    for name, text in expected.items():
        if present.get(name) != text:
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    for name in present.keys() - expected.keys():
        (place / name).unlink()
    for folder in sorted((path for path in place.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return sorted(name for name in {**expected, **present} if expected.get(name) != present.get(name))


def main(names: list[str]) -> None:
    """Rewrite the named cases, or all."""
    changed = [f"skeleton/{name}" for name in rewrite_skeleton()]
    found = [case for case in (*cases(GOLDEN, names), *cases(DIAGNOSTICS, names)) if case.is_possible]
    changed += [f"{case.name}/{name}" for case in found for name in rewrite(case)]
    print(*changed, f"{len(changed)} of the expected files of {len(found)} cases changed", sep="\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
