"""Values files and flags become one tree, in Helm's order."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.expressions.types import BooleanType, TextType
from oamc.spans import SourceFile
from oamc.values.check import problems
from oamc.values.overrides import Assignment, Overrides, combine
from oamc.values.parameters import Parameter
from oamc.values.places import Places


def file(text, name="values.yaml"):
    return SourceFile(path=name, label=name, text=text)


def overrides(*files, **flags):
    assignments = [
        given if isinstance(given, Assignment) else Assignment(flag="--" + flag.replace("_", "-"), text=given)
        for flag, texts in flags.items()
        for given in ([texts] if isinstance(texts, (str, Assignment)) else texts)
    ]
    return Overrides(files=tuple(files), assignments=tuple(assignments))


def values(*files, **flags):
    reports = Reports()
    given = combine(overrides(*files, **flags), reports)
    assert not reports.found
    return given.values


def findings(*files, **flags):
    reports = Reports()
    assert combine(overrides(*files, **flags), reports) is None
    return [(found.code.id, str(found.span), found.message) for found in reports.found]


def test_nothing_given_is_an_empty_tree():
    assert values() == {}
    assert values(file(""), file("# a comment\n"), file("null\n")) == {}


def test_later_files_go_over_earlier_ones():
    assert values(file("a: {b: 1, c: 2}\nl: [1, 2]\n"), file("a: {b: 3}\nl: [4]\no: null\n")) == {
        "a": {"b": 3, "c": 2},
        "l": [4],
        "o": None,
    }


def test_the_flags_count_in_the_order_of_helm_and_not_of_the_command_line():
    ranked = {
        "set_literal": "v=literal",
        "set_file": Assignment(flag="--set-file", text="v=path", files=(("path", "file"),)),
        "set_string": ["v=string", "v=last string"],
        "set": "v=set",
        "set_json": 'v="json"',
    }
    for winner in ["literal", "file", "last string", "set", "json"]:
        assert values(file("v: values file\n"), **ranked)["v"] == winner
        ranked.pop(next(iter(ranked)))
    assert values(file("v: values file\n"))["v"] == "values file"


def test_an_assignment_goes_into_the_tree_of_the_files():
    assert values(file("a: {b: [1, 2]}\n"), set="a.b[1]=3,a.c=null") == {"a": {"b": [1, 3], "c": None}}
    assert findings(file("a: x\n"), set="a.b=1") == [
        ("OAM752", "None", "--set cannot be read: a name goes below what is no mapping (column 1)")
    ]


def test_a_values_file_of_several_documents_is_refused_at_the_second():
    assert findings(file("a: 1\n---\nb: 2\n---\nc: 3\n")) == [
        ("OAM751", "values.yaml:3:1", "a values file must hold one document, this one holds 3")
    ]


@pytest.mark.parametrize("text", ["- 1\n", "text\n", "a: [1\n", "a: 1\na: 2\n", "a: 9007199254740993\n"])
def test_a_broken_values_file_gives_no_tree(text):
    assert len(findings(file(text))) == 1


def test_every_broken_flag_is_reported_with_its_number_and_never_its_text():
    found = findings(
        set=["a=1", "secret"], set_json="a=secret", set_file="a=secret", set_literal="secret", set_string="a={secret"
    )
    assert [message for _, _, message in found] == [
        "--set-json cannot be read: this is not JSON (column 3)",
        "--set number 2 cannot be read: a name is given no value (column 1)",
        "--set-string cannot be read: a list begins here and does not end with } (column 3)",
        "--set-file cannot be read: the file named here cannot be read (column 3)",
        "--set-literal cannot be read: a name is given no value (column 1)",
    ]


@pytest.mark.parametrize(
    ("flag", "way"),
    [
        ("--set", "NAME=VALUE"),
        ("--set-string", "NAME=VALUE"),
        ("--set-json", "NAME=JSON"),
        ("--set-literal", "NAME=TEXT"),
        ("--set-file", "NAME=PATH"),
    ],
)
def test_a_broken_flag_is_told_with_how_it_is_written(flag, way):
    reports = Reports()
    combine(Overrides(assignments=(Assignment(flag=flag, text="broken"),)), reports)
    (found,) = reports.found
    assert f"write {way}" in found.hint


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("a/b", "second.yaml:1:5"),
        ("a/c", "first.yaml:2:3"),
        ("a", "second.yaml:1:1"),
        ("s/t", "second.yaml:2:1"),
        ("j/k", " (given by --set-json, column 1)"),
        ("j", " (given by --set-json, column 1)"),
        ("x/y", " (given by --set number 2, column 5)"),
        ("nowhere", ""),
    ],
)
def test_the_place_of_a_value_is_the_last_source_that_gives_it(path, place):
    files = (file("a:\n  c: 1\n  b: 2\ns: {t: 1}\n", "first.yaml"), file("a: {b: 3}\ns: 4\n", "second.yaml"))
    given = combine(overrides(*files, set=["w=1", "z=1,x.y[0]=2"], set_json='{"j": {"k": 1}}'), Reports())
    found = Places(given).find(tuple(path.split("/")))
    assert (str(found.span) if found.span else found.words) == place


def test_a_problem_in_a_file_is_reported_at_its_key():
    reports = Reports()
    given = combine(overrides(file("web:\n  text: 8080\n  flag: 'true'\n  other: 1\n")), reports)
    parameters = [
        Parameter(path=("web", name), type=kind, description="", history=(), optional=True)
        for name, kind in (("text", TextType()), ("flag", BooleanType()))
    ]
    problems(given, parameters, reports)
    assert [(str(found.span), found.message, found.hint) for found in reports.in_order()] == [
        ("values.yaml:2:3", 'value "web.text" must be a string', "write it in quotes"),
        ("values.yaml:3:3", 'value "web.flag" must be true or false', "write it without quotes"),
        ("values.yaml:4:3", 'no value is called "web.other"', 'known here: "text" and "flag"'),
    ]
