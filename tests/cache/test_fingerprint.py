"""Two runs have one key only where they were given the same."""

import re
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.cli.cache.fingerprint import Fingerprint, UnknownFormError
from oamc.diagnostics.codes.shape import UNKNOWN_FIELD
from oamc.diagnostics.reports import Reports
from oamc.options import Environment, Options, OwnOptions
from oamc.platform.rules import Platform, Rule
from oamc.records import Record, items, replace
from oamc.source.limits import Limits
from oamc.spans import Located, SourceFile, Span
from oamc.startup.patterns import Pattern
from oamc.values.given import Assignment, Overrides

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda parts: st.lists(parts) | st.lists(parts).map(tuple) | st.dictionaries(st.text(), parts),
    max_leaves=12,
)


def key_of(*values):
    fingerprint = Fingerprint()
    fingerprint.add(*values)
    return fingerprint.hexadecimal()


def spelled(value):
    """Return a value as a text that tells types and the order of mappings apart."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{spelled(key)}: {spelled(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}[{', '.join(map(spelled, value))}]"
    return repr(value)


@given(PLAIN, PLAIN)
def test_keys_are_equal_where_values_are(left, right):
    assert (key_of(left) == key_of(right)) == (spelled(left) == spelled(right))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((1,), (True,)),
        ((0.0,), (0,)),
        ((0.0,), (-0.0,)),
        (("a", "b"), ("ab", "")),
        ((("a",), "b"), (("a", "b"),)),
        (("",), (None,)),
        (("str=1;a",), ("a",)),
        (({"a": 1, "b": 2},), ({"b": 2, "a": 1},)),
        (([],), ((),)),
        (({},), (frozenset(),)),
        ((Pattern("a"),), (Pattern("a", re.DOTALL),)),
        (("\udcff",), ("\\udcff",)),
    ],
)
def test_what_looks_alike_has_two_keys(left, right):
    assert key_of(*left) != key_of(*right)
    assert key_of(*left) == key_of(*left)


def test_a_set_has_no_order_and_a_mapping_of_either_kind_is_one():
    assert key_of({"a", "b", "c"}) == key_of(frozenset("cba"))
    assert key_of(MappingProxyType({"a": 1})) == key_of({"a": 1})


def other(value):
    """Return another value of the same form."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case None:
            return "x"
        case Limits():
            return replace(value, depth=value.depth + 1)
        case tuple() | list():
            return (*value, "x")
        case Overrides():
            return replace(value, assignments=(Assignment(flag="--set", text="a=1"),))
    raise AssertionError(type(value))


@pytest.mark.parametrize("name", [name for name, _ in items(Options())])
def test_every_option_counts(name):
    options = Options()
    assert key_of(options) != key_of(replace(options, **{name: other(getattr(options, name))}))


@pytest.mark.parametrize("name", [name for name, _ in items(Limits())])
def test_every_limit_counts(name):
    assert key_of(Limits()) != key_of(replace(Limits(), **{name: getattr(Limits(), name) + 1}))


@pytest.mark.parametrize("name", [name for name, _ in items(SourceFile(path="a", label="b", text="c"))])
def test_everything_of_an_input_counts(name):
    source = SourceFile(path="a", label="b", text="c")
    assert key_of(source) != key_of(replace(source, **{name: other(getattr(source, name))}))
    assert key_of(source) == key_of(replace(source))


def test_what_an_environment_says_of_one_application_counts():
    source = SourceFile(path="a", label="b", text="c")
    name = Located(value="shop", span=Span(source, 1, 1, 1, 2))

    def environment(**changes):
        return Options(environment=Environment(name="a", applications=(OwnOptions(name=name, changes=changes),)))

    assert key_of(environment(qos="off")) != key_of(environment(qos="warn"))
    moved = Options(
        environment=Environment(
            name="a", applications=(OwnOptions(name=replace(name, span=Span(source, 1, 1, 2, 2)), changes={}),)
        )
    )
    assert key_of(environment()) != key_of(moved)


def test_rules_of_a_platform_count_and_have_a_form():
    span = Span(SourceFile(path="a", label="b", text="c"), 1, 1, 1, 2)
    rule = Rule(about="trait", subject="ingress", path="hostname", span=span)
    assert key_of(Platform(rules=(rule,))) != key_of(Platform(rules=(replace(rule, fixed="a"),)))


def test_what_reports_have_noticed_counts():
    def reports(**changes):
        made = Reports()
        for name, value in changes.items():
            setattr(made, name, value)
        return made

    source = SourceFile(path="a", label="b", text="c")
    with_a_finding = Reports(allow_unknown=True)
    with_a_finding.add(UNKNOWN_FIELD, at=Span(source, 1, 1, 1, 2), place="spec", field="a")
    keys = [key_of(reports()), key_of(with_a_finding)]
    keys += [key_of(reports(**{name: True})) for name in ("strict", "allow_unknown", "errors_only")]
    keys += [key_of(reports(**{name: 1})) for name in ("errors", "faults", "_searches", "_candidates")]
    keys += [key_of(reports(_earlier=Reports())), key_of(reports(_seen={("a",)})), key_of(reports(_places={("a",)}))]
    assert len(set(keys)) == len(keys)


def test_a_file_that_is_met_again_is_the_same_one():
    one, two = (SourceFile(path="a", label="b", text="c") for _ in range(2))
    assert key_of(one, one) != key_of(one, two)
    fingerprint = Fingerprint()
    fingerprint.add((one, two), Span(two, 1, 1, 1, 1))
    assert [fingerprint.number(source) for source in (one, two)] == [0, 1]
    assert fingerprint.sources == [one, two]
    assert fingerprint.number(SourceFile(path="a", label="b", text="c")) is None


def test_what_has_no_form_is_refused():
    class More(str):
        __slots__ = ()

    class Inner(Record):
        value: object

    source = SourceFile(path="a", label="b", text="c")
    for value in (object(), len, More("a"), Inner(value=object()), {source}, iter(()), range(3), 1j):
        with pytest.raises(UnknownFormError):
            key_of(value)


def test_records_of_two_types_with_the_same_fields_are_two():
    class Left(Record):
        a: int

    class Right(Record):
        a: int

    assert key_of(Left(a=1)) != key_of(Right(a=1))
