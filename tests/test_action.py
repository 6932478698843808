"""The action of GitHub: its steps are run as the runner runs them, in an environment like that of a job, without a network."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from pathlib import Path

import pytest

from oamc.cli.command_finding import find_command
from release.action import run as script
from release.locks import read_lock
from tests.support import processes, yaml_files

ROOT = Path(__file__).resolve().parent.parent
TEA_HOUSE = (ROOT / "examples" / "tea-house" / "application.yaml").read_text(encoding="utf-8")
ACTION = yaml_files.load((ROOT / "action.yml").read_text(encoding="utf-8"))
EXPRESSION = re.compile(r"\$\{\{ (inputs|steps\.run\.outputs)\.([a-z-]+) \}\}")
OUTPUT = re.compile(r"^(?P<name>[a-z-]+)<<(?P<end>oamc-[0-9a-f]{32})\n(?P<value>.*?)\n(?P=end)\n", re.MULTILINE | re.DOTALL)
AFFECTED = {
    "schema": "oamc.affected/1",
    "base": "a",
    "head": "b",
    "units": [{"application": "shop", "environment": "staging", "change": "changed", "files": ["x"] * 9, "objects": []}],
    "matrix": {"include": [{"application": "shop", "environment": "staging"}]},
}
HOSTILE = "a'b\"; $(touch hit) `touch hit` ${{ secrets.X }} \\ %0A::error::x && touch hit | * ~"


class Job:
    """A job of a runner: a checkout, the files of the runner, and a program in the place where oamc is installed."""

    def __init__(self, folder):
        self.workspace = folder / "work space"
        self.runner = folder / "runner"
        for path in (self.workspace, self.runner):
            path.mkdir(parents=True)
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
            "HOME": str(folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self.runner / "output"),
            "GITHUB_STEP_SUMMARY": str(self.runner / "summary"),
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "team/shop",
            "GITHUB_RUN_ID": "17",
            "GITHUB_TOKEN": "never",
            "RUNNER_TEMP": str(self.runner),
        }
        program = script.place(self.environment) / "bin" / "oamc"
        program.parent.mkdir(parents=True)
        (program.parents[1] / "ready").touch()
        self.program = program
        self.installed(f'export PYTHONPATH="{ROOT}"\nexec "{sys.executable}" -m oamc "$@"\n')

    def installed(self, text):
        self.program.write_text(f"#!/bin/sh\n{text}")
        self.program.chmod(0o755)

    def recorded(self, printed="", status=0):
        """Install a program that writes down its arguments and its environment, prints a text, and ends with a status."""
        (self.runner / "printed").write_text(printed)
        self.installed(
            f'printf "%s\\0" "$@" >> "{self.runner}/arguments"; printf "\\n" >> "{self.runner}/arguments"\n'
            f'env > "{self.runner}/environment"\ncat "{self.runner}/printed"\nexit {status}\n'
        )

    @property
    def calls(self):
        path = self.runner / "arguments"
        return [line.split("\0") for line in path.read_text().split("\0\n")[:-1]] if path.exists() else []

    def __call__(self, **inputs):
        """Run the steps with inputs, and return the status of the last one, the outputs, and the log."""
        given = {name: str(known.get("default", "")) for name, known in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        log = ""
        for step in ACTION["runs"]["steps"]:
            env = {name: EXPRESSION.sub(lambda found: given[found[2]], value) for name, value in step["env"].items()}
            done = processes.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                self.workspace,
                environment={**self.environment, **env},
            )
            log += done.out + done.err
            status = done.status
            if status:
                break
        written = self.runner / "output"
        text = written.read_text(encoding="utf-8") if written.exists() else ""
        assert OUTPUT.sub("", text) == ""
        return status, {found["name"]: found["value"] for found in OUTPUT.finditer(text)}, log


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


# The file


def test_the_action_has_the_inputs_and_the_outputs_that_are_documented():
    assert set(ACTION) == {"name", "description", "branding", "inputs", "outputs", "runs"}
    assert list(ACTION["inputs"]) == [
        *("version", "command", "args", "env", "working-directory", "sarif-file", "comment-file", "since", "fail-on", "config")
    ]
    assert list(ACTION["outputs"]) == ["status", "changed", "affected", "matrix", "sarif-file", "comment-file", "summary"]
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"| `{name}` |" not in page] == []
    for known in ACTION["inputs"].values():
        assert set(known) == {"description", "required", "default"}
        assert known["required"] is False
        assert isinstance(known["default"], str)


def test_no_script_has_an_expression_and_every_step_runs_the_one_script():
    assert ACTION["runs"]["using"] == "composite"
    for step in ACTION["runs"]["steps"]:
        assert set(step) <= {"name", "id", "shell", "env", "run"}
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        assert step["run"].startswith('python3 -I "$GITHUB_ACTION_PATH/release/action/run.py" ')


def test_every_input_is_given_to_the_script_and_every_output_is_one_of_it():
    for step in ACTION["runs"]["steps"]:
        for name, value in step["env"].items():
            found = EXPRESSION.fullmatch(value)
            assert found, value
            assert found[1] == "inputs"
            assert name == f"INPUT_{found[2].upper().replace('-', '_')}"
    assert len(ACTION["runs"]["steps"][1]["env"]) == len(ACTION["inputs"])
    assert {name: EXPRESSION.fullmatch(known["value"])[2] for name, known in ACTION["outputs"].items()} == {
        name: name for name in ACTION["outputs"]
    }
    assert "token" not in (ROOT / "action.yml").read_text(encoding="utf-8").replace("no token", "")
    assert find_command(ACTION["inputs"]["command"]["default"])


# oamc itself


def test_a_check_reports_to_the_log_and_to_sarif(job):
    (job.workspace / "app.yaml").write_text(TEA_HOUSE.replace("type: worker", "type: wroker"))
    status, outputs, log = job(args="app.yaml", sarif_file="out/found.sarif")
    assert (status, outputs["status"], outputs["changed"]) == (1, "1", "false")
    assert "::error file=" in log
    assert outputs["summary"] == "oamc check: the input is wrong"
    path = Path(outputs["sarif-file"])
    assert path == job.workspace / "out" / "found.sarif"
    (run,) = json.loads(path.read_text())["runs"]
    assert run["automationDetails"]["id"] == "oamc/check/"
    assert "OAM" in (job.runner / "summary").read_text()


def test_a_good_check_is_fine(job):
    (job.workspace / "app.yaml").write_text(TEA_HOUSE)
    status, outputs, _ = job(args="app.yaml")
    assert (status, outputs["status"], outputs["sarif-file"], outputs["summary"]) == (0, "0", "", "oamc check: fine")


def test_a_comparison_fills_the_comment_and_the_summary(job):
    (job.workspace / "old.yaml").write_text(TEA_HOUSE)
    (job.workspace / "new.yaml").write_text(TEA_HOUSE.replace("replicas: 3", "replicas: 7"))
    status, outputs, _ = job(command="diff", args="old.yaml\nnew.yaml\n", comment_file="comment.md")
    assert (status, outputs["status"], outputs["changed"]) == (0, "2", "true")
    assert outputs["summary"].startswith("oamc diff: ")
    text = Path(outputs["comment-file"]).read_text()
    assert text.startswith("<!-- oamc diff - . -->\n**")
    assert text.endswith("\n[The run that tells this](https://github.example/team/shop/actions/runs/17)\n")
    assert "| changed | `" in (job.runner / "summary").read_text()
    assert stat.S_ISREG(os.lstat(outputs["comment-file"]).st_mode)


def test_what_is_equal_is_no_change_and_a_rating_can_fail(job):
    (job.workspace / "old.yaml").write_text(TEA_HOUSE)
    (job.workspace / "new.yaml").write_text(TEA_HOUSE.replace("replicas: 3", "replicas: 7"))
    status, outputs, _ = job(command="diff", args="old.yaml old.yaml")
    assert (status, outputs["status"], outputs["changed"]) == (0, "0", "false")
    status, outputs, _ = job(command="diff", args="old.yaml new.yaml", fail_on="data")
    assert (status, outputs["status"], outputs["changed"]) == (0, "0", "true")
    status, outputs, _ = job(command="diff", args="old.yaml new.yaml", fail_on="scaling")
    assert (status, outputs["status"], outputs["changed"]) == (3, "3", "true")


def test_a_comparison_that_fails_does_not_leave_an_old_comment(job):
    (job.workspace / "old.yaml").write_text(TEA_HOUSE)
    (job.workspace / "comment.md").write_text("what was true before\n")
    status, outputs, _ = job(command="diff", args="old.yaml nowhere.yaml", comment_file="comment.md", env="")
    assert (status, outputs["status"]) == (1, "1")
    assert "Nothing is compared: the input is wrong." in (job.workspace / "comment.md").read_text()


# Inputs


def test_arguments_are_divided_as_a_shell_does_and_never_expanded(job):
    job.recorded()
    words = """app.yaml 'a b' "c'd" --set=x='y z'\n  --strict # $(touch hit)"""
    status, _, _ = job(args=words, env="production,staging", config="false")
    assert status == 0
    (call,) = job.calls
    assert call == [
        *("check", "--env=production", "--env=staging", "--no-config"),
        *("app.yaml", "a b", "c'd", "--set=x=y z", "--strict", "#", "$(touch", "hit)"),
    ]
    assert not (job.workspace / "hit").exists()


@pytest.mark.parametrize("name", ["env", "working-directory", "sarif-file", "comment-file", "since", "fail-on"])
def test_a_hostile_input_is_one_argument_or_an_error(job, name):
    job.recorded(json.dumps(AFFECTED))
    status, outputs, log = job(command="diff", args="a b", **{name: HOSTILE.replace(",", "")})
    assert status in {0, 64}
    assert [path.name for path in job.workspace.rglob("hit")] == []
    assert not any(line.startswith("::error::x") for line in log.splitlines())
    assert outputs["status"]
    for call in job.calls:
        assert sum(HOSTILE in word for word in call) <= 1


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"args": "'a"}, "cannot be divided"),
        ({"command": "check app.yaml"}, "no command"),
        ({"command": "--help"}, "begins with a hyphen"),
        ({"since": "--output=x"}, "begins with a hyphen"),
        ({"since": "a\nstatus<<x"}, "more than one line"),
        ({"working-directory": "nowhere"}, "no directory"),
        ({"comment-file": "c.md"}, "goes with the command diff"),
        ({"command": "diff", "args": "a b --format=json"}, "leave --format out"),
        ({"command": "diff", "args": "a b -u"}, "leave --format out"),
        ({"config": "no"}, "true or false"),
        ({"version": "0.1; rm -rf"}, "no version"),
        ({"command": "diff", "args": "a b", "comment-file": "sub"}, "is a directory"),
    ],
)
def test_a_wrong_input_is_told_and_nothing_runs(job, inputs, words):
    job.recorded()
    (job.workspace / "sub").mkdir()
    status, outputs, log = job(**inputs)
    assert status == 64
    assert (outputs["status"], outputs["changed"]) == ("64", "false")
    assert words in outputs["summary"]
    assert log.count("::error title=oamc action::") == 1


def test_names_with_blanks_are_names(job):
    job.recorded("**1 changed**\n", 2)
    (job.workspace / "my apps").mkdir()
    status, outputs, _ = job(
        command="diff", args="a b", working_directory="my apps", comment_file="out put/c d.md", sarif_file="s t.sarif"
    )
    assert (status, outputs["comment-file"]) == (0, str(job.workspace / "my apps" / "out put" / "c d.md"))
    assert "--diagnostics=sarif=s t.sarif" in job.calls[0]
    assert Path(outputs["comment-file"]).read_text().startswith("<!-- oamc diff - my%20apps -->\n")
    assert outputs["sarif-file"] == ""


def test_no_comment_is_written_through_a_link(job, tmp_path):
    job.recorded("**1 changed**\n", 2)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    (job.workspace / "c.md").symlink_to(outside / "kept")
    status, _, _ = job(command="diff", args="a b", comment_file="c.md")
    assert (status, (outside / "kept").read_text(), (job.workspace / "c.md").is_symlink()) == (0, "kept", False)
    (job.workspace / "out").symlink_to(outside)
    status, _, log = job(command="diff", args="a b", comment_file="out/new.md")
    assert (status, sorted(path.name for path in outside.iterdir())) == (64, ["kept"])
    assert "leads out of the repository" in log


def test_the_tokens_of_the_job_and_the_inputs_do_not_reach_oamc(job):
    job.recorded()
    job(args="app.yaml")
    given = (job.runner / "environment").read_text()
    assert "never" not in given
    assert "INPUT_" not in given
    assert "GITHUB_STEP_SUMMARY=" in given


def test_a_result_is_no_command_to_the_runner(job):
    job.recorded("::error::not from us\n::set-env name=X::y")
    _, _, log = job(command="build", args="app.yaml")
    lines = log.splitlines()
    begin = next(line for line in lines if line.startswith("::stop-commands::"))
    end = f"::{begin.removeprefix('::stop-commands::')}::"
    assert lines.index(begin) < lines.index("::error::not from us") < lines.index("::set-env name=X::y") < lines.index(end)


def test_a_summary_that_is_nearly_full_is_left_alone(job):
    job.recorded("**1 changed**\n", 2)
    (job.runner / "summary").write_text("x" * 899_995)
    assert job(command="diff", args="a b")[0] == 0
    assert (job.runner / "summary").stat().st_size == 899_995


# What is affected


def test_what_is_affected_becomes_a_matrix(job):
    job.recorded(json.dumps(AFFECTED))
    status, outputs, _ = job(command="affected", since="origin/main", env="staging")
    assert status == 0
    assert job.calls == [["affected", "--env=staging", "--format=json", "--since=origin/main"]]
    assert json.loads(outputs["affected"]) == [{"application": "shop", "environment": "staging", "change": "changed"}]
    assert json.loads(outputs["matrix"]) == AFFECTED["matrix"]
    assert outputs["changed"] == "true"


def test_a_revision_beside_another_command_is_a_second_run(job):
    job.recorded(json.dumps(AFFECTED))
    status, outputs, log = job(args="--strict", since="HEAD~1")
    assert (status, outputs["changed"]) == (0, "false")
    assert job.calls == [["check", "--strict"], ["affected", "--format=json", "--since=HEAD~1"]]
    assert json.loads(outputs["matrix"]) == AFFECTED["matrix"]
    assert log.count('"oamc.affected/1"') == 1


@pytest.mark.parametrize(
    ("printed", "status", "ended"),
    [
        ("", 1, 1),
        ("{", 0, 64),
        ("[" * 100_000, 0, 64),
        (json.dumps({**AFFECTED, "schema": "oamc.affected/2"}), 0, 64),
        (json.dumps({**AFFECTED, "units": {}}), 0, 64),
        (json.dumps({**AFFECTED, "units": [{"application": "x" * 1_000_001}]}), 0, 64),
        (json.dumps({**AFFECTED, "units": []}), 0, 0),
    ],
)
def test_what_cannot_be_told_is_not_made_up(job, printed, status, ended):
    job.recorded(printed, status)
    found, outputs, _ = job(command="affected", since="HEAD~1")
    assert (found, outputs["changed"], outputs.get("affected", "[]")) == (ended, "false", "[]")


def test_a_program_that_is_killed_has_a_status(job):
    job.installed("kill -9 $$\n")
    status, outputs, _ = job(args="app.yaml")
    assert (status, outputs["status"], outputs["summary"]) == (137, "137", "oamc check: status 137")


# Installing


def test_without_a_version_the_checkout_and_its_lock_are_installed():
    first, second = script.pip_commands("python", "")
    assert first[-4:] == ["--require-hashes", "--no-deps", "-r", str(ROOT / "requirements" / "run.txt")]
    assert second[-4:] == ["--no-deps", "--no-build-isolation", "--no-index", str(ROOT)]
    pinned = {pin.name for pin in read_lock(script.LOCK.read_text(encoding="utf-8"))}
    assert {"hatchling", "pyyaml"} <= pinned


def test_a_version_is_installed_from_the_index_without_building_anything():
    (only,) = script.pip_commands("python", "0.1.0")
    assert only[-3:] == ["--only-binary", ":all:", "oamc[helm]==0.1.0"]


@pytest.mark.parametrize("version", ["0.1.0", "1", "2.0rc1", "1.2.3.post1"])
def test_each_version_has_a_place_of_its_own(version, tmp_path):
    environment = {"RUNNER_TEMP": str(tmp_path)}
    assert script.place({**environment, "INPUT_VERSION": version}) == tmp_path / f"oamc-{version}"
    assert script.place(environment) != script.place({**environment, "INPUT_VERSION": version})


def test_what_cannot_be_installed_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(script, "pip_commands", lambda _, __: [[sys.executable, "-c", "raise SystemExit(9)"]])
    environment = {"RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output")}
    assert script.main(["install"], environment) == 64
    assert "ended with status 9" in capsys.readouterr().out
    assert not (script.place(environment) / "ready").exists()
    assert "cannot be installed" in (tmp_path / "output").read_text()


def test_what_is_installed_is_marked_as_ready(tmp_path, monkeypatch):
    monkeypatch.setattr(script, "pip_commands", lambda _, __: [])
    environment = {"RUNNER_TEMP": str(tmp_path)}
    assert script.main(["install"], environment) == 0
    assert (script.place(environment) / "ready").is_file()
    assert (script.place(environment) / "bin" / "python").exists()


def test_a_step_that_nobody_knows_is_wrong_usage(capsys):
    assert script.main([], {}) == 64
    assert "usage" in capsys.readouterr().err
