"""What is written in any style of YAML means to oamc what it means to Go, or is refused with a place."""

from __future__ import annotations

from collections import Counter

import pytest

from oamc.source import scalars as reader
from tests.assurance.exact import scalars, styles
from tests.assurance.exact.texts import texts

TEXTS = 120
SCALARS = 100
SHORT = 3_000


def test_a_text_in_every_style_of_yaml_means_what_go_reads() -> None:
    outcomes: Counter[tuple[str, str]] = Counter()
    for text in texts(7, TEXTS):
        if len(text) <= SHORT:
            for written in styles.ways_to_write(text):
                wrong, outcome = styles.misread(written)
                assert not wrong, f"{written.style}: {wrong}\n{written.document!r}"
                outcomes[written.style, outcome] += 1
    styles_seen = {style for style, _ in outcomes}
    assert len(styles_seen) == 12
    assert all(outcomes[style, "read"] > TEXTS // 4 for style in styles_seen)
    assert sum(count for (_, outcome), count in outcomes.items() if outcome == "refused by all") > TEXTS // 4


@pytest.mark.parametrize("kind", scalars.TYPES)
def test_a_plain_scalar_at_a_typed_parameter_is_what_go_reads(kind: str) -> None:
    outcomes: Counter[str] = Counter()
    for number, scalar in enumerate(scalars.plain_scalars(7, SCALARS)):
        wrong, outcome = scalars.misread(scalar, kind, scalars.WAYS[number % len(scalars.WAYS)])
        assert not wrong, f"{scalar!r}: {wrong}"
        outcomes[outcome] += 1
    assert outcomes["read"] > 20
    assert outcomes["refused"] > 20


def test_the_harness_notices_a_reader_with_another_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scalars.misread("yes", "boolean", "default") == ("", "read")
    monkeypatch.setitem(reader.CONSTANTS, "yes", False)
    wrong, _ = scalars.misread("yes", "boolean", "default")
    assert "Go reads True" in wrong
