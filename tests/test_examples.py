"""The examples: each builds to both outputs, strictly, and the real Helm engine makes of the chart what the manifests are."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from oamc.api import compile_documents
from oamc.diagnostics.reports import Reports
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile
from oamc.verification.compare import differences
from oamc.verification.samples import draw
from tests.support.cue import built_program, offer_engine
from tests.support.helm import shared_engine
from tests.support.kubernetes_modules import RELEASES


def text_of(path):
    return path.read_text(encoding="utf-8") if path.is_file() else ""


EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/application.yaml"))
WARNINGS_ON_PURPOSE = {"blog": ["OAM271"], "scopes": ["OAM324", "OAM520", "OAM324"], "own-types": ["OAM520"]}
VERSIONS = tuple(RELEASES)
SUFFIXES = {".yaml", ".cue"}
WITH_CUE = {
    path.parent.name
    for suffix in SUFFIXES
    for path in EXAMPLES.glob(f"*/*{suffix}")
    if suffix == ".cue" or "\n  cue: |\n" in text_of(path)
}
"""Examples that need the engine for CUE."""
SAMPLES = 5
OPTIONS = {"orchard": {"charts_as": "flux"}}
"""Options with which both outputs of an example have the same objects: manifests hold no chart of somebody else."""


def documents(*names):
    paths = [path for name in names for path in sorted((EXAMPLES / name).iterdir()) if path.suffix in SUFFIXES]
    return {path.relative_to(EXAMPLES).as_posix(): path.read_bytes() for path in paths}


def build(*names, strict=True, **options):
    if not WITH_CUE.isdisjoint(names) and not offer_engine():
        built_program()  # which skips the test
    own = {key: value for name in names for key, value in OPTIONS.get(name, {}).items()}
    return compile_documents(documents(*names), strict=strict, kube_versions=VERSIONS, **own, **options)


def objects(result, application):
    output = next(output for output in result.outputs if output.application == application)
    sources = [SourceFile(path=path, label=path, text=text) for path, text in output.files.items()]
    return [plain(document.root) for source in sources for document in read(source, Reports())]


def only(kind, found):
    (match,) = (item for item in found if item["kind"] == kind)
    return match


def test_a_chart_of_somebody_else_is_a_dependency_of_the_chart():
    (chart,) = compile_documents(documents("orchard"), strict=True).outputs
    assert chart.of_others == ("Chart.lock", "charts/")
    assert "condition: cache.enabled\n" in chart.files["Chart.yaml"]


def test_there_are_at_least_five_examples():
    assert len(NAMES) >= 5


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("output_format", ["helm", "manifests"])
def test_an_example_builds_strictly_with_no_warnings_but_those_on_purpose(name, output_format):
    result = build(name, format=output_format)
    assert [found.code.id for found in result.diagnostics] == WARNINGS_ON_PURPOSE.get(name, [])
    assert len(result.outputs) == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_engine_makes_of_the_chart_what_the_manifests_are(name):
    (chart,) = build(name).outputs
    defaults = plain(read(SourceFile(path="values", label="values", text=chart.files["values.yaml"]), Reports())[0].root)
    samples = [{}, *draw(json.loads(chart.files["values.schema.json"]), 1, SAMPLES, defaults)]
    for values in samples:
        rendered = shared_engine().render(chart.files, values)
        # What only a field of Kubernetes refuses is told of manifests and not of charts, which a strict run takes for wrong.
        result = build(name, format="manifests", values=values, strict=False)
        if rendered.refusal:
            assert not result.ok, values
        else:
            assert differences(objects(result, chart.application), rendered.documents) == (), values


@pytest.mark.parametrize("name", NAMES)
def test_helm_lint_finds_nothing_in_the_chart_of_an_example(name):
    (chart,) = build(name).outputs
    assert shared_engine().lint(chart.files) == ()


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_explained_and_listed(name):
    assert (EXAMPLES / name / "README.md").read_text(encoding="utf-8").startswith(f"# {name}\n")
    assert f"[{name}]({name}/README.md)" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_the_flagship_scales_from_three_to_ten_with_4096_connections_and_without_privilege_escalation():
    found = objects(build("my-awesome-app", format="manifests"), "my-awesome-app")
    scaler = only("HorizontalPodAutoscaler", found)["spec"]
    (container,) = only("Deployment", found)["spec"]["template"]["spec"]["containers"]
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (3, 10)
    assert {"name": "CONNECTIONS", "value": "4096"} in container["env"]
    assert container["securityContext"] == {"allowPrivilegeEscalation": False}


def test_the_connections_of_the_flagship_are_live_in_the_chart():
    (chart,) = build("my-awesome-app").outputs
    values = {"web-front-end": {"parameters": {"connections": 8192}}}
    rendered = shared_engine().render(chart.files, values)
    (container,) = only("Deployment", rendered.documents)["spec"]["template"]["spec"]["containers"]
    assert {"name": "CONNECTIONS", "value": "8192"} in container["env"]


def test_all_examples_build_together_and_each_takes_its_own_values():
    values = {"welcome": {"parameters": {"shout": True}}, "mailer": {"traits": {"manual-scaler": {"replicaCount": 4}}}}
    result = build(*NAMES, format="manifests", values=values)
    assert result.ok
    assert len(result.outputs) == len(NAMES)
    (mailer,) = (item for item in objects(result, "shop") if item["metadata"]["name"] == "mailer")
    assert mailer["spec"]["replicas"] == 4


def test_a_value_that_no_application_knows_is_an_error():
    result = build("greeter", "shop", values={"nobody": {"parameters": {"shout": True}}})
    assert "OAM753" in {found.code.id for found in result.diagnostics}
    assert result.outputs == ()


def test_the_demo_builds_renders_and_says_where_to_look(tmp_path, monkeypatch, capfd):
    spec = importlib.util.spec_from_file_location("demo", EXAMPLES / "demo.py")
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    monkeypatch.setenv("PYTHONPATH", str(EXAMPLES.parent))
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    assert demo.main() == 0
    printed = capfd.readouterr().out
    assert (tmp_path / "build/demo/charts/my-awesome-app/Chart.yaml").exists()
    assert "HorizontalPodAutoscaler  web-front-end-trait-autoscaler" in printed
    assert "8192" in printed
    assert "examples/my-awesome-app" in printed
