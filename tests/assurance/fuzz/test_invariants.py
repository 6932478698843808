"""The judge of the fuzzer is judged: outputs in which a promise is broken are caught, one for each check."""

import pytest

from oamc.diagnostics.reports import ERROR, Code, Diagnostic
from oamc.verification.engine import Engine
from tests.assurance.fuzz import documents, values
from tests.assurance.fuzz.documents import MARK, PAYLOADS, check_payload, check_payload_in_chart
from tests.assurance.fuzz.invariants import check_chart, check_manifests, check_report

WRONG = Diagnostic(code=Code(id="OAM100", severity=ERROR, template="wrong"), severity=ERROR, message="wrong", span=None)
OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"


def test_an_object_as_it_should_be_passes():
    (item,) = check_manifests({"a/web.yaml": OBJECT})
    check_payload(item)


@pytest.mark.parametrize(
    "files",
    [
        {"../web.yaml": OBJECT},
        {"/web.yaml": OBJECT},
        {"we b.yaml": OBJECT},
        {"web.yaml": OBJECT, "Web.yaml": OBJECT},
        {"web.yaml": OBJECT, "web.yaml/x": OBJECT},
        {"web.yaml": OBJECT.rstrip()},
        {"web.yaml": OBJECT + "kind: Secret\n"},
        {"web.yaml": OBJECT + "data: {a: yes}\n"},
        {"web.yaml": OBJECT + "data: [\n"},
        {"web.yaml": OBJECT.replace("ConfigMap", "1")},
        {"web.yaml": OBJECT.replace("web", "1")},
        {"web.yaml": OBJECT + 'data: {a: "\ud800"}\n'},
    ],
)
def test_manifests_with_a_fault_are_caught(files):
    with pytest.raises((AssertionError, KeyError, UnicodeEncodeError)):
        check_manifests(files)


@pytest.mark.parametrize(
    "files",
    [{"values.yaml": "a: 1\na: 2\n"}, {"values.schema.json": "{\n"}, {"templates/..": "x\n"}, {"Chart.yaml": "a: b: c\n"}],
)
def test_a_chart_with_a_fault_is_caught(files):
    with pytest.raises((AssertionError, ValueError)):
        check_chart(files)


def changed(**fields):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"}, **fields}


@pytest.mark.parametrize(
    "item",
    [
        changed(kind=MARK),
        changed(apiVersion=f"{MARK}/v1"),
        changed(metadata={"name": f"web-{MARK}"}),
        changed(data={MARK: "x"}),
        changed(spec=[{"deep": {MARK: 1}}]),
    ],
)
def test_a_payload_that_took_effect_is_caught(item):
    with pytest.raises(AssertionError):
        check_payload(item)


def test_a_payload_that_stays_a_text_passes():
    for payload in PAYLOADS:
        check_payload(changed(data={"a": payload}))


@pytest.mark.parametrize(
    "files",
    [
        {f"templates/{MARK}.yaml": "a: b\n"},
        {"templates/web.yaml": f"a: x\n{MARK}: x\n"},
        {"templates/web.yaml": f"a:\n  - {MARK}: x\n"},
        {"templates/web.yaml": f'a: "x"\n"{MARK}": "x"\n'},
    ],
)
def test_a_payload_in_the_structure_of_a_template_is_caught(files):
    with pytest.raises(AssertionError):
        check_payload_in_chart(files)


def test_a_payload_in_a_text_of_a_template_passes():
    check_payload_in_chart({"templates/web.yaml": f"a: |\n  x\n  {MARK}: x\n\n  {MARK}: y\nb: '{MARK}: x'\n"})


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("json", "{", 1),
        ("junit", "<a>", 1),
        ("github", "::error a::one\ntwo\n", 1),
        ("github", "::error a::one ::warning::two\n", 1),
        ("github", "::error a::one\n", 2),
        ("github", "::error a::one\n" * 10, 11),
        ("github", "::error a::one\n" * 11 + "::notice a::1 more not shown.\n", 12),
        ("github", "::error a::one\n" * 10 + "::notice a::3 more not shown.\n", 12),
    ],
)
def test_a_report_with_a_fault_is_caught(name, text, count):
    with pytest.raises((AssertionError, ValueError, SyntaxError)):
        check_report(name, text, [WRONG] * count)


def test_a_report_that_counts_what_it_does_not_show_passes():
    check_report("github", "::error a::one\n" * 10 + "::notice a::2 more not shown.\n", [WRONG] * 12)


def test_an_output_beside_an_error_is_caught(monkeypatch):
    real = documents.build

    def careless(sources, options, reports):
        outputs = real(sources, options, reports)
        reports.errors += 1
        return outputs

    monkeypatch.setattr(documents, "build", careless)
    with pytest.raises(AssertionError, match="an output beside an error"):
        documents.check(b"")


def test_a_difference_between_chart_and_manifests_is_caught(monkeypatch):
    monkeypatch.setattr(values, "differences", lambda left, right: ("they differ",) if left or right else ())
    with pytest.raises(AssertionError, match="1 differences"):
        values.check(b"")


def test_a_refusal_of_one_side_alone_is_caught(monkeypatch):
    real = Engine.render

    def refusing(self, files, overrides=None, **options):
        rendered = real(self, files, overrides, **options)
        return type(rendered)(refusal="no")

    monkeypatch.setattr(Engine, "render", refusing)
    with pytest.raises(AssertionError, match="Helm says 'no'"):
        values.check(b"")
