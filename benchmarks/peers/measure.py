"""Run the jobs, in turn, and return what each took; and look first at what each makes."""

from __future__ import annotations

import functools
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.peers.agreement import missing, objects_of
from benchmarks.peers.catalog import KUBEVELA
from benchmarks.peers.commands import BARE, Job, jobs, kubevela_jobs
from benchmarks.peers.inputs import NOWHERE, kubevela_application, write_inputs
from benchmarks.processes import Cost, interleaved, put_aside
from tests.helm_programs.build import PROGRAMS, program_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from benchmarks.peers.build import Built

LONGEST = 300.0
"""Seconds after which a job is not measured: it would be run several times."""


class Row(NamedTuple):
    """A job with its cost, the number of objects that it makes, and what they lack. `failed` says why there is no cost."""

    job: Job
    cost: Cost | None
    objects: int
    lacks: tuple[str, ...] = ()
    failed: str = ""


class Table(NamedTuple):
    """The rows for so many applications, or components, beside the cost of a bare interpreter in the same run."""

    size: int
    bare: Cost
    rows: tuple[Row, ...]


def measured(folder: Path, todo: Sequence[Job], size: int, repetitions: int) -> Table:
    """Look at what each job makes, then run all that work in turn."""
    seen = [looked_at(folder, job, size) for job in todo if job.name != BARE]
    able = {job.name: job for job in todo if job.name == BARE} | {row.job.name: row.job for row in seen if not row.failed}
    prepare = {name: functools.partial(put_aside, folder / job.output) for name, job in able.items() if job.output}
    costs = interleaved({name: job.command for name, job in able.items()}, folder, repetitions, prepare)
    rows = tuple(row._replace(cost=costs.get(row.job.name)) for row in seen)
    return Table(size, costs[BARE], rows)


def looked_at(folder: Path, job: Job, size: int) -> Row:
    """Run a job once, and look at what it makes."""
    if job.output:
        put_aside(folder / job.output)
    try:
        ended = subprocess.run(job.command, cwd=folder, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return Row(job, None, 0, failed=f"not at its end after {LONGEST:.0f} s")
    if ended.returncode:
        said = (ended.stderr.strip() or f"status {ended.returncode}").splitlines()[-1]
        return Row(job, None, 0, failed=said)
    try:
        found = objects_of(made(folder, job, ended.stdout))
    except subprocess.CalledProcessError as refused:
        return Row(job, None, 0, failed=f"Helm refuses its chart: {refused.stderr.strip().splitlines()[-1]}")
    return Row(job, None, len(found), tuple(missing(found, size)))


def made(folder: Path, job: Job, printed: str) -> str:
    """Return the objects that a job made, as text: printed, in files, or in charts that Helm renders."""
    if not job.output:
        return printed
    if not job.is_chart:
        return "\n---\n".join(file.read_text(encoding="utf-8") for file in sorted((folder / job.output).glob("*.yaml")))
    helm = next((program_path(version) for version in PROGRAMS if program_path(version).exists()), None)
    if helm is None:
        return ""
    charts = sorted(place.parent for place in (folder / job.output).glob("**/Chart.yaml"))
    commands = ([str(helm), "template", "release", str(chart)] for chart in charts)
    rendered = (subprocess.run(command, capture_output=True, text=True, check=True) for command in commands)
    return "\n---\n".join(found.stdout for found in rendered)


def applications(folder: Path, built: Iterable[Built], size: int, repetitions: int) -> Table:
    """Measure so many applications."""
    write_inputs(folder, size)
    return measured(folder, tuple(jobs(built, size)), size, repetitions)


def components(folder: Path, built: Iterable[Built], size: int, repetitions: int) -> Table | None:
    """Measure an Application of KubeVela of so many components; None where KubeVela's own program is not here."""
    result = next((result for result in built if result.peer.name == KUBEVELA and not result.reason), None)
    if result is None:
        return None
    folder.mkdir(exist_ok=True)
    (folder / "nowhere.yaml").write_text(NOWHERE, encoding="utf-8")
    (folder / f"application-{size}.yaml").write_text(kubevela_application(size), encoding="utf-8")
    return measured(folder, tuple(kubevela_jobs(result, folder, size)), size, repetitions)
