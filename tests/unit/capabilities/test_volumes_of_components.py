"""What containers say about one volume, as one: the strongest use decides, whatever the order of the containers."""

from types import SimpleNamespace

import pytest

from oamc.capabilities.volumes import component_volumes, holds_one_pod
from oamc.model.application import Volume
from oamc.spans import Located, SourceFile, Span

FILE = SourceFile(path="in", label="in", text="x\n" * 9)


def span(place):
    """Return a place of its own."""
    return Span(FILE, place + 1, 1, place + 1, 2)


def volume(name="data", place=0, size=None, *, read_only=False, shared=False, ephemeral=False):
    """Return a volume of a container."""
    at = span(place)
    located = lambda value: Located(value=value, span=at)  # noqa: E731  # three uses in one expression
    return Volume(
        name=located(name), mount_path=located(f"/{name}"), read_only=read_only, shared=shared, ephemeral=ephemeral,
        size=None if size is None else located(size), span=at,
    )  # fmt: skip


def component(*containers):
    """Return a component whose containers have some volumes."""
    return SimpleNamespace(containers=[SimpleNamespace(resources=SimpleNamespace(volumes=volumes)) for volumes in containers])


@pytest.mark.parametrize(("first", "second", "both"), [(True, True, True), (True, False, False), (False, True, False)])
def test_who_writes_makes_a_volume_writable(first, second, both):
    found = component_volumes(component([volume(read_only=first)], [volume(read_only=second)]))
    assert found["data"].read_only is both


@pytest.mark.parametrize(("first", "second", "both"), [(True, True, True), (True, False, True), (False, True, True)])
def test_one_description_makes_a_volume_ephemeral(first, second, both):
    found = component_volumes(component([volume(ephemeral=first)], [volume(ephemeral=second)]))
    assert found["data"].ephemeral is both


@pytest.mark.parametrize(
    ("sizes", "size", "place"),
    [
        ((None, "1Gi"), "1Gi", 1),
        (("1Gi", None), "1Gi", 0),
        (("1Gi", "1073741824"), "1Gi", 0),
        (("1073741824", "1Gi"), "1Gi", 0),
        (("1024Mi", "1000Gi"), "1000Gi", 0),
        (("1000Gi", "1024Mi"), "1000Gi", 0),
        ((None, None), None, 1),
    ],
)
def test_a_reader_may_leave_the_disk_out_and_the_order_decides_no_size(sizes, size, place):
    found = component_volumes(component(*([volume(size=each, place=number)] for number, each in enumerate(sizes))))["data"]
    assert (found.size and found.size.value) == size
    assert found.span.line == place + 1
    assert found.mount_path.span.line == 1


def test_volumes_come_in_the_order_in_which_they_are_first_named():
    found = component_volumes(component([volume("b"), volume("a")], [volume("c"), volume("b", place=3)]))
    assert list(found) == ["b", "a", "c"]
    assert component_volumes(component([], [])) == {}


@pytest.mark.parametrize("how", [{"ephemeral": True}, {"shared": True}, {"read_only": True}])
def test_only_an_exclusive_volume_that_is_written_is_for_one_pod(how):
    assert not holds_one_pod(component([volume(**how)]))
    assert holds_one_pod(component([volume(**how)], [volume("other")]))
    assert not holds_one_pod(component([]))
