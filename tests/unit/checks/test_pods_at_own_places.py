"""Checks that look at pods find them where a workload type of one's own has them, be it no template."""

import pytest

from tests.support.documents import HTTP, application, compiled, component, container, trait

TYPE = "apps.example.com/v1.Own"
TEMPLATE = """workload:
  apiVersion: apps.example.com/v1
  kind: Own
  spec:
    pool: {pod: {{ context.pod }} }
"""
WITH_NETWORK = f"""{TEMPLATE}patches:
  - pod: {{hostNetwork: NETWORK}}
  - patch: {{spec: {{pool: {{pod: {{metadata: {{annotations: {{kubernetes.io/ingress-bandwidth: 10M}}}}}}}}}}}}
"""
PLACE = "spec.pool.pod.spec"


def built(template=TEMPLATE, *uses, resources=None, scopes=(), **options):
    """Compile an instance of a type that has its pods, and their number, at paths of its own."""
    spec = {"pods": PLACE, "replicas": "spec.pool.size", "scalable": True, "type": TYPE, "template": template}
    described = {"apiVersion": "oamc.dev/v1alpha1", "kind": "WorkloadTemplate", "metadata": {"name": "own"}, "spec": spec}
    more = {"scopes": list(scopes), "applicationScopes": ["shop"]} if scopes else {}
    options |= {"scopes": "emit"} if scopes else {}
    own = container(ports=[HTTP], **({"resources": resources} if resources else {}))
    return compiled(described, component(TYPE, containers=[own]), application(*uses, **more), **options)


def quota(cpu):
    return {
        "name": "quota",
        "type": "resources.oam.dev/v1.ResourceQuotaScope",
        "properties": {"CPU": cpu, "Memory": 4096},
    }


def test_pods_and_their_number_are_where_the_type_has_them():
    spec = built(sets=("shop-web.replicas=4",)).only("Own")["spec"]
    assert (list(spec["pool"]), spec["pool"]["size"]) == (["pod", "size"], 4)


@pytest.mark.parametrize(("cpu", "codes"), [(0.3, []), (0.29, ["OAM625"])])
def test_a_quota_counts_the_replicas_of_a_type(cpu, codes):
    found = built(TEMPLATE, trait("manual-scaler", replicaCount=3), scopes=[quota(cpu)])
    assert found.codes == codes
    messages = [related.message for one in found.reports.found for related in one.related]
    assert messages == ['instance "shop-web" may have 3 pods of 0.1 cores'] * len(codes)


@pytest.mark.parametrize(("cpu", "codes"), [(0.1, []), (0.09, ["OAM625"])])
def test_a_type_that_says_no_number_has_one_pod(cpu, codes):
    assert built(scopes=[quota(cpu)]).codes == codes


@pytest.mark.parametrize(("network", "codes"), [("true", ["OAM643"]), ("false", [])])
def test_a_limit_in_the_network_of_the_node_is_told(network, codes):
    assert built(WITH_NETWORK.replace("NETWORK", network)).codes == codes


@pytest.mark.parametrize(("cores", "codes"), [("0.5", ["OAM995"]), ("2", [])])
def test_pods_with_cores_of_their_own_must_request_whole_ones(cores, codes):
    labelled = TEMPLATE.replace(
        "{{ context.pod }} ",
        "{metadata: {labels: {koordinator.sh/qosClass: LSR}}, spec: {{ context.pod.spec }} }",
    )
    assert built(labelled, resources={"cpu": {"required": cores}, "memory": {"required": "64Mi"}}).codes == codes
