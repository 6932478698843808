"""The same input gives the same bytes. `python -m tests.assurance reproducibility` tries every Python, surrounding and case."""

from pathlib import Path

import pytest

from tests.assurance.reproducibility.cases import examples, inputs
from tests.assurance.reproducibility.compare import differences, make
from tests.assurance.reproducibility.interpreters import current
from tests.assurance.reproducibility.surroundings import SURROUNDINGS
from tests.assurance.reproducibility.ways import CLUSTER, TREE, WAYS, WAYS_OF_TREES, digests
from tests.support.processes import ROOT

SOME = inputs(12)
CHOSEN = {
    "hash seed 4294967295",
    "no UTF-8 mode, Latin-1 streams",
    "the umask 077",
    "a folder with spaces, accents and signs",
    "asserts removed",
    "files named in the reverse order",
    "documents in the reverse order",
}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return make(current(), SURROUNDINGS[0], SOME, tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize(
    "surrounding", [each for each in SURROUNDINGS if each.name in CHOSEN], ids=lambda surrounding: surrounding.name
)
def test_the_surrounding_makes_no_difference(reference, surrounding, tmp_path):
    assert differences(reference, make(current(), surrounding, SOME, tmp_path), surrounding) == []


def test_all_examples_are_built_and_most_cases_make_something(reference):
    names = {name.rpartition(" ")[0] for name in reference}
    assert len(examples()) > 10
    assert {str(path.relative_to(ROOT)) for path in examples()} <= names
    built = [name for name, made in reference.items() if made["status"] == 0]
    assert all(made["status"] == 0 for name, made in reference.items() if name.startswith("examples/"))
    assert len(built) * 2 > len(reference)
    assert {made["status"] for made in reference.values()} == {0, 1}


def test_the_way_of_a_run_makes_no_difference(tmp_path):
    found = digests(tmp_path, "charts", tuple(way for way in WAYS if way != CLUSTER))
    assert len(set(found.values())) == 1, found


def test_the_number_of_processes_makes_no_difference_to_a_tree(tmp_path):
    found = digests(tmp_path, TREE, WAYS_OF_TREES)
    assert len(set(found.values())) == 1, found


def test_a_way_that_makes_another_byte_is_seen(tmp_path, monkeypatch):
    monkeypatch.setitem(WAYS, "in parts", ("--namespace", "elsewhere"))
    found = digests(tmp_path, "manifests in one stream", ("at once", "in parts"))
    assert len(set(found.values())) == 2


def test_there_are_at_least_eighteen_surroundings():
    assert len({surrounding.name for surrounding in SURROUNDINGS}) == len(SURROUNDINGS) >= 18


def test_a_difference_in_a_tree_a_message_or_a_mode_is_named(reference):
    name = "examples/shop helm"
    for part, value in (("tree", "x"), ("messages", "x"), ("status", 7), ("modes", ["100600"])):
        changed = reference | {name: reference[name] | {part: value}}
        assert len(differences(reference, changed, SURROUNDINGS[0])) == 1


def test_the_worker_needs_nothing_but_a_build():
    text = Path(ROOT / "tests/assurance/reproducibility/worker.py").read_text(encoding="utf-8")
    assert "tests" not in text.replace("tests/", "")
