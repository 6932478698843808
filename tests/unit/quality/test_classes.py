"""The class of pods: the vectors of the specification, what the API server fills in, and laws."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oamc.quality.amounts import amount_of, amounts_of
from oamc.quality.classes import BEST_EFFORT, BURSTABLE, CLASSES, GUARANTEED, quality_of
from tests.support.laws import examples

FULL = {"cpu": "1", "memory": "1Gi"}
SAME = {"requests": FULL, "limits": FULL}


def container(name="app", **resources):
    return {"name": name, "resources": resources}


def spec(*containers, init=(), **fields):
    return {"containers": list(containers), "initContainers": list(init), **fields}


VECTORS = {
    "1: limits alone": (spec(container(limits=FULL)), GUARANTEED),
    "2: requests alone": (spec(container(requests=FULL)), BURSTABLE),
    "3: memory alone, request and limit": (spec(container(requests={"memory": "1Gi"}, limits={"memory": "1Gi"})), BURSTABLE),
    "4: a sidecar without amounts": (spec(container(**SAME), container("proxy")), BURSTABLE),
    "5: an init container with requests": (spec(container(**SAME), init=[container("first", requests=FULL)]), BURSTABLE),
    "6: a device alone": (spec(container(limits={"nvidia.com/gpu": 1})), BEST_EFFORT),
    "7: zeros": (
        spec(container(requests={"cpu": "0", "memory": "0"}, limits={"cpu": "0", "memory": "0"})),
        BEST_EFFORT,
    ),
    "8: the pod alone": (spec(container(), resources=SAME), GUARANTEED),
    "9: the memory of the pod alone": (
        spec(container(**SAME), resources={"requests": {"memory": "1Gi"}, "limits": {"memory": "1Gi"}}),
        BURSTABLE,
    ),
    "10: requests of the pod, and limits of all containers": (
        spec(container(limits=FULL), container("b", limits=FULL), resources={"requests": {"cpu": "2", "memory": "2Gi"}}),
        GUARANTEED,
    ),
    "11: no ephemeral storage": (spec(container(**SAME)), GUARANTEED),
    "requests of the pod, and a container without a limit": (
        spec(container(limits=FULL), container("b"), resources={"requests": {"cpu": "2", "memory": "2Gi"}}),
        BURSTABLE,
    ),
    "an empty set of the pod says nothing": (spec(container(**SAME), resources={}), GUARANTEED),
    "huge pages of the pod decide": (spec(container(**SAME), resources={"limits": {"hugepages-2Mi": "2Mi"}}), BURSTABLE),
    "limits of the pod alone": (spec(container(), resources={"limits": FULL}), GUARANTEED),
    "limits of the pod, requests of containers": (
        spec(container(requests={"memory": "512Mi"}), resources={"limits": FULL}),
        BURSTABLE,
    ),
    "a request of zero is not the limit": (spec(container(requests={"cpu": 0}, limits=FULL)), BURSTABLE),
    "one Guaranteed, one BestEffort": (spec(container(**SAME), container("b")), BURSTABLE),
    "ephemeral containers and overhead are nothing": (
        spec(container(**SAME), ephemeralContainers=[container("debug")], overhead={"cpu": "1"}),
        GUARANTEED,
    ),
    "the same amount in other words": (
        spec(container(requests={"cpu": "1000m", "memory": "1024Mi"}, limits={"cpu": 1, "memory": "1Gi"})),
        GUARANTEED,
    ),
    "nothing at all": ({}, BEST_EFFORT),
}


@pytest.mark.parametrize("name", VECTORS)
def test_the_class_of(name):
    given_spec, expected = VECTORS[name]
    assert quality_of(given_spec) == expected


@pytest.mark.parametrize(
    "odd",
    [
        {"containers": "a"},
        {"containers": [1, {"resources": "a"}, {"resources": {"requests": [], "limits": {"cpu": None}}}]},
        {"containers": [{"resources": {"limits": {"cpu": float("nan"), "memory": float("inf")}}}]},
        {"containers": [{"resources": {"limits": {"cpu": True, "memory": "a lot"}}}]},
        {"containers": [{}], "resources": "a", "overhead": 3, "initContainers": {}},
    ],
)
def test_what_is_no_pod_has_no_amounts(odd):
    assert quality_of(odd) == BEST_EFFORT


def test_what_containers_need_together_is_the_most_at_any_time():
    found = amounts_of(
        spec(
            container("a", requests={"memory": "10"}),
            container("b", requests={"memory": "20"}),
            init=[
                container("first", requests={"memory": "50"}),
                {**container("helper", requests={"memory": "15"}), "restartPolicy": "Always"},
                container("second", requests={"memory": "40"}),
                container("small", requests={"cpu": "1"}),
            ],
            overhead={"memory": "5"},
        )
    )
    assert {name: amount // 10**9 for name, amount in found.of_containers.items()} == {"memory": 55, "cpu": 1}
    assert found.requested["memory"] == 60 * 10**9
    assert [one.role for one in found.containers] == ["init", "sidecar", "init", "init", "app", "app"]
    assert found.most("memory") is None


def test_the_most_that_a_pod_uses():
    both = spec(container(limits=FULL), container("b", limits=FULL), overhead={"memory": "1Gi"})
    assert amounts_of(both).most("memory") == 3 * 2**30 * 10**9
    whole = spec(container(), resources={"limits": {"memory": "3Gi"}})
    assert amounts_of(whole).most("memory") == 3 * 2**30 * 10**9
    assert amounts_of(whole).most("cpu") is None


@pytest.mark.parametrize("value", [None, True, [], {}, float("nan"), float("inf"), "much", "1.2.3"])
def test_what_is_no_quantity(value):
    assert amount_of(value) is None


AMOUNTS = st.dictionaries(
    st.sampled_from(["cpu", "memory", "ephemeral-storage", "nvidia.com/gpu"]), st.sampled_from(["0", "1", "500m", "1Gi"])
)
CONTAINERS = st.builds(lambda requests, limits: container(requests=requests, limits=limits), AMOUNTS, AMOUNTS)


@given(st.lists(CONTAINERS, min_size=1, max_size=4), st.lists(CONTAINERS, max_size=3))
@hypothesis_settings(max_examples=examples(300), deadline=None)
def test_the_order_and_the_role_of_containers_change_no_class(apps, first):
    found = quality_of(spec(*apps, init=first))
    assert found in CLASSES
    assert found == quality_of(spec(*reversed(apps), init=first))
    assert found == quality_of(spec(*first, init=apps)) or not first
    assert found == quality_of(spec(*apps, *apps, init=first))


@given(st.lists(CONTAINERS, min_size=1, max_size=4))
@hypothesis_settings(max_examples=examples(300), deadline=None)
def test_a_pod_is_guaranteed_exactly_where_each_container_is(containers):
    alone = {quality_of(spec(one)) for one in containers}
    assert (quality_of(spec(*containers)) == GUARANTEED) == (alone == {GUARANTEED})
    assert (quality_of(spec(*containers)) == BEST_EFFORT) == (alone == {BEST_EFFORT})
