"""Patches of CUE templates by example: each row of what KubeVela's own program does, and what it does that nobody can want."""

from types import SimpleNamespace

import pytest

from oamc.diagnostics.codes import patches as codes
from oamc.diagnostics.reports import Reports
from oamc.expressions.holes import Hole, IsSet, IsTrue, Text, When
from oamc.expressions.types import BooleanType, NumberType, TextMapType, TextType
from oamc.lower.cue_patches import cue_patched, report_undecided
from oamc.objects.cue_trees import Written, directions, part_of
from oamc.objects.reading import Reader
from oamc.objects.tree import At, Default, KubeObject, Owner, bare, branches, leaves
from oamc.spans import SourceFile, Span
from tests.support.cue_values import FILE, Told, Undecided, cue, default, span_of

APP = SourceFile(path="app.yaml", label="app.yaml", text="\n" * 99)
COMPONENT, USE = Span(APP, 3, 1, 3, 2), Span(APP, 9, 1, 9, 2)
BASE = Written(rule="component type plain", span=COMPONENT)
PATCH = Written(rule="trait patcher", span=USE, span_of=span_of)
KEY_N, KEY_NAME = "+patchKey=n", "+patchKey=name"
RETAIN, REPLACE = "+patchStrategy=retainKeys", "+patchStrategy=replace"
JSON_PATCH, MERGE_PATCH = "+patchStrategy=jsonPatch", "+patchStrategy=jsonMergePatch"
ERROR = object()


def made(guard=None):
    trait = SimpleNamespace(trait=SimpleNamespace(name="patcher"))
    return SimpleNamespace(rule="trait patcher", span=USE, guard=guard, trait=trait)


def subject(reports, reader=None):
    return SimpleNamespace(name="web", context=SimpleNamespace(reports=reports), reader=reader)


def item_of(body):
    """Return an object with these fields beside what every object has."""
    is_made = isinstance(body, dict) and any(isinstance(part, At) for part in body.values())
    tree = body if is_made else bare(part_of(cue(body), BASE))
    head = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "web"}}
    return KubeObject(
        api_version="v1",
        kind="Thing",
        name="web",
        owner=Owner(kind="instance", name="web"),
        body={**head, **tree},
        span=COMPONENT,
        rule="component type plain",
    )


class Applied:
    """A patch applied: the object, and what was reported."""

    def __init__(self, base, *patches, reader=None, guard=None, of_output=False, live=None):
        self.reports = Reports()
        self.before = item_of(base)
        self.item = self.before
        written = PATCH if live is None else Written(rule=PATCH.rule, span=USE, span_of=span_of, live=live)
        for patch in patches:
            self.item = cue_patched(
                self.item, cue(patch), made(guard), subject(self.reports, reader), written, of_output=of_output
            )

    @property
    def codes(self):
        return [found.code.id for found in self.reports.found]

    @property
    def fields(self):
        """Return the fields beside those that every object has, without origins."""
        return {name: part for name, part in shown(self.item.body).items() if name not in ("apiVersion", "kind", "metadata")}


class Any:
    """Equals whatever stands there."""

    def __eq__(self, other):
        return True

    __hash__ = None


ANY = Any()


def shown(tree):
    """Return a tree without origins."""
    found = bare(tree)
    if isinstance(found, When):
        return ("when", *map(shown, branches(found)))
    if isinstance(found, dict):
        return {name: shown(part) for name, part in found.items()}
    return [shown(part) for part in found] if isinstance(found, (list, tuple)) else found


def undecided_of(item):
    """Tell whether something of an object is not decided."""
    return report_undecided(item, subject(Reports()), what="")


ROWS = {
    "another scalar": ({"a": 1}, {"a": 2}, ERROR),
    "a default of the base": ({"a": default(1)}, {"a": 2}, {"a": 2}),
    "retainKeys on a scalar": ({"a": 1}, {"a": Told(2, RETAIN)}, {"a": 2}),
    "retainKeys in shorthand": (
        {"spec": {"r": 1, "x": 1}},
        {"spec": {"r": Told(3, RETAIN)}},
        {"spec": {"r": 3, "x": 1}},
    ),
    "retainKeys with braces": ({"spec": {"r": 1, "x": 1}}, {"spec": Told({"r": 3}, RETAIN)}, {"spec": {"r": 3}}),
    "an inherited key that inner items lack": (
        {"c": [{"name": "a", "ports": [{"port": 80}, {"port": 81}]}]},
        {"c": Told([{"name": "a", "ports": [{"port": 81, "x": 1}]}], KEY_NAME)},
        ERROR,
    ),
    "retainKeys with other keys": ({"s": {"a": 1, "b": 2}}, {"s": Told({"c": 3}, RETAIN)}, {"s": {"c": 3}}),
    "replace on a struct": ({"s": {"a": 1}}, {"s": Told({"a": 3}, REPLACE)}, ERROR),
    "a shorter list": ({"l": [{"n": "a"}, {"n": "b"}]}, {"l": [{"x": 1}]}, ERROR),
    "a longer list": ({"l": [{"n": "a"}]}, {"l": [{"x": 1}, {"y": 2}]}, {"l": [{"n": "a", "x": 1}, {"y": 2}]}),
    "a tail": (
        {"l": [{"n": "a"}, {"n": "b"}]},
        {"l": Told([], tail={"x": 1})},
        {"l": [{"n": "a", "x": 1}, {"n": "b", "x": 1}]},
    ),
    "an open list": (
        {"l": [{"n": "a"}, {"n": "b"}]},
        {"l": Told([{"x": 1}], is_open=True)},
        {"l": [{"n": "a", "x": 1}, {"n": "b"}]},
    ),
    "by key": (
        {"l": [{"n": "a", "v": 1}]},
        {"l": Told([{"n": "b"}, {"n": "a", "w": 3}], KEY_N)},
        {"l": [{"n": "a", "v": 1, "w": 3}, {"n": "b"}]},
    ),
    "by key, another value": ({"l": [{"n": "a", "v": 1}]}, {"l": Told([{"n": "a", "v": 2}], KEY_N)}, ERROR),
    "by key, retainKeys": (
        {"l": [{"n": "a", "v": 1}]},
        {"l": Told([{"n": "a", "v": 2}], KEY_N, RETAIN)},
        {"l": [{"n": "a", "v": 2}]},
    ),
    "by a key that two items have": (
        {"l": [{"n": "a", "p": 1}, {"n": "a", "p": 2}]},
        {"l": Told([{"n": "a", "q": 3}], KEY_N)},
        {"l": [{"n": "a", "p": 1, "q": 3}, {"n": "a", "p": 2}]},
    ),
    "scalars": ({"args": ["a", "b"]}, {"args": ["c"]}, ERROR),
    "scalars replaced": ({"args": ["a", "b"]}, {"args": Told(["c"], REPLACE)}, {"args": ["c"]}),
    "a list that is not there": ({}, {"l": Told([{"n": "b"}], KEY_N)}, {"l": [{"n": "b"}]}),
    "value and valueFrom": (
        {"env": [{"name": "A", "value": "x"}]},
        {"env": Told([{"name": "A", "valueFrom": {"y": 1}}], KEY_NAME)},
        {"env": [{"name": "A", "value": "x", "valueFrom": {"y": 1}}]},
    ),
}
MORE_ROWS = {
    "the same scalar": ({"a": 1}, {"a": 1}, {"a": 1}),
    "true is not 1": ({"a": 1}, {"a": True}, ERROR),
    "a default of the patch": ({"a": 5}, {"a": default(1)}, {"a": 5}),
    "a default of the patch of another kind": ({"a": 5}, {"a": default("x")}, {"a": 5}),
    "a default where nothing is": ({}, {"a": default(1)}, {"a": 1}),
    "one default twice": ({"a": default(1)}, {"a": default(1)}, {"a": 1}),
    "two defaults": ({"a": default(1)}, {"a": default(2)}, ERROR),
    "a default against a struct": ({"a": {"b": 1}}, {"a": default(1)}, {"a": {"b": 1}}),
    "a struct over a default": ({"a": default(None)}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    "a list over a default": ({"a": default(None)}, {"a": Told([1], KEY_N)}, {"a": [1]}),
    "the default of a struct": ({"a": {"b": 1}}, {"a": default({"c": 2})}, {"a": {"b": 1, "c": 2}}),
    "null where nothing is": ({}, {"a": None}, {"a": None}),
    "null twice": ({"a": None}, {"a": None}, {"a": None}),
    "null over a scalar": ({"a": 1}, {"a": None}, ERROR),
    "null over a default": ({"a": default(1)}, {"a": None}, {"a": None}),
    "a scalar over null": ({"a": None}, {"a": 1}, ERROR),
    "a struct over null": ({"a": None}, {"a": {"b": 1}}, ERROR),
    "a struct over a scalar": ({"a": 1}, {"a": {"b": 1}}, ERROR),
    "a struct over a list": ({"a": [1]}, {"a": {"b": 1}}, ERROR),
    "a list over a scalar": ({"a": 1}, {"a": [1]}, ERROR),
    "an empty struct": ({"a": {"b": 1}}, {"a": {}, "c": {}}, {"a": {"b": 1}, "c": {}}),
    "a closed struct of the base": ({"a": Told({"b": 1}, is_open=False)}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
    "what waits for a value": ({"a": Undecided("int")}, {"a": 2}, {"a": 2}),
    "what waits for a number": ({"a": Undecided("number")}, {"a": 2}, {"a": 2}),
    "what waits for another kind": ({"a": Undecided("int")}, {"a": "x"}, ERROR),
    "what waits for a default": ({"a": Undecided("(int|string)")}, {"a": default("x")}, {"a": "x"}),
    "a kind that the patch asks for": ({"a": 1}, {"a": Undecided("int")}, {"a": 1}),
    "a kind that is not there": ({"a": 1}, {"a": Undecided("string")}, ERROR),
    "what waits for a value of fewer kinds": ({"a": Undecided("(int|string)")}, {"a": Undecided("string")}, {"a": ANY}),
    "two kinds": ({"a": Undecided("int")}, {"a": Undecided("string")}, ERROR),
    "an empty list by place": ({"l": [1]}, {"l": []}, ERROR),
    "an empty list by key": ({"l": [{"n": "a"}]}, {"l": Told([], KEY_N)}, {"l": [{"n": "a"}]}),
    "an open list by key": ({"l": [{"n": "a"}]}, {"l": Told([], KEY_N, tail={"x": 1})}, {"l": [{"n": "a", "x": 1}]}),
    "a tail behind items": (
        {"l": [{"n": "a"}, {"n": "b"}]},
        {"l": Told([{"y": 1}], tail={"x": 1})},
        {"l": [{"n": "a", "y": 1}, {"n": "b", "x": 1}]},
    ),
    "a tail where nothing is": ({}, {"l": Told([], tail={"x": 1})}, {"l": []}),
    "a tail of a key": (
        {"l": [{"n": "a"}, {"n": "b"}]},
        {"l": Told([{"n": "b", "y": 1}], KEY_N, tail={"x": 1})},
        {"l": [{"n": "a"}, {"n": "b", "y": 1}]},
    ),
    "items of an empty list": ({"l": []}, {"l": Told([{"n": "a"}], KEY_N)}, {"l": [{"n": "a"}]}),
    "an empty list over an empty one": ({"l": []}, {"l": []}, {"l": []}),
    "replace over what is no list": ({"l": {"a": 1}}, {"l": Told([1], REPLACE)}, ERROR),
    "a list replaced by none": ({"l": [1]}, {"l": Told([], REPLACE)}, {"l": []}),
    "an inherited key": (
        {"c": [{"name": "a", "env": [{"name": "A"}]}]},
        {"c": Told([{"name": "a", "env": [{"name": "B"}, {"name": "A", "v": 1}]}], KEY_NAME)},
        {"c": [{"name": "a", "env": [{"name": "A", "v": 1}, {"name": "B"}]}]},
    ),
    "a key above a struct": (
        {"s": {"l": [{"n": "a"}, {"n": "b"}]}},
        {"s": Told({"l": [{"n": "b", "v": 1}]}, KEY_N)},
        {"s": {"l": [{"n": "a"}, {"n": "b", "v": 1}]}},
    ),
    "an inner key of its own": (
        {"c": [{"name": "a", "ports": [{"p": 1, "name": "x"}, {"p": 2, "name": "y"}]}]},
        {"c": Told([{"name": "a", "ports": Told([{"p": 2, "h": 1}], "+patchKey=p")}], KEY_NAME)},
        {"c": [{"name": "a", "ports": [{"p": 1, "name": "x"}, {"p": 2, "name": "y", "h": 1}]}]},
    ),
    "retainKeys inside an item": (
        {"l": [{"n": "a", "s": {"x": 1}}]},
        {"l": Told([{"n": "a", "s": Told({"y": 1}, RETAIN)}], KEY_N)},
        {"l": [{"n": "a", "s": {"y": 1}}]},
    ),
    "a key of alternatives": (
        {"l": [{"s": {"n": "1"}}, {"m": {"n": "1"}}]},
        {"l": Told([{"m": {"n": "2"}}, {"s": {"n": "1"}, "p": 1}], "+patchKey=s.n,m.n")},
        {"l": [{"s": {"n": "1"}, "p": 1}, {"m": {"n": "1"}}, {"m": {"n": "2"}}]},
    ),
    "an item that has both alternatives": (
        {"l": [{"s": {"n": "1"}}]},
        {"l": Told([{"s": {"n": "2"}, "m": {"n": "2"}}], "+patchKey=s.n,m.n")},
        {"l": [{"s": {"n": "1"}}, {"s": {"n": "2"}, "m": {"n": "2"}}]},
    ),
    "an item of the base that has both alternatives": (
        {"l": [{"n": "1", "m": "1"}]},
        {"l": Told([{"n": "2", "m": "2"}, {"n": "3"}], "+patchKey=n,m")},
        {"l": [{"n": "1", "m": "1"}, {"n": "2", "m": "2"}, {"n": "3"}]},
    ),
    "an alternative that no item has": (
        {"l": [{"s": {"n": "1"}}]},
        {"l": Told([{"s": {"n": "2"}}], "+patchKey=s.n,m.n")},
        ERROR,
    ),
    "a key that no item has": ({"l": [{"n": "a"}]}, {"l": Told([{"x": 1}], KEY_N)}, {"l": [{"n": "a", "x": 1}]}),
    "a key that is a struct": (
        {"l": [{"n": {"x": 1}}]},
        {"l": Told([{"n": {"y": 1}}], KEY_N)},
        {"l": [{"n": {"x": 1, "y": 1}}]},
    ),
    "keys of two kinds": (
        {"l": [{"n": 1}, {"n": "1"}, {"n": True}]},
        {"l": Told([{"n": "1", "v": 1}, {"n": True, "v": 2}], KEY_N)},
        {"l": [{"n": 1}, {"n": "1", "v": 1}, {"n": True, "v": 2}]},
    ),
    "lists in lists": ({"l": [[1], [2]]}, {"l": Told([[1]], is_open=True)}, {"l": [[1], [2]]}),
    "the strategy open": ({"a": {"b": 1}}, {"a": Told({"c": 1}, "+patchStrategy=open")}, {"a": {"b": 1, "c": 1}}),
}


@pytest.mark.parametrize("row", [*ROWS, *MORE_ROWS])
def test_a_row_comes_out_as_the_program_has_it(row):
    base, patch, wanted = {**ROWS, **MORE_ROWS}[row]
    found = Applied(base, patch)
    if wanted is ERROR:
        assert "OAM586" in found.codes
        assert found.item is found.before
    else:
        assert found.codes == []
        assert found.fields == wanted


def test_the_table_of_the_specification_is_there_whole():
    assert len(ROWS) == 20


NUMBER = Hole(path=("n",), type=NumberType())
WORD = Hole(path=("word",), type=TextType())


class Values:
    """Stands for the parameters of a document."""

    def __new__(cls, **values):
        reader = Reader(())
        reader._values = lambda: _filler(values)
        return reader


def _filler(values):
    from oamc.objects.fill import Filler

    return Filler(values)


def live(**parts):
    """Return a base whose fields have holes."""
    return {name: At(part, COMPONENT, "component type plain") for name, part in parts.items()}


def test_what_is_replaced_is_not_read():
    reader = Values(n=1)
    found = Applied(live(a=NUMBER), {"a": Told(2, RETAIN)}, reader=reader)
    assert (found.fields, found.codes, reader.paths) == ({"a": 2}, [], {})
    found = Applied({"b": Default(NUMBER, COMPONENT)}, {"b": 2}, reader=reader)
    assert (found.fields, found.codes, reader.paths) == ({"b": 2}, [], {})


def test_what_both_say_is_fixed_and_what_differs_is_a_conflict():
    reader = Values(n=1)
    assert Applied(live(a=NUMBER), {"a": 1}, reader=reader).codes == []
    assert reader.paths == {("n",): "says it, too"}
    assert Applied(live(a=NUMBER), {"a": 2}, reader=reader).codes == ["OAM586"]


def test_a_live_key_is_read():
    reader = Values(word="x")
    base = live(l=[{"n": At(WORD, COMPONENT)}, {"n": "y"}])
    found = Applied(base, {"l": Told([{"n": "x", "v": 1}], KEY_N)}, reader=reader)
    assert found.codes == []
    assert [sorted(item) for item in found.fields["l"]] == [["n", "v"], ["n"]]
    assert reader.paths == {("word",): "says it, too"}


def test_a_key_that_is_made_of_a_live_value_is_read():
    reader = Values(word="x")
    base = live(l=[{"n": Text(parts=("a-", WORD))}])
    found = Applied(base, {"l": Told([{"n": "a-x", "v": 1}], KEY_N)}, reader=reader)
    assert [sorted(item) for item in found.fields["l"]] == [["n", "v"]]
    assert ("word",) in reader.paths


def test_a_note_of_a_list_that_stands_in_both_branches_is_told_once():
    one, two = At([{"n": "a"}], COMPONENT), At([{"n": "a"}, {"n": "b"}], COMPONENT)
    base = live(b=1) | {"l": When(condition=IsTrue(path=("on",)), then=one, otherwise=two)}
    found = Applied(base, {"l": Told([{"n": default("a"), "v": 1}], KEY_N)}, reader=Values(on=True))
    assert found.codes == ["OAM577"]
    assert found.fields["l"] == ("when", [{"n": "a", "v": 1}], [{"n": "a", "v": 1}, {"n": "b"}])


def test_without_a_reader_a_live_key_is_none():
    assert Applied(live(l=[{"n": WORD}]), {"l": Told([{"n": "x"}], KEY_N)}).codes == ["OAM586"]


def test_live_values_of_the_patch_stand_at_their_paths():
    found = Applied({"a": {"b": 1}}, {"a": {"c": 7}, "l": [{"v": default(8)}]}, live={("a", "c"): NUMBER, ("l", 0, "v"): WORD})
    assert found.fields == {"a": {"b": 1, "c": NUMBER}, "l": [{"v": WORD}]}
    inner = bare(bare(bare(found.item.body["l"])[0])["v"])
    assert isinstance(bare(bare(found.item.body["l"])[0])["v"], Default)
    assert inner is WORD


def test_a_live_value_keeps_a_place_of_its_own():
    found = Applied({}, {"a": 7}, live={("a",): At(NUMBER, COMPONENT)})
    assert found.item.body["a"].span == COMPONENT


def test_which_item_has_a_place_is_fixed():
    reader = Values(on=True, off=False)
    on, off = IsTrue(path=("on",)), IsTrue(path=("off",))
    items = [
        When(condition=off, then=At({"n": "a"}, COMPONENT)),
        When(condition=on, then=At({"n": "b"}, COMPONENT)),
        When(condition=off, then=At({"n": "c"}, COMPONENT), otherwise=At({"n": "d"}, COMPONENT)),
        At({"n": "e"}, COMPONENT),
    ]
    found = Applied(live(l=items), {"l": Told([{"v": 1}], is_open=True)}, reader=reader)
    assert found.fields == {"l": [{"n": "b", "v": 1}, {"n": "d"}, {"n": "e"}]}
    assert set(reader.paths) == {("on",), ("off",)}


def test_an_item_that_may_be_missing_stays_once_a_patch_names_it():
    reader = Values(on=True)
    base = live(l=[When(condition=IsTrue(path=("on",)), then=At({"n": "a", "v": 1}, COMPONENT)), At({"n": "b"}, COMPONENT)])
    found = Applied(base, {"l": Told([{"n": "a", "w": 2}], KEY_N)}, reader=reader)
    assert found.fields == {"l": [{"n": ("when", "a", None), "v": ("when", 1, None), "w": 2}, {"n": "b"}]}
    assert reader.paths == {("on",): "says it, too"}


def test_a_field_that_the_document_leaves_out_takes_a_value_and_stays_out():
    reader = Values()
    base = {"a": When(condition=IsSet(path=("n",)), then=At(NUMBER, COMPONENT))}
    found = Applied(base | live(b=1), {"a": 2}, reader=reader)
    assert (found.codes, found.fields) == ([], {"a": 2, "b": 1})
    assert ("n",) in reader.paths


def test_into_labels_that_come_whole_from_a_parameter_a_patch_goes_once_they_are_read():
    reader = Values(labels={"a": "1"})
    base = live(labels=Hole(path=("labels",), type=TextMapType()))
    found = Applied(base, {"labels": {"b": "2"}}, reader=reader)
    assert (found.codes, found.fields) == ([], {"labels": {"a": "1", "b": "2"}})
    assert reader.paths == {("labels",): "reads it"}


def test_kinds_are_asked_of_values_only():
    boolean = Hole(path=("flag",), type=BooleanType())
    assert Applied(live(a=boolean), {"a": Undecided("string")}, reader=Values(flag=True)).codes == []
    condition = IsTrue(path=("on",))
    base = live(b=1) | {"a": When(condition=condition, then=At(1, COMPONENT))}
    assert Applied(base, {"a": Undecided("int")}, reader=Values(on=True)).codes == []
    assert Applied(base, {"a": default(2)}, reader=Values(on=True)).fields["a"] == ("when", 1, 2)


def test_what_the_patch_wrote_has_its_rule_and_its_place():
    found = Applied({"a": default(1), "s": {"x": 1}}, {"a": Told(2, line=4), "s": {"y": 2}})
    origins = {path: (origin.rule, origin.span, origin.replaced) for path, _, origin in leaves(found.item)}
    rule, span, replaced = origins[("a",)]
    assert (rule, span, bare(replaced)) == ("trait patcher", Span(FILE, 4, 1, 4, 2), 1)
    assert origins[("s", "x")][:2] == ("component type plain", COMPONENT)
    assert origins[("s", "y")][:2] == ("trait patcher", USE)


def test_a_default_stays_one_for_later_traits_until_something_decides_it():
    assert Applied({"a": default(1)}, {"b": 1}, {"a": 2}).fields == {"a": 2, "b": 1}
    assert Applied({}, {"a": default(1)}, {"a": 2}).fields == {"a": 2}
    assert Applied({"a": default(1)}, {"a": 1}, {"a": 2}).codes == ["OAM586"]
    assert Applied({"l": [{"n": "a", "v": default(1)}]}, {"l": Told([{"n": "b"}], KEY_N)}, {"m": 1}).codes == []


def test_a_conflict_names_both_writers_and_both_places():
    found = Applied({"l": [{"n": "a", "v": 1}]}, {"l": Told([{"n": "a", "v": Told(2, line=6)}], KEY_N)})
    (conflict,) = found.reports.found
    assert conflict.message == 'trait "patcher" of component "web" cannot change Thing.l.0.v: it has another value already'
    assert conflict.span == Span(FILE, 6, 1, 6, 2)
    assert [(note.message, note.span) for note in conflict.related] == [("component type plain wrote what is there", COMPONENT)]


@pytest.mark.parametrize(
    ("base", "patch", "words"),
    [
        ({"a": Undecided("int")}, {"a": "x"}, "wants another kind of value (non-concrete value int)"),
        ({"a": 1}, {"a": Undecided("string")}, "is of another kind than the patch wants (non-concrete value string)"),
        (
            {"a": Undecided("int")},
            {"a": Undecided("string")},
            "cannot be both non-concrete value int and non-concrete value string",
        ),
        ({"a": default(1)}, {"a": default(2)}, "has another default already, and neither of them decides"),
        ({"l": [1, 2]}, {"l": [1]}, "has 2 items, and the patch has 1"),
    ],
)
def test_a_conflict_says_why(base, patch, words):
    (conflict,) = Applied(base, patch).reports.found
    assert conflict.message.endswith(f"it {words}")


def test_name_and_kind_of_an_object_follow_its_body():
    item = Applied({}, {"metadata": {"name": Told("other", RETAIN), "namespace": "moved"}, "kind": Told("Else", RETAIN)}).item
    assert (item.name, item.kind, item.namespace) == ("other", "Else", "moved")
    nameless = item_of({})
    nameless.body["metadata"] = {}
    reports = Reports()
    found = cue_patched(nameless, cue({"metadata": {"name": "given"}}), made(), subject(reports), PATCH)
    assert (found.name, reports.found) == ("given", [])


def test_a_body_that_is_none_of_an_object_is_refused():
    found = Applied({}, {"kind": Told(3, RETAIN)})
    assert found.codes == ["OAM586"]
    assert "apiVersion, kind and name of an object must be texts" in found.reports.found[0].message


# What the program does without a word.


def test_items_without_a_key_are_left_out_and_told():
    found = Applied({"l": [{"n": "a"}]}, {"l": Told([Told({"v": 1}, line=5), {"n": "a", "w": 2}], KEY_N)})
    assert found.fields == {"l": [{"n": "a", "w": 2}]}
    (note,) = found.reports.found
    assert note.code == codes.ITEM_LEFT_OUT
    says = 'an item that trait "patcher" of component "web" has for Thing.l is left out: it has no n, and others have'
    assert note.message == says
    assert note.span == Span(FILE, 5, 1, 5, 2)


def test_of_two_items_with_one_key_the_last_counts_and_that_is_told():
    found = Applied({"l": [{"n": "a"}]}, {"l": Told([{"n": "a", "v": 1}, {"n": "a", "w": 2}], KEY_N)})
    assert found.fields == {"l": [{"n": "a", "w": 2}]}
    assert found.codes == ["OAM576"]
    assert found.reports.found[0].message.endswith('the item with the same n, "a", counts that comes last')


def test_a_key_that_is_a_default_counts_and_that_is_told():
    found = Applied({"l": [{"n": "a"}]}, {"l": Told([{"n": default("b"), "v": 1}], KEY_N)})
    assert found.fields == {"l": [{"n": "a"}, {"n": "b", "v": 1}]}
    (note,) = found.reports.found
    assert note.code == codes.KEY_FROM_DEFAULT
    assert 'merges Thing.l by the default "b"' in note.message


def test_a_key_inside_of_a_default_counts_too():
    found = Applied({"l": [{"s": {"n": "a"}}]}, {"l": Told([{"s": default({"n": "a"}), "v": 1}], "+patchKey=s.n")})
    assert found.fields == {"l": [{"s": {"n": "a"}, "v": 1}]}
    assert found.codes == ["OAM577"]


def test_items_of_a_base_without_a_key_shift_the_others_and_that_is_told():
    found = Applied({"l": [{"x": 1}, {"n": "a"}]}, {"l": Told([{"n": "a", "v": 2}], KEY_N)})
    assert found.fields == {"l": [{"x": 1, "n": "a", "v": 2}, {"n": "a"}]}
    (note,) = found.reports.found
    assert note.code == codes.ITEM_SHIFTED
    assert 'merges the item "a" of Thing.l into item 1' in note.message
    assert Applied({"l": [{"x": 1}]}, {"l": Told([{"n": "a"}], KEY_N)}).fields == {"l": [{"x": 1, "n": "a"}]}


def test_alternatives_in_another_order_than_the_base_has_them_are_shifted_and_told():
    base = {"l": [{"m": {"n": "1"}}, {"s": {"n": "1"}}]}
    found = Applied(base, {"l": Told([{"s": {"n": "1"}, "p": 1}, {"m": {"n": "2"}}], "+patchKey=s.n,m.n")})
    assert found.codes == ["OAM579"]
    assert found.fields == {"l": [{"m": {"n": "1"}, "s": {"n": "1"}, "p": 1}, {"s": {"n": "1"}}, {"m": {"n": "2"}}]}


def test_an_item_that_retains_keys_is_emptied_even_where_it_is_shifted():
    found = Applied({"l": [{"x": 1}, {"n": "a", "y": 1}]}, {"l": Told([{"n": "a", "v": 2}], KEY_N, RETAIN)})
    assert found.fields == {"l": [{"x": 1, "n": "a", "v": 2}, {}]}
    assert found.codes == ["OAM579"]


@pytest.mark.parametrize(
    ("base", "patch", "comment", "field"),
    [
        ({}, Told({"a": 1}, KEY_NAME), KEY_NAME, "Thing"),
        ({}, Told({"a": 1}, RETAIN), RETAIN, "Thing"),
        ({"s": {"a": 1}}, {"s": Told({"b": 1}, REPLACE)}, REPLACE, "Thing.s"),
        ({"l": [1]}, {"l": Told([1], RETAIN)}, RETAIN, "Thing.l"),
        (
            {},
            {"operations": Told([{"op": "remove"}], "+patchStrategy=jsonPatch")},
            "+patchStrategy=jsonPatch",
            "Thing.operations",
        ),
        ({}, {"a": Told(1, "+patchStrategy=merge")}, "+patchStrategy=merge", "Thing.a"),
        ({"l": [{"n": "a"}]}, {"l": Told([{"n": "a", "s": Told({}, REPLACE)}], KEY_N)}, REPLACE, "Thing.l.0.s"),
    ],
)
def test_a_comment_in_vain_is_told(base, patch, comment, field):
    found = Applied(base, patch)
    (note,) = found.reports.found
    assert note.code == codes.VAIN_COMMENT
    assert note.message.startswith(f'the comment {comment} of trait "patcher" has no effect on {field}: ')


@pytest.mark.parametrize(
    "patch",
    [
        {"s": Told({"b": 1}, REPLACE)},
        {"l": Told([1], RETAIN)},
        {"s": {"l": Told([1], RETAIN)}},
        {"c": Told({"l": Told([{"n": 1}], RETAIN)}, KEY_N)},
    ],
)
def test_a_comment_that_would_change_nothing_is_not_told(patch):
    assert Applied({"c": {"l": [{"n": 2}]}}, patch).codes == []


def test_the_shorthand_of_a_json_patch_writes_a_field():
    found = Applied({"a": 1}, {"operations": Told([{"op": "remove", "path": "/a"}], "+patchStrategy=jsonPatch")})
    assert found.fields == {"a": 1, "operations": [{"op": "remove", "path": "/a"}]}


# Strategies of JSON.


def test_a_json_patch_is_applied_and_decides_all_defaults():
    operations = [
        {"op": "test", "path": "/a", "value": 1},
        {"op": "replace", "path": "/a", "value": 2},
        {"op": "copy", "from": "/a", "path": "/b"},
        {"op": "add", "path": "/c", "value": {"d": None}},
    ]
    base = {"a": 1, "e": default(1), "l": [{"n": default(1)}]}
    found = Applied(base, Told({"operations": operations}, JSON_PATCH))
    assert found.fields == {"a": 2, "b": 2, "c": {"d": None}, "e": 1, "l": [{"n": 1}]}
    assert found.codes == []
    assert Applied(base, Told({"operations": operations}, JSON_PATCH), {"e": 2}).codes == ["OAM586"]


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({}, '"operations": a JSON patch needs a list of that name'),
        ({"operations": {}}, '"operations": a JSON patch needs a list of that name'),
        ({"operations": [{"op": "drop", "path": "/a"}]}, '"operations.0": op is one of add, remove, '),
        ({"operations": [{"op": "remove"}]}, '"operations.0": it needs a text path'),
        ({"operations": [{"op": "move", "path": "/a"}]}, '"operations.0": it needs a text from'),
        ({"operations": [{"op": "add", "path": "/a"}]}, '"operations.0": it needs a value'),
        ({"operations": [{"op": "remove", "path": "/x"}]}, '"remove /x": there is no "x"'),
    ],
)
def test_a_json_patch_that_is_none_is_refused(patch, words):
    found = Applied({"a": 1}, Told(patch, JSON_PATCH))
    assert found.item is found.before
    (refused,) = found.reports.found
    assert refused.code.id == "OAM596"
    assert words in refused.message


def test_a_live_value_of_a_json_patch_stands_in_its_operation():
    operations = [{"op": "add", "path": "/b", "value": {"c": 7}}]
    found = Applied({"a": 1}, Told({"operations": operations}, JSON_PATCH), live={("operations", 0, "value", "c"): NUMBER})
    assert found.fields == {"a": 1, "b": {"c": NUMBER}}


def test_a_json_merge_patch_takes_away_and_replaces_lists():
    patch = Told({"a": None, "l": [None, {"x": None}], "s": {"b": None, "c": 2}}, MERGE_PATCH)
    found = Applied({"a": 1, "l": [1], "s": {"b": 1}, "k": default(1)}, patch)
    assert found.fields == {"l": [None, {"x": None}], "s": {"c": 2}, "k": 1}
    assert found.codes == []


def test_json_of_what_is_not_decided_is_refused():
    found = Applied({"a": 1}, Told({"a": Undecided("int")}, MERGE_PATCH))
    assert (found.codes, found.item) == (["OAM572"], found.before)
    found = Applied({"a": Undecided("int")}, Told({"b": 1}, MERGE_PATCH))
    assert (found.codes, found.item) == (["OAM575"], found.before)


def test_in_patch_outputs_strategies_of_json_say_nothing_and_retain_keys_does():
    found = Applied({"a": 1}, Told({"a": Told(2, RETAIN)}, MERGE_PATCH), of_output=True)
    assert found.fields == {"a": 2}
    assert found.codes == ["OAM578"]


def test_what_is_left_undecided_is_told_with_its_field_and_the_words_of_cue():
    reports = Reports()
    item = item_of({"a": {"b": [Undecided("int")]}, "c": Told({"d": 1}, default=True)})
    assert report_undecided(item, subject(reports), what='the definition "plain"')
    (found,) = reports.found
    assert found.message == 'the definition "plain" leaves Thing.a.b.0 open: non-concrete value int'
    assert found.span == COMPONENT
    assert not report_undecided(item_of({"a": 1}), subject(reports), what="")


def test_what_is_left_undecided_under_a_condition_is_told():
    item = item_of({})
    inner = part_of(cue(Undecided("int")), BASE)
    item.body["a"] = When(condition=IsTrue(path=("on",)), then=inner)
    assert report_undecided(item, subject(Reports()), what="")


def test_a_struct_that_is_not_decided_takes_nothing():
    tree = cue({"a": 1})
    waiting = type(tree)(kind="struct", text="condition not decided", fields=tree.fields)
    assert Applied({"s": waiting}, {"s": {"b": 1}}).codes == ["OAM586"]


def test_numbers_bytes_and_null_become_what_json_of_the_program_makes_of_them():
    big = type(cue(1))(kind="int", text=str(2**70))
    whole = type(cue(1))(kind="float", text="1.0")
    tree = part_of(cue({"i": 2**62, "b": big, "f": 1.5, "w": whole, "y": b"\x00\xff", "n": None, "t": True, "s": "x"}), BASE)
    assert shown(tree) == {"i": 2**62, "b": float(2**70), "f": 1.5, "w": 1, "y": "AP8=", "n": None, "t": True, "s": "x"}
    assert type(shown(tree)["b"]) is float
    assert bare(tree)["n"].span == COMPONENT


def test_defaults_under_a_condition_are_decided_by_json():
    condition = IsTrue(path=("on",))
    base = live(b=1) | {"a": When(condition=condition, then=Default(1, COMPONENT), otherwise=Default(2, COMPONENT))}
    found = Applied(base, Told({"c": 1}, MERGE_PATCH), reader=Values(on=True))
    assert [type(branch) for branch in branches(found.item.body["a"])] == [At, At]


def test_what_only_one_of_two_waits_for_is_kept():
    found = Applied({"a": Undecided("(int|string)")}, {"a": Undecided("string")}, {"a": 1})
    assert found.codes == ["OAM586"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("+patchKey=name",), {"patchKey": "name"}),
        (("+ patchKey = name ",), {"patchKey": "name"}),
        (("+patchKey=a b",), {}),
        (("+patchKey",), {}),
        (("patchKey=name",), {}),
        (("+usage=x", "+patchKey=a", "+patchKey=b"), {"usage": "x", "patchKey": "b"}),
        (("+patchKey=",), {"patchKey": ""}),
    ],
)
def test_directions_are_read_as_the_program_reads_them(lines, told):
    assert directions(lines) == told


def test_under_a_guard_a_patch_holds_only_with_it():
    found = Applied({"a": 1}, {"b": 2}, guard=IsTrue(path=("on",)))
    assert found.fields == {"a": 1, "b": ("when", 2, None)}
