"""The names of the files of an output: one for each object, whatever the objects are called."""

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from oamc.backends.contract import device_in, file_names


class Item:
    """What counts of an object for the name of its file."""

    def __init__(self, kind, name, namespace="", group=""):
        self.kind, self.name = kind, name
        self.identity = (group, kind, namespace, name)


NAMES = ["web", "web-service", "web-deployment", "web-deployment-service", "web-service-service", "web-service-service-service"]
OF_ANYBODY = [*NAMES, "Web", "web:service", "web.service", "_web", ".web", "a" * 250, "a" * 251, "web-service_00000000"]
ITEMS = st.lists(
    st.builds(
        Item,
        st.sampled_from(["Service", "Deployment", "service"]),
        st.sampled_from(OF_ANYBODY) | st.text(max_size=3),
        st.sampled_from(["", "a", "A", "service", "n" * 63]),
        st.sampled_from(["", "apps"]),
    ),
    unique_by=lambda item: item.identity,
)


@given(ITEMS)
def test_no_two_objects_share_a_file(items):
    files = file_names(items)
    assert set(files) == {item.identity for item in items}
    assert len({name.lower() for name in files.values()}) == len(items)


@given(ITEMS)
def test_the_order_of_objects_does_not_matter(items):
    assert file_names(items) == file_names(list(reversed(items)))


@given(ITEMS)
def test_a_file_has_a_name_that_every_system_and_helm_take(items):
    for name in file_names(items).values():
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-._")
        assert name[0] not in "._"
        assert len(name) < 200


def test_every_pair_of_objects_has_two_files():
    every = [Item(*pair) for pair in product(["Service", "Deployment"], NAMES)]
    assert len(set(file_names(every).values())) == len(every)


def name_of(item, *others):
    return file_names([item, *others])[item.identity]


def test_a_name_that_ends_in_its_kind_is_not_doubled():
    assert name_of(Item("Service", "web-service")) == "web-service.yaml"
    assert name_of(Item("Service", "web-service"), Item("Service", "web")) == "web-service-service.yaml"


def test_what_differs_in_namespace_or_group_alone_is_told_apart_at_the_end():
    here, there, other = Item("Service", "web"), Item("Service", "web", "there"), Item("Service", "web", "", "example.com")
    assert name_of(here) == "web-service.yaml"
    assert name_of(there, Item("Service", "web", "elsewhere")) == "web-service_there.yaml"
    names = file_names([here, there, other])
    assert len(set(names.values())) == 3
    assert all(name.startswith("web-service_") for name in names.values())


def test_what_no_file_is_called_is_replaced():
    assert name_of(Item("ClusterRole", "system:Reader")) == "system-reader-clusterrole.yaml"
    assert name_of(Item("ClusterRole", "a/../b")) == "a-..-b-clusterrole.yaml"


ODD = [
    "shop:writer",
    "shop_writer",
    "Shop-Writer",
    "shop writer",
    ":shop",
    ".shop",
    "_shop",
    "shop",
    "é",
    "x" * 400 + ":",
    "x" * 400 + "/",
]
ON_ANY_SYSTEM = re.compile(r"[-a-z0-9][-_.a-z0-9]*")


def test_names_of_roles_become_names_of_files_that_every_system_and_helm_take():
    roles = [Item("ClusterRole", name) for name in ODD]
    files = [file_names(roles)[role.identity] for role in roles]
    assert all(ON_ANY_SYSTEM.fullmatch(file) and len(file) < 255 for file in files)
    assert len(set(files)) == len(ODD)
    assert files[ODD.index("shop")] == "shop-clusterrole.yaml"


def test_devices_of_windows_are_found_in_any_part_and_case_and_before_any_suffix():
    assert [device_in(path) for path in ("con", "a/NUL.yaml", "com1.tar.gz/x")] == ["con", "NUL.yaml", "com1.tar.gz"]
    assert [device_in(path) for path in ("console", "a/b-con.yaml", "com10", "x.con")] == [""] * 4
