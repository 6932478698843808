"""Claims: what a patch says of which field, and whether two of them are about one."""

import pytest

from oamc.expressions.holes import IsTrue, When
from oamc.objects.claims import Claim, claims
from oamc.objects.patch_marks import ABSENT, Directed, each
from oamc.objects.tree import At
from oamc.spans import SourceFile, Span

PLACE = Span(SourceFile(path="in.yaml", label="in.yaml", text=""), 1, 1, 1, 2)
ON = IsTrue(path=("on",))


def keys_of(path):
    return {("c",): ("name",), ("c", 0, "ports"): ("number",), ("d", 0, "ports"): ("number",)}.get(path, ())


def found(patch):
    """Return the claims of a patch, each field with whether it is taken away."""
    return {claim.path: claim.removes for claim in claims(patch, keys_of)}


@pytest.mark.parametrize(
    ("patch", "claimed"),
    [
        ({}, {(): False}),
        ({"a": 1, "b": {"c": None, "d": "x"}}, {("a",): False, ("b", "d"): False}),
        ({"a": {}}, {("a",): False}),
        ({"a": []}, {("a",): False}),
        ({"a": [1, 2]}, {("a",): False}),
        ({"a": ABSENT}, {("a",): True}),
        ({"a": At({"b": ABSENT}, PLACE)}, {("a", "b"): True}),
        ({"a": When(condition=ON, then={"b": 1})}, {("a", "b"): False}),
        ({"a": When(condition=ON, then={"b": 1}, otherwise={"c": 2})}, {("a", "b"): False, ("a", "c"): False}),
        ({"c": [{"name": "x", "v": 1}]}, {("c", (("name", "x"),), "v"): False}),
        ({"c": ({"name": "x", "v": 1},)}, {("c", (("name", "x"),), "v"): False}),
        ({"c": []}, {("c",): False}),
        ({"c": [{"v": 1}]}, {("c", None, "v"): False}),
        (
            {"c": [{"name": "x", "ports": [{"number": 1, "v": 2}]}]},
            {("c", (("name", "x"),), "ports", (("number", 1),), "v"): False},
        ),
        ({"c": each({"v": 1})}, {("c", None, "v"): False}),
        ({"d": each({"ports": [{"number": 1, "v": 2}]})}, {("d", None, "ports", (("number", 1),), "v"): False}),
        ({"a": Directed({"b": 1})}, {("a", "b"): False}),
        (
            {"c": Directed([{"name": "x", "v": 1}], each={"w": 2})},
            {("c", None, "w"): False, ("c", (("name", "x"),), "v"): False},
        ),
    ],
)
def test_a_patch_claims_its_leaves(patch, claimed):
    assert found(patch) == claimed


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("a",), ("a",), True),
        (("a",), ("a", "b"), True),
        (("a", "b"), ("a", "c"), False),
        (("a", None, "v"), ("a", (("name", "x"),), "v"), True),
        (("a", None, "v"), ("a", (("name", "x"),), "w"), False),
        (("a", (("name", "y"),)), ("a", (("name", "x"),)), False),
    ],
)
def test_claims_meet_at_one_field_and_at_a_field_and_its_inside(one, other, meet):
    first, second = Claim(path=one, removes=False), Claim(path=other, removes=True)
    assert first.meets(second) is meet
    assert second.meets(first) is meet
