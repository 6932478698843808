"""Names of instances follow the rules of the versions of Kubernetes that the output is for."""

import pytest

from oamc.api import compile_documents

DOCUMENTS = b"""
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  containers: [{name: web, image: "example/web:1", ports: [{name: http, containerPort: 80}]}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
  - componentName: web
    instanceName: 1web
    traits: [{name: ingress, properties: {hostname: example.com, path: /, servicePort: 80}}]
"""


def errors(name, *versions):
    """Return the errors of a build for these versions."""
    built = compile_documents(
        {"app.yaml": DOCUMENTS.replace(b"1web", name.encode())}, format="manifests", kube_versions=versions
    )
    return [found.code.id for found in built.diagnostics if found.severity == "error"]


@pytest.mark.parametrize(
    ("versions", "taken"),
    [
        (("1.30",), False),
        (("1.35",), False),
        (("1.36",), True),
        (("1.37",), True),
        (("1.35", "1.37"), False),
        (("1.36", "1.37"), True),
    ],
)
def test_a_service_may_begin_with_a_digit_where_every_target_version_takes_it(versions, taken):
    assert errors("1web", *versions) == ([] if taken else ["OAM601"])


def test_the_other_rules_of_names_hold_in_every_version():
    assert errors("Web", "1.37") == ["OAM601"]
    assert errors("1-", "1.37") == ["OAM601"]
