"""The engine in the worker process and the helm programs: one chart means the same in each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from oamc.verification import engine as engine_module
from oamc.verification.engine import Engine, EngineFailed, EngineMissing, HelmProgram, find_engine
from oamc.verification.worker import split
from tests.support.helm import helm_versions, shared_engine, shared_program

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 0.1.0\n",
    "values.yaml": "web: {image: a, replicas: 3, extra: yes}\n",
    "values.schema.json": '{"properties": {"web": {"properties": {"replicas": {"type": "integer"}}}}}',
    "templates/_helpers.tpl": '{{ define "shop.x" }}x{{ end }}',
    "templates/NOTES.txt": "thank you\n",
    "templates/b.yaml": "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n",
    "templates/a.yaml": """---
apiVersion: v1
kind: ConfigMap
metadata:
  name: first
data:
  values: {{ toJson .Values | quote }}
  release: {{ .Release.Name }}/{{ .Release.Namespace }}
  text: |
    one
    ---
    two
---
# nothing here
---
{{ if false }}a: 1{{ end }}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: second}
data: {number: {{ .Values.web.replicas | toJson }}}
""",
    "templates/tests/t.yaml": """apiVersion: v1
kind: Pod
metadata:
  name: test
  annotations: {"helm.sh/hook": test}
""",
}


def names(rendered):
    return [document["metadata"]["name"] for document in rendered.documents]


def one(template, **files):
    """Return a chart with one template."""
    return {"Chart.yaml": CHART["Chart.yaml"], "templates/a.yaml": template, **files}


def test_documents_come_by_file_then_place_without_tests_notes_and_empty_ones():
    rendered = shared_engine().render(CHART)
    assert rendered.refusal == ""
    assert names(rendered) == ["first", "second", "web"]
    assert rendered.documents[0]["data"]["text"] == "one\n---\ntwo\n"


def test_release_and_namespace_reach_the_templates():
    rendered = shared_engine().render(CHART, release="r", namespace="n")
    assert rendered.documents[0]["data"]["release"] == "r/n"


def test_the_kubernetes_version_reaches_the_templates():
    chart = one("a: {{ .Capabilities.KubeVersion.Version }}\n")
    assert shared_engine().render(chart, kube_version="1.31").documents == ({"a": "v1.31"},)


def test_a_null_override_removes_the_key():
    rendered = shared_engine().render(CHART, {"web": {"extra": None, "replicas": 1_000_000}})
    assert rendered.documents[0]["data"]["values"] == '{"web":{"image":"a","replicas":1000000}}'


def test_the_next_overrides_do_not_see_the_last_ones():
    shared_engine().render(CHART, {"web": {"image": "b"}})
    assert '"image":"a"' in shared_engine().render(CHART).documents[0]["data"]["values"]


def test_the_next_overrides_do_not_see_which_parts_the_last_ones_left_out_or_imported():
    needs = "dependencies: [{name: part, condition: part.enabled, import-values: [{child: web, parent: web}]}]\n"
    files = one(
        "a: {{ toJson .Values.web }}\n",
        **{
            "Chart.yaml": CHART["Chart.yaml"] + needs,
            "charts/part/Chart.yaml": "apiVersion: v2\nname: part\nversion: 0.1.0\n",
            "charts/part/values.yaml": "web: {image: a}\n",
            "charts/part/templates/b.yaml": "b: {{ .Values.web.image }}\n",
        },
    )
    both = ({"b": "a"}, {"a": {"image": "a"}})
    assert shared_engine().render(files).documents == both
    assert shared_engine().render(files, {"part": {"enabled": False}}).documents == ({"a": None},)
    assert shared_engine().render(files, {"part": {"web": {"image": "b"}}}).documents[0] == {"b": "b"}
    assert shared_engine().render(files).documents == both


def test_the_next_chart_is_not_the_last_one():
    shared_engine().render(one("a: 1\n"))
    assert shared_engine().render(one("a: 2\n")).documents == ({"a": 2},)


@pytest.mark.parametrize(
    ("chart", "overrides", "words"),
    [
        (one('{{ fail "boo" }}'), {}, "boo"),
        (one("{{ .Values.a"), {}, "unclosed action"),
        (one("- a\n"), {}, "YAML parse error on shop/templates/a.yaml"),
        (one("a: [\n"), {}, "YAML parse error on shop/templates/a.yaml"),
        (CHART, {"web": {"replicas": "x"}}, "got string, want integer"),
        ({"templates/a.yaml": "a: 1\n"}, {}, "Chart.yaml"),
    ],
)
def test_what_helm_refuses_is_a_refusal_in_its_words(chart, overrides, words):
    rendered = shared_engine().render(chart, overrides)
    assert words in rendered.refusal
    assert rendered.documents == ()


def test_lint_reports_errors_and_no_advice():
    assert shared_engine().lint(one("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n")) == ()
    (message,) = shared_engine().lint(one("a: [\n"))
    assert message.startswith("[ERROR] templates/a.yaml: ")


def test_lint_checks_the_overrides():
    assert any("want integer" in message for message in shared_engine().lint(CHART, {"web": {"replicas": "x"}}))


def test_a_path_that_leaves_the_chart_is_never_written():
    with pytest.raises(ValueError, match="not a path inside a chart"):
        shared_engine().lint({"../x": ""})


@pytest.mark.parametrize(
    ("rendered", "documents"),
    [
        ("a: 1", ["a: 1\n"]),
        ("---\na: 1\n---\nb: 1\n---\n", ["a: 1\n", "b: 1\n"]),
        ("a: 1\n\n", ["a: 1\n\n\n"]),
        ("a: 1\n--- # remark\nb: 1", ["a: 1\n", "# remark\nb: 1\n"]),
        ("a: |\n  x\n  ---\n  y", ["a: |\n  x\n  ---\n  y\n"]),
        (" \n\u3000\n", []),
    ],
)
def test_documents_are_split_as_helm_does(rendered, documents):
    assert list(split(rendered)) == documents


def test_a_worker_that_is_killed_is_reported_and_replaced():
    with Engine() as engine:
        os.kill(engine._process.pid, signal.SIGKILL)
        with pytest.raises(EngineFailed, match="ended unexpectedly"):
            engine.render(CHART)
        assert names(engine.render(CHART)) == ["first", "second", "web"]


@pytest.mark.slow
def test_a_chart_that_takes_too_long_is_stopped():
    endless = one("{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}")
    with Engine(seconds=0.5) as engine:
        begun = time.monotonic()
        with pytest.raises(EngineFailed, match="too long"):
            engine.render(endless)
        assert time.monotonic() - begun < 10


def test_nothing_stays_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Engine() as engine:
        process = engine._process
        engine.lint(CHART)
        engine.render(CHART)
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_beside_the_documents_is_never_imported(tmp_path):
    (tmp_path / "helm_python.py").write_text("raise SystemExit('imported')")
    (tmp_path / "json.py").write_text("raise SystemExit('imported')")
    script = "from oamc.verification.engine import Engine\nwith Engine() as engine: print(engine.version())"
    run = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(engine_module.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.startswith("v4."), run.stderr


def test_without_the_extra_and_without_a_program_the_way_to_install_is_told(monkeypatch):
    monkeypatch.setattr(Engine, "available", staticmethod(lambda: False))
    monkeypatch.setattr(engine_module.shutil, "which", lambda _: None)
    with pytest.raises(EngineMissing, match=r'pip install "oamc\[helm\]"'):
        find_engine()


def test_a_library_that_does_not_load_is_a_missing_engine(monkeypatch, tmp_path):
    library = tmp_path / "libhelm_c.so"
    library.write_text("no library")
    monkeypatch.setenv("HELM_C_LIB", str(library))
    with pytest.raises(EngineMissing, match="does not load"), Engine():
        pass


def test_without_the_extra_a_program_on_the_path_serves(monkeypatch):
    monkeypatch.setattr(Engine, "available", staticmethod(lambda: False))
    monkeypatch.setattr(engine_module.shutil, "which", lambda _: "/somewhere/helm")
    assert isinstance(find_engine(), HelmProgram)


def test_the_engine_of_the_extra_comes_first():
    assert isinstance(find_engine(), Engine)


def test_a_program_that_is_not_there_is_missing(tmp_path):
    with pytest.raises(EngineMissing, match="no helm program"), HelmProgram(str(tmp_path / "helm")):
        pass


def test_a_program_that_takes_too_long_is_stopped(tmp_path):
    program = tmp_path / "helm"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    with HelmProgram(str(program), seconds=0.2) as helm, pytest.raises(EngineFailed, match=r"more than 0\.2 seconds"):
        helm.render(CHART)


@pytest.mark.slow
@helm_versions
@pytest.mark.parametrize("overrides", [{}, {"web": {"extra": None, "image": None}}, {"web": {"replicas": 1_000_000.0}}])
def test_a_program_renders_what_the_engine_renders(version, overrides):
    program = shared_program(version)
    assert program.version().startswith(version.rpartition(".")[0])
    assert program.render(CHART, overrides) == shared_engine().render(CHART, overrides)


@helm_versions
def test_a_program_refuses_in_the_words_of_the_engine(version):
    chart = one('{{ fail "boo" }}')
    assert shared_program(version).render(chart).refusal == shared_engine().render(chart).refusal


@pytest.mark.slow
@helm_versions
def test_a_program_lints_as_the_engine_does(version):
    for chart in (CHART, one("a: [\n"), one("apiVersion: v1\nkind: Service\nmetadata: {name: A_}\n")):
        assert shared_program(version).lint(chart) == shared_engine().lint(chart)


@helm_versions
def test_a_program_sees_no_home_and_no_cluster(version, monkeypatch):
    monkeypatch.setenv("HELM_NAMESPACE", "elsewhere")
    monkeypatch.setenv("KUBECONFIG", "/nowhere")
    assert shared_program(version).render(one("a: {{ .Release.Namespace }}\n")).documents == ({"a": "default"},)
