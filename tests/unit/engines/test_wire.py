"""What a worker says, read field by field: whatever it is, it becomes records of the right types, or is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.engines import wire
from oamc.engines.contract import (
    Action,
    Copy,
    Definition,
    EngineError,
    Leaf,
    Place,
    Reached,
    Rendered,
    Rule,
    Schema,
    Template,
    Tree,
    TypeField,
    TypeTree,
    Uses,
)
from oamc.engines.wire import TooDeep, Unreadable
from oamc.records import Record, items

LEAF = {"k": "int", "v": "1", "p": {"s": "t", "l": 1, "c": 2}, "c": ["+patchKey=name"], "d": True}
REPLY = {
    "id": 7,
    "roots": [
        {
            "name": "output",
            "tree": {
                "k": "struct",
                "o": True,
                "f": [
                    {"n": "a", "v": LEAF},
                    {"n": "b", "v": {"k": "list", "i": [{"k": "bool", "v": "true"}], "o": True, "e": {"k": "null"}}},
                    {"n": "c", "v": {"k": "open", "v": "incomplete value string", "t": "string"}},
                    {"n": "d", "v": {"k": "bytes", "v": "AP8="}},
                    {"n": "e", "v": {"k": "float", "v": "-1.5E+3", "p": {"s": "parameter", "p": ["a", 0]}}},
                ],
            },
        }
    ],
    "errs": {"texts": ["no"], "malformed": "m"},
    "actions": [{"path": "x", "provider": "cue", "do": "strategyUnify", "params": {"k": "null"}}],
    "upgraded": [{"s": "t", "l": 1, "c": 1}],
    "errors": [
        {
            "kind": "evaluation",
            "message": "m",
            "path": ["a"],
            "positions": [{"s": "t", "l": 1}],
            "alternatives": [{"kind": "size", "message": "n"}],
        }
    ],
}
TYPE = {
    "id": 7,
    "seen": [["name"]],
    "type": {
        "kinds": ["struct"],
        "open": True,
        "conditional": True,
        "position": {"s": "t", "l": 1, "c": 1},
        "comments": ["+usage=x"],
        "others": {"kinds": ["string"]},
        "fields": [
            {
                "name": "a",
                "presence": "optional",
                "type": {
                    "kinds": ["int"],
                    "enum": [LEAF],
                    "default": LEAF,
                    "rules": [{"operator": ">=", "operand": LEAF}],
                    "alternatives": [
                        {"kinds": ["list"], "items": [{"kinds": []}], "element": {"kinds": ["null"], "cut": True}}
                    ],
                },
            }
        ],
    },
}
TRACE = {"id": 7, "traces": [{"leaves": [{"path": ["output", 0], "old": LEAF, "new": {"k": "null"}}], "shape": "x"}]}
DEFINITION = {"id": 7, "name": "d", "roots": [{"name": "d", "tree": LEAF}], "text": "a: 1"}
HELLO = {"id": 7, "hello": {"protocol": 2, "cue": "v0.14.1"}}

USES = {"id": 7, "copies": [{"path": ["properties", "a"], "reason": "a sum", "position": {"s": "t", "l": 1, "c": 2}}]}

READERS = {
    "rendered": (REPLY, lambda reply: wire.rendered(reply, ("output",))),
    "schema": (TYPE, wire.schema),
    "reached": (TRACE, lambda reply: wire.reached(reply, 1)),
    "definition": (DEFINITION, lambda reply: wire.definition(reply, "t")),
    "hello": (HELLO, wire.hello),
    "uses": (USES, lambda reply: wire.uses(reply, [("properties", "a")])),
}


AT = Place(source="t", line=1, column=2)
ONE = Tree(kind="int", text="1", comments=("+patchKey=name",), default=True, place=AT)


def test_a_result_is_read_whole():
    output = Tree(
        kind="struct",
        open=True,
        fields=(
            ("a", ONE),
            ("b", Tree(kind="list", items=(Tree(kind="bool", text="true"),), open=True, tail=Tree(kind="null"))),
            ("c", Tree(kind="open", text="incomplete value string", type="string")),
            ("d", Tree(kind="bytes", text="AP8=")),
            ("e", Tree(kind="float", text="-1.5E+3", place=Place(source="parameter", path=("a", 0)))),
        ),
    )
    size = EngineError(kind="size", message="n")
    error = EngineError(kind="evaluation", message="m", path=("a",), places=(Place(source="t", line=1),), alternatives=(size,))
    assert wire.rendered(REPLY, ("output", "patch")) == Rendered(
        roots=(("output", output),),
        refusals=("no",),
        malformed="m",
        actions=(Action(path="x", provider="cue", do="strategyUnify", parameters=Tree(kind="null")),),
        upgraded=(Place(source="t", line=1, column=1),),
        errors=(error,),
    )
    assert wire.rendered({}, ("output",)) == Rendered()
    assert wire.rendered({"names": ["a", "b"]}, ()).names == ("a", "b")
    assert wire.rendered({"actions": [{"path": "x", "provider": "p", "do": "d"}]}, ()).actions[0].parameters is None


def test_a_type_is_read_whole():
    inner = TypeTree(kinds=("list",), items=(TypeTree(kinds=()),), element=TypeTree(kinds=("null",), cut=True))
    field = TypeTree(
        kinds=("int",), choices=(ONE,), default=ONE, rules=(Rule(operator=">=", operand=ONE),), alternatives=(inner,)
    )
    expected = TypeTree(
        kinds=("struct",),
        open=True,
        conditional=True,
        place=Place(source="t", line=1, column=1),
        comments=("+usage=x",),
        others=TypeTree(kinds=("string",)),
        fields=(TypeField(name="a", presence="optional", type=field),),
    )
    place = Place(source="t", line=3, column=4)
    error = EngineError(kind="syntax", message="m")
    assert wire.schema(TYPE) == Schema(type=expected, seen=(("name",),))
    more = {"upgraded": [{"s": "t", "l": 3, "c": 4}], "errors": [{"kind": "syntax", "message": "m"}]}
    assert wire.schema(more) == Schema(upgraded=(place,), errors=(error,))


def test_other_replies_are_read_whole():
    error = {"kind": "import", "message": "m"}
    assert wire.hello(HELLO) == (2, "v0.14.1") == (wire.PROTOCOL, wire.CUE_VERSION)
    assert wire.definition(DEFINITION, "t") == Definition(name="d", metadata=ONE, template=Template(name="t", text="a: 1"))
    failed = Definition(errors=(EngineError(kind="import", message="m"),))
    assert wire.definition({"errors": [error]}, "t") == failed
    used = Copy(path=("properties", "a"), reason="a sum", place=AT)
    assert wire.uses(USES, [("properties", "a")]) == Uses(copies=(used,))
    assert wire.uses({"errors": [error]}, [("properties", "a")]) == Uses(errors=failed.errors)
    leaf = Leaf(path=("output", 0), old=ONE, new=Tree(kind="null"))
    assert wire.reached(TRACE, 1) == (Reached(leaves=(leaf,), shape="x"),)
    assert wire.reached({"traces": [{"errors": [error]}]}, 1) == (Reached(errors=failed.errors),)
    assert wire.reached({}, 0) == wire.errors({}) == ()
    assert wire.read_line(b'{"id": 7}\n', 7) == {"id": 7}
    assert wire.text("x") == "x"


@pytest.mark.parametrize("kind", ["null", "bool", "int", "float", "string", "bytes", "struct", "list"])
def test_every_kind_is_known(kind):
    assert wire.schema({"type": {"kinds": [kind]}}).type.kinds == (kind,)
    text = {"bool": "false", "int": "-10", "float": "1.5e-7", "bytes": ""}.get(kind, "")
    assert tree_of({"k": kind, "v": text}) == Tree(kind=kind, text=text)


@pytest.mark.parametrize("text", ["1", "-1.5", "1E+3", "1e21", "0.000", "1E-100000"])
def test_every_spelling_of_a_float_is_known(text):
    assert tree_of({"k": "float", "v": text}).text == text


@pytest.mark.parametrize("kind", ["syntax", "import", "nesting", "size", "evaluation"])
def test_every_kind_of_error_is_known(kind):
    assert wire.errors({"errors": [{"kind": kind, "message": ""}]})[0].kind == kind


@pytest.mark.parametrize("operator", ["<", "<=", ">", ">=", "!=", "=~", "!~"])
def test_every_operator_is_known(operator):
    found = wire.schema({"type": {"kinds": [], "rules": [{"operator": operator, "operand": {"k": "open"}}]}})
    assert found.type.rules[0].operator == operator


@pytest.mark.parametrize("presence", ["regular", "optional", "required"])
def test_every_presence_is_known(presence):
    found = wire.schema({"type": {"kinds": [], "fields": [{"name": "a", "presence": presence, "type": {"kinds": []}}]}})
    assert found.type.fields[0].presence == presence


def tree_of(value):
    return wire.rendered({"roots": [{"name": "a", "tree": value}]}, ("a",)).root("a")


WRONG_TREES = [
    1, {}, {"k": "number"}, {"k": 1}, {"k": "int", "v": "1.0"}, {"k": "int", "v": ""}, {"k": "int", "v": "1" * 4001},
    {"k": "float", "v": "nan"}, {"k": "float", "v": "1e"}, {"k": "float", "v": "1e1234567"}, {"k": "bool", "v": "True"},
    {"k": "bytes", "v": "*"}, {"k": "bytes", "v": "A"}, {"k": "bytes", "v": "AP8=\n"}, {"k": "string", "v": 1},
    {"k": "string", "v": "\ud800"}, {"k": "struct", "o": 1}, {"k": "null", "d": "true"}, {"k": "struct", "f": {}},
    {"k": "struct", "f": [{"n": "a", "v": {"k": "null"}}] * 2}, {"k": "list", "i": [None]}, {"k": "list", "e": None},
    {"k": "null", "p": {"s": "t", "l": -1}}, {"k": "null", "p": {"s": "t", "l": True}},
    {"k": "null", "p": {"s": "t", "c": 1.0}}, {"k": "null", "p": {"s": "t", "p": [-1]}}, {"k": "null", "p": {"l": 1}},
    {"k": "null", "c": [1]}, {"k": "null", "c": "a"},
]  # fmt: skip


@pytest.mark.parametrize("value", WRONG_TREES, ids=lambda value: str(value)[:60])
def test_a_tree_that_is_none_is_refused(value):
    with pytest.raises(Unreadable):
        tree_of(value)


@pytest.mark.parametrize(
    ("reply", "roots"),
    [
        ({"roots": [{"name": "b", "tree": {"k": "null"}}]}, ("a",)),
        ({"roots": [{"name": "a", "tree": {"k": "null"}}] * 2}, ("a",)),
        ({"roots": [{"name": name, "tree": {"k": "null"}} for name in "ba"]}, ("a", "b")),
    ],
)
def test_roots_that_were_not_asked_for_are_refused(reply, roots):
    with pytest.raises(Unreadable, match="nobody asked for"):
        wire.rendered(reply, roots)


def test_other_replies_that_are_none_are_refused():
    for read in (
        lambda: wire.reached({"traces": []}, 1),
        lambda: wire.reached({"traces": [{}, {}]}, 1),
        lambda: wire.definition({"name": "x", "roots": [], "text": ""}, "t"),
        lambda: wire.definition({"name": "x", "roots": [{"name": "y", "tree": {"k": "null"}}], "text": ""}, "t"),
        lambda: wire.definition({"name": "x", "roots": [{"name": "x", "tree": {"k": "null"}}]}, "t"),
        lambda: wire.schema({"type": None}),
        lambda: wire.uses(USES, []),
        lambda: wire.uses({}, [("properties", "a")]),
        lambda: wire.text(None),
        lambda: wire.hello({"hello": {"protocol": -1, "cue": ""}}),
    ):
        with pytest.raises(Unreadable):
            read()


@pytest.mark.parametrize(
    ("line", "words"),
    [(b"\xff\n", "no JSON"), (b"1\n", "another request"), (b'{"id": 6}\n', "another request"), (b"[" * 100_000, "no JSON")],
)
def test_a_line_that_answers_nothing_is_refused(line, words):
    with pytest.raises(Unreadable, match=words):
        wire.read_line(line, 7)


WRAPPED = {
    "items": (tree_of, {"k": "null"}, lambda inner: {"k": "list", "i": [inner]}),
    "fields": (tree_of, {"k": "null"}, lambda inner: {"k": "struct", "f": [{"n": "a", "v": inner}]}),
    "tails": (tree_of, {"k": "null"}, lambda inner: {"k": "list", "e": inner}),
    "alternatives of errors": (
        lambda value: wire.errors({"errors": [value]}),
        {"kind": "size", "message": ""},
        lambda inner: {"kind": "size", "message": "", "alternatives": [inner]},
    ),
    "elements": (lambda value: wire.schema({"type": value}), {"kinds": []}, lambda inner: {"kinds": [], "element": inner}),
    "others": (lambda value: wire.schema({"type": value}), {"kinds": []}, lambda inner: {"kinds": [], "others": inner}),
    "items of types": (
        lambda value: wire.schema({"type": value}),
        {"kinds": []},
        lambda inner: {"kinds": [], "items": [inner]},
    ),
    "alternatives": (
        lambda value: wire.schema({"type": value}),
        {"kinds": []},
        lambda inner: {"kinds": [], "alternatives": [inner]},
    ),
    "fields of types": (
        lambda value: wire.schema({"type": value}),
        {"kinds": []},
        lambda inner: {"kinds": [], "fields": [{"name": "a", "presence": "regular", "type": inner}]},
    ),
}


@pytest.mark.parametrize(("read", "value", "wrap"), WRAPPED.values(), ids=WRAPPED)
def test_what_is_nested_has_an_end(read, value, wrap):
    for _ in range(220):
        value = wrap(value)
    assert read(value)
    with pytest.raises(Unreadable, match="too deep"):
        read(wrap(value))


@pytest.mark.parametrize("place", ["enum", "default", "rules"])
def test_a_tree_within_a_type_is_one_level_deeper(place):
    tree = {"k": "null"}
    for _ in range(219):
        tree = {"k": "list", "i": [tree]}
    put = {
        "enum": lambda inner: {"enum": [inner]},
        "default": lambda inner: {"default": inner},
        "rules": lambda inner: {"rules": [{"operator": "<", "operand": inner}]},
    }[place]
    assert wire.schema({"type": {"kinds": [], **put(tree)}})
    with pytest.raises(Unreadable, match="too deep"):
        wire.schema({"type": {"kinds": [], **put({"k": "list", "i": [tree]})}})


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.sampled_from(["int", "open"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("knvfipsloced"), inner, max_size=3),
    max_leaves=8,
)


def places(value, path=()):
    """Yield the path of each part of a value."""
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def with_change(value, path, other):
    """Return a copy of a value in which one part is another one."""
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_change(copy[path[0]], path[1:], other)
    return copy


def parts(record):
    """Yield the values of a record and of those in it."""
    for _, value in items(record):
        for part in value if isinstance(value, tuple) else (value,):
            yield part
            if isinstance(part, Record):
                yield from parts(part)


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_a_reply_with_any_change_is_read_or_refused(name, data):
    reply, read = READERS[name]
    path = data.draw(st.sampled_from(sorted(places(reply), key=str)))
    changed = with_change(reply, path, data.draw(JSON))
    try:
        found = read(json.loads(json.dumps(changed))) if isinstance(changed, dict) else None
    except Unreadable:
        return
    for part in parts(found) if isinstance(found, Record) else ():
        assert isinstance(part, Record | str | int | tuple | None)
        assert not isinstance(part, float | dict | list)


@given(JSON)
def test_what_is_sent_is_what_go_would_make_of_it(value):
    sent = wire.sendable(value, 20)
    assert json.loads(json.dumps(sent)) == json.loads(json.dumps(value))
    assert json.dumps(sent) == json.dumps(sent, sort_keys=True)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (True, "true"),
        (1.0, "1"),
        (-0.0, "0"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        ((1,), "[1]"),
        ({"b": 1, "a": 2}, '{"a": 2, "b": 1}'),
    ],
)
def test_a_value_is_sent_as_the_json_of_go(value, sent):
    assert json.dumps(wire.sendable(value, 1)) == sent


@pytest.mark.parametrize("wrap", [lambda inner: {"a": inner}, lambda inner: [inner]], ids=["mapping", "list"])
def test_a_value_is_sent_up_to_the_limit_of_levels(wrap):
    assert wire.sendable(wrap(wrap(1)), 2)
    with pytest.raises(TooDeep):
        wire.sendable(wrap(wrap(wrap(1))), 2)


@pytest.mark.parametrize("value", [{1: 2}, {1}, b""])
def test_what_is_no_plain_data_is_not_sent(value):
    with pytest.raises(TypeError, match="plain data"):
        wire.sendable(value, 9)


def test_what_is_said_of_copies_is_one_line_and_an_engine_that_tells_no_paths_has_read_all():
    given = {
        "copies": [{"path": ["a", "*"], "reason": "it is read", "position": {"s": "t", "l": 1, "c": 2}}],
        "seen": [["output"], []],
    }
    found = wire.schema(given)
    assert found.copies == (Copy(path=("a", "*"), reason="it is read", place=Place(source="t", line=1, column=2)),)
    assert found.seen == (("output",), ())
    assert wire.schema({}).seen == ((),)
    assert wire.schema({"seen": []}).seen == ()
    with pytest.raises(wire.Unreadable):
        wire.schema({"copies": [{"path": ["a"], "reason": "two\nlines"}]})
