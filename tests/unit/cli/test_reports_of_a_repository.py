# ruff: noqa: ARG001 - fixtures work by being asked for
"""Reports on standard output, and in a repository: paths from its root, pages of the rules."""

import json
import os

import pytest

BROKEN = "apiVersion: v1\nkind: broken\n"


@pytest.fixture
def repository(here, monkeypatch):
    """Work in the directory teams/a of a repository, which has an input with a mistake."""
    (here / ".git").mkdir()
    (here / "teams/a").mkdir(parents=True)
    (here / "teams/a/b c.yaml").write_text(BROKEN)
    (here / "other.yaml").write_text(BROKEN)
    monkeypatch.chdir(here / "teams/a")
    return here


def places(oamc, *arguments):
    found = json.loads(oamc("check", *arguments, "--diagnostics", "sarif=-").out)
    results = found["runs"][0]["results"]
    return [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in results]


def test_paths_in_sarif_are_from_the_root_of_the_repository(oamc, repository, tmp_path):
    below = {"uri": "teams/a/b%20c.yaml", "uriBaseId": "%SRCROOT%"}
    for given in ("b c.yaml", "./b c.yaml", "../a/b c.yaml", repository / "teams/a/b c.yaml"):
        assert places(oamc, given) == [below], given
    assert places(oamc, "../../other.yaml") == [{"uri": "other.yaml", "uriBaseId": "%SRCROOT%"}]
    outside = tmp_path / "outside.yaml"
    outside.write_text(BROKEN)
    assert places(oamc, outside) == [{"uri": str(outside)}]
    assert places(oamc, "../../../outside.yaml") == [{"uri": "../../../outside.yaml"}]


def test_without_a_repository_paths_are_from_the_working_directory(oamc, repository):
    (repository / ".git").rmdir()
    assert places(oamc, "b c.yaml") == [{"uri": "b%20c.yaml", "uriBaseId": "%SRCROOT%"}]


def test_annotations_and_code_quality_are_from_the_root_too_and_text_is_as_given(oamc, repository, monkeypatch):
    assert "::error file=teams/a/b c.yaml,line=2" in oamc("check", "b c.yaml", "--diagnostics", "github").err
    (issue,) = json.loads(oamc("check", "b c.yaml", "--diagnostics", "gitlab=-").out)
    assert issue["location"]["path"] == "teams/a/b c.yaml"
    (found,) = json.loads(oamc("check", "b c.yaml", "--diagnostics", "json=-").out)["diagnostics"]
    assert found["location"]["file"] == "b c.yaml"
    assert " --> b c.yaml:2:1" in oamc("check", "b c.yaml").err


def test_one_finding_has_one_fingerprint_wherever_oamc_starts(oamc, repository, monkeypatch):
    def mark(path):
        run = json.loads(oamc("check", path, "--diagnostics", "sarif=-").out)["runs"][0]
        return run["results"][0]["partialFingerprints"]

    inside = mark("b c.yaml")
    monkeypatch.chdir(repository)
    assert mark("teams/a/b c.yaml") == inside


def test_a_report_on_standard_output_is_whole_and_nothing_else_is_there(oamc, here):
    (here / "app.yaml").write_text("kind: broken\n" * 150)
    for form in ("json", "sarif"):
        outcome = oamc("check", "app.yaml", "--diagnostics", f"{form}=-")
        found = json.loads(outcome.out)
        assert (outcome.status, outcome.err) == (1, "")
        assert len(found.get("diagnostics") or found["runs"][0]["results"]) == 150
    (rule,) = found["runs"][0]["tool"]["driver"]["rules"]
    assert rule["help"]["markdown"] == "# OAM998: stand-in\n\nThis is a stand-in.\n"
    assert not os.path.lexists("-")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github", "gitlab"])
def test_every_form_goes_to_standard_output_and_others_may_go_elsewhere(oamc, here, form):
    (here / "app.yaml").write_text("kind: broken\n")
    outcome = oamc(
        "check", "app.yaml", "--diagnostics", f"{form}=-", "--diagnostics", "text", "--diagnostics", "json=found.json"
    )
    assert (outcome.status, "OAM998" in outcome.out, "OAM998" in outcome.err) == (1, True, True)
    assert json.loads((here / "found.json").read_text())["diagnostics"]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("check", "app.yaml", "--diagnostics", "sarif=-"), "--diagnostics sarif=- and --diagnostics json=-"),
        (("build", "app.yaml", "--format", "manifests"), "the manifests"),
        (("build", "app.yaml", "--format", "manifests", "-o", "-"), "the manifests"),
        (("build", "app.yaml", "-o", "out", "--dry-run"), "the list of --dry-run"),
        (("build", "app.yaml", "-o", "out", "--check"), "the list of --check"),
        (("dump", "app.yaml", "--after", "read"), "what is dumped"),
        (("config",), "the options"),
    ],
)
def test_standard_output_holds_one_result(oamc, here, arguments, what):
    outcome = oamc(*arguments, "--diagnostics", "json=-")
    assert (outcome.status, outcome.out) == (64, "")
    assert what in outcome.err
    assert "go to standard output, which holds one result" in outcome.err
    assert sorted(path.name for path in here.iterdir()) == ["app.yaml"]
    assert oamc(*arguments, "--diagnostics", "json").status == (2 if "--check" in arguments else 0)


def test_a_build_to_a_directory_reports_on_standard_output(oamc, here):
    outcome = oamc("build", "app.yaml", "-o", "out", "--diagnostics", "json=-", "--diagnostics", "json=-")
    assert (outcome.status, json.loads(outcome.out)["diagnostics"]) == (0, [])
    assert (here / "out/shop/Chart.yaml").exists()


def test_a_configuration_file_and_a_mistake_in_it(oamc, here, monkeypatch):
    (here / "oamc.toml").write_text('diagnostics = "json=-"\n')
    assert "OAM829" in oamc("check", "app.yaml").err
    outcome = oamc("check", "app.yaml", "--diagnostics", "json=-")
    assert [found["code"] for found in json.loads(outcome.out)["diagnostics"]] == ["OAM829"]
    (here / "oamc.toml").unlink()
    monkeypatch.setenv("OAMC_DIAGNOSTICS", "json=-")
    assert json.loads(oamc("check", "app.yaml").out)["diagnostics"] == []
