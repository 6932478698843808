"""A bad label or annotation is reported once, at its key or at its value, however many objects carry it."""

import pytest

from tests.assurance.logs.builds import errors, findings, pointed_at
from tests.support.texts import application, component

LONG = "x" * 64


def metadata_with(field, entry):
    """Return lines of `metadata` with one entry below a field."""
    return f"  {field}:\n    {entry}\n"


@pytest.mark.parametrize(
    ("entry", "where", "code", "text"),
    [
        ('"a b": here', "labels", "OAM310", '"a b"'),
        (f"{LONG}: here", "labels", "OAM310", LONG),
        ('"": here', "labels", "OAM310", '""'),
        ("a/b/c: here", "annotations", "OAM310", "a/b/c"),
        ('"x y/z": here', "annotations", "OAM310", '"x y/z"'),
        ("team: not good!", "labels", "OAM606", "not good!"),
    ],
)
@pytest.mark.parametrize("kind", ["ComponentSchematic", "ApplicationConfiguration"])
def test_the_key_or_the_value_at_fault_is_shown(kind, entry, where, code, text):
    metadata = metadata_with(where, entry)
    whole = component(metadata=metadata) + application() if kind == "ComponentSchematic" else component() + application()
    if kind == "ApplicationConfiguration":
        whole = whole.replace("  name: shop\n", f"  name: shop\n{metadata}")
    (error,) = (finding for finding in findings(whole) if finding.severity == "error")
    assert error.code.id == code
    assert pointed_at(error.span) == text


def test_good_labels_are_no_error():
    metadata = metadata_with("labels", "example.com/team: Check_out.1") + metadata_with(
        "annotations", "Example.com/x: any thing"
    )
    assert errors(component(metadata=metadata) + application()) == []
