"""Patterns of users: what is read, what is refused, and that they mean what they mean to Go, at a bounded cost."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.expressions.pattern_trees import LONGEST_PATTERN
from oamc.expressions.patterns import MOST_POSITIONS, PatternError, read_pattern
from oamc.expressions.types import LONGEST_MATCHED


@pytest.mark.parametrize(
    ("pattern", "found", "missing"),
    [
        ("b", "abc", "ac"),
        ("^b", "bc", "ab"),
        ("b$", "ab", "b\n"),
        ("^$", "", "\n"),
        ("a|^b$", "xa", "bb"),
        ("a.c", "a😀c", "a\nc"),
        (r"^\d+$", "0123456789", "٣"),
        (r"^\w$", "_", "é"),
        (r"^\W$", "é", "_"),
        (r"^\s$", "\f", "\v"),
        (r"^\S$", "\v", " "),
        (r"^[\d_-]+$", "1_-", "a"),
        ("^[^a-z]$", "\n", "a"),
        ("^[😀-😎]$", "😃", "\ud83d"),
        ("^[a-c-]$", "-", "d"),
        (r"^[\]\[^-]$", "^", "a"),
        ("^a{2,3}$", "aa", "aaaa"),
        ("^(?:a{2}){2}$", "aaaa", "aaa"),
        ("^a{2,}?$", "aaaaa", "a"),
        ("^(a*)*$", "aaa", "b"),
        ("^(|a)b$", "b", "bb"),
        (r"^\x41\.\/$", "A./", "Ax/"),
        ("^}]$", "}]", "}"),
    ],
)
def test_a_pattern_means_what_go_takes_it_for(pattern, found, missing):
    assert read_pattern(pattern).search(found)
    assert not read_pattern(pattern).search(missing)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a)\1", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?P<n>a)", "(?<n>a)", "(?i)a", "(?i:a)", "(?#c)", r"\b", r"\B", r"\A",
        r"\Z", r"\z", r"\p{L}", r"\pL", r"\x{41}", r"\u0041", r"\0", r"\Qa\E", r"\a", r"\xz1", r"\x4", "a++", "a*+", "a?+",
        "a**",
        "a{2}{3}", "{2}", "a{,3}", "a{x}", "a{2", "a{01}", "a{3,2}", "a{1001}", "(?:a{100}){100}", "*a", "+", "?", "^*", "$+",
        "(a",
        "a)", "[a", "[]", "[]a]", "[[:alpha:]]", "[b-a]", r"[\d-z]", r"[a-\d]", "a\\", "[^\\d\\D]", "é\\é",
    ],
)  # fmt: skip
def test_what_the_engines_read_differently_is_refused(pattern):
    with pytest.raises(PatternError):
        read_pattern(pattern)


def test_a_pattern_is_bounded_in_length_in_depth_and_written_out():
    assert read_pattern("a" * MOST_POSITIONS).search("a" * MOST_POSITIONS)
    assert read_pattern("(?:)" * (LONGEST_PATTERN // 4)).search("")
    for pattern in (
        "(?:)" * (LONGEST_PATTERN // 4) + "a",
        f"^.{{{MOST_POSITIONS + 1}}}$",
        "(" * 60 + ")" * 60,
        "(((a?)?)?){999}",
    ):
        with pytest.raises(PatternError):
            read_pattern(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a|b)*a(a|b){240}c", "a*a*a*a*b$", "(.*a){20}$", "([a-z]+)*@"])
def test_no_pattern_takes_long_for_any_text(pattern):
    started = time.process_time()
    for text in ("a" * (LONGEST_MATCHED - 1) + "!", "ab" * (LONGEST_MATCHED // 2)):
        read_pattern(pattern).search(text)
    assert time.process_time() - started < 5, "Python's own engine would take years"


@st.composite
def patterns(draw: st.DrawFn) -> str:
    part = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\s", r"\W", "^", "$", r"\n", "(?:)", "é", "[a-é]", "😀"])
    extended = st.recursive(
        part,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda both: f"({both[0]}|{both[1]})"),
            st.tuples(inner, st.sampled_from(["*", "+", "?", "{0,2}", "{2}", "{1,}", "*?"])).map(
                lambda pair: f"({pair[0]}){pair[1]}"
            ),
        ),
        max_leaves=6,
    )
    return draw(extended)


@given(patterns(), st.text(st.sampled_from("ab\n é😀"), max_size=6))
def test_the_spelling_means_the_same_to_python_and_is_its_own_spelling(pattern, text):
    matcher = read_pattern(pattern)
    # `$` is the one sign that Python reads differently: it lets a line feed follow.
    assert bool(re.search(matcher.spelling.replace("$", r"\Z"), text)) == matcher.search(text)
    assert read_pattern(matcher.spelling).spelling == matcher.spelling
