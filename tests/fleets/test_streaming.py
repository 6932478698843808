"""Trees that are written while others are compiled: what stands there and what is printed is what it would else be."""

import fcntl
import os
import time

import pytest

from oamc.backends.contract import Output
from oamc.cli import compilation, streaming
from oamc.diagnostics.reports import Reports
from oamc.disk import folders, staging
from oamc.disk.ledger import Delivery
from oamc.disk.streaming import StagedFiles, StreamedTrees
from oamc.fleets import division
from oamc.records import replace
from tests.cache.runs import run
from tests.fleets.streamed import kill_at
from tests.fleets.test_jobs import WRONG, project
from tests.unit.fleets.test_parts import one

NUMBERS = range(5)
OLD = [one(f"app-{number}") for number in NUMBERS]
NEW = [text.replace("web:1", "web:2") if number % 2 else text for number, text in enumerate(OLD)]
TREE = {"Chart.yaml": "name: shop\n", "templates/web.yaml": "kind: Deployment\n"}
BUILD = ("build", "apps", "-o", "out", "--verbose")


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(division, "FILES", 1)


def edit(path, text="mine\n"):
    def scene(place):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(text)

    return scene


def replace_tree(place):
    (place / "out/app-2").rename(place / "elsewhere")
    (place / "out/app-2").write_text("mine\n")


def leave_work(place):
    (place / "out/.oamc-work-app-1").mkdir()
    (place / "out/.oamc-work-app-1/partial").write_text("mine\n")


def lose_list(place):
    (place / "out/.oamc.trees").write_text("{}")


SCENES = {
    "as it was": (lambda _: None, (), True),
    "a file of the user": (edit("out/app-1/notes.md"), (), True),
    "a file of the user where that is denied": (edit("out/app-1/notes.md"), ("--foreign", "deny"), False),
    "a file that somebody edited": (edit("out/app-3/values.yaml"), (), False),
    "an edit that is lost": (edit("out/app-3/values.yaml"), ("--force",), True),
    "a file in the place of a tree": (replace_tree, (), False),
    "work of somebody else": (leave_work, (), False),
    "a list that is none": (lose_list, (), True),
    "a tree that is left over": (lambda place: (place / "apps/04/app.yaml").unlink(), (), True),
    "a tree that goes": (lambda place: (place / "apps/04/app.yaml").unlink(), ("--prune",), True),
    "a report beside the trees": (lambda _: None, ("--diagnostics", "json=out/report.json"), True),
    "a report in the place of a file": (lambda _: None, ("--diagnostics", "json=out/app-1/values.yaml"), None),
    "an input in the place of a file": (edit("out/app-0/values.yaml", one("app-9")), ("out/app-0/values.yaml",), None),
    "an application that is wrong": (edit("apps/02/app.yaml", WRONG), (), None),
    "an application twice": (edit("apps/05/app.yaml", OLD[0]), (), None),
}
"""What happens before a second build, its further arguments, and whether it is all streamed. None: it does not get so far."""


def built_twice(place, scene, arguments, jobs):
    """Build, let something happen and build again. Return what came of both."""
    project(place, *OLD)
    first = run([*BUILD, *jobs], place)
    for number, text in enumerate(NEW):
        (place / "apps" / f"{number:02}" / "app.yaml").write_text(text)
    scene(place)
    time.sleep(0.05)  # what was just written must not look as if it were written meanwhile
    return first, run([*BUILD, *arguments, *jobs], place)


def told(outcome):
    """Return an outcome without what a run in one process has no reason to tell."""
    lines = outcome.err.splitlines(keepends=True)
    return outcome._replace(err="".join(line for line in lines if not line.startswith("jobs: not used: ")))


@pytest.mark.parametrize(("scene", "arguments", "all_streamed"), SCENES.values(), ids=SCENES)
@pytest.mark.parametrize("form", ["helm", "manifests"])
def test_a_streamed_run_ends_as_one_that_writes_at_its_end(scene, arguments, all_streamed, form, tmp_path, joined):
    arguments = (*arguments, "--format", form)
    if form == "manifests":
        arguments = (*arguments, "--layout", "per-object")
    plain = built_twice(tmp_path / "plain", scene, arguments, ("-j", "1"))
    assert joined == []
    streamed = built_twice(tmp_path / "streamed", scene, arguments, ("-j", "3"))
    assert [told(outcome) for outcome in streamed] == [told(outcome) for outcome in plain]
    assert joined[0] == [f"app-{number}" for number in NUMBERS]
    if form == "helm":
        assert len(joined) == 1 + bool(all_streamed)


def test_a_report_beside_trees_that_are_refused_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "LOCK_SECONDS", 0.05)
    arguments = ["build", "apps", "-o", "apps", "--diagnostics", "json=apps/report.json"]
    outcomes = []
    for jobs in ("1", "2"):
        place = project(tmp_path / jobs, *OLD)
        edit("apps/app-0/values.yaml", one("app-9"))(place)
        outcomes.append(told(run([*arguments, "-j", jobs], place)))
    assert outcomes[0] == outcomes[1]
    assert "apps/report.json" in outcomes[1].disk


def test_nothing_is_left_of_a_run_with_an_error(tmp_path):
    place = project(tmp_path / "place", *OLD, WRONG)
    before = sorted(tmp_path.rglob("*"))
    outcome = run([*BUILD, "-j", "2"], place)
    assert (outcome.status, "OAM" in outcome.err) == (1, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_nothing_is_left_of_a_run_whose_process_was_killed(tmp_path, monkeypatch):
    place = project(tmp_path / "place", *OLD)
    before = sorted(tmp_path.rglob("*"))
    kill_at(monkeypatch, "values.yaml")
    outcome = run([*BUILD, "-j", "2"], place)
    assert (outcome.status, "OAM712" in outcome.err) == (1, True)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_disk_that_is_full_in_a_process_is_told_as_ever(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "write_file", full)
    alone = run([*BUILD, "-j", "1"], project(tmp_path / "alone", *OLD))
    shared = run([*BUILD, "-j", "2"], project(tmp_path / "shared", *OLD))
    assert told(shared) == told(alone)
    assert "no space left" in shared.err


def test_who_has_the_lock_is_waited_for_at_the_end(tmp_path, monkeypatch, joined):
    place = project(tmp_path / "place", *OLD)
    (place / "out").mkdir()
    monkeypatch.setattr(folders, "LOCK_SECONDS", 0.05)
    held = os.open(place / "out", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    outcome = run([*BUILD, "-j", "2"], place)
    assert (outcome.status, "OAM816" in outcome.err) == (1, True)
    os.close(held)
    assert run([*BUILD, "-j", "2"], place).status == 0
    assert len(joined) == 1


def test_a_lock_is_not_waited_for_at_the_beginning(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    held = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    waits = []
    monkeypatch.setattr(folders.time, "sleep", waits.append)
    trees = StreamedTrees(str(tmp_path / "out"), force=False, foreign="allow")
    trees.begin()
    assert (waits, trees.put("shop", TREE, ())) == ([], None)
    trees.close()
    os.close(held)


def test_a_comparison_and_a_cache_write_nothing_ahead(tmp_path, joined):
    place = project(tmp_path / "place", *OLD)
    for arguments in (["--check"], ["--dry-run"], ["--cache", str(tmp_path / "cache")]):
        run([*BUILD, "-j", "2", *arguments], place)
    assert joined == []
    assert sorted(path.name for path in (place / "out").iterdir() if path.is_dir()) == [f"app-{n}" for n in NUMBERS]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_that_is_edited_while_others_are_compiled_is_not_lost(jobs, tmp_path, monkeypatch):
    place = project(tmp_path / "place", *OLD)
    run([*BUILD, "-j", "1"], place)
    for number, text in enumerate(NEW):
        (place / "apps" / f"{number:02}" / "app.yaml").write_text(text)
    take = StreamedTrees.take
    edited = place / "out/app-1/values.yaml"

    def late(self, placed):
        files = take(self, placed)
        if placed[0]["name"] == "app-1":
            edited.write_text("mine\n")
        return files

    time.sleep(0.05)  # what an earlier run has written must not look new
    monkeypatch.setattr(StreamedTrees, "take", late)
    monkeypatch.setattr(compilation, "MANY_FILES", 1)
    outcome = run([*BUILD, "-j", jobs], place)
    assert (outcome.status, edited.read_text()) == (1, "mine\n")
    assert "out/app-1/values.yaml" in outcome.err
    assert "example/web:2" not in (place / "out/app-3/values.yaml").read_text()


@pytest.fixture
def streamed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    trees = StreamedTrees("out", force=False, foreign="allow")
    trees.begin()
    yield trees
    trees.close()


def test_the_files_of_a_tree_that_is_staged_are_read_from_there(streamed, tmp_path):
    files = streamed.take(streamed.put("shop", TREE, ()))
    assert (dict(files), len(files)) == (TREE, 2)
    assert not (tmp_path / "out/shop").exists()
    with pytest.raises(KeyError):
        files["values.yaml"]
    surveys = streamed.finish(["shop"], Delivery(), Reports())
    assert [survey.name for survey in surveys] == ["shop"]
    assert (tmp_path / "out/shop/Chart.yaml").read_text() == TREE["Chart.yaml"]


def test_the_files_of_a_tree_that_stays_are_read_from_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    staging.write_trees("out", {"shop": TREE}, force=False, reports=Reports())
    trees = StreamedTrees("out", force=False, foreign="allow")
    trees.begin()
    assert dict(trees.take(trees.put("shop", TREE, ()))) == TREE
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["shop"]
    trees.close()


def test_after_one_tree_that_goes_the_ordinary_way_all_do(streamed, tmp_path):
    (tmp_path / "out/shop").write_text("mine")
    assert streamed.put("shop", TREE, ()) is None
    assert streamed.put("blog", TREE, ()) is None
    assert not streamed.holds(["blog"])


def test_a_name_that_cannot_be_found_again_goes_the_ordinary_way(streamed):
    assert streamed.put("a" * 250, TREE, ()) is None


def test_what_is_not_put_in_its_place_is_gone(streamed, tmp_path):
    streamed.take(streamed.put("shop", TREE, ()))
    (tmp_path / "out/.oamc-work-mine").mkdir()
    assert (tmp_path / "out/.oamc-work-shop").exists()
    streamed.close()
    assert not (tmp_path / "out/.oamc-work-shop").exists()
    streamed.close()
    assert streamed.put("shop", TREE, ()) is None


def test_work_of_somebody_else_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "out/.oamc-work-blog/partial"
    mine.mkdir(parents=True)
    (mine / "mine").write_text("mine")
    trees = StreamedTrees("out", force=False, foreign="allow")
    trees.begin()
    trees.take(trees.put("shop", TREE, ()))
    assert trees.put("blog", TREE, ()) is None
    trees.close()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".oamc-work-blog"]
    assert (mine / "mine").read_text() == "mine"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_keeps_no_text_that_is_written(jobs, tmp_path, monkeypatch):
    reads = []
    monkeypatch.setattr(StagedFiles, "__getitem__", lambda _, path: reads.append(path))
    monkeypatch.setattr(compilation, "MANY_FILES", 1)
    assert run([*BUILD, "-j", jobs], project(tmp_path / "place", *OLD)).status == 0
    assert reads == []


def test_what_cannot_be_read_back_is_told(tmp_path, monkeypatch):
    place = project(tmp_path / "place", *OLD)
    take = streaming.StreamedTrees.take

    def lost(self, placed):
        files = take(self, placed)
        (place / "out" / files._place / "Chart.yaml").unlink()
        return files

    monkeypatch.setattr(streaming.StreamedTrees, "take", lost)
    monkeypatch.setattr(streaming.StreamedTrees, "holds", lambda *_: False)
    outcome = run([*BUILD, "-j", "2"], place)
    assert (outcome.status, "cannot be written" in outcome.err) == (1, True), outcome.err
    assert not (place / "out").exists()


def test_a_system_without_one_wait_for_all_waits_for_each_file(streamed, monkeypatch):
    waited = []
    monkeypatch.setattr(folders, "synchronize_all", lambda _: False)
    monkeypatch.setattr(folders, "synchronize", lambda path, _: waited.append(path))
    streamed.take(streamed.put("shop", TREE, ()))
    streamed.finish(["shop"], Delivery(), Reports())
    assert {*TREE, "templates", "."} <= {*waited}


def test_an_application_of_several_targets_goes_the_ordinary_way(streamed):
    output = Output(application="shop", files=TREE)
    stream = streaming.Stream.__new__(streaming.Stream)
    stream._trees = streamed
    assert stream.put((replace(output, target="east"),)) is None
    assert stream.put((output,)) is not None
