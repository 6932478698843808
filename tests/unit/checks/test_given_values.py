"""Given values that a field of Kubernetes refuses, which no schema of a chart can know."""

import pytest

from tests.support.component_types import built
from tests.support.documents import application, compiled, component


def nightly(default="30 2 * * *", **of_application):
    """Return a CronJob whose schedule and history are parameters, and its application."""
    template = {"spec": {"template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a:1"}]}}}}
    spec = {
        "schedule": "[fromParam(schedule)]",
        "successfulJobsHistoryLimit": {"fromParam": "keep"},
        "jobTemplate": template,
    }
    parameters = [
        {"name": "schedule", "type": "string", "default": default},
        {"name": "keep", "type": "number", "default": 3},
    ]
    settings = [{"name": "spec", "type": "object", "value": spec}]
    backup = component("batch/v1.CronJob", parameters=parameters, workloadSettings=settings)
    backup["spec"].pop("containers", None)
    return backup, application(**of_application)


INSTANCE = application()["spec"]["components"][0]["instanceName"]
OURS = f"{INSTANCE}.parameters.schedule"


@pytest.mark.parametrize("strict", [False, True])
def test_a_given_value_that_a_field_refuses_is_told_and_written(strict):
    found = compiled(*nightly(), sets=(f"{OURS}=hourly",), strict=strict)
    assert found.codes == ["OAM617"]
    assert [item["spec"]["schedule"] for item in found.objects] == ([] if strict else ["hourly"])


def test_so_is_one_that_comes_through_a_variable():
    given = {"variables": [{"name": "when", "value": "30 2 * * *"}]}
    given["parameterValues"] = [{"name": "schedule", "value": "[fromVariable(when)]"}]
    documents = nightly(**given)
    assert compiled(*documents).codes == []
    found = compiled(*documents, sets=("variables.when=hourly",))
    assert found.codes == ["OAM617"]
    assert [item["spec"]["schedule"] for item in found.objects] == ["hourly"]


def test_what_the_document_says_is_an_error():
    assert compiled(*nightly("hourly")).codes == ["OAM606"]
    assert compiled(*nightly("hourly"), sets=(f"{INSTANCE}.parameters.keep=2",)).codes == ["OAM606"]
    assert compiled(*nightly("hourly"), sets=(f"{OURS}=1 2 * * *",)).codes == []


AMOUNTS = {"image": "example/web:1", "memory": "128Mi", "limit": {"memory": "256Mi"}}


@pytest.mark.parametrize("given", ["limit.memory=64Mi", "memory=512Mi"])
def test_a_given_value_that_breaks_a_rule_beside_another_one_is_told_and_written(given):
    assert built("webservice", **AMOUNTS).codes == []
    found = built("webservice", sets=(f"web.properties.{given}",), **AMOUNTS)
    assert found.codes == ["OAM617"]
    assert f"web.properties.{given.partition('=')[0]} breaks" in found.messages[0]
    assert found.kinds() == ["Deployment"]


def test_what_the_document_breaks_stays_an_error_whatever_is_given_beside_it():
    broken = {**AMOUNTS, "limit": {"memory": "64Mi"}}
    assert built("webservice", **broken).codes == ["OAM606"]
    assert built("webservice", sets=("web.properties.image=example/web:2",), **broken).codes == ["OAM606"]
    assert built("webservice", sets=("web.properties.limit.memory=1Gi",), **broken).codes == []


def test_what_a_given_value_adds_and_another_part_does_not_go_with_is_told_too():
    ports = [{"port": 80, "containerPort": 8080}, {"port": 80, "containerPort": 8081, "expose": True}]
    assert built("webservice", image="example/web:1", ports=ports).codes == []
    found = built("webservice", sets=("web.properties.ports.80.expose=true",), image="example/web:1", ports=ports)
    assert found.codes == ["OAM617"]
    assert "web.properties.ports.80.expose breaks" in found.messages[0]
    assert len(found.only("Service")["spec"]["ports"]) == len(ports)
