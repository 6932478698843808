"""What OAM calls the places of Kubernetes objects, and that one mistake is one error."""

import pytest

from oamc.checks.wording import in_words
from tests.support.documents import HTTP, application, compiled, component, container

VOLUME = {"name": "data", "mountPath": "/data", "disk": {"required": "1Gi", "ephemeral": True}}
POD = ("spec", "template", "spec")


@pytest.mark.parametrize(
    ("kind", "path", "words"),
    [
        ("Deployment", (*POD, "containers", 0, "ports", 3, "name"), "the name of the port"),
        ("Service", ("spec", "ports", 4, "name"), "the name of the port"),
        ("Job", (*POD, "containers", 1, "name"), "the name of the container"),
        ("Deployment", (*POD, "containers", 1, "livenessProbe", "httpGet", "path"), "livenessProbe"),
        ("StatefulSet", (*POD, "nodeSelector", "kubernetes.io/os"), "osType"),
        ("StatefulSet", (*POD, "imagePullSecrets", 0, "name"), "imagePullSecret"),
        ("PersistentVolumeClaim", ("spec", "storageClassName"), 'storageClass of trait "volume-mounter"'),
        ("Function", ("metadata", "labels", "a"), "the label"),
        ("PodDisruptionBudget", ("spec", "minAvailable"), ""),
        ("Deployment", ("metadata", "name"), ""),
    ],
)
def test_a_place_is_called_what_oam_calls_it(kind, path, words):
    assert in_words(kind, path)[0] == words


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"ports": [{**HTTP, "name": "HTTP"}]}, 'the name of the port must consist of lower-case letters, digits and "-"'),
        ({"imagePullSecret": "A_B"}, "imagePullSecret must consist of"),
        ({"name": "A_b"}, "the name of the container must consist of"),
    ],
)
def test_one_mistake_is_one_error_that_speaks_of_the_field_that_is_wrong(field, message):
    found = compiled(component("Server", container(**field)), application()).reports.found
    (error,) = [item for item in found if item.severity == "error"]
    assert error.message.startswith(message)
    assert error.hint
    assert error.related[0].message.startswith("it becomes Deployment.spec.template.spec.")


def test_two_mistakes_stay_two_errors():
    ports = [{**HTTP, "name": "HTTP"}, {"name": "HTTPS", "containerPort": 8443}]
    found = compiled(component("Server", container(ports=ports)), application())
    assert found.codes == ["OAM606", "OAM606"]
