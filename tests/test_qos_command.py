"""`oamc qos` and the table `[qos]` of the project file, on the command line: forms, sides, statuses, and what they refuse."""

import json

import pytest
from jsonschema import Draft202012Validator

from oamc.resources import read_text
from tests.strategies.packaged import install_package
from tests.support import yaml_files
from tests.support.command_line import oamc
from tests.support.documents import application, component, container
from tests.support.surroundings import silence

SHAPE = Draft202012Validator(json.loads(read_text("schemas", "results", "qos.v1.schema.json")))
SHOP = """\
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: web
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  containers:
    - name: main
      image: example/web:1
      resources:
        cpu: {required: 500m}
        memory: {required: 256Mi}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: shop
spec:
  components:
    - componentName: web
      instanceName: front
    - componentName: web
      instanceName: back
"""
BOUNDS = """\
apiVersion: v1
kind: LimitRange
metadata: {name: bounds, namespace: team}
spec:
  limits:
    - {type: Container, default: {cpu: "1"}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: team, namespace: team}
spec:
  hard: {limits.memory: 256Mi}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: other, namespace: team}
spec:
  template: {spec: {containers: [{name: a}]}}
"""
OPEN = """\
apiVersion: core.oam.dev/v1alpha2
kind: Component
metadata: {name: web}
spec:
  workload:
    apiVersion: core.oam.dev/v1alpha2
    kind: ContainerizedWorkload
    spec:
      containers:
        - {name: main, image: "example/web:1", resources: {cpu: {required: 500m}, memory: {required: 1Gi}}}
  parameters:
    - name: memory
      required: true
      fieldPaths: ["spec.containers[0].resources.memory.required"]
---
apiVersion: core.oam.dev/v1alpha2
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
    - componentName: web
"""


DESCRIBED = """\
apiVersion: oamc.dev/v1alpha1
kind: WorkloadTemplate
metadata: {name: rack}
spec:
  type: example.com/v1.Rack
  pods: spec.members.podSpec
  template: |
    workload:
      apiVersion: example.com/v1
      kind: Rack
      spec:
        members:
          podSpec: {{ context.pod.spec }}
---
apiVersion: oamc.dev/v1alpha1
kind: WorkloadTemplate
metadata: {name: plain}
spec:
  type: example.com/v1.Plain
  pods: spec.template.spec
  template: |
    workload:
      apiVersion: apps/v1
      kind: Deployment
      spec:
        selector: {matchLabels: {{ context.selector }}}
        template: {{ context.pod }}
---
apiVersion: oamc.dev/v1alpha1
kind: WorkloadTemplate
metadata: {name: store}
spec:
  type: example.com/v1.Store
  template: |
    workload: {apiVersion: example.com/v1, kind: Store, spec: {a: b}}
"""


def described(*kinds):
    """Return an application with an instance of each of these types that documents describe, named after it."""
    resources = {"cpu": {"required": "500m"}, "memory": {"required": "256Mi"}}
    containers = {"containers": [{"name": "main", "image": "example/web:1", "resources": resources}]}
    components = [
        component(f"example.com/v1.{kind}", name=kind.lower(), **(containers if kind != "Store" else {})) for kind in kinds
    ]
    whole = application()
    whole["spec"]["components"] = [{"componentName": kind.lower(), "instanceName": kind.lower()} for kind in kinds]
    return "---\n".join([DESCRIBED, *(json.dumps(one) + "\n" for one in (*components, whole))])


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty directory with an application in it."""
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(SHOP)
    (tmp_path / "bounds.yaml").write_text(BOUNDS)
    return tmp_path


def said(capsys, *arguments):
    """Return the JSON of one run that is fine."""
    status, out, err = oamc(capsys, "qos", *arguments, "--format", "json")
    assert status == 0, err
    found = json.loads(out)
    SHAPE.validate(found)
    return found


def classes(found):
    """Return the class of each instance."""
    return {one["instance"]: one["class"] for one in found["workloads"]}


def limits(capsys, *arguments):
    """Return the limits of the containers in manifests, by instance."""
    status, out, err = oamc(capsys, "build", "shop.yaml", "--format", "manifests", *arguments)
    assert status == 0, err
    pods = [one["spec"]["template"]["spec"] for one in yaml_files.load_all(out) if one["kind"] == "Deployment"]
    names = [one["metadata"]["name"] for one in yaml_files.load_all(out) if one["kind"] == "Deployment"]
    return {name: pod["containers"][0].get("resources", {}).get("limits") for name, pod in zip(names, pods, strict=True)}


def test_a_report_tells_of_each_instance(capsys):
    status, out, _ = oamc(capsys, "qos", "shop.yaml", "--qos-node", "large=64Gi")
    assert status == 0
    assert out.startswith(
        "Deployment/front in shop: Burstable (memory-guaranteed)\n"
        "  memory: cannot exceed its request, eviction rank 2\n"
        "  disk: may exceed its request without a bound, eviction rank 2\n"
        "  app main: requests cpu=500m memory=256Mi, limits memory=256Mi, oom_score_adj 997 on large\n"
    )
    assert "Ranks are what the documents say alone" in out
    found = said(capsys, "shop.yaml", "--qos-node", "large=64Gi")
    assert classes(found) == {"front": "Burstable", "back": "Burstable"}
    assert all(one["memoryGuaranteed"] for one in found["workloads"])


def test_each_class_can_be_reached(capsys, here):
    assert classes(said(capsys, "shop.yaml", "--cpu-limit", "equal")) == {"front": "Guaranteed", "back": "Guaranteed"}
    assert classes(said(capsys, "shop.yaml", "--cpu-limit", "front=equal")) == {"front": "Guaranteed", "back": "Burstable"}
    text = SHOP.replace("      resources:\n        cpu: {required: 500m}\n        memory: {required: 256Mi}\n", "")
    (here / "bare.yaml").write_text(text)
    path = "bare.yaml"
    assert classes(said(capsys, path, "--qos", "off")) == {"front": "BestEffort", "back": "BestEffort"}
    assert classes(said(capsys, path)) == {"front": "Burstable", "back": "Burstable"}


def test_the_limit_of_a_cpu_follows_its_request(capsys):
    assert limits(capsys, "--cpu-limit", "1.5", "--cpu-limit", "back=none") == {
        "front": {"cpu": "750m", "memory": "256Mi"},
        "back": {"memory": "256Mi"},
    }
    override = ("--set", "front.containers.main.resources.cpu=2")
    assert limits(capsys, "--cpu-limit", "front=1.5", *override)["front"] == {"cpu": "3", "memory": "256Mi"}
    assert limits(capsys, "--cpu-limit", "equal", "--qos", "off", *override) == {"front": {"cpu": "2"}, "back": {"cpu": "500m"}}


def test_an_amount_that_nobody_wrote_is_no_limit(capsys, here):
    (here / "shop.yaml").write_text(SHOP.replace("        cpu: {required: 500m}\n", ""))
    assert limits(capsys, "--cpu-limit", "equal") == {"front": {"memory": "256Mi"}, "back": {"memory": "256Mi"}}


def test_a_required_class_is_an_error_of_a_build_and_a_finding_of_a_report(capsys):
    status, out, err = oamc(capsys, "build", "shop.yaml", "-o", "out", "--require-class", "front=Guaranteed")
    assert (status, out) == (1, "")
    assert "error[OAM957]" in err
    assert "shop.yaml:11:25" in err
    assert oamc(capsys, "check", "shop.yaml", "--require-class", "Guaranteed", "--cpu-limit", "equal")[0] == 0
    status, out, _ = oamc(capsys, "qos", "shop.yaml", "--require-class", "front=Guaranteed")
    assert status == 0
    assert out.count("  deny QOS007: main cpu: the class is Burstable, and must be Guaranteed\n") == 1


def test_the_bounds_of_a_cluster_count(capsys):
    found = said(capsys, "shop.yaml", "--with", "bounds.yaml")
    assert [one["class"] for one in found["workloads"]] == ["Burstable", "Burstable"]
    assert [one["containers"][0]["limits"] for one in found["workloads"]] == [{"memory": "256Mi", "cpu": "1"}] * 2
    assert [(one["name"], one["resource"]) for one in found["quotas"]] == [("team", "limits.memory")]
    assert oamc(capsys, "qos", "shop.yaml", "--with", "bounds.yaml", "--fail-on", "warn")[0] == 3
    assert oamc(capsys, "qos", "shop.yaml", "--with", "missing.yaml")[0] == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 0),
        (("--fail-on", "warn"), 0),
        (("--qos", "off", "--fail-on", "warn"), 3),
        (("--qos", "off", "--fail-on", "deny"), 0),
        (("--qos", "off", "--qos-rule", "QOS002=deny", "--fail-on", "deny"), 3),
        (("--qos", "off", "--qos-rule", "QOS002=off", "--fail-on", "warn"), 0),
        (("--require-class", "Guaranteed", "--fail-on", "deny"), 3),
    ],
)
def test_the_status_says_whether_a_rule_is_broken(capsys, arguments, status):
    assert oamc(capsys, "qos", "shop.yaml", *arguments)[0] == status


def test_a_build_tells_only_of_rules_that_are_switched_on(capsys):
    off = ("check", "shop.yaml", "--qos", "off")
    assert "OAM95" not in oamc(capsys, *off)[2]
    status, _, err = oamc(capsys, *off, "--qos-rule", "QOS002=warn")
    assert (status, err.count("warning[OAM952]")) == (0, 2)
    status, _, err = oamc(capsys, *off, "--qos-rule", "QOS002=deny")
    assert (status, err.count("error[OAM952]")) == (1, 2)


def test_two_sides_are_compared(capsys, here):
    assert oamc(capsys, "build", "shop.yaml", "--format", "manifests", "-o", "old.yaml")[0] == 0
    status, out, _ = oamc(capsys, "qos", "--diff", "old.yaml", "shop.yaml", "--cpu-limit", "front=equal")
    assert (status, out) == (0, "Deployment/front: Burstable -> Guaranteed: every pod is replaced\n")
    assert oamc(capsys, "qos", "--diff", "old.yaml", "shop.yaml", "--cpu-limit", "equal", "--fail-on", "warn")[0] == 3
    assert oamc(capsys, "qos", "--diff", "shop.yaml", "old.yaml", "--fail-on", "warn") == (0, "no class changes\n", "")
    found = said(capsys, "--diff", "old.yaml", "shop.yaml", "--qos", "off")
    assert [(one["instance"], one["old"], one["replacesPods"]) for one in found["changes"]] == [
        ("back", "Burstable", False),
        ("front", "Burstable", False),
    ]
    assert oamc(capsys, "qos", "--diff", "old.yaml", "missing.yaml")[0] == 1
    (here / "shop.yaml").write_text(SHOP.replace("metadata:\n  name: shop", "metadata:\n  nam: shop"))
    assert oamc(capsys, "qos", "--diff", "old.yaml", "shop.yaml")[:2] == (1, "")


@pytest.mark.parametrize("paths", [("shop.yaml",), ("a", "b", "c"), ("-", "-")])
def test_sides_are_two(capsys, paths):
    status, out, err = oamc(capsys, "qos", "--diff", *paths)
    assert (status, out) == (2, "") or (status, out) == (64, ""), err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--cpu-limit", "half"),
        ("--cpu-limit", "0.9"),
        ("--require-class", "best"),
        ("--qos-rule", "QOS099=warn"),
        ("--qos-rule", "QOS006=off"),
        ("--qos-node", "large"),
    ],
)
def test_texts_that_mean_nothing_are_wrong_usage(capsys, arguments):
    status, out, err = oamc(capsys, "qos", "shop.yaml", *arguments)
    assert status not in {0, 1, 3}
    assert out == ""
    assert f"{arguments[0]} must be" in err


def test_an_instance_that_is_not_there_is_told(capsys):
    status, _, err = oamc(capsys, "check", "shop.yaml", "--cpu-limit", "frnt=equal", "--require-class", "other=Burstable")
    assert status == 0
    assert 'warning[OAM950]: there is no instance "frnt", of which --cpu-limit says something' in err
    assert "did you mean front?" in err
    assert 'no instance "other", of which --require-class' in err
    assert "OAM950" in oamc(capsys, "qos", "shop.yaml", "--require-class", "other=Burstable")[2]


PROJECT = """\
inputs = ["shop.yaml"]

[qos]
mode = "enforce"
cpu-limit = "none"

[qos.rules]
QOS011 = "deny"

[qos.nodes]
large = "64Gi"

[qos.instance.front]
cpu_limit = "1.5"

[env.production.qos]
cpu-limit = "equal"
require-class = "Guaranteed"

[env.staging.application.shop.qos]
mode = "off"
"""


def test_the_table_of_the_project_file_says_the_same(capsys, here):
    (here / "oamc.toml").write_text(PROJECT)
    _, out, _ = oamc(capsys, "config")
    assert 'cpu-limit = ["none", "front=1.5"]' in out
    assert 'qos-rule = ["QOS011=deny"]' in out
    assert 'qos-node = ["large=64Gi"]' in out
    assert limits(capsys)["front"] == {"cpu": "750m", "memory": "256Mi"}
    found = said(capsys)
    by_environment = {(one["environment"], one["instance"]): one["class"] for one in found["workloads"]}
    assert by_environment[("production", "front")] == "Guaranteed"
    assert by_environment[("staging", "back")] == "Burstable"
    staging = [one for one in found["workloads"] if one["environment"] == "staging" and one["instance"] == "back"]
    assert [finding["rule"] for finding in staging[0]["findings"]] == ["QOS002"]
    assert found["nodes"] == {"large": "64Gi"}
    assert oamc(capsys, "check", "--env", "production")[0] == 0
    status, out, _ = oamc(capsys, "qos", "--diff", "--env", "staging", "--env", "production", "shop.yaml")
    assert status == 0
    assert "Deployment/back: Burstable -> Guaranteed" in out


def test_a_class_that_an_environment_requires_of_one_application(capsys, here):
    text = '[env.production.application.shop.qos]\nrequire-class = "Guaranteed"\n[env.staging]\n'
    (here / "oamc.toml").write_text(text)
    assert oamc(capsys, "check", "shop.yaml", "--env", "staging")[0] == 0
    status, _, err = oamc(capsys, "check", "shop.yaml", "--env", "production")
    assert (status, err.count("error[OAM957]")) == (1, 2)
    status, out, _ = oamc(capsys, "qos", "shop.yaml", "--fail-on", "deny")
    assert (status, out.count("deny QOS007")) == (3, 2)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[qos]\nmode = "strict"\n', 2, "enforce, warn or off"),
        ("[qos]\ncpu-limit = 2\n", 2, "must be a text"),
        ('[qos]\ncpu-limit = "half"\n', 2, "a ratio from 1 to 100"),
        ('[qos]\ncpu-limit = "web=equal"\n', 2, "none, equal"),
        ('[qos]\nrequired-class = "Burstable"\n', 2, "did you mean require-class?"),
        ('[qos.rules]\nQOS099 = "warn"\n', 2, "did you mean QOS0"),
        ('[qos.rules]\nQOS011 = "no"\n', 2, "off, warn or deny"),
        ('[qos.rules]\nQOS006 = "off"\n', 2, "must be deny"),
        ('[qos]\nnodes = "large"\n', 2, "a table with at most 200 entries"),
        ('[qos.nodes]\nlarge = "much"\n', 2, "NAME=MEMORY"),
        ('[qos.instance]\nweb = "equal"\n', 2, "a table with at most"),
        ('[qos.instance.web]\nmode = "off"\n', 2, "keys are cpu-limit and require-class"),
        ('cpu-limit = "equal"\n[qos]\ncpu-limit = "none"\n', 2, "without cpu-limit, which stands beside it"),
        ('cpu-limit = "half"\n', 1, "a ratio from 1 to 100"),
        ('[env.a.qos]\nrequire-class = "best"\n', 2, "Guaranteed, Burstable or BestEffort"),
    ],
)
def test_what_is_wrong_in_the_table_is_told_at_its_line(capsys, here, text, line, words):
    (here / "oamc.toml").write_text(text)
    status, _, err = oamc(capsys, "check", "shop.yaml")
    assert status == 1
    assert f"oamc.toml:{line}:" in err
    assert words in err


def test_a_rule_that_a_file_switches_off_is_told(capsys, here):
    (here / "oamc.toml").write_text('[qos.rules]\nQOS011 = "off"\n')
    assert "qos-rule" in oamc(capsys, "check", "shop.yaml")[2]
    (here / "oamc.toml").write_text('[qos.rules]\nQOS011 = "off"\nQOS001 = "deny"\n')
    assert "qos-rule" in oamc(capsys, "check", "shop.yaml")[2]
    (here / "oamc.toml").write_text('[qos.rules]\nQOS011 = "deny"\n')
    assert "qos-rule" not in oamc(capsys, "check", "shop.yaml")[2]


def test_an_amount_that_nobody_has_given_is_told_as_an_example(capsys, here):
    (here / "open.yaml").write_text(OPEN)
    status, out, err = oamc(capsys, "qos", "open.yaml", "--allow-unset")
    assert (status, err.count("warning[OAM965]"), out.count("requests cpu=500m memory=")) == (0, 1, 1)
    assert "--set web.parameters.memory=AMOUNT" in err
    given = ("--set", "web.parameters.memory=1Gi")
    assert "OAM965" not in oamc(capsys, "qos", "open.yaml", "--allow-unset", *given)[2]


def test_pods_of_types_that_documents_describe_are_judged_wherever_they_stand(capsys, here):
    (here / "own.yaml").write_text(described("Rack", "Plain"))
    assert classes(said(capsys, "own.yaml")) == {"rack": "Burstable", "plain": "Burstable"}
    assert classes(said(capsys, "own.yaml", "--cpu-limit", "equal")) == {"rack": "Guaranteed", "plain": "Guaranteed"}
    status, _, err = oamc(capsys, "check", "own.yaml", "--require-class", "rack=Guaranteed")
    assert status == 1
    amount = (here / "own.yaml").read_text().partition("500m")[0]
    assert f"own.yaml:{amount.count(chr(10)) + 1}:" in err
    assert 'error[OAM957]: Rack/rack: container "main" cpu: the class is Burstable' in err
    assert said(capsys, "own.yaml")["unseen"] == []


def test_a_kind_whose_pods_nobody_can_see_is_told(capsys, here):
    (here / "own.yaml").write_text(described("Rack", "Store"))
    _, out, _ = oamc(capsys, "qos", "own.yaml")
    line = "not judged: Store/store in shop: if there are pods of it, whoever acts on its kind makes them\n"
    assert out.count(line) == 1
    assert out.startswith("Rack/rack in shop: Burstable")
    store = {"application": "shop", "instance": "store", "apiVersion": "example.com/v1", "kind": "Store", "name": "store"}
    assert said(capsys, "own.yaml")["unseen"] == [{**store, "namespace": ""}]
    (here / "own.yaml").write_text(described("Store"))
    assert oamc(capsys, "qos", "own.yaml")[:2] == (0, line)


def test_a_chart_that_is_installed_with_another_is_told(capsys, here):
    chart = {"url": "https://charts.example.com/stable", "chart": "redis", "version": "18.1.0"}
    spec = {"components": [{"name": "cache", "type": "helm", "properties": chart}]}
    body = {"apiVersion": "core.oam.dev/v1beta1", "kind": "Application", "metadata": {"name": "shop"}, "spec": spec}
    (here / "own.yaml").write_text(json.dumps(body))
    line = "not judged: Chart/cache in shop: what is in a chart that is installed with another is not known here\n"
    assert oamc(capsys, "qos", "own.yaml")[:2] == (0, line)
    found = {"application": "shop", "instance": "cache", "apiVersion": "v2", "kind": "Chart", "name": "cache", "namespace": ""}
    assert said(capsys, "own.yaml")["unseen"] == [found]
    assert oamc(capsys, "qos", "own.yaml", "--set", "cache.enabled=false")[:2] == (0, "there are no pods\n")


def test_both_sides_have_the_pods_where_the_type_has_them(capsys, here):
    (here / "own.yaml").write_text(described("Rack"))
    assert oamc(capsys, "build", "own.yaml", "--format", "manifests", "-o", "old.yaml")[0] == 0
    assert oamc(capsys, "qos", "--diff", "old.yaml", "own.yaml")[:2] == (0, "no class changes\n")
    _, out, _ = oamc(capsys, "qos", "--diff", "old.yaml", "own.yaml", "--cpu-limit", "equal")
    assert out == "Rack/rack: Burstable -> Guaranteed: every pod is replaced\n"


@pytest.mark.parametrize("kind", ["Web", "Once", "Kept", "Rack"])
def test_pods_of_types_of_a_package_are_judged(capsys, here, kind):
    install_package()
    documents = (component(f"drawn.example.com/v1.{kind}", containers=[container(ports=None)]), application())
    (here / "own.yaml").write_text("---\n".join(json.dumps(one) + "\n" for one in documents))
    found = said(capsys, "own.yaml", "--capabilities", "drawn")
    assert classes(found) == {"shop-web": "Burstable"}
    assert found["unseen"] == []
