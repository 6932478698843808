"""labels, annotations, json-patch, json-merge-patch, scaler, the autoscalers and service-account."""

import pytest

from tests.support.component_traits import trait, with_traits, workload


def labels_of(made, *path):
    found = workload(made)
    for step in path:
        found = found[step]
    return {key: value for key, value in found["metadata"].get("labels", {}).items() if "oam.dev" not in key}


def test_labels_reach_the_workload_and_its_pods_and_null_takes_one_away():
    made = with_traits(trait("labels", a="1", gone=None, never=None), labels={"gone": "soon", "stays": "here"})
    assert labels_of(made) == {"a": "1"}
    assert labels_of(made, "spec", "template") == {"a": "1", "stays": "here"}
    assert made.codes == []


def test_the_last_of_two_labels_counts():
    made = with_traits(trait("labels", a="1"), trait("labels", a="2"))
    assert labels_of(made) == {"a": "2"}
    assert with_traits(trait("labels", a="1"), trait("labels", a=None)).codes == []


@pytest.mark.parametrize(
    ("value", "codes"),
    [("", []), ("a_b-C.9", []), ("x" * 63, []), ("x" * 64, ["OAM508"]), ("a b", ["OAM508"]), ("-a", ["OAM508"])],
)
def test_the_value_of_a_label_is_one_that_kubernetes_takes(value, codes):
    assert with_traits(trait("labels", a=value)).codes == codes


def test_a_number_as_a_label_is_told_with_the_quotes_to_write():
    made = with_traits(trait("labels", a=1))
    assert made.codes == ["OAM508"]
    assert made.reports.found[0].hint == 'write "1", with the quotes'
    assert 'property "a" of trait "labels"' in made.messages[0]


def test_a_label_by_which_pods_are_found_cannot_be_changed():
    made = with_traits({"type": "labels", "properties": {"app.oam.dev/component": "other"}})
    assert made.reports.has_errors()


def test_annotations_take_any_text():
    text = "any text\nof two lines " + "x" * 200
    made = with_traits(trait("annotations", a=text, gone=None), annotations={"gone": "soon"})
    assert workload(made)["metadata"]["annotations"] == {"a": text}
    assert workload(made)["spec"]["template"]["metadata"]["annotations"] == {"a": text}


def patched(*operations, sets=(), **of_web):
    return with_traits(trait("json-patch", operations=list(operations)), sets=sets, **of_web)


def test_operations_are_applied_one_after_another():
    made = patched(
        {"op": "add", "path": "/spec/replicas", "value": 1},
        {"op": "replace", "path": "/spec/replicas", "value": 2},
        {"op": "copy", "from": "/spec/replicas", "path": "/spec/minReadySeconds"},
    )
    assert (workload(made)["spec"]["replicas"], workload(made)["spec"]["minReadySeconds"]) == (2, 2)


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ({"op": "remove", "path": "/spec/nothing"}, 'there is no "nothing"'),
        ({"op": "replace", "path": "/spec/nothing", "value": 1}, 'there is no "nothing"'),
        ({"op": "add", "path": "/spec/nothing/below", "value": 1}, "there is nothing at /spec/nothing"),
        ({"op": "test", "path": "/kind", "value": "Pod"}, "there is another value at /kind"),
        ({"op": "add", "path": "spec", "value": 1}, 'a path begins with "/"'),
        ({"op": "remove", "path": "/kind"}, "apiVersion, kind and name of an object must be texts"),
        ({"op": "replace", "path": "", "value": {"a": "b"}}, "nothing with metadata is left"),
    ],
)
def test_an_operation_that_cannot_be_applied_is_an_error_at_its_place(operation, reason):
    made = patched(operation)
    assert made.codes == ["OAM596"]
    assert made.messages[0].endswith(reason)


@pytest.mark.parametrize("operation", ["add", "replace", "test", "copy", "move"])
def test_an_operation_has_what_it_needs(operation):
    made = patched({"op": operation, "path": "/spec/replicas"})
    needed = {"copy": "from", "move": "from"}.get(operation, "value")
    assert made.codes == ["OAM507"]
    assert f"operations[0].{needed}" in made.messages[0]


def test_an_unknown_operation_and_a_missing_path_are_errors():
    assert patched({"op": "swap", "path": "/a"}).codes == ["OAM508"]
    assert patched({"op": "add", "value": 1}).codes == ["OAM507"]


def test_null_is_a_value_of_an_operation():
    made = patched({"op": "add", "path": "/spec/paused", "value": None})
    assert made.codes == []
    assert workload(made)["spec"]["paused"] is None


def test_a_merge_patch_merges_mappings_replaces_lists_and_takes_away():
    made = with_traits(
        trait("json-merge-patch", spec={"template": {"spec": {"containers": [{"name": "c", "image": "i"}]}}, "selector": None}),
        trait("json-merge-patch", spec={"selector": {"matchLabels": {"app.oam.dev/component": "web"}}}),
    )
    assert made.containers() == [{"name": "c", "image": "i"}]
    assert workload(made)["spec"]["selector"] == {"matchLabels": {"app.oam.dev/component": "web"}}
    assert made.codes == []


def test_a_merge_patch_may_take_away_a_whole_section_but_not_what_an_object_is():
    assert with_traits(trait("json-merge-patch", metadata=None)).codes == ["OAM596"]
    assert with_traits(trait("json-merge-patch", kind=None)).codes == ["OAM596"]
    assert with_traits(trait("json-merge-patch")).codes == []


def test_a_patch_may_make_another_object_of_the_workload():
    made = with_traits(trait("json-merge-patch", metadata={"name": "other"}), trait("scaler", replicas=2))
    assert workload(made)["metadata"]["name"] == "other"
    assert workload(made)["spec"]["replicas"] == 2


@pytest.mark.parametrize("kind", ["hpa", "cpuscaler"])
def test_bounds_of_an_autoscaler_must_not_cross(kind):
    assert with_traits(trait(kind, min=3, max=3)).codes == []
    crossed = with_traits(trait(kind, min=4, max=3))
    assert crossed.codes == ["OAM528"]
    assert [note.message for note in crossed.reports.found[0].related] == ["the minimum is here"]
    assert with_traits(trait(kind, min=11)).codes == ["OAM528"]
    assert with_traits(trait(kind, max=0)).codes == ["OAM508"]
    assert with_traits(trait(kind, min=3, max=3), sets=(f"web.traits.{kind}.max=2",)).codes == ["OAM706"]
    off = (f"web.traits.{kind}.max=2", f"web.traits.{kind}.enabled=false")
    assert with_traits(trait(kind, min=3, max=3), sets=off).codes == []


@pytest.mark.parametrize(("number", "codes"), [(0, ["OAM508"]), (1, []), (2**31 - 1, []), (2**31, ["OAM508"])])
def test_an_autoscaler_runs_one_pod_at_least(number, codes):
    assert with_traits(trait("hpa", min=number, max=2**31 - 1)).codes == codes


def test_hpa_aims_at_half_of_the_cpu_unless_it_says_otherwise():
    (metric,) = with_traits(trait("hpa")).only("HorizontalPodAutoscaler")["spec"]["metrics"]
    assert metric["resource"] == {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}


@pytest.mark.parametrize(("kind", "field"), [("Utilization", "averageUtilization"), ("AverageValue", "averageValue")])
def test_a_metric_is_a_share_or_an_amount(kind, field):
    made = with_traits(trait("hpa"), sets=(f"web.traits.hpa.cpu.type={kind}",))
    (metric,) = made.only("HorizontalPodAutoscaler")["spec"]["metrics"]
    assert metric["resource"]["target"] == {"type": kind, field: 50}


@pytest.mark.parametrize(
    ("value", "codes"), [("30", []), ("500m", []), ("0", ["OAM508"]), ("0.0Gi", ["OAM508"]), ("many", ["OAM508"])]
)
def test_a_metric_of_pods_has_an_amount_above_zero(value, codes):
    assert with_traits(trait("hpa", podCustomMetrics=[{"name": "queue", "value": value}])).codes == codes


def test_the_last_scaler_counts_and_the_first_is_not_blamed():
    made = with_traits(trait("scaler", replicas=2), trait("scaler", replicas=3))
    assert (workload(made)["spec"]["replicas"], made.codes) == (3, [])


CLUSTER = {"verbs": ["get"], "nonResourceURLs": ["/healthz"], "scope": "cluster"}
HERE = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}


def test_service_account_alone_makes_nothing():
    made = with_traits(trait("service-account", name="reader"))
    assert (made.kinds(), made.pod()["serviceAccountName"]) == (["Deployment"], "reader")


def test_roles_follow_their_scopes():
    made = with_traits(trait("service-account", name="a", create=True, privileges=[HERE, CLUSTER]), namespace="shop")
    assert made.codes == []
    assert made.kinds() == ["Deployment", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]
    assert made.only("ClusterRole")["metadata"]["name"] == "shop:a"
    assert made.only("ClusterRoleBinding")["subjects"] == [{"kind": "ServiceAccount", "name": "a", "namespace": "shop"}]
    assert made.only("RoleBinding")["subjects"] == [{"kind": "ServiceAccount", "name": "a"}]
    assert with_traits(trait("service-account", name="a", privileges=[HERE])).kinds() == ["Deployment", "Role", "RoleBinding"]


def test_a_role_of_the_cluster_needs_to_know_the_namespace():
    assert with_traits(trait("service-account", name="a", privileges=[CLUSTER])).codes == ["OAM588"]


def test_a_namespaced_role_for_paths_is_refused_as_kubernetes_does():
    wrong = {"verbs": ["get"], "nonResourceURLs": ["/healthz"]}
    assert with_traits(trait("service-account", name="a", privileges=[wrong])).reports.has_errors()
