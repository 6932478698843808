"""The grammar of the value flags, one small text at a time; the engine of Helm reads each of them as the same."""

import helm_python
import pytest

from oamc.values.grammar import (
    GrammarError,
    assigned_places,
    parse_set,
    parse_set_json,
    parse_set_literal,
    parse_set_string,
    set_file_paths,
)

READ = {
    parse_set: {
        "a=": {"a": ""},
        "a=true,b=FALSE,c=null,d=NULL,e=tRuE": {"a": True, "b": False, "c": None, "d": None, "e": True},
        "a=truth": {"a": "truth"},
        "a.b=1,a.c=2": {"a": {"b": 1, "c": 2}},
        "a.=": {},
        "a.": {},
        "=1": {},
        "=1,b=2": {"b": 2},
        ".a=1": {},
        "a[0]=": {"a": [""]},
        "a[0].=": {"a": []},
        "a[0].b=": {"a": []},
        "a[0]": {"a": []},
        "a[0][1]": {"a": []},
        "a[1]=x": {"a": [None, "x"]},
        "a={}": {"a": [""]},
        "a={,}": {"a": ["", ""]},
        "a={1,b},c=2": {"a": [1, "b"], "c": 2},
        "a={1}b=2": {"a": [1], "b": 2},
        r"a=1\,2": {"a": "1,2"},
        r"a\.b=1": {"a.b": 1},
        r"a\=b=1": {"a=b": 1},
        "a=b=c": {"a": "b=c"},
        "a=\\": {"a": ""},
        "a=b\\": {"a": "b"},
        "a[0]=1,a[0].b=2": {"a": [{"b": 2}]},
        "a[0].b=1,a[0].c=2": {"a": [{"b": 1, "c": 2}]},
        "a[0].b=1,a[1].b=2": {"a": [{"b": 1}, {"b": 2}]},
        "a=1,": {"a": 1},
    },
    parse_set_string: {
        "a=1": {"a": "1"},
        "a=true,b={1,x}": {"a": "true", "b": ["1", "x"]},
        "a=null": {"a": "null"},
        r"a=a\,b": {"a": "a,b"},
    },
    parse_set_literal: {
        "a=": {"a": ""},
        "a=1": {"a": "1"},
        "a=b,c=d=e": {"a": "b,c=d=e"},
        r"a.b=x\y": {"a": {"b": r"x\y"}},
        r"a\.b=1": {"a\\": {"b": "1"}},
        "a[0]=x,y": {"a": ["x,y"]},
        "a[1].b=x": {"a": [None, {"b": "x"}]},
        "a,b=x": {"a,b": "x"},
    },
    parse_set_json: {
        "a=1": {"a": 1},
        "a=": {"a": None},
        "a= ,b=2": {"a": None, "b": 2},
        "a=,b=2": {"a": None, "b": 2},
        'a=[1,2] , b={"c":null}': {"a": [1, 2], " b": {"c": None}},
        "a=1 b=2": {"a": 1, "b": 2},
        'a=1.5e3,b="x,y"': {"a": 1500.0, "b": "x,y"},
        "a.b=1,a.c=2": {"a": {"b": 1, "c": 2}},
        "a=0": {"a": 0},
        "a=1e5,b=1E+5,c=25E-1": {"a": 100000.0, "b": 100000.0, "c": 2.5},
        "a=-0.5": {"a": -0.5},
        r'a="\ud83d\ude00"': {"a": "\U0001f600"},
        r'a="\ud83d"': {"a": "\ufffd"},
        r'a="\ude00\ud83dé"': {"a": "\ufffd\ufffdé"},
        r'a={"\ud83d": "\ud83d"}': {"a": {"\ufffd": "\ufffd"}},
    },
}
REFUSED = {
    parse_set: {
        "a": ("a name is given no value", 1),
        "a.b.=1": ("a name is given no value", 3),
        ",": ("a name is given no value", 1),
        "a=1,,b=2": ("a name is given no value", 5),
        "a={1": ("a list begins here and does not end with }", 3),
        "a[x]=1": ("an index must be a whole number between brackets", 3),
        "a[]=1": ("an index must be a whole number between brackets", 3),
        "a[0]b=1": ("an index must be followed by a dot, another index or =", 5),
        "a=1,a.b=2": ("a name goes below what is no mapping", 5),
        "a=1,a[0]=2": ("an index is given to what is no list", 5),
    },
    parse_set_literal: {
        "a": ("a name is given no value", 1),
        "a[0]x=1": ("an index must be followed by a dot, another index or =", 5),
    },
    parse_set_json: {
        "a=nul": ("this is not JSON", 3),
        "a={": ("this is not JSON", 4),
        '{"a": 1}x': ("text follows the JSON value", 9),
        "a=1e400": ("a number is out of range", 3),
        "a=1" + "0" * 400: ("a number is out of range", 3),
        "a=-1" + "0" * 400: ("a number is out of range", 3),
        "a=NaN": ("a number is out of range", 3),
        "a=01": ("a name is given no value", 4),
        "a=-": ("this is not JSON", 3),
        "a=1e": ("this is not JSON", 5),
        "a=1E": ("this is not JSON", 5),
        "a=1.5e+": ("this is not JSON", 7),
        "a=-0.e1": ("this is not JSON", 6),
        "a=1.": ("this is not JSON", 5),
    },
}
ENGINES = {
    parse_set: helm_python.parse_set_string,
    parse_set_string: helm_python.parse_set_string_values,
    parse_set_literal: helm_python.parse_set_literal,
    parse_set_json: helm_python.parse_set_json,
}


def cases(table):
    return [(parse, text, result) for parse, texts in table.items() for text, result in texts.items()]


@pytest.mark.parametrize(("parse", "text", "tree"), cases(READ))
def test_a_text_is_read_as_helm_reads_it(parse, text, tree):
    found = {}
    parse(text, found)
    assert repr(found) == repr(tree)
    assert ENGINES[parse](text) == tree


@pytest.mark.parametrize(("parse", "text", "problem"), cases(REFUSED))
def test_a_text_is_refused_at_its_place_as_helm_refuses_it(parse, text, problem):
    with pytest.raises(GrammarError) as error:
        parse(text, {})
    assert (error.value.message, error.value.column) == problem
    if not text.startswith("{"):
        with pytest.raises(helm_python.HelmError):
            ENGINES[parse](text)


def test_a_mapping_may_stand_for_all_assignments_to_set_json():
    tree = {"a": {"b": 1}, "c": 2}
    parse_set_json(' {"a": {"d": 3}} ', tree)
    assert tree == {"a": {"b": 1, "d": 3}, "c": 2}


def test_a_whole_number_without_its_sign_is_that_number():
    for digits in ("0", "-0"):
        tree = {}
        parse_set_json(f"a={digits}", tree)
        assert str(tree["a"]) == {"0": "0", "-0": "-0.0"}[digits]


@pytest.mark.parametrize(
    ("flag", "text", "places"),
    [
        ("--set", "a.b=1,c[0].d=2,e={x,y},f=3", ((("a", "b"), 1), (("c",), 7), (("e",), 16), (("f",), 24))),
        ("--set-string", r"a\.b=1", ((("a.b",), 1),)),
        ("--set-literal", "a.b=1,c=2", ((("a", "b"), 1),)),
        ("--set-literal", r"a\.b=1", ((("a\\", "b"), 1),)),
        ("--set-json", 'a={"x": [1, 2]},b=3', ((("a",), 1), (("b",), 17))),
        ("--set-json", 'a="x,y=1",b=2', ((("a",), 1), (("b",), 11))),
        ("--set-json", ' {"a": 1}', (((), 1),)),
        ("--set", "{a}=1", ((("{a}",), 1),)),
    ],
)
def test_the_places_of_names_are_where_they_begin(flag, text, places):
    assert assigned_places(flag, text)[: len(places)] == places


def test_paths_of_files_are_known_up_to_a_mistake():
    assert set_file_paths("a=x,b={y,z},c") == ("x", "y", "z")
