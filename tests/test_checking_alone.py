"""What is only checked finds what a build finds, in the same order, though nothing of it is laid out.

The two ask the same questions (`oamc/checks/outputs.py`). What a check knows instead of the files is their paths and a bound of
their bytes: both are held here against the files, for golden cases, random applications, and texts that become long.
"""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.backends.helm import bounds
from oamc.backends.helm.chart import HelmChart
from oamc.backends.helm.go_expressions import go_text, go_value
from oamc.backends.helm.spell import TemplateSpeller
from oamc.checks import outputs
from oamc.choices import HELM, MANIFESTS
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.expressions import holes, types
from oamc.kubernetes.cluster_needs import NEEDS
from oamc.objects.writer import YamlWriter
from oamc.options import Options
from oamc.records import replace
from oamc.startup.indented_json import indented_json
from oamc.values.schema import type_schema
from tests import golden_files
from tests.assurance.agreement.search import options_of
from tests.golden_files import DIAGNOSTICS, GOLDEN, cases
from tests.strategies.applications import as_text, sample_application
from tests.strategies.canaries import sample_canary
from tests.strategies.kubevela import sample_kubevela
from tests.strategies.own_templates import sample_templated
from tests.strategies.own_types import sample_typed
from tests.strategies.second_version import sample_second_application
from tests.strategies.trait_trees import sample_tree
from tests.support.agreement import source
from tests.support.documents import application, component, container, source_of, trait

CASES = [*cases(GOLDEN), *cases(DIAGNOSTICS)]
SAMPLES = (
    *(sample_application, sample_canary, sample_kubevela, sample_templated, sample_typed, sample_second_application),
    sample_tree,
)
NUMBERS = range(24)


def compiled(sources, options, reports, *, lays_out):
    """Return a finished compilation, and what it found."""
    found = reports()
    run = Compilation(sources, replace(options, lays_out=lays_out), found)
    return run, [*run.outputs], found.found


def compare(sources, options, reports=Reports):
    """Check some sources with their files and without them, and hold what is known instead against the files."""
    built, with_files, found = compiled(sources, options, reports, lays_out=True)
    _, without, told = compiled(sources, options, reports, lays_out=False)
    assert told == found
    assert [one.files for one in without] == [{}] * len(with_files)
    assert [replace(one, files={}) for one in with_files] == without
    for checked, output in zip(built.checked if with_files else (), with_files, strict=True):
        backend = built.backend_of(checked)
        assert list(backend.paths(checked.objects)) == list(output.files)
        bytes_of_all = sum(len(text.encode()) for text in output.files.values())
        assert bytes_of_all <= backend.most_bytes(checked.objects), output.application
        assert bytes_of_all <= backend.most_bytes(checked.objects, 10**12), output.application
    return found


@pytest.mark.parametrize("form", [HELM, MANIFESTS])
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_golden_case_that_is_only_checked_has_the_findings_of_its_build(case, form):
    unread = case.reports()
    sources = case.sources(unread)
    if unread.has_errors():
        assert not golden_files.compiled(case, lays_out=False).outputs
        return
    compare(sources, replace(case.options, format=form), case.reports)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.__name__ for sample in SAMPLES])
def test_a_random_application_that_is_only_checked_has_the_findings_of_its_build(sample):
    for number in NUMBERS:
        documents = sample(number)
        for form in (HELM, MANIFESTS):
            compare((source(as_text(documents)),), replace(options_of(documents, number), format=form))


LONG = (
    "{{",
    "##[",
    "<",
    "+argocd:",
    '"',
    "\\",
    "\x01",
    "\x7f",
    "\n",
    " \n",
    "é",
    "\u2028",
    "\ud7ff",
    "\U0001f600",
    "a ",
    "# #",
)


@pytest.mark.parametrize("piece", LONG, ids=ascii)
def test_a_text_that_becomes_long_in_every_place_of_a_chart_is_bounded(piece):
    text = piece * 3000
    wide = {"name": "wide", "type": "string", "description": text, "default": text}
    used = {"name": "WIDE", "fromParam": "wide"}
    web = container(env=[used, {"name": "KNOWN", "value": text}], config=[{"path": "/etc/a", "value": text}])
    shop = application(variables=[{"name": "long", "value": text}])
    shop["metadata"]["annotations"] = {"description": text, "oam.dev/chart-home": "https://example.com"}
    sources = (source_of(component("Server", web, parameters=[wide]), shop),)
    for options in (Options(), Options(chart_tests=True, profile="microk8s")):
        compare(sources, options)
    followed = application(
        variables=[{"name": "long", "value": text}], parameterValues=[{"name": "wide", "value": f"{piece}[fromVariable(long)]"}]
    )
    compare((source_of(component("Server", web, parameters=[wide]), followed),), Options())


@pytest.mark.parametrize("piece", LONG, ids=ascii)
def test_no_spelling_of_a_text_that_becomes_long_is_longer_than_its_bound(piece):
    test_no_spelling_of_a_text_is_longer_than_its_bound.hypothesis.inner_test(piece * 3000)


@given(st.text(st.sampled_from([*"".join(LONG), *string.ascii_letters, "'", "[", "t", "\t", "\r"])))
def test_no_spelling_of_a_text_is_longer_than_its_bound(text):
    speller, most = TemplateSpeller(), bounds._spelled(text) + 8
    for spelled in (YamlWriter().scalar(text), YamlWriter(speller).scalar(text), go_text(text), speller.known(text)):
        assert len(spelled.encode()) <= most
    assert len(indented_json(text).replace("##", "#\\u0023").replace("+argocd:", "\\u002bargocd:")) <= most
    assert len(go_value([text]).encode()) <= most + bounds.OF_A_CALL


SIMPLE = (
    types.BooleanType(),
    types.NumberType(whole=True, minimum=-(2**53), maximum=2**53, above=-(2**53) + 1, below=2**53 - 1, multiple=10**9),
    types.NumberType(minimum=-1.7976931348623157e308, maximum=1.7976931348623157e308),
    types.ObjectType(of_chart=True),
    types.AnyListType(minimum_length=10**9, maximum_length=10**9),
    types.QuantityType(unit="cpu"),
    types.QuantityType(unit="bytes", minimum="1.001Ki", maximum="9999999999999999999E"),
    types.TextType(pattern="[a-z]{1,40}" * 20, forbidden="#" * 90, rule="must be so", minimum_length=9**9, maximum_length=9**9),
    types.TextType(choices=tuple(f"{letter}{{{{" for letter in string.printable), contains=("a\\d", '"b"')),
    types.ChoiceType(choices=(True, 1.5, 10**15, *string.printable)),
    types.TextMapType(fields=(("a", types.TextType(pattern="b" * 900)), ("##[", types.TextType()))),
)


@pytest.mark.parametrize("kind", SIMPLE, ids=lambda kind: type(kind).__name__)
def test_no_schema_of_a_type_is_longer_than_its_bound(kind):
    nested = types.ListType(item=kind, unique=True, minimum_length=10**9, maximum_length=10**9)
    fields = (types.Field(name="a" * 60, description="b" * 900, type=kind, required=True), types.Field(name="b", type=nested))
    for one in (
        kind,
        nested,
        types.MapType(item=nested),
        types.StructType(fields=fields),
        types.UnionType(options=(kind, nested)),
    ):
        text = indented_json({"properties": {"a": {"anyOf": [type_schema(one), {"type": "null"}]}}})
        assert len(text) <= bounds._Parts([one]).most_bytes(8) + 5 * bounds.OF_A_PART


def test_every_kind_of_part_is_known():
    values = {getattr(holes, name) for name in ("Hole", "TextOf", "Text", "Digest", "WithEntry", "Times", "Rate", "When")}
    asked = {getattr(holes, name) for name in ("IsSet", "IsGiven", "IsTrue", "NotEmpty", "Equals", "AtMost", "Fits")}
    assert values | asked | {holes.Not, holes.AnyOf, holes.AllOf} == bounds.OF_A_PATH | set(bounds.EXPRESSIONS)
    expressions = {one for one in vars(holes).values() if isinstance(one, type) and issubclass(one, holes.Expression)}
    assert expressions - {holes.Expression} == values
    made = {one for one in vars(types).values() if isinstance(one, type) and one.__name__.endswith("Type")}
    assert made == set(bounds.TYPES)
    with pytest.raises(TypeError, match="object"):
        bounds._Parts([object()])


def test_no_need_of_a_cluster_takes_more_words_than_its_bound():
    words = [f"{need.name}: {need.text}, {need.installer}" for need in NEEDS.values()]
    assert max(map(len, words)) + 300 < bounds.OF_A_NEED
    assert sum(map(len, words)) + 1000 < bounds.OF_THE_REST


@pytest.fixture
def laid_out(monkeypatch):
    """Return the names of the applications whose charts are laid out."""
    seen, emit = [], HelmChart.emit

    def watched(self, objects):
        seen.append(objects.application.value)
        return emit(self, objects)

    monkeypatch.setattr(HelmChart, "emit", watched)
    return seen


def test_a_chart_is_laid_out_for_a_check_from_the_limit_on(laid_out, monkeypatch):
    run = Compilation((source_of(component(), application()),), Options(lays_out=False), Reports())
    (checked,) = run.checked
    most = run.backend_of(checked).most_bytes(checked.objects) + 4 * checked.characters
    assert most < outputs.MAY_FILL_A_SECRET / 5
    for limit, expected in ((most, []), (most - 1, ["shop"])):
        monkeypatch.setattr(outputs, "MAY_FILL_A_SECRET", limit)
        outputs.check_output(checked, run.backend_of(checked), None, run.reports, is_chart=True)
        assert laid_out == expected


def random_text(length):
    chooser = random.Random(length)
    return "".join(chooser.choices(string.ascii_letters + string.digits, k=length))


@pytest.mark.slow
@pytest.mark.parametrize(("lengths", "codes"), [((220_000, 225_000), []), ((236_000, 240_000), ["OAM707"])])
def test_a_release_is_too_large_for_a_check_as_for_a_build(lengths, codes):
    files = [{"path": f"/etc/{number}", "value": random_text(length)} for number, length in enumerate(lengths)]
    sources = (source_of(component("Worker", container(ports=None, config=files)), application()),)
    assert [found.code.id for found in compare(sources, Options())] == codes


@pytest.mark.slow
@pytest.mark.parametrize(("copies", "codes"), [(5, ["OAM609", "OAM707"]), (6, ["OAM609", "OAM704", "OAM707"])])
def test_a_file_is_too_large_for_a_check_as_for_a_build(copies, codes):
    long = {"name": "LONG", "value": random_text(900_000)}
    parameters = [
        {"name": f"p{number}", "type": "string", "default": random_text(900_000 + number)} for number in range(copies)
    ]
    env = [{"name": f"P{number}", "fromParam": f"p{number}"} for number in range(copies)]
    sources = (source_of(component("Worker", container(ports=None, env=[*env, long]), parameters=parameters), application()),)
    assert [found.code.id for found in compare(sources, Options())] == codes


def test_manifests_of_any_size_are_not_laid_out_for_a_check(monkeypatch):
    monkeypatch.setattr(YamlWriter, "document", None)
    run = Compilation((source_of(component(), application()),), Options(format=MANIFESTS, lays_out=False), Reports())
    assert [one.files for one in run.outputs] == [{}]


def test_what_no_chart_can_be_called_is_told_before_what_no_release_can_hold(laid_out, monkeypatch):
    monkeypatch.setattr(outputs, "MAY_FILL_A_SECRET", 0)
    monkeypatch.setattr(outputs, "LARGEST_FILE", 3000)
    documents = component(), application(trait("ingress", hostname="a.example.com", servicePort=8080), name="con")
    found = compare((source_of(*documents),), Options(chart_name="A", chart_version="x"))
    assert [one.code.id for one in found] == ["OAM701", "OAM702", *["OAM704"] * 2, "OAM709"]
    assert len(laid_out) == 2
