"""A digest of what a run of the compiler is given, by which its answer is known again.

In: values. Out: a digest that two runs share only where they were given the same, and the input files in it, in their order.
Everything counts: each field of each record, the order of mappings, what a report has noticed so far. A value whose form is not
known is refused, so nothing is ever passed over.
"""

from __future__ import annotations

from oamc.diagnostics.reports import Reports
from oamc.records import Record, items
from oamc.spans import SourceFile, Span
from oamc.startup.digests import digest
from oamc.startup.patterns import Pattern
from oamc.startup.read_only import MappingProxyType
from oamc.values.parameters import Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class UnknownFormError(Exception):
    """A value has a form that has no digest."""


class Fingerprint:
    """A digest in the making. `sources` are the input files that were met, the first one first."""

    def __init__(self) -> None:
        self.sources: list[SourceFile] = []
        self._numbers: dict[int, int] = {}
        self._digests: list[str] = []
        self._names: dict[type[Record], tuple[tuple[str, bytes], ...]] = {}

    def add(self, *values: object) -> None:
        """Take values into the digest."""
        for value in values:
            self._digests.append(digest(self._form(value)))

    def hexadecimal(self) -> str:
        """Return the digest of everything that was added."""
        return digest(" ".join(self._digests).encode())

    def number(self, source: SourceFile) -> int | None:
        """Return the number of an input file among `sources`; nothing where it is none of them."""
        return self._numbers.get(id(source))

    def _form(self, value: object) -> bytes:
        """Return a value as bytes that no other value has: what it is, how long, and its parts."""
        # The exact types: a subclass may say more than its base.
        kind = type(value)
        if kind is str:
            return _text(str(value))
        if value is None or kind is bool or kind is int or kind is float:
            return f"{kind.__name__}={value!r};".encode()
        if kind is bytes:
            return b"bytes=%d;" % len(value) + value  # type: ignore[arg-type,operator]
        if kind is tuple or kind is list:
            return self._parts(kind.__name__, value)  # type: ignore[arg-type]
        if kind is set or kind is frozenset:
            return self._form_of_set(value)  # type: ignore[arg-type]
        if kind is dict or kind is MappingProxyType:
            return self._parts("dict", [part for entry in value.items() for part in entry])  # type: ignore[attr-defined]
        return self._form_of_object(value)

    def _form_of_set(self, values: Collection[object]) -> bytes:
        """Return a set as bytes. It has no order, so nothing in it may be the first place where a file is met."""
        met = len(self.sources)
        forms = sorted(map(self._form, values))
        if len(self.sources) > met:
            raise UnknownFormError("set")
        return b"set=%d;" % len(forms) + b"".join(forms)

    def _form_of_object(self, value: object) -> bytes:
        """Return a value of oamc's own as bytes."""
        match value:
            case SourceFile():
                return self._form_of_source(value)
            case Span():
                places = (value.line, value.column, value.end_line, value.end_column)
                return self._parts("span", (value.source, *places))
            case Record():
                return self._form_of_record(f"{type(value).__module__}.{type(value).__qualname__}", value)
            case Reports():
                return self._parts("reports", [part for entry in sorted(vars(value).items()) for part in entry])
            case Pattern():
                return self._parts("pattern", (value._text, int(value._flags)))  # noqa: SLF001 - it has no other parts
        if isinstance(value, Unset):
            return b"unset;"
        raise UnknownFormError(type(value).__name__)

    def _form_of_source(self, source: SourceFile) -> bytes:
        """Return an input file as bytes: whole when it is met first, else which one it is."""
        number = self._numbers.get(id(source))
        if number is not None:
            return b"known=%d;" % number
        self._numbers[id(source)] = len(self.sources)
        self.sources.append(source)
        return self._form_of_record("source", source)

    def _form_of_record(self, name: str, record: Record) -> bytes:
        """Return a record as bytes: the name of each field, and its value."""
        names = self._names.get(type(record))
        if names is None:
            names = self._names[type(record)] = tuple((field, _text(field)) for field, _ in items(record))
        forms = b"".join([part for field, form in names for part in (form, self._form(getattr(record, field)))])
        return f"{name}={2 * len(names)};".encode() + forms

    def _parts(self, name: str, parts: Iterable[object]) -> bytes:
        """Return something with parts as bytes."""
        forms = [self._form(part) for part in parts]
        return f"{name}={len(forms)};".encode() + b"".join(forms)


def _text(text: str) -> bytes:
    """Return a text as bytes. Paths may hold bytes that are no UTF-8, for which Python stands halves of surrogate pairs."""
    content = text.encode("utf-8", "surrogatepass")
    return b"str=%d;" % len(content) + content
