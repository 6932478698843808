"""Health scopes ask members: the kubelet for their readiness, and `helm test` all (docs/spec/oam-v1alpha1.md, 10.3)."""

import os
import re
import shutil
import subprocess

import pytest

from oamc.capabilities.scopes.health_test import QUESTIONS, SCRIPT
from tests.contracts.building import Built
from tests.support.documents import application, compiled, component, container, trait


def scope(method="httpGet", endpoint="/healthz", **properties):
    given = {"probe-method": method, "probe-endpoint": endpoint, **properties}
    return {"name": "health", "type": "core.oam.dev/v1alpha1.HealthScope", "properties": given}


def build(given, *containers, kind="Server", **options):
    document = application(scopes=[given], applicationScopes=["shop"])
    return compiled(component(kind, *containers), document, **{"scopes": "emit", **options})


@pytest.mark.parametrize(
    ("given", "probe"),
    [
        (scope(), {"httpGet": {"path": "/healthz", "port": 8080}}),
        (scope("tcpSocket"), {"tcpSocket": {"port": 8080}}),
        (scope("grpc", "shop.Health"), {"grpc": {"port": 8080, "service": "shop.Health"}}),
        (scope("grpc", ""), {"grpc": {"port": 8080}}),
        (scope("exec", "test -f /ready"), {"exec": {"command": ["/bin/sh", "-c", "test -f /ready"]}}),
        (
            scope(**{"probe-timeout": 3, "probe-interval": 30}),
            {"httpGet": {"path": "/healthz", "port": 8080}, "timeoutSeconds": 3, "periodSeconds": 30},
        ),
        (scope(**{"probe-timeout": 0}), {"httpGet": {"path": "/healthz", "port": 8080}}),
    ],
)
def test_a_member_without_a_probe_of_readiness_gets_one(given, probe):
    found = build(given)
    assert found.codes == []
    assert found.containers()[0]["readinessProbe"] == probe
    assert "livenessProbe" not in found.containers()[0]
    assert found.kinds() == ["Deployment", "Service"]


def test_what_a_component_says_of_its_readiness_counts():
    own = {"exec": {"command": ["ready"]}}
    found = build(scope(), container("side", ports=None, readinessProbe=own), container())
    assert [one.get("readinessProbe") for one in found.containers()] == [own, None]


def test_a_method_of_somebody_else_is_told():
    found = build(scope("kube-get", ".status"))
    assert found.codes == ["OAM624"]
    assert "readinessProbe" not in found.containers()[0]


def test_a_member_that_nobody_can_ask_is_told():
    assert build(scope(), container(ports=None), kind="Worker").codes == ["OAM623"]
    assert build(scope("exec", "true"), container(ports=None), kind="Worker").codes == []
    assert build(scope("exec", "true"), container(ports=None), kind="Task").codes == ["OAM623"]


def test_an_endpoint_that_is_no_path_is_an_error():
    assert build(scope(endpoint="healthz")).codes == ["OAM706"]
    assert build(scope("exec", "")).codes == ["OAM706"]


def built(given, values=None, **options):
    document = application(scopes=[given], applicationScopes=["shop"])
    return Built(
        component(), document, values=None if values is None else {"scopes": {"health": values}}, scopes="emit", **options
    )


@pytest.mark.parametrize(
    "values",
    [
        {"probe-timeout": 7},
        {"probe-timeout": 0, "probe-interval": 0},
        {"probe-timeout": None, "probe-endpoint": "/other"},
        {"failure-rate-threshold": 10.5, "healthy-rate-threshold": None, "test-image": "a:1"},
    ],
)
def test_properties_are_values_of_both_outputs(values):
    thresholds = {"failure-rate-threshold": 50, "healthy-rate-threshold": 50, "health-threshold-percentage": 50}
    made = built(scope(**{"probe-timeout": 3, "probe-interval": 4, **thresholds}), values)
    assert not made.reports.has_errors()
    made.check_agreement()


def test_a_chart_has_a_test_and_manifests_have_none():
    made = built(scope())
    template = made.charts["shop"]["templates/tests/scopes/health.yaml"]
    assert "helm.sh/hook: test" in template
    assert 'printf "any ' in template or "any " in template
    assert not any(name.startswith("Pod/") for name in made.objects)
    assert "templates/tests/scopes/health.yaml" not in built(scope("exec", "true")).charts["shop"]


def test_a_component_that_must_be_healthy_has_to_be_asked():
    assert build(scope(**{"required-healthy-components": ["web"]})).codes == []
    assert build(scope(**{"required-healthy-components": "shop-web, queue"})).codes == ["OAM627"]


def run(answers, *members, **variables):
    """Run the script with a question that succeeds as often as `answers` says of each host."""
    counts = " ".join(f"{host}) limit={count} ;;" for host, count in answers.items())
    question = f'limit=0; case "$1" in {counts} esac; [ "$round" -lt "$limit" ]'
    script = SCRIPT.replace("QUESTION", question)
    shell = shutil.which("dash") or shutil.which("sh")
    assert shell is not None
    environment = {"PATH": os.environ["PATH"], "INTERVAL": "0", **variables}
    done = subprocess.run([shell, "-c", script, "ask", *members], env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("answers", "members", "variables", "status"),
    [
        ({"a": 3, "b": 3}, ("any a 1", "any b 1"), {}, 0),
        ({"a": 3, "b": 2}, ("any a 1", "any b 1"), {}, 1),
        ({"a": 3, "b": 2}, ("any a 1", "any b 1"), {"LEAST_HEALTHY": "50"}, 0),
        ({"a": 3, "b": 2}, ("any a 1", "any b 1"), {"LEAST_HEALTHY": "50.5"}, 1),
        ({"a": 3, "b": 2}, ("any a 1", "needed b 1"), {"LEAST_HEALTHY": "50"}, 1),
        ({"a": 2}, ("any a 1",), {"MOST_FAILURES": "33"}, 0),
        ({"a": 2}, ("any a 1",), {"MOST_FAILURES": "32.9"}, 1),
        ({"a": 2}, ("any a 1",), {"LEAST_SUCCESSES": "66"}, 0),
        ({"a": 2}, ("any a 1",), {"LEAST_SUCCESSES": "66.1"}, 1),
        ({"a": 0}, ("any a 1",), {"LEAST_HEALTHY": "0"}, 0),
        ({"a": 2}, ("any a 1",), {"LEAST_SUCCESSES": "0", "MOST_FAILURES": "0"}, 1),
    ],
)
def test_the_thresholds_count(answers, members, variables, status):
    assert run(answers, *members, **variables)[0] == status


def test_the_script_says_who_is_not_healthy():
    _, text = run({"a": 3, "b": 1}, "any a 1", "needed b 1")
    assert "b: not healthy, 1 of 3 answers" in text
    assert "1 of 2 members are healthy" in text


def test_questions_quote_what_they_are_given():
    for question in QUESTIONS.values():
        assert not re.search(r'(?<!")\$[{A-Z12]', question.replace('"http://$1:$2$ENDPOINT"', ""))


BY_TRAIT = {"tcpSocket": {"port": 8080}, "failureThreshold": 2}


def with_probes(given=BY_TRAIT):
    document = application(trait("probes", readinessProbe=given), scopes=[scope(**{"probe-timeout": 3})])
    document["spec"]["components"][0]["applicationScopes"] = ["shop"]
    return document


def test_what_a_trait_says_of_readiness_takes_the_place_of_what_the_scope_says():
    found = compiled(component(), with_probes(), scopes="emit")
    assert found.codes == []
    assert found.containers()[0]["readinessProbe"] == BY_TRAIT
    same = {"httpGet": {"path": "/mine", "port": 8080}}
    found = compiled(component(), with_probes(same), scopes="emit")
    assert found.codes == []
    assert found.containers()[0]["readinessProbe"] == same


def test_while_the_trait_is_off_the_scope_asks():
    off = {"shop-web": {"traits": {"probes": {"enabled": False}}}}
    made = Built(component(), with_probes(), values=off, scopes="emit")
    (one,) = made.objects["Deployment/shop-web"]["spec"]["template"]["spec"]["containers"]
    assert one["readinessProbe"] == {"httpGet": {"path": "/healthz", "port": 8080}, "timeoutSeconds": 3}
    made.check_agreement()


@pytest.mark.parametrize(
    ("service", "asked"),
    [
        ({"ports": [{"name": "http", "port": 80}]}, '" " ((index'),
        ({"ports": [{"name": "http", "port": 80}], "headless": True}, '" 8080"'),
        ({"type": "NodePort"}, '" 8080"'),
    ],
)
def test_a_service_is_asked_at_its_own_number(service, asked):
    document = application(trait("service", **service), scopes=[scope()], applicationScopes=["shop"])
    made = Built(component(), document, scopes="emit")
    template = made.charts["shop"]["templates/tests/scopes/health.yaml"]
    (line,) = (line for line in template.splitlines() if '"shop-web"' in line and "print" in line and "any " in line)
    assert asked in line
