"""Traits that documents describe by templates (docs/spec/own-capabilities.md)."""

import time

import pytest

from oamc.capabilities.own import rendering
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.objects.tree import bare
from oamc.options import Options
from tests.support.documents import HTTP, application, compiled, compiled_objects, component, container, source_of, trait

SIZE = {"name": "size", "type": "integer"}
FIXED = {"name": "fixed", "live": False}
FLAG = {"name": "flag", "type": "boolean", "default": True}
WORDS = {"name": "words", "type": "array", "items": {"type": "string"}, "default": ["a"]}
PROPERTIES = [SIZE, FIXED, FLAG, WORDS, {"name": "unset"}, {"name": "rules[].name", "live": False}]
HOSTILE = "a\nkind: Secret\n---\n{{ x }}: !!python/object"


def described(template, properties=PROPERTIES, name="own", **spec):
    spec = {"properties": properties, "template": template, **spec}
    return {"apiVersion": "oamc.dev/v1alpha1", "kind": "TraitTemplate", "metadata": {"name": name}, "spec": spec}


def built(template, *, kind="Server", sets=(), use=None, properties=PROPERTIES, options=None, **spec):
    given = {"size": 3, "fixed": HOSTILE} if use is None else use
    ports = [HTTP] if "Server" in kind else None
    documents = component(kind, container(ports=ports)), application(trait("own", **given))
    return compiled(described(template, properties, **spec), *documents, sets=sets, **(options or {}))


def config(value, name="x"):
    return f"objects: [{{apiVersion: v1, kind: ConfigMap, metadata: {{name: {name}}}, data: {{a: {value}}}}}]"


def data(template, **more):
    found = built(template, **more)
    assert not found.codes, found.messages
    return found.only("ConfigMap")["data"]["a"]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_value_never_becomes_a_part_of_the_yaml(quote):
    found = built(config(f"{quote}{{{{ properties.fixed }}}}{quote}"))
    assert not found.codes
    assert found.only("ConfigMap")["data"]["a"] == HOSTILE
    assert found.kinds() == ["ConfigMap", "Deployment", "Service"]


def test_a_live_value_is_text_in_quotes_and_follows_overrides():
    assert data(config("'{{ properties.size }} of {{ properties.flag }}'"), sets=("shop-web.traits.own.size=5",)) == "5 of true"


def test_a_plain_value_keeps_its_type():
    found = built("patches: [{patch: {spec: {replicas: {{ properties.size }} }}}]", sets=("shop-web.traits.own.size=7",))
    assert found.only("Deployment")["spec"]["replicas"] == 7


def test_a_field_goes_with_the_value_that_the_installer_takes_away():
    template = "patches: [{pod: {terminationGracePeriodSeconds: {{ properties.size }} }}]"
    found = built(template, sets=("shop-web.traits.own.size=null",))
    assert not found.codes
    assert "terminationGracePeriodSeconds" not in found.pod()


def test_a_list_and_a_mapping_stand_whole():
    template = "patches: [{pod: {containers: [{name: web, args: {{ properties.words }} }]}}]"
    assert built(template).containers()[0]["args"] == ["a"]
    inner = "{'b': properties.size, 'c': 'd'}"
    found = built(f"objects: [{{apiVersion: example.com/v1, kind: Own, metadata: {{name: x}}, spec: {{{{ {inner} }}}} }}]")
    assert found.only("Own")["spec"] == {"b": 3, "c": "d"}


def test_what_is_known_stands_in_a_text_as_json_spells_it():
    assert data(config("'{{ true }} {{ 2.5 }} {{ 7 }}x'")) == "true 2.5 7x"


def test_words_hang_on_the_values_that_are_known(monkeypatch):
    words = []

    class Watched(rendering.Templates):
        def __init__(self, word="", spent=0):
            super().__init__(word, spent)
            words.append(word)

    monkeypatch.setattr(rendering, "Templates", Watched)
    for fixed in ("a", "b"):
        assert data(config("{{ properties.fixed }}"), use={"fixed": fixed}) == fixed
    assert len(set(words)) == len(words) == 2


def test_a_text_with_a_value_has_the_place_of_the_property():
    documents = described(config("'a {{ properties.flag }}'")), component("Server", container(ports=[HTTP]))
    (objects,) = compiled_objects(*documents, application(trait("own", flag=False)))
    made = next(item for item in objects.objects if item.kind == "ConfigMap")
    span = bare(made.body["data"])["a"].span
    assert span.source.text[span.column - 1 :].startswith("false")


def test_what_the_pods_stand_in_is_kept_in_the_workload_alone():
    target = "target: {kind: Service, name: shop-web}"
    assert "OAM648" not in built(f"patches: [{{{target}, patch: {{spec: null}}}}]").codes


def test_text_of_a_macro_is_text():
    assert data("{% macro both(x) %}{{ x }}-{{ properties.size }}{% endmacro %}" + config("{{ both('b') }}")) == "b-3"


def test_groups_and_lists_of_groups_are_always_there():
    template = config("'{{ properties.rules | length }}{% for rule in properties.rules %}{{ rule.name }}{% endfor %}'")
    assert data(template) == "0"
    assert data(template, use={"rules": [{"name": "b"}, {"name": "c"}]}) == "2bc"


def test_objects_of_an_optional_trait_and_their_names_follow_values():
    found = built(config("'{{ named(\"b\") }}'"), optional=True, sets=("namePrefix=p-",))
    config_map = found.only("ConfigMap")
    assert (config_map["metadata"]["name"], config_map["data"]["a"]) == ("p-x", "p-b")
    off = built(config("b"), optional=True, sets=("shop-web.traits.own.enabled=false",))
    assert off.kinds() == ["Deployment", "Service"]


def test_null_in_a_patch_takes_away():
    found = built("patches: [{pod: {containers: [{name: web, ports: null}]}}]")
    assert "ports" not in found.containers()[0]


def test_a_template_that_gives_nothing_changes_nothing():
    assert not built("{% if properties.unset is defined %}x{% endif %}").codes


@pytest.mark.parametrize(
    "template",
    [
        "{% if properties.size %}x{% endif %}",
        "{% if properties.size == 3 %}x{% endif %}",
        "{% if properties.size > 3 %}x{% endif %}",
        "{{ properties.size | int }}",
        "{{ properties.size | float }}",
        "{{ properties.size | abs }}",
        "{{ properties.size + 1 }}",
        "{{ -properties.size }}",
        "{{ properties.size.real }}",
        "{{ properties.words[0] }}",
        "{{ properties.words[properties.size] }}",
        "{{ properties.size ~ 'x' }}",
        "{{ properties.size | default(3, true) }}",
        "{{ properties.size | upper }}",
        "{{ properties.size | replace('a', 'b') }}",
        "{{ properties.size | tojson }}",
        "{{ [properties.size, 3] | sort }}",
        "{{ [properties.size, properties.size] | unique | list }}",
        "{{ {properties.size: 1} }}",
        "{% if properties.flag is true %}x{% endif %}",
        "{% if properties.size is number %}x{% endif %}",
        "{% if properties.size in [3] %}x{% endif %}",
        "{% for word in properties.words %}x{% endfor %}",
        "{{ properties.words | length }}",
        "{{ properties.words | first }}",
        "{{ properties.words | join(',') }}",
        "{{ named(properties.flag) }}",
        "{{ range(properties.size) }}",
        "{{ context.workload.name ~ 'x' }}",
        "{{ properties.size() }}",
    ],
)
def test_nobody_asks_what_a_live_value_is(template):
    found = built(template)
    assert found.codes == ["OAM647"], found.messages


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ properties.nothing }}", '"nothing" has no value here'),
        ("{{ properties.unset }}", '"unset" has no value here'),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ ''.__class__ }}", "unsafe"),
        ("{{ properties.items() }}", "has no value here"),
        ("{% include 'x' %}", "another template"),
        ("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "more than 2,000,000 steps"),
        ("{% for a in range(1000000000) %}{% endfor %}", "more than 100,000 items"),
        ("{{ 'a' * 1000000000 }}", "is not for these values"),
        ("{{ 1e999 }}", "a number is too large"),
        ("{{ named(5) }}", "named wants a text"),
        ("{" * 3000, "too deep"),
        ("{% for a in range(70000) %}{{ a }} {% endfor %}", "more than 1,048,576 characters"),
        ("- a", "not a mapping"),
        ("a: yes", "YAML readers disagree"),
        ("a: b: c", "invalid YAML"),
        ("a: 1\na: 2", "in line 2 of it"),
        ("a: b\n---\nc: d", "several documents"),
    ],
)
def test_a_template_that_cannot_be_filled_is_told(template, reason):
    found = built(template)
    assert found.codes == ["OAM646"]
    assert reason in found.messages[0]


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("objects: 5", "objects must be a list"),
        ("objects: [5]", "an item that is no mapping"),
        ("objects: [{}]", "apiVersion must be a text"),
        ("objects: [{apiVersion: v1, kind: ''}]", "kind must be a text"),
        ("objects: [{apiVersion: v1, kind: \"{{ '' }}\"}]", "kind is empty"),
        ("other: []", 'it has "other" beside'),
        ("objects: [{apiVersion: v1, kind: ConfigMap}]", "has no metadata"),
        ("objects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: z}}]", "and not namespace"),
        ("objects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: x, labels: []}}]", "metadata.labels must be a mapping"),
        ("objects: [{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, status: {}}]", "not for it"),
        (config("z", "'{{ properties.size }}'"), "may still be chosen"),
        (config("null"), "is null"),
        (config("{{ none }}"), "is null"),
        (config("'{{ properties.words }}'"), "no part of a text"),
        (config("'{{ [1] }}'"), "no part of a text"),
        (config("{{ {1: 2} }}"), "a key of a mapping is no text"),
        (config("{{ 'nan' | float }}"), "too large, or is none"),
        (config("{{ range }}"), "own workings"),
        ("objects: [{apiVersion: v1, kind: A, metadata: {name: x}, {{ 'b' }}: 1, {{ 'b' }}x: 1, b: 2}]", "one twice"),
        (config("{ {{ 'b' }}: 1, b: 2}"), "one key twice"),
        (
            "{% macro two(x) %}{{ x }}{{ x }}{% endmacro %}" + config("'{{ " + "two(" * 20 + "'x'" + ")" * 20 + " }}'"),
            "too long",
        ),
        ("patches: [{patch: 5}]", "a mapping with an entry"),
        ("patches: [{}]", "a patch of an object, or of a pod"),
        ("patches: [{patch: {a: 1}, pod: {a: 1}}]", "a patch of an object, or of a pod"),
        ("patches: [{path: {a: 1}}]", 'and not "path"'),
        ("patches: [{target: 5, patch: {a: 1}}]", "a kind and a name"),
        ("patches: [{target: {kind: Service, name: other}, patch: {a: 1}}]", 'no Service "other"'),
        ("patches: [{target: {kind: Service, name: shop-web}, pod: {a: 1}}]", "no pods to patch"),
        ("patches: [{patch: {spec: 5}}]", "in the place of the mapping spec"),
        ("patches: [{patch: {spec: null}}]", "takes spec away"),
        ("patches: [{patch: {spec: {template: {spec: null}}}}]", "takes spec.template.spec away"),
        ("patches: [{pod: {containers: 5}}]", "in the place of the list"),
        ("patches: [{pod: {containers: [5]}}]", "no mapping into the list"),
        ("patches: [{patch: {kind: Job}}]", "and nothing else"),
        ("patches: [{patch: {status: {a: 1}}}]", "and nothing else"),
        (
            "{% macro two(x) %}{{ x }}{{ x }}{% endmacro %}"
            + config("'{{ " + "two(" * 6 + f"'{'x' * 50_000}'" + ")" * 6 + " }}'"),
            "too long",
        ),
        ("patches: [{patch: {metadata: {name: z}}}]", "and nothing else"),
        ("patches: [{patch: {metadata: {labels: {oam.dev/instance-name: z}}}}]", "which oamc writes itself"),
    ],
)
def test_a_result_that_cannot_be_used_is_told(template, reason):
    found = built(template)
    assert found.codes == ["OAM648"], found.messages
    assert reason in found.messages[0]


@pytest.mark.parametrize(
    "part", ["5", "[5]", "x", "null", "{a: 5}", "[{a: 5}]", "[{name: web}, 7]", "[[]]", "{{ properties.size }}"]
)
@pytest.mark.parametrize(
    "place",
    [
        *(f"{{pod: {{{name}: PART}}}}" for name in ("initContainers", "volumes", "securityContext", "overhead", "resources")),
        *(f"{{pod: {{containers: [{{name: web, {name}: PART}}]}}}}" for name in ("resources", "env", "ports", "name")),
        "{pod: {containers: [{name: web, resources: {requests: PART}}]}}",
        "{pod: {containers: [{name: web, resources: {limits: {memory: PART}}}]}}",
        "{pod: {containers: [{name: other, resources: PART}]}}",
        "{pod: {containers: PART}}",
        "{patch: {spec: PART}}",
        "{patch: {spec: {template: PART}}}",
        "{patch: {spec: {selector: PART}}}",
        "{patch: {metadata: PART}}",
        "{patch: {metadata: {annotations: PART}}}",
        "{patch: {metadata: {annotations: {a: PART}}}}",
        "{patch: {metadata: {labels: PART}}}",
        "{target: {kind: Service, name: shop-web}, patch: {spec: {ports: PART}}}",
    ],
)
def test_no_patch_is_a_fault_of_oamc(place, part):
    for kind in ("Server", "SingletonTask"):
        built("patches: [" + place.replace("PART", part) + "]", kind=kind)


def test_all_templates_of_a_run_share_their_steps():
    loop = "{% for a in range(100000) %}{% endfor %}"
    uses = [application(trait("own"), name=f"app-{number}", instance=f"web-{number}") for number in range(40)]
    start = time.process_time()
    found = compiled(described(loop, []), component(), *uses)
    assert set(found.codes) == {"OAM646"}
    assert time.process_time() - start < 60


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ([{"name": "a b"}], ["OAM650"]),
        ([{"name": "a[]"}], ["OAM650"]),
        ([{"name": "a[].b[].c"}], ["OAM650"]),
        ([{"name": ".".join("abcdefghi")}], ["OAM650"]),
        ([{"name": "a"}, {"name": "a.b"}], ["OAM650"]),
        ([{"name": "a[].b"}, {"name": "c"}, {"name": "a[].d"}], ["OAM650"]),
        ([{"name": "a", "required": True, "default": "b"}], ["OAM650"]),
        ([{"name": "enabled"}], ["OAM650"]),
        ([{"name": f"p{number}"} for number in range(10_000)], ["OAM650"]),
        ([{"name": "a", "type": "integer", "default": "b"}], ["OAM422"]),
        ([{"name": "a", "type": "integer", "example": 1.5}], ["OAM422"]),
        ([{"name": "a", "type": "integer", "pattern": "b"}], ["OAM417"]),
        ([{"name": "a", "type": "float"}], ["OAM215"]),
        ([{"name": "a", "tpye": "string"}], ["OAM216"]),
        ([{"name": "a"}, {"name": "a"}], None),
        ([{"name": "a", "default": 5}], []),
        ([{"name": "a", "type": "object", "default": {"b": [1]}}], []),
    ],
)
def test_declarations_are_checked_once(properties, codes):
    found = built("{# nothing #}", properties=properties, use={}, optional=True)
    assert found.codes == codes if codes is not None else len(found.codes) == 1


def test_the_place_of_a_use_is_checked_as_for_other_traits():
    assert built("{# #}", use={"sise": 3}).codes == ["OAM506"]
    assert built("{# #}", use={"size": "many"}).codes == ["OAM508"]
    assert built("{# #}", appliesTo=["core.oam.dev/v1alpha1.Task"]).codes == ["OAM501"]
    assert built("{# #}", appliesTo=["example.com/v1.Thing", "pods"]).codes == []
    assert built("objects: 5", appliesTo=["Serwer"]).codes == ["OAM652"]
    assert built("{# #}", appliesTo=["Server"]).codes == []
    assert built("{# #}", aliases=["ingress"]).codes == ["OAM649"]


def test_what_is_declared_of_a_trait_is_said_of_it():
    document = described("{# #}", requires=["storage"], provides=["note"], wants=["book"], aliases=["mine"], optional=True)
    reports = Reports()
    found = Compilation((source_of(document),), Options(), reports).catalog.trait_by_alias("mine")
    assert (found.names, found.requires, found.provides, found.wants) == (("own", "mine"), ("storage",), ("note",), ("book",))
    assert found.optional
    assert not reports.found


def test_kinds_that_the_operator_does_not_allow_are_refused():
    assert built(config("b"), options={"extended_kinds": ("apps/*",)}).codes == ["OAM583"]


def test_two_traits_that_write_one_field_meet():
    patch = "patches: [{pod: {terminationGracePeriodSeconds: 5}}]"
    uses = application(trait("own"), trait("lifecycle", terminationGracePeriodSeconds=10))
    found = compiled(described(patch, []), component(), uses)
    assert len(found.codes) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "TraitTemplat"},
        {"metadata": {}},
        {"spec": 5},
        {"spec": {}},
        {"spec": {"template": 5}},
        {"spec": {"template": ""}},
        {"spec": {"template": "a", "properties": 5}},
        {"spec": {"template": "a", "aliases": [5]}},
    ],
)
def test_a_document_that_is_wrong_is_the_only_mistake(change):
    found = compiled({**described(""), **change}, component(), application(trait("own")))
    assert found.reports.has_errors()
    assert not {"OAM502"} & set(found.codes), found.messages


@pytest.mark.parametrize(
    ("size", "message"),
    [
        ("0.5Gi", None),
        ("1e3", None),
        ("-5Mi", "the volume must not be below zero"),
        ("lots", "the volume must be a quantity, such as 0.5, 100m, 128Mi or 2G"),
    ],
)
def test_a_directory_of_any_size_ends_no_run(size, message):
    volume = f"volumes: [{{name: tmp, emptyDir: {{sizeLimit: '{size}'}}}}]"
    mounted = "containers: [{name: web, volumeMounts: [{name: tmp, mountPath: /x}]}]"
    found = built(f"patches: [{{pod: {{{volume}, {mounted}}}}}]")
    assert found.messages == ([] if message is None else [message])
