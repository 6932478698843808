"""Patterns of `--exclude`: what they match, what they refuse, and what a hostile one costs."""

import time

import pytest

from oamc.cli.exclusion import LONGEST_PATTERN, MOST_NAMES, Excluded, fits, name_fits, problem_of


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        ("node_modules", ["node_modules", "a/b/node_modules"], ["node_modules2", "a/b", "node_modules/x"]),
        ("*.test.yaml", ["a.test.yaml", "a/.test.yaml", "a/b.c.test.yaml"], ["a.test.yml", "test.yaml", "test.yaml/a"]),
        ("build/*.yaml", ["build/a.yaml", "build/.yaml"], ["a/build/a.yaml", "build/b/a.yaml", "build"]),
        ("build/**", ["build", "build/a", "build/a/b"], ["a/build", "builds"]),
        ("**/fixtures", ["fixtures", "a/fixtures", "a/b/fixtures"], ["fixtures/a", "a/fixtures2"]),
        ("**/fixtures/*.yaml", ["fixtures/a.yaml", "x/fixtures/a.yaml"], ["fixtures/b/a.yaml", "a.yaml"]),
        ("a/**/b/**/c", ["a/b/c", "a/x/b/c", "a/b/b/c", "a/x/b/y/z/c"], ["a/c", "b/c", "a/b", "a/b/c/d"]),
        ("a/**/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a", "b"]),
        ("a/**/b/b", ["a/b/b", "a/b/b/b", "a/b/x/b/b"], ["a/b", "a/b/b/x"]),
        ("teams/*/old/", ["teams/a/old"], ["teams/old", "teams/a/b/old"]),
        ("a*b*c", ["abc", "a-b-c", "abbcc", "x/axbxc"], ["acb", "ab", "bc", "abcd"]),
        ("a*a", ["aa", "aba"], ["a", "ab"]),
        ("*", ["a", "a/b"], []),
        ("Tëams/x y", ["Tëams/x y"], ["teams/x y"]),
    ],
)
def test_a_pattern_matches_names_and_paths(pattern, matching, others):
    assert problem_of(pattern) == ""
    excluded = Excluded(patterns=(pattern,), base="/work")
    for path in matching:
        assert excluded.has(f"/work/{path}", path.rpartition("/")[2]), path
    for path in others:
        assert not excluded.has(f"/work/{path}", path.rpartition("/")[2]), path


def test_paths_are_those_from_the_directory_of_the_patterns(tmp_path, monkeypatch):
    (tmp_path / "team").mkdir()
    monkeypatch.chdir(tmp_path / "team")
    excluded = Excluded(patterns=("team/build/*", "old"), base=str(tmp_path))
    assert excluded.has("build/a.yaml", "a.yaml")
    assert excluded.has("../other/old", "old")
    assert not excluded.has("../build/a.yaml", "a.yaml")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("a?", "have no meaning"),
        ("[ab]", "have no meaning"),
        ("{a,b}", "have no meaning"),
        ("!a", "have no meaning"),
        ("a\\b", "have no meaning"),
        ("/a", "a relative path"),
        ("../a", "a relative path"),
        ("a/../b", "a relative path"),
        ("./a", "a relative path"),
        ("a//b", "a relative path"),
        ("", "a relative path"),
        ("/", "a relative path"),
        ("a**", "as a whole name"),
        ("***", "as a whole name"),
        ("**", "more than **"),
        ("**/**", "more than **"),
    ],
)
def test_what_is_no_pattern_is_refused_in_words(pattern, words):
    assert words in problem_of(pattern)


def test_the_limits_of_a_pattern_are_where_they_are_said_to_be():
    assert problem_of("a" * LONGEST_PATTERN) == ""
    assert "200 characters" in problem_of("a" * (LONGEST_PATTERN + 1))
    assert problem_of("/".join("a" * MOST_NAMES)) == ""
    assert "16 names" in problem_of("/".join("a" * (MOST_NAMES + 1)))


def test_a_hostile_pattern_costs_no_more_than_reading_it():
    begun = time.process_time()
    assert not name_fits("a" * 100_000, "*a" * 99 + "*b")
    assert not name_fits("a" * 100_000, "a*" * 99 + "b")
    deep = ["a"] * 100_000
    assert not fits(deep, ["**", "a", "**", "a", "**", "a", "**", "a", "**", "a", "**", "a", "b"])
    assert not fits(deep, ["**", "a", "a", "a", "a", "a", "a", "a", "a", "b", "**", "c"])
    assert time.process_time() - begun < 5
