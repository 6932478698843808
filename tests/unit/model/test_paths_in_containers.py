"""Paths in containers: what is one place, and what lies below another one."""

import pytest

from oamc.model.paths import PathTree, directory
from tests.support.documents import RESOURCES, application, compiled, component, container

EPHEMERAL = {"required": "1Gi", "ephemeral": True}


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
    places = PathTree()
    places.add(above, "there")
    assert list(places.above(path)) == ([(directory(path) == directory(above), "there")] if below else [])


def test_what_is_above_comes_from_the_outside_in_and_the_first_at_a_place_stays():
    places = PathTree()
    for path, value in {"/a/b": 1, "/a": 2, "//a/./b/": 3, "/": 4, "/a/b/c/d": 5, "/a/x": 6}.items():
        places.add(path, value)
    assert list(places.above("/a/b/c")) == [(False, 4), (False, 2), (False, 1)]
    assert list(places.above("/a/b")) == [(False, 4), (False, 2), (True, 1)]
    assert list(PathTree().above("/a")) == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_two_mounts_at_one_place_are_told_however_they_are_written(number):
    mounts = ["/data", "//data", "/data/."]
    volumes = [{"name": f"v{index}", "mountPath": path, "disk": EPHEMERAL} for index, path in enumerate(mounts)]
    rotated = volumes[number:] + volumes[:number]
    found = compiled(component("Server", container(resources={**RESOURCES, "volumes": rotated})), application()).reports.found
    assert [item.message.rpartition(": ")[2] for item in found if item.code.id == "OAM327"] == [
        f'volume "{rotated[0]["name"]}" is there'
    ] * 2
