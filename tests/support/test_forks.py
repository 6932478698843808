"""Copies of an interpreter: each ends as a started process would, alone, and shows the same."""

import signal
import sys
import time
from pathlib import Path

import pytest

from tests.support.forks import forked
from tests.support.processes import OAMC, ROOT, bare, measured
from tests.support.test_processes import is_alive

EXAMPLE = ROOT / "examples" / "my-awesome-app"


def copied(program, folder, *words, **options):
    return forked(words, folder, environment=bare(folder, **options.pop("more", {})), program=program, **options)


def test_status_and_both_streams_come_back_as_they_were_written(tmp_path):
    ended = copied("import sys; print(sys.stdin.read()); sys.stderr.buffer.write(b'\\xff'); sys.exit(3)", tmp_path, stdin=b"a")
    assert (ended.status, ended.out, ended.stderr, ended.hung) == (3, "a\n", b"\xff", False)


def test_merged_streams_are_in_the_order_in_which_they_were_written(tmp_path):
    program = "import sys; print(1, flush=True); print(2, file=sys.stderr); print(3)"
    ended = copied(program, tmp_path, merged=True)
    assert (ended.out, ended.err) == ("1\n2\n3\n", "")


def test_a_copy_has_its_own_words_folder_and_environment_and_those_of_no_other(tmp_path):
    program = "import os, sys; print(sys.argv, os.getcwd(), sorted(os.environ)); os.environ['LEFT'] = 'x'; os.chdir('/')"
    told = f"['oamc', 'a b'] {tmp_path} ['HOME', 'LANG', 'MORE', 'PATH']\n"
    assert [copied(program, tmp_path, "a b", more={"MORE": "x"}).out for _ in range(2)] == [told, told]


def test_what_it_loads_and_keeps_is_gone_with_it(tmp_path):
    looks, leaves = "print(hasattr(kept, 'left'), 'difflib' in sys.modules)", "kept.left = 1; import difflib"
    program = f"import sys, oamc.records as kept; {looks}; {leaves}"
    assert [copied(program, tmp_path).out for _ in range(2)] == ["False False\n", "False False\n"]


def test_the_modules_of_a_build_are_loaded_and_nothing_has_been_built(tmp_path):
    program = """
import gc, sys
print({"oamc.backends.helm.chart", "oamc.backends.plain", "oamc.source.reader"} <= {*sys.modules})
from oamc.source.nodes import Document, Mapping, Scalar, Sequence
gc.unfreeze()
print([one for one in gc.get_objects() if isinstance(one, (Document, Mapping, Scalar, Sequence))])
"""
    assert copied(program, tmp_path).out == "True\n[]\n"


def test_a_fault_is_told_of_the_copy_that_has_it(tmp_path):
    broken = copied("raise KeyError('x')", tmp_path)
    assert (broken.status, "KeyError" in broken.err) == (1, True)
    ended = copied("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", tmp_path)
    assert ended.status == -signal.SIGSEGV
    assert copied("", tmp_path, "--version").status == 0


def test_what_takes_too_long_by_the_clock_or_by_the_processor_is_ended(tmp_path):
    slept = copied("import time; print('begun', flush=True); time.sleep(300)", tmp_path, seconds=1)
    assert (slept.status, slept.out, slept.hung) == (-signal.SIGKILL, "begun\n", True)
    worked = copied("while True: pass", tmp_path, processor_seconds=1)
    assert (worked.status, worked.hung) == (-signal.SIGXCPU, True)
    assert copied("", tmp_path, "--version").status == 0


def test_memory_is_counted_and_limited_for_each_copy(tmp_path):
    large = copied("waste = bytearray(300_000_000)", tmp_path, processor_seconds=10)
    assert large.kibibytes * 1024 > 300_000_000
    refused = copied("waste = bytearray(3_000_000_000)", tmp_path, processor_seconds=10)
    assert "MemoryError" in refused.err
    assert copied("", tmp_path, "--version").kibibytes < 100_000


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_what_a_copy_has_started_ends_with_it(tmp_path):
    ended = copied("import subprocess; print(subprocess.Popen(['sleep', '300']).pid)", tmp_path)
    end = time.monotonic() + 10
    while is_alive(int(ended.out)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(int(ended.out))


def test_each_seed_of_hashes_has_copies_of_its_own(tmp_path):
    one, again, other = (copied("print(hash('a'))", tmp_path, more={"PYTHONHASHSEED": seed}).out for seed in ("1", "1", "2"))
    assert one == again != other


def test_an_environment_that_an_interpreter_reads_at_its_start_is_refused(tmp_path):
    with pytest.raises(AssertionError, match="start a process"):
        copied("", tmp_path, more={"PYTHONUTF8": "0"})
    with pytest.raises(AssertionError, match="start a process"):
        copied("", tmp_path, more={"LC_ALL": "C"})


@pytest.mark.parametrize("words", [["build", EXAMPLE, "-o", "out"], ["check", EXAMPLE], ["dump", EXAMPLE], ["nothing"], ["-h"]])
def test_a_copy_says_and_writes_what_a_started_process_does(tmp_path, words):
    shown = []
    for folder in (tmp_path / "started", tmp_path / "copied"):
        folder.mkdir()
        environment = bare(folder, PYTHONPATH=str(ROOT))
        if folder.name == "started":
            ended = measured([*OAMC, *words], folder, environment=environment, processor_seconds=10)
        else:
            ended = forked(words, folder, environment=environment, processor_seconds=10)
        files = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        shown.append((ended.status, ended.stdout, ended.stderr, files))
    assert shown[0] == shown[1]


def test_the_interpreter_is_the_same(tmp_path):
    assert copied("import sys; print(sys.executable)", tmp_path).out == f"{sys.executable}\n"
