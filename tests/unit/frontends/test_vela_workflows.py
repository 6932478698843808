"""Workflows: what their steps deploy, in which order, and what has no effect."""

import pytest

from oamc.frontends.v1beta1.durations import LONGEST, is_duration
from oamc.frontends.v1beta1.step_types import REASONS
from tests.support.vela_applications import HEAD, Compiled, document

TWO = """
    components:
      - {name: web, type: webservice, properties: {image: "example/web:1"}}
      - {name: db, type: webservice, properties: {image: "example/db:1"}}
    policies:
      - {name: near, type: topology, properties: {namespace: near}}
      - {name: far, type: topology, properties: {clusters: [moon]}}
      - {name: small, type: override, properties: {components: [{properties: {cpu: 1m}}]}}
      - {name: large, type: override, properties: {components: [{properties: {cpu: "1"}}]}}
      - {name: only-db, type: override, properties: {selector: [db]}}
"""
PLAIN = TWO.partition("    policies")[0]


def workflow(*steps, components=TWO, further=""):
    """Compile components with a workflow, each step in one line of YAML."""
    lines = "".join(f"    - {step}\n" for step in steps)
    return Compiled(document(f"workflow:\n  steps:\n{lines}{further}", components))


def deploy(name, *policies, more=""):
    """Return a step that deploys by policies."""
    return f"{{name: {name}, type: deploy, properties: {{policies: [{', '.join(policies)}]{more}}}}}"


def cpu(found, name, target=""):
    """Return how much of the processor a component asks for."""
    return found.container(name, target).get("resources", {}).get("requests", {}).get("cpu")


def unused(found):
    """Return what is told to be used by nothing."""
    lines = found.messages.splitlines()
    return [line.partition(" has no effect")[0] for line in lines if "no step of the workflow" in line]


def test_without_steps_all_overrides_count_for_each_topology():
    found = Compiled(document(components=TWO))
    assert list(found.targets) == ["near", "far"]
    assert (cpu(found, "db", "near"), found.names("far")) == ("1", ["Deployment/db"])
    assert Compiled(document("workflow: {steps: []}\n", TWO)).targets == found.targets


def test_a_step_deploys_by_the_policies_that_it_names_in_their_order():
    found = workflow(deploy("a", "near", "large", "small"), deploy("b", "only-db", "far"))
    assert (list(found.targets), found.codes) == (["near", "far"], [])
    assert (cpu(found, "web", "near"), found.names("far")) == ("1m", ["Deployment/db"])
    assert cpu(found, "db", "far") is None


def test_a_step_may_deploy_to_several_places_and_to_none_that_has_a_name():
    found = workflow(deploy("a", "near", "far", "small"), deploy("b", "large", "only-db"))
    assert list(found.targets) == ["near", "far", "b"]
    assert cpu(found, "db", "b") == "1"


def test_what_a_later_step_brings_to_the_same_place_is_there_at_the_end():
    found = workflow(deploy("a", "far", "small"), deploy("b", "far", "only-db", "large"))
    assert list(found.targets) == [""]
    assert (cpu(found, "web"), cpu(found, "db")) == ("1m", "1")
    assert found.codes.count("OAM283") == 1
    assert 'step "a"' in found.messages
    assert 'a later step brings component "db" to the same place in another form' in found.messages


def test_the_same_thing_deployed_twice_is_not_told():
    found = workflow(deploy("a", "far", "small"), deploy("b", "far", "small"), "{name: s, type: step-group}")
    assert [code for code in found.codes if code == "OAM283"] == []


def test_policies_that_no_step_names_are_told():
    assert unused(workflow(deploy("a", "near", "small"))) == ['policy "far"', 'policy "large"', 'policy "only-db"']


def test_a_policy_of_no_name_is_called_by_its_type_and_number():
    components = (
        PLAIN
        + """
    policies:
      - {type: topology, properties: {namespace: there}}
      - {type: override, properties: {components: [{properties: {cpu: 3m}}]}}
    """
    )
    found = workflow(deploy("a", "override-auto-gen-1", "topology-auto-gen-0"), components=components)
    assert (found.codes, cpu(found, "web")) == ([], "3m")


def test_a_step_may_have_policies_of_its_own_and_stand_in_a_group():
    inline = ", inlinePolicies: [{type: override, properties: {components: [{properties: {cpu: 4m}}]}}]"
    step = deploy("b", more=inline)
    found = workflow(f"{{name: a, type: step-group, subSteps: [{step}]}}", components=PLAIN)
    assert (found.codes, cpu(found, "db")) == ([], "4m")


def test_steps_below_a_step_have_none_below_them():
    found = workflow("{name: a, type: step-group, subSteps: [{name: b, type: step-group, subSteps: []}]}", components=PLAIN)
    assert found.codes == ["OAM216"]


def test_only_the_components_that_steps_apply_come_out():
    found = workflow("{name: a, type: apply-component, properties: {component: db}}", components=PLAIN)
    assert (found.codes, found.names()) == (["OAM333"], ["Deployment/db"])
    assert 'component "web"' in found.messages


def test_the_order_of_steps_is_that_of_the_objects_but_for_dependencies():
    steps = [f"{{name: {name}, type: apply-component, properties: {{component: {name}}}}}" for name in ("db", "web")]
    assert workflow(*steps, components=PLAIN).names() == ["Deployment/db", "Deployment/web"]
    waiting = PLAIN.replace("{name: db,", "{name: db, dependsOn: [web],")
    assert workflow(*steps, components=waiting).names() == ["Deployment/web", "Deployment/db"]


def test_a_component_may_be_applied_elsewhere():
    found = workflow(
        "{name: a, type: apply-component, properties: {component: db, cluster: moon, namespace: there}}",
        "{name: b, type: builtin-apply-component, properties: {component: web, cluster: local}}",
        components=PLAIN,
    )
    assert (list(found.targets), found.codes) == (["moon", "local"], [])
    assert found.objects("moon")[0]["metadata"]["namespace"] == "there"


@pytest.mark.parametrize("kind", ["apply-remaining", "apply-application", "apply-application-in-parallel"])
def test_older_steps_deploy_all_components(kind):
    first = "{name: a, type: apply-component, properties: {component: db}}"
    found = workflow(first, f"{{name: b, type: {kind}}}", components=PLAIN)
    assert (found.codes, found.names()) == ([], ["Deployment/db", "Deployment/web"])
    exceptions = f"{{name: b, type: {kind}, properties: {{exceptions: {{web: {{skipApplyWorkload: true}}}}}}}}"
    assert workflow(exceptions, components=PLAIN).codes == ["OAM283"]


@pytest.mark.parametrize("kind", REASONS)
def test_a_step_that_deploys_nothing_is_told_once_and_stops_nothing(kind):
    found = workflow(f"{{name: a, type: {kind}}}", f"{{name: b, type: {kind}, properties: {{a: b}}}}", components=PLAIN)
    assert (found.codes, found.names()) == (["OAM283"], ["Deployment/web", "Deployment/db"])
    text = document(f"workflow: {{steps: [{{name: a, type: {kind}}}]}}\n", PLAIN)
    assert Compiled(text, strict=True).targets == {}


def test_what_only_a_run_decides_is_told():
    assert workflow("{name: a, type: deploy, if: 'status.x', properties: {}}", components=PLAIN).codes == ["OAM283"]
    assert workflow("{name: a, type: deploy, if: always}", components=PLAIN).codes == []
    assert workflow("{name: a, type: deploy, properties: {auto: false}}", components=PLAIN).codes == ["OAM283"]
    assert workflow("{name: a, type: deploy, properties: {auto: true, parallelism: 2}}", components=PLAIN).codes == []
    assert workflow("{name: a, type: suspend, if: 'status.x'}", components=PLAIN).codes == ["OAM283"]


@pytest.mark.parametrize(
    ("step", "code", "said"),
    [
        ("{name: a, type: deplyo}", "OAM330", 'did you mean "deploy"?'),
        ("{name: a, type: webhook-notification}", "OAM330", 'it is called "notification" now'),
        ("{name: a, type: my-very-own}", "OAM330", "components are deployed by deploy, apply-component and step-group"),
        ("{name: a, type: deploy, properties: {policies: [smalll]}}", "OAM331", 'did you mean "small"?'),
        ("{name: a, type: apply-component, properties: {component: wbe}}", "OAM331", 'did you mean "web"?'),
        ("{name: a, type: apply-component}", "OAM210", "properties"),
        ("{name: a, type: suspend, dependsOn: [b]}", "OAM331", 'step "a" refers to step "b"'),
        ("{name: a, type: deploy, inputs: [{from: x, parameterKey: y}]}", "OAM288", 'step "a" takes "x" from another step'),
        ("{name: a, type: deploy, properties: {polices: [near]}}", "OAM216", 'did you mean "policies"?'),
        ("{name: a, type: deploy, modes: DAG}", "OAM216", 'did you mean "mode"?'),
        ("{name: a, type: suspend, timeout: soon}", "OAM328", "30s, 5m or 1h30m"),
        ("{name: a, type: suspend, timeout: 5}", "OAM328", "30s, 5m or 1h30m"),
        ("{name: a, type: suspend, mode: dag}", "OAM215", 'did you mean "DAG"?'),
        ("{name: a}", "OAM210", "type"),
    ],
)
def test_mistakes_of_a_step(step, code, said):
    found = workflow(step)
    assert code in found.codes
    assert said in found.messages
    assert found.targets == {}


def test_steps_have_names_of_their_own_in_groups_too():
    steps = ("{name: a, type: step-group, subSteps: [{name: b, type: suspend}]}", "{name: b, type: suspend}")
    assert "OAM302" in workflow(*steps, components=PLAIN).codes


def test_inputs_of_steps_that_deploy_nothing_matter_not():
    step = "{name: a, type: notification, inputs: [{from: x, parameterKey: p}], outputs: [{name: c, valueFrom: output.d}]}"
    assert workflow(step, components=PLAIN).codes == ["OAM283"]


@pytest.mark.parametrize("text", ["0", "30s", "1h30m", "1.5h", ".5s", "-5m", "+5m", "1us", "1µs", "1ms2ns", "1.s"])
def test_durations(text):
    assert is_duration(text)


@pytest.mark.parametrize("text", ["", "5", "s", "1d", "1h 30m", "1h30", "1e3s", "h1", "30S", "--1s", "1s" * LONGEST])
def test_what_is_no_duration(text):
    assert not is_duration(text)


# Documents of their own

SATELLITE = "apiVersion: core.oam.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}{more}}}\n"
APPLICATION = document("workflow: {ref: flow}\n", PLAIN)


def flow(steps, more=""):
    """Return a Workflow document."""
    return SATELLITE.format(kind="Workflow", name="flow", more=more) + f"steps: {steps}\n"


def smaller(more="", cpu="5m", name="small"):
    """Return a Policy document."""
    properties = f"properties: {{components: [{{properties: {{cpu: {cpu}}}}}]}}\n"
    return SATELLITE.format(kind="Policy", name=name, more=more) + "type: override\n" + properties


STEPS = "[{name: d, type: deploy, properties: {policies: [small]}}]"


def test_a_workflow_and_a_policy_may_have_documents_of_their_own():
    found = Compiled(APPLICATION, flow(STEPS), smaller())
    assert (found.codes, cpu(found, "web")) == ([], "5m")


@pytest.mark.parametrize(
    ("application", "other", "found_there"),
    [("", "", True), ("a", "a", True), ("a", "", True), ("", "a", True), ("a", "b", False)],
)
def test_they_are_found_in_the_namespace_of_the_application(application, other, found_there):
    head = HEAD.replace("{name: shop}", f"{{name: shop, namespace: {application}}}") if application else HEAD
    text = document("workflow: {ref: flow}\n", PLAIN, head)
    found = Compiled(text, flow("[{name: d, type: suspend}]", f", namespace: {other}" if other else ""))
    assert ("OAM331" in found.codes) is not found_there


def test_a_policy_of_the_application_comes_before_a_document():
    policies = "policies: [{name: small, type: override, properties: {components: [{properties: {cpu: 6m}}]}}]\n"
    text = document("workflow: {ref: flow}\n", PLAIN + "    " + policies)
    found = Compiled(text, flow(STEPS), smaller())
    assert (found.codes, cpu(found, "web")) == (["OAM333"], "6m")


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (("teams/a", "teams/a", "teams/a", "teams/b"), "5m"),
        (("teams/a", "teams", "teams", "teams/b"), "5m"),
        (("teams/a", "teams", "teams", "teams/a"), "7m"),
        (("teams/a", "", "teams/b", "teams"), "7m"),
    ],
)
def test_they_are_found_in_the_directory_of_the_application_and_above(folders, expected):
    other = APPLICATION.replace("shop", "other").replace("{ref: flow}", "{}").replace("web,", "w2,").replace("db,", "d2,")
    texts = (APPLICATION, flow(STEPS), smaller(), smaller(cpu="7m"), other)
    found = Compiled(*texts, folders=(*folders, "teams/b"), only_application="shop")
    assert cpu(found, "web") == expected


def test_a_reference_to_nothing_is_an_error():
    found = Compiled(APPLICATION)
    assert found.codes == ["OAM331"]
    assert "add the Workflow of core.oam.dev/v1alpha1 to the input" in found.messages
    assert 'did you mean "flow"?' in Compiled(document("workflow: {ref: flwo}\n", PLAIN), flow("[]")).messages


def test_documents_that_nobody_names_are_told():
    found = Compiled(document(components=PLAIN), flow("[]"), smaller())
    assert found.codes == ["OAM333", "OAM333"]
    assert found.names() == ["Deployment/web", "Deployment/db"]


def test_two_documents_of_one_kind_and_name_are_an_error():
    assert "OAM301" in Compiled(APPLICATION, flow(STEPS), smaller(), smaller(cpu="7m")).codes
    assert Compiled(APPLICATION, flow(STEPS), smaller(), smaller(", namespace: other")).reports.has_errors() is False


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (flow("[{name: d, type: dploy}]"), "OAM330"),
        (flow("[]").replace("steps", "stpes"), "OAM216"),
        (smaller().replace("type: override", "type: overide"), "OAM329"),
        (smaller().replace("properties: {components", "spec: {components"), "OAM210"),
        (smaller().replace("components", "component"), "OAM216"),
    ],
)
def test_mistakes_in_such_documents_are_found(text, code):
    assert code in Compiled(APPLICATION, text).codes


def test_they_are_no_kinds_of_the_version_of_an_application():
    found = Compiled(APPLICATION, flow("[]").replace("v1alpha1", "v1beta1"))
    assert found.codes == ["OAM203"]
    assert "it is a kind of core.oam.dev/v1alpha1" in found.messages


@pytest.mark.parametrize(
    "texts", [(flow("[{name: d, type: dploy}]"), smaller()), (flow(STEPS), smaller().replace("override", "overide"))]
)
def test_a_document_that_is_wrong_is_not_missed_too(texts):
    assert len(Compiled(APPLICATION, *texts).codes) == 1
    again = Compiled(APPLICATION.replace("webservice", "webservic"), *texts)
    assert sorted(set(again.codes)) in (["OAM330", "OAM585"], ["OAM329", "OAM585"])


def test_other_kinds_of_that_version_stay_with_their_front_end():
    assert Compiled(SATELLITE.format(kind="Polcy", name="a", more="")).codes == ["OAM203"]
