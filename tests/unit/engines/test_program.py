"""Where the engine's program is looked for: among packages, never where a stranger could have put it."""

import sys
from pathlib import Path

import pytest

from oamc.engines.contract import MISSING, EngineFailed
from oamc.engines.program import PROGRAM, find_program


def package(folder):
    """Write a package that has a program, and return the path of the program."""
    place = folder / "oamc_cue"
    place.mkdir(parents=True)
    (place / "__init__.py").write_text("raise SystemExit('a package is not run')\n")
    (place / PROGRAM).write_text("")
    return str(place / PROGRAM)


@pytest.fixture(autouse=True)
def _no_package(monkeypatch):
    """Take away a package that this environment may have."""
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setitem(sys.path_importer_cache, "", None)


def missing():
    with pytest.raises(EngineFailed) as raised:
        find_program()
    assert raised.value.reason == MISSING
    return raised.value.details


def test_a_package_is_found_and_none_of_its_code_is_run(tmp_path, monkeypatch):
    program = package(tmp_path / "site")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "site")])
    assert find_program() == program


def test_without_a_package_that_is_told():
    assert missing() == "the package oamc_cue is not installed"


def test_a_package_without_a_program_is_told(tmp_path, monkeypatch):
    Path(package(tmp_path)).unlink()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert missing() == "the package oamc_cue has no program for this kind of machine"


@pytest.mark.parametrize("spelled", ["", ".", "{}", "{}/sub/.."])
def test_the_working_directory_is_no_place_for_packages(tmp_path, monkeypatch, spelled):
    package(tmp_path)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [spelled.format(tmp_path)])
    missing()


def test_a_link_to_the_working_directory_is_none_either(tmp_path, monkeypatch):
    package(tmp_path / "work")
    (tmp_path / "link").symlink_to(tmp_path / "work", target_is_directory=True)
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(sys, "path", [str(tmp_path / "link")])
    missing()


def test_a_program_on_the_path_is_not_looked_for(tmp_path, monkeypatch):
    program = tmp_path / PROGRAM
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    missing()


def test_the_program_is_called_as_the_system_wants_it():
    assert ("cue-engine.exe" if sys.platform == "win32" else "cue-engine") == PROGRAM


def test_a_package_in_several_folders_is_looked_for_in_the_first(tmp_path, monkeypatch):
    """As a folder without `__init__.py` is, which nobody installs, but which is found all the same."""
    for name in ("a", "b"):
        Path(package(tmp_path / name)).parent.joinpath("__init__.py").unlink()
    monkeypatch.setattr(sys, "path", [str(tmp_path / "a"), str(tmp_path / "b")])
    assert find_program() == str(tmp_path / "a" / "oamc_cue" / PROGRAM)


def test_a_module_of_that_name_is_no_package(tmp_path, monkeypatch):
    (tmp_path / "oamc_cue.py").write_text("")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert missing() == "the package oamc_cue is not installed"
