# ruff: noqa: ARG001, PTH105 - names are compared as texts; fixtures work by being asked for

"""Trees that are known by their times: whatever happens to one, it is read again; one that has just changed is not noted."""

import os
import shutil
import time

import pytest

from oamc.diagnostics.reports import Reports
from oamc.disk import standing
from oamc.disk.ledger import Delivery
from oamc.disk.ownership import WantedFiles
from oamc.disk.staging import survey_trees, write_trees
from oamc.disk.standing import Standing
from oamc.disk.survey import survey_tree
from tests.cache.runs import make_project, run

TREES = {"shop": {"Chart.yaml": "name: shop\n", "templates/web.yaml": "kind: Deployment\n"}}
SETTLED = 30_000_000


@pytest.fixture
def output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(standing, "SETTLED_NANOSECONDS", SETTLED)
    assert write_trees("out", TREES, force=False, reports=Reports()) is not None
    settle()
    return tmp_path / "out"


@pytest.fixture
def reads(monkeypatch):
    """Return the names of the trees that were read."""
    found = []

    def survey(parent, name, *rest):
        found.append(name)
        return survey_tree(parent, name, *rest)

    monkeypatch.setattr(standing, "survey_tree", survey)
    return found


def settle():
    time.sleep(2 * SETTLED / 1e9)


def look(known=None, trees=TREES, foreign="allow"):
    """Survey the trees, and return what is noted and what was found."""
    delivery = Delivery(compares=True, foreign=foreign)
    delivery.standing = Standing(known or {})
    surveys = survey_trees("out", trees, force=False, reports=Reports(), delivery=delivery)
    return delivery.standing, surveys


def test_a_tree_that_nobody_touched_is_not_read_again(output, reads):
    noted, first = look()
    assert (reads, set(noted.found), noted.is_news) == (["shop"], {"shop"}, True)
    again, second = look(noted.found)
    assert (reads, again.found, again.is_news) == (["shop"], noted.found, False)
    assert [survey.differs for survey in (*first, *second)] == [False, False]
    assert dict(second[0].files) == dict(first[0].files)
    assert (second[0].name, second[0].shown, second[0].exists) == ("shop", "out/shop", True)
    assert second[0].disposable == first[0].disposable
    assert len(WantedFiles(TREES["shop"])) == 3


def byte_with_its_time(output):
    path = output / "shop/Chart.yaml"
    status = path.stat()
    path.write_text("name: shoq\n")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replaced_with_its_time(output):
    path = output / "shop/Chart.yaml"
    status = path.stat()
    (output / "other").write_text("name: shoq\n")
    os.utime(output / "other", ns=(status.st_atime_ns, status.st_mtime_ns))
    os.replace(output / "other", path)


def whole_tree_replaced(output):
    shutil.copytree(output / "shop", output / "copy")
    (output / "copy/templates/web.yaml").write_text("kind: DaemonSet.\n")
    (output / "shop").rename(output / "old")
    (output / "copy").rename(output / "shop")


def removed(output):
    (output / "shop/templates/web.yaml").unlink()


def list_removed(output):
    (output / "shop/.oamc-files").unlink()


def linked(output):
    (output / "shop/Chart.yaml").rename(output / "Chart.yaml")
    (output / "shop/Chart.yaml").symlink_to("../Chart.yaml")


def written_through_a_second_name(output):
    os.link(output / "shop/Chart.yaml", output / "second")
    settle()
    look()
    (output / "second").write_text("name: shoq\n")


@pytest.mark.parametrize(
    "change",
    [
        byte_with_its_time,
        replaced_with_its_time,
        whole_tree_replaced,
        removed,
        list_removed,
        linked,
        written_through_a_second_name,
    ],
)
def test_a_change_is_found_whatever_was_done_to_hide_it(output, reads, change):
    noted, _ = look()
    change(output)
    settle()
    reads.clear()
    again, surveys = look(noted.found)
    assert reads == ["shop"]
    assert again.found == {}
    assert surveys is None or surveys[0].differs


@pytest.mark.parametrize("touch", ["mode", "foreign", "foreign in a folder", "empty folder", "time"])
def test_what_may_be_as_it_was_is_read_again(output, reads, touch):
    noted, _ = look()
    match touch:
        case "mode":
            (output / "shop/Chart.yaml").chmod(0o600)
        case "foreign":
            (output / "shop/mine.txt").write_text("")
        case "foreign in a folder":
            (output / "shop/templates/mine.txt").write_text("")
        case "empty folder":
            (output / "shop/mine").mkdir()
        case "time":
            (output / "shop/Chart.yaml").touch()
    reads.clear()
    _, surveys = look(noted.found, foreign="warn")
    assert reads == ["shop"]
    assert surveys[0].foreign == (("mine.txt",) if touch == "foreign" else ("templates/mine.txt",) if "in a" in touch else ())


def test_a_tree_with_files_of_others_is_never_noted(output, reads):
    (output / "shop/mine.txt").write_text("")
    settle()
    noted, _ = look()
    assert noted.found == {}


def test_other_files_are_wanted(output, reads):
    noted, _ = look()
    for other in ("name: shoq\n", "name: shop"):
        _, surveys = look(noted.found, {"shop": {**TREES["shop"], "Chart.yaml": other}})
        assert surveys[0].changed == (".oamc-files", "Chart.yaml")
    assert reads == ["shop"] * 3


def test_another_user_looks_for_himself(output, reads, monkeypatch):
    noted, _ = look()
    monkeypatch.setattr(standing.os, "geteuid", lambda: 12345)
    look(noted.found)
    assert reads == ["shop"] * 2


@pytest.mark.parametrize("path", ["Chart.yaml", "templates", ".", "templates/web.yaml"])
def test_what_has_just_changed_is_not_noted(output, reads, monkeypatch, path):
    entry = output / "shop" / path
    os.utime(entry, ns=(1, 1))  # the time of its content is long ago, that of its status is now
    noted, surveys = look()
    assert noted.found == {}
    assert not surveys[0].differs
    settle()
    noted, _ = look()
    assert set(noted.found) == {"shop"}
    monkeypatch.setattr(standing.time, "time_ns", lambda: entry.stat().st_ctime_ns + SETTLED - 1)
    again, _ = look(noted.found)
    assert again.found == {}


def test_a_time_in_the_future_is_not_settled(output, reads):
    os.utime(output / "shop/Chart.yaml", ns=(time.time_ns() + 10**12,) * 2)
    settle()
    assert look()[0].found == {}


def test_a_change_between_the_look_and_the_reading_is_not_noted_as_right(output, monkeypatch):
    def survey(*arguments):
        found = survey_tree(*arguments)
        byte_with_its_time(output)  # at once after it was read
        return found

    monkeypatch.setattr(standing, "survey_tree", survey)
    noted, surveys = look()
    assert not surveys[0].differs
    monkeypatch.setattr(standing, "survey_tree", survey_tree)
    settle()
    _, surveys = look(noted.found)
    assert surveys[0].differs


def test_what_was_written_is_noted_once_it_is_old_enough(tmp_path, monkeypatch):
    monkeypatch.setattr(standing, "SETTLED_NANOSECONDS", SETTLED)
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "-v", "--cache", tmp_path / "cache", "--trust-times")
    reads = []
    monkeypatch.setattr(standing, "survey_tree", lambda *all_of_it: reads.append(all_of_it[1]) or survey_tree(*all_of_it))
    counts = []
    for _ in range(3):
        reads.clear()
        found = run(command, project)
        assert found.status == 0
        counts.append(len(reads))
        settle()
    assert counts == [3, 3, 0]
    reads.clear()
    assert run((*command, "--check"), project).status == 0
    assert reads == []
    (project / "out/noted/Chart.yaml").unlink()
    assert run((*command, "--check"), project).status == 2
    assert reads == ["noted"]


@pytest.mark.parametrize("forged", [b"", b"[]", b'{"trees": []}', b'{"key": "x", "trees": {"shop": "y"}}', b"[" * 100_000])
def test_a_note_of_another_form_says_nothing(tmp_path, monkeypatch, forged):
    monkeypatch.setattr(standing, "SETTLED_NANOSECONDS", SETTLED)
    from oamc.disk.store import open_store

    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "--cache", tmp_path / "cache", "--trust-times")
    run(command, project)
    settle()
    plain = run(command, project)
    key = next(path.name for path in (tmp_path / "cache/entries").iterdir() if b'"trees"' in path.read_bytes()[:400])
    store = open_store(str(tmp_path / "cache"), 1 << 20)
    store.write(key, forged)
    store.close()
    settle()
    assert run(command, project) == plain


def test_times_are_trusted_only_with_a_cache(tmp_path):
    project = make_project(tmp_path / "project")
    found = run(("build", "apps", "-o", "out", "--trust-times"), project)
    assert found.status == 64
    assert "--trust-times" in found.err
