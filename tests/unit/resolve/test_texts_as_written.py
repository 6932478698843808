"""Where a text is wanted, a number or a boolean is the characters that are written, with one warning."""

import pytest

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile

TEXTS = ["1.10", "True", "9007199254740993", "-9007199254740993", "123456789012345678901234567890", "0757192", "0x10", "1_000"]
DOCUMENTS = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {{name: web}}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters: [{{name: text, type: {type}, default: {default}}}]
  containers:
    - name: web
      image: example/web:1
      env: [{{name: A, {source}}}]
      resources: {{cpu: {{required: 0.1}}, memory: {{required: 64Mi}}}}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {{name: shop}}
spec:
  variables: [{{name: v, value: {variable}}}]
  components:
    - componentName: web
      instanceName: shop-web
      parameterValues: [{{name: text, value: {given}}}]
"""
PLACES = ("literal", "default", "given", "variable", "variable inside")


def built(place, written, declared="string"):
    """Return the variable of the process, and the codes of the findings."""
    fields = {"type": declared, "source": "fromParam: text", "default": '"a"', "given": '"b"', "variable": '"c"'}
    used = {
        "literal": {"source": f"value: {written}", "given": '"[fromVariable(v)]"'},
        "default": {"default": written, "given": "null"},
        "given": {"given": written},
        "variable": {"variable": written, "given": '"[fromVariable(v)]"'},
        "variable inside": {"variable": written, "given": '"v[fromVariable(v)]"'},
    }
    reports = Reports()
    text = DOCUMENTS.format(**{**fields, **used[place]})
    outputs = build((SourceFile(path="a.yaml", label="a.yaml", text=text),), Options(format="manifests"), reports)
    codes = [found.code.id for found in reports.found if found.code.id not in {"OAM402", "OAM414"}]
    if not outputs:
        return None, codes
    ((name, manifest),) = outputs[0].files.items()
    (document,) = read(SourceFile(path=name, label=name, text=manifest), Reports())
    (container,) = plain(document.root)["spec"]["template"]["spec"]["containers"]
    return container["env"][0]["value"], codes


@pytest.mark.parametrize("written", TEXTS)
@pytest.mark.parametrize("place", PLACES)
def test_a_scalar_is_the_text_as_written_with_one_warning_at_most(place, written):
    text, codes = built(place, written)
    assert text == (f"v{written}" if place == "variable inside" else written)
    assert len(codes) == (0 if place == "variable inside" and "OAM130" not in codes else 1)
    assert set(codes) <= {"OAM130", "OAM232", "OAM412", "OAM415"}


@pytest.mark.parametrize("place", ["default", "given", "variable"])
def test_an_integer_that_loses_digits_is_an_error_where_a_number_is_wanted(place):
    text, codes = built(place, "9007199254740993", "number")
    assert text is None
    assert ("OAM132" if place == "default" else "OAM411") in codes


@pytest.mark.parametrize("place", ["default", "given", "variable"])
@pytest.mark.parametrize(
    "written", ["{a: 9007199254740993}", "{value: 9007199254740993}", "{env: [{value: 9007199254740993}]}"]
)
def test_one_that_stands_in_a_mapping_is_an_error_whatever_its_fields_are_called(place, written):
    text, codes = built(place, written, "object")
    assert text is None
    assert "OAM132" in codes


@pytest.mark.parametrize("written", ["null", "[1]", "{a: b}"])
def test_what_is_no_scalar_is_none_of_a_text(written):
    text, codes = built("given", written)
    assert (text == "a", codes == []) == (True, True) if written == "null" else (text is None and codes == ["OAM405"])
