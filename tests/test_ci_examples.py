"""The example workflows of `docs/ci.md`: what they use, what they may do, and the script that posts a comment."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.support import processes, yaml_files

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples" / "ci").iterdir())
ACTION = yaml_files.load((ROOT / "action.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
OURS = "example/oamc@v0.1.0"


def parsed(path):
    return yaml_files.load(path.read_text(encoding="utf-8"))


WORKFLOWS = {path.stem.removeprefix("github-"): parsed(path) for path in EXAMPLES if path.name.startswith("github-")}


def steps(workflow):
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_every_example_is_yaml_and_stands_on_the_page():
    assert len(EXAMPLES) == 6
    for path in EXAMPLES:
        assert parsed(path)
        assert f"<!-- show: examples/ci/{path.name} -->" in PAGE


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_a_workflow_gives_no_more_than_it_needs(name):
    workflow = WORKFLOWS[name]
    events = workflow[True]  # YAML 1.1 reads the key "on" as a truth value
    assert "pull_request_target" not in (events if isinstance(events, (str, list)) else list(events))
    assert workflow["permissions"] in ({}, {"contents": "read"})
    writes = {
        right for job in workflow["jobs"].values() for right, kind in job.get("permissions", {}).items() if kind == "write"
    }
    assert writes == {"check": {"security-events"}, "comment": {"pull-requests"}}.get(name, set())
    for step in steps(workflow):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
            assert "ref" not in step["with"]
    if name == "comment":
        assert [step["uses"] for step in steps(workflow) if "uses" in step] == ["actions/download-artifact@v5"]


@pytest.mark.parametrize("name", sorted(WORKFLOWS))
def test_a_workflow_uses_inputs_and_outputs_that_the_action_has(name):
    text = (ROOT / "examples" / "ci" / f"github-{name}.yaml").read_text(encoding="utf-8")
    ours = [step for step in steps(WORKFLOWS[name]) if step.get("uses") == OURS]
    for step in ours:
        assert set(step["with"]) <= set(ACTION["inputs"])
    assert set(re.findall(r"steps\.oamc\.outputs\.([a-z-]+)", text)) <= set(ACTION["outputs"])
    assert bool(ours) == (name != "comment")


def test_the_second_workflow_waits_for_the_first_and_takes_what_it_uploads():
    changes, comment = WORKFLOWS["changes"], WORKFLOWS["comment"]
    assert comment[True]["workflow_run"]["workflows"] == [changes["name"]]
    (uploaded,) = [
        step["with"]["name"] for step in steps(changes) if step.get("uses", "").startswith("actions/upload-artifact")
    ]
    (taken,) = [step["with"]["name"] for step in steps(comment) if step.get("uses", "").startswith("actions/download-artifact")]
    assert uploaded == taken


def posted(folder, number, comment, *, commit="abc", own=""):
    """Run the step that posts a comment, with a stand-in for gh, and return its status and what it asked for."""
    (script,) = [step["run"] for step in steps(WORKFLOWS["comment"]) if "run" in step]
    (folder / "comment").mkdir(parents=True)
    (folder / "comment" / "number").write_text(number)
    (folder / "comment" / "comment.md").write_text(comment)
    program = folder / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$*" >> calls\n'
        'case "$*" in *.head.sha) echo abc ;; *--paginate*) printf "%s" "$OWN" ;; esac\n'
    )
    program.chmod(0o755)
    environment = {
        "PATH": f"{program.parent}:{os.environ.get('PATH', os.defpath)}",
        "GH_TOKEN": "t",
        "GH_REPO": "team/shop",
        "COMMIT": commit,
        "OWN": own,
    }
    ended = processes.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], folder, environment=environment)
    calls = folder / "calls"
    return ended.status, calls.read_text().splitlines() if calls.exists() else []


GOOD = "<!-- oamc diff production . -->\n**1 changed**\n"


def test_a_comment_is_made_once_and_then_updated(tmp_path):
    status, calls = posted(tmp_path / "new", "12\n", GOOD)
    assert status == 0
    assert [call.partition(" --field")[0].split()[-1] for call in calls[2:]] == ["repos/team/shop/issues/12/comments"]
    assert "--method POST" in calls[-1]
    status, calls = posted(tmp_path / "old", "12\n", GOOD, own="77\n78\n")
    assert (status, "--method PATCH repos/team/shop/issues/comments/77 " in calls[-1]) == (0, True)


@pytest.mark.parametrize("number", ["", "12/../../orgs", "1 2", "12;id", "-1", "a", "$(id)"])
def test_a_number_that_is_none_is_never_sent(tmp_path, number):
    assert posted(tmp_path / "x", number, GOOD) == (1, [])


def test_a_stranger_cannot_comment_on_another_pull_request_or_as_somebody_else(tmp_path):
    status, calls = posted(tmp_path / "other", "12", GOOD, commit="def")
    assert (status, len(calls)) == (0, 1)
    status, calls = posted(tmp_path / "text", "12", "I am the maintainer\n")
    assert (status, len(calls)) == (1, 1)


def test_no_link_of_an_artifact_is_read(tmp_path):
    folder = tmp_path / "x"
    (folder / "comment").mkdir(parents=True)
    (tmp_path / "secret").write_text(GOOD)
    (folder / "comment" / "comment.md").symlink_to(tmp_path / "secret")
    (script,) = [step["run"] for step in steps(WORKFLOWS["comment"]) if "run" in step]
    (folder / "comment" / "number").write_text("12")
    ended = processes.run(["bash", "-e", "-c", script], folder, environment={"PATH": os.defpath})
    assert (ended.status, "comment/comment.md is no file" in ended.err) == (1, True)
