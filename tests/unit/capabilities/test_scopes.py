"""Scopes are checked completely and mark their members (docs/spec/oam-v1alpha1.md, 10)."""

import pytest

from tests.support.documents import CORE, application, compiled, component

NETWORK = {"network-id": "shop", "subnet-id": "front"}
HEALTH = {"probe-method": "kube-get", "probe-endpoint": ".status"}


def scope(kind="HealthScope", name="health", properties=None):
    full = kind if "/" in kind else f"{CORE}.{kind}"
    given = properties if properties is not None else (NETWORK if "Network" in kind else HEALTH)
    return {"name": name, "type": full, "properties": given}


def member(*scopes, of=("shop",)):
    return compiled(component(), application(scopes=list(scopes), applicationScopes=list(of)))


@pytest.mark.parametrize(
    "kind",
    ["HealthScope", "Health", "NetworkScope", "Network", "core.oam.dev/v1.NetworkScope"],
)
def test_every_name_of_a_core_scope_is_known(kind):
    assert member(scope(kind)).codes == ["OAM520"]


def test_members_are_marked_by_an_annotation_on_the_workload():
    found = member(scope(), scope("NetworkScope", "net"))
    marks = {"oam.dev/scope.health": "shop", "oam.dev/scope.net": "shop"}
    assert found.only("Deployment")["metadata"]["annotations"] == marks
    assert "annotations" not in found.only("Deployment")["spec"]["template"]["metadata"]
    assert "annotations" not in found.only("Service")["metadata"]


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (scope(properties={"probe-method": "kube-get"}), ["OAM507"]),
        (scope(properties={**HEALTH, "probe-timeout": "3"}), ["OAM510"]),
        (scope(properties={**HEALTH, "probe-timeout": "3.5"}), ["OAM508"]),
        (scope(properties={**HEALTH, "failure-rate-threshold": "0.5"}), ["OAM510"]),
        (scope(properties={**HEALTH, "failure-rate-threshold": "half"}), ["OAM508"]),
        (scope(properties={**HEALTH, "probe-timeout": "", "required-healthy-components": []}), []),
        (scope(properties={**HEALTH, "probe-method": ""}), ["OAM508"]),
        (scope(properties={**HEALTH, "health-threshold-percentage": 101}), ["OAM508"]),
        (scope(properties={**HEALTH, "healthThresholdPercentage": 50}), ["OAM509"]),
        (scope(properties={**HEALTH, "required-healthy-components": "a, b"}), []),
        (scope(properties={**HEALTH, "required-healthy-components": ["a"]}), []),
        (scope(properties={**HEALTH, "required-healthy-components": [1]}), ["OAM508"]),
        (scope(properties={**HEALTH, "probe": 1}), ["OAM506"]),
        (scope("NetworkScope", properties={"network-id": "a"}), ["OAM507"]),
        (scope("NetworkScope", properties={"network-id": "a", "subnet-ids": "b,c"}), ["OAM509"]),
        (scope("NetworkScope", properties={**NETWORK, "internet-gateway-type": "nat"}), []),
        (scope("NetworkScope", properties={**NETWORK, "internet-gateway-type": "other"}), ["OAM508"]),
        (scope("resources.oam.dev/v1.ResourceQuotaScope", properties={"CPU": 1, "Memory": 2}), []),
        (scope("resources.oam.dev/v1.ResourceQuotaScope", properties={"CPU": "1", "Memory": 2}), ["OAM510"]),
        (scope("identity.oam.dev/v1.IdentityScope", properties={"IdentityProvider": "a"}), ["OAM521"]),
        (scope("Scope"), ["OAM515"]),
    ],
)
def test_the_properties_of_a_scope_are_checked(given, codes):
    found = member(given).codes
    assert [code for code in found if code != "OAM520"] == codes


def test_scopes_that_allow_it_may_overlap():
    assert member(scope(), scope(name="other")).codes == ["OAM520"], "it is said once a run"


def test_scopes_that_do_not_allow_it_may_not_overlap_under_any_of_their_names():
    found = member(scope("NetworkScope", "a"), scope("Network", "b"))
    assert [code for code in found.codes if code != "OAM520"] == ["OAM519"]


def test_the_overlap_is_shown_where_the_instance_names_the_second_scope():
    found = member(scope("NetworkScope", "a"), scope("NetworkScope", "b"), of=("a", "b"))
    (overlap,) = (item for item in found.reports.found if item.code.id == "OAM519")
    line = overlap.span.source.text.splitlines()[overlap.span.line - 1]
    assert line[overlap.span.column - 1 : overlap.span.end_column - 1] == '"b"'
    assert '"applicationScopes"' in line[: overlap.span.column]


def test_a_scope_that_is_named_twice_counts_once():
    assert member(scope("NetworkScope", "net"), of=("shop", "shop")).codes == ["OAM520"]


def test_a_name_that_no_annotation_can_carry_is_refused_where_the_scope_has_members():
    longest = "a" * 57
    assert member(scope(name=longest)).codes == ["OAM520"]
    assert member(scope(name=f"{longest}a")).codes == ["OAM520", "OAM601"]


def definition(*parameters, overlap=False, kind="example.com/v1.Zone"):
    return {
        "apiVersion": CORE,
        "kind": "ApplicationScope",
        "metadata": {"name": "zone"},
        "spec": {"type": kind, "allowComponentOverlap": overlap, "parameters": list(parameters)},
    }


ZONE = {"name": "zone", "type": "example.com/v1.Zone", "properties": {"region": "north"}}


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [
        ([{"name": "region", "type": "string", "required": True}], []),
        ([{"name": "region", "type": "number"}], ["OAM508"]),
        ([{"name": "region", "type": "string"}, {"name": "size", "type": "integer", "required": True}], ["OAM507"]),
        ([], ["OAM506"]),
    ],
)
def test_a_scope_document_says_what_a_scope_of_its_type_needs(parameters, codes):
    given = application(scopes=[ZONE], applicationScopes=["shop"])
    found = compiled(component(), given, definition(*parameters)).codes
    assert [code for code in found if code != "OAM520"] == codes


@pytest.mark.parametrize(("words", "hint"), [({}, ""), ({"description": "Where."}, "size: where")])
def test_a_hint_repeats_what_the_scope_document_says_of_a_property(words, hint):
    needed = {"name": "size", "type": "integer", "required": True, **words}
    given = application(scopes=[{**ZONE, "properties": {}}], applicationScopes=["shop"])
    found = compiled(component(), given, definition(needed)).reports.in_order()
    assert [finding.hint for finding in found if finding.code.id == "OAM507"] == [hint]


def test_a_scope_document_decides_whether_scopes_may_overlap():
    second = {**ZONE, "name": "second"}
    given = application(scopes=[ZONE, second], applicationScopes=["shop"])
    region = {"name": "region", "type": "string"}
    assert "OAM519" in compiled(component(), given, definition(region)).codes
    assert "OAM519" not in compiled(component(), given, definition(region, overlap=True)).codes
