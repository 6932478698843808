"""`values.yaml` is read by every reader as the values that it was written from."""

import pytest
import yaml
from helm_python import values_from_yaml

from oamc.backends.helm.values_yaml import values_yaml
from oamc.expressions.types import AnyListType, ObjectType
from oamc.values.parameters import BUILT_IN, Assignment, Parameter


def parameter(path, type_, value):
    return Parameter(path=path, type=type_, description="", history=(Assignment(source=BUILT_IN, value=value, span=None),))


@pytest.mark.parametrize("key", ["a", "a" * 1024, "a" * 1025, "<" * 1023, "\x01" * 200])
def test_a_key_of_any_length_is_read_back(key):
    value = {key: {key: [{key: {key: 1}}, {"b": key}]}, "c": {}}
    text = values_yaml([parameter(("web", "parameters", "p"), ObjectType(), value)], (), "shop")
    assert yaml.safe_load(text) == values_from_yaml(text) == {"web": {"parameters": {"p": value}}}
    text = values_yaml([parameter((key, key), AnyListType(), [value])], (), "shop")
    assert yaml.safe_load(text) == values_from_yaml(text) == {key: {key: [value]}}
