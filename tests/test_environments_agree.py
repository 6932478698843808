"""A chart of all environments, rendered by the real Helm engine with the values of one, is what manifests of that one are."""

import pytest
from ruamel.yaml import YAML

from oamc.cli.entry import run
from oamc.verification.compare import differences
from oamc.verification.engine import find_engine
from tests.support.surroundings import silence
from tests.unit.environments.conftest import FILES

ENVIRONMENTS = ("development", "staging", "production")


@pytest.fixture
def project(tmp_path, monkeypatch):
    silence(monkeypatch)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def without_namespace(body):
    metadata = {name: value for name, value in body["metadata"].items() if name != "namespace"}
    return {**body, "metadata": metadata}


@pytest.mark.slow
@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_values_of_an_environment_make_its_manifests_of_the_chart(project, environment, capsys):
    assert run(["build", "--all-envs", "-q"]) == 0
    capsys.readouterr()
    assert run(["build", "--env", environment, "--format", "manifests", "-q"]) == 0
    yaml = YAML(typ="safe")
    manifests = [without_namespace(body) for body in yaml.load_all(capsys.readouterr().out) if body]
    rendered = []
    with find_engine() as engine:
        for path in sorted(project.glob(f"charts/*/values-{environment}.yaml")):
            chart = path.parent
            files = {
                one.relative_to(chart).as_posix(): one.read_text()
                for one in chart.rglob("*")
                if one.is_file() and one.name != ".oamc-files"
            }
            made = engine.render(files, yaml.load(path.read_text()) or {}, namespace="default")
            assert not made.refusal
            rendered += [without_namespace(body) for body in made.documents]
    assert len(rendered) == len(manifests)
    assert differences(manifests, tuple(rendered)) == ()
