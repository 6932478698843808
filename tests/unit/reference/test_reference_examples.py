import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Scope
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.reference.examples import example_text
from oamc.spans import SourceFile

ALL = [*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents]
TOLD = {"OAM520", "OAM522", "OAM695"}
"""What is told of every use of some scopes and traits: that no object is made, and that the autoscaler chooses the replicas."""


@pytest.mark.parametrize("capability", ALL, ids=lambda capability: capability.name)
def test_the_example_of_a_capability_compiles_without_a_finding_about_it(capability):
    text = example_text(capability, CATALOG)
    if isinstance(capability, Scope) and capability.needs_objects:
        assert text == ""
        return
    assert capability.name in text or f"kind: {capability.short_name}\n" in text
    for form in ("helm", "manifests"):
        reports = Reports()
        outputs = build((SourceFile(path="example.yaml", label="example.yaml", text=text),), Options(format=form), reports)
        assert outputs
        assert {found.code.id for found in reports.found} <= TOLD, reports.found


def test_an_example_shows_each_property_that_has_a_value_to_show():
    text = example_text(CATALOG.trait("ingress"), CATALOG)
    for line in ("hostname: shop.example.com", "servicePort: 8080", "path: /", "- shop.example.com", "tlsSecretName: shop-tls"):
        assert f" {line}\n" in text
