"""Functions of the C library are called in either way alike."""

import errno
import os
import subprocess
import sys

import pytest

SCRIPT = """
import sys, os
if {package}:
    import ctypes
from oamc.startup import system_calls
if {broken}:
    sys.modules["_ctypes"] = type(sys)("_ctypes")
    try:
        system_calls._directly(("syncfs",))
    except AttributeError:
        del sys.modules["_ctypes"]
        system_calls._directly = lambda names: None.nothing
wait, last_error = system_calls.system_function("nothing_is_called_so", "syncfs")
descriptor = os.open(".", os.O_RDONLY)
results = [wait(descriptor), wait(12345), last_error()]
nothing, _ = system_calls.system_function("nothing_is_called_so")
print(*results, nothing, "ctypes" in sys.modules)
"""


def outcome(*, package=False, broken=False):
    paths = f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}\n"
    script = paths + SCRIPT.format(package=package, broken=broken)
    run = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=False)
    return run.stdout.split() or run.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="syncfs is a call of Linux")
def test_each_way_calls_and_tells_errors():
    found = ["0", "-1", str(errno.EBADF), "None"]
    assert outcome() == [*found, "False"]
    assert outcome(package=True) == [*found, "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="syncfs is a call of Linux")
def test_texts_are_taken(tmp_path, monkeypatch):
    from oamc.startup import system_calls

    monkeypatch.delitem(sys.modules, "ctypes", raising=False)
    rename, _ = system_calls.system_function("renameat2")
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    folder = os.open(tmp_path, os.O_RDONLY)
    assert rename(folder, b"a", folder, b"b", 2) == 0
    os.close(folder)
    assert (tmp_path / "a").read_text() == "2"
    assert "ctypes" not in sys.modules


@pytest.mark.skipif(sys.platform != "linux", reason="syncfs is a call of Linux")
def test_another_module_is_left_to_the_package():
    assert outcome(broken=True) == ["0", "-1", str(errno.EBADF), "None", "True"]
