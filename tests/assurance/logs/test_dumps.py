"""A dump shows what a stage made, and no literal of a secret unless somebody asks for it."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.spans import SourceFile
from oamc.stages import dump
from tests.golden_files import GOLDEN, cases

STAGES = ["read", "decode", "normalize", "resolve", "lower"]
DOCUMENTS = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters:
    - {name: pin, type: string, secret: true}
    - {name: api-key, type: string, default: sesame-default}
    - {name: plain, type: string, default: open-default}
  containers:
    - name: web
      image: example/web:1
      env:
        - {name: DB_PASSWORD, value: sesame-variable}
        - {name: PIN, fromParam: pin}
        - {name: KEY, fromParam: api-key, value: sesame-else}
        - {name: PLAIN, fromParam: plain, value: open-else}
      config:
        - {path: /etc/token.txt, value: sesame-file}
        - {path: /etc/open.txt, value: open-file}
      resources: {cpu: {required: 0.1}, memory: {required: 64Mi}}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  variables: [{name: the-secret, value: sesame-1}, {name: plain, value: open-1}]
  components:
    - componentName: web
      instanceName: shop-web
      parameterValues: [{name: api-key, value: sesame-given}, {name: plain, value: open-given}]
"""
BOUND = "{name: pin, valueFrom: {secretKeyRef: {name: shop, key: pin}}}, "
LITERAL = "{name: pin, value: sesame-literal}, "


def dumped(stage, text, **options):
    source = SourceFile(path="app.yaml", label="app.yaml", text=text)
    return dump((source,), stage, Options(), Reports(), **options)


def with_pin(text):
    return DOCUMENTS.replace("parameterValues: [", f"parameterValues: [{text}")


@pytest.mark.parametrize("stage", STAGES)
def test_literals_of_secrets_are_covered(stage):
    shown, covered = dumped(stage, with_pin(BOUND)), dumped(stage, with_pin(BOUND), shows_secrets=False)
    assert "sesame" in shown
    assert "sesame" not in covered
    changed = [(old, new) for old, new in zip(shown.splitlines(), covered.splitlines(), strict=True) if old != new]
    assert changed
    assert all("sesame" in old and "…" in new and "open" not in old for old, new in changed)


OF_KUBEVELA = """\
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: webservice
      properties:
        image: example/open:1
        env:
          - {name: DB_PASSWORD, value: sesame-variable}
          - {name: PLAIN, value: open-variable}
          - {name: API_TOKEN, valueFrom: {secretKeyRef: {name: open-secret, key: open-key}}}
    - name: objects
      type: k8s-objects
      properties:
        objects:
          - {apiVersion: v1, kind: Secret, metadata: {name: open-keys}, stringData: {plain: sesame-text}}
          - {apiVersion: v1, kind: ConfigMap, metadata: {name: open-things}, data: {plain: open-text}}
"""


@pytest.mark.parametrize("stage", STAGES)
def test_literals_of_secrets_of_kubevela_are_covered(stage):
    shown, covered = dumped(stage, OF_KUBEVELA), dumped(stage, OF_KUBEVELA, shows_secrets=False)
    assert "sesame" in shown
    assert "sesame" not in covered
    changed = [(old, new) for old, new in zip(shown.splitlines(), covered.splitlines(), strict=True) if old != new]
    assert changed
    assert all("sesame" in old and "…" in new and "open" not in old for old, new in changed)


@pytest.mark.parametrize("stage", STAGES[:3])
def test_the_literal_of_a_declared_secret_is_covered_before_it_is_refused(stage):
    assert "sesame-literal" in dumped(stage, with_pin(LITERAL))
    assert "sesame" not in dumped(stage, with_pin(LITERAL), shows_secrets=False)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("case", cases(GOLDEN), ids=lambda case: case.name)
def test_all_else_is_shown(case, stage):
    shown, covered = (
        dump(case.sources(case.reports()), stage, case.options, case.reports(), shows_secrets=shows) for shows in (True, False)
    )
    lines = list(zip(shown.splitlines(), covered.splitlines(), strict=True))
    assert all(old == new or "…" in new for old, new in lines)
    assert sum(old != new for old, new in lines) <= len(lines) // 4
