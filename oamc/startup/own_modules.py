"""The modules of oamc found by the list of their directory, before any other finder is asked.

An import asks each finder of the interpreter, and those that other packages have added; the one that knows then looks at the
directory and at the file. For the modules of one build that takes two milliseconds, a twentieth of the run, and what their
loader does around the reading of bytecode two more. The loader is the interpreter's own, but bytecode that is just what the
interpreter would take is read at once. Every other case is left to it: old, hashed, moved, optimized or no bytecode.
"""

import marshal
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any

PACKAGE = "oamc"
HEADER = 16
"""How many bytes stand before the code in a file of bytecode: the magic number, flags, and time and size of the source,
four bytes each (PEP 552)."""
LOW_BYTES = 0xFFFF_FFFF


def bytecode_place(file: str) -> str | None:
    """Return where the interpreter keeps the bytecode of a source file by default; nothing where it was told otherwise."""
    tag = sys.implementation.cache_tag
    if not tag or sys.pycache_prefix is not None or sys.flags.optimize:
        return None
    directory, _, name = file.rpartition("/")
    return f"{directory}/__pycache__/{name[:-3]}.{tag}.pyc"


def read_code(file: str, place: str, magic: bytes) -> "CodeType | None":
    """Return the code of a module from its bytecode; nothing where that cannot be read, or is not of this source as it is now.

    `file` and `place` are the paths of the source and of the bytecode, `magic` is the number of this interpreter.
    """
    try:
        source = os.stat(file)  # noqa: PTH116 - pathlib costs more than all of `oamc --version`
        descriptor = os.open(place, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        try:
            data = os.read(descriptor, os.fstat(descriptor).st_size)
        finally:
            os.close(descriptor)
        stamp = (int(source.st_mtime) & LOW_BYTES).to_bytes(4, "little") + (source.st_size & LOW_BYTES).to_bytes(4, "little")
        if data[:HEADER] != magic + bytes(4) + stamp:
            return None
        code: CodeType = marshal.loads(memoryview(data)[HEADER:])  # noqa: S302 - what the interpreter itself would run
    except (OSError, EOFError, ValueError, TypeError):
        return None
    # A tree that was moved has bytecode that names its former files.
    return code if getattr(code, "co_filename", None) == file else None


def make_loader_type(machinery: "ModuleType") -> "type[Any]":
    """Return the interpreter's loader of source files, but for the way to bytecode that is as it should be."""
    magic: bytes = machinery.MAGIC_NUMBER
    interpreters: type[Any] = machinery.SourceFileLoader

    class OwnLoader(interpreters):  # type: ignore[misc]  # the class is known when the program runs
        """A loader of one module."""

        def get_code(self, fullname: str) -> "CodeType | None":
            """Return the code of the module."""
            place = bytecode_place(self.path)
            code = None if place is None else read_code(self.path, place, magic)
            return super().get_code(fullname) if code is None else code

    return OwnLoader


class OwnModules:
    """A finder (`importlib.abc.MetaPathFinder`) of the modules below a package that lies in an ordinary directory."""

    def __init__(self, prefix: str, machinery: "ModuleType") -> None:
        self._prefix = prefix
        self._loader_type = make_loader_type(machinery)
        self._machinery = machinery
        self._spec_type: Any = type(sys.modules[PACKAGE].__spec__)
        self.magic: bytes = machinery.MAGIC_NUMBER
        self._names: dict[str, frozenset[str]] = {}
        self.asked_first: Callable[[str], ModuleSpec | None] | None = None
        """What finds modules before this looks for them, if anything does (`Bundle.find`)."""

    def find_spec(self, name: str, path: "Sequence[str] | None" = None, _: "ModuleType | None" = None) -> "ModuleSpec | None":
        """Return where a module of the package is; nothing of others, and where another finder may know better."""
        if path is None or len(path) != 1 or not name.startswith(self._prefix):
            return None
        found = None if self.asked_first is None else self.asked_first(name)
        if found is not None:
            return found
        directory, last = path[0], name.rpartition(".")[2]
        if last in self._listed(directory) and "__init__.py" in self._listed(f"{directory}/{last}"):
            return self.specify(name, f"{directory}/{last}/__init__.py", [f"{directory}/{last}"])
        return self.specify(name, f"{directory}/{last}.py", None) if f"{last}.py" in self._listed(directory) else None

    def _listed(self, directory: str) -> frozenset[str]:
        """Return the names in a directory, read once; none where it cannot be read."""
        names = self._names.get(directory)
        if names is None:
            try:
                names = frozenset(os.listdir(directory))  # noqa: PTH208 - pathlib costs more than all of `oamc --version`
            except OSError:
                names = frozenset()
            self._names[directory] = names
        return names

    def specify(self, name: str, file: str, places: list[str] | None, loader: "Any" = None) -> "ModuleSpec":
        """Return the specification of a module, as `importlib.util.spec_from_file_location` makes it.

        `file` is the path of its source, `places` are the directories of its own modules, for a package, and `loader` is
        another loader than that of this finder.
        """
        place = bytecode_place(file)
        if loader is None:
            loader = self._loader_type(name, file)
        if place is None:
            found: ModuleSpec = self._machinery.spec_from_file_location(
                name, file, loader=loader, submodule_search_locations=places
            )
            return found
        spec: ModuleSpec = self._spec_type(name, loader, origin=file)
        spec.submodule_search_locations = places
        spec.has_location = True
        spec.cached = place
        return spec


def find_own_modules_first() -> "OwnModules | None":
    """Put the finder before the others, where oamc lies in a directory and Python loads it from there as it does by default.

    Return it, and nothing where it is not put there or was before.
    """
    machinery = sys.modules.get("_frozen_importlib_external")
    spec = sys.modules[PACKAGE].__spec__
    loader_type = getattr(machinery, "SourceFileLoader", None)
    if machinery is None or spec is None or loader_type is None or type(spec.loader) is not loader_type:
        return None
    if os.sep != "/" or any(isinstance(finder, OwnModules) for finder in sys.meta_path):
        return None
    own = OwnModules(f"{PACKAGE}.", machinery)
    sys.meta_path.insert(0, own)
    return own
