"""What changes of custom kinds mean: a Rollout like a Deployment, others by rows; what has none is not rated."""

from copy import deepcopy

import pytest

from oamc.changes.compare import compare
from oamc.changes.custom_kinds import GROUPS, ROWS
from oamc.changes.model import RENAMED
from oamc.kubernetes.custom.kinds import RULES_OF
from tests.unit.changes.builders import ratings
from tests.unit.changes.rule_cases import canary, custom, rollout, scaled


def changed(body, *path, to):
    """Return an object with another value at a path."""
    found = deepcopy(body)
    part = found
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = to
    return found


POD = ("spec", "template", "spec")


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ((*POD, "containers", 0, "image"), "example/web:2", {"restart"}),
        ((*POD, "hostNetwork"), True, {"restart", "permission wider", "exposure wider"}),
        (("spec", "replicas"), 3, {"scaling up"}),
        (("spec", "revisionHistoryLimit"), 3, {"harmless"}),
        (("spec", "selector", "matchLabels"), {"app": "api"}, {"restart"}),
        (("spec", "strategy"), {"blueGreen": {"activeService": "web"}}, {"exposure other"}),
        (("metadata", "labels"), {"a": "b"}, {"harmless"}),
    ],
)
def test_a_rollout_is_rated_as_the_deployment_with_its_pods(path, value, told):
    old = rollout(canary={"steps": [{"setWeight": 20}]})
    assert ratings(old, changed(old, *path, to=value)) == told


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*POD, "containers", 0, "imagePullPolicy"), "IfNotPresent"),
        (("spec", "replicas"), 1),
        ((*POD, "restartPolicy"), "Always"),
    ],
)
def test_what_a_rollout_is_anyway_is_no_change(path, value):
    assert compare([rollout()], [changed(rollout(), *path, to=value)]) == ()


def test_other_pods_of_a_paused_rollout_come_later():
    old = changed(rollout(), "spec", "paused", to=True)
    (change,) = compare([old], [changed(old, *POD, "containers", 0, "image", to="example/web:2")])
    (field,) = change.fields
    assert [rated.condition for rated in field.ratings] == ["the roll-out is resumed: it is paused"]


def test_a_rollout_that_comes_and_goes_is_a_workload():
    assert compare([], [rollout()])[0].words == ("scaling",)
    assert compare([rollout()], [])[0].words == ("scaling",)
    (change,) = compare([rollout()], [changed(rollout(), "metadata", "name", to="api")])
    assert (change.verb, change.words) == (RENAMED, ("restart",))


def test_a_canary_that_has_another_name_takes_its_pods_along():
    old = canary()
    (change,) = compare([old], [changed(old, "metadata", "name", to="api")])
    assert (change.verb, change.words) == (RENAMED, ("restart", "exposure", "scaling")[:1])


def test_numbers_of_a_scaled_object_have_a_direction():
    assert ratings(scaled(maxReplicaCount=3), scaled(maxReplicaCount=5)) == {"scaling up"}
    assert ratings(scaled(maxReplicaCount=3), scaled(maxReplicaCount=2)) == {"scaling down"}
    assert ratings(scaled(triggers=[{"type": "cpu"}]), scaled(triggers=[{"type": "cron"}])) == {"scaling other"}


@pytest.mark.parametrize(
    "body",
    [
        custom("example.com/v1", "Rollout", replicas=1),
        custom("example.com/v1", "Widget", size=1),
        custom("dapr.io/v1alpha1", "Component", type="state.redis"),
        changed(rollout(), "spec", "template", to="web"),
        changed(scaled(), "spec", to="all"),
    ],
)
def test_what_has_no_rows_or_another_shape_is_not_rated(body):
    other = changed(body, "metadata", "labels", to={"a": "b"})
    assert [change.is_rated for change in (*compare([body], [other]), *compare([], [body]), *compare([body], []))] == [
        False
    ] * 3


def test_every_row_is_about_kinds_that_are_known():
    rated = {kind for kinds in GROUPS.values() for kind in kinds}
    assert {kind for row in ROWS for kind in row.kinds} == rated
    written = {(version.partition("/")[0], kind) for version, kinds in RULES_OF.items() for kind in kinds}
    assert {(group, kind) for group, kinds in GROUPS.items() for kind in kinds} - written == set()
