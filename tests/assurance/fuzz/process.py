"""One process of a run: inputs one after the other, guided by coverage where atheris is installed, else blind.

    python -m tests.assurance.fuzz.process NAME FOLDER RUNS SEED guided|blind

The folder gets `state`, from which the parent sees the progress and the input in work, and `finds/`. Whatever an input does to
this process, the parent knows it: a find that raises is written here and the run goes on; one that kills or hangs is written
there.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import importlib.util
import itertools
import mmap
import pkgutil
import resource
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.assurance.fuzz.harnesses import HARNESSES, Harness
from tests.assurance.fuzz.seeds import WORDS, blind_inputs, seeds
from tests.assurance.fuzz.watch import guarded
from tests.support.processes import ROOT

MEMORY = 2 * 1024**3
"""Bytes of address space that a process may have: what needs more is a find."""
HEAD = struct.Struct("<QQQ")
LARGEST_INPUT = 1 << 20
GUIDED = importlib.util.find_spec("atheris") is not None


class State:
    """What the parent sees of a process, in a file that both have in memory: inputs begun, finds, and the input in work."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(HEAD.size + LARGEST_INPUT))
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)
        self.begun, self.finds, self._length = HEAD.unpack_from(self._memory)

    def begin(self, data: bytes) -> None:
        """Note the input that is tried next."""
        self.begun += 1
        self._length = min(len(data), LARGEST_INPUT)
        self._memory[HEAD.size : HEAD.size + self._length] = data[:LARGEST_INPUT]
        self._note()

    def found(self) -> None:
        """Count a find."""
        self.finds += 1
        self._note()

    def refresh(self) -> None:
        """Read what the process noted."""
        self.begun, self.finds, self._length = HEAD.unpack_from(self._memory)

    def in_work(self) -> bytes:
        """Return the input that was begun last."""
        return self._memory[HEAD.size : HEAD.size + self._length]

    def _note(self) -> None:
        HEAD.pack_into(self._memory, 0, self.begun, self.finds, self._length)


class Session:
    """Tries inputs, and writes those that raise to a folder: one for each place that raises."""

    def __init__(self, check: Callable[[bytes], None], folder: Path) -> None:
        self.check = check
        self.folder = folder
        self.state = State(folder / "state")

    def one(self, data: bytes) -> None:
        """Try one input. Only what is no exception of Python gets out of here."""
        self.state.begin(data)
        try:
            self.check(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a find
            self._keep(data, error)

    def _keep(self, data: bytes, error: Exception) -> None:
        """Write a find with its traceback, unless one of the same place is there."""
        frames = traceback.extract_tb(error.__traceback__)[-2:]
        words = [type(error).__name__, *(f"{frame.filename}:{frame.lineno}" for frame in frames)]
        name = f"raises-{hashlib.sha256(' '.join(words).encode()).hexdigest()[:12]}"
        path = self.folder / "finds" / name
        if path.exists():
            if len(data) < path.stat().st_size:
                path.write_bytes(data)
            return
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        path.with_suffix(".txt").write_text("".join(traceback.format_exception(error)), errors="backslashreplace")
        self.state.found()


def run_guided(harness: Harness, folder: Path, runs: int, seed: int) -> None:
    """Let atheris look for inputs that reach new code. It ends this process."""
    import atheris

    with atheris.instrument_imports(include=["oamc"]):
        import oamc

        for module in pkgutil.walk_packages(oamc.__path__, "oamc."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        check = ready(harness)
    session = Session(check, folder)
    corpus = folder / "corpus"
    start = folder / "seeds"
    for made in (corpus, start):
        made.mkdir(exist_ok=True)
    for number, data in enumerate(seeds(harness)):
        (start / f"{number:04}").write_bytes(data)
    words = folder / "words"
    spelled = ("".join(map("\\x{:02x}".format, word.encode())) for word in WORDS)
    words.write_text("".join(f'"{word}"\n' for word in spelled))
    settle()
    arguments = [f"-runs={runs}", f"-seed={seed + 1}", f"-max_len={harness.longest}", "-timeout=1000000", "-rss_limit_mb=0"]
    arguments += ["-print_final_stats=1", "-reload=0", f"-artifact_prefix={folder}/", str(corpus), str(start)]
    if harness.name == "read":
        arguments.insert(0, f"-dict={words}")
    atheris.Setup([sys.argv[0], *arguments], session.one)
    atheris.Fuzz()


def run_blind(harness: Harness, folder: Path, runs: int, seed: int) -> None:
    """Try mutations of the seeds and of what a guided run in this folder has found."""
    session = Session(ready(harness), folder)
    found = [path.read_bytes() for path in sorted((folder / "corpus").glob("*"))]
    settle()
    for data in itertools.islice(blind_inputs(harness, seed, found), runs):
        session.one(data)


def ready(harness: Harness) -> Callable[[bytes], None]:
    """Return the check of a harness with the guard on, after one run without it that starts and loads what all inputs need."""
    check = harness.load()
    check(b"")
    return guarded(check, harness.allowed)


def settle() -> None:
    """Bound the memory, and keep what is there by now out of the garbage collector's way."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def main() -> None:
    """Run as the parent says."""
    name, folder, runs, seed, how = sys.argv[1:]
    sys.path.insert(0, str(ROOT))
    (run_guided if GUIDED and how == "guided" else run_blind)(HARNESSES[name], Path(folder), int(runs), int(seed))


if __name__ == "__main__":
    main()
