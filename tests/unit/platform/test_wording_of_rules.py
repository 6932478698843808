"""What patterns and lists of rules mean, and what they do to types."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.expressions.problems import problem
from oamc.expressions.types import ChoiceType, ListType, NumberType, ObjectType, TextType
from oamc.platform.rules import HOSTS, REGISTRIES, STORAGE_CLASSES, Listed
from oamc.platform.wording import as_texts, breaks, matches, narrowed, texts_of, words_of
from oamc.spans import Located, SourceFile, Span

HERE = Span(SourceFile(path="oamc.toml", label="oamc.toml", text=""), 1, 1, 1, 2)


def listed(*names, key=REGISTRIES, denies=False):
    return Listed(key=key, denies=denies, names=tuple(Located(value=name, span=HERE) for name in names), span=HERE)


def allows(rule, text):
    return not problem(texts_of(rule)[0], text)


@given(st.text("ab*", max_size=8), st.text("ab", max_size=12))
def test_a_star_stands_for_any_characters(pattern, name):
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert matches(pattern, name) is (re.fullmatch(expression, name) is not None)


def test_a_pattern_with_many_stars_is_quick():
    assert not matches("*a" * 100, "b" * 100_000)


@pytest.mark.parametrize(
    ("image", "is_allowed"),
    [
        ("registry.example.com/web:1", True),
        ("registry.example.com/a/b@sha256:0", True),
        ("registry.example.com:5000/web", False),
        ("registry.example.com.evil.net/web", False),
        ("registry-example.com/web", False),
        ("Registry.example.com/web", False),
        ("evil.net/registry.example.com/web", False),
        ("mirror.example.com/shop:1", True),
        ("mirror.example.com/shop/web:1", True),
        ("mirror.example.com/shopper:1", False),
        ("mirror.example.com/other:1", False),
        ("nginx", False),
        ("a.mirrors.example.com/web", True),
        ("a.b/mirrors.example.com/web", False),
    ],
)
def test_a_registry_is_compared_up_to_its_end(image, is_allowed):
    rule = listed("registry.example.com", "mirror.example.com/shop", "*.mirrors.example.com")
    assert allows(rule, image) is is_allowed


@pytest.mark.parametrize("image", ["nginx", "nginx:1.2", "library/nginx", "docker.io/nginx", "a@sha256:0"])
def test_an_image_without_a_registry_is_of_docker_io(image):
    assert allows(listed("docker.io"), image)
    assert not allows(listed("docker.io", denies=True), image)


@pytest.mark.parametrize("image", ["DOCKER.IO/nginx", "Docker.io/library/nginx:1"])
def test_the_case_of_a_denied_registry_does_not_count(image):
    assert not allows(listed("docker.io", denies=True), image)
    assert allows(listed("quay.io", denies=True), image)


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("shop.example.org", True),
        ("a.shop.example.org", False),
        ("a.example.com", True),
        ("a.b.example.com", True),
        ("*.a.example.com", True),
        ("example.com", False),
        ("badexample.com", False),
        ("a.example.com.evil.net", False),
        ("a.example.com\n", False),
        ("", False),
    ],
)
def test_a_host_is_compared_as_a_whole(host, is_allowed):
    assert allows(listed("shop.example.org", "*.example.com", key=HOSTS), host) is is_allowed


def test_storage_classes_without_a_star_are_choices():
    assert texts_of(listed("fast", "slow", key=STORAGE_CLASSES))[0] == TextType(choices=("fast", "slow"))
    assert allows(listed("fast-*", key=STORAGE_CLASSES), "fast-1")
    assert not allows(listed("fast-*", key=STORAGE_CLASSES), "slow")


@pytest.mark.parametrize("key", [HOSTS, REGISTRIES, STORAGE_CLASSES])
def test_an_empty_list_allows_no_text(key):
    assert not any(allows(listed(key=key), text) for text in ("", "a", "a.example.com/b"))


def test_long_lists_are_cut_in_words():
    names = [f"r{number}.example" for number in range(10)]
    assert words_of(listed(*names)).endswith("r7.example and 2 more")
    assert texts_of(listed(*names))[1].endswith("r7.example or 2 more")
    assert words_of(listed(denies=True)) == "denied are none"


def test_a_denied_name_breaks_and_so_does_one_that_is_not_allowed():
    assert breaks(listed("a*", denies=True), ["ab"])
    assert not breaks(listed("a*", denies=True), ["b"])
    assert breaks(listed("a*"), ["b", "c"])
    assert not breaks(listed("a*"), ["b", "ac"])


def test_a_rule_narrows_the_items_of_a_list_and_no_tree():
    bound = NumberType(maximum=3)
    assert narrowed(ListType(item=NumberType()), bound) == ListType(item=bound)
    assert narrowed(ListType(item=TextType()), bound) is None
    assert narrowed(ObjectType(), bound) is None
    assert narrowed(ChoiceType(choices=()), bound) == ChoiceType(choices=())


def test_texts_of_a_rule_are_those_among_its_choices():
    assert as_texts(ChoiceType(choices=("a", 1))) == TextType(choices=("a",))
    assert as_texts(ChoiceType(choices=(1,))) is None
    assert as_texts(NumberType()) is None
    assert as_texts(TextType(contains=("a",))) == TextType(contains=("a",))
