import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.startup.indented_json import indented_json

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_json_is_indented_as_the_package_json_does_it(value):
    assert indented_json(value) == json.dumps(value, indent=2)


@pytest.mark.parametrize("value", [{}, [], (), {"a": {}}, [[]], "", 'é\n"\\\x7f\U0001f600', -0.0, 1e16, (1, True, None)])
def test_edges_are_spelled_as_the_package_json_spells_them(value):
    assert indented_json(value) == json.dumps(value, indent=2)


def test_what_json_has_no_word_for_is_a_fault_of_the_caller():
    with pytest.raises(AssertionError, match="JSON has no set"):
        indented_json({"a": {1}})
