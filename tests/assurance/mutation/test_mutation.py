"""The room for mutation, on toy projects: what a test notices is counted, what none notices is reported with its place.

A trial in which nothing is changed must survive, of each kind; what cannot be tried is an error, and no fault that was noticed.
"""

import io
import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.assurance.mutation import measure, trials
from tests.assurance.mutation.operators import Module
from tests.assurance.mutation.rooms import rooms
from tests.assurance.mutation.selection import Failures

ROOT = Path(__file__).parents[3]
CODE = '''\
"""Sums."""

LARGEST = 7
STEPS = (1, 2)
WORDS = {"first": 1, "second": 2}
SECOND = WORDS["second"]
AT_ONCE = 3


def small(number):
    """Tell whether a number is small."""
    return number < LARGEST


def polite(name):
    """Greet somebody."""
    if not name:
        return "nobody"
    return name


def unused(number):
    """Do what nobody wants."""
    return number + LARGEST
'''
TESTS = """\
import pytest

from toy.sums import AT_ONCE, STEPS, polite, small

assert AT_ONCE == 3


def test_the_bound():
    assert small(6)
    assert not small(7)


def test_a_name():
    assert polite("me") == "me"


@pytest.mark.parametrize("step", STEPS)
def test_each_step(step):
    assert step in (1, 2)
"""
ROOMS = '[toy]\nmodules = ["toy/*.py"]\ntests = ["checks/test_sums.py"]\n'
LISTED = """\
[[fault]]
module = "toy/sums.py"
place = "polite"
change = "'nobody'  ->  ''"
reason = "nobody reads it"
"""
IN_A_TRIAL = """\
import resource


def in_a_trial():
    return 0 < resource.getrlimit(resource.RLIMIT_CPU)[0] < 1000


"""
"""Trials are bounded; the measuring before them is not, nor is the process that collects the tests for all."""
SAYS_NOTHING = "toy: {} trials say nothing: the one in which nothing is changed ended as"


def project(root, tests=TESTS, code=CODE):
    """Write a project and return the command that tries its faults."""
    for name, text in {
        "toy/sums.py": code,
        "checks/test_sums.py": tests,
        "tests/assurance/mutation/rooms.toml": ROOMS,
        "tests/assurance/mutation/equivalents.toml": LISTED,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return [sys.executable, "-m", "tests.assurance.mutation", "--root", str(root), "--results", str(root / "sums.json")]


UNSHELTERED = "the disk is not sheltered here: faults may do harm\n"
"""What is said first where a mount namespace of its own is not allowed."""


def run(command, *more):
    """Run a command in this checkout, and return what it says."""
    return subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def sums_of(root):
    """Return the sums of the room."""
    return json.loads((root / "sums.json").read_text())["toy"]


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    done = run(project(root))
    assert done.stderr == ""
    return done, sums_of(root)


def told(done):
    """Return what is said of each fault, without its place."""
    return [line.split(": ", 2)[2] for line in done.stdout.splitlines() if line.startswith("toy/")]


def test_a_fault_that_no_test_notices_is_reported_with_its_place(tried):
    done, sums = tried
    lines = done.stdout.splitlines()
    assert "toy/sums.py:17: polite: not name  ->  False" in lines
    assert "toy/sums.py:4: STEPS: (1, 2)  ->  (1,)" in lines
    assert "toy/sums.py:24: unused: number + LARGEST  ->  number - LARGEST  (no test runs this)" in lines
    assert sums["survived"] + sums["errors"] == len(told(done))
    assert sums["survived"] > 0


def test_a_fault_in_a_function_and_one_in_a_table_are_noticed(tried):
    done, sums = tried
    assert "number < LARGEST" not in done.stdout
    assert "toy/sums.py:3" not in done.stdout
    assert sums["noticed"] == sums["tried"] - sums["survived"] - sums["errors"] >= 4


def test_a_fault_that_is_listed_with_a_reason_is_not_tried(tried):
    done, sums = tried
    assert "nobody" not in done.stdout
    assert sums["equivalent"] == 1
    assert sums["generated"] >= sums["possible"] == sums["chosen"]
    assert sums["chosen"] == sums["equivalent"] + sums["tried"]
    assert sums["not reached"] == 0


def test_a_run_begins_with_a_trial_of_each_kind_in_which_nothing_is_changed(tried):
    done, _ = tried
    controls = [line for line in done.stdout.splitlines() if line.startswith("toy: control")]
    assert [line.split(" (")[0] for line in controls] == [
        "toy: control, warm: survived",
        "toy: control, cold: survived",
        "toy: control, second look: survived",
    ]
    assert all("(4 tests, " in line for line in controls)
    assert done.stdout.removeprefix(UNSHELTERED).startswith(controls[0])


def test_a_module_that_cannot_be_imported_with_the_fault_is_noticed_and_counted_on_its_own(tried):
    done, sums = tried
    assert not any(change.startswith("'second'") for change in told(done))
    assert sums["unloadable"] >= 2


def test_a_test_that_a_shorter_table_takes_away_notices_nothing(tried):
    done, _ = tried
    assert "(1, 2)  ->  (1,)" in told(done)


def test_a_trial_whose_tests_cannot_be_collected_is_an_error_and_notices_nothing(tried):
    done, sums = tried
    assert "3  ->  4  (not tried: its tests cannot be collected)" in told(done)
    assert sums["errors"] == 2
    assert done.returncode == 2


def test_only_a_survivor_is_no_error(tmp_path):
    command = project(tmp_path, tests=TESTS.replace("assert AT_ONCE == 3", ""))
    done = run(command)
    assert sums_of(tmp_path)["errors"] == 0
    assert done.returncode == 1
    assert "'x'  ->  ''" not in done.stdout


@pytest.mark.parametrize(
    ("tests", "reason"),
    [
        ("import nothing_of_this_name\n", "toy: its tests cannot be collected"),
        (
            f"{IN_A_TRIAL}\n{TESTS}\n\ndef test_the_surroundings():\n    assert not in_a_trial()\n",
            f"{SAYS_NOTHING.format('warm')} 'killed': checks/test_sums.py::test_the_surroundings fails",
        ),
        (
            f"{IN_A_TRIAL}\nassert not in_a_trial()\n{TESTS}",
            f"{SAYS_NOTHING.format('cold')} 'error'",
        ),
        (
            f"import random\n\n{TESTS}\n\n@pytest.mark.parametrize('a', [random.random()])\ndef test_chance(a):\n    pass\n",
            f"{SAYS_NOTHING.format('cold')} 'error'",
        ),
    ],
    ids=["never collected", "fails in each trial", "not collected when cold", "other tests each time"],
)
def test_where_nothing_is_changed_and_that_does_not_survive_the_room_is_an_error(tmp_path, tests, reason):
    done = run(project(tmp_path, tests=tests))
    assert done.stderr == f"{reason}\n"
    assert done.returncode == 2
    sums = sums_of(tmp_path)
    assert sums["errors"] == 1
    assert sums["tried"] + sums["not reached"] + sums["equivalent"] == sums["chosen"]
    assert sums["not reached"] > 0
    assert "cold" in reason or sums["noticed"] == 0


def test_time_that_is_over_ends_a_run_with_sums_that_are_true(tmp_path):
    done = run(project(tmp_path), "--seconds", "0", "--seed", "5")
    sums = sums_of(tmp_path)
    assert done.stdout.startswith("seed 5\n")
    assert done.stderr == ""
    assert f"{sums['not reached']} not reached" in done.stdout
    assert sums["not reached"] == sums["chosen"] - sums["equivalent"] > 0
    assert sums["tried"] == sums["noticed"] == sums["survived"] == sums["errors"] == done.returncode == 0


def test_a_sample_with_a_seed_is_the_same_each_time_whatever_is_listed(tmp_path):
    tried = []
    for listed in (LISTED, ""):
        command = project(tmp_path)
        (tmp_path / "tests/assurance/mutation/equivalents.toml").write_text(listed)
        tried.append((set(told(run(command, "--sample", "9", "--seed", "4"))), sums_of(tmp_path)))
    (first, _), (second, sums) = tried
    assert first == {change for change in second if "nobody" not in change}
    assert sums["chosen"] == sums["tried"] == 9


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_says_what_it_has_tried(tmp_path, number):
    slow = TESTS.replace("    assert small(6)\n", "    import time\n\n    time.sleep(0.5)\n    assert small(6)\n")
    started = time.monotonic()
    command = [
        *project(tmp_path, tests=slow, code=CODE.replace("LARGEST\n", "LARGEST + 0 + 0 + 0 + 0 + 0 + 0 + 0\n")),
        "--processes",
        "1",
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        first = process.stdout.readline()
        if first == UNSHELTERED:
            first = process.stdout.readline()
        time.sleep(1)
        process.send_signal(number)
        rest, complaints = process.communicate(timeout=60)
    assert first.startswith("toy: control, warm: survived")
    assert complaints == ""
    sums = sums_of(tmp_path)
    assert sums["tried"] + sums["not reached"] + sums["equivalent"] == sums["chosen"]
    assert sums["not reached"] > 0
    assert sums["tried"] == sums["noticed"] + sums["survived"]
    assert rest.splitlines()[-1].startswith(f"toy: {sums['generated']} generated")
    assert time.monotonic() - started < 30


CHANGES = {
    "os.open(p, os.O_RDONLY | os.O_NOFOLLOW)": "os.O_RDONLY | os.O_NOFOLLOW  ->  os.O_RDONLY",
    "f(a, follow=False)": "f(a, follow=False)  ->  f(a)",
    "a < b": "a < b  ->  a <= b",
    "a and b": "a and b  ->  a or b",
    "min(a, b)": "min(a, b)  ->  max(a, b)",
    "a in {1, 2}": "{1, 2}  ->  {2}",
    "reports.add(a)": "reports.add(a)  ->  pass",
    "65536": "65536  ->  65537",
    "not a": "not a  ->  a",
    "[b for b in c if b]": "b  ->  True",
    "compile('[a-z_]')": "'[a-z_]'  ->  '[a-z]'",
}


@pytest.mark.parametrize(("code", "change"), CHANGES.items(), ids=CHANGES)
def test_each_kind_of_fault_is_made(code, change):
    faults = Module("m.py", "m", f"def f():\n    return {code}\n" if not code.startswith("reports") else code).faults
    assert change in [fault.change for fault in faults]
    assert all(fault.compiled() is not None for fault in faults)


def test_every_room_has_modules_and_tests_and_no_module_is_in_two():
    found = rooms(ROOT)
    assert [name for name, room in found.items() if not room.modules or not room.tests] == []
    modules = [path for room in found.values() for path in room.modules]
    assert len(modules) == len(set(modules))


SUMS = {
    "generated": 1200,
    "chosen": 30,
    "equivalent": 2,
    "tried": 28,
    "noticed": 28,
    "survived": 0,
    "errors": 0,
    "not reached": 0,
}


@pytest.mark.parametrize(
    ("changed", "figure"),
    [
        ({}, "0 of 28 survived, 28 were noticed, 2 more change nothing"),
        ({"equivalent": 0}, "0 of 28 survived, 28 were noticed"),
        ({"noticed": 27, "survived": 1}, "1 of 28 survived, 27 were noticed, 2 more change nothing (said)"),
        (
            {"tried": 27, "noticed": 27, "not reached": 1},
            "0 of 27 survived, 27 were noticed, 2 more change nothing, 1 were not tried (said)",
        ),
        ({"noticed": 27, "errors": 1}, "0 of 28 survived, 27 were noticed, 2 more change nothing, 1 were not tried (said)"),
        ({"tried": 0, "noticed": 0, "not reached": 28}, "not tried: said"),
    ],
)
def test_a_row_holds_only_where_every_fault_was_tried_and_noticed(changed, figure):
    row = measure.row("values", SUMS | changed, "said")
    assert row.figure == figure
    assert row.held is ("said" not in figure)


def test_a_room_without_results_does_not_hold():
    assert not measure.row("values", {}, "said").held


def test_the_measured_rooms_are_there():
    assert {*measure.EACH} == set(rooms(ROOT)) > {*measure.QUICK_EACH}


@pytest.mark.parametrize(
    ("chosen", "words"),
    [(1200, "small faults, all 1,200, tried with"), (30, "some of each module, the same 30 of 1,200 each time (seed")],
)
def test_a_row_says_which_faults_were_tried(chosen, words):
    assert words in measure.row("values", SUMS | {"chosen": chosen, "possible": 1200}, "said").what


def test_a_copy_is_sent_no_signal_after_it_was_waited_for(monkeypatch, tmp_path):
    """Once it is waited for, its number may be that of a process of somebody else."""
    sent = []

    def send(identity, _):
        sent.append(identity)
        os.waitid(os.P_PID, identity, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # which raises where nothing is left to wait for
        raise ProcessLookupError

    monkeypatch.setattr(os, "killpg", send)
    results = list(trials.at_once([(5, lambda: os._exit(3), 1.0)], 1, tmp_path, trials.Clock()))
    assert [(number, status) for number, status, _ in results] == [(5, 3)]
    assert len(sent) == 1


def test_what_a_copy_has_started_ends_with_it(tmp_path):
    told = tmp_path / "identity"

    def work():
        started = os.fork()
        if started == 0:
            time.sleep(60)
            os._exit(0)
        told.write_text(str(started))
        os._exit(0)

    list(trials.at_once([(1, work, 1.0)], 1, tmp_path, trials.Clock()))
    ends = time.monotonic() + 10  # a process that was sent its end is gone a moment later, not at once
    while (state := state_of(int(told.read_text()))) not in {"", "Z"} and time.monotonic() < ends:
        time.sleep(0.01)
    assert state in {"", "Z"}


def test_directories_that_a_copy_has_left_are_removed_however_deep_they_are(tmp_path):
    def work():
        os.chdir(os.environ["TMPDIR"])
        for _ in range(2000):
            Path("d").mkdir()
            os.chdir("d")
        os._exit(0)

    list(trials.at_once([(1, work, 1.0)], 1, tmp_path, trials.Clock()))
    assert list(tmp_path.iterdir()) == []


def state_of(identity):
    """Return the letter that the system has for the state of a process; nothing for one that is gone."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(identity)], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1]


def test_of_each_module_so_many_faults_are_chosen_as_are_asked_for(tmp_path):
    command = project(tmp_path)
    (tmp_path / "toy/more.py").write_text("FIRST, SECOND, THIRD = 1, 2, 3\n")
    run(command, "--each", "2", "--seed", "1")
    assert sums_of(tmp_path)["chosen"] == 4


def test_a_test_that_takes_longer_than_wanted_guards_nothing(tmp_path):
    busy = "    import time\n\n    end = time.process_time() + 0.3\n    while time.process_time() < end:\n        pass\n"
    command = project(tmp_path, tests=TESTS.replace("    assert small(6)\n", f"{busy}    assert small(6)\n"))
    assert "number < LARGEST  ->  number <= LARGEST" not in run(command).stdout
    assert "number < LARGEST  ->  number <= LARGEST  (no test runs this)" in run(command, "--longest", "0.2").stdout


def test_what_tests_share_is_guarded_by_all_of_them(tmp_path):
    shared = """\
import pytest

from toy.sums import polite


@pytest.fixture(scope="module")
def word():
    return polite("")


def test_first(word):
    pass


def test_second(word):
    assert word == "nobody"
"""
    command = project(tmp_path, tests=shared)
    (tmp_path / "tests/assurance/mutation/equivalents.toml").unlink()
    assert "'nobody'  ->  ''" not in run(command).stdout


def test_survivors_of_an_earlier_run_can_be_tried_again_wherever_they_stand_now(tried, tmp_path):
    done, _ = tried
    command = project(tmp_path, code=CODE.replace('"""Sums."""', '"""Sums."""\n\n\nSPARE = "x"'))
    (tmp_path / "earlier.txt").write_text(done.stdout)
    again = run(command, "--again", str(tmp_path / "earlier.txt"))
    assert sums_of(tmp_path)["chosen"] == len(told(done))
    assert sorted(told(again)) == sorted(told(done))


@pytest.mark.parametrize(
    ("named", "noticed"), [("checks", True), ("checks/test_sums.py", True), ("checks/test_sums.py::test_the_bound", False)]
)
def test_tests_of_a_room_are_folders_files_or_functions(tmp_path, named, noticed):
    command = project(tmp_path, tests=TESTS.replace("assert AT_ONCE == 3", ""))
    (tmp_path / "tests/assurance/mutation/rooms.toml").write_text(ROOMS.replace("checks/test_sums.py", named))
    done = run(command)
    assert done.returncode == 1
    assert ("polite: name  ->  None" in done.stdout) != noticed
    assert "LARGEST: 7  ->  8" not in done.stdout


def test_a_constant_is_guarded_by_tests_that_run_it_elsewhere(tmp_path):
    command = project(tmp_path, tests=f"{TESTS}\n\ndef test_more():\n    from toy.more import more\n\n    assert more() == 9\n")
    (tmp_path / "toy/sums.py").write_text(CODE.replace("AT_ONCE = 3", "AT_ONCE = 3\nELSEWHERE = 9"))
    (tmp_path / "toy/more.py").write_text("from toy.sums import ELSEWHERE\n\n\ndef more():\n    return ELSEWHERE\n")
    assert "ELSEWHERE" not in run(command).stdout


def test_where_ended_tests_hold_up_others_all_are_measured_to_their_end(monkeypatch, tmp_path):
    tried = []

    def fail_once(faults, *_):
        ((_, work, seconds),) = faults
        tried.append((work.args, seconds))
        if len(tried) == 2:
            found = {"seconds": {"quick": 0.1, "slow": 1.0}, "lines": {}, "failed": [], "skipped": [], "loaded": []}
            (tmp_path / "measured.json").write_text(json.dumps(found))
        return []

    monkeypatch.setattr(trials, "at_once", fail_once)
    room = rooms(ROOT)["trees"]._replace(longest=0.3)
    measured = trials._Warm(room, [], 1, tmp_path, io.StringIO(), trials.Clock()).measured([], Failures())
    assert tried == [((0.3,), 20), ((math.inf,), 10_000)]
    assert measured.quick_first() == ["quick"]
