"""A slice of the search: the corpus with all former finds, and blind mutations, always the same ones."""

import importlib
import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from oamc.diagnostics.codes.reading import INVALID_YAML
from oamc.diagnostics.reports import Code, Diagnostic
from oamc.spans import SourceFile, Span
from tests.assurance.fuzz import campaign
from tests.assurance.fuzz.byte_choosers import ByteChooser
from tests.assurance.fuzz.harnesses import HARNESSES, Harness
from tests.assurance.fuzz.invariants import check_findings, check_places, check_text
from tests.assurance.fuzz.process import Session, State
from tests.assurance.fuzz.seeds import blind_inputs, seeds
from tests.assurance.fuzz.watch import guarded

SLICE = {"read": 1200, "documents": 160, "values": 120}
every_harness = pytest.mark.parametrize("harness", HARNESSES.values(), ids=list(HARNESSES))


@every_harness
def test_no_seed_and_no_former_find_breaks_a_promise(harness: Harness) -> None:
    check = harness.load()
    check(b"")
    watched = guarded(check, harness.allowed)
    for data in seeds(harness):
        watched(data)


@every_harness
def test_no_blind_mutation_breaks_a_promise(harness: Harness) -> None:
    check = harness.load()
    for data in itertools.islice(blind_inputs(harness, 1), len(seeds(harness)), len(seeds(harness)) + SLICE[harness.name]):
        check(data)


@every_harness
def test_the_corpus_is_small(harness: Harness) -> None:
    assert all(path.stat().st_size <= harness.longest for path in harness.corpus.iterdir())


def test_blind_inputs_are_the_same_for_the_same_seed() -> None:
    first, second = (list(itertools.islice(blind_inputs(HARNESSES["read"], 7), 400)) for _ in range(2))
    assert first == second
    assert len(set(first)) > 300


def test_bytes_that_are_used_up_choose_what_is_plain() -> None:
    chooser = ByteChooser(b"\xff")
    assert chooser.chance(50)
    assert not chooser.chance(99)
    assert chooser.integer(3, 9) == 3
    assert chooser.choice("abc") == "a"
    assert chooser.free_text() == ""
    assert chooser.left == 0


SOURCE = SourceFile(path="a.yaml", label="a.yaml", text="ab\ncd")


def finding(**changed: object) -> Diagnostic:
    given = {"code": INVALID_YAML, "severity": "error", "message": "wrong", "span": Span(SOURCE, 2, 1, 2, 3), **changed}
    return Diagnostic(**given)


def test_a_finding_as_it_should_be_passes() -> None:
    check_findings([finding()], [SOURCE])


@pytest.mark.parametrize(
    "changed",
    [
        {"code": Code(id="OAM000", severity="error", template="x")},
        {"severity": "info"},
        {"message": ""},
        {"message": "a\nb"},
        {"message": "\x1b[31m"},
        {"message": "\u202e"},
        {"message": "\udc80"},
        {"message": "::error::x"},
        {"message": "##[group]"},
        {"message": "x" * 5000},
        {"hint": "x" * 5000},
        {"span": Span(SOURCE, 3, 1, 3, 1)},
        {"span": Span(SOURCE, 1, 4, 1, 4)},
        {"span": Span(SOURCE, 2, 2, 2, 1)},
        {"span": Span(SourceFile(path="b.yaml", label="b.yaml", text=""), 1, 1, 1, 1)},
    ],
)
def test_a_finding_with_a_fault_is_caught(changed: dict[str, object]) -> None:
    with pytest.raises(AssertionError):
        check_findings([finding(**changed)], [SOURCE])


def test_an_error_without_a_place_is_caught() -> None:
    with pytest.raises(AssertionError, match="has no place"):
        check_places([finding(span=None)])


def test_a_text_that_may_command_a_ci_system_is_caught() -> None:
    with pytest.raises(AssertionError):
        check_text("##vso[task]", "here")


def starting(path: Path) -> None:
    subprocess.run(["touch", path], check=False)


@pytest.mark.parametrize("act", [Path.touch, Path.mkdir, starting])
def test_an_input_that_writes_or_starts_something_is_caught(act, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        guarded(lambda _: act(tmp_path / "x"))(b"")
    assert not (tmp_path / "x").exists()


def test_bytecode_that_the_interpreter_would_keep_is_no_find(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "met_late_by_an_input.py").write_text("")
    guarded(lambda _: importlib.import_module("met_late_by_an_input"))(b"")
    assert not sys.dont_write_bytecode
    assert not (tmp_path / "__pycache__").exists()


def test_a_file_that_only_looks_like_bytecode_is_caught(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").mkdir()
    written = tmp_path / "__pycache__" / "syntax.cpython-311.pyc.139699319343792"
    with pytest.raises(AssertionError, match="opened for writing"):
        guarded(lambda _: written.write_bytes(b""))(b"")


def test_a_session_keeps_one_find_for_each_place_and_goes_on(tmp_path: Path) -> None:
    def check(data: bytes) -> None:
        assert b"x" not in data
        assert b"y" not in data

    session = Session(check, tmp_path)
    for data in (b"a", b"long x", b"x", b"y", b"b"):
        session.one(data)
    kept = {path.read_bytes() for path in (tmp_path / "finds").iterdir() if not path.suffix}
    assert kept == {b"x", b"y"}
    state = State(tmp_path / "state")
    assert (state.begun, state.finds, state.in_work()) == (5, 2, b"b")


BROKEN = """
import os, sys, time
from pathlib import Path
from tests.assurance.fuzz.process import State

state = State(Path(sys.argv[1]) / "state")
for _ in range(int(sys.argv[2])):
    number = state.begun + 1
    state.begin(b"input %d" % number)
    if number == 3:
        os.abort()
    if number == 5:
        sys.exit(7)
    if number == 7:
        while True:
            pass
"""


def test_an_input_that_kills_exits_or_hangs_is_kept_and_the_run_goes_on(monkeypatch, tmp_path: Path) -> None:
    def command(harness: Harness, folder: Path, runs: int, seed: int, *, guided: bool) -> list[str]:
        del harness, seed, guided
        return [campaign.sys.executable, "-c", BROKEN, str(folder), str(runs)]

    monkeypatch.setattr(campaign, "command", command)
    monkeypatch.setattr(campaign, "PROCESSOR_SECONDS", 0.5)
    monkeypatch.setattr(campaign, "WAITING_SECONDS", 3.0)
    outcome = campaign.run(HARNESSES["read"], tmp_path, runs=10)
    assert outcome.inputs == 10
    kept = {path.name: path.read_bytes() for path in outcome.finds}
    assert kept == {"signal-6-1": b"input 3", "status-7-1": b"input 5", "hang-1": b"input 7"}
    assert outcome.edges is None


def test_the_time_of_a_run_begins_with_its_first_input(monkeypatch) -> None:
    now = [100.0]
    monkeypatch.setattr(campaign.time, "monotonic", lambda: now[0])
    clock = campaign.Clock(10)
    now[0] = 200.0
    assert not clock.over()
    clock.start()
    now[0] = 209.0
    assert not clock.over()
    clock.start()
    now[0] = 211.0
    assert clock.over()
    assert clock.passed() == 11.0
