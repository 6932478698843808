"""Changes whose meaning an API server has told, or the code of one: the ratings of the corpus are those of oamc.

The corpus is looked for at ../shared/corpus beside the checkout, or at $OAMC_CORPUS; where it is not, these tests are skipped.
"""

import os
from pathlib import Path

import pytest

from oamc.changes.compare import compare
from oamc.changes.model import OTHER
from tests.support import yaml_files

ROOT = Path(__file__).resolve().parents[3]
FILE = Path(os.environ.get("OAMC_CORPUS", ROOT.parent / "shared" / "corpus")) / "changes" / "vectors.yaml"
VECTORS = yaml_files.load(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
pytestmark = pytest.mark.skipif(not VECTORS and not os.environ.get("CI"), reason="the corpus is not here; set OAMC_CORPUS")


def before(vector):
    """Return the old object as it is in the cluster."""
    live = vector.get("live") or ({"status": {"phase": "Pending"}} if "pending" in vector["about"] else {})
    return {**vector["old"], **({"status": live["status"]} if "status" in live else {})}


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_a_change_is_rated_as_a_server_told(vector):
    found = compare([before(vector)], [vector["new"]] if vector["new"] is not None else [])
    words = found[0].words if found else ()
    assert sorted(words) == sorted(vector["expect"]), found
    if "direction" in vector:
        ratings = [*found[0].ratings, *(rated for field in found[0].fields for rated in field.ratings)]
        assert {rated.direction for rated in ratings} - {"", OTHER} == {vector["direction"]}


def test_there_are_vectors():
    assert len(VECTORS) >= 60
