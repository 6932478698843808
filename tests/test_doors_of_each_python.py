"""The private doors of the interpreter (`oamc/startup`) under every Python that oamc supports, as far as it is on this machine.

Each is opened, or gives way to the ordinary one, in an interpreter of its own, and one build is the same to the byte. Programs
are looked for by their names with a version, from `python3.11` to `python3.14`, and among those that pyenv has installed. A
test without its program is skipped and names it; where `OAMC_PYTHONS` has the version, as in `OAMC_PYTHONS="3.11 3.12"`, it
fails. Of the packages here only PyYAML is lent, whose C module is that of one version: under the others the parser in Python is
used, which is a door that gives way, too.
"""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
DEMANDED = os.environ.get("OAMC_PYTHONS", "").split()
SECONDS = 300
EXAMPLE = ROOT / "golden" / "secrets" / "input"
DOORS = r"""
import json, os, sys
told = {"version": "%d.%d" % sys.version_info[:2]}

from oamc.startup.untranslated import argparse
told["translated"] = "gettext" in sys.modules
told["help"] = argparse.ArgumentParser(prog="p", description="words").format_help().split()[:2]

from oamc.startup.digests import digest
told["digest"] = digest(b"oamc")
told["openssl"] = not {"hashlib", "_hashlib"}.isdisjoint(sys.modules)
told["much"] = digest(b"oamc" * 1_000_000)

from oamc.startup.indented_json import indented_json
value = {"a": [1, 2.5, True, None, "\u00e9\n\"", {}, []], "b": {"c": ""}}
told["json"] = indented_json(value) == json.dumps(value, indent=2)

from oamc.startup.system_calls import system_function
own, last_error = system_function("no_such_function_of_any_library", "getppid")
told["call"] = own is None or own() == os.getppid()
told["found"] = own is not None
chdir, last_error = system_function("chdir")
told["refused"] = None if chdir is None else (chdir(b"/no/such/directory"), last_error())
told["ctypes"] = "ctypes" in sys.modules
told["nothing"] = system_function("no_such_function_of_any_library")[0] is None

from oamc.startup.libyaml import parser_class, python_parser_class
def events(kind):
    parser, names = kind("a: [1, 'two']\n"), []
    while not names or names[-1] != "StreamEndEvent":
        names.append(type(parser.get_event()).__name__)
    return names
told["events"] = events(parser_class()) == events(python_parser_class())
import yaml
told["yaml"] = yaml.safe_load("a: [1]") == {"a": [1]}

from oamc.startup.caching import cache, cached_property
class Room:
    made = 0
    @cached_property
    def once(self):
        self.made += 1
        return self.made
room = Room()
told["once"] = [room.once, room.once, cache(4)(len)("abc")]

from oamc.startup.patterns import Pattern
told["pattern"] = [bool(Pattern("a+").fullmatch(text)) for text in ("aa", "b")]

import gc
from oamc.startup.collector import RestingCollector
with RestingCollector():
    told["rests"] = gc.isenabled()
told["works"] = gc.isenabled()

from oamc.startup.constructors import written_out
class Made:
    __slots__ = ("first", "second")
Made.__init__ = written_out(tuple((name, getattr(Made, name).__set__) for name in Made.__slots__), {"second": 2})
made = Made(first=1)
told["made"] = [made.first, made.second]

from oamc.records import Record
class Point(Record):
    first: int
    second: int = 2
class Further(Point):
    third: int = 3
told["record"] = [Further(first=1).second, list(Further._fields)]

from oamc.startup.read_only import MappingProxyType
from types import MappingProxyType as usual
told["read only"] = MappingProxyType is usual

from oamc.startup.modules_by_name import import_module
told["by name"] = import_module("oamc.startup.patterns").Pattern is Pattern

import oamc.compiler
told["modules"] = all(found.__spec__ is not None for name, found in sys.modules.items() if name.startswith("oamc"))
print(json.dumps(told))
"""
"""What every door does, told as JSON."""


@cache
def interpreter(version):
    """Return the program of a version, or skip the test, or fail where it is demanded."""
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    installed = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    for program in filter(None, (shutil.which(f"python{version}"), *installed.glob(f"{version}*/bin/python{version}"))):
        if run(program, "-c", asked, environment=dict(os.environ)).stdout.strip() == version:
            return program
    reason = f"python{version} is not on this machine"
    if version in DEMANDED:
        pytest.fail(reason)
    pytest.skip(reason)
    return None


def run(program, *arguments, environment, folder=ROOT):
    """Run an interpreter, and return what came of it."""
    command = [program, *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)


@pytest.fixture
def lent(tmp_path):
    """Return an environment in which an interpreter finds this checkout and PyYAML, and nothing else of the packages here."""
    packages = tmp_path / "packages"
    packages.mkdir()
    (packages / "yaml").symlink_to(Path(yaml.__file__).parent, target_is_directory=True)
    path = os.pathsep.join(map(str, (ROOT, packages)))
    return {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_door_opens_or_gives_way(version, lent):
    answer = run(interpreter(version), "-S", "-c", DOORS, environment=lent)
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["version"] == version
    assert told["digest"] == "6e500ecee250e94ccdcecf5dcb01190e5deebad4ab0a66d5b0a7a2d5d6b87257"
    assert told["much"] == "b69c74606481022d12fef8b7e1a44fe522df4a6bcb5afd7d3c0bbfb469181039"
    assert told["help"] == ["usage:", "p"]
    assert all(told[door] for door in ("json", "call", "events", "yaml", "nothing", "works", "read only", "by name", "modules"))
    assert not any(told[door] for door in ("translated", "openssl", "rests"))
    assert (told["once"], told["pattern"], told["made"]) == ([1, 1, 3], [True, False], [1, 2])
    assert told["record"] == [2, ["first", "second", "third"]]
    if sys.platform == "linux":
        assert told["found"]
        assert not told["ctypes"]
        assert told["refused"] == [-1, 2]


def build_of(version, environment, target):
    """Return the bytes of the files of a chart and of manifests that an interpreter builds."""
    found = {}
    for form in ("helm", "manifests"):
        output = target / form
        words = ("-S", "-m", "oamc", "build", str(EXAMPLE), "--format", form, "--output", str(output))
        answer = run(interpreter(version), *words, environment=environment, folder=target)
        assert answer.returncode == 0, answer.stderr
        found |= {f"{form}/{path.relative_to(output)}": path.read_bytes() for path in output.rglob("*") if path.is_file()}
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_one_build_is_the_same_to_the_byte(version, lent, tmp_path):
    other, own = tmp_path / "other", tmp_path / "own"
    other.mkdir()
    own.mkdir()
    found = build_of(version, lent, other)
    assert len(found) > 5
    assert found == build_of(f"{sys.version_info.major}.{sys.version_info.minor}", lent, own)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_second_run_starts_from_the_bundle_of_the_first(version, lent, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "oamc", copy / "oamc", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("schemas", "templates"):
        (copy / name).symlink_to(ROOT / name)
    path = os.pathsep.join((str(copy), str(tmp_path / "packages")))
    environment = {**lent, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""}
    program = interpreter(version)
    words = ("-S", "-X", "importtime", "-m", "oamc", "build", str(EXAMPLE), "--format", "manifests")
    runs = [run(program, *words, environment=environment, folder=copy) for _ in range(2)]
    assert [done.returncode for done in runs] == [0, 0], runs[1].stderr
    assert runs[0].stdout == runs[1].stdout
    assert len(list(copy.glob("oamc/__pycache__/*.bundle*"))) == 1
    first, second = (done.stderr.count("oamc.") for done in runs)
    assert first > 150
    assert second < 40
