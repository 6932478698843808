"""Everything sent to one cluster: every set in every way, on several threads, with the count of each step."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from tests.assurance.cluster.definitions import define
from tests.assurance.cluster.expected import EXPECTED, RANDOM, Expected
from tests.assurance.cluster.manifests import Place, Told, applied, applied_by_the_server, created
from tests.assurance.cluster.releases import released
from tests.assurance.cluster.server import Cluster
from tests.assurance.cluster.sets import ObjectSet, kinds_of
from tests.assurance.cluster.tools import tool
from tests.helm_programs.build import PROGRAMS, program_path

THREADS = 3
Way = Callable[[Place, ObjectSet], Iterator[Told]]


class Problem(NamedTuple):
    """A step that went wrong for a set, with the server's words; and the entry of the table, where it is expected."""

    name: str
    step: str
    about: str
    words: str
    expected: Expected | None

    def __str__(self) -> str:
        return f"{self.name}: {self.step}{f' ({self.about})' if self.about else ''}: {self.words}"


class Found(NamedTuple):
    """What a search found: how often each step was taken, and every problem."""

    sets: int
    steps: Counter[str]
    problems: list[Problem]

    @property
    def unexpected(self) -> list[Problem]:
        """The problems that no entry of the table covers."""
        return [problem for problem in self.problems if problem.expected is None]

    @property
    def stale(self) -> list[Expected]:
        """The entries of the table that nothing met; what random sets meet is chance."""
        met = {problem.expected for problem in self.problems}
        return [entry for entry in EXPECTED if entry.sets != RANDOM and entry not in met]


def helm_ways(cluster: Cluster) -> Iterator[tuple[str, Way]]:
    """Yield for each version of Helm that is built its title, and the way in which it sends a set."""
    for version in PROGRAMS:
        if program_path(version).exists():
            title = f"Helm {version.removeprefix('v').partition('.')[0]}"
            yield title, partial(released, title, tool(program_path(version), cluster))


def search(cluster: Cluster, sets: Iterable[ObjectSet], tell: Callable[[str], None] = lambda _: None) -> Found:
    """Send all sets in all ways, each in a namespace of its own. `tell` gets a line for each set."""
    every = list(sets)
    define(cluster.api, set().union(*(_kinds(item) for item in every)))
    found = Found(len(every), Counter(), [])
    chosen, kubectl, lock, numbers = (
        [created, applied, applied_by_the_server, *(way for _, way in helm_ways(cluster))],
        tool(cluster.programs / "kubectl", cluster),
        threading.Lock(),
        itertools.count(1),
    )

    def send(item: ObjectSet) -> None:
        problems = []
        for way in chosen:
            place = Place(kubectl, cluster.api, f"set-{next(numbers)}")
            cluster.api.create_namespace(place.namespace)
            told = list(way(place, item))
            cluster.api.delete_namespace(place.namespace)
            problems += [judged(item.name, each) for each in told if each.problem]
            with lock:
                found.steps.update(each.step for each in told)
        with lock:
            found.problems.extend(problems)
            tell(f"{item.name}: {sum(problem.expected is None for problem in problems) or 'no'} problems")
            for problem in problems:
                if problem.expected is None:
                    tell(str(problem))

    with ThreadPoolExecutor(THREADS) as threads:
        for _ in threads.map(send, every):
            pass
    return found


def judged(name: str, told: Told) -> Problem:
    """Return a problem with the entry of the table that covers it."""
    covering = (entry for entry in EXPECTED if entry.covers(name, told.step, told.problem))
    return Problem(name, told.step, told.about, told.problem, next(covering, None))


def _kinds(item: ObjectSet) -> set[tuple[str, str]]:
    """Return the kinds in a set and in what its overrides make of it."""
    return kinds_of(item.manifests).union(*(kinds_of(change.manifests) for change in item.changes))
