"""Every value of a chart under hostile overrides: refused on both sides, or arrived and nothing else changed."""

from __future__ import annotations

from collections import Counter

import pytest

from oamc.backends.helm import spell
from oamc.values import check
from tests.assurance.exact.hostile_values import BREAK_OUTS, HOSTILE_VALUES
from tests.assurance.exact.leaves import all_trials, charts, harmless_values, kind_of_trial, thin_slice


def test_hostile_overrides_are_refused_or_arrive_and_change_nothing_else() -> None:
    trials = all_trials()
    chosen = thin_slice(trials)
    assert len({(chart, leaf) for chart, leaf, _ in trials}) >= 400
    assert {(chart, leaf) for chart, leaf, _ in chosen} == {(chart, leaf) for chart, leaf, _ in trials}
    assert {kind_of_trial(*trial) for trial in chosen} == {kind_of_trial(*trial) for trial in trials}
    outcomes: Counter[str] = Counter()
    for chart, leaf, name in chosen:
        outcome, wrong = chart.trial(leaf, name)
        assert not wrong, f"{chart.name}: {'.'.join(leaf)} with {name}: {wrong}"
        outcomes[outcome] += 1
    assert outcomes["refused"] > 300
    assert outcomes["arrived"] > 40


def test_every_text_of_the_hostile_texts_has_every_break_out() -> None:
    (chart,) = charts(["hostile-texts"])
    leaf = ("shop-web", "parameters", "text")
    assert chart.places(leaf)
    assert {chart.trial(leaf, name) for name in BREAK_OUTS} == {("arrived", "")}


def test_a_harmless_value_is_found_for_most_leaves() -> None:
    (chart,) = charts(["worked-example"])
    assert len(chart.leaves()) > 5
    without = [leaf for leaf in chart.leaves() if not chart.places(leaf)]
    assert without == [
        ("shop-web", "traits", "ingress", "servicePort"),  # the Service has one port
        ("enabled",),  # for parent charts
    ]
    assert set(harmless_values({"type": "boolean"})) == {True, False}


SABOTAGE = {
    "texts without quotes": (spell, "EXACT", "toString"),
    "texts in bare quotes": (spell, "EXACT", r'printf "\"%s\""'),
    "Helm's quote alone": (spell, "EXACT", "quote"),
    "another field with every text": (spell, "EXACT", 'quote | replace "<" "\\\\x3c" }}\n          evil: {{ 1'),
    "no check in oamc": (check._Check, "misfit", lambda *_: None),
}


@pytest.mark.parametrize("sabotage", SABOTAGE)
def test_the_harness_notices_a_value_that_breaks_out(sabotage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, broken = SABOTAGE[sabotage]
    monkeypatch.setattr(owner, name, broken)
    (chart,) = charts(["hostile-texts"])
    leaf = ("shop-web", "parameters", "text")
    trials = [chart.trial(leaf, name) for name in HOSTILE_VALUES]
    assert any(trial.wrong for trial in trials)
