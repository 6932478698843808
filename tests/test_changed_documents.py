"""An override is a new compilation: of a live value, `--set-json` and the document that says it give the same objects.

Applications of KubeVela are drawn, and in each a value that its document gives and that is live. It is changed in both ways,
to a value that the schema of the chart allows. Both are refused, or the objects are equal. What only Kubernetes knows to be
wrong is a warning for an override (OAM617), and an error for a document. So are the values of definitions in CUE changed, of
which the syntax of a template proves that they are live.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from oamc.spans import SourceFile
from oamc.verification.samples import Undrawable
from tests.golden_files import GOLDEN
from tests.strategies.kubevela import sample_kubevela
from tests.strategies.own_definitions import sample_own
from tests.support.agreement import source
from tests.support.changed_values import Sources, another, both, live, outcome
from tests.support.cue import shared_cue
from tests.support.kubevela import cases, name_of
from tests.support.laws import examples


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**6), st.data())
def test_an_override_is_a_new_compilation_with_that_property(number: int, data: st.DataObject) -> None:
    text = json.dumps(sample_kubevela(number)[0], indent=1)
    sources = (source(text),)
    choices = live(sources)
    assume(choices)
    place = data.draw(st.sampled_from(choices))
    assert json.loads(text[place[2] : place[3]]) == place[0].value
    try:
        value = another(place[0], Random(data.draw(st.integers(0, 10**6))))
    except Undrawable:
        assume(False)
    overridden, anew, told = both(sources, place, value)
    assert overridden == anew, told


def test_enough_of_the_changes_give_other_objects() -> None:
    found: Counter[str] = Counter()
    for number in range(30):
        found += changes((source(json.dumps(sample_kubevela(number)[0], indent=1)),), number, most=2)
    assert found["other"] >= 10


def changes(sources: Sources, number: int, *, most: int = 1000, with_definitions: bool = False) -> Counter[str]:
    """Change the live values of documents, one after the other in both ways, and count what came of it."""
    engine = shared_cue() if with_definitions else None
    found: Counter[str] = Counter()
    for place in live(sources, engine)[:most]:
        try:
            overridden, anew, told = both(sources, place, another(place[0], Random(number)), engine)
        except Undrawable:
            continue
        assert overridden == anew, told
        is_same = overridden == outcome(sources, engine=engine)
        found["refused" if overridden[0] else "same" if is_same else "other"] += 1
    return found


def files_of(folder: Path) -> Sources:
    """Return the inputs of a golden case, or of one of the corpus."""
    given = [folder / "app.yaml", *sorted((folder / "definitions").glob("*"))]
    paths = given if given[0].is_file() else sorted((folder / "input").glob("*"))
    return tuple(SourceFile(path=path.name, label=path.name, text=path.read_text(encoding="utf-8")) for path in paths)


OWN = [*(GOLDEN.glob("kubevela-own-*")), *(case for case in cases() if (case / "definitions").is_dir())]


@pytest.mark.parametrize("case", OWN, ids=name_of)
def test_an_override_of_a_definition_in_cue_is_a_new_compilation(case: Path) -> None:
    for number in range(2):
        changes(files_of(case), number, with_definitions=True)


def test_values_of_definitions_in_cue_are_live() -> None:
    found: Counter[str] = Counter()
    for case in GOLDEN.glob("kubevela-own-*"):
        found += changes(files_of(case), 1, with_definitions=True)
    assert found["other"] >= 5


@pytest.mark.parametrize("number", range(12))
def test_an_override_of_drawn_definitions_is_a_new_compilation(number: int) -> None:
    documents = enumerate(sample_own(number))
    sources = tuple(source(json.dumps(document, indent=1), f"{index}.yaml") for index, document in documents)
    changes(sources, number, with_definitions=True)
