"""Parameters bound to keys of Secrets and ConfigMaps, secret parameters, and sources that Kubernetes has itself."""

import pytest
import yaml

from oamc.diagnostics.reports import ERROR
from oamc.expressions.problems import problem
from oamc.kubernetes.names import config_key_problem, dns_subdomain_problem
from oamc.resolve.bindings import KEY, NAME
from oamc.values.shape import binding_text
from tests.support.api_server import judged_versions, objections, shared_judge
from tests.support.documents import application, compiled, compiled_objects, component, container

ENV = {"env": [{"name": "PGPASSWORD", "fromParam": "password"}]}
FILE = {"config": [{"path": "/run/db/password", "fromParam": "password"}]}
SECRET = {"secretKeyRef": {"name": "shop-db", "key": "password"}}
CONFIG_MAP = {"configMapKeyRef": {"name": "shop-db", "key": "password"}}
BINDING = "parameterValues: [{name: password, valueFrom: {secretKeyRef: {name: SECRET, key: KEY}}}]"


def worker(*fields, **declared):
    """Return a component with a container for each of the fields, and the parameter `password`."""
    parameters = [{"name": "password", "type": "string", **declared}]
    containers = [container(f"c{index}", ports=None, **one) for index, one in enumerate(fields)]
    return component("Worker", *containers, parameters=parameters)


def bound(reference, **fields):
    """Return an application that binds the parameter `password`."""
    return application(parameterValues=[{"name": "password", "valueFrom": reference}], **fields)


def given(value, **fields):
    """Return an application that gives the parameter `password` a value."""
    return application(parameterValues=[{"name": "password", "value": value}], **fields)


def unused():
    """Return an application without instances."""
    made = application()
    made["spec"]["components"] = []
    return made


def errors(found):
    """Return code and place of each error."""
    return [(one.code.id, str(one.span)) for one in found.reports.in_order() if one.severity == ERROR]


@pytest.mark.parametrize("reference", [SECRET, CONFIG_MAP])
@pytest.mark.parametrize("secret", [False, True])
def test_a_whole_variable_gets_the_reference(reference, secret):
    found = compiled(worker(ENV, secret=secret), bound(reference))
    assert found.containers()[0]["env"] == [{"name": "PGPASSWORD", "valueFrom": reference}]
    assert found.codes == (["OAM437"] if secret and reference == CONFIG_MAP else [])


@pytest.mark.parametrize(
    ("reference", "volume"),
    [
        (SECRET, {"secret": {"secretName": "shop-db", "items": [{"key": "password", "path": "password"}]}}),
        (CONFIG_MAP, {"configMap": {"name": "shop-db", "items": [{"key": "password", "path": "password"}]}}),
    ],
)
def test_a_whole_file_becomes_a_mounted_key(reference, volume):
    found = compiled(worker(FILE), bound(reference))
    (mount,) = found.containers()[0]["volumeMounts"]
    assert found.pod()["volumes"] == [{"name": "config-c0-0", **volume}]
    assert mount == {"name": "config-c0-0", "mountPath": "/run/db/password", "subPath": "password", "readOnly": True}
    assert (found.kinds(), found.codes) == (["Deployment"], [])


def test_the_other_files_keep_their_names_and_the_checksum_is_of_them_alone():
    files = [
        {"path": "/a", "value": "one"},
        {"path": "/run/db/password", "fromParam": "password"},
        {"path": "/c", "value": "two"},
    ]
    with_value = compiled(worker({"config": files}), given("x"))
    with_key = compiled(worker({"config": files}), bound(SECRET))
    without = compiled(worker({"config": [files[0], files[2]]}), application())
    assert [item["metadata"]["name"] for item in with_value.objects] == [
        "shop-web-c0-0",
        "shop-web-c0-1",
        "shop-web-c0-2",
        "shop-web",
    ]
    assert [item["metadata"]["name"] for item in with_key.objects] == ["shop-web-c0-0", "shop-web-c0-2", "shop-web"]
    assert with_key.containers()[0]["volumeMounts"] == with_value.containers()[0]["volumeMounts"]
    checksums = [found.only("Deployment")["spec"]["template"]["metadata"]["annotations"] for found in (with_key, without)]
    assert checksums[0] == checksums[1]


@pytest.mark.parametrize("fields", [ENV, FILE])
@pytest.mark.parametrize(("optional", "written"), [(True, {"optional": True}), (False, {}), (None, {})])
def test_an_optional_reference_says_so_and_another_one_does_not(fields, optional, written):
    reference = {"secretKeyRef": {"name": "a", "key": "b", "optional": optional}}
    found = compiled(worker(fields), bound(reference))
    pod = found.pod()
    source = pod["containers"][0]["env"][0]["valueFrom"]["secretKeyRef"] if fields is ENV else pod["volumes"][0]["secret"]
    assert {key: value for key, value in source.items() if key == "optional"} == written


def test_no_prefix_is_put_before_the_name_of_an_object_that_oamc_does_not_make():
    files = {"config": [{"path": "/a", "value": "x"}], "env": ENV["env"]}
    reference = {"configMapKeyRef": {"name": "shop-web-c0-0", "key": "a"}}
    found = compiled(worker(files), bound(reference), sets=("namePrefix=b-",))
    assert found.only("ConfigMap")["metadata"]["name"] == "b-shop-web-c0-0"
    assert found.containers()[0]["env"][0]["valueFrom"] == reference


def test_several_places_and_containers_share_the_two_values():
    found = compiled(
        worker({**ENV, **FILE}, {**ENV, **FILE}),
        bound(SECRET),
        sets=("shop-web.parameters.password.secretKeyRef.name=other", "shop-web.parameters.password.secretKeyRef.key=k"),
    )
    other = {"secretKeyRef": {"name": "other", "key": "k"}}
    assert [one["env"][0]["valueFrom"] for one in found.containers()] == [other, other]
    assert [one["secret"]["secretName"] for one in found.pod()["volumes"]] == ["other", "other"]


@pytest.mark.parametrize("kind", ["string", "number", "boolean", "object", "array"])
def test_a_parameter_of_any_type_can_be_bound_and_its_default_does_not_count(kind):
    default = {"string": "a", "number": 1, "boolean": True, "object": {}, "array": []}[kind]
    found = compiled(worker(ENV, type=kind, default=default), bound(SECRET))
    told = ["OAM320"] if kind in {"string", "number"} else []
    assert (found.codes, found.containers()[0]["env"][0]["valueFrom"]) == (told, SECRET)


def test_a_literal_beside_the_parameter_stands_in_only_while_that_has_no_value():
    beside = {"env": [{"name": "LEVEL", "fromParam": "password", "value": "x"}]}
    assert compiled(worker(beside), bound(SECRET)).containers()[0]["env"] == [{"name": "LEVEL", "valueFrom": SECRET}]


def test_a_parameter_of_type_null_takes_no_reference():
    assert compiled(worker(ENV, type="null"), bound(SECRET)).codes == ["OAM405"]


def test_an_undeclared_parameter_can_be_bound():
    undeclared = component("Worker", container(ports=None, **ENV))
    found = compiled(undeclared, bound(SECRET))
    assert (found.codes, found.containers()[0]["env"][0]["valueFrom"]) == (["OAM407"], SECRET)


def test_a_parameter_that_nothing_uses_is_told_with_a_binding_too():
    assert compiled(worker({}), bound(SECRET)).codes == ["OAM414"]
    assert compiled(component("Worker", container(ports=None)), bound(SECRET)).codes == ["OAM406"]


def test_a_parameter_is_bound_once():
    twice = application(parameterValues=[{"name": "password", "valueFrom": SECRET}, {"name": "password", "value": "x"}])
    assert compiled(worker(ENV), twice).codes == ["OAM302"]


def test_two_parameters_at_one_path_are_refused():
    files = [{"path": "/a", "fromParam": "password"}, {"path": "/a", "fromParam": "password"}]
    assert "OAM302" in compiled(worker({"config": files}), bound(SECRET)).codes


# What the cluster would refuse

NAMES = ["a", "a.b", "a" * 253, "", ".", "..", "a_b", "A", "-a", "a-", "a..b", "{{ x }}", "a" * 254, "a\n", "a/b", "a" * 64]
KEYS = ["a", "A_b-c.d", ".a", "a..", "-", "_", "a" * 253, "", ".", "..", "..a", "a/b", "a b", "{{ x }}", "a" * 254, "a\n", "é"]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_that_of_an_object(name):
    assert (problem(NAME, name) == "") == (dns_subdomain_problem(name) == "")
    reference = {"secretKeyRef": {"name": name, "key": "a"}}
    in_document = errors(compiled(worker(ENV), bound(reference)))
    by_flag = errors(compiled(worker(ENV), bound(SECRET), sets=(f"shop-web.parameters.password.secretKeyRef.name={name}",)))
    assert bool(in_document) == bool(by_flag) == bool(dns_subdomain_problem(name))


@pytest.mark.parametrize("key", KEYS)
def test_the_key_is_one_by_the_rule_of_the_api_server(key):
    assert (problem(KEY, key) == "") == (config_key_problem(key) == "")
    path = "shop-web.parameters.password.secretKeyRef.key"
    reference = {"secretKeyRef": {"name": "a", "key": key}}
    in_document = errors(compiled(worker(ENV), bound(reference)))
    by_flag = errors(compiled(worker(ENV), bound(SECRET), sets=(f"{path}={key}",)))
    assert bool(in_document) == bool(by_flag) == bool(config_key_problem(key))


@pytest.mark.parametrize(
    "override",
    [
        *("secretKeyRef=null", "secretKeyRef.name=null", "secretKeyRef.key=null", "secretKeyRef=x", "configMapKeyRef.name=x"),
        *("secretKeyRef.optional=true", "secretKeyRef.key=1", "secretKeyRef.name={a}", "fieldRef.fieldPath=metadata.name"),
    ],
)
def test_an_override_changes_the_name_and_the_key_and_nothing_else(override):
    assert errors(compiled(worker(ENV), bound(SECRET), sets=(f"shop-web.parameters.password.{override}",)))


# Secret parameters


@pytest.mark.parametrize("value", ["sesame", "", 7, True, {"a": "sesame"}, ["sesame"]])
def test_a_literal_for_a_secret_is_refused_by_a_message_that_shows_the_binding(value):
    found = compiled(worker(ENV, secret=True), given(value))
    (finding,) = found.reports.found
    assert (finding.code.id, BINDING in finding.hint) == ("OAM434", True)
    assert "sesame" not in f"{finding.message} {finding.hint} {finding.related}"


@pytest.mark.parametrize("name", ["db-password", "true", "1.10", "null", "0x1f", "yes", "-", "p.w", "m\u00f6"])
def test_a_hint_spells_the_name_of_a_parameter_so_that_it_is_read_as_that(name):
    text = binding_text(name)
    (entry,) = yaml.safe_load(text)["parameterValues"]
    assert entry["name"] == name
    assert (f"name: {name}," in text) is (name in {"db-password", "p.w"})


def test_all_hints_spell_a_binding_alike():
    secret = compiled(worker(ENV, secret=True), given("sesame")).reports.found[0].hint
    override = compiled(worker(ENV), bound(SECRET), sets=("shop-web.parameters.password=x",)).reports.found[0].hint
    assert [hint.partition("parameterValues: ")[2] for hint in (secret, override)] == [BINDING.partition(" ")[2]] * 2


def test_a_variable_with_the_literal_is_the_place():
    variables = [{"name": "PW", "value": "sesame"}]
    found = compiled(worker(ENV, secret=True), given("[fromVariable(PW)]", variables=variables))
    (finding,) = found.reports.found
    assert finding.message.startswith('variable "PW", which parameter "password"')
    part = compiled(worker(ENV, secret=True), given("x[fromVariable(PW)]", variables=variables))
    assert part.messages == ['parameter "password" of instance "shop-web" is a secret and must not be written as a literal']


@pytest.mark.parametrize("declared", [{"default": "sesame"}, {"default": "sesame", "required": True}])
def test_a_default_of_a_secret_is_refused_also_where_the_parameter_is_bound(declared):
    for use in (application(), bound(SECRET)):
        assert compiled(worker(ENV, secret=True, **declared), use).codes == ["OAM434"]


@pytest.mark.parametrize("nothing", [None])
def test_a_value_of_null_is_none(nothing):
    assert compiled(worker(ENV, secret=True), given(nothing)).codes == ["OAM410"]


def test_a_component_that_nobody_uses_has_its_secrets_checked():
    good = worker({**ENV, **FILE}, secret=True, required=True)
    assert compiled(good).codes == ["OAM318"]
    in_image = component(
        "openfaas.com/v1.Function",
        parameters=[{"name": "password", "type": "string", "secret": True}],
        workloadSettings=[{"name": "image", "type": "string", "fromParam": "password"}],
    )
    assert "OAM435" in compiled(in_image, unused()).codes


def test_a_file_of_an_open_secret_is_an_error_and_a_variable_is_left_out():
    file = compiled(worker(FILE, secret=True), application())
    assert file.codes == ["OAM409"]
    assert BINDING in file.reports.found[0].hint
    variable = compiled(worker(ENV, secret=True), application())
    assert (variable.codes, variable.containers()[0].get("env")) == (["OAM410"], None)


def test_an_open_secret_is_bound_by_the_installer_as_a_whole():
    name, key = (f"shop-web.parameters.password.secretKeyRef.{part}=x" for part in ("name", "key"))
    both = compiled(worker(ENV, ENV, secret=True), application(), sets=(name, key))
    assert both.containers()[1]["env"] == [{"name": "PGPASSWORD", "valueFrom": {"secretKeyRef": {"name": "x", "key": "x"}}}]
    for half in (name, key):
        found = compiled(worker(ENV, ENV, secret=True), application(), sets=(half,))
        assert [code for code, _ in errors(found)] == ["OAM706"]


def test_the_objects_of_an_open_secret_are_well_formed():
    (objects,) = compiled_objects(worker(ENV, ENV, secret=True), application())
    (requirement,) = objects.requirements
    assert requirement.message.startswith("shop-web.parameters.password.secretKeyRef.name and ")


def test_the_parameters_keep_the_order_of_the_declarations():
    parameters = [{"name": name, "type": "string"} for name in ("a", "password", "z")]
    env = [{"name": name.upper(), "fromParam": name} for name in ("z", "password", "a")]
    (objects,) = compiled_objects(component("Worker", container(ports=None, env=env), parameters=parameters), bound(SECRET))
    own = [parameter.path[2:] for parameter in objects.parameters if parameter.path[1:2] == ("parameters",)]
    assert own == [("a",), ("password", "secretKeyRef", "name"), ("password", "secretKeyRef", "key"), ("z",)]


# Sources of Kubernetes' own

OWN = [
    {"secretKeyRef": {"name": "a", "key": "b", "optional": False}},
    {"configMapKeyRef": {"name": "a.b", "key": "b_c"}},
    {"fieldRef": {"fieldPath": "metadata.labels['app.kubernetes.io/name']"}},
    {"fieldRef": {"apiVersion": "v1", "fieldPath": "status.podIP"}},
    {"resourceFieldRef": {"containerName": "c0", "resource": "limits.memory", "divisor": 1}},
]


@pytest.mark.parametrize("source", OWN)
def test_a_source_of_kubernetes_comes_out_unchanged(source):
    found = compiled(worker({"env": [{"name": "A", "valueFrom": source}, *ENV["env"]]}), bound(SECRET))
    assert (found.codes, found.containers()[0]["env"][0]) == ([], {"name": "A", "valueFrom": source})


@pytest.mark.parametrize(
    ("source", "code", "words"),
    [
        ({"secretKeyRef": {"name": "{{ x }}", "key": "b"}}, "OAM606", "the name of the Secret must consist of"),
        ({"secretKeyRef": {"name": "a", "key": "../b"}}, "OAM606", "the key of the Secret must consist of"),
        ({"secretKeyRef": {"name": "a"}}, "OAM605", '"key" is missing'),
        ({"secretKeyRef": {"name": "a", "key": "b", "optional": "true"}}, "OAM605", "must be a boolean"),
        ({"secretKeyRef": {"name": "a", "key": "b"}, "fieldRef": {"fieldPath": "metadata.name"}}, "OAM606", "at the same time"),
        ({"secretKeyRef": None}, "OAM606", "must have one of"),
        ({"fieldRef": {"fieldPath": "metadata.labels"}}, "OAM606", "is not a field that can be told"),
        ({"resourceFieldRef": {"resource": "limits.gpu"}}, "OAM606", "is not an amount that can be told"),
        ({"secretRef": {"name": "a"}}, "OAM604", 'unknown field "secretRef"'),
        ({"fileKeyRef": {"volumeName": "v", "path": "a", "key": "B"}}, "OAM606", "is switched off before Kubernetes 1.35"),
    ],
)
def test_what_the_api_server_would_refuse_is_an_error_of_the_document(source, code, words):
    found = compiled(worker({"env": [{"name": "A", "valueFrom": source}, *ENV["env"]]}), bound(SECRET))
    finding, *_ = [one for one in found.reports.found if one.severity == ERROR]
    assert (finding.code.id, words in finding.message) == (code, True), finding.message


def test_a_variable_from_a_file_needs_an_empty_directory_of_the_pod():
    def with_volume(disk):
        volumes = [{"name": "v", "mountPath": "/v", "disk": disk}]
        resources = {"cpu": {"required": 1}, "memory": {"required": "1Gi"}, "volumes": volumes}
        source = {"fileKeyRef": {"volumeName": "v", "path": "a", "key": "B"}}
        return worker({"env": [{"name": "A", "valueFrom": source}, *ENV["env"]], "resources": resources})

    newer = {"kube_versions": ("1.37",)}
    assert errors(compiled(with_volume({"required": "1Gi", "ephemeral": True}), bound(SECRET), **newer)) == []
    assert errors(compiled(with_volume({"required": "1Gi"}), bound(SECRET), **newer))
    assert errors(compiled(with_volume({"required": "1Gi", "ephemeral": True}), bound(SECRET), kube_versions=("1.33",)))


@judged_versions
def test_an_api_server_takes_what_comes_out(version):
    sources = [{"name": f"V{index}", "valueFrom": source} for index, source in enumerate(OWN)]
    fields = {"env": [*sources, *ENV["env"]], **FILE}
    for reference in (SECRET, CONFIG_MAP, {"secretKeyRef": {"name": "a", "key": ".a", "optional": True}}):
        found = compiled(worker(fields), bound(reference))
        assert found.codes == []
        assert list(objections(shared_judge(version), found.objects)) == []


# Literals that look like secrets


def literal_places(*documents):
    """Return the line numbers of the warnings about literals; JSON has one line, so columns stand for them."""
    found = compiled(*documents)
    return [one.message for one in found.reports.in_order() if one.code.id == "OAM320"]


@pytest.mark.parametrize("value", ["", 0, True, [], {}])
def test_an_empty_text_and_what_is_no_text_is_no_secret(value):
    kind = {str: "string", int: "number", bool: "boolean", list: "array", dict: "object"}[type(value)]
    assert literal_places(worker(ENV, type=kind, default=value), application()) == []


def test_a_literal_is_told_once_however_many_variables_take_it():
    twice = {"env": [{"name": name, "fromParam": "password"} for name in ("DB_PASSWORD", "PGPASSWORD")]}
    assert literal_places(worker(twice, twice), given("sesame")) == [
        'environment variable "DB_PASSWORD" looks like a secret and its value is in the document'
    ]


def test_a_number_is_a_literal_too():
    assert len(literal_places(worker(ENV, type="number", default=7), application())) == 1


def test_default_and_value_are_two_literals():
    assert len(literal_places(worker(ENV, default="open"), given("sesame"))) == 2


@pytest.mark.parametrize("field", [ENV, FILE])
@pytest.mark.parametrize("value", ["sesame", 7])
def test_a_default_stays_in_the_document_where_the_parameter_is_bound(field, value):
    kind = "string" if value == "sesame" else "number"
    found = compiled(worker(field, field, type=kind, default=value), bound(SECRET))
    assert found.codes == ["OAM320"]
    assert found.reports.found[0].hint == f"remove the default, and bind the parameter to a Secret of the cluster: {BINDING}"
    assert literal_places(worker(field, type=kind), bound(SECRET)) == []
    harmless = worker({"env": [{"name": "COLOR", "fromParam": "password"}]}, default="blue")
    harmless["spec"]["parameters"][0]["name"] = harmless["spec"]["containers"][0]["env"][0]["fromParam"] = "color"
    given_color = application(parameterValues=[{"name": "color", "valueFrom": CONFIG_MAP}])
    assert literal_places(harmless, given_color) == []


def test_the_advice_about_a_value_is_not_about_a_default():
    found = compiled(worker(ENV, default="open"), given("sesame"))
    hints = [one.hint for one in found.reports.in_order() if one.code.id == "OAM320"]
    assert sorted(hint.partition(" ")[0] for hint in hints) == ["bind", "remove"]


def test_a_parameter_that_is_called_so_counts_whatever_takes_it():
    harmless = {"env": [{"name": "DSN", "fromParam": "password"}], "config": [{"path": "/a", "fromParam": "password"}]}
    assert literal_places(worker(harmless), given("sesame")) == [
        'parameter "password" looks like a secret and its value is in the document'
    ]


def test_the_default_of_a_component_that_nobody_uses_is_told_and_no_made_up_value_is():
    with_default = {"env": [{"name": "DB_PASSWORD", "fromParam": "password"}, {"name": "API_TOKEN", "fromParam": "number"}]}
    spare = worker(with_default, default="sesame")
    spare["spec"]["parameters"].append({"name": "number", "type": "number"})
    assert [code for code in compiled(spare).codes if code != "OAM318"] == ["OAM320"]


def test_an_override_is_in_no_document():
    found = compiled(worker(ENV), application(), sets=("shop-web.parameters.password=sesame",))
    assert "OAM320" not in found.codes


NAMED = "shop-web.parameters.password.secretKeyRef.name=other"
KEYED = "shop-web.parameters.password.secretKeyRef.key=word"


def test_an_override_binds_a_required_secret_in_a_variable_and_in_a_file():
    documents = worker(ENV, FILE, required=True, secret=True), application()
    assert [code for code, _ in errors(compiled(*documents))] == ["OAM436"]
    found = compiled(*documents, sets=(NAMED, KEYED))
    assert errors(found) == []
    pod = found.only("Deployment")["spec"]["template"]["spec"]
    reference = {"name": "other", "key": "word"}
    assert pod["containers"][0]["env"] == [{"name": "PGPASSWORD", "valueFrom": {"secretKeyRef": reference}}]
    (volume,) = pod["volumes"]
    assert volume["secret"] == {"secretName": "other", "items": [{"key": "word", "path": "password"}]}
    assert [code for code, _ in errors(compiled(*documents, sets=(NAMED,)))] == ["OAM756"]
    assert [code for code, _ in errors(compiled(*documents, sets=("shop-web.parameters.password=hunter2",)))] == ["OAM438"]


def test_a_required_secret_may_stay_open_and_is_asked_for():
    documents = worker(ENV, FILE, required=True, secret=True), application()
    (objects,) = compiled_objects(*documents, allow_unset=True)
    demanded = {parameter.path[-1] for parameter in objects.parameters if parameter.is_open}
    assert demanded == {"name", "key"}
    assert objects.requirements == ()
