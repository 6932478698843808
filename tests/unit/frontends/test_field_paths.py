"""Field paths of OAM v1alpha2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.frontends.v1alpha2.field_paths import LARGEST_INDEX, MOST_STEPS, parse, spell

names = st.text(st.characters(exclude_characters=".[]", exclude_categories=("Cs",)), min_size=1)
keys = st.text(st.characters(exclude_characters="[]", exclude_categories=("Cs",)), min_size=1).filter(
    lambda text: not (text.isascii() and text.isdigit())
)
steps = st.one_of(st.integers(0, LARGEST_INDEX), keys.filter(lambda text: "." in text or "/" in text), names)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("spec.containers[0].image", ("spec", "containers", 0, "image")),
        ("metadata.labels[app.kubernetes.io/name]", ("metadata", "labels", "app.kubernetes.io/name")),
        ("data[a.b][0]", ("data", "a.b", 0)),
        ("a[007]", ("a", 7)),
        (f"a[{LARGEST_INDEX}]", ("a", LARGEST_INDEX)),
        (".".join("a" * MOST_STEPS), ("a",) * MOST_STEPS),
    ],
)
def test_a_path_is_read(text, path):
    assert parse(text) == path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        (".a", "begins with a dot"),
        ("a.", "ends in a dot"),
        ("a..b", "has an empty part"),
        ("a.[0]..b", "has an empty part"),
        ("a[", "has brackets that do not fit together"),
        ("a]", "has brackets that do not fit together"),
        ("a[]", "has brackets that do not fit together"),
        ("a[[0]]", "has brackets that do not fit together"),
        ("[0]", "begins with a bracket"),
        ("a[0]b", "has no dot behind a bracket"),
        (f"a[{LARGEST_INDEX + 1}]", "has an index above"),
        (".".join("a" * (MOST_STEPS + 1)), "has more than"),
    ],
)
def test_what_is_wrong_with_a_path_is_said(text, problem):
    found = parse(text)
    assert isinstance(found, str)
    assert found.startswith(problem)


@given(names.filter(lambda text: "/" not in text), st.lists(steps, max_size=5))
def test_a_path_is_spelled_as_it_is_read(first, rest):
    path = (first, *rest)
    assert parse(spell(path)) == path
