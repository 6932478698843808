"""What is remembered of the values of one object changes nothing in what is found in the next one."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from schema_samples import SAMPLES

from oamc.kubernetes import structure
from oamc.kubernetes.schemas import SUPPORTED_VERSIONS, problems
from tests.support.laws import examples

TWINS = (True, False, 1, 0, 1.0, 0.0, -0.0, "1", "0", "true", "", 80, 80.0, "80", 2**31, float(2**31), 2**63, 10**70)
TEXTS = ("a", "A", "TCP", "tcp", "http", "w" * 64, "w" * 65, "w" * 5000, "-", "100m", "25%", "a\x00", "IfNotPresent")
VALUES = (*TWINS, *TEXTS, None, [], {}, ["a", "a", True, 1], {"a": True, "A/": 1, "b": ""})


class Text(str):
    """A text of another type, as no document holds one."""

    __slots__ = ()


def places(value, path=()):
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if path or key not in ("apiVersion", "kind"):
            yield (*path, key)
            yield from places(item, (*path, key))


def with_value(body, path, value):
    changed = copy.deepcopy(body)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


def forget():
    for known in structure._SOUND.values():
        known.clear()


def found_alone(body, version):
    forget()
    return problems(body, version)


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_the_same_is_found_whatever_was_seen_before(data):
    version = data.draw(st.sampled_from(SUPPORTED_VERSIONS))
    sample = SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))]
    path = data.draw(st.sampled_from(list(places(sample))))
    value = st.sampled_from(VALUES)
    objects = [with_value(sample, path, held) for held in data.draw(st.lists(value, min_size=2, max_size=6))]
    alone = [found_alone(one, version) for one in objects]
    forget()
    assert [problems(one, version) for one in objects] == alone
    assert [problems(one, version) for one in reversed(objects)] == alone[::-1]


def deployment(**container):
    held = {"name": "a", "image": "example/a", **container}
    labels = {"app": "a"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [held]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": spec}


@pytest.mark.parametrize(("good", "twin"), [(1, True), (1, False), ("1", 1.5)])
def test_a_number_that_was_good_says_nothing_of_its_twin(good, twin):
    port = {"containerPort": good} if good == 1 else {"containerPort": 1, "name": "a"}
    field = "containerPort" if good == 1 else "name"
    assert problems(deployment(ports=[port])) == ()
    assert [one.kind for one in problems(deployment(ports=[{**port, field: twin}]))] == ["wrong-type"]


def test_an_empty_text_is_unset_in_one_field_and_refused_in_another():
    assert problems(deployment(ports=[{"containerPort": 80, "name": "", "protocol": ""}])) == ()
    for field in ("name", "image"):
        assert [one.path[-1] for one in problems(deployment(**{field: ""}))] == [field]


def test_few_and_short_texts_are_remembered():
    forget()
    for number in range(3 * structure.MOST_REMEMBERED):
        assert problems(deployment(image=f"example/a:{number}", args=[f"{number}", "w" * 65, Text(f"t{number}")])) == ()
    assert any(structure._SOUND.values())
    for known in structure._SOUND.values():
        assert len(known) <= structure.MOST_REMEMBERED
        assert {type(one) for one in known} <= {str, int}
        assert all(len(one) <= structure.LONGEST_REMEMBERED for one in known if isinstance(one, str))


def test_a_rule_is_asked_once_for_equal_values(monkeypatch):
    """Many objects say the same: what is known to be good is not judged again."""
    forget()
    asked = []
    judge = structure.Walk.check_rule
    monkeypatch.setattr(structure.Walk, "check_rule", lambda *given: asked.append(given[1]) or judge(*given))
    body = deployment(ports=[{"containerPort": 8080, "name": "http", "protocol": "TCP"}], args=["serve", "serve"])
    assert problems(body) == ()
    assert {8080, "http", "TCP", "serve"} <= set(asked)
    assert asked.count("serve") == 1
    asked.clear()
    assert problems(copy.deepcopy(body)) == ()
    assert asked == []
    assert problems(deployment(ports=[{"containerPort": 8081, "name": "http"}])) == ()
    assert asked == [8081]
