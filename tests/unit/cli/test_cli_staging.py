# ruff: noqa: ARG001 - fixtures work by being asked for, stand-ins have the signature of what they stand for
# ruff: noqa: PTH100, PTH101, PTH102, PTH103, PTH104, PTH108, PTH110, PTH112, PTH114, PTH115, PTH116, PTH118, PTH120, PTH123, PTH208, PTH211 - the tests look at the disk with the calls that the code makes
"""Writing output: old tree or new tree, whatever happens; files of the user are kept; no link is followed."""

import ctypes
import errno
import fcntl
import json
import os
import stat
import sys

import pytest

from oamc.diagnostics.reports import Reports, printable
from oamc.disk import file_staging, folders, staging
from oamc.disk.ownership import assert_output_paths, list_of, read_list, write_list
from oamc.disk.recovery import work_name

OLD = {"Chart.yaml": "one\n", "templates/a.yaml": "a\n", "templates/gone.yaml": "gone\n"}
NEW = {"Chart.yaml": "two\n", "templates/a.yaml": "a\n", "templates/more/b.yaml": "b\n"}


def write(trees, *, directory="out", force=False):
    reports = Reports()
    surveys = staging.write_trees(directory, trees, force=force, reports=reports)
    return surveys, [found.code.id for found in reports.found]


def snapshot(directory="out"):
    """Return every entry below a directory: its content or kind."""
    found = {}
    for base, directories, files in os.walk(directory):
        for name in (*directories, *files):
            path = os.path.join(base, name)
            shown = os.path.relpath(path, directory)
            if os.path.islink(path):
                found[shown] = f"-> {os.readlink(path)}"
            elif os.path.isdir(path):
                found[shown] = "directory"
            elif stat.S_ISREG(os.lstat(path).st_mode):
                with open(path) as file:
                    found[shown] = file.read()
            else:
                found[shown] = "special"
    return found


def content(files, name="shop"):
    """Return what `snapshot` finds for a tree of these files."""
    found = {name: "directory"}
    for path, text in files.items():
        parts = path.split("/")
        for depth in range(1, len(parts)):
            found["/".join((name, *parts[:depth]))] = "directory"
        found[f"{name}/{path}"] = text
    found[f"{name}/.oamc-files"] = write_list({path: text.encode() for path, text in files.items()}).decode()
    return found


def times(directory="out"):
    return {
        os.path.join(base, name): (os.lstat(os.path.join(base, name)).st_mtime_ns, os.lstat(os.path.join(base, name)).st_ino)
        for base, directories, files in os.walk(directory)
        for name in (*directories, *files)
    }


def test_a_tree_is_written_with_its_list_and_fixed_modes_whatever_the_umask(here):
    before = os.umask(0o077)
    try:
        surveys, codes = write({"shop": OLD}, directory="deep/out")
    finally:
        os.umask(before)
    assert codes == []
    assert snapshot("deep/out") == content(OLD)
    assert surveys[0].created == (".oamc-files", "Chart.yaml", "templates/a.yaml", "templates/gone.yaml")
    for base, directories, files in os.walk("deep"):
        assert {stat.S_IMODE(os.stat(os.path.join(base, name)).st_mode) for name in directories} <= {0o755}
        assert {stat.S_IMODE(os.stat(os.path.join(base, name)).st_mode) for name in files} <= {0o644}


def test_a_second_build_changes_no_byte_and_no_time(here):
    write({"shop": OLD})
    before = times()
    surveys, _ = write({"shop": OLD})
    assert not surveys[0].differs
    assert times() == before


def test_another_build_replaces_and_removes_its_own_files_and_leaves_unchanged_ones_alone(here):
    write({"shop": OLD})
    before = times()
    surveys, codes = write({"shop": NEW})
    assert codes == []
    assert snapshot() == content(NEW)
    assert surveys[0].changed == (".oamc-files", "Chart.yaml")
    assert surveys[0].created == ("templates/more/b.yaml",)
    assert surveys[0].removed == ("templates/gone.yaml",)
    assert times()["out/shop/templates/a.yaml"] == before["out/shop/templates/a.yaml"]


def test_directories_of_removed_files_go_and_a_file_may_take_the_place_of_an_old_directory_name(here):
    write({"shop": {"x/y/z.yaml": "1"}})
    write({"shop": {"x.yaml": "1"}})
    assert snapshot() == content({"x.yaml": "1"})


def test_an_old_file_may_become_a_directory(here):
    write({"shop": {"x": "1"}})
    _, codes = write({"shop": {"x/y.yaml": "1"}})
    assert codes == []
    assert snapshot() == content({"x/y.yaml": "1"})


def test_files_of_the_user_are_kept_untouched(here):
    write({"shop": OLD})
    os.makedirs("out/shop/.git/objects")
    os.makedirs("out/shop/empty", 0o700)
    for name in (".git/HEAD", ".git/objects/1", "notes.md", "templates/own.yaml"):
        with open(f"out/shop/{name}", "w") as file:
            file.write("mine")
    os.symlink("/etc/passwd", "out/shop/link")
    os.mkfifo("out/shop/pipe")
    os.chmod("out/shop/notes.md", 0o600)
    before = times()
    _, codes = write({"shop": NEW})
    assert codes == []
    after, found = times(), snapshot()
    for name in (".git/HEAD", ".git/objects/1", "notes.md", "templates/own.yaml", "link", "pipe"):
        assert after[f"out/shop/{name}"] == before[f"out/shop/{name}"]
    assert found["shop/link"] == "-> /etc/passwd"
    assert found["shop/empty"] == "directory"
    assert stat.S_IMODE(os.stat("out/shop/notes.md").st_mode) == 0o600
    assert stat.S_IMODE(os.stat("out/shop/empty").st_mode) == 0o700
    assert [name for name in os.listdir("out") if name != "shop"] == []


def test_an_edited_file_is_refused_and_forced(here):
    write({"shop": OLD})
    with open("out/shop/Chart.yaml", "a") as file:
        file.write("edit")
    before = snapshot()
    assert write({"shop": NEW}) == (None, ["OAM814"])
    assert snapshot() == before
    assert write({"shop": NEW}, force=True)[1] == []
    assert snapshot() == content(NEW)


def test_an_edited_file_that_is_no_longer_wanted_is_refused_and_forced(here):
    write({"shop": OLD})
    with open("out/shop/templates/gone.yaml", "a") as file:
        file.write("edit")
    assert write({"shop": NEW}) == (None, ["OAM814"])
    assert write({"shop": NEW}, force=True)[1] == []
    assert snapshot() == content(NEW)


def test_an_edit_that_makes_the_file_what_is_wanted_is_fine(here):
    write({"shop": OLD})
    with open("out/shop/Chart.yaml", "w") as file:
        file.write(NEW["Chart.yaml"])
    assert write({"shop": NEW})[1] == []


def test_a_removed_file_that_is_no_longer_wanted_is_none_of_those_removed(here):
    write({"shop": OLD})
    os.unlink("out/shop/templates/gone.yaml")
    surveys, codes = write({"shop": NEW})
    assert (codes, surveys[0].removed) == ([], ())
    assert snapshot() == content(NEW)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink("../Chart.yaml", path)])
def test_what_the_user_put_in_the_place_of_a_file_that_is_no_longer_wanted_stays(here, make):
    write({"shop": OLD})
    os.unlink("out/shop/templates/gone.yaml")
    make("out/shop/templates/gone.yaml")
    surveys, codes = write({"shop": NEW})
    assert (codes, surveys[0].removed) == ([], ())
    assert os.path.lexists("out/shop/templates/gone.yaml")


def test_what_a_survey_tells_is_in_the_order_of_paths(here):
    names = [f"templates/{letter}.yaml" for letter in "gcahbdfe"]
    surveys, _ = write({"shop": dict.fromkeys(names, "1")})
    assert surveys[0].created == (".oamc-files", *sorted(names))
    surveys, _ = write({"shop": dict.fromkeys(names, "2")})
    assert surveys[0].changed == (".oamc-files", *sorted(names))
    surveys, _ = write({"shop": {"Chart.yaml": ""}})
    assert surveys[0].removed == tuple(sorted(names))


def test_a_removed_file_is_written_again(here):
    write({"shop": OLD})
    os.unlink("out/shop/Chart.yaml")
    assert write({"shop": OLD})[0][0].created == ("Chart.yaml",)
    assert snapshot() == content(OLD)


def test_a_directory_without_a_list_is_refused_and_forced(here):
    os.makedirs("out/shop")
    for name in ("Chart.yaml", "notes.md"):
        with open(f"out/shop/{name}", "w") as file:
            file.write("mine")
    assert write({"shop": NEW}) == (None, ["OAM813"])
    assert write({"shop": NEW}, force=True)[1] == []
    assert snapshot() == content(NEW) | {"shop/notes.md": "mine"}


def test_an_empty_directory_is_taken(here):
    os.makedirs("out/shop")
    assert write({"shop": NEW})[1] == []
    assert snapshot() == content(NEW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2, "files": {}}',
        '{"format": 1, "files": []}',
        '{"format": 1, "files": {"../../victim": "0"}}',
        '{"format": 1, "files": {"/victim": "0"}}',
        '{"format": 1, "files": {"a/./b": "0"}}',
        '{"format": 1, "files": {"a": 1}}',
        '{"format": 1, "files": {"a": "0", "../../victim": "0"}}',
        '{"format": 1, "files": {"a": "0", "b": 1}}',
        '{"format": 1, "files": {".oamc-files": "0"}}',
        "[" * 100_000,
    ],
)
def test_a_list_that_is_none_of_oamc_counts_as_missing(here, text):
    os.makedirs("out/shop")
    with open("out/shop/.oamc-files", "w") as file:
        file.write(text)
    assert write({"shop": NEW}) == (None, ["OAM813"])


def test_a_list_cannot_make_oamc_remove_a_file_that_it_did_not_write(here):
    os.makedirs("out/shop")
    with open("out/shop/mine", "w") as file:
        file.write("mine")
    listed = json.dumps({"format": 1, "files": {"mine": "0" * 64}})
    with open("out/shop/.oamc-files", "w") as file:
        file.write(listed)
    assert write({"shop": NEW}) == (None, ["OAM814"])
    assert snapshot()["shop/mine"] == "mine"


def victim(here):
    outside = here / "victim"
    outside.mkdir()
    (outside / "Chart.yaml").write_text("precious")
    return outside


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("scene", ["out", "out/shop", "out/up"])
def test_a_link_in_the_place_of_a_directory_is_refused(here, scene, force):
    outside = victim(here)
    os.makedirs(os.path.dirname(scene) or ".", exist_ok=True)
    os.symlink(outside, scene)
    directory = "out/up/deep" if scene == "out/up" else "out"
    assert write({"shop": NEW}, directory=directory, force=force) == (None, ["OAM811"])
    assert os.listdir(outside) == ["Chart.yaml"]
    assert (outside / "Chart.yaml").read_text() == "precious"
    assert os.path.islink(scene)


def test_an_absolute_output_that_is_a_link_is_refused(here, tmp_path):
    outside = victim(here)
    os.symlink(outside, tmp_path / "out")
    assert write({"shop": NEW}, directory=str(tmp_path / "out")) == (None, ["OAM811"])


@pytest.mark.parametrize("spelled", ["{}/link/out", "{}/link", "../link/out", "{}/real/link/deep/out", "../real/../link/out"])
def test_a_link_anywhere_above_an_output_elsewhere_is_refused_with_its_own_place(here, tmp_path, spelled):
    (tmp_path / "real").mkdir()
    outside = victim(here)
    os.symlink(outside, tmp_path / "link")
    os.symlink(outside, tmp_path / "real" / "link")
    reports = Reports()
    assert staging.write_trees(spelled.format(tmp_path), {"shop": NEW}, force=True, reports=reports) is None
    (found,) = reports.found
    assert found.code.id == "OAM811"
    place = str(tmp_path / ("real/link" if "real/link" in spelled else "link"))
    assert found.message.split('"')[1] == printable(place)
    assert found.message.endswith("is a symbolic link, not a directory")
    assert found.hint == "give the directory that it points to"
    assert os.listdir(outside) == ["Chart.yaml"]


def test_an_output_elsewhere_is_written_by_its_true_path_below_directories_that_cannot_be_read(here, tmp_path):
    (tmp_path / "real").mkdir(mode=0o311)
    (tmp_path / "real" / "open").mkdir()
    assert write({"shop": NEW}, directory=str(tmp_path / "real" / "open" / "out"))[1] == []
    (tmp_path / "real").chmod(0o755)
    assert snapshot(str(tmp_path / "real" / "open" / "out")) == content(NEW)


def test_only_a_link_at_the_root_of_all_files_is_the_business_of_the_system(here, monkeypatch):
    status = os.stat
    asked = []

    def look(path, **options):
        found = status(path, **options)
        asked.append(path)
        if path == here.parts[1]:
            return os.stat_result((stat.S_IFLNK | 0o777, *found[1:]))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", look)
        patch.setattr(folders, "steps", lambda path: ("/elsewhere", "/", (*here.parts[1:], path)))
        assert write({"shop": NEW})[1] == []
        assert here.parts[1] in asked
        # Who has started oamc in the root of all files may have a checkout there.
        patch.setattr(folders, "steps", lambda path: ("/", "/", (*here.parts[1:], path)))
        assert write({"shop": NEW}) == (None, ["OAM811"])


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: open(path, "w").close()])
@pytest.mark.parametrize("place", ["out", "out/shop"])
def test_a_pipe_or_a_file_in_the_place_of_a_directory_is_refused(here, place, make, force):
    os.makedirs(os.path.dirname(place) or ".", exist_ok=True)
    make(place)
    reports = Reports()
    assert staging.write_trees("out", {"shop": NEW}, force=force, reports=reports) is None
    (found,) = reports.found
    assert found.code.id == "OAM811"
    assert found.message.startswith(f'output "{place}" is ')
    assert found.message.endswith(", not a directory")
    assert not os.path.isdir(place)


@pytest.mark.parametrize("path", ["templates", "templates/more", "Chart.yaml", "templates/more/b.yaml"])
def test_links_inside_the_output_are_refused_and_replaced_when_forced(here, path):
    outside = victim(here)
    write({"shop": {"other": ""}})
    os.makedirs(os.path.dirname(f"out/shop/{path}"), exist_ok=True)
    os.symlink(outside if "." not in path else outside / "Chart.yaml", f"out/shop/{path}")
    assert write({"shop": NEW}) == (None, ["OAM815"])
    assert write({"shop": NEW}, force=True)[1] == []
    assert snapshot() == content(NEW)
    assert (outside / "Chart.yaml").read_text() == "precious"
    assert os.listdir(outside) == ["Chart.yaml"]


@pytest.mark.parametrize("path", ["Chart.yaml", "templates"])
def test_pipes_inside_the_output_do_not_hold_oamc_up(here, path):
    write({"shop": {"other": ""}})
    os.mkfifo(f"out/shop/{path}")
    assert write({"shop": NEW}) == (None, ["OAM815"])


@pytest.mark.parametrize("force", [False, True])
def test_a_directory_of_the_user_in_the_place_of_a_file_is_never_replaced(here, force):
    write({"shop": {"other": ""}})
    os.makedirs("out/shop/Chart.yaml/mine")
    assert write({"shop": NEW}, force=force) == (None, ["OAM815"])
    assert os.path.isdir("out/shop/Chart.yaml/mine")


def test_a_file_of_the_user_in_the_way_is_refused_unless_it_is_what_is_wanted(here):
    write({"shop": {"other": ""}})
    with open("out/shop/Chart.yaml", "w") as file:
        file.write("mine")
    assert write({"shop": NEW}) == (None, ["OAM815"])
    with open("out/shop/Chart.yaml", "w") as file:
        file.write(NEW["Chart.yaml"])
    assert write({"shop": NEW})[1] == []


def obstacle(files, place):
    """Return the finding about what stands in the way of a tree."""
    reports = Reports()
    assert staging.write_trees("out", {"shop": files}, force=False, reports=reports) is None
    (found,) = reports.found
    assert place in found.message
    return found


def test_force_is_advised_where_it_helps(here):
    write({"shop": {"other": ""}})
    os.makedirs("out/shop/Chart.yaml/mine")
    assert "--force" not in obstacle({"Chart.yaml": ""}, "out/shop/Chart.yaml").hint
    assert "move it away" in obstacle({"Chart.yaml": ""}, "out/shop/Chart.yaml").hint
    os.symlink("nowhere", "out/shop/link")
    assert "--force" in obstacle({"link/a.yaml": ""}, "out/shop/link").hint
    with open("out/shop/mine", "w") as file:
        file.write("mine")
    assert "--force" in obstacle({"mine": "ours"}, "out/shop/mine").hint
    with open("out/shop/other", "w") as file:
        file.write("edited")
    assert "--force" in obstacle({"other": "ours"}, "out/shop/other").hint
    os.unlink("out/shop/.oamc-files")
    assert "--force" in obstacle({"other": "ours"}, "out/shop").hint


def test_all_trees_are_refused_when_one_is(here):
    os.makedirs("out/two")
    with open("out/two/mine", "w") as file:
        file.write("mine")
    assert write({"one": OLD, "two": OLD}) == (None, ["OAM813"])
    assert snapshot() == {"two": "directory", "two/mine": "mine"}


def test_nothing_is_left_of_directories_that_were_made_for_a_refused_output(here, monkeypatch):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folders, "write_file", fail)
    surveys, codes = write({"shop": OLD}, directory="a/b/c")
    assert (surveys, codes) == (None, ["OAM812"])
    assert not os.path.exists("a")


def test_nothing_is_left_of_directories_above_one_that_cannot_be_made(here):
    assert write({"shop": OLD}, directory=f"a/b/{'x' * 256}/c") == (None, ["OAM812"])
    assert write_file(f"a/b/{'x' * 256}/c/d.yaml", "1") == (None, ["OAM812"])
    assert os.listdir(".") == ["app.yaml"]


def test_what_was_made_for_nothing_goes_while_nobody_else_can_be_at_work_in_it(here, monkeypatch):
    remove = folders.remove_empty
    locked = []

    def note(made):
        if made:
            descriptor = os.open(made[-1], os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                locked.append(False)
            except BlockingIOError:
                locked.append(True)
            finally:
                os.close(descriptor)
        remove(made)

    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(folders, "remove_empty", note)
    monkeypatch.setattr(folders, "write_file", fail)
    assert write({"shop": OLD}, directory="a/b") == (None, ["OAM812"])
    assert write_file("c/d/e.yaml", "1") == (None, ["OAM812"])
    assert locked == [True, True]
    assert os.listdir(".") == ["app.yaml"]


def test_a_locked_output_is_refused_after_some_time(here, monkeypatch):
    monkeypatch.setattr(folders, "LOCK_SECONDS", 0.05)
    os.mkdir("out")
    descriptor = os.open("out", os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        assert write({"shop": OLD}) == (None, ["OAM816"])
        reports = Reports()
        assert file_staging.write_single_file("out/a.yaml", "1", reports, lambda *_: True) is None
        assert staging.write_trees("out", {"shop": OLD}, force=False, reports=reports) is None
        assert [(found.code.id, found.hint) for found in reports.found] == [("OAM816", "wait until it has finished")] * 2
    finally:
        os.close(descriptor)
    assert write({"shop": OLD})[1] == []


# What a killed run left, and what only looks so


def leave(part="staged", *, marked=True, files=OLD, name="shop"):
    """Make what a run leaves that is killed, or a forgery of it; returns the tree in it."""
    write({"other": files}, directory="made")
    os.makedirs("out", exist_ok=True)
    os.mkdir(f"out/.oamc-work-{name}")
    os.rename("made/other", f"out/.oamc-work-{name}/{part}")
    if marked:
        os.chmod(f"out/.oamc-work-{name}", 0o1700)
    return f"out/.oamc-work-{name}/{part}"


@pytest.mark.parametrize("part", ["partial", "staged", "previous"])
@pytest.mark.parametrize("exists", [True, False])
def test_a_tree_that_only_looks_like_interrupted_work_is_refused_and_stays(here, part, exists):
    if exists:
        write({"shop": OLD})
    forged = leave(part, marked=False)
    os.symlink("/etc/passwd", f"{forged}/templates/link.yaml")
    before = snapshot()
    reports = Reports()
    assert staging.write_trees("out", {"shop": NEW}, force=True, reports=reports) is None
    (found,) = reports.found
    assert found.code.id == "OAM860"
    assert found.message.startswith('"out/.oamc-work-shop" stands where')
    assert found.hint.endswith("remove it")
    assert snapshot() == before


def test_a_file_that_only_looks_like_interrupted_work_is_refused_and_stays(here):
    os.makedirs("out/.oamc-work-all.yaml")
    with open("out/.oamc-work-all.yaml/partial", "w") as file:
        file.write("precious")
    assert write_file("out/all.yaml", "1") == (None, ["OAM860"])
    assert snapshot() == {".oamc-work-all.yaml": "directory", ".oamc-work-all.yaml/partial": "precious"}
    os.chmod("out/.oamc-work-all.yaml", 0o1700)
    assert write_file("out/all.yaml", "1") == (True, [])
    assert snapshot() == {"all.yaml": "1"}


def test_names_of_former_work_mean_nothing(here):
    for name in (".oamc-partial-shop", ".oamc-staged-shop", ".oamc-previous-shop"):
        write({name: OLD})
    with open("out/.oamc-partial-all.yaml", "w") as file:
        file.write("precious")
    before = snapshot()
    assert write({"shop": NEW})[1] == []
    assert write_file("out/all.yaml", "1")[1] == []
    assert {path: text for path, text in snapshot().items() if path in before} == before


@pytest.mark.parametrize("part", ["partial", "staged", "previous"])
def test_what_a_killed_run_left_is_removed_where_it_is_proven(here, part):
    write({"shop": OLD})
    leave(part)
    assert write({"shop": NEW})[1] == []
    assert snapshot() == content(NEW)


def edited(tree):
    with open(f"{tree}/Chart.yaml", "w") as file:
        file.write("edited")


def linked(tree):
    os.rename(f"{tree}/Chart.yaml", "Chart.yaml")
    os.symlink(os.path.abspath("Chart.yaml"), f"{tree}/Chart.yaml")


def led_elsewhere(tree):
    os.rename(f"{tree}/templates", "templates")
    os.symlink(os.path.abspath("templates"), f"{tree}/templates")


def listed_as_text(tree):
    with open(f"{tree}/.oamc-files", "w") as file:
        file.write("no list")


def listed_at_length(tree):
    with open(f"{tree}/.oamc-files", "ab") as file:
        file.write(b" " * (16 << 20))


UNPROVEN = {
    edited: ["Chart.yaml"],
    linked: ["Chart.yaml"],
    led_elsewhere: ["templates"],
    lambda tree: os.symlink("/etc/passwd", f"{tree}/link"): ["link"],
    lambda tree: os.mkfifo(f"{tree}/pipe"): ["pipe"],
    lambda tree: os.link("app.yaml", f"{tree}/mine"): ["mine"],
    listed_as_text: ["Chart.yaml", "templates"],
    listed_at_length: ["Chart.yaml", "templates"],
}


@pytest.mark.parametrize("part", ["staged", "previous"])
@pytest.mark.parametrize("make", UNPROVEN)
def test_what_no_list_proves_is_neither_removed_nor_moved(here, make, part):
    write({"shop": OLD})
    tree = leave(part)
    make(tree)
    before = snapshot()
    reports = Reports()
    assert staging.write_trees("out", {"shop": NEW}, force=True, reports=reports) is None
    (found,) = reports.found
    assert found.code.id == "OAM861"
    assert found.hint.endswith("move it away")
    assert found.message.startswith(f'"out/.oamc-work-shop/{part}" was left')
    assert sorted(name for name in os.listdir(tree) if name != ".oamc-files") == UNPROVEN[make]
    after = snapshot()
    assert {path: after[path] for path in before if path.split("/")[0] == "shop"} == content(OLD)
    assert {path: after[path] for path in before if path.split("/")[3:4] and path.split("/")[2] in UNPROVEN[make]}.items() <= (
        before.items()
    )
    assert os.path.exists("app.yaml")


def test_only_files_and_links_to_what_stays_go_of_a_tree_that_was_being_written(here):
    write({"shop": OLD})
    os.symlink("nowhere", "out/shop/link")
    tree = leave("partial")
    os.link("out/shop/link", f"{tree}/link", follow_symlinks=False)
    os.symlink("nowhere", f"{tree}/foreign")
    assert write({"shop": NEW}) == (None, ["OAM861"])
    assert os.listdir(tree) == ["foreign"]
    os.unlink(f"{tree}/foreign")
    assert write({"shop": NEW})[1] == []
    assert snapshot() == content(NEW) | {"shop/link": "-> nowhere"}


@pytest.mark.parametrize("part", ["staged", "previous"])
def test_what_only_has_the_name_of_a_list_stays_in_a_tree_that_was_left(here, part):
    write({"shop": OLD})
    tree = leave(part, files={})
    os.unlink(f"{tree}/.oamc-files")
    os.symlink("/etc/passwd", f"{tree}/.oamc-files")
    assert write({"shop": NEW}) == (None, ["OAM861"])
    assert os.path.islink(f"{tree}/.oamc-files")


def test_a_link_in_the_place_of_the_list_is_replaced_when_forced(here):
    write({"shop": OLD})
    os.rename("out/shop/.oamc-files", "list")
    os.symlink("../../list", "out/shop/.oamc-files")
    before = snapshot()
    assert write({"shop": NEW}) == (None, ["OAM813"])
    assert snapshot() == before
    assert write({"shop": NEW}, force=True)[1] == []
    assert snapshot() == content(NEW) | {"shop/templates/gone.yaml": "gone\n"}
    assert os.path.exists("list")


def test_work_that_somebody_else_begins_at_the_same_moment_stays(here, monkeypatch):
    """Only what a run has made itself is its own without a mark."""
    mkdir = os.mkdir

    def come_first(path, *arguments, **options):
        if str(path).startswith(".oamc-work-"):
            mkdir(path, *arguments, **options)
            with open(f"out/{path}/partial", "w"):
                pass
        return mkdir(path, *arguments, **options)

    write({"shop": OLD})
    before = snapshot()
    monkeypatch.setattr(os, "mkdir", come_first)
    assert write({"shop": NEW}) == (None, ["OAM860"])
    assert write_file("out/all.yaml", "1") == (None, ["OAM860"])
    made = {f".oamc-work-{name}": "directory" for name in ("shop", "all.yaml")}
    assert snapshot() == before | made | {f"{name}/partial": "" for name in made}


def test_an_empty_directory_without_the_mark_is_a_beginning(here):
    os.makedirs("out/.oamc-work-shop")
    assert write({"shop": NEW})[1] == []
    assert snapshot() == content(NEW)


def test_a_file_system_without_modes_goes_without_the_mark(here, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    write({"shop": OLD})
    fchmod = os.fchmod
    monkeypatch.setattr(os, "fchmod", lambda descriptor, mode: refuse() if mode & stat.S_ISVTX else fchmod(descriptor, mode))
    assert write({"shop": NEW})[1] == []
    assert write_file("out/all.yaml", "1")[1] == []
    assert snapshot() == content(NEW) | {"all.yaml": "1"}
    # A failure is undone there too.
    monkeypatch.setattr(folders, "synchronize", lambda *_: refuse())
    monkeypatch.setattr(folders, "synchronize_all", lambda _: refuse())
    assert write({"shop": OLD}) == (None, ["OAM812"])
    assert write_file("out/all.yaml", "2") == (None, ["OAM812"])
    assert snapshot() == content(NEW) | {"all.yaml": "1"}


def test_a_file_of_the_user_that_finds_its_place_taken_is_told_and_kept(here, monkeypatch):
    prepare()
    exchange = folders.exchange

    def make_a_file_first(*arguments):
        with open("out/shop/late.yaml", "w") as file:
            file.write("late")
        with open("out/.oamc-work-shop/staged/late.yaml", "w") as file:
            file.write("earlier")
        return exchange(*arguments)

    monkeypatch.setattr(folders, "exchange", make_a_file_first)
    reports = Reports()
    assert staging.write_trees("out", {"shop": NEW}, force=False, reports=reports) is None
    assert "the new tree is in its place, but the old one, in .oamc-work-shop, cannot be removed" in reports.found[0].message
    assert snapshot()[".oamc-work-shop/staged/late.yaml"] == "late"


# What is asked of the system


def test_nothing_stays_open_whether_an_output_is_written_or_refused(here, monkeypatch):
    opened = open_files()
    prepare()
    write({"shop": NEW})
    write({"shop": NEW})
    assert staging.survey_trees("out", {"shop": OLD}, force=False, reports=Reports())[0].differs
    assert staging.survey_trees("nowhere", {"shop": OLD}, force=False, reports=Reports())[0].differs
    leave()
    write({"shop": OLD})
    for number in range(3):
        assert write_file("out/all.yaml", f"{number}")[1] == []
    assert file_staging.single_file_differs("out/all.yaml", "3", Reports(), lambda *_: True)
    assert file_staging.single_file_differs("nowhere/all.yaml", "3", Reports(), lambda *_: True)
    assert not file_staging.single_file_differs("out/all.yaml", "2", Reports(), lambda *_: True)
    os.symlink("out", "link")
    assert write({"shop": NEW}, directory="link/deep") == (None, ["OAM811"])
    assert write({"shop": NEW}, directory="out/all.yaml") == (None, ["OAM811"])
    assert write_file("out/shop", "1") == (None, ["OAM811"])
    leave(marked=False, name="other")
    assert write({"other": NEW}) == (None, ["OAM860"])
    with open("out/shop/Chart.yaml", "a") as file:
        file.write("edit")
    assert write({"shop": NEW, "more": NEW}) == (None, ["OAM814"])
    monkeypatch.setattr(folders, "lock", lambda _: False)
    assert write({"shop": NEW}) == (None, ["OAM816"])
    assert write_file("out/all.yaml", "9") == (None, ["OAM816"])
    assert open_files() == opened


def watch_opens(monkeypatch):
    """Note the flags of every call that opens something below a directory."""
    seen = []
    call = os.open

    def note(path, flags, *arguments, **options):
        if "dir_fd" in options:
            seen.append((path, flags))
        return call(path, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", note)
    return seen


def test_whatever_is_opened_below_a_directory_is_no_link_and_what_is_made_is_new(here, monkeypatch):
    prepare()
    seen = watch_opens(monkeypatch)
    assert write({"shop": NEW})[1] == []
    assert write_file("out/all.yaml", "1")[1] == []
    leave(files=NEW)
    assert write({"shop": OLD})[1] == []
    assert [path for path, flags in seen if not flags & os.O_NOFOLLOW] == []
    made = [flags for _, flags in seen if flags & os.O_CREAT]
    assert len(made) > 5
    assert [flags for flags in made if not flags & os.O_EXCL] == []


def test_all_trees_are_on_the_disk_at_once_before_the_first_exchange_and_the_parent_after_the_last(here, monkeypatch):
    assert write({"shop": OLD, "store": OLD})[1] == []
    done = []
    wait, synchronize, exchange = folders.synchronize_all, os.fsync, folders.exchange
    monkeypatch.setattr(folders, "synchronize_all", lambda descriptor: done.append("all") or wait(descriptor))
    monkeypatch.setattr(os, "fsync", lambda descriptor: done.append(os.fstat(descriptor).st_ino) or synchronize(descriptor))
    monkeypatch.setattr(folders, "exchange", lambda *names: done.append(names[3]) or exchange(*names))
    monkeypatch.setattr(folders, "write_file", noting(done, folders.write_file))
    assert write({"shop": NEW, "store": NEW})[1] == []
    assert set(done[: done.index("all")]) == {"written"}
    assert done[done.index("all") :] == ["all", "shop", "store", (here / "out").stat().st_ino]


def noting(done, write_one):
    """Return a function that writes a file and notes that."""

    def noted(*arguments):
        done.append("written")
        write_one(*arguments)

    return noted


@pytest.mark.parametrize(
    ("platform", "release", "told"),
    [
        ("linux", "6.18.44-x", True),
        ("linux", "5.8.0", True),
        ("linux", "5.8-rc1", True),
        ("linux", "5.7.19", False),
        ("linux", "4.19.0", False),
        ("linux", "unknown", False),
        ("linux", "5.x", False),
        ("darwin", "24.1.0", False),
    ],
)
def test_one_wait_is_enough_where_the_system_tells_of_errors(monkeypatch, platform, release, told):
    names = ("sysname", "host", release, "version", "machine")
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(names))
    assert folders._tells_of_errors() is told


def test_where_the_system_cannot_wait_for_all_at_once_nothing_is_taken_for_done(here, monkeypatch):
    prepare()
    before = snapshot()
    directory = os.open(".", os.O_RDONLY)
    try:
        assert folders.synchronize_all(directory)
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
        assert not folders.synchronize_all(directory)
        for number in (errno.ENOSYS, errno.EPERM):
            monkeypatch.setattr(ctypes, "CDLL", lambda *_, number=number, **__: Failing(number))
            assert not folders.synchronize_all(directory)
        monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Failing(errno.EIO))
        with pytest.raises(OSError, match="Input/output"):
            folders.synchronize_all(directory)
        assert write({"shop": NEW}) == (None, ["OAM812"])
        assert snapshot() == before
    finally:
        os.close(directory)


class Failing:
    """A C library in which the call fails."""

    def __init__(self, number):
        self.number = number

    def syncfs(self, _):
        ctypes.set_errno(self.number)
        return -1


def test_where_there_is_no_wait_for_all_each_file_and_directory_is_on_the_disk_before_the_exchange(here, monkeypatch):
    monkeypatch.setattr(folders, "synchronize_all", lambda _: False)
    prepare()
    done = []
    synchronize, exchange = os.fsync, folders.exchange

    def note(descriptor):
        done.append(os.fstat(descriptor).st_ino)
        synchronize(descriptor)

    def note_exchange(*arguments):
        done.append("exchange")
        return exchange(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", note)
        patch.setattr(folders, "exchange", note_exchange)
        assert write({"shop": NEW})[1] == []
    shop = here / "out" / "shop"
    written = [shop / "Chart.yaml", shop / "templates/more/b.yaml", shop / ".oamc-files"]
    folders_of_them = [shop, shop / "templates", shop / "templates/more"]
    before, after = done[: done.index("exchange")], done[done.index("exchange") + 1 :]
    assert sorted(before) == sorted(path.stat().st_ino for path in (*written, *folders_of_them))
    assert max(before.index(path.stat().st_ino) for path in written) < len(written)
    assert after == [(here / "out").stat().st_ino]


def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_directory_after_it(here, monkeypatch):
    write_file("out/all.yaml", "1")
    done = []
    synchronize, rename = os.fsync, os.rename
    monkeypatch.setattr(os, "fsync", lambda descriptor: (done.append(os.fstat(descriptor).st_ino), synchronize(descriptor)))
    monkeypatch.setattr(os, "rename", lambda *names, **options: (done.append("rename"), rename(*names, **options)))
    assert write_file("out/all.yaml", "2") == (True, [])
    assert done == [os.stat("out/all.yaml").st_ino, "rename", os.stat("out").st_ino]


@pytest.mark.parametrize("part", ["templates", "templates/more"])
def test_a_directory_that_becomes_a_link_meanwhile_leads_nowhere(here, monkeypatch, part):
    outside = victim(here)
    (outside / "b.yaml").write_text("precious")
    (outside / "more").mkdir()
    (outside / "more" / "b.yaml").write_text("precious")
    write({"shop": NEW})
    link = os.link

    def swap(*arguments, **options):
        if not os.path.islink(f"out/shop/{part}"):
            os.rename(f"out/shop/{part}", "moved")
            os.symlink(outside, f"out/shop/{part}")
        return link(*arguments, **options)

    monkeypatch.setattr(os, "link", swap)
    changed = {**NEW, "Chart.yaml": "three\n"}
    write({"shop": changed})
    assert (outside / "b.yaml").read_text() == "precious"
    assert (outside / "more" / "b.yaml").read_text() == "precious"
    assert os.stat(outside / "b.yaml").st_nlink == os.stat(outside / "more" / "b.yaml").st_nlink == 1


def test_a_directory_that_becomes_a_link_between_two_of_its_files_leads_nowhere(here, monkeypatch):
    outside = victim(here)
    before = sorted(outside.rglob("*"))
    put = folders.write_file
    place = f"out/{work_name('shop')}/partial/templates"

    def swap(path, *rest):
        put(path, *rest)
        if path == "a.yaml":
            os.rename(place, "moved")
            os.symlink(outside, place)

    monkeypatch.setattr(folders, "write_file", swap)
    write({"shop": {"templates/a.yaml": "a\n", "templates/b.yaml": "b\n", "templates/more/c.yaml": "c\n"}})
    assert os.path.exists("moved/b.yaml")
    assert sorted(outside.rglob("*")) == before


def test_a_new_tree_opens_each_directory_once_and_its_work_once_for_each_step(here, monkeypatch):
    files = {f"templates/{number}.yaml": "a\n" for number in range(20)}
    seen = watch_opens(monkeypatch)
    assert write({"shop": {"a.yaml": "a\n", **files, "templates/more/b.yaml": "b\n", "z.yaml": "z\n"}})[1] == []
    below = seen[[path for path, _ in seen].index(work_name("shop")) :]
    opened = [path for path, flags in below if not flags & os.O_CREAT and not path.startswith(".oamc.")]
    own = [path for path in opened if path != work_name(".oamc.trees")]
    assert own.count(work_name("shop")) == 3  # to write it, to call it complete, to put it in its place
    assert own.count("partial") == 1
    # For its own files, to make `more`, and on the way to that.
    assert (own.count("templates"), own.count("more")) == (3, 1)
    assert len([path for path, flags in below if flags & os.O_CREAT and path.endswith(".yaml")]) == 23
    assert snapshot() == content({"a.yaml": "a\n", **files, "templates/more/b.yaml": "b\n", "z.yaml": "z\n"})


def test_what_is_left_in_the_work_on_a_new_tree_is_not_removed_with_it(here, monkeypatch):
    """Somebody makes a tree of that name just before the exchange: it is then the old one, and kept as such."""
    comes = []
    put = os.rename

    def come_first(source, target, **options):
        put(source, target, **options)
        if target == "staged" and not comes:
            comes.append(target)
            os.mkdir("out/shop")
            with open("out/shop/mine.txt", "w") as file:
                file.write("mine")

    monkeypatch.setattr(os, "rename", come_first)
    assert write({"shop": NEW})[1] == []
    assert comes
    assert snapshot()["shop/mine.txt"] == "mine"
    assert not os.path.lexists(f"out/{work_name('shop')}")


# Failures and kills at every step

STEPS = ("mkdir", "rename", "link", "unlink", "rmdir", "fsync", "fchmod", "chmod", "write", "open")


class Fault(BaseException):
    """What a test does at one step of writing."""


def open_files():
    """Return how many descriptors this process has."""
    return len(os.listdir("/dev/fd"))


def at_step(monkeypatch, number, action):
    """Make the step `number` of writing do `action` instead; returns the counter."""
    counter = {"steps": 0}

    def wrap(function, name):
        def stepped(*arguments, **options):
            if name != "open" or (len(arguments) > 1 and arguments[1] & os.O_CREAT):
                counter["steps"] += 1
                if counter["steps"] == number:
                    action()
            return function(*arguments, **options)

        return stepped

    for name in STEPS:
        monkeypatch.setattr(os, name, wrap(getattr(os, name), name))
    exchange = folders.exchange

    def stepped_exchange(*arguments):
        counter["steps"] += 1
        if counter["steps"] == number:
            action()
        return exchange(*arguments)

    monkeypatch.setattr(folders, "exchange", stepped_exchange)
    return counter


def prepare():
    write({"shop": OLD})
    with open("out/shop/templates/own.yaml", "w") as file:
        file.write("mine")


def steps_of_an_update(monkeypatch, *, exchanging=True):
    prepare()
    with monkeypatch.context() as patch:
        if not exchanging:
            patch.setattr(folders, "exchange", lambda *_: False)
        counter = at_step(patch, -1, lambda: None)
        assert write({"shop": NEW})[1] == []
    folders_removed()
    return counter["steps"]


def folders_removed():
    import shutil

    shutil.rmtree("out")


OWN = {"shop/templates/own.yaml": "mine"}


@pytest.mark.parametrize("exchanging", [True, False])
def test_a_failure_at_any_step_leaves_the_old_tree_or_the_new_one(here, monkeypatch, exchanging):
    total = steps_of_an_update(monkeypatch, exchanging=exchanging)
    assert total > 20

    def fail():
        raise OSError(errno.EIO, "Input/output error")

    opened = open_files()
    for number in range(1, total + 1):
        prepare()
        with monkeypatch.context() as patch:
            if not exchanging:
                patch.setattr(folders, "exchange", lambda *_: False)
            at_step(patch, number, fail)
            _, codes = write({"shop": NEW})
        # After the exchange, what cannot be removed of the old tree is tried once more.
        assert codes in (["OAM812"], []), number
        assert snapshot() == (content(OLD) if codes else content(NEW)) | OWN, number
        assert write({"shop": NEW})[1] == []
        assert snapshot() == content(NEW) | OWN, number
        assert open_files() == opened, number
        folders_removed()


@pytest.mark.slow
@pytest.mark.parametrize("exchanging", [True, False])
def test_a_kill_at_any_step_loses_nothing_and_the_next_run_cleans_up(here, monkeypatch, exchanging):
    total = steps_of_an_update(monkeypatch, exchanging=exchanging)
    for number in range(1, total + 1):
        prepare()
        child = os.fork()
        if child == 0:
            if not exchanging:
                folders.exchange = lambda *_: False
            at_step(pytest.MonkeyPatch(), number, lambda: os._exit(9))
            write({"shop": NEW})
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        found = {path: text for path, text in snapshot().items() if not path.startswith(".oamc")}
        wholes = [content(OLD) | OWN, content(NEW) | OWN]
        if not exchanging:
            wholes.append({})
        assert found in wholes, number
        assert write({"shop": NEW})[1] == []
        assert snapshot() == content(NEW) | OWN, number
        folders_removed()


@pytest.mark.parametrize("exchanging", [True, False])
def test_an_interruption_at_any_step_leaves_the_old_tree_or_the_new_one(here, monkeypatch, exchanging):
    def interrupt():
        raise KeyboardInterrupt

    for number in range(1, steps_of_an_update(monkeypatch, exchanging=exchanging) + 1):
        prepare()
        with monkeypatch.context() as patch:
            if not exchanging:
                patch.setattr(folders, "exchange", lambda *_: False)
            at_step(patch, number, interrupt)
            with pytest.raises(KeyboardInterrupt):
                write({"shop": NEW})
        assert snapshot() in (content(OLD) | OWN, content(NEW) | OWN), number
        folders_removed()


def test_an_old_tree_that_cannot_be_removed_is_named_and_the_next_run_removes_it(here, monkeypatch):
    prepare()

    def fail(*_, **__):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", fail)
        reports = Reports()
        assert staging.write_trees("out", {"shop": NEW}, force=False, reports=reports) is None
    assert "the new tree is in its place, but the old one, in .oamc-work-shop, cannot be removed" in reports.found[0].message
    assert write({"shop": NEW})[1] == []
    assert snapshot() == content(NEW) | OWN


def test_what_fails_once_when_the_work_is_done_is_tried_once_more(here, monkeypatch):
    prepare()
    rmdir = os.rmdir
    failed = []

    def fail_once(path, **options):
        if path.startswith(".oamc-work-") and path not in failed:
            failed.append(path)
            raise OSError(errno.EIO, "Input/output error")
        rmdir(path, **options)

    monkeypatch.setattr(os, "rmdir", fail_once)
    assert write({"shop": NEW})[1] == []
    assert write_file("out/all.yaml", "1") == (True, [])
    assert failed == [".oamc-work-shop", ".oamc-work-all.yaml"]
    assert snapshot() == content(NEW) | OWN | {"all.yaml": "1"}


def test_a_refusal_to_remove_the_old_tree_does_not_open_the_directory_around_it(here, monkeypatch):
    prepare()
    os.chmod("out", 0o750)
    rmdir = os.rmdir

    def refuse(path, **options):
        if path == ".oamc-work-shop":
            raise PermissionError(errno.EACCES, "Permission denied")
        rmdir(path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rmdir", refuse)
        assert write({"shop": NEW}) == (None, ["OAM812"])
    assert stat.S_IMODE(os.stat("out").st_mode) == 0o750
    assert write({"shop": NEW})[1] == []
    assert snapshot() == content(NEW) | OWN


def test_directories_are_made_with_their_mode_so_that_a_kill_leaves_none_that_is_closed(here, monkeypatch):
    before = os.umask(0o077)
    try:
        monkeypatch.setattr(os, "chmod", lambda *_, **__: None)
        assert write({"shop": OLD}, directory="deep/out")[1] == []
    finally:
        os.umask(before)
    assert {stat.S_IMODE(os.stat(path).st_mode) for path in ("deep", "deep/out", "deep/out/shop/templates")} == {0o755}


def test_of_several_trees_all_are_exchanged_or_none(here, monkeypatch):
    write({"one": OLD, "two": OLD})
    exchange = folders.exchange
    calls = []

    def fail_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError(errno.EBUSY, "Device or resource busy")
        return exchange(*arguments)

    monkeypatch.setattr(folders, "exchange", fail_second)
    assert write({"one": NEW, "two": NEW}) == (None, ["OAM812"])
    assert snapshot() == content(OLD, "one") | content(OLD, "two")


@pytest.mark.parametrize("then", ["exchanged", "refused"])
def test_a_tree_that_is_read_only_is_opened_for_the_exchange_and_closed_where_that_fails(here, monkeypatch, then):
    """Who is not root may not move such a directory into another one."""
    prepare()
    os.chmod("out/shop", 0o555)
    exchange = folders.exchange
    modes = []

    def refuse_first(*arguments):
        modes.append(stat.S_IMODE(os.stat("out/shop").st_mode))
        if len(modes) == 1:
            raise PermissionError(errno.EACCES, "Permission denied")
        if then == "refused":
            raise OSError(errno.EBUSY, "Device or resource busy")
        return exchange(*arguments)

    monkeypatch.setattr(folders, "exchange", refuse_first)
    codes = write({"shop": NEW})[1]
    assert modes == [0o555, 0o755]
    if then == "refused":
        assert (codes, stat.S_IMODE(os.stat("out/shop").st_mode)) == (["OAM812"], 0o555)
        assert snapshot() == content(OLD) | OWN
    else:
        assert (codes, stat.S_IMODE(os.stat("out/shop").st_mode)) == ([], 0o755)
        assert snapshot() == content(NEW) | OWN


def test_a_file_that_cannot_be_compared_is_told(here):
    os.symlink("out", "link")
    reports = Reports()
    assert file_staging.single_file_differs("link/all.yaml", "1", reports, lambda *_: True) is None
    assert [found.code.id for found in reports.found] == ["OAM811"]


def test_trees_are_put_back_where_they_were_exchanged_in_two_steps(here, monkeypatch):
    prepare()
    fsync = os.fsync

    def fail_for_the_parent(descriptor):
        if os.fstat(descriptor).st_ino == os.stat("out").st_ino:
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(folders, "exchange", lambda *_: False)
    monkeypatch.setattr(os, "fsync", fail_for_the_parent)
    assert write({"shop": NEW}) == (None, ["OAM812"])
    assert snapshot() == content(OLD) | OWN
    assert sorted(os.listdir(".")) == ["app.yaml", "out"]


def test_of_several_new_trees_all_are_there_or_none(here, monkeypatch):
    rename = os.rename

    def fail_second(old, new, **options):
        if new == "two":
            raise OSError(errno.EBUSY, "Device or resource busy")
        rename(old, new, **options)

    monkeypatch.setattr(os, "rename", fail_second)
    assert write({"one": NEW, "two": NEW}) == (None, ["OAM812"])
    assert os.listdir(".") == ["app.yaml"]


def test_a_file_that_the_user_makes_during_the_exchange_moves_along(here, monkeypatch):
    prepare()
    exchange = folders.exchange

    def make_a_file_first(*arguments):
        with open("out/shop/templates/late.yaml", "w") as file:
            file.write("late")
        os.mkdir("out/shop/late")
        with open("out/shop/late/late.md", "w") as file:
            file.write("late")
        return exchange(*arguments)

    monkeypatch.setattr(folders, "exchange", make_a_file_first)
    assert write({"shop": NEW})[1] == []
    late = {"shop/late": "directory", "shop/late/late.md": "late", "shop/templates/late.yaml": "late"}
    assert snapshot() == content(NEW) | OWN | late


@pytest.mark.slow
def test_builds_at_once_into_one_directory_leave_one_whole_tree(here):
    for _ in range(5):
        children = []
        for index in range(4):
            child = os.fork()
            if child == 0:
                files = {f"templates/{index}-{number}.yaml": f"{index}\n" for number in range(20)}
                os._exit(0 if write({"shop": files})[1] == [] else 1)
            children.append(child)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0, 0]
        found = snapshot()
        last = found["shop/templates/" + min(name for name in os.listdir("out/shop/templates"))].strip()
        assert found == content({f"templates/{last}-{number}.yaml": f"{last}\n" for number in range(20)})


# Names


def test_names_that_no_file_system_can_be_trusted_with_are_a_fault_of_oamc():
    assert_output_paths({"a/b.yaml": "", "a/c-d_e.1": "", "A.yaml": ""})
    for paths in (
        ["../a"],
        ["/a"],
        ["a//b"],
        ["a b"],
        ["ä"],
        ["a\\b"],
        ["a", "A"],
        ["a/x", "A"],
        ["a/b/x", "a/B"],
        [".oamc-files"],
        [""],
        ["a/"],
    ):
        with pytest.raises(AssertionError):
            assert_output_paths(dict.fromkeys(paths, ""))


def test_such_names_are_not_even_looked_for_on_the_disk(here):
    with pytest.raises(AssertionError):
        write({"shop": {"../a": ""}})
    assert os.listdir(".") == ["app.yaml"]


def test_the_list_can_be_read_again_and_has_neither_clock_nor_version():
    text = write_list({"b": b"", "a/c": b"x"})
    assert list(read_list(text)) == ["a/c", "b"]
    assert sorted(json.loads(text)) == ["files", "format", "tool"]


def test_a_list_is_the_same_text_from_version_to_version():
    """Another text of the same list would change the files of everybody who builds with a newer oamc."""
    digests = (
        "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )
    assert write_list({"b": b"", "a/c": b"a"}).decode() == (
        f'{{\n  "files": {{\n    "a/c": "{digests[0]}",\n    "b": "{digests[1]}"\n  }},\n  "format": 1,\n  "tool": "oamc"\n}}\n'
    )


def test_a_list_is_read_up_to_sixteen_mebibytes(here):
    text = write_list({"a": b""})
    for size, known in ((16 << 20, ["a"]), ((16 << 20) + 1, None)):
        with open(".oamc-files", "wb") as file:
            file.write(text + b" " * (size - len(text)))
        root = os.open(".", os.O_RDONLY)
        found = list_of(root)
        os.close(root)
        assert (None if found is None else list(found)) == known


# Single files


def write_file(path, text):
    reports = Reports()
    return file_staging.write_single_file(path, text, reports, lambda *_: True), [found.code.id for found in reports.found]


def test_a_file_is_written_in_one_step_and_not_again(here):
    before = os.umask(0o077)
    try:
        assert write_file("deep/a.yaml", "1") == (True, [])
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat("deep/a.yaml").st_mode) == 0o644
    unchanged = times("deep")
    assert write_file("deep/a.yaml", "1") == (False, [])
    assert times("deep") == unchanged
    assert write_file("deep/a.yaml", "2") == (True, [])
    assert snapshot("deep") == {"a.yaml": "2"}


def test_links_pipes_and_directories_in_the_place_of_a_file_are_refused(here):
    (here / "victim").write_text("precious")
    os.symlink("victim", "link.yaml")
    os.mkfifo("pipe.yaml")
    os.mkdir("directory.yaml")
    for name in ("link", "pipe", "directory"):
        assert write_file(f"{name}.yaml", "1") == (None, ["OAM811"])
    assert (here / "victim").read_text() == "precious"


def test_a_failure_at_any_step_leaves_the_old_file_or_the_new_one(here, monkeypatch):
    def fail():
        raise OSError(errno.ENOSPC, "No space left on device")

    opened = open_files()
    for number in range(1, 30):
        write_file("deep/a.yaml", "1")
        with monkeypatch.context() as patch:
            counter = at_step(patch, number, fail)
            outcome = write_file("deep/a.yaml", "2")
        if counter["steps"] < number:
            assert outcome == (True, [])
            break
        # That the emptied directory of the work cannot be removed is tried once more.
        assert outcome in [(None, ["OAM812"]), (True, [])], number
        assert snapshot("deep")["a.yaml"] in (("2",) if outcome[0] else ("1", "2"))
        assert os.listdir("deep") == ["a.yaml"]
        assert open_files() == opened, number
    else:
        raise AssertionError("writing a file has fewer steps")
    assert number > 5


@pytest.mark.parametrize("name", ["a" * 244, "a" * 245, "a" * 255, "ä" * 123, "a" + "ä" * 127])
def test_a_name_as_long_as_a_file_system_takes_is_written_and_recovered(here, name):
    assert len(work_name(name).encode()) <= 255
    assert write_file(f"out/{name}", "1") == (True, [])
    assert write({name: OLD}, directory="trees")[1] == []
    os.mkdir(f"out/{work_name(name)}")
    os.chmod(f"out/{work_name(name)}", 0o1700)
    with open(f"out/{work_name(name)}/partial", "w") as file:
        file.write("half")
    assert write_file(f"out/{name}", "2") == (True, [])
    assert snapshot() == {name: "2"}
    assert snapshot("trees") == content(OLD, name)


def test_a_name_longer_than_a_file_system_takes_is_told_and_nothing_is_left(here):
    assert write_file(f"out/{'a' * 256}", "1") == (None, ["OAM812"])
    assert write({"a" * 256: OLD}) == (None, ["OAM812"])
    assert not os.path.exists("out")


def test_the_work_on_a_long_name_is_named_where_it_is_in_the_way(here):
    name = "a" * 255
    os.mkdir("out")
    os.symlink("nowhere", f"out/{work_name(name)}")
    reports = Reports()
    assert file_staging.write_single_file(f"out/{name}", "1", reports, lambda *_: True) is None
    assert reports.found[0].message.startswith(f'"out/{work_name(name)}" stands where')
