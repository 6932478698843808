"""Applications of KubeVela give the objects that the real program gives, but for differences that `tests/kubevela.toml` names.

The corpus is looked for at ../shared/corpus beside the checkout, or at $OAMC_CORPUS. It is not part of the repository: where
it is absent these tests are skipped, except in CI, which demands it.
"""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.support.kubevela import AS_THERE, CORPUS, ROOT, cases, name_of, outcome

if TYPE_CHECKING:
    from pathlib import Path

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir() and not os.environ.get("CI"), reason="the corpus is not here; set OAMC_CORPUS"
)
DIFFERENCES: dict[str, dict[str, str]] = tomllib.loads((ROOT / "tests" / "kubevela.toml").read_text(encoding="utf-8"))
REASONS: dict[str, tuple[str, str]] = {name: (word, why) for word, found in DIFFERENCES.items() for name, why in found.items()}
CASES = {name_of(case): case for case in cases()}


@needs_corpus
@pytest.mark.parametrize("name", CASES)
def test_an_application_gives_what_the_real_program_gives(name: str) -> None:
    case: Path = CASES[name]
    word, reason = REASONS.get(name, ("", ""))
    found = outcome(case)
    assert found == word or (not word and found in AS_THERE), reason


@needs_corpus
def test_every_difference_is_of_a_case_that_is_there_and_has_a_reason() -> None:
    assert REASONS.keys() <= CASES.keys()
    assert all(len(why.split()) > 2 for _, why in REASONS.values())
    assert len(CASES) >= 150
