"""`oamc requires`: what the cluster must have, for documents, for manifests and in the annotation of a chart."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from oamc.kubernetes.cluster_needs import GROUPS, METRICS, NEEDS, needed_by
from oamc.objects.cluster_requirements import ANNOTATION, Source, requirements
from oamc.resources import read_text
from tests.support import yaml_files
from tests.support.command_line import oamc as run_oamc
from tests.support.surroundings import silence

SHAPE = Draft202012Validator(json.loads(read_text("schemas", "results", "requires.v1.schema.json")))
DOCUMENTS = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  containers:
    - name: web
      image: example/web:1
      ports: [{name: http, containerPort: 8080}]
      resources:
        cpu: {required: 0.1}
        memory: {required: 64Mi}
        volumes: [{name: data, mountPath: /data, sharingPolicy: Shared, disk: {required: 1G}}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
    - componentName: web
      instanceName: web
      traits:
        - name: ingress
          properties: {hostname: shop.example.com, servicePort: 8080, className: inner}
        - name: auto-scaler
          properties: {maximum: 3}
        - name: volume-mounter
          properties: {volumeName: data, storageClass: fast}
        - name: placement
          properties: {priorityClassName: high}
"""
PLAIN = DOCUMENTS.partition("      traits:")[0].replace(
    "volumes: [{name: data, mountPath: /data, sharingPolicy: Shared, disk: {required: 1G}}]", "{}"
)
PLAIN = "\n".join(line for line in PLAIN.splitlines() if line.strip() != "{}") + "\n"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Run in an empty directory, and return a function that writes a file there."""
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    return lambda name, text: (tmp_path / name).write_text(text, encoding="utf-8")


@pytest.fixture
def oamc(capsys, write):  # noqa: ARG001 - it is called in the directory
    """Return a function that runs a command."""

    def call(*arguments):
        status, out, err = run_oamc(capsys, *arguments)
        return SimpleNamespace(status=status, out=out, err=err)

    return call


@pytest.fixture
def asked(oamc, write):
    """Return a function that asks what a text needs, as JSON that its schema allows."""

    def ask(text, *arguments, name="app.yaml"):
        write(name, text)
        outcome = oamc("requires", name, "--format", "json", *arguments)
        assert outcome.status == 0, outcome.err
        body = json.loads(outcome.out)
        SHAPE.validate(body)
        return body

    return ask


def names(entries):
    return [entry.get("name") for entry in entries]


def test_documents_tell_programs_and_classes_with_the_objects_that_need_them(asked):
    body = asked(DOCUMENTS)
    assert body["kinds"] == []
    assert names(body["programs"]) == ["metrics-server", "ingress-controller", "storage"]
    assert [(one["kind"], one["name"]) for one in body["objects"]] == [
        ("IngressClass", "inner"),
        ("PriorityClass", "high"),
        ("StorageClass", "fast"),
    ]
    assert body["programs"][1]["uses"] == [
        {"application": "shop", "kind": "Ingress", "name": "web-trait-ingress", "present": True}
    ]


def test_what_the_values_in_force_leave_out_counts_and_is_marked(asked, oamc):
    body = asked(DOCUMENTS, "--set", "web.traits.ingress.enabled=false", "--set", "web.traits.ingress.className=other")
    (ingress,) = [one for one in body["programs"] if one["name"] == "ingress-controller"]
    assert [use["present"] for use in ingress["uses"]] == [False]
    assert {"IngressClass other"} <= {f"{one['kind']} {one['name']}" for one in body["objects"]}
    text = oamc("requires", "app.yaml", "--set", "web.traits.ingress.enabled=false").out
    assert "for Ingress web-trait-ingress of shop, where it is enabled" in text


def test_manifests_are_read_as_they_are_and_need_the_same(asked, oamc):
    documents = asked(DOCUMENTS)
    oamc("build", "app.yaml", "--format", "manifests", "-o", "deploy")
    outcome = oamc("requires", "deploy", "--format", "json")
    assert outcome.status == 0, outcome.err
    manifests = json.loads(outcome.out)
    SHAPE.validate(manifests)
    for body in (documents, manifests):
        for entry in (*body["programs"], *body["objects"]):
            for use in entry["uses"]:
                use.pop("application", None)
    assert manifests == documents


def test_a_kind_that_kubernetes_lacks_is_told_with_who_installs_it_unless_its_definition_is_there(asked):
    rollout = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n"
    other = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: one}\n"
    body = asked(f"{rollout}---\n{other}", name="objects.yaml")
    assert [(one["group"], one["version"], one["kind"], one.get("need")) for one in body["kinds"]] == [
        ("argoproj.io", "v1alpha1", "Rollout", "argo-rollouts"),
        ("example.com", "v1", "Thing", None),
    ]
    definition = (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\n"
        "spec: {group: example.com, names: {kind: Thing}}\n"
    )
    assert [one["kind"] for one in asked(f"{other}---\n{definition}", name="objects.yaml")["kinds"]] == []


def test_plain_workloads_need_nothing(asked, oamc):
    body = asked(PLAIN)
    assert (body["kinds"], body["programs"], body["objects"]) == ([], [], [])
    assert oamc("requires", "app.yaml").out == "nothing beyond Kubernetes\n"
    oamc("build", "app.yaml")
    assert ANNOTATION not in chart_annotations("shop")


def chart_annotations(name):
    """Return the annotations of a chart that was built here."""
    return yaml_files.load(Path("charts", name, "Chart.yaml").read_text(encoding="utf-8"))["annotations"]


def test_a_chart_says_what_the_cluster_must_have_and_no_class(oamc, write):
    write("app.yaml", DOCUMENTS)
    assert oamc("build", "app.yaml").status == 0
    lines = chart_annotations("shop")[ANNOTATION].splitlines()
    assert [line.partition(":")[0] for line in lines] == ["metrics-server", "ingress-controller", "storage"]
    assert "inner" not in "".join(lines)
    oamc("build", "app.yaml", "--force", "--set", "web.traits.ingress.enabled=false")
    assert "act on Ingresses (where it is enabled)" in chart_annotations("shop")[ANNOTATION].replace("acts", "act")


def test_a_value_that_nobody_has_given_leaves_the_annotation_readable(oamc, write):
    open_class = DOCUMENTS.replace(
        "  workloadType:", "  parameters: [{name: image, type: string, required: true}]\n  workloadType:"
    ).replace("image: example/web:1", "image: '[fromParam(image)]'")
    write("app.yaml", open_class)
    outcome = oamc("build", "app.yaml", "--allow-unset")
    assert outcome.status == 0, outcome.err
    assert "metrics-server" in chart_annotations("shop")[ANNOTATION]


def test_a_chart_of_somebody_else_is_told_as_unknown(oamc, write):
    write(
        "app.yaml",
        "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: shop}\nspec:\n  components:\n"
        "    - name: queue\n      type: helm\n      properties: {repoType: helm, url: 'https://charts.example.com', "
        "chart: queue, version: 1.2.3}\n",
    )
    outcome = oamc("requires", "app.yaml", "--charts-as", "flux")
    assert outcome.status == 0
    assert "OAM641" in outcome.err
    assert "source.toolkit.fluxcd.io/v1 HelmRepository: Flux" in outcome.out


def test_errors_of_documents_print_nothing_and_fail(oamc, write):
    write("app.yaml", DOCUMENTS.replace("servicePort: 8080", "servicePort: 1"))
    outcome = oamc("requires", "app.yaml")
    assert (outcome.status, outcome.out) == (1, "")


def needs(body):
    """Return what an object needs, as words."""
    return [needed.need or f"{needed.kind} {needed.name}" for needed in needed_by(body)]


def pod(spec, annotations=None):
    return {"metadata": {"annotations": annotations or {}}, "spec": spec}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"apiVersion": "v1", "kind": "Service", "spec": {"type": "LoadBalancer"}}, ["load-balancer"]),
        ({"apiVersion": "v1", "kind": "Service", "spec": {"type": "NodePort"}}, []),
        ({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy"}, ["network-policy"]),
        ({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": {}}, ["metrics-server"]),
        (
            {
                "apiVersion": "autoscaling/v2",
                "kind": "HorizontalPodAutoscaler",
                "spec": {"metrics": [{"type": kind} for kind in (*METRICS, "Other")]},
            },
            list(METRICS.values()),
        ),
        (
            {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet",
                "spec": {"volumeClaimTemplates": [{"spec": {"storageClassName": "fast"}}]},
            },
            ["storage", "StorageClass fast"],
        ),
        (
            {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": pod({}, {"dapr.io/enabled": "true"})}},
            ["dapr"],
        ),
        (
            {
                "apiVersion": "batch/v1",
                "kind": "CronJob",
                "spec": {
                    "jobTemplate": {
                        "spec": {"template": pod({"runtimeClassName": "safe"}, {"kubernetes.io/egress-bandwidth": "1M"})}
                    }
                },
            },
            ["bandwidth", "RuntimeClass safe"],
        ),
        (
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {
                    "annotations": {"k8s.aliyun.com/ingress-bandwidth": "1000B", "ovn.kubernetes.io/egress_rate": "1"}
                },
            },
            ["terway", "kube-ovn"],
        ),
        ({"apiVersion": "v1", "kind": "Pod", "spec": {"priorityClassName": "system-node-critical"}}, []),
        ({"apiVersion": "v1", "kind": "Pod", "spec": {"priorityClassName": "high"}}, ["PriorityClass high"]),
        ({"apiVersion": "v1", "kind": "Pod", "spec": [], "metadata": 3}, []),
        ({"kind": "Deployment", "apiVersion": "apps/v1", "spec": {"template": "x"}}, []),
        ({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": {"metrics": "x"}}, ["metrics-server"]),
        ({}, []),
    ],
)
def test_what_an_object_needs_follows_from_its_fields(body, wanted):
    assert needs(body) == wanted


def test_the_order_of_objects_decides_nothing_and_each_is_named_once():
    bodies = [
        {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": {"name": name}} for name in ("b", "a", "a")
    ]
    found = requirements(Source(body=body) for body in bodies)
    assert found == requirements(Source(body=body) for body in reversed(bodies))
    assert [user.order[3] for user in found.kinds[0].users] == ["a", "b"]


def test_every_group_and_metric_has_its_need():
    assert {*GROUPS.values(), *METRICS.values()} <= set(NEEDS)


@pytest.mark.parametrize(
    ("use", "wanted"),
    [
        ('{name: annotations, properties: {pods: {kubernetes.io/egress-bandwidth: "1M"}}}', "bandwidth"),
        ('{name: annotations, properties: {pods: {kubernetes.io/ingress-bandwidth: "1M"}}}', "bandwidth"),
        ("{name: bandwidth-control, properties: {egress: 1Mbit}}", "bandwidth"),
        ("{name: bandwidth-control, properties: {egress: 1Mbit, cni: terway-legacy}}", "terway"),
        ("{name: bandwidth-control, properties: {egress: 1Mbit, cni: kube-ovn}}", "kube-ovn"),
        ("{name: dynamic-qos, properties: {priority: guaranteed, cni: terway}}", "terway"),
        ("{name: dynamic-qos, properties: {domain: compute, engine: koordinator, qosClass: LS}}", "koordinator"),
        ("{name: traffic-mirror, properties: {provider: cni, cni: kube-ovn}}", "kube-ovn"),
        ('{name: annotations, properties: {pods: {dapr.io/enabled: "true"}}}', "dapr"),
        ("{name: service, properties: {type: LoadBalancer}}", "load-balancer"),
    ],
)
def test_a_chart_of_kinds_that_need_nothing_is_looked_into_where_a_mark_says_so(oamc, write, use, wanted):
    write("app.yaml", PLAIN.rstrip("\n") + f"\n      traits: [{use}]\n")
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 0, outcome.err
    assert [line.partition(":")[0] for line in chart_annotations("shop")[ANNOTATION].splitlines()] == [wanted]


def test_claims_of_a_stateful_set_are_needs_of_its_chart(oamc, write):
    claim = "{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}"
    pods = "{metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: 'example/db:1'}]}}"
    spec = f"{{serviceName: db, selector: {{matchLabels: {{app: db}}}}, template: {pods}, volumeClaimTemplates: [{claim}]}}"
    write(
        "app.yaml",
        "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: shop}\nspec:\n  components:\n"
        "    - name: db\n      type: k8s-objects\n      properties:\n        objects:\n"
        f"          - {{apiVersion: apps/v1, kind: StatefulSet, metadata: {{name: db}}, spec: {spec}}}\n",
    )
    outcome = oamc("build", "app.yaml")
    assert outcome.status == 0, outcome.err
    assert chart_annotations("shop")[ANNOTATION].startswith("storage:")
