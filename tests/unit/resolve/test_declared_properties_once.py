"""What declared properties are is found out once for each capability, whatever instances give them."""

from __future__ import annotations

from oamc.resolve.grouped_properties import MOST_REMEMBERED, of_declared


def test_what_is_made_of_the_same_properties_is_made_once():
    made: list[object] = []
    known: dict[int, tuple[tuple[()], object]] = {}
    declared = ()

    def make(_declared: object) -> object:
        made.append(object())
        return made[-1]

    assert of_declared(known, declared, make) is of_declared(known, declared, make)
    assert len(made) == 1


def test_properties_that_are_gone_are_never_taken_for_others_in_their_place():
    known: dict[int, tuple[tuple[int], int]] = {}
    for number in range(3 * MOST_REMEMBERED):
        assert of_declared(known, (number,), lambda declared: declared[0]) == number
        assert len(known) <= MOST_REMEMBERED
    assert all(key == id(declared) for key, (declared, _) in known.items())
