"""The bundle of modules: the list is what builds import, and what does not hold any more is left to the interpreter."""

import marshal
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

import oamc
from oamc.cli import bundle_writing
from oamc.cli.bundle_writing import write_bundle
from oamc.startup import module_bundle
from oamc.startup.bundled_modules import SECTIONS
from oamc.startup.module_bundle import Bundle, bundle_place
from oamc.startup.own_modules import OwnModules
from tests.bundled_modules import PLACE, listing, sections

MACHINERY = sys.modules["_frozen_importlib_external"]
ROOT = Path(__file__).resolve().parents[3]
PACKAGE = "bundled_here"
SOURCES = {
    "__init__.py": "",
    "base.py": "VALUE = 1\n",
    "inner/__init__.py": "",
    "inner/leaf.py": f"from {PACKAGE}.base import VALUE\nDOUBLE = 2 * VALUE\n",
    "late.py": f"from {PACKAGE}.inner.leaf import DOUBLE\nTRIPLE = DOUBLE + 1\n",
    "later.py": f"from {PACKAGE}.late import TRIPLE\n",
    "apart.py": "APART = True\n",
}
LISTED = {
    "start": (f"{PACKAGE}.base", f"{PACKAGE}.inner", f"{PACKAGE}.inner.leaf"),
    "late": (f"{PACKAGE}.late", f"{PACKAGE}.later"),
}


def test_the_list_is_what_builds_import():
    found = sections()
    assert {name: tuple(names) for name, names in found.items()} == SECTIONS
    assert PLACE.read_text(encoding="utf-8") == listing(found)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with its finder and its bundle: directory and finder."""
    directory = tmp_path / PACKAGE
    for name, text in SOURCES.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8")
    (directory / "__pycache__").mkdir()
    monkeypatch.setattr(bundle_writing, "SECTIONS", LISTED)
    monkeypatch.setattr(bundle_writing, "PIECE", 2)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    above = ModuleType(PACKAGE)
    above.__path__ = [str(directory)]
    monkeypatch.setitem(sys.modules, PACKAGE, above)
    finder = OwnModules(f"{PACKAGE}.", MACHINERY)
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    yield directory, finder
    for name in [name for name in sys.modules if name.startswith(f"{PACKAGE}.")]:
        del sys.modules[name]


def bundle_of(package):
    directory, finder = package
    return Bundle(bundle_place(str(directory)), str(directory), finder)


def loaded():
    return sorted(name for name in sys.modules if name.startswith(f"{PACKAGE}."))


def test_the_first_section_runs_at_once_and_others_with_the_first_of_their_modules(package):
    assert write_bundle(str(package[0]), package[1])
    bundle = bundle_of(package)
    assert bundle.start()
    assert loaded() == sorted(LISTED["start"])
    package[1].asked_first = bundle.find
    later = __import__(f"{PACKAGE}.later", fromlist=["TRIPLE"])
    assert later.TRIPLE == 3
    assert loaded() == sorted((*LISTED["start"], *LISTED["late"]))
    apart = __import__(f"{PACKAGE}.apart", fromlist=["APART"])
    assert apart.APART


@pytest.mark.parametrize("first", ["outer", "outer.leaf", "late"])
def test_each_module_of_a_section_runs_once_whichever_is_imported_first(package, first, monkeypatch):
    directory, finder = package
    (directory / "outer").mkdir()
    run = "RAN.append(__name__)\n"
    (directory / "base.py").write_text("RAN = []\n", encoding="utf-8")
    (directory / "inner" / "leaf.py").write_text("", encoding="utf-8")
    for name in ("outer/__init__.py", "outer/leaf.py", "late.py"):
        (directory / name).write_text(f"from {PACKAGE}.base import RAN\n{run}", encoding="utf-8")
    names = (f"{PACKAGE}.outer", f"{PACKAGE}.outer.leaf", f"{PACKAGE}.late")
    monkeypatch.setattr(bundle_writing, "SECTIONS", {**LISTED, "late": names})
    assert write_bundle(str(directory), finder)
    bundle = bundle_of(package)
    assert bundle.start()
    finder.asked_first = bundle.find
    for name in (first, "outer.leaf", "late"):
        module = __import__(f"{PACKAGE}.{name}", fromlist=["RAN"])
        assert type(module.__spec__.loader).__name__ == type(module.__loader__).__name__ == "OwnLoader"
    assert list(names) == sys.modules[f"{PACKAGE}.base"].RAN
    assert sys.modules[f"{PACKAGE}.outer"].leaf is sys.modules[f"{PACKAGE}.outer.leaf"]


def facts(module):
    """Return all that a module knows of where it comes from."""
    spec = module.__spec__
    places = (module.__name__, module.__file__, module.__cached__, module.__package__, getattr(module, "__path__", None))
    return places, spec.name, spec.origin, spec.cached, spec.submodule_search_locations, type(module.__loader__).__name__


def test_modules_of_a_bundle_are_those_that_an_import_makes(package):
    directory, finder = package
    names = (*LISTED["start"], *LISTED["late"])
    imported = {name: facts(__import__(name, fromlist=["x"])) for name in names}
    for name in loaded():
        del sys.modules[name]
    assert write_bundle(str(directory), finder)
    bundle = bundle_of(package)
    assert bundle.start()
    finder.asked_first = bundle.find
    __import__(f"{PACKAGE}.late")
    assert {name: facts(sys.modules[name]) for name in names} == imported
    assert sys.modules[PACKAGE].inner.leaf is sys.modules[f"{PACKAGE}.inner.leaf"]


def test_features_of_the_language_load_nothing_while_a_section_runs(package, monkeypatch):
    directory, finder = package
    (directory / "base.py").write_text("from __future__ import annotations\nVALUE: Nothing = 1\n", encoding="utf-8")
    assert write_bundle(str(directory), finder)
    monkeypatch.delitem(sys.modules, "__future__", raising=False)
    assert bundle_of(package).start()
    assert "__future__" not in sys.modules
    assert sys.modules[f"{PACKAGE}.base"].VALUE == 1


def test_the_usual_import_has_its_place_again_after_a_section(package):
    directory, finder = package
    (directory / "inner" / "leaf.py").write_text("raise MemoryError\n", encoding="utf-8")
    assert write_bundle(str(directory), finder)
    with pytest.raises(MemoryError):
        bundle_of(package).start()
    assert sys.modules[f"{PACKAGE}.base"].__builtins__["__import__"] is __import__


@pytest.mark.parametrize(
    "line",
    [
        "import os.path\nassert os.path.join",
        f"import {PACKAGE}.apart\nassert {PACKAGE}.apart.APART",
        f"from {PACKAGE} import apart\nassert apart.APART",
        "from .apart import APART",
        "from . import apart\nassert apart.APART",
        f"from {PACKAGE}.apart import APART",
        "try:\n    from os import nothing_of_this_name\nexcept ImportError:\n    pass\nelse:\n    raise AssertionError",
        "from os.path import *\nassert join",
    ],
)
def test_every_way_to_import_works_in_a_bundle(package, line):
    directory, finder = package
    (directory / "base.py").write_text(f"{line}\nVALUE = 1\n", encoding="utf-8")
    assert write_bundle(str(directory), finder)
    assert bundle_of(package).start()
    assert sys.modules[f"{PACKAGE}.inner.leaf"].DOUBLE == 2


def a_source_is_newer(directory, _):
    os.utime(directory / "base.py", ns=(1, 1))


def a_source_is_longer(directory, _):
    before = (directory / "base.py").stat()
    (directory / "base.py").write_text("VALUE = 10\n", encoding="utf-8")
    os.utime(directory / "base.py", ns=(before.st_atime_ns, before.st_mtime_ns))


def a_source_is_gone(directory, _):
    (directory / "inner" / "leaf.py").unlink()


def the_bundle_is_gone(_, place):
    place.unlink()


def the_bundle_is_cut(_, place):
    place.write_bytes(place.read_bytes()[:-1])


def the_bundle_is_empty(_, place):
    place.write_bytes(b"")


def the_bundle_has_more(_, place):
    place.write_bytes(place.read_bytes() + b"x")


def the_bundle_is_of_another_interpreter(_, place):
    place.write_bytes(b"\0\0\0\0" + place.read_bytes()[4:])


def the_bundle_holds_something_else(_, place):
    text = marshal.dumps("text")
    place.write_bytes(MACHINERY.MAGIC_NUMBER + len(text).to_bytes(4, "little") + text)


def the_bundle_has_another_format(directory, place):
    index = marshal.dumps((f"{module_bundle.FORMAT}.1", str(directory), {"start": (0, 0, (), ())}))
    place.write_bytes(MACHINERY.MAGIC_NUMBER + len(index).to_bytes(4, "little") + index)


def the_bundle_has_no_start(directory, place):
    index = marshal.dumps((module_bundle.FORMAT, str(directory), {"late": (0, 0, (), ())}))
    place.write_bytes(MACHINERY.MAGIC_NUMBER + len(index).to_bytes(4, "little") + index)


@pytest.mark.parametrize(
    "change",
    [
        a_source_is_newer,
        a_source_is_longer,
        a_source_is_gone,
        the_bundle_is_gone,
        the_bundle_is_cut,
        the_bundle_is_empty,
        the_bundle_has_more,
        the_bundle_is_of_another_interpreter,
        the_bundle_holds_something_else,
        the_bundle_has_another_format,
        the_bundle_has_no_start,
    ],
)
def test_what_does_not_hold_is_left_to_the_interpreter(package, change):
    directory, finder = package
    assert write_bundle(str(directory), finder)
    change(directory, Path(bundle_place(str(directory))))
    assert not bundle_of(package).start()
    assert loaded() == []


def test_a_bundle_of_another_release_is_left_to_the_interpreter(package):
    """All files of all releases may have one time and one size, as where they are installed with a fixed time."""
    assert module_bundle.FORMAT.split()[-1] == oamc.__version__
    directory, finder = package
    assert write_bundle(str(directory), finder)
    place = Path(bundle_place(str(directory)))
    here = module_bundle.FORMAT.encode()
    assert place.read_bytes().count(here) == 1
    place.write_bytes(place.read_bytes().replace(here, here[:-1] + b"9"))
    assert not bundle_of(package).start()


def test_a_tree_that_was_moved_is_left_to_the_interpreter(package, tmp_path):
    directory, finder = package
    assert write_bundle(str(directory), finder)
    moved = tmp_path / "elsewhere"
    shutil.copytree(directory, moved)
    assert not Bundle(bundle_place(str(moved)), str(moved), finder).start()


@pytest.mark.parametrize("change", ["a source", "the bundle", "another bundle"])
def test_a_section_that_does_not_hold_any_more_is_left_to_the_interpreter(package, change, monkeypatch):
    directory, finder = package
    assert write_bundle(str(directory), finder)
    bundle = bundle_of(package)
    assert bundle.start()
    finder.asked_first = bundle.find
    if change == "a source":
        (directory / "late.py").write_text(SOURCES["late.py"].replace("+ 1", "+ 100"), encoding="utf-8")
    elif change == "the bundle":
        Path(bundle_place(str(directory))).unlink()
    else:
        monkeypatch.setattr(bundle_writing, "SECTIONS", {**LISTED, "late": LISTED["late"][:1]})
        assert write_bundle(str(directory), OwnModules(f"{PACKAGE}.", MACHINERY))
    later = __import__(f"{PACKAGE}.later", fromlist=["TRIPLE"])
    assert (102 if change == "a source" else 3) == later.TRIPLE


def test_a_module_that_fails_is_not_there(package):
    directory, finder = package
    (directory / "inner" / "leaf.py").write_text("raise MemoryError\n", encoding="utf-8")
    assert write_bundle(str(directory), finder)
    with pytest.raises(MemoryError):
        bundle_of(package).start()
    assert loaded() == [f"{PACKAGE}.base", f"{PACKAGE}.inner"]


def no_bytecode(_, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)


def another_place(directory, monkeypatch):
    monkeypatch.setattr(module_bundle.sys, "pycache_prefix", str(directory))


def no_tag(_, monkeypatch):
    monkeypatch.setattr(module_bundle.sys, "implementation", SimpleNamespace(cache_tag=None))


def no_directory(directory, _):
    (directory / "__pycache__").rmdir()


def no_module(directory, _):
    (directory / "base.py").unlink()


def no_python(directory, _):
    (directory / "base.py").write_text("this is no Python\n", encoding="utf-8")


def in_the_way(directory, _):
    Path(f"{bundle_place(str(directory))}.{os.getpid()}").mkdir()


@pytest.mark.parametrize("change", [no_bytecode, another_place, no_tag, no_directory, no_module, no_python, in_the_way])
def test_where_no_bundle_can_be_written_none_is(package, change, monkeypatch):
    directory, finder = package
    with monkeypatch.context() as patched:
        change(directory, patched)
        assert not write_bundle(str(directory), finder)
    assert not list(directory.glob("__pycache__/*.bundle"))
    assert not [path for path in directory.glob("__pycache__/*.bundle.*") if path.is_file()]


def test_a_source_that_changes_while_it_is_read_is_not_bundled(package, monkeypatch):
    directory, finder = package
    stamps = iter(range(100))
    monkeypatch.setattr(bundle_writing, "stamp", lambda _: (next(stamps), 0))
    assert not write_bundle(str(directory), finder)


@pytest.fixture
def copy(tmp_path):
    """A copy of oamc without any bytecode, and a document beside it."""
    shutil.copytree(ROOT / "oamc", tmp_path / "oamc", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("schemas", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "golden" / "ingress" / "input" / "shop.yaml", tmp_path / "shop.yaml")
    return tmp_path


def run(copy, *words, **environment):
    """Run a command line with the copy; return its status, what it prints, and how many modules the interpreter looked for."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "oamc", *words],
        cwd=copy,
        env={**variables, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.count("oamc.")


@pytest.mark.slow
def test_a_run_that_compiles_writes_the_bundle_for_the_next(copy):
    build = ("build", "shop.yaml", "--format", "manifests")
    assert run(copy, "build", "missing.yaml")[0] == 1
    run(copy, "--version")
    run(copy, "explain", "ingress")
    assert run(copy, *build, PYTHONDONTWRITEBYTECODE="1")[0] == 0
    assert not list(copy.glob("oamc/__pycache__/*.bundle"))
    status, text, many = run(copy, *build)
    assert status == 0
    assert len(list(copy.glob("oamc/__pycache__/*.bundle*"))) == 1
    assert run(copy, *build, PYTHONDONTWRITEBYTECODE="1") == (0, text, pytest.approx(10, abs=10))
    assert many > 150
    entry = copy / "oamc" / "compiler.py"
    entry.write_text(entry.read_text(encoding="utf-8") + "raise SystemExit(33)\n", encoding="utf-8")
    assert run(copy, *build)[0] == 33


def test_nothing_is_run_of_a_piece_that_is_not_whole(tmp_path):
    pieces = [marshal.dumps((compile(text, "a", "exec"),)) for text in ("first = 1", "second = 2")]
    place = tmp_path / "pieces"
    place.write_bytes(b"".join(pieces)[:-1])
    with place.open("rb", buffering=0) as file:
        found = module_bundle.codes(file, tuple(map(len, pieces)), bytearray(max(map(len, pieces))))
        assert next(found).co_names == ("first",)
        with pytest.raises(EOFError):
            next(found)
