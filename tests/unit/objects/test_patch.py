"""Laws of patches: what holds only under a condition is nothing otherwise, and what a patch writes is there."""

from hypothesis import example, given
from hypothesis import strategies as st

from oamc.expressions.holes import Hole, IsSet, IsTrue, Text, TextOf, When, WithEntry
from oamc.expressions.types import NumberType, TextMapType, TextType
from oamc.objects.fill import Filler
from oamc.objects.patch import Rules, patched
from oamc.objects.patch_marks import ABSENT, each
from oamc.objects.tree import At, KubeObject, Owner, entries, guarded, placed
from oamc.objects.verify import verify_object
from oamc.spans import SourceFile, Span

FILE = SourceFile(path="in.yaml", label="in.yaml", text="")
PLACE, HERE = Span(FILE, 1, 1, 1, 2), Span(FILE, 2, 1, 2, 2)
ON = IsTrue(path=("on",))
NAMES = st.sampled_from("abc")
LEAVES = st.one_of(
    st.sampled_from(["x", "y", 1, 2, True]),
    st.sampled_from([Hole(path=("number",), type=NumberType()), Text(parts=("n-", Hole(path=("text",), type=TextType())))]),
)
CONDITIONS = st.sampled_from([IsSet(path=("number",)), IsSet(path=("missing",)), IsTrue(path=("off",))])


def conditional(parts):
    return st.one_of(
        parts,
        st.builds(lambda condition, then: When(condition=condition, then=then), CONDITIONS, parts),
        st.builds(
            lambda condition, then, otherwise: When(condition=condition, then=then, otherwise=otherwise),
            CONDITIONS,
            parts,
            parts,
        ),
        parts.map(lambda tree: placed(tree, PLACE)),
    )


def items(parts):
    """Lists of mappings with a name each, as containers have."""
    named = st.dictionaries(st.sampled_from("vw"), parts, max_size=2)
    lists = st.dictionaries(NAMES, named, min_size=1, max_size=3)
    return lists.map(lambda found: [{"name": name, **rest} for name, rest in found.items()])


def kept(found):
    """Return a mapping that is there only while one of its parts is."""
    return guarded(found, list(found.values()))


BASES = st.recursive(
    LEAVES,
    lambda below: st.one_of(
        st.dictionaries(NAMES, conditional(below), min_size=1, max_size=3).map(
            lambda found: guarded(found, list(found.values()))
        ),
        items(conditional(below)),
    ),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(NAMES, conditional(BASES), max_size=3).map(lambda found: {"kept": 0, **found})
PATCHES = st.recursive(
    st.one_of(LEAVES, st.just(ABSENT)),
    lambda below: st.one_of(
        st.dictionaries(NAMES, below, min_size=1, max_size=3), items(below.filter(lambda tree: tree is not ABSENT))
    ),
    max_leaves=6,
)
PATCH_MAPPINGS = st.dictionaries(NAMES, PATCHES, max_size=3)
VALUES = {"number": 7, "text": "t", "off": False}


def filled(tree, *, on=True):
    return Filler({**VALUES, "on": on}).fill(tree)


def keys_of(path):
    del path
    return ("name",)


def applied(base, patch, guard=None):
    return patched(base, patch, Rules(span=HERE, rule="patch", keys_of=keys_of, guard=guard))


@example({"kept": 0, "a": When(condition=IsSet(path=("missing",)), then={"b": 1})}, {"a": {"c": 2}})
@example({"kept": 0, "a": {"b": 1}}, {"a": {"b": ABSENT}})
@example({"kept": 0, "a": When(condition=IsSet(path=("missing",)), then=[{"name": "a"}])}, {"a": {"b": ABSENT}})
@example({"kept": 0, "a": "x"}, {"a": {"b": ABSENT}})
@given(MAPPINGS, PATCH_MAPPINGS)
def test_a_patch_under_a_guard_is_the_patch_while_that_holds_and_nothing_otherwise(base, patch):
    held = applied(base, patch, ON)
    assert filled(held, on=False) == filled(base)
    assert filled(held, on=True) == filled(applied(base, patch))


@given(MAPPINGS, PATCH_MAPPINGS)
def test_a_patched_object_is_well_formed(base, patch):
    for guard in (None, ON):
        body = {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "thing"}, "spec": applied(base, patch, guard)}
        owner = Owner(kind="instance", name="thing")
        verify_object(KubeObject(api_version="v1", kind="Thing", name="thing", owner=owner, body=body, span=PLACE, rule="base"))


@given(MAPPINGS)
def test_an_empty_patch_changes_nothing(base):
    assert filled(applied(base, {})) == filled(base)


@given(MAPPINGS, PATCH_MAPPINGS)
def test_a_patch_twice_is_the_patch_once(base, patch):
    once = applied(base, patch)
    assert filled(applied(once, patch)) == filled(once)


def test_lists_are_merged_by_their_keys_and_others_replaced():
    base = {"c": [{"name": "a", "v": 1}, {"name": "b"}]}
    assert filled(applied(base, {"c": [{"name": "b", "v": 2}, {"name": "d"}]})) == {
        "c": [{"name": "a", "v": 1}, {"name": "b", "v": 2}, {"name": "d"}]
    }
    plain = patched({"l": [1, 2]}, {"l": [3]}, Rules(span=HERE, rule="patch"))
    assert filled(plain) == {"l": [3]}


def test_every_item_of_a_list_gets_what_each_says():
    base = {"c": [{"name": "a"}, When(condition=IsSet(path=("number",)), then={"name": "b"})]}
    assert filled(applied(base, {"c": each({"v": 1})})) == {"c": [{"name": "a", "v": 1}, {"name": "b", "v": 1}]}


def test_a_text_is_put_into_a_mapping_that_comes_whole_from_a_parameter():
    labels = Hole(path=("labels",), type=TextMapType())
    number = TextOf(hole=Hole(path=("number",), type=NumberType()))
    for base in (labels, When(condition=IsSet(path=("labels",)), then=At(labels, PLACE))):
        result = applied({"labels": base}, {"labels": {"scale": At(number, HERE)}})
        assert isinstance(result["labels"].tree, WithEntry)
        assert Filler({**VALUES, "labels": {"a": "b"}}).fill(result) == {"labels": {"a": "b", "scale": "7"}}
    assert Filler(VALUES).fill(result) == {"labels": {"scale": "7"}}


def test_texts_are_put_into_such_a_mapping_one_by_one_and_some_only_while_they_have_a_value():
    labels = Hole(path=("labels",), type=TextMapType())
    number, word, missing = (
        Hole(path=(name,), type=kind)
        for name, kind in (("number", NumberType()), ("word", TextType()), ("missing", TextType()))
    )
    there, absent = (When(condition=IsSet(path=hole.path), then=hole) for hole in (word, missing))
    first = applied({"labels": labels}, {"labels": {"a": TextOf(hole=number), "b": there, "c": absent}})
    second = applied(first, {"labels": {"a": word}})
    values = {**VALUES, "word": "yes", "labels": {"c": "kept", "d": ""}}
    assert Filler(values).fill(first) == {"labels": {"a": "7", "b": "yes", "c": "kept", "d": ""}}
    assert Filler(values).fill(second) == {"labels": {"a": "yes", "b": "yes", "c": "kept", "d": ""}}


def test_a_mapping_all_of_whose_parts_may_be_absent_stays_so():
    base = {"kept": 0, "m": entries([("a", When(condition=IsSet(path=("missing",)), then=1))])}
    result = applied(base, {"m": {"b": 2}}, ON)
    assert filled(result, on=True) == {"kept": 0, "m": {"b": 2}}
    assert filled(result, on=False) == {"kept": 0}
