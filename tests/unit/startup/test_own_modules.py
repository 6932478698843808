import marshal
import os
import py_compile
import subprocess
import sys
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path
from types import SimpleNamespace

import pytest

import oamc
from oamc.startup import own_modules
from oamc.startup.own_modules import OwnModules, bytecode_place, find_own_modules_first, read_code

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
    assert isinstance(loader, SourceFileLoader)
    return (spec.name, spec.origin, spec.cached, spec.has_location, spec.parent, places, loader.name, loader.path)


def test_every_module_is_found_as_the_interpreter_finds_it():
    ours = finder()
    for name in MODULES:
        above = [str(ROOT.parent.joinpath(*name.split(".")[:-1]))]
        assert parts(ours.find_spec(name, above)) == parts(PathFinder.find_spec(name, above)), name


def test_every_module_has_the_code_that_the_interpreter_loads():
    ours = finder()
    for name in MODULES:
        above = [str(ROOT.parent.joinpath(*name.split(".")[:-1]))]
        loader = ours.find_spec(name, above).loader
        assert loader.get_code(name) == SourceFileLoader(name, loader.path).get_code(name), name


@pytest.fixture
def module(tmp_path):
    """A module with its bytecode: where both lie."""
    source = tmp_path / "module.py"
    source.write_text("answer = 1\n", encoding="utf-8")
    place = Path(py_compile.compile(str(source), doraise=True))
    assert bytecode_place(str(source)) == str(place)
    return source, place


def code_of(module):
    """Return what is read of the bytecode of a module."""
    source, place = module
    return read_code(str(source), str(place), MACHINERY.MAGIC_NUMBER)


def test_bytecode_of_a_source_is_read(module):
    assert code_of(module) == compile("answer = 1\n", str(module[0]), "exec")


def older(module):
    os.utime(module[0], (1, 1))


def longer(module):
    before = module[0].stat()
    module[0].write_text("answer = 100\n", encoding="utf-8")
    os.utime(module[0], ns=(before.st_atime_ns, before.st_mtime_ns))


def of_another_interpreter(module):
    module[1].write_bytes(b"\0\0\0\0" + module[1].read_bytes()[4:])


def hashed(module):
    py_compile.compile(str(module[0]), invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)


def cut(module):
    module[1].write_bytes(module[1].read_bytes()[:-5])


def cut_short(module):
    module[1].write_bytes(module[1].read_bytes()[:9])


def no_code(module):
    module[1].write_bytes(module[1].read_bytes()[:16] + marshal.dumps("text"))


def made_elsewhere(module):
    py_compile.compile(str(module[0]), dfile="/elsewhere/module.py")


def gone(module):
    module[1].unlink()


def without_source(module):
    module[0].unlink()


@pytest.mark.parametrize(
    "change",
    [older, longer, of_another_interpreter, hashed, cut, cut_short, no_code, made_elsewhere, gone, without_source],
)
def test_other_bytecode_is_left_to_the_interpreter(module, change):
    change(module)
    assert code_of(module) is None


def test_the_interpreter_decides_where_bytecode_is_not_fit(module):
    source, place = module
    longer(module)
    assert finder()._loader_type("oamc.module", str(source)).get_code("oamc.module").co_consts[0] == 100
    place.unlink()
    assert finder()._loader_type("oamc.module", str(source)).get_code("oamc.module").co_consts[0] == 100


def test_places_of_bytecode_that_were_changed_are_left_to_the_interpreter(monkeypatch):
    assert bytecode_place("/a/b.py") == f"/a/__pycache__/b.{sys.implementation.cache_tag}.pyc"
    monkeypatch.setattr(own_modules.sys, "pycache_prefix", "/elsewhere")
    assert bytecode_place("/a/b.py") is None
    assert parts(finder().find_spec("oamc.cli", [str(ROOT)])) == parts(PathFinder.find_spec("oamc.cli", [str(ROOT)]))
    monkeypatch.undo()
    monkeypatch.setattr(own_modules.sys, "implementation", SimpleNamespace(cache_tag=None))
    assert bytecode_place("/a/b.py") is None


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
