"""Laws of reading, searched for counterexamples."""

from __future__ import annotations

import math

import yaml
from helm_python import values_from_yaml
from helm_python.errors import HelmError
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.source.nodes import plain
from oamc.source.reader import decode_text, read
from tests.support.laws import examples

WORDS = st.sampled_from(
    [
        "a",
        "b",
        "yes",
        "on",
        "n",
        "010",
        "1.0",
        "1e3",
        "~",
        "null",
        "x y",
        "<<",
        "",
        "1_0",
        "é",
        "true",
        "2001-01-01",
        "0x1f",
        "'",
        "&",
    ]
)
TREES = st.recursive(
    WORDS | st.integers(1 - 2**53, 2**53 - 1) | st.booleans() | st.none(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(WORDS | st.integers(0, 9), children, max_size=3),
    max_leaves=10,
)
STYLES = st.fixed_dictionaries(
    {"default_flow_style": st.sampled_from([True, False, None]), "default_style": st.sampled_from([None, '"', "'"])}
)
YAML_PARTS = [
    "a",
    "b:",
    "a: ",
    "b: 1",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "\n",
    "\n  ",
    "\n    ",
    "'",
    '"',
    "&x ",
    "*x",
    "? ",
]
STRANGE_PARTS = [
    "!!str ",
    "|\n",
    ">",
    "#",
    "---\n",
    "...",
    "~",
    "<<: ",
    "\\",
    "\t",
    "\r",
    "\x85",
    "\u2028",
    "\ufeff",
    "{{ ",
    "%TAG",
    "😀",
]
FRAGMENTS = st.sampled_from([*YAML_PARTS, *STRANGE_PARTS, "yes", "0777", ".inf", "@", "\\ud83d"])


def finite(value):
    """Return plain data with every number as a float, as Helm has them."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


@settings(max_examples=examples(150), deadline=None)
@given(st.dictionaries(WORDS, TREES, max_size=4), STYLES)
def test_what_is_read_without_an_error_is_what_helm_reads(tree, style):
    text = yaml.safe_dump(tree, allow_unicode=True, **style)
    reports = Reports()
    documents = read(decode_text("a", "a", text.encode(), reports), reports)
    if not reports.has_errors():
        assert [finite(plain(document.root)) for document in documents] == [finite(values_from_yaml(text))]


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
@example("?")
@example("[1]: x\n")
@example("&a : *a")
def test_text_that_we_read_without_a_finding_helm_reads_with_the_same_meaning(text):
    reports = Reports()
    documents = read(decode_text("a", "a", text.encode(), reports), reports)
    if len(documents) != 1 or reports.found or "%" in text or "---" in text or "..." in text:
        return
    value = plain(documents[0].root)
    try:
        expected = values_from_yaml(text)
    except HelmError as refused:
        raise AssertionError(text) from refused
    assert finite(value) == finite(expected)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(FRAGMENTS, max_size=20).map("".join) | st.text(max_size=40))
def test_no_text_raises_and_every_finding_has_a_place_in_the_text(text):
    data = text.encode(errors="surrogatepass")
    reports = Reports()
    source = decode_text("a", "a", data, reports)
    if source:
        read(source, reports)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for found in reports.found:
        span = found.span
        assert 1 <= span.line <= span.end_line <= len(lines) + 1
        assert 1 <= span.column <= max(len(lines[span.line - 1]) if span.line <= len(lines) else 0, 0) + 1
        assert "\n" not in found.message


@settings(max_examples=examples(200), deadline=None)
@given(st.binary(max_size=40))
def test_no_bytes_raise(data):
    reports = Reports()
    source = decode_text("a", "a", data, reports)
    assert source is not None or reports.has_errors()
    if source:
        read(source, reports)


@settings(max_examples=examples(100), deadline=None)
@given(st.text(alphabet="0123456789.e+-x_", min_size=1, max_size=80))
def test_a_number_that_is_read_without_a_finding_keeps_its_value_in_helm(text):
    reports = Reports()
    documents = read(decode_text("a", "a", f"k: {text}".encode(), reports), reports)
    if documents and not reports.found:
        value = plain(documents[0].root)["k"]
        if isinstance(value, int):
            assert float(value) == value
        assert not isinstance(value, float) or math.isfinite(value)
