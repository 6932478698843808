"""A fault put into a program: into functions that are there already, or into a module before it is imported."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType

from tests.assurance.mutation.operators import Fault


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and all that are defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)


def functions_of(paths: set[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Return all functions that come from some files, by file, qualified name and line."""
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in paths:
            code = thing.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(thing)
    return found


def put_into_functions(
    fault: Fault, changed: CodeType, functions: dict[tuple[str, str, int], list[FunctionType]], path: str
) -> bool:
    """Give the function that a fault changes its changed code, wherever it is known already; tell whether that was possible."""
    assert fault.function is not None
    start = min([fault.function.lineno, *(decorator.lineno for decorator in fault.function.decorator_list)])
    done = False
    for code in codes(changed):
        if code.co_firstlineno == start and code.co_name == fault.function.name:
            for inner in codes(code):
                for function in functions.get((path, inner.co_qualname, inner.co_firstlineno), ()):
                    if len(function.__code__.co_freevars) != len(inner.co_freevars):
                        return False
                    function.__code__ = inner
                    done = done or inner is code
    return done


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads one module from code that is there already."""

    code: CodeType

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - the signature of what it stands for
        return self.code


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module as usual, and lets it be loaded from changed code."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name = name
        self.code = code

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        assert spec is not None
        spec.loader = _Loader(fullname, spec.origin)
        spec.loader.code = self.code
        return spec


def put_before_import(name: str, code: CodeType) -> None:
    """Let a module that nobody has imported yet be what the changed code makes of it."""
    assert name not in sys.modules
    sys.meta_path.insert(0, _Finder(name, code))
