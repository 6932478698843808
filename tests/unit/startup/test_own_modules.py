import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path
from types import SimpleNamespace

import pytest

import oamc
from oamc.startup import own_modules
from oamc.startup.own_modules import OwnModules, find_own_modules_first

MACHINERY = sys.modules["_frozen_importlib_external"]
ROOT = Path(oamc.__file__).parent
FILES = sorted(path.relative_to(ROOT.parent) for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")
MODULES = [".".join((path.parent if path.name == "__init__.py" else path.with_suffix("")).parts) for path in FILES]


def finder():
    return OwnModules("oamc.", MACHINERY)


def parts(spec):
    """Return all that the interpreter reads of a specification."""
    loader = spec.loader
    places = spec.submodule_search_locations
    return (spec.name, spec.origin, spec.cached, spec.has_location, spec.parent, places, type(loader), loader.name, loader.path)


def test_every_module_is_found_as_the_interpreter_finds_it():
    ours = finder()
    for name in MODULES:
        above = [str(ROOT.parent.joinpath(*name.split(".")[:-1]))]
        assert parts(ours.find_spec(name, above)) == parts(PathFinder.find_spec(name, above)), name


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("oamc", None),
        ("oamc.cli", None),
        ("yaml.reader", [str(ROOT)]),
        ("oamcx.cli", [str(ROOT)]),
        ("oamc.nothing", [str(ROOT)]),
        ("oamc.cli", []),
        ("oamc.cli", [str(ROOT), str(ROOT)]),
        ("oamc.cli", [str(ROOT / "nowhere")]),
    ],
)
def test_what_is_not_its_own_is_left_to_the_others(name, path):
    assert finder().find_spec(name, path) is None


def test_a_directory_without_a_package_is_left_to_the_others(tmp_path):
    (tmp_path / "bare").mkdir()
    assert finder().find_spec("oamc.bare", [str(tmp_path)]) is None


def test_of_a_package_and_a_module_of_one_name_the_package_counts(tmp_path):
    (tmp_path / "both").mkdir()
    (tmp_path / "both" / "__init__.py").touch()
    (tmp_path / "both.py").touch()
    above = [str(tmp_path)]
    assert parts(finder().find_spec("oamc.both", above)) == parts(PathFinder.find_spec("oamc.both", above))


@pytest.fixture
def finders(monkeypatch):
    """The finders of the interpreter, for one test."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    return sys.meta_path


def test_it_is_asked_first_and_put_there_once(finders):
    others = [known for known in finders if not isinstance(known, OwnModules)]
    find_own_modules_first()
    find_own_modules_first()
    assert [type(known) for known in finders[:1]] == [OwnModules]
    assert finders[1:] == others


def test_modules_that_come_from_elsewhere_are_left_to_the_others(finders, monkeypatch):
    before = [*finders]
    monkeypatch.setattr(oamc, "__spec__", SimpleNamespace(loader=object()))
    find_own_modules_first()
    monkeypatch.setattr(oamc, "__spec__", None)
    find_own_modules_first()
    monkeypatch.setattr(own_modules.sys, "modules", {"oamc": oamc})
    find_own_modules_first()
    assert finders == before


def test_the_command_line_puts_it_first():
    script = (
        "import sys; from oamc.cli.entry import main; sys.argv = ['oamc', 'config']; status = main();"
        "sys.stderr.write(f'{status} {type(sys.meta_path[0]).__name__}')"
    )
    script = script.replace("status = main()", "import os; os._exit = lambda status: None; status = main()")
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stderr == "0 OwnModules"
