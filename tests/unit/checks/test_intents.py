"""What developers intend is held against all that comes out, and no value of the output can break it (docs/spec/intents.md)."""

import json

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.contracts import Intent
from oamc.checks.intents import hold_intents
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import AllOf, Hole, IsSet, IsTrue, Text, Times, When
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextType,
    UnionType,
)
from oamc.objects.demands import EACH, INTENT, POD, TEMPLATE, Demand, Promise, found_by, steps_of, with_demand
from oamc.objects.fill import filler_of
from oamc.objects.object_set import ObjectSet
from oamc.objects.tree import KubeObject, Owner
from oamc.options import Options
from oamc.records import replace
from oamc.spans import Located, SourceFile, Span
from oamc.values.given import Assignment, Overrides
from oamc.values.image_lock import Entry, ImageLock
from oamc.values.parameters import Assignment as Given
from oamc.values.parameters import Parameter
from oamc.values.shape import defaults
from tests.support.agreement import compiled as charted
from tests.support.documents import HTTP, RESOURCES, application, compiled, component, container, trait
from tests.support.helm import shared_engine

DIGEST = "sha256:" + "0123456789abcdef" * 4
FIXED = f"example/web:1@{DIGEST}"
DATA = {"name": "data", "mountPath": "/data", "disk": {"required": "1G"}}
SECOND = "core.oam.dev/v1alpha2"


def intending(intents, kind="Server", **fields):
    """Return a component with intents and one container."""
    ports = [HTTP] if kind.endswith("Server") else None
    made = component(kind, container(**{"ports": ports, **fields}))
    made["metadata"]["annotations"] = {"oamc.dev/intents": intents}
    return made


def embedded(intents, api_version, kind, spec):
    """Return the documents of an application of the second version, whose component is an object of Kubernetes."""
    metadata = {"name": "web", "annotations": {"oamc.dev/intents": intents}}
    workload = {"apiVersion": api_version, "kind": kind, "spec": spec}
    return (
        {"apiVersion": SECOND, "kind": "Component", "metadata": metadata, "spec": {"workload": workload}},
        {
            "apiVersion": SECOND,
            "kind": "ApplicationConfiguration",
            "metadata": {"name": "shop"},
            "spec": {"components": [{"componentName": "web"}]},
        },
    )


def checked(*documents, sets=(), **options):
    """Return the objects of a compilation that are checked, and its reports."""
    reports = Reports()
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(documents)})
    source = SourceFile(path="in.json", label="in.json", text=text)
    overrides = Overrides(assignments=tuple(Assignment(flag="--set", text=one) for one in sets))
    found = Compilation((source,), replace(Options(overrides=overrides), **options), reports).checked
    return (found[0].objects if found else None), reports


def parameter(objects, *path):
    return next(one for one in objects.parameters if one.path == path)


def parameterized(intents, pod, paths, kind="Deployment"):
    """Return the documents of an embedded workload, of which some fields are parameters with a value."""
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": pod}}
    made, configuration = embedded(intents, "apps/v1", kind, spec)
    made["spec"]["parameters"] = [{"name": name, "fieldPaths": [path]} for name, path in paths.items()]
    return made, configuration


# The annotation


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("stateful", []),
        (" stateful , cannot-be-scaled ", []),
        ("statefull", ["OAM971"]),
        ("Stateful", ["OAM971"]),
        ("a,b,stateful", ["OAM971", "OAM971"]),
        ("stateful,stateful,stateful", ["OAM972"]),
        ("", ["OAM973"]),
        ("  ", ["OAM973"]),
        (",", ["OAM973"]),
        ("stateful,", ["OAM973"]),
        ("[stateful]", ["OAM971"]),
        ("stateful;cannot-be-scaled", ["OAM971"]),
        (",".join(["stateful"] * 10_000), ["OAM973"]),
        ("x" * 100_000, ["OAM971"]),
        ("\u2028", ["OAM973"]),
        ("batch-job,stateful", ["OAM974"]),
        ("stateful,batch-job", ["OAM974"]),
    ],
)
def test_a_list_of_intents_is_read_word_by_word(text, codes):
    found = compiled(intending(text), application())
    told = {code for code in found.codes if code.startswith("OAM97")}
    assert told == set(codes)
    assert bool(found.objects) == (not codes)


@pytest.mark.parametrize("value", [True, 1, 1e400, ["stateful"], {"stateful": True}, -0.0])
def test_an_annotation_that_is_no_text_is_a_finding(value):
    found = compiled(intending(value), application())
    assert found.codes
    assert not found.objects


def test_a_null_is_no_annotation():
    assert compiled(intending(None), application()).kinds() == ["Deployment", "Service"]


def test_the_place_of_a_word_is_that_of_the_word():
    text = (
        "apiVersion: core.oam.dev/v1alpha1\nkind: ComponentSchematic\nmetadata:\n  name: web\n  annotations:\n"
        "    oamc.dev/intents: {}\nspec:\n  workloadType: core.oam.dev/v1alpha1.Worker\n  containers:\n"
        "    - {{name: web, image: web}}\n"
    )
    for written, column, end in (
        ("stateful, batch-jobs", 33, 43),
        ('"stateful,batch-jobs"', 33, 43),
        ("batch-jobs", 23, 33),
        ('"batch\\x2djobs"', 23, 38),
    ):
        reports = Reports()
        source = SourceFile(path="a.yaml", label="a.yaml", text=text.format(written))
        assert not Compilation((source,), Options(), reports).outputs
        (found,) = (one for one in reports.found if one.code.id == "OAM971")
        assert (found.span.line, found.span.column, found.span.end_column) == (6, column, end)
    reports = Reports()
    source = SourceFile(path="a.yaml", label="a.yaml", text=text.format(">-\n      stateful,\n      batch-jobs"))
    assert not Compilation((source,), Options(), reports).outputs
    (found,) = (one for one in reports.found if one.code.id == "OAM971")
    assert found.span.line == 6


def test_one_mistake_in_a_component_of_two_instances_is_told_once():
    again = application()
    again["spec"]["components"].append({"componentName": "web", "instanceName": "shop-again"})
    assert compiled(intending("stat"), again).codes == ["OAM971"]


def test_the_annotation_of_an_application_is_no_list_of_intents():
    made = application()
    made["metadata"]["annotations"] = {"oamc.dev/intents": "cannot-be-scaled"}
    found = compiled(component(), made)
    assert found.codes == ["OAM977"]
    assert found.kinds() == ["Deployment", "Service"]


def test_an_application_of_kubevela_has_no_intents():
    web = {"name": "web", "type": "webservice", "properties": {"image": "web:1"}}
    made = {
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": {"name": "shop", "annotations": {"oamc.dev/intents": "cannot-be-scaled"}},
        "spec": {"components": [web]},
    }
    assert compiled(made).codes == ["OAM977"]


def test_no_pod_carries_the_annotation():
    found = compiled(intending("stateful"), application())
    main = found.only("StatefulSet")
    assert main["metadata"]["annotations"] == {"oamc.dev/intents": "stateful"}
    assert "annotations" not in main["spec"]["template"]["metadata"]


@pytest.mark.parametrize(
    ("intent", "kind"),
    [
        ("batch-job", "Server"),
        ("batch-job", "SingletonWorker"),
        ("stateful", "Task"),
        ("stateful", "SingletonTask"),
    ],
)
def test_an_intent_that_does_not_fit_is_told_once(intent, kind):
    assert compiled(intending(intent, kind), application()).codes == ["OAM975"]


@pytest.mark.parametrize("intent", ["cannot-be-scaled", "highest-security", "latency-sensitive"])
def test_what_runs_no_pods_keeps_no_promise_about_them(intent):
    made = component("openfaas.com/v1.Function", workloadSettings=[{"name": "image", "value": "web"}])
    made["spec"]["workloadSettings"].append({"name": "handler", "value": "main"})
    made["metadata"]["annotations"] = {"oamc.dev/intents": intent}
    assert "OAM975" in compiled(made, application()).codes


def test_an_intent_is_one_row_of_the_table():
    """What `Catalog.extended` adds is held as the built-in ones are."""
    quiet = Demand(kinds=frozenset(("Deployment",)), path=(POD, "hostname"), type=TextType(choices=("q",)), value="q", rule="")
    own = Intent(
        names=("quiet",), summary="", kinds=frozenset(("Deployment",)), forms="", demands=lambda _bound, _subject: (quiet,)
    )
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": [intending("quiet"), application()]})
    source = SourceFile(path="in.json", label="in.json", text=text)
    compilation = Compilation((source,), Options(), Reports(), catalog=CATALOG.extended(intents=[own]))
    (found,) = compilation.checked
    body = found.filler.body(found.objects.objects[0])
    assert body["spec"]["template"]["spec"]["hostname"] == "q"
    assert [promise.name for promise in found.objects.promises] == ["quiet"]


# cannot-be-scaled


@pytest.mark.parametrize("kind", ["Server", "Worker", "SingletonServer", "SingletonWorker"])
def test_what_cannot_be_scaled_ends_a_pod_before_it_makes_the_next_one(kind):
    found = compiled(intending("cannot-be-scaled", kind), application())
    assert not found.codes
    spec = found.only("StatefulSet")["spec"]
    assert spec["serviceName"] == "shop-web"
    assert "strategy" not in spec
    assert spec.get("replicas", 1) == 1


@pytest.mark.parametrize(
    ("used", "codes"),
    [
        (trait("manual-scaler", replicaCount=0), []),
        (trait("manual-scaler", replicaCount=2), ["OAM970"]),
        (trait("auto-scaler", cpu=80, maximum=1), ["OAM970"]),
        (trait("upgrade", pdb={"maxUnavailable": 1}), ["OAM970"]),
        (trait("upgrade", type="RollingUpdate", minReadySeconds=1), []),
        (trait("upgrade", type="Recreate"), ["OAM970"]),
        (trait("upgrade", maxSurge=1), ["OAM980"]),
    ],
)
def test_what_a_trait_makes_counts(used, codes):
    assert compiled(intending("cannot-be-scaled"), application(used)).codes == codes


def test_a_trait_that_is_switched_off_can_not_be_switched_on():
    documents = (intending("cannot-be-scaled"), application(trait("auto-scaler", cpu=80)))
    off = ("shop-web.traits.auto-scaler.enabled=false",)
    objects, reports = checked(*documents, sets=off)
    assert not reports.found
    enabled = parameter(objects, "shop-web", "traits", "auto-scaler", "enabled")
    assert enabled.type.choices == (False,)
    assert checked(*documents)[1].has_errors()


def test_the_number_of_replicas_is_narrowed():
    objects, _ = checked(intending("cannot-be-scaled"), application())
    assert parameter(objects, "shop-web", "replicas").type == NumberType(whole=True, minimum=0, maximum=1)


def test_a_number_that_follows_a_variable_is_asked_for_when_it_is_installed():
    variables = [{"name": "count", "value": 1}]
    used = trait("manual-scaler", replicaCount="[fromVariable(count)]")
    documents = (intending("cannot-be-scaled"), application(used, variables=variables))
    objects, reports = checked(*documents)
    assert not reports.has_errors()
    (asked,) = (one for one in objects.requirements if "cannot-be-scaled" in one.message)
    assert asked.message == 'intent "cannot-be-scaled" of "shop-web": spec.replicas must be at most 1'
    _, reports = checked(*documents, sets=("variables.count=2",))
    (found,) = reports.found
    assert found.code.id == "OAM970"
    assert 'value "variables.count" of trait "manual-scaler" (given by --set, column 1)' in found.message


@pytest.mark.parametrize(
    ("policy", "written", "codes"),
    [(None, "Forbid", []), ("Replace", "Replace", []), ("Allow", None, ["OAM970"])],
)
def test_work_that_cannot_be_scaled_is_not_begun_twice(policy, written, codes):
    times = {"schedule": "@daily", **({"concurrencyPolicy": policy} if policy else {})}
    found = compiled(intending("cannot-be-scaled", "Task"), application(trait("schedule", **times)))
    assert found.codes == codes
    assert not codes or not found.objects
    if written:
        assert found.only("CronJob")["spec"]["concurrencyPolicy"] == written


@pytest.mark.parametrize(
    ("strategy", "codes"),
    [
        ({}, []),
        ({"strategy": {"type": "Recreate"}}, []),
        ({"strategy": {"type": "RollingUpdate"}}, ["OAM976"]),
        ({"strategy": {"rollingUpdate": {"maxSurge": 1}}}, ["OAM976"]),
        ({"replicas": 2}, ["OAM970"]),
    ],
)
def test_an_embedded_deployment_recreates_its_pod(strategy, codes):
    pods = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "web", "image": "web"}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pods, **strategy}
    found = compiled(*embedded("cannot-be-scaled", "apps/v1", "Deployment", spec))
    assert found.codes == codes
    if not strategy:
        assert found.only("Deployment")["spec"]["strategy"] == {"type": "Recreate"}


def test_a_daemon_runs_on_every_node():
    pods = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "web", "image": "web"}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pods}
    assert compiled(*embedded("cannot-be-scaled", "apps/v1", "DaemonSet", spec)).codes == ["OAM975"]


# batch-job


def test_a_batch_job_ends_and_is_cleared_away():
    found = compiled(intending("batch-job", "Task"), application())
    spec = found.only("Job")["spec"]
    assert (spec["backoffLimit"], spec["ttlSecondsAfterFinished"], spec["activeDeadlineSeconds"]) == (4, 604_800, 86_400)


def test_what_an_embedded_job_says_itself_stays_and_is_no_value():
    pods = {"spec": {"restartPolicy": "OnFailure", "containers": [{"name": "web", "image": "web"}]}}
    spec = {"template": pods, "ttlSecondsAfterFinished": 5, "backoffLimit": 0}
    documents = embedded("batch-job", "batch/v1", "Job", spec)
    found = compiled(*documents)
    made = found.only("Job")["spec"]
    assert (made["backoffLimit"], made["ttlSecondsAfterFinished"], made["activeDeadlineSeconds"]) == (0, 5, 86_400)
    objects, _ = checked(*documents)
    assert [one.path[-1] for one in objects.parameters if "intents" in one.path] == ["activeDeadlineSeconds"]


@pytest.mark.parametrize("value", ["null", "-1", "2147483648", "1.5", "a", "{}", "1e99"])
def test_a_bound_of_a_batch_job_is_a_number(value):
    text = f"shop-web.intents.batch-job.activeDeadlineSeconds={value}"
    assert compiled(intending("batch-job", "Task"), application(), sets=(text,)).objects == []


# highest-security


def test_every_container_is_secured_whoever_makes_it():
    extra = {"image": FIXED, "cpu": "50m", "memory": "32Mi"}
    traits = (trait("sidecar", name="one", **extra), trait("init-container", name="two", **extra))
    pod = compiled(intending("highest-security", image=FIXED), application(*traits)).pod()
    expected = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    every = [*pod["containers"], *pod["initContainers"]]
    assert len(every) == 3
    assert [one["securityContext"] for one in every] == [expected] * 3
    assert pod["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    assert pod["automountServiceAccountToken"] is False
    assert "hostUsers" not in pod


@pytest.mark.parametrize(
    ("properties", "codes"),
    [
        ({"allowPrivilegeEscalation": True}, ["OAM970"]),
        ({"readOnlyRootFilesystem": False}, ["OAM970"]),
        ({"runAsNonRoot": False}, ["OAM970"]),
        ({"runAsUser": 0}, ["OAM970"]),
        ({"runAsUser": 1}, []),
        ({"automountServiceAccountToken": True}, ["OAM970"]),
        ({"hostUsers": True}, ["OAM970"]),
        ({"seccompProfile": "Unconfined"}, ["OAM970"]),
        ({"seccompProfile": "Localhost", "localhostProfile": "a.json"}, []),
        ({"appArmorProfile": "Unconfined"}, ["OAM970"]),
        ({"appArmorProfile": "localhost/a"}, []),
        ({"capabilities": {"add": ["NET_ADMIN"]}}, ["OAM970"]),
        ({"capabilities": {"add": ["NET_BIND_SERVICE"]}}, []),
        ({"capabilities": {"drop": ["KILL"]}}, ["OAM970"]),
        ({"capabilities": {"drop": ["KILL", "ALL"]}}, []),
        ({"fsGroup": 0, "runAsGroup": 0}, []),
    ],
)
def test_a_weaker_policy_is_refused(properties, codes):
    used = trait("security-policy", **properties)
    assert compiled(intending("highest-security", image=FIXED), application(used)).codes == codes


@pytest.mark.parametrize(
    ("image", "codes"),
    [
        (FIXED, []),
        (f"example/web@{DIGEST}", []),
        (f"example/latest:1@{DIGEST}", []),
        ("example/web:1", ["OAM970"]),
        ("example/web", ["OAM970"]),
        (f"example/web:latest@{DIGEST}", ["OAM970"]),
        ("example/web@sha256:abc", ["OAM970"]),
    ],
)
def test_an_image_has_a_digest_and_is_not_the_latest(image, codes):
    assert compiled(intending("highest-security", image=image), application()).codes == codes


def test_an_image_may_get_its_digest_from_a_lock():
    lock = ImageLock(entries={"example/web:1": Entry(digest=DIGEST, span=None)})
    found = compiled(intending("highest-security"), application(), lock=lock)
    assert not found.codes
    assert found.containers()[0]["image"] == FIXED


def test_an_image_that_is_not_given_yet_is_asked_for_when_it_is_installed():
    made = intending("highest-security", image="example/web:[fromParam(tag)]")
    made["spec"]["parameters"] = [{"name": "tag", "type": "string", "required": True}]
    objects, reports = checked(made, application(), allow_unset=True)
    assert not reports.has_errors()
    assert any("must have a digest" in one.message for one in objects.requirements)


@pytest.mark.parametrize(
    ("version", "written"), [(("1.34",), None), (("1.36",), False), (("1.34", "1.37"), None), (("1.36", "1.37"), False)]
)
def test_pods_have_users_of_their_own_where_every_version_has_them(version, written):
    pod = compiled(intending("highest-security", image=FIXED), application(), kube_versions=version).pod()
    assert pod.get("hostUsers") is written


@pytest.mark.parametrize(
    ("used", "opened"),
    [
        ((), False),
        ((trait("ingress", hostname="a.example.com", servicePort=8080, path="/"),), True),
        ((trait("service", type="LoadBalancer"),), True),
        ((trait("service", type="NodePort"),), True),
        ((trait("service", type="ClusterIP"),), False),
        ((trait("service", sessionAffinity="ClientIP"),), False),
    ],
)
def test_traffic_comes_in_only_where_there_is_a_way(used, opened):
    found = compiled(intending("highest-security", image=FIXED), application(*used))
    spec = found.only("NetworkPolicy")["spec"]
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert spec["podSelector"] == {"matchLabels": {"oam.dev/instance-name": "shop-web"}}
    assert spec.get("ingress") == ([{"ports": [{"protocol": "TCP", "port": 8080}]}] if opened else None)


def test_the_type_of_a_service_that_is_a_value_decides_on_the_traffic():
    documents = (intending("highest-security", image=FIXED), application(trait("service", type="ClusterIP")))
    found = compiled(*documents, sets=("shop-web.traits.service.type=LoadBalancer",))
    assert not found.codes
    assert found.only("NetworkPolicy")["spec"]["ingress"]


def test_pods_without_the_label_of_the_instance_get_it():
    pods = {"spec": {"restartPolicy": "Never", "containers": [{"name": "web", "image": FIXED}]}}
    found = compiled(*embedded("highest-security", "batch/v1", "Job", {"template": pods}))
    assert not found.codes
    assert found.only("Job")["spec"]["template"]["metadata"]["labels"]["oam.dev/instance-name"] == "web"


@pytest.mark.parametrize(
    "pod",
    [
        {"hostNetwork": True},
        {"hostPID": True},
        {"volumes": [{"name": "a", "hostPath": {"path": "/"}}]},
        {"securityContext": {"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}},
        {"securityContext": {"seLinuxOptions": {"type": "spc_t"}}},
        {"securityContext": {"seLinuxOptions": {"user": "root"}}},
        {"initContainers": [{"name": "a", "image": "a:1"}]},
    ],
)
def test_an_embedded_pod_meets_the_level_restricted(pod):
    container_of = {"name": "web", "image": FIXED}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": pod}}
    pod["containers"] = [container_of]
    assert "OAM970" in compiled(*embedded("highest-security", "apps/v1", "Deployment", spec)).codes


@pytest.mark.parametrize(
    "fields",
    [
        {"securityContext": {"privileged": True}},
        {"securityContext": {"procMount": "Unmasked"}},
        {"securityContext": {"runAsUser": 0}},
        {"securityContext": {"seccompProfile": {"type": "Unconfined"}}},
        {"ports": [{"containerPort": 80, "hostPort": 80}]},
        {"livenessProbe": {"httpGet": {"port": 80, "host": "other"}}},
        {"lifecycle": {"preStop": {"tcpSocket": {"port": 80, "host": "other"}}}},
        {"resources": {"requests": {"memory": "1Mi"}, "limits": {"memory": "2Mi"}}},
    ],
)
def test_an_embedded_container_meets_the_level_restricted(fields):
    pods = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "web", "image": FIXED, **fields}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pods}
    assert "OAM970" in compiled(*embedded("highest-security", "apps/v1", "Deployment", spec)).codes


def test_the_limits_of_what_needs_security_do_not_hang_on_the_run():
    found = compiled(intending("highest-security", image=FIXED), application(), qos="off")
    assert found.containers()[0]["resources"]["limits"] == {"memory": "64Mi"}


# stateful


def stateful(*traits, kind="Server", volumes=(DATA,)):
    return intending("stateful", kind, resources={**RESOURCES, "volumes": list(volumes)}), application(*traits)


@pytest.mark.parametrize("kind", ["Server", "Worker", "SingletonServer", "SingletonWorker"])
def test_each_replica_claims_its_own_storage(kind):
    found = compiled(*stateful(trait("volume-mounter", volumeName="data", storageClass="fast"), kind=kind))
    assert not found.codes
    assert "PersistentVolumeClaim" not in found.kinds()
    spec = found.only("StatefulSet")["spec"]
    (claim,) = spec["volumeClaimTemplates"]
    assert claim["metadata"] == {"name": "data"}
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]
    assert "volumes" not in spec["template"]["spec"]
    assert "persistentVolumeClaimRetentionPolicy" not in spec


def test_several_replicas_may_have_a_volume_each():
    traits = (trait("volume-mounter", volumeName="data", storageClass="fast"), trait("manual-scaler", replicaCount=3))
    assert not compiled(*stateful(*traits)).codes
    without = component("Server", container(resources={**RESOURCES, "volumes": [DATA]}))
    assert "OAM970" not in compiled(without, application(*traits)).codes
    assert compiled(without, application(*traits)).codes


def test_a_claim_of_somebody_else_is_shared_by_all_replicas():
    found = compiled(*stateful(trait("auto-scaler", cpu=80)))
    assert "volumeClaimTemplates" not in json.dumps(found.objects)
    assert found.codes


def test_claims_go_with_the_workload_where_none_is_kept():
    two = ({**DATA}, {"name": "logs", "mountPath": "/logs", "disk": {"required": "1G"}})
    traits = tuple(trait("volume-mounter", volumeName=name, storageClass="fast") for name in ("data", "logs"))
    documents = stateful(*traits, volumes=two)
    one, both = (f"shop-web.traits.volume-mounter.{name}.keep=false" for name in ("data", "logs"))
    spec = compiled(*documents, sets=(one,)).only("StatefulSet")["spec"]
    assert "persistentVolumeClaimRetentionPolicy" not in spec
    spec = compiled(*documents, sets=(one, both)).only("StatefulSet")["spec"]
    assert spec["persistentVolumeClaimRetentionPolicy"] == {"whenDeleted": "Delete"}


def test_shared_and_ephemeral_volumes_stay_as_they_are():
    volumes = (
        {**DATA, "sharingPolicy": "Shared"},
        {"name": "cache", "mountPath": "/c", "disk": {"required": "1G", "ephemeral": True}},
    )
    found = compiled(*stateful(trait("volume-mounter", volumeName="data", storageClass="files"), volumes=volumes))
    assert not found.codes
    assert [one["name"] for one in found.pod()["volumes"]] == ["data", "cache"]
    assert found.only("PersistentVolumeClaim")


def test_a_budget_of_several_replicas_is_one_of_a_stateful_set_too():
    traits = (trait("manual-scaler", replicaCount=3), trait("upgrade", pdb={"minAvailable": 2}))
    assert not compiled(*stateful(*traits, volumes=())).codes


# latency-sensitive

CORES = {"cpu": {"required": 2}, "memory": {"required": "64Mi"}}


def test_what_is_sensitive_to_latency_is_guaranteed():
    extra = {"image": "example/a:1", "cpu": "1", "memory": "32Mi"}
    found = compiled(intending("latency-sensitive", resources=CORES), application(trait("sidecar", name="one", **extra)))
    assert not found.codes
    assert [one["resources"]["limits"] == one["resources"]["requests"] for one in found.containers()] == [True, True]


@pytest.mark.parametrize(
    ("cpu", "codes"),
    [(1, []), ("3", []), ("2000m", []), (0.5, ["OAM970"]), ("1500m", ["OAM970"]), (2.5, ["OAM970"])],
)
def test_a_cpu_is_a_number_of_whole_cores(cpu, codes):
    resources = {**CORES, "cpu": {"required": cpu}}
    assert compiled(intending("latency-sensitive", resources=resources), application()).codes == codes


@pytest.mark.parametrize(("given", "fits"), [("4", True), ("4000m", True), ("1500m", False), ("0.5", False), ("1k", False)])
def test_an_override_of_the_cpu_is_a_number_of_whole_cores(given, fits):
    text = f"shop-web.containers.web.resources.cpu={given}"
    found = compiled(intending("latency-sensitive", resources=CORES), application(), sets=(text,))
    assert bool(found.objects) == fits


@pytest.mark.parametrize("qos", ["off", "warn", "enforce"])
def test_amounts_that_nobody_states_guarantee_nothing(qos):
    found = compiled(intending("latency-sensitive", resources={}), application(), qos=qos)
    assert found.codes.count("OAM970") == 2
    assert not found.objects


def test_a_request_beside_another_limit_is_no_guarantee():
    resources = {"requests": {"cpu": "1", "memory": "1Mi"}, "limits": {"cpu": "2", "memory": "1Mi"}}
    pods = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "a", "image": "a", "resources": resources}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pods}
    (message,) = compiled(*embedded("latency-sensitive", "apps/v1", "Deployment", spec)).messages
    assert message.endswith("containers[a].resources must have a limit of cpu that is the request")


# Demands


def test_a_path_begins_with_the_object_its_template_or_its_pods():
    template = Demand(kinds=frozenset(), path=(TEMPLATE, "metadata"), rule="")
    pod = Demand(kinds=frozenset(), path=(POD, "containers", EACH), rule="")
    whole = Demand(kinds=frozenset(), path=(), rule="")
    assert steps_of(template, "Job") == ("spec", "template", "metadata")
    assert steps_of(template, "Pod") == ("metadata",)
    assert steps_of(pod, "CronJob") == ("spec", "jobTemplate", "spec", "template", "spec", "containers", EACH)
    assert steps_of(whole, "Pod") == ()


# Values in objects that a component embeds

POD_PATH = "spec.template.spec.containers[0]."


def embedded_pod(**fields):
    return {"containers": [{"name": "web", "image": FIXED, **fields}]}


@pytest.mark.parametrize(
    ("intent", "fields", "path", "good", "bad"),
    [
        (
            "highest-security",
            {"securityContext": {"capabilities": {"drop": ["ALL", "KILL"]}}},
            "securityContext.capabilities.drop[0]",
            None,
            "KILL",
        ),
        (
            "highest-security",
            {"resources": {"requests": {"memory": "1Mi"}, "limits": {"memory": "1Mi"}}},
            "resources.limits.memory",
            None,
            "2Mi",
        ),
        ("highest-security", {"securityContext": {"runAsUser": 7}}, "securityContext.runAsUser", "8", "0"),
        ("highest-security", {"securityContext": {"privileged": False}}, "securityContext.privileged", None, "true"),
        (
            "highest-security",
            {"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}},
            "securityContext.seccompProfile.type",
            None,
            "Unconfined",
        ),
        (
            "latency-sensitive",
            {"resources": {"requests": {"cpu": "1", "memory": "1Mi"}, "limits": {"cpu": "1", "memory": "1Mi"}}},
            "resources.requests.cpu",
            None,
            "500m",
        ),
    ],
)
def test_a_parameter_of_an_embedded_object_cannot_break_an_intent(intent, fields, path, good, bad):
    documents = parameterized(intent, embedded_pod(**fields), {"chosen": POD_PATH + path})
    objects, reports = checked(*documents)
    assert not reports.has_errors(), reports.found
    chosen = parameter(objects, "web", "parameters", "chosen")
    assert chosen.value not in {None, bad}
    set_bad = f"web.parameters.chosen={bad}"
    assert "OAM970" in compiled(*documents, sets=(set_bad,)).codes
    charts, errors = charts_of(documents)
    assert not errors
    assert shared_engine().render(charts["shop"], {}).documents
    value = {"true": True, "0": 0}.get(bad, bad)
    assert shared_engine().render(charts["shop"], {"web": {"parameters": {"chosen": value}}}).refusal
    if good:
        assert shared_engine().render(charts["shop"], {"web": {"parameters": {"chosen": int(good)}}}).documents


def charts_of(documents):
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(documents)})
    return charted(text, Options())


def test_replicas_of_an_embedded_deployment_are_narrowed():
    made, configuration = parameterized("cannot-be-scaled", embedded_pod(), {"count": "spec.replicas"})
    made["spec"]["workload"]["spec"]["replicas"] = 1
    objects, reports = checked(made, configuration)
    assert not reports.has_errors()
    assert parameter(objects, "web", "parameters", "count").type == NumberType(whole=True, minimum=0, maximum=1)


# Parts with conditions, and values of all kinds, by themselves

HERE = Span(SourceFile(path="a.yaml", label="a.yaml", text=""), 1, 1, 1, 2)
A, B = ("web", "a"), ("web", "b")
SWITCH = Parameter(
    path=A, type=BooleanType(), description="", history=(Given(source="built-in default", value=False, span=None),)
)
ON = replace(SWITCH, history=(Given(source="built-in default", value=True, span=None),))
WORD = TextType(choices=("x", "y"))
TEXT = Parameter(path=B, type=TextType(), description="", history=(Given(source="application", value="x", span=HERE),))
X = Demand(kinds=frozenset(("Thing",)), path=("spec", "a"), type=TextType(choices=("x",)), rule="must be x")
GONE = Demand(kinds=frozenset(("Thing",)), path=("spec", "a"), rule="must not be there")


def held(demand, tree, *parameters):
    """Hold `spec` of an object to a demand; return what comes out, and the codes."""
    owner = Owner(kind="instance", name="web")
    body = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "web"}, "spec": tree}
    item = KubeObject(api_version="v1", kind="Thing", name="web", owner=owner, body=body, span=HERE, rule="trait own")
    promise = Promise(kind=INTENT, name="own", instance="web", span=HERE, demands=(demand,))
    objects = ObjectSet(
        application=Located(value="shop", span=HERE),
        annotations={},
        objects=(item,),
        parameters=parameters,
        requirements=(),
        fixed=(),
        promises=(promise,),
    )
    reports = Reports()
    result = hold_intents(objects, filler_of(parameters, defaults(parameters)), reports)
    return result, [found.code.id for found in reports.found]


@pytest.mark.parametrize(
    ("tree", "switch", "choices"),
    [
        ({"b": 1, "a": When(condition=IsTrue(path=A), then="z")}, SWITCH, (False,)),
        ({"b": 1, "a": When(condition=IsTrue(path=A), then="x", otherwise="z")}, ON, (True,)),
    ],
)
def test_a_switch_is_held_where_the_other_state_breaks_the_intent(tree, switch, choices):
    for demand in (X,) if switch is ON else (X, GONE):
        result, codes = held(demand, tree, switch)
        assert not codes
        assert result.parameters[0].type.choices == choices
        assert not result.requirements


def test_two_conditions_are_asked_together():
    both = AllOf(conditions=(IsTrue(path=A), IsSet(path=B)))
    inner = When(condition=IsTrue(path=A), then=When(condition=IsSet(path=B), then="z"))
    for tree in (inner, When(condition=both, then="z")):
        result, codes = held(X, {"b": 1, "a": tree}, SWITCH, TEXT)
        assert not codes
        assert result.parameters == (SWITCH, TEXT)
        (asked,) = result.requirements
        filler = filler_of((SWITCH, TEXT), {"web": {"a": True, "b": "x"}})
        assert not filler.holds(asked.condition)
        assert asked.message == 'intent "own" of "web": spec.a must be x'


def test_a_value_that_must_be_there_cannot_be_taken_away():
    needed = replace(X, is_required=True)
    hole = Hole(path=B, type=TextType())
    optional = replace(TEXT, optional=True)
    result, codes = held(needed, {"b": 1, "a": When(condition=IsSet(path=B), then=hole)}, optional)
    assert not codes
    assert not result.parameters[0].optional
    assert result.parameters[0].type == X.type
    follows = replace(optional, built="x")
    result, codes = held(needed, {"b": 1, "a": When(condition=IsSet(path=B), then=hole)}, follows)
    assert not codes
    assert len(result.requirements) == 1


@pytest.mark.parametrize(
    ("wanted", "value_type", "value", "bad"),
    [
        (NumberType(whole=True, minimum=1), UnionType(options=(NumberType(), TextType())), 5, 6),
        (NumberType(whole=True, minimum=1, maximum=3), NumberType(), 2, 4),
        (ChoiceType(choices=(True,)), BooleanType(), True, False),
        (TextType(choices=("x",)), TextType(), "x", "y"),
        (ListType(item=WORD), AnyListType(), ["x"], ["z"]),
        (ListType(item=WORD), ObjectType(), {"x": 1}, None),
    ],
)
def test_a_value_that_follows_another_one_is_asked_for(wanted, value_type, value, bad):
    demand = replace(X, type=wanted)
    history = (Given(source="application", value=value, span=HERE),)
    source = Parameter(path=A, type=value_type, description="", history=history)
    built = Parameter(path=B, type=value_type, description="", history=history, built=Hole(path=A, type=value_type))
    result, codes = held(demand, {"b": 1, "a": Hole(path=B, type=value_type)}, source, built)
    if bad is None:
        assert codes == ["OAM970"]
        return
    assert not codes
    (asked,) = result.requirements
    assert filler_of((source, built), {"web": {"a": value}}).holds(asked.condition)
    assert not filler_of((source, built), {"web": {"a": bad}}).holds(asked.condition)


def test_what_is_made_of_values_is_asked_for():
    made = Text(parts=("x", Hole(path=B, type=TextType())))
    wanted = replace(X, type=TextType(pattern="x[a-z]", rule="must be a word"))
    result, codes = held(wanted, {"b": 1, "a": made}, TEXT)
    assert not codes
    (asked,) = result.requirements
    assert not filler_of((TEXT,), {"web": {"b": "1"}}).holds(asked.condition)
    amount = Times(hole=Hole(path=B, type=QuantityType(unit="cpu")), hundredths=100)
    cores = replace(TEXT, type=QuantityType(unit="cpu"), history=(Given(source="application", value="2", span=HERE),))
    result, codes = held(replace(X, type=TextType(pattern="[0-9]", rule="must be a digit")), {"b": 1, "a": amount}, cores)
    assert not codes
    (asked,) = result.requirements
    assert not filler_of((cores,), {"web": {"b": "3"}}).holds(asked.condition)


def test_a_part_that_is_filled_is_there_in_every_case():
    demand = Demand(kinds=frozenset(("Thing",)), path=("spec", "list", EACH, "a"), value="x", rule="", type=X.type)
    shown = When(condition=IsTrue(path=A), then={"name": "one"}, otherwise={"name": "two"})
    hidden = When(condition=IsTrue(path=A), then={"name": "three"})
    owner = Owner(kind="instance", name="web")
    body = {"apiVersion": "v1", "kind": "Thing", "metadata": {}, "spec": {"list": [shown, hidden, {"name": "four", "a": "y"}]}}
    item = KubeObject(api_version="v1", kind="Thing", name="web", owner=owner, body=body, span=HERE, rule="r")
    filled = with_demand(item, demand, HERE, "intent own")
    off, on = (filler_of((), {"web": {"a": value}}).body(filled)["spec"]["list"] for value in (False, True))
    assert off == [{"name": "two", "a": "x"}, {"name": "four", "a": "y"}]
    assert on == [{"name": "one", "a": "x"}, {"name": "three", "a": "x"}, {"name": "four", "a": "y"}]
    found = [(part.path, part.tree) for part in found_by(demand, filled)]
    assert ("spec.list[two].a", "x") not in found
    assert len(found) == 4
    assert with_demand(replace(item, body={**body, "spec": {}}), demand, HERE, "r").body["spec"] == {}
