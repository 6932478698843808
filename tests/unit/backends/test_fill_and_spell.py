"""The law of holes: a tree filled with values and the template of the tree, rendered by Helm with these values, are the same.

decode(write(fill(tree, values))) == decode(evaluate(write(tree, spell), values))
"""

import copy

import pytest
from helm_python import values_from_yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc import resources
from oamc.backends.helm.spell import TemplateSpeller
from oamc.expressions.holes import (
    AllOf,
    AnyOf,
    AtMost,
    Digest,
    Hole,
    IsSet,
    IsTrue,
    Not,
    NotEmpty,
    Text,
    TextOf,
    When,
)
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextType,
)
from oamc.objects.fill import Filler
from oamc.objects.naming import prefixed
from oamc.objects.tree import entries, listing
from oamc.objects.writer import YamlWriter
from tests.strategies.texts import NUMBERS, PIECES
from tests.support.helm import shared_engine
from tests.support.laws import examples

WEB = "shop-web"
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=3).map("".join), st.text(max_size=6), st.sampled_from(["web", ""]))
KEYS = TEXTS.filter(lambda key: "{{" not in key and "<no value>" not in key and len(key) < 100)
"""Known keys; those that Helm would change are refused before."""
WHOLE = st.integers(1 - 2**53, 2**53 - 1)
NUMBER = st.one_of(WHOLE, st.sampled_from(NUMBERS), st.floats(1 - 2**53, 2**53 - 1))
FREE = st.recursive(
    st.one_of(TEXTS, NUMBER, st.booleans()),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=6,
)
PARAMETERS = {
    (WEB, "text"): (TextType(), TEXTS),
    (WEB, "parameters", "with-hyphen"): (TextType(), TEXTS),
    (WEB, "parameters", "a.b", "0"): (TextType(), TEXTS),
    (WEB, "flag"): (BooleanType(), st.booleans()),
    (WEB, "whole"): (NumberType(whole=True), WHOLE),
    (WEB, "bound"): (NumberType(whole=True), WHOLE),
    (WEB, "number"): (NumberType(), NUMBER),
    (WEB, "port"): (ChoiceType(choices=(80, 443)), st.sampled_from([80, 443, 443.0])),
    (WEB, "cpu"): (QuantityType(unit="cpu"), st.sampled_from([1, 0.5, 1.25, "100m", "0.1", "2"])),
    (WEB, "memory"): (QuantityType(unit="bytes"), st.sampled_from(["64Mi", "1.5G", "1E"])),
    (WEB, "list"): (ListType(item=TextType()), st.lists(TEXTS, max_size=3)),
    (WEB, "object"): (ObjectType(), st.dictionaries(TEXTS, FREE, max_size=3)),
    (WEB, "anything"): (AnyListType(), st.lists(FREE, max_size=3)),
}
OPTIONAL = {
    (WEB, "maybe", "text"): (TextType(), TEXTS),
    (WEB, "maybe", "some-number"): (NumberType(), NUMBER),
    (WEB, "maybe", "flag"): (BooleanType(), st.booleans()),
    (WEB, "maybe", "object"): (ObjectType(), st.dictionaries(TEXTS, FREE, max_size=2)),
}
PREFIXES = st.sampled_from(["", "canary-"])


@st.composite
def values_in_force(draw):
    """Values of all parameters; an optional one may be absent or null."""
    values = {"namePrefix": draw(PREFIXES), WEB: {"maybe": {}}}
    for path, (_, strategy) in {**PARAMETERS, **OPTIONAL}.items():
        state = draw(st.sampled_from(["given", "given", "absent", "null"])) if path in OPTIONAL else "given"
        if state == "absent":
            continue
        branch = values
        for key in path[:-1]:
            branch = branch.setdefault(key, {})
        branch[path[-1]] = draw(strategy) if state == "given" else None
    return values


def conditions():
    simple = st.one_of(
        st.sampled_from([IsSet(path=path) for path in OPTIONAL]),
        st.just(IsTrue(path=(WEB, "flag"))),
        st.sampled_from([NotEmpty(path=path) for path, (kind, _) in PARAMETERS.items() if isinstance(kind, TextType)]),
        st.builds(AtMost, path=st.just((WEB, "whole")), bound=st.one_of(st.just((WEB, "bound")), st.integers(-1000, 1000))),
    )
    several = lambda below: st.lists(below, min_size=2, max_size=3).map(tuple)  # noqa: E731  # three uses in one expression
    return st.recursive(
        simple,
        lambda below: st.one_of(
            st.builds(Not, condition=below),
            several(below).map(lambda c: AnyOf(conditions=c)),
            several(below).map(lambda c: AllOf(conditions=c)),
        ),
        max_leaves=4,
    )


CONDITIONS = conditions()
HOLES = {path: Hole(path=path, type=kind) for path, (kind, _) in PARAMETERS.items()}
TEXT_HOLES = [hole for hole in HOLES.values() if isinstance(hole.type, TextType)]
OTHER_HOLES = [
    hole for hole in HOLES.values() if isinstance(hole.type, (BooleanType, NumberType, ChoiceType, ObjectType, AnyListType))
]


def fallback(path, as_text):
    """A hole of an optional parameter, with what stands in for it."""
    kind, strategy = OPTIONAL[path]
    wanted = TEXTS if as_text else strategy
    return wanted.map(lambda otherwise: Hole(path=path, type=kind, otherwise=otherwise))


PARTS = st.one_of(
    TEXTS,
    st.sampled_from(TEXT_HOLES),
    st.sampled_from(OTHER_HOLES).map(lambda hole: TextOf(hole=hole)),
    fallback((WEB, "maybe", "text"), as_text=True),
    *(fallback(path, as_text=True).map(lambda hole: TextOf(hole=hole)) for path in OPTIONAL if path[-1] != "text"),
)
AS_JSON = st.sampled_from([*PARAMETERS, *OPTIONAL]).map(lambda path: TextOf(hole=Hole(path=path, type=TextType())))
"""The value of a parameter of any type, null where it has none, as JSON."""
DIGESTS = st.tuples(st.lists(st.one_of(PARTS, AS_JSON), min_size=1, max_size=4), st.sampled_from([8, 64])).map(
    lambda drawn: Digest(parts=tuple(drawn[0]), digits=drawn[1])
)
JOINED = st.lists(st.one_of(PARTS, PARTS, DIGESTS), min_size=1, max_size=4).map(lambda parts: Text(parts=tuple(parts)))
EXPRESSIONS = st.one_of(
    st.sampled_from(list(HOLES.values())),
    st.sampled_from(OTHER_HOLES).map(lambda hole: TextOf(hole=hole)),
    *(fallback(path, as_text=False) for path in OPTIONAL),
    JOINED,
    TEXTS.map(prefixed),
    st.lists(st.one_of(PARTS, JOINED), min_size=1, max_size=3).map(lambda parts: Digest(parts=tuple(parts))),
    DIGESTS,
)
GUARDED = st.sampled_from(list(OPTIONAL)).map(
    lambda path: When(condition=IsSet(path=path), then=Hole(path=path, type=OPTIONAL[path][0]))
)


def with_conditions(trees):
    """Some of the trees, guarded by a condition."""
    return st.one_of(trees, trees, GUARDED, st.builds(When, condition=CONDITIONS, then=trees))


def bare(tree):
    """A part that is not conditional: what `entries` and `listing` made of conditional parts stands under a key of its own."""
    return {"maybe": tree, "always": 1} if isinstance(tree, When) else tree


TREES = st.recursive(
    st.one_of(EXPRESSIONS, TEXTS, NUMBER, st.booleans()),
    lambda below: st.one_of(
        st.lists(with_conditions(below), min_size=1, max_size=4).map(listing).map(bare),
        st.dictionaries(KEYS, with_conditions(below), min_size=1, max_size=4).map(lambda d: entries(d.items())).map(bare),
    ),
    max_leaves=12,
)


def rendered(tree, values):
    """What Helm makes of the template of a tree."""
    speller = TemplateSpeller(WEB)
    files = {
        "Chart.yaml": "apiVersion: v2\nname: law\nversion: 0.1.0\n",
        "templates/_helpers.tpl": resources.read_text("templates", "chart", "_helpers.tpl"),
        "templates/x.yaml": f"{speller.preface()}\n{YamlWriter(speller).document(tree)}",
    }
    found = shared_engine().render(files, values)
    assert not found.refusal, found.refusal
    return found.documents[0]


def filled(tree, values):
    return values_from_yaml(YamlWriter().document(Filler(values).fill(tree)))


def document(tree):
    return {"apiVersion": "v1", "kind": "Law", "metadata": {"name": "law"}, "spec": tree}


def check(tree, values):
    assert rendered(document(tree), copy.deepcopy(values)) == filled(document(tree), values)


@settings(max_examples=examples(400), deadline=None)
@given(TREES, values_in_force())
def test_the_filled_tree_and_the_rendered_template_are_the_same(tree, values):
    check(tree, values)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(EXPRESSIONS, min_size=10, max_size=20), values_in_force())
def test_every_expression_has_one_meaning(expressions, values):
    check(expressions, values)


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(CONDITIONS, min_size=10, max_size=20), values_in_force())
def test_every_condition_has_one_meaning(found, values):
    check([0, *(When(condition=condition, then=place) for place, condition in enumerate(found, 1))], values)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(TEXTS, min_size=30, max_size=50))
def test_every_known_text_goes_through_helm_unchanged(texts):
    tree = {f"k{place}": text for place, text in enumerate(texts)}
    assert rendered(document(tree), {WEB: {}})["spec"] == tree


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(TEXTS, min_size=30, max_size=50))
def test_every_text_of_the_values_goes_through_helm_unchanged(texts):
    values = {WEB: {f"k{place}": text for place, text in enumerate(texts)}}
    tree = {key: Hole(path=(WEB, key), type=TextType()) for key in values[WEB]}
    assert rendered(document(tree), values)["spec"] == values[WEB]


@pytest.mark.parametrize(
    ("expression", "spelled"),
    [
        (HOLES[WEB, "text"], '{{ $instance.text | include "oamc.text" }}'),
        (
            HOLES[WEB, "parameters", "with-hyphen"],
            '{{ (index $instance.parameters "with-hyphen") | include "oamc.text" }}',
        ),
        (HOLES[WEB, "whole"], "{{ $instance.whole | toJson }}"),
        (HOLES[WEB, "memory"], "{{ $instance.memory | quote }}"),
        (HOLES[WEB, "cpu"], '{{ include "oamc.cores" $instance.cpu }}'),
        (HOLES[WEB, "object"], '{{ include "oamc.value" $instance.object }}'),
        (prefixed("web"), '{{ include "oamc.name" (list $ "web") }}'),
    ],
)
def test_an_expression_is_spelled_as_a_careful_person_would(expression, spelled):
    assert TemplateSpeller(WEB).value(expression) == spelled


@pytest.mark.parametrize("length", [100, 255, 256, 1022, 1023, 3000])
@pytest.mark.parametrize("character", ["<", "a", "é", "\x01", "\U000e0001"])
def test_a_key_of_any_length_goes_through_helm_unchanged(character, length):
    free = {character * length: {character * length: [{f"{character * length}b": 1}], "b": 2}, "c": 3}
    check({"live": HOLES[WEB, "object"], "known": free, character * length: HOLES[WEB, "object"]}, {WEB: {"object": free}})


def test_what_a_chart_renders_does_not_make_argo_cd_pass_over_it():
    marker = "+argocd:skip-file-rendering"
    tree = document({"a": HOLES[WEB, "text"], "b": HOLES[WEB, "object"], "c": Text(parts=(marker, HOLES[WEB, "text"]))})
    template = f"{TemplateSpeller(WEB).preface()}\n{YamlWriter(TemplateSpeller(WEB)).document(tree)}"
    assert marker not in template
    files = {
        "Chart.yaml": "apiVersion: v2\nname: law\nversion: 0.1.0\n",
        "templates/_helpers.tpl": resources.read_text("templates", "chart", "_helpers.tpl"),
        "templates/x.yaml": f"{TemplateSpeller(WEB).preface()}\n"
        + YamlWriter(TemplateSpeller(WEB))
        .document(document({"text": "x"}))
        .replace(
            "text: x", 'text: {{ $instance.text | include "oamc.text" | contains "+argocd:skip-file-rendering" | toJson }}'
        ),
    }
    rendered_marks = shared_engine().render(files, {WEB: {"text": marker}})
    assert rendered_marks.documents[0]["spec"] == {"text": False}
    check(tree, {WEB: {"text": marker, "object": {marker: marker}}})


@pytest.mark.parametrize("point", [0x7F, 0x85, 0xAD, 0x200B, 0x202E, 0xFE0F, 0x3164, 0xFFFE, 0xE0041, 0x1FAE8])
def test_a_text_in_a_template_shows_what_nobody_sees_and_is_the_same_for_every_python(point):
    spelled = TemplateSpeller(WEB).value(Text(parts=(f"a{chr(point)}", HOLES[WEB, "text"])))
    assert (chr(point) in spelled) == (point == 0x1FAE8)
    check({"a": Text(parts=(f"a{chr(point)}", HOLES[WEB, "text"]))}, {WEB: {"text": "b"}})


def test_a_part_that_is_not_there_leaves_no_key_and_no_item():
    tree = {"a": 1, "b": When(condition=IsTrue(path=("on",)), then=2), "c": [1, When(condition=IsTrue(path=("on",)), then=2)]}
    assert Filler({"on": False}).fill(tree) == {"a": 1, "c": [1]}
    assert Filler({"on": True}).fill(tree) == {"a": 1, "b": 2, "c": [1, 2]}


def test_what_is_no_tree_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="not a tree: set"):
        Filler({}).fill({1})
    with pytest.raises(TypeError, match="not a value: When"):
        TemplateSpeller(WEB).value(When(condition=IsTrue(path=("on",)), then=1))
