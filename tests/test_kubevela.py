"""Applications of KubeVela give the objects that the real program gives, but for differences that `tests/kubevela.toml` names.

The corpus is looked for at ../shared/corpus beside the checkout, or at $OAMC_CORPUS. It is not part of the repository: where
it is absent these tests are skipped, except in CI, which demands it.
"""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests import conformance_page
from tests.support.kubevela import AS_THERE, CORPUS, ROOT, about, cases, name_of, outcome

if TYPE_CHECKING:
    from pathlib import Path

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir() and not os.environ.get("CI"), reason="the corpus is not here; set OAMC_CORPUS"
)
TABLE: dict[str, dict[str, str]] = tomllib.loads((ROOT / "tests" / "kubevela.toml").read_text(encoding="utf-8"))
ABOUT = TABLE.pop(conformance_page.ABOUT)
THERE = TABLE.pop(conformance_page.AS_THERE)
REASONS: dict[str, tuple[str, str]] = {name: (word, why) for word, found in TABLE.items() for name, why in found.items()}
CASES = {name_of(case): case for case in cases()}


@needs_corpus
@pytest.mark.parametrize("name", CASES)
def test_an_application_gives_what_the_real_program_gives(name: str) -> None:
    case: Path = CASES[name]
    word, reason = REASONS.get(name, (THERE.get(name, ""), "as there"))
    assert outcome(case) == word, reason


@needs_corpus
def test_the_table_has_every_case() -> None:
    assert REASONS.keys() | THERE.keys() == CASES.keys()
    assert len(CASES) >= 150


@needs_corpus
def test_what_a_case_is_about_is_what_the_corpus_says() -> None:
    assert {name: about(case) or ABOUT[name] for name, case in CASES.items()} == ABOUT


def test_every_case_of_the_table_has_one_outcome_and_every_difference_a_reason() -> None:
    assert ABOUT.keys() == REASONS.keys() | THERE.keys()
    assert REASONS.keys() & THERE.keys() == set()
    assert set(THERE.values()) <= set(AS_THERE)
    assert TABLE.keys() | set(THERE.values()) <= conformance_page.OUTCOMES.keys()
    assert all(len(why.split()) > 2 for _, why in REASONS.values())
    assert [name for name, words in ABOUT.items() if not words] == []


def test_the_page_has_a_row_for_each_case() -> None:
    page = conformance_page.conformance_page()
    assert all(f"| `{name.partition('/')[2]}` | " in page for name in ABOUT)
    assert page.count("\n| `") == len(ABOUT)
