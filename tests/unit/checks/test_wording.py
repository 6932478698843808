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


IN_A_CONTAINER = {
    ("name",): ("the name of the container", True),
    ("image",): ("the image of the container", False),
    ("imagePullPolicy",): ("imagePullPolicy", False),
    ("command",): ("cmd of the container", False),
    ("args",): ("args of the container", False),
    ("env",): ("the environment variable", False),
    ("env", "name"): ("the name of the environment variable", True),
    ("env", "value"): ("the value of the environment variable", False),
    ("ports",): ("the port", False),
    ("ports", "name"): ("the name of the port", True),
    ("ports", "containerPort"): ("containerPort", False),
    ("volumeMounts",): ("the mount in the container", True),
    ("volumeMounts", "name"): ("the name of the volume", True),
    ("volumeMounts", "mountPath"): ("the path in the container", True),
    ("livenessProbe",): ("livenessProbe", False),
    ("readinessProbe",): ("readinessProbe", False),
    ("startupProbe",): ("startupProbe", False),
    ("resources",): ("the resources of the container", False),
    ("securityContext",): ("the security context", False),
}
IN_A_POD = {
    ("imagePullSecrets",): ("imagePullSecret", True),
    ("nodeSelector", "kubernetes.io/os"): ("osType", False),
    ("nodeSelector", "kubernetes.io/arch"): ("arch", False),
    ("securityContext",): ("the security context", False),
    ("volumes",): ("the volume", False),
    ("volumes", "name"): ("the name of the volume", True),
}
ELSEWHERE = {
    ("Service", "spec", "ports"): ("the port", False),
    ("Service", "spec", "ports", "name"): ("the name of the port", True),
    ("Service", "spec", "ports", "port"): ("containerPort", False),
    ("PersistentVolumeClaim", "spec", "storageClassName"): ('storageClass of trait "volume-mounter"', False),
    ("PersistentVolumeClaim", "spec", "resources"): ("the size of the disk", False),
    ("ConfigMap", "data"): ("the config file", False),
    ("Deployment", "metadata", "labels"): ("the label", False),
    ("Service", "metadata", "annotations"): ("the annotation", False),
    ("Deployment", "spec", "template", "metadata", "labels"): ("the label", False),
    ("Deployment", "spec", "template", "metadata", "annotations"): ("the annotation", False),
    ("Deployment", "spec", "ports"): ("", False),
    ("Deployment", "data"): ("", False),
    ("Service", "spec", "storageClassName"): ("", False),
    ("Service", "spec"): ("", False),
    ("Service", "spec", "port"): ("", False),
    ("PersistentVolumeClaim", "spec"): ("", False),
    ("Deployment", "spec", "template", "spec", "containers"): ("", False),
    ("Deployment", "spec", "template", "spec", "labels"): ("", False),
    ("Deployment", "spec", "template", "metadata", "name"): ("", False),
    ("Deployment", "spec", "template"): ("", False),
    ("Deployment", "spec", "template", "spec", "nodeSelector"): ("", False),
}
PLACES = {
    **{("Deployment", *POD, "containers", 0, *path): words for path, words in IN_A_CONTAINER.items()},
    **{("Job", *POD, *path): words for path, words in IN_A_POD.items()},
    **ELSEWHERE,
}


@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_its_word_and_what_to_do_where_there_is_something_to_do(place):
    kind, *path = place
    words, advice = in_words(kind, path)
    assert (words, bool(advice)) == PLACES[place]
    if words:
        assert in_words(kind, [*path, 3, "below"]) == (words, advice)


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
