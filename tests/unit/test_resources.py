import pytest

from oamc import resources


def test_a_checkout_has_the_files_beside_the_package():
    assert resources.read_text("schemas", "kubernetes", "README.md").startswith("# ")
    assert resources.path("schemas").endswith("schemas")


def test_a_wheel_has_the_files_within_the_package(tmp_path, monkeypatch):
    package = tmp_path / "oamc"
    shared = package / "_shared" / "schemas"
    shared.mkdir(parents=True)
    (shared / "one.json").write_bytes("\u00e9\r\n".encode())
    (tmp_path / "schemas").mkdir()
    monkeypatch.setattr(resources, "PACKAGE", str(package))
    assert resources.read_bytes("schemas", "one.json") == b"\xc3\xa9\r\n"
    assert resources.read_text("schemas", "one.json") == "\u00e9\r\n"


def test_a_missing_file_is_a_broken_installation():
    with pytest.raises(FileNotFoundError):
        resources.read_bytes("schemas", "nothing.json")
