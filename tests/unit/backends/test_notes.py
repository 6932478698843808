"""What Helm shows after an installation names what is there: the namespace of the objects, addresses of ingresses."""

import helm_python
import pytest

from oamc.api import compile_documents
from oamc.verification.worker import archive
from tests.support import texts

TRAIT = "      traits:\n        - name: ingress\n          properties: "


def instance(name, properties):
    return texts.instance(name, more=f"{TRAIT}{properties}\n")


def shown(documents, values=None, **options):
    """Return the notes of the chart of some documents, as Helm prints them."""
    (output,) = compile_documents({"app.yaml": documents}, **options).outputs
    chart = helm_python.Chart.load_archive(archive(dict(output.files)))
    rendered = chart.render(values or {}, name="blue", namespace="staging")
    return next(text for name, text in rendered.items() if name.endswith("NOTES.txt"))


PLAIN = texts.component() + texts.application()


def test_the_notes_of_a_chart_without_an_ingress():
    assert (
        shown(PLAIN)
        == """\
shop 0.1.0 is installed as release blue in namespace staging.

See what it runs:

  kubectl --namespace staging get all --selector app.kubernetes.io/part-of=shop

See what can be changed:

  helm --namespace staging get values blue --all

Change it, with this chart or a newer one at hand:

  helm --namespace staging upgrade blue CHART --reset-then-reuse-values --set PATH=VALUE

A helm before 3.14 lacks --reset-then-reuse-values. There, give all values that you have set once more, in place of it: with
--reuse-values, a newer chart would lack the values that it has new.
"""
    )


def test_a_namespace_that_the_application_fixes_is_where_the_objects_are():
    lines = shown(PLAIN, namespace="production").splitlines()
    assert "  kubectl --namespace production get all --selector app.kubernetes.io/part-of=shop" in lines
    assert "  helm --namespace staging get values blue --all" in lines


@pytest.mark.parametrize(("enabled", "told"), [(False, True), (True, False), (None, False)])
def test_that_enabled_leaves_nothing_out_is_said(enabled, told):
    assert ("nothing was left out" in shown(PLAIN, {"enabled": enabled})) == told
    assert "nothing was left out" not in shown(PLAIN)


TWO = texts.component() + texts.application(
    instance("shop-web", "{hostname: shop.example.com, servicePort: 8080}"),
    instance("shop-api", "{hostname: shop.example.com, servicePort: 8080, path: /api, tlsSecretName: tls}"),
)


@pytest.mark.parametrize(
    ("values", "addresses"),
    [
        ({}, ["http://shop.example.com/", "https://shop.example.com/api"]),
        ({"shop-web": {"traits": {"ingress": {"hostname": "x.org"}}}}, ["http://x.org/", "https://shop.example.com/api"]),
        ({"shop-web": {"traits": {"ingress": {"hostname": ""}}}}, ["http://ANY-HOST/", "https://shop.example.com/api"]),
        ({"shop-web": {"traits": {"ingress": {"enabled": False}}}}, ["https://shop.example.com/api"]),
        (
            {"shop-api": {"traits": {"ingress": {"tlsSecretName": None}}}},
            ["http://shop.example.com/", "http://shop.example.com/api"],
        ),
        ({name: {"traits": {"ingress": {"enabled": False}}} for name in ("shop-web", "shop-api")}, []),
    ],
)
def test_addresses_are_those_of_the_ingresses_that_are_on(values, addresses):
    text = shown(TWO, values)
    heading = "\n\nReach it from outside of the cluster:\n\n"
    if not addresses:
        assert "Reach" not in text
        assert text.replace("\n\nSee what can", "").count("\n\n\n") == 0
        return
    before, found, after = text.partition(heading)
    assert found
    assert before.endswith("app.kubernetes.io/part-of=shop")
    assert after.partition("\n\nSee what can be changed")[0].split("\n") == [f"  {address}" for address in addresses]


def test_one_ingress_that_is_off_leaves_no_heading():
    one = texts.component() + texts.application(instance("shop-web", "{hostname: shop.example.com, servicePort: 8080}"))
    assert "  http://shop.example.com/\n\nSee what can" in shown(one)
    assert shown(one, {"shop-web": {"traits": {"ingress": {"enabled": False}}}}) == shown(PLAIN)


OF_KUBEVELA = """\
apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: {name: shop}
spec:
  components:
    - name: web
      type: worker
      properties: {image: "a/b:1"}
      traits:
        - {type: storage, properties: {pvc: [{name: data, mountPath: /data}]}}
"""
GIVEN = """\
    - name: given
      type: k8s-objects
      properties:
        objects:
          - apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: kept, annotations: {helm.sh/resource-policy: keep}}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
"""


def test_objects_of_kubevela_are_found_by_its_label():
    assert "get all --selector app.oam.dev/name=shop\n" in shown(OF_KUBEVELA)


def test_what_becomes_of_claims_is_said():
    stay, go = "They stay, with their data,", "They go, with their data, when the release is removed."
    some = "Those without the annotation helm.sh/resource-policy go, with their data,"
    assert go in shown(OF_KUBEVELA)
    assert stay not in shown(OF_KUBEVELA)
    both = shown(OF_KUBEVELA + GIVEN)
    assert stay in both
    assert some in both
    assert "claims" not in shown(PLAIN).lower()
