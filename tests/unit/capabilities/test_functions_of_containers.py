"""Functions that a container describes: what they say, that a Server says the same, and what no function has."""

import pytest

from oamc.resolve.container_of_a_function import BEYOND
from tests.support.documents import HTTP, application, compiled, component, container
from tests.support.stages import quoted

FUNCTION = "openfaas.com/v1.Function"
AMOUNTS = {"cpu": {"required": 0.25}, "memory": {"required": "64Mi"}}
KEY = {"secretKeyRef": {"name": "a", "key": "b"}}


def function(*containers, kind=FUNCTION, settings=(), **spec):
    given = {"workloadSettings": list(settings)} if settings else {}
    return component(kind, containers=list(containers), **given, **spec)


def made(*documents, kind="Function", **options):
    return compiled(*documents, **options).only(kind)["spec"]


@pytest.mark.parametrize("kind", [FUNCTION, "openfaas.com/v1alpha2.Function"])
def test_a_container_says_image_variables_and_amounts(kind):
    variables = [{"name": "mode", "value": "fast"}, {"name": "none", "value": ""}]
    found = made(function(container(env=variables, resources=AMOUNTS), kind=kind), application())
    assert found == {
        "name": "shop-web",
        "image": "example/web:1",
        "environment": {"mode": "fast", "none": ""},
        "requests": {"cpu": "250m", "memory": "64Mi"},
        "limits": {"memory": "64Mi"},
    }


@pytest.mark.parametrize("resources", [None, AMOUNTS, {"memory": {"required": "1Gi"}}, {"cpu": {"required": 2}}])
@pytest.mark.parametrize("qos", ["enforce", "warn", "off"])
@pytest.mark.parametrize("cpu_limit", [(), ("equal",), ("1.5",), ("shop-web=2",)])
@pytest.mark.parametrize("faas", ["operator", "deployment"])
def test_a_function_says_of_its_amounts_what_a_server_says(resources, qos, cpu_limit, faas):
    options = {"qos": qos, "cpu_limit": cpu_limit, "faas": faas}
    own = container(resources=resources)
    server = compiled(component("Server", own), application(), **options)
    found = compiled(function(own), application(), **options)
    assert found.codes == server.codes
    of_server = server.containers()[0].get("resources")
    if faas == "deployment":
        assert found.containers()[0].get("resources") == of_server
    else:
        spec = found.only("Function")["spec"]
        assert {field: spec[field] for field in ("requests", "limits") if field in spec} == (of_server or {})


def test_what_no_value_gives_is_left_out():
    given = function(
        container(env=[{"name": "a", "fromParam": "p"}, {"name": "b", "fromParam": "q"}]),
        parameters=[{"name": "p", "type": "string"}, {"name": "q", "type": "number"}],
    )
    assert "environment" not in made(given, application())
    assert made(given, application(), sets=("shop-web.parameters.q=3",))["environment"] == {"b": "3"}


@pytest.mark.parametrize("faas", ["operator", "deployment"])
def test_values_of_the_output_are_those_of_any_container(faas):
    given = function(container(image="a/b:[fromParam(tag)]"), parameters=[{"name": "tag", "type": "string", "default": "1"}])
    of_container = "shop-web.containers.web"
    sets = (f"{of_container}.resources.memory=1Gi", f"{of_container}.resources.cpu=2", "shop-web.parameters.tag=v2")
    found = compiled(given, application(), sets=sets, faas=faas)
    assert found.codes == []
    spec = found.only("Function")["spec"] if faas == "operator" else found.containers()[0]
    assert spec["image"] == "a/b:v2"
    assert (spec if faas == "operator" else spec["resources"])["requests"] == {"cpu": "2", "memory": "1Gi"}
    refused = compiled(given, application(), sets=(f"{of_container}.imagePullPolicy=Always",), faas=faas)
    assert refused.codes == ([] if faas == "deployment" else ["OAM753"])


def test_settings_beside_the_container_are_read():
    settings = [
        {"name": "handler", "value": "node main.js"},
        {"name": "annotations", "value": {"com.openfaas.ready.http.path": "/ready"}},
        {"name": "limits", "value": None},
    ]
    given = function(container(env=[{"name": "a", "value": "b"}], ports=None), settings=settings)
    found = made(given, application())
    assert (found["handler"], found["environment"]) == ("node main.js", {"a": "b"})
    (one,) = compiled(given, application(), faas="deployment").containers()
    assert one["env"] == [{"name": "fprocess", "value": "node main.js"}, {"name": "a", "value": "b"}]
    assert one["ports"] == [{"name": "http", "containerPort": 8080, "protocol": "TCP"}]
    assert one["livenessProbe"] == {"httpGet": {"path": "/_/health", "port": 8080}}
    assert one["readinessProbe"] == {"httpGet": {"path": "/ready", "port": 8080}}


def test_the_port_of_a_function_keeps_its_name():
    given = function(container(ports=[{"name": "web", "containerPort": 8080}]))
    found = compiled(given, application(), faas="deployment")
    assert [port["name"] for port in found.only("Service")["spec"]["ports"]] == ["web"]


def test_a_key_of_the_cluster_is_no_variable_of_a_function():
    given = function(container(env=[{"name": "a", "fromParam": "p"}]), parameters=[{"name": "p", "type": "string"}])
    bound = application(parameterValues=[{"name": "p", "valueFrom": KEY}])
    assert compiled(given, bound).codes == ["OAM433"]
    (one,) = compiled(given, bound, faas="deployment").containers()
    assert one["env"] == [{"name": "a", "valueFrom": KEY}]


BEYOND_FIELDS = {
    "an imagePullSecret": {"imagePullSecret": "a"},
    "an imagePullPolicy": {"imagePullPolicy": "Always"},
    "a command": {"cmd": ["a", "b"]},
    "arguments": {"args": ["a", "b"]},
    "a variable with valueFrom": {"env": [{"name": "a", "valueFrom": KEY}]},
    "a config file": {"config": [{"path": "/a", "value": "b"}]},
    "another port than 8080 of TCP": {"ports": [HTTP, {"name": "b", "containerPort": 8080, "protocol": "UDP"}]},
    "a livenessProbe": {"livenessProbe": {"httpGet": {"path": "/", "port": 8080}}},
    "a readinessProbe": {"readinessProbe": {"tcpSocket": {"port": 8080}}},
    "a startupProbe": {"startupProbe": {"tcpSocket": {"port": 8080}}},
    "a volume": {"resources": {**AMOUNTS, "volumes": [{"name": "a", "mountPath": "/a"}]}},
    "a gpu": {"resources": {**AMOUNTS, "gpu": {"required": 1}}},
    "an extended resource": {"resources": {**AMOUNTS, "extended": [{"name": "example.com/v1.Dongle", "required": 1}]}},
}


def test_everything_that_no_function_has_is_tried():
    assert [beyond.words for beyond in BEYOND] == list(BEYOND_FIELDS)


@pytest.mark.parametrize("faas", ["operator", "deployment"])
@pytest.mark.parametrize("words", BEYOND_FIELDS)
def test_what_no_function_has_is_an_error_wherever_it_is_built(words, faas):
    found = compiled(function(container(**BEYOND_FIELDS[words])), application(), faas=faas)
    errors = [one for one in found.reports.found if one.severity == "error"]
    assert [one.code.id for one in errors] == ["OAM633"]
    assert errors[0].message == f'container "web" of a function has {words}, which no function has'


@pytest.mark.parametrize("faas", ["operator", "deployment"])
@pytest.mark.parametrize("as_list", [True, False])
def test_what_the_container_says_is_no_setting(faas, as_list):
    settings = {"image": "a/b:1", "environment": [], "limits": {"cpu": "1"}, "requests": {"cpu": "1"}, "secrets": ["a"]}
    listed = [{"name": name, "value": value} for name, value in settings.items()]
    given = component(FUNCTION, containers=[container()], workloadSettings=listed if as_list else settings)
    found = compiled(given, application(), faas=faas)
    assert [item for item in found.messages if "beside it" in item] == [
        f'container "web" of a function has the setting {name} beside it' for name in settings if name != "secrets"
    ]
    assert set(found.codes) == ({"OAM633"} if as_list else {"OAM633", "OAM239"})


def test_a_setting_that_a_function_does_not_have_is_told_beside_a_container_too():
    given = function(container(), settings=[{"name": "replicas", "value": 1}])
    assert compiled(given, application()).codes == ["OAM539"]


@pytest.mark.parametrize("settings", [[{"name": "handler", "value": "a"}], [{"name": "handler", "value": None}], []])
def test_a_program_is_named_once(settings):
    given = function(container(env=[{"name": "fprocess", "value": "b"}]), settings=settings)
    is_twice = bool(settings) and settings[0]["value"] is not None
    assert compiled(given, application()).codes == (["OAM633"] if is_twice else [])


def test_every_further_container_is_told():
    found = compiled(function(container(), container("b"), container("c")), application())
    assert found.codes == ["OAM632", "OAM632"]


def test_a_document_of_the_type_asks_for_no_setting_that_the_container_says():
    document = {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "WorkloadType",
        "metadata": {"name": "openfaas"},
        "spec": {
            "group": "openfaas.com",
            "version": "v1",
            "names": {"kind": "Function", "singular": "function", "plural": "functions"},
            "settings": [
                {"name": "image", "type": "string", "required": True},
                {"name": "handler", "type": "string", "required": True},
            ],
        },
    }
    assert compiled(document, function(container()), application()).messages == [
        f'workload type "{FUNCTION}" needs the setting "handler"'
    ]


@pytest.mark.parametrize(
    ("amount", "rule", "code", "words"),
    [
        ({"limits": {"memory": "1Gi"}, "requests": {"memory": "64Mi"}}, "QOS003=deny", "OAM953", "1Gi"),
        ({"requests": {"memory": "64Mi"}}, "QOS002=deny", "OAM952", "64Mi"),
        ({"limits": {"cpu": "1"}}, "QOS001=deny", "OAM951", "web"),
    ],
)
def test_what_is_wrong_with_amounts_is_told_at_them(amount, rule, code, words):
    settings = [{"name": "image", "value": "a/b:1"}, *({"name": name, "value": value} for name, value in amount.items())]
    found = compiled(component(FUNCTION, workloadSettings=settings), application(), qos_rule=(rule,))
    (one,) = [one for one in found.reports.found if one.code.id == code]
    assert words in quoted(one.span)


def test_what_is_wrong_with_the_amounts_of_a_container_is_told_at_them():
    found = compiled(function(container(resources=AMOUNTS)), application(), require_class=("Guaranteed",))
    (one,) = [one for one in found.reports.found if one.code.id == "OAM957"]
    assert quoted(one.span) == "0.25"


def described(*settings):
    """Return a WorkloadType document about functions."""
    spec = {"group": "openfaas.com", "version": "v1", "names": {"kind": "Function"}, "settings": list(settings)}
    return {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "WorkloadType",
        "metadata": {"name": "functions"},
        "spec": spec,
    }


OF_OURS = {"name": "image", "type": "string", "required": True, "pattern": "example/.*"}
both_forms = pytest.mark.parametrize("faas", ["operator", "deployment"])


@both_forms
def test_the_image_of_a_container_keeps_the_rules_of_a_document(faas):
    assert compiled(described(OF_OURS), function(container()), application(), faas=faas).codes == []
    (found,) = compiled(described(OF_OURS), function(container(image="other/web:1")), application(), faas=faas).reports.found
    assert (found.code.id, quoted(found.span)) == ("OAM538", '"other/web:1"')


@both_forms
def test_an_override_of_the_image_keeps_them_too(faas):
    sets = ("shop-web.containers.web.image=other/web:1",)
    assert compiled(function(container()), application(), sets=sets, faas=faas).codes == []
    assert compiled(described(OF_OURS), function(container()), application(), sets=sets, faas=faas).codes == ["OAM754"]


def test_a_deployment_of_settings_keeps_them_for_its_value():
    settings = [{"name": "image", "type": "string", "value": "example/web:1"}]
    sets = ("shop-web.containers.function.image=other/web:1",)
    documents = (component(FUNCTION, workloadSettings=settings), application())
    assert compiled(*documents, sets=sets, faas="deployment").codes == []
    assert compiled(described(OF_OURS), *documents, sets=sets, faas="deployment").codes == ["OAM754"]


@both_forms
def test_a_parameter_that_is_the_image_keeps_them(faas):
    parts = {"parameters": [{"name": "at", "type": "string", "default": "example/web:1"}]}
    documents = (described(OF_OURS), function(container(image="[fromParam(at)]"), **parts), application())
    assert compiled(*documents, faas=faas).codes == []
    assert compiled(*documents, sets=("shop-web.parameters.at=other/web:1",), faas=faas).codes == ["OAM706"]


@both_forms
def test_an_image_of_which_no_value_keeps_the_rules_is_told(faas):
    rules = described({"name": "image", "type": "integer", "minimum": 1})
    (found,) = compiled(rules, function(container()), application(), faas=faas).reports.found
    assert found.code.id == "OAM538"
    assert "no value keeps the rules" in found.message


@both_forms
@pytest.mark.parametrize("kind", ["array", "object"])
def test_variables_are_what_a_document_may_demand(kind, faas):
    rules = described({"name": "environment", "type": kind, "required": True})
    assert compiled(rules, function(container(env=[{"name": "a", "value": "b"}])), application(), faas=faas).codes == []
    (found,) = compiled(rules, function(container()), application(), faas=faas).reports.found
    assert (found.code.id, quoted(found.span)) == ("OAM537", '"web"')
    named = [{"name": "handler", "type": "string", "value": "node main.js"}]
    found = compiled(rules, function(container(), settings=named), application(), faas=faas)
    assert found.codes == ["OAM537"]


@both_forms
def test_rules_of_lists_count_variables(faas):
    rules = described({"name": "environment", "type": "array", "maxItems": 1})
    variables = [{"name": "a", "value": "b"}, {"name": "c", "value": "d"}]
    assert compiled(rules, function(container(env=variables[:1])), application(), faas=faas).codes == []
    assert compiled(rules, function(container(env=variables)), application(), faas=faas).codes == ["OAM538"]
    settings = [{"name": "image", "type": "string", "value": "example/web:1"}]
    for number, codes in ((1, []), (2, ["OAM538"])):
        listed = [*settings, {"name": "environment", "type": "array", "value": variables[:number]}]
        assert compiled(rules, component(FUNCTION, workloadSettings=listed), application(), faas=faas).codes == codes


@both_forms
def test_a_container_says_the_amounts_that_a_document_demands(faas):
    rules = described(*({"name": name, "type": "object", "required": True} for name in ("limits", "requests")))
    assert compiled(rules, function(container()), application(), faas=faas).codes == []
    wrong = described({"name": "limits", "type": "string"})
    assert compiled(wrong, function(container()), application(), faas=faas).codes == ["OAM538"]


@both_forms
def test_settings_beside_a_container_keep_their_rules(faas):
    rules = described({"name": "handler", "type": "string", "required": True, "minLength": 3})
    assert compiled(rules, function(container()), application(), faas=faas).codes == ["OAM537"]
    named = [{"name": "handler", "type": "string", "value": "go"}]
    assert compiled(rules, function(container(), settings=named), application(), faas=faas).codes == ["OAM538"]
