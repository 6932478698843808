# ruff: noqa: ARG001 - fixtures work by being asked for
# ruff: noqa: PTH102, PTH208, PTH211 - the tests look at the disk with the calls that the code makes
"""Who chooses what: files that a run may replace, configuration files of strangers, links among the inputs."""

import json
import os
import subprocess
import sys
import time

import pytest

from oamc.cli import options
from oamc.cli.command_table import COMMANDS
from oamc.cli.configuration import LARGEST_FILE, MOST_PARTS
from oamc.cli.configured_options import MOST_UNKNOWN
from oamc.cli.options import CONFIGURABLE
from oamc.cli.own_files import MARK, REPORTS, is_report, marked
from oamc.diagnostics.formats import FORMATS, render
from oamc.diagnostics.reports import INFO, Code, Diagnostic
from oamc.diagnostics.text import render as render_text
from oamc.spans import SourceFile, Span

MANIFESTS = ("--format", "manifests", "-o", "out.yaml")
VICTIMS = {
    ".git/config": "[core]\n",
    ".venv/bin/activate": "export PATH\n",
    "other/secret.yaml": "kind: Secret\n",
    "package.json": "{}\n",
    "empty.json": "",
    "pom.xml": "<project/>\n",
    "build.log": "a log of somebody else\n",
}


def everything(folder):
    """Return all files of a folder with their content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def victims(here):
    """Return the current directory with files that nobody may replace."""
    for path, text in VICTIMS.items():
        (here / path).parent.mkdir(parents=True, exist_ok=True)
        (here / path).write_text(text)
    return here


# What a single file may replace


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_may_be_written_twice_and_over_an_empty_file_and_over_nothing_else(oamc, here, form):
    (here / "app.yaml").write_text("kind: doubtful\n")
    (here / "report").write_text("")
    arguments = ("check", "app.yaml", "--diagnostics", f"{form}=report")
    assert oamc(*arguments).status == 0
    first = (here / "report").read_text()
    assert oamc(*arguments).status == 0
    assert (here / "report").read_text() == first != ""
    for other in FORMATS:
        if other != form:
            assert oamc("check", "app.yaml", "--diagnostics", f"{other}=report").status == 1
    (here / "report").write_text("mine\n")
    outcome = oamc(*arguments)
    assert outcome.status == 1
    assert 'error[OAM815]: "report" stands where' in outcome.err
    assert "warning[OAM999]" in outcome.err  # what the report would have said is not lost
    assert (here / "report").read_text() == "mine\n"
    assert oamc(*arguments, "--force").status == 0
    assert (here / "report").read_text() == first


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_without_findings_may_be_replaced_too(oamc, here, form):
    arguments = ("check", "app.yaml", "--diagnostics", f"{form}=report")
    assert [oamc(*arguments).status for _ in range(3)] == [0, 0, 0]


def test_manifests_in_one_file_are_protected_like_a_tree(oamc, here):
    assert oamc("build", "app.yaml", *MANIFESTS).status == 0
    written = (here / "out.yaml").read_bytes()
    assert written.startswith(MARK)
    assert oamc("build", "app.yaml", *MANIFESTS).err == "out.yaml is up to date\n"
    (here / "out.yaml").write_bytes(written + b"# edited\n")
    for more, status in (((), 1), (("--check",), 2), (("--dry-run",), 1)):
        outcome = oamc("build", "app.yaml", *MANIFESTS, *more)
        assert outcome.status == status
        assert "OAM814" in outcome.err
    assert (here / "out.yaml").read_bytes() == written + b"# edited\n"
    assert oamc("build", "app.yaml", *MANIFESTS, "--force").status == 0
    (here / "out.yaml").write_text("mine: true\n")
    outcome = oamc("build", "app.yaml", *MANIFESTS)
    assert outcome.status == 1
    assert "OAM815" in outcome.err
    assert (here / "out.yaml").read_text() == "mine: true\n"
    (here / "out.yaml").write_text("")
    assert oamc("build", "app.yaml", *MANIFESTS).status == 0


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("build", "app.yaml", "--format", "manifests", "-o", "app.yaml"), "app.yaml"),
        (("build", "app.yaml", "--format", "manifests", "-o", "v.yaml", "--values", "v.yaml"), "v.yaml"),
        (("build", "app.yaml", "--format", "manifests", "-o", "hard.yaml", "--values", "v.yaml"), "v.yaml"),
        (("build", "app.yaml", "--format", "manifests", "-o", "t.yaml", "--set-file", "a=t.yaml"), "t.yaml"),
        (("check", "app.yaml", "--diagnostics", "json=app.yaml"), "app.yaml"),
        (("check", "-f", "app.yaml", "--diagnostics", "text=./app.yaml"), "app.yaml"),
        (("check", "app.yaml", "--values", "v.yaml", "--diagnostics", "sarif=v.yaml"), "v.yaml"),
        (("check", "app.yaml", "--set-file", "a=t.yaml", "--diagnostics", "junit=t.yaml"), "t.yaml"),
        (("check", "app.yaml", "--diagnostics", "gitlab=oamc.toml"), "oamc.toml"),
        (("check", "app.yaml", "--diagnostics", "github=pyproject.toml"), "pyproject.toml"),
        (("dump", "--after", "read", "app.yaml", "--diagnostics", "json=app.yaml"), "app.yaml"),
        (("build", "shop/shop.yaml", "--format", "manifests", "-o", "."), "shop/shop.yaml"),
        (("build", "app.yaml", "--values", "charts/shop/Chart.yaml"), "charts/shop/Chart.yaml"),
    ],
)
def test_no_output_replaces_an_input_whatever_the_flag_that_named_it(oamc, here, arguments, path, force):
    for name in ("v.yaml", "t.yaml", "oamc.toml", "pyproject.toml", "shop/shop.yaml", "charts/shop/Chart.yaml"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text("# mine\n")
    os.link("v.yaml", "hard.yaml")
    before = everything(here)
    outcome = oamc(*arguments, *force)
    assert outcome.status == 1
    assert "OAM817" in outcome.err
    assert everything(here) == before


def test_two_outputs_of_one_run_are_never_one_file(oamc, here):
    same = ("--diagnostics", "json=a/found", "--diagnostics", "sarif=./a/../a/found")
    assert "OAM830" in oamc("check", "app.yaml", *same).err
    assert "OAM830" in oamc("build", "app.yaml", *MANIFESTS, "--diagnostics", "text=./out.yaml").err
    assert "OAM830" in oamc("build", "app.yaml", "-o", "out", "--diagnostics", "text=out/shop/Chart.yaml").err
    assert not (here / "out.yaml").exists()
    assert not (here / "out").exists()
    assert oamc("build", "app.yaml", "-o", "out", "--diagnostics", "json=out/shop/found.json").status == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "app.yaml", "--diagnostics", "json=a", "--diagnostics", "sarif=a/b.sarif"),
        ("check", "app.yaml", "--diagnostics", "json=c/../a/b", "--diagnostics", "sarif=./a"),
        ("build", "app.yaml", *MANIFESTS, "--diagnostics", "json=out.yaml/found"),
        ("build", "app.yaml", "--format", "manifests", "-o", "found/out.yaml", "--diagnostics", "json=found"),
        ("build", "app.yaml", "-o", "out/deep", "--diagnostics", "json=out"),
        ("build", "app.yaml", "-o", "out", "--diagnostics", "json=out/shop"),
        ("build", "app.yaml", "-o", "out", "--diagnostics", "json=out/shop/templates"),
        ("build", "app.yaml", "-o", "out", "--diagnostics", "json=out/shop/Chart.yaml/found"),
        ("build", "app.yaml", "-o", "out", "--diagnostics", "json=out/shop/.", "--force"),
    ],
)
def test_no_output_is_a_file_where_another_one_needs_a_directory(oamc, here, arguments):
    before = everything(here)
    outcome = oamc(*arguments)
    assert outcome.status == 1
    assert outcome.err.count("error[OAM863]") == 1
    assert everything(here) == before


def test_an_output_directory_is_no_report_and_nothing_is_written(oamc, here):
    before = everything(here)
    assert "OAM830" in oamc("build", "app.yaml", "-o", "out", "--diagnostics", "json=./out").err
    assert everything(here) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "app.yaml", "--diagnostics", "json=.oamc-work-found.json"),
        ("check", "app.yaml", "--diagnostics", "json=out/.oamc-work-shop/found.json", "--force"),
        ("check", "app.yaml", "--diagnostics", "json=out/.oamc-files"),
        ("build", "app.yaml", "-o", "out", "--diagnostics", "json=out/.oamc-work-shop"),
        ("build", "app.yaml", "--format", "manifests", "-o", ".oamc-work-out.yaml"),
        ("build", "app.yaml", "-o", "out/.oamc-work-shop"),
        ("build", "app.yaml", "-o", ".oamc-files/out", "--check"),
    ],
)
def test_no_output_has_a_name_that_oamc_uses_for_its_own_work(oamc, here, arguments):
    before = everything(here)
    outcome = oamc(*arguments)
    assert outcome.status == 1
    assert outcome.err.count("error[OAM862]") == 1
    assert everything(here) == before


@pytest.mark.parametrize("kind", ["link", "pipe", "directory"])
def test_a_link_a_pipe_or_a_directory_in_the_place_of_a_report_is_refused(oamc, victims, kind):
    if kind == "link":
        os.symlink("package.json", "report")
    elif kind == "pipe":
        os.mkfifo("report")
    else:
        os.mkdir("report")
    before = everything(victims)
    for force in ((), ("--force",)):
        outcome = oamc("check", "app.yaml", "--diagnostics", "json=report", *force)
        assert outcome.status == 1
        assert "OAM811" in outcome.err
    assert everything(victims) == before


@pytest.mark.parametrize("option", ["--check", "--dry-run"])
@pytest.mark.parametrize("single", [True, False])
def test_a_comparison_leaves_what_a_killed_run_left_and_makes_nothing(oamc, here, option, single):
    arguments = ("--format", "manifests", "-o", "deep/out/all.yaml") if single else ("-o", "deep/out")
    assert oamc("build", "app.yaml", *arguments, option).status == (2 if option == "--check" else 0)
    assert not (here / "deep").exists()
    work = here / "deep/out" / (".oamc-work-all.yaml" if single else ".oamc-work-shop")
    work.mkdir(parents=True)
    (work / "partial").write_text("half")
    work.chmod(0o1700)
    before = everything(here)
    assert oamc("build", "app.yaml", *arguments, option).status == (2 if option == "--check" else 0)
    assert everything(here) == before
    assert oamc("build", "app.yaml", *arguments).status == 0
    assert not work.exists()


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/null", "/dev/null/found.json"])
@pytest.mark.parametrize(
    "arguments", [("check", "--diagnostics", "json={}"), ("build", "-o", "{}"), ("build", "--format", "manifests", "-o", "{}")]
)
def test_devices_and_links_of_the_system_are_no_place_for_an_output(oamc, here, arguments, path):
    before = everything(here)
    for force in ((), ("--force",)):
        outcome = oamc(*(word.format(path) for word in arguments), "app.yaml", *force)
        assert outcome.status == 1
        assert "OAM811" in outcome.err
    assert everything(here) == before


def test_reports_are_known_by_their_own_beginning():
    source = SourceFile(path="app.yaml", label="app.yaml", text="a: 1\n")
    finding = Diagnostic(
        code=Code(id="OAM806", severity=INFO, template=""), severity=INFO, message="x" * 900, span=Span(source, 1, 1, 1, 2)
    )
    for form in FORMATS:
        written = render_text([finding]) if form == "text" else render(form, [finding], "9.9.9")
        assert [name for name in FORMATS if is_report(written.encode(), name)] == [form]
    for form in ("json", "sarif", "gitlab"):
        for found in ([], [finding]):
            written = render(form, found, "1").encode()
            assert [name for beginning, name in REPORTS.items() if written.startswith(beginning)] == [form]


# What a configuration file may choose


HOSTILE = [
    'diagnostics = ["json=.git/config"]',
    'diagnostics = ["text=.venv/bin/activate"]',
    'diagnostics = ["text=new/.hidden.log"]',
    'diagnostics = ["json=package.json"]',
    'diagnostics = ["json=empty.json"]',
    'diagnostics = ["gitlab=./package.json"]',
    'diagnostics = ["junit=pom.xml"]',
    'diagnostics = ["text=build.log"]',
    'diagnostics = ["github=build.log"]',
    'diagnostics = ["text=requirements.txt"]',
    'diagnostics = ["github=CMakeLists.txt"]',
    'diagnostics = ["text=Makefile"]',
    'diagnostics = ["text=conftest.py"]',
    'diagnostics = ["text=sitecustomize.py"]',
    'diagnostics = ["text=app.yaml"]',
    'diagnostics = ["json=oamc.toml"]',
    'diagnostics = ["json=linked/x.json"]',
    'diagnostics = ["json=link.json"]',
    'diagnostics = ["json=-"]',
    'diagnostics = ["json=a\\u0000b.json"]',
    'diagnostics = ["json=a\\u001bb.json"]',
    'diagnostics = ["json=chart/templates/x.json"]',
    'diagnostics = ["json=charts/shop/templates/x.json"]',
    'diagnostics = ["text=charts/new/templates/NOTES.log"]',
    'format = "manifests"\noutput = "other/secret.yaml"',
    'format = "manifests"\noutput = "app.yaml"',
    'format = "manifests"\noutput = ".github/workflows/x.yaml"',
    'format = "manifests"\noutput = "chart/templates/x.yaml"',
    'format = "manifests"\noutput = "chart/templates"',
    'format = "manifests"\noutput = "linked"',
    'format = "manifests"\noutput = "linked/x.yaml"',
    'output = ".git"',
    'output = ".git/hooks"',
    'output = "-"',
    "output = " + json.dumps("a/" * 3000),
    "output = " + json.dumps("a/" * 900 + "b"),
    'values = ["-"]',
    'values = [".git/config"]',
    'values = ["link.json"]',
    'values = ["a\\u0000b"]',
    "values = " + json.dumps(["app.yaml"] * 51),
]


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("project", [False, True])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_configuration_file_replaces_and_makes_nothing(oamc, victims, text, project, force, monkeypatch):
    (victims / "chart/templates").mkdir(parents=True)
    (victims / "chart/Chart.yaml").write_text("name: mine\n")
    os.symlink("other", "linked")
    os.symlink("package.json", "link.json")
    name, header = ("pyproject.toml", "[tool.oamc]\n") if project else ("oamc.toml", "")
    (victims / name).write_text(header + text + "\n")
    monkeypatch.setattr(sys, "stdin", None)
    before = everything(victims)
    outcome = oamc("build", "app.yaml", *force)
    assert outcome.status in {1, 64}
    assert everything(victims) == before
    assert os.listdir(victims / "chart/templates") == []
    # The same choice is in the hands of whoever starts oamc.
    assert oamc("build", "app.yaml", "--no-config", "-o", "elsewhere").status == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('diagnostics = "json=.git/x.json"', "a name in it begins with a dot"),
        ('diagnostics = "json=link.json"', "it leads through a symbolic link"),
        ('diagnostics = "json=-"', "it is a standard stream"),
        ('diagnostics = "json=a\\u0000b.json"', "it has characters that cannot be printed"),
        ('diagnostics = "text=requirements.txt"', "a report in the form text ends in .log"),
        ('diagnostics = "json=charts/x.json"', "it lies below the output"),
        ('diagnostics = "json=chart/x.json"', '"chart" is a chart or an output of oamc'),
        ('output = "chart/x"', '"chart" is a chart or an output of oamc'),
    ],
)
def test_a_choice_that_is_refused_says_why(oamc, here, text, reason):
    os.symlink("app.yaml", "link.json")
    (here / "chart").mkdir()
    (here / "chart/.oamc-files").write_text("{}")
    (here / "oamc.toml").write_text(text + "\n")
    outcome = oamc("build", "app.yaml")
    assert "error[OAM829]: a configuration file must not choose the path in option" in outcome.err
    assert f": {reason}\n" in outcome.err


def test_a_configuration_file_may_choose_what_oamc_wrote_and_new_files(oamc, here):
    (here / "oamc.toml").write_text(
        'format = "manifests"\noutput = "made/all.yaml"\n'
        'diagnostics = ["text", "text=r/a.log", "json=r/a.json", "sarif=r/a.sarif", "junit=r/a.xml", "gitlab=r/b.json"]\n'
    )
    for document in ("kind: one\n", "kind: doubtful\n", "kind: one\n", "kind: broken\n", "kind: two\n"):
        (here / "app.yaml").write_text(document)
        assert oamc("build", "app.yaml").status == int("broken" in document)
    assert sorted(os.listdir("r")) == ["a.json", "a.log", "a.sarif", "a.xml", "b.json"]
    assert (here / "made/all.yaml").read_text() == marked("kind: shop\n")


def test_force_does_not_reach_an_output_that_only_the_file_names(oamc, here):
    (here / "oamc.toml").write_text('output = "src"\n')
    (here / "src/shop").mkdir(parents=True)
    (here / "src/shop/Chart.yaml").write_text("mine\n")
    assert oamc("build", "app.yaml").status == 1
    outcome = oamc("build", "app.yaml", "--force")
    assert (outcome.status, "the output comes from oamc.toml" in outcome.err) == (64, True)
    assert (here / "src/shop/Chart.yaml").read_text() == "mine\n"
    assert oamc("build", "app.yaml", "--force", "-o", "src").status == 0


# What a configuration file weakens


def test_every_option_says_whether_a_configuration_file_weakens_something_with_it():
    told = {option.name: option.weakens for option in CONFIGURABLE if option.weakens != options.NEVER}
    assert told == {
        "allow-unknown-fields": options.FINDINGS,
        "allow-unknown-traits": options.FINDINGS,
        "allow-unknown-workloads": options.FINDINGS,
        "allow-unset": options.FINDINGS,
        "diagnostics": options.FINDINGS,
        "exclude": options.FINDINGS,
        "foreign": options.FINDINGS,
        "foreign-documents": options.FINDINGS,
        "kube-version": options.FINDINGS,
        "namespace": options.FINDINGS,
        "output": options.COMPARISON,
        "qos": options.FINDINGS,
        "qos-rule": options.FINDINGS,
        "quiet": options.FINDINGS,
        "samples": options.FINDINGS,
        "seed": options.FINDINGS,
        "single-service-port": options.FINDINGS,
        "vela-version": options.FINDINGS,
    }
    # What makes another output can be seen there, and what is stricter or only looks different hides nothing. A new option
    # belongs above or below.
    assert {option.name for option in CONFIGURABLE} - set(told) == {
        "all-envs",
        "app-version",
        "chart",
        "cpu-limit",
        "qos-node",
        "require-class",
        "chart-name",
        "chart-readme",
        "chart-tests",
        "chart-version",
        "charts-as",
        "faas",
        "job-names",
        "locked",
        "scopes",
        "color",
        "cache-size",
        "capabilities",
        "definitions",
        "extended-kinds",
        "format",
        "gpu-resource",
        "ingress-class",
        "inputs",
        "layout",
        "profile",
        "strict",
        "values",
        "verbose",
    }


def test_what_a_file_weakens_is_told_on_every_run_also_when_it_is_quiet(oamc, here):
    (here / "oamc.toml").write_text(
        'quiet = true\nallow-unknown-traits = true\nqos = "off"\nnamespace = "hunter2"\ndiagnostics = "json=found.json"\n'
    )
    for arguments in (("check", "app.yaml"), ("build", "app.yaml"), ("dump", "--after=read", "app.yaml"), ("config",)):
        outcome = oamc(*arguments)
        assert outcome.status == 0
        assert (
            "notice[OAM828]: oamc.toml sets what can hide findings or weaken checks: "
            "namespace, qos = off, allow-unknown-traits, quiet and diagnostics\n"
        ) in outcome.err
        assert "hunter2" not in outcome.err
    assert json.loads((here / "found.json").read_text())["diagnostics"][0]["code"] == "OAM828"
    assert "OAM828" in oamc("check", "app.yaml", "--quiet").err
    for arguments in (
        ("--no-config",),
        ("--no-quiet", "--no-allow-unknown-traits", "--qos=enforce", "-nx", "--diagnostics=text"),
    ):
        assert oamc("check", "app.yaml", *arguments).err == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("quiet = false", False),
        ('qos = "enforce"', False),
        ('diagnostics = ["text", "json=x.json"]', False),
        ('diagnostics = ["json=x.json"]', True),
        ('kube-version = "1.30"', True),
        ("single_service_port = true", True),
        ('foreign-documents = "skip"', True),
        ('foreign-documents = "error"', False),
        ('exclude = "old"', True),
        ('inputs = "app.yaml"', False),
        ("strict = true", False),
        ('format = "manifests"', False),
    ],
)
def test_only_what_weakens_is_told(oamc, here, text, told):
    (here / "oamc.toml").write_text(text + "\n")
    assert ("OAM828" in oamc("check", "app.yaml").err) == told


def test_the_place_of_the_output_is_told_where_it_is_compared(oamc, here):
    (here / "oamc.toml").write_text('output = "decoy"\n')
    assert "OAM828" not in oamc("build", "app.yaml").err
    outcome = oamc("build", "app.yaml", "--check")
    assert (outcome.status, "weaken checks: output" in outcome.err) == (0, True)


def test_the_configuration_file_can_be_left_out(oamc, here, monkeypatch):
    (here / "oamc.toml").write_text("this is not TOML\n")
    assert oamc("check", "app.yaml").status == 1
    assert oamc("check", "app.yaml", "--no-config").status == 0
    assert "config = false" in oamc("config", "--no-config").out
    monkeypatch.setenv("OAMC_CONFIG", "0")
    assert oamc("check", "app.yaml").status == 0
    assert oamc("check", "app.yaml", "--config").status == 1
    monkeypatch.setenv("OAMC_CONFIG", "maybe")
    assert oamc("check", "app.yaml").status == 64
    assert "--no-config" in oamc("check", "--help").out
    assert "--no-config" in oamc("--help").out
    for shell in ("bash", "zsh", "fish"):
        assert "no-config" in oamc("completion", shell).out


def test_config_shows_what_weakens(oamc, here):
    (here / "oamc.toml").write_text("quiet = true\nstrict = true\n")
    lines = oamc("config").out.splitlines()
    assert [line.rstrip() for line in lines if "(can weaken a check)" in line] == [
        line for line in lines if line.startswith("quiet = true")
    ]


# What a configuration file costs


@pytest.mark.parametrize(
    "text",
    [
        ".".join(["a"] * 20_000) + " = 1",
        "[" + ".".join(["a"] * 20_000) + "]",
        ".".join(['"a"'] * 20_000) + " = 1",
        'x = ["""a"""", {' + ".".join(["a"] * 20_000) + ' = 1}] # "',
        "x = ['''a''''', {" + ".".join(["a"] * 20_000) + " = 1}] # '",
        "".join(f"unknown{number} = 1\n" for number in range(3_500)),
        "x = " + "[" * 60_000,
        "x = " + "{a=" * 20_000,
        'x = """' + '\\"""' * 12_000,
        "samples = " + "9" * 5_000,
        "samples = 0x" + "f" * 60_000,
        'samples = "999999999999"',
        'samples = "1001"',
        "samples = -1",
        "samples = 1e400",
        "seed = " + "9" * 18,
        'seed = "9999999999999999"',
        "namespace = " + json.dumps("x" * 1001),
        'kube-version = "1.34"\nkube_version = "1.30"',
    ],
)
@pytest.mark.parametrize("project", [False, True])
def test_a_costly_or_senseless_file_is_refused_at_once(oamc, here, text, project):
    name, header = ("pyproject.toml", "[tool.oamc]\n") if project else ("oamc.toml", "")
    (here / name).write_text(header + text + "\n")
    begin = time.process_time()
    outcome = oamc("check", "app.yaml")
    assert outcome.status == 1
    assert time.process_time() - begin < 2
    # A key of so many parts is met before `tomllib` is, however it is hidden among texts.
    assert ("OAM821" in outcome.err) == ("a.a.a" in text or '"a"."a"' in text or "[[[" in text or "{a={a=" in text)
    assert outcome.err.count("error[") <= MOST_UNKNOWN


def test_limits_of_the_file_are_what_they_say(oamc, here):
    for name, header in (("oamc.toml", ""), ("pyproject.toml", "[tool.oamc]\n")):
        lines = header + 'format = "helm"\n'
        for size, status in ((LARGEST_FILE[name], 0), (LARGEST_FILE[name] + 1, 1)):
            (here / name).write_text(lines + "#" * (size - len(lines)))
            assert oamc("check", "app.yaml").status == status
        (here / name).unlink()
    for parts, code in ((MOST_PARTS, "OAM823"), (MOST_PARTS + 1, "OAM821")):
        (here / "oamc.toml").write_text(".".join("abcdefghijklmnopqrstuvwxyz"[:parts]) + " = 1\n")
        assert code in oamc("check", "app.yaml").err
    for number, more in ((MOST_UNKNOWN, ""), (MOST_UNKNOWN + 1234, "1,234 more are not options of this file; ")):
        (here / "oamc.toml").write_text("".join(f"unknown{index} = 1\n" for index in range(number)))
        outcome = oamc("check", "app.yaml")
        assert outcome.err.count("OAM823") == MOST_UNKNOWN
        assert ("more are not options" in outcome.err, more in outcome.err) == (bool(more), True)


def test_a_table_of_oamc_that_is_none_is_refused(oamc, here):
    (here / "pyproject.toml").write_text("[tool]\noamc = 3\n")
    outcome = oamc("check", "app.yaml")
    assert (outcome.status, "pyproject.toml:2:1" in outcome.err) == (1, True)


def test_an_option_is_reported_in_the_table_of_oamc(oamc, here):
    (here / "pyproject.toml").write_text('[tool.other]\nformat = "x"\n[tool.oamc]\nformat = "y"\n')
    assert "pyproject.toml:4:1" in oamc("check", "app.yaml").err


@pytest.mark.parametrize(("samples", "status"), [("100000", 1), ("100001", 64), ("9" * 5000, 64), ("999999999999", 64)])
def test_the_number_of_samples_is_bounded_everywhere(oamc, here, monkeypatch, samples, status):
    (here / "app.yaml").write_text("kind: broken\n")
    assert oamc("verify", "app.yaml", "--samples", samples).status == status
    monkeypatch.setenv("OAMC_SAMPLES", samples)
    assert oamc("verify", "app.yaml").status == status


def test_a_path_that_no_system_takes_leaves_no_folder(oamc, here):
    for path in ("a/" * 3000, "a/" * 2100 + "x.yaml", f"{here}/" + "a/" * 2100):
        outcome = oamc("build", "app.yaml", "--format", "manifests", "-o", path)
        assert (outcome.status, os.listdir(".")) == (64, ["app.yaml"])
    assert oamc("build", "app.yaml", "-o", "b" * 300 + "/c").status == 1
    assert os.listdir(".") == ["app.yaml"]


def test_a_report_in_a_path_that_no_system_takes_leaves_no_folder(oamc, here):
    for path in ("a/" * 3000 + "x.json", "c/d/" + "b" * 300 + "/x.json"):
        assert oamc("check", "app.yaml", "--diagnostics", f"json={path}").status != 0
        assert os.listdir(".") == ["app.yaml"]


# Links among the inputs


@pytest.fixture
def outside(tmp_path, here):
    """Return a directory beside the current one, with a file, and links to both in the current one."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.yaml").write_text("kind: one\n")
    (here / "inner").mkdir()
    (here / "inner/app.yaml").write_text("kind: one\n")
    os.symlink(folder / "secret.yaml", here / "leaves.yaml")
    os.symlink("../outside", here / "folder")
    os.symlink("leaves.yaml", here / "twice.yaml")
    os.symlink("inner/app.yaml", here / "stays.yaml")
    os.symlink("inner", here / "stays")
    return folder


@pytest.mark.parametrize("flag", ["", "--file=", "--values=", "--set-file=a="])
@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("leaves.yaml", False),
        ("twice.yaml", False),
        ("folder/secret.yaml", False),
        ("inner/../leaves.yaml", False),
        ("folder/../here/inner/app.yaml", True),
        ("stays.yaml", True),
        ("stays/app.yaml", True),
        ("{here}/leaves.yaml", False),
        ("{here}/folder/secret.yaml", False),
        ("{here}/stays/app.yaml", True),
        ("../outside/secret.yaml", True),
        ("{outside}/secret.yaml", True),
        ("{outside}/back/app.yaml", True),
    ],
)
def test_a_link_leads_no_flag_out_of_the_working_directory(oamc, here, outside, flag, path, good):
    os.symlink(here / "inner", outside / "back")
    path = path.format(here=here, outside=outside)
    arguments = [f"{flag}{path}"] if flag in {"", "--file="} else ["app.yaml", f"{flag}{path}"]
    outcome = oamc("check", *arguments)
    assert outcome.status == (0 if good else 1)
    assert ("OAM840" in outcome.err) != good


@pytest.mark.parametrize(("path", "good"), [("folder", False), ("stays", True), ("{outside}", True), (".", False)])
def test_a_directory_is_no_way_out_either(oamc, here, outside, path, good):
    outcome = oamc("check", path.format(outside=outside))
    assert outcome.status == (0 if good else 1)
    assert ("OAM840" in outcome.err) == (path == "folder")
    assert ("OAM805" in outcome.err) == (path == ".")


def test_standard_input_is_not_read_for_two_things(oamc, here):
    for arguments in (("-", "--values", "-"), ("app.yaml", "--values", "-", "--set-file", "a=-")):
        assert oamc("check", *arguments).status == 64


# What is not read as documents


def test_what_oamc_wrote_and_files_of_values_are_not_read(oamc, here, compiler):
    (here / "values.yaml").write_text("a: 1\n")
    (here / "text.yaml").write_text("any: text\n")
    reports = [f"--diagnostics={form}={form}.json" for form in ("json", "sarif", "gitlab")]
    arguments = (*MANIFESTS, "--values", "values.yaml", "--set-file", "a=text.yaml", *reports)
    for _ in range(2):
        assert oamc("build", ".", *arguments).status == 0
        assert [source.path for source in compiler.calls[-1][0]] == ["app.yaml"]
    outcome = oamc("check", ".", "--values", "values.yaml", "--set-file", "a=text.yaml")
    assert outcome.err.count("OAM842") == 6
    assert 'notice[OAM842]: file "out.yaml" is an output of oamc and was not read' in outcome.err
    assert 'notice[OAM842]: file "values.yaml" is given to --values and was not read' in outcome.err
    # A shell that replaces `*.yaml` names them too.
    oamc("build", "app.yaml", "out.yaml", "values.yaml", "text.yaml", *arguments)
    assert [source.path for source in compiler.calls[-1][0]] == ["app.yaml", "text.yaml"]
    for name in ("out.yaml", "json.json"):
        outcome = oamc("check", name)
        assert (outcome.status, "OAM844" in outcome.err) == (1, True)


def test_an_output_that_is_larger_than_an_input_may_be_is_passed_over_too(oamc, here):
    (here / "out.yaml").write_text(marked("a: 1\n" * 1000))
    assert oamc("check", ".", "--limit", "file=100").status == 0


# `python -m oamc`


@pytest.mark.parametrize("name", ["yaml", "json", "argparse", "tomllib", "ctypes", "fcntl", "oamcx"])
def test_the_module_takes_nothing_from_the_working_directory(here, name):
    (here / f"{name}.py").write_text("raise SystemExit(99)\n")
    (here / "app.yaml").write_text("")
    (here / "oamc.toml").write_text("")
    command = [sys.executable, "-m", "oamc", "build", "app.yaml"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    outcome = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert (outcome.returncode, "error[OAM" in outcome.stderr) == (1, True)


def test_every_command_can_leave_the_configuration_file_out():
    for command in COMMANDS:
        assert ("config" in {option.name for option in command.options}) == command.configured
