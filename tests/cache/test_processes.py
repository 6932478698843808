# ruff: noqa: PTH208 - names are compared as texts; fixtures work by being asked for
"""Several processes at once, and processes that are killed: each run is right, and what is left behind is no wrong entry."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from oamc.disk.store import open_store
from tests.cache.runs import ROOT, make_project, run
from tests.support.texts import application, component

MAIN = "import sys; from oamc.cli.entry import main; sys.exit(main())"
KEYS = [digit * 64 for digit in "0123456789abcdef"]
WRITER = """
import random, sys
from oamc.disk.store import open_store
seed, place, most = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
chance = random.Random(seed)
store = open_store(place, most)
for _ in range(300):
    key = chance.choice("0123456789abcdef") * 64
    size = chance.randrange(3000)
    if chance.random() < 0.5:
        store.write(key, key.encode() * 3, [key[:1].encode() * size, b"."])
    elif (entry := store.read(key)) is not None:
        part = entry.part(0, entry.size)
        assert entry.index == key.encode() * 3, "another index"
        assert part == key[:1].encode() * (len(part) - 1) + b".", "another part"
        entry.close()
"""


def start(*arguments, place, program=MAIN):
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=place,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
def test_stores_at_once_give_nothing_that_is_wrong_and_stay_within_their_size(tmp_path):
    most = 16_000
    running = [start(seed, tmp_path / "cache", most, place=tmp_path, program=WRITER) for seed in range(6)]
    for process in running:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err.decode()
    store = open_store(str(tmp_path / "cache"), most)
    store.write(KEYS[0], b"the last one")
    store.close()
    entries = list((tmp_path / "cache/entries").iterdir())
    assert sum(path.stat().st_size for path in entries) <= most
    assert {path.name for path in entries} <= set(KEYS)


@pytest.mark.slow
def test_builds_at_once_with_one_cache_write_what_a_build_alone_writes(tmp_path):
    plain = run(("build", "apps", "-o", "out"), make_project(tmp_path / "plain")).disk
    projects = [make_project(tmp_path / f"project-{number}") for number in range(4)]
    for _ in range(2):
        running = [start("build", "apps", "-o", "out", "--cache", "../cache", place=project) for project in projects * 2]
        outcomes = [process.communicate(timeout=120)[1] + bytes([process.wait()]) for process in running]
        assert all(outcome.endswith(b"\0") for outcome in outcomes), outcomes
    for project in projects:
        assert {path: entry for path, entry in run(("version",), project).disk.items() if path.startswith("out")} == {
            path: entry for path, entry in plain.items() if path.startswith("out")
        }


@pytest.mark.slow
def test_a_run_that_is_killed_leaves_no_wrong_entry(tmp_path):
    plain = run(("build", "apps", "-o", "out"), make_project(tmp_path / "plain"))
    chance = random.Random(7)
    for number in range(12):
        project = make_project(tmp_path / f"project-{number}")
        process = start("build", "apps", "-o", "out", "--cache", "../cache", place=project)
        time.sleep(chance.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=120)
        again = run(("build", "apps", "-o", "out", "--cache", "../cache"), project)
        assert again.status == 0
        assert again.disk == plain.disk
        for name in os.listdir(tmp_path / "cache/entries"):
            if not name.startswith(".new-"):
                continue
            (tmp_path / "cache/entries" / name).unlink()
        if number % 3 == 2:
            for path in (tmp_path / "cache/entries").iterdir():
                path.unlink()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_an_entry_that_is_half_there_is_none(tmp_path, share):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "--cache", tmp_path / "cache")
    run(command, project)
    plain = run(command, project)
    for path in (tmp_path / "cache/entries").iterdir():
        os.truncate(path, int(path.stat().st_size * share))
    assert run(command, project) == plain


def test_an_entry_whose_end_is_missing_is_written_again(tmp_path):
    project = make_project(tmp_path / "project")
    command = ("build", "apps", "-o", "out", "-v", "--cache", tmp_path / "cache")
    run(command, project)
    entry = max((tmp_path / "cache/entries").iterdir(), key=lambda path: path.stat().st_size)
    os.truncate(entry, entry.stat().st_size - 1)
    assert "cache: compiled\n" in run(command, project).err
    assert "cache: nothing was compiled" in run(command, project).err


def test_a_build_without_a_cache_loads_nothing_of_it(tmp_path):
    project = make_project(tmp_path / "project")
    program = "import sys; from oamc.cli.entry import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    for more in ((), ("--format", "manifests")):
        process = start("build", "apps", "-o", "out", "-q", *more, place=project, program=program)
        _, err = process.communicate(timeout=60)
        loaded = set(err.decode().split())
        assert "oamc.compiler" in loaded
        of_the_cache = {"oamc.disk.store", "oamc.disk.standing", "oamc.disk.kept_tree"}
        assert not {name for name in loaded if name.startswith("oamc.cli.cache.") or name in of_the_cache}


def test_a_run_that_takes_all_from_the_cache_loads_no_compiler(tmp_path):
    project = tmp_path / "project"
    (project / "apps").mkdir(parents=True)
    (project / "apps" / "app.yaml").write_text(component() + application())
    # Both are started: what other tests have put on the path of this process is no part of a program.
    start("build", "apps", "-o", "out", "-q", "--cache", tmp_path / "cache", place=project).communicate(timeout=60)
    program = "import sys; from oamc.cli.entry import run; run(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    process = start("build", "apps", "-o", "out", "-q", "--cache", tmp_path / "cache", place=project, program=program)
    loaded = set(process.communicate(timeout=60)[1].decode().split())
    assert "oamc.cli.cache.runs" in loaded
    assert not {"oamc.compiler", "oamc.lower.program", "oamc.resolve.application"} & loaded
