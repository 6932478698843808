# ruff: noqa: PTH116, PTH123, PTH208 - the reader looks with the calls of the system
"""Several builds at once into one folder, and readers meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.assurance.faults.builds import application, component
from tests.assurance.faults.judge import printed_problems
from tests.assurance.faults.product import Product
from tests.assurance.faults.sweeps import Find
from tests.assurance.faults.trees import snapshot

BUILDERS = 4
OPTIONS = ("--format", "manifests", "--layout", "per-object", "-o", "out")


class Race:
    """Builders of different inputs that share one output; `wholes` are the trees that each of them makes alone."""

    def __init__(self, folder: Path, builders: int = BUILDERS) -> None:
        self.folder = folder
        self.products = [Product() for _ in range(builders)]
        self.wholes = []
        for number in range(builders):
            names = [f"part{number}x{part}" for part in range(3 + number)] + ["common"]
            text = "".join(component(name, f"example/{name}:{number}") for name in names) + application("shop", *names)
            (folder / f"{number}.yaml").write_text(text)
            outcome = self.products[number].run(folder, "build", f"{number}.yaml", *OPTIONS[:-1], f"alone{number}")
            assert outcome.status == 0, outcome
            self.wholes.append(snapshot(folder / f"alone{number}/shop"))

    def round(self) -> list[str]:
        """Let all of them build at once; return what is wrong."""
        for number, product in enumerate(self.products):
            product.start(self.folder, "build", f"{number}.yaml", *OPTIONS)
        outcomes = [product.finish() for product in self.products]
        problems = [problem for outcome in outcomes for problem in printed_problems(outcome)]
        locked = [outcome for outcome in outcomes if outcome.status == 1 and "OAM816" in outcome.err]
        failed = [outcome for outcome in outcomes if outcome.status != 0 and outcome not in locked]
        problems += [f"status {outcome.status}: {outcome.err}" for outcome in failed]
        if len(locked) == len(outcomes):
            problems.append("nobody could build")
        if snapshot(self.folder / "out/shop") not in self.wholes:
            problems.append("the tree is mixed")
        if sorted(os.listdir(self.folder / "out")) != [".oamc.trees", "shop"]:
            problems.append(f"litter: {os.listdir(self.folder / 'out')}")
        return problems

    def close(self) -> None:
        """End the builders."""
        for product in self.products:
            product.close()


class Reader(threading.Thread):
    """Reads a tree again and again through one descriptor of its folder.

    A reader that opened the folder before an exchange has the old one in hand, whose files then go. So what is claimed: a
    reader that afterwards still finds the same folder at the path has read a whole tree, and there is always one at the path.
    """

    def __init__(self, path: Path, wholes: list[dict]) -> None:
        super().__init__(daemon=True)
        self.path = path
        self.wholes = [{name: content for name, (_, _, content) in whole.items()} for whole in wholes]
        self.done = threading.Event()
        self.read = 0
        self.overtaken = 0
        self.problems: list[str] = []

    def run(self) -> None:
        """Read until somebody says that it is enough."""
        while not self.done.is_set():
            try:
                folder = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            except FileNotFoundError:
                self.problems.append("there was no tree")
                continue
            try:
                found = None
                with contextlib.suppress(FileNotFoundError):
                    found = {name: _content(folder, name) for name in os.listdir(folder)}
                if os.path.samestat(os.fstat(folder), os.stat(self.path)):
                    self.read += 1
                    if found not in self.wholes:
                        self.problems.append(f"a mixed tree was read: {sorted(found or ())}")
                else:
                    self.overtaken += 1
            finally:
                os.close(folder)


def _content(folder: int, name: str) -> bytes:
    """Read a file of a folder."""
    with open(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
        return file.read()


def at_once(folder: Path, rounds: int) -> Iterator[Find]:
    """Let several builds run at once, round after round, and a reader all the time."""
    race = Race(folder)
    try:
        yield Find("builds at once", "round 1, before there is a tree", (1,), "", tuple(race.round()))
        reader = Reader(folder / "out/shop", race.wholes)
        reader.start()
        for number in range(2, rounds + 1):
            yield Find("builds at once", f"round {number}", (number,), "", tuple(race.round()))
        reader.done.set()
        reader.join()
        words = f"{reader.read} whole reads, {reader.overtaken} overtaken by an exchange"
        problems = reader.problems if reader.read else ["nothing was read", *reader.problems]
        yield Find("a reader", words, (), "", tuple(problems))
    finally:
        race.close()


def apart(folder: Path, rounds: int) -> Iterator[Find]:
    """Let builds of different applications run at once into one folder: each tree is there afterwards, and all are listed."""
    products = [Product() for _ in range(BUILDERS)]
    try:
        for number in range(BUILDERS):
            (folder / f"{number}.yaml").write_text(component("web", "example/web:1") + application(f"app{number}", "web"))
        for turn in range(1, rounds + 1):
            shutil.rmtree(folder / "out", ignore_errors=True)
            for number, product in enumerate(products):
                product.start(folder, "build", f"{number}.yaml", *OPTIONS, "--prune")
            outcomes = [product.finish() for product in products]
            problems = [problem for outcome in outcomes for problem in printed_problems(outcome)]
            built = [f"app{number}" for number, outcome in enumerate(outcomes) if outcome.status == 0]
            listed = list(json.loads((folder / "out/.oamc.trees").read_text())["trees"])
            if len(built) < BUILDERS and "OAM816" not in "".join(outcome.err for outcome in outcomes):
                problems.append(f"only {built} were built")
            if listed != built or sorted(os.listdir(folder / "out")) != [".oamc.trees", *built]:
                problems.append(f"{built} were built, {listed} are listed")
            yield Find("builds of different applications at once", f"round {turn}", (turn,), "", tuple(problems))
    finally:
        for product in products:
            product.close()
