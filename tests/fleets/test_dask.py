"""`--dask`: a run on a cluster ends, prints and writes as one in this process does, whatever happens to its workers."""

import importlib.util
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from dask import config
from distributed import Client, LocalCluster, WorkerPlugin

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.fleets import cluster as fleet_cluster
from oamc.fleets import division, remote
from oamc.fleets.build import build_in_parts
from oamc.options import Options
from tests.cache.runs import run
from tests.fleets.test_jobs import FLEETS, project
from tests.fleets.test_projects_in_parts import RUNS, place_of
from tests.unit.fleets.test_parts import one, seen, sources_of

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
GOOD = FLEETS["good"]
SILENT = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "scheduler_kwargs": {"dashboard": False},
    "silence_logs": logging.CRITICAL,
}


def fleet():
    return sources_of(*(one(f"app-{number}") for number in range(8)))


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(division, "FILES", 2)
    monkeypatch.setattr(fleet_cluster, "CHARACTERS", 1)


@pytest.fixture(scope="module")
def cluster():
    with (
        config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **SILENT) as made,
    ):
        yield made


@pytest.fixture
def address(cluster):
    """Return the address of a cluster whose two workers are there."""
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
    return cluster.scheduler_address


@pytest.mark.parametrize("texts", [FLEETS[name] for name in FLEETS if name != "without a file"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "apps", "--format", "manifests", "-o", "out", "--layout", "per-object", "--strict"],
        ["build", "apps", "--chart-version", "1.2.3", "--limit", "depth=60"],
        ["build", "apps", "--set", "app-1-in.replicas=3"],
        ["check", "apps"],
    ],
    ids=" ".join,
)
def test_a_run_on_a_cluster_is_that_in_one_process(arguments, texts, address, tmp_path):
    alone = run(arguments, project(tmp_path / "alone", *texts))
    shared = run([*arguments, "--dask", address], project(tmp_path / "shared", *texts))
    lines = shared.err.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("dask: not used: everything is compiled at once: ")]
    assert len(lines) - len(kept) <= 1
    assert shared._replace(err="".join(kept)) == alone


@pytest.mark.parametrize("name", RUNS)
def test_a_project_on_a_cluster_is_that_in_one_process(name, address, tmp_path):
    alone = run([*RUNS[name]], place_of(tmp_path / "alone"))
    shared = run([*RUNS[name], "--dask", address], place_of(tmp_path / "shared"))
    lines = shared.err.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("dask: not used: ")]
    assert shared._replace(err="".join(kept)) == alone
    why = {line.rpartition(": ")[2] for line in lines} & {"a cluster compiles outputs, and nothing else\n"}
    assert bool(why) == (name in {"all environments", "a comparison"})
    if alone.status == 0 and not why:
        assert kept == lines


def test_the_workers_compile_and_not_this_process(address, tmp_path, monkeypatch):
    monkeypatch.setattr("oamc.fleets.build.compile_part", lambda *_: pytest.fail("here"))
    monkeypatch.setattr("oamc.compiler.build", lambda *_: pytest.fail("here"))
    outcome = run(["build", "apps", "--dask", address], project(tmp_path / "place", *GOOD))
    assert outcome.status == 0


def test_options_of_a_configuration_file_reach_the_workers_with_their_places(address, tmp_path):
    outcomes = []
    for name, more in (("alone", []), ("shared", ["--dask", address])):
        place = project(tmp_path / name, *GOOD)
        (place / "oamc.toml").write_text(
            'chart-version = "2.0.0"\nextended-kinds = ["none"]\n[chart]\nkeywords = ["shop"]\nhome = "https://a.test"\n'
        )
        outcomes.append(run(["build", "apps", *more], place))
    assert outcomes[0].status == 0
    assert outcomes[0] == outcomes[1]


def test_a_cache_keeps_what_a_cluster_made(address, tmp_path):
    place = project(tmp_path / "place", *GOOD)
    cache = ["--cache", str(tmp_path / "cache"), "--verbose"]
    first = run(["build", "apps", "--dask", address, *cache], place)
    again = run(["build", "apps", *cache], place)
    assert (first.status, again.status) == (0, 0)
    assert "cache: nothing was compiled" in again.err


def test_a_watcher_is_told_how_many_files_are_compiled(address):
    told = []
    build_in_parts(fleet(), Options(), Reports(), 1, lambda *step: told.append(step), cluster=address)
    assert told == [("compiling {} files", number, 8) for number in (2, 4, 6, 8)]


def is_deadly(sources):
    return any("app-3" in source.text for source in sources)


def die_once(marker):
    """Be a worker that dies of a part, unless one has."""
    compiled = remote.compile_part

    def dying(sources, *others):
        if is_deadly(sources) and not Path(marker).exists():
            Path(marker).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return compiled(sources, *others)

    remote.compile_part = dying


class DyingWorker(WorkerPlugin):
    """Whoever takes one of the parts dies of it."""

    name = "dying"

    def setup(self, worker):  # noqa: ARG002 - Dask gives it
        self.compiled = remote.compile_part

        def dying(sources, *others):
            if is_deadly(sources):
                os.kill(os.getpid(), signal.SIGKILL)
            return self.compiled(sources, *others)

        remote.compile_part = dying

    def teardown(self, worker):  # noqa: ARG002 - as above
        remote.compile_part = self.compiled


def test_what_a_lost_worker_had_to_do_another_one_does(address, tmp_path, monkeypatch):
    monkeypatch.setattr(division, "FILES", 1)
    marker = tmp_path / "died"
    with Client(address, set_as_default=False) as client:
        before = client.run(os.getpid)
        client.run(die_once, str(marker))
    sources, in_parts, whole = fleet(), Reports(), Reports()
    outputs = build_in_parts(sources, Options(), in_parts, 1, cluster=address)
    assert seen(outputs, in_parts) == seen(build(sources, Options(), whole), whole)
    assert marker.exists()
    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
        assert set(client.run(os.getpid).values()) != set(before.values())


def test_a_part_of_which_workers_die_is_an_error(address, tmp_path):
    with Client(address, set_as_default=False) as client:
        client.register_plugin(DyingWorker())
        try:
            outcome = run(["build", "apps", "-o", "out", "--dask", address], project(tmp_path / "place", *GOOD))
        finally:
            client.unregister_worker_plugin("dying")
    assert (outcome.status, "error[OAM714]" in outcome.err) == (1, True)
    assert "2 workers died of one task" in outcome.err
    assert not any(path.startswith("out") for path in outcome.disk)


def test_a_cluster_that_ends_is_an_error():
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", **SILENT) as made:
        reports = Reports()
        sources = sources_of(*(one(f"app-{number}") for number in range(40)))
        assert build_in_parts(sources, Options(), reports, 1, lambda *_: made.close(), cluster=made.scheduler_address) == ()
    assert [found.code.id for found in reports.found] == ["OAM714"]


def test_a_fault_of_the_compiler_is_left_to_one_compilation_of_everything(address):
    def faulty():
        remote.compile_part = None

    with Client(address, set_as_default=False) as client:
        client.run(faulty)
        try:
            assert build_in_parts(fleet(), Options(), Reports(), 1, cluster=address) is None
        finally:
            client.restart()


@pytest.mark.parametrize(
    ("name", "told"),
    [("oamc", "oamc 0.1.0, and here"), ("Python", "Python 3."), ("the files of oamc", "the files of oamc are others")],
)
def test_another_program_on_the_workers_is_an_error(name, told, address, tmp_path, monkeypatch):
    monkeypatch.setattr(remote, "program", lambda: {**program, name: "another"})
    program = importlib.import_module("oamc.fleets.program").program()
    outcome = run(["build", "apps", "-o", "out", "--dask", address], project(tmp_path / "place", *GOOD))
    assert (outcome.status, "error[OAM713]" in outcome.err, told in outcome.err) == (1, True, True), outcome.err
    assert 'pip install "oamc[dask]"' in outcome.err


def test_where_nobody_answers_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(fleet_cluster, "SECONDS_TO_CONNECT", 0.2)
    outcome = run(["build", "apps", "--dask", "127.0.0.1:1"], project(tmp_path / "place", *GOOD))
    assert (outcome.status, "error[OAM715]" in outcome.err) == (1, True)


def test_a_cluster_without_workers_is_an_error(monkeypatch):
    monkeypatch.setattr(fleet_cluster, "SECONDS_FOR_WORKERS", 0.2)
    reports = Reports()
    with LocalCluster(n_workers=0, **SILENT) as made:
        assert build_in_parts(fleet(), Options(), reports, 1, cluster=made.scheduler_address) == ()
    assert [found.code.id for found in reports.found] == ["OAM715"]


def local_processes():
    return [child for child in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(child.cmdline())]


def test_a_cluster_of_this_run_ends_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr("oamc.cli.jobs._processors", lambda: 1)
    before, listening = {child.pid for child in local_processes()}, []
    clients = fleet_cluster._results

    def looked_at(*given):
        for process in (psutil.Process(), *local_processes()):
            listening.extend(found.laddr.ip for found in process.net_connections() if found.status == psutil.CONN_LISTEN)
        return clients(*given)

    monkeypatch.setattr(fleet_cluster, "_results", looked_at)
    alone = run(["build", "apps"], project(tmp_path / "alone", *GOOD))
    shared = run(["build", "apps", "--dask", "local"], project(tmp_path / "shared", *GOOD))
    assert shared == alone
    assert set(listening) == {"127.0.0.1"}
    assert {child.pid for child in local_processes()} == before


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_leaves_no_process(ending, tmp_path):
    place = project(tmp_path / "place", *(one(f"app-{number}") for number in range(400)))
    command = [sys.executable, "-m", "oamc", "build", "apps", "-o", "out", "--dask", "local"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # What a shell starts in the background has interruptions ignored, and so has what that starts.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        process = subprocess.Popen(
            command, cwd=place, env=environment, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    finally:
        signal.signal(signal.SIGINT, before)
    children = []
    while process.poll() is None and len(children) < 2:
        time.sleep(0.02)
        children = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, ending)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (128 + ending, b"", b"")
    _, alive = psutil.wait_procs(children, timeout=10)
    assert alive == []
    assert not (place / "out").exists()


@pytest.mark.parametrize("text", ["", "somewhere", "tcp://", "tcp://host", "ftp://host:1", "tcp://user@host:1", "a b:1", ":1"])
def test_what_is_no_address_is_wrong_usage(text, tmp_path):
    outcome = run(["build", "apps", "--dask", text], project(tmp_path / "place", one("app")))
    assert (outcome.status, "--dask must be the address of a Dask scheduler" in outcome.err) == (64, True)


def test_processes_of_this_machine_and_a_cluster_exclude_one_another(tmp_path, monkeypatch):
    place = project(tmp_path / "place", one("app"))
    monkeypatch.setenv("OAMC_JOBS", "2")
    outcome = run(["build", "apps", "--dask", "local"], place)
    assert (outcome.status, "--dask and --jobs cannot be given together" in outcome.err) == (64, True)


def test_without_dask_the_option_is_wrong_usage(tmp_path, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "distributed" else found(name))
    outcome = run(["build", "apps", "--dask", "local"], project(tmp_path / "place", one("app")))
    assert (outcome.status, 'pip install "oamc[dask]"' in outcome.err) == (64, True)


def test_neither_a_file_nor_the_environment_names_a_cluster(tmp_path, monkeypatch):
    place = project(tmp_path / "place", *GOOD)
    with monkeypatch.context() as patch:
        patch.setenv("OAMC_DASK", "127.0.0.1:1")
        outcome = run(["build", "apps"], place)
    assert (outcome.status, "OAMC_DASK has no meaning" in outcome.err) == (64, True)
    (place / "oamc.toml").write_text('dask = "127.0.0.1:1"\n')
    outcome = run(["build", "apps"], place)
    assert (outcome.status, "dask" in outcome.err) == (1, True), outcome.err
