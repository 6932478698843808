"""The rooms of `rooms.toml`, and the faults of `equivalents.toml` that change nothing anybody could see."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import NamedTuple

from tests.assurance.mutation.operators import Fault, Module

TABLES = Path("tests", "assurance", "mutation")


class Room(NamedTuple):
    """A part of the core, below a root: its modules, its tests and its memories.

    The tests are folders, files, or functions in files. The memories are tables that a test fills for the next one.
    A test that takes more processor seconds than the `longest` on its own guards nothing.
    """

    name: str
    root: Path
    modules: tuple[Path, ...]
    tests: tuple[Path, ...]
    memories: tuple[str, ...]
    longest: float = math.inf

    def parsed(self) -> list[Module]:
        """Return the modules with their faults."""
        return [module(self.root, path) for path in self.modules]

    def parts(self, files: set[str]) -> tuple[Path, ...]:
        """Return what has to be collected for the tests of some files."""
        found = []
        for entry in self.tests:
            if entry.is_dir():
                found += sorted(path for file in files if (path := self.root / file).is_relative_to(entry))
            elif str(entry.relative_to(self.root)).partition("::")[0] in files:
                found.append(entry)
        return tuple(found)


def module(root: Path, path: Path) -> Module:
    """Return a module by its path."""
    short = path.relative_to(root)
    name = ".".join(short.with_suffix("").parts).removesuffix(".__init__")
    return Module(short.as_posix(), name, path.read_text(encoding="utf-8"))


def rooms(root: Path) -> dict[str, Room]:
    """Return the rooms of a project by name."""
    with (root / TABLES / "rooms.toml").open("rb") as file:
        table = tomllib.load(file)

    def found(patterns: list[str]) -> tuple[Path, ...]:
        """Return what some patterns stand for; one of tests may name a function of a file."""
        parts = [pattern.partition("::") for pattern in patterns]
        return tuple(Path(f"{path}{mark}{name}") for file, mark, name in parts for path in sorted(root.glob(file)))

    return {
        name: Room(name, root, found(entry["modules"]), found(entry["tests"]), tuple(entry.get("memories", ())))
        for name, entry in table.items()
    }


class Equivalents:
    """The listed faults; those that were met are remembered, so that a line that fits nothing any more is seen."""

    def __init__(self, root: Path) -> None:
        path = root / TABLES / "equivalents.toml"
        table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self.reasons = {(entry["module"], entry["place"], entry["change"]): entry["reason"] for entry in table.get("fault", ())}

    def reason(self, fault: Fault) -> str | None:
        """Return why a fault changes nothing that anybody could see; nothing for one that is not listed."""
        return self.reasons.get((fault.module.path, fault.place, fault.change))

    def stale(self, modules: list[Module]) -> list[tuple[str, str, str]]:
        """Return the listed faults of some modules that these do not have."""
        have = {(fault.module.path, fault.place, fault.change) for parsed in modules for fault in parsed.faults}
        paths = {parsed.path for parsed in modules}
        return [listed for listed in self.reasons if listed[0] in paths and listed not in have]
