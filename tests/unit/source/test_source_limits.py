"""Each limit of reading, just below and just above."""

from __future__ import annotations

import pytest

from oamc.source.limits import Limits


def nested(depth):
    return "a: " + "[" * (depth - 1) + "]" * (depth - 1)


def nested_json(depth):
    return '{"a":' * depth + "1" + "}" * depth


def nested_blocks(depth):
    return "".join("  " * level + "a:\n" for level in range(depth))


def nested_by_aliases(depth):
    half = depth // 2
    return f"a: &a {'[' * half}{']' * half}\nb: {'[' * (depth - half - 1)}*a{']' * (depth - half - 1)}\n"


CASES = [
    # name, limit, code, text of the size that is asked for
    ("file", 100, "OAM101", lambda size: "a: " + "x" * (size - 3)),
    ("depth", 64, "OAM150", nested),
    ("depth", 64, "OAM150", nested_json),
    ("depth", 64, "OAM150", nested_blocks),
    ("depth", 64, "OAM150", nested_by_aliases),
    ("nodes", 50, "OAM151", lambda size: "a:\n" + "- x\n" * (size - 3)),
    ("nodes", 50, "OAM151", lambda size: "a: &a [1]\nb:\n" + "- *a\n" * ((size - 6) // 2) + "- x\n" * (size % 2)),
    ("nodes", 50, "OAM151", lambda size: "{" + ", ".join(f'"k{number}": 1' for number in range((size - 1) // 2)) + "}"),
    ("documents", 20, "OAM153", lambda size: "---\na: 1\n" * size),
    ("documents", 20, "OAM153", lambda size: "{}" * size),
    ("documents", 20, "OAM153", lambda size: "apiVersion: v1\nkind: List\nitems:\n" + "- {}\n" * size),
    ("scalar", 200, "OAM154", lambda size: "a: " + "x" * size),
    ("scalar", 200, "OAM154", lambda size: "a: '" + "é" * (size // 2) + "x" * (size % 2) + "'"),
    ("scalar", 200, "OAM154", lambda size: "a: |-\n  " + "x" * size),
    ("key", 100, "OAM155", lambda size: "k" * size + ": 1"),
    ("key", 2000, "OAM155", lambda size: "? " + "k" * size + "\n: 1"),
    ("key", 2000, "OAM155", lambda size: '{"' + "k" * size + '": 1}'),
    ("number", 64, "OAM156", lambda size: "a: 0." + "1" * (size - 2)),
    ("number", 64, "OAM156", lambda size: "a: 0." + "0" * (size - 2)),
]


@pytest.mark.parametrize(("name", "limit", "text"), [(name, limit, text) for name, limit, _, text in CASES])
def test_the_limit_itself_is_accepted(reading, name, limit, text):
    assert reading(text(limit), **{name: limit}).codes == []


@pytest.mark.parametrize(("name", "limit", "code", "text"), CASES)
def test_beyond_the_limit_the_message_names_it_and_its_flag(reading, name, limit, code, text):
    # Of keys and of pairs the next size is two more.
    only = reading(text(limit + 2 if name == "nodes" else limit + 1), **{name: limit}).only
    assert only.code.id == code
    assert str(limit) in only.message
    assert f"({name})" in only.message
    assert f"--limit {name}={2 * limit}" in only.hint


def test_the_limits_are_those_that_the_documentation_states():
    limits = Limits()
    assert (limits.file, limits.inputs, limits.scalar) == (4 * 2**20, 32 * 2**20, 2**20)
    assert (limits.depth, limits.nodes, limits.expansion, limits.documents) == (64, 500_000, 10, 10_000)
    assert (limits.key, limits.number) == (1024, 64)


@pytest.mark.parametrize(("repeated", "codes"), [(120, []), (121, ["OAM152"])])
def test_aliases_may_repeat_ten_times_what_is_written_and_ten_thousand_nodes(reading, repeated, codes):
    # Written are 105 nodes and one for each alias, which repeats 100 more: 91 times 120 is just below 10,945.
    outcome = reading("a: &a [" + "1, " * 100 + "]\nb:\n" + "- *a\n" * repeated)
    assert outcome.codes == codes


def test_an_expansion_too_far_names_its_limit_and_its_flag(reading):
    only = reading("a: &a [" + "1, " * 100 + "]\nb:\n" + "- *a\n" * 200).only
    assert "(expansion)" in only.message
    assert "--limit expansion=20" in only.hint
    assert only.span.line == 3


def test_a_large_file_may_repeat_more(reading):
    head = "a: &a [" + "1, " * 100 + "]\nb:\n" + "- *a\n" * 200
    assert reading(head + "c:\n" + "- x\n" * 2000).codes == []


def test_a_billion_laughs_are_refused_at_once(reading):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)]
    assert reading("\n".join(levels)).codes == ["OAM151"]


def test_merged_entries_pay_like_other_repeated_nodes(reading):
    keys = ", ".join(f"k{number}: 1" for number in range(1000))
    assert reading(f"a: &a {{{keys}}}\nb:\n" + "- <<: *a\n" * 300).codes == ["OAM151"]


@pytest.mark.parametrize("text", ["[", "{", '{"a":', "- ", "? ", '[{"a":'])
def test_a_hundred_thousand_open_brackets_end_quickly(reading, text):
    outcome = reading(text * 100_000)
    assert outcome.codes in (["OAM150"], ["OAM110"])
    # What the newest parser refuses by itself is no template of Helm either.
    assert "Helm" not in str(outcome)


def test_a_deep_tree_is_read_where_the_limit_is_raised(reading):
    assert reading(nested_json(900), depth=900).codes == []
