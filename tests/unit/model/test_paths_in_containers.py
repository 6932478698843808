"""Paths in containers: what is one place, and what lies below another one."""

import pytest

from oamc.model.paths import directory, is_below


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("//", "/"),
        ("/.", "/"),
        ("/data", "/data"),
        ("/data/", "/data"),
        ("//data//logs", "/data/logs"),
        ("/./data/./logs/.", "/data/logs"),
        ("/data/.logs", "/data/.logs"),
        ("/data/..logs/..", "/data/..logs/.."),
        ("/data/a.b", "/data/a.b"),
        ("/Data", "/Data"),
    ],
)
def test_slashes_and_dots_change_no_place(path, place):
    assert directory(path) == place
    assert directory(place) == place


@pytest.mark.parametrize(
    ("path", "above", "below"),
    [
        ("/data", "/data", True),
        ("/data/logs", "/data", True),
        ("/data/logs/old", "/data", True),
        ("/data", "/", True),
        ("/", "/", True),
        ("/", "/data", False),
        ("/database", "/data", False),
        ("/data-logs/a", "/data", False),
        ("/data", "/data/logs", False),
        ("/srv/data", "/data", False),
        ("/data/logs", "/logs", False),
    ],
)
def test_a_place_is_below_another_one_by_whole_names(path, above, below):
    assert is_below(path, above) is below
