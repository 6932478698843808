"""Which pods a quota is about, and what they need of it together (docs/spec/quality-of-service.md, 4.6)."""

import pytest

from oamc.quality.bounds import overdrawn
from oamc.quality.pods import pods_of
from oamc.quality.policy import policy_of
from oamc.quality.quota_scopes import is_for
from oamc.quality.report import Source, report_of
from tests.unit.quality.test_rules import container, deployment, quota, spec

HALF = {"memory": "512Mi"}
HIGH, LOW, NONE = ({"priorityClassName": "high"}, {"priorityClassName": "low"}, {})
NEAR = {"labelSelector": {}, "topologyKey": "zone"}


def pods(replicas=1, requests=HALF, **fields):
    return pods_of(deployment(spec(container(requests=requests), **fields), replicas=replicas))


def selecting(*expressions, hard=None):
    """Return a quota with expressions of scopes: name, operator, values."""
    keys = ("scopeName", "operator", "values")
    listed = [dict(zip(keys, one, strict=False)) for one in expressions]
    return quota(hard or {"requests.memory": "1Gi"}, scopeSelector={"matchExpressions": listed})


@pytest.mark.parametrize(
    ("expression", "high", "low", "none"),
    [
        (("PriorityClass", "In", ["high"]), True, False, False),
        (("PriorityClass", "In", ["high", "low"]), True, True, False),
        (("PriorityClass", "NotIn", ["high"]), False, True, True),
        (("PriorityClass", "Exists"), True, True, False),
        (("PriorityClass", "DoesNotExist"), False, False, True),
        (("PriorityClass", "Like", ["high"]), False, False, False),
        (("PriorityClass", "In", "high"), False, False, False),
        (("NotBestEffort", "Exists"), True, True, True),
        (("BestEffort", "Exists"), False, False, False),
        (("NotTerminating", "Exists"), True, True, True),
        (("VolumeAttributesClass", "Exists"), False, False, False),
    ],
)
def test_an_expression_selects_pods(expression, high, low, none):
    found = [is_for(selecting(expression), pods(**fields)) for fields in (HIGH, LOW, NONE)]
    assert found == [high, low, none]


def test_all_expressions_and_all_scopes_must_hold():
    both = selecting(("PriorityClass", "In", ["high"]), ("BestEffort", "Exists"))
    assert not is_for(both, pods(**HIGH))
    assert is_for(both, pods(requests={}, **HIGH))
    assert is_for(quota({}, scopes=["PriorityClass", "NotBestEffort"]), pods(**HIGH))
    assert not is_for(quota({}, scopes=["PriorityClass", "NotBestEffort"]), pods())


def test_pods_that_end_by_themselves_are_told_from_others():
    ending = pods(activeDeadlineSeconds=60)
    assert is_for(quota({}, scopes=["Terminating"]), ending)
    assert not is_for(quota({}, scopes=["NotTerminating"]), ending)
    assert is_for(quota({}, scopes=["NotTerminating"]), pods())


@pytest.mark.parametrize("kind", ["podAffinity", "podAntiAffinity"])
@pytest.mark.parametrize(
    ("term", "expected"),
    [({}, False), ({"namespaces": ["a"]}, True), ({"namespaces": []}, False), ({"namespaceSelector": {}}, True)],
)
def test_pods_that_look_into_other_namespaces_are_told_from_others(kind, term, expected):
    of_others = quota({}, scopes=["CrossNamespacePodAffinity"])
    required = {kind: {"requiredDuringSchedulingIgnoredDuringExecution": [NEAR | term]}}
    preferred = {kind: {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm": NEAR | term}]}}
    assert [is_for(of_others, pods(affinity=one)) for one in (required, preferred)] == [expected, expected]


@pytest.mark.parametrize(
    "odd", [{"scopeSelector": "x"}, {"scopes": "all"}, {"scopes": [3]}, {"scopeSelector": {"matchExpressions": [{}]}}]
)
def test_of_an_odd_quota_nothing_is_said(odd):
    assert not is_for(quota({}, **odd), pods())
    assert not is_for({"spec": None}, pods())
    assert not is_for(quota({}, scopes=["CrossNamespacePodAffinity"]), pods(affinity="x"))


def test_the_members_of_a_scope_are_added_up_and_nobody_else():
    of_high = selecting(("PriorityClass", "In", ["high"]))
    assert [one.resource for one in overdrawn([pods(**HIGH), pods(2, **HIGH)], of_high)] == ["requests.memory"]
    assert not list(overdrawn([pods(2, **HIGH), pods(9, **LOW), pods(9)], of_high))
    assert not list(overdrawn([pods(2, **HIGH)], of_high))


def test_the_pods_of_several_applications_are_added_up():
    bodies = {name: deployment(spec(container(requests=HALF), **HIGH)) for name in ("a", "b", "c")}
    sources = [Source(application=name, environment="", instance=name, body=body) for name, body in bodies.items()]
    bound = Source(application="a", environment="", instance="", body=selecting(("PriorityClass", "In", ["high"])))
    policies = {"": policy_of((), ()), "/a": policy_of(("QOS009=deny",), ())}
    assert not report_of([*sources[:2], bound], policies, of_build=True).quotas
    (one,) = report_of([*sources, bound], policies, of_build=True).quotas
    assert (one.name, one.finding.resource, one.finding.mode) == ("team", "requests.memory", "deny")
    assert not report_of([*sources, bound], {"": policies["/a"], "/a": policies[""]}, of_build=True).quotas
