"""Diagnostics for programs: the structure of each format, and that no text of an input breaks out of it."""

import gzip
import json
import xml.etree.ElementTree as ET
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oamc.cli.code_pages import page
from oamc.diagnostics import formats, sarif
from oamc.diagnostics.github import step_summary
from oamc.diagnostics.report_texts import fingerprint
from oamc.diagnostics.reports import ERROR, INFO, WARNING, Code, Diagnostic, Related
from oamc.diagnostics.sarif import percent_encoded
from oamc.spans import SourceFile, Span
from tests.generated_pages import all_codes

FILE = SourceFile(path="shop/a b.yaml", label="a b.yaml", text="a: 1\nb: 2\n")
UNKNOWN = Code(id="OAM202", severity=WARNING, template="unknown {name}")
WRONG = Code(id="OAM501", severity=ERROR, template="wrong {name}")
NOTICE = Code(id="OAM806", severity=INFO, template="passed over")


def finding(code, span=None, message="it is wrong", related=(), hint=""):
    return Diagnostic(code=code, severity=code.severity, message=message, span=span, related=related, hint=hint)


FOUND = [
    finding(NOTICE),
    finding(
        WRONG,
        Span(FILE, 2, 1, 2, 2),
        related=(Related(span=Span(FILE, 1, 1, 1, 2), message="first"),),
        hint="mend it",
    ),
    finding(UNKNOWN, Span(FILE, 2, 4, 3, 1)),
]


def test_json_has_a_schema_version_and_stable_keys():
    found = json.loads(formats.render("json", FOUND, "1.2.3"))
    assert found["schemaVersion"] == 1
    assert found["tool"] == {"name": "oamc", "version": "1.2.3"}
    assert found["summary"] == {"errors": 1, "warnings": 1, "notices": 1, "notShown": 0}
    place = {"file": "shop/a b.yaml", "line": 2, "column": 1, "endLine": 2, "endColumn": 2}
    assert found["diagnostics"][1] == {
        "code": "OAM501",
        "severity": "error",
        "message": "it is wrong",
        "location": place,
        "related": [{"message": "first", "location": place | {"line": 1, "endLine": 1}}],
        "hint": "mend it",
    }
    assert found["diagnostics"][0]["location"] is None


def test_sarif_has_rules_for_its_results():
    found = json.loads(formats.render("sarif", FOUND, "1.2.3"))
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["OAM202", "OAM501", "OAM806"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        assert result["partialFingerprints"]["oamc/v1"]
    wrong = run["results"][1]
    assert wrong["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "shop/a%20b.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 2},
    }
    assert wrong["relatedLocations"][0]["message"]["text"] == "first"
    assert wrong["message"]["text"] == "it is wrong\nnote: shop/a b.yaml:1:1: first\nhint: mend it"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"][0]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "no%20file%20is%20associated%20with%20this%20finding", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 1},
            }
        }
    ]


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("a.yaml", {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"}),
        ("..a/b.yaml", {"uri": "..a/b.yaml", "uriBaseId": "%SRCROOT%"}),
        ("../a.yaml", {"uri": "../a.yaml"}),
        ("/srv/a.yaml", {"uri": "/srv/a.yaml"}),
        ("//srv/a.yaml", {"uri": "/srv/a.yaml"}),
        ("stdin", {"uri": "stdin"}),
        ("ä:%.yaml", {"uri": "%C3%A4%3A%25.yaml", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_only_what_lies_below_the_root_is_relative_to_it_in_sarif(path, artifact):
    span = Span(SourceFile(path=path, label=path, text=""), 1, 1, 1, 1)
    found = [Diagnostic(code=FOUND[1].code, severity="error", message="it", span=span)]
    (result,) = json.loads(formats.render("sarif", found, "1"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_sarif_has_the_pages_of_its_rules_where_there_are_some():
    text = "# OAM501: a trait\n\nIt is\nnot known. Or.\n\n```yaml\na: 1\n```\n"
    rules = json.loads(formats.render("sarif", FOUND, "1", page=lambda _: text))["runs"][0]["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["help"] == {"text": text, "markdown": text}
        assert rule["shortDescription"] == {"text": "A trait"}
        assert rule["fullDescription"] == {"text": "It is not known. Or."}
    rules = json.loads(formats.render("sarif", FOUND, "1"))["runs"][0]["tool"]["driver"]["rules"]
    assert rules[1]["help"] == {"text": "oamc explain OAM501"}
    long = json.loads(formats.render("sarif", FOUND, "1", page=lambda code: f"# {code}: a\n\n{'b ' * 2000}\n"))
    (full,) = {rule["fullDescription"]["text"] for rule in long["runs"][0]["tool"]["driver"]["rules"]}
    assert (len(full), full[-1]) == (1024, "…")


def test_a_run_of_sarif_has_no_more_results_than_code_scanning_takes(monkeypatch):
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    (run,) = json.loads(formats.render("sarif", FOUND, "1"))["runs"]
    assert (len(run["results"]), run["properties"]) == (2, {"notShown": 1})
    assert [result["level"] for result in run["results"]] == ["error", "warning"]


def test_a_file_of_sarif_is_no_larger_than_code_scanning_takes(monkeypatch):
    monkeypatch.setattr(sarif, "LARGEST", 6000)
    found = [finding(WRONG, Span(FILE, 1, 1, 1, 2), sha256(str(number).encode()).hexdigest() * 4) for number in range(100)]
    text = formats.render("sarif", [*found, finding(NOTICE)], "1")
    (run,) = json.loads(text)["runs"]
    assert len(gzip.compress(text.encode())) <= 6000
    assert len(run["results"]) + run["properties"]["notShown"] == 101
    assert {result["level"] for result in run["results"]} == {"error"}


def test_a_result_of_sarif_has_no_more_places_than_code_scanning_keeps():
    related = [Related(span=Span(FILE, 1, 1, 1, 2), message=f"number {number}") for number in range(120)]
    found = [finding(WRONG, Span(FILE, 1, 1, 1, 2), related=tuple(related))]
    (result,) = json.loads(formats.render("sarif", found, "1"))["runs"][0]["results"]
    assert len(result["locations"]) + len(result["relatedLocations"]) == 100
    assert "number 119" in result["message"]["text"]


def test_a_run_of_sarif_says_what_it_is_about_so_that_another_one_does_not_replace_it():
    (run,) = json.loads(formats.render("sarif", FOUND, "1", category="check/production"))["runs"]
    # What stands behind the last slash would be the number of a run, and no part of the category.
    assert run["automationDetails"] == {"id": "oamc/check/production/"}
    (run,) = json.loads(formats.render("sarif", FOUND, "1"))["runs"]
    assert run["automationDetails"] == {"id": "oamc/"}


@pytest.mark.parametrize("code", [code.id for code in all_codes()])
def test_the_rule_of_every_code_is_one_that_code_scanning_takes(code):
    found = [Diagnostic(code=next(one for one in all_codes() if one.id == code), severity="error", message="it", span=None)]
    (rule,) = json.loads(formats.render("sarif", found, "1", page=page))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == code
    assert 0 < len(rule["shortDescription"]["text"]) <= 1024
    assert 0 < len(rule["fullDescription"]["text"]) <= 1024
    assert "`" * 3 not in rule["fullDescription"]["text"]
    assert rule["help"]["text"].startswith(f"# {code}: ")
    assert rule["help"]["markdown"] == rule["help"]["text"]


def test_a_uri_encodes_every_byte_that_is_not_plain():
    assert percent_encoded("a/ä%?#\udcff.yaml") == "a/%C3%A4%25%3F%23%FF.yaml"


def test_junit_counts_errors_as_failures():
    root = ET.fromstring(formats.render("junit", FOUND, "1"))
    assert root.tag == "testsuites"
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "0")
    cases = list(suite)
    assert [case.get("classname") for case in cases] == ["oamc", "shop/a b.yaml", "shop/a b.yaml"]
    (failure,) = cases[1]
    assert failure.tag == "failure"
    assert failure.get("message") == "it is wrong"
    assert "mend it" in failure.text
    assert [element.tag for element in cases[2]] == ["system-out"]


def test_junit_without_findings_is_one_passed_case():
    (suite,) = ET.fromstring(formats.render("junit", [], "1"))
    assert len(suite) == 1
    assert len(suite[0]) == 0


def test_github_annotations_have_a_place_where_there_is_one():
    lines = formats.render("github", FOUND, "1").splitlines()
    place = "file=shop/a b.yaml,line=2,endLine=2,col=1,endColumn=2,title=oamc OAM501"
    assert lines == [
        f"::error {place}::it is wrong%0Anote: shop/a b.yaml:1:1: first%0Ahint: mend it",
        "::warning file=shop/a b.yaml,line=2,endLine=3,title=oamc OAM202::it is wrong",
        "::notice title=oamc OAM806::it is wrong",
    ]


def test_github_gets_as_many_annotations_as_it_shows_the_gravest_first():
    found = [*FOUND[:1] * 15, *FOUND[2:] * 12, *FOUND[1:2] * 11]
    lines = formats.render("github", found, "1").splitlines()
    kinds = [line[2:].partition(" ")[0] for line in lines]
    assert kinds == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    # One of the notices says how many have no room.
    assert lines[-1] == "::notice title=oamc::9 more not shown."
    # An error behind many notices is among them.
    assert formats.render_for_log("github", [*FOUND[:1] * 150, FOUND[1]], "1").startswith("::error ")
    assert formats.render("github", FOUND[:1] * 10, "1").count("OAM806") == 10
    assert formats.render("github", FOUND[:1] * 11, "1").splitlines()[-1] == "::notice title=oamc::2 more not shown."


def test_github_properties_are_escaped():
    file = SourceFile(path="a,b:c%0A.yaml", label="", text="")
    (line,) = formats.render("github", [finding(WRONG, Span(file, 1, 1, 1, 2), "100%")], "1").splitlines()
    assert line == "::error file=a%2Cb%3Ac%250A.yaml,line=1,endLine=1,col=1,endColumn=2,title=oamc OAM501::100%25"


def test_the_step_summary_is_a_table_that_no_text_breaks():
    found = [finding(WRONG, Span(FILE, 1, 1, 1, 2), "a | b <img> `x` [l](u)")]
    text = step_summary(found)
    (row,) = [line for line in text.splitlines() if "OAM501" in line]
    assert row.replace("\\|", "").count("|") == 5
    assert "\\<img\\>" in row
    assert step_summary([]).endswith("No findings.\n")
    assert "20 more" in step_summary(found * 120)


def test_the_step_summary_ends_before_the_runner_refuses_it():
    found = [finding(WRONG, Span(FILE, 1, 1, 1, 2), "ä" * 300)] * 50
    text = step_summary(found, room=10_000)
    assert 9_000 < len(text.encode()) <= 10_000
    rows = text.count("OAM501")
    assert f"{50 - rows} more not shown." in text
    assert "50 errors" in text
    assert step_summary(found, room=100) == ""


def test_gitlab_issues_have_distinct_fingerprints():
    found = json.loads(formats.render("gitlab", [FOUND[1], FOUND[1], FOUND[0]], "1"))
    assert len({issue["fingerprint"] for issue in found}) == 3
    assert found[0]["severity"] == "major"
    assert found[0]["location"] == {"path": "shop/a b.yaml", "lines": {"begin": 2}}
    assert all(issue["location"]["lines"]["begin"] for issue in found)


def test_a_fingerprint_does_not_change_when_lines_move():
    moved = finding(WRONG, Span(FILE, 1, 1, 1, 2))
    assert fingerprint(moved) == fingerprint(FOUND[1])
    assert fingerprint(moved) != fingerprint(finding(WRONG, Span(FILE, 1, 1, 1, 2), "other"))


def test_an_unknown_format_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no such format"):
        formats.render("yaml", [], "1")


@settings(deadline=None)
@given(st.text(max_size=80))
def test_every_format_keeps_its_structure_whatever_the_input_says(text):
    file = SourceFile(path=text or "x", label="", text="")
    span = Span(file, 1, 1, 1, 2)
    found = [finding(WRONG, span, text, related=(Related(span=span, message=text),), hint=text)]
    assert json.loads(formats.render("json", found, "1"))["summary"]["errors"] == 1
    assert len(json.loads(formats.render("sarif", found, "1"))["runs"][0]["results"]) == 1
    assert len(json.loads(formats.render("gitlab", found, "1"))) == 1
    assert len(ET.fromstring(formats.render("junit", found, "1"))[0]) == 1
    (line,) = formats.render("github", found, "1").splitlines()
    assert line.count("::") == 2


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b.yaml", "a%20b.yaml"),
        ("a%20b#c?d:e.yaml", "a%2520b%23c%3Fd%3Ae.yaml"),
        ("a\\b.yaml", "a%5Cb.yaml"),
        ("//host/a.yaml", "/host/a.yaml"),
        ("-x.yaml", "-x.yaml"),
        ("../a.yaml", "../a.yaml"),
        ("\udcff.yaml", "%FF.yaml"),
        ("é+.yaml", "%C3%A9%2B.yaml"),
    ],
)
def test_the_address_of_a_file_in_sarif_names_this_file_and_no_other(path, uri):
    from oamc.diagnostics.sarif import uri_reference

    assert uri_reference(path) == uri
