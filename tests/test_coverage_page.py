"""The page of what is covered names tests, golden cases and pages that are there, and every trait that oamc has."""

import re
from pathlib import Path

import pytest

from oamc.capabilities.catalog import CATALOG

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in (ROOT / "docs" / "coverage.md").read_text().partition("## Not served")[0].splitlines()
    if line.startswith("| ") and not line.startswith(("| What |", "| --- |"))
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_a_row_names_what_is_there(row):
    what, by, cluster, shown = row
    assert what
    assert by
    assert cluster
    named = re.findall(r"`([^`]+)`", shown)
    assert named
    for name in named:
        assert name.startswith(("tests/", "golden/"))
        assert (ROOT / name).exists(), name


def test_each_trait_is_in_a_row():
    words = {word for row in ROWS for cell in row for word in re.findall(r"[a-z]+(?:-[a-z]+)*", cell)}
    missing = [trait.names[0] for trait in CATALOG.traits if trait.names[0] not in words]
    assert missing == []
