"""Texts at places with rules of their own are refused with a place, or arrive in objects that a cluster takes."""

from __future__ import annotations

from collections import Counter

import pytest

from oamc.backends.helm import spell
from oamc.objects import writer
from tests.assurance.exact.restricted import ALMOST, OF_OPTIONS, PLACES, misplaced, restricted_texts

TEXTS = 10


@pytest.mark.parametrize("place", [*PLACES, *OF_OPTIONS])
def test_a_text_at_a_restricted_place_is_refused_or_arrives(place: str) -> None:
    for text in (*restricted_texts(len(place), TEXTS), *ALMOST[:3]):
        outcome, wrong = misplaced(place, text)
        assert not wrong, f"{text!r}: {outcome}: {wrong}"


def test_harmless_texts_arrive_and_hostile_ones_do_not_at_names() -> None:
    outcomes = Counter(misplaced("instance name", text).outcome for text in ("web", "a-b", "x{{", "a\nb", "Web", ""))
    assert outcomes == {"arrived": 2, "refused": 4}


SABOTAGE = {
    "actions executed": ("config path", spell.TemplateSpeller, "known", lambda _, yaml: yaml),
    "a volume whose path is lost": ("mount path", writer.YamlWriter, "_text", lambda _, text: writer.spell_text(text[:9])),
}


@pytest.mark.parametrize("sabotage", SABOTAGE)
def test_the_harness_notices_a_missing_rule(sabotage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, owner, name, broken = SABOTAGE[sabotage]
    monkeypatch.setattr(owner, name, broken)
    texts = ("/etc/{{ fail `x` }}", "{{ x", "a b", "/data/volumes/deep")
    assert any(misplaced(place, text).wrong for text in texts)
