"""`oamc types` with traits that documents describe."""

import json
import subprocess
import sys

DOCUMENT = """apiVersion: oamc.dev/v1alpha1
kind: TraitTemplate
metadata: {name: own}
spec:
  properties: [{name: host, type: string, pattern: "^[0-9]+$", required: true%s}]
  template: |
    patches: [{patch: {metadata: {annotations: {host: "{{ properties.host }}"}}}}]
"""


def oamc(*arguments):
    command = [sys.executable, "-m", "oamc", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


def test_a_described_trait_is_listed_shown_and_compared(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(DOCUMENT % ', example: "12"')
    shown = json.loads(oamc("types", "show", "own", "--definitions", str(path), "--format", "json")[0])["types"][0]
    assert shown["defined"].endswith("own.yaml:3:18")
    assert shown["claims"] == ["metadata.annotations.host"]
    assert "own" in oamc("types", "matrix", "--definitions", str(path))[0]


def test_without_an_example_it_is_not_compared_which_is_told(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(DOCUMENT % "")
    found = oamc("types", "matrix", "--definitions", str(path))
    assert "OAM653" in found[1]
    assert "own  " not in found[0]
