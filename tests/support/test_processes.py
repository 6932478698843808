"""The runner of processes itself: what it hands back, and that nothing is left of what it started."""

import ast
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.support.processes import ROOT, Companion, bare, inherited, measured, oamc, run, started

STARTING = {"run", "Popen", "call", "check_call", "check_output", "system", "popen", "fork", "posix_spawn", "execvpe"}
STARTERS = {
    "support/fork_server.py": "a run is a copy of a process that has loaded everything",
    "support/forks.py": "starts that process",
    "support/launcher.py": "what `measured` starts",
    "support/processes.py": "the runner",
    "assurance/cluster/guard.py": "a program of its own, which ends with who started it",
    "assurance/cluster/server.py": "servers that live as long as the cluster, each under that guard",
    "assurance/cluster/test_judging.py": "the test of that guard",
    "assurance/faults/launcher.py": "a run is a copy of a process that has loaded everything",
    "assurance/fuzz/test_fuzzing.py": "an input that starts something must be caught",
    "assurance/mutation/__main__.py": "a trial is a copy of a process that has loaded everything",
    "assurance/mutation/measure.py": "likewise",
    "assurance/mutation/test_mutation.py": "the program of that room, interrupted too",
    "assurance/mutation/trials.py": "likewise",
}
"""What starts processes beside the runner, each with the reason."""
TESTS = ROOT / "tests"
ROOMS = ("assurance", "cue_engine", "helm_programs", "kubernetes_programs", "strategies", "support")
SLEEPER = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])"


def is_alive(number):
    """Tell whether a process runs; one that nobody has waited for does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def starts_processes(path):
    """Tell whether a module starts processes by itself."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    attributes = (call for call in calls if isinstance(call, ast.Attribute) and call.attr in STARTING)
    return any(isinstance(call.value, ast.Name) and call.value.id in {"os", "subprocess"} for call in attributes)


def test_every_room_starts_its_processes_by_the_one_runner():
    modules = [path for room in ROOMS for path in (TESTS / room).rglob("*.py")]
    assert {path.relative_to(TESTS).as_posix() for path in modules if starts_processes(path)} == set(STARTERS)


def test_status_and_both_streams_come_back_as_they_were_written(tmp_path):
    program = "import sys; print(sys.stdin.read()); sys.stderr.buffer.write(b'\\xff'); sys.exit(3)"
    ended = run([sys.executable, "-c", program], tmp_path, stdin="ä".encode())
    assert (ended.status, ended.out, ended.stderr, ended.hung) == (3, "ä\n", b"\xff", False)


def test_a_command_that_must_succeed_says_how_it_failed(tmp_path):
    with pytest.raises(AssertionError, match="ended with 1:\nno such thing"):
        run([sys.executable, "-c", "import sys; sys.exit('no such thing')"], tmp_path, check=True)


def test_what_takes_too_long_is_ended(tmp_path):
    ended = run([sys.executable, "-c", "import time; print('begun', flush=True); time.sleep(300)"], tmp_path, seconds=1)
    assert (ended.status, ended.out, ended.hung) == (-signal.SIGKILL, "begun\n", True)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
def test_nothing_is_left_of_what_a_command_started(tmp_path):
    program = f"{SLEEPER.replace('subprocess.Popen', 'child = subprocess.Popen')}; print(child.pid)"
    before = time.monotonic()
    number = int(run([sys.executable, "-c", program], tmp_path).out)
    assert time.monotonic() - before < 60, "a process that holds the streams open kept it waiting"
    end = time.monotonic() + 10
    while is_alive(number) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(number)


def test_a_process_that_is_watched_is_gone_at_the_end(tmp_path):
    with started([sys.executable, "-c", "import time; time.sleep(300)"], tmp_path) as process:
        assert process.poll() is None
    assert process.returncode == -signal.SIGKILL


def test_what_a_command_used_is_its_own_and_not_of_the_tests(tmp_path):
    ballast = bytearray(os.urandom(1024)) * (200 * 1024)
    small = measured([sys.executable, "-I", "-S", "-c", "pass"], tmp_path)
    large = measured([sys.executable, "-I", "-S", "-c", "text = b'x' * 10**8"], tmp_path)
    assert len(ballast) > 10**8 > small.kibibytes * 1024
    assert large.kibibytes * 1024 > 10**8
    assert (small.status, small.hung, large.seconds > 0) == (0, False, True)


def test_the_limit_of_processor_time_ends_a_command(tmp_path):
    ended = measured([sys.executable, "-I", "-S", "-c", "while True: pass"], tmp_path, processor_seconds=1)
    assert (ended.hung, ended.status < 0) == (True, True)
    assert measured([sys.executable, "-I", "-S", "-c", "pass"], tmp_path, processor_seconds=5).hung is False


def test_the_clock_ends_a_measured_command(tmp_path):
    ended = measured([sys.executable, "-I", "-S", "-c", "import time; time.sleep(300)"], tmp_path, seconds=1)
    assert (ended.status, ended.hung) == (-signal.SIGKILL, True)


def test_a_companion_answers_line_by_line_and_says_when_it_has_ended():
    program = "import sys\nfor line in sys.stdin:\n    print(line.strip()[::-1], flush=True)\n    if line == 'end\\n': break"
    with Companion([sys.executable, "-c", program]) as companion:
        assert [companion.ask("abc"), companion.ask("end")] == ["cba\n", "dne\n"]
        with pytest.raises(AssertionError, match="has ended"):
            companion.hear()
    assert companion.process.returncode == 0


def test_an_environment_holds_what_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("OAMC_QUIET", "1")
    assert set(bare(tmp_path, A="b")) == {"PATH", "HOME", "LANG", "A"}
    assert "OAMC_QUIET" in inherited()
    assert "OAMC_QUIET" not in inherited("OAMC_", "PYTHON")


def test_the_command_line_of_this_checkout_is_run(tmp_path):
    ended = oamc("--version", folder=tmp_path)
    assert (ended.status, ended.out.split()[0]) == (0, "oamc")
