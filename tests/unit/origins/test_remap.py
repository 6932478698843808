"""`oamc remap`: findings about files that oamc wrote stand at the documents, all others where they stood."""

import json
import os

import pytest

from oamc.cli.entry import run
from oamc.cli.remapping import _decoded
from tests.support.surroundings import silence
from tests.test_examples import EXAMPLES

TEA_HOUSE = (EXAMPLES / "tea-house" / "application.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty repository, with a document and what a build makes of it in each form."""
    silence(monkeypatch)
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app" / "a b.yaml").write_text(TEA_HOUSE)
    run(["build", "app", "-q"])
    run(["build", "app", "-q", "--format", "manifests", "-o", "all.yaml"])
    run(["build", "app", "-q", "--format", "manifests", "--layout", "per-object", "-o", "deploy"])
    return tmp_path


def line_with(path, text, number=0):
    """Return the number of a line that has a text."""
    return [index for index, line in enumerate(open(path, encoding="utf-8"), 1) if text in line][number]  # noqa: PTH123


def location(uri, first=None, last=None, **more):
    """Return a location of a finding."""
    region = {"startLine": first, **({"endLine": last} if last else {})}
    return {"physicalLocation": {"artifactLocation": {"uri": uri, **more}, **({"region": region} if first else {})}}


def report(*locations, **run_fields):
    """Return a report with a finding for each location."""
    results = [{"ruleId": "x", "message": {"text": "é"}, "locations": [one]} for one in locations]
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "other"}}, "results": results, **run_fields}]}


def remap(capsys, content, *arguments):
    """Return the status, the result as data, and the messages of one run."""
    with open("report.sarif", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(content if isinstance(content, str) else json.dumps(content))
    capsys.readouterr()
    status = run(["remap", "report.sarif", "app", *arguments])
    told = capsys.readouterr()
    return status, json.loads(told.out) if told.out else None, told.err


def place(result):
    """Return the file, the line and the column of a finding."""
    (found,) = result["locations"]
    physical = found["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"], physical["region"]["startColumn"]


@pytest.mark.parametrize(
    "path", ["all.yaml", "deploy/tea-house/counter-deployment.yaml", "charts/tea-house/templates/counter-deployment.yaml"]
)
def test_a_finding_in_each_form_of_output_stands_at_its_document(capsys, path):
    lines = line_with(path, "image:"), line_with(path, "replicas:")
    given = report(*(location(path, line) for line in lines))
    status, out, err = remap(capsys, given)
    results = out["runs"][0]["results"]
    assert (status, err) == (0, "moved 2 of 2 findings\n")
    assert [place(result)[0] for result in results] == ["app/a%20b.yaml"] * 2
    texts = [TEA_HOUSE.splitlines()[place(result)[1] - 1] for result in results]
    assert ["image:" in texts[0], "replicas:" in texts[1]] == [True, True]
    for result, line in zip(results, lines, strict=True):
        assert result["relatedLocations"] == [
            {"id": 1, "message": {"text": "here in a file that oamc wrote"}, **location(path, line)}
        ]
        assert (result["ruleId"], result["message"]) == ("x", {"text": "é"})


def test_a_file_is_found_from_the_directory_that_was_scanned_and_by_a_base(capsys, here):
    line = line_with("deploy/tea-house/counter-deployment.yaml", "image:")
    name = "tea-house/counter-deployment.yaml"
    assert remap(capsys, report(location(name, line)))[2].startswith("moved 0 of 1")
    assert remap(capsys, report(location(name, line)), "--scanned", "deploy")[2] == "moved 1 of 1 findings\n"
    absolute = f"file://{here}/deploy/{name}"
    assert remap(capsys, report(location(absolute, line)))[2] == "moved 1 of 1 findings\n"
    bases = {"ROOT": {"uri": f"file://{here}/deploy/"}}
    given = report(location(name, line, uriBaseId="ROOT"), originalUriBaseIds=bases)
    assert remap(capsys, given)[2] == "moved 1 of 1 findings\n"
    listed = report({"physicalLocation": {"artifactLocation": {"index": 1}, "region": {"startLine": line}}})
    listed["runs"][0]["artifacts"] = [{}, {"location": {"uri": f"deploy/{name}"}}]
    assert remap(capsys, listed)[2] == "moved 1 of 1 findings\n"


def test_the_first_line_with_a_field_counts(capsys):
    path = "all.yaml"
    first = line_with(path, "---")
    assert remap(capsys, report(location(path, first)))[2].startswith("moved 0 of 1")
    status, out, _ = remap(capsys, report(location(path, first, first + 4)))
    assert place(out["runs"][0]["results"][0])[0] == "app/a%20b.yaml"
    assert status == 0


@pytest.mark.parametrize(
    "given",
    [
        location("Dockerfile", 1),
        location("../elsewhere.yaml", 1),
        location("/etc/passwd", 1),
        location("file:///etc/passwd", 1),
        location("https://example.com/all.yaml", 1),
        location("all.yaml"),
        location("all.yaml", 100_000),
        location("all.yaml%00", 1),
        location("app", 1),
        location("link.yaml", 10),
        location("charts/tea-house/values.yaml", 20),
        location("other.yaml", 3),
        {"physicalLocation": {"artifactLocation": {"uri": "all.yaml"}, "region": {"startLine": "10"}}},
        {"physicalLocation": {"artifactLocation": {"uri": "all.yaml"}, "region": {"startLine": -1}}},
        {"physicalLocation": {"artifactLocation": {"uri": "all.yaml"}, "region": [10]}},
        {"physicalLocation": {"artifactLocation": {"uri": 7}}},
        {"physicalLocation": {"artifactLocation": {"index": 7}}},
        {"physicalLocation": {"artifactLocation": {"uriBaseId": "X"}}},
        {"physicalLocation": []},
        {"logicalLocations": [{"name": "web"}]},
    ],
)
def test_what_is_about_something_else_stays_as_it_is(capsys, here, given):
    outside = here.parent / f"{here.name}-outside.yaml"
    outside.write_text((here / "all.yaml").read_text())
    (here / "link.yaml").symlink_to(outside)
    (here / "other.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n")
    before = report(given)
    status, out, err = remap(capsys, before)
    assert (status, out) == (0, before)
    assert err.startswith("moved 0 of 1 findings\n")


def test_related_locations_and_other_findings_are_kept(capsys):
    line = line_with("all.yaml", "image:")
    given = report(location("all.yaml", line), location("Dockerfile", 2))
    first = given["runs"][0]["results"][0]
    first["relatedLocations"] = [{"id": 1, "message": {"text": "a"}}, {"id": 3}]
    first["locations"][0]["message"] = {"text": "keep"}
    given["runs"] += [{"results": None}, {"results": [7, {"message": {"text": "no place"}}]}, 7]
    _, out, err = remap(capsys, given)
    moved = out["runs"][0]["results"][0]
    assert [one.get("id") for one in moved["relatedLocations"]] == [1, 3, 2]
    assert moved["locations"][0]["message"] == {"text": "keep"}
    assert out["runs"][0]["results"][1] == given["runs"][0]["results"][1]
    assert out["runs"][1:] == given["runs"][1:]
    assert err == "moved 1 of 3 findings\n  as it was: Dockerfile\n"
    assert remap(capsys, given, "-q")[2] == ""


def test_a_finding_at_two_places_is_moved_at_both(capsys):
    given = report(location("all.yaml", line_with("all.yaml", "image:")))
    given["runs"][0]["results"][0]["locations"].append(location("all.yaml", line_with("all.yaml", "replicas:")))
    _, out, err = remap(capsys, given)
    result = out["runs"][0]["results"][0]
    assert [one["physicalLocation"]["artifactLocation"]["uri"] for one in result["locations"]] == ["app/a%20b.yaml"] * 2
    assert [one["id"] for one in result["relatedLocations"]] == [1, 2]
    assert err == "moved 1 of 1 findings\n"


def test_the_place_is_named_from_the_root_of_the_repository(capsys, here, monkeypatch):
    given = report(location("../all.yaml", line_with("all.yaml", "image:")))
    (here / "report.sarif").write_text(json.dumps(given))
    monkeypatch.chdir(here / "app")
    capsys.readouterr()
    assert run(["remap", "../report.sarif", "a b.yaml", "--scanned", ".."]) == 0
    assert place(json.loads(capsys.readouterr().out)["runs"][0]["results"][0])[0] == "app/a%20b.yaml"


@pytest.mark.parametrize(
    ("text", "path"),
    [("a%20b", "a b"), ("%41%c3%a9", "Aé"), ("%", "%"), ("%2", "%2"), ("a%zzb%", "a%zzb%"), ("%+1", "%+1"), ("é%25", "é%")],
)
def test_an_address_is_a_path(text, path):
    assert _decoded(text) == path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is no JSON"),
        ("{", "it is no JSON"),
        ('{"runs": [], "version": NaN}', "NaN is no number of JSON"),
        ("[" * 100_000, "too deep"),
        ("[]", "it has no runs"),
        ('{"runs": {}}', "it has no runs"),
        ('{"runs": [], "version": "1.0.0"}', "it is not of version 2.1.0"),
    ],
)
def test_what_is_no_report_is_refused(capsys, content, words):
    status, out, err = remap(capsys, content)
    assert (status, out) == (1, None)
    assert 'error[OAM873]: "report.sarif" is no report whose findings can be moved: ' in err
    assert words in err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 64, "a report is asked for"),
        (("-", "-"), 64, "standard input can be read only once"),
        (("report.sarif",), 64, "there is no input"),
        (("nowhere.sarif", "app"), 1, "OAM801"),
        (("app", "app"), 1, "OAM"),
    ],
)
def test_what_is_asked_wrongly_is_told(capsys, arguments, status, words):
    with open("report.sarif", "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write("{}")
    capsys.readouterr()
    assert run(["remap", *arguments]) == status
    told = capsys.readouterr()
    assert (told.out, words in told.err) == ("", True)


def test_many_findings_read_a_file_once(capsys, monkeypatch):
    from oamc.cli import remapping

    reads = []
    known = remapping.output_at
    monkeypatch.setattr(remapping, "output_at", lambda path, *rest: reads.append(path) or known(path, *rest))
    count = sum(1 for _ in open("all.yaml", encoding="utf-8"))  # noqa: PTH123, SIM115
    given = report(*(location("all.yaml", line % count + 1) for line in range(2_000)))
    assert remap(capsys, given)[0] == 0
    assert reads == ["all.yaml"]
    assert os.path.exists("all.yaml")  # noqa: PTH110
