"""Functions of OpenFaaS: what labels say, where an Ingress leads, what the check of the kind tells, and Deployments of them."""

import pytest

from oamc.kubernetes.schemas import problems
from tests.support.documents import HTTP, application, compiled, component, container, trait

FUNCTION = component("openfaas.com/v1.Function", workloadSettings=[{"name": "image", "value": "example/function:1"}])
INGRESS = trait("ingress", hostname="a.example.com")


def function(**spec):
    return {"apiVersion": "openfaas.com/v1", "kind": "Function", "metadata": {"name": "a"}, "spec": {"name": "a", **spec}}


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        (function(image="a:1", labels={"a": "b"}, limits={"cpu": "1"}, secrets=["x"], readOnlyRootFilesystem=True), []),
        (function(), [("spec",)]),
        (function(image="a:1", labels={"com.openfaas.scale.min": 1}), [("spec", "labels", "com.openfaas.scale.min")]),
        (function(image="a:1", replicas=1), [("spec", "replicas")]),
        (function(image="a:1", constraints=[1]), [("spec", "constraints", 0)]),
        ({**function(image="a:1"), "spec": None}, [()]),
    ],
)
def test_a_function_is_checked_by_what_its_documentation_says(body, paths):
    assert [found.path for found in problems(body)] == paths


@pytest.mark.parametrize(
    ("namespace", "path"),
    [(None, "/function/shop-web"), ("openfaas-fn", "/function/shop-web"), ("staging", "/function/shop-web.staging")],
)
def test_the_ingress_of_a_function_stays_with_the_gateway(namespace, path):
    found = compiled(FUNCTION, application(INGRESS), namespace=namespace).only("Ingress")
    assert found["metadata"]["namespace"] == "openfaas"
    (rule,) = found["spec"]["rules"]
    (only,) = rule["http"]["paths"]
    assert only["path"] == path
    assert only["backend"]["service"] == {"name": "gateway", "port": {"number": 8080}}


def test_scaling_labels_stand_in_the_spec_and_are_texts():
    use = trait("auto-scaler", minimum=2, load={"type": "cpu", "target": 500})
    found = compiled(FUNCTION, application(use))
    assert found.codes == []
    assert "com.openfaas.scale.min" not in found.only("Function")["metadata"]["labels"]
    assert found.only("Function")["spec"]["labels"] == {
        "com.openfaas.scale.min": "2",
        "com.openfaas.scale.max": "10",
        "com.openfaas.scale.type": "cpu",
        "com.openfaas.scale.target": "500",
    }


@pytest.mark.parametrize("faas", ["operator", "deployment"])
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([], ["kubernetes.io/os=linux", "kubernetes.io/arch=arm64"]),
        (["disk=ssd"], ["kubernetes.io/os=linux", "kubernetes.io/arch=arm64", "disk=ssd"]),
        (["kubernetes.io/os=windows"], ["kubernetes.io/arch=arm64", "kubernetes.io/os=windows"]),
    ],
)
def test_the_platform_of_a_component_chooses_the_nodes_of_its_function(written, expected, faas):
    settings = [
        {"name": "image", "value": "example/function:1"},
        *([{"name": "constraints", "value": written}] if written else []),
    ]
    made = compiled(
        component("openfaas.com/v1.Function", workloadSettings=settings, osType="linux", arch="arm64"), application(), faas=faas
    )
    if faas == "operator":
        assert made.only("Function")["spec"]["constraints"] == expected
    else:
        selector = made.only("Deployment")["spec"]["template"]["spec"]["nodeSelector"]
        assert selector == dict(one.split("=") for one in expected)


def test_variables_that_are_no_texts_are_taken_as_written_in_a_container_too():
    variables = [{"name": "a", "value": 1.5}, {"name": "b", "value": True}, {"name": "c", "value": ""}, {"name": "d"}]
    settings = [{"name": "image", "value": "example/function:1"}, {"name": "environment", "value": variables[:3]}]
    given = component("openfaas.com/v1.Function", workloadSettings=settings)
    found = compiled(given, application(), faas="deployment")
    (container,) = found.only("Deployment")["spec"]["template"]["spec"]["containers"]
    assert container["env"] == [{"name": "a", "value": "1.5"}, {"name": "b", "value": "true"}, {"name": "c"}]
    settings[1]["value"] = variables
    assert "OAM538" in compiled(given, application(), faas="deployment").codes


def test_gateways_are_of_functions_alone():
    server = component("Server", container(ports=[HTTP]))
    use = trait("ingress", hostname="a.example.com", gatewayNamespace="faas")
    assert "OAM980" in compiled(server, application(use)).codes
