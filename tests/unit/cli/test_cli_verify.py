# ruff: noqa: ARG001, ARG002, ARG005 - fixtures work by being asked for, stand-ins have the signature of what they stand for
"""`oamc verify` over stand-ins for the compiler and the engine: what is compared, what is reported, what is said."""

import json
from types import SimpleNamespace

import pytest

from oamc.diagnostics.reports import ERROR, Code
from oamc.expressions.types import NumberType
from oamc.records import replace
from oamc.values.parameters import BUILT_IN, Assignment, Parameter
from oamc.verification import engine as engine_room
from oamc.verification.contract import EngineFailed, EngineMissing, Rendered

REFUSED = Code(id="OAM997", severity=ERROR, template="refused")
REPLICAS = Parameter(
    path=("web", "replicas"),
    type=NumberType(whole=True, minimum=1, maximum=9),
    description="",
    history=(Assignment(source=BUILT_IN, value=3, span=None),),
)


class Compilation:
    """A chart with one value."""

    def __init__(self, sources, options, reports, watch=None):
        assert watch is None or callable(watch)
        files = {"values.yaml": "web: {replicas: 3}\n"}
        self.outputs = (SimpleNamespace(application="shop", path="shop", files=files),)
        self.checked = (SimpleNamespace(objects=SimpleNamespace(parameters=(REPLICAS,))),)


class Engine:
    """Renders one object that holds the replicas, or does what a test asks for."""

    def __init__(self):
        self.calls = []
        self.answer = lambda values: Rendered(documents=(deployment(replicas(values)),))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def render(self, files, overrides, *, namespace, kube_version):
        self.calls.append((overrides, kube_version))
        return self.answer(overrides)


def replicas(values):
    return (values.get("web") or {}).get("replicas") or 3


def deployment(number):
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": number}}


@pytest.fixture
def engine(monkeypatch, compiler):
    stand_in = Engine()
    monkeypatch.setattr(engine_room, "find_engine", lambda: stand_in)

    def build(sources, options, reports):
        values = json.loads(options.overrides.files[0].text)
        if replicas(values) == compiler.refused:
            reports.add(REFUSED, at=None)
            return ()
        return (compiler.Output(application="shop", files={"shop.yaml": json.dumps(deployment(replicas(values)))}),)

    compiler.build = build
    compiler.Compilation = Compilation
    compiler.refused = None
    return stand_in


def test_equal_outputs_are_fine_and_counted(oamc, here, engine):
    outcome = oamc("verify", "app.yaml", "--samples", "5", "--kube-version", "1.31")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "shop: chart and manifests agree on 6 sets of values\n"
    assert len(engine.calls) == 6
    assert {version for _, version in engine.calls} == {"1.31"}
    assert oamc("verify", "app.yaml", "-q").err == ""


def test_samples_depend_on_the_seed_alone(oamc, here, engine):
    def drawn(seed):
        engine.calls.clear()
        oamc("verify", "app.yaml", "--samples", "8", "--seed", seed)
        return [values for values, _ in engine.calls]

    assert drawn("1") == drawn("1")
    assert drawn("1") != drawn("2")


def test_the_values_given_are_part_of_every_comparison(oamc, here, engine):
    oamc("verify", "app.yaml", "--samples", "0", "--set", "web.replicas=7")
    assert engine.calls[0][0] == {"web": {"replicas": 7}}


def test_a_difference_names_its_place_and_its_values_only_when_asked(oamc, here, engine):
    engine.answer = lambda values: Rendered(documents=(deployment(12345),))
    outcome = oamc("verify", "app.yaml", "--samples", "0")
    assert outcome.status == 1
    assert 'error[OAM831]: chart and manifests of "shop" differ with its defaults: ' in outcome.err
    assert "spec.replicas" in outcome.err
    assert "12345" not in outcome.err
    assert "12345" in oamc("verify", "app.yaml", "--samples", "0", "--show-values").err


def test_a_chart_that_helm_refuses_alone_is_an_error(oamc, here, engine):
    engine.answer = lambda values: Rendered(refusal="hunter2 is wrong")
    outcome = oamc("verify", "app.yaml", "--samples", "0")
    assert outcome.status == 1
    assert "OAM832" in outcome.err
    assert "hunter2" not in outcome.err
    assert "hunter2" in oamc("verify", "app.yaml", "--samples", "0", "--show-values").err


def test_manifests_that_are_refused_alone_are_an_error(oamc, here, engine, compiler):
    compiler.refused = 3
    outcome = oamc("verify", "app.yaml", "--samples", "0")
    assert outcome.status == 1
    assert "OAM834" in outcome.err


def test_a_refusal_by_both_sides_is_agreement(oamc, here, engine, compiler):
    compiler.refused = 3
    engine.answer = lambda values: Rendered(refusal="no")
    outcome = oamc("verify", "app.yaml", "--samples", "0")
    assert (outcome.status, outcome.err) == (0, "shop: chart and manifests agree on 1 set of values, of which both refuse 1\n")


@pytest.mark.parametrize(("error", "code"), [(EngineMissing, "OAM833"), (EngineFailed, "OAM835")])
def test_an_engine_that_is_missing_or_broken_is_a_diagnostic(oamc, here, monkeypatch, error, code):
    def fail():
        raise error("it took too long")

    monkeypatch.setattr(engine_room, "find_engine", fail)
    outcome = oamc("verify", "app.yaml")
    assert outcome.status == 1
    assert code in outcome.err
    assert ('pip install "oamc[helm]"' in outcome.err) == (error is EngineMissing)


def test_a_number_of_samples_that_is_none_is_wrong_usage(oamc, here):
    for text in ("-1", "many", "1.5", "9" * 20):
        assert oamc("verify", "app.yaml", f"--samples={text}").status == 64


def test_an_open_value_is_asked_for_unless_it_may_stay_open(oamc, here, engine, monkeypatch):
    monkeypatch.setattr(f"{__name__}.REPLICAS", replace(REPLICAS, history=()))
    outcome = oamc("verify", "app.yaml")
    assert outcome.status == 1
    assert "error[OAM756]" in outcome.err
    assert "--set web.replicas=NUMBER" in outcome.err
    assert not engine.calls
    assert oamc("verify", "app.yaml", "--set", "web.replicas=3").status == 0
    assert oamc("verify", "app.yaml", "--allow-unset").status == 0
    assert all(values.get("web", {}).get("replicas") for values, _ in engine.calls[-20:]), "every sample has the value"
