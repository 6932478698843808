"""Modules run from one file, the bundle, that an earlier run has written.

Some two hundred modules make a short run: to look for each, to open its file of bytecode and to lead it through the import
system costs a fifth of the run. The bundle holds their bytecode in sections (`bundled_modules.py`): one is run as a whole at
the start, each other one when the first of its modules is imported. In a section each module stands after those that it
imports. The bundle lies where the interpreter keeps bytecode, and is used as that is: for one interpreter, and only while
every source has the time and the size that it had. Every other case is left to the interpreter, module by module.

    bytes 0-3     the magic number of the interpreter's bytecode
    bytes 4-7     how long the index is, little-endian
    the index     marshalled: the format, the directory of the package, and for each section a `Section`
    the sections  each: its rows (`Row`) marshalled, then the codes of its modules in order, marshalled in some pieces

Written by `cli/bundle_writing.py`.
"""

import marshal
import os
import sys

from oamc import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from io import FileIO
    from types import CodeType, ModuleType
    from typing import Any

    from oamc.startup.own_modules import OwnModules

    Section = tuple[int, int, tuple[int, ...], tuple[str, ...]]
    """Where a section begins behind the index, how long its rows and its pieces are, and the names of its modules."""
    Names = Mapping[str, object] | None
    Wanted = Sequence[str] | None
    Row = tuple[str, bool, int, int]
    """File of a module, whether it is a package, and of its source the time in seconds and the size in bytes."""

FORMAT = f"1 {__version__}"
"""Stands in the index: what another release wrote is not read. Some ways to install give the files of all releases one time,
and an upgrade leaves the bundle where it is."""
NAME = "start"
START = "start"
"""The section of what every compilation needs."""
NUMBER = 4
FUTURE = "__future__"
"""The module of features of the language. The compiler has seen what a section imports of it, and nobody reads that, so it is
not loaded for it. The few modules that run before a section quote names in their annotations instead."""
NOT_READ = (OSError, EOFError, ValueError, TypeError, KeyError)
"""What reading a bundle raises that is not one, or not of this interpreter."""


def bundle_place(directory: str) -> str | None:
    """Return where the bundle of the package in a directory lies; nothing where bytecode is not at its usual place."""
    tag = sys.implementation.cache_tag
    if not tag or sys.pycache_prefix is not None or sys.flags.optimize:
        return None
    return f"{directory}/__pycache__/{NAME}.{tag}.bundle"


class Adopted:
    """A loader (`importlib.abc.Loader`) of a module that ran with its section while the interpreter looked for it."""

    def __init__(self, module: "ModuleType") -> None:
        self._module = module
        self._spec: Any = module.__spec__

    def create_module(self, _: "ModuleSpec") -> "ModuleType":
        """Return the module as it is."""
        return self._module

    def exec_module(self, module: "ModuleType") -> None:
        """Leave the module as it is, with the specification that it had."""
        module.__spec__ = self._spec
        module.__loader__ = self._spec.loader


class Bundle:
    """The bundle of the package in a directory. `finder` says how its modules are specified."""

    def __init__(self, place: str, directory: str, finder: "OwnModules") -> None:
        self._place = place
        self._directory = directory
        self._finder = finder
        self._sections: dict[str, Section] = {}
        self._waiting: dict[str, str] = {}
        self._memory = bytearray()

    def start(self) -> bool:
        """Run the first section. Tell whether there is one that holds; where there is none, no other is used either."""
        if not self._run(START):
            return False
        self._waiting = {
            name: section for section, (_, _, _, names) in self._sections.items() if section != START for name in names
        }
        return True

    def find(self, name: str) -> "ModuleSpec | None":
        """Run the section that has a module, and return a specification of the module that ran; nothing of other modules."""
        section = self._waiting.get(name)
        if section is None:
            return None
        for waiting in self._sections[section][3]:
            del self._waiting[waiting]
        if not self._run(section):
            return None
        module = sys.modules[name]
        spec: Any = module.__spec__
        # Where a module came in while it was looked for, the interpreter takes its own specification, and runs it once more.
        module.__spec__ = self._finder.specify(name, spec.origin, spec.submodule_search_locations, Adopted(module))
        return module.__spec__

    def _run(self, name: str) -> bool:
        """Run a section. Tell whether all its sources are as they were; what a module raises is raised, as by an import."""
        try:
            file = open(self._place, "rb", buffering=0)  # noqa: PTH123, SIM115 - there is no path object; closed below
        except OSError:
            return False
        try:
            try:
                sections, behind = self._index(file)
                if self._sections and sections != self._sections:  # another run has written it anew
                    return False
                begin, length, lengths, names = sections[name]
                file.seek(behind + begin)
                rows: tuple[Row, ...] = marshal.loads(file.read(length))  # noqa: S302 - as bytecode
                if not are_as_they_were(rows):
                    return False
            except NOT_READ:
                return False
            self._sections = sections
            if len(self._memory) < max(lengths):
                self._memory = bytearray(max(lengths))
            self._run_modules(names, rows, codes(file, lengths, self._memory))
        finally:
            file.close()
        return True

    def _index(self, file: "FileIO") -> "tuple[dict[str, Section], int]":
        """Return the sections, and where the first begins; `ValueError` where the bundle is of others, or not whole."""
        head = file.read(2 * NUMBER)
        length = int.from_bytes(head[NUMBER:], "little")
        if head[:NUMBER] != self._finder.magic:
            raise ValueError(self._place)
        written, directory, sections = marshal.loads(file.read(length))  # noqa: S302 - as bytecode
        behind = 2 * NUMBER + length
        ends = (begin + rows + sum(pieces) for begin, rows, pieces, _ in sections.values())
        if written != FORMAT or directory != self._directory or os.fstat(file.fileno()).st_size != behind + max(ends):
            raise ValueError(self._place)
        return sections, behind

    def _run_modules(self, names: tuple[str, ...], rows: "tuple[Row, ...]", running: "Iterator[CodeType]") -> None:
        """Run modules as an import does, one after the other. Those that are there already are left alone."""
        ready, importing = with_ready_imports()
        try:
            for name, row, code in zip(names, rows, running, strict=True):
                if name not in sys.modules:
                    self._run_module(name, row, code, ready)
        finally:
            ready["__import__"] = importing

    def _run_module(self, name: str, row: "Row", code: "CodeType", built_in: "dict[str, Any]") -> None:
        """Make and run one module."""
        file, is_package, _, _ = row
        parent, _, last = name.rpartition(".")
        spec: Any = self._finder.specify(name, file, [file.rpartition("/")[0]] if is_package else None)
        module = type(sys)(name)
        names = module.__dict__
        names["__builtins__"] = built_in
        names["__spec__"] = spec
        names["__loader__"] = spec.loader
        names["__file__"] = file
        names["__cached__"] = spec.cached
        names["__package__"] = name if is_package else parent
        if is_package:
            names["__path__"] = spec.submodule_search_locations
        modules = sys.modules
        modules[name] = module
        try:
            exec(code, names)  # noqa: S102 - a module of oamc, as the interpreter runs it
        except BaseException:
            del modules[name]
            raise
        setattr(modules[parent], last, module)


def with_ready_imports() -> "tuple[dict[str, Any], Callable[..., ModuleType]]":
    """Return the built-in names with a quick import, for modules whose imports are all there, and the usual import.

    Of a module that is there the interpreter asks whether another thread still runs it and whether it is a package, at the
    cost of an exception that nobody sees: for a thousand imports a twentieth of a run. While a section runs there is no other
    thread; afterwards the usual import takes its place again. What is not there, or not yet in a package, is left to it at any
    time.
    """
    builtins = sys.modules["builtins"].__dict__
    importing: Callable[..., ModuleType] = builtins["__import__"]
    loaded = sys.modules.get
    features = type(sys)(FUTURE)
    features.__dict__["annotations"] = None

    def quick_import(
        name: str, around: "Names" = None, local: "Names" = None, wanted: "Wanted" = (), level: int = 0
    ) -> "ModuleType":
        """Return a module, for global and local names, of which some names are wanted; with a level it is relative to them."""
        if wanted and not level:
            module = loaded(name)
            if module is None:
                if name == FUTURE:
                    return features
            else:
                names = module.__dict__
                if "__path__" not in names or all(one in names for one in wanted):
                    return module
        return importing(name, around, local, wanted, level)

    return {**builtins, "__import__": quick_import}, importing


def are_as_they_were(rows: "tuple[Row, ...]") -> bool:
    """Tell whether the source of each module has the time and the size of its row; `OSError` where one cannot be found."""
    status = os.stat
    for file, _, seconds, size in rows:
        found = status(file)
        if found.st_size != size or int(found.st_mtime) != seconds:  # as `stamp` tells them
            return False
    return True


def stamp(file: str) -> tuple[int, int]:
    """Return time in seconds, as bytecode has it, and size in bytes of a file; `OSError` where it cannot be found."""
    found = os.stat(file)  # noqa: PTH116 - pathlib costs more than all of `oamc --version`
    return int(found.st_mtime), found.st_size


def codes(file: "FileIO", lengths: tuple[int, ...], memory: bytearray) -> "Iterator[CodeType]":
    """Yield the codes of modules, which are read piece by piece into the same memory: fresh memory costs more than to read.

    `EOFError` where a piece is not whole: behind it there would be what the one before has left.
    """
    room = memoryview(memory)
    for length in lengths:
        if file.readinto(room[:length]) != length:
            raise EOFError
        yield from marshal.loads(room[:length])  # noqa: S302 - as bytecode
