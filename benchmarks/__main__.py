"""Measure, print the figures, and write `docs/performance.md`."""

from __future__ import annotations

import argparse
import functools
import gc
import itertools
import shutil
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.disk import build_to, charts_in_memory, fresh_charts
from benchmarks.inputs import (
    APPLICATION,
    AXES,
    KUBEVELA_APPLICATION,
    OWN_APPLICATION,
    OWN_DEFINITION,
    PROJECT,
    write_applications,
    write_in_json,
)
from benchmarks.processes import KILOBYTE, MEGABYTE, OAMC, Cost, by_helm, interleaved, put_aside, run
from benchmarks.report import Figure, page, table
from oamc.cli.entry import GARBAGE_THRESHOLD
from oamc.compiler import Compilation, build
from oamc.diagnostics.reports import Reports
from oamc.model.vocabularies import KUBEVELA
from oamc.options import Options
from oamc.spans import SourceFile
from tests.cue_engine.build import program_path as program_path_of_cue
from tests.cue_engine.build import site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).parents[1]
RENDER = """
import sys
from pathlib import Path
from oamc.verification.engine import Engine
chart = Path(sys.argv[1])
files = {path.relative_to(chart).as_posix(): path.read_text() for path in chart.rglob("*") if path.is_file()}
with Engine() as engine:
    assert not engine.render(files).refusal
"""
OBJECTS = 4
"""Objects that one application of the benchmark makes."""
LARGEST_TREE = 1_000
"""Applications in environments, above which a tree is left out: time goes with their number."""
TWO_PROCESSES = 1 / 1.6
"""Where two processors are free, two processes are to be so many times as fast as one."""
SETTLING = 3.5
"""Seconds, after which times are trusted."""
BOUNDS_OF_CACHE: dict[str, dict[str, float]] = {
    "reading all outputs": {"budget": 0.2, "failure": 0.4},
    "`--trust-times`": {"budget": 0.1, "failure": 0.2},
}
BOUNDS_BESIDE_HELM = {
    "to manifests in one process": 1.2 / 1.4,
    "checked in one process": 1.4 / 1.4,
    "to fresh charts in memory": 1.8 / 1.4,
    "to charts that have not changed, with a cache": 0.5 / 1.4,
    "to charts that have not changed, with a cache and `--trust-times`": 0.2 / 1.4,
}
"""Seconds that a run was to take on a machine where Helm took 1.4 s."""
READ = """
import sys, yaml
from pathlib import Path
for tree in sys.argv[1:]:
    for path in Path(tree).rglob("*.yaml"):
        list(yaml.load_all(path.read_text(), Loader=yaml.CSafeLoader))
"""


def start_up(folder: Path, repetitions: int) -> Iterator[Figure]:
    """Compare processes: the bare interpreter, oamc, and Helm on the chart that oamc wrote."""
    write_applications(folder / "one", 1)
    oamc, python = OAMC, sys.executable
    chart = folder / "charts" / "shop-0"
    run([oamc, "build", "one"], folder)
    write_applications(folder / "vela", 1, KUBEVELA_APPLICATION)
    commands = {
        "bare": [python, "-c", "pass"],
        "`oamc --version`": [oamc, "--version"],
        "`oamc check`": [oamc, "check", "one"],
        "`oamc build` to manifests": [oamc, "build", "one", "--format", "manifests"],
        "`oamc build` to a chart": [oamc, "build", "one", "-o", "fresh"],
        "`oamc build` over the same chart": [oamc, "build", "one"],
        "`oamc build` of KubeVela to manifests": [oamc, "build", "vela", "--format", "manifests", "-o", "vela-manifests"],
        "`oamc build` of KubeVela to a chart": [oamc, "build", "vela", "-o", "vela-chart"],
        "Helm engine, started for one chart": [python, "-c", RENDER, str(chart)],
    }
    commands |= {f"`helm template`, {version}": command for version, command in by_helm(str(chart)).items()}
    prepare = {
        "`oamc build` to a chart": functools.partial(put_aside, folder / "fresh"),
        "`oamc build` of KubeVela to a chart": functools.partial(put_aside, folder / "vela-chart"),
    }
    costs = interleaved(commands, folder, repetitions, prepare)
    bare = costs.pop("bare")
    for name, cost in costs.items():
        bounds: dict[str, float] = {}
        if name == "`oamc --version`":
            bounds = {"budget": 1.2, "failure": 1.5}
        elif name == "`oamc build` to manifests":
            bounds = {"budget": 2.7, "warning": 3.2, "failure": 4.0}
        elif "KubeVela" in name:
            bounds = {"budget": 3.6, "warning": 4.0, "failure": 5.0}
        elif "build" in name:
            bounds = {"budget": 3.3, "warning": 3.7, "failure": 4.5}
        wall = f"{cost.wall / bare.wall:.2f} x on the wall"
        yield Figure("Start-up", name, cost.processor / bare.processor, "x", note=wall, **bounds)


def many(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """Build many applications in one run, one file each."""
    bare = run([sys.executable, "-c", "pass"], folder)
    peaks: dict[str, tuple[int, int]] = {}
    for size in sizes:
        source = folder / f"many-{size}"
        write_applications(source, size)
        for form in ("manifests", "helm"):
            output = folder / f"output-{size}-{form}"
            cost = run([OAMC, "build", str(source), "--format", form, "-o", str(output)], folder)
            group = "Many applications in one run"
            seconds = {"budget": 2.0} if size == 1000 and form == "manifests" else {}
            memory = {"budget": 300.0, "failure": 600.0} if size == 1000 else {}
            note = f"{cost.processor / bare.processor / size:.3f} x bare for each application"
            yield Figure(group, f"{size:,} applications to {form}, processor time", cost.processor, "s", note=note, **seconds)
            yield Figure(group, f"{size:,} applications to {form}, peak memory", cost.memory / MEGABYTE, "MB", **memory)
            if form in peaks:
                fewer, peak = peaks[form]
                further = (cost.memory - peak) / (size - fewer) / KILOBYTE
                budget = {"budget": 15.0, "failure": 25.0} if size == 1000 else {}
                yield Figure(
                    group, f"{size:,} applications to {form}, memory of each beyond {fewer:,}", further, "KB", **budget
                )
            peaks[form] = size, cost.memory
            put_aside(output)
        put_aside(source)


def umbrella(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """Build and check many applications in one run. The peer is Helm, which renders one chart that has all of theirs."""
    for size in (size for size in sizes if size <= LARGEST_TREE):
        source, chart = folder / f"umbrella-{size}-documents", folder / f"umbrella-{size}"
        write_applications(source, size)
        run([OAMC, "build", str(source), "-o", str(chart / "charts"), "-q"], folder)
        (chart / "charts" / ".oamc.trees").unlink()
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: umbrella\nversion: 1.0.0\n", encoding="utf-8")
        build_them = [OAMC, "build", str(source), "--format", "manifests"]
        ours = {
            "to manifests in one process": build_them,
            "to manifests in two processes": [*build_them, "-j", "2"],
            "checked in one process": [OAMC, "check", str(source)],
            **unchanged_charts(folder, source),
        }
        peers = by_helm(str(chart))
        with charts_in_memory() as target:
            fresh = {} if target is None else {"to fresh charts in memory": build_to(source, target)}
            emptied = {name: functools.partial(shutil.rmtree, target, ignore_errors=True) for name in fresh}
            costs = interleaved({**ours, **fresh, **peers}, folder, 3, emptied)
        for peer, own in itertools.product(peers, (*ours, *fresh)):
            cost, helm = costs[own], costs[peer]
            figure = f"{size:,} applications {own}, over `helm template` {peer} of one chart of all, on the wall"
            note = f"{cost.wall:.2f} and {helm.wall:.2f} s; processors: {cost.processor:.2f} and {helm.processor:.2f} s"
            bounds = {"budget": BOUNDS_BESIDE_HELM[own]} if size == LARGEST_TREE and own in BOUNDS_BESIDE_HELM else {}
            yield Figure("Many applications beside Helm", figure, cost.wall / helm.wall, "x", note=note, **bounds)
        put_aside(source)
        put_aside(chart)


def unchanged_charts(folder: Path, source: Path) -> dict[str, list[str]]:
    """Build charts, remember them in a cache, and return the commands that build them again."""
    cached = [OAMC, "build", str(source), "-o", f"{source.name}-kept", "-q", "--cache", f"{source.name}-cache"]
    run(cached, folder)
    time.sleep(SETTLING)
    trusting = [*cached, "--trust-times"]
    run(trusting, folder)
    unchanged = "to charts that have not changed, with a cache"
    return {unchanged: cached, f"{unchanged} and `--trust-times`": trusting}


def parts(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """Build many applications in two processes, and with a cache after one has changed. The peer is a build in one process."""
    group, oamc = "Many applications in parts", OAMC
    for size in (size for size in sizes if size <= LARGEST_TREE):
        source = folder / f"parts-{size}"
        write_applications(source, size)
        changing = source / "application-00000.yaml"
        text, numbers = changing.read_text(encoding="utf-8"), itertools.count()

        def change(place: Path = changing, text: str = text, numbers: Iterator[int] = numbers) -> None:
            place.write_text(f"{text}# {next(numbers)}\n", encoding="utf-8")

        for form in ("manifests", "helm"):
            build_them = [oamc, "build", source.name, "--format", form, "-q", "-o"]
            changed = "one of them has changed, with a cache"
            fresh = {"in one process": "one", "in two processes": "two"}
            commands = {
                "in one process": [*build_them, "one"],
                "in two processes": [*build_them, "two", "--jobs", "2"],
                changed: [*build_them, "kept", "--cache", "cache-of-parts"],
            }
            prepare: dict[str, Callable[[], None]] = {
                name: functools.partial(put_aside, folder / output) for name, output in fresh.items()
            }
            costs = interleaved(commands, folder, 3, {**prepare, changed: change})
            put_aside(folder / "kept")
            one = costs["in one process"]
            for name, cost in costs.items():
                note = f"{cost.wall:.2f} s on the wall, {cost.memory / MEGABYTE:.0f} MB"
                figure = f"{size:,} applications to {form}, {name}, over one process, on the wall"
                bounds = {"budget": TWO_PROCESSES} if size == LARGEST_TREE and "two" in name else {}
                yield Figure(group, figure, cost.wall / one.wall, "x", note=note, **bounds)


def own_definitions(folder: Path) -> Iterator[Figure]:
    """Build with a definition in CUE, where its engine is built: one application, and many in one worker."""
    if not program_path_of_cue().exists():
        return
    oamc = ["/usr/bin/env", f"PYTHONPATH={site()}", OAMC]
    commands = {"bare": [sys.executable, "-c", "pass"]}
    for size in (1, 100):
        source = folder / f"own-{size}"
        write_applications(source, size, OWN_APPLICATION)
        (source / "definition.yaml").write_text(OWN_DEFINITION, encoding="utf-8")
        name = "1 application" if size == 1 else f"{size} applications"
        commands[f"{name} to a chart"] = [*oamc, "build", str(source), "-o", f"own-output-{size}"]
    costs = interleaved(commands, folder, 5, {})
    bare = costs.pop("bare")
    for name, cost in costs.items():
        note = f"{cost.wall / bare.wall:.1f} x on the wall, {cost.memory / MEGABYTE:.0f} MB"
        yield Figure("A definition in CUE", name, cost.processor / bare.processor, "x", note=note)


def comparisons(folder: Path, size: int) -> Iterator[Figure]:
    """Compare trees of so many objects of which each second one changes, and as many outputs with what is on the disk.

    The peers read the same files: PyYAML, by its parser in C, and a build of the same applications.
    """
    oamc, applications, objects = OAMC, size, size
    write_applications(folder / "old", objects // OBJECTS)
    write_applications(
        folder / "new", objects // OBJECTS, APPLICATION.replace("cpu: 70", "cpu: 80").replace("web:1.4.2", "web:1.5.0")
    )
    for side in ("old", "new"):
        run([oamc, "build", side, "--format", "manifests", "-o", f"{side}-tree", "-q"], folder)
    costs = interleaved(
        {
            "PyYAML": [sys.executable, "-c", READ, "old-tree", "new-tree"],
            "`oamc diff`": [oamc, "diff", "old-tree", "new-tree", "--exit-zero"],
            "`oamc diff` of documents": [oamc, "diff", "old", "new", "--exit-zero"],
        },
        folder,
        3,
        {},
    )
    peer = costs.pop("PyYAML")
    for name, cost in costs.items():
        note = f"{cost.wall:.2f} s on the wall, {cost.memory / MEGABYTE:.0f} MB"
        figure = f"{name}, two trees of {objects:,} objects, over reading them with PyYAML's parser in C"
        budget = 2.5 if name == "`oamc diff`" else 4.5
        yield Figure("Comparisons", figure, cost.processor / peer.processor, "x", note=note, budget=budget, failure=2 * budget)
    write_applications(folder / "same", applications)
    build_them = [oamc, "build", "same", "-o", "same-charts", "-q"]
    run(build_them, folder)
    checked = run([*build_them, "--check"], folder)
    built = run(["/usr/bin/env", *build_them[:-2], "again", "-q"], folder)
    note = f"{checked.wall:.2f} s on the wall"
    name = f"`oamc build --check` of {applications:,} unchanged applications, over building them"
    yield Figure("Comparisons", name, checked.processor / built.processor, "x", note=note)
    write_in_json(folder / "same-json", applications)
    checks = {"YAML": [oamc, "check", "same"], "JSON": [oamc, "check", "same-json"]}
    costs = interleaved(checks, folder, 3, {})
    name = f"`oamc check` of {applications:,} applications in JSON, over the same in YAML"
    note = f"{costs['JSON'].wall:.2f} s on the wall"
    ratio = costs["JSON"].processor / costs["YAML"].processor
    yield Figure("Comparisons", name, ratio, "x", note=note, budget=1.05, failure=1.3)


def caches(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """Build applications of which none has changed, with a cache. The peer is the same build without one."""
    for size in (size for size in sizes if size <= LARGEST_TREE):
        for form in ("manifests", "helm"):
            source = folder / f"cached-{size}"
            if not source.exists():
                write_applications(source, size)
            build_them = [OAMC, "build", source.name, "--format", form, "-o", f"cached-{size}-{form}", "-q"]
            cache = ["--cache", "cache"]
            run(build_them, folder)
            filling = run([*build_them, *cache, "--check"], folder)
            time.sleep(SETTLING)
            run([*build_them, *cache, "--trust-times"], folder)
            commands = {
                "without a cache": build_them,
                "reading all outputs": [*build_them, *cache],
                "`--trust-times`": [*build_them, *cache, "--trust-times"],
                "`--check`, reading all outputs": [*build_them, *cache, "--check"],
            }
            costs = interleaved(commands, folder, 3, {})
            peer = costs.pop("without a cache")
            costs = {"a cache that is empty": filling, **costs}
            for name, cost in costs.items():
                figure = f"{name}, {size:,} applications to {form}, over a build without a cache"
                note = f"{cost.wall / peer.wall:.2f} x and {cost.wall:.2f} s on the wall"
                ratio = cost.processor / peer.processor
                bounds = BOUNDS_OF_CACHE.get(name, {}) if size == LARGEST_TREE else {}
                yield Figure("A cache, where nothing has changed", figure, ratio, "x", note=note, **bounds)


def large_caches(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """Build charts of very many applications of which none has changed, with a cache. The peer is the build that filled it."""
    for size in (size for size in sizes if size > LARGEST_TREE):
        source = folder / f"cached-{size}"
        write_applications(source, size)
        # By default a cache has room for the charts of some 8,000 applications.
        cache = ["--cache", f"cache-{size}", "--cache-size", "8Gi"]
        build_them = [OAMC, "build", source.name, "-o", f"charts-{size}", "-q", *cache]
        filling = run(build_them, folder)
        time.sleep(SETTLING)
        run([*build_them, "--trust-times"], folder)
        for name, more in {"reading all outputs": [], "`--trust-times`": ["--trust-times"]}.items():
            cost = run([*build_them, *more], folder)
            figure = f"{name}, {size:,} applications to helm, over the build that filled the cache"
            note = f"{cost.wall / filling.wall:.3f} x and {cost.wall:.2f} s on the wall, {cost.memory / MEGABYTE:.0f} MB"
            yield Figure("A cache, where nothing has changed", figure, cost.processor / filling.processor, "x", note=note)


def trees(folder: Path, sizes: Sequence[int]) -> Iterator[Figure]:
    """Write trees for Argo CD, of applications in two environments each. The peer is a build of as many applications."""
    for size in (size for size in sizes if size <= LARGEST_TREE):
        bounds = {"budget": 1.8, "failure": 3.5} if size == LARGEST_TREE else {}
        costs = costs_of_tree(folder / f"tree-{size}", size)
        peer = costs.pop("build")
        shared = costs.pop("in two processes")
        ratio = shared.wall / costs["`oamc gitops`, first tree"].wall
        figure = f"`oamc gitops -j 2`, first tree, {size // 2:,} applications in 2 environments, over one process, on the wall"
        note = f"{shared.wall:.2f} s on the wall, {shared.memory / MEGABYTE:.0f} MB"
        pays = {"budget": TWO_PROCESSES} if size == LARGEST_TREE else {}
        yield Figure("Trees for GitOps", figure, ratio, "x", note=note, **pays)
        for name, cost in costs.items():
            note = f"{cost.wall:.2f} s on the wall, {cost.memory / MEGABYTE:.0f} MB"
            figure = f"{name}, {size // 2:,} applications in 2 environments, over building {size:,} to manifests"
            yield Figure("Trees for GitOps", figure, cost.processor / peer.processor, "x", note=note, **bounds)


def costs_of_tree(project: Path, size: int) -> dict[str, Cost]:
    """Return what a build of some applications costs, and what a tree with as many units."""
    oamc = OAMC
    write_applications(project / "apps", size // 2)
    write_applications(project / "peers", size)
    (project / "oamc.toml").write_text(PROJECT, encoding="utf-8")
    per_object = ("--format", "manifests", "--layout", "per-object", "-o", "manifests")
    commands = {
        "build": [oamc, "build", "peers", "--no-config", *per_object, "-q"],
        "`oamc gitops`, first tree": [oamc, "gitops", "-q"],
        "in two processes": [oamc, "gitops", "-q", "-j", "2"],
        "`oamc gitops`, nothing changed": [oamc, "gitops", "-q"],
        "`oamc gitops --check`, nothing changed": [oamc, "gitops", "--check"],
    }
    outputs = {
        "build": project / "manifests",
        "`oamc gitops`, first tree": project / "deploy",
        "in two processes": project / "deploy",
    }
    prepare = {name: functools.partial(put_aside, output) for name, output in outputs.items()}
    return interleaved(commands, project, 3, prepare)


def compile_time(text: str) -> float:
    """Return the best of three times to compile a text to manifests, in seconds of processor time."""
    best = float("inf")
    for _ in range(3):
        source = SourceFile(path="app.yaml", label="app.yaml", text=text)
        gc.collect()
        before = time.process_time()
        build((source,), Options(format="manifests"), Reports())
        best = min(best, time.process_time() - before)
    return best


def compile_memory(text: str) -> int:
    """Return the peak of the memory that compiling a text to manifests takes, in bytes."""
    source = SourceFile(path="app.yaml", label="app.yaml", text=text)
    gc.collect()
    tracemalloc.start()
    try:
        build((source,), Options(format="manifests"), Reports())
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def growth() -> Iterator[Figure]:
    """Compare time and memory for four times the input with those for the input, on every axis, as the command line runs."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    compile_time(APPLICATION.format(number=0))
    for axis, (size, make) in AXES.items():
        ratio = compile_time(make(4 * size)) / compile_time(make(size))
        name = f"{axis}, {size:,} to {4 * size:,}"
        yield Figure("Growth: time of 4n over time of n", name, ratio, "x", budget=5.0, failure=8.0)
    for axis, (size, make) in AXES.items():
        ratio = compile_memory(make(4 * size)) / compile_memory(make(size))
        name = f"{axis}, {size:,} to {4 * size:,}"
        yield Figure("Growth: memory of 4n over memory of n", name, ratio, "x", budget=5.0, failure=8.0)


def imports(folder: Path) -> Iterator[Figure]:
    """Count the modules that a plain build imports."""
    script = (
        "import sys; bare = set(sys.modules)\n"
        "from oamc.cli.entry import run\n"
        "run(['build', 'one', '-q', '-o', 'imports'])\n"
        "loaded = set(sys.modules) - bare\n"
        "print(len(loaded), sum(name.startswith('oamc') for name in loaded), file=open('imports.txt', 'w'))"
    )
    run([sys.executable, "-c", script], folder)
    total, own = map(int, (folder / "imports.txt").read_text(encoding="utf-8").split())
    yield Figure("Imports of a plain build", "modules in all", total, "")
    yield Figure("Imports of a plain build", "modules of oamc", own, "")


def live_share() -> Iterator[Figure]:
    """Count how many properties of the Applications of KubeVela below `examples/` are values of their charts."""
    live = fixed = 0
    for path in sorted((ROOT / "examples").glob("*/application.yaml")):
        source = SourceFile(path=path.name, label=path.name, text=path.read_text(encoding="utf-8"))
        for application, objects in Compilation((source,), Options(), Reports()).objects:
            if application.vocabulary == KUBEVELA and objects is not None:
                live += sum(not parameter.fixed for parameter in objects.parameters)
                fixed += len(objects.fixed)
    share = 100 * live / (live + fixed)
    yield Figure(
        "Live values of KubeVela", "properties of the examples that are values", share, "%", note=f"{live} of {live + fixed}"
    )


def main() -> int:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--repetitions", type=int, default=20, help="runs of each command (default 20)")
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of applications (default 100,1000,10000)")
    parser.add_argument("--no-growth", action="store_true", help="leave the axes of growth out")
    parser.add_argument("--gate", action="store_true", help="exit with 1 where a figure is above its failing bound")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "performance.md", help="the page to write")
    given = parser.parse_args()
    sizes = [int(size) for size in given.sizes.split(",") if size]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = [*start_up(folder, given.repetitions), *many(folder, sizes), *imports(folder)]
        figures += [
            *own_definitions(folder),
            *live_share(),
            *comparisons(folder, max(OBJECTS, min(LARGEST_TREE, max(sizes)))),
            *trees(folder, sizes),
        ]
        figures += [*umbrella(folder, sizes), *parts(folder, sizes)]
        figures += [*caches(folder, sizes), *large_caches(folder, sizes)]
        figures += itertools.chain.from_iterable(fresh_charts(folder, size, 3) for size in sizes if size <= LARGEST_TREE)
        if not given.no_growth:
            figures += growth()
    print(table(figures))
    given.output.write_text(page(figures), encoding="utf-8")
    for figure in figures:
        if figure.verdict:
            print(f"{figure.verdict}: {figure.name}: {figure.value:.3g} {figure.unit}")
    return int(given.gate and any(figure.verdict == "failure" for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
