"""Runs the real command for one case, in a folder of its own, with limits, a clean environment and decoys around it.

    place/                  its name is a marker, as are the user and the host: no output may show them
      home/                 decoys that look worth stealing
      temp/                 where temporary files go, if anybody makes some
      work/                 the working folder: the inputs, decoys, and `out`, the only place that may change

What was there before and afterwards is read without following a link. A run never hangs the caller: processor time, wall time,
memory, files and their sizes are limited.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.assurance.hostile import scenes
from tests.assurance.hostile.cases import Case
from tests.support.forks import forked
from tests.support.processes import INSTALLED, ROOT, measured

WATCH = Path(__file__).parent / "watch"
COMMAND = (str(INSTALLED),)
OUTPUT = "work/out"
USER, HOST, PLACE, TOKEN = "user-marker-5c1f", "host-marker-8e2a", "build-path-marker-c41e", "secret-marker-93d7"
MARKERS = {"LOGSECRET": (TOKEN,), "PATHLEAK": (USER, HOST, PLACE)}
DECOYS = {
    "home/.ssh/id_canary": "a private key\n",
    "home/.kube/config": "clusters: []\n",
    "work/.git/config": "[core]\n",
    "work/notes.txt": "notes of the user\n",
    "work/neighbor/canary.yaml": "a: neighbor\n",
    "canary.txt": "nobody may touch this\n",
}
CPU_SECONDS, WALL_SECONDS = 10, 60
PATIENCE = 6
"""How much longer by the clock than by the processor a costly case may take on a busy machine."""


class Entry(NamedTuple):
    """What stands at a path: `kind` is "file", "directory", "link" or another word, `content` of a link is its target."""

    kind: str
    mode: int
    content: bytes


class Event(NamedTuple):
    """One thing that the program did, as its interpreter saw it: "reads", "writes" or the name of an audit event."""

    name: str
    what: str


class Run(NamedTuple):
    """Everything that one run showed. A negative `status` is the signal that ended it."""

    format: str
    status: int
    stdout: bytes
    stderr: bytes
    before: dict[str, Entry]
    after: dict[str, Entry]
    events: tuple[Event, ...]
    place: str
    seconds: float
    mebibytes: float
    hung: bool

    def output_files(self) -> dict[str, bytes]:
        """Return the regular files of the output folder afterwards, by their path in it."""
        start = f"{OUTPUT}/"
        return {
            path.removeprefix(start): entry.content
            for path, entry in self.after.items()
            if path.startswith(start) and entry.kind == "file"
        }


@contextmanager
def surroundings(case: Case) -> Iterator[Path]:
    """Make the folder of one run, with the decoys, the inputs and the scene; remove it afterwards."""
    base = Path(tempfile.mkdtemp(prefix="oamc-hostile-"))
    place = base / PLACE
    try:
        for name in ("home", "temp", "work"):
            (place / name).mkdir(parents=True)
        contents = {**{path: text.encode() for path, text in DECOYS.items()}}
        contents |= {f"work/{path}": content for path, content in case.files().items()}
        for path, content in contents.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(content)
        if case.scene:
            scenes.make(case.scene, place)
        yield place
    finally:
        _remove(base)


def _remove(base: Path) -> None:
    """Remove a folder, even where a scene has taken the right to look into it."""
    for folder, names, _ in os.walk(base):
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(base)


def snapshot(place: Path) -> dict[str, Entry]:
    """Return everything below a folder by its relative path; no link is followed and no pipe is opened."""
    found: dict[str, Entry] = {}
    waiting = [place]
    while waiting:
        folder = waiting.pop()
        with os.scandir(folder) as entries:
            for item in entries:
                path = Path(item.path)
                status = item.stat(follow_symlinks=False)
                kind, content = _kind_and_content(path, status.st_mode)
                found[path.relative_to(place).as_posix()] = Entry(kind, stat.S_IMODE(status.st_mode), content)
                if kind == "directory":
                    waiting.append(path)
    return dict(sorted(found.items()))


def _kind_and_content(path: Path, mode: int) -> tuple[str, bytes]:
    """Return what a path is, and what is in it."""
    if stat.S_ISREG(mode):
        return "file", path.read_bytes()
    if stat.S_ISLNK(mode):
        return "link", os.fsencode(path.readlink())
    return ("directory" if stat.S_ISDIR(mode) else "special"), b""


def environment(place: Path, record: Path, seed: int) -> dict[str, str]:
    """Return the environment of a run: nothing of the caller's, and markers that no output may show."""
    roots = (sys.prefix, sys.base_prefix, str(ROOT / "oamc"), str(ROOT / "schemas"), str(ROOT / "templates"), str(WATCH))
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "temp"),
        "USER": USER,
        "LOGNAME": USER,
        "HOSTNAME": HOST,
        "DEPLOY_TOKEN": TOKEN,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": str(seed),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(WATCH),
        "HOSTILE_RECORD": str(record),
        "HOSTILE_ROOTS": os.pathsep.join(roots),
    }


def most_seconds(case: Case) -> int:
    """Return the processor time after which a run is ended: 10 seconds, or what a case of a large input may take."""
    return max(CPU_SECONDS, math.ceil(case.most_seconds))


def arguments_of(case: Case, kind_of_output: str) -> list[str]:
    """Return the arguments of the command for a case."""
    return ["build", *case.inputs(), "--format", kind_of_output, "-o", "out", *case.options]


def run(
    case: Case,
    kind_of_output: str,
    *,
    command: Sequence[str] = COMMAND,
    seed: int = 1,
    wrap: Callable[[Path], Sequence[str]] | None = None,
    afterwards: Callable[[Path], None] | None = None,
    wall_seconds: float = WALL_SECONDS,
    copied: bool = False,
) -> Run:
    """Run the command for a case.

    `wrap` gives words to be put before it, such as those of a tracer, and `afterwards` reads what they left; both get the
    folder around the place. A `copied` command is a copy of an interpreter that has loaded oamc, instead of one that is
    started; it is `COMMAND`, or an interpreter with the text of a program.
    """
    with surroundings(case) as place:
        before = snapshot(place)
        outside = place.parent
        record = outside / "record"
        arguments, seconds = arguments_of(case, kind_of_output), most_seconds(case)
        limits: dict[str, Any] = {
            "environment": environment(place, record, seed),
            "processor_seconds": seconds,
            "seconds": max(wall_seconds, PATIENCE * seconds) if case.deep else wall_seconds,
        }
        if copied:
            assert wrap is None
            ended = forked(arguments, place / "work", program=_program(command), **limits)
        else:
            ended = measured([*(wrap(outside) if wrap else ()), *command, *arguments], place / "work", **limits)
        if afterwards:
            afterwards(outside)
        return Run(
            format=kind_of_output,
            status=ended.status,
            stdout=ended.stdout,
            stderr=ended.stderr,
            before=before,
            after=snapshot(place),
            events=_events(record),
            place=str(place),
            seconds=ended.seconds,
            mebibytes=ended.kibibytes / 1024,
            hung=ended.hung,
        )


def _program(command: Sequence[str]) -> str:
    """Return the text of the program of a command that is copied; none for oamc itself."""
    if tuple(command) == COMMAND:
        return ""
    _, option, text = command
    assert option == "-c"
    return text


def _events(record: Path) -> tuple[Event, ...]:
    """Return what the watched interpreter recorded."""
    if not record.exists():
        return ()
    return tuple(Event(*json.loads(line)) for line in record.read_text(encoding="utf-8").splitlines())
