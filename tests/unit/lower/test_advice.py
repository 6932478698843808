"""What a definition says of the workloads and traits that it goes with."""

import pytest

from oamc.kubernetes.field_types import plural_of
from tests.support.own_definitions import Run, application, definition


@pytest.mark.parametrize(
    ("kind", "plural"),
    [("Deployment", "deployments"), ("Ingress", "ingresses"), ("NetworkPolicy", "networkpolicies"), ("Gateway", "gateways")],
)
def test_a_plural_is_that_of_the_api_server(kind, plural):
    assert plural_of(kind) == plural


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ("[deployments.apps]", []),
        ("['*']", []),
        ("['*.apps']", []),
        ("[worker]", []),
        ("[]", []),
        ("[jobs.batch, deployments.apps]", []),
        ("[deployments]", []),
        ("['*.batch']", ["OAM598"]),
        ("[webservice]", ["OAM598"]),
        ("[1]", []),
    ],
)
def test_a_trait_for_other_workloads_is_told(wanted, codes):
    spec = f"  appliesToWorkloads: {wanted}\n"
    run = Run(
        {
            "app.yaml": application("{name: web, type: worker, properties: {image: a}, traits: [{type: own}]}"),
            "own.yaml": definition("trait", "own", "patch: spec: template: spec: hostNetwork: true", spec=spec),
        }
    )
    assert [found.code.id for found in run.reports.found] == codes


def test_a_conflict_is_told_by_the_one_that_says_it():
    run = Run(
        {
            "app.yaml": application(
                "{name: web, type: worker, properties: {image: a}, traits: [{type: own}, {type: labels, properties: {a: b}}]}"
            ),
            "own.yaml": definition(
                "trait", "own", 'patch: metadata: annotations: x: "y"', spec="  conflictsWith: [labels, x]\n"
            ),
        }
    )
    assert [found.code.id for found in run.reports.found] == ["OAM599"]
    assert run.objects
