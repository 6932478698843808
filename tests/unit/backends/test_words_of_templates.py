"""Expressions of templates as arguments: one word, one text or one pair of parentheses stands as it is, the rest is grouped."""

import pytest

from oamc.backends.helm.go_expressions import go_value, grouped
from oamc.backends.helm.spell import EXACT, TemplateSpeller
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
    Rate,
    Text,
    TextOf,
    WithEntry,
)
from oamc.expressions.types import (
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    NumberType,
    ObjectType,
    QuantityType,
    TextMapType,
    TextType,
)
from oamc.ir.program import NAME_PREFIX
from oamc.objects.naming import LONGEST_NAME, prefix_type

ONE_ARGUMENT = [
    "$instance.text",
    '"a text"',
    r'"a \" b"',
    "(index $instance 0)",
    "(a (b) (c))",
    '(index $instance ")")',
    r'(index $instance "\")")',
    r'(index $instance "a\\")',
    r'(index $instance "\\\")")',
]
SEVERAL = ["index $instance 0", "(a b) (c d)", '"a" "b"', '"a" b', '(a ")") (b)', r'(a "\\") (b "x")', "(a b).c (d)", "a (b c)"]


@pytest.mark.parametrize("expression", ONE_ARGUMENT)
def test_one_argument_stands_as_it_is(expression):
    assert grouped(expression) == expression


@pytest.mark.parametrize("expression", SEVERAL)
def test_several_words_are_put_into_parentheses(expression):
    assert grouped(expression) == f"({expression})"


PREFIX = Hole(path=NAME_PREFIX, type=prefix_type(LONGEST_NAME))
OTHER = Hole(path=("web", "text"), type=TextType())


def test_only_a_prefix_and_one_known_text_are_a_name():
    speller = TemplateSpeller("web")
    assert speller.value(Text(parts=(PREFIX, "web"))) == '{{ include "oamc.name" (list $ "web") }}'
    for parts, words in (
        ((PREFIX, "web", OTHER), (".Values.namePrefix", '"web"', "$instance.text")),
        ((PREFIX, OTHER), (".Values.namePrefix", "$instance.text")),
        ((PREFIX, "<web"), (".Values.namePrefix", '"<web"')),
        ((OTHER, "web"), ("$instance.text", '"web"')),
        (("web", PREFIX), ('"web"', ".Values.namePrefix")),
        ((PREFIX,), (".Values.namePrefix",)),
    ):
        quoting = EXACT if "$instance.text" in words or '"<web"' in words else "quote"
        assert speller.value(Text(parts=parts)) == f"{{{{ print {' '.join(words)} | {quoting} }}}}"


SPELLER = TemplateSpeller("web")
UNSET = '(kindIs "invalid" $instance.a)'


def hole(value_type, **more):
    return Hole(path=("web", "a"), type=value_type, **more)


NUMBER = hole(NumberType())
VALUES = [
    (hole(TextType()), '{{ $instance.a | include "oamc.text" }}'),
    (hole(TextType(pattern="[a-z]+")), "{{ $instance.a | quote }}"),
    (hole(TextType(choices=("a", "b"))), "{{ $instance.a | quote }}"),
    (hole(ChoiceType(choices=("a", "b"))), "{{ $instance.a | quote }}"),
    (hole(ChoiceType(choices=("a", 1))), '{{ include "oamc.value" $instance.a }}'),
    (hole(ListType(item=TextType(pattern="[a-z]+"))), "{{ $instance.a | toJson }}"),
    (hole(QuantityType(unit="cpu")), '{{ include "oamc.cores" $instance.a }}'),
    (hole(QuantityType(unit="bytes")), "{{ $instance.a | quote }}"),
    (hole(BooleanType()), "{{ $instance.a | toJson }}"),
    (NUMBER, "{{ $instance.a | toJson }}"),
    (hole(ChoiceType(choices=(1,))), "{{ $instance.a | toJson }}"),
    (hole(ListType(item=TextType())), '{{ include "oamc.value" $instance.a }}'),
    (hole(TextMapType()), '{{ include "oamc.value" $instance.a }}'),
    (hole(ObjectType()), '{{ include "oamc.value" $instance.a }}'),
    (hole(AnyListType()), '{{ include "oamc.value" $instance.a }}'),
    (hole(TextType(), otherwise="a b"), f'{{{{ ternary "a b" $instance.a {UNSET} | include "oamc.text" }}}}'),
    (hole(NumberType(), otherwise=3), f'{{{{ ternary ("3" | mustFromJson) $instance.a {UNSET} | toJson }}}}'),
    (
        hole(ListType(item=TextType()), otherwise=[]),
        f'{{{{ include "oamc.value" (ternary ("[]" | mustFromJson) $instance.a {UNSET}) }}}}',
    ),
    (TextOf(hole=NUMBER), "{{ $instance.a | toRawJson | quote }}"),
    (TextOf(hole=hole(ObjectType())), '{{ $instance.a | toRawJson | include "oamc.text" }}'),
    (
        TextOf(hole=hole(NumberType(), otherwise=3)),
        f'{{{{ ternary ("3" | mustFromJson) ($instance.a | toRawJson) {UNSET} | quote }}}}',
    ),
    (
        Text(parts=("a b", hole(TextType()), TextOf(hole=NUMBER))),
        '{{ print "a b" $instance.a ($instance.a | toRawJson) | include "oamc.text" }}',
    ),
    (Digest(parts=("a", hole(TextType()))), '{{ printf "%s\\n%s\\n" "a" $instance.a | sha256sum | quote }}'),
    (Rate(hole=hole(TextType()), bits=8, units=("", "k")), '{{ include "oamc.rate" (list $instance.a 8 "" "k") }}'),
    (
        WithEntry(mapping=hole(TextMapType(), otherwise={}), key="k", value=TextOf(hole=NUMBER)),
        (
            f'{{{{ include "oamc.value" (set (deepCopy (ternary ("{{}}" | mustFromJson) $instance.a {UNSET})) "k" '
            "($instance.a | toRawJson)) }}"
        ),
    ),
    (
        WithEntry(
            mapping=WithEntry(mapping=hole(TextMapType()), key="k", value=hole(TextType())),
            key="l",
            value=TextOf(hole=NUMBER),
            optional=True,
        ),
        (
            f'{{{{ include "oamc.value" (merge (ternary (dict) (dict "l" ($instance.a | toRawJson)) {UNSET}) '
            '(set (deepCopy $instance.a) "k" $instance.a)) }}'
        ),
    ),
]


@pytest.mark.parametrize(("expression", "words"), VALUES, ids=[words for _, words in VALUES])
def test_each_type_and_each_form_has_its_idiom(expression, words):
    assert SPELLER.value(expression) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (IsSet(path=("web", "a")), 'include "oamc.isSet" $instance.a'),
        (Not(condition=IsSet(path=("web", "a"))), 'not (include "oamc.isSet" $instance.a)'),
        (
            AnyOf(conditions=(IsSet(path=("web", "a")), IsSet(path=("web", "b")))),
            'or (include "oamc.isSet" $instance.a) (include "oamc.isSet" $instance.b)',
        ),
        (IsTrue(path=("web", "a")), "$instance.a"),
        (Not(condition=IsTrue(path=("web", "a"))), "not $instance.a"),
        (NotEmpty(path=("x", "a")), 'ne .Values.x.a ""'),
        (Not(condition=NotEmpty(path=("x", "a"))), 'not (ne .Values.x.a "")'),
        (AtMost(path=("web", "n"), bound=3), "le (int64 $instance.n) 3"),
        (AtMost(path=("web", "n"), bound=("x", "m")), "le (int64 $instance.n) (int64 .Values.x.m)"),
        (AnyOf(conditions=(IsTrue(path=("web", "a")), NotEmpty(path=("x", "a")))), 'or $instance.a (ne .Values.x.a "")'),
        (AllOf(conditions=(IsTrue(path=("web", "a")), NotEmpty(path=("x", "a")))), 'and $instance.a (ne .Values.x.a "")'),
    ],
)
def test_each_condition_has_its_words(condition, words):
    assert SPELLER.condition(condition) == words
    assert SPELLER.open(condition) == f"{{{{- if {words} }}}}"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("web",), "$instance"),
        (("web", "a", "_B1"), "$instance.a._B1"),
        (("web", "a_b"), "$instance.a_b"),
        (("web", "a-b", "c-d"), '(index $instance "a-b" "c-d")'),
        (("web", "a-b"), '(index $instance "a-b")'),
        (("web", "a-b", "c-d", "e"), '(index $instance "a-b" "c-d").e'),
        (("x", "a-b", "web"), '(index .Values.x "a-b").web'),
        (("1",), '(index .Values "1")'),
        (("web", "é"), '(index $instance "é")'),
        (("x", "1a", "b", 'c"'), r'(index (index .Values.x "1a").b "c\"")'),
    ],
)
def test_a_path_goes_by_names_where_they_are_names_of_go_and_by_texts_elsewhere(path, words):
    assert SPELLER.path(path) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a b", '"a b"'),
        (True, "true"),
        (False, "false"),
        (1.5, '("1.5" | mustFromJson)'),
        (["a"], r'("[\"a\"]" | mustFromJson)'),
        ("\u200b", '"\\u200b"'),
        ("\U000e0001", '"\\U000e0001"'),
        ("\u00e9\U0001f600", '"\u00e9\U0001f600"'),
        ("+argocd:+argo", '"\\u002bargocd:+argo"'),
    ],
)
def test_a_known_value_is_an_expression_that_no_reader_takes_for_something_else(value, words):
    assert go_value(value) == words


def test_braces_of_known_texts_are_never_executed_and_what_helm_deletes_is_quoted():
    assert SPELLER.known("a {{b}} {{{{ c") == 'a {{ "{{" }}b}} {{ "{{" }}{{ "{{" }} c'
    assert SPELLER.must_quote("a <no value> b")
    assert not SPELLER.must_quote("a <no  value> b")
    assert (SPELLER.preface(), SPELLER.close()) == ('{{- $instance := index .Values "web" -}}', "{{- end }}")
