"""Input that nobody meant: parts of any shape in every field, numbers as names, objects and items twice, and much of it."""

import copy
import json
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.changes.compare import compare
from oamc.changes.json_text import json_of
from oamc.changes.line_diff import unified_lines
from oamc.changes.markdown import markdown_of
from oamc.changes.text import text_of
from oamc.changes.unified import unified_of
from oamc.diagnostics.text import PLAIN
from tests.assurance.table.changes import SPECIMENS, held, places
from tests.support.laws import examples
from tests.unit.changes.builders import deployment, item, mounted, pods, policy, role, rule, service
from tests.unit.changes.test_equality import OTHER, SAME
from tests.unit.changes.test_refusals import REFUSALS, TAKEN

WHOLE = [
    *SPECIMENS,
    *(body for row in (*SAME.values(), *OTHER.values(), *REFUSALS.values(), *TAKEN.values()) for body in row[:2]),
]
PLACES = [list(places(body)) for body in WHOLE]
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
VALUES = ["text", 7, True, [], {}, [None], ["a"], [{}], {"a": {}}, [[]], {"name": 1}]
NAMES = st.sampled_from(["name", "key", "spec", "metadata", "labels", "kind", "namespace"]) | st.text(max_size=4)
ANYTHING = st.recursive(
    SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(NAMES, part, max_size=3), max_leaves=6
)


def nowhere(*_):
    return ""


def forms(old, new):
    """Return every form of a comparison."""
    changes = compare([old], [new])
    return (
        text_of(changes, PLAIN, nowhere, shows_noise=True, shows_values=True),
        markdown_of(changes, shows_noise=True, shows_values=True),
        json_of(changes, nowhere, shows_values=True),
        unified_of([old], [new], shows_values=False),
    )


@st.composite
def broken(draw):
    """Draw an object, and the same one with another value somewhere."""
    number = draw(st.integers(0, len(WHOLE) - 1))
    old, new = WHOLE[number], copy.deepcopy(WHOLE[number])
    for path in draw(st.lists(st.sampled_from(PLACES[number]), min_size=1, max_size=2)):
        try:
            parent = held(new, path[:-1])
        except (KeyError, IndexError, TypeError):
            continue
        if isinstance(parent, dict if isinstance(path[-1], str) else list) and (
            isinstance(path[-1], str) or path[-1] < len(parent)
        ):
            parent[path[-1]] = draw(ANYTHING)
    return old, new


@settings(max_examples=examples(300), deadline=None)
@given(broken())
def test_a_part_of_any_shape_is_compared_and_the_same_is_no_change(pair):
    old, new = pair
    assert compare([new], [copy.deepcopy(new)]) == ()
    assert forms(old, new) == forms(copy.deepcopy(old), copy.deepcopy(new))
    assert compare([new], [old]) == compare([copy.deepcopy(new)], [copy.deepcopy(old)])
    beside = [service(selector={"app": "web"}), policy(), mounted({"configMap": {"name": "web"}})]
    compare([old, *beside], [new, *beside])
    compare([old], [new, old])


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted({body["kind"] for body in SPECIMENS}))
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_field_of_another_shape_is_no_fault(kind, value):
    body = next(body for body in SPECIMENS if body["kind"] == kind)
    for path in list(places(body))[VALUES.index(value) % 3 :: 3]:
        new = copy.deepcopy(body)
        held(new, path[:-1])[path[-1]] = value
        compare([body], [new])
        compare([new], [body])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (item("HorizontalPodAutoscaler", "autoscaling/v2", spec={"maxReplicas": 3}), {"maxReplicas": "3"}),
        (item("Pod", spec={"activeDeadlineSeconds": 3}), {"activeDeadlineSeconds": "3"}),
        (deployment(), {"replicas": "3"}),
        (deployment(), {"replicas": [3]}),
        (deployment(), {"template": []}),
        (deployment(), {"selector": "app"}),
    ],
)
def test_a_number_that_is_none_is_no_fault(old, new):
    assert compare([old], [{**old, "spec": {**old["spec"], **new}}])


def test_objects_of_others_with_the_name_of_a_kind_are_no_surroundings():
    others = [
        item(kind, "example.com/v1", spec=spec)
        for kind in ("Service", "Deployment", "NetworkPolicy", "Ingress", "HorizontalPodAutoscaler", "LimitRange", "Job")
        for spec in ("text", ["a"], {"selector": ["a"], "template": {"spec": {"volumes": "a"}}, "limits": 1, "ingress": 3})
    ]
    old, new = deployment(), deployment(labels={"app": "web", "a": "b"})
    assert [change.kind for change in compare([old], [new, *others]) if change.is_rated] == ["Deployment"]


def test_what_is_no_number_is_no_change():
    old, new = (item("Widget", "example.com/v1", spec={"size": float("nan"), "sizes": [float("nan")]}) for _ in range(2))
    assert math.isnan(old["spec"]["size"])
    assert compare([old], [new]) == ()


def test_the_last_of_two_objects_of_one_name_counts():
    first, second = (item("ConfigMap", data={"a": value}) for value in "12")
    assert compare([first, second], [second]) == ()
    assert compare([second], [second, first])[0].fields[0].new == "1"


def test_items_of_one_name_are_told_apart_by_their_order():
    def listed(*values):
        return pods({"env": [{"name": "A", "value": value} for value in values]})

    (change,) = compare([listed("1", "2")], [listed("1", "3")])
    assert [(field.path[-2], field.old, field.new) for field in change.fields] == [("[A#2]", "2", "3")]
    assert compare([listed("1", "2")], [listed("1", "2")]) == ()


def test_bytes_of_a_secret_that_are_no_text_are_told():
    old, new = (item("Secret", data={"a": value}) for value in ("/w==", "/g=="))
    for form in forms(old, new):
        form.encode()
    assert json.loads(forms(old, new)[2])["objects"][0]["fields"]


MANY = 3_000
TIMES = {
    "duplicates": lambda n: ([pods({"env": [{"name": "A", "value": str(i)} for i in range(n)]})], [pods()]),
    "rules": lambda n: (
        [role(*(rule("get", resource=f"a{i}") for i in range(n)))],
        [role(*(rule("list", resource=f"b{i}") for i in range(n)))],
    ),
    "stars": lambda n: (
        [role(rule("get"))],
        [role(*[{key: ["*"] * n for key in ("apiGroups", "resources", "verbs", "resourceNames")}])],
    ),
    "peers": lambda n: (
        [policy(ingress=[{"from": [{"ipBlock": {"cidr": f"10.{i}"}} for i in range(n)]}])],
        [policy(ingress=[{"from": [{"ipBlock": {"cidr": f"11.{i}"}} for i in range(n)]}])],
    ),
    "renamed of one component": lambda n: tuple(
        [
            item("ConfigMap", name=f"{side}{i}", metadata={"labels": {"oam.dev/instance-name": "a", "oam.dev/component": "b"}})
            for i in range(n)
        ]
        for side in "ab"
    ),
    "renamed but for a digest": lambda n: tuple([item("ConfigMap", name=f"a-{i:06}{side}") for i in range(n)] for side in "ab"),
    "keys that volumes read": lambda n: tuple(
        [
            item("ConfigMap", name="a", data=data),
            pods(volumes=[{"name": f"v{i}", "configMap": {"name": "a"}} for i in range(n)]),
        ]
        for data in ({f"k{i}": "a" for i in range(n)}, {})
    ),
}


@pytest.mark.parametrize("about", TIMES)
def test_time_does_not_grow_with_the_square(about):
    old, new = TIMES[about](MANY)
    started = time.process_time()
    assert compare(old, new)
    assert time.process_time() - started < 8  # with the square it is a minute and more


def test_a_unified_diff_of_a_long_text_takes_no_square_of_it():
    def listed(value):
        return pods({"env": [{"name": f"A{number}", "value": value} for number in range(MANY)]})

    started = time.process_time()
    text = unified_of([listed("a")], [listed("b")], shows_values=True)
    assert time.process_time() - started < 8  # with the square it is a minute and more
    assert (text.count("\n-"), text.count("\n+")) == (MANY, MANY + 1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from("abcdefgh"), max_size=30), st.lists(st.sampled_from("abcdefgh"), max_size=30))
def test_a_diff_of_lines_makes_the_new_text_of_the_old_one(old, new):
    old, new = ([f"{line}\n" for line in [*text, *map(str, range(600))]] for text in (old, new))
    lines = list(unified_lines(old, new, "ab"))
    assert bool(lines) == (old != new)
    made, at = [], 0
    for line in lines[2:]:
        if line.startswith("@@"):
            start = int(line.split()[1].split(",")[0].lstrip("-"))
            before = start if line.split()[1].endswith(",0") else start - 1
            made += old[at:before]
            at = before
        else:
            assert line[0] == "+" or line[1:] == old[at]
            at += line[0] != "+"
            made += [line[1:]] if line[0] != "-" else []
    assert [*made, *old[at:]] == new
