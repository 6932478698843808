"""The sidecar of Dapr: its annotations, what cannot be beside it, and how it gets on with others (docs/spec/dapr.md)."""

import pytest

from oamc.capabilities.dapr_properties import APP_ID, DURATION, LISTS, PLAIN, SCALARS, SERVER, VALUE
from oamc.expressions.problems import problem
from tests.support.documents import CORE, application, compiled, component, container, trait

WEB = component(
    "Server",
    container(ports=[{"name": "http", "containerPort": 8080}, {"name": "dns", "containerPort": 53, "protocol": "UDP"}]),
)
ELSEWHERE = {
    "enabled",
    "app-id",
    "config",
    "env",
    "sidecar-svc-annotations",
    "env-from-secret",
    "volume-mounts",
    "volume-mounts-rw",
}
LEGACY = {"app-ssl", "http-max-request-size", "http-read-buffer-size", "component-container"}
HEALTH = {"appPort": 8080, "health": {}}


def daprized(*others, of=WEB, sets=(), **properties):
    return compiled(of, application(*others, trait("dapr", **properties)), sets=sets)


def annotations(made, kind="Deployment"):
    return made.only(kind)["spec"]["template"]["metadata"]["annotations"]


def two(first, second, *, sets=(), names=("shop-web", "shop-other"), of=WEB):
    uses = [
        {"componentName": "web", "instanceName": name, "traits": [trait("dapr", **properties)]}
        for name, properties in zip(names, (first, second), strict=True)
    ]
    document = application()
    document["spec"]["components"] = uses
    return compiled(of, document, sets=sets)


def test_every_annotation_of_the_injector_has_a_property():
    assert len({*(name for name, _ in SCALARS), *(name for name, _ in LISTS)} | ELSEWHERE | LEGACY) == 64


def test_only_what_somebody_asks_for_is_written():
    assert annotations(daprized()) == {"dapr.io/enabled": "true", "dapr.io/app-id": "shop-web"}


def test_annotations_are_on_the_pods_and_not_on_the_workload():
    made = daprized().only("Deployment")
    assert "annotations" not in made["metadata"]


def test_all_values_are_texts():
    found = annotations(
        daprized(appPort=8080, logAsJson=False, metrics={"port": 9191}, probes={"liveness": {"delaySeconds": 0}})
    )
    assert found["dapr.io/app-port"] == "8080"
    assert found["dapr.io/log-as-json"] == "false"
    assert found["dapr.io/sidecar-liveness-probe-delay-seconds"] == "0"
    assert all(isinstance(value, str) for value in found.values())


@pytest.mark.parametrize("kind", ["SingletonServer", "Server", "Worker", "SingletonWorker", "Task", "SingletonTask"])
def test_every_type_with_pods_may_have_a_sidecar(kind):
    made = daprized(
        of=component(kind, container(ports=[{"name": "http", "containerPort": 8080}] if "Server" in kind else None))
    )
    assert not made.reports.errors
    assert made.codes == (["OAM666"] if "Task" in kind else [])


def test_a_job_ends_with_a_native_sidecar():
    task = component("Task", container(ports=None))
    assert daprized(of=task, nativeSidecar=True).codes == []
    assert daprized(of=task, nativeSidecar=False).codes == ["OAM666"]
    scheduled = daprized(trait("schedule", schedule="0 3 * * *"), of=task)
    assert scheduled.codes == ["OAM666"]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"appPort": "eighty"}, "OAM508"),
        ({"appPort": 0}, "OAM508"),
        ({"appPort": 2**40}, "OAM508"),
        ({"appPort": float("nan")}, "OAM508"),
        ({"logAsJson": "yes please"}, "OAM508"),
        ({"appProtocol": "HTTP"}, "OAM508"),
        ({"resources": {"limits": {"memory": "64 Mi"}}}, "OAM508"),
        ({"seccompProfile": "Localhost"}, "OAM508"),
        ({"shutdown": {"blockDuration": "5"}}, "OAM508"),
        ({"env": {"A": "b,C=d"}}, "OAM508"),
        ({"env": {"1A": "b"}}, "OAM508"),
        ({"env": []}, "OAM508"),
        ({"serviceAnnotations": {"dapr.io/app-id": "x"}}, "OAM508"),
        ({"serviceAnnotations": {"example.com/a": "b,c"}}, "OAM508"),
        ({"listenAddresses": ["localhost"]}, "OAM508"),
        ({"listenAddresses": []}, "OAM508"),
        ({"disableInitEndpoints": ["other"]}, "OAM508"),
        ({"appId": "Web"}, "OAM508"),
        ({"appId": "a" * 59}, "OAM508"),
        ({"appSsl": True}, "OAM506"),
        ({"pluggable": {"container": "{}"}}, "OAM506"),
        ({"appPort": 8081}, "OAM593"),
        ({"appPort": 53}, "OAM593"),
        ({"health": {}}, "OAM593"),
        ({"appProtocol": "grpc"}, "OAM593"),
        ({"volumeMounts": [{"name": "data", "path": "/data"}]}, "OAM593"),
        ({"pluggable": {"components": ["other"]}}, "OAM593"),
        ({"resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "500m"}}}, "OAM593"),
        ({"shutdown": {"gracefulSeconds": 30}}, "OAM593"),
        ({**HEALTH, "health": {"timeoutMilliseconds": 5001}}, "OAM593"),
        ({**HEALTH, "health": {"intervalSeconds": 1, "timeoutMilliseconds": 1001}}, "OAM593"),
        ({"ports": {"grpc": 8080}}, "OAM667"),
        ({"ports": {"grpc": 3500}}, "OAM667"),
        ({"debug": {"port": 9090}}, "OAM667"),
    ],
)
def test_a_wrong_property_is_one_finding(properties, code):
    assert daprized(**properties).codes == [code]


@pytest.mark.parametrize(
    ("properties", "override"),
    [
        ({"appPort": 8080}, "appPort=8081"),
        ({"ports": {"grpc": 50010, "internalGrpc": 50011}}, "ports.grpc=50011"),
        ({"metrics": {"port": 9191}}, "metrics.port=3501"),
        ({"shutdown": {"gracefulSeconds": 5}}, "shutdown.gracefulSeconds=30"),
        ({"appPort": 8080, "health": {"timeoutMilliseconds": 1}}, "health.timeoutMilliseconds=5001"),
        ({**HEALTH, "actors": {"types": ["A"], "stateStore": "s"}}, "health.enabled=false"),
    ],
)
def test_later_values_are_held_to_the_same(properties, override):
    assert daprized(**properties).codes == []
    assert daprized(**properties, sets=(f"shop-web.traits.dapr.{override}",)).codes == ["OAM706"]
    switched_off = (f"shop-web.traits.dapr.{override}", "shop-web.traits.dapr.enabled=false")
    assert daprized(**properties, sets=switched_off).codes == []


def test_metrics_that_are_off_take_no_port():
    of = component("Server", container(ports=[{"name": "metrics", "containerPort": 9090}]))
    assert daprized(of=of).codes == ["OAM667"]
    assert daprized(of=of, metrics={"enabled": False}).codes == []
    assert daprized(of=of, metrics={"enabled": False}, sets=("shop-web.traits.dapr.metrics.enabled=true",)).codes == ["OAM706"]


def test_the_pods_of_a_lifecycle_have_longer_to_end():
    longer = trait("lifecycle", terminationGracePeriodSeconds=60)
    assert daprized(longer, shutdown={"gracefulSeconds": 59}).codes == []
    assert daprized(longer, shutdown={"gracefulSeconds": 60}).codes == ["OAM593"]
    shorter = ("shop-web.traits.lifecycle.terminationGracePeriodSeconds=50",)
    assert daprized(longer, shutdown={"gracefulSeconds": 59}, sets=shorter).codes == ["OAM706"]


def test_a_worker_may_listen_where_it_declares_no_port():
    worker = component("Worker", container(ports=None))
    assert daprized(of=worker, appPort=7000).codes == []
    assert daprized(of=worker, appPort=3500).codes == ["OAM667"]


def test_volumes_and_containers_of_other_traits_are_known():
    secret = trait("secret-mounter", name="tls", secretName="shop-tls", path="/tls")
    assert daprized(secret, volumeMounts=[{"name": "tls", "path": "/tls"}]).codes == []
    helper = trait("sidecar", name="store", image="example/store:1")
    assert daprized(helper, pluggable={"components": ["store"]}).codes == []


def test_app_ids_of_an_application_differ():
    assert two({"appId": "a"}, {"appId": "a"}).codes == ["OAM665"]
    assert two({"appId": "shop-other"}, {}).codes == ["OAM665"]
    assert two({}, {}).codes == []
    meets = ("shop-web.traits.dapr.appId=b",)
    assert two({"appId": "a"}, {"appId": "b"}, sets=meets).codes == ["OAM706"]
    assert two({"appId": "a"}, {"appId": "b"}, sets=(*meets, "shop-other.traits.dapr.appId=a")).codes == []
    assert two({"appId": "a"}, {"appId": "b"}, sets=(*meets, "shop-web.traits.dapr.enabled=false")).codes == []
    default = ("shop-web.traits.dapr.appId=shop-other",)
    assert two({"appId": "a"}, {}, sets=default).codes == ["OAM706"]
    assert two({"appId": "a"}, {}, sets=(*default, "namePrefix=x-")).codes == []
    assert two({}, {"appId": "a"}, sets=("shop-other.traits.dapr.appId=shop-web",)).codes == ["OAM706"]


def test_a_name_that_is_no_app_id_needs_one():
    worker = component("Worker", container(ports=None))
    assert two({}, {}, names=("shop.web", "b"), of=worker).codes == ["OAM593"]
    assert two({"appId": "web"}, {}, names=("shop.web", "b"), of=worker).codes == []


def test_the_name_prefix_goes_before_an_app_id_that_is_a_name():
    assert annotations(daprized(sets=("namePrefix=second-",)))["dapr.io/app-id"] == "second-shop-web"
    assert annotations(daprized(appId="web", sets=("namePrefix=second-",)))["dapr.io/app-id"] == "web"
    assert daprized(sets=(f"namePrefix={'a' * 52}-",)).codes == ["OAM706"]


def test_the_trait_annotations_may_not_write_the_same():
    assert daprized(trait("annotations", pods={"dapr.io/log-level": "debug"}), logLevel="warn").codes == ["OAM555"]
    assert daprized(trait("annotations", pods={"dapr.io/other": "debug"}), logLevel="warn").codes == []


def test_annotations_of_the_component_are_told():
    of = component("Server", container())
    of["metadata"]["annotations"] = {"dapr.io/log-level": "debug", "dapr.io/image": "kept"}
    made = daprized(of=of, logLevel="warn")
    assert made.codes == ["OAM342"]
    assert annotations(made)["dapr.io/log-level"] == "warn"
    assert annotations(made)["dapr.io/image"] == "kept"


def test_a_sidecar_without_amounts_keeps_a_pod_from_being_guaranteed():
    wanted = {"require_class": ("Guaranteed",), "cpu_limit": ("equal",)}
    amounts = {"cpu": "100m", "memory": "64Mi"}
    plain = compiled(WEB, application(trait("dapr")), **wanted)
    assert plain.codes == ["OAM957", "OAM957"]
    assert all("dapr.io/sidecar-" in found.hint for found in plain.reports.found)
    twice = compiled(WEB, application(trait("dapr"), trait("dapr")))
    (at_trait,) = (note.span for found in twice.reports.found for note in found.related)
    assert {found.span.column for found in plain.reports.found} == {at_trait.column}
    given = trait("dapr", resources={"requests": amounts, "limits": amounts})
    assert compiled(WEB, application(given), **wanted).codes == []


def test_actors_have_an_object_with_the_rules_for_their_calls():
    given = {"types": ["Cart"], "stateStore": "state", "timeout": "5s"}
    made = daprized(**HEALTH, actors=given, sets=("shop-web.traits.dapr.actors.timeout=7s",))
    found = made.only("Resiliency")
    assert found["scopes"] == ["shop-web"]
    assert found["spec"] == {
        "policies": {"timeouts": {"actors": "7s"}},
        "targets": {"actors": {"Cart": {"timeout": "actors"}}},
    }
    breaker = daprized(**HEALTH, actors={"types": ["Cart"], "stateStore": "state", "circuitBreaker": {}}).only("Resiliency")
    assert breaker["spec"]["policies"] == {"circuitBreakers": {"actors": {}}}
    assert breaker["spec"]["targets"]["actors"]["Cart"] == {"circuitBreaker": "actors", "circuitBreakerScope": "both"}


def test_actors_without_rules_have_no_object():
    assert daprized(**HEALTH, actors={"types": ["Cart"], "stateStore": "state"}).kinds() == ["Deployment", "Service"]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"appPort": 8080, "actors": {"types": ["A"], "stateStore": "s"}}, "OAM593"),
        ({"appPort": 8080, "health": {"enabled": False}, "actors": {"types": ["A"], "stateStore": "s"}}, "OAM593"),
        ({"actors": {"types": ["A"], "stateStore": "s"}}, "OAM593"),
        ({**HEALTH, "actors": {"types": [], "stateStore": "s"}}, "OAM508"),
        ({**HEALTH, "actors": {"types": ["A"]}}, "OAM507"),
        ({**HEALTH, "actors": {"types": ["A"], "stateStore": "s", "retry": {"maxInterval": "5s"}}}, "OAM506"),
        ({**HEALTH, "actors": {"types": ["A"], "stateStore": "s", "retry": {"policy": "linear"}}}, "OAM508"),
        ({**HEALTH, "actors": {"types": ["A"], "stateStore": "s", "circuitBreaker": {"scope": "all"}}}, "OAM508"),
    ],
)
def test_wrong_actors_are_one_finding(properties, code):
    assert daprized(**properties).codes == [code]


def test_types_are_as_narrow_as_the_reader_of_each_annotation():
    assert [problem(SERVER, text) for text in ("", " ", "a:1,b:2", "[::1]:5")] == ["", "", "", ""]
    assert problem(SERVER, "a b")
    assert not problem(DURATION, "1h30m")
    assert problem(DURATION, "1d")
    assert not problem(VALUE, "a=b,c")
    assert problem(VALUE, " a")
    assert problem(PLAIN, "a\n")
    assert problem(APP_ID, "-a")


def test_many_variables_are_one_annotation():
    found = annotations(daprized(env={f"A{number}": str(number) for number in range(1000)}))["dapr.io/env"]
    assert found.count(",") == 999


def test_a_short_form_of_the_second_version_means_the_trait():
    version = CORE.replace("1alpha1", "1alpha2")
    workload = {
        "apiVersion": version,
        "kind": "ContainerizedWorkload",
        "spec": {"containers": [{"name": "web", "image": "example/web:1"}]},
    }
    one = {"apiVersion": version, "kind": "Component", "metadata": {"name": "web"}, "spec": {"workload": workload}}
    use = {"componentName": "web", "traits": [{"trait": {"name": "dapr", "properties": {"logLevel": "warn"}}}]}
    document = {
        "apiVersion": version,
        "kind": "ApplicationConfiguration",
        "metadata": {"name": "shop"},
        "spec": {"components": [use]},
    }
    found = annotations(compiled(one, document))
    assert found == {"dapr.io/enabled": "true", "dapr.io/app-id": "web", "dapr.io/log-level": "warn"}
