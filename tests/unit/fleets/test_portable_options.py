"""What a user chooses crosses to a worker as data of JSON, and is there what it was here."""

import json

import pytest

from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.expressions import types
from oamc.fleets.portable_options import RECORDS, UnknownFormError, data_of_options, options_of
from oamc.options import Environment, Options, OwnOptions
from oamc.platform import rules
from oamc.records import Record, items, replace
from oamc.spans import Located, PlacedText, SourceFile, Span
from oamc.values.given import Assignment, GivenLayer, Layer, Overrides
from oamc.values.image_lock import Entry, ImageLock
from tests.golden_files import DIAGNOSTICS, GOLDEN, cases

FILE = SourceFile(path="oamc.toml", label="oamc.toml", text='chart-version = "1.2"\n')
PLACE = Span(FILE, 1, 17, 1, 22)
CASES = [*cases(GOLDEN), *cases(DIAGNOSTICS)]
WITH_RULES = [case for case in CASES if {"platform", "env"} & set(case.settings)]


def crossed(options):
    """Return options as a worker has them."""
    return options_of(json.loads(json.dumps(data_of_options(options), allow_nan=False)))


def plain(value):
    """Return a value so that what is alike is equal: files compare as the objects that they are, and numbers across types."""
    match value:
        case SourceFile():
            return dict(items(value))
        case Span():
            return (plain(value.source), value.line, value.column, value.end_line, value.end_column)
        case PlacedText():
            return (str(value), plain(value.span))
        case Record():
            return (type(value).__name__, {name: plain(item) for name, item in items(value)})
        case {**entries}:
            return {key: plain(item) for key, item in entries.items()}
        case tuple() | list():
            return (type(value), [plain(item) for item in value])
        case _:
            return (type(value), value)


EVERYTHING = Options(
    format="manifests",
    kube_versions=("1.30", "1.34"),
    chart_version=PlacedText.at("1.2", PLACE),
    chart_metadata={"a": "b", "c": ("d", PlacedText.at("e", PLACE))},
    names_elsewhere={"web": {"replicas": None}},
    overrides=Overrides(
        files=(SourceFile(path="v.yaml", label="v.yaml", text="a: \ud800"),),
        assignments=(Assignment(flag="set", text="a=1", span=PLACE),),
        below=(Layer(origin="environment", assignments=(Assignment(flag="set-file", text="a=b", files=(("b", "c"),)),)),),
    ),
    environment=Environment(
        name="production",
        excluded=(Located(value="shop", span=PLACE),),
        applications=(OwnOptions(name=Located(value="web", span=PLACE), changes={"namespace": "own", "qos_rule": ("a=b",)}),),
        patches=(SourceFile(path="p.yaml", label="p.yaml", text="[]"),),
    ),
    lock=ImageLock(entries={"web:1": Entry(digest="sha256:0", span=PLACE), "web:2": Entry(digest="sha256:1", span=None)}),
    platform=rules.Platform(
        lists=(rules.Listed(key=rules.TRAITS, denies=True, names=(Located(value="ingress", span=PLACE),), span=PLACE),),
        rules=(
            rules.Rule(
                about=rules.VALUE,
                subject="",
                path="a.b",
                span=PLACE,
                type=types.UnionType(options=(types.NumberType(above=0.5, multiple=2), types.TextType(choices=("a", "b")))),
                fixed=[{"a": 1.5}, None, True, ()],
            ),
        ),
        most_replicas=(rules.MostReplicas(value=3, span=PLACE),),
    ),
)


def test_everything_is_there_what_it_was_here():
    assert plain(crossed(EVERYTHING)) == plain(EVERYTHING)
    assert plain(crossed(Options())) == plain(Options())


def test_a_file_crosses_once_and_is_one_file_there():
    assert [row["path"] for row in data_of_options(EVERYTHING)["files"]].count("oamc.toml") == 1
    found = crossed(EVERYTHING)
    assert found.platform.rules[0].span.source is found.environment.excluded[0].span.source


def options_with(case, overrides):
    """Return the options of a case with values."""
    return replace(case.options, overrides=case.given(overrides, Reports()))


def test_the_options_of_all_cases_are_there_what_they_were_here():
    for case in CASES:
        for overrides in case.overrides:
            options = options_with(case, overrides)
            assert plain(crossed(options)) == plain(options)


@pytest.mark.parametrize("case", WITH_RULES, ids=lambda case: case.name)
def test_rules_and_environments_mean_the_same_there(case):
    options = options_with(case, case.overrides[0] if case.overrides else {})
    sources = case.sources(Reports())
    outcomes = []
    for one in (options, crossed(options)):
        reports = Reports()
        outcomes.append((build(sources, one, reports), [plain(finding) for finding in reports.found]))
    assert outcomes[0] == outcomes[1]


def test_every_record_that_an_option_is_made_of_crosses():
    of_types = {name for name, one in vars(types).items() if isinstance(one, type) and issubclass(one, Record)}
    of_rules = {name for name, one in vars(rules).items() if isinstance(one, type) and issubclass(one, Record)}
    assert (of_types | of_rules) - {"Record"} <= set(RECORDS)
    assert all(RECORDS[name].__name__ == name for name in RECORDS)


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, GivenLayer(origin="", roots=(), assignments=())], ids=["an object", "a set", "a record"]
)
def test_what_has_no_form_is_refused(value):
    with pytest.raises(UnknownFormError):
        data_of_options(Options(chart_metadata={"a": value}))
