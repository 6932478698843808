"""The line that says how far a long run is: at a terminal it comes, changes and goes, and nowhere else is there any of it."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pytest

from tests.support.processes import ROOT, bare, run, started

pytestmark = pytest.mark.slow

LAUNCHER = """
import fcntl, signal, sys, termios, time
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
if sys.argv.pop(1) == "own":
    fcntl.ioctl(2, termios.TIOCSCTTY, 0)
import oamc.cli.progress as progress
progress.PATIENCE = float(sys.argv.pop(1))
progress.INTERVAL = 0
held, write = float(sys.argv.pop(1)), progress.write_message
def hold(text):
    global held
    write(text)
    if "of 1,00" in text:
        time.sleep(held)
        held = 0
progress.write_message = hold
from oamc.cli.entry import main
sys.exit(main())
"""
"""Runs the command line, with the terminal as its own, and with another patience: no test waits for a second.

It takes SIGINT also below a shell whose jobs pass over it. What says how many of a thousand are done may hold the run for some
seconds, so that a signal meets it."""
APPLICATION = """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {{name: web{number}}}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  containers:
    - {{name: main, image: "web:1", resources: {{cpu: {{required: "1"}}, memory: {{required: 1Gi}}}}}}
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {{name: app{number}}}
spec:
  components: [{{componentName: web{number}, instanceName: web{number}}}]
"""
LINE = re.compile(rb"\r\x1b\[K[^\r\n\x1b]*")
AWAY = b"\r\x1b[K"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with some applications in `in`."""
    (tmp_path / "in").mkdir()
    for number in range(4):
        (tmp_path / "in" / f"{number}.yaml").write_text(APPLICATION.format(number=number))
    return tmp_path


def launched(*arguments: str, patience: float = 0, held: float = 0) -> list[str]:
    """Return a command of the command line, whose terminal is its own."""
    return [sys.executable, "-c", LAUNCHER, "own", str(patience), str(held), *arguments]


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of somebody at a terminal."""
    return bare(folder, PYTHONPATH=str(ROOT), TERM="xterm", **more)


@contextmanager
def terminal(columns: int = 80) -> Iterator[tuple[int, int]]:
    """Yield both ends of a terminal."""
    ours, theirs = pty.openpty()
    try:
        ioctl(theirs, TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        yield ours, theirs
    finally:
        os.close(ours)
        os.close(theirs)


def read(ours: int, *, until: bytes | None = None, seconds: float = 0.3) -> bytes:
    """Return what a terminal was given: up to some text, or all that is there."""
    found = b""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        ready, _, _ = select.select([ours], [], [], seconds)
        if ready:
            found += os.read(ours, 65536)
        elif until is None:
            break
        if until is not None and until in found:
            return found
    assert until is None, f"it never came: {found[-500:]!r}"
    return found


def shown(
    folder: Path, *arguments: str, columns: int = 80, patience: float = 0, environment: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Return the status of a run whose streams are both one terminal, and what that was given."""
    chosen = environment or surroundings(folder)
    with terminal(columns) as (ours, theirs):
        command = launched(*arguments, patience=patience)
        found = b""
        with started(command, folder, environment=chosen, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            while process.poll() is None:
                found += read(ours, seconds=0.05)
            found += read(ours)
        return process.returncode, found


def screen(given: bytes) -> list[bytes]:
    """Return the lines that somebody sees at the end."""
    lines = [b""]
    for part in re.split(rb"(\r\n|\r|\n|\x1b\[K)", given):
        if part in {b"\n", b"\r\n"}:
            lines.append(b"")
        elif part == b"\x1b[K":
            lines[-1] = b""
        elif part != b"\r":
            lines[-1] += part
    return [line for line in lines if line]


def test_a_build_says_what_it_does_and_leaves_nothing_of_it(folder: Path) -> None:
    status, given = shown(folder, "build", "in")
    assert status == 0
    for words in (
        b"looking at 1 files",
        b"reading 3 of 4 files",
        b"reading 7 of 8 documents",
        b"resolving 0 of 4 applications",
        b"compiling 3 of 4 applications",
        b"checking 3 of 4 applications",
        b"laying out 3 of 4 applications",
        b"comparing 3 of 4 outputs",
        b"writing 3 of 4 outputs",
    ):
        assert AWAY + words + b"\r" in given
    assert screen(given) == [b"wrote charts/app%d (7 files)" % number for number in range(4)]


@pytest.mark.parametrize(
    ("arguments", "words", "last"),
    [
        (("check", "in"), b"checking 3 of 4", b""),
        (("images", "in"), b"checking 3 of 4", b"web:1"),
        (("diff", "in", "in"), b"checking 3 of 4", b"no difference"),
        (("build", "in", "--format", "manifests"), b"laying out 3 of 4", b"      restartPolicy: Always"),
        (("build", "in", "--dry-run"), b"comparing 3 of 4 outputs", b"new charts/.oamc.trees"),
        (
            ("verify", "in", "--samples", "2"),
            b"trying 2 of 2 sets of values for app3",
            b"app3: chart and manifests agree on 3 sets of values",
        ),
    ],
)
def test_each_long_command_has_it(folder: Path, arguments: tuple[str, ...], words: bytes, last: bytes) -> None:
    status, given = shown(folder, *arguments)
    assert status == 0
    assert AWAY + words in given
    seen = screen(given)
    assert seen[-1:] == ([last] if last else [])
    assert not any(b" of 4 " in line or b" of 2 " in line for line in seen)


def test_a_result_and_messages_begin_on_a_clean_line(folder: Path) -> None:
    (folder / "in" / "0.yaml").write_text("kind: [\n")
    status, given = shown(folder, "build", "in/0.yaml", "in", "--format", "manifests")
    assert status == 1
    clean = re.sub(rb"\x1b\[[0-9;]*m", b"", LINE.sub(b"", given))
    assert clean.startswith(b"error[OAM110]")
    assert screen(given)[-1] == b"1 error in 1 file"


@pytest.mark.parametrize(
    "more",
    [
        {"CI": "true"},
        {"GITHUB_ACTIONS": "true"},
        {"GITLAB_CI": "true"},
        {"JENKINS_URL": "https://ci.example.com"},
        {"BUILD_NUMBER": "7"},
        {"TERM": "dumb"},
        {"TERM": ""},
    ],
)
def test_in_ci_and_at_a_terminal_without_a_cursor_there_is_none(folder: Path, more: dict[str, str]) -> None:
    chosen = {**surroundings(folder), **more}
    if not more.get("TERM", "x"):
        del chosen["TERM"]
    _, given = shown(folder, "check", "in", environment=chosen)
    assert AWAY not in given
    assert b" of 4" not in given


@pytest.mark.parametrize("more", [{"CI": "false"}, {"CI": ""}, {"NO_COLOR": "1"}])
def test_what_says_nothing_about_it_does_not_take_it_away(folder: Path, more: dict[str, str]) -> None:
    assert b"checking 3 of 4" in shown(folder, "check", "in", environment=surroundings(folder, **more))[1]


@pytest.mark.parametrize("flag", ["--quiet", "--verbose"])
def test_quiet_and_verbose_have_none(folder: Path, flag: str) -> None:
    assert AWAY not in shown(folder, "check", "in", flag)[1]


def test_a_short_run_has_none(folder: Path) -> None:
    assert shown(folder, "check", "in", patience=60)[1] == b""


def test_without_a_terminal_there_is_none(folder: Path) -> None:
    command = launched("check", "in")
    command[3] = "none"
    ended = run(command, folder, environment=surroundings(folder))
    assert (ended.status, ended.stdout, ended.stderr) == (0, b"", b"")


def test_a_narrow_terminal_has_less_of_it_and_a_tiny_one_none(folder: Path) -> None:
    given = shown(folder, "check", "in", columns=24)[1]
    assert AWAY + b"checking 3 of 4 applica\r" in given
    assert max(len(line) for line in re.split(rb"\r\x1b\[K", given)) < 24
    assert shown(folder, "check", "in", columns=8)[1] == b""
    assert b"checking 3 of 4 applications" in shown(folder, "check", "in", columns=0)[1]


def waiting(folder: Path) -> None:
    """Write a long input, in the middle of which a run can wait."""
    text = "\n---\n".join(APPLICATION.format(number=number).strip() for number in range(100, 1100))
    (folder / "in" / "many.yaml").write_text(text)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_run_that_is_ended_by_a_signal_leaves_nothing_of_it(folder: Path, number: signal.Signals, status: int) -> None:
    waiting(folder)
    with terminal() as (ours, theirs):
        command = launched("build", "in", held=60)
        environment = surroundings(folder)
        with started(command, folder, environment=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            given = read(ours, until=b"of 1,00", seconds=0.05)
            process.send_signal(number)
            while process.poll() is None:
                given += read(ours, seconds=0.05)
            given += read(ours)
    assert process.returncode == status
    assert screen(given) == []
    assert not (folder / "charts").exists()


def test_a_run_that_is_stopped_takes_the_line_away_and_goes_on_with_it(folder: Path) -> None:
    waiting(folder)
    with terminal() as (ours, theirs):
        command = launched("check", "in", held=2)
        environment = surroundings(folder)
        with started(command, folder, environment=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            given = read(ours, until=b"of 1,00", seconds=0.05)
            process.send_signal(signal.SIGTSTP)
            # In a session without a shell the kernel drops the stop itself, so that the run goes on at once.
            given += read(ours, until=AWAY + b"\r", seconds=0.05)
            process.send_signal(signal.SIGCONT)
            while process.poll() is None:
                given += read(ours, seconds=0.05)
            given += read(ours)
    assert process.returncode == 0
    assert screen(given) == []
