"""Types in words, for comments, pages and hints."""

import pytest

from oamc.expressions.type_words import type_in_words
from oamc.expressions.types import AnyListType, BooleanType, ListType, NumberType, TextType


@pytest.mark.parametrize(
    ("value_type", "words"),
    [
        (NumberType(above=0, below=1), "number greater than 0 and less than 1"),
        (NumberType(above=0, maximum=1), "number greater than 0 and of at most 1"),
        (NumberType(minimum=1, below=5.5), "number of at least 1 and less than 5.5"),
        (NumberType(minimum=1, above=0, below=9, maximum=3), "number of at least 1 and of at most 3"),
        (NumberType(whole=True, multiple=5), "whole number, a multiple of 5"),
        (NumberType(whole=True, minimum=0, maximum=9, multiple=3), "whole number from 0 to 9, a multiple of 3"),
        (NumberType(whole=True, above=0, multiple=3), "whole number greater than 0, a multiple of 3"),
        (AnyListType(), "list"),
        (AnyListType(minimum_length=1), "list, not empty"),
        (AnyListType(minimum_length=2), "list, of at least 2 items"),
        (AnyListType(maximum_length=1), "list, of 0 to 1 items"),
        (ListType(item=TextType(), minimum_length=1), "list of texts"),
        (ListType(item=TextType(), minimum_length=1, maximum_length=1), "list of texts, of 1 item"),
        (ListType(item=TextType(contains=("^a",)), unique=True), 'list of texts, each must match "^a", no two alike'),
        (ListType(item=TextType(choices=("a", "b"))), "list of texts, each one of a, b"),
        (ListType(item=BooleanType(), maximum_length=3), "list, of 0 to 3 items, each item true or false"),
    ],
)
def test_a_type_says_all_of_its_rules(value_type, words):
    assert type_in_words(value_type) == words
