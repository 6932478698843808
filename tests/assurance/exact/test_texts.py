"""Texts arrive unchanged at every place, and the harness that says so notices when one does not."""

from __future__ import annotations

from random import Random

import pytest

from oamc.backends.helm import spell
from oamc.expressions import numbers
from oamc.objects import writer
from oamc.values import grammar
from tests.assurance.exact import carriers
from tests.assurance.exact.journeys import travel
from tests.assurance.exact.texts import CONTROLS, KINDS, NONCHARACTERS, SEPARATORS, long_text, texts

BATCH = 200
TEXTS = 3_000


@pytest.mark.parametrize("seed", range(TEXTS // BATCH))
def test_random_texts_arrive_unchanged_at_every_place(seed: int) -> None:
    journey = travel(texts(seed, BATCH), as_json=seed % 2 == 1, thoroughly=seed == 0)
    assert journey.lost == []
    assert journey.refused == []
    assert journey.arrived > BATCH * 30


@pytest.mark.parametrize("as_json", [False, True])
def test_every_control_separator_and_noncharacter_arrives(as_json: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    alone = [*CONTROLS, *SEPARATORS, *NONCHARACTERS]
    journey = travel([*alone, *(f"a{text}b" for text in alone)], as_json=as_json, thoroughly=True)
    assert (journey.lost, journey.refused) == ([], [])


def test_texts_beyond_64_kilobytes_arrive() -> None:
    journey = travel([long_text(Random(1)), "short"])
    assert (journey.lost, journey.refused) == ([], [])


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    journey = travel(["a\ud800b", "short"], as_json=True)
    assert journey.lost == []
    assert len(journey.refused) == 1
    assert "app.yaml:1:" in journey.refused[0]
    assert journey.arrived > 0


def test_each_kind_of_text_is_made_alike_by_a_seed() -> None:
    assert texts(1, 100) == texts(1, 100)
    assert all(make(Random(1)) == make(Random(1)) for make in KINDS)


SABOTAGE = {
    "Helm's quote alone": (spell, "EXACT", "quote"),
    "toJson": (spell, "EXACT", "toJson"),
    "actions executed": (spell.TemplateSpeller, "known", lambda _, yaml: yaml),
    "<no value> deleted": (spell.TemplateSpeller, "must_quote", lambda *_: False),
    "controls not escaped": (writer, "quoted", numbers.quote_json),
    "look-alikes not quoted": (writer, "_RESERVED", frozenset()),
    "every text a literal block": (writer.YamlWriter, "_is_literal", lambda *_: True),
    "another grammar of --set": (grammar, "typed", str.strip),
}


@pytest.mark.parametrize("sabotage", SABOTAGE)
def test_the_harness_notices_a_layer_that_changes_texts(sabotage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, broken = SABOTAGE[sabotage]
    monkeypatch.setattr(writer, "_SPELLED", {})
    monkeypatch.setattr(owner, name, broken)
    some = ["<no value>", "{{ .x }}", "\x85\x7f\x9f", "yes", "a\nb\n\n", "a \nb", " a", "0x1f", *texts(1, 20)]
    assert travel(some * 2).lost


def test_the_carrier_names_every_place_once() -> None:
    wanted = carriers.expected(["a", "b"], overridden=True)
    assert len(wanted) == len(set(wanted))
    assert all(wanted.values())
