import io
import subprocess
import sys

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import PODS
from oamc.capabilities.property_schema import Struct
from oamc.cli.commands import init
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.disk import file_staging
from oamc.model.vocabularies import KUBEVELA
from oamc.options import Options
from oamc.spans import SourceFile

KINDS = [known.short_name for known in CATALOG.named_workload_types if PODS in known.features]


def findings(files):
    """Compile the files of a project, and return the codes of what is found and the names of what comes out."""
    sources = tuple(SourceFile(path=path, label=path, text=text) for path, text in files.items() if path.endswith(".yaml"))
    reports = Reports(strict=True)
    outputs = build(sources, Options(), reports)
    return [found.code.id for found in reports.found], [output.application for output in outputs]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", ["", "demo.example.com"])
def test_a_project_of_each_kind_compiles_without_a_finding(kind, host):
    serves = kind.endswith("Server")
    project = init.Project(
        name="demo", kind=kind, image="example/demo:1", port="8080" if serves else "", host=host if serves else ""
    )
    assert findings(init.project_files(project)) == ([], ["demo"])


@pytest.mark.parametrize("kind", init.KINDS_OF_KUBEVELA)
@pytest.mark.parametrize("host", ["", "demo.example.com"])
def test_a_project_of_each_type_of_kubevela_compiles_without_a_finding(kind, host):
    serves = init.SERVES in init.KINDS_OF_KUBEVELA[kind]
    port, host = ("8080", host) if serves else ("", "")
    project = init.Project(name="demo", kind=kind, image="example/demo:1", port=port, host=host, api="v1beta1")
    files = init.project_files(project)
    assert files.keys() == {"app.yaml", "oamc.toml", "README.md"}
    assert findings(files) == ([], ["demo"])
    assert ("type: scaler" in files["app.yaml"]) == (init.SCALES in init.KINDS_OF_KUBEVELA[kind])
    assert ("type: gateway" in files["app.yaml"]) == bool(host)


def test_the_types_of_kubevela_are_those_that_run_an_image():
    catalog = CATALOGS[KUBEVELA]
    with_image = {
        kind.name
        for kind in catalog.workload_types
        if isinstance(kind.schema, Struct) and "imagePullPolicy" in {item.name for item in kind.schema.items}
    }
    assert init.KINDS_OF_KUBEVELA.keys() == with_image


@pytest.mark.usefixtures("bare_environment")
def test_a_project_of_kubevela_checks_and_builds(oamc):
    made = oamc("init", "shop", "--api", "v1beta1", "--host", "shop.example.com")
    assert made.status == 0
    assert made.err.startswith("wrote shop/app.yaml\nwrote shop/oamc.toml\nwrote shop/README.md\n")
    assert oamc("check", "shop").err == ""
    assert oamc("build", "shop", "-o", "deploy").status == 0
    assert oamc("init", "other", "--api", "v1beta1", "--kind", "worker", "--port", "1").status == 64
    assert "did you mean webservice?" in oamc("init", "other", "--api", "v1beta1", "--kind", "webservce").err


@pytest.mark.slow
def test_a_project_builds_checks_and_verifies(tmp_path):
    def oamc(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "oamc", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    made = oamc("init", "shop", "--host", "shop.example.com")
    assert made.returncode == 0
    assert made.stderr == (
        "wrote shop/components/shop.yaml\nwrote shop/app.yaml\nwrote shop/oamc.toml\nwrote shop/README.md\n"
        'go on with "oamc check shop" and "oamc build shop -o deploy"\n'
    )
    for command in (("check", "shop"), ("build", "shop", "-o", "deploy"), ("build", "shop", "-o", "deploy", "--check")):
        done = oamc(*command)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "agree" in oamc("verify", "shop", "--samples", "3").stdout + oamc("verify", "shop", "--samples", "3").stderr


def test_the_name_is_that_of_the_directory_where_it_can_be_one(oamc, tmp_path, monkeypatch):
    for directory, name in (("My Shop", "my-shop"), ("1st", "demo"), ("x" * 60, "demo"), ("caf\u00e9", "caf")):
        (tmp_path / directory).mkdir()
        monkeypatch.chdir(tmp_path / directory)
        assert oamc("init", "--quiet").err == ""
        assert (tmp_path / directory / "components" / f"{name}.yaml").is_file()


def test_nothing_that_is_there_is_written_over_and_nothing_is_written_beside_it(oamc, bare_environment):
    bare_environment /= f"folder-{'x' * 200}"
    bare_environment.mkdir()
    (bare_environment / "app.yaml").write_text("mine\n")
    (bare_environment / "README.md").symlink_to("nowhere")
    outcome = oamc("init", str(bare_environment), "--name", "demo")
    assert outcome.status == 1
    assert outcome.err.count("error[OAM880]") == 2
    assert "app.yaml" in outcome.err
    assert "README.md" in outcome.err
    assert sorted(path.name for path in bare_environment.iterdir()) == ["README.md", "app.yaml"]
    assert (bare_environment / "app.yaml").read_text() == "mine\n"


def test_what_was_written_goes_again_where_somebody_writes_at_the_same_time(oamc, bare_environment, monkeypatch):
    real = init.project_files

    def meanwhile(project):
        files = real(project)
        monkeypatch.setattr(init.os.path, "lexists", lambda _: False)
        (bare_environment / "oamc.toml").write_text("theirs\n")
        return files

    monkeypatch.setattr(init, "project_files", meanwhile)
    outcome = oamc("init", str(bare_environment), "--name", "demo")
    assert outcome.status == 1
    assert "somebody else has written it just now" in outcome.err
    assert [path.name for path in bare_environment.rglob("*")] == ["oamc.toml"]
    assert (bare_environment / "oamc.toml").read_text() == "theirs\n"


def test_a_run_that_is_ended_leaves_nothing(oamc, bare_environment, monkeypatch):
    real = file_staging.write_single_file

    def ended(path, *others):
        if path.endswith("oamc.toml"):
            raise KeyboardInterrupt
        return real(path, *others)

    monkeypatch.setattr(file_staging, "write_single_file", ended)
    assert oamc("init", "--name", "demo").status == 130
    assert list(bare_environment.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--name", "Demo"), "--name "),
        (("--name", "x" * 41), "--name must have at most 40 characters"),
        (("--name", "a\n{{ x }}"), "--name "),
        (("--name", ""), "--name "),
        (("--image", "a b"), "--image "),
        (("--image", "{{ 7 * 7 }}"), "--image "),
        (("--port", "0"), "--port "),
        (("--port", "65536"), "--port "),
        (("--port", "http"), "--port "),
        (("--port", "9" * 5000), "--port "),
        (("--host=-x",), "--host "),
        (("--kind", "Servre"), "did you mean Server?"),
        (("--kind", "Function"), 'there is no workload type "Function" with containers'),
        (("--kind", "Worker", "--port", "80"), "a Worker has no port"),
        (("--kind", "Task", "--host", "a.example.com"), "a Task has no host"),
        (("a", "b"), "init takes one directory"),
        (("",), "the directory is the empty text"),
    ],
)
def test_what_cannot_be_is_wrong_usage_and_writes_nothing(oamc, bare_environment, arguments, message):
    outcome = oamc("init", *arguments)
    assert outcome.status == 64
    assert message in outcome.err
    assert list(bare_environment.iterdir()) == []


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def answers(monkeypatch):
    """Sit at a terminal and type lines."""

    def type_lines(text):
        monkeypatch.setattr(sys, "stdin", Terminal(text))
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    return type_lines


def test_at_a_terminal_without_flags_it_asks(oamc, bare_environment, answers):
    answers("shop\nSingletonServer\nexample/shop:2\n 9000 \nshop.example.com\n")
    outcome = oamc("init")
    assert outcome.status == 0
    assert outcome.err.startswith("name of the application [")
    assert "image [nginxinc/nginx-unprivileged:1.27]: port that it listens on [8080]: host name" in outcome.err
    component = (bare_environment / "components" / "shop.yaml").read_text()
    assert "SingletonServer" in component
    assert "image: example/shop:2\n" in component
    assert "containerPort: 9000\n" in component
    assert "hostname: shop.example.com\n" in (bare_environment / "app.yaml").read_text()


def test_an_empty_answer_is_the_default_and_no_answer_the_end(oamc, bare_environment, answers):
    answers("shop\n\n")
    outcome = oamc("init")
    assert outcome.status == 64
    assert "the questions were not answered" in outcome.err
    assert list(bare_environment.iterdir()) == []
    answers("shop\nWorker\n\n")
    assert oamc("init").status == 0
    assert "Worker\n" in (bare_environment / "components" / "shop.yaml").read_text()


def test_with_a_flag_it_asks_nothing(oamc, tmp_path, answers):
    answers("")
    assert oamc("init", str(tmp_path / "a"), "--name", "shop").status == 0


def test_closed_streams_are_no_terminal(monkeypatch):
    closed = Terminal()
    monkeypatch.setattr(sys, "stdin", closed)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert init._is_terminal()
    closed.close()
    monkeypatch.setattr(closed.__class__, "isatty", io.StringIO.isatty)
    assert not init._is_terminal()
    monkeypatch.setattr(sys, "stdin", None)
    assert not init._is_terminal()
