"""`--jobs`: a run in several processes ends, prints and writes as one in this process does."""

import os
import sys

import pytest

from oamc.cli import jobs
from oamc.fleets import division
from oamc.fleets.build import made_in_parts
from tests.cache.runs import run
from tests.support import processes
from tests.unit.fleets.test_parts import INGRESS, one

AT_ONCE = "everything is compiled at once: "
WARNED = one("warned") + "---\n" + one("spare").partition("---\n")[0]
WRONG = one("wrong").replace("image: example/web:1", "image: ''")
FOREIGN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n"


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(division, "FILES", 2)


def project(place, *texts):
    place.mkdir()
    for number, text in enumerate(texts):
        folder = place / "apps" / f"{number:02}"
        folder.mkdir(parents=True)
        (folder / "app.yaml").write_text(text)
    return place


FLEETS = {
    "good": [one(f"app-{number}") for number in range(9)],
    "with a warning": [*(one(f"app-{number}") for number in range(6)), WARNED],
    "with an error": [*(one(f"app-{number}") for number in range(6)), WRONG],
    "with another kind": [*(one(f"app-{number}") for number in range(6)), FOREIGN],
    "with a route of two": [one(f"app-{number}", INGRESS.format(host="a.test", path="/")) for number in range(5)],
    "of one file": [one("app")],
    "without a file": [],
}


@pytest.mark.parametrize("texts", FLEETS.values(), ids=FLEETS)
@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "apps"],
        ["build", "apps", "--format", "manifests"],
        ["build", "apps", "--format", "manifests", "-o", "out", "--layout", "per-object", "--strict"],
        ["build", "apps", "-o", "out", "--report"],
        ["build", "apps", "--set", "app-1-in.replicas=3"],
        ["check", "apps"],
    ],
    ids=" ".join,
)
def test_a_run_in_several_processes_is_that_in_one(arguments, texts, tmp_path):
    alone = run([*arguments, "--jobs", "1"], project(tmp_path / "alone", *texts))
    shared = run([*arguments, "-j", "3"], project(tmp_path / "shared", *texts))
    told = [line for line in shared.err.splitlines(keepends=True) if line.startswith("jobs: not used: ")]
    assert len(told) <= 1
    assert shared._replace(err=shared.err.replace("".join(told), "")) == alone


@pytest.mark.parametrize(
    ("arguments", "variable", "expected"),
    [
        (["--report", "-o", "out", "-j", "2"], "", "--report asks about the whole run"),
        (["--origins", "map.json", "-o", "out", "-j", "2"], "", "--origins asks about the whole run"),
        (["--set", "app-1-in.scale=3", "-j", "2"], "", f"{AT_ONCE}a value has a name that no part knows"),
        (["--cpu-limit", "none", "-j", "2"], "", f"{AT_ONCE}what is said of the quality of service is about all pods"),
        (["--set", "app-1-in.replicas=3", "-j", "2"], "", ""),
        (["--report", "-o", "out", "-j", "1"], "", ""),
        (["--report", "-o", "out"], "2", ""),
        (["--report", "-o", "out", "--verbose"], "2", "--report asks about the whole run"),
        (["--report", "-o", "out", "--verbose"], "", ""),
        (["-j", "2"], "", ""),
    ],
)
def test_processes_without_a_use_are_told(arguments, variable, expected, tmp_path, monkeypatch):
    if variable:
        monkeypatch.setenv("OAMC_JOBS", variable)
    outcome = run(["build", "apps", *arguments], project(tmp_path / "place", *FLEETS["good"]))
    told = [line for line in outcome.err.splitlines() if line.startswith("jobs: ")]
    assert (outcome.status, told) == (
        1 if "no part knows" in expected else 0,
        [f"jobs: not used: {expected}"] if expected else [],
    )


def test_a_number_of_jobs_is_a_whole_number(tmp_path):
    place = project(tmp_path / "place", one("app"))
    for text in ("-1", "two", "1.5", "257", ""):
        outcome = run(["build", "apps", f"--jobs={text}"], place)
        assert (outcome.status, "--jobs must be a whole number, at most 256" in outcome.err) == (64, True), text


@pytest.mark.parametrize(("number", "expected"), [("0", [2]), ("1", []), ("4", [4])])
def test_no_number_takes_all_processors(number, expected, tmp_path, monkeypatch):
    seen = []

    def noted(*given):
        seen.append(given[3].processes)
        return made_in_parts(*given)

    monkeypatch.setattr(jobs, "made_in_parts", noted)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    outcome = run(["build", "apps", "-j", number], project(tmp_path / "place", *FLEETS["good"]))
    assert (outcome.status, seen) == (0, expected)


def test_where_processes_cannot_be_copied_one_works(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "fork")
    outcome = run(["build", "apps", "-j", "4"], project(tmp_path / "place", *FLEETS["good"]))
    assert outcome.status == 0


def test_a_cache_keeps_what_several_processes_made(tmp_path):
    place = project(tmp_path / "place", *FLEETS["good"])
    cache = ["--cache", str(tmp_path / "cache"), "--verbose"]
    first = run(["build", "apps", "-j", "2", *cache], place)
    again = run(["build", "apps", *cache], place)
    assert (first.status, again.status) == (0, 0)
    assert "cache: nothing was compiled" in again.err


LOADED = """
import atexit
import sys
from oamc import choices
choices.MANY_FILES = 2
from oamc.cli.entry import run

atexit.register(lambda: print(*sys.modules, file=sys.stderr))
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("further", "needed"),
    [
        ((), set()),
        (("--set", "app-1-in.replicas=3"), {"oamc.fleets.addressees", "oamc.values.overrides"}),
        (("--jobs", "2"), {"oamc.fleets.portable_parts", "oamc.fleets.processes"}),
    ],
    ids=["nothing", "a value", "two processes"],
)
def test_a_run_in_parts_loads_what_it_needs(further, needed, tmp_path):
    place = project(tmp_path / "project", *FLEETS["good"])
    command = [sys.executable, "-c", LOADED, "check", "apps", *further]
    done = processes.run(command, place)
    asked = {"oamc.fleets.addressees", "oamc.fleets.portable_parts", "oamc.fleets.processes", "oamc.values.overrides"}
    loaded = done.err.split()
    assert "oamc.fleets.part" in loaded
    assert asked.intersection(loaded) == needed
