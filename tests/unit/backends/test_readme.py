"""`README.md` of a chart has a row for each value, and no text of a document is more than text in it."""

import json
import re

import pytest

from oamc.api import compile_documents
from oamc.backends.helm.readme import code, markdown
from tests.support import texts

HOSTILE = [
    "a|b",
    "[here](https://example.com)",
    "![i](x.png)",
    "<script>alert(1)</script>",
    "<!-- hidden",
    "`code` **bold** _it_ ~~no~~ $x$",
    "&lt;b&gt;",
    "{{ 7 * 7 }} {% raw %} {# c #}",
    "# heading",
    "- item",
    "1. item",
    "12) item",
    "3.",
    "=====",
    "two\nlines\r\n\ttab",
    "\u202ereversed\x1b[31m\x00",
    "https://example.com www.example.com",
]


def readme(description, default="x", **options):
    """Return the README of a chart whose application and one parameter have a description."""
    parameters = [{"name": "text", "type": "string", "default": default, "description": description}]
    component = texts.component(parameters=f"  parameters: {as_json(parameters)}\n")
    application = texts.application(metadata=f"  annotations: {as_json({'description': description})}\n")
    options = {"chart_readme": True, **options}
    return compile_documents({"app.yaml": component + application}, **options).outputs[0].files.get("README.md")


def as_json(value):
    """Return a value as JSON, which YAML takes; what no document may hold is escaped."""
    return json.dumps(value)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_description_is_text_and_nothing_else(text):
    escaped = markdown(text)
    assert re.search(r"[`*_\[\]<>#|~$]|://|\{|&(?!#\d+;)|[\x00-\x1f\x7f\u202e]", re.sub(r"&#\d+;", "", escaped)) is None
    assert not re.match(r"[-=+]|\d+[.)]( |$)", escaped)
    unescaped = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), escaped)
    assert unescaped == " ".join(re.sub(r"[\x00-\x1f\u202e]", " ", text).split())


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text])
def test_a_page_keeps_its_shape_whatever_a_description_says(text):
    plain, page = readme("plain", "plain"), readme(text, text)
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len(page.splitlines()) == len(plain.splitlines())
    assert {row.count("|") for row in rows} == {5}
    assert "49" not in page


def test_a_page_has_a_row_for_each_value_in_their_order():
    page = readme("What it says.")
    keys = re.findall(r"^\| <code>(.*?)</code>", page, re.MULTILINE)
    instance = "shop-web"
    assert keys == [
        "namePrefix",
        f"{instance}.replicas",
        f"{instance}.parameters.text",
        *(f"{instance}.containers.web.{name}" for name in ("image", "imagePullPolicy", "resources.cpu", "resources.memory")),
    ]
    assert '| <code>shop-web.parameters.text</code> | text | <code>"x"</code> | What it says. |' in page
    assert "| <code>shop-web.replicas</code> | whole number of at least 0 | not set |" in page


def test_long_texts_are_cut():
    page = readme("a" * 700, "b" * 700)
    assert f"| {'a' * 600}… |" in page
    assert f'<code>"{"b" * 79}…</code>' in page


def test_a_page_is_written_only_where_it_is_asked_for():
    assert readme("plain", chart_readme=False) is None
    assert readme("plain", format="manifests") is None


def test_what_is_no_sign_stays_readable():
    for text in ("1.4.0", "a: b (c), d-e; f=g", "12.5 of 3)", "ann@example.com", "http: no", "one. two"):
        assert markdown(text) == text


def test_nothing_is_code_of_an_empty_text():
    assert (code(""), code("a|b")) == ("", "<code>a&#124;b</code>")
