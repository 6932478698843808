"""`values.yaml` is read by every reader as the values that it was written from, and its comments say what people need."""

import pytest
import yaml
from helm_python import values_from_yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from oamc.api import compile_documents
from oamc.backends.helm.values_yaml import values_yaml
from oamc.diagnostics.reports import Reports
from oamc.expressions.types import AnyListType, BooleanType, ObjectType, TextType
from oamc.source.document_names import DocumentNames
from oamc.source.reader import read
from oamc.spans import SourceFile, Span
from oamc.values.parameters import APPLICATION, BUILT_IN, DECLARED_DEFAULT, OVERRIDE, VARIABLE, Assignment, Parameter
from tests.support import texts


def parameter(path, type_, value, **more):
    history = (Assignment(source=BUILT_IN, value=value, span=None),)
    return Parameter(**{"path": path, "type": type_, "description": "", "history": history, **more})


def written(*parameters, fixed=(), names=None, headings=None):
    return values_yaml(parameters, fixed, "shop", names or DocumentNames(), headings or {})


def comments(text):
    """Return the comment above each key at the end of a path, on one line."""
    found, pending = {}, []
    for line in text.splitlines():
        if line.strip().startswith("#"):
            pending.append(line.strip().removeprefix("# "))
        else:
            found.setdefault(line.strip().partition(":")[0], []).append(" ".join(pending))
            pending = []
    return found


@pytest.mark.parametrize("key", ["a", "a" * 1024, "a" * 1025, "<" * 1023, "\x01" * 200])
def test_a_key_of_any_length_is_read_back(key):
    value = {key: {key: [{key: {key: 1}}, {"b": key}]}, "c": {}}
    text = written(parameter(("web", "parameters", "p"), ObjectType(), value))
    assert yaml.safe_load(text) == values_from_yaml(text) == {"web": {"parameters": {"p": value}}}
    text = written(parameter((key, key), AnyListType(), [value]))
    assert yaml.safe_load(text) == values_from_yaml(text) == {key: {key: [value]}}


LINES = st.lists(st.text("ab \t#:-'\"\\|>%{}&*!\u00e9\u2028\x85\x00\r", max_size=4), min_size=1, max_size=5).map("\n".join)
TEXTS = st.tuples(LINES, st.integers(0, 3)).map(lambda parts: parts[0] + "\n" * parts[1])
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=4
)


@given(TREES, TREES)
@example("a\n\n", "\n  a\n")
@example([["a\n\n\n"]], {"a": {"b": ["\n\n", "\ta\n"]}})
@example("##[a]\nb", "a\n::b\n")
def test_texts_of_several_lines_are_read_back_by_every_reader(first, second):
    fixed = parameter(("d", "e"), TextType(), "x\n")
    text = written(
        parameter(("web", "a"), ObjectType(), first), parameter(("web", "b"), ObjectType(), second), fixed=(fixed,)
    ) + written(parameter(("api", "a"), ObjectType(), first), parameter(("web2", "c"), ObjectType(), second))
    expected = {"web": {"a": first, "b": second}, "api": {"a": first}, "web2": {"c": second}}
    assert yaml.safe_load(text) == expected
    assert values_from_yaml(text) == expected
    assert YAML(typ="safe", pure=True).load(text) == expected


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\nb", "|-"),
        ("a\nb\n", "|"),
        ("a\n\nb\n\n\n", "|+"),
        ("\na\n", "|"),
        ("  a\nb\n", "|2"),
        ("\n\ta", "|2-"),
        (" a\n\n", "|2+"),
        ("a\n\tb: c\n", "|"),
        ("# a\n---\n%b\n", "|"),
    ],
)
def test_a_text_of_several_lines_is_a_block(text, block):
    lines = written(parameter(("web", "a"), TextType(), text)).split("\n")
    place = lines.index(f"  a: {block}")
    assert lines[place + 1 : -1] == [f"    {line}" if line else "" for line in text.removesuffix("\n").split("\n")]


@pytest.mark.parametrize(
    "text", ["a \nb", "a\n\t\nb", "a\nb ", "\n", "\n\n\n", "a\r\nb", "a\x00\nb", "a\x85\nb", "a\u200b\nb", "a\n::b", "a\n##[b]"]
)
def test_what_a_block_cannot_hold_is_in_quotes(text):
    assert '  a: "' in written(parameter(("web", "a"), TextType(), text))


def test_lists_are_written_in_lines_too():
    text = written(parameter(("web", "a"), AnyListType(), ["x\ny\n", {"k": "v", "l": [1]}, [], True]))
    assert text.endswith("  a:\n  - |\n    x\n    y\n  - k: v\n    l:\n    - 1\n  - []\n  - true\n")


INPUT = texts.component() + texts.application()
SOURCE = SourceFile(path="/x/app.yaml", label="app.yaml", text=INPUT)
NAMES = DocumentNames(read(SOURCE, Reports()))
DECLARED, USED = Span(SOURCE, 8, 7, 8, 10), Span(SOURCE, 17, 7, 17, 9)
WEB, SHOP = "ComponentSchematic web", "ApplicationConfiguration shop"


@pytest.mark.parametrize(
    ("declared", "history", "words"),
    [
        (DECLARED, [(DECLARED_DEFAULT, DECLARED)], f"Set by {WEB}."),
        (DECLARED, [], f"Declared by {WEB}."),
        (DECLARED, [(DECLARED_DEFAULT, DECLARED), (APPLICATION, USED)], f"Declared by {WEB}, set by {SHOP}."),
        (DECLARED, [(VARIABLE, USED)], f"Declared by {WEB}, set by a variable of {SHOP}."),
        (USED, [(VARIABLE, USED)], f"Set by a variable of {SHOP}."),
        (USED, [(APPLICATION, USED)], f"Set by {SHOP}."),
        (USED, [(BUILT_IN, None)], "The default of oamc."),
        (DECLARED, [(DECLARED_DEFAULT, DECLARED), (OVERRIDE, None)], f"Declared by {WEB}, set when the chart was built."),
        (None, [(OVERRIDE, USED)], "Set when the chart was built."),
        (None, [], ""),
    ],
)
def test_a_comment_names_the_documents_that_declare_and_set_a_value(declared, history, words):
    assigned = tuple(Assignment(source=source, value=True, span=span) for source, span in history)
    value = Parameter(
        path=("web", "a"), type=BooleanType(), description="Why", history=assigned, declared=declared, optional=True
    )
    text = written(value, names=NAMES)
    assert comments(text)["a"] == [f"Why. True or false. {words}".strip()]


def test_a_place_is_in_the_last_document_that_begins_before_it():
    assert [NAMES.of(Span(SOURCE, line, 1, line, 2)) for line in (1, 11, 13, 19)] == [WEB, WEB, SHOP, SHOP]
    assert NAMES.of(Span(SourceFile(path="app.yaml", label="app.yaml", text=INPUT), 1, 1, 1, 2)) == ""
    assert (NAMES.of(None), DocumentNames().of(DECLARED)) == ("", "")


def test_items_of_a_list_on_one_line_are_documents_of_their_own():
    text = '{"kind": "List", "apiVersion": "v1", "items": [{"kind": "A", "metadata": {"name": "x"}}, {"kind": "B"}]}'
    source = SourceFile(path="l.json", label="l.json", text=text)
    names = DocumentNames(read(source, Reports()))
    second = text.index('{"kind": "B"') + 1
    assert [names.of(Span(source, 1, column, 1, column)) for column in (second - 5, second, second + 3)] == ["A x", "B", "B"]


def described(*parts, description="What it is", **more):
    return parameter(parts, BooleanType(), False, description=description, **more)


def test_what_oamc_explains_is_said_where_it_comes_first():
    text = written(
        described("a", "replicas"),
        described("a", "containers", "x", "image"),
        described("a", "containers", "y", "image"),
        described("a", "traits", "volume", "one", "class"),
        described("b", "replicas"),
        described("b", "traits", "volume", "two", "class"),
        described("b", "traits", "other", "class"),
    )
    whole, short = "What it is. True or false. The default of oamc.", "The default of oamc."
    found = comments(text)
    assert (found["replicas"], found["image"], found["class"]) == ([whole, short], [whole, short], [whole, short, whole])


def test_what_differs_from_the_nearest_explanation_is_said_again():
    values = [
        described("a", "containers", name, "memory", description=text) for name, text in (("x", "A"), ("y", "B"), ("z", "A"))
    ]
    typed = parameter(("a", "containers", "t", "memory"), TextType(), "x", description="A")
    assert [words.split(". The")[0] for words in comments(written(*values, typed))["memory"]] == [
        "A. True or false",
        "B. True or false",
        "A. True or false",
        "A. Text",
    ]


def test_what_a_developer_describes_is_said_each_time():
    text = written(described("a", "parameters", "replicas"), described("b", "parameters", "replicas"))
    assert set(comments(text)["replicas"]) == {"What it is. True or false. The default of oamc."}


def test_each_instance_has_a_heading_with_its_component_and_workload_type():
    web = texts.component()
    two = texts.application(texts.instance("shop-web"), texts.instance("shop-api"))
    (output,) = compile_documents({"app.yaml": web + two}).outputs
    lines = output.files["values.yaml"].split("\n")
    for name in ("shop-web", "shop-api"):
        place = lines.index(f"{name}:")
        assert lines[place - 2 : place] == ["", f"# Instance {name} of ComponentSchematic web, workload type Server."]


def test_what_is_fixed_stands_at_the_end_by_its_reasons():
    own, read, other = (
        parameter(("web", name), TextType(), name, fixed=True, why=why)
        for name, why in (("a", ""), ("b", "trait command reads it"), ("c", "trait command reads it"))
    )
    lines = written(parameter(("web", "d"), TextType(), "x"), fixed=(read, own, other)).splitlines()
    assert lines[lines.index("") :][-7:] == [
        "",
        "# Fixed when the chart was built, because the shape of the objects depends on it:",
        "# web.a: a",
        "",
        "# Fixed when the chart was built, because trait command reads it:",
        "# web.b: b",
        "# web.c: c",
    ]
