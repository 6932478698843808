"""Pods with which `helm test` tries the ports of Services: hooks of the chart, and nothing of the manifests."""

import helm_python
import pytest

from oamc.api import compile_documents
from oamc.verification.compare import differences
from oamc.verification.worker import archive
from tests.support import texts, yaml_files
from tests.support.helm import helm_versions, shared_engine, shared_program
from tests.support.kubernetes_objects import assert_valid

PORTS = "      ports:\n" + "".join(
    f"        - {{name: p{number}, containerPort: {number}, protocol: {protocol}}}\n"
    for number, protocol in ((8080, "TCP"), (5353, "UDP"), (9090, "TCP"))
)
TWO = texts.component(spec=texts.containers(texts.RESOURCES + PORTS)) + texts.application(
    texts.instance("shop-web"), texts.instance("shop-api")
)


def built(documents, **options):
    (output,) = compile_documents({"app.yaml": documents}, chart_tests=True, **options).outputs
    return dict(output.files)


def pods(files, values=None):
    """Return the pods of the tests as Helm renders them."""
    rendered = helm_python.Chart.load_archive(archive(files)).render(values or {}, name="blue", namespace="staging")
    return [yaml_files.load(text) for name, text in sorted(rendered.items()) if "/tests/" in name]


def test_each_service_has_a_pod_that_tries_each_of_its_tcp_ports():
    found = pods(built(TWO))
    assert_valid(found)
    assert [pod["metadata"]["name"] for pod in found] == ["shop-api-test", "shop-web-test"]
    for pod, service in zip(found, ("shop-api", "shop-web"), strict=True):
        containers = pod["spec"]["containers"]
        assert [one["command"] for one in containers] == [["nc", "-z", "-w", "10", service, port] for port in ("8080", "9090")]
        assert pod["metadata"]["annotations"]["helm.sh/hook"] == "test"
        assert "labels" not in pod["metadata"], "a label of the instance would make the pod one of the Service"


def test_image_and_prefix_are_values_of_the_chart():
    values = {"namePrefix": "two-", "shop-web": {"test": {"image": "example/nc:1"}}}
    found = {pod["metadata"]["name"]: pod["spec"]["containers"][0] for pod in pods(built(TWO), values)}
    assert {name: (one["image"], one["command"][4]) for name, one in found.items()} == {
        "two-shop-web-test": ("example/nc:1", "two-shop-web"),
        "two-shop-api-test": ("busybox:1.37", "two-shop-api"),
    }


def test_manifests_take_and_refuse_the_same_values_and_have_no_tests():
    plain = built(TWO, format="manifests", layout="per-object")
    image = {"shop-web": {"test": {"image": "example/nc:1"}}}
    assert built(TWO, format="manifests", layout="per-object", values=image) == plain
    assert not any("helm.sh/hook" in text for text in plain.values())
    wrong = compile_documents(
        {"app.yaml": TWO}, chart_tests=True, format="manifests", values={"shop-web": {"test": {"image": ""}}}
    )
    assert [found.code.id for found in wrong.diagnostics] == ["OAM754"]
    assert shared_engine().render(built(TWO), {"shop-web": {"test": {"image": ""}}}).refusal


def test_a_namespace_that_is_fixed_is_that_of_the_test():
    assert {pod["metadata"].get("namespace") for pod in pods(built(TWO, namespace="production"))} == {"production"}
    assert {pod["metadata"].get("namespace") for pod in pods(built(TWO))} == {None}


@pytest.mark.parametrize("protocol", ["UDP", "SCTP"])
def test_a_service_without_a_tcp_port_has_no_test(protocol):
    ports = f"      ports: [{{name: dns, containerPort: 53, protocol: {protocol}}}]\n"
    documents = texts.component(spec=texts.containers(texts.RESOURCES + ports)) + texts.application()
    assert [name for name in built(documents) if "/tests/" in name] == []


def test_what_is_not_asked_for_is_not_there():
    (output,) = compile_documents({"app.yaml": TWO}).outputs
    assert not any("tests/" in name for name in output.files)
    assert "busybox" not in output.files["values.yaml"]


@helm_versions
def test_both_helms_leave_the_tests_out_of_what_they_install_and_lint_the_chart(version):
    program = shared_program(version)
    files = built(TWO)
    without = dict(compile_documents({"app.yaml": TWO}).outputs[0].files)
    assert program.lint(files) == ()
    assert differences(program.render(without).documents, program.render(files).documents) == ()
