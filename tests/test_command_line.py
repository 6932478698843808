# ruff: noqa: ARG001 - fixtures work by being asked for
"""The console script as a user starts it: a fresh process, the real compiler, real streams."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oamc import __version__
from tests.support.texts import PORTS, RESOURCES, application, component, containers, head, instance

APPLICATION = (
    component(
        parameters="  parameters:\n    - name: target\n      type: string\n      default: Rudr\n",
        spec=containers(RESOURCES + PORTS + "      env: [{name: TARGET, fromParam: target}]\n"),
    )
    + application()
)
ROOT = str(Path(__file__).resolve().parent.parent)
MAIN = "import sys; from oamc.cli.entry import main; sys.exit(main())"
FORBIDDEN = (
    "asyncio",
    "ctypes",
    "dataclasses",
    "difflib",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "jinja2",
    "jsonschema",
    "logging",
    "multiprocessing",
    "pathlib",
    "ruamel",
    "shutil",
    "subprocess",
    "tempfile",
    "textwrap",
    "tomllib",
    "typing",
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [ROOT, os.environ.get("PYTHONPATH")])))
    (tmp_path / "app.yaml").write_text(APPLICATION)
    return tmp_path


def run(*arguments, **options):
    options = {"capture_output": True, "text": True, **options}
    return subprocess.run([sys.executable, "-c", MAIN, *arguments], check=False, **options)


def test_the_version_is_printed_without_importing_anything_of_oamc_but_the_entry(here):
    program = f"import sys\ntry:\n    {MAIN.replace(chr(10), '')}\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    outcome = subprocess.run(
        [sys.executable, "-c", program, "--version"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COVERAGE_RUN": "true"},
    )
    assert outcome.stdout == f"oamc {__version__}\n"
    own = [name for name in outcome.stderr.split() if name.split(".")[0] == "oamc"]
    assert own == ["oamc", "oamc.cli", "oamc.cli.entry"]
    assert not {"re", "json", "argparse", "yaml"} & set(outcome.stderr.split())


@pytest.mark.parametrize("arguments", [["-o", "out"], ["--format", "manifests"]])
def test_a_build_imports_nothing_that_is_slow(here, arguments):
    program = "import sys; from oamc.cli.entry import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", program, "build", "app.yaml", "-q", *arguments]
    for _ in range(2):
        outcome = subprocess.run(command, capture_output=True, text=True, check=True)
        loaded = set(outcome.stderr.split())
        assert "oamc.compiler" in loaded
        # A new output is synchronized by one call of the system, which costs less than a wait for each of its files.
        assert {name for name in FORBIDDEN if name in loaded} == set()


def test_a_chart_is_built_and_then_up_to_date(here):
    first = run("build", "app.yaml")
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith("wrote charts/shop (")
    assert run("build", "app.yaml").stderr.startswith("charts/shop is up to date (")
    assert run("build", ".", "--check").returncode == 0
    assert (here / "charts/shop/Chart.yaml").is_file()


def test_an_override_reaches_the_manifests(here):
    plain = run("build", "app.yaml", "--format", "manifests")
    assert plain.returncode == 0
    assert "Rudr" in plain.stdout
    changed = run("build", "app.yaml", "--format", "manifests", "--set", "shop-web.parameters.target=World")
    assert changed.stdout == plain.stdout.replace("Rudr", "World")


def test_standard_input_is_an_input(here):
    assert (
        run("build", "-", "--format", "manifests", input=APPLICATION).stdout
        == run("build", "app.yaml", "--format", "manifests").stdout
    )


def test_python_dash_m_does_the_same(here):
    outcome = subprocess.run([sys.executable, "-m", "oamc", "check", "app.yaml"], capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")


def test_wrong_input_is_reported_at_its_line(here):
    (here / "app.yaml").write_text(APPLICATION.replace("v1alpha1.Server", "v1alpha1.Sever"))
    outcome = run("build", "app.yaml")
    assert outcome.returncode == 1
    assert "--> app.yaml:6:" in outcome.stderr
    assert outcome.stderr.rstrip().endswith("in 1 file")
    assert not (here / "charts").exists()


def test_the_limit_that_a_message_names_can_be_raised(here):
    low = run("check", "app.yaml", "--limit", "depth=3")
    assert low.returncode == 1
    assert "--limit depth=" in low.stderr
    assert run("check", "app.yaml", "--limit", "depth=64").returncode == 0


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_messages_are_utf_8_in_every_locale(here, locale):
    name = "ärger-\u202e.yaml"
    outcome = run(
        "check", name, env={**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, text=False
    )
    assert outcome.returncode == 1
    assert 'input "ärger-\\u202e.yaml" does not exist' in outcome.stderr.decode("utf-8")


def shell(command):
    script = command.replace("OAMC", f'"{sys.executable}" -c "{MAIN}"')
    return subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)


def test_a_closed_standard_output_is_one_line_and_no_traceback(here):
    outcome = shell("OAMC build app.yaml --format manifests >&-")
    assert (outcome.returncode, outcome.stderr) == (1, "oamc: standard output is closed\n")


def test_closed_streams_all_around_are_no_traceback(here):
    outcome = shell("OAMC build app.yaml <&- >&- 2>&-")
    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (0, "", "")


def test_a_reader_that_left_is_no_message(here):
    outcome = shell("(sleep 0.5; OAMC build app.yaml --format manifests; echo $? >status) | true; sleep 2; cat status")
    assert outcome.stderr == ""
    for _ in range(100):
        if (here / "status").exists() and (here / "status").read_text():
            break
        subprocess.run(["/bin/sleep", "0.1"], check=True)
    assert (here / "status").read_text() == "1\n"


def test_a_full_disk_behind_standard_output_is_one_line(here):
    outcome = shell("OAMC build app.yaml --format manifests >/dev/full")
    assert (outcome.returncode, outcome.stderr) == (1, "oamc: standard output cannot be written: no space left on device\n")


def test_a_limit_on_file_sizes_is_no_false_success(here):
    outcome = shell("ulimit -f 0; OAMC build app.yaml -o out")
    assert outcome.returncode == 1
    assert "OAM812" in outcome.stderr
    assert [path.name for path in here.iterdir()] == ["app.yaml"]


def test_output_is_the_same_whatever_the_surroundings(here):
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    first = run("build", "app.yaml", "--format", "manifests", env=environment).stdout
    for seed in ("2", "3"):
        assert (
            run(
                "build", "app.yaml", "--format", "manifests", env={**environment, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
            ).stdout
            == first
        )


def test_findings_reach_a_program(here):
    (here / "app.yaml").write_text("a: [\n")
    outcome = run("check", "app.yaml", "--diagnostics", "json")
    assert outcome.returncode == 1
    assert json.loads(outcome.stderr)["diagnostics"][0]["location"]["file"] == "app.yaml"


def test_chart_and_manifests_agree_on_random_values(here):
    outcome = run("verify", "app.yaml", "--samples", "3")
    assert (outcome.returncode, outcome.stderr) == (0, "shop: chart and manifests agree on 4 sets of values\n")


EMPTY_APPLICATION = head("ApplicationConfiguration", "shop")


def component_and(configuration):
    return APPLICATION.partition("---\n")[0] + configuration


@pytest.mark.parametrize(
    "configuration",
    [
        "",
        f"---\n{EMPTY_APPLICATION}spec: {{components: null}}\n",
        f"---\n{EMPTY_APPLICATION}spec: {{components: []}}\n",
    ],
)
def test_to_build_nothing_is_an_error_and_to_check_it_a_warning(here, configuration):
    (here / "app.yaml").write_text(component_and(configuration))
    for arguments in ((), ("--format", "manifests"), ("--format", "manifests", "-o", "out.yaml"), ("--check",)):
        outcome = run("build", "app.yaml", *arguments)
        assert (outcome.returncode, outcome.stdout, outcome.stderr.count("error[OAM841]")) == (1, "", 1)
    assert sorted(path.name for path in here.iterdir()) == ["app.yaml"]
    assert run("check", "app.yaml").returncode == 0
    outcome = run("verify", "app.yaml")
    assert (outcome.returncode, "there is nothing to verify" in outcome.stderr) == (1, True)


def test_the_output_of_the_last_application_is_found_and_removed(here):
    (here / "apps").mkdir()
    (here / "apps/a.yaml").write_text("kind: Service\n")
    (here / "apps/b.yaml").write_text("apiVersion: v1\nkind: Secret\n")
    (here / "apps/web.yaml").write_text(APPLICATION)
    assert run("build", "apps", "-o", "deploy").returncode == 0
    (here / "apps/web.yaml").write_text(component_and(""))
    build = run("build", "apps", "-o", "deploy")
    assert (build.returncode, build.stderr.count("error[")) == (1, 1)
    assert "error[OAM841]" in build.stderr
    assert " --> apps/web.yaml:1:1\n" in build.stderr
    assert 'run "oamc build apps -o deploy --prune"' in build.stderr
    check = run("build", "apps", "-o", "deploy", "--check")
    assert (check.returncode, check.stdout.splitlines()[0]) == (2, "left over deploy/shop")
    assert 'run "oamc build apps -o deploy --prune"' in check.stderr
    prune = run("build", "apps", "-o", "deploy", "--prune")
    assert (prune.returncode, "removed deploy/shop (" in prune.stderr) == (0, True)
    assert [path.name for path in (here / "deploy").iterdir()] == [".oamc.trees"]
    for arguments in ((), ("--check",), ("--prune",)):
        outcome = run("build", "apps", "-o", "deploy", *arguments)
        assert (outcome.returncode, "error[OAM841]" in outcome.stderr, "--prune" in outcome.stderr) == (1, True, False)


FOREIGN = {
    "kustomization.yaml": "resources: [secret.yaml]\n",
    "secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n---\napiVersion: apps/v1\nkind: Deployment\n",
}


def test_documents_of_other_systems_are_passed_over_in_directories_and_where_that_is_wanted(here):
    for name, text in FOREIGN.items():
        (here / name).write_text(text)
    expected = run("build", "app.yaml", "--format", "manifests").stdout
    named = sorted(path.name for path in here.iterdir())
    for arguments in (named, [".", "--foreign-documents", "error"]):
        refused = run("build", *arguments, "--format", "manifests")
        assert (refused.returncode, refused.stdout, refused.stderr.count("error[OAM202]")) == (1, "", 2)
        assert "--foreign-documents skip" in refused.stderr
    for arguments in (["."], [*named, "--foreign-documents", "skip"]):
        built = run("build", *arguments, "--format", "manifests")
        assert (built.returncode, built.stdout) == (0, expected)
        assert "notice[OAM843]: passed over 2 files of other systems, the first at kustomization.yaml\n" in built.stderr
    assert run("build", "secret.yaml", "--foreign-documents", "skip").returncode == 1


def test_what_is_no_text_or_no_yaml_and_does_not_speak_of_oam_is_passed_over_in_a_directory(here):
    files = {
        "chart/deployment.yaml": b"{{- if .Values.on }}\napiVersion: apps/v1\nkind: Deployment\n{{ end }}\n",
        "package.json": b'{"name": "shop", "name": "twice"}\n',
        "tsconfig.json": b"// with a comment\n{}\n",
        "playbook.yaml": b"- hosts: all\n",
        "latin.yaml": b"apiVersion: v1\nname: caf\xe9\n",
        "wide.yaml": "apiVersion: v1\nkind: Secret\n".encode("utf-16"),
        "grafana.yaml": b"apiVersion: 1\ndatasources: []\n",
        "kind-alone.yaml": b"kind: pipeline\n",
        "lock.json": b'{"a": "' + b"x" * (5 << 20) + b'"}\n',
        "duplicate.yaml": b"apiVersion: v1\nkind: Secret\nkind: Secret\n",
    }
    for name, content in files.items():
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(content)
    built = run("build", ".", "--format", "manifests")
    assert (built.returncode, built.stdout) == (0, run("build", "app.yaml", "--format", "manifests").stdout)
    assert built.stderr.count("OAM843") == 1
    assert "passed over 10 files of other systems, the first at chart/deployment.yaml\n" in built.stderr
    for name in files:
        assert run("check", "app.yaml", name).returncode == 1, name
        only = here / f"only-{name}"
        only.mkdir(parents=True)
        (here / name).rename(only / "it.yaml")
        assert run("check", only.name if "/" not in name else str(only)).returncode == 1, name


def test_a_file_that_speaks_of_oam_and_cannot_be_read_is_an_error_in_a_directory_too(here):
    for content in (
        b"apiVersion: core.oam.dev/v1alpha1\nkind: [\n",
        b"apiVersion: core.oam.dev/v1alpha1\nname: caf\xe9\n",
        "apiVersion: core.oam.dev/v1alpha1\n".encode("utf-16"),
        b"# " + b"x" * (4 << 20) + b"\napiVersion: core.oam.dev/v1alpha1\n",
        b"- apiVersion: core.hydra.io/v1alpha1\n",
    ):
        (here / "other.yaml").write_bytes(content)
        refused = run("check", ".")
        assert (refused.returncode, refused.stderr.count("other.yaml:") > 0) == (1, True), refused.stderr


def test_documents_of_other_systems_in_a_file_of_oam_are_counted_apart(here):
    (here / "both.yaml").write_text("apiVersion: v1\nkind: Secret\n---\n" + (here / "app.yaml").read_text())
    (here / "app.yaml").write_text("apiVersion: v1\nkind: ConfigMap\n")
    built = run("check", ".")
    assert built.returncode == 0
    assert "passed over 1 file and 1 document of other systems, the first at app.yaml\n" in built.stderr


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: core.oam.dv/v1alpha1\nkind: ComponentSchematic\n",
        "apiVersion: core.oam.dev/v1alpha9\nkind: ComponentSchematic\n",
        "apiVersion: core.hydra.io/v9\nkind: ComponentSchematic\n",
        "apiVersion:\nkind: ComponentSchematic\n",
        "apiVersion: [v1]\nkind: ComponentSchematic\n",
        "kind: ComponentSchematic\n",
        "apiVersion: 1\nkind: Secret\n",
    ],
)
def test_a_mistake_in_a_document_of_oam_is_not_passed_over(here, text):
    (here / "other.yaml").write_text(text)
    assert run("build", ".", "--foreign-documents", "skip").returncode == 1


def test_each_of_two_applications_is_compared_with_the_values_that_it_knows(here):
    # One name of an instance in both, a trait in one: neither its value nor samples of it concern the other.
    traits = "      traits: [{name: auto-scaler, properties: {minimum: 3, maximum: 9, cpu: 60}}]\n"
    second = APPLICATION[APPLICATION.index("---") :].replace("name: shop\n", "name: shop-test\n  namespace: test\n")
    (here / "app.yaml").write_text(APPLICATION + traits + second)
    outcome = run("verify", "app.yaml", "--samples", "3", "--set", "shop-web.traits.auto-scaler.cpu=7")
    assert outcome.returncode == 0
    # How many of the random sets both outputs refuse depends on what is drawn, not on the law.
    assert [line.partition(",")[0] for line in outcome.stderr.splitlines()] == [
        "shop: chart and manifests agree on 4 sets of values",
        "shop-test: chart and manifests agree on 4 sets of values",
    ]


VALUES_OF_ALL = """a-web:
  containers: {web: {image: "example/web:2"}}
b-web:
  containers: {web: {image: "example/web:3"}}
"""


def test_values_for_other_applications_of_the_project_are_no_mistake_in_a_part_of_it(here):
    for team in "ab":
        (here / "apps" / team).mkdir(parents=True)
        text = component(spec=containers(RESOURCES), workload="Worker") + application(instance(f"{team}-web"), name=team)
        (here / "apps" / team / "app.yaml").write_text(text)
    (here / "values.yaml").write_text(VALUES_OF_ALL)
    (here / "bad.yaml").write_text("c-web: {containers: {}}\n")
    part = ("build", "apps/a", "--format", "manifests", "--values", "values.yaml")
    refused = run(*part)
    assert (refused.returncode, refused.stderr.count("OAM753")) == (1, 1)
    (here / "oamc.toml").write_text('inputs = ["apps/a", "apps/b"]\n')
    built = run(*part)
    assert (built.returncode, built.stderr) == (0, "")
    assert "image: example/web:2" in built.stdout
    assert "example/web:3" not in built.stdout
    assert run("verify", "apps/a", "--values", "values.yaml", "--samples", "1").returncode == 0
    whole = run(
        "build", "--format", "manifests", "--values", "values.yaml", "--set", "b-web.containers.web.image=example/web:4"
    )
    assert (whole.returncode, "example/web:4" in whole.stdout) == (0, True)
    for wrong in (
        ("--values", "bad.yaml"),
        ("--set", "b-web.containers.web.image=example/web:4"),
        ("--no-config",),
    ):
        refused = run(*part, *wrong)
        assert (refused.returncode, refused.stdout, refused.stderr.count("error[OAM753]")) == (1, "", 1), refused.stderr
    (here / "apps/b/app.yaml").write_text("apiVersion: core.oam.dev/v1alpha1\nkind: [\n")
    refused = run(*part)
    assert (refused.returncode, refused.stderr.count("error["), "OAM753" in refused.stderr) == (1, 1, True)
    assert "the rest of the project has mistakes and may know it" in refused.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("image: example/web:1", "imag: example/web:1"),
        ("componentName: web", "componentName: wob"),
        ("workloadType: core.oam.dev/v1alpha1.Worker", "workloadType: core.oam.dev/v1alpha1.Wrker"),
    ],
)
def test_a_mistake_elsewhere_in_the_project_does_not_make_its_values_unknown(here, right, wrong):
    for team in "ab":
        (here / "apps" / team).mkdir(parents=True)
        text = component(spec=containers(RESOURCES), workload="Worker") + application(instance(f"{team}-web"), name=team)
        (here / "apps" / team / "app.yaml").write_text(text if team == "a" else text.replace(right, wrong))
    (here / "values.yaml").write_text(VALUES_OF_ALL)
    (here / "oamc.toml").write_text('inputs = ["apps"]\n')
    part = ("build", "apps/a", "--format", "manifests", "--values", "values.yaml")
    built = run(*part)
    assert (built.returncode, built.stderr, "image: example/web:2" in built.stdout) == (0, "", True)
    (here / "values.yaml").write_text(f"{VALUES_OF_ALL}c-web: {{replicas: 2}}\n")
    refused = run(*part)
    assert (refused.returncode, refused.stderr.count("OAM753")) == (1, 1)
    assert 'no value is called "c-web"' in refused.stderr
    assert 'the rest of the project has mistakes and may know it: "oamc check" shows them' in refused.stderr


def test_what_is_allowed_is_so_in_a_part_of_a_project_too(here):
    for team in "ab":
        (here / "apps" / team).mkdir(parents=True)
        text = component(spec=containers(f"{RESOURCES}      colour: red\n"), workload="Worker")
        (here / "apps" / team / "app.yaml").write_text(text + application(instance(f"{team}-web"), name=team))
    (here / "values.yaml").write_text(VALUES_OF_ALL)
    (here / "oamc.toml").write_text('inputs = ["apps"]\n')
    part = ("build", "apps/a", "--format", "manifests", "--values", "values.yaml")
    assert run(*part).stderr.count("error[OAM216]") == 1
    built = run(*part, "--allow-unknown-fields")
    assert (built.returncode, built.stderr.count("warning["), "example/web:2" in built.stdout) == (0, 1, True)


def test_what_a_project_says_of_its_charts_is_in_them(here):
    (here / "app.yaml").write_text(
        component(spec=containers(RESOURCES), workload="Worker")
        + application(instance("shop-web"), metadata="  annotations: {oam.dev/chart-icon: 'https://own.example.com/i.svg'}\n")
    )
    table = '[chart]\nhome = "https://shop.example.com"\nicon = "https://shop.example.com/i.svg"\n'
    (here / "oamc.toml").write_text(table)
    assert run("build", "app.yaml", "-o", "out").returncode == 0
    chart = (here / "out/shop/Chart.yaml").read_text()
    assert "home: https://shop.example.com\nicon: https://own.example.com/i.svg\n" in chart
    (here / "oamc.toml").write_text(table.replace("https://shop.example.com/i.svg", "ftp://hunter2"))
    refused = run("build", "app.yaml", "-o", "out", "--quiet")
    assert (refused.returncode, refused.stderr.count("error[OAM890]"), "--> oamc.toml:3:9" in refused.stderr) == (1, 1, True)
    assert "hunter2" not in refused.stderr
    assert (here / "out/shop/Chart.yaml").read_text() == chart


LEDGER = ".oamc.trees"
"""Names the input of each chart, as it was given."""


def chart_of(root):
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name != LEDGER)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_an_application_gives_the_same_chart_however_its_input_is_named_and_wherever_one_stands(here):
    (here / "apps/orders").mkdir(parents=True)
    (here / "apps/orders/orders.yaml").write_text(APPLICATION)
    (here / "elsewhere").mkdir()
    ways = {
        "folder": (here, ["apps"], None),
        "below": (here, ["apps/orders"], None),
        "file": (here, ["apps/orders/orders.yaml"], None),
        "dotted": (here, ["./apps/"], None),
        "absolute": (here / "elsewhere", [str(here / "apps")], None),
        "upwards": (here / "elsewhere", ["../apps/orders"], None),
        "stdin": (here / "elsewhere", ["-"], APPLICATION),
    }
    for name, (folder, inputs, given) in ways.items():
        outcome = run("build", *inputs, "-o", str(here / "out" / name), cwd=folder, input=given)
        assert outcome.returncode == 0, outcome.stderr
    charts = [chart_of(here / "out" / name) for name in ways]
    assert len(charts[0]) == 9
    assert all(chart == charts[0] for chart in charts)
