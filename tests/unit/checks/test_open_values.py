"""Required parameters without a value: given by overrides, open in a chart, asked for by Helm and by the manifests."""

from __future__ import annotations

import json

import pytest

from oamc.choices import MANIFESTS
from oamc.compiler import build
from oamc.diagnostics.reports import ERROR, Reports
from oamc.options import Options
from oamc.spans import SourceFile
from oamc.values.given import Assignment, Overrides
from oamc.verification.samples import draw
from tests.strategies.applications import as_text, sample_application
from tests.support import agreement
from tests.support.helm import helm_versions, shared_engine, shared_program

INPUT = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters:
    - {name: host, type: string, pattern: '^[a-z]+\\.example\\.com$', required: true}
    - {name: count, type: integer, minimum: 3, required: true}
    - {name: level, type: string, enum: [low, high], required: true}
  containers:
    - name: web
      image: example/web:1
      resources: {cpu: {required: 0.1}, memory: {required: 64Mi}}
      env:
        - {name: HOST, fromParam: host}
        - {name: COUNT, fromParam: count}
      config:
        - {path: /etc/level, fromParam: level}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
    - {componentName: web, instanceName: shop-web}
"""
GIVEN = {"shop-web": {"parameters": {"host": "a.example.com", "count": 3, "level": "high"}}}


def compiled(text=INPUT, *, overrides=None, **options):
    reports = Reports()
    files = () if overrides is None else (SourceFile(path="values", label="values", text=json.dumps(overrides)),)
    chosen = Options(overrides=Overrides(files=files), **options)
    outputs = build((SourceFile(path="app.yaml", label="app.yaml", text=text),), chosen, reports)
    return outputs[0].files if outputs else None, [found.code.id for found in reports.found if found.severity == ERROR]


def without(name):
    return {"shop-web": {"parameters": {key: value for key, value in GIVEN["shop-web"]["parameters"].items() if key != name}}}


@pytest.mark.parametrize("output", ["helm", MANIFESTS])
def test_an_override_is_a_value_of_a_required_parameter(output):
    assert compiled(format=output) == (None, ["OAM404"] * 3)
    files, errors = compiled(format=output, overrides=GIVEN)
    assert not errors
    assert "a.example.com" in "".join(files.values())


@pytest.mark.parametrize("output", ["helm", MANIFESTS])
@pytest.mark.parametrize("name", ["host", "count", "level"])
def test_what_no_override_gives_is_still_required(output, name):
    assert compiled(format=output, overrides=without(name))[1] == ["OAM404"]
    removed = GIVEN["shop-web"]["parameters"] | {name: None}
    assert compiled(format=output, overrides={"shop-web": {"parameters": removed}})[1] == ["OAM404"]


def test_an_override_that_breaks_a_rule_is_refused():
    wrong = GIVEN["shop-web"]["parameters"] | {"count": 2}
    assert compiled(overrides={"shop-web": {"parameters": wrong}})[1] == ["OAM754"]


def test_a_flag_gives_a_value_as_a_file_does():
    flags = (
        Assignment(flag="--set-string", text="shop-web.parameters.host=a.example.com"),
        Assignment(flag="--set", text="shop-web.parameters.count=3,shop-web.parameters.level=low"),
    )
    reports = Reports()
    source = SourceFile(path="app.yaml", label="app.yaml", text=INPUT)
    assert build((source,), Options(overrides=Overrides(assignments=flags)), reports)
    assert not reports.has_errors()


def test_a_parameter_of_type_null_is_never_given():
    text = INPUT.replace("{name: count, type: integer, minimum: 3, required", '{name: count, type: "null", required')
    assert compiled(text, allow_unset=True)[1][0] == "OAM404"


def test_manifests_ask_for_what_a_chart_may_leave_open():
    assert compiled(format=MANIFESTS, allow_unset=True, overrides=without("count"))[1] == ["OAM756"]
    assert compiled(format=MANIFESTS, allow_unset=True, overrides=GIVEN)[1] == []


def test_the_chart_says_what_must_be_given():
    files, errors = compiled(allow_unset=True, overrides=without("count"))
    assert not errors
    values = files["values.yaml"]
    assert (
        "Declared by ComponentSchematic web.\n    # Required: --set shop-web.parameters.count=NUMBER\n    # count:\n" in values
    )
    assert "    host:" in values
    assert "\n  parameters:\n" in values
    assert "\n  parameters: {}\n" in compiled(allow_unset=True)[0]["values.yaml"]
    schema = json.loads(files["values.schema.json"])
    parameters = schema["properties"]["shop-web"]["properties"]["parameters"]
    assert {"host", "count", "level"} <= set(parameters["required"])
    assert "shop-web" in schema["required"]


def test_no_example_is_written():
    files, _ = compiled(allow_unset=True)
    assert "aa.example.com" not in "".join(files.values())
    assert "a.example.com" not in "".join(files.values())


def refusals(render, files):
    """Return the words with which Helm refuses the chart without one of the values each, by the name of that."""
    assert render(files, GIVEN).refusal == ""
    found = {name: render(files, without(name)).refusal for name in ("host", "count", "level")}
    assert render(files, None).refusal
    assert render(files, {"shop-web": None}).refusal
    assert render(files, {"shop-web": {"parameters": None}}).refusal
    return found


def as_subchart(files):
    """Return an umbrella chart with the chart as its dependency, and what turns values into those of the dependency."""
    parent = {
        "Chart.yaml": "apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies: [{name: shop, version: 0.1.0}]\n",
        "values.yaml": "{}\n",
    }
    assert 'version: "0.1.0"' in files["Chart.yaml"]
    return parent | {f"charts/shop/{name}": text for name, text in files.items()}


@pytest.mark.slow
@helm_versions
def test_each_helm_refuses_the_chart_until_all_is_given(version):
    program = shared_program(version)
    files, _ = compiled(allow_unset=True)
    for name, refusal in refusals(program.render, files).items():
        assert name in refusal, refusal

    def below(chart, overrides):
        return program.render(as_subchart(chart), {"shop": overrides} if overrides is not None else None)

    for name, refusal in refusals(below, files).items():
        assert name in refusal, refusal


def test_the_engine_of_verify_refuses_the_chart_until_all_is_given():
    files, _ = compiled(allow_unset=True)
    for name, refusal in refusals(shared_engine().render, files).items():
        assert name in refusal, refusal


def test_the_chart_with_values_is_the_manifests():
    files, _ = compiled(allow_unset=True)
    objects = {item["kind"]: item for item in shared_engine().render(files, GIVEN).documents}
    assert objects["ConfigMap"]["data"] == {"level": "high"}
    env = objects["Deployment"]["spec"]["template"]["spec"]["containers"][0]["env"]
    assert env == [{"name": "HOST", "value": "a.example.com"}, {"name": "COUNT", "value": "3"}]


@pytest.mark.slow
def test_chart_and_manifests_agree_on_what_is_given_for_open_values():
    tried = 0
    for number in range(60):
        documents = sample_application(number)
        opened = 0
        for document in documents:
            for entry in document["spec"].get("parameters") or () if document["kind"] == "ComponentSchematic" else ():
                if entry.get("default", entry.get("value")) is None and entry["type"] != "null":
                    entry["required"] = True
                    opened += 1
        configurations = [document for document in documents if document["kind"] == "ApplicationConfiguration"]
        if not opened or len(configurations) > 1:
            continue
        for instance in configurations[0]["spec"]["components"]:
            instance.pop("parameterValues", None)
        text = as_text(documents)
        options = Options(allow_unset=True)
        charts, _ = agreement.compiled(text, options)
        for chart in charts.values():
            schema, values = json.loads(chart["values.schema.json"]), agreement.chart_values(chart)
            for sample in draw(schema, number, 2, values):
                assert not agreement.disagreement(shared_engine(), text, chart, sample, options), (number, sample)
                tried += 1
    assert tried > 10
