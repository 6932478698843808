"""What trees mean as plain data, and which of their parts are not decided."""

import pytest

from oamc.engines.contract import Rendered, Tree
from oamc.engines.trees import plain, undecided


def scalar(kind, text=""):
    return Tree(kind=kind, text=text)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("int", "9223372036854775807", 9223372036854775807),
        ("int", "-9223372036854775808", -9223372036854775808),
        ("int", "9223372036854775809", 9223372036854775808),
        ("int", "123456789012345678901234567890", 1.2345678901234568e29),
        ("int", "-1", -1),
        ("float", "1.0", 1),
        ("float", "1.50", 1.5),
        ("float", "1E+3", 1000),
        ("float", "1e21", 1e21),
        ("bool", "true", True),
        ("bool", "false", False),
        ("null", "", None),
        ("string", "1", "1"),
        ("bytes", "AP8=", "AP8="),
    ],
)
def test_a_scalar_is_what_json_readers_of_go_see(kind, text, expected):
    found = plain(scalar(kind, text))
    assert found == expected
    assert type(found) is type(expected)


def test_fields_and_items_keep_their_order():
    tree = Tree(
        kind="struct", fields=(("z", scalar("int", "1")), ("a", Tree(kind="list", items=(scalar("null"), scalar("int", "2")))))
    )
    assert list(plain(tree).items()) == [("z", 1), ("a", [None, 2])]


def test_what_is_not_decided_is_found_in_order_and_is_no_data():
    hole = Tree(kind="open", text="incomplete value string", type="string")
    tree = Tree(kind="struct", fields=(("a", Tree(kind="list", items=(scalar("null"), hole))), ("b", hole)))
    assert list(undecided(tree)) == [(("a", 1), hole), (("b",), hole)]
    assert list(undecided(scalar("null"))) == []
    assert list(undecided(Tree(kind="list", text="x"))) == []
    half = Tree(kind="struct", text="incomplete bool", fields=(("a", scalar("null")),))
    assert list(undecided(half)) == [((), half)]
    with pytest.raises(ValueError, match="not decided"):
        plain(half)
    with pytest.raises(ValueError, match="not decided"):
        plain(tree)


def test_a_root_is_found_by_its_name():
    rendered = Rendered(roots=(("output", scalar("null")), ("patch", scalar("int", "1"))))
    assert rendered.root("patch") == scalar("int", "1")
    assert rendered.root("outputs") is None
