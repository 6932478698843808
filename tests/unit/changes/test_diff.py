"""`oamc diff` on the command line: its sides, its forms, its statuses, and what it refuses."""

import json

import pytest

from oamc.cli.entry import run
from tests.support.command_line import oamc
from tests.support.surroundings import silence
from tests.test_examples import EXAMPLES

TEA_HOUSE = (EXAMPLES / "tea-house" / "application.yaml").read_text(encoding="utf-8")
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: '1'}\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty directory, with the example before and after a change in it."""
    silence(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(TEA_HOUSE)
    (tmp_path / "new.yaml").write_text(TEA_HOUSE.replace("replicas: 3", "replicas: 5").replace("tea.example", "tee.example"))
    return tmp_path


def diff(capsys, *arguments):
    """Return the status, the result and the messages of one comparison."""
    return oamc(capsys, "diff", *arguments)


def test_changes_of_documents_are_told_with_the_lines_that_cause_them(capsys):
    status, out, err = diff(capsys, "old.yaml", "new.yaml")
    assert (status, err) == (2, "")
    assert "changed Deployment counter: scaling  new.yaml:13:13\n" in out
    assert "  spec.replicas  new.yaml:41:23\n    - 3\n    + 5\n    scaling (up)\n" in out
    assert out.endswith("2 changed: exposure 1, scaling 1\n")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 2),
        (("--exit-zero",), 0),
        (("--fail-on", "refused,data"), 0),
        (("--fail-on", "refused", "--fail-on", "scaling"), 3),
        (("--fail-on=scaling", "--exit-zero"), 3),
    ],
)
def test_the_status_says_whether_there_is_a_difference_and_whether_it_is_grave(capsys, options, status):
    assert diff(capsys, "old.yaml", "new.yaml", *options)[0] == status


def test_what_is_equal_has_no_difference(capsys):
    assert diff(capsys, "old.yaml", "old.yaml") == (0, "no difference\n", "")


@pytest.mark.parametrize("form", ["text", "json", "markdown", "unified"])
def test_each_form_is_a_result_on_standard_output(capsys, form):
    status, out, err = diff(capsys, "old.yaml", "new.yaml", "--format", form)
    assert (status, err) == (2, "")
    assert "tee.example.com" in out
    if form == "json":
        assert [found["name"] for found in json.loads(out)["objects"]] == ["counter", "counter"]


def test_a_comment_is_as_long_as_is_asked_for(capsys, here):
    for name, value in (("many-old.yaml", 1), ("many-new.yaml", 2)):
        objects = [CONFIG.replace("name: a", f"name: a{number}").replace("'1'", f"'{value}'") for number in range(50)]
        (here / name).write_text("---\n".join(objects))
    _, out, _ = diff(capsys, "many-old.yaml", "many-new.yaml", "--format", "markdown", "--limit-chars", "2000")
    assert 1_500 < len(out) <= 2_000
    assert "No room is left in a comment for " in out
    assert len(diff(capsys, "many-old.yaml", "many-new.yaml", "--format", "markdown")[1]) > 2_000


def test_manifests_that_were_built_are_a_side_in_every_layout(capsys):
    for layout in ("single", "per-object", "per-component"):
        run(["build", "old.yaml", "--format", "manifests", "--layout", layout, "-o", f"out-{layout}"])
        assert diff(capsys, f"out-{layout}", "old.yaml") == (0, "no difference\n", "")
        assert diff(capsys, f"out-{layout}", "new.yaml")[0] == 2


def test_a_chart_is_a_side_with_the_values_that_are_given(capsys):
    run(["build", "old.yaml", "-o", "charts"])
    assert diff(capsys, "charts/tea-house", "old.yaml") == (0, "no difference\n", "")
    status, out, _ = diff(capsys, "charts/tea-house", "old.yaml", "--set", "counter.traits.scaler.replicas=9")
    assert (status, out) == (0, "no difference\n")
    assert diff(capsys, "charts/tea-house", "new.yaml")[0] == 2


def test_lists_of_objects_are_objects_and_kustomizations_are_none(capsys, here):
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": "1"}}
    (here / "list.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [config]}))
    (here / "plain").mkdir()
    (here / "plain" / "a.yaml").write_text(CONFIG + "---\n---\n")
    (here / "plain" / "kustomization.yaml").write_text("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
    (here / "plain" / ".hidden.yaml").write_text("no object\n")
    (here / "plain" / "link.yaml").symlink_to("/etc/passwd")
    assert diff(capsys, "list.json", "plain") == (0, "no difference\n", "")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 64, "two sides are compared"),
        (("old.yaml",), 1, "OAM870"),
        (("old.yaml", "new.yaml", "old.yaml"), 64, "two sides are compared"),
        (("old.yaml", "nowhere.yaml"), 1, "nowhere.yaml"),
        (("old.yaml", "values.yaml"), 1, "OAM853"),
        (("old.yaml", "broken.yaml"), 1, "error[OAM"),
        (("old.yaml", "new.yaml", "--fail-on", "refuse"), 64, "did you mean refused?"),
        (("old.yaml", "new.yaml", "--format", "xml"), 64, "xml"),
        (("old.yaml", "new.yaml", "--limit-chars", "999"), 64, "at least 1,000"),
        (("old.yaml", "new.yaml", "--limit-chars", "1e3"), 64, "whole number"),
        (("old.yaml", "new.yaml", "--set", "nobody=1"), 1, "OAM753"),
        (("old.yaml", "new.yaml", "--diagnostics", "json=-"), 64, "standard output"),
    ],
)
def test_what_cannot_be_compared_is_told_and_nothing_is_printed(capsys, here, arguments, status, words):
    (here / "values.yaml").write_text("replicas: 3\n")
    (here / "broken.yaml").write_text(TEA_HOUSE.replace("type: worker", "type: wroker"))
    found, out, err = diff(capsys, *arguments)
    assert (found, out) == (status, "")
    assert words in err


def test_a_comparison_writes_nothing(capsys, here):
    before = sorted(path.name for path in here.iterdir())
    diff(capsys, "old.yaml", "new.yaml", "--format", "markdown")
    assert sorted(path.name for path in here.iterdir()) == before
