"""`--report`: what is told of values that are fixed, on the command line and with the places of definitions."""

import pytest

from oamc.cli.entry import run
from oamc.cli.fixed_values import report_lines
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile
from tests.support.cue import built_program, offer_engine
from tests.test_examples import EXAMPLES

TEA_HOUSE = str(EXAMPLES / "tea-house")
DEFINITION = """site: {
	type: "component"
	attributes: workload: definition: {apiVersion: "v1", kind: "ConfigMap"}
}
template: {
	output: {
		apiVersion: "v1"
		kind:       "ConfigMap"
		data: title: parameter.title
		if parameter.loud {
			data: volume: "high"
		}
	}
	parameter: {
		title: string
		loud:  *false | bool
	}
}
"""
APPLICATION = """apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: site
      properties:
        title: hunter2
        loud: true
"""


@pytest.mark.parametrize("command", ["build", "check"])
def test_every_fixed_value_is_told_with_its_place_and_reason(command, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run([command, TEA_HOUSE, "--report"]) == 0
    told = capsys.readouterr().err
    assert "tea-house: 30 values can be chosen when it is installed, 4 are fixed\n" in told
    line = next(line for line in told.splitlines() if "counter.properties.ports.8080.port:" in line)
    assert line.endswith("application.yaml:18:19: counter.properties.ports.8080.port: the shape of the objects depends on it")


def test_nothing_is_told_unasked_or_after_an_error(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(["check", TEA_HOUSE]) == 0
    assert run(["check", TEA_HOUSE, "--report", "--set", "nobody=1"]) == 1
    assert "can be chosen" not in capsys.readouterr().err


def test_the_place_in_a_definition_is_told_and_no_value():
    if not offer_engine():
        built_program()
    sources = tuple(
        SourceFile(path=name, label=name, text=text) for name, text in (("app.yaml", APPLICATION), ("site.cue", DEFINITION))
    )
    reports = Reports()
    lines = list(report_lines(Compilation(sources, Options(), reports)))
    assert not reports.found
    assert lines == [
        "shop: 1 value can be chosen when it is installed, 1 is fixed\n",
        "  app.yaml:10:15: web.properties.loud: a condition of the template reads it (site.cue:10:6)\n",
    ]
    assert "hunter2" not in "".join(lines)
