"""Files are read to their end, or as far as is asked, by as few calls as their size allows."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.disk.files import LARGEST_PART, read_up_to
from oamc.disk.folders import DIRECTORY, LastDirectory
from oamc.disk.ownership import ALLOWED, HIDDEN, is_output_path

SIZES = (0, 1, 100, LARGEST_PART - 1, LARGEST_PART, LARGEST_PART + 1)


def read(path, most):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return read_up_to(descriptor, most, os.fstat(descriptor))
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_read_as_far_as_is_asked(tmp_path, size):
    content = bytes(range(256)) * (size // 256 + 1)
    path = tmp_path / "file"
    path.write_bytes(content[:size])
    for most in {0, 1, max(size - 1, 0), size, size + 1, 3 * LARGEST_PART}:
        assert read(path, most) == content[: min(size, most)]


def test_a_small_file_is_read_by_one_call_and_pieces_are_put_together(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    asked = []
    system = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, most: asked.append(most) or system(descriptor, most))
    assert read(path, 1000) == b"0123456789"
    assert asked == [11]
    monkeypatch.setattr(os, "read", lambda descriptor, most: system(descriptor, min(most, 3)))
    assert read(path, 1000) == b"0123456789"


def test_what_a_file_gains_while_it_is_read_is_read_as_far_as_is_asked(tmp_path, monkeypatch):
    path = tmp_path / "file"
    system = os.read

    def growing(descriptor, most):
        if path.stat().st_size < 1000:
            path.write_bytes(path.read_bytes() + b"more")
        return system(descriptor, most)

    monkeypatch.setattr(os, "read", growing)
    for most, expected in ((1000, b"first"), (7, b"firstmo")):
        path.write_bytes(b"first")
        assert read(path, most).startswith(expected)
        path.write_bytes(b"first")
        assert len(read(path, most)) <= most


def test_what_has_no_size_is_read_to_its_end():
    reading, writing = os.pipe()
    os.write(writing, b"text")
    os.close(writing)
    try:
        assert read_up_to(reading, 1000, os.fstat(reading)) == b"text"
    finally:
        os.close(reading)
    if sys.platform == "linux":
        assert b"Name:" in read("/proc/self/status", 100_000)


def test_a_directory_stays_open_for_its_next_entry_and_no_longer(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    root = os.open(tmp_path, DIRECTORY)
    try:
        before = open_files()
        with LastDirectory(root) as last:
            name, first = last.entry("one/file")
            assert (name, last.entry("one/other")) == ("file", ("other", first))
            # Whoever puts a link in its place leads nobody elsewhere.
            (tmp_path / "one").rename(tmp_path / "moved")
            (tmp_path / "one").symlink_to("two")
            assert read_in(*last.entry("one/file")) == "one"
            assert read_in(*last.entry("two/file")) == "two"
            assert last.entry("top") == ("top", root)
            with pytest.raises(NotADirectoryError):
                last.entry("one/file")
            assert last.entry("top") == ("top", root)
            assert read_in(*last.entry("two/file")) == "two"
        assert open_files() == before
    finally:
        os.close(root)


def open_files():
    """Return the numbers of the files that this process has open, as far as the system tells."""
    return {path.name for path in Path("/proc/self/fd").iterdir()} if sys.platform == "linux" else set()


def read_in(name, directory):
    descriptor = os.open(name, os.O_RDONLY, dir_fd=directory)
    try:
        return os.read(descriptor, 100).decode()
    finally:
        os.close(descriptor)


PARTS = st.sampled_from(["", ".", "..", "a", ".a", "a.", "é", "a b", "A-_9", ".helmignore", ".oamc-files", "\n", "~"])


@given(st.lists(PARTS, max_size=4).map("/".join))
def test_a_path_is_one_of_an_output_where_each_of_its_parts_may_be(path):
    parts = path.split("/")
    assert is_output_path(path) == all(part and set(part) <= ALLOWED and (part[0] != "." or part in HIDDEN) for part in parts)
