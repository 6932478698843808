# ruff: noqa: PTH208 - names are compared as texts; fixtures work by being asked for

"""A store gives back what was put into it or nothing, stays within its size, and refuses a directory that it should not use."""

import json
import os
import time

import pytest

from oamc.disk import store as module
from oamc.disk.store import TAG, Store, StoreRefusedError, open_store
from oamc.startup.digests import digest
from tests.cache.runs import make_project, run

KEY, OTHER, THIRD = (character * 64 for character in "abc")
MOST = 1 << 20


@pytest.fixture
def place(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def store(place):
    opened = open_store(str(place), MOST)
    yield opened
    opened.close()


def held(store, key=KEY):
    """Return the index and what is behind it of an entry; nothing where there is none."""
    entry = store.read(key)
    if entry is None:
        return None
    found = (entry.index, entry.part(0, entry.size))
    entry.close()
    return found


def test_an_entry_is_given_back_as_it_was_put_in(store):
    assert held(store) is None
    assert store.write(KEY, b"index", [b"one", b"two"])
    assert held(store) == (b"index", b"onetwo")
    assert held(store, OTHER) is None
    assert store.write(KEY, b"another", [])
    assert held(store) == (b"another", b"")
    store.remove(KEY)
    store.remove(KEY)
    assert held(store) is None


def test_only_its_owner_can_look_into_it_whatever_the_umask(tmp_path):
    before = os.umask(0)
    try:
        opened = open_store(str(tmp_path / "above" / "cache"), MOST)
        opened.write(KEY, b"index")
    finally:
        os.umask(before)
    opened.close()
    cache = tmp_path / "above" / "cache"
    assert [path.stat().st_mode & 0o777 for path in (cache, cache / "entries", cache / "entries" / KEY)] == [
        0o700,
        0o700,
        0o600,
    ]


def test_every_change_of_an_index_makes_it_none_and_none_of_an_entry_is_an_exception(store, place):
    store.write(KEY, b'{"a": 1}', [b"part"])
    path = place / "entries" / KEY
    whole = path.read_bytes()
    for at in range(len(whole)):
        for byte in (0, ord(" "), ord("9"), 255):
            path.write_bytes(whole[:at] + bytes([byte]) + whole[at + 1 :])
            found = held(store)
            assert found is None or found[0] == b'{"a": 1}'
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        found = held(store)
        assert found is None or (found[0] == b'{"a": 1}' and found[1] != b"part")
    for strange in (
        b"",
        b"\n",
        b"oamc-cache 1 \n",
        b"oamc-cache 1 x -1\n",
        b"oamc-cache 1 x " + b"9" * 100 + b"\n",
        b"\x80\x04.",
    ):
        path.write_bytes(strange)
        assert held(store) is None


def test_an_entry_of_another_form_is_none(store, place):
    path = place / "entries" / KEY
    index = b"index"
    path.write_bytes(f"oamc-cache 2 {digest(index)} {len(index)}\n".encode() + index)
    assert held(store) is None


def test_what_is_no_file_is_no_entry_and_nothing_waits_for_it(store, place):
    path = place / "entries" / KEY
    os.mkfifo(path)
    assert held(store) is None
    path.unlink()
    path.mkdir()
    assert held(store) is None
    path.rmdir()
    store.write(OTHER, b"index")
    path.symlink_to(OTHER)
    assert held(store) is None


def test_an_entry_of_another_user_is_none(store, monkeypatch):
    store.write(KEY, b"index")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert held(store) is None


def test_an_entry_that_is_larger_than_the_whole_is_not_written_and_not_read(place):
    small = open_store(str(place), 300)
    assert not small.write(KEY, b"x" * 300)
    assert os.listdir(place / "entries") == []
    (place / "entries" / KEY).write_bytes(b"x" * 10_000)
    assert held(small) is None
    small.close()


def test_what_was_of_no_use_for_the_longest_time_goes_first(place):
    opened = open_store(str(place), 400)
    for age, key in ((30, KEY), (20, OTHER), (10, THIRD)):
        opened.write(key, b"x" * 30)
        os.utime(place / "entries" / key, (time.time() - age, time.time() - age))
    assert held(opened) is not None
    opened.write("d" * 64, b"y" * 30)
    assert sorted(os.listdir(place / "entries")) == [KEY, THIRD, "d" * 64]
    opened.close()
    smaller = open_store(str(place), 130)
    smaller.write("e" * 64, b"z" * 30)
    assert os.listdir(place / "entries") == ["e" * 64]
    smaller.close()


def test_an_entry_that_goes_stays_whole_for_who_reads_it(store):
    store.write(KEY, b"index", [b"part"])
    entry = store.read(KEY)
    store.remove(KEY)
    assert entry.part(0, 4) == b"part"
    entry.close()


def test_entries_are_read_later_when_the_store_is_closed_and_those_that_are_gone_are_empty(place):
    opened = open_store(str(place), MOST)
    opened.write(KEY, b"index", [b"one", b"two"])
    opened.write(OTHER, b"index", [b"three"])
    later = opened.later()
    opened.close()
    assert (later.has(KEY), later.has(OTHER), later.has(THIRD)) == (True, True, False)
    assert later.entry(KEY).part(3, 3) == b"two"
    later.entry(OTHER).remove()
    assert (later.has(OTHER), later.entry(OTHER).part(0, 5)) == (False, b"")
    later.entry(KEY).remove()
    assert later.entry(KEY).part(0, 9) == b"onetwo", "it is open"
    assert later.entry(THIRD).part(0, 9) == b""


def test_what_is_asked_for_counts_as_used(place):
    opened = open_store(str(place), MOST)
    for name in (KEY, OTHER):
        opened.write(name, b"index")
        os.utime(place / "entries" / name, ns=(1, 1))
    (place / "entries" / THIRD).mkdir()
    later = opened.later()
    assert later.has(KEY)
    assert not later.has(THIRD), "a directory is no entry"
    assert (place / "entries" / KEY).stat().st_mtime_ns > 1 == (place / "entries" / OTHER).stat().st_mtime_ns
    opened.close()


def test_what_a_killed_run_left_goes_after_an_hour_and_what_is_not_of_a_store_stays(store, place):
    old, new, foreign = (place / "entries" / name for name in (".new-1-ff", ".new-2-ff", "README"))
    for path in (old, new, foreign):
        path.write_bytes(b"x" * MOST)
    os.utime(old, (1, 1))
    os.utime(foreign, (1, 1))
    store.write(KEY, b"index")
    assert sorted(os.listdir(place / "entries")) == [".new-2-ff", "README", KEY]
    assert held(store) is not None


def test_a_full_disk_leaves_the_entry_that_was_there(store, place, monkeypatch):
    store.write(KEY, b"index")

    def write(_, content):
        if len(content) < 10:
            raise OSError(28, "No space left on device")
        return len(content) - 5

    monkeypatch.setattr(module.os, "write", write)
    with pytest.raises(OSError, match="No space"):
        store.write(KEY, b"another index")
    assert held(store) == (b"index", b"")
    assert os.listdir(place / "entries") == [KEY]


def refusal(path):
    """Return why a directory cannot be a store."""
    with pytest.raises(StoreRefusedError) as caught:
        open_store(str(path), MOST)
    return str(caught.value)


def test_a_directory_that_holds_something_else_is_refused_and_stays_as_it_is(place):
    place.mkdir(mode=0o700)
    (place / "mine.txt").write_text("mine")
    assert refusal(place) == "it holds something, and does not say that it is a cache of oamc"
    assert os.listdir(place) == ["mine.txt"]
    (place / "mine.txt").rename(place / TAG)
    assert refusal(place) == "it holds something, and does not say that it is a cache of oamc"
    (place / TAG).unlink()
    (place / TAG).symlink_to("/etc/hostname")
    assert refusal(place) == "it holds something, and does not say that it is a cache of oamc"


def test_an_empty_directory_of_ones_own_will_do(place):
    place.mkdir(mode=0o755)
    open_store(str(place), MOST).close()
    assert sorted(os.listdir(place)) == [TAG, "entries"]
    open_store(str(place), MOST).close()


def test_a_link_and_a_file_are_refused(place, tmp_path):
    (tmp_path / "there").mkdir()
    place.symlink_to("there")
    assert refusal(place).endswith("is a symbolic link")
    assert refusal(place / "below").endswith("is a symbolic link")
    place.unlink()
    place.write_text("")
    assert refusal(place).endswith("is a file")
    assert os.listdir(tmp_path / "there") == []


@pytest.mark.parametrize("inner", ["", "entries"])
def test_a_directory_to_which_others_may_write_is_refused(place, inner):
    open_store(str(place), MOST).close()
    (place / inner).chmod(0o770)
    assert refusal(place) == "others may write to it"
    (place / inner).chmod(0o702)
    assert refusal(place) == "others may write to it"


def test_entries_that_are_a_link_are_refused(place, tmp_path):
    open_store(str(place), MOST).close()
    (place / "entries").rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (place / "entries").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"link|directory"):
        open_store(str(place), MOST)


def test_a_directory_of_another_user_is_refused(place, monkeypatch):
    open_store(str(place), MOST).close()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert refusal(place) == "it belongs to another user"


def test_a_directory_in_a_repository_is_refused_whatever_leads_there(tmp_path, monkeypatch):
    (tmp_path / "checkout" / ".git").mkdir(parents=True)
    (tmp_path / "checkout" / "inner").mkdir()
    (tmp_path / "worktree").mkdir()
    (tmp_path / "worktree" / ".git").write_text("gitdir: elsewhere")
    for path in ("checkout", "checkout/cache", "checkout/inner/deep/cache", "checkout/inner/../cache", "worktree/cache"):
        assert "it lies in a repository" in refusal(tmp_path / path)
    monkeypatch.chdir(tmp_path / "checkout" / "inner")
    assert "it lies in a repository" in refusal("cache")
    assert not (tmp_path / "checkout" / "cache").exists()
    monkeypatch.setenv("HOME", str(tmp_path / "checkout"))
    open_store(str(tmp_path / "checkout" / "cache"), MOST).close()


def test_a_store_that_is_only_read_still_gives_what_it_has(store, monkeypatch):
    store.write(KEY, b"index")

    def refuse(*_, **__):
        raise PermissionError

    monkeypatch.setattr(os, "utime", refuse)
    assert held(store) == (b"index", b"")


def test_a_place_that_cannot_be_a_cache_is_an_error_with_its_reason(tmp_path):
    project = make_project(tmp_path / "project")
    (tmp_path / "file").write_text("")
    for command in (("build", "apps", "-o", "out"), ("check", "apps"), ("diff", "apps", "apps")):
        found = run((*command, "--cache", tmp_path / "file"), project)
        assert found.status == 1
        assert "error[OAM895]: " in found.err
        assert "cannot be a cache: " in found.err
        assert "out" not in found.disk


def test_a_place_that_the_system_refuses_is_an_error(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("oamc.cli.cache.opening.open_store", refuse)
    found = run(("build", "apps", "-o", "out", "--cache", tmp_path / "cache"), project)
    assert found.status == 1
    assert 'error[OAM895]: "' in found.err
    assert "permission denied" in found.err


def test_a_place_that_the_system_refuses_for_now_fails_no_run(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("oamc.cli.cache.opening.open_store", refuse)
    found = run(("build", "apps", "-o", "out", "--cache", tmp_path / "cache", "--trust-times"), project)
    assert found.status == 0
    assert found.err.count("warning[OAM896]: nothing could be kept") == 1
    assert found.disk == run(("build", "apps", "-o", "out"), make_project(tmp_path / "plain")).disk


def test_a_program_that_cannot_be_read_compiles(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")

    def refuse(_):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("oamc.cli.cache.runs.identity_of_program", refuse)
    found = run(("build", "apps", "-o", "out", "-v", "--cache", tmp_path / "cache"), project)
    assert found.status == 0
    assert "cache: not used: the files of oamc cannot be read: no such file or directory" in found.err


def test_a_cache_that_cannot_be_written_is_a_warning(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")
    plain = run(("build", "apps", "-o", "out"), make_project(tmp_path / "plain"))

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "write", refuse)
    monkeypatch.setattr("oamc.disk.standing.SETTLED_NANOSECONDS", 0)
    for more in ((), ("--trust-times",)):
        found = run(("build", "apps", "-o", "out", "--cache", tmp_path / "cache", *more), project)
        assert found.status == 0
        assert found.err.count("warning[OAM896]: nothing could be kept in cache") == 1
        assert found.disk == plain.disk


@pytest.mark.parametrize(
    "forged",
    [
        b"[]",
        b"{}",
        b"nonsense",
        b"[" * 100_000,
        b'{"answer": {"outputs": [["../../escape", "", "", [], [], "", 0]], "told": [], "origins": ""}}',
        b'{"answer": {"outputs": [["shop", "", "", [], [["../escape", 0, ""]], "", 0]], "told": [], "origins": ""}}',
        b'{"answer": {"outputs": [["shop", "", "", [], [["/etc/passwd", 0, ""]], "", 0]], "told": [], "origins": ""}}',
        b'{"answer": {"outputs": [[1, 2, 3, 4, 5, 6, 7]], "told": [], "origins": ""}}',
    ],
)
def test_an_entry_with_another_content_is_none(tmp_path, forged):
    project = make_project(tmp_path / "project")
    cache = tmp_path / "cache"
    command = ("build", "apps", "-o", "out", "--cache", cache)
    run(command, project)
    plain = run(command, project)
    key = max((cache / "entries").iterdir(), key=lambda path: path.stat().st_size).name
    store = open_store(str(cache), MOST)
    store.write(key, forged)
    store.close()
    assert run(command, project) == plain
    assert json.loads((cache / "entries" / key).read_bytes().split(b"\n", 2)[1][:1].replace(b"{", b"{}")) == {}


CONTENT = b"kind: Escape\n"
LENGTH = len(CONTENT)


def with_forged(tmp_path, application, path, length=LENGTH, other="", begin=0):
    """Return what a run says with the entry of its own, and with one whose only output is forged.

    `other` is the key of the entry with the text; KEY stands for one that is there, and whose first byte is not of the text.
    """
    project = make_project(tmp_path / "project")
    cache = tmp_path / "cache"
    command = ("build", "apps", "-o", "out", "--cache", cache)
    run(command, project)
    plain = run(command, project)
    key = max((cache / "entries").iterdir(), key=lambda path: path.stat().st_size).name
    store = open_store(str(cache), MOST)
    index = json.loads(held(store, key)[0])
    store.write(KEY, b"index", [b"x", CONTENT])
    files = [[path, length, digest(CONTENT)]]
    index["answer"]["outputs"] = [[application, "apps/app.yaml", "", [], files, other, begin]]
    store.write(key, json.dumps(index).encode(), [] if other else [CONTENT])
    store.close()
    return plain, run(command, project)


@pytest.mark.parametrize(
    ("application", "path"), [("../escape", "a.yaml"), ("/escape", "a.yaml"), (".escape", "a.yaml"), ("shop", "../a.yaml")]
)
@pytest.mark.parametrize(("other", "begin"), [("", 0), (KEY, 1)])
def test_a_name_in_an_entry_that_leads_elsewhere_makes_it_none(tmp_path, application, path, other, begin):
    plain, forged = with_forged(tmp_path, application, path, other=other, begin=begin)
    assert forged == plain
    assert not [found for found in tmp_path.rglob("*escape*") if found.exists()]


@pytest.mark.parametrize(
    ("length", "other", "begin"),
    [
        *((length, "", 0) for length in (-1, 12.0, LENGTH + 1)),
        *((LENGTH, KEY, begin) for begin in (-1, 1.0, "1", None)),
        *((LENGTH, other, 1) for other in (OTHER, "../escape", f"./{KEY}", 7)),
        *((-1, KEY, 1), (13.0, KEY, 1)),
    ],
)
def test_a_place_in_an_entry_that_is_none_makes_it_none(tmp_path, length, other, begin):
    plain, forged = with_forged(tmp_path, "forged", "a.yaml", length, other, begin)
    assert forged == plain


@pytest.mark.parametrize(("other", "begin"), [("", 0), (KEY, 1)])
def test_what_these_entries_are_refused_for_is_their_names_and_places_alone(tmp_path, other, begin):
    plain, forged = with_forged(tmp_path, "forged", "a.yaml", other=other, begin=begin)
    assert forged != plain
    assert forged.disk["out/forged/a.yaml"][-1] == CONTENT


def test_an_entry_under_the_name_of_another_one_is_none(tmp_path):
    project = make_project(tmp_path / "project")
    cache = tmp_path / "cache"
    first, second = (("build", "apps", "-o", "out", "--format", form, "--cache", cache) for form in ("helm", "manifests"))
    run(first, project)
    before = set(os.listdir(cache / "entries"))
    plain = run(second, make_project(tmp_path / "other"))
    key = (set(os.listdir(cache / "entries")) - before).pop()
    entry = max((cache / "entries" / name for name in before), key=lambda path: path.stat().st_size)
    (cache / "entries" / key).write_bytes(entry.read_bytes())
    assert run(second, make_project(tmp_path / "third")) == plain


def test_sizes_are_amounts_of_bytes(tmp_path):
    project = make_project(tmp_path / "project")
    for wrong in ("", "0", "many", "1M", "-1Mi", "1.5Gi", "9" * 30, "256 Mi", "٣Mi"):
        found = run(("check", "apps", "--cache", tmp_path / "cache", f"--cache-size={wrong}"), project)
        assert (found.status, "--cache-size must be an amount of bytes" in found.err) == (64, True)
    for right in ("1000000", "900Ki", "1Gi"):
        assert run(("check", "apps", "--cache", tmp_path / "cache", "--cache-size", right), project).status == 0
    assert (
        "not kept: it is larger"
        in run(("build", "apps", "-o", "out", "-v", "--cache", tmp_path / "other", "--cache-size", "1Ki"), project).err
    )


def test_a_project_file_sets_the_size_and_nothing_else(tmp_path):
    project = make_project(tmp_path / "project")
    text = (project / "oamc.toml").read_text()
    command = ("build", "apps", "-o", "out", "-v", "--cache", tmp_path / "cache")
    for table, told in (
        ('size = "1Ki"', "not kept: it is larger"),
        ('size = "much"', 'error[OAM824]: option "cache.size"'),
        ("size = 5", 'error[OAM824]: option "cache.size"'),
        ('dir = "cache"', "error[OAM8"),
        ('place = "cache"', "error[OAM8"),
    ):
        (project / "oamc.toml").write_text(f"{text}\n[cache]\n{table}\n")
        assert told in run(command, project).err
    for line in ('cache = "cache"', "trust-times = true", 'cache-size = "1Mi"\n[cache]\nsize = "1Mi"'):
        (project / "oamc.toml").write_text(f"{line}\n" + (text if "[" not in line else ""))
        assert "error[OAM8" in run(command, project).err


def test_an_empty_place_means_no_cache(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")
    monkeypatch.setenv("OAMC_CACHE", str(tmp_path / "cache"))
    assert "cache: compiled\n" in run(("check", "apps", "-v"), project).err
    assert "cache: " not in run(("check", "apps", "-v", "--cache", ""), project).err
    assert "cache: " not in run(("images", "apps", "-v"), project).err
