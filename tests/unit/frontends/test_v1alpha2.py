"""OAM v1alpha2 from documents to objects: parameters, names, traits, definitions, revisions, scopes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.compiler import build
from oamc.diagnostics.codes.reading import TOO_MANY_COPIES
from oamc.diagnostics.reports import Reports
from oamc.options import Options
from oamc.source.limits import FREE_COPIES
from oamc.spans import SourceFile
from tests.contracts.building import Built

VERSION = "core.oam.dev/v1alpha2"


def document(kind, name, spec, **metadata):
    return {"apiVersion": VERSION, "kind": kind, "metadata": {"name": name, **metadata}, "spec": spec}


def component(workload, *parameters, name="web", **metadata):
    declared = [{"name": key, "fieldPaths": list(paths)} for key, *paths in parameters]
    return document("Component", name, {"workload": workload, "parameters": declared}, **metadata)


def configuration(*uses, name="shop", **metadata):
    return document("ApplicationConfiguration", name, {"components": list(uses)}, **metadata)


def use(of="web", traits=(), scopes=(), **values):
    given_values = [{"name": key, "value": value} for key, value in values.items()]
    return {
        "componentName": of,
        "parameterValues": given_values,
        "traits": [{"trait": trait} for trait in traits],
        "scopes": [{"scopeRef": scope} for scope in scopes],
    }


def containers(*extra, **fields):
    container = {"name": "web", "image": "example/web:1", **fields}
    return {"apiVersion": VERSION, "kind": "ContainerizedWorkload", "spec": {"containers": [container, *extra]}}


CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"mode": "quiet"}}
SCALER = {"apiVersion": VERSION, "kind": "ManualScalerTrait", "spec": {"replicaCount": 3}}


def deployment(**spec):
    pod = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "example/web:1"}]}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": pod, **spec},
    }


def test_the_smallest_application_is_a_deployment():
    built = Built(component(containers()), configuration(use()))
    assert built.codes == []
    assert list(built.objects) == ["Deployment/web"]
    built.check_agreement()


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
CONTAINER = "spec.containers[0]"
LIVE = component(
    containers(args=["a", "b"], env=[{"name": "A", "value": "x"}], config=[{"path": "/etc/a.conf", "value": "y"}]),
    ("word", f"{CONTAINER}.args[1]"),
    ("more", f"{CONTAINER}.args[2]", f"{CONTAINER}.command[0]"),
    ("env", f"{CONTAINER}.env[0].value"),
    ("file", f"{CONTAINER}.config[0].value"),
)


@settings(max_examples=15, deadline=None)
@given(st.dictionaries(st.sampled_from(["word", "more", "env", "file"]), TEXTS))
def test_an_override_is_what_the_document_would_give(values):
    given_in_document = Built(LIVE, configuration(use(**values)))
    overridden = Built(LIVE, configuration(use()), values={"web": {"parameters": values}} if values else None)
    assert given_in_document.by_application == overridden.by_application
    overridden.check_agreement()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31 - 1), TEXTS)
def test_an_override_of_an_object_is_what_the_document_would_give(number, text):
    made = component(deployment(), ("size", "spec.replicas", "spec.template.metadata.annotations[size]"), ("note", "spec.x.y"))
    made["spec"]["workload"]["apiVersion"], made["spec"]["workload"]["kind"] = "example.com/v1", "Site"
    given_in_document = Built(made, configuration(use(size=number, note=text)))
    overridden = Built(
        made, configuration(use(size=0, note="")), values={"web": {"parameters": {"size": number, "note": text}}}
    )
    assert given_in_document.by_application == overridden.by_application
    overridden.check_agreement()


def test_a_parameter_has_the_type_of_its_field_and_a_text_gets_its_text():
    pod = "spec.template.spec.containers[0]"
    made = component(deployment(), ("port", f"{pod}.ports[0].containerPort", f"{pod}.env[0].value", f"{pod}.env[0].name"))
    built = Built(made, configuration(use(port=80)))
    (container,) = built.objects["Deployment/web"]["spec"]["template"]["spec"]["containers"]
    assert (container["ports"], container["env"]) == ([{"containerPort": 80}], [{"name": "80", "value": "80"}])
    built.check_agreement()
    assert Built(made, configuration(use(port="many"))).codes == ["OAM405"]
    assert Built(made, configuration(use(port=2**31))).codes == ["OAM422"]


def test_a_component_may_need_a_value_to_be_whole():
    made = component(containers(ports=[{"name": "http"}]), ("port", f"{CONTAINER}.ports[0].containerPort"))
    built = Built(made, configuration(use(port=8080)))
    assert built.codes == []
    assert built.objects["Service/web"]["spec"]["ports"][0]["port"] == 8080
    assert Built(made, configuration(use())).codes == ["OAM210"]
    other = component(CONFIG, name="other")
    assert Built(made, other, configuration(use("other"))).codes == ["OAM317"]


def test_a_misspelled_field_of_a_container_is_told_alone():
    made = component(containers(resources={"cpus": {"required": 1}, "memory": {"required": "1Gi"}}))
    assert Built(made, configuration(use())).codes == ["OAM216"]


@pytest.mark.parametrize(("path", "codes"), [("stringData.a", ["OAM265"]), ("data[b]", ["OAM265"]), ("type", ["OAM320"])])
def test_the_content_of_a_secret_is_no_value(path, codes):
    secret = {"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "stringData": {"a": "x"}}
    assert Built(component(secret, ("p", path)), configuration(use())).codes == codes


def test_literals_that_differ_stay_until_the_parameter_is_set():
    made = component({**CONFIG, "data": {"a": "1", "b": "2"}}, ("both", "data.a", "data.b", "data.c"))
    kept = Built(made, configuration(use()))
    assert kept.objects["ConfigMap/web"]["data"] == {"a": "1", "b": "2"}
    kept.check_agreement()
    for changed in (
        Built(made, configuration(use(both="x"))),
        Built(made, configuration(use()), sets=("web.parameters.both=x",)),
    ):
        assert changed.objects["ConfigMap/web"]["data"] == {"a": "x", "b": "x", "c": "x"}
        changed.check_agreement()


def test_what_shapes_the_output_is_fixed_and_told_so():
    made = component(containers(ports=[{"name": "http", "containerPort": 80}]), ("port", f"{CONTAINER}.ports[0].containerPort"))
    built = Built(made, configuration(use(port=8080)))
    assert built.objects["Service/web"]["spec"]["ports"][0]["port"] == 8080
    assert "# web.parameters.port: 8080" in built.charts["shop"]["values.yaml"]
    assert Built(made, configuration(use(port=8080)), sets=("web.parameters.port=1",)).codes == ["OAM450"]


def test_a_required_parameter_wants_a_value_though_a_literal_is_there():
    made = component(CONFIG, ("mode", "data.mode"))
    made["spec"]["parameters"][0]["required"] = True
    assert Built(made, configuration(use())).codes == ["OAM404"]
    assert Built(made, configuration(use(mode="loud"))).objects["ConfigMap/web"]["data"] == {"mode": "loud"}
    assert Built(made).codes == ["OAM318"]  # nobody uses it, and nobody has to give anything


@pytest.mark.parametrize("text", ["[fromParam(x)]", "[fromVariable(x)]", "{{ .Values.x }}"])
def test_texts_are_no_references(text):
    made = component({**CONFIG, "data": {"a": text}}, ("b", "data.b"))
    built = Built(made, configuration(use(b=text)))
    assert built.codes == []
    assert built.objects["ConfigMap/web"]["data"] == {"a": text, "b": text}
    built.check_agreement()


def test_two_instances_of_one_component_need_names_of_their_own():
    made = component(CONFIG, ("name", "metadata.name"), ("mode", "data.mode"))
    built = Built(made, configuration(use(name="first"), use(name="second", mode="loud")))
    assert [item["metadata"]["name"] for item in built.objects.values()] == ["first", "second"]
    built.check_agreement()
    assert "OAM302" in Built(made, configuration(use(), use())).codes


def test_labels_and_annotations_of_the_configuration_are_on_all_objects_that_have_none_of_the_key():
    workload = {**CONFIG, "metadata": {"labels": {"tier": "own"}, "annotations": {"a": "own"}, "namespace": "ignored"}}
    trait = {**CONFIG, "metadata": {"name": "trait"}}
    made = configuration(
        use(traits=[trait]), namespace="shop", labels={"tier": "shop", "team": "x"}, annotations={"a": "b", "c": "d"}
    )
    built = Built(component(workload), made)
    own, other = built.objects["ConfigMap/web"]["metadata"], built.objects["ConfigMap/trait"]["metadata"]
    assert (own["labels"]["tier"], own["labels"]["team"], own["annotations"]) == ("own", "x", {"a": "own", "c": "d"})
    assert (other["labels"]["tier"], other["annotations"]) == ("shop", {"a": "b", "c": "d"})
    assert own["namespace"] == other["namespace"] == "shop"
    kinds = [item["labels"]["app.oam.dev/resourceType"] for item in (own, other)]
    assert kinds == ["WORKLOAD", "TRAIT"]


@pytest.mark.parametrize(
    ("workload", "codes"),
    [
        (deployment(replicas=1), []),
        ({**deployment(serviceName="web"), "kind": "StatefulSet"}, []),
        ({"apiVersion": "example.com/v1", "kind": "Site", "spec": {"replicas": 1}}, ["OAM272"]),
    ],
)
def test_a_manual_scaler_scales_what_has_replicas(workload, codes):
    built = Built(component(workload), configuration(use(traits=[SCALER])))
    assert built.codes == codes
    (scaled,) = built.objects.values()
    assert scaled["spec"]["replicas"] == 3
    built.check_agreement()


def test_a_manual_scaler_is_an_error_on_a_kind_without_replicas_and_an_object_on_one_that_nobody_knows():
    assert Built(component(CONFIG), configuration(use(traits=[SCALER]))).codes == ["OAM501"]
    site = {"apiVersion": "example.com/v1", "kind": "Site", "spec": {}}
    assert "ManualScalerTrait/web-manualscalertrait" in Built(component(site), configuration(use(traits=[SCALER]))).objects


def test_a_misspelled_field_of_a_scaler_is_an_error_with_the_right_name():
    built = Built(component(containers()), configuration(use(traits=[{**SCALER, "spec": {"replica": 3}}])))
    assert built.codes == ["OAM216"]
    assert 'did you mean "replicaCount"' in built.reports.found[0].hint


def test_a_trait_gets_a_reference_to_the_object_that_is_in_the_output():
    definition = document(
        "TraitDefinition", "any", {"definitionRef": {"name": "traces.example.com"}, "workloadRefPath": "spec.target.workload"}
    )
    trait = {"apiVersion": "example.com/v1", "kind": "Trace", "spec": {"target": "x"}}
    built = Built(component(containers()), definition, configuration(use(traits=[trait])), sets=("namePrefix=a-",))
    reference = built.objects["Trace/a-web-trace"]["spec"]["target"]["workload"]
    assert reference == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a-web"}
    built.check_agreement()


@pytest.mark.parametrize(
    ("listed", "applies"),
    [
        ([], True),
        (["*"], True),
        (["deployments.apps"], True),
        (["*.apps"], True),
        (["apps/v1.Deployment"], True),
        (["own-name"], True),
        (["statefulsets.apps", "*.batch"], False),
    ],
)
def test_a_trait_applies_to_what_its_definition_lists(listed, applies):
    definitions = (
        document("WorkloadDefinition", "own-name", {"definitionRef": {"name": "deployments.apps"}}),
        document("TraitDefinition", "t", {"definitionRef": {"name": "configmaps"}, "appliesToWorkloads": listed}),
    )
    built = Built(component(deployment()), *definitions, configuration(use(traits=[{**CONFIG, "metadata": {"name": "t"}}])))
    assert built.codes == ([] if applies else ["OAM501"])


def test_the_newest_revision_counts_unless_another_one_is_asked_for():
    revisions = [
        component({**CONFIG, "data": {"v": str(number)}}, labels={"app.oam.dev/revision": f"web-v{number}"})
        for number in (2, 10, 9)
    ]
    newest = Built(*revisions, configuration(use())).objects["ConfigMap/web"]
    assert (newest["data"], newest["metadata"]["labels"]["app.oam.dev/revision"]) == ({"v": "10"}, "web-v10")
    asked = Built(*revisions, configuration({"revisionName": "web-v9"})).objects["ConfigMap/web"]
    assert asked["data"] == {"v": "9"}
    current = Built(*revisions, component({**CONFIG, "data": {"v": "now"}}), configuration(use())).objects["ConfigMap/web"]
    assert current["data"] == {"v": "now"}
    assert "OAM301" in Built(*revisions, revisions[0], configuration(use())).codes


def test_a_component_is_in_one_scope_of_a_kind_that_allows_no_overlap():
    scope = {"apiVersion": VERSION, "kind": "HealthScope"}
    documents = [
        document(
            "ScopeDefinition", "d", {"definitionRef": {"name": "healthscopes.core.oam.dev"}, "allowComponentOverlap": False}
        ),
        document("HealthScope", "a", {}),
        document("HealthScope", "b", {}),
        component(CONFIG),
    ]
    both = configuration(use(scopes=[{**scope, "name": "a"}, {**scope, "name": "b"}]))
    assert sorted(Built(*documents, both).codes) == ["OAM271", "OAM271", "OAM519"]


def test_kinds_that_the_operator_does_not_allow_are_refused_as_workloads_and_as_traits():
    documents = (component(CONFIG), configuration(use(traits=[{**CONFIG, "metadata": {"name": "t"}}])))
    assert Built(*documents, extended_kinds=("v1.ConfigMap",)).codes == []
    assert Built(*documents, extended_kinds=("apps/*",)).codes == ["OAM583"]
    documents = (component(containers()), documents[1])
    assert Built(*documents, extended_kinds=("v1.ConfigMap",)).codes == []
    assert Built(*documents, extended_kinds=("apps/*",)).codes == ["OAM583"]


@pytest.mark.parametrize(
    ("memory", "written"),
    [(134217728, "128Mi"), ("256Mi", "256Mi"), (1500000, "1500k"), (1500001, "1501k"), ("1048576", "1Mi")],
)
def test_a_bare_number_of_memory_counts_bytes(memory, written):
    resources = {"cpu": {"required": 1}, "memory": {"required": memory}}
    built = Built(component(containers(resources=resources)), configuration(use()))
    (container,) = built.objects["Deployment/web"]["spec"]["template"]["spec"]["containers"]
    assert container["resources"]["requests"] == {"cpu": "1", "memory": written}


def test_amounts_that_a_parameter_gives_are_amounts():
    resources = {"cpu": {"required": "100m"}, "memory": {}}
    made = component(
        containers(resources=resources),
        ("cpu", f"{CONTAINER}.resources.cpu.required"),
        ("memory", f"{CONTAINER}.resources.memory.required"),
    )
    plain = Built(made, configuration(use()))
    (container,) = plain.objects["Deployment/web"]["spec"]["template"]["spec"]["containers"]
    assert container["resources"] == {"requests": {"cpu": "100m"}}
    plain.check_agreement()
    given_both = Built(made, configuration(use(memory="64Mi")), sets=("web.parameters.cpu=2",))
    (container,) = given_both.objects["Deployment/web"]["spec"]["template"]["spec"]["containers"]
    assert container["resources"] == {"requests": {"cpu": "2", "memory": "64Mi"}, "limits": {"memory": "64Mi"}}
    given_both.check_agreement()
    assert Built(made, configuration(use(memory="many"))).codes == ["OAM411"]


def test_a_file_of_a_secret_is_below_its_path_under_its_own_name():
    config = [{"path": "/etc/tls/", "fromSecret": {"name": "api", "key": "ca.crt"}}]
    built = Built(component(containers(config=config)), configuration(use()))
    pod = built.objects["Deployment/web"]["spec"]["template"]["spec"]
    (mount,) = pod["containers"][0]["volumeMounts"]
    assert (mount["mountPath"], mount["subPath"]) == ("/etc/tls/ca.crt", "ca.crt")
    assert pod["volumes"][0]["secret"] == {"secretName": "api", "items": [{"key": "ca.crt", "path": "ca.crt"}]}


def test_a_value_wins_over_a_secret_and_a_secret_counts_while_a_parameter_gives_none():
    secret = {"fromSecret": {"name": "api", "key": "token"}}
    made = component(
        containers(env=[{"name": "A", **secret}], config=[{"path": "/etc/a", "value": "x", **secret}]),
        ("token", f"{CONTAINER}.env[0].value"),
    )
    plain, valued = Built(made, configuration(use())), Built(made, configuration(use(token="t")))
    assert (plain.codes, valued.codes) == (["OAM275"], ["OAM275", "OAM275"])
    (first,) = plain.objects["Deployment/web"]["spec"]["template"]["spec"]["containers"]
    (second,) = valued.objects["Deployment/web"]["spec"]["template"]["spec"]["containers"]
    assert first["env"] == [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "api", "key": "token"}}}]
    assert second["env"] == [{"name": "A", "value": "t"}]
    assert "ConfigMap/web-web-0" in plain.objects
    plain.check_agreement()


def test_two_literals_that_differ_are_no_default():
    made = component({**CONFIG, "data": {"a": "1", "b": "2"}}, ("both", "data.a", "data.b"))
    assert Built(made, configuration(use())).objects["ConfigMap/web"]["data"] == {"a": "1", "b": "2"}


@pytest.mark.parametrize("paths", [("data.a", "data.a.b"), ("data.a.b", "data.a"), ("data.a", "data.a")])
def test_no_parameter_replaces_a_part_of_what_another_one_replaces(paths):
    made = component({**CONFIG, "data": {}}, *((f"p{number}", path) for number, path in enumerate(paths)))
    assert Built(made, configuration(use())).codes == ["OAM266"]


def test_an_application_sees_its_own_directory_and_those_above():
    def source(folder, made):
        text = json.dumps(made)
        return SourceFile(path=f"{folder}/x.json", label=f"{folder}/x.json", text=text, folder=folder)

    own, shared = component({**CONFIG, "data": {"a": "near"}}), component({**CONFIG, "data": {"a": "far"}})
    other = component(CONFIG, name="other")
    sources = (
        source("teams/a", configuration(use(), name="a", namespace="a")),
        source("teams/a", own),
        source("teams/b", configuration(use(), name="b", namespace="b")),
        source("teams/b", other),
        source("", shared),
    )
    reports = Reports()
    outputs = {output.application: output.files for output in build(sources, Options(format="manifests"), reports)}
    assert "a: near" in "".join(outputs["a"].values())
    assert "a: far" in "".join(outputs["b"].values())
    reports = Reports()
    build((*sources, source("teams/a", configuration(use("other"), name="c"))), Options(), reports)
    assert [(found.code.id, found.message) for found in reports.found if found.severity == "error"] == [
        ("OAM319", 'component "other" is not where the application sees it')
    ]


def test_volumes_that_last_are_claimed_and_a_replica_more_is_told():
    volumes = [
        {"name": "data", "mountPath": "/data", "disk": {"required": "1Gi"}},
        {"name": "tmp", "mountPath": "/scratch"},
    ]
    resources = {"cpu": {"required": 1}, "memory": {"required": "1Gi"}, "volumes": volumes}
    built = Built(component(containers(resources=resources)), configuration(use(traits=[SCALER])))
    assert built.codes == ["OAM534"]
    assert built.objects["PersistentVolumeClaim/web-data"]["spec"]["resources"]["requests"] == {"storage": "1Gi"}
    (claimed, scratch) = built.objects["Deployment/web"]["spec"]["template"]["spec"]["volumes"]
    assert (claimed["persistentVolumeClaim"], scratch["emptyDir"]) == ({"claimName": "web-data"}, {})


def test_a_component_that_is_left_out_is_not_missed():
    wrong = document("Component", "web", {"workload": "x"})
    assert Built(wrong, configuration(use())).codes == ["OAM211"]
    other = component(CONFIG, ("a", "data.mode"), name="other")
    assert Built(wrong, other, configuration(use(), use("other", b="x"))).codes == ["OAM211", "OAM406"]


def test_an_ingress_of_any_shape_makes_a_chart():
    for spec in (
        {},
        {"rules": [{"host": "a.example.com"}]},
        {"defaultBackend": {"service": {"name": "x", "port": {"number": 1}}}},
    ):
        ingress = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "x"}, "spec": spec}
        built = Built(component(CONFIG), configuration(use(traits=[ingress])), chart_tests=True)
        assert "Traceback" not in str(built.codes)
        built.check_agreement()


def test_two_ingresses_of_one_host_and_path_are_told():
    def ingress(name):
        backend = {"service": {"name": "x", "port": {"number": 1}}}
        paths = [
            {"path": "/", "pathType": "Prefix", "backend": backend},
            {"path": "/b", "pathType": "Prefix", "backend": backend},
        ]
        rule = {"host": "a.example.com", "http": {"paths": paths}}
        return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": name}, "spec": {"rules": [rule]}}

    built = Built(component(CONFIG), configuration(use(traits=[ingress("one"), ingress("two")])))
    assert set(built.codes) == {"OAM551"}
    assert Built(component(CONFIG), configuration(use(traits=[ingress("one")]))).codes == []


@pytest.mark.parametrize("ports", [{}, {"ports": [{"port": 80}]}, {"ports": [{"port": 53, "protocol": "UDP"}]}])
def test_a_service_of_any_shape_is_tested_as_far_as_its_ports_are_known(ports):
    service = {"apiVersion": "v1", "kind": "Service", "spec": {"selector": {"a": "b"}, **ports}}
    built = Built(component(service), configuration(use()), chart_tests=True)
    assert built.codes == ([] if ports else ["OAM605"])
    assert ("Pod" in "".join(built.charts.get("shop", {}).values())) == (ports == {"ports": [{"port": 80}]})


def test_many_instances_of_a_large_component_are_refused_before_they_are_made():
    large = component({**CONFIG, "data": {f"key-{number}": "x" for number in range(FREE_COPIES // 50)}})
    uses = [use() for _ in range(100)]
    assert TOO_MANY_COPIES.id in Built(large, configuration(*uses)).codes


def test_documents_of_both_versions_go_into_one_run():
    first = {
        "apiVersion": "core.oam.dev/v1alpha1",
        "kind": "ApplicationConfiguration",
        "metadata": {"name": "old"},
        "spec": {"components": []},
    }
    assert Built(first, component(CONFIG), configuration(use())).codes == ["OAM316"]
