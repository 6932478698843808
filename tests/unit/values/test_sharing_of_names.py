"""Trees of names: what several know together, and what of overrides an application gets."""

from oamc.values.sharing import share, together


def test_trees_together_have_every_name_at_every_depth():
    assert together([{"a": {"b": None}}, {"a": {"c": {"d": 1}}, "e": 2}]) == {"a": {"b": None, "c": {"d": None}}, "e": None}
    assert together([{"a": None}, {"a": {"b": None}}]) == {"a": {"b": None}}
    assert together([{"a": {"b": None}}, {"a": None}]) == {"a": {"b": None}}
    assert together([]) == {}


def test_what_is_known_outside_of_the_run_is_left_out_unless_it_was_typed_for_it():
    own, elsewhere = {"a": {"b": None}, "x": None}, {"a": {"c": {"d": None}}, "e": {"f": None}}
    values = {"a": {"b": 1, "c": {"d": 2}}, "e": {"f": 3}, "g": 4, "x": 5}
    assert share(values, own, [own], elsewhere) == {"a": {"b": 1}, "g": 4, "x": 5}
    assert share(values, own, [own], elsewhere, {"e": {"f": 3}}) == {"a": {"b": 1}, "e": {"f": 3}, "g": 4, "x": 5}
    assert share(values, own, [own], elsewhere, {"a": {"c": {"d": 2}}}) == {"a": {"b": 1, "c": {"d": 2}}, "g": 4, "x": 5}
    assert share(values, own, [own, elsewhere], None, {"e": {"f": 3}}) == {"a": {"b": 1}, "g": 4, "x": 5}
    assert share(values, own, [own]) == values
