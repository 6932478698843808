"""Bytes to text: encodings and characters."""

from __future__ import annotations

import pytest

from oamc.diagnostics.reports import Reports
from oamc.source.decoding import decode_text, within_inputs
from oamc.source.limits import Limits


def test_a_byte_order_mark_is_skipped_and_shifts_no_column(reading):
    outcome = reading(b"\xef\xbb\xbfa: 1\n")
    assert outcome.value == {"a": 1}
    assert outcome.root.entries["a"].key_span.column == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_another_unicode_encoding_is_named_and_refused(reading, encoding):
    only = reading("apiVersion: v1\n".encode(encoding)).only
    assert only.code.id == "OAM103"
    assert encoding[:6].upper() in only.message
    assert (only.span.line, only.span.column) == (1, 1)


@pytest.mark.parametrize("short", [b"\0", b"a\0", b"a\0b", b""])
def test_a_file_too_short_to_guess_is_not_called_utf_16(reading, short):
    assert "OAM103" not in reading(short).codes


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3(", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf5\x80\x80\x80", b"\xe2\x82"])
def test_bytes_that_are_not_utf_8_are_refused_at_their_place(reading, bad):
    outcome = reading("é: 1\r\nb: é".encode() + bad)
    assert outcome.found == ["OAM104 2:5"]
    assert outcome.documents == ()


@pytest.mark.parametrize("point", [*range(9), 0x0B, 0x0C, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x84, 0x86, 0x9F, 0xFFFE, 0xFFFF])
def test_a_forbidden_character_is_refused_at_its_place(reading, point):
    outcome = reading(f"a: é\n'b': x{chr(point)}")
    assert outcome.found == ["OAM105 2:7"]
    assert f"U+{point:04X}" in outcome.only.message


@pytest.mark.parametrize("point", [0x20, 0x7E, 0xA0, 0xE000, 0xFFFD, 0x10000, 0x10FFFF, 0x202E])
def test_any_other_character_is_taken(reading, point):
    assert reading(f"a: 'x{chr(point)}y'").value == {"a": f"x{chr(point)}y"}


def test_the_first_of_several_forbidden_characters_is_reported(reading):
    assert reading("a: \x9f\x01").found == ["OAM105 1:4"]


@pytest.mark.parametrize("point", [0x85, 0x2028, 0x2029])
def test_a_line_break_that_editors_do_not_show_is_warned_of(reading, point):
    outcome = reading(f"# note{chr(point)}hidden: 1\nb: 2\n")
    assert outcome.found == ["OAM106 1:7"]
    assert outcome.value == {"hidden": 1, "b": 2}


@pytest.mark.parametrize("text", ["a: 1\n---\n\ufeffb: 2\n", "a: 1\n---\n'x\ufeff': 2\n"])
def test_a_byte_order_mark_inside_a_file_is_warned_of(reading, text):
    outcome = reading(text)
    assert outcome.codes[0] == "OAM107"
    assert outcome.diagnostics[0].span.line == 3


def test_all_inputs_together_have_a_limit_just_below_and_above():
    reports = Reports()
    limits = Limits(inputs=10)
    assert within_inputs({"a": 4, "b": 6}, reports, limits)
    assert not reports.found
    assert not within_inputs({"a": 4, "b": 7}, reports, limits)
    assert reports.found[0].span.source.path == "b"
    assert "--limit inputs=20" in reports.found[0].hint


def test_the_two_names_of_a_file_are_kept():
    source = decode_text("/home/x/app.yaml", "app.yaml", b"a: 1", Reports())
    assert (source.path, source.label, source.text) == ("/home/x/app.yaml", "app.yaml", "a: 1")
