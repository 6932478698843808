"""Resource quota scopes bound what their members require, and become quotas (docs/spec/oam-v1alpha1.md, 10.3)."""

import pytest

from oamc.checks.quotas import _required
from oamc.kubernetes.quantities import ONE
from tests.contracts.building import Built
from tests.support.documents import application, compiled, component, container, trait


def scope(**properties):
    given = {"CPU": 4, "Memory": 4096, **properties}
    return {"name": "quota", "type": "resources.oam.dev/v1.ResourceQuotaScope", "properties": given}


def build(given, *traits, kind="Server", containers=(), **options):
    document = application(*traits, scopes=[given], applicationScopes=["shop"])
    return compiled(component(kind, *containers), document, **{"scopes": "emit", **options})


def test_members_that_fit_need_no_object():
    found = build(scope())
    assert found.codes == []
    assert found.kinds() == ["Deployment", "Service"]


@pytest.mark.parametrize(
    ("cpu", "memory", "traits", "kind", "codes"),
    [
        (0.2, 128, (), "Server", []),  # one pod, and one more in an upgrade
        (0.199, 128, (), "Server", ["OAM625"]),
        (0.2, 127, (), "Server", ["OAM625"]),
        (0.199, 127, (), "Server", ["OAM625", "OAM625"]),
        (0.1, 64, (), "SingletonServer", []),
        (0.1, 63.9, (), "SingletonServer", ["OAM625"]),
        (0.5, 320, (trait("manual-scaler", replicaCount=4),), "Server", []),
        (0.49, 320, (trait("manual-scaler", replicaCount=4),), "Server", ["OAM625"]),
        (1.3, 832, (trait("auto-scaler", cpu=50),), "Server", []),
        (1.29, 832, (trait("auto-scaler", cpu=50),), "Server", ["OAM625"]),
        (0.3, 192, (trait("manual-scaler", replicaCount=3),), "Task", []),
        (0.29, 192, (trait("manual-scaler", replicaCount=3),), "Task", ["OAM625"]),
    ],
)
def test_members_that_do_not_fit_are_an_error(cpu, memory, traits, kind, codes):
    containers = (container(ports=None),) if kind == "Task" else ()
    assert build(scope(CPU=cpu, Memory=memory), *traits, kind=kind, containers=containers).codes == codes


def test_the_error_shows_the_quota_and_the_members():
    found = build(scope(CPU=0.15), trait("manual-scaler", replicaCount=2))
    (finding,) = found.reports.found
    assert finding.message == 'the members of scope "quota" may require 0.3 cores of cpu together, and it has 0.15 cores'
    (related,) = finding.related
    assert related.message == 'instance "shop-web" may have 3 pods of 0.1 cores'


def test_what_overrides_alone_break_is_a_warning():
    roomy, many = scope(), trait("manual-scaler", replicaCount=2)
    assert build(roomy, many, sets=("shop-web.traits.manual-scaler.replicaCount=100",)).codes == ["OAM626"] * 2
    assert build(roomy, many, sets=("scopes.quota.CPU=0",)).codes == ["OAM626"]
    assert build(roomy, sets=("shop-web.containers.web.resources.memory=4Gi",)).codes == ["OAM626"]
    assert build(roomy, sets=("shop-web.replicas=1000",)).codes == ["OAM626"] * 2
    strict = build(roomy, sets=("scopes.quota.CPU=0",), strict=True)
    assert strict.reports.has_errors()


def test_overrides_mend_and_do_not_hide_what_the_documents_break():
    small, many = scope(CPU=0), trait("manual-scaler", replicaCount=2)
    assert build(small, many, sets=("scopes.quota.CPU=1",)).codes == []
    assert build(small, many, sets=("shop-web.containers.web.image=a:2",)).codes == ["OAM625"]
    assert build(small, many, scopes="annotate").codes == ["OAM520"]


def test_members_in_other_applications_count():
    other = application(name="blog", instance="blog-web", applicationScopes=["shop"])
    document = application(scopes=[scope(CPU=0.3)], applicationScopes=["shop"])
    found = compiled(component(), document, other, scopes="emit")
    assert sorted(found.codes) == ["OAM622", "OAM625"]


def test_a_quota_of_the_namespace():
    found = build(scope(mode="namespace", CPU=1.5))
    assert found.only("ResourceQuota")["spec"]["hard"] == {
        "requests.cpu": "1.5",
        "requests.memory": "4096Mi",
        "limits.memory": "4096Mi",
    }
    assert found.only("LimitRange")["spec"]["limits"] == [
        {
            "type": "Container",
            "default": {"memory": "128Mi"},
            "defaultRequest": {"cpu": "100m", "memory": "128Mi"},
        }
    ]


@pytest.mark.parametrize(
    ("options", "containers"), [({"qos": "off"}, ()), ({}, (container(resources={"cpu": {"required": 1}}),))]
)
def test_a_quota_has_no_limits_where_members_may_have_none(options, containers):
    found = build(scope(mode="namespace"), containers=containers, **options)
    assert "limits.memory" not in found.only("ResourceQuota")["spec"]["hard"]
    assert "default" not in found.only("LimitRange")["spec"]["limits"][0]


def test_a_quota_of_a_priority_class():
    found = build(scope(mode="priority", priorityClass="shop"))
    assert found.pod()["priorityClassName"] == "shop"
    (one,) = found.only("ResourceQuota")["spec"]["scopeSelector"]["matchExpressions"]
    assert one == {"scopeName": "PriorityClass", "operator": "In", "values": ["shop"]}
    assert "LimitRange" not in found.kinds()


@pytest.mark.parametrize("properties", [{"mode": "priority"}, {"priorityClass": "shop"}])
def test_a_priority_class_goes_with_the_mode_of_that_name(properties):
    assert build(scope(**properties)).codes == ["OAM620"]


@pytest.mark.parametrize("number", ["1e300", "1e-20", "1234567890123", "0.1234567891"])
def test_numbers_that_no_quantity_has_are_refused_by_both_outputs(number):
    document = application(scopes=[scope(mode="namespace")], applicationScopes=["shop"])
    values = {"scopes": {"quota": {"Memory": float(number)}}}
    built = Built(component(), document, scopes="emit", values=values)
    assert built.reports.has_errors()
    built.check_refusal()


def test_the_amounts_are_values_of_the_output():
    document = application(scopes=[scope(mode="namespace")], applicationScopes=["shop"])
    built = Built(component(), document, scopes="emit", values={"scopes": {"quota": {"CPU": 2.5, "Memory": 8192}}})
    assert built.objects["ResourceQuota/quota"]["spec"]["hard"]["requests.cpu"] == "2.5"
    built.check_agreement()


def test_each_run_of_a_schedule_counts():
    def scheduled(cpu):
        traits = trait("schedule", schedule="0 3 * * *"), trait("manual-scaler", replicaCount=3)
        return build(scope(CPU=cpu), *traits, kind="Task", containers=(container(ports=None),))

    assert scheduled(0.3).codes == []
    assert scheduled(0.299).codes == ["OAM625"]


def test_the_surge_of_an_upgrade_counts():
    many = trait("manual-scaler", replicaCount=4)
    for surge, cpu in ((3, 0.7), ("50%", 0.6), (0, 0.4)):
        upgrade = trait("upgrade", maxSurge=surge, maxUnavailable=1)
        assert build(scope(CPU=cpu), many, upgrade).codes == []
        assert build(scope(CPU=cpu - 0.001), many, upgrade).codes == ["OAM625"]


def test_the_pods_of_both_versions_of_a_rollout_count():
    many, steps = trait("manual-scaler", replicaCount=4), [{"weight": 20}]
    for fields, cpu in (
        ({"strategy": "canary", "canary": {"steps": steps, "maxSurge": 3}}, 0.7),
        ({"strategy": "canary", "canary": {"steps": steps}}, 0.5),
        ({"strategy": "canary", "canary": {"steps": steps}, "traffic": "istio"}, 0.8),
        ({"strategy": "blueGreen"}, 0.8),
    ):
        rollout = trait("rollout", engine="argo", **fields)
        assert build(scope(CPU=cpu), many, rollout).codes == []
        assert build(scope(CPU=cpu - 0.001), many, rollout).codes == ["OAM625"]


def pod(*containers, before=()):
    return {"containers": [asking(cpu) for cpu in containers], "initContainers": list(before)}


def asking(cpu, **fields):
    return {"name": "a", "resources": {"requests": {"cpu": str(cpu)}}, **fields}


def beside(cpu):
    return asking(cpu, restartPolicy="Always")


@pytest.mark.parametrize(
    ("asked", "cores"),
    [
        (pod(1, 1), 2),
        (pod(1, before=(asking(5), asking(3))), 5),
        (pod(1, before=(beside(2),)), 3),
        (pod(1, before=(beside(2), asking(4))), 6),
        (pod(1, before=(asking(4), beside(2))), 4),
        (pod(3, before=(asking(4), beside(2))), 5),
        (pod(), 0),
    ],
)
def test_a_pod_requires_what_kubernetes_counts(asked, cores):
    assert _required(asked, "cpu") == cores * ONE


def test_a_quota_of_a_class_that_refuses_pods_is_told_once():
    by_class = scope(mode="priority", priorityClass="gold")
    assert build(by_class, qos="off", containers=(container(resources=None),)).codes == ["OAM618"]
    assert build(scope(mode="namespace"), qos="off", containers=(container(resources=None),)).codes == []
    found = build(by_class, trait("sidecar", name="logs", image="a/b:1", cpu="10m"))
    assert found.codes == ["OAM618"]
    assert found.messages[0].endswith("no memory is asked for by logs")
