"""Names of files in reports for programs: exactly the file, or a remark that the form cannot name it."""

import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.diagnostics import formats
from oamc.diagnostics.reports import ERROR, Code, Diagnostic, Related, escape
from oamc.spans import SourceFile, Span
from tests.support.laws import examples

WRONG = Code(id="OAM501", severity=ERROR, template="wrong")

TEXTS = [
    *("a b.yaml", " a.yaml ", "a%0Ab.yaml", "a%b.yaml", "a:1.yaml", "a::b.yaml", "a,line=7.yaml", "a#b.yaml", "a##b.yaml"),
    *("##[error]a.yaml", "##vso[task]a.yaml", "x,##teamcity[a].yaml", "+argocd:skip-file-rendering.yaml", "::error::a.yaml"),
    *("a\\b.yaml", "a\\x0ab.yaml", "a\\u202eb.yaml", 'a"b.yaml', "a'b.yaml", "a&amp;b<c>.yaml", "]]>.yaml", "a=b;c?d.yaml"),
    *("grün/ä.yaml", "日本.yaml", "a\U0001f600.yaml", "-a.yaml", "a\nb.yaml", "a\r\nb.yaml", "a\tb.yaml", "\n", "#:#.yaml"),
    *("a\x1b[31mb.yaml", "a\x00b.yaml", "a\x7fb.yaml", "a\x85b.yaml", "a\u2028b.yaml", "a\u202eb.yaml", "a\u200bb.yaml"),
    *("a\ufeffb.yaml", "a\ufffeb.yaml", "a\ufe0fb.yaml", "../a.yaml", "/a/b.yaml", "a&#58;.yaml"),
]
BYTES = ["a\udcff.yaml", "\udce4.yaml", "a\udc80\udcff:x"]
"""Names that are no UTF-8, as Python spells their bytes."""


def reported(form, path):
    file = SourceFile(path=path, label="", text="a: 1\n")
    span = Span(file, 1, 2, 1, 3)
    found = Diagnostic(
        code=WRONG, severity=ERROR, message="it is wrong", span=span, related=(Related(span=span, message="too"),), hint=""
    )
    return formats.render(form, [found], "1")


def in_json(text):
    (found,) = json.loads(text)["diagnostics"]
    assert found["related"][0]["location"] == found["location"]
    return found["location"]["file"]


def in_gitlab(text):
    return json.loads(text)[0]["location"]["path"]


def in_junit(text):
    (case,) = ET.fromstring(text)[0]
    assert case.get("name") == f"OAM501 {case.get('classname')}:1:2"
    return case.get("classname")


def in_github(text):
    """Read a workflow command as the runner does."""
    (line,) = text.split("\n")[:-1]
    properties = re.fullmatch("::error ([^:]*)::(.*)", line)[1]
    pairs = dict(pair.split("=", 1) for pair in properties.split(","))
    assert (pairs.get("line"), pairs.get("col")) in {("1", "2"), (None, None)}
    name = pairs.get("file")
    for escaped, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        name = name and name.replace(escaped, character)
    return name


def in_sarif(text):
    (result,) = json.loads(text)["runs"][0]["results"]
    return unquote_to_bytes(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).decode()


READERS = {"json": in_json, "gitlab": in_gitlab, "junit": in_junit, "github": in_github, "sarif": in_sarif}
REMARKS = {
    "json": "(not the exact name: it is not UTF-8)",
    "gitlab": "(not the exact name: it is not UTF-8)",
    "junit": "(not the exact name: XML has no such characters)",
    "github": "(an annotation cannot name this file)",
}


def can_name(form, path):
    if form == "junit":
        return not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\udc80-\udcff]", path)
    if form == "github":
        kept = re.sub("[:\r\n]", " ", path)
        return escape(kept) == kept
    return not re.search("[\udc80-\udcff]", path)


def is_safe(text):
    """Tell whether a log can hold a report: nothing unseen is in it, and no command but the report's own."""
    own = re.sub(r"(?m)^::error [^\n]*?::", "", text)
    return all(escape(line) == line for line in own.split("\n"))


@pytest.mark.parametrize("form", READERS)
@pytest.mark.parametrize("path", TEXTS, ids=ascii)
def test_a_report_names_exactly_the_file_or_says_that_it_cannot(form, path):
    text = reported(form, path)
    assert is_safe(text)
    found = READERS[form](text)
    if can_name(form, path):
        assert found == path
        assert "cannot name" not in text
        assert "not the exact" not in text
    else:
        assert REMARKS[form] in text
        assert found in {None, f"{escape(path)} {REMARKS[form]}"}


@pytest.mark.parametrize("form", REMARKS)
@pytest.mark.parametrize("path", BYTES, ids=ascii)
def test_a_name_of_other_bytes_is_named_by_no_text(form, path):
    text = reported(form, path)
    assert is_safe(text)
    assert REMARKS[form] in text
    assert READERS[form](text) in {None, f"{escape(path)} {REMARKS[form]}"}


def without_detours(path):
    """Return a path as GitLab wants it: it takes one with "." or an empty part for another file."""
    return "/".join(part for part in path.split("/") if part not in {"", "."})


ANY_TEXT = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(":#,%\n\\&;[]+")), min_size=1, max_size=12)


@pytest.mark.parametrize("form", ["json", "gitlab", "junit", "github"])
@settings(deadline=None, max_examples=examples(200))
@given(path=ANY_TEXT.map(without_detours).filter(bool))
def test_every_text_is_named_exactly_or_not_at_all(form, path):
    text = reported(form, path)
    assert is_safe(text)
    found = READERS[form](text)
    assert found == path if can_name(form, path) else REMARKS[form] in text


@pytest.mark.parametrize(
    ("path", "named"),
    [("./a.yaml", "a.yaml"), ("./a/.//b.yaml", "a/b.yaml"), ("../a.yaml", "../a.yaml"), ("/a.yaml", "/a.yaml"), (".", ".")],
)
def test_gitlab_gets_paths_without_what_changes_nothing(path, named):
    assert in_gitlab(reported("gitlab", path)) == named
