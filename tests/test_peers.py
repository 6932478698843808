"""The benchmark beside peers: locks, inputs and the page hold together. Nothing is built, and no figure is asserted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from benchmarks.peers import build, commands, measure
from benchmarks.peers.agreement import FACTS, KINDS, missing, objects_of
from benchmarks.peers.build import LOCKS, Built, build_peer, folder_of
from benchmarks.peers.catalog import ABSENT, CDK8S, KUBEVELA, LOCKED
from benchmarks.peers.commands import CHART, MANIFESTS, OAMC_NAME, Job, jobs, kubevela_jobs
from benchmarks.peers.inputs import FORMS, TOKEN, kubevela_application, with_letters, write_inputs
from benchmarks.peers.measure import Row, Table, looked_at
from benchmarks.peers.page import Measured, goals, page
from benchmarks.peers.stages import STAGES, START, shares, start
from benchmarks.processes import MEGABYTE, Cost, run
from oamc import compile_documents
from tests.support.helm import shared_engine
from tests.support.processes import ROOT, Ended

PAGE = ROOT / "docs" / "performance-peers.md"
HOST = re.compile(r"https?://(?P<host>[^/\"]+)")
OF_GO = [peer for peer in LOCKED if peer.name != CDK8S]
of_go = pytest.mark.parametrize("peer", OF_GO, ids=lambda peer: peer.name)


def manifests(documents):
    """Return the objects that oamc makes of a text."""
    result = compile_documents({"app.yaml": documents}, format="manifests", strict=True)
    assert result.ok, [found.message for found in result.diagnostics]
    return [item for output in result.outputs for text in output.files.values() for item in objects_of(text)]


def all_built():
    """Return all peers as if they were built."""
    return [Built(peer, Path("/built") / peer.name) for peer in LOCKED]


def costing(processor, name="a", peer="a"):
    """Return a row that took so many seconds."""
    return Row(Job(name, peer, ("a",)), Cost(processor, processor, MEGABYTE), 4)


def measured(rows=(), size=1):
    """Return what a run measured, of one table."""
    own = [costing(1.0, MANIFESTS, OAMC_NAME), costing(1.0, CHART, OAMC_NAME)]
    return Measured(
        (Table(size, Cost(0.1, 0.1, MEGABYTE), (*own, *rows)),), (), dict.fromkeys(START, 1.0), dict.fromkeys(STAGES, 1.0)
    )


def vela(size, own, peer):
    """Return the table for an Application of so many components."""
    return Table(size, Cost(0.1, 0.1, MEGABYTE), (costing(own, peer=OAMC_NAME), costing(peer, peer=KUBEVELA)))


def test_every_peer_has_a_lock_and_every_lock_a_peer():
    assert sorted(place.name for place in LOCKS.iterdir()) == sorted(peer.name for peer in LOCKED)
    assert all(file.is_file() for peer in LOCKED for file in build.lock_files(peer))
    assert all(peer.absent and not peer.version for peer in ABSENT)
    assert not any(peer.absent for peer in LOCKED)


@of_go
def test_a_lock_of_go_pins_the_version_of_the_catalog(peer):
    modules = (LOCKS / peer.name / "go.mod").read_text(encoding="utf-8")
    assert f"\ntool {peer.package}\n" in modules
    assert re.search(rf"^\s*{re.escape(peer.module)} {re.escape(peer.version)}\b", modules, re.MULTILINE)
    sums = (LOCKS / peer.name / "go.sum").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"\S+ v\S+ h1:[A-Za-z0-9+/]{43}=", line) for line in sums)
    assert any(line.startswith(f"{peer.module} {peer.version} h1:") for line in sums)


def test_the_lock_of_npm_pins_versions_and_checksums():
    given = json.loads((LOCKS / CDK8S / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((LOCKS / CDK8S / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert locked[""]["dependencies"] == given
    assert given[CDK8S] == next(peer.version for peer in LOCKED if peer.name == CDK8S)
    for name, package in locked.items():
        assert "resolved" not in package
        assert not name or package.get("inBundle") or package["integrity"].startswith("sha512-")
        assert not name or name.removeprefix("node_modules/") not in given or package["version"] == given[name[13:]]


def test_no_lock_names_a_host():
    for place in LOCKS.glob("*/*"):
        found = {match["host"] for match in HOST.finditer(place.read_text(encoding="utf-8"))}
        assert found <= {"github.com"}, place  # who pays for a package, not where it comes from


@pytest.mark.parametrize("size", [1, 3])
def test_the_inputs_hold_all_applications(tmp_path, size):
    write_inputs(tmp_path, size)
    files = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8")
        for path in tmp_path.rglob("*.*")
        if path.is_file()
    }
    assert [name for name, text in files.items() if TOKEN in text] == []
    compose = yaml.safe_load(files["compose.yaml"])["services"]
    assert list(compose) == [f"shop-web-{number}" for number in range(size)]
    assert len(yaml.safe_load(files["kustomize/kustomization.yaml"])["resources"]) == size
    assert files["jsonnet/all.jsonnet"].count("import") == size
    assert sum(name.startswith("cue/shop-") for name in files) == size
    assert sum(name.endswith("deployment.yaml") and name.startswith("helm") for name in files) == size
    assert missing(objects_of(files["objects.yaml"]), size) == []
    for number in range(size):
        bases = [files[f"kustomize/shop-{number}/{name}.yaml"] for name in ("deployment", "service", "hpa", "ingress")]
        assert [found["kind"] for text in bases for found in objects_of(text)] == list(KINDS)


def test_the_chart_written_by_hand_has_all_of_the_application(tmp_path):
    write_inputs(tmp_path, 1)
    chart = tmp_path / "helm"
    files = {
        path.relative_to(chart).as_posix(): path.read_text(encoding="utf-8") for path in chart.rglob("*") if path.is_file()
    }
    rendered = shared_engine().render(files)
    assert not rendered.refusal
    assert missing(list(rendered.documents)) == []


def test_the_application_of_oamc_lacks_nothing(tmp_path):
    write_inputs(tmp_path, 1)
    document = (tmp_path / "documents" / "application-00000.yaml").read_text(encoding="utf-8")
    assert missing(manifests(document)) == []


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("web:1.4.2", "web:1.4.1", "the image"),
        ("value: Rudr", "value: World", "the environment"),
        ("containerPort: 8080", "containerPort: 8081", "the port"),
        ("cpu: 250m", "cpu: 200m", "the cpu"),
        ("memory: 128Mi", "memory: 64Mi", "the memory"),
        ("path: /healthz", "path: /", "the probe"),
        ("kubernetes.io/os: linux", "kubernetes.io/os: windows", "the operating system"),
        ("minReplicas: 2", "minReplicas: 1", "an autoscaler of the Deployment"),
        ("host: shop-0.example.com", "host: shop-1.example.com", "the host"),
        ("autoscaling/v2", "autoscaling/v2beta2", "API versions of today"),
        ("    containers:", "    sidecars:", "the image"),
        ("kind: Ingress", "kind: Route", "Ingress"),
    ],
)
def test_what_an_output_lacks_is_named(tmp_path, before, after, named):
    write_inputs(tmp_path, 1)
    text = (tmp_path / "objects.yaml").read_text(encoding="utf-8")
    assert missing(objects_of(text)) == []
    assert before in text
    lacks = missing(objects_of(text.replace(before, after)))
    assert named in lacks
    assert {*lacks} <= {*FACTS, *KINDS}


def test_a_selector_of_no_pods_is_named(tmp_path):
    write_inputs(tmp_path, 1)
    objects = objects_of((tmp_path / "objects.yaml").read_text(encoding="utf-8"))
    next(found for found in objects if found["kind"] == "Service")["spec"]["selector"] = {"app": "other"}
    assert missing(objects) == ["a Service that selects the pods"]


def test_missing_applications_are_counted(tmp_path):
    write_inputs(tmp_path, 3)
    objects = objects_of((tmp_path / "objects.yaml").read_text(encoding="utf-8"))
    assert missing(objects[:-1], 3) == ["1 of 3 objects of the kind Ingress"]


def test_names_for_helmify_begin_with_different_letters():
    text = "".join(f"name: shop-web-{number}\n" for number in range(27))
    names = re.findall(r"name: (.)", with_letters(text))
    assert names == [*"abcdefghijklmnopqrstuvwxyz", "a"]


@pytest.mark.parametrize("size", [1, 3])
def test_the_application_of_kubevela_has_so_many_components(size):
    objects = manifests(kubevela_application(size))
    assert missing(objects, size) == ([] if size > 1 else ["the operating system"])


def test_every_peer_is_run_with_its_input(tmp_path):
    write_inputs(tmp_path, 2)
    todo = list(jobs(all_built(), 2))
    peers = {job.peer for job in todo}
    assert {peer.name for peer in LOCKED} - peers == {KUBEVELA}
    assert {place.name for place in FORMS.iterdir()} <= peers
    for job in todo:
        files = [word for word in job.command if word.startswith(("cue/", "jsonnet/", "helm", "kustomize", "compose", "app"))]
        assert [word for word in files if not (tmp_path / word).exists() and word != job.output] == []
    assert len({job.name for job in todo}) == len(todo)
    program = next(result for result in all_built() if result.peer.name == KUBEVELA)
    assert KUBEVELA in {job.peer for job in kubevela_jobs(program, tmp_path, 2)}


def test_a_peer_that_failed_is_not_run():
    built = [result._replace(reason="no") for result in all_built()]
    assert {job.peer for job in jobs(built, 1)} <= {"", OAMC_NAME, commands.HELM}
    assert measure.components(Path("nowhere"), built, 1, 1) is None


@pytest.mark.parametrize("name", ["kustomize", CDK8S])
def test_a_build_that_fails_is_a_reason(tmp_path, monkeypatch, name):
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path))
    monkeypatch.setattr(build.shutil, "which", lambda program: program)
    failed = Ended(1, b"", b"first\nthe module is gone\n")
    monkeypatch.setattr(build, "build_package", lambda *_: failed)
    monkeypatch.setattr(build, "run_go", lambda *_: failed)
    peer = next(peer for peer in LOCKED if peer.name == name)
    result = build_peer(peer)
    assert result.reason == "the module is gone"
    assert not folder_of(peer).exists()
    assert "| the module is gone |" in page(measured(), [result])


def test_without_a_compiler_there_is_a_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path))
    monkeypatch.setattr(build.shutil, "which", lambda _: None)
    reasons = [build_peer(peer).reason for peer in LOCKED]
    assert all(re.fullmatch("there is no `(go|npm)` here to build it with", reason) for reason in reasons)


def test_the_page_names_every_peer_whether_it_is_there_or_not():
    built = [result._replace(reason="no luck" if number % 2 else "") for number, result in enumerate(all_built())]
    here, mark, absent = page(measured(), built).partition("## Not measured")
    assert mark
    for result in built:
        assert (f"| `{result.peer.module}` | no luck |" in absent) == bool(result.reason)
        assert (f"| {result.peer.version} |" in here) != bool(result.reason)
    assert all(f"| `{peer.module}` | {peer.absent} |" in absent for peer in ABSENT)


def test_a_run_that_fails_is_shown_with_what_it_said(tmp_path):
    script = "import sys; sys.exit('fault | of the\\nprogram')"
    row = looked_at(tmp_path, Job("failing", "a", (sys.executable, "-c", script)), 1)
    assert (row.cost, row.failed) == (None, "program")
    row = row._replace(failed="a | b")
    assert "| failing | | | | | did not run: a \\| b | |" in page(measured([row]), all_built())


def test_what_takes_too_long_is_shown_too(tmp_path, monkeypatch):
    monkeypatch.setattr(measure, "LONGEST", 0.1)
    row = looked_at(tmp_path, Job("slow", "a", (sys.executable, "-c", "import time; time.sleep(60)")), 1)
    assert row.failed == "not at its end after 0 s"


def test_oamc_is_compared_with_its_output_of_the_same_form():
    own = [costing(1.0, MANIFESTS, OAMC_NAME), costing(3.0, CHART, OAMC_NAME)]
    chart = Row(Job("chart", "a", ("a",), "out", is_chart=True), Cost(1.0, 1.0, MEGABYTE), 4)
    table = Table(1, Cost(0.1, 0.1, MEGABYTE), (*own, costing(2.0, "objects"), chart))
    lines = page(measured()._replace(applications=(table,)), all_built()).splitlines()
    assert next(line for line in lines if line.startswith("| objects |")).endswith("| 0.5 x, 0.5 x on the wall |")
    assert next(line for line in lines if line.startswith("| chart |")).endswith("| 3 x, 3 x on the wall |")


@pytest.mark.parametrize(
    ("costs", "verdicts"),
    [
        ({1: (0.1, 0.1), 25: (0.34, 2.5), 100: (1.0, 30.0)}, [True, True]),
        ({1: (0.1, 0.1), 25: (0.34, 2.5), 100: (1.0, 19.0)}, [False, True]),
        ({1: (0.1, 0.1), 25: (0.34, 2.5), 100: (2.0, 50.0)}, [True, False]),
        ({1: (0.1, 0.1)}, [False]),
        ({}, []),
    ],
)
def test_goals_are_met_or_missed(costs, verdicts):
    tables = tuple(vela(size, *both) for size, both in costs.items())
    found = goals(tables)
    assert [goal.is_met for goal in found] == verdicts
    text = page(measured()._replace(components=tables), all_built())
    assert text.count("**missed**") == verdicts.count(False)
    assert ("## Goals" in text) == bool(verdicts)


def test_the_time_of_oamc_is_divided_into_its_stages():
    spent = shares(2)
    assert list(spent) == list(STAGES)
    assert all(seconds >= 0 for seconds in spent.values())
    assert sum(spent.values()) > 0


def test_the_time_of_a_start_is_divided_too(tmp_path):
    spent = start(tmp_path / "start", 1)
    assert list(spent) == list(START)
    names = (tmp_path / "start" / "modules.txt").read_text(encoding="utf-8").split()
    assert "oamc.compiler" in names
    assert len(names) > 100


def test_what_each_further_application_costs_is_shown():
    tables = (measured([costing(2.0)]).applications[0], measured([costing(20.0)], size=1001).applications[0])
    text = page(measured()._replace(applications=tables), all_built())
    assert "## Each application from 1 to 1,001\n" in text
    assert "| a | 18 ms | 18 ms | 0 KB |" in text
    assert f"| {MANIFESTS} | 0.0 ms | 0.0 ms | 0 KB |" in text
    assert "## Each application" not in page(measured(), all_built())


def test_the_memory_of_a_small_program_is_not_that_of_its_parent(tmp_path):
    script = (
        "from pathlib import Path; from benchmarks.processes import run; import sys\n"
        "large = b'x' * 300_000_000\n"
        "print(run([sys.executable, '-c', 'pass'], Path(sys.argv[1])).memory)"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert MEGABYTE < int(done.stdout) < 100 * MEGABYTE


def test_a_command_that_fails_is_a_fault_of_the_benchmark(tmp_path):
    with pytest.raises(RuntimeError, match="ended with 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


def test_the_page_in_the_repository_names_every_peer_and_how_to_repeat_it():
    text = PAGE.read_text(encoding="utf-8")
    assert "`make bench-peers`" in text
    assert [peer.name for peer in (*LOCKED, *ABSENT) if f"`{peer.package or peer.module}`" not in text] == []
    assert [peer.name for peer in LOCKED if peer.version not in text] == []
    assert "**missed**" not in text
