"""A parameter that an override changed knows by which flag and column, or at which line of which values file."""

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile
from oamc.values.given import Assignment, Overrides
from oamc.values.parameters import OVERRIDE
from tests.support.stages import component, configuration


def histories(overrides):
    text = "---\n".join((component(workload="Worker"), configuration()))
    source = SourceFile(path="app.yaml", label="app.yaml", text=text)
    reports = Reports()
    (checked,) = Compilation((source,), Options(overrides=overrides), reports).checked
    assert not reports.found
    return {parameter.path: parameter.history for parameter in checked.objects.parameters}


def test_a_flag_gives_its_number_and_column():
    first = Assignment(flag="--set", text="namePrefix=a-")
    second = Assignment(flag="--set", text="namePrefix=b-,shop-web.replicas=3")
    found = histories(Overrides(assignments=(first, second)))[("shop-web", "replicas")][-1]
    assert (found.source, found.value, found.span) == (OVERRIDE, 3, None)
    assert found.given_by == "--set number 2, column 15"


def test_a_values_file_gives_the_place_of_the_key():
    file = SourceFile(path="prod.yaml", label="prod.yaml", text="shop-web:\n  replicas: 4\n")
    found = histories(Overrides(files=(file,)))[("shop-web", "replicas")][-1]
    assert str(found.span) == "prod.yaml:2:3"
    assert found.given_by == ""


def test_what_nobody_overrides_keeps_its_history():
    assert (
        histories(Overrides(assignments=(Assignment(flag="--set", text="shop-web.replicas=3"),)))[("namePrefix",)][-1].source
        != OVERRIDE
    )
