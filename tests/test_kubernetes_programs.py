"""All that oamc writes for golden cases, examples and the corpus, in the API server's own code of two versions of Kubernetes.

Nothing is refused, and nothing warned of but what `tests/support/api_server.py` names. The programs are built once by
`make kubernetes-programs`; where they are not, these tests are skipped and counted.
"""

from __future__ import annotations

import os

import pytest

from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.values.overrides import combine
from tests import test_corpus, test_examples
from tests.golden_files import GOLDEN, cases, compiled
from tests.kubernetes_programs import build
from tests.support import agreement
from tests.support.api_server import is_judged, judged_versions, objections, shared_judge
from tests.support.go_programs import status
from tests.support.helm import shared_engine

CASES = cases(GOLDEN)
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
NOT_CHANGEABLE = {
    "Job": "the template of a Job is fixed: a new one gets another name",
    "PersistentVolumeClaim": "storage class, access mode and a other size of a claim are fixed",
    "StatefulSet": "its claims and its Service are fixed",
}
"""Kinds of which some changes are refused after an installation, each with the reason."""


def accepted_overrides(case):
    """Return the overrides of a case that are taken, and none."""
    return [{}, *(overrides for overrides in case.overrides if "refused" not in overrides)]


def manifests(case, overrides):
    """Return the objects of a case in manifest form."""
    built = compiled(case, overrides=overrides, format="manifests") if overrides else compiled(case, format="manifests")
    return [item for output in built.outputs for item in agreement.objects(output.files)]


@judged_versions
@every_case
def test_every_golden_object_is_taken(version, case):
    judge = shared_judge(version)
    for overrides in accepted_overrides(case):
        assert list(objections(judge, manifests(case, overrides))) == [], overrides.get("name")


@judged_versions
@every_case
def test_every_object_of_a_golden_chart_is_taken(version, case):
    judge = shared_judge(version)
    charts = compiled(case, format="helm").outputs
    for overrides in accepted_overrides(case):
        reports = Reports()
        values = combine(case.given(overrides, reports), reports).values if overrides else {}
        for chart in charts:
            rendered = shared_engine().render(chart.files, values)
            assert not rendered.refusal
            assert list(objections(judge, rendered.documents)) == [], overrides.get("name")


@judged_versions
@every_case
def test_a_golden_override_can_be_applied_over_what_is_installed(version, case):
    judge = shared_judge(version)
    before = {identity(item): item for item in manifests(case, {}) if is_judged(item)}
    for overrides in accepted_overrides(case):
        for item in manifests(case, overrides):
            if identity(item) in before and item["kind"] not in NOT_CHANGEABLE:
                told = overrides.get("first-installation-only")
                errors = [
                    error for error in judge.change(before[identity(item)], item).errors if told is None or told not in error
                ]
                assert errors == [], (overrides.get("name"), item["kind"])


def identity(item):
    """Return what makes an object the same one after a change."""
    return item["apiVersion"], item["kind"], item["metadata"].get("namespace"), item["metadata"]["name"]


@judged_versions
@pytest.mark.parametrize("name", test_examples.NAMES)
def test_every_object_of_an_example_is_taken(version, name):
    judge = shared_judge(version)
    outputs = test_examples.build(name, format="manifests").outputs
    assert outputs
    for output in outputs:
        assert list(objections(judge, agreement.objects(output.files))) == []


@test_corpus.needs_corpus
@judged_versions
@pytest.mark.parametrize("case", [case for case in test_corpus.CASES if case["objects"]], ids=lambda case: case["title"])
def test_every_object_of_the_corpus_is_taken(version, case):
    judge = shared_judge(version)
    outputs, _ = test_corpus.run(case, Options(format="manifests"))
    assert outputs
    for output in outputs:
        assert list(objections(judge, agreement.objects(output.files))) == []


@judged_versions
def test_the_judge_refuses_warns_and_knows_what_cannot_be_changed(version):
    judge = shared_judge(version)
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "a"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }
    other = {**claim, "spec": {**claim["spec"], "accessModes": ["ReadWriteMany"]}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "a"}]}}
    old = {**pod, "spec": {**pod["spec"], "nodeSelector": {"beta.kubernetes.io/os": "linux"}}}
    assert judge.create(claim) == ((), (), False)
    assert "immutable after creation" in judge.change(claim, other).errors[0]
    assert judge.change(claim, claim).errors == ()
    assert "deprecated" in judge.create(old).warnings[0]
    assert (
        'unknown field "spec.containers[0].img"'
        in judge.create({**pod, "spec": {"containers": [{"name": "a", "image": "a", "img": "b"}]}}).errors[0]
    )
    assert "duplicate field" in judge.judged('{"object": {"apiVersion": "v1", "kind": "Pod", "kind": "Pod"}}').errors[0]
    assert judge.create({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a"}}).unknown
    assert [text.partition(": ")[0] for text in objections(judge, [old, {**pod, "spec": {}}])] == [
        "Pod a is warned of",
        "Pod a is refused",
    ]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache, and a folder for a program called go that is the only one to be found."""
    monkeypatch.setenv("OAMC_PROGRAMS", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    return tmp_path


def write_go(folder, script):
    program = folder / "go"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.usefixtures("cache")
def test_without_go_nothing_is_built_and_nothing_fails(capsys):
    assert status([build.build_judge("1.30")]) == 0
    assert "there is no Go here; its tests will be skipped" in capsys.readouterr().out
    assert not build.program_path("1.30").exists()


def test_a_build_that_fails_stops_ci_and_leaves_nothing(cache, capsys, monkeypatch):
    write_go(cache, "echo no such module >&2; exit 1")
    assert status([build.build_judge("1.30")]) == 1
    assert "no such module" in capsys.readouterr().out
    assert list(build.program_path("1.30").parent.iterdir()) == []
    monkeypatch.delenv("CI")
    assert status([build.build_judge("1.30")]) == 0


def test_a_program_is_built_once_from_its_sources_and_former_ones_go(cache, capsys):
    sources = "test -f main.go && test -f go.mod && test -f go.sum"
    write_go(cache, f'{sources} && while [ "$1" != -o ]; do shift; done && echo program > "$2"')
    former = build.program_path("1.30").parent.parent / "v1.30.14-former"
    other = former.parent / "v1.37.2-other"
    for folder in (former, other):
        folder.mkdir(parents=True)
        os.utime(folder, (0, 0))
    assert build.build_judge("1.30")
    assert build.program_path("1.30").read_text() == "program\n"
    assert not former.exists()
    assert other.exists()
    write_go(cache, "exit 1")
    assert build.build_judge("1.30")
    assert "in the cache" in capsys.readouterr().out
