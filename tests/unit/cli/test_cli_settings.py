# ruff: noqa: ARG001 - fixtures work by being asked for, stand-ins have the signature of what they stand for
# ruff: noqa: PTH211 - the tests look at the disk with the calls that the code makes
"""Options: flag before environment before file before default; what is wrong in each of them."""

import os

import pytest

from oamc.cli.arguments import UsageError, parse
from oamc.cli.command_table import COMMANDS
from oamc.cli.merging import merge
from oamc.cli.options import CONFIGURABLE, KUBE_VERSION
from oamc.diagnostics.reports import Reports
from oamc.kubernetes.schemas import DEFAULT_VERSION, SUPPORTED_VERSIONS


def settings(*arguments):
    reports = Reports()
    return merge(parse(["build", *arguments]), reports), [found.code.id for found in reports.found], reports


def origin(name, *arguments):
    setting = settings(*arguments)[0].merged[name]
    return setting.value, setting.origin


def test_the_versions_of_kubernetes_are_those_of_the_schemas():
    assert KUBE_VERSION.choices == SUPPORTED_VERSIONS
    assert f" {DEFAULT_VERSION} where none is given" in KUBE_VERSION.help


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_file(here, monkeypatch):
    assert origin("format") == ("helm", "default")
    (here / "pyproject.toml").write_text('[tool.oamc]\nformat = "manifests"\n')
    assert origin("format") == ("manifests", "pyproject.toml [tool.oamc]")
    (here / "pyproject.toml").write_text("[tool.other]\n")
    (here / "oamc.toml").write_text('format = "manifests"\n')
    assert origin("format") == ("manifests", "oamc.toml")
    monkeypatch.setenv("OAMC_FORMAT", "helm")
    assert origin("format") == ("helm", "environment OAMC_FORMAT")
    assert origin("format", "--format", "manifests") == ("manifests", "flag")


def test_a_switch_can_be_switched_off_again(here, monkeypatch):
    (here / "oamc.toml").write_text("strict = true\n")
    assert origin("strict") == (True, "oamc.toml")
    monkeypatch.setenv("OAMC_STRICT", "0")
    assert origin("strict") == (False, "environment OAMC_STRICT")
    assert origin("strict", "--strict") == (True, "flag")
    monkeypatch.setenv("OAMC_STRICT", "1")
    assert origin("strict", "--no-strict") == (False, "flag")


def test_repeated_options_keep_their_order_and_lists_come_from_everywhere(here, monkeypatch):
    assert settings("--kube-version", "1.30", "--kube-version=1.37")[0].texts("kube-version") == ("1.30", "1.37")
    monkeypatch.setenv("OAMC_KUBE_VERSION", "1.31, 1.32")
    assert settings()[0].texts("kube-version") == ("1.31", "1.32")
    monkeypatch.setenv("OAMC_SET", "a=1,b=2")
    assert settings()[0].texts("set") == ("a=1,b=2",)
    (here / "oamc.toml").write_text('values = ["a.yaml", "b/c.yaml"]\nallow_unknown_traits = true\n')
    found, codes, _ = settings()
    assert codes == ["OAM828"]
    assert found.texts("values") == ("a.yaml", "b/c.yaml")
    assert found.flag("allow-unknown-traits")


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("OAMC_FORMAT", "yaml", "helm or manifests"),
        ("OAMC_STRICT", "maybe", "1 or 0"),
        ("OAMC_KUBE_VERSION", "1.34,1.2", "1.30, 1.31"),
    ],
)
def test_a_wrong_environment_variable_is_wrong_usage(here, monkeypatch, name, text, rule):
    monkeypatch.setenv(name, text)
    with pytest.raises(UsageError, match=f"{name} must be {rule}"):
        settings()


def test_an_empty_variable_counts_as_not_given(here, monkeypatch):
    monkeypatch.setenv("OAMC_NAMESPACE", "")
    assert origin("namespace") == (None, "default")


@pytest.mark.parametrize(
    ("text", "codes", "line"),
    [
        ("format = helm", ["OAM822"], 1),
        ("a = 1\na = 2", ["OAM822"], 2),
        ("\nfrmat = 'helm'", ["OAM823"], 2),
        ("format = 'yaml'", ["OAM824"], 1),
        ("format = 1", ["OAM824"], 1),
        ("strict = 'yes'", ["OAM824"], 1),
        ("kube-version = [1.34]", ["OAM824"], 1),
        ("kube-version = ['1.1']", ["OAM824"], 1),
        ("limit = 'depth=1000'", ["OAM825"], 1),
        ("force = true", ["OAM825"], 1),
        ("set-file = ['a=/etc/passwd']", ["OAM825"], 1),
        ("output = '../out'", ["OAM826"], 1),
        ("output = '/out'", ["OAM826"], 1),
        ("values = ['a.yaml', 'a/../../b.yaml']", ["OAM826"], 1),
        ("diagnostics = 'json=/tmp/x'", ["OAM826"], 1),
        ("output = 'leaves/out'", ["OAM826"], 1),
        ("x = " + "[" * 10_000, ["OAM821"], 1),
        ("output = 'out'\ndiagnostics = ['text', 'json=out/x.json']\nformat = 'helm'", [], None),
    ],
)
def test_what_is_wrong_in_the_file_is_reported_at_its_line(here, tmp_path, text, codes, line):
    os.symlink(tmp_path, here / "leaves")
    (here / "oamc.toml").write_text(text + "\n")
    _, found, reports = settings()
    assert found == codes
    assert [diagnostic.span.line for diagnostic in reports.found] == ([line] if line else [])


def test_the_file_is_not_quoted_in_messages(here):
    (here / "oamc.toml").write_text('format = "hunter2"\noutput = "/hunter2"\n')
    _, _, reports = settings()
    assert all("hunter2" not in found.message + found.hint for found in reports.found)


def test_two_files_are_worth_a_warning(here):
    (here / "oamc.toml").write_text("")
    (here / "pyproject.toml").write_text('[project]\n[tool.oamc]\nformat = "manifests"\n')
    _, codes, reports = settings()
    assert codes == ["OAM827"]
    assert not reports.has_errors()


def test_files_that_cannot_be_read_are_reported(here):
    (here / "oamc.toml").write_bytes(b"\xff")
    assert settings()[1] == ["OAM821"]
    (here / "oamc.toml").unlink()
    (here / "oamc.toml").mkdir()
    assert settings()[1] == ["OAM821"]
    (here / "oamc.toml").rmdir()
    os.mkfifo(here / "oamc.toml")
    assert settings()[1] == []


def test_a_file_that_does_not_speak_of_oamc_is_not_parsed(here):
    (here / "pyproject.toml").write_text("this is not TOML")
    assert settings()[1] == []


def test_options_stand_anywhere_between_the_inputs():
    found = parse(["build", "a.yaml", "-o", "out", "b.yaml", "-f", "c.yaml", "-", "--strict", "d.yaml"])
    assert found.positional == ("a.yaml", "b.yaml", "-", "d.yaml")
    assert found.given == {"output": "out", "file": ["c.yaml"], "strict": True}
    assert parse(["build", "--", "-x.yaml"]).positional == ("-x.yaml",)
    assert parse(["build", "-qvn", "prod", "-oout"]).given == {
        "quiet": True,
        "verbose": True,
        "namespace": "prod",
        "output": "out",
    }


def test_every_alias_means_its_command():
    assert {parse([name]).command.name for name in ("check", "vet", "validate")} == {"check"}


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["bild"], 'there is no command "bild"', "did you mean build?"),
        (["frobnicate"], 'there is no command "frobnicate"', "commands are build, check"),
        (["--strict", "build"], '"--strict" stands before the command', "write options behind the command"),
        (["build", "--frmat", "helm"], 'build has no option "--frmat"', "did you mean --format?"),
        (["build", "--form", "helm"], 'build has no option "--form"', "--format?"),
        (["build", "--format", "yaml"], "invalid choice", ""),
        (["build", "--output"], "expected one argument", ""),
        (["version", "x"], 'unexpected argument "x"', ""),
        (["completion"], "required", ""),
        (["completion", "powershell"], "invalid choice", ""),
        (["build", "--\x1b[31m"], "\\x1b", ""),
    ],
)
def test_wrong_usage_says_what_is_wrong_and_what_to_do(arguments, message, hint):
    with pytest.raises(UsageError) as caught:
        parse(arguments)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert "\x1b" not in caught.value.message


def test_no_option_of_a_command_occurs_twice_and_every_configurable_one_is_used():
    for command in COMMANDS:
        names = [option.name for option in command.options]
        assert len(names) == len(set(names))
        letters = [option.short for option in command.options if option.short]
        assert len(letters) == len(set(letters))
    used = {option.name for command in COMMANDS for option in command.options}
    assert {option.name for option in CONFIGURABLE} <= used
