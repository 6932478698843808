"""A project with environments, values, a lock and rules: built and checked in several processes as in one."""

import pytest

from oamc.fleets import division
from oamc.fleets.processes import Copies
from tests.cache.runs import run
from tests.fleets.test_gitops_in_parts import OLD, PATCH, told, write
from tests.fleets.test_jobs import WARNED, project

TOML = """\
inputs = ["apps"]

[env.staging]
namespace = "staging"
set = ["app-1-in.replicas=3", "app-0-in.replicas=2"]
exclude = ["app-0"]

[env.staging.application.app-2]
namespace = "own"
set = ["app-2-in.replicas=4"]

[env.production]
namespace = "production"
patches = ["patch.yaml"]
values = ["production.yaml"]

[platform]
max-replicas = MOST

[platform.allow]
traits = ["ingress", "manual-scaler"]
"""
LOCK = f'version: 1\nimages:\n  "example/web:1": sha256:{"a" * 64}\n'
RUNS = {
    "an environment": ("build", "--env", "staging", "-o", "out"),
    "manifests of an environment": ("build", "--env", "production", "--format", "manifests"),
    "a file for each object": ("build", "--env", "production", "--format", "manifests", "--layout", "per-object", "-o", "out"),
    "no environment": ("build", "-o", "out"),
    "values": ("build", "-o", "out", "--values", "more.yaml", "--set", "app-3-in.replicas=2"),
    "a lock": ("build", "--env", "staging", "--locked", "-o", "out"),
    "all environments": ("build", "--all-envs", "-o", "out"),
    "a check": ("check",),
    "a comparison": ("build", "--all-envs", "-o", "out", "--check"),
    "rules that are broken": ("build", "--env", "production", "--set", "app-3-in.replicas=30", "-o", "out"),
    "a value that nobody knows": ("build", "--env", "production", "--set", "app-3-in.scale=30", "-o", "out"),
    "an image that is not in the lock": (
        "build",
        "--locked",
        "--set",
        "app-3-in.containers.web.image=example/web:9",
        "-o",
        "out",
    ),
    "a doubtful amount in a file of values": ("build", "-o", "out", "--values", "doubtful.yaml"),
    "several values of one place": ("build", "--env", "production", "--values", "more.yaml", "--strict", "-o", "out"),
    "a stream": ("build", "--env", "staging", "--format", "manifests"),
}


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(division, "FILES", 1)


def place_of(folder, texts=(*OLD, WARNED), most=20):
    place = project(folder, *texts)
    write("oamc.toml", TOML.replace("MOST", str(most)))(place)
    write("oamc.lock", LOCK)(place)
    write("patch.yaml", PATCH)(place)
    write("production.yaml", "app-5-in: {replicas: 5}\n")(place)
    write("doubtful.yaml", "app-1-in: {containers: {web: {resources: {cpu: 128}}}, replicas: 2}\n")(place)
    write("more.yaml", "app-1-in: {replicas: 2}\napp-2-in: {replicas: 2}\n")(place)
    return place


@pytest.mark.parametrize("name", RUNS)
def test_a_project_in_several_processes_is_that_in_one(name, tmp_path):
    plain = run([*RUNS[name], "-j", "1"], place_of(tmp_path / "plain"))
    for jobs in ("2", "5"):
        assert told(run([*RUNS[name], "-j", jobs], place_of(tmp_path / jobs))) == plain
    assert "Traceback" not in plain.err


@pytest.mark.parametrize("name", RUNS)
def test_each_of_them_has_processes(name, tmp_path, monkeypatch):
    started = []
    init = Copies.__init__

    def noted(self, *given):
        started.append(given[1:])
        init(self, *given)

    monkeypatch.setattr(Copies, "__init__", noted)
    outcome = run([*RUNS[name], "-j", "2"], place_of(tmp_path / "place"))
    several = {"all environments": 5, "a comparison": 5, "a check": 2}
    assert started == [(7, 2)] * several.get(name, 1)
    if outcome.status == 0:
        assert "jobs: not used" not in outcome.err


def test_a_rule_that_two_applications_break_is_told_by_one_compilation(tmp_path):
    outcomes = [
        run(["build", "--env", "production", "-j", jobs, "-o", "out"], place_of(tmp_path / jobs, most=1)) for jobs in "12"
    ]
    assert told(outcomes[1]) == outcomes[0]
    assert outcomes[0].status == 1
    assert "environment production is compiled at once: there is an error" in outcomes[1].err


def test_a_line_of_a_file_of_values_is_never_shown(tmp_path):
    place = place_of(tmp_path / "place")
    changed = place / "apps/01/app.yaml"
    arguments = [*RUNS["a doubtful amount in a file of values"], "--cache", str(tmp_path / "cache")]
    for jobs in "21":
        changed.write_text(changed.read_text() + "# later\n")
        outcome = run([*arguments, "-j", jobs], place)
        assert (outcome.status, "doubtful.yaml:1:" in outcome.err, "{cpu" in outcome.err) == (0, True, False)


def test_one_changed_application_of_an_environment_is_compiled_alone(tmp_path, monkeypatch):
    place = place_of(tmp_path / "place")
    arguments = ["build", "--env", "staging", "-o", "out", "--cache", str(tmp_path / "cache"), "-j", "2"]
    first = run(arguments, place)
    changed = place / "apps/01/app.yaml"
    changed.write_text(changed.read_text().replace("web:1", "web:2"))
    tasks = []
    init = Copies.__init__

    def noted(self, work, number, processes):
        tasks.append(number)
        init(self, work, number, processes)

    monkeypatch.setattr(Copies, "__init__", noted)
    second = run(arguments, place)
    assert (first.status, second.status, tasks) == (0, 0, [1])
    assert "replicas: 3" in (place / "out/app-1/values.yaml").read_text()
