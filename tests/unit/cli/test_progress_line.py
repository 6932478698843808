"""The line of a long run where the terminal is not as usual: gone, the shell's, or none that knows jobs."""

import _signal
import io
import os
from tempfile import TemporaryFile
from threading import Thread
from types import SimpleNamespace

import pytest

from oamc.cli import progress, streams
from oamc.cli.progress import AWAY, Progress
from oamc.progress import watched
from tests.support.surroundings import silence

SETTINGS = SimpleNamespace(flag=lambda _: False)


class Terminal(io.TextIOWrapper):
    """A file without a buffer that says it is a terminal."""

    def isatty(self):
        return True

    def getvalue(self):
        """Return what has reached the file."""
        return os.pread(self.fileno(), 10_000, 0).decode("utf-8")


def use(monkeypatch, stream):
    """Let a stream be standard error, whatever pytest does to the real one."""
    for module in (progress, streams):
        monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream))


@pytest.fixture
def stream(monkeypatch):
    """Give a terminal as standard error, of 40 columns, at which nobody has to wait."""
    silence(monkeypatch)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "INTERVAL", 0)
    monkeypatch.setattr(progress.os, "get_terminal_size", lambda _: SimpleNamespace(columns=40))
    monkeypatch.setattr(progress.os, "tcgetpgrp", lambda _: progress.os.getpgrp())
    with TemporaryFile(buffering=0) as file:
        found = Terminal(file, encoding="utf-8", newline="", write_through=True)
        use(monkeypatch, found)
        yield found


def written(stream):
    """Return what a run with one step writes."""
    with Progress(SETTINGS) as line:
        if line.watch is not None:
            line.watch("doing {} things", 1, 2000)
    return stream.getvalue()


def test_a_step_is_shown_and_taken_away(stream):
    assert written(stream) == f"{AWAY}doing 1 of 2,000 things{AWAY}"


def test_what_is_not_known_is_not_said(stream):
    with Progress(SETTINGS) as line:
        line.watch("looking at {} files", 1234, 0)
        assert stream.getvalue() == f"{AWAY}looking at 1,234 files"


def test_a_name_in_braces_stays_as_it_is(stream):
    with Progress(SETTINGS) as line:
        line.watch("trying {} values of {}", 1, 2)
        assert stream.getvalue() == f"{AWAY}trying 1 of 2 values of {{}}"


def test_nothing_is_shown_before_its_time(stream, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 60)
    assert written(stream) == ""
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "INTERVAL", 60)
    with Progress(SETTINGS) as line:
        for done in range(9):
            line.watch("{}", done, 9)
    assert stream.getvalue() == f"{AWAY}0 of 9{AWAY}"


def test_in_the_background_the_terminal_is_the_shells(stream, monkeypatch):
    monkeypatch.setattr(progress.os, "tcgetpgrp", lambda _: progress.os.getpgrp() + 1)
    assert written(stream) == ""


def test_a_terminal_that_knows_no_jobs_has_it(stream, monkeypatch):
    def unknown(_):
        raise OSError

    monkeypatch.setattr(progress.os, "tcgetpgrp", unknown)
    assert written(stream) != ""


def test_a_terminal_that_is_gone_has_none(stream, monkeypatch):
    def gone(_):
        raise OSError

    monkeypatch.setattr(progress.os, "get_terminal_size", gone)
    assert written(stream) == ""


def test_without_a_stream_there_is_none(stream, monkeypatch):
    use(monkeypatch, None)
    assert Progress(SETTINGS).watch is None
    monkeypatch.setattr(stream, "isatty", io.TextIOWrapper.isatty.__get__(stream))
    stream.close()
    use(monkeypatch, stream)
    assert Progress(SETTINGS).watch is None


def test_an_end_while_the_line_is_taken_away_still_takes_it_away(stream, monkeypatch):
    ends = [KeyboardInterrupt]
    write = progress.write_at_once

    def interrupted(text):
        if ends:
            raise ends.pop()
        write(text)

    monkeypatch.setattr(progress, "write_at_once", interrupted)
    with pytest.raises(KeyboardInterrupt):
        written(stream)
    assert stream.getvalue() == f"{AWAY}doing 1 of 2,000 things{AWAY}"


def test_a_stop_takes_the_line_away_first_and_is_as_before_afterwards(stream, monkeypatch):
    stops = []
    monkeypatch.setattr(
        progress.os, "kill", lambda _, number: stops.append((number, stream.getvalue(), _signal.getsignal(number)))
    )
    with Progress(SETTINGS) as line:
        line.watch("{}", 1, 2)
        _signal.getsignal(_signal.SIGTSTP)(_signal.SIGTSTP, None)
    assert stops == [(_signal.SIGTSTP, f"{AWAY}1 of 2{AWAY}", _signal.SIG_DFL)]
    assert _signal.getsignal(_signal.SIGTSTP) == _signal.SIG_DFL


def test_what_somebody_does_with_a_stop_stays(stream):
    _signal.signal(_signal.SIGTSTP, _signal.SIG_IGN)
    try:
        assert written(stream) != ""
        assert _signal.getsignal(_signal.SIGTSTP) == _signal.SIG_IGN
    finally:
        _signal.signal(_signal.SIGTSTP, _signal.SIG_DFL)


def test_in_another_thread_no_signal_is_touched(stream):
    thread = Thread(target=written, args=(stream,))
    thread.start()
    thread.join()
    assert stream.getvalue() == f"{AWAY}doing 1 of 2,000 things{AWAY}"


def test_things_come_back_as_they_are_where_nobody_watches():
    things = ["a", "b"]
    told = []
    assert watched(things, "{}", None) is things
    assert list(watched(things, "{} x", lambda *words: told.append(words))) == things
    assert told == [("{} x", 0, 2), ("{} x", 1, 2)]
