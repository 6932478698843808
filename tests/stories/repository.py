"""A repository in which a story plays: files, command lines, commits."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

from tests.support.processes import Ended, bare, oamc, run

GIT = shutil.which("git")
REPAIR = re.compile(r'run "(oamc [^"]*)"( with the other options of this run)?')


class Outcome(NamedTuple):
    """What a run printed and how it ended, with the place where it ran and its further options."""

    ended: Ended
    place: Path
    more: tuple[str, ...]

    @property
    def status(self) -> int:
        return self.ended.status

    @property
    def codes(self) -> list[str]:
        """The codes of errors and warnings; notices are told on every run."""
        return re.findall(r"^(?:error|warning)\[(OAM\d+)\]", self.ended.err, re.MULTILINE)


class Repository:
    """A repository of git, below a home directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def oamc(self, *words: str, at: str = ".", more: tuple[str, ...] = ()) -> Outcome:
        """Run a command in a directory of the repository."""
        place = self.root / at
        return Outcome(oamc(*words, *more, folder=place, environment=bare(self.root.parent)), place, more)

    def follow(self, outcome: Outcome, containing: str = "") -> Outcome:
        """Run the one command that the hints of a run give as the repair."""
        found = {match.groups() for match in REPAIR.finditer(outcome.ended.err) if containing in match[1]}
        assert len(found) == 1, outcome.ended.err
        ((line, others),) = found
        assert bool(others) == bool(outcome.more), line
        return self.oamc(*shlex.split(line)[1:], at=str(outcome.place), more=outcome.more)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands in a file once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, path
        self.write(path, text.replace(old, new))

    def tree(self, path: str = "deploy") -> dict[str, bytes]:
        """Return the content of every file below a directory."""
        folder = self.root / path
        return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    def git(self, *words: str) -> Ended:
        """Run git as one of the developers."""
        assert GIT is not None
        person = {f"GIT_{role}_{what}": "dev@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        surroundings = bare(self.root.parent, GIT_CONFIG_NOSYSTEM="1", **person)
        return run((GIT, *words), self.root, environment=surroundings)

    def commit(self, words: str) -> None:
        assert self.git("add", "-A").status == 0
        assert self.git("commit", "-qm", words).status == 0
