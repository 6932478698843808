"""Names of objects without one: those of KubeVela's own program, and every kind of value that counts in them."""

import pytest

from oamc.lower.auxiliary_names import _dumped, _float, _hash, _spelled, auxiliary_name


def labels(application, component, type_, resource):
    return {
        "app.oam.dev/name": application,
        "app.oam.dev/component": component,
        "trait.oam.dev/type": type_,
        "trait.oam.dev/resource": resource,
    }


@pytest.mark.parametrize(
    ("type_", "rendered", "name"),
    [
        (
            "scaled",
            {
                "apiVersion": "scale.example/v1",
                "kind": "Scale",
                "spec": {"max": 3},
                "metadata": {"labels": labels("p24", "c", "scaled", "a")},
            },
            "c-scaled-986f58f65",
        ),
        (
            "nm",
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"labels": labels("o23", "c", "nm", "o")}},
            "c-nm-6b89cdc8b6",
        ),
    ],
)
def test_a_name_is_that_of_the_program(type_, rendered, name):
    assert auxiliary_name("c", type_, rendered) == name


def test_the_type_is_written_small():
    assert auxiliary_name("web", "AuxiliaryWorkload", {}).startswith("web-auxiliaryworkload-")


def test_every_kind_of_value_is_printed_as_go_prints_it():
    value = {"b": True, "é": None, "a": [1, -1.5, "x y", [], {}], "Z": 2**63, "c": {"d": False}}
    assert _dumped(value) == (
        "(map[string]interface {})map[Z:(float64)9.223372036854776e+18 "
        "a:([]interface {})[(int64)1 (float64)-1.5 (string)x y ([]interface {})[] (map[string]interface {})map[]] "
        "b:(bool)true c:(map[string]interface {})map[d:(bool)false] é:(interface {})<nil>]"
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1.5, "1.5"),
        (100000.5, "100000.5"),
        (1000000.5, "1.0000005e+06"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (1e300, "1e+300"),
        (0.1 + 0.2, "0.30000000000000004"),
        (0.0, "0"),
    ],
)
def test_a_number_is_spelled_as_the_shortest_of_go(number, text):
    assert _float(number) == text


def test_the_hash_and_its_letters_are_those_of_kubernetes():
    assert _hash(b"") == 2166136261
    assert _hash(b"a") == 0xE40C292C
    assert _spelled(1234567890) == "56789bcdf4"
