"""Where an Application goes: topologies, environments, and what is left out there."""

import pytest

from tests.support.vela_applications import HEAD, Compiled, document

EXPOSED = """
    components:
      - name: web
        type: webservice
        properties: {image: "example/web:1", ports: [{port: 80, expose: true}]}
      - {name: db, type: webservice, properties: {image: "example/db:1"}, traits: [{type: scaler}]}
"""
TWO = """
    policies:
      - {name: near, type: topology, properties: {clusters: [local], namespace: near}}
      - {name: far, type: topology, properties: {clusters: [moon], namespace: far}}
"""


def namespaces(found, target=""):
    """Return the namespaces of all objects of a target."""
    return {item["metadata"].get("namespace") for item in found.objects(target)}


def test_one_topology_gives_one_output_with_its_namespace():
    found = Compiled(document("policies: [{name: t, type: topology, properties: {namespace: there}}]\n", EXPOSED))
    assert (list(found.targets), found.codes) == ([""], [])
    assert namespaces(found) == {"there"}


def test_two_topologies_give_an_output_for_each():
    found = Compiled(document(TWO, EXPOSED))
    assert (list(found.targets), found.codes) == (["near", "far"], [])
    assert (namespaces(found, "near"), namespaces(found, "far")) == ({"near"}, {"far"})
    assert found.names("near") == found.names("far") == ["Deployment/web", "Service/web", "Deployment/db"]


def test_the_label_keeps_the_namespace_of_the_application():
    head = HEAD.replace("{name: shop}", "{name: shop, namespace: home}")
    for options, home in (({}, "home"), ({"namespace": "given"}, "given")):
        found = Compiled(document(TWO, EXPOSED, head), **options)
        labels = {item["metadata"]["labels"]["app.oam.dev/namespace"] for item in found.objects("near")}
        assert (labels, namespaces(found, "near")) == ({home}, {"near"})


OBJECTS = """
    components:
      - name: things
        type: k8s-objects
        properties:
          objects:
            - {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: rendered}}
            - {apiVersion: v1, kind: Namespace, metadata: {name: other}}
"""


def test_a_topology_places_objects_that_name_a_namespace_and_no_kind_that_has_none():
    places = {"": "policies: []\n", "live": "policies: [{name: t, type: topology, properties: {namespace: live}}]\n"}
    for namespace, policies in places.items():
        first, second = Compiled(document(policies, OBJECTS)).objects()
        assert first["metadata"]["namespace"] == (namespace or "rendered")
        assert "namespace" not in second["metadata"]


def test_a_topology_without_a_namespace_leaves_that_of_the_application():
    head = HEAD.replace("{name: shop}", "{name: shop, namespace: home}")
    policy = "policies: [{name: t, type: topology, properties: {clusters: [moon]}}]\n"
    assert namespaces(Compiled(document(policy, EXPOSED, head))) == {"home"}


@pytest.mark.parametrize(
    ("first", "second", "targets"),
    [
        ("{clusters: [local], namespace: a}", "{namespace: a}", [""]),
        ("{clusters: [b, a]}", "{clusters: [a, b]}", [""]),
        ("{clusters: [a]}", "{clusters: [a, b]}", ["one", "two"]),
        ("{clusterLabelSelector: {r: x, s: y}}", "{clusterLabelSelector: {s: y, r: x}}", [""]),
        ("{clusterLabelSelector: {r: x}}", "{clusterLabelSelector: {r: y}}", ["one", "two"]),
        ("{namespace: home}", "{}", [""]),
        ("{namespace: other}", "{}", ["one", "two"]),
    ],
)
def test_two_topologies_of_one_place_are_one_target(first, second, targets):
    head = HEAD.replace("{name: shop}", "{name: shop, namespace: home}")
    policies = (
        f"policies:\n  - {{name: one, type: topology, properties: {first}}}\n"
        f"  - {{name: two, type: topology, properties: {second}}}\n"
    )
    assert list(Compiled(document(policies, head=head)).targets) == targets


def test_clusters_by_labels_are_told_once():
    policies = """
        policies:
          - {name: a, type: topology, properties: {clusterLabelSelector: {region: a}}}
          - {name: b, type: topology, properties: {clusterSelector: {region: b}}}
    """
    found = Compiled(document(policies))
    assert (found.codes, list(found.targets)) == (["OAM282", "OAM220"], ["a", "b"])
    assert Compiled(document(policies), strict=True).targets == {}


def test_targets_that_are_a_field_no_longer_are_refused():
    found = Compiled(document("policies: [{name: t, type: topology, properties: {targets: [local/a]}}]\n"))
    assert found.codes == ["OAM216"]
    assert "write clusters and namespace" in found.messages


@pytest.mark.parametrize("name", ["A", "a/b", "..", ".hidden", "a" * 254, "-a"])
def test_a_name_that_no_directory_has_is_refused(name):
    policies = TWO.replace("name: near,", f'name: "{name}",')
    assert Compiled(document(policies)).codes == ["OAM335"]


@pytest.mark.parametrize("name", ["a", "a.b-1", "a" * 253])
def test_a_name_that_a_directory_has_is_taken(name):
    assert name in Compiled(document(TWO.replace("name: near,", f'name: "{name}",'))).targets


def test_a_name_that_a_system_takes_for_a_device_is_refused():
    assert Compiled(document(TWO.replace("name: near,", "name: con,"))).reports.has_errors()


def test_the_same_name_of_one_target_matters_not():
    policies = "policies: [{name: A/B, type: topology, properties: {namespace: there}}]\n"
    assert Compiled(document(policies)).codes == []


def test_two_applications_meet_in_a_namespace_of_one_cluster_only():
    second = HEAD.replace("shop", "bar")
    policy = "policies: [{name: t, type: topology, properties: {clusters: [CLUSTER], namespace: there}}]\n"
    texts = [document(policy.replace("CLUSTER", "a")), document(policy.replace("CLUSTER", "b"), head=second)]
    assert Compiled(*texts).codes == []
    texts[1] = document(policy.replace("CLUSTER", "a"), head=second)
    assert "OAM325" in Compiled(*texts).codes


# read-only


def read_only(rules, components=EXPOSED):
    """Compile components with one policy of read-only objects."""
    return Compiled(document(f"policies: [{{name: ro, type: read-only, properties: {{rules: {rules}}}}}]\n", components))


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("{componentNames: [db]}", ["Deployment/web", "Service/web"]),
        ("{componentNames: [web], resourceTypes: [Service]}", ["Deployment/web", "Deployment/db"]),
        ("{resourceTypes: [Deployment]}", ["Service/web"]),
        ("{resourceNames: [web]}", ["Deployment/db"]),
        ("{oamTypes: [TRAIT]}", ["Deployment/web", "Deployment/db"]),
        ("{oamTypes: [COMPONENT]}", ["Service/web"]),
        ("{traitTypes: [AuxiliaryWorkload]}", ["Deployment/web", "Deployment/db"]),
        ("{componentTypes: [worker]}", ["Deployment/web", "Service/web", "Deployment/db"]),
        ("{componentTypes: [webservice], resourceNames: [nothing]}", ["Deployment/web", "Service/web", "Deployment/db"]),
    ],
)
def test_objects_that_a_rule_selects_do_not_come_out(selector, names):
    found = read_only(f"[{{selector: {selector}}}]")
    assert (found.names(), found.codes) == (names, [])


def test_an_object_is_left_out_where_one_of_several_rules_selects_it():
    rules = "[{selector: {componentNames: [db]}}, {selector: {resourceTypes: [Service]}}]"
    assert read_only(rules).names() == ["Deployment/web"]


def test_all_objects_may_be_there_already():
    assert read_only("[{selector: {componentTypes: [webservice]}}]").names() == []


def test_a_rule_without_a_list_is_refused():
    assert read_only("[{selector: {}}]").codes == ["OAM213"]


def test_a_component_that_is_not_there_is_told():
    found = read_only("[{selector: {componentNames: [webb]}}]")
    assert found.codes == ["OAM332"]
    assert 'did you mean "web"?' in found.messages


# replication and policies of a controller


def test_copies_of_built_in_types_are_one_object_which_is_told():
    policy = """
        policies: [{name: r, type: replication, properties: {keys: [a, b], selector: [web]}}]
        workflow: {steps: [{name: d, type: deploy, properties: {policies: [r]}}]}
    """
    found = Compiled(document(policy))
    assert (found.codes, found.names()) == (["OAM282"], ["Deployment/web"])


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ("{keys: [a]}", ["OAM282", "OAM210"]),
        ("{selector: [web]}", ["OAM282", "OAM210"]),
        ("{keys: [], selector: [web]}", ["OAM282", "OAM213"]),
        ("{keys: [a], selector: [ghost]}", ["OAM282", "OAM333", "OAM332"]),
    ],
)
def test_replication_needs_keys_and_components(properties, codes):
    found = Compiled(document(f"policies: [{{name: r, type: replication, properties: {properties}}}]\n"))
    assert sorted(found.codes) == sorted(codes)


@pytest.mark.parametrize("kind", ["apply-once", "garbage-collect", "resource-update", "shared-resource", "take-over"])
def test_a_policy_of_a_controller_is_told_once_and_stops_nothing(kind):
    policies = f"policies:\n  - {{type: {kind}, properties: {{}}}}\n  - {{type: {kind}, properties: {{rules: []}}}}\n"
    found = Compiled(document(policies))
    assert (found.codes, found.names()) == (["OAM282"], ["Deployment/web"])
    assert Compiled(document(policies), strict=True).targets == {}
    assert sorted(Compiled(document(f"policies: [{{type: {kind}}}]\n")).codes) == ["OAM210", "OAM282"]
    assert Compiled(document(f"policies: [{{type: {kind}, properties: {{ruels: []}}}}]\n")).codes == ["OAM282", "OAM216"]


@pytest.mark.parametrize("kind", ["debug", "health"])
def test_a_policy_that_needs_no_properties(kind):
    assert Compiled(document(f"policies: [{{type: {kind}}}]\n")).codes == ["OAM282"]


def test_an_unknown_type_has_the_nearest_one():
    found = Compiled(document("policies: [{name: p, type: overide, properties: {}}]\n"))
    assert found.codes == ["OAM329"]
    assert 'did you mean "override"?' in found.messages
    assert "the types are" in Compiled(document("policies: [{name: p, type: my-own}]\n")).messages


def test_two_policies_have_two_names():
    policies = "policies:\n  - {name: a, type: debug}\n  - {name: a, type: health}\n"
    found = Compiled(document(policies))
    assert sorted(found.codes) == ["OAM282", "OAM282", "OAM302"]
    assert found.targets == {}


# env-binding

ENVS = """
    policies:
      - name: envs
        type: env-binding
        properties:
          envs:
            - name: test
              placement: {namespaceSelector: {name: test}}
              selector: {components: [web]}
              patch: {components: [{name: web, type: webservice, properties: {cpu: 10m}}]}
            - name: live
              placement: {clusterSelector: {name: moon}, namespaceSelector: {name: live}}
"""


def test_each_environment_is_a_target():
    found = Compiled(document(ENVS, EXPOSED))
    assert (list(found.targets), found.codes) == (["test", "live"], [])
    assert found.names("test") == ["Deployment/web", "Service/web"]
    assert found.container("web", "test")["resources"]["requests"]["cpu"] == "10m"
    assert "resources" not in found.container("web", "live")
    assert (namespaces(found, "test"), namespaces(found, "live")) == ({"test"}, {"live"})


def deploying(properties):
    """Return components, and a workflow with one step that deploys to an environment."""
    return f"{EXPOSED}    workflow: {{steps: [{{name: s, type: deploy2env, properties: {properties}}}]}}\n"


def test_a_step_chooses_environments():
    found = Compiled(document(ENVS, deploying("{policy: envs, env: live}")))
    assert list(found.targets) == [""]
    assert namespaces(found) == {"live"}


@pytest.mark.parametrize(
    ("properties", "said"),
    [("{policy: env, env: live}", 'did you mean "envs"'), ("{policy: envs, env: lives}", 'did you mean "live"')],
)
def test_an_environment_that_is_not_there_is_an_error(properties, said):
    found = Compiled(document(ENVS, deploying(properties)))
    assert "OAM331" in found.codes
    assert said in found.messages


def test_a_cluster_by_labels_cannot_be_compiled():
    found = Compiled(document(ENVS.replace("{name: moon}", "{labels: {a: b}}")))
    assert found.codes == ["OAM224"]


# What is too much, and what is nothing


def many(topologies, components):
    """Compile so many components for so many topologies."""
    policies = "policies:\n" + "".join(
        f"  - {{name: t{number}, type: topology, properties: {{namespace: n{number}}}}}\n" for number in range(topologies)
    )
    parts = "".join(f"  - {{name: c{number}, type: nothing}}\n" for number in range(components))
    return Compiled(document(policies, f"components:\n{parts}"))


@pytest.mark.slow
@pytest.mark.parametrize(("topologies", "components", "is_too_much"), [(100, 100, False), (100, 101, True), (10001, 1, True)])
def test_all_targets_together_have_a_limited_number_of_components(topologies, components, is_too_much):
    found = many(topologies, components)
    assert ("OAM197" in found.codes) is is_too_much
    assert ("OAM585" in found.codes) is not is_too_much


def test_a_target_without_components_is_told():
    policies = """
        policies:
          - {name: near, type: topology, properties: {namespace: near}}
          - {name: far, type: topology, properties: {clusters: [moon]}}
          - {name: none, type: override, properties: {selector: []}}
        workflow:
          steps:
            - {name: a, type: deploy, properties: {policies: [near]}}
            - {name: b, type: deploy, properties: {policies: [far, none]}}
    """
    found = Compiled(document(policies))
    assert (found.codes, list(found.targets)) == (["OAM333"], ["near"])
    assert 'target "far"' in found.messages


@pytest.mark.slow
@pytest.mark.parametrize(("topologies", "is_too_much"), [(20, False), (60, True)])
def test_what_targets_repeat_is_counted(topologies, is_too_much):
    variables = ", ".join(f"{{name: E{number}, value: a}}" for number in range(20))
    parts = "".join(
        f"  - {{name: c{number}, type: webservice, properties: {{image: a, env: [{variables}]}}}}\n" for number in range(6)
    )
    policies = "policies:\n" + "".join(
        f"  - {{name: t{number}, type: topology, properties: {{namespace: n{number}}}}}\n" for number in range(topologies)
    )
    found = Compiled(document(policies, f"components:\n{parts}"))
    assert found.codes == (["OAM198"] if is_too_much else [])
    assert len(found.targets) == (0 if is_too_much else topologies)
