"""What `oamc diff` rates as refused, against a real API server: random changes of good objects, applied by kubectl.

Each pair has a namespace of its own. What is wrong by itself says nothing about updates, and is passed over.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from oamc.changes.compare import compare
from oamc.changes.model import REFUSED, spelled
from oamc.kubernetes.table import load_table
from tests.assurance.cluster.tools import tool
from tests.assurance.table.changes import SPECIMENS, changed
from tests.test_refused_changes import MORE_LENIENT, OF_SERVERS, STRICTER, metadata_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.assurance.cluster.server import Cluster
    from tests.assurance.cluster.tools import Answer

PAIRS = 600
THREADS = 4


class Pair(NamedTuple):
    """An object before and after a change, both of one name in one namespace."""

    old: dict[str, Any]
    new: dict[str, Any]


class Rated(NamedTuple):
    """How often the server (first) and oamc (second) refuse, and where one of them does without a known reason."""

    counts: Counter[tuple[bool, bool]]
    unexpected: list[str]

    @property
    def held(self) -> bool:
        """Tell whether both agree, and some changes were refused at all."""
        return not self.unexpected and self.counts[True, True] > 0

    def __str__(self) -> str:
        taken, refused = self.counts.total(), self.counts[True, True] + self.counts[True, False]
        return f"{taken:,} changes applied, {refused:,} of them refused by the server; {len(self.unexpected)} rated otherwise"


def rated(cluster: Cluster, pairs: int = PAIRS) -> Rated:
    """Apply pairs of objects one over the other, and compare the server's answer with the rating."""
    kubectl, counts, unexpected = tool(cluster.programs / "kubectl", cluster), Counter[tuple[bool, bool]](), []

    def send(pair: Pair) -> None:
        namespace = pair.old["metadata"]["namespace"]
        cluster.api.create_namespace(namespace)
        answer = _answer(kubectl, pair)
        cluster.api.delete_namespace(namespace)
        if answer is None:
            return
        known = {**pair.old, "status": {"phase": "Pending"}} if pair.old["kind"] == "PersistentVolumeClaim" else pair.old
        found = compare([known], [pair.new])
        theirs, ours = answer.status != 0, bool(found) and REFUSED in found[0].words
        counts[theirs, ours] += 1
        about = f"{pair.old['kind']}: {', '.join(spelled(field.path) for change in found for field in change.fields)}"
        if ours and not theirs and not any(re.search(pattern, about) for pattern in STRICTER):
            unexpected.append(f"only rated as refused: {about}")
        words = f"{pair.old['kind']} {answer.err}"
        if theirs and not ours and not any(re.search(pattern, words) for pattern in MORE_LENIENT):
            unexpected.append(f"only refused by the server: {about}: {answer.err[:300]}")

    with ThreadPoolExecutor(THREADS) as threads:
        for _ in threads.map(send, itertools.islice(_pairs(cluster.version), pairs)):
            pass
    return Rated(counts, sorted(unexpected))


def _answer(kubectl: Callable[..., Answer], pair: Pair) -> Answer | None:
    """Return what the server says to an update; None where the old or the new object is wrong by itself."""
    old, new = json.dumps(pair.old), json.dumps(pair.new)
    fresh = json.dumps({**pair.new, "metadata": {**pair.new["metadata"], "name": f"{pair.new['metadata']['name']}-alone"}})
    if kubectl("create", "--dry-run=server", "-f", "-", given=fresh).status or kubectl("apply", "-f", "-", given=old).status:
        return None
    answer = kubectl("apply", "-f", "-", given=new)
    # A controller has taken the old one away, as it does with the token of an account that is not there.
    return None if answer.out.endswith(" created\n") else answer


def _pairs(version: str) -> Iterator[Pair]:
    """Yield pairs without an end; what belongs to no namespace has a name that nobody else uses."""
    table = load_table()
    for number in itertools.count():
        old = SPECIMENS[number % len(SPECIMENS)]
        new = changed(old, table, version, random.Random(number))
        same = all(metadata_of(new).get(key) == metadata_of(old).get(key) for key in ("name", "namespace"))
        if old == new or not same or any(new.get(key) != old.get(key) for key in ("apiVersion", "kind")):
            continue
        if not OF_SERVERS & metadata_of(new).keys():
            own = {"namespace": f"pair-{number}", "name": f"{metadata_of(old)['name']}-{number}"}
            yield Pair(*({**body, "metadata": {**metadata_of(body), **own}} for body in (old, new)))
