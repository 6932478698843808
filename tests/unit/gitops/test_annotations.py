"""What a tree says of single objects, and that a build says none of it."""

import json

import pytest

from oamc.api import compile_documents
from oamc.gitops.annotations import ANNOTATIONS, LAST, PRUNE, STAYS, SUBSTITUTE, SYNC_OPTIONS, WAVE, annotated
from oamc.objects.verify import verify
from oamc.records import replace
from tests.support.documents import RESOURCES, application, component, container, trait
from tests.support.gitops_plans import document, git, objects, plan, service, single, unit, vela, written

CLAIM = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
BOTH = ("argocd", "flux")


def config(name="texts", key="a", text="", **metadata):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, **metadata}, "data": {key: text}}


def of_kind(api_version, kind, name="thing", **fields):
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, **fields}


def annotations(*found, tools=BOTH, after=None):
    """Return the annotations of tools that objects have in a tree, by the names of their files."""
    components = [objects("things", *found)] if after is None else found
    files = written(single(git(tools=tools), vela("shop", *components)))
    shown = {path.removeprefix("production/shop/"): text for path, text in files.items() if path.startswith("production/shop/")}
    return {
        path: {
            key: text
            for key, text in document(text)["metadata"].get("annotations", {}).items()
            if key in {key for _, key, _ in ANNOTATIONS}
        }
        for path, text in shown.items()
        if path != "kustomization.yaml"
    }


def test_claims_and_namespaces_are_removed_by_a_person():
    found = annotations(CLAIM, of_kind("v1", "Namespace", "more"))
    stays = {SYNC_OPTIONS: "Prune=false,Delete=false", PRUNE: "disabled"}
    assert found == {"data-persistentvolumeclaim.yaml": stays, "more-namespace.yaml": stays}


def test_kinds_that_are_not_built_in_may_be_missing_at_first():
    monitor = of_kind("monitoring.coreos.com/v1", "ServiceMonitor", spec={"selector": {}, "endpoints": [{"port": "http"}]})
    assert annotations(monitor, config(text="a"), tools=("argocd",)) == {
        "thing-servicemonitor.yaml": {SYNC_OPTIONS: "SkipDryRunOnMissingResource=true"},
        "texts-configmap.yaml": {},
    }


@pytest.mark.parametrize(("size", "options"), [(199_000, {}), (201_000, {SYNC_OPTIONS: "ServerSideApply=true"})])
def test_large_objects_are_applied_by_the_server(size, options):
    assert annotations(config(text="a" * size), tools=("argocd",)) == {"texts-configmap.yaml": options}


def test_the_size_of_an_object_is_that_of_its_json_in_bytes():
    assert annotations(config(text="\u00e4" * 101_000), tools=("argocd",))["texts-configmap.yaml"]


@pytest.mark.parametrize(
    ("text", "is_left_alone"),
    [
        ("${NAME}", True),
        ("$NAME", True),
        ("a$", True),
        ("$$(NAME)", True),
        ("$(NAME)", False),
        ("^a{1}", False),
        ("", False),
    ],
)
def test_flux_replaces_nothing_in_texts(text, is_left_alone):
    expected = {SUBSTITUTE: "disabled"} if is_left_alone else {}
    assert annotations(config(text=f"{text}\nsecond\n"), tools=("flux",)) == {"texts-configmap.yaml": expected}


def test_flux_replaces_nothing_in_keys():
    labelled = config(text="a", annotations={"example.com/a": "${b}"})
    assert annotations(labelled, tools=("flux",))["texts-configmap.yaml"] == {SUBSTITUTE: "disabled"}
    keyed = {**CLAIM, "spec": {**CLAIM["spec"], "selector": {"matchLabels": {"a": "b"}}}}
    assert SUBSTITUTE not in annotations(keyed, tools=("flux",))["data-persistentvolumeclaim.yaml"]


def test_flux_replaces_nothing_in_lists():
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "reader"}}
    rule = {"apiGroups": [""], "resources": ["pods"], "resourceNames": ["$a"], "verbs": ["get"]}
    assert annotations({**role, "rules": [rule]}, tools=("flux",))["reader-clusterrole.yaml"] == {SUBSTITUTE: "disabled"}


@pytest.mark.parametrize(("group", "kind"), [(group, kind) for group, kinds in LAST.items() for kind in kinds])
def test_every_kind_of_the_table_takes_the_last_wave(group, kind):
    first = unit("production", vela("shop", service("a"), service("b", after=("a",))))
    (item, *others) = first.objects.objects
    assert item.owner.name == "a"
    held = replace(item, api_version=f"{group}/v1", kind=kind, body={"metadata": {"name": "a"}})
    found = annotated(replace(first.objects, objects=(held, *others)), first.filler, ("argocd",), first.order)
    assert found.objects[0].body["metadata"]["annotations"][WAVE] == "1"
    elsewhere = replace(held, api_version="example.com/v1")
    found = annotated(replace(first.objects, objects=(elsewhere, *others)), first.filler, ("argocd",), first.order)
    assert WAVE not in found.objects[0].body["metadata"]["annotations"]


def test_each_tool_gets_its_own_annotations_alone():
    tools = dict.fromkeys(BOTH)
    for tool in tools:
        keys = {key for _, texts in annotations(CLAIM, config(text="$a"), tools=(tool,)).items() for key in texts}
        assert keys == {key for owner, key, _ in ANNOTATIONS if owner == tool} - {WAVE}


def test_what_an_object_says_itself_stays_and_is_completed():
    given = {**CLAIM, "metadata": {"name": "data", "annotations": {SYNC_OPTIONS: "Prune=true", PRUNE: "enabled"}}}
    assert annotations(given)["data-persistentvolumeclaim.yaml"] == {SYNC_OPTIONS: "Prune=true,Delete=false", PRUNE: "enabled"}


def test_all_objects_of_an_instance_share_the_wave_of_its_longest_chain():
    found = annotations(
        service("a"),
        service("b", after=("a",)),
        service("c", after=("a", "b")),
        service("d"),
        after=True,
        tools=("argocd",),
    )
    waves = {"a": {}, "b": {WAVE: "1"}, "c": {WAVE: "2"}, "d": {}}
    assert found == {f"{name}-{kind}.yaml": wave for name, wave in waves.items() for kind in ("deployment", "service")}


def test_what_waits_for_an_address_takes_the_last_wave():
    ingress = of_kind(
        "networking.k8s.io/v1", "Ingress", spec={"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}}
    )
    found = annotations(objects("first", ingress, CLAIM), service("b", after=("first",)), after=True, tools=("argocd",))
    assert found["thing-ingress.yaml"] == {WAVE: "1"}
    assert WAVE not in found["data-persistentvolumeclaim.yaml"]


def test_the_order_of_a_list_is_no_order():
    assert not any(annotations(service("b"), service("a"), after=True, tools=("argocd",)).values())


def test_an_instance_without_objects_is_a_link_of_the_chain():
    wanted = unit("production", vela("shop", service("a")), order={"a": ("gone",), "gone": ("first",), "first": ()})
    (item, *_) = annotated(wanted.objects, wanted.filler, ("argocd",), wanted.order).objects
    assert item.body["metadata"]["annotations"] == {WAVE: "2"}


def test_a_job_stays_and_has_the_digest_of_its_template_in_its_name():
    def job(image, **spec):
        pod = {"restartPolicy": "Never", "containers": [{"name": "a", "image": image}]}
        body = of_kind("batch/v1", "Job", "migrate", spec={**spec, "template": {"spec": pod}})
        files = written(single(git(), vela("shop", objects("things", body))))
        return document(files["production/shop/migrate-job.yaml"])

    first, other = job("a:1", ttlSecondsAfterFinished=60, backoffLimit=1), job("a:2")
    assert "ttlSecondsAfterFinished" not in first["spec"]
    assert first["spec"]["backoffLimit"] == 1
    assert first["metadata"]["name"].startswith("migrate-")
    assert first["metadata"]["name"] != other["metadata"]["name"]
    assert job("a:1")["metadata"]["name"] == first["metadata"]["name"]
    assert "ttlSecondsAfterFinished" in str(compiled_job())


def compiled_job():
    """Return what a build makes of a Job: its time to live stays."""
    job = of_kind(
        "batch/v1",
        "Job",
        spec={
            "ttlSecondsAfterFinished": 60,
            "template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a:1"}]}},
        },
    )
    (output,) = compile_documents({"in.json": json.dumps(vela("shop", objects("things", job)))}, format="manifests").outputs
    return output.files


def test_a_job_whose_name_has_a_digest_already_gets_no_second_one():
    work = component("Task", container(ports=None))
    listed = {"apiVersion": "v1", "kind": "List", "items": [work, application()]}
    files = written(single(git(), listed))
    (built,) = compile_documents({"in.json": json.dumps(listed)}, format="manifests", namespace="team-production").outputs
    (path,) = (path for path in files if path.endswith("-job.yaml"))
    assert document(files[path])["metadata"]["name"] == document(built.files["shop.yaml"])["metadata"]["name"]


def test_a_long_name_of_a_job_is_cut_before_its_digest():
    pod = {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a"}]}
    job = of_kind("batch/v1", "Job", "m" * 63, spec={"template": {"spec": pod}})
    files = written(single(git(), vela("shop", objects("things", job))))
    (path,) = (path for path in files if path.startswith("production/shop/"))
    assert len(document(files[path])["metadata"]["name"]) == 63


def test_a_build_has_no_annotation_of_a_tree():
    found = compile_documents({"in.json": json.dumps(vela("shop", objects("things", CLAIM, config(text="${a}"))))})
    text = "".join(text for output in found.outputs for text in output.files.values())
    assert not [key for _, key, _ in ANNOTATIONS if key in text]


def test_a_chart_has_the_annotations_of_argo_cd_and_none_of_flux():
    components = (service("a"), objects("things", CLAIM, config(text="${a}"), after=("a",)))
    texts = {}
    for tools in (("argocd",), ("flux",), BOTH):
        files = written(single(git(tools=tools, render="chart"), vela("shop", *components)))
        texts[tools] = "".join(text for path, text in files.items() if path.startswith("production/shop/templates/"))
    assert SYNC_OPTIONS in texts["argocd",]
    assert f'{WAVE}: "1"' in texts["argocd",]
    assert texts["flux",].count("toolkit.fluxcd.io") == texts[BOTH].count("toolkit.fluxcd.io") == 0
    assert texts[BOTH] == texts["argocd",]


def test_annotated_objects_are_well_formed_and_keep_what_is_there_under_a_condition():
    volume = {"name": "data", "mountPath": "/data", "disk": {"required": "1Gi"}}
    server = component("Server", container(resources={**RESOURCES, "volumes": [volume]}))
    used = application(trait("volume-mounter", volumeName="data", storageClass="standard"))
    wanted = unit("production", {"apiVersion": "v1", "kind": "List", "items": [server, used]}, render="chart")
    found = annotated(wanted.objects, wanted.filler, BOTH, {"shop-web": ("x",), "x": ()})
    verify(found)
    assert [item.identity for item in found.objects] == [item.identity for item in wanted.objects.objects]
    for item in found.objects:
        body = wanted.filler.fill(item.body)
        assert body["metadata"]["annotations"][WAVE] == "1"
    claim = next(item for item in found.objects if item.kind == "PersistentVolumeClaim")
    assert wanted.filler.fill(claim.body)["metadata"]["annotations"] == {
        "helm.sh/resource-policy": "keep",
        SYNC_OPTIONS: "Prune=false,Delete=false",
        WAVE: "1",
        PRUNE: "disabled",
    }


def test_no_kind_stays_that_takes_the_last_wave():
    assert not {kind for kinds in STAYS.values() for kind in kinds} & {kind for kinds in LAST.values() for kind in kinds}


def test_manifests_without_annotations_are_what_a_build_writes():
    files = written(plan(git(), "production"))
    listed = json.dumps({"apiVersion": "v1", "kind": "List", "items": [vela("greeter"), vela("shop")]})
    built = compile_documents({"in.json": listed}, format="manifests", layout="per-object", namespace="team-production")
    assert {
        f"production/{output.application}/{name}": text for output in built.outputs for name, text in output.files.items()
    } == {path: text for path, text in files.items() if path.startswith("production/")}
