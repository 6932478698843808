"""Random changes of good objects: oamc's table and the API server's own validation take and refuse the same ones.

A slice; `make assurance` judges more of them.
"""

from __future__ import annotations

import re

import pytest

from oamc.kubernetes import quantities, structure
from oamc.kubernetes.rules import objects as object_rules
from oamc.kubernetes.rules import services as service_rules
from oamc.kubernetes.schemas import load_table, problems
from tests.assurance.table.changes import SPECIMENS
from tests.assurance.table.compare import compare
from tests.assurance.table.differences import STRICTER
from tests.assurance.table.measure import LEAST_AGREEMENT, agreement
from tests.support.api_server import judged_versions, shared_judge

CHANGES = 3_000


@judged_versions
def test_changes_are_judged_as_by_the_api_server(version: str) -> None:
    found = compare(shared_judge(version), version, 0, CHANGES)
    assert agreement(found) >= LEAST_AGREEMENT, "\n".join(map(str, found.disagreements))
    assert CHANGES / 4 < found.refused < CHANGES * 3 / 4
    assert found.stricter.total() < CHANGES / 25


def forget(patch: pytest.MonkeyPatch) -> None:
    """Let what is known of values and rules be found out anew: it follows from the rules."""
    patch.setattr(structure, "_SOUND", set())
    patch.setattr(structure, "_DEMANDS", {})
    patch.setattr(object_rules, "_IMPORTED", {})


@judged_versions
def test_a_rule_that_is_gone_or_too_strict_is_noticed(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = shared_judge(version)
    before = len(compare(judge, version, 0, CHANGES).disagreements)
    forget(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setitem(service_rules.RULES, "core.v1.ServiceSpec", lambda *_: None)
        assert len(compare(judge, version, 0, CHANGES).disagreements) > before
    forget(monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(quantities, "LONGEST_QUANTITY", 2)
        assert len(compare(judge, version, 0, CHANGES).disagreements) > before


def test_the_specimens_are_of_twenty_kinds_that_the_table_knows() -> None:
    assert len({specimen["kind"] for specimen in SPECIMENS}) >= 20
    assert all(load_table().versions_of(one["apiVersion"], one["kind"]) for one in SPECIMENS)
    assert [problems(specimen) for specimen in SPECIMENS] == [()] * len(SPECIMENS)


def test_every_difference_has_a_reason_and_a_pattern() -> None:
    for name, told in STRICTER.items():
        assert told.reason, name
        assert re.compile(told.pattern).search("anything at all") is None, name
