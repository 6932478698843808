"""Measure that the same input gives the same bytes, whatever surrounds it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.assurance.reproducibility.cases import Input, inputs
from tests.assurance.reproducibility.compare import Made, differences, make
from tests.assurance.reproducibility.interpreters import current, found
from tests.assurance.reproducibility.surroundings import SURROUNDINGS
from tests.assurance.reproducibility.ways import APPLICATIONS, CLUSTER, FORMS, TREE, WAYS, WAYS_OF_TREES, digests
from tests.assurance.rows import Row
from tests.support.processes import inherited, oamc

SHOWN = 5


def _again(cases: list[Input]) -> Row:
    """Build every case a second time over what the first build wrote."""
    changed: list[str] = []
    builds = 0
    with tempfile.TemporaryDirectory() as name:
        for case in cases:
            shutil.copytree(case.folder, Path(name) / case.name, dirs_exist_ok=True)
            for command, arguments in case.commands():
                output = Path(name) / "out"
                seen = []
                for _ in range(2):
                    oamc(*arguments, "--quiet", folder=Path(name), environment=inherited())
                    paths = sorted(output.rglob("*"))
                    seen.append([(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in paths if path.is_file()])
                builds += bool(seen[0])
                changed += [command] if seen[0] != seen[1] else []
                shutil.rmtree(output, ignore_errors=True)
    what = "every case built again over its output: trees in which a file has another content, time or identity"
    return Row("R27", what, f"{len(changed)} of {builds:,} differ", held=bool(builds) and not changed)


def _ways(folder: Path, *, full: bool) -> Iterator[Row]:
    """Build many applications in each way; or without a cluster, as charts and as a tree alone."""
    of_builds = tuple(WAYS) if full else tuple(way for way in WAYS if way != CLUSTER)
    for form in (*FORMS, TREE) if full else (*tuple(FORMS)[:1], TREE):
        ways = WAYS_OF_TREES if form == TREE else of_builds
        found = digests(folder, form, ways)
        differing = [way for way, made in found.items() if made != found[ways[0]]]
        what = f"{APPLICATIONS} applications as {form}, built and, after a change, built again: {', '.join(ways)}"
        named = f" ({', '.join(differing)})" if differing else ""
        yield Row("R26, R27", what, f"{len(differing)} of {len(ways)} differ{named}", held=not differing)


def measure(*, full: bool) -> Iterator[Row]:
    """Build every case in every surrounding under every Python; or a few cases in a few surroundings under this one."""
    cases = inputs(1 if full else 40)
    pythons, refused = found() if full else ([current()], [])
    surroundings = SURROUNDINGS if full else SURROUNDINGS[::8]
    reference: Made = {}
    with tempfile.TemporaryDirectory() as name:
        for python in pythons:
            differing: list[str] = []
            builds = 0
            for surrounding in surroundings:
                made = make(python, surrounding, cases, Path(name))
                reference = reference or made
                builds += len(made)
                differing += [f"{surrounding.name}: {words}" for words in differences(reference, made, surrounding)]
            what = f"Python {python.version}: {len(surroundings)} surroundings x {len(made)} builds (one process a surrounding)"
            named = f" ({'; '.join(differing[:SHOWN])})" if differing else ""
            yield Row("R26", what, f"{len(differing)} of {builds:,} differ{named}", held=not differing)
    yield _again(cases)
    with tempfile.TemporaryDirectory() as name:
        yield from _ways(Path(name), full=full)
    for words in refused:
        yield Row("R26", "a Python that was found", f"skipped: {words}", held=True)
