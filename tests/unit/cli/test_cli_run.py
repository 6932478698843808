# ruff: noqa: ARG001, ARG002 - fixtures work by being asked for, stand-ins have the signature of what they stand for
# ruff: noqa: PTH208, PTH211 - the tests look at the disk with the calls that the code makes
"""Whole runs over a stand-in for the compiler: exit statuses, streams, outputs, messages."""

import io
import json
import os
import sys
import xml.etree.ElementTree as ET

import pytest

from oamc.cli import entry, rendering
from oamc.cli.arguments import Arguments
from oamc.cli.command_finding import find_command
from oamc.cli.own_files import marked
from oamc.cli.settings import Setting, Settings
from oamc.disk import staging


def test_a_chart_goes_to_charts_and_standard_output_stays_empty(oamc, here):
    outcome = oamc("build", "app.yaml")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "wrote charts/shop (2 files)\n")
    assert (here / "charts/shop/templates/web.yaml").read_text() == "kind: one\n"
    assert oamc("build", "app.yaml").err == "charts/shop is up to date (2 files)\n"


def test_building_the_current_directory_twice_passes_over_the_first_chart(oamc, here):
    assert oamc("build", ".").status == 0
    outcome = oamc("build", ".", "--diagnostics", "json=found.json")
    assert (outcome.status, outcome.err) == (0, "charts/shop is up to date (2 files)\n")
    assert json.loads((here / "found.json").read_text())["diagnostics"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "deploy"),
        ("-o", "./deploy/../deploy/"),
        ("--format", "manifests", "-o", "out.yaml"),
        ("--format", "manifests", "--layout", "per-object", "-o", "deploy/part"),
        ("-o", "deploy", "--diagnostics", "json=more.json"),
    ],
)
def test_what_an_earlier_run_wrote_to_the_output_is_no_news(oamc, here, arguments):
    command = ("build", ".", *arguments, "--diagnostics", "json=found.json")
    for _ in range(3):
        assert oamc(*command).status == 0
        assert json.loads((here / "found.json").read_text())["diagnostics"] == []
    assert oamc("check", ".", "--diagnostics", "json=others.json").status == 0
    assert {one["code"] for one in json.loads((here / "others.json").read_text())["diagnostics"]} <= {"OAM806", "OAM842"}
    assert json.loads((here / "others.json").read_text())["diagnostics"] != []


def test_a_chart_beside_the_output_is_told(oamc, here):
    for name in ("Chart.yaml", "templates"):
        (here / "deploy-of-others" / name).mkdir(parents=True)
    outcome = oamc("build", ".", "-o", "deploy", "--diagnostics", "json=found.json")
    assert outcome.status == 0
    (found,) = json.loads((here / "found.json").read_text())["diagnostics"]
    assert (found["code"], "deploy-of-others" in found["message"]) == ("OAM806", True)


def test_manifests_go_to_standard_output_as_one_stream(oamc, here):
    (here / "app.yaml").write_text("app one\napp two\n")
    outcome = oamc("build", "app.yaml", "--format", "manifests")
    assert (outcome.status, outcome.out, outcome.err) == (0, "kind: one\n---\nkind: two\n", "")
    assert oamc("build", "app.yaml", "--format", "manifests", "-o", "-").out == outcome.out
    assert not (here / "charts").exists()


def test_each_application_gets_a_directory_of_its_own(oamc, here):
    (here / "app.yaml").write_text("app one\napp two\n")
    assert oamc("build", "app.yaml", "-o", "out").status == 0
    assert sorted(os.listdir("out")) == [".oamc.trees", "one", "two"]
    assert oamc("build", "app.yaml", "-o", "plain", "--format", "manifests").status == 0
    assert (here / "plain/one/one.yaml").read_text() == "kind: one\n"


def test_manifests_go_to_a_file_with_a_yaml_suffix(oamc, here):
    outcome = oamc("build", "app.yaml", "--format", "manifests", "-o", "deep/all.yaml")
    assert (outcome.status, outcome.err) == (0, "wrote deep/all.yaml\n")
    assert (here / "deep/all.yaml").read_text() == marked("kind: shop\n")
    assert oamc("build", "app.yaml", "--format", "manifests", "-o", "deep/all.yaml").err == "deep/all.yaml is up to date\n"


def test_an_input_is_never_overwritten(oamc, here):
    outcome = oamc("build", "app.yaml", "--format", "manifests", "-o", "./app.yaml")
    assert outcome.status == 1
    assert "OAM817" in outcome.err
    assert (here / "app.yaml").read_text() == "kind: one\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["app.yaml", "-o", "-"],
        ["app.yaml", "-o", "x.yaml"],
        ["app.yaml", "--format", "manifests", "--layout", "per-object"],
        ["app.yaml", "--format", "manifests", "--layout", "per-object", "-o", "x.yaml"],
        ["app.yaml", "--format", "manifests", "--check"],
        ["app.yaml", "--format", "manifests", "-o", ""],
        ["app.yaml", "--diagnostics", "xml"],
        ["app.yaml", "--limit", "dept=1"],
        ["app.yaml", "--limit", "depth=many"],
    ],
)
def test_options_that_contradict_each_other_are_wrong_usage(oamc, here, arguments):
    outcome = oamc("build", *arguments)
    assert outcome.status == 64
    assert outcome.err.startswith("oamc: ")
    assert "  = hint: " in outcome.err
    assert os.listdir(".") == ["app.yaml"]


def test_an_error_writes_nothing_and_leaves_the_old_output(oamc, here):
    oamc("build", "app.yaml")
    (here / "app.yaml").write_text("kind: broken\n")
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 1
    assert outcome.err == (
        "error[OAM998]: the input is broken\n --> app.yaml:1:1\n  |\n1 | kind: broken\n  | ^^^^^^^^^^^^\n\n1 error in 1 file\n"
    )
    assert (here / "charts/shop/templates/web.yaml").read_text() == "kind: one\n"


def test_a_first_build_that_fails_leaves_nothing(oamc, here):
    (here / "app.yaml").write_text("kind: broken\n")
    assert oamc("build", "app.yaml", "-o", "a/b").status == 1
    assert os.listdir(".") == ["app.yaml"]


def test_secrets_are_not_shown(oamc, here):
    (here / "app.yaml").write_text(
        "kind: x # hunter2\nenv:\n- {name: broken, value: hunter2}\n- name: a\n  valu: broken-hunter2\nparameterValues:\n"
        "  name: broken-hunter2\nconfig:\n- path: /x\n  value: |\n    name: broken-hunter2\nargs: [broken-hunter2]\n"
    )
    outcome = oamc("check", "app.yaml")
    assert outcome.status == 1
    assert "hunter2" not in outcome.err
    assert "3 | - {name: broken, value: …}" in outcome.err
    assert "5 |   valu: …" in outcome.err


def test_a_file_that_is_no_yaml_shows_no_line(oamc, here):
    (here / "app.yaml").write_text("a: 'broken hunter2\n")
    outcome = oamc("check", "app.yaml")
    assert "hunter2" not in outcome.err
    assert " --> app.yaml:1:1\n" in outcome.err


def test_values_files_show_no_line_and_reach_the_compiler(oamc, here, compiler):
    (here / "values.yaml").write_text("web: hunter2\n")
    (here / "text.txt").write_text("content")
    outcome = oamc(
        "check",
        "app.yaml",
        "--values",
        "values.yaml",
        "--set",
        "a=1",
        "--set-file",
        "b=text.txt",
        "--set-string",
        "c=2",
        "--set-json",
        "d=3",
    )
    assert outcome.status == 0
    overrides = compiler.calls[0][1].overrides
    assert [source.text for source in overrides.files] == ["web: hunter2\n"]
    assert [(item.flag, item.text, item.files) for item in overrides.assignments] == [
        ("--set", "a=1", ()),
        ("--set-string", "c=2", ()),
        ("--set-json", "d=3", ()),
        ("--set-file", "b=text.txt", (("text.txt", "content"),)),
    ]
    assert oamc("check", "app.yaml", "--values", "missing.yaml").status == 1
    assert oamc("check", "app.yaml", "--set-file", "b=missing.txt").status == 1


def test_every_option_reaches_the_compiler(oamc, here, compiler):
    oamc(
        "check", "app.yaml", "--format", "manifests", "--layout", "per-object", "-n", "prod", "--kube-version", "1.30",
        "--kube-version", "1.37", "--qos", "warn", "--chart-name", "c", "--chart-version", "1.0.0", "--app-version", "2",
        "--chart-readme", "--chart-tests",
        "--ingress-class", "nginx", "--gpu-resource", "amd.com/gpu", "--single-service-port", "--allow-unknown-traits",
        "--allow-unknown-workloads", "--allow-unset", "--limit", "depth=9", "--job-names",
        "fixed", "--scopes", "emit",
    )  # fmt: skip
    options = compiler.calls[0][1]
    assert (options.format, options.layout, options.namespace, options.qos) == ("manifests", "per-object", "prod", "warn")
    assert options.kube_versions == ("1.30", "1.37")
    assert (options.chart_name, options.chart_version, options.app_version) == ("c", "1.0.0", "2")
    assert (options.ingress_class, options.gpu_resource) == ("nginx", "amd.com/gpu")
    assert options.job_names == "fixed"
    assert options.scopes == "emit"
    assert options.single_service_port
    assert options.chart_readme
    assert options.chart_tests
    assert options.allow_unknown_traits
    assert options.allow_unknown_workloads
    assert options.allow_unset
    assert options.limits.depth == 9


def test_strict_makes_errors_of_warnings(oamc, here):
    (here / "app.yaml").write_text("kind: doubtful\n")
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 0
    assert "warning[OAM999]" in outcome.err
    assert outcome.err.endswith("1 warning in 1 file\n")
    assert oamc("build", "app.yaml", "--strict", "-o", "other").status == 1
    assert not (here / "other").exists()


def test_unknown_fields_are_errors_unless_somebody_allows_them(oamc, here, monkeypatch):
    (here / "app.yaml").write_text("kind: unknown\n")
    refused = oamc("build", "app.yaml")
    assert (refused.status, (here / "charts").exists()) == (1, False)
    assert "error[OAM996]" in refused.err
    allowed = oamc("check", "app.yaml", "--allow-unknown-fields", "-q")
    assert allowed.status == 0
    assert "warning[OAM996]" in allowed.err
    assert oamc("check", "app.yaml", "--allow-unknown-fields", "--strict").status == 0, "it is no finding of strict mode"
    (here / "oamc.toml").write_text("allow-unknown-fields = true\n")
    told = oamc("check", "app.yaml", "-q")
    assert told.status == 0
    assert "notice[OAM828]: oamc.toml sets what can hide findings or weaken checks: allow-unknown-fields" in told.err
    assert "warning[OAM996]" in told.err
    assert oamc("check", "app.yaml", "--no-allow-unknown-fields").status == 1
    (here / "oamc.toml").unlink()
    monkeypatch.setenv("OAMC_ALLOW_UNKNOWN_FIELDS", "1")
    assert oamc("check", "app.yaml").status == 0


def test_quiet_prints_errors_and_what_has_no_effect(oamc, here):
    (here / "app.yaml").write_text("kind: idle doubtful\n")
    assert oamc("build", "app.yaml", "-q").err.startswith("warning[OAM997]")
    assert "OAM999" not in oamc("build", "app.yaml", "-q").err
    (here / "app.yaml").write_text("kind: doubtful\n")
    assert oamc("build", "app.yaml", "-q").err == ""
    (here / "app.yaml").write_text("kind: doubtful broken\n")
    outcome = oamc("build", "app.yaml", "-q")
    assert "OAM998" in outcome.err
    assert "OAM999" not in outcome.err
    assert "1 error" not in outcome.err


def test_verbose_lists_what_was_read_and_written(oamc, here):
    lines = oamc("build", "app.yaml", "-v").err.splitlines()
    assert lines[0] == "read app.yaml"
    assert "  new charts/shop/Chart.yaml" in lines


def test_check_compares_and_lists_stale_paths(oamc, here):
    assert oamc("build", "app.yaml", "--check").status == 2
    (here / "app.yaml").write_text("kind: one\nfile old.yaml\n")
    oamc("build", "app.yaml")
    assert oamc("build", "app.yaml", "--check").status == 0
    (here / "app.yaml").write_text("kind: one\nfile new.yaml\n")
    before = sorted(os.walk("charts"))
    outcome = oamc("build", "app.yaml", "--check")
    assert outcome.status == 2
    assert outcome.out == (
        "changed charts/shop/.oamc-files\n"
        "missing charts/shop/templates/new.yaml\n"
        "left over charts/shop/templates/old.yaml\n"
        "changed charts/shop/templates/web.yaml\n"
    )
    assert sorted(os.walk("charts")) == before
    assert oamc("build", "app.yaml", "--check", "--exit-zero").status == 0


def test_check_of_a_file(oamc, here):
    arguments = ("build", "app.yaml", "--format", "manifests", "-o", "all.yaml")
    assert oamc(*arguments, "--check").out == "missing all.yaml\n"
    assert oamc(*arguments, "--dry-run").out == "new all.yaml\n"
    oamc(*arguments)
    assert oamc(*arguments, "--check").status == 0
    (here / "all.yaml").write_text(marked("kind: old\n"))
    outcome = oamc(*arguments, "--check")
    assert (outcome.status, outcome.out) == (2, "changed all.yaml\n")


def test_a_dry_run_lists_and_writes_nothing(oamc, here):
    outcome = oamc("build", "app.yaml", "--dry-run")
    assert outcome.status == 0
    assert "new charts/shop/Chart.yaml\n" in outcome.out
    assert os.listdir(".") == ["app.yaml"]
    assert oamc("build", "app.yaml", "--dry-run", "--format", "manifests").out == ""


def test_check_writes_nothing(oamc, here):
    for name in ("check", "vet", "validate"):
        assert oamc(name, "app.yaml").status == 0
    assert os.listdir(".") == ["app.yaml"]


def test_a_refused_output_is_a_diagnostic(oamc, here):
    os.symlink("elsewhere", "charts")
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 1
    assert 'output "charts" is a symbolic link, not a directory' in outcome.err


# Reports


def test_reports_go_to_files_several_at_once(oamc, here):
    (here / "app.yaml").write_text("kind: broken\n")
    wanted = [f"--diagnostics={name}=reports/{name}" for name in ("json", "sarif", "junit", "github", "gitlab", "text")]
    outcome = oamc("check", "app.yaml", *wanted)
    assert (outcome.status, outcome.out, outcome.err) == (1, "", "")
    assert json.loads((here / "reports/json").read_text())["summary"]["errors"] == 1
    assert json.loads((here / "reports/sarif").read_text())["runs"][0]["results"][0]["ruleId"] == "OAM998"
    assert ET.parse(here / "reports/junit").getroot().get("failures") == "1"
    assert (here / "reports/github").read_text().startswith("::error file=app.yaml,line=1")
    assert json.loads((here / "reports/gitlab").read_text())[0]["check_name"] == "OAM998"
    assert "error[OAM998]" in (here / "reports/text").read_text()


def test_a_report_is_also_written_when_nothing_was_found(oamc, here):
    outcome = oamc("check", "app.yaml", "--diagnostics", "json")
    assert json.loads(outcome.err)["diagnostics"] == []
    oamc("check", "app.yaml", "--diagnostics", "sarif=x.sarif")
    assert json.loads((here / "x.sarif").read_text())["runs"][0]["results"] == []


def test_a_report_that_cannot_be_written_is_a_failure(oamc, here):
    os.mkfifo("pipe")
    outcome = oamc("check", "app.yaml", "--diagnostics", "json=pipe")
    assert outcome.status == 1
    assert "OAM811" in outcome.err


def test_github_actions_gets_annotations_and_a_summary_unasked(oamc, here, monkeypatch):
    (here / "app.yaml").write_text("kind: broken\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    (here / "summary.md").write_text("before\n")
    outcome = oamc("check", "app.yaml")
    assert outcome.err.count("\n::error file=app.yaml") == 1
    assert "error[OAM998]" in outcome.err
    text = (here / "summary.md").read_text()
    assert text.startswith("before\n")
    assert "OAM998" in text


def test_the_summary_of_a_step_stays_below_what_the_runner_takes(oamc, here, monkeypatch):
    (here / "app.yaml").write_text("kind: broken\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    (here / "summary.md").write_text("x" * 899_950)
    assert oamc("check", "app.yaml").status == 1
    assert (here / "summary.md").stat().st_size == 899_950


def test_a_report_for_code_scanning_is_about_one_command_and_its_environment(oamc, here):
    oamc("check", "app.yaml", "--diagnostics", "sarif=x.sarif")
    assert json.loads((here / "x.sarif").read_text())["runs"][0]["automationDetails"] == {"id": "oamc/check/"}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [(None, "check"), ("production", "check/production"), (("a", "b"), "check/a+b"), ((), "check"), ("\n", "check/\\x0a")],
)
def test_the_category_of_a_report_names_the_environments(chosen, expected):
    settings = Settings(
        Arguments(command=find_command("check"), positional=(), given={}), {"env": Setting(value=chosen, origin="flag")}
    )
    assert rendering._category(settings) == expected


def test_without_github_actions_nothing_looks_like_a_workflow_command(oamc, here):
    (here / "a::b.yaml").write_text("::error::x broken\n##[group]\n")
    outcome = oamc("check", "a::b.yaml")
    assert "::" not in outcome.err
    assert "##" not in outcome.err


# Colours


def test_colours_follow_flag_and_environment(oamc, here, monkeypatch):
    (here / "app.yaml").write_text("kind: broken\n")

    def colored(*arguments):
        return "\x1b[" in oamc("check", "app.yaml", *arguments).err

    assert not colored()
    assert colored("--color", "always")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert colored()
    assert not colored("--color", "never")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colored()
    assert colored("--color=always")


@pytest.mark.parametrize(("term", "expected"), [("xterm", True), ("dumb", False)])
def test_a_terminal_gets_colours_unless_it_is_dumb(oamc, here, monkeypatch, term, expected):
    from oamc.cli.streams import palette
    from oamc.diagnostics.text import COLORED

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", term)
    assert (palette("auto") is COLORED) == expected


# What ends a run


def test_an_exception_is_one_message_with_its_place_and_without_its_text(oamc, here):
    (here / "app.yaml").write_text("crash\n")
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 70
    assert outcome.out == ""
    assert "oamc has a fault: KeyError at oamc.cli.commands.build:" in outcome.err
    assert "report" in outcome.err
    assert "hunter2" not in outcome.err
    assert "Traceback" not in outcome.err
    assert str(here) not in outcome.err


def test_interruption_and_want_of_memory_have_their_statuses(oamc, here):
    (here / "app.yaml").write_text("interrupt\n")
    assert oamc("build", "app.yaml").status == 130
    (here / "app.yaml").write_text("starve\n")
    outcome = oamc("build", "app.yaml")
    assert (outcome.status, outcome.err) == (1, "oamc: there is not enough memory\n")


class Broken(io.RawIOBase):
    """A stream whose every write fails."""

    def __init__(self, error):
        self.error = error

    def writable(self):
        return True

    def write(self, content):
        raise self.error


def test_a_reader_that_left_needs_no_message(here, monkeypatch, capsys):
    stream = io.TextIOWrapper(io.BufferedWriter(Broken(BrokenPipeError(32, "Broken pipe"))))
    monkeypatch.setattr(sys, "stdout", stream)
    assert entry.run(["build", "app.yaml", "--format", "manifests"]) == 1
    assert entry.run(["--help"]) == 1
    assert capsys.readouterr().err == ""


def test_a_full_standard_output_is_one_message(here, monkeypatch, capsys):
    stream = io.TextIOWrapper(io.BufferedWriter(Broken(OSError(28, "No space left on device"))))
    monkeypatch.setattr(sys, "stdout", stream)
    assert entry.run(["build", "app.yaml", "--format", "manifests"]) == 1
    assert capsys.readouterr().err == "oamc: standard output cannot be written: no space left on device\n"


class Greedless(io.RawIOBase):
    """A stream that takes a few bytes at a time, as an unbuffered one may, and no more than `room` in all."""

    def __init__(self, room):
        self.room = room
        self.taken = b""

    def writable(self):
        return True

    def write(self, content):
        part = bytes(content[: min(7, self.room - len(self.taken))])
        if not part:
            raise OSError(27, "File too large")
        self.taken += part
        return len(part)


class Unbuffered:
    """What `sys.stdout` is with PYTHONUNBUFFERED: its `buffer` is the stream itself."""

    def __init__(self, room):
        self.buffer = Greedless(room)

    def flush(self):
        """Nothing waits."""

    def fileno(self):
        raise OSError


def test_a_stream_that_takes_a_part_at_a_time_gets_the_whole_result(here, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Unbuffered(10_000))
    assert entry.run(["build", "app.yaml", "--format", "manifests"]) == 0
    assert sys.stdout.buffer.taken == b"kind: shop\n"


@pytest.mark.parametrize("arguments", [["build", "app.yaml", "--format", "manifests"], ["--version"], ["--help"]])
def test_a_result_that_was_taken_in_part_is_no_success(here, monkeypatch, capsys, arguments):
    monkeypatch.setattr(sys, "stdout", Unbuffered(9))
    assert entry.run(arguments) == 1
    assert capsys.readouterr().err == "oamc: standard output cannot be written: file too large\n"


@pytest.mark.parametrize(("number", "status"), [(15, 143), (1, 129)])
def test_a_signal_that_ends_the_run_is_a_status_and_no_message(here, monkeypatch, capsys, compiler, number, status):
    def end(*_):
        raise entry.Terminated(number)

    monkeypatch.setattr(compiler, "build", end)
    assert entry.run(["build", "app.yaml"]) == status
    assert capsys.readouterr().err == ""
    assert os.listdir(".") == ["app.yaml"]


@pytest.mark.parametrize(
    ("ending", "status", "message"),
    [
        (MemoryError(), 1, "oamc: there is not enough memory\n"),
        (RuntimeError("can't allocate lock"), 1, "oamc: there is not enough memory\n"),
        (KeyboardInterrupt(), 130, ""),
        (entry.Terminated(15), 143, ""),
    ],
)
def test_an_error_that_follows_from_the_end_of_a_run_is_no_fault(here, monkeypatch, capsys, compiler, ending, status, message):
    def end(*_):
        try:
            raise ending
        finally:
            del here.what_was_not_made_yet

    monkeypatch.setattr(compiler, "build", end)
    assert entry.run(["build", "app.yaml"]) == status
    assert capsys.readouterr().err == message


def test_what_python_ignores_is_not_printed_as_a_traceback(here, monkeypatch):
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(sys, "argv", ["oamc", "--version"])
    monkeypatch.setattr(entry, "_may_leave_at_once", lambda: False)
    monkeypatch.setattr(entry, "_end_in_order", lambda: None)
    assert entry.main() == 0
    assert sys.unraisablehook(None) is None


def test_a_mistake_of_the_interpreter_after_the_run_changes_no_status(here, monkeypatch):
    def fail():
        raise SystemError("error return without exception set")

    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(sys, "argv", ["oamc", "--version"])
    monkeypatch.setattr(entry, "_may_leave_at_once", fail)
    monkeypatch.setattr(entry, "_end_in_order", lambda: None)
    assert entry.main() == 0


def test_a_mistake_of_the_interpreter_before_the_run_is_too_little_memory(here, monkeypatch, capsys):
    def fail(_):
        raise SystemError("error return without exception set")

    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(sys, "argv", ["oamc", "build", "app.yaml"])
    monkeypatch.setattr(entry, "_find_modules", fail)
    monkeypatch.setattr(entry, "_end_in_order", lambda: None)
    assert entry.main() == 1
    assert capsys.readouterr().err == "oamc: there is not enough memory\n"


def test_closed_streams_are_no_traceback(here, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert entry.run(["build", "app.yaml", "--format", "manifests"]) == 1
    assert entry.run(["build", "app.yaml"]) == 0
    assert entry.run(["build"]) == 64
    assert entry.run(["--version"]) == 1


def test_a_failure_of_the_disk_while_staging_is_a_diagnostic(oamc, here, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(staging.folders, "write_file", fail)
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 1
    assert 'error[OAM812]: output "charts" cannot be written: no space left on device' in outcome.err
    assert os.listdir(".") == ["app.yaml"]


def test_an_error_in_the_configuration_stops_the_run_before_anything_is_read(oamc, here, compiler):
    (here / "oamc.toml").write_text("frmat = 1\n")
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 1
    assert "OAM823" in outcome.err
    assert compiler.calls == []


# Further commands


def test_the_version_is_printed_three_ways(oamc):
    from oamc import __version__

    for name in ("--version", "-V", "version"):
        outcome = oamc(name)
        assert (outcome.status, outcome.out, outcome.err) == (0, f"oamc {__version__}\n", "")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_the_commands(oamc, arguments):
    outcome = oamc(*arguments)
    assert outcome.status == 0
    assert "\n  build " in outcome.out
    assert "examples:" in outcome.out


def test_every_command_has_help_with_examples(oamc):
    from oamc.cli.command_table import COMMANDS

    for command in COMMANDS:
        outcome = oamc(command.name, "--help")
        assert outcome.status == 0
        assert f"oamc {command.name}" in outcome.out
        assert "examples:" in outcome.out
        assert outcome.out == oamc("help", command.name).out


def test_dump_prints_a_stage(oamc, here):
    assert oamc("dump", "--after", "resolve", "app.yaml").out == "dump after resolve\n"
    assert oamc("dump", "--after", "resolve", "app.yaml", "--show-values").out == "dump after resolve with secrets\n"
    for arguments in (["app.yaml"], ["--after", "resolv", "app.yaml"]):
        outcome = oamc("dump", *arguments)
        assert outcome.status == 64
        assert "resolve" in outcome.err


def test_explain_prints_the_page_of_a_code_in_any_case(oamc):
    outcome = oamc("explain", "oam801")
    assert outcome.status == 0
    assert outcome.out.startswith("# OAM801: ")
    assert "OAM801: the input does not exist\n" in oamc("explain").out


def test_explain_names_the_nearest_code(oamc):
    outcome = oamc("explain", "OAM8011")
    assert outcome.status == 64
    assert "did you mean OAM801?" in outcome.err
    assert oamc("explain", "../../cli/entry").status == 64


def test_config_prints_options_with_their_origins_and_no_secrets(oamc, here, monkeypatch):
    (here / "oamc.toml").write_text("format = 'manifests'\n")
    monkeypatch.setenv("OAMC_NAMESPACE", "prod")
    outcome = oamc("config", "--set", "a=hunter2", "--kube-version", "1.30")
    assert outcome.status == 0
    lines = {line.split(" = ")[0]: line for line in outcome.out.splitlines()}
    assert lines["format"].split() == ["format", "=", '"manifests"', "#", "oamc.toml"]
    assert lines["namespace"].endswith("# environment OAMC_NAMESPACE")
    assert lines["kube-version"].startswith('kube-version = ["1.30"]')
    assert lines["strict"].endswith("# default")
    assert "hunter2" not in outcome.out
