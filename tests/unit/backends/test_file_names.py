"""The names of the files of an output: one for each object, whatever the objects are called."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from oamc.backends.contract import device_in, file_name, names_of


class Item:
    """What counts of an object for the name of its file."""

    def __init__(self, kind, name):
        self.kind, self.name = kind, name


NAMES = ["web", "web-service", "web-deployment", "web-deployment-service", "web-service-service", "web-service-service-service"]
ITEMS = st.lists(
    st.builds(Item, st.sampled_from(["Service", "Deployment"]), st.sampled_from(NAMES)),
    unique_by=lambda item: (item.kind, item.name),
)


@given(ITEMS)
def test_no_two_objects_share_a_file(items):
    files = [file_name(item, names_of(items)) for item in items]
    assert len(set(files)) == len(items)


def test_every_pair_of_objects_has_two_files():
    every = [Item(*pair) for pair in product(["Service", "Deployment"], NAMES)]
    assert len({file_name(item, names_of(every)) for item in every}) == len(every)


def test_a_name_that_ends_in_its_kind_is_not_doubled():
    item = Item("Service", "web-service")
    assert file_name(item, names_of([item])) == "web-service.yaml"


def test_devices_of_windows_are_found_in_any_part_and_case_and_before_any_suffix():
    assert [device_in(path) for path in ("con", "a/NUL.yaml", "com1.tar.gz/x")] == ["con", "NUL.yaml", "com1.tar.gz"]
    assert [device_in(path) for path in ("console", "a/b-con.yaml", "com10", "x.con")] == [""] * 4
