"""What is rated as refused, against the API server's own code for updates: random changes of good objects of all kinds.

The programs are built by `make kubernetes-programs`; where they are not, these tests are skipped and counted. A change that
makes an object wrong by itself says nothing about updates, and is passed over.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

import pytest

from oamc.changes.compare import compare
from oamc.changes.model import REFUSED, spelled
from oamc.kubernetes.table import load_table
from tests.assurance.table.changes import SPECIMENS, changed
from tests.support.api_server import judged_versions, shared_judge

CHANGES = 2_500
OF_SERVERS = {"uid", "deletionTimestamp", "generation", "resourceVersion", "creationTimestamp", "selfLink", "managedFields"}
STRICTER = {
    r"^Job: spec\.(completions|successPolicy)|^Job: spec\.template": "fields that a version drops, and numbers in tandem",
    r"^PersistentVolumeClaim: spec\.(dataSource|storageClassName|volumeAttributesClassName|volumeName)": (
        "what a claim is filled with, its class: only a cluster knows what it has put there, and old versions drop some"
    ),
    r"^Pod: spec": "fields that a version drops, and items that are one to the server",
    r"^ResourceQuota: spec": "a quota with no scopes is one with other ones",
    r"^Secret: data": "content that was only written as text stays",
}
"""Changes that are rated as refused and that the server takes: kinds and paths, with the reason."""
MORE_LENIENT = {
    r"merge key|element types": "a list whose items have no key cannot be patched",
    r"clusterIP|healthCheckNodePort": "an address that is emptied, where leaving it out would do nothing",
    r"PersistentVolumeClaim .*(dataSource|spec)": "a source that is wrong beside the one that the server keeps",
    r"StatefulSet.*other than": "1.30 keeps the number of revisions, too",
    r"ServiceAccount|ResourceQuota|IngressClass": "a part that is emptied as a whole",
}
"""What the server refuses and is not rated so: patterns of its words, with the reason."""


def metadata_of(body: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata of an object that may be broken."""
    found = body.get("metadata")
    return found if isinstance(found, dict) else {}


@judged_versions
def test_what_is_refused_is_refused_by_the_server_and_the_other_way_round(version: str) -> None:
    judge, table = shared_judge(version), load_table()
    counts: Counter[tuple[bool, bool]] = Counter()
    unknown: list[str] = []
    for number in range(CHANGES):
        old = SPECIMENS[number % len(SPECIMENS)]
        new = changed(old, table, version, random.Random(number))
        same = all(metadata_of(new).get(key) == metadata_of(old).get(key) for key in ("name", "namespace"))
        if old == new or not same or any(new.get(key) != old.get(key) for key in ("apiVersion", "kind")):
            continue
        if OF_SERVERS & metadata_of(new).keys() or judge.create(new).errors:
            continue
        known = {**old, "status": {"phase": "Pending"}} if old["kind"] == "PersistentVolumeClaim" else old
        found = compare([known], [new])
        theirs = judge.change(old, new).errors
        ours = bool(found) and REFUSED in found[0].words
        counts[bool(theirs), ours] += 1
        paths = ", ".join(spelled(field.path) for change in found for field in change.fields)
        if ours and not theirs and not any(re.search(pattern, f"{old['kind']}: {paths}") for pattern in STRICTER):
            unknown.append(f"only rated as refused: {old['kind']} {paths}")
        if theirs and not ours and not any(re.search(pattern, f"{old['kind']} {theirs[0]}") for pattern in MORE_LENIENT):
            unknown.append(f"only refused by the server: {old['kind']} {paths}: {theirs[0][:300]}")
    assert not unknown
    assert counts[True, True] > CHANGES // 40
    assert counts[False, False] > CHANGES // 10
    assert counts[True, False] + counts[False, True] < (counts[True, True] + counts[False, False]) // 20


def test_a_rule_that_is_gone_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oamc.changes.compare.refusal", lambda *_: None)
    with pytest.raises(AssertionError):
        test_what_is_refused_is_refused_by_the_server_and_the_other_way_round("1.37")
