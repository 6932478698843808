"""A Prometheus as a component, and where it finds the metrics of others (docs/spec/monitoring.md)."""

import pytest

from oamc.capabilities.monitoring_types import DURATION, SIZE
from oamc.expressions.problems import problem
from oamc.kubernetes.custom.durations import in_milliseconds
from tests.support.documents import CORE, application, compiled, component, container, trait
from tests.unit.kubernetes.test_custom_kinds import messages

ONE = component("Server", container())
TWO = component(
    "Server", container(ports=[{"name": "http", "containerPort": 8080}, {"name": "metrics", "containerPort": 9090}])
)
WORKER = component("Worker", container(ports=None))


def prometheus(*traits, sets=(), **settings):
    listed = [{"name": name, "value": value} for name, value in settings.items()]
    return compiled(component("monitoring.coreos.com/v1.Prometheus", workloadSettings=listed), application(*traits), sets=sets)


def measured(of=ONE, sets=(), **properties):
    return compiled(of, application(trait("metrics", **properties)), sets=sets)


def test_a_prometheus_has_an_account_that_may_read_its_namespace():
    made = prometheus(serviceMonitorSelector={}, sets=("namePrefix=x-",))
    assert made.codes == []
    assert sorted(made.kinds()) == ["Prometheus", "Role", "RoleBinding", "ServiceAccount"]
    assert made.only("Prometheus")["spec"] == {"serviceMonitorSelector": {}, "serviceAccountName": "x-shop-web"}
    assert made.only("RoleBinding")["subjects"] == [{"kind": "ServiceAccount", "name": "x-shop-web"}]
    assert made.only("RoleBinding")["roleRef"]["name"] == made.only("Role")["metadata"]["name"] == "x-shop-web"


def test_an_account_of_the_cluster_is_not_made():
    made = prometheus(serviceAccountName="watcher", serviceMonitorNamespaceSelector={})
    assert made.codes == []
    assert made.kinds() == ["Prometheus"]


def test_a_scaler_says_how_many_servers_there_are():
    made = prometheus(trait("manual-scaler", replicaCount=2), replicas=1)
    assert made.only("Prometheus")["spec"]["replicas"] == 2


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({"enableAdminAPI": True}, ["OAM671"]),
        ({"enableAdminAPI": False}, []),
        ({"podMonitorNamespaceSelector": {}}, ["OAM672"]),
        ({"podMonitorNamespaceSelector": {}, "ruleNamespaceSelector": {}}, ["OAM672"]),
        ({"retentionSize": "20Gi"}, ["OAM538"]),
        ({"retention": "15"}, ["OAM538"]),
        ({"retention": ""}, []),
        ({"replicas": -1}, ["OAM538"]),
        ({"storage": {"volume": 1}}, ["OAM604"]),
        ({"serviceMonitorSelector": {"team": "a"}}, ["OAM604"]),
        ({"resources": {"requests": {"memory": "much"}}}, ["OAM606"]),
        ({"other": 1}, ["OAM539"]),
    ],
)
def test_a_setting_of_a_prometheus_is_looked_at(settings, codes):
    assert prometheus(**settings).codes == codes


def test_the_whole_spec_of_a_prometheus_may_be_one_setting():
    made = prometheus(spec={"enableAdminAPI": True, "serviceAccountName": "a"})
    assert made.codes == []
    assert made.only("Prometheus")["spec"] == {"enableAdminAPI": True, "serviceAccountName": "a"}


def test_a_server_has_a_service_monitor():
    made = measured(sets=("namePrefix=x-",))
    assert made.codes == []
    monitor = made.only("ServiceMonitor")
    assert monitor["spec"] == {
        "selector": {"matchLabels": {"oam.dev/instance-name": "x-shop-web"}},
        "endpoints": [{"port": "http"}],
    }
    assert made.only("Service")["metadata"]["labels"]["oam.dev/instance-name"] == "x-shop-web"


@pytest.mark.parametrize("kind", ["Worker", "SingletonWorker", "Task", "SingletonTask"])
def test_what_has_no_service_has_a_pod_monitor(kind):
    made = measured(component(kind, container(ports=None)), portNumber=9100, path="/m")
    assert made.codes == []
    assert made.only("PodMonitor")["spec"]["podMetricsEndpoints"] == [{"portNumber": 9100, "path": "/m"}]


@pytest.mark.parametrize(
    ("of", "properties", "codes"),
    [
        (TWO, {}, ["OAM593"]),
        (TWO, {"port": "metrics"}, []),
        (TWO, {"port": "metric"}, ["OAM593"]),
        (TWO, {"portNumber": 9090}, []),
        (TWO, {"portNumber": 9091}, ["OAM593"]),
        (ONE, {"port": "http", "portNumber": 9090}, ["OAM593"]),
        (WORKER, {}, ["OAM593"]),
        (WORKER, {"port": "http"}, ["OAM593"]),
        (WORKER, {"port": "http", "portNumber": 1}, ["OAM593"]),
        (ONE, {"interval": "30"}, ["OAM508"]),
        (ONE, {"interval": "10s", "scrapeTimeout": "11s"}, ["OAM593"]),
        (ONE, {"interval": "1m", "scrapeTimeout": "60s"}, []),
        (ONE, {"scheme": "HTTP"}, ["OAM508"]),
        (ONE, {"path": "metrics"}, ["OAM508"]),
        (ONE, {"monitorLabels": {"oam.dev/instance-name": "a"}}, ["OAM508"]),
        (ONE, {"monitorLabels": {"a b": "a"}}, ["OAM508"]),
        (ONE, {"monitorLabels": {"a": "b c"}}, ["OAM508"]),
        (ONE, {"monitorLabels": []}, ["OAM508"]),
    ],
)
def test_a_wrong_property_is_one_finding(of, properties, codes):
    assert measured(of, **properties).codes == codes


def test_later_values_are_held_to_the_same():
    assert measured(TWO, port="metrics", sets=("shop-web.traits.metrics.port=other",)).codes == ["OAM706"]
    assert measured(TWO, portNumber=9090, sets=("shop-web.traits.metrics.portNumber=1",)).codes == ["OAM706"]
    assert measured(TWO, portNumber=9090).only("ServiceMonitor")["spec"]["endpoints"] == [{"targetPort": 9090}]
    off = ("shop-web.traits.metrics.enabled=false",)
    assert measured(TWO, port="metrics", sets=off).kinds() == ["Deployment", "Service"]
    longer = ("shop-web.traits.metrics.scrapeTimeout=2m",)
    assert measured(interval="1m", scrapeTimeout="10s", sets=longer).codes == ["OAM617"]


def test_a_short_form_of_the_second_version_means_the_trait():
    version = CORE.replace("1alpha1", "1alpha2")
    workload = {
        "apiVersion": version,
        "kind": "ContainerizedWorkload",
        "spec": {"containers": [{"name": "web", "image": "example/web:1"}]},
    }
    one = {"apiVersion": version, "kind": "Component", "metadata": {"name": "web"}, "spec": {"workload": workload}}
    use = {"componentName": "web", "traits": [{"trait": {"name": "metrics", "properties": {"portNumber": 9100}}}]}
    document = {
        "apiVersion": version,
        "kind": "ApplicationConfiguration",
        "metadata": {"name": "shop"},
        "spec": {"components": [use]},
    }
    assert "PodMonitor" in compiled(one, document).kinds()


def test_types_are_those_of_prometheus():
    assert not any(problem(DURATION, text) for text in ("30s", "1m30s", "15d", "1h", "500ms", "1y2w"))
    assert all(problem(DURATION, text) for text in ("", "30", "1.5s", "30s1m", "0s", "1s "))
    assert not any(problem(SIZE, text) for text in ("20GB", "20GiB", "5B"))
    assert all(problem(SIZE, text) for text in ("20Gi", "20", "GB", "0B"))
    assert [in_milliseconds(text) for text in ("1m30s", "500ms", "1h")] == [90_000, 500, 3_600_000]


@pytest.mark.parametrize(
    ("kind", "spec", "reasons"),
    [
        ("ServiceMonitor", {"selector": {}, "endpoints": [{"port": "a", "interval": "1m", "scrapeTimeout": "10s"}]}, []),
        (
            "ServiceMonitor",
            {"selector": {}, "endpoints": [{"port": "a", "interval": "10s", "scrapeTimeout": "1m"}]},
            ["ServiceMonitor.spec.endpoints[0].scrapeTimeout must be at most the interval, 10s"],
        ),
        (
            "ServiceMonitor",
            {"selector": {}, "endpoints": [{"port": "a", "targetPort": 1}]},
            ["ServiceMonitor.spec.endpoints[0] must have one of port and targetPort"],
        ),
        (
            "PodMonitor",
            {"selector": {}, "podMetricsEndpoints": [{"port": "a", "portNumber": 1}]},
            ["PodMonitor.spec.podMetricsEndpoints[0] must have one of port and portNumber"],
        ),
        ("PrometheusRule", {"groups": [{"name": "a", "rules": [{"alert": "A", "expr": "1"}]}]}, []),
        (
            "PrometheusRule",
            {"groups": [{"name": "a", "rules": [{"alert": "A", "record": "b", "expr": "1"}]}]},
            ["PrometheusRule.spec.groups[0].rules[0] must have one of alert and record"],
        ),
        (
            "PrometheusRule",
            {"groups": [{"name": "a", "rules": [{"expr": "1"}]}]},
            ["PrometheusRule.spec.groups[0].rules[0] must have one of alert and record"],
        ),
        ("Probe", {"prober": {"url": "blackbox:9115"}}, []),
        (
            "Probe",
            {"prober": {"url": "http://blackbox:9115"}},
            ["Probe.spec.prober.url must be a host, or host:port, without a scheme"],
        ),
    ],
)
def test_what_the_operator_leaves_out_is_told(kind, spec, reasons):
    assert messages("monitoring.coreos.com/v1", kind, spec) == reasons
