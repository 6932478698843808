"""Given values that a field of Kubernetes refuses, which no schema of a chart can know."""

import pytest

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
