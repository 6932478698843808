"""From an application to a program: instances, their components, and the values that belong to whoever installs the output."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.values.parameters import BUILT_IN, DECLARED_DEFAULT, Unset
from tests.support.stages import Run, component, configuration, document, quoted


def parameter(run, *path):
    """Return the parameter at a path."""
    (found,) = [known for known in run.program.parameters if known.path == path]
    return found


def test_an_unknown_component_is_an_error_at_the_reference_with_the_nearest_name():
    run = Run(component(name="web-front"), configuration(component_name="web-frnt"))
    found = next(found for found in run.reports.found if found.code.id == "OAM319")
    assert (quoted(found.span), found.hint) == ("web-frnt", 'did you mean "web-front"?')
    assert run.program.instances == ()


def test_an_unknown_component_that_resembles_none_is_to_be_added():
    assert "ComponentSchematic" in Run(configuration(component_name="web")).found.hint


def test_what_is_wrong_with_the_other_instances_is_reported_too():
    text = configuration(component_name="gone") + "    - {componentName: web, instanceName: b}\n"
    run = Run(component("parameters: [{name: p, type: string, required: true}]", "env: [{name: A, fromParam: p}]"), text)
    assert sorted(run.codes) == ["OAM319", "OAM404"]


def test_one_component_serves_several_instances_with_values_of_their_own():
    text = configuration(use="parameterValues: [{name: p, value: one}]")
    text += "    - {componentName: web, instanceName: shop-api, parameterValues: [{name: p, value: two}]}\n"
    run = Run(component("parameters: [{name: p, type: string}]", "env: [{name: A, fromParam: p}]"), text)
    assert run.codes == []
    assert [run.parameter("p", name).value for name in ("shop-web", "shop-api")] == ["one", "two"]


@pytest.mark.parametrize(
    ("written", "chosen", "namespace"), [("", None, ""), ("prod", None, "prod"), ("prod", "test", "test"), ("prod", "", "")]
)
def test_the_namespace_is_that_of_the_document_unless_one_is_chosen(written, chosen, namespace):
    head = f"{{name: shop, namespace: {written}}}" if written else "{name: shop}"
    run = Run(component(), configuration().replace("{name: shop}", head), namespace=chosen)
    assert run.program.namespace == namespace


def test_the_installer_may_choose_image_pull_policy_and_resources_of_a_container():
    run = Run(component(), configuration())
    paths = [known.path for known in run.program.parameters]
    assert paths == [
        ("namePrefix",),
        ("shop-web", "replicas"),
        ("shop-web", "containers", "web", "image"),
        ("shop-web", "containers", "web", "imagePullPolicy"),
        ("shop-web", "containers", "web", "resources", "cpu"),
        ("shop-web", "containers", "web", "resources", "memory"),
    ]


def test_what_the_document_states_is_its_default():
    run = Run(component(), configuration())
    (step,) = parameter(run, "shop-web", "containers", "web", "image").history
    assert (step.source, step.value, quoted(step.span)) == (DECLARED_DEFAULT, "example/web:1", "example/web:1")


def test_the_pull_policy_is_left_to_the_cluster_unless_the_document_writes_one():
    path = ("shop-web", "containers", "web", "imagePullPolicy")
    unset = parameter(Run(component(), configuration()), *path)
    assert (type(unset.value), unset.optional) == (Unset, True)
    written = parameter(Run(component(container="imagePullPolicy: Never"), configuration()), *path)
    assert written.value == "Never"


@pytest.mark.parametrize(
    ("resources", "missing"),
    [
        ("", ["cpu", "memory"]),
        ("resources: {}", ["cpu", "memory"]),
        ("resources: {volumes: [{name: data, mountPath: /data, disk: {required: 1G, ephemeral: true}}]}", ["cpu", "memory"]),
        ("resources: {cpu: {required: 1}}", ["memory"]),
        ("resources: {memory: {required: 1G}}", ["cpu"]),
    ],
)
def test_cpu_and_memory_that_are_not_written_are_assumed_with_a_warning(resources, missing):
    run = Run(component(resources=resources), configuration())
    assert run.codes == ["OAM323"] * len(missing)
    for what in missing:
        (step,) = parameter(run, "shop-web", "containers", "web", "resources", what).history
        assert (step.source, step.value) == (BUILT_IN, {"cpu": "100m", "memory": "128Mi"}[what])


def test_what_is_assumed_for_a_component_is_told_once_for_all_instances():
    run = Run(component(resources=""), configuration(), configuration(name="bar", instance="bar-web"))
    assert run.codes == ["OAM323", "OAM323"]


@pytest.mark.parametrize(
    ("workload", "has_replicas"),
    [("Server", True), ("Worker", True), ("SingletonServer", False), ("SingletonWorker", False), ("Task", False)],
)
def test_only_a_deployment_has_replicas_to_choose(workload, has_replicas):
    ports = "ports: [{name: http, containerPort: 80}]" if "Server" in workload else ""
    run = Run(component(container=ports, workload=workload), configuration())
    assert (("shop-web", "replicas") in [known.path for known in run.program.parameters]) == has_replicas


def test_a_manual_scaler_states_the_replicas_instead():
    run = Run(component(), configuration(use="traits: [{name: manual-scaler, properties: {replicaCount: 2}}]"))
    paths = [known.path for known in run.program.parameters]
    assert ("shop-web", "replicas") not in paths
    assert parameter(run, "shop-web", "traits", "manual-scaler", "replicaCount").value == 2


@pytest.mark.parametrize("name", ["Server", "core.oam.dev/v1.Server", "core.oam.dev/v1alpha1.Server"])
def test_core_types_have_short_names_and_an_older_version(name):
    text = component(container="ports: [{name: http, containerPort: 80}]").replace("core.oam.dev/v1alpha1.Worker", name)
    run = Run(text, configuration())
    assert run.instance.workload_type.name == "core.oam.dev/v1alpha1.Server"
    assert run.codes == ([] if name.endswith("alpha1.Server") else ["OAM512"])


def test_a_component_without_containers_is_an_error_at_its_name():
    run = Run(document("ComponentSchematic", "web", "workloadType: core.oam.dev/v1alpha1.Worker"), configuration())
    assert (run.codes, quoted(run.found.span)) == (["OAM307"], "web")


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1, max_size=6))
def test_instances_and_their_values_keep_the_order_of_the_application(names):
    uses = "".join(f"    - {{componentName: web, instanceName: {name}}}\n" for name in names)
    head, _, _ = configuration().partition("    - componentName")
    run = Run(component(), head + uses)
    assert [instance.name.value for instance in run.program.instances] == names
    assert list(dict.fromkeys(known.path[0] for known in run.program.parameters)) == ["namePrefix", *names]
