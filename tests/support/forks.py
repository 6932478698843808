"""Runs of `oamc` that are copies of an interpreter which has loaded it: real processes, at a quarter of the cost of a start.

    forked(["build", "app.yaml"], folder, environment=bare(folder))

A copy does not show what an interpreter does while it starts. Where that matters, or may matter, start a process
(`tests/support/processes.py`).
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.support.processes import PATIENCE, ROOT, Ended, Word, bare

SERVER = Path(__file__).with_name("fork_server.py")
LOADED = ROOT / "examples" / "my-awesome-app"
AT_THE_START = ("LANG", "LC_", "PYTHON")
"""What variables begin with that an interpreter reads when it starts; these two have no effect on oamc itself."""
WITHOUT_EFFECT = {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED"}


class ForkServer:
    """The server of this test process for one seed of hashes."""

    def __init__(self, seed: str) -> None:
        requests, answers = os.pipe(), os.pipe()
        self._scratch = tempfile.TemporaryDirectory(prefix="oamc-fork-")
        command = [sys.executable, SERVER, str(requests[0]), str(answers[1]), LOADED, self._scratch.name]
        environment = bare(ROOT, PYTHONHASHSEED=seed)
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(requests[0], answers[1]),
        )
        os.close(requests[0])
        os.close(answers[1])
        self._requests = os.fdopen(requests[1], "wb")
        self._answers = os.fdopen(answers[0], "rb", buffering=0)

    def run(self, request: Mapping[str, object], seconds: float) -> tuple[list[bytes], bool]:
        """Make a copy; return the words of the answer, and whether its time was up."""
        self._requests.write(json.dumps(request).encode() + b"\n")
        self._requests.flush()
        copy = int(self._answers.readline())
        hung = not select.select([self._answers], [], [], seconds)[0]
        if hung:
            os.killpg(copy, signal.SIGKILL)
        return self._answers.readline().split(), hung

    def close(self) -> None:
        """End the server: its requests end."""
        self._requests.close()
        self._process.wait()
        self._answers.close()
        self._scratch.cleanup()


@cache
def fork_server(seed: str) -> ForkServer:
    """Return the server of this test process for a seed, started at the first call."""
    server = ForkServer(seed)
    atexit.register(server.close)
    return server


def forked(
    words: Sequence[Word],
    folder: Path,
    *,
    environment: Mapping[str, str],
    program: str = "",
    stdin: bytes = b"",
    merged: bool = False,
    processor_seconds: int = 0,
    seconds: float = PATIENCE,
) -> Ended:
    """Run `oamc`, or the text of a program, with some words of the command line, and return what it printed and used.

    Where the streams are `merged`, standard output has both, as in a terminal. Limits, and what has hung, are those of
    `processes.measured`.
    """
    late = [name for name in environment if name.startswith(AT_THE_START) and name not in WITHOUT_EFFECT]
    assert [name for name in late if environment[name] != "C.UTF-8"] == [], "a copy has started already: start a process"
    with tempfile.TemporaryDirectory(prefix="oamc-fork-") as private:
        streams = [Path(private, name) for name in ("in", "out", "err")]
        for stream, content in zip(streams, (stdin, b"", b""), strict=True):
            stream.write_bytes(content)
        request = {
            "words": [str(word) for word in ("oamc", *words)],
            "program": program,
            "folder": str(folder),
            "environment": dict(environment),
            "streams": [str(stream) for stream in (*streams[:2], streams[1 if merged else 2])],
            "seconds": processor_seconds,
        }
        (status, processor, kibibytes), hung = fork_server(environment.get("PYTHONHASHSEED", "random")).run(request, seconds)
        _, out, err = (stream.read_bytes() for stream in streams)
    over = int(status) == -signal.SIGXCPU or 0 < processor_seconds <= float(processor)
    return Ended(int(status), out, err, hung or over, float(processor), int(kibibytes))
