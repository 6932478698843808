"""Traits of KubeVela that change pods as a whole, or how they are renewed: what each branch of their rules makes, and refuses.

The rules are those of docs/spec/oam-v1beta1.md, 14.2.
"""

import json

import pytest

from tests.support.trait_uses import IMAGE, made, use


def pod(*traits, **properties):
    """Return the spec of the pods without their containers."""
    found = made(*traits, **properties)
    assert found.codes == []
    fields = dict(found.pod())
    assert fields.pop("containers") == [{"name": "web", "image": IMAGE}]
    return fields


def refused(*traits, **properties):
    """Return the code, the message and the hint of the only finding."""
    (found,) = made(*traits, **properties).reports.found
    return found.code.id, found.message, found.hint


# podsecuritycontext


@pytest.mark.parametrize(
    ("properties", "context"),
    [
        ({}, {"runAsNonRoot": True}),
        ({"runAsNonRoot": False, "runAsUser": 0}, {"runAsNonRoot": False, "runAsUser": 0}),
        (
            {"fsGroup": 1, "runAsGroup": 2, "runAsUser": 3},
            {"fsGroup": 1, "runAsGroup": 2, "runAsUser": 3, "runAsNonRoot": True},
        ),
        ({"seccompProfile": {"type": "Unconfined"}}, {"seccompProfile": {"type": "Unconfined"}, "runAsNonRoot": True}),
        (
            {"appArmorProfile": {"type": "Localhost", "localhostProfile": "p"}},
            {"appArmorProfile": {"type": "Localhost", "localhostProfile": "p"}, "runAsNonRoot": True},
        ),
    ],
)
def test_as_whom_the_pods_run(properties, context):
    assert pod(use("podsecuritycontext", **properties)) == {"securityContext": context}


def test_a_profile_of_the_node_needs_a_name():
    assert refused(use("podsecuritycontext", seccompProfile={"type": "Localhost"}))[0] == "OAM606"
    assert refused(use("podsecuritycontext", seccompProfile={}))[0] == "OAM507"


def test_two_uses_say_the_same_or_more_or_are_a_conflict():
    first, second = use("podsecuritycontext", fsGroup=1), use("podsecuritycontext", runAsUser=2)
    assert pod(first, second) == {"securityContext": {"fsGroup": 1, "runAsUser": 2, "runAsNonRoot": True}}
    assert refused(first, use("podsecuritycontext", fsGroup=3))[0] == "OAM586"


# hostalias


def test_names_of_one_address_are_put_together():
    one, other = {"ip": "10.0.0.1", "hostnames": ["one"]}, {"ip": "10.0.0.2", "hostnames": ["two"]}
    more = {"ip": "10.0.0.1", "hostnames": ["one", "uno"]}
    assert pod(use("hostalias", hostAliases=[one]), use("hostalias", hostAliases=[other])) == {"hostAliases": [one, other]}
    assert pod(use("hostalias", hostAliases=[other, more]), hostAliases=[one]) == {"hostAliases": [more, other]}
    assert refused(use("hostalias", hostAliases=[{"ip": "10.0.0.1", "hostnames": ["two"]}]), hostAliases=[one])[0] == "OAM586"
    assert pod(use("hostalias")) == {}


def test_further_names_can_be_chosen():
    sets = ("web.traits.hostalias.hostAliases.10\\.0\\.0\\.2.hostnames={three}",)
    (alias,) = pod(use("hostalias", hostAliases=[{"ip": "10.0.0.2", "hostnames": ["two"]}]), sets=sets)["hostAliases"]
    assert alias == {"ip": "10.0.0.2", "hostnames": ["three"]}


# affinity and node-affinity

SOME = {"matchLabels": {"a": "b"}}


@pytest.mark.parametrize("name", ["podAffinity", "podAntiAffinity"])
def test_near_which_pods_the_pods_run(name):
    term = {"labelSelector": SOME, "namespaces": ["n"], "topologyKey": "zone", "namespaceSelector": {"matchLabels": {"c": "d"}}}
    given = {
        "required": [term, {"topologyKey": "host"}],
        "preferred": [{"weight": 100, "podAffinityTerm": {"topologyKey": "rack"}}],
    }
    assert pod(use("affinity", **{name: given})) == {
        "affinity": {
            name: {
                "requiredDuringSchedulingIgnoredDuringExecution": [term, {"topologyKey": "host"}],
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {"weight": 100, "podAffinityTerm": {"topologyKey": "rack"}}
                ],
            }
        }
    }


@pytest.mark.parametrize(("weight", "code"), [(0, "OAM508"), (101, "OAM508"), ("1", "OAM508")])
def test_a_weight_is_from_1_to_100(weight, code):
    preferred = [{"weight": weight, "podAffinityTerm": {"topologyKey": "rack"}}]
    assert refused(use("affinity", podAffinity={"preferred": preferred}))[0] == code


def test_conditions_are_compared_with_in_unless_another_operator_is_said():
    conditions = [{"key": "a", "values": ["x"]}, {"key": "b", "operator": "Exists"}]
    selector = {"matchExpressions": conditions}
    found = pod(use("affinity", podAffinity={"required": [{"labelSelector": selector, "topologyKey": "zone"}]}))
    (term,) = found["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert term["labelSelector"]["matchExpressions"] == [
        {"key": "a", "operator": "In", "values": ["x"]},
        {"key": "b", "operator": "Exists"},
    ]


def test_a_selector_of_everything_is_written():
    found = pod(use("affinity", podAffinity={"required": [{"labelSelector": {}, "topologyKey": "zone"}]}))
    (term,) = found["affinity"]["podAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    assert term == {"labelSelector": {}, "topologyKey": "zone"}


def test_on_which_nodes_the_pods_run():
    terms = [{"matchExpressions": [{"key": "cores", "operator": "Gt", "values": ["3"]}]}]
    preferred = {"weight": 1, "preference": {"matchFields": [{"key": "metadata.name", "values": ["n7"]}]}}
    given = {"required": {"nodeSelectorTerms": terms}, "preferred": [preferred]}
    written = {**preferred, "preference": {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n7"]}]}}
    assert pod(use("affinity", nodeAffinity=given)) == {
        "affinity": {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms},
                "preferredDuringSchedulingIgnoredDuringExecution": [written],
            }
        }
    }


def test_which_taints_are_tolerated():
    given = [
        {"key": "gpu", "effect": "NoSchedule"},
        {"key": "disk", "value": "old"},
        {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 0},
    ]
    assert pod(use("affinity", tolerations=given)) == {
        "tolerations": [
            {"key": "gpu", "operator": "Equal", "effect": "NoSchedule"},
            {"key": "disk", "operator": "Equal", "value": "old"},
            {"operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 0},
        ]
    }
    assert refused(use("affinity", tolerations=[{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 3}]))[0] == "OAM606"


def test_a_single_namespace_counts_for_nothing_and_is_told():
    found = made(use("affinity", podAffinity={"required": [{"topologyKey": "zone", "namespace": "n"}]}))
    assert found.codes == ["OAM590"]
    assert found.messages == ['property "namespace" of trait "affinity" has no effect: Kubernetes does not have it']
    term = {"topologyKey": "zone"}
    assert found.pod()["affinity"] == {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


@pytest.mark.parametrize("kind", ["affinity", "node-affinity"])
def test_where_nothing_is_said_nothing_is_written(kind):
    assert pod(use(kind)) == {}


def test_the_older_form_of_affinity():
    found = pod(use("node-affinity", affinity={"zone": ["a", "b"], "disk": ["ssd"]}, tolerations={"gpu": "true"}))
    conditions = [
        {"key": "disk", "operator": "In", "values": ["ssd"]},
        {"key": "zone", "operator": "In", "values": ["a", "b"]},
    ]
    assert found == {
        "affinity": {
            "nodeAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": conditions}]}
            }
        },
        "tolerations": [{"key": "gpu", "operator": "Equal", "value": "true", "effect": "NoSchedule"}],
    }
    assert pod(use("node-affinity", tolerations={"gpu": "true"})).keys() == {"tolerations"}


# topologyspreadconstraints


def test_how_the_pods_are_spread():
    least = {"maxSkew": 1, "topologyKey": "zone", "labelSelector": SOME}
    fullest = {
        "maxSkew": 2,
        "topologyKey": "host",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchExpressions": [{"key": "app", "operator": "Exists"}]},
        "minDomains": 3,
        "matchLabelKeys": ["pod-template-hash"],
        "nodeAffinityPolicy": "Honor",
        "nodeTaintsPolicy": "Ignore",
    }
    found = pod(use("topologyspreadconstraints", constraints=[least, fullest]))
    assert found == {"topologySpreadConstraints": [{**least, "whenUnsatisfiable": "DoNotSchedule"}, fullest]}
    assert pod(use("topologyspreadconstraints")) == {}


@pytest.mark.parametrize("missing", ["maxSkew", "topologyKey", "labelSelector"])
def test_a_constraint_needs_three_things(missing):
    given = {"maxSkew": 1, "topologyKey": "zone", "labelSelector": SOME}
    del given[missing]
    assert refused(use("topologyspreadconstraints", constraints=[given]))[0] == "OAM507"


# k8s-update-strategy


def strategy(**strategy):
    found = made(use("k8s-update-strategy", strategy=strategy))
    return found.codes, found.only("Deployment")["spec"].get("strategy")


ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}


@pytest.mark.parametrize(
    ("given", "codes", "written"),
    [
        ({}, [], ROLLING),
        ({"type": "RollingUpdate"}, [], ROLLING),
        ({"rollingStrategy": {}}, [], ROLLING),
        ({"rollingStrategy": {"maxSurge": "2"}}, [], {**ROLLING, "rollingUpdate": {"maxSurge": 2, "maxUnavailable": "25%"}}),
        (
            {"rollingStrategy": {"maxUnavailable": 0}},
            [],
            {**ROLLING, "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
        ),
        ({"rollingStrategy": {"partition": 2}}, ["OAM590"], ROLLING),
        ({"type": "Recreate"}, [], {"type": "Recreate"}),
        ({"type": "Recreate", "rollingStrategy": {}}, ["OAM590"], {"type": "Recreate"}),
        ({"type": "OnDelete"}, ["OAM590"], None),
    ],
)
def test_how_new_pods_take_the_place_of_old_ones(given, codes, written):
    assert strategy(**given) == (codes, written)


def test_a_strategy_takes_the_place_of_an_earlier_one():
    first, second = use("k8s-update-strategy"), use("k8s-update-strategy", strategy={"type": "Recreate"})
    assert made(first, second).only("Deployment")["spec"]["strategy"] == {"type": "Recreate"}


def test_the_kind_that_is_said_is_that_of_the_workload():
    code, message, hint = refused(use("k8s-update-strategy", targetKind="StatefulSet"))
    assert (code, hint) == ("OAM588", "write targetKind: Deployment")
    assert 'targetKind is StatefulSet, and component "web" is a Deployment' in message


@pytest.mark.parametrize("surge", ["many", "-1", -1, "25", "0", "9" * 10, "9" * 400, "\u0663"])
def test_a_number_of_pods_is_a_number_or_a_share(surge):
    codes = made(use("k8s-update-strategy", strategy={"rollingStrategy": {"maxSurge": surge}})).codes
    assert codes == ([] if surge in {"25", "0"} else ["OAM508"])


# nocalhost


def test_a_development_tool_is_told_what_it_must_know():
    found = made(use("nocalhost", port=80, image="go"), namespace="apps")
    assert found.codes == []
    annotations = found.only("Deployment")["metadata"]["annotations"]
    assert annotations["dev.nocalhost/application-name"] == "shop"
    assert annotations["dev.nocalhost/application-namespace"] == "apps"
    assert json.loads(annotations["dev.nocalhost"]) == {
        "name": "web",
        "serviceType": "deployment",
        "containers": [
            {
                "name": "web",
                "dev": {
                    "image": "nocalhost-docker.pkg.coding.net/nocalhost/dev-images/golang:latest",
                    "shell": "bash",
                    "workDir": "/home/nocalhost-dev",
                    "resources": {"limits": {"memory": "2Gi", "cpu": "2"}, "requests": {"memory": "512Mi", "cpu": "0.5"}},
                    "command": {"run": ["sh", "run.sh"], "debug": ["sh", "debug.sh"]},
                    "hotReload": True,
                    "sync": {
                        "type": "send",
                        "filePattern": ["./"],
                        "ignoreFilePattern": [".git", ".vscode", ".idea", ".gradle", "build"],
                    },
                    "portForward": ["80:80"],
                },
            }
        ],
    }
    service = found.only("Service")
    assert service["metadata"]["labels"]["trait.oam.dev/resource"] == "nocalhostService"
    assert service["spec"] == {
        "selector": {"app.oam.dev/component": "web"},
        "ports": [{"port": 80, "targetPort": 80}],
        "type": "ClusterIP",
    }


def test_everything_can_be_told_and_without_a_namespace_none_is():
    given = {
        "serviceType": "job",
        "gitUrl": "https://example.com/shop.git",
        "shell": "zsh",
        "workDir": "/src",
        "storageClass": "fast",
        "command": {"run": ["go"]},
        "debug": {"remoteDebugPort": 9},
        "hotReload": False,
        "sync": {"type": "both"},
        "env": [{"name": "A", "value": "b"}],
        "portForward": ["1:2"],
        "persistentVolumeDirs": [{"path": "/cache", "capacity": "1Gi"}],
        "resources": {"limits": {"cpu": "4"}},
    }
    annotations = made(use("nocalhost", port=80, image="example/dev:1", **given)).only("Deployment")["metadata"]["annotations"]
    assert annotations.keys() == {"dev.nocalhost", "dev.nocalhost/application-name"}
    told = json.loads(annotations["dev.nocalhost"])
    (container,) = told["containers"]
    dev = container["dev"]
    assert told["serviceType"] == "job"
    assert dev["image"] == "example/dev:1"
    for name in (
        "gitUrl",
        "shell",
        "workDir",
        "storageClass",
        "debug",
        "hotReload",
        "env",
        "portForward",
        "persistentVolumeDirs",
    ):
        assert dev[name] == given[name]
    assert dev["command"] == {"run": ["go"], "debug": ["sh", "debug.sh"]}
    assert dev["resources"]["limits"] == {"memory": "2Gi", "cpu": "4"}
