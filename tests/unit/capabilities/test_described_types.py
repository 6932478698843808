"""Workload types and scopes that documents describe by templates (docs/spec/own-capabilities.md, 7 and 8)."""

import pytest

from oamc.diagnostics.reports import WARNING
from tests.support.documents import HTTP, application, compiled, component, container, trait

TYPE = "apps.example.com/v1.Own"
SCOPE = "tenants.example.com/v1.Tenant"
SIZE = {"name": "size", "type": "integer", "minimum": 1, "maximum": 9}
FIXED = {"name": "fixed", "live": False}
FLAG = {"name": "flag", "type": "boolean", "default": True}
WORDS = {"name": "words", "type": "array", "items": {"type": "string"}}
TREE = {"name": "tree", "type": "object"}
PROPERTIES = [SIZE, FIXED, FLAG, WORDS, TREE]
OWN = "workload: {apiVersion: apps.example.com/v1, kind: Own, spec: {a: VALUE}}"
PODS = """workload:
  apiVersion: apps.example.com/v1
  kind: Own
  spec:
    selector: {matchLabels: {{ context.selector }} }
    template: {{ context.pod }}
"""
HOSTILE = "a\nkind: Secret\n---\n{{ x }}: !!python/object"
WITH_PODS = {"pods": "spec.template.spec", "replicas": "spec.replicas", "scalable": True, "service": True}


def described(kind, name, template, properties=PROPERTIES, **spec):
    spec = {"type": name, "properties": properties, "template": template, **spec}
    return {"apiVersion": "oamc.dev/v1alpha1", "kind": kind, "metadata": {"name": "own"}, "spec": spec}


def parameter(name, kind="string", default=None, **more):
    return {"name": name, "type": kind, **({} if default is None else {"default": default}), **more}


def setting(name, value=None, **more):
    return {"name": name, "type": "string", **({} if value is None else {"value": value}), **more}


def built(template, *, settings=(), parameters=(), uses=(), containers=(), sets=(), given=(), options=None, **spec):
    fields = {"workloadSettings": list(settings)} if settings else {}
    fields |= {"parameters": list(parameters)} if parameters else {}
    fields |= {"containers": list(containers)} if containers else {}
    values = {"parameterValues": [{"name": name, "value": value} for name, value in given]} if given else {}
    documents = component(TYPE, **fields), application(*uses, **values)
    return compiled(described("WorkloadTemplate", TYPE, template, **spec), *documents, sets=sets, **(options or {}))


def with_pods(template=PODS, **more):
    return built(template, containers=[container(ports=[HTTP])], **{**WITH_PODS, **more})


def own(found):
    assert not found.codes, found.messages
    return found.only("Own")


def value_of(value, **more):
    return own(built(OWN.replace("VALUE", value), **more))["spec"]["a"]


def test_a_workload_has_the_name_and_the_labels_of_its_instance():
    found = own(built(OWN.replace("VALUE", "1"), sets=("namePrefix=p-",)))
    assert found["metadata"]["name"] == "p-shop-web"
    labels = found["metadata"]["labels"]
    assert (labels["oam.dev/workload-type"], labels["app.kubernetes.io/instance"]) == ("Own", "p-shop-web")


def test_labels_and_annotations_of_the_template_are_on_the_workload():
    template = "workload: {apiVersion: a.example.com/v1, kind: Own, metadata: {labels: {a: b}, annotations: {c: d}}, data: {}}"
    found = own(built(template))
    assert found["metadata"]["labels"]["a"] == "b"
    assert found["metadata"]["annotations"] == {"c": "d"}
    assert found["data"] == {}


def test_a_setting_that_a_parameter_gives_is_live():
    more = {"settings": [setting("size", fromParam="count")], "parameters": [parameter("count", "number", 3)]}
    assert value_of("{{ properties.size }}", **more) == 3
    assert value_of("'{{ properties.size }} of it'", **more, sets=("shop-web.parameters.count=5",)) == "5 of it"
    refused = built(OWN.replace("VALUE", "{{ properties.size }}"), **more, sets=("shop-web.parameters.count=10",))
    assert refused.codes == ["OAM754"]


def test_an_optional_parameter_takes_its_field_with_it():
    template = "workload: {apiVersion: a.example.com/v1, kind: Own, spec: {b: 1, a: {{ properties.size }} }}"
    more = {"settings": [setting("size", fromParam="count")], "parameters": [parameter("count", "number")]}
    assert own(built(template, **more))["spec"] == {"b": 1}
    assert own(built(template, **more, sets=("shop-web.parameters.count=2",)))["spec"] == {"b": 1, "a": 2}


def test_a_literal_and_a_default_are_known():
    asked = "{% if properties.flag %}{{ properties.fixed }}{% endif %}"
    assert value_of(asked, settings=[setting("fixed", HOSTILE)]) == HOSTILE
    assert value_of("{{ properties.words }}", settings=[setting("words", ["a", "{{ b }}"])]) == ["a", "{{ b }}"]


def test_parts_of_a_tree_that_parameters_give_stay_live():
    tree = setting("tree", {"a": "[fromParam(word)]-x", "b": ["c"]})
    more = {"settings": [tree], "parameters": [parameter("word", default="w")]}
    assert value_of("{{ properties.tree }}", **more, sets=("shop-web.parameters.word=v",)) == {"a": "v-x", "b": ["c"]}


def test_a_property_that_decides_what_there_is_is_fixed():
    more = {"settings": [setting("fixed", fromParam="engine")], "parameters": [parameter("engine", default="x")]}
    asked = "{% if properties.fixed == 'x' %}one{% else %}two{% endif %}"
    assert value_of(asked, **more) == "one"
    assert value_of(asked, **more, given=[("engine", "y")]) == "two"
    late = built(OWN.replace("VALUE", asked), **more, sets=("shop-web.parameters.engine=y",))
    assert late.reports.has_errors()


def test_a_variable_behind_such_a_property_is_fixed_too():
    documents = component(
        TYPE, workloadSettings=[setting("fixed", fromParam="engine")], parameters=[parameter("engine", default="x")]
    )
    use = application(
        variables=[{"name": "v", "value": "y"}], parameterValues=[{"name": "engine", "value": "[fromVariable(v)]"}]
    )
    template = OWN.replace("VALUE", "{{ properties.fixed | upper }}")
    assert own(compiled(described("WorkloadTemplate", TYPE, template), documents, use))["spec"]["a"] == "Y"
    late = compiled(described("WorkloadTemplate", TYPE, template), documents, use, sets=("variables.v=z",))
    assert late.reports.has_errors()


def test_settings_in_the_free_form_are_fixed_too():
    documents = component(
        TYPE, workloadSettings={"fixed": "[fromParam(engine)]"}, parameters=[parameter("engine", default="x")]
    )
    template = OWN.replace("VALUE", "{{ properties.fixed | upper }}")
    known = described("WorkloadTemplate", TYPE, template)
    found = compiled(known, documents, application())
    assert found.codes == ["OAM239"]
    assert found.only("Own")["spec"]["a"] == "X"
    late = compiled(known, documents, application(), sets=("shop-web.parameters.engine=y",))
    assert "OAM450" in late.codes, late.messages


def test_a_part_of_a_fixed_tree_is_fixed():
    tree = {**TREE, "live": False}
    more = {
        "settings": [setting("tree", {"a": "[fromParam(word)]", "b": "x-[fromParam(size)]"})],
        "parameters": [parameter("word", default="w"), parameter("size", "number", 2)],
        "properties": [tree],
    }
    assert value_of("{{ properties.tree.a | upper }}{{ properties.tree.b }}", **more) == "Wx-2"


def test_what_decides_is_nothing_for_a_container():
    env = [{"name": "A", "fromParam": "engine"}]
    found = with_pods(
        properties=[FIXED],
        settings=[setting("fixed", fromParam="engine")],
        parameters=[parameter("engine", default="x")],
    )
    assert not found.codes, found.messages
    found = built(
        PODS,
        **WITH_PODS,
        properties=[FIXED],
        settings=[setting("fixed", fromParam="engine")],
        parameters=[parameter("engine", default="x")],
        containers=[container(ports=[HTTP], env=env)],
    )
    assert found.codes == ["OAM631"], found.messages


@pytest.mark.parametrize(
    "value",
    [
        "{% if properties.size %}1{% endif %}",
        "{{ properties.size + 1 }}",
        "{{ properties.tree.a }}",
        "{{ properties.tree | length }}",
        "{{ context.selector['oam.dev/instance-name'] | upper }}",
    ],
)
def test_nobody_asks_what_may_still_be_chosen(value):
    parameters = [parameter("count", "number", 3), parameter("word", default="w")]
    settings = [setting("size", fromParam="count"), setting("tree", {"a": "[fromParam(word)]"})]
    found = built(OWN.replace("VALUE", value), settings=settings, parameters=parameters)
    assert found.codes == ["OAM647"], found.messages


def test_pods_are_those_of_the_component_and_traits_change_them():
    traits = (
        trait("labels", team="a"),
        trait("auto-scaler", minimum=1, maximum=3),
        trait("ingress", hostname="a.example.com"),
    )
    found = with_pods(uses=traits)
    assert not [one for one in found.reports.found if one.severity != WARNING], found.messages
    assert found.kinds().count("Service") == 1
    main = found.only("Own")
    assert main["spec"]["template"]["metadata"]["labels"]["team"] == "a"
    assert main["spec"]["selector"]["matchLabels"].items() <= main["spec"]["template"]["metadata"]["labels"].items()
    assert found.only("Service")["spec"]["selector"].items() <= main["spec"]["template"]["metadata"]["labels"].items()
    target = found.only("HorizontalPodAutoscaler")["spec"]["scaleTargetRef"]
    assert (target["apiVersion"], target["kind"]) == ("apps.example.com/v1", "Own")
    assert "replicas" not in main["spec"]


def test_replicas_are_a_value():
    found = with_pods(sets=("shop-web.replicas=4",))
    assert own(found)["spec"]["replicas"] == 4
    scaled = with_pods(uses=[trait("manual-scaler", replicaCount=2)])
    assert own(scaled)["spec"]["replicas"] == 2


def test_config_files_come_with_the_pods():
    files = container(ports=[HTTP], config=[{"path": "/etc/a", "value": "b"}])
    assert "ConfigMap" in built(PODS, **WITH_PODS, containers=[files]).kinds()


def test_what_runs_once_is_not_restarted():
    more = {"pods": "spec.template.spec", "runsOnce": True}
    found = built(PODS, **more, containers=[container(ports=None)])
    assert found.pod()["restartPolicy"] == "Never"


def test_patches_and_objects_stand_beside_the_workload():
    template = (
        PODS
        + """patches:
- pod: {terminationGracePeriodSeconds: 45}
- target: {kind: Service, name: shop-web}
  patch: {spec: {type: NodePort}}
objects:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: x, labels: {a: b}}, data: {c: d}}
"""
    )
    found = with_pods(template)
    assert not found.codes, found.messages
    assert found.pod()["terminationGracePeriodSeconds"] == 45
    assert found.only("Service")["spec"]["type"] == "NodePort"
    assert found.only("ConfigMap")["metadata"]["labels"]["a"] == "b"


def test_ports_of_the_service_are_read():
    template = PODS + "    ports: {% for port in context.ports %}\n    - {{ port.port }}\n    {% endfor %}\n"
    assert own(with_pods(template))["spec"]["ports"] == [8080]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{# nothing #}", "no mapping workload"),
        ("objects: []", "no mapping workload"),
        ("workload: 5", "no mapping workload"),
        ("workload: {}", "apiVersion must be a text"),
        ("workload: {apiVersion: a/v1, kind: B, metadata: {name: x}}", "metadata of the workload has labels and annotations"),
        ("workload: {apiVersion: a/v1, kind: B, metadata: 5}", "has no metadata"),
        ("workload: {apiVersion: a/v1, kind: B, status: {}}", "not for it"),
        ("workload: {apiVersion: a/v1, kind: B}\nother: 1", 'it has "other" beside'),
        ("workload: {apiVersion: a/v1, kind: B, spec: {}}", "not at spec.template.spec"),
        ("workload: {apiVersion: a/v1, kind: B, spec: {template: {spec: {containers: [{name: web}]}}}}", "not at"),
        ("workload: {apiVersion: a/v1, kind: B, spec: {pod: {{ context.pod }} }}", "not at"),
        (PODS + "patches: [{patch: {spec: {template: {spec: null}}}}]", "takes spec.template.spec away"),
        (PODS + "patches: [{target: {kind: Service, name: other}, patch: {a: 1}}]", 'no Service "other"'),
        (PODS + "    a: 'x {{ context.pod.spec }}'", "no part of a text"),
    ],
)
def test_a_workload_that_cannot_be_used_is_told(template, reason):
    found = with_pods(template)
    assert found.codes == ["OAM648"], found.messages
    assert reason in found.messages[0]
    assert not found.objects


def test_kinds_that_the_operator_does_not_allow_are_refused():
    assert built(OWN.replace("VALUE", "1"), options={"extended_kinds": ("apps/*",)}).codes == ["OAM583"]


@pytest.mark.parametrize(
    ("spec", "codes"),
    [
        ({"type": "Own"}, ["OAM651"]),
        ({"type": "core.oam.dev/v1alpha1.Own"}, ["OAM651"]),
        ({"aliases": ["own"]}, ["OAM651"]),
        ({"pods": "spec..a"}, ["OAM651"]),
        ({"replicas": "spec[0]"}, ["OAM651"]),
        ({"scalable": True}, ["OAM630", "OAM630"]),
        ({"service": True}, ["OAM630"]),
        ({"longestName": 64}, ["OAM214"]),
        ({"requires": ["flying"]}, ["OAM652"]),
        ({"properties": [{"name": "a.b"}]}, ["OAM650"]),
        ({"properties": [{"name": "a[].b"}]}, ["OAM650"]),
        ({"template": "{% if %}"}, ["OAM646"]),
        ({"type": "dapr.io/v1alpha1.Component"}, ["OAM649"]),
    ],
)
def test_a_description_is_checked_whether_or_not_it_is_used(spec, codes):
    found = compiled(
        {**described("WorkloadTemplate", TYPE, OWN), "spec": {"type": TYPE, "template": OWN.replace("VALUE", "1"), **spec}},
        component(),
        application(),
    )
    assert found.codes == codes, found.messages


def test_two_of_one_type_are_told_once():
    one = described("WorkloadTemplate", TYPE, OWN.replace("VALUE", "1"))
    assert compiled(one, one, component(), application()).codes == ["OAM649"]


def test_longest_name_bounds_instances():
    assert built(OWN.replace("VALUE", "1"), longestName=4).reports.has_errors()
    assert not built(OWN.replace("VALUE", "1"), longestName=8).codes


def test_settings_are_checked_as_those_of_built_in_types():
    assert built(OWN, settings=[setting("sise", 3)]).codes == ["OAM539"]
    assert built(OWN, settings=[setting("size", 30)]).codes == ["OAM538"]
    assert built(OWN, properties=[{**SIZE, "required": True}]).codes == ["OAM537"]


def test_a_trait_applies_to_a_described_type_by_its_name():
    own_trait = {
        "apiVersion": "oamc.dev/v1alpha1",
        "kind": "TraitTemplate",
        "metadata": {"name": "mine"},
        "spec": {"appliesTo": ["Own"], "template": "patches: [{patch: {metadata: {annotations: {a: b}}}}]"},
    }
    documents = component(TYPE), application(trait("mine"))
    found = compiled(described("WorkloadTemplate", TYPE, OWN.replace("VALUE", "1")), own_trait, *documents)
    assert own(found)["metadata"]["annotations"] == {"a": "b"}


TENANT = """objects:
- apiVersion: tenants.example.com/v1
  kind: Tenant
  metadata: {name: "{{ context.scope }}", labels: {a: b}}
  spec:
    size: {{ properties.size }}
    members:
    {% for member in context.members %}
    - {name: {{ member.name }}, selector: {{ member.selector }}, of: {{ member.application }}, as: {{ member.instance }} }
    {% endfor %}
"""
MARK = 'patches: [{patch: {metadata: {labels: {tenant: "{{ properties.size }}-{{ context.scope }}"}}}}]'


def scoped(template=TENANT, *, members=MARK, given=(("size", 3),), sets=(), options=None, others=(), **spec):
    spec |= {} if members is None else {"members": members}
    binding = {"name": "blue", "type": SCOPE, "properties": [{"name": name, "value": value} for name, value in given]}
    return compiled(
        described("ScopeTemplate", SCOPE, template, **spec),
        component(),
        application(scopes=[binding], applicationScopes=["shop"]),
        *others,
        sets=sets,
        **{"scopes": "emit", **(options or {})},
    )


def test_a_scope_has_objects_with_its_members_and_changes_them():
    found = scoped(sets=("scopes.blue.size=4", "namePrefix=p-"))
    assert not found.codes, found.messages
    tenant = found.only("Tenant")
    assert tenant["spec"] == {
        "size": 4,
        "members": [
            {"name": "p-shop-web", "selector": {"oam.dev/instance-name": "p-shop-web"}, "of": "shop", "as": "shop-web"}
        ],
    }
    assert tenant["metadata"]["name"] == "p-blue"
    assert tenant["metadata"]["labels"]["a"] == "b"
    assert found.only("Deployment")["metadata"]["labels"]["tenant"] == "4-blue"


def test_a_scope_that_does_nothing_to_its_members_marks_them():
    found = scoped(members=None)
    assert found.only("Deployment")["metadata"]["annotations"] == {"oam.dev/scope.blue": "shop"}
    marked = scoped(options={"scopes": "annotate"})
    assert marked.only("Deployment")["metadata"]["annotations"] == {"oam.dev/scope.blue": "shop"}
    assert "Tenant" not in marked.kinds()


@pytest.mark.parametrize(
    ("template", "members", "codes"),
    [
        ("patches: []", MARK, ["OAM648"]),
        ("objects: 5", MARK, ["OAM648"]),
        (TENANT, "{{ properties.size + 1 }}", ["OAM647"]),
        ("{{ properties.size + 1 }}", MARK, ["OAM647"]),
        ("{% if context.members[0].name == 'x' %}{% endif %}", MARK, ["OAM647"]),
        (TENANT, "objects: [{}]", ["OAM648"]),
        (TENANT, "{% if %}", ["OAM646"]),
        ("{% if %}", MARK, ["OAM646"]),
    ],
)
def test_what_a_scope_gives_is_checked(template, members, codes):
    assert scoped(template, members=members).codes == codes


def test_properties_of_a_scope_are_checked():
    assert scoped(given=[("size", 30)]).codes == ["OAM508"]
    assert scoped(properties=[{**SIZE, "required": True}], given=[]).codes == ["OAM507"]
    assert scoped(type="core.oam.dev/v1alpha1.NetworkScope").codes[0] == "OAM651"


@pytest.mark.parametrize(
    "part", ["5", "[5]", "x", "null", "{a: 5}", "[{a: 5}]", "[[]]", "{{ context.pod }}", "{{ context.pod.spec }}"]
)
@pytest.mark.parametrize(
    "place",
    [
        "workload: PART",
        "workload: {apiVersion: a/v1, kind: B, spec: PART}",
        "workload: {apiVersion: a/v1, kind: B, metadata: PART, spec: {template: {{ context.pod }} }}",
        "workload: {apiVersion: a/v1, kind: B, metadata: {labels: PART}, spec: {template: {{ context.pod }} }}",
        "workload: {apiVersion: a/v1, kind: B, spec: {template: PART}}",
        "workload: {apiVersion: a/v1, kind: B, spec: {template: {metadata: PART, spec: {{ context.pod.spec }} }}}",
        "workload: {apiVersion: a/v1, kind: B, spec: {replicas: PART, template: {{ context.pod }} }}",
        "workload: {apiVersion: a/v1, kind: B, spec: {template: {{ context.pod }} }}\npatches: [{pod: PART}]",
        "workload: {apiVersion: a/v1, kind: B, spec: {template: {{ context.pod }} }}\npatches: [{patch: {spec: PART}}]",
        "workload: {apiVersion: a/v1, kind: B, spec: {template: {{ context.pod }} }}\nobjects: PART",
    ],
)
def test_no_workload_is_a_fault_of_oamc(place, part):
    uses = trait("labels", team="a"), trait("manual-scaler", replicaCount=2), trait("env", variables={"A": "b"})
    with_pods(place.replace("PART", part), uses=uses)
