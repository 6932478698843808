"""The hooks that a project gets from `.pre-commit-hooks.yaml`, and the command lines of the examples for CI: each parses."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from oamc.cli.arguments import parse
from oamc.cli.command_finding import find_command
from release.action import run as script
from tests.support import yaml_files

ROOT = Path(__file__).resolve().parent.parent
HOOKS = yaml_files.load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
TEXTS = frozenset(
    ("id", "name", "entry", "language", "files", "exclude", "description", "language_version", "minimum_pre_commit_version")
)
SWITCHES = frozenset(("always_run", "fail_fast", "verbose", "pass_filenames", "require_serial"))
LISTS = frozenset(("types", "types_or", "exclude_types", "args", "stages"))
PROJECT_FILES = r"(^|/)(oamc\.toml|.*\.ya?ml)$"
EXPRESSION = re.compile(r"\$\{\{[^}]*\}\}")


def examples(beginning):
    for path in sorted((ROOT / "examples" / "ci").glob(f"{beginning}*.yaml")):
        yield path.stem, yaml_files.load(path.read_text(encoding="utf-8"))


def github_commands():
    """Yield the arguments of oamc in each step that uses the action."""
    for name, workflow in examples("github"):
        for job in workflow["jobs"].values():
            for step in job["steps"]:
                if step.get("uses", "").startswith("example/oamc@"):
                    inputs = {
                        f"INPUT_{key.upper().replace('-', '_')}": EXPRESSION.sub("x", value)
                        for key, value in step["with"].items()
                    }
                    command, arguments = script.command_line(inputs)
                    yield pytest.param([command, *arguments], id=f"{name}: {command}")


def gitlab_commands():
    """Yield the arguments of oamc in each line of a job of GitLab."""
    for name, jobs in examples("gitlab"):
        for job in jobs.values():
            for line in job.get("script", ()) if isinstance(job, dict) else ():
                program, *arguments = shlex.split(line.partition(" > ")[0])
                assert program == "oamc"
                yield pytest.param(arguments, id=f"{name}: {arguments[0]}")


def test_each_hook_has_the_fields_that_it_must_have_and_no_others():
    assert [hook["id"] for hook in HOOKS] == ["oamc-check", "oamc-gitops", "oamc-gitops-check", "oamc-fmt"]
    for hook in HOOKS:
        assert {"id", "name", "entry", "language"} <= set(hook) <= TEXTS | SWITCHES | LISTS
        assert all(isinstance(hook[field], str) and hook[field] for field in TEXTS & set(hook))
        assert all(isinstance(hook[field], bool) for field in SWITCHES & set(hook))
        assert all(isinstance(item, str) for field in LISTS & set(hook) for item in hook[field])
        assert (hook["language"], hook["require_serial"]) == ("python", True)


def test_what_reads_the_project_takes_no_names_and_runs_for_its_files():
    for hook in HOOKS[:3]:
        assert (hook["pass_filenames"], hook["files"]) == (False, PROJECT_FILES)
    assert HOOKS[3].get("pass_filenames", True)
    assert HOOKS[3]["types"] == ["yaml"]
    for path, is_taken in {"oamc.toml": True, "a/b.yml": True, "a.yaml": True, "xoamc.toml": False, "a.yaml.md": False}.items():
        assert bool(re.search(PROJECT_FILES, path)) == is_taken


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_the_entry_of_a_hook_is_a_command_with_its_flags(hook):
    program, *arguments = shlex.split(hook["entry"])
    assert program in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert find_command(arguments[0])
    parse([*arguments, *(["a b.yaml", "c.yaml"] if hook.get("pass_filenames", True) else [])])


@pytest.mark.parametrize("arguments", [*github_commands(), *gitlab_commands()])
def test_a_command_line_of_an_example_parses(arguments):
    assert find_command(arguments[0])
    parse(arguments)


def test_the_example_uses_hooks_that_there_are():
    ((_, configuration),) = examples("pre-commit")
    (repository,) = configuration["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in HOOKS}
