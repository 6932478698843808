# ruff: noqa: ARG001 - fixtures work by being asked for
# ruff: noqa: PTH100, PTH101, PTH102, PTH103, PTH106, PTH110, PTH116, PTH120, PTH123, PTH208, PTH211 - the tests look at the disk with the calls of the code
"""What stands in the place of a file or a directory is never followed, opened or overwritten, whenever it came there."""

import ctypes
import errno
import os
import stat

import pytest

from oamc.diagnostics.reports import Reports
from oamc.disk import folders
from oamc.disk.locking import LockedDirectory
from oamc.disk.recovery import MARK, PARTIAL, PREVIOUS, STAGED, WORK, ForeignWorkError, recover


@pytest.fixture
def root(here):
    """An open directory with a file of somebody else beside it."""
    os.mkdir("root")
    os.mkdir("elsewhere")
    with open("elsewhere/file", "w") as file:
        file.write("theirs")
    descriptor = os.open("root", folders.DIRECTORY)
    yield descriptor
    os.close(descriptor)


def theirs():
    with open("elsewhere/file") as file:
        return file.read()


def test_a_new_file_takes_the_place_of_none(root):
    folders.write_file("a", root, b"one")
    with pytest.raises(FileExistsError):
        folders.write_file("a", root, b"two")
    assert folders.read_file("a", root) == b"one"


@pytest.mark.parametrize("target", ["../elsewhere/file", "../elsewhere/new"])
def test_a_new_file_is_not_written_through_a_link(root, target):
    os.symlink(target, "root/a")
    with pytest.raises(OSError, match=r"exists|symbolic links"):
        folders.write_file("a", root, b"ours")
    assert theirs() == "theirs"
    assert os.listdir("elsewhere") == ["file"]


def test_every_flag_that_keeps_links_and_strangers_away_is_asked_for(root, monkeypatch):
    asked = []
    opened = os.open

    def note(path, flags, *arguments, **options):
        asked.append(flags)
        return opened(path, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", note)
    folders.write_file("a", root, b"ours")
    folders.read_file("a", root)
    folders.synchronize("a", root)
    list(folders.walk(root))
    written, read, synchronized, walked = asked
    assert written == os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    assert read == os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    assert synchronized == read
    assert walked == folders.DIRECTORY == os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def test_a_new_file_is_closed_to_others_until_it_is_whole(root, monkeypatch):
    before = os.umask(0)
    try:
        monkeypatch.setattr(os, "fchmod", lambda *_: None)
        folders.write_file("a", root, b"ours")
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat("root/a").st_mode) == 0o600


def test_nothing_is_read_synchronized_or_walked_through_a_link(root):
    os.symlink("../elsewhere/file", "root/file")
    os.symlink("../elsewhere", "root/folder")
    for use in (folders.read_file, folders.synchronize):
        with pytest.raises(OSError, match="symbolic links"):
            use("file", root)
    assert [path for path, _ in folders.walk(root)] == ["file", "folder"]
    with pytest.raises(NotADirectoryError):
        folders.open_directory("folder", root)
    assert theirs() == "theirs"


def test_a_tree_is_removed_with_its_links_and_not_with_what_they_lead_to(root):
    os.makedirs("root/tree/a/b")
    os.symlink("../../../elsewhere", "root/tree/a/link")
    os.symlink("../../../../elsewhere/file", "root/tree/a/b/link")
    tree = folders.open_directory("tree", root)
    folders.remove_entries(tree, lambda *_: True)
    os.close(tree)
    assert os.listdir("root/tree") == []
    assert theirs() == "theirs"


def test_a_file_and_its_directory_are_synchronized(root, monkeypatch):
    folders.write_file("a", root, b"ours")
    kinds = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: kinds.append(stat.S_IFMT(os.fstat(descriptor).st_mode)))
    folders.synchronize("a", root)
    folders.synchronize(".", root)
    assert kinds == [stat.S_IFREG, stat.S_IFDIR]


def test_a_write_that_takes_one_byte_at_a_time_writes_all(root, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, bytes(content[:1])))
    folders.write_file("a", root, b"ours")
    monkeypatch.undo()
    assert folders.read_file("a", root) == b"ours"


def test_a_directory_has_its_mode_whatever_the_umask_and_the_umask_stays(root):
    before = os.umask(0o077)
    try:
        assert folders.make_directory("a", root)
        assert not folders.make_directory("a", root)
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat("root/a").st_mode) == 0o755


def test_a_directory_is_made_with_its_mode_and_not_given_it_afterwards(root, monkeypatch):
    monkeypatch.setattr(folders, "set_mode", lambda *_: None)
    before = os.umask(0o077)
    try:
        assert folders.make_directory("a", root)
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat("root/a").st_mode) == 0o755


def test_a_directory_that_somebody_removes_at_once_was_made(root, monkeypatch):
    monkeypatch.setattr(folders, "mode_of", lambda *_: None)
    assert folders.make_directory("a", root)


def test_a_directory_has_its_mode_where_the_directory_around_it_hands_down_its_own(root):
    os.chmod("root", 0o2755)
    assert folders.make_directory("a", root)
    assert stat.S_IMODE(os.stat("root/a").st_mode) == 0o755


def test_directories_that_were_made_for_nothing_go_and_one_that_somebody_filled_stays(here):
    os.makedirs("a/b/c")
    made = ["a", "a/b", "a/b/c", "a/b/c/gone"]
    folders.remove_empty(made)
    assert (os.path.exists("a"), made) == (False, [])
    os.makedirs("a/b/c")
    with open("a/b/file", "w"):
        pass
    made = ["a", "a/b", "a/b/c"]
    folders.remove_empty(made)
    assert (sorted(os.listdir("a/b")), made) == (["file"], [])


def test_a_directory_that_is_gone_with_the_one_around_it_is_no_directory_of_the_same_name_here(here):
    os.mkdir("shop")
    folders.remove_empty(["gone/shop"])
    assert os.path.exists("shop")


def test_two_entries_are_exchanged_and_a_failure_has_the_words_of_the_system(root):
    folders.write_file("a", root, b"one")
    folders.write_file("b", root, b"two")
    if folders.exchange(root, "a", root, "b"):
        assert (folders.read_file("a", root), folders.read_file("b", root)) == (b"two", b"one")
        with pytest.raises(FileNotFoundError):
            folders.exchange(root, "a", root, "missing")


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV])
def test_a_system_that_cannot_exchange_says_so_and_no_other_failure_does(root, monkeypatch, number):
    folders.write_file("a", root, b"one")
    monkeypatch.setattr(ctypes, "get_errno", lambda: number)
    if number == errno.EXDEV:
        with pytest.raises(OSError, match=os.strerror(number)):
            folders.exchange(root, "a", root, "missing")
    else:
        assert not folders.exchange(root, "a", root, "missing")


@pytest.fixture
def steps_that_miss(monkeypatch):
    """Return a function that lets a directory be missing so many times when it is opened, and counts how often it is."""

    def miss(times):
        opened = folders.open_below
        asked = []

        def open_below(path, made=None):
            asked.append(path)
            if len(asked) <= times:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            return opened(path, made)

        monkeypatch.setattr(folders, "open_below", open_below)
        return asked

    return miss


def test_an_output_that_others_remove_meanwhile_is_opened_again_and_not_for_ever(root, steps_that_miss):
    asked = steps_that_miss(19)
    with LockedDirectory("root", "root/file", Reports()) as locked:
        assert locked.parent is not None
    assert len(asked) == 20


def test_an_output_that_is_always_missing_is_given_up(root, steps_that_miss):
    asked = steps_that_miss(20)
    reports = Reports()
    with LockedDirectory("root", "root/file", reports) as locked:
        assert locked.parent is None
    assert [found.code.id for found in reports.found] == ["OAM812"]
    assert len(asked) == 20


def test_an_output_that_is_removed_between_opening_and_locking_is_made_again(root, monkeypatch):
    lock = folders.lock
    locked = []

    def remove_first(descriptor):
        if not locked:
            os.rmdir("root/out")
        locked.append(os.fstat(descriptor).st_nlink)
        return lock(descriptor)

    os.mkdir("root/out")
    monkeypatch.setattr(folders, "lock", remove_first)
    with LockedDirectory("root/out", "root/out/file", Reports()) as output:
        assert os.path.samestat(os.fstat(output.parent), os.stat("root/out"))
    assert locked[0] == 0
    assert len(locked) == 2
    assert not os.path.exists("root/out")


def put(path, kind):
    if kind == "link":
        os.symlink(os.path.relpath("elsewhere", os.path.dirname(path)), path)
    else:
        with open(path, "w"):
            pass


@pytest.mark.parametrize("kind", ["link", "file"])
def test_recovery_touches_nothing_that_is_no_directory(root, kind):
    put(f"root/{WORK}shop", kind)
    with pytest.raises(ForeignWorkError) as error:
        recover(root, "shop")
    assert (error.value.path, error.value.is_inside) == (f"{WORK}shop", False)
    assert os.listdir("root") == [f"{WORK}shop"]
    assert theirs() == "theirs"


def test_recovery_says_what_it_cannot_open(root, monkeypatch):
    os.mkdir(f"root/{WORK}shop")
    opened = os.open

    def refuse(path, *arguments, **options):
        if path == f"{WORK}shop":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OSError, match=rf"{WORK}shop, where oamc works on it, cannot be opened: permission denied") as error:
        recover(root, "shop")
    assert error.value.errno == errno.EACCES
    assert os.listdir("root") == [f"{WORK}shop"]


@pytest.mark.parametrize("name", [PARTIAL, STAGED, PREVIOUS])
def test_recovery_leaves_a_link_in_its_own_directory_and_says_so(root, name):
    os.mkdir(f"root/{WORK}shop")
    os.chmod(f"root/{WORK}shop", 0o700 | MARK)
    put(f"root/{WORK}shop/{name}", "link")
    with pytest.raises(ForeignWorkError) as error:
        recover(root, "shop")
    assert (error.value.path, error.value.is_inside) == (f"{WORK}shop/{name}", True)
    assert os.listdir(f"root/{WORK}shop") == [name]
    assert theirs() == "theirs"


def test_a_first_directory_is_followed_only_where_it_is_a_link_of_the_system(root, monkeypatch):
    monkeypatch.setattr(folders, "steps", lambda path: ("/elsewhere", os.path.abspath("."), tuple(path.split("/"))))
    asked = {}
    opened = os.open

    def note(path, flags, *arguments, **options):
        asked[path] = flags
        return opened(path, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", note)
    os.mkdir("root/below")
    os.close(folders.open_below("root/below"))
    assert asked["root"] & os.O_NOFOLLOW
    with pytest.raises(folders.ObstacleError):
        folders.open_below("app.yaml/below")
    os.symlink("root", "link")
    os.close(folders.open_below("link/below"))
    assert not asked["link"] & os.O_NOFOLLOW
    assert asked["below"] & os.O_NOFOLLOW


def test_what_stands_in_the_way_is_named_by_its_path_below_the_current_directory(root):
    os.symlink("elsewhere", "link")
    os.symlink("../elsewhere", "root/link")
    for given, named in {"./link": "link", "./root/link": "root/link", "root/link/below": "root/link"}.items():
        with pytest.raises(folders.ObstacleError) as error:
            folders.open_below(given)
        assert error.value.path == named
