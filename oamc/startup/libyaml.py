"""PyYAML's event parser, imported at a fraction of its usual cost.

`parser_class()` returns libyaml's parser (`yaml._yaml.CParser`), or PyYAML's own in Python where the wheel has no libyaml.
Only events are used: never a loader, because loaders build recursively (one of them in C) and construct objects.

`import yaml` takes some 8 ms, most of it for loaders and dumpers that oamc never uses and that `yaml._yaml` wants only for the
names of their exceptions. So `yaml._yaml` is imported below a package `yaml` that is still empty, beside stand-ins for those
modules. The stand-ins are dropped at once, and the package completes itself on first use of anything in it: a later
`import yaml` of other code works as ever. `yaml.YAMLError` and `yaml.MarkedYAMLError` are the real ones throughout.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, Protocol

    class EventParser(Protocol):
        """What both parsers of PyYAML offer of use here."""

        def get_event(self) -> Any:
            """Return the next event of `yaml.events`."""


STAND_INS = {
    "reader": "ReaderError",
    "scanner": "ScannerError",
    "parser": "ParserError",
    "composer": "ComposerError",
    "constructor": "ConstructorError",
    "emitter": "EmitterError",
    "serializer": "SerializerError",
    "representer": "RepresenterError",
}


class LaterToken:
    """A stand-in for a class of `yaml.tokens`, of which `yaml._yaml` makes values for other code alone."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *parts: object) -> object:
        """Return a value of the real class."""
        from yaml import tokens

        return getattr(tokens, self._name)(*parts)


def parser_class() -> Callable[[str], EventParser]:
    """Return a class whose instances, made from a text, hand out the events of `yaml.events` by `get_event()`."""
    if "yaml" not in sys.modules:
        _import_trimmed()
    try:
        from yaml._yaml import CParser
    except ImportError:
        return python_parser_class()
    chosen: Callable[[str], EventParser] = CParser
    return chosen


def python_parser_class() -> Callable[[str], EventParser]:
    """Return PyYAML's parser in Python, eight times slower than libyaml."""
    from yaml.error import MarkedYAMLError
    from yaml.loader import BaseLoader

    class PythonParser(BaseLoader):
        """The events of `BaseLoader`; its other methods are not used."""

        def get_event(self) -> Any:
            """Return the next event. An escape beyond Unicode, which libyaml reports, is a bare ValueError of `chr` here."""
            try:
                return super().get_event()  # type: ignore[no-untyped-call]  # untyped in the stubs of PyYAML
            except ValueError as error:
                problem = "found invalid Unicode character escape code"
                raise MarkedYAMLError(problem=problem, problem_mark=self.get_mark()) from error

    return PythonParser


def _import_trimmed() -> None:
    """Import `yaml._yaml` below a package that completes itself later. In trouble leave no trace: the usual import follows."""
    found = (finder.find_spec("yaml", None) for finder in sys.meta_path)
    spec = next((candidate for candidate in found if candidate), None)
    loader = spec.loader if spec else None
    if spec is None or loader is None:
        return
    package = type(sys)("yaml")
    package.__dict__.update(
        __spec__=spec,
        __loader__=loader,
        __package__="yaml",
        __path__=spec.submodule_search_locations,
        __file__=spec.origin,
    )
    before = set(sys.modules)
    sys.modules["yaml"] = package
    try:
        _import_below(package)
    except (ImportError, AttributeError):
        for name in [name for name in sys.modules if name not in before]:
            del sys.modules[name]
        return

    def complete(name: str) -> object:
        """Run the real package on the first use of a name that it does not have yet (PEP 562)."""
        package.__dict__.pop("__getattr__", None)
        loader.exec_module(package)
        return getattr(package, name)

    package.__dict__["__getattr__"] = complete


def _import_below(package: ModuleType) -> None:
    """Import `yaml._yaml` with the real errors and events of PyYAML and with stand-ins for the rest, and drop those again."""
    from yaml import error, events, nodes  # noqa: F401 - `yaml._yaml` finds them as attributes of the package

    class UnmarkedError(error.YAMLError):
        """A stand-in for `yaml.reader.ReaderError`, with its arguments."""

        def __init__(self, name: str, position: int, character: int, encoding: str, reason: str) -> None:
            super().__init__(name, position, character, encoding, reason)
            self.position = position
            self.reason = reason

    for name, exception in STAND_INS.items():
        module = type(sys)(f"yaml.{name}")
        # Nobody tells the marked ones apart, and to make a class of exceptions for each is dear.
        module.__dict__[exception] = UnmarkedError if name == "reader" else error.MarkedYAMLError
        sys.modules[f"yaml.{name}"] = module
        package.__dict__[name] = module
    tokens = package.__dict__["tokens"] = type(sys)("yaml.tokens")
    tokens.__dict__["__getattr__"] = LaterToken
    try:
        import yaml._yaml  # noqa: F401 - for the entry in sys.modules
    finally:
        del package.__dict__["tokens"]
        for name in STAND_INS:
            del sys.modules[f"yaml.{name}"]
            del package.__dict__[name]
