"""Scores of the kernel and ranks of eviction: the vectors of the specification, and laws."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from oamc.quality.amounts import amounts_of
from oamc.quality.eviction import (
    CANNOT_EXCEED,
    CRITICAL,
    MAY_EXCEED,
    Candidate,
    Exposure,
    exposure_of,
    is_memory_guaranteed,
    ranks,
)
from oamc.quality.scores import linear, scores_of
from tests.support.laws import examples
from tests.unit.quality.test_classes import CONTAINERS, SAME, container, spec

MI, GI, TI = 2**20, 2**30, 2**40


@pytest.mark.parametrize(
    ("capacity", "request_", "score"),
    [
        (16 * GI, GI, 938),
        (16 * GI, 8 * GI, 500),
        (16 * GI, 16 * GI, 3),
        (16 * GI, 0, 999),
        (16 * GI, 16 * MI, 999),
        (128 * GI, 62 * GI, 516),
        (TI, 64 * GI, 938),
        (TI, 500 * MI, 999),
        (2 * GI, 256 * MI, 875),
        (GI, 64 * GI, 3),
    ],
)
def test_the_score_of_a_burstable_container(capacity, request_, score):
    assert linear(request_, capacity) == score
    one = container(requests={"memory": request_, "cpu": "1"})
    assert scores_of(amounts_of(spec(one)), capacity) == (score,)


def test_the_scores_of_other_pods():
    burstable = spec(container(requests={"cpu": "1"}))
    assert scores_of(amounts_of(spec(container(**SAME))), GI) == (-997,)
    assert scores_of(amounts_of(spec(container())), GI) == (1000,)
    assert scores_of(amounts_of(burstable), GI, priority_class="system-node-critical") == (-997,)
    assert scores_of(amounts_of(burstable), GI, priority_class="system-cluster-critical") == (999,)


def test_a_sidecar_is_never_more_likely_to_be_killed_than_the_smallest_container():
    helper = {**container("helper", requests={"memory": "1Mi"}), "restartPolicy": "Always"}
    first = container("first", requests={"memory": "1Mi"})
    apps = (container("a", requests={"memory": "8Gi"}), container("b", requests={"memory": "4Gi"}))
    assert scores_of(amounts_of(spec(*apps, init=[helper, first])), 16 * GI) == (750, 999, 500, 750)
    large = {**container("helper", requests={"memory": "12Gi"}), "restartPolicy": "Always"}
    assert scores_of(amounts_of(spec(*apps, init=[large])), 16 * GI) == (250, 500, 750)


def test_what_a_pod_requests_beyond_its_containers_is_shared_among_all_of_them():
    pod = spec(container("a"), container("b"), init=[container("first")], resources={"requests": {"memory": "12Gi"}})
    assert scores_of(amounts_of(pod), 16 * GI) == (750, 750, 750)
    without_memory = spec(container("a"), resources={"requests": {"cpu": "1"}})
    assert scores_of(amounts_of(without_memory), 16 * GI) == (999,)


@given(st.integers(0, TI), st.integers(0, TI), st.integers(1, TI))
@hypothesis_settings(max_examples=examples(300), deadline=None)
def test_who_requests_more_is_killed_later(one, other, capacity):
    less, more = sorted((one, other))
    assert 3 <= linear(more, capacity) <= linear(less, capacity) <= 999


def test_the_exposure_of_pods():
    guaranteed = spec(container(requests={"memory": "1Gi"}, limits={"memory": "1Gi"}))
    assert exposure_of(amounts_of(guaranteed), "memory") == Exposure(group=CANNOT_EXCEED, overshoot=0)
    twice = spec(container(requests={"memory": "1Gi"}, limits={"memory": "2Gi"}))
    assert exposure_of(amounts_of(twice), "memory") == Exposure(group=MAY_EXCEED, overshoot=GI * 10**9)
    assert exposure_of(amounts_of(spec(container())), "memory") == Exposure(group=MAY_EXCEED, overshoot=None)
    # An init container that may use more than its own request stays below that of the pod.
    first = container("first", requests={"memory": "1Mi"}, limits={"memory": "1Gi"})
    below = amounts_of(spec(*guaranteed["containers"], init=[first]))
    assert exposure_of(below, "memory").group == CANNOT_EXCEED
    assert not is_memory_guaranteed(below)


def test_memory_is_guaranteed_by_the_pod_as_a_whole_too():
    memory = {"memory": "1Gi"}
    assert is_memory_guaranteed(amounts_of(spec(container(), resources={"limits": memory})))
    assert not is_memory_guaranteed(amounts_of(spec(container(), resources={"requests": {"memory": "1"}, "limits": memory})))
    assert not is_memory_guaranteed(amounts_of(spec(container(limits={"memory": "0"}))))
    assert not is_memory_guaranteed(amounts_of({}))


def candidate(name, group=MAY_EXCEED, priority=0, overshoot=0):
    return Candidate(name=name, priority=priority, exposure=Exposure(group=group, overshoot=overshoot))


def test_ranks_go_by_group_then_priority_then_overshoot_then_name():
    pods = (
        candidate("critical", priority=CRITICAL, overshoot=None),
        candidate("kept", CANNOT_EXCEED),
        candidate("important", priority=10, overshoot=None),
        candidate("b", overshoot=5),
        candidate("a", overshoot=5),
        candidate("large", overshoot=9),
        candidate("endless", overshoot=None),
        candidate("kept and lowly", CANNOT_EXCEED, priority=-1),
    )
    assert ranks(pods) == (8, 7, 5, 4, 3, 2, 1, 6)


@given(st.lists(CONTAINERS, min_size=1, max_size=3), st.lists(CONTAINERS, max_size=2))
@hypothesis_settings(max_examples=examples(300), deadline=None)
def test_a_pod_whose_memory_is_guaranteed_cannot_exceed_its_request(apps, first):
    pod = amounts_of(spec(*apps, init=first))
    if is_memory_guaranteed(pod):
        assert exposure_of(pod, "memory") == Exposure(group=CANNOT_EXCEED, overshoot=0)
    scores = scores_of(pod, 16 * GI)
    assert len(scores) == len(pod.containers)
    assert all(score in {-997, 1000} or 3 <= score <= 999 for score in scores)


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.integers(-5, 5), st.none() | st.integers(0, 5)), max_size=8))
@hypothesis_settings(max_examples=examples(200), deadline=None)
def test_ranks_are_a_permutation_that_does_not_depend_on_the_order(rows):
    pods = [candidate(str(index), group, priority, above) for index, (group, priority, above) in enumerate(rows)]
    found = dict(zip((one.name for one in pods), ranks(pods), strict=True))
    assert sorted(found.values()) == list(range(1, len(pods) + 1))
    backwards = pods[::-1]
    assert found == dict(zip((one.name for one in backwards), ranks(backwards), strict=True))
