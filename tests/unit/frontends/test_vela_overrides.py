"""Policies of type override: what they make of components, and where what they write is found."""

import pytest

from oamc.frontends.v1beta1.policies.override import matcher
from tests.support.vela_applications import Compiled, document

TWO = """
    components:
      - name: web
        type: webservice
        properties:
          image: example/web:1
          cpu: 100m
          env: [{name: A, value: a}, {name: B, value: b}]
          limit: {cpu: "1"}
        traits:
          - {type: scaler, properties: {replicas: 2}}
      - {name: webserver, type: webservice, properties: {image: "example/server:1"}}
"""


def override(patches, components=TWO, **options):
    """Compile components with one override policy, whose properties are YAML in one line."""
    policy = f"policies:\n  - name: change\n    type: override\n    properties: {patches}\n"
    return Compiled(document(policy, components), **options)


def test_mappings_are_merged_and_everything_else_is_replaced():
    found = override(
        '{components: [{name: "^web$", properties: {cpu: 200m, limit: {memory: 1Gi}, env: [{name: A, value: c}]}}]}'
    )
    assert found.codes == []
    container = found.container("web")
    assert container["image"] == "example/web:1"
    assert container["env"] == [{"name": "A", "value": "c"}]
    assert container["resources"]["limits"] == {"cpu": "1", "memory": "1Gi"}
    assert container["resources"]["requests"]["cpu"] == "200m"
    assert found.deployment("web")["replicas"] == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [("{}", {"cpu": "1"}), ('{cpu: "2"}', {"cpu": "2"}), ("{memory: 1Gi}", {"cpu": "1", "memory": "1Gi"})],
)
def test_an_empty_mapping_changes_nothing(value, expected):
    container = override(f'{{components: [{{name: "^web$", properties: {{limit: {value}}}}}]}}').container("web")
    assert {key: container["resources"]["limits"][key] for key in expected} == expected


def test_a_component_without_properties_gets_those_of_a_policy():
    components = "components: [{name: web, type: webservice, traits: [{type: scaler}]}]\n"
    patches = '{components: [{properties: {image: "example/web:2"}, traits: [{type: scaler, properties: {replicas: 4}}]}]}'
    found = override(patches, components)
    assert (found.codes, found.container("web")["image"], found.deployment("web")["replicas"]) == ([], "example/web:2", 4)


def test_a_policy_without_properties_leaves_those_of_a_component():
    found = override('{components: [{name: "^web$", traits: [{type: scaler}]}]}')
    assert (found.codes, found.deployment("web")["replicas"]) == ([], 2)


def test_an_empty_list_takes_the_place_of_a_list():
    assert "env" not in override('{components: [{name: "^web$", properties: {env: []}}]}').container("web")


def test_a_mapping_takes_the_place_of_a_value_and_is_reported_in_the_policy():
    found = override('{components: [{name: "^web$", properties: {cpu: {a: b}}}]}')
    assert found.places == ["OAM508:19"]


def test_what_a_policy_writes_is_reported_in_the_policy_and_the_rest_in_the_component():
    found = override('{components: [{name: "^web$", properties: {imgae: x}}]}')
    assert found.places == ["OAM506:19"]
    assert 'did you mean "image"?' in found.messages


def test_a_name_is_a_pattern_that_stands_anywhere_which_is_told():
    found = override("{components: [{name: web, properties: {cpu: 1m}}]}")
    assert [found.container(name)["resources"]["requests"]["cpu"] for name in ("web", "webserver")] == ["1m", "1m"]
    assert found.codes == ["OAM334"]
    assert "webserver" in found.messages
    assert override("{components: [{name: web, properties: {cpu: 1m}}]}", strict=True).targets == {}


@pytest.mark.parametrize("name", ["webserver", '"*server"', '"^web.+$"', '"web*r"'])
def test_a_pattern_is_told_only_where_it_is_written_as_a_name(name):
    found = override(f"{{components: [{{name: {name}, properties: {{cpu: 1m}}}}]}}")
    assert found.codes == []
    assert "resources" in found.container("webserver")
    assert found.container("web")["resources"]["requests"]["cpu"] == "100m"


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("web", "my-web", True),
        ("web", "wep", False),
        ("*", "anything", True),
        ("web-*", "web-", True),
        ("web-*", "web", False),
        ("^web$", "web", True),
        ("^web$", "webs", False),
        ("a.b", "axb", True),
        ("web[", "web[", False),
        ("(a+)+$", "a" * 60 + "b", False),
        ("a*b", "a" * 252 + "b", True),
        ("a*b", "a" * 253 + "b", False),
    ],
)
def test_what_a_pattern_matches(pattern, name, matches):
    assert matcher(pattern)(name) is matches


def test_an_entry_without_a_name_changes_all_components_or_those_of_its_type():
    found = override("{components: [{properties: {memory: 64Mi}}, {type: worker, properties: {memory: 1Gi}}]}")
    assert [found.container(name)["resources"]["requests"]["memory"] for name in ("web", "webserver")] == ["64Mi", "64Mi"]
    assert found.codes == []


def test_a_name_that_nothing_matches_is_a_further_component():
    found = override('{components: [{name: jobs, type: webservice, properties: {image: "example/jobs:1"}}]}')
    assert found.codes == []
    assert found.names() == ["Deployment/web", "Deployment/webserver", "Deployment/jobs"]


def test_a_further_component_needs_a_type_else_its_name_is_misspelled():
    found = override("{components: [{name: wbe, properties: {cpu: 1m}}]}")
    assert found.places == ["OAM331:19"]
    assert 'did you mean "web"?' in found.messages


def test_a_match_of_another_type_is_replaced():
    found = override("{components: [{name: webserver, type: nothing, properties: {}}]}")
    assert found.codes == ["OAM585"]
    assert 'component "webserver" has type "nothing"' in found.messages


def test_a_match_of_another_type_keeps_its_name_where_the_pattern_is_that_name():
    for name in ("webserver", "^webserver$"):
        found = override(f'{{components: [{{name: "{name}", type: other}}]}}')
        assert found.codes == ["OAM585"]
        assert 'component "webserver" has type "other"' in found.messages


def test_a_pattern_that_would_become_a_name_is_refused():
    found = override('{components: [{name: "web*", type: other}]}')
    assert set(found.codes) == {"OAM588"}
    assert '"web*" matches component "web" of another type' in found.messages
    assert (
        '"web" matches component "webserver" of another type' in override("{components: [{name: web, type: other}]}").messages
    )


def test_traits_are_changed_added_and_taken_away_by_their_types():
    changed = override('{components: [{name: "^web$", traits: [{type: scaler, properties: {replicas: 5}}]}]}')
    assert changed.deployment("web")["replicas"] == 5
    added = override("{components: [{name: webserver, traits: [{type: scaler, properties: {replicas: 3}}]}]}")
    assert (added.deployment("web")["replicas"], added.deployment("webserver")["replicas"]) == (2, 3)
    gone = override('{components: [{name: "^web$", traits: [{type: scaler, disable: true}]}]}')
    assert "replicas" not in gone.deployment("web")
    assert [one.codes for one in (changed, added, gone)] == [[], [], []]


def test_a_trait_that_is_taken_away_and_not_there_is_told():
    found = override("{components: [{name: webserver, traits: [{type: scaler, disable: true}]}]}")
    assert found.places == ["OAM332:19"]


TWINS = """
    components:
      - name: web
        type: webservice
        properties: {image: "example/web:1"}
        traits:
          - {type: scaler, properties: {replicas: 2}}
          - {type: scaler, properties: {replicas: 3}}
"""


def test_two_traits_of_one_type_get_the_properties_of_the_last_which_is_told():
    found = override("{components: [{traits: [{type: scaler, properties: {}}]}]}", TWINS)
    assert found.codes == ["OAM334"]
    assert found.deployment("web")["replicas"] == 3


def test_two_traits_of_one_type_are_taken_away_together():
    found = override("{components: [{traits: [{type: scaler, disable: true}]}]}", TWINS)
    assert found.codes == []
    assert "replicas" not in found.deployment("web")


def test_a_selector_keeps_components_by_their_exact_names_in_their_order():
    found = override("{selector: [webserver]}")
    assert found.names() == ["Deployment/webserver"]
    assert found.codes == []


def test_a_selector_that_names_nothing_is_told_and_keeps_nothing():
    found = override("{selector: [ghost]}")
    assert (found.codes, found.targets) == (["OAM333", "OAM332"], {})
    assert override("{selector: []}").codes == ["OAM333"]


@pytest.mark.parametrize(
    "patches",
    [
        "{componnents: []}",
        "{components: [{name: web, property: {}}]}",
        "{components: [{traits: [{type: scaler, disabled: true}]}]}",
    ],
)
def test_a_key_that_there_is_not_is_an_error(patches):
    found = override(patches)
    assert found.places == ["OAM216:19"]
    assert "did you mean" in found.messages


def test_properties_are_demanded():
    assert Compiled(document("policies:\n  - {name: a, type: override}\n")).codes == ["OAM210"]


def test_policies_are_applied_in_their_order():
    policies = """
        policies:
          - {name: one, type: override, properties: {components: [{properties: {cpu: 1m, memory: 1Mi}}]}}
          - {name: two, type: override, properties: {components: [{properties: {cpu: 2m}}]}}
    """
    requests = Compiled(document(policies)).container("web")["resources"]["requests"]
    assert requests == {"cpu": "2m", "memory": "1Mi"}


@pytest.mark.slow
def test_what_policies_go_through_has_a_limit():
    components = "components:\n" + "".join(f"  - {{name: c{n}, type: webservice}}\n" for n in range(700))
    patches = "".join("      - {properties: {cpu: 1m}}\n" for _ in range(400))
    policy = f"policies:\n  - name: change\n    type: override\n    properties:\n      components:\n{patches}"
    found = Compiled(document(policy, components))
    assert found.codes[0] == "OAM197"
    assert found.codes.count("OAM197") == 1
